import type { GuestReason, Warning } from '../../src/jobs/record/warnings.ts';

const vm = 'web-01';
const leaves = 'The command by hand takes away less than I would through Run Command.';

/** Every warning of a plan, with its sentence. */
export const everyWarning: readonly (readonly [warning: Warning, sentence: string])[] = [
  [
    {
      code: 'copy-wakes',
      facts: { vm, extensions: ['A.x', 'B.y'], outbound: 'region', location: 'westeurope' },
    },
    'The copy starts with the name, keys and services of web-01: its services and scheduled tasks run again, what these extensions installed too (A.x, B.y). It can reach Azure in westeurope over HTTPS, which Run Command needs, and nothing else; nothing can reach it. If something must not run twice, stop it first.',
  ],
  [
    { code: 'copy-wakes', facts: { vm, extensions: [], outbound: 'azure', location: 'westeurope' } },
    'The copy starts with the name, keys and services of web-01: its services and scheduled tasks run again. It can reach all of Azure over HTTPS, and nothing else; nothing can reach it. If something must not run twice, stop it first.',
  ],
  [
    { code: 'copy-wakes', facts: { vm, extensions: [], outbound: 'none', location: 'westeurope' } },
    'The copy starts with the name, keys and services of web-01: its services and scheduled tasks run again. It can reach nothing; nothing can reach it. If something must not run twice, stop it first.',
  ],
  [{ code: 'vm-spent', facts: { vm } }, 'web-01 itself becomes the image: it can never be started again.'],
  [
    { code: 'failed-version-replaced', facts: { definition: 'web', version: '1.0.1', captureId: 'web-01-old' } },
    'web 1.0.1 is there as a failed version (of capture web-01-old): it is deleted before the new one is created.',
  ],
  [
    { code: 'failed-version-replaced', facts: { definition: 'web', version: '1.0.1' } },
    'web 1.0.1 is there as a failed version: it is deleted before the new one is created.',
  ],
  [{ code: 'in-scale-set', facts: { vm } }, 'web-01 is a member of a scale set.'],
  [
    { code: 'in-load-balancer', facts: { vm, pool: 'lb-web/pool' } },
    'web-01 gets traffic from the load balancer pool lb-web/pool.',
  ],
  [{ code: 'vm-locked', facts: { vm, lock: 'keep' } }, 'web-01 is under the delete lock “keep”.'],
  [{ code: 'in-production', facts: { vm, tag: 'env', value: 'prod' } }, 'web-01 is tagged env=prod.'],
  [
    { code: 'plan-on-disk', facts: { vm, purchasePlan: 'fabrikam/hardened/2204', isTaken: true } },
    'web-01 has no purchase plan, but its OS disk has one: fabrikam/hardened/2204. The copy and the definition take that one.',
  ],
  [
    { code: 'plan-on-disk', facts: { vm, purchasePlan: 'fabrikam/hardened/2204', isTaken: false } },
    'web-01 has no purchase plan, but its OS disk has one: fabrikam/hardened/2204. The image has none either, and Azure may make no VM of it. A copy (mode=clone) takes the plan along.',
  ],
  [
    { code: 'snapshots-near-full', facts: { disk: 'web-01_os', count: 490, most: 500 } },
    'The disk web-01_os has 490 snapshots already: Azure keeps no more than 500 of one disk.',
  ],
  [
    { code: 'unseen', facts: { vm, what: 'host-encryption', action: 'Microsoft.Features/providers/features/read' } },
    'I cannot see whether encryption at host is registered in its subscription, for lack of the right Microsoft.Features/providers/features/read: web-01’s copy may be refused for it.',
  ],
  [
    { code: 'unseen', facts: { vm, what: 'snapshots', action: 'Microsoft.Compute/snapshots/read' } },
    'I cannot see how many snapshots its disks have, for lack of the right Microsoft.Compute/snapshots/read: web-01’s copy may be refused for it.',
  ],
  [
    { code: 'readiness-unchecked', facts: {} },
    'The readiness check does not run, though it is strict: I cannot look into the guest.',
  ],
  [
    { code: 'certification', facts: { rule: 'data-disk-luns', detail: '0, 2' } },
    'Certification would refuse this: LUNs of the data disks: 0, 2. Data disks are numbered 0, 1, 2 and so on without a gap; any other order is refused as a mapping issue.',
  ],
  [
    {
      code: 'not-latest',
      facts: { version: '1.0.0', gallery: 'golden', definition: 'web', highest: '2.0.0' },
    },
    '1.0.0 will not be the latest of golden/web: 2.0.0 is higher. Whoever uses “latest” keeps getting 2.0.0.',
  ],
  [
    { code: 'consistency-unused', facts: { consistency: 'stop' } },
    'consistency=stop is about a copy: here it does nothing.',
  ],
  [
    { code: 'publisher-tenant-unknown', facts: {} },
    'No publisher tenant is configured, so I cannot tell whether Partner Center will see this gallery.',
  ],
  [{ code: 'shallow', facts: {} }, 'A shallow version keeps depending on the disks of this VM: do not delete it.'],
  [
    { code: 'publisher-of-gallery', facts: { gallery: 'golden' } },
    'The definition’s publisher will be "golden"; Partner Center may want your publisher id there (identifier.publisher).',
  ],
  [
    { code: 'sku-taken', facts: { holder: 'web-old', identifier: 'golden/golden/web', sku: 'web-2' } },
    'The definition web-old has the identifier golden/golden/web already, so the new one gets the SKU web-2.',
  ],
];

/** Every reason why a person does the guest step, or nobody, with how its words begin. */
export const everyGuestReason: readonly (readonly [reason: GuestReason, beginning: string])[] = [
  [{ code: 'generalized', facts: {} }, 'Azure has this VM as generalized already.'],
  [{ code: 'asked-for', facts: { osType: 'Linux' } }, `You asked to do it by hand. ${leaves} These stay:`],
  [{ code: 'asked-for', facts: { osType: 'Windows' } }, 'You asked to do it by hand.'],
  [
    { code: 'asked-for-while-off', facts: { osType: 'Linux', vm, power: 'stopped' } },
    `You asked to do it by hand, and web-01 is stopped: it must have been done before that. ${leaves}`,
  ],
  [
    { code: 'agent-not-ready', facts: { osType: 'Linux', vm, says: 'No heartbeat' } },
    `The Azure agent in web-01 is not ready (No heartbeat), so Run Command cannot reach it. ${leaves}`,
  ],
  [
    { code: 'arm64', facts: { osType: 'Linux' } },
    `Azure does not support managed Run Command on Arm64 Linux. ${leaves}`,
  ],
];
