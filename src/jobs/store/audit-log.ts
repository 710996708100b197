import { z } from 'zod';
import { type AuditHead, type AuditLink, type AuditNote, beforeFirst, breakAt } from './audit.ts';
import { keysOf } from './keys.ts';
import type { RedisConnection } from './redis.ts';
import { redisScript } from './redis-script.ts';

/** What reading the whole chain came to. */
export type AuditVerdict =
  | { readonly is: 'whole'; readonly entries: number; readonly archived: number; readonly head: AuditHead }
  | { readonly is: 'broken'; readonly reason: string };

const page = 500;
const entriesSchema = z.array(z.tuple([z.string(), z.array(z.string())]));

/** The audit as it stands in Redis: read from the beginning or from the end, never written here. */
export function auditLog({ redis, prefix }: { redis: RedisConnection; prefix: string }) {
  const keys = keysOf(prefix);
  const newestEntries = redisScript(redis, new URL('lua/newest-entries.lua', import.meta.url));

  /** Every sealed entry in the order of the stream, each with its id there; those after one id when it is given. */
  async function* read(after?: string): AsyncGenerator<AuditLink & { readonly id: string }> {
    for (let from = after ? `(${after}` : '-'; ; ) {
      const entries = await redis.xrange(keys.audit, from, '+', 'COUNT', page);
      for (const [id, fields] of entries) yield { ...linkOf(fields), id };
      const last = entries.at(-1)?.[0];
      if (!last || entries.length < page) return;
      from = `(${last}`;
    }
  }

  async function endIn(key: string): Promise<AuditHead> {
    const [seq, hash] = await redis.hmget(key, 'seq', 'hash');
    return seq && hash ? { seq: Number(seq), hash } : beforeFirst;
  }
  const head = () => endIn(keys.auditHead);
  const anchor = () => endIn(keys.auditAnchor);

  return {
    read,
    head,
    /** What the first entry here hangs on: the last one that was archived, or nothing. */
    anchor,

    /** The oldest entries that are here, each with its id. */
    async oldest(count: number): Promise<readonly (AuditLink & { readonly id: string })[]> {
      return (await redis.xrange(keys.audit, '-', '+', 'COUNT', count)).map(([id, fields]) => ({
        ...linkOf(fields),
        id,
      }));
    },

    /** The newest entries, newest first, whether or not they are sealed yet. */
    async newest(count: number): Promise<readonly AuditNote[]> {
      const reply = await newestEntries({ unsealed: keys.auditUnsealed, chain: keys.audit, count });
      return z
        .array(entriesSchema)
        .parse(reply)
        .flat()
        .map(([, fields]) => noteOf(fields))
        .slice(0, count);
    },

    /**
     * Reads the whole chain, as far as it is sealed, from its anchor on; `seen`, the end of what is kept elsewhere, must be in it as it is there, or be the
     * anchor itself. What is written while it reads counts as well; what is archived meanwhile makes it begin again.
     */
    async verify(seen: AuditHead = beforeFirst): Promise<AuditVerdict> {
      const [promised, begin] = [await head(), await anchor()];
      if (seen.seq > 0 && seen.seq < begin.seq)
        return { is: 'broken', reason: `Entries ${seen.seq + 1} to ${begin.seq} are neither here nor there.` };
      if (seen.seq === begin.seq && seen.hash !== begin.hash)
        return { is: 'broken', reason: `Entry ${seen.seq} is not the one that was archived.` };
      let last = begin;
      for await (const link of read()) {
        if (link.seq > begin.seq + 1 && last === begin && (await anchor()).seq !== begin.seq) return this.verify(seen);
        const reason = breakAt(last, link);
        if (reason) return { is: 'broken', reason };
        if (link.seq === seen.seq && link.hash !== seen.hash)
          return { is: 'broken', reason: `Entry ${link.seq} is not the one that was exported.` };
        if (link.seq === promised.seq && link.hash !== promised.hash)
          return { is: 'broken', reason: `Entry ${link.seq} is not the one that the head stands for.` };
        last = { seq: link.seq, hash: link.hash };
      }
      const upTo = Math.max(promised.seq, seen.seq);
      if (last.seq < upTo)
        return { is: 'broken', reason: `The end is missing: entries ${last.seq + 1} to ${upTo} are not there.` };
      return { is: 'whole', entries: last.seq, archived: begin.seq, head: last };
    },
  };
}

/** What an entry says, and when. */
export function noteOf(fields: readonly string[]): AuditNote {
  return { atMs: Number(fieldOf(fields, 't')), entry: fieldOf(fields, 'entry') };
}

function linkOf(fields: readonly string[]): AuditLink {
  return {
    seq: Number(fieldOf(fields, 'seq')),
    prev: fieldOf(fields, 'prev'),
    hash: fieldOf(fields, 'hash'),
    ...noteOf(fields),
  };
}

function fieldOf(fields: readonly string[], name: string): string {
  const at = fields.findIndex((field, index) => index % 2 === 0 && field === name);
  return at < 0 ? '' : (fields[at + 1] ?? '');
}
