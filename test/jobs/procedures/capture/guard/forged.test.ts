import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acts } from '../../../../../src/jobs/procedures/capture/procedure.ts';
import { stepsOf } from '../../../../../src/jobs/procedures/procedure.ts';
import { entry } from '../../../../../src/jobs/record/cleanup-ledger.ts';
import type { Plan } from '../../../../../src/jobs/record/plan.ts';
import type { Capture } from '../../../../../src/jobs/record/record.ts';
import { readRecord } from '../../../../../src/jobs/record/record-codec.ts';
import { packRecord } from '../../../../../src/jobs/record/record-compression.ts';
import { checkSeal, type SealKeys } from '../../../../../src/jobs/record/seal.ts';
import type { Request } from '../../../../../src/jobs/request/request.ts';
import { redisStore } from '../../../../../src/jobs/store/store.ts';
import { type Real, startReal } from '../../../../azure/real.ts';
import { attack, beyondClearing, beyondScopes, worldWithPayroll } from '../../../../support/attack.ts';
import { failedWalk } from '../../../../support/failed.ts';
import { running, withPlan } from '../../../../support/forging.ts';
import { aPolicy } from '../../../../support/office.ts';
import { runs, spoilt } from '../../../../support/properties.ts';
import { storeForEachTest } from '../../../../support/store.ts';

const ground = storeForEachTest();
const seal: SealKeys = { keys: ['a key of thirty-two characters...'], from: null };
const as = ['slack:u0rita'];
const allow = '{ name: all of us, allow: [plan, capture, in-place, grant], to: [everyone] }';
const lax = aPolicy(`rules:\n  - ${allow}`);
const denies = aPolicy(`rules:\n  - ${allow}\n  - { name: nobody, deny: [capture, in-place, grant], to: [everyone] }`);
const production = 'where: { tags: { environment: production } }';
const deniesTagged = aPolicy(
  `rules:\n  - ${allow}\n  - { name: hands off, deny: [capture], to: [everyone], ${production} }`,
);
const takesTwoTagged = aPolicy(
  `rules:\n  - ${allow}\n  - { name: two, allow: [plan, capture, in-place, grant], to: [everyone], ${production}, approvals: { count: 2, of: ['slack:u0olga', 'slack:u0otto'] } }`,
);
const takesTwo = aPolicy(
  `rules:\n  - ${allow.replace(' }', ", approvals: { count: 2, of: ['slack:u0olga', 'slack:u0otto'] } }")}`,
);

const inPlace: Request = { vm: 'web-01', definition: 'web', regions: ['westeurope'], mode: 'in-place', checks: 'off' };
const copy: Request = { ...inPlace, mode: 'clone', consistency: 'stop' };

let real: Real;
beforeAll(async () => {
  real = await startReal({ world: worldWithPayroll, speed: 4000 });
});
afterAll(() => real.close());

/** Captures that have begun, in place and by a copy, and have come to different steps; with and without a seal. */
let made: Promise<Readonly<Record<'sealed' | 'bare', readonly Capture[]>>> | null = null;
function begun() {
  made ??= (async () => {
    const of = async (tools: { seal?: SealKeys }) => [
      await recordOf(inPlace, { method: 'PUT', path: 'runCommands' }, tools),
      await recordOf(inPlace, { method: 'POST', path: 'deallocate' }, tools),
      await recordOf(inPlace, { method: 'PUT', path: 'roleAssignments' }, tools),
      await recordOf(copy, { method: 'PUT', path: 'networkSecurityGroups' }, tools),
      await recordOf(copy, { method: 'PUT', path: 'roleAssignments' }, tools),
    ];
    return { bare: await of({}), sealed: await of({ seal }) };
  })();
  return made;
}
let count = 0;
async function recordOf(request: Request, match: { method: string; path: string }, tools: { seal?: SealKeys }) {
  count += 1;
  const prefix = `${ground.prefix}-${count}`;
  const own = { ...ground, prefix, store: redisStore({ redis: ground.redis, prefix }) };
  const failed = await failedWalk(own, request, { match, policy: lax, as, ...tools, id: `walk-forged-${count}` });
  return await failed.walk.now();
}

