import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWaitingCapture } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

/** The question of a capture of Rita's that these must approve. */
async function question(...of: string[]): Promise<string> {
  const approvals = { count: 1, of, whom: 'the owners', self: false, breakGlass: false, delegate: false };
  const needs = [{ ...approvals, hours: 8, remindHours: 4, rule: 'careful' }];
  const capture = aWaitingCapture({ needs, as: ['slack:u0rita', 'mail:rita@contoso.example'] });
  await office.store.accept(capture.id, capture);
  const root = await until('the root', () =>
    messagesIn(office.slack).find(message => !message.thread_ts && words(message).includes(capture.id)),
  );
  return words(
    await until('the question', () => messagesIn(office.slack).find(message => message.thread_ts === root.ts)),
  );
}

test('those who must approve are called by name, and never who asked', async () => {
  const said = await question('mail:rita@contoso.example', 'mail:olga@contoso.example', 'slack-group:s0ops');
  expect(said).toContain('<@U0OLGA> <!subteam^S0OPS> *It needs the approval of 1 of the owners.');
});

test('a chat that does not tell who they are holds no question up: it goes in the words of the policy', async () => {
  office.slack.faults.add({ match: { method: 'users.lookupByEmail' }, delayMs: 20_000 });
  const said = await question('mail:otto@contoso.example');
  expect(said).toContain('It needs the approval of 1 of the owners.');
  expect(said).not.toContain('U0OTTO');
});
