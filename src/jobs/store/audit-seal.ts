import { type AuditLink, linkAfter } from './audit.ts';
import { auditLog, noteOf } from './audit-log.ts';
import { keysOf } from './keys.ts';
import type { RedisConnection } from './redis.ts';
import { redisScript } from './redis-script.ts';

const atOnce = 200;

/**
 * Seals the audit: hashes what was noted since, in the order in which it was noted, and moves it to the end of the chain. Answers how
 * many entries it sealed. Any number of processes may do so at a time, also beside versions that wrote to the chain at once: an end
 * that has moved meanwhile is read anew.
 */
export function auditSeal({ redis, prefix }: { redis: RedisConnection; prefix: string }): () => Promise<number> {
  const keys = keysOf(prefix);
  const { head } = auditLog({ redis, prefix });
  const move = redisScript(redis, new URL('lua/seal.lua', import.meta.url));

  return async () => {
    let sealed = 0;
    for (;;) {
      const end = await head();
      const noted = await redis.xrange(keys.auditUnsealed, '-', '+', 'COUNT', atOnce);
      if (noted.length === 0) return sealed;
      let last = end;
      const links = noted.flatMap(([id, fields]) => {
        const link = linkAfter(last, noteOf(fields));
        last = link;
        return [id, ...fieldsOf(link)];
      });
      const { auditUnsealed: unsealed, audit: chain, auditHead } = keys;
      const isMoved = (await move({ unsealed, chain, head: auditHead, ...end, links })) === 1;
      if (isMoved) sealed += noted.length;
    }
  };
}

const fieldsOf = ({ seq, atMs, prev, hash, entry }: AuditLink) => [seq, atMs, prev, hash, entry];
