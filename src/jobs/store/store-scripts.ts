import type { RedisConnection } from './redis.ts';
import { type Reply, redisScript, type Script } from './redis-script.ts';

/** The scripts of the store, each in a file of `lua/` that says what it takes and answers. */
export function scripts(redis: RedisConnection) {
  const script = (name: string) => redisScript(redis, new URL(`lua/${name}.lua`, import.meta.url));
  const list = async (run: Promise<Reply>) => {
    const reply = await run;
    return Array.isArray(reply) ? (reply as readonly (string | number | null)[]) : [reply as string | number];
  };
  const [claim, commit] = [script('claim'), script('commit')];
  return {
    accept: script('accept'),
    decide: script('decide'),
    note: script('note-alone'),
    overdue: script('overdue'),
    claim: (...given: Parameters<Script>) => list(claim(...given)),
    commit: (...given: Parameters<Script>) => list(commit(...given)),
  };
}
