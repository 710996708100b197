import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCapture } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, words } from '../../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  await office.store.accept('web-01-here', aCapture({ id: 'web-01-here' }));
});
afterAll(() => office.close());

const mirror = async (channel: string) => {
  const text = `mirror web-01-here ${channel}`;
  const typed = { user: 'U0RITA', channel: 'C0IMAGES', command: '/capture-image', text };
  return words((await office.slack.command(typed)).response as { text: string });
};
const mirrors = async () => (await office.store.load('web-01-here'))?.mirrors ?? [];

test('nothing is shown in a private channel to which who mirrors does not belong', async () => {
  const { id } = office.slack.createChannel({ name: 'board', kind: 'private', members: ['U0OLGA', 'U0BOT'] });
  expect(await mirror(`<#${id}|images>`)).toContain('I cannot see that you are in that channel');
  expect(await mirrors()).toEqual([]);
  expect(messagesIn(office.slack, id)).toEqual([]);
});

test('one’s own private channel and a public one are, under the name that Slack has for them', async () => {
  const { id } = office.slack.createChannel({ name: 'crew', kind: 'private', members: ['U0RITA', 'U0BOT'] });
  expect(await mirror(`<#${id}|something-else>`)).toContain('#crew');
  expect(await mirror('<#C0GENERAL|whatever>')).toContain('#general');
  expect((await mirrors()).map(({ name }) => name)).toEqual(['#crew', '#general']);
});
