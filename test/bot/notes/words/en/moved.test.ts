import fc from 'fast-check';
import { expect, test } from 'vitest';
import { movedInWords } from '../../../../../src/bot/notes/words/en/moved.ts';
import { factsShape, type Moved } from '../../../../../src/jobs/record/facts.ts';
import { type PlanFact, planFacts } from '../../../../../src/jobs/record/plan-facts.ts';
import { whatMoved } from '../../../../../src/jobs/record/plan-hash.ts';
import { aClone, aDisk, aPlan } from '../../../../support/captures.ts';
import { anyJson, patience, runs } from '../../../../support/properties.ts';

const before = aPlan();
const { vm, version, grants } = before;
const lines = (change: Parameters<typeof aPlan>[0]) => whatMoved(before, aPlan(change)).map(movedInWords);

test.each<[string, Parameters<typeof aPlan>[0]]>([
  ['power state: running → deallocated', { vm: { ...vm, power: 'deallocated' } }],
  ['agent: ready → not ready', { vm: { ...vm, agent: { ready: false, says: 'No heartbeat' } } }],
  ['disks: 30 GiB, 64 GiB → ? GiB, 64 GiB', { vm: { ...vm, osDisk: { ...vm.osDisk, sizeGb: null } } }],
  ['extensions: none → A.x, B.y', { vm: { ...vm, extensions: ['A.x', 'B.y'] } }],
  ['what the copy may reach: azure → none', { clone: aClone({ outbound: 'none' }) }],
  ['gallery golden: exists → is to be created', { galleryExists: false }],
  ['failed version: none is deleted → 1.0.2 is deleted first', { replaces: { captureId: null } }],
  [
    'regions: westeurope × 1, eastus × 2 → eastus × 3',
    { version: { ...version, regions: [{ name: 'eastus', replicas: 3 }] } },
  ],
  [
    'access of Ann Publisher: is to get Compute Gallery Image Reader → holds Compute Gallery Image Reader already',
    { grants: grants.map(grant => ({ ...grant, held: true })) },
  ],
  ['storage: Standard_LRS → Premium_LRS', { version: { ...version, storage: 'Premium_LRS' } }],
  [
    'place in “latest”: the version can be it → the version is kept out',
    { version: { ...version, excludeFromLatest: true } },
  ],
  ['end of life: none → 2030-01-01', { version: { ...version, endOfLifeDate: '2030-01-01' } }],
  ['access for Partner Center: no → yes', { partnerCenter: true }],
  ['name of the subscription: Contoso production → Contoso test', { subscriptionName: 'Contoso test' }],
  ['encryption at host: not known → yes', { vm: { ...vm, encryptionAtHost: true } }],
  [
    'warning: nothing → web-01 is tagged env=prod.',
    { warnings: [{ code: 'in-production', facts: { vm: 'web-01', tag: 'env', value: 'prod' } }] },
  ],
])('%s', (line, change) => {
  expect(lines(change)).toEqual([line]);
});

test('a disk that was exchanged is named, with its copy', () => {
  const osDisk = { ...vm.osDisk, ...aDisk('web-01_OsDisk_new', 30) };
  expect(lines({ vm: { ...vm, osDisk } })).toEqual([
    expect.stringMatching(
      /^OS disk: \/subscriptions\/.*\/web-01_OsDisk, .* → \/subscriptions\/.*\/web-01_OsDisk_new, /,
    ),
  ]);
});

test('a warning that needs more than counts to be said is said in full', () => {
  const near = (disk: string) => ({ code: 'snapshots-near-full', facts: { disk, count: 490, most: 500 } }) as const;
  expect(whatMoved(aPlan({ warnings: [near('a')] }), aPlan({ warnings: [near('b')] })).map(movedInWords)).toEqual([
    'warning: The disk a has 490 snapshots already: Azure keeps no more than 500 of one disk. → The disk b has 490 snapshots already: Azure keeps no more than 500 of one disk.',
  ]);
});

test('a plan that is asked about again although no fact moved says why', () => {
  expect(['unsealed', 'approvals', 'hash-length'].map(code => movedInWords({ code }))).toEqual([
    'nothing that I can see; but the record has no seal of a worker, so I ask once more',
    'who must approve it, by the policy',
    'nothing that I can see; but an older version of me made the plan, and I cannot tell whether it is whole',
  ]);
});

test('older records have lines, which stay as they are', () => {
  expect(movedInWords('size: 1 → 2')).toBe('size: 1 → 2');
});

test(
  'whatever a stored record has for facts, something is said',
  () => {
    const codes = fc.constantFrom(...(Object.keys(planFacts) as PlanFact[]), 'constructor', '__proto__', 'x');
    const facts = fc.constantFrom(...everyKey).chain(keys => fc.dictionary(fc.constantFrom(...keys), anyJson()));
    const stored = facts.filter(one => factsShape.safeParse(one).success) as fc.Arbitrary<NonNullable<Moved['now']>>;
    fc.assert(
      fc.property(codes, stored, stored, (code, was, now) => {
        expect(movedInWords({ code, before: was, now })).toMatch(/\S/);
      }),
      runs('what moved'),
    );
  },
  patience.timeout,
);

/** The names of the facts of each kind. */
const everyKey = (Object.keys(planFacts) as PlanFact[]).flatMap(code =>
  planFacts[code](before).map(({ is }) => [...Object.keys(is), 'says']),
);