const payroll = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-payroll';
const eve = {
  id: 'eeeeeeee-0000-4000-8000-000000000666',
  type: 'User',
  name: 'Eve',
  detail: 'eve',
  ownerTenantId: null,
} as const;
const owner = {
  id: '/subscriptions/22222222-2222-2222-2222-222222222222/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  name: 'Compute Gallery Image Reader',
};

const asPayroll = ({ vm: { vmId: _vmId, ...vm } }: Plan) => ({
  vm: {
    ...vm,
    resourceGroup: 'rg-payroll',
    name: 'payroll-01',
    id: `${payroll}/providers/Microsoft.Compute/virtualMachines/payroll-01`,
  },
});
const gallery =
  (name: string) =>
  ({ target }: Plan) => ({ target: { ...target, gallery: name } });
const given =
  (change: object) =>
  ({ grants }: Plan) => ({ grants: grants.map(one => ({ ...one, held: false, ...change })) });
const copied =
  (diskId: string) =>
  ({ clone }: Plan) => ({
    clone: clone && { ...clone, disks: clone.disks.map(one => ({ ...one, sourceId: diskId })) },
  });

const version = (change: object) => (plan: Plan) => ({ version: { ...plan.version, ...change } });
const vmWith = (change: object) => (plan: Plan) => ({ vm: { ...plan.vm, ...change } });
const keyed = (encryptionSetId: string) => (plan: Plan) => ({
  vm: { ...plan.vm, osDisk: { ...plan.vm.osDisk, encryptionSetId } },
});

/** The VM has been tagged as one of production. */
function isProduction(): void {
  const vm = [...real.world.virtualMachines.values()].find(({ name }) => name === 'web-01');
  Object.assign(vm ?? {}, { tags: { environment: 'production' } });
}

type Lie = (capture: Capture) => Capture;
const lies: readonly (readonly [string, Lie])[] = [
  ['another VM in a group that is out of scope', one => withPlan(one, asPayroll)],
  ['another VM, with a copy that belongs to it', one => withPlan(one, asPayroll, { redrawn: true })],
  ['a gallery that climbs to another group', one => withPlan(one, gallery('golden/../../../../rg-payroll'))],
  ['a gallery that climbs to the subscription', one => withPlan(one, gallery('golden/../../../../../..'))],
  ['a gallery with a coded slash', one => withPlan(one, gallery('golden%2f..'))],
  [
    'a gallery in a group that is out of scope',
    one => withPlan(one, ({ target }) => ({ target: { ...target, resourceGroup: 'rg-payroll' } })),
  ],
  ['a role for a stranger', one => withPlan(one, given({ principal: eve }))],
  ['Owner for a publisher, under the name of another role', one => withPlan(one, given({ role: owner }))],
  ['Owner for a stranger', one => withPlan(one, given({ principal: eve, role: owner }))],
  [
    'a disk that is not the VM’s',
    one => withPlan(one, copied(`${payroll}/providers/Microsoft.Compute/disks/payroll-01_OsDisk`)),
  ],
  [
    'a disk that is not the VM’s, and said to be',
    one =>
      withPlan(
        one,
        ({ vm: { vmId: _vmId, ...vm } }) => ({
          vm: {
            ...vm,
            osDisk: { ...vm.osDisk, id: `${payroll}/providers/Microsoft.Compute/disks/payroll-01_OsDisk` },
          },
        }),
        { redrawn: true },
      ),
  ],
  [
    'a region that nobody asked for',
    one => withPlan(one, version({ regions: [{ name: 'northeurope', replicas: 1 }] })),
  ],
  [
    'more replicas than were asked for',
    one => withPlan(one, version({ regions: [{ name: 'westeurope', replicas: 50 }] })),
  ],
  ['storage that nobody asked for', one => withPlan(one, version({ storage: 'Premium_LRS' }))],
  ['another region for its VM', one => withPlan(one, vmWith({ location: 'eastus' }), { redrawn: true })],
  ['another size for its copy', one => withPlan(one, vmWith({ size: 'Standard_M416ms_v2' }), { redrawn: true })],
  [
    'another way to take its copy',
    one =>
      withPlan({ ...one, request: { ...one.request } }, ({ clone }) => ({
        clone: clone && { ...clone, consistency: 'crash' },
      })),
  ],
  [
    'a key of somebody else for a disk',
    one =>
      withPlan(
        one,
        keyed(`${payroll}/providers/Microsoft.Compute/diskEncryptionSets/theirs`.replaceAll('2222', '3333')),
        { redrawn: true },
      ),
  ],
  [
    'steps that are all but the last said to be done',
    one => ({
      ...withPlan(one, given({ principal: eve, role: owner })),
      steps: stepsOf({ acts }, one.plan as Plan).map(step => ({
        ...step,
        attempt: 2,
        state: step.name === 'grant-publisher' ? 'todo' : 'done',
      })),
    }),
  ],
  [
    'a step that its plan does not have',
    one => ({
      ...one,
      steps: [
        { ...(one.steps[0] as Capture['steps'][number]), name: 'generalize-vm', state: 'todo', attempt: 2 },
        ...one.steps,
      ],
    }),
  ],
  ['another plan than its hash is of', one => ({ ...one, plan: one.plan && { ...one.plan, ...asPayroll(one.plan) } })],
];

