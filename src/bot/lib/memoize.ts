import { LRUCache } from 'lru-cache';

const minuteMs = 60_000;

/** Asks for each id once in a minute, or in the time given; what failed is asked again the next time. */
export function memoize<T>(
  now: () => number,
  ask: (id: string) => Promise<T>,
  keepMs = minuteMs,
): (id: string) => Promise<T> {
  const kept = new LRUCache<string, Promise<T>>({ max: 5000, ttl: keepMs, ttlResolution: 0, perf: { now } });
  return id => {
    const known = kept.get(id);
    if (known) return known;
    const value = ask(id);
    kept.set(id, value);
    value.catch(() => kept.delete(id)); // whoever waits hears of it
    return value;
  };
}
