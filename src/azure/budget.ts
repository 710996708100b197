import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import { type Allowance, allowancesOf, leftOf } from './allowances.ts';
import { retryAfterOf } from './errors.ts';

/** What all processes together may still ask of Azure. */
export interface Budget {
  /** Takes one of each: answers how many are left of each then; or, having taken none, for how many ms they are not to be had. */
  take(of: readonly Allowance[]): Promise<{ readonly left: readonly number[] } | { readonly waitMs: number }>;
  /** Corrects what is left by what Azure says: others ask under the same identity. `pauseMs`: it wants no call before. */
  correct(
    of: readonly { readonly allowance: Allowance; readonly left: number; readonly pauseMs: number }[],
  ): Promise<void>;
}

/** The call was not made: what Azure allows is used up for so long. */
export class RateLimited extends Error {
  readonly waitMs: number;
  constructor(waitMs: number) {
    super(`What Azure allows is used up for another ${Math.ceil(waitMs)} ms.`);
    this.name = 'RateLimited';
    this.waitMs = waitMs;
  }
}

const patience = new AsyncLocalStorage<number>();
const usualPatienceMs = 500;

/** Lets each call within `work` wait so long for its turn, where it would be put off otherwise. */
export const withPatience = <T>(ms: number, work: () => Promise<T>): Promise<T> => patience.run(ms, work);

/** So far what Azure says may differ from our count by calls that are on the wire. */
const slack = 5;

/** Holds each call back until there is room for it, or throws RateLimited; learns from what the answers say. */
export function budgetPolicy(budget: Budget): PipelinePolicy {
  return {
    name: 'captureImageBudget',
    async sendRequest(request, next) {
      const allowances = allowancesOf(request.method, request.url);
      if (!allowances) return await next(request);
      const left = await turnOf(budget, allowances);
      const response = await next(request);
      const told =
        response.status === 429
          ? [{ allowance: spent(allowances, response), left: 0, pauseMs: retryAfterOf(response.headers) ?? 1_000 }]
          : allowances.flatMap((allowance, index) => {
              const says = leftOf(allowance, response.headers);
              return says !== null && says + slack < (left[index] ?? 0) ? [{ allowance, left: says, pauseMs: 0 }] : [];
            });
      if (told.length > 0) await budget.correct(told);
      return response;
    },
  };
}

/** Which of them a 429 is about: Compute names its own in the text, and all others are Resource Manager's. */
function spent(allowances: readonly [Allowance, ...Allowance[]], { bodyAsText }: PipelineResponse): Allowance {
  const [manager, ...compute] = allowances;
  return compute.find(({ key }) => bodyAsText?.includes(key.split(' ')[1] ?? '')) ?? manager;
}

async function turnOf(budget: Budget, allowances: readonly Allowance[]): Promise<readonly number[]> {
  const untilMs = performance.now() + (patience.getStore() ?? usualPatienceMs);
  for (;;) {
    const taken = await budget.take(allowances);
    if ('left' in taken) return taken.left;
    if (performance.now() + taken.waitMs > untilMs) throw new RateLimited(taken.waitMs);
    await sleep(taken.waitMs * (1 + Math.random() / 4));
  }
}
