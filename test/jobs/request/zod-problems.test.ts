import { describe, expect, test } from 'vitest';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import { janitor } from '../../../src/jobs/housekeeping/janitor.ts';
import { entry } from '../../../src/jobs/record/cleanup-ledger.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { readRecord } from '../../../src/jobs/record/record-codec.ts';
import { packRecord } from '../../../src/jobs/record/record-compression.ts';
import { abandon, retry } from '../../../src/jobs/record/transitions.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { tick } from '../../../src/jobs/worker/pipeline.ts';
import { startReal } from '../../azure/real.ts';
import { rita } from '../../support/captures.ts';
import { aSoundCapture } from '../../support/sound.ts';
import { storeForEachTest } from '../../support/store.ts';
import { walkTools } from '../../support/walk.ts';
import { wordsOf } from '../../support/words.ts';

const ground = storeForEachTest();
const keys = () => keysOf(ground.prefix);

const copy = aSoundCapture({ vm: 'web-01' });
const without = (part: 'plan' | 'request', field: string): Partial<Capture> => ({
  [part]: Object.fromEntries(Object.entries({ ...copy[part] }).filter(([name]) => name !== field)),
});

/** Parts of a record that somebody has spoilt, and what the thread says of them. */
const spoilt: readonly (readonly [string, object, RegExp])[] = [
  ['a plan without its target', without('plan', 'target'), /I cannot read the plan /],
  ['a plan without its VM', without('plan', 'vm'), /I cannot read the plan /],
  ['a plan that is a text', { plan: 'x' }, /I cannot read the plan /],
  [
    'a plan of regions that are none',
    { plan: { ...copy.plan, version: { regions: null } } },
    /I cannot read the plan /,
  ],
  ['a request without a VM', without('request', 'vm'), /I cannot read the request /],
  ['steps that are none', { steps: { length: 1 } }, /I cannot read the steps /],
  ['a step without a name', { steps: [{ ...copy.steps[0], name: 3 }] }, /I cannot read the steps /],
  ['a ledger that is none', { ledger: 'x' }, /I cannot read the ledger /],
  ['no plan and no request', { plan: [], request: null }, /I cannot read the request and the plan /],
  ['needs that are none', { needs: [{ rule: 'x' }] }, /I cannot read the approvals that it needs /],
  ['a decision of nobody', { decision: { planHash: copy.plan?.hash } }, /I cannot read the decision /],
];
const states = [
  { is: 'planning' },
  { is: 'running' },
  { is: 'waiting', for: 'confirm', until: '2099-01-01T00:00:00.000Z' },
] as const;

async function put(record: object): Promise<void> {
  await ground.redis.hset(keys().capture(copy.id), { record: packRecord(record as Capture), rev: 1, epoch: 0 });
  for (const key of [keys().due, keys().index]) await ground.redis.zadd(key, 0, copy.id);
  await ground.redis.set(keys().lock(copy.plan?.vm.id ?? ''), copy.id);
}
async function now(): Promise<Capture> {
  const capture = await ground.store.load(copy.id);
  if (!capture) throw new Error('It is not on record.');
  return capture;
}

describe.each(spoilt)('a record with %s', (_, change, says) => {
  test.each(states)('fails where it is $is, in a sentence that leads on, and can be given up', async status => {
    const real = await startReal();
    const deps = walkTools(ground, real);
    const turn = async () => {
      await ground.redis.zadd(keys().due, 0, copy.id);
      await tick(deps, copy.id);
    };
    await put({ ...copy, status, ...change });

    await turn();
    const failed = await now();
    const failure = failed.status.is === 'failed' ? wordsOf(failed.status.failure) : null;
    expect(failure).toMatchObject({ code: 'record-unfit', reason: expect.stringMatching(says) });
    for (const notice of failed.notices)
      noticeNote(failed, notice, {
        now: new Date(),
        portalUrl: 'https://portal.example',
        links: new Map(),
        approvers: [],
      });

    const again = retry(failed, { by: rita, now: new Date() });
    if (again.is === 'yes') await ground.store.decide(failed, again.capture, { event: 'retry' });
    await turn();
    expect((await now()).status.is).toBe('failed');

    const given = abandon(await now(), { by: rita, now: new Date() });
    if (given.is === 'yes') await ground.store.decide(await now(), given.capture, { event: 'abandon' });
    await turn();
    expect((await now()).status.is).toBe('abandoned');
    expect(await ground.store.list(5)).toEqual([copy.id]);
    await janitor({ redis: ground.redis, prefix: ground.prefix }).tidy();
    expect(await ground.redis.get(keys().lock(copy.plan?.vm.id ?? ''))).toBeNull();
    await real.close();
  });
});

test('what is spoilt in a record stays on it, for whoever looks who has changed it', () => {
  const read = readRecord(packRecord({ ...copy, plan: { vm: 3 } } as unknown as Capture), 1);
  expect([read.plan, read.unfit]).toEqual([null, { plan: { vm: 3 } }]);
  expect(readRecord(packRecord(read), 1)).toEqual(read);
});

test('a part that may be missing is missing where it is spoilt', () => {
  const read = readRecord(packRecord({ ...copy, queued: 3, needs: 'x' } as unknown as Capture), 1);
  expect(read.unfit).toEqual({ queued: 3, needs: 'x' });
  for (const part of ['queued', 'needs']) expect(Object.hasOwn(read, part)).toBe(false);
});

test('a copy whose plan is spoilt is cleared away all the same, and only what is named after it', async () => {
  const real = await startReal();
  const subscription = copy.plan?.vm.subscriptionId ?? '';
  const group = `/subscriptions/${subscription}/resourceGroups/capture-${copy.id}`;
  const marks = { captureId: copy.id, attempt: 1, expiresAt: '2026-12-24T00:00:00Z' };
  await real.azure.createGroup(group, { ...marks, location: 'westeurope' });
  const elsewhere = entry('group', `/subscriptions/${subscription}/resourceGroups/rg-web`);
  const status = { is: 'abandoned', by: rita, at: new Date().toISOString() };
  await put({ ...copy, status, plan: {}, ledger: [{ kind: 'x' }, entry('group', group), elsewhere] });
  for (let round = 0; round < 50 && (await real.azure.findTemporary('group', group)); round += 1) {
    await ground.redis.zadd(keys().due, 0, copy.id);
    await tick(walkTools(ground, real), copy.id);
  }
  expect(await real.azure.findTemporary('group', group)).toBeNull();
  expect((await now()).ledger?.find(({ id }) => id === elsewhere.id)?.state).toBe('left');
  await real.close();
});
