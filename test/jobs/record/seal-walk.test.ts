import { describe, expect, onTestFinished, test } from 'vitest';
import { problemInWords } from '../../../src/bot/notes/words/en/reasons/reasons.ts';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { packRecord } from '../../../src/jobs/record/record-compression.ts';
import type { SealKeys } from '../../../src/jobs/record/seal.ts';
import { abandon, confirm, retry } from '../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../src/jobs/request/request.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { startReal } from '../../azure/real.ts';
import { rita } from '../../support/captures.ts';
import { failedWalk } from '../../support/failed.ts';
import { aPolicy } from '../../support/office.ts';
import { storeForEachTest } from '../../support/store.ts';
import { walkOf } from '../../support/walk.ts';
import { wordsOf } from '../../support/words.ts';

const ground = storeForEachTest();
const seal: SealKeys = { keys: ['a key of thirty-two characters...'], from: null };
const inPlace: Request = { vm: 'web-01', definition: 'web', regions: ['westeurope'], mode: 'in-place', checks: 'off' };
const copy: Request = { ...inPlace, mode: 'clone', consistency: 'stop' };
const atSnapshots = { method: 'PUT', path: 'snapshots' };
const atFirst = { method: 'PUT', path: 'runCommands' };
const atDeallocation = { method: 'POST', path: 'deallocate' };
const by = { by: rita, now: new Date() };

type Failed = Awaited<ReturnType<typeof failedWalk>>;
const forge = ({ walk }: Failed, change: (capture: Capture) => Partial<Capture>) =>
  walk.decide(one => ({ is: 'yes', capture: { ...one, ...change(one) } }), { event: 'confirm' });
const stripped = (failed: Failed) => forge(failed, () => ({ seal: undefined }) as unknown as Partial<Capture>);

test.each([
  ['a copy of the stopped VM', copy, atSnapshots],
  ['a capture in place', inPlace, atDeallocation],
])('%s goes to its end under seal, over a Retry, and clears away what it made', async (_, request, match) => {
  const { walk } = await failedWalk(ground, request, { match, seal });
  expect((await walk.now()).seal).toBeDefined();
  await walk.decide(one => retry(one, by), { event: 'retry' });
  const end = await walk.until(
    ({ status, ledger = [] }) => status.is !== 'running' && ledger.every(({ state }) => state !== 'open'),
  );
  expect(end.status.is).toBe('succeeded');
  expect(end.ledger?.some(({ state }) => state === 'left') ?? false).toBe(false);
});

describe('a record that somebody else has changed', () => {
  const changed = (capture: Capture): Partial<Capture> => ({
    request: { ...capture.request, excludeFromLatest: true },
  });

  test('is not gone on with at any Retry, and says so', async () => {
    const failed = await failedWalk(ground, inPlace, { match: atDeallocation, seal });
    await forge(failed, changed);
    for (let round = 0; round < 2; round += 1) {
      const { status } = await failed.retried();
      expect(status.is === 'failed' && status.failure.code).toBe('seal-broken');
    }
    expect(await failed.writes()).toEqual([]);
  });

  test('is not gone on with where it has written nothing either', async () => {
    const failed = await failedWalk(ground, inPlace, { match: atFirst, seal });
    await forge(failed, changed);
    const { status } = await failed.retried();
    expect(status.is === 'failed' && status.failure.code).toBe('seal-broken');
    expect(await failed.writes()).toEqual([]);
  });

  test('has nothing deleted that it names: it is left, with why', async () => {
    const failed = await failedWalk(ground, copy, { match: { method: 'PUT', path: 'networkSecurityGroups' }, seal });
    await forge(failed, changed);
    await failed.walk.decide(one => abandon(one, by), { event: 'abandon' });
    const { ledger = [] } = await failed.walk.until(({ notices }) => notices.at(-1)?.kind === 'leftovers');
    expect(
      ledger
        .filter(({ state }) => state === 'left')
        .every(({ problem }) => problem && problemInWords(problem).includes('seal')),
    ).toBe(true);
    expect(await failed.writes()).toEqual([]);
  });
});

describe('a record without a seal', () => {
  test('is planned and asked about anew where it has written nothing', async () => {
    const failed = await failedWalk(ground, inPlace, { match: atFirst, seal });
    await stripped(failed);
    const { status, decision, notices } = await failed.retried();
    expect([status.is, decision]).toEqual(['waiting', null]);
    expect(notices.at(-1)).toMatchObject({ moved: [{ code: 'unsealed' }] });
    expect(await failed.writes()).toEqual([]);
    expect((await failed.walk.now()).seal).toBeDefined();
  });

  test('is not gone on with where it has written something', async () => {
    const failed = await failedWalk(ground, inPlace, { match: atDeallocation, seal });
    await stripped(failed);
    const { status } = await failed.retried();
    expect(status.is === 'failed' && status.failure.code).toBe('seal-missing');
    expect(await failed.writes()).toEqual([]);
  });

  test('from before seals goes to its end until the time that its operator says', async () => {
    const { walk } = await failedWalk(ground, inPlace, { match: atDeallocation });
    walk.restart({ seal: { ...seal, from: new Date(Date.now() + 3_600_000) } });
    await walk.decide(one => retry(one, by), { event: 'retry' });
    const end = await walk.until(({ status }) => status.is !== 'running');
    expect([end.status.is, end.seal === undefined]).toEqual(['succeeded', false]);
  });
});

