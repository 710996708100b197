import { RateLimited, withPatience } from '../../azure/budget.ts';

export type PlanningTurn = <T>(survey: () => Promise<T>) => Promise<T>;

/** A survey is some thirty reads: so many at once fit into what Azure allows at once, and finish what they have begun. */
const mostAtOnce = 5;
const patienceMs = 20_000;
const putOffMs = 1_000;

/** Lets a few surveys in at a time, each with the patience to wait for its reads; puts the others off. */
export function planningTurns(): PlanningTurn {
  let under = 0;
  return async survey => {
    if (under >= mostAtOnce) throw new RateLimited(putOffMs * (1 + Math.random()));
    under += 1;
    try {
      return await withPatience(patienceMs, survey);
    } finally {
      under -= 1;
    }
  };
}
