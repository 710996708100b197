const minuteMs = 60_000;

/** Asks for each id once in a minute, or in the time given; what failed is asked again the next time. */
export function memoize<T>(
  now: () => number,
  ask: (id: string) => Promise<T>,
  keepMs = minuteMs,
): (id: string) => Promise<T> {
  const kept = new Map<string, { readonly untilMs: number; readonly value: Promise<T> }>();
  return id => {
    const known = kept.get(id);
    if (known && known.untilMs > now()) return known.value;
    if (kept.size > 5000) kept.clear();
    const value = ask(id);
    kept.set(id, { untilMs: now() + keepMs, value });
    value.catch(() => kept.delete(id)); // whoever waits hears of it
    return value;
  };
}