test('a worker that cannot seal takes the seal off rather than leave one that does not fit', async () => {
  const real = await startReal();
  onTestFinished(() => real.close());
  const walk = await walkOf(ground, real, inPlace, undefined, { seal });
  expect((await walk.until(({ status }) => status.is === 'waiting')).seal).toBeDefined();
  walk.restart({ seal: null });
  await walk.decide(one => confirm(one, { ...by, now: new Date(), planHash: null, own: true }), { event: 'confirm' });
  const end = await walk.until(({ status }) => status.is !== 'running');
  expect([end.status.is, end.seal]).toEqual(['succeeded', undefined]);
});

test('who the requester is said to be later adds no right to what was judged with the plan', async () => {
  const rules = `rules:
  - { name: all, allow: [plan, capture, in-place, grant], to: [everyone] }
  - { name: not her, deny: [capture], to: ['slack:u0rita'] }`;
  const all = aPolicy('rules:\n  - { name: all, allow: [plan, capture, in-place, grant], to: [everyone] }');
  const failed = await failedWalk(ground, inPlace, { match: atDeallocation, seal, policy: all, as: ['slack:u0rita'] });
  await forge(failed, () => ({ as: ['mail:somebody.else@contoso.example'] }));
  failed.walk.restart({ policy: aPolicy(rules) });
  const { status } = await failed.retried();
  expect(status.is === 'failed' && wordsOf(status.failure).reason).toContain('not her');
  expect(await failed.writes()).toEqual([]);
});

test('a name that is added to who the requester is adds no right to the first write either', async () => {
  const all = aPolicy('rules:\n  - { name: all, allow: [plan, capture, in-place, grant], to: [everyone] }');
  const hers = aPolicy("rules:\n  - { name: olga, allow: [plan, capture, in-place, grant], to: ['slack:u0olga'] }");
  const failed = await failedWalk(ground, inPlace, { match: atFirst, seal, policy: all, as: ['slack:u0rita'] });
  await forge(failed, () => ({ as: ['slack:u0olga', 'slack:u0rita'] }));
  failed.walk.restart({ policy: hers });
  const { status } = await failed.retried();
  expect(status.is === 'refused' && status.refusals[0]?.code).toBe('policy-not-allowed');
  expect(await failed.writes()).toEqual([]);
});

test('the record of one capture under the key of another is not gone on with', async () => {
  const failed = await failedWalk(ground, inPlace, { match: atDeallocation, seal });
  const another = await walkOf(ground, failed.real, { vm: 'web-02', regions: ['westeurope'] }, 'walk-another', {
    seal,
  });
  const { plan, ...rest } = await another.until(({ status }) => status.is === 'waiting');
  const decision = { by: rita, at: rest.createdAt, planHash: plan?.hash ?? '' };
  const record = packRecord({ ...rest, plan, decision, status: { is: 'running' } });
  await ground.redis.hset(keysOf(ground.prefix).capture(failed.walk.id), { record });
  await failed.walk.tick();
  expect(await failed.writes()).toEqual([]);
  const { status } = await failed.walk.now();
  expect(status.is === 'failed' && status.failure.code).toBe('seal-broken');
});

describe.each<[string, SealKeys | null]>([
  ['under seal', seal],
  ['without one', null],
])('a copy of the stopped VM that has succeeded %s', (_, tools) => {
  type Forged = (capture: Capture) => Partial<Capture>;
  const opened: Forged = ({ ledger = [] }) => ({
    ledger: ledger.map(one => (one.kind === 'source-power' ? { ...one, state: 'open', tries: 0 } : one)),
  });
  const begunAnew: Forged = ({ steps }) => ({
    status: { is: 'running' },
    steps: steps.map(({ phase, ...step }) =>
      step.name === 'stop-source'
        ? { ...step, state: 'todo', attempt: step.attempt + 1 }
        : { ...step, ...(phase ? { phase } : {}) },
    ),
  });
  test.each<[string, Forged]>([
    ['started again', opened],
    ['stopped again', begunAnew],
  ])('never has its VM %s by what somebody else writes', async (_deed, change) => {
    const real = await startReal();
    onTestFinished(() => real.close());
    const walk = await walkOf(ground, real, copy, undefined, { seal: tools });
    await walk.until(({ status }) => status.is === 'waiting');
    await walk.decide(one => confirm(one, { ...by, now: new Date(), planHash: null, own: true }), { event: 'confirm' });
    const end = await walk.until(
      ({ status, ledger = [] }) => status.is !== 'running' && ledger.every(({ state }) => state === 'closed'),
    );
    expect(end.status.is).toBe('succeeded');
    const vm = [...real.world.virtualMachines.values()].find(({ name }) => name === 'web-01');
    const power = change === opened ? 'stopped' : 'running';
    Object.assign(vm ?? {}, { power });
    const writes = async () => {
      const log = (await real.control('GET', '/log')).body as { readonly method: string; readonly path: string }[];
      return log.filter(({ method, path }) => method === 'POST' && /web-01\/(?:start|powerOff)$/.test(path)).length;
    };
    const before = await writes();
    await walk.decide(one => ({ is: 'yes', capture: { ...one, ...change(one) } }), { event: 'confirm' });
    for (let ticks = 0; ticks < 8; ticks += 1) await walk.tick();
    expect([vm?.power, (await writes()) - before]).toEqual([power, 0]);
  });
});
