import { afterAll, beforeAll, expect, test } from 'vitest';
import { factOf } from '../../../src/jobs/store/audit.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { aWaitingCapture } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const channel = 'C0IMAGES';
const command = async (text: string, user = 'U0RITA') =>
  JSON.stringify(await office.slack.command({ user, channel, command: '/capture-image', text }));
const newest = async (count: number) =>
  (await auditLog({ redis: office.redis, prefix: office.prefix }).newest(count)).map(factOf);

test('a command is on record with who wrote it and where', async () => {
  await command('list', 'U0OLGA');
  expect((await newest(1))[0]).toMatchObject({
    event: 'command',
    details: 'list',
    by: { id: 'U0OLGA', platform: 'slack', workspace: 'T0SANDBOX' },
    from: { channel },
  });
});

test('a Y by the wrong person is on record, and in the history of the VM', async () => {
  const capture = aWaitingCapture();
  await office.store.accept(capture.id, capture);
  const root = await until('the root', () =>
    messagesIn(office.slack).find(message => words(message).includes(capture.id)),
  );
  await until('the question', () => messagesIn(office.slack).some(({ thread_ts }) => thread_ts === root.ts));
  await until(
    'the question on record',
    async () => (await office.redis.hget(`{${office.prefix}}:chat:${capture.id}`, 'asked')) !== null,
  );
  office.slack.say({ user: 'U0OLGA', channel, thread_ts: root.ts, text: 'Y' });
  const denied = await until('the refusal', async () => (await newest(1)).find(({ event }) => event === 'denied'));
  expect(denied).toMatchObject({ by: { id: 'U0OLGA' }, details: 'confirm not-requester', plan: capture.plan?.hash });
  const history = await command('history web-01');
  expect(history).toContain('was refused');
  expect(history).toContain('U0OLGA');
  expect(await command('history web-02')).toContain('nothing on record');
});

test('a history is as long as it was asked for, and the longest one fits into a message', async () => {
  for (let index = 0; index < 45; index += 1)
    await office.store.note({ event: 'succeeded', vm: 'rg-web/web-09', details: `run-${index}` });
  const lines = (answer: string) => answer.match(/the image version is ready/g)?.length;
  expect(lines(await command('history web-09 5'))).toBe(5);
  expect(lines(await command('history web-09'))).toBe(20);
  const longest = await command('history web-09 40');
  expect(lines(longest)).toBe(40);
  expect(longest).toContain('run-5');
});
