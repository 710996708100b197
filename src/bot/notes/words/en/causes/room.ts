import { anew, type Causes, thenRetry } from './cause.ts';

const copyRoom = [
  'Wait a while, then press Retry.',
  'Or abandon this capture and ask again with mode=in-place, which starts no copy, or once the VM has another size.',
].join(' ');

/** Room, purchases, limits and pace. */
export const roomCauses = {
  'groups-full': {
    means: 'The subscription has as many resource groups as Azure allows.',
    remedy: ({ vm }) =>
      `Delete groups that nobody needs, then press Retry. Or have my operator name one group for all copies (clone.resourceGroup in capture-image.yaml), abandon this capture and ask for a new one: ${vm} itself is untouched.`,
  },
  'zone-full': { means: 'Azure has no room for such a VM in that zone now.', remedy: copyRoom },
  'size-unavailable': { means: 'The size of the VM is not to be had in that region now.', remedy: copyRoom },
  'region-full': { means: 'Azure has no room in that region now.', remedy: copyRoom },
  'no-room': { means: 'Azure has no room for it now.', remedy: 'Wait a while, then press Retry.' },
  'terms-not-accepted': {
    means: 'The Marketplace terms of the VM’s plan are not accepted in this subscription.',
    remedy: thenRetry('Accept them (az vm image terms accept)'),
  },
  'may-not-buy': {
    means: 'This subscription may not buy the purchase plan of the VM, as a copy of it would.',
    remedy: ({ clone }) =>
      clone
        ? 'Have whoever buys for this subscription put right what Azure says, then press Retry. Or abandon this capture and ask again with mode=in-place, which buys nothing.'
        : 'Have whoever buys for this subscription put right what Azure says, then press Retry.',
  },
  'plan-missing-on-vm': {
    means: ({ vm }) =>
      `${vm} comes from a Marketplace image, but has no purchase plan, and Azure makes no copy without it.`,
    remedy: 'Abandon this capture and ask again with mode=in-place, or for a VM that was made with its plan.',
  },
  'plan-missing': {
    means: 'The VM comes from a Marketplace image, and its purchase plan is missing somewhere.',
    remedy: anew('ask again with a definition that has the plan of the VM: definition=newname makes one'),
  },
  'quota-full': {
    means: 'A quota is used up.',
    remedy: thenRetry('Ask for more where Azure says, or free what nobody needs'),
  },
  throttled: { means: 'Azure is throttling.', remedy: 'Wait a few minutes, then press Retry.' },
  'no-answer': {
    means: 'Azure does not answer.',
    remedy: 'Wait until it does, then press Retry: I look first, and do nothing twice.',
  },
  'azure-stumbled': {
    means: 'Azure could not do it this time.',
    remedy: ({ clone, vm }) => `Wait a few minutes, then press Retry.${clone ? ` ${vm} itself is untouched.` : ''}`,
  },
  'at-work-elsewhere': {
    means: 'Something else was at work on the same resource.',
    remedy: 'Wait a few minutes, then press Retry.',
  },
  'changed-meanwhile': {
    means: 'Something else changed the same resource at that moment.',
    remedy: 'Wait a few minutes, then press Retry: I look first how it is by then.',
  },
} as const satisfies Causes;
