import { AzureError } from '../../azure/errors.ts';
import type { Job, StepRecord, Stumbling } from '../record/record.ts';

/** Azure may be away, or throttle, for so long before a capture fails of it. */
const awayMs = 60 * 60_000;
/** After so many failures in a row that may pass, but that Azure itself answers with, a capture has failed: some twelve minutes. */
const mostStumbles = 12;

/** Whether it is Azure that is away, or has no room for calls, rather than this call that is refused. */
const isAway = (error: unknown): boolean =>
  error instanceof AzureError &&
  (error.status === 0 || error.status === 408 || error.status === 429 || error.status >= 500);

/** What is counted once this error has come on top; the count begins anew where it is of another kind. */
export function stumbledOn(
  { stumbles, stumbling }: Pick<Job, 'stumbles' | 'stumbling'>,
  error: unknown,
  now: Date,
): { readonly stumbles: number; readonly stumbling: Stumbling } {
  const away = isAway(error);
  if (stumbling ? stumbling.away === away : stumbles === 0 || !away)
    return { stumbles: stumbles + 1, stumbling: stumbling ?? { away, since: now.toISOString() } };
  return { stumbles: 1, stumbling: { away, since: now.toISOString() } };
}

/** Whether nobody waits for it to pass any longer. */
export const isTooMuch = (
  { stumbles, stumbling }: { readonly stumbles: number; readonly stumbling: Stumbling },
  now: Date,
): boolean => (stumbling.away ? now.getTime() - Date.parse(stumbling.since) >= awayMs : stumbles >= mostStumbles);

/** The time that Azure was away is none of a step's: its steps, once it answers again. */
export function withTimeAway(capture: Job, steps: readonly StepRecord[], now: Date): readonly StepRecord[] {
  const lostMs = timeAwayMs(capture, now);
  if (lostMs === 0) return steps;
  return steps.map(step => (step.state === 'doing' ? { ...step, awayMs: (step.awayMs ?? 0) + lostMs } : step));
}

/** How long Azure has been away by now. */
export const timeAwayMs = ({ stumbling }: Pick<Job, 'stumbling'>, now: Date): number =>
  stumbling?.away ? Math.max(0, now.getTime() - Date.parse(stumbling.since)) : 0;
