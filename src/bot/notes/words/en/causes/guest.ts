import type { Here } from '../../../../../jobs/record/remedies/remedy.ts';
import { anew, type Causes, inGuest } from './cause.ts';

const byHand = '; or abandon it and ask again with guest=manual';

/** What runs in the guest, and the VM it runs in. */
export const guestCauses = {
  'run-command-busy': {
    means: ({ clone, vm }) => `Another Run Command is running in ${clone ? `the copy of ${vm}` : vm}.`,
    remedy: 'Wait for it to end, then press Retry.',
  },
  'agent-silent': { means: 'The agent in the VM does not report.', remedy: inGuest('Put the agent right', byHand) },
  'script-not-brought-in': {
    means: 'Run Command could not bring the script in.',
    remedy: inGuest('See that the agent is well and reaches Azure on port 443', byHand),
  },
  'run-command-not-set-up': {
    means: 'Run Command could not be set up in the VM.',
    remedy: inGuest('See what the agent’s log names, and put it right', byHand),
  },
  'image-not-generalized': {
    means: 'A VM made from such an image would not start: the guest was not generalized.',
    remedy: anew('ask again for a VM whose guest can be deprovisioned'),
  },
  'not-running': {
    means: ({ clone, vm }: Here) => `${clone ? `The copy of ${vm}` : vm} is not running.`,
    remedy: ({ clone, vm }: Here) =>
      clone ? 'Press Retry: I start the copy again.' : `Start ${vm}, then press Retry.`,
  },
  'extension-failed': {
    means: ({ clone, vm }) => `An extension has failed in ${clone ? `the copy of ${vm}` : vm}, and Azure waits for it.`,
    remedy: ({ clone, vm }) =>
      clone
        ? `Press Retry. If it comes to the same, abandon this capture and ask for a new one: ${vm} itself is untouched.`
        : `Have that extension removed from ${vm}, then press Retry.`,
  },
  'generalized-already': {
    means: 'The VM is generalized already, and Azure neither starts nor changes such a VM.',
    remedy: ({ clone, vm }) =>
      clone
        ? `Abandon this capture and ask for a new one: ${vm} itself is untouched.`
        : 'Abandon this capture and ask for a new one of it: what is done is skipped.',
  },
  'running-not-stopped': {
    means: 'It is running, and only a stopped VM can be marked as generalized: somebody has started it again.',
    remedy: anew('ask for a new one'),
  },
  'operation-preempted': {
    means: 'Another operation on the VM took its place.',
    remedy: 'Wait until that has ended, then press Retry.',
  },
} as const satisfies Causes;
