import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../support/office.ts';
import { words } from '../../support/story-teams.ts';
import { channel } from '../../support/teams.ts';
import { openTeamsOffice } from '../../support/teams-office.ts';

const policy = `
rules:
  - { name: all, allow: [plan, capture], to: [everyone] }
  - { name: not rita, deny: [capture], to: ['slack:U0RITA'] }
`;

let both: Awaited<ReturnType<typeof openTeamsOffice>>;
beforeAll(async () => {
  both = await openTeamsOffice({ policy });
}, 30_000);
afterAll(() => both.close());

/** What the bot answers to somebody in Teams. */
async function says(user: string, text: string): Promise<string> {
  const before = both.written().length;
  await both.teams.say({ user, conversation: channel, text: `@capture-image ${text}` });
  await until('an answer', () => both.written().length > before);
  return both.written().slice(before).map(words).join('\n');
}

test('a deny that names an account of Slack holds for the same person in Teams', async () => {
  expect(await says('29:rita', 'web-01')).toContain('The rule “not rita” of the policy does not let');
  expect(await both.office.store.list(10)).toEqual([]);
});

test('and for nobody else there', async () => {
  await says('29:olga', 'web-01');
  expect(await both.office.store.list(10)).toHaveLength(1);
});
