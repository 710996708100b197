import type { RedisConnection } from '../../jobs/store/redis.ts';
import { redisScript } from '../../jobs/store/redis-script.ts';

/** The scripts of the outbox, each in a file of `lua/`. After the lease was lost each answers 0 and changes nothing. */
export function outboxScripts(redis: RedisConnection) {
  const script = (name: string) => redisScript(redis, new URL(`lua/${name}.lua`, import.meta.url));
  return {
    due: script('due'),
    lease: script('lease'),
    keep: script('keep'),
    done: script('done'),
    rest: script('rest'),
    later: script('later'),
    setBack: script('set-back'),
  };
}
