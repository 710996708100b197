import type { Coded } from '../record/facts.ts';
import { engineReason } from '../record/reasons.ts';
import type { Failure } from '../record/refusal.ts';
import type { Sealed } from '../record/seal.ts';

/** Why a record is not gone on with; null where its seal fits, none is asked for, or nothing is written and all of it can be planned anew. */
export function sealFailure(sealed: Sealed | null, isUnwritten: boolean): Failure | null {
  if (sealed === 'broken') return engineReason('seal-broken', {});
  return sealed === 'missing' && !isUnwritten ? engineReason('seal-missing', {}) : null;
}

/** Why nothing that a record names is deleted. */
export function unsealedProblem(sealed: Sealed | null): Coded | null {
  if (sealed === 'broken') return engineReason('unsealed-broken', {});
  return sealed === 'missing' ? engineReason('unsealed-missing', {}) : null;
}
