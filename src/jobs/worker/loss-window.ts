import type { Job } from '../record/record.ts';

/** With `appendfsync everysec` a Redis whose host dies has lost up to two seconds of what it was told (docs of Redis, persistence). */
const loseableMs = 2_000;

/** For how long yet Redis may lose the newest yes to a capture, in milliseconds; 0 also where the clock makes no sense of it. */
export function loseableFor({ decision, approvals = [], glass = [] }: Job, now: Date): number {
  const saidAtMs = [decision, ...approvals, ...glass].flatMap(said => (said ? [Date.parse(said.at)] : []));
  const ageMs = now.getTime() - Math.max(0, ...saidAtMs);
  return ageMs >= 0 && ageMs < loseableMs ? loseableMs - ageMs : 0;
}
