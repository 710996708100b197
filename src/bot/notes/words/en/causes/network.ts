import type { Here } from '../../../../../jobs/record/remedies/remedy.ts';
import { type Causes, thenRetry } from './cause.ts';

const untouched = ({ vm }: Here): string => `abandon this capture and ask for a new one: ${vm} itself is untouched.`;

/** The settings name the subnet that a plan has; a new plan takes what they name then. */
const anotherSubnet = (first?: string) => (here: Here) =>
  `${first ? `${first}, then press Retry. Or have` : 'Have'} my operator name another subnet (clone.subnetId in capture-image.yaml), ${untouched(here)}`;

/** Where a copy stands: its network, its subnet, its card. */
export const networkCauses = {
  'copies-subnet-full': {
    means: 'The subnet in which copies stand has no free address.',
    remedy: anotherSubnet('Delete network cards there that nobody needs'),
  },
  'copies-subnet-gone': {
    means: 'The subnet in which copies are to stand does not exist.',
    remedy: anotherSubnet('Create it'),
  },
  'subnet-elsewhere': {
    means: ({ vm }) => `The subnet in which copies are to stand does not exist, or is not in the region of ${vm}.`,
    remedy: anotherSubnet('Create it there'),
  },
  'subnet-delegated': {
    means: 'The subnet in which copies are to stand is kept for another service of Azure.',
    remedy: anotherSubnet(),
  },
  'networks-full': {
    means: 'The subscription has as many virtual networks in that region as Azure allows.',
    remedy: here =>
      `Delete networks that nobody needs, then press Retry. Or have my operator name a subnet for all copies (clone.subnetId in capture-image.yaml), ${untouched(here)}`,
  },
  'network-parts-full': {
    means: 'The subscription has as many network cards or security groups in that region as Azure allows.',
    remedy: thenRetry('Delete some that nobody needs, or ask for a higher quota in the portal under Quotas'),
  },
  'card-reserved': {
    means: 'Azure keeps the network card of the copy for another VM for three minutes.',
    remedy: 'Wait three minutes, then press Retry.',
  },
  'card-in-use': {
    means: 'The network card of the copy is in use by another VM.',
    remedy: here => `Have that VM deleted, or wait until it is, then press Retry. Or ${untouched(here)}`,
  },
  'part-not-ready': {
    means: 'Something that it hangs on is still being made or changed.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  'still-used': {
    means: 'Something still uses it, so Azure does not delete it.',
    remedy: 'Have what uses it deleted, then press Retry.',
  },
} as const satisfies Causes;
