/** Requests a minute that a method of each tier may be called with, per app and workspace. */
const perMinute = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;

/** Slack's four tiers of methods. */
export type Tier = keyof typeof perMinute;

/** Who counts the calls. */
export type RateLimits = ReturnType<typeof createRateLimits>;

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Counts calls in buckets that refill steadily; an empty one says how many whole seconds to wait. */
export function createRateLimits({ now }: { now: () => number }) {
  const buckets = new Map<string, Bucket>();

  function take(name: string, { size, perSecond }: { size: number; perSecond: number }): number {
    const before = buckets.get(name) ?? { tokens: size, atMs: now() };
    const tokens = Math.min(size, before.tokens + ((now() - before.atMs) / 1000) * perSecond);
    buckets.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: now() });
    return tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
  }

  return {
    /** 0 when the method may be called now, else the seconds to wait. */
    takeMethod: (method: string, tier: Tier): number =>
      take(method, { size: perMinute[tier], perSecond: perMinute[tier] / 60 }),
    /** Posting: about one message a second in a channel, after a short burst. */
    takePost: (channel: string): number => take(`post ${channel}`, { size: 5, perSecond: 1 }),
    reset: () => buckets.clear(),
  };
}
