import { meters } from '../../metrics.ts';
import { breakAt, toLine } from '../store/audit.ts';
import { auditLog } from '../store/audit-log.ts';
import { keysOf } from '../store/keys.ts';
import type { RedisConnection } from '../store/redis.ts';
import { redisScript } from '../store/redis-script.ts';
import type { Archive } from './archive.ts';

const perRound = 500;

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
  const cut = redisScript(redis, new URL('lua/cut-audit.lua', import.meta.url));

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
      const [chain, ids] = [keys.audit, links.map(({ id }) => id)];
      await cut({ chain, anchor: keys.auditAnchor, anchored_seq: anchor.seq, ...last, ids });
      meters.archived.inc({ what: 'audit' }, links.length);
    },
  };
}