describe('a record that says', () => {
  test.each(lies)(
    '%s has nothing of it carried out, at whatever step it is',
    async (what, lie) => {
      const { bare } = await begun();
      const copies = bare.filter(({ plan }) => plan?.clone).slice(0, 1);
      for (const capture of /disk|copy/.test(what) ? copies : bare) {
        const { writes, granted } = await attack(ground, real, { capture: running(lie(capture)), policy: lax });
        const isBounded = ({ path }: { path: string }) =>
          capture.plan?.clone && path.includes(`capture-${capture.id}/`) && !/snapshots|disks/.test(path);
        expect([writes.filter(one => !isBounded(one)), granted]).toEqual([[], []]);
      }
    },
    120_000,
  );

  test('what is not its own to be cleared away has nothing of that deleted or started', async () => {
    for (const capture of (await begun()).bare) {
      const ledger = [
        entry('group', payroll),
        entry('vm', `${payroll}/providers/Microsoft.Compute/virtualMachines/payroll-01`),
        entry('disk', `${payroll}/providers/Microsoft.Compute/disks/payroll-01_OsDisk`),
        entry('group', `${payroll}/../rg-web`),
        entry('source-power', `${payroll}/providers/Microsoft.Compute/virtualMachines/payroll-01`),
      ];
      const status = { is: 'cancelled', by: capture.requester, at: capture.createdAt } as const;
      const { writes, end } = await attack(ground, real, { capture: { ...capture, status, ledger }, policy: lax });
      expect(writes).toEqual([]);
      expect(end?.ledger?.every(({ state }) => state === 'left')).toBe(true);
    }
  }, 60_000);

  test('another place for the operation under way has no token sent there', async () => {
    const [capture] = (await begun()).bare.slice(3);
    if (!capture) throw new Error('There is no record.');
    const asked = running(capture);
    const steps = asked.steps.map(step =>
      step.attempt === 2 ? ({ ...step, state: 'doing', phase: 'asked' } as const) : step,
    );
    const { end, writes } = await attack(ground, real, {
      capture: { ...asked, steps },
      operation: 'https://evil.example/subscriptions/x',
      policy: lax,
    });
    expect(end?.status.is === 'failed' && end.status.failure.code).toBe('address-refused');
    expect(writes).toEqual([]);
  });
});

describe('under a policy that', () => {
  test.each([
    ['denies it', denies],
    ['takes the approval of two', takesTwo],
  ])(
    '%s nothing is carried out, at whatever step a record is and whatever its attempt',
    async (_, policy) => {
      for (const capture of (await begun()).bare)
        expect((await attack(ground, real, { capture: running(capture), policy })).writes).toEqual([]);
    },
    60_000,
  );
});

