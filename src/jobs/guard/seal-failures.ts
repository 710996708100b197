import type { Failure } from '../record/refusal.ts';
import type { Sealed } from '../record/seal.ts';

/** Why a record is not gone on with; null where its seal fits, none is asked for, or nothing is written and all of it can be planned anew. */
export function sealFailure(sealed: Sealed | null, isUnwritten: boolean): Failure | null {
  if (sealed === 'broken')
    return {
      code: 'seal-broken',
      reason:
        'Somebody other than a worker has changed the record of this capture: its seal does not fit. I do nothing with it.',
      remedy:
        'Press Abandon and ask for a new capture. Have my operator look who can write to Redis; what was made for a copy is theirs to delete.',
    };
  if (sealed === 'missing' && !isUnwritten)
    return {
      code: 'seal-missing',
      reason:
        'The record of this capture has no seal of a worker, so I cannot tell whether it is as I planned it. I do nothing with it.',
      remedy:
        'If it was begun before seals were switched on, have my operator set CAPTURE_IMAGE_SEAL_FROM and press Retry. Or press Abandon and ask for a new capture.',
    };
  return null;
}

/** Why nothing that a record names is deleted. */
export function unsealedProblem(sealed: Sealed | null): string | null {
  if (sealed === 'broken')
    return 'The seal of the record does not fit, so I delete nothing that it names: look at it and delete it by hand.';
  if (sealed === 'missing')
    return 'The record has no seal of a worker, so I delete nothing that it names: look at it and delete it by hand.';
  return null;
}
