import type { Facts } from '../../../../../jobs/record/facts.ts';
import type { Cause } from '../../../../../jobs/record/remedies/remedies.ts';
import type { Here } from '../../../../../jobs/record/remedies/remedy.ts';
import { own, type Said } from '../reasons/sentences.ts';
import { accessCauses } from './access.ts';
import { type CauseWords, say } from './cause.ts';
import { encryptionCauses } from './encryption.ts';
import { galleryCauses } from './gallery.ts';
import { guestCauses } from './guest.ts';
import { missingCauses } from './missing.ts';
import { networkCauses } from './network.ts';
import { restorePointCauses } from './restore-point.ts';
import { roomCauses } from './room.ts';
import { snapshotLimitsCauses } from './snapshot-limits.ts';
import { sourceOffCauses } from './source-off.ts';
import { stateCauses } from './state.ts';

/** What each cause means, and the way on; of what nobody has met yet there is none but Azure's own words. */
export const causes: { readonly [C in Exclude<Cause, 'azure'>]: CauseWords } = {
  ...accessCauses,
  ...encryptionCauses,
  ...galleryCauses,
  ...guestCauses,
  ...missingCauses,
  ...networkCauses,
  ...restorePointCauses,
  ...roomCauses,
  ...snapshotLimitsCauses,
  ...sourceOffCauses,
  ...stateCauses,
  'not-allowed-now': {
    means: 'Azure does not allow it in the state in which the resource is.',
    remedy: ({ clone, vm }) =>
      clone
        ? `Wait a few minutes, then press Retry; if it comes again, abandon this capture and ask for a new one: ${vm} itself is untouched.`
        : 'Put right what Azure names, then press Retry.',
  },
};

/** What Azure's error means and the way on, with its own words after it; those alone where the cause is not known here. */
export function causeInWords(cause: string, facts: Facts): Said {
  const known = own(causes, cause);
  const says = String(facts.says ?? '');
  if (!known) return { reason: says, remedy: 'Put right what Azure names, then press Retry.' };
  const here = hereOf(facts);
  return { reason: `${say(known.means, here, facts)} Azure says: ${says}`, remedy: say(known.remedy, here, facts) };
}

const hereOf = ({ step, clone, vm, subnet }: Facts): Here => ({
  step: typeof step === 'string' ? step : null,
  clone: clone === true,
  vm: String(vm ?? 'the VM'),
  ...(subnet === 'named' || subnet === 'own' ? { subnet } : {}),
});
