import { meters } from '../../metrics.ts';
import { breakAt, toLine } from '../store/audit.ts';
import { auditLog } from '../store/audit-log.ts';
import { keysOf } from '../store/keys.ts';
import type { RedisConnection } from '../store/redis.ts';
import { redisScript } from '../store/redis-script.ts';
import type { Archive } from './archive.ts';

const perRound = 500;

/** Removes the entries from ARGV[4] on and leaves the last one's number and hash as the anchor, if nobody has moved it since (ARGV[1]). */
const cut = `if (redis.call('HGET',KEYS[2],'seq') or '0')~=ARGV[1] then return 0 end
  redis.call('HSET',KEYS[2],'seq',ARGV[2],'hash',ARGV[3])
  return redis.call('XDEL',KEYS[1],unpack(ARGV,4))`;

/**
 * Moves the oldest entries of the audit to the archive, once they are whole and written there. What is left hangs on the anchor,
 * as the first entry of all hangs on nothing.
 */
export function auditArchiving({
  redis,
  prefix,
  archive,
}: {
  redis: RedisConnection;
  prefix: string;
  archive: Archive;
}) {
  const keys = keysOf(prefix);
  const log = auditLog({ redis, prefix });
  const run = redisScript(redis, cut);

  return {
    async hasOlder(before: number): Promise<boolean> {
      const [oldest] = await log.oldest(1);
      return oldest !== undefined && oldest.atMs < before;
    },

    async archiveOlder(before: number): Promise<void> {
      const anchor = await log.anchor();
      const found = await log.oldest(perRound);
      const end = found.findIndex(({ atMs }) => atMs >= before);
      const links = end < 0 ? found : found.slice(0, end);
      let last = anchor;
      for (const link of links) {
        const problem = breakAt(last, link);
        if (problem) throw new Error(`The audit is broken and stays as it is: ${problem}`);
        last = { seq: link.seq, hash: link.hash };
      }
      if (last === anchor) return;
      await archive(links.map(toLine));
      await run([keys.audit, keys.auditAnchor], [anchor.seq, last.seq, last.hash, ...links.map(({ id }) => id)]);
      meters.archived.inc({ what: 'audit' }, links.length);
    },
  };
}
