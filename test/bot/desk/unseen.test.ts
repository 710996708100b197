import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { aCapture, aPlan, aWaitingCapture, noon, olga } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';
import { everyCommand, everyPress } from '../../support/ways-in.ts';

const policy = `
rules:
  - name: web
    allow: [plan, capture, in-place, grant, cancel, cleanup]
    to: [slack:U0RITA]
    where: { vms: ['web-*'] }
  - name: vault
    allow: [plan, capture, in-place, grant]
    to: [slack:U0OLGA]
    where: { vms: ['vault-*'] }
    approvals: { count: 1, of: [slack:U0OTTO], breakGlass: true }
`;
const channel = 'C0IMAGES';
const vault = { ...aPlan().vm, name: 'vault-01', resourceGroup: 'rg-vault' };
const secret = /vault|Olga/;

let office: Office;
let captures: readonly Capture[];
beforeAll(async () => {
  office = await openOffice({ policy });
  const plan = aPlan({ vm: vault });
  const asked = { requester: olga, as: ['slack:u0olga'], request: { vm: 'vault-01' }, plan };
  const notices = [{ kind: 'question', planHash: plan.hash, at: noon.toISOString() } as const];
  const failure = { code: 'x', reason: 'x', remedy: 'x' };
  captures = [
    aWaitingCapture({ id: 'hidden-1', ...asked, notices }),
    aCapture({
      id: 'hidden-2',
      ...asked,
      status: { is: 'failed', failure, step: 'deallocate-vm', at: noon.toISOString() },
    }),
    aCapture({ id: 'hidden-3', ...asked, plan: null, status: { is: 'planned', at: noon.toISOString() } }),
  ];
  for (const capture of captures) await office.store.accept(capture.id, capture);
  await office.store.note({ event: 'denied', by: olga, vm: 'vault-01', details: 'capture denied' });
  await until('the question', () => messagesIn(office.slack).find(one => words(one).includes('hidden-1')));
});
afterAll(() => office.close());

const typed = async (user: string, text: string): Promise<string> => {
  const { response } = await office.slack.command({ user, channel, command: '/capture-image', text });
  return words(response as { text: string });
};
const records = () => Promise.all(captures.map(({ id }) => office.store.load(id)));

test('no command shows anything of a capture to who may not see it, nor changes it', async () => {
  const before = await records();
  for (const { id } of captures)
    for (const text of everyCommand({ id, vm: 'web-01' })) {
      const views = office.slack.state().views.length;
      const answer = await typed('U0RITA', text);
      expect(answer.replaceAll(id, ''), text).not.toMatch(secret);
      if (text.startsWith('repeat')) expect(office.slack.state().views).toHaveLength(views);
      for (const one of office.slack.state().views) await office.slack.closeView({ user: 'U0RITA', view: one.id });
    }
  expect(await typed('U0RITA', 'history vault-01')).not.toMatch(/Olga|hidden/);
  expect(await records()).toEqual(before);
});

test('no button does', async () => {
  const before = await records();
  const question = await until('a message with a button', () =>
    messagesIn(office.slack).find(one => words(one).includes('"action_id":"cancel"')),
  );
  const sent = messagesIn(office.slack).length;
  for (const { id, plan } of captures)
    for (const { action, value } of everyPress({ id, planHash: plan?.hash ?? '' })) {
      const actions = [{ type: 'button', action_id: action, block_id: 'b', value, action_ts: '1.1' }];
      await office.slack.press({ user: 'U0RITA', channel, ts: question.ts, action_id: 'cancel', change: { actions } });
    }
  await until('the answers', () =>
    messagesIn(office.slack)
      .slice(sent)
      .some(one => one.ephemeralFor === 'U0RITA'),
  );
  for (const one of messagesIn(office.slack).slice(sent))
    if (one.ephemeralFor === 'U0RITA') expect(words(one)).not.toMatch(secret);
  expect(office.slack.state().views).toEqual([]);
  expect(await records()).toEqual(before);
});

test('a yes in its thread does nothing', async () => {
  const root = messagesIn(office.slack).find(one => !one.thread_ts && words(one).includes('hidden-1'));
  office.slack.say({ user: 'U0RITA', channel, thread_ts: root?.ts ?? '', text: 'Y' });
  await until('the answer', () =>
    messagesIn(office.slack).find(
      one => one.ephemeralFor === 'U0RITA' && /no capture here that you may see/.test(words(one)),
    ),
  );
  expect((await office.store.load('hidden-1'))?.status.is).toBe('waiting');
});

test('the requester and who is asked to approve see it', async () => {
  for (const user of ['U0OLGA', 'U0OTTO']) {
    expect(await typed(user, 'status hidden-1')).toContain('vault-01');
    expect(await typed(user, 'list')).toContain('hidden-2');
    expect(await typed(user, 'history')).toContain('hidden-1');
  }
});
