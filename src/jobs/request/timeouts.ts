import type { Settings } from './settings.ts';

/**
 * How long whoever has something in hand may be silent before another goes on with it. All of it hangs on one setting, so that
 * the order stays: a call ends, one way or the other, before anybody asks the same again.
 */
export function timeoutsOf({ lockSeconds }: Pick<Settings['pace'], 'lockSeconds'>) {
  const lockMs = lockSeconds * 1000;
  return {
    lockMs,
    /** How often a worker looks for what another has let go of by its silence. */
    silenceMs: lockMs / 10,
    azureCallMs: 1.4 * lockMs,
    chatCallMs: 2 * lockMs,
    /** Longer than the longest call of a chat platform, its time-out included. */
    chatLeaseMs: 3 * lockMs,
    /** How late a capture may be before the reconciler sets its alarm again, and how often that looks. */
    lateMs: lockMs / 5,
    reconcileMs: (2 * lockMs) / 5,
  };
}
