import { engineReason } from './reasons.ts';
import type { Failure } from './refusal.ts';

/** Under which name such a failure stands, where a step's is. */
export const unfitStep = 'reading the record';

/** Why a capture is not gone on with of whose record some parts have no shape that I know. */
export const unfitFailure = (unfit: Readonly<Record<string, unknown>>): Failure =>
  engineReason('record-unfit', { parts: Object.keys(unfit) });
