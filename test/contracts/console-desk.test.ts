import '../support/console/platform.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSettings } from '../../src/jobs/request/settings.ts';
import { aPlan, aWaitingCapture, noon } from '../support/captures.ts';
import { consoleChat } from '../support/console/chat.ts';
import { type ConsoleHost, startConsoleHost } from '../support/console/host.ts';
import { consoleId } from '../support/console/platform.ts';
import { messagesIn, type Office, openOffice, until, words } from '../support/office.ts';

const policy = `
rules:
  - name: staff
    allow: [plan, capture, in-place, grant, cancel]
    to: ["console:rita", "slack:u0rita", "console-group:staff"]
people:
  rita: ["console:rita", "slack:u0rita"]
`;
const place = { platform: consoleId, workspace: 'vax', channel: 'images' };
const rita = { platform: consoleId, workspace: 'vax', id: 'rita', name: 'rita' };

let [host, office]: [ConsoleHost, Office] = [] as never;
beforeAll(async () => {
  host = await startConsoleHost({ images: ['rita', 'otto', 'capture-image'], staff: [] });
  const besides = [consoleChat({ port: host.port, machine: 'vax' })];
  office = await openOffice({ policy, besides, settings: { channels: { vax: place } } });
});
afterAll(async () => {
  await office.close();
  await host.close();
});

const reads = (user: string, pattern: RegExp) =>
  until(`${pattern} for ${user}`, () => host.seen(user).findLast(({ text }) => pattern.test(text)));

test('a person asks on a third chat, and it is told there under what they asked for', async () => {
  await host.say('rita', 'images', 'capture web-01');
  const root = await reads('otto', /^CAPTURE WEB-01/);
  await until('all of it to be told', async () => (await office.redis.zcard(`{${office.prefix}}:outbox`)) === 0);
  const id = office.woken.at(-1) ?? '';
  expect(await office.store.load(id)).toMatchObject({
    place,
    requester: rita,
    as: expect.arrayContaining(['console:rita']),
  });
  await host.press('rita', root.id, 'cancel');
  await until('the end', async () => (await office.store.load(id))?.status.is === 'cancelled');
});

test('whom the policy does not name there is told no, and nobody else reads it', async () => {
  await host.say('otto', 'images', 'capture web-01');
  const no = await reads('otto', /No rule of the policy allows otto to ask/);
  expect(no.to).toBe('otto');
});

test('a question there has its buttons for whoever may decide, and takes their answer', async () => {
  const plan = aPlan();
  const notices = [{ kind: 'question', planHash: plan.hash, at: noon.toISOString() } as const];
  const capture = aWaitingCapture({ id: 'web-01-third', requester: rita, as: ['console:rita'], place, plan, notices });
  await office.store.accept(capture.id, capture);
  await until('the question on record', () => office.redis.hget(`{${office.prefix}}:chat:${capture.id}`, 'asked'));
  const asked = await reads('rita', /Type Y to capture/);
  const actionsOf = async (user: string) => (await host.look(user, asked.id)).buttons.map(({ action }) => action);
  expect(await actionsOf('rita')).toEqual(['confirm', 'cancel']);
  expect(await actionsOf('otto')).toEqual([]);
  await host.say('rita', 'images', 'Y', asked.thread);
  await until('the confirmation', async () => (await office.store.load(capture.id))?.status.is === 'running');
  await reads('otto', /[Cc]onfirmed/);
});

test('the form opens there, and what is filled in is a request', async () => {
  await host.say('rita', 'images', '');
  const form = await reads('rita', /^form/);
  await host.say('rita', 'images', form.text.replace(/^vm: .*$/m, 'vm: rg-web/web-02'));
  await reads('otto', /^CAPTURE WEB-02/);
});

test('a capture of another chat is shown there, under the name that the settings have for it', async () => {
  const { data, problems } = parseSettings(
    `{scopes: [{subscription: 22222222-2222-2222-2222-222222222222}], gallery: {name: golden, resourceGroup: rg-images}, channels: {vax: {platform: console, workspace: vax, channel: images}}}`,
  );
  expect([data?.channels, problems]).toEqual([{ vax: place }, []]);
  const slack = { user: 'U0RITA', channel: 'C0IMAGES', command: '/capture-image' };
  await office.slack.command({ ...slack, text: 'capture web-03' });
  await until('the capture', () => messagesIn(office.slack).some(line => words(line).includes('web-03')));
  await office.slack.command({ ...slack, text: `mirror ${office.woken.at(-1)} vax` });
  await reads('otto', /^CAPTURE WEB-03/);
});
