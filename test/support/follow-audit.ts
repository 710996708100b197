import { Redis } from 'ioredis';
import { keysOf } from '../../src/jobs/store/keys.ts';
import type { Story } from './story.ts';

/** Calls back for each new line of the audit, until it is told to stop. */
export function followAudit(
  story: Story,
  hear: (entry: { event: string; step?: string; capture: string }) => Promise<void>,
) {
  const { redisUrl, redisPrefix } = story.sandbox;
  const redis = new Redis(redisUrl);
  let stopped = false;
  const following = (async () => {
    for (let last = '0'; !stopped; ) {
      const answer = await redis.xread('BLOCK', 100, 'STREAMS', keysOf(redisPrefix).audit, last);
      for (const [id, fields] of answer?.[0]?.[1] ?? []) {
        last = id;
        await hear(JSON.parse(fields[fields.indexOf('entry') + 1] ?? ''));
      }
    }
  })();
  return async () => {
    stopped = true;
    await following;
    redis.disconnect();
  };
}
