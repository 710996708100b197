import { Cluster } from 'ioredis';
import type { Log } from '../../log.ts';
import type { RedisConnection } from './redis.ts';

/** From here on a process warns: full, Redis takes no write, and every capture stands still. */
const bounds = [0.8, 0.95] as const;
const everyMs = 60_000;

/** How full a server is, of 1, by what its INFO says of its memory; null where it has no limit, or tells none. */
export function fullnessIn(info: string): number | null {
  const told = (name: string) => Number(new RegExp(`^${name}:(\\d+)\\r?$`, 'm').exec(info)?.[1] ?? 0);
  const most = told('maxmemory');
  if (most === 0) return null;
  return Math.max(0, told('used_memory') - told('mem_not_counted_for_evict')) / most;
}

/** How full the fullest server is; null where none has a limit. */
export async function fullnessOf(redis: RedisConnection): Promise<number | null> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  const found = await Promise.all(nodes.map(async node => fullnessIn(String(await node.info('memory')))));
  const limited = found.filter(one => one !== null);
  return limited.length > 0 ? Math.max(...limited) : null;
}

/** What is to be said of it; null while there is room. */
export const fullnessWorry = (fullness: number | null): string | null =>
  fullness === null || fullness < bounds[0]
    ? null
    : `Redis uses ${Math.round(fullness * 100)} % of its maxmemory. Once it is full it takes no write, and every capture stands still: give it more memory, or archive captures and audit sooner ("history" in capture-image.yaml).`;

/** Says so in the log while it works, once for each bound that is passed, and again where Redis has had room in between. */
export function fullnessWatch({
  redis,
  log,
  nowMs = () => performance.now(),
}: {
  redis: RedisConnection;
  log: Pick<Log, 'warn' | 'info'>;
  nowMs?: () => number;
}): { tidy(): Promise<void> } {
  let passed = 0;
  let lookedMs = Number.NEGATIVE_INFINITY;
  return {
    async tidy() {
      if (nowMs() - lookedMs < everyMs) return;
      lookedMs = nowMs();
      const fullness = await fullnessOf(redis);
      const now = bounds.filter(bound => (fullness ?? 0) >= bound).length;
      if (now > passed) log.warn({ fullness }, fullnessWorry(fullness) ?? '');
      if (now === 0 && passed > 0) log.info({ fullness }, 'Redis has room again');
      passed = now;
    },
  };
}
