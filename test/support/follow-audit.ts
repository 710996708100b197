import { Redis } from 'ioredis';
import { noteOf } from '../../src/jobs/store/audit-log.ts';
import { keysOf } from '../../src/jobs/store/keys.ts';
import type { Story } from './story.ts';

/** Calls back for each new entry of the audit, as soon as it is noted, until it is told to stop. */
export function followAudit(
  story: Story,
  hear: (entry: { event: string; step?: string; capture: string }) => Promise<void>,
) {
  const { redisUrl, redisPrefix } = story.sandbox;
  const redis = new Redis(redisUrl);
  let stopped = false;
  const following = (async () => {
    const keys = keysOf(redisPrefix);
    const last = new Map([keys.auditUnsealed, keys.audit].map(stream => [stream, '0']));
    const heard = new Set<string>();
    while (!stopped) {
      for (const [stream, entries] of (await redis.xread('BLOCK', 100, 'STREAMS', ...last.keys(), ...last.values())) ??
        [])
        for (const [id, fields] of entries) {
          last.set(stream, id);
          const { atMs, entry } = noteOf(fields);
          if (heard.has(`${atMs} ${entry}`)) continue;
          heard.add(`${atMs} ${entry}`);
          await hear(JSON.parse(entry));
        }
    }
  })();
  return async () => {
    stopped = true;
    await following;
    redis.disconnect();
  };
}
