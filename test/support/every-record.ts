import { entry } from '../../src/jobs/record/cleanup-ledger.ts';
import type { Capture, Notice, Status } from '../../src/jobs/record/record.ts';
import { aClone, aDisk, aPlan, aWaitingCapture, images, noon, olga, rita, someSteps } from './captures.ts';

const at = noon.toISOString();
const failure = {
  code: 'x',
  reason: 'It is so.',
  remedy: 'Press Retry.',
  log: 'a\nb',
  command: 'mend it',
  whole: 'all',
};
const refusals = [{ code: 'x', reason: 'It is so.', remedy: 'Ask again.', captureId: 'other-1' }];
const plan = aPlan({
  clone: aClone({
    disks: [
      { lun: null, sourceId: 'a', snapshotId: null, diskId: 'b', sizeGb: 30, storage: 'c', encryptionSetId: null },
    ],
  }),
  guest: { by: 'person', because: 'You asked to.', command: 'sudo waagent' },
  warnings: [
    'Mind the gap.',
    {
      code: 'copy-wakes',
      facts: { vm: 'web-01', extensions: ['MDE.Linux'], outbound: 'region', location: 'westeurope' },
    },
  ],
  estimate: {
    ...{ minutes: [10, 20], downtime: [1, 5], sizeGb: 94, copies: 2, monthly: 4, daily: { b: 1 } },
    ...{ currency: 'EUR', asOf: '2026-11-01' },
  },
});
const told = { by: olga, at };

const notices: readonly Notice[] = [
  { kind: 'queued', behind: 'other-1', place: 1, at },
  {
    kind: 'question',
    planHash: plan.hash,
    moved: ['size: 1 → 2', { code: 'regions', before: { names: ['x'], replicas: ['1'] } }, { code: 'unsealed' }],
    at,
  },
  { kind: 'reminder', at },
  { kind: 'approved', by: olga, have: 1, of: 2, at },
  { kind: 'glass-broken', by: rita, reason: 'It burns.', at },
  { kind: 'confirmed', by: rita, at, for: 'guest' },
  { kind: 'guest', command: 'sudo waagent', because: 'You asked to.', at },
  { kind: 'guest', command: 'sudo waagent', because: { code: 'asked-for', facts: { osType: 'Linux' } }, at },
  { kind: 'readiness', attempt: 1, at },
  { kind: 'refused', refusals, at },
  { kind: 'failed', failure, step: 'deallocate-vm', at },
  { kind: 'retried', ...told },
  { kind: 'cancelling', ...told },
  { kind: 'cancelled', ...told },
  { kind: 'abandoned', ...told },
  { kind: 'cleaning', ...told },
  { kind: 'unlocked', by: olga, reason: 'It hangs.', at },
  { kind: 'mirror-lost', name: '#images', code: 'gone', at },
  { kind: 'leftovers', count: 1, at },
  { kind: 'reviewed', ...told },
  { kind: 'planned', at },
  { kind: 'expired', at },
  { kind: 'succeeded', at },
];

const statuses: readonly Status[] = [
  { is: 'planning' },
  { is: 'waiting', for: 'confirm', until: at },
  { is: 'waiting', for: 'guest', until: at },
  { is: 'running' },
  { is: 'failed', failure, step: 'deallocate-vm', at },
  { is: 'refused', refusals, at },
  { is: 'planned', at },
  { is: 'expired', at },
  { is: 'succeeded', at },
  { is: 'cancelled', ...told },
  { is: 'abandoned', ...told },
];

const change: Partial<Capture> = {
  as: ['slack:u0rita'],
  plan,
  request: {
    vm: 'web-01',
    regions: ['westeurope'],
    replicasIn: { eastus: 2 },
    publishers: ['ann@contoso.example'],
    checks: 'warn',
  },
  steps: someSteps({ done: 3, doing: true }).map(step => ({
    ...step,
    progress: [{ region: 'eastus', state: 'x', percent: 3 }],
  })),
  notices,
  mirrors: [{ place: { ...images, channel: 'C0OTHER' }, name: '#other', since: 0 }],
  decision: { by: rita, at, planHash: plan.hash },
  queued: { behind: 'other-1', place: 1, since: at },
  needs: [
    {
      ...{ rule: 'two', count: 2, of: ['slack:u0olga'], whom: 'Olga', self: false, breakGlass: true, delegate: true },
      ...{ hours: 8, remindHours: 2 },
    },
  ],
  approvals: [{ as: ['slack:u0olga'], by: olga, at, planHash: plan.hash, for: { by: rita, as: ['slack:u0rita'] } }],
  glass: [{ by: rita, at, reason: 'It burns.', planHash: plan.hash, review: { by: olga, at } }],
  cancel: { by: olga, at },
  ledger: [
    { ...entry('disk', aDisk('copy', 30).id ?? '', 30), state: 'left', tries: 8, since: at, problem: 'It is locked.' },
    entry('source-power', plan.vm.id),
  ],
  readiness: {
    ...{ attempt: 1, findings: [{ code: 'swap', level: 'must', detail: '/swapfile' }], must: 1, should: 0, fine: 3 },
    ...{ leftOut: 0, complete: true },
  },
  seal: { mac: 'x', steps: 't1', as: ['slack:u0rita'] },
  stumbles: 1,
  stumble: 'Azure is away. I try again.',
  stumbling: { since: at, away: true },
};

/** A capture in each of its states, with everything that a record can hold. */
export const everyRecord: readonly Capture[] = statuses.map(status => aWaitingCapture({ ...change, status }));
