import type { Here } from '../../../../../jobs/record/remedies/remedy.ts';
import type { Causes } from './cause.ts';

const offUntil =
  (mend: string) =>
  ({ vm }: Here): string =>
    `${vm} is off: ${mend}. Press Retry when it runs, or to have me try again: I go on from there.`;

/** Azure does not let the VM start again that was stopped for its snapshots: that comes before its copy. */
export const sourceOffCauses = {
  'start-no-room': {
    means: ({ vm }) => `Azure has no room for ${vm} now.`,
    remedy: offUntil('start it by hand, or give it another size'),
  },
  'start-size-unavailable': {
    means: ({ vm }) => `The size of ${vm} is not to be had in that region now.`,
    remedy: offUntil('start it by hand, or give it another size'),
  },
  'start-quota': {
    means: 'A quota is used up.',
    remedy: offUntil('ask for more where Azure says, or free what nobody needs, and start it by hand'),
  },
  'start-locked': {
    means: ({ vm }) => `A lock on ${vm} or its group forbids its start.`,
    remedy: offUntil('have the lock taken off, and start it by hand'),
  },
  'start-denied': {
    means: ({ vm }) => `A deny assignment forbids me to start ${vm}.`,
    remedy: offUntil('have somebody start it who may'),
  },
  'start-key-unavailable': {
    means: ({ vm }) => `The key that the disks of ${vm} are encrypted with is not to be had.`,
    remedy: offUntil('have the key, its vault and the disk encryption set put right, and start it by hand'),
  },
  'start-failed': {
    means: ({ vm }) => `Azure has not started ${vm}.`,
    remedy: offUntil('start it by hand, or wait a few minutes'),
  },
} as const satisfies Causes;
