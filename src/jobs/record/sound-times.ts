const named = new Set(['at', 'until', 'since', 'createdAt', 'startedAt', 'askedAt', 'endedAt']);

/** What is not looked into: texts of people and of Azure have no times of mine. */
const closed = new Set(['plan', 'request', 'unfit']);

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const lastMs = Date.parse('2100-01-01T00:00:00Z');

/** Long ago: a question is over by then, a step late, an answer no longer on its way. */
const longAgo = '1970-01-01T00:00:00.000Z';

const soundTime = (text: string): string => {
  const ms = iso.test(text) ? Date.parse(text) : Number.NaN;
  return ms >= 0 && ms < lastMs ? text : longAgo;
};

/** A record with a time of long ago wherever one stands that no clock shows: all that is counted from one of these is a number, and ends. */
export const soundTimes = <T>(record: T): T => withTimes(record, (_name, text) => soundTime(text)) as T;

function withTimes(value: unknown, sound: (name: string, text: string) => string): unknown {
  if (Array.isArray(value)) return value.map(one => withTimes(one, sound));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (named.has(name) && typeof inner === 'string') return [name, sound(name, inner)];
      return [name, closed.has(name) ? inner : withTimes(inner, sound)];
    }),
  );
}

/** How far the clocks of those who write records may be apart. */
const skewMs = 10 * 60_000;
/** Longer than any question stands: a policy gives no more than thirty days. */
const mostOpenMs = 31 * 24 * 3_600_000;

/**
 * The same by the clock that all workers share: nothing has been later than now, no question stands for longer than one may, and
 * Azure was not away for longer than a step has taken.
 */
export function timesUntil<
  T extends { readonly steps: readonly { readonly startedAt?: string; readonly awayMs?: number }[] },
>(record: T, now: Date): T {
  const at = (plusMs: number) => new Date(now.getTime() + plusMs).toISOString();
  const [latest, latestUntil] = [at(skewMs), at(mostOpenMs)];
  const bound = withTimes(record, (name, text) => {
    const isLater = text > (name === 'until' ? latestUntil : latest);
    if (!isLater) return text;
    return name === 'until' ? latestUntil : at(0);
  }) as T;
  return {
    ...bound,
    steps: bound.steps.map(step => {
      if (step.awayMs === undefined) return step;
      const tookMs = now.getTime() - Date.parse(step.startedAt ?? at(0));
      return { ...step, awayMs: Math.min(Math.max(0, step.awayMs), Math.max(0, tookMs)) };
    }),
  };
}