describe('whatever a record says', () => {
  const patience = 300_000;
  const policies = fc.constantFrom(lax, denies, takesTwo, deniesTagged, takesTwoTagged);
  const which = fc.nat(4);
  const stepState = fc.record({
    state: fc.constantFrom('todo', 'doing', 'done', 'done', 'done'),
    phase: fc.constantFrom(undefined, 'intent', 'asked'),
    attempt: fc.integer({ min: 1, max: 3 }),
  }) as fc.Arbitrary<Partial<Capture['steps'][number]>>;
  const lie: fc.Arbitrary<Lie> = fc.oneof(
    fc.constantFrom(...lies.map(([, one]) => one)),
    fc.constant<Lie>(one => one),
    fc.gen().map<Lie>(pick => one => ({ ...one, plan: pick(spoilt, one.plan) as Plan })),
    fc
      .gen()
      .map<Lie>(
        pick => one =>
          withPlan(
            { ...one, plan: { ...one.plan, vm: { ...one.plan?.vm } } as Plan },
            () => pick(spoilt, one.plan) as object,
          ),
      ),
    fc.gen().map<Lie>(pick => one => ({ ...one, steps: pick(spoilt, one.steps) as Capture['steps'] })),
    fc
      .gen()
      .map<Lie>(pick => one => ({ ...one, ledger: pick(spoilt, one.ledger ?? []) as NonNullable<Capture['ledger']> })),
    fc.gen().map<Lie>(pick => one => ({ ...one, request: pick(spoilt, one.request) as Request })),
    fc
      .tuple(fc.array(stepState, { minLength: 24, maxLength: 24 }), fc.boolean())
      .map<Lie>(([said, isUntagged]) => one => {
        const forged = isUntagged ? withPlan(one, ({ vm }) => ({ vm: { ...vm, vmId: null, tags: {} } })) : one;
        return { ...forged, steps: forged.steps.map((step, index) => ({ ...step, ...said[index] })) };
      }),
  );
  const allowed = /"principalId":"(aaaaaaaa|bbbbbbbb|cccccccc|dddddddd)/;

  /** A lie of random values may be none that a record can hold, or none that can be put together. */
  async function told(capture: Capture, change: Lie, deps: Parameters<typeof attack>[2]) {
    let forged: Capture;
    try {
      const lied = change(capture);
      forged = {
        ...running(lied),
        ...(lied.steps.some(step => step?.state === 'failed') ? {} : { steps: lied.steps }),
      };
    } catch {
      return null;
    }
    const done = await attack(ground, real, { ...deps, capture: forged });
    expect(done.end?.stumble ?? '').not.toMatch(/inside me/);
    return { forged: readRecord(packRecord(forged), 1), ...done };
  }

  test(
    'no write leaves the scopes of the settings, no access is given beyond them, and nothing is done that today’s policy does not allow',
    async () => {
      const { bare } = await begun();
      await fc.assert(
        fc.asyncProperty(which, lie, policies, async (at, change, policy) => {
          const capture = bare[at] as Capture;
          const done = await told(capture, change, { capture, policy, before: isProduction });
          if (!done) return;
          expect(beyondScopes(done.writes, capture)).toEqual([]);
          for (const one of done.granted) expect(one).toMatch(allowed);
          if (policy !== lax) expect(beyondClearing(done.writes, capture)).toEqual([]);
        }),
        runs('forged records'),
      );
    },
    patience,
  );

  test(
    'nothing is written at all where its seal is broken',
    async () => {
      const { sealed: bases } = await begun();
      await fc.assert(
        fc.asyncProperty(which, lie, async (at, change) => {
          const capture = bases[at] as Capture;
          const done = await told(capture, change, { capture, policy: lax, seal });
          if (!done?.end || checkSeal(done.forged, seal, new Date()) === 'sound') return;
          expect(done.writes).toEqual([]);
        }),
        runs('forged records'),
      );
    },
    patience,
  );
});
