import type { Log } from '../../log.ts';
import { beginningOf, scrub } from '../../scrub.ts';

const perMinute = 20;
const mostLetters = 200;

/**
 * Tells the log of requests that are refused: anybody can send as many as they like, so it is told of some in each minute, then how many
 * more there were, and of what they say no more than its beginning.
 */
export function refusals(log: Log, message: string, now: () => number = Date.now) {
  let begun = Number.NEGATIVE_INFINITY;
  let told = 0;
  let untold = 0;
  return (facts: Readonly<Record<string, unknown>>): void => {
    if (now() - begun >= 60_000) {
      if (untold > 0) log.warn({ untold }, `${message}, and more of them than are told here`);
      [begun, told, untold] = [now(), 0, 0];
    }
    if (told >= perMinute) {
      untold += 1;
      return;
    }
    told += 1;
    log.warn(Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, cut(value)])), message);
  };
}

const cut = (value: unknown): unknown => (typeof value === 'string' ? scrub(beginningOf(value, mostLetters)) : value);
