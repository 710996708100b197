import type { Act } from '../procedures/step.ts';

/** How quickly looks come, and how they slow down: by parts of the least that a step takes, then of the time it has taken. */
interface Pace {
  readonly quickestMs: number;
  readonly early: number;
  readonly late: number;
}

const usual: Pace = { quickestMs: 1_000, early: 1 / 20, late: 1 / 80 };
/** Of one VM Azure lets twelve reads a minute through, and thirty-six at once: a look is one or two. */
const ofOneVm: Pace = { quickestMs: 2_000, early: 1 / 20, late: 1 / 25 };

/**
 * How long until the next look at a step that Azure has been working on for `elapsedMs`: quick at first, for what is done at
 * once; then seldom until it may well be done; then a little more seldom the longer it takes; never less often than `slowestMs`.
 */
export function nextLookMs(
  { typicalMinutes: [leastMinutes], readsVm }: Pick<Act, 'typicalMinutes' | 'readsVm'>,
  { elapsedMs, slowestMs }: { readonly elapsedMs: number; readonly slowestMs: number },
): number {
  const { quickestMs, early, late } = readsVm ? ofOneVm : usual;
  const leastMs = leastMinutes * 60_000;
  const wantedMs = elapsedMs < leastMs / 2 ? leastMs * early : elapsedMs * late;
  const paceMs = elapsedMs < 2 * quickestMs ? quickestMs : Math.max(quickestMs, wantedMs);
  return Math.min(slowestMs, paceMs);
}
