import { createHash } from 'node:crypto';
import { z } from 'zod';

const lineSchema = z.strictObject({ rev: z.int(), archived: z.looseObject({ id: z.string() }) });

/** A record as a line of the archive, unpacked, word for word. */
export const archivedLine = (record: string, rev: number): string => `{"rev":${rev},"archived":${record}}`;

/** What the audit keeps of a record that was archived. */
export const recordHash = (record: string): string => createHash('sha256').update(record).digest('hex');

/** The capture that a line of the archive is of, and the hash of its record; null where it is no such line. */
export function readArchived(line: string): { readonly id: string; readonly hash: string } | null {
  if (!line.startsWith('{"rev":')) return null;
  try {
    const { archived } = lineSchema.parse(JSON.parse(line));
    return { id: archived.id, hash: recordHash(JSON.stringify(archived)) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
