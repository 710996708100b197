import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { redisSweeps, type Sweep } from '../../../src/jobs/housekeeping/sweep.ts';
import { entry } from '../../../src/jobs/record/cleanup-ledger.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { factOf } from '../../../src/jobs/store/audit.ts';
import { auditLog } from '../../../src/jobs/store/audit-log.ts';
import { aCapture, aClone, aPlan, noon } from '../../support/captures.ts';
import { messagesIn, type Office, openOffice, until, words } from '../../support/office.ts';

const policy = `
rules:
  - name: looking
    allow: [plan]
    to: [everyone]
  - name: web is Olga's
    allow: [cleanup]
    to: [slack:U0OLGA]
    where: { vms: ['web-*'] }
`;
let office: Office;
beforeAll(async () => {
  office = await openOffice({ policy });
});
afterAll(() => office.close());
beforeEach(() => {
  office.clock = noon;
});

const channel = 'C0IMAGES';
const at = noon.toISOString();
const sweeps = () => redisSweeps(office);
const command = (user = 'U0OLGA', text = 'cleanup') =>
  office.slack.command({ user, channel, command: '/capture-image', text });
const whispers = (user: string) => messagesIn(office.slack).filter(({ ephemeralFor }) => ephemeralFor === user);

/** A capture that is over and whose copy could not be deleted. */
async function leaver(vm = 'web-01', state: 'left' | 'closed' = 'left'): Promise<{ capture: Capture; id: string }> {
  const plan = aPlan({ vm: { ...aPlan().vm, name: vm } });
  const about = aCapture({ plan, status: { is: 'succeeded', at } });
  const id = `${aClone().nicId}-${about.id}`;
  const capture = { ...about, ledger: [{ ...entry('nic', id), state }] };
  await office.store.accept(capture.id, capture);
  return { capture, id };
}

async function swept(left: readonly { capture: Capture; id: string }[], change: Partial<Sweep> = {}) {
  const seen = left.map(({ capture, id }) => ({ captureId: capture.id, rev: 1, id }));
  await sweeps().save({ at, left: seen, foreign: [], unseen: [], ...change });
}

async function asked(user = 'U0OLGA') {
  const before = whispers(user).length;
  await command(user);
  const message = await until('the list', () => whispers(user)[before]);
  const press = (action_id: string) => office.slack.press({ user, channel, ts: message.ts, action_id });
  return { message, says: words(message), press };
}

const ledgerOf = async ({ capture: { id } }: { capture: Capture }) =>
  (await office.store.load(id))?.ledger?.map(({ state }) => state);

test('what is left is shown with its capture, what is nobody’s and what was not seen beside it', async () => {
  const one = await leaver();
  await swept([one], {
    foreign: [{ captureId: 'web-01-made-up', id: '/made/up' }],
    unseen: [{ subscriptionId: '9999', reason: 'My identity may not do this.' }],
  });
  const { says } = await asked();
  for (const said of [one.id, one.capture.id, 'Not mine to touch', '/made/up', 'web-01-made-up', '9999', 'may not do'])
    expect(says).toContain(said);
  expect(says).toContain('cleanup-all');
});

test('a press puts it back on the ledger of each capture that the person may, wakes it, and names the others', async () => {
  const [mine, other] = [await leaver('web-02', 'closed'), await leaver('shop-01')];
  await swept([mine, other]);
  const { press } = await asked();
  await press('cleanup-all');
  const said = await until('the answer', () =>
    whispers('U0OLGA').find(one => words(one).includes('I delete 1 resource')),
  );
  expect(words(said)).toContain(other.capture.id);
  expect(words(said)).toContain('No rule of the policy allows Olga Operator');
  expect(await ledgerOf(mine)).toEqual(['open']);
  expect(await ledgerOf(other)).toEqual(['left']);
  expect(office.woken).toContain(mine.capture.id);
  expect(office.woken).not.toContain(other.capture.id);
  const facts = (await auditLog(office).newest(20)).map(factOf);
  expect(facts).toContainEqual(expect.objectContaining({ event: 'cleanup', capture: mine.capture.id }));
  expect(facts).toContainEqual(expect.objectContaining({ event: 'denied', capture: other.capture.id }));
});

test('clean puts back what one capture has on its ledger as left', async () => {
  const one = await leaver();
  await command('U0OLGA', `clean ${one.capture.id}`);
  expect(await ledgerOf(one)).toEqual(['open']);
});

test('whoever may delete none of it gets no button for it', async () => {
  await swept([await leaver('shop-01')]);
  const { says } = await asked('U0OTTO');
  expect(says).toContain('shop-01');
  expect(says).not.toContain('cleanup-all');
});

test('a list that has changed since is shown again, and nothing of it is deleted', async () => {
  const [first, second] = [await leaver(), await leaver()];
  await swept([first]);
  const { press } = await asked();
  await swept([first, second]);
  await press('cleanup-all');
  await until('the new list', () => whispers('U0OLGA').find(one => words(one).includes('has changed since')));
  expect([await ledgerOf(first), await ledgerOf(second)]).toEqual([['left'], ['left']]);
});

test('what its record has as deleted since the sweep is left out, and that nothing is left is said', async () => {
  const one = await leaver();
  await swept([one]);
  const capture = await office.store.load(one.capture.id);
  if (!capture) throw new Error('The capture is missing.');
  const ledger = capture.ledger?.map(it => ({ ...it, state: 'closed' as const }));
  expect(await office.store.decide(capture, { ...capture, ...(ledger ? { ledger } : {}) }, { event: 'confirm' })).toBe(
    true,
  );
  const { says } = await asked();
  expect(says).toContain('Nothing is left');
  expect(says).not.toContain(one.id);
});

test('a sweep that is missing or too old is nothing to go by, and a new one is wished for', async () => {
  await office.redis.del(`{${office.prefix}}:sweep`);
  await sweeps().takeWish();
  expect((await asked()).says).toContain('No worker has looked yet');
  expect(await sweeps().takeWish()).toBe(true);
  await swept([await leaver()]);
  office.clock = new Date(noon.getTime() + 3_600_000);
  const { says } = await asked();
  expect(says).toContain('too old to go by');
  expect(says).not.toContain('cleanup-all');
});

test('what a worker sees as soon as it is asked is shown at once, in place of what it saw before', async () => {
  await swept([]);
  const late = await leaver();
  office.clock = new Date(noon.getTime() + 60_000);
  const worker = until('the wish', () => sweeps().takeWish()).then(() =>
    swept([late], { at: office.clock.toISOString() }),
  );
  expect((await asked()).says).toContain(late.id);
  await worker;
});

test('a failed capture that keeps its copy is named, with until when and how to end that', async () => {
  await swept([]);
  const failure = { code: 'guest-refused', reason: 'It ended with 3.', remedy: 'Mend it.' };
  const status = { is: 'failed', failure, step: 'deprovision-guest', at } as const;
  const about = aCapture({ plan: aPlan(), status });
  const failed = { ...about, ledger: [entry('nic', `${aClone().nicId}-${about.id}`)] };
  await office.store.accept(failed.id, failed);
  const { says, message } = await asked();
  expect(says).toContain('1 failed capture keeps its copy');
  expect(says).toContain(`/capture-image abandon ${failed.id}`);
  const until = Date.parse(at) / 1000 + 24 * 3600;
  expect(JSON.stringify(message)).toContain(`<!date^${until}^`);
  await office.store.accept(`${failed.id}-2`, { ...failed, id: `${failed.id}-2`, ledger: [] });
  expect((await asked()).says).toContain('1 failed capture keeps its copy');
});
