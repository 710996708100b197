import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../../../../src/jobs/record/plan.ts';
import type { Capture } from '../../../../../src/jobs/record/record.ts';
import { retry } from '../../../../../src/jobs/record/transitions.ts';
import type { Request } from '../../../../../src/jobs/request/request.ts';
import { redisStore } from '../../../../../src/jobs/store/store.ts';
import { type Real, startReal } from '../../../../azure/real.ts';
import { attack } from '../../../../support/attack.ts';
import { rita } from '../../../../support/captures.ts';
import { failedWalk } from '../../../../support/failed.ts';
import { begunAt, withPlan, withSteps } from '../../../../support/forging.ts';
import { aPolicy } from '../../../../support/office.ts';
import { storeForEachTest } from '../../../../support/store.ts';
import { inWords } from '../../../../support/words.ts';

const ground = storeForEachTest();
const as = ['slack:u0rita'];
const allow = 'rules:\n  - { name: all of us, allow: [plan, capture, in-place, grant], to: [everyone]';
const production = 'where: { tags: { environment: production } }';
const lax = aPolicy(`${allow} }`);
const denies = aPolicy(`${allow} }\n  - { name: hands off, deny: [capture], to: [everyone], ${production} }`);
const takesTwo = aPolicy(
  `${allow} }\n  - { name: two, allow: [plan, capture, in-place, grant], to: [everyone], ${production}, approvals: { count: 2, of: ['slack:u0olga', 'slack:u0otto'] } }`,
);
const inPlace: Request = { vm: 'web-01', definition: 'web', regions: ['westeurope'], mode: 'in-place', checks: 'off' };
const copy: Request = { ...inPlace, mode: 'clone', consistency: 'stop' };

let real: Real;
beforeAll(async () => {
  real = await startReal({ speed: 4000 });
});
afterAll(() => real.close());

const source = () => {
  const vm = [...real.world.virtualMachines.values()].find(({ name }) => name === 'web-01');
  if (!vm) throw new Error('There is no web-01.');
  return vm;
};
const isProduction = () => Object.assign(source(), { tags: { environment: 'production' } });
const isMadeAnew = () => Object.assign(source(), { properties: { ...source().properties, vmId: randomUUID() } });
const isGone = () => real.world.virtualMachines.delete(source().id.toLowerCase());

let count = 0;
async function recordOf(request: Request, match: { method: string; path: string }): Promise<Capture> {
  count += 1;
  const prefix = `${ground.prefix}-${count}`;
  const own = { ...ground, prefix, store: redisStore({ redis: ground.redis, prefix }) };
  const failed = await failedWalk(own, request, { match, policy: lax, as, id: `walk-steps-${count}` });
  return await failed.walk.now();
}
const placed = () => recordOf(inPlace, { method: 'PUT', path: 'runCommands' });
const copied = () => recordOf(copy, { method: 'POST', path: 'powerOff' });

const another = ({ vm }: Plan) => ({ vm: { ...vm, vmId: randomUUID(), tags: {} } });
const unnamed = (vmId: unknown) => (plan: Plan) => ({ vm: { ...plan.vm, vmId } });
const codeOf = (end: Capture | null) => (end?.status.is === 'failed' ? end.status.failure.code : end?.status.is);

describe.each([
  ['denies what the VM’s tags say', denies],
  ['takes two approvals by the VM’s tags', takesTwo],
])('under a policy that %s', (_, policy) => {
  test.each([
    ['in place', placed, 'create-version'],
    ['of a copy', copied, 'copy-disks'],
  ])(
    'a capture %s does nothing whose record says at any step that all before it, or a later one, is done',
    async (_how, base, last) => {
      const honest = await base();
      const forged = withPlan(honest, another);
      const names = forged.steps.map(({ name }) => name);
      const states = [
        ...names.map(name => begunAt(forged, name)),
        withSteps(forged, { [names[0] ?? '']: { state: 'doing', phase: 'asked' }, [last]: { state: 'done' } }),
        withSteps(honest, { [names[0] ?? '']: { state: 'doing', phase: 'asked' }, [last]: { state: 'done' } }),
      ];
      for (const capture of states)
        expect((await attack(ground, real, { capture, policy, before: isProduction })).writes).toEqual([]);
    },
    120_000,
  );

  test('nothing is done where the VM is gone, so that nobody knows its tags', async () => {
    const forged = begunAt(withPlan(await placed(), another), 'grant-publisher');
    const { writes, end } = await attack(ground, real, { capture: forged, policy, before: isGone });
    expect([writes, codeOf(end)]).toEqual([[], 'vm-gone']);
  });
});

describe('a step that was done before its turn', () => {
  test('is no record that I go on with', async () => {
    const [first = ''] = (await placed()).steps.map(({ name }) => name);
    const capture = withSteps(await placed(), {
      [first]: { state: 'doing', phase: 'asked' },
      'create-version': { state: 'done' },
    });
    const { writes, end } = await attack(ground, real, { capture, policy: lax });
    expect([writes, codeOf(end)]).toEqual([[], 'record-forged']);
  });
});

describe.each([
  ['without the unique id of its VM', undefined],
  ['with an empty one', ''],
])('a plan %s', (_, vmId) => {
  test.each([
    ['in place', placed],
    ['of a copy', copied],
  ])(
    '%s touches no VM that was made anew, at whatever step its record is',
    async (_how, base) => {
      const forged = withPlan(await base(), unnamed(vmId));
      for (const { name } of forged.steps) {
        const capture = begunAt(forged, name);
        const { writes } = await attack(ground, real, { capture, policy: lax, before: isMadeAnew });
        expect([name, writes.filter(({ path }) => path.includes('web-01'))]).toEqual([name, []]);
        if (!capture.plan?.clone) expect(writes).toEqual([]);
      }
    },
    120_000,
  );
});

test('a plan without the unique id of its VM is planned and asked about anew where no VM was touched', async () => {
  const forged = begunAt(
    withPlan(await recordOf({ ...copy }, { method: 'PUT', path: 'resourcegroups' }), unnamed(undefined)),
  );
  const { writes, end } = await attack(ground, real, { capture: forged, policy: lax });
  expect([writes, end?.status.is, end?.decision]).toEqual([[], 'waiting', null]);
  expect(end?.plan?.vm.vmId).toMatch(/-/);
});

test('a plan without it fails, and says so, where it says that a VM was touched and Azure does not show it', async () => {
  const { end } = await attack(ground, real, { capture: begunAt(withPlan(await placed(), unnamed(''))), policy: lax });
  expect(inWords(end?.status)).toMatchObject({
    is: 'failed',
    failure: { code: 'vm-unknown', remedy: expect.stringMatching(/Abandon.*new capture/) },
  });
});

test('a capture in place without it goes on where its Run Command is on the VM', async () => {
  const failed = await failedWalk(ground, inPlace, { match: { method: 'POST', path: 'deallocate' }, policy: lax, as });
  await failed.walk.decide(one => ({ is: 'yes', capture: { ...one, ...unnamedSteps(one) } }), { event: 'confirm' });
  await failed.walk.decide(one => retry(one, { by: rita, now: new Date() }), { event: 'retry' });
  expect((await failed.walk.until(({ status }) => status.is !== 'running')).status.is).toBe('succeeded');
});
function unnamedSteps(one: Capture): Partial<Capture> {
  const { plan } = withPlan(one, unnamed(undefined));
  return { plan, decision: one.decision && { ...one.decision, planHash: plan?.hash ?? '' } };
}
