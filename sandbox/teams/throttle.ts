import { Refused } from './refused.ts';

/** How many messages a bot may send to one conversation within so many seconds. */
const windows = [
  { seconds: 1, most: 7 },
  { seconds: 2, most: 8 },
  { seconds: 30, most: 60 },
  { seconds: 3600, most: 1800 },
] as const;

export type Throttle = ReturnType<typeof createThrottle>;

/** Counts what the bot sends to each conversation, and refuses what is too much of it. */
export function createThrottle({ now }: { now: () => number }) {
  const sent = new Map<string, number[]>();
  return {
    take(conversation: string): void {
      const at = now();
      const before = (sent.get(conversation) ?? []).filter(time => time > at - 3_600_000);
      for (const { seconds, most } of windows) {
        const within = before.filter(time => time > at - seconds * 1000);
        const [oldest] = within;
        if (within.length < most || oldest === undefined) continue;
        const waitSeconds = Math.max(1, Math.ceil((oldest + seconds * 1000 - at) / 1000));
        throw new Refused(429, 'Throttled', 'Too many requests to this conversation.', waitSeconds);
      }
      sent.set(conversation, [...before, at]);
    },
    reset: () => sent.clear(),
  };
}
