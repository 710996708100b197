import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AuditEvent } from '../record/audit-events.ts';
import { type Person, type Place, personSchema, placeSchema } from '../request/request.ts';

/**
 * A fact for the audit: what happened, by whom, from where, under which plan (its hash). `details` is a code or what was typed,
 * `requestId` Azure's for the call. Never a secret.
 */
export interface AuditEntry {
  readonly event: AuditEvent;
  readonly vm?: string;
  readonly by?: Person;
  /** Whom they did it for. */
  readonly for?: Person;
  readonly from?: Place;
  readonly plan?: string;
  readonly step?: string;
  readonly details?: string;
  readonly requestId?: string;
}

/** An entry as it was written: its JSON to the letter, and Redis's own time. */
export interface AuditNote {
  readonly atMs: number;
  readonly entry: string;
}

/** An entry as it stands in the chain. */
export interface AuditLink extends AuditNote {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
}

/** The end of the chain, kept beside it. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** What comes before the first entry. */
export const beforeFirst: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** The hash that an entry must have. */
export const hashOf = ({ prev, seq, atMs, entry }: Omit<AuditLink, 'hash'>): string =>
  createHash('sha256').update(`${prev}\n${seq}\n${atMs}\n${entry}`).digest('hex');

/** The link that an entry becomes at the end of a chain. */
export function linkAfter({ seq, hash: prev }: AuditHead, note: AuditNote): AuditLink {
  const link = { seq: seq + 1, prev, ...note };
  return { ...link, hash: hashOf(link) };
}

/** What is wrong where an entry follows another, in a sentence; null when nothing is. */
export function breakAt(before: AuditHead, link: AuditLink): string | null {
  if (link.seq !== before.seq + 1)
    return `Entry ${before.seq + 1} is not where it should be: after ${before.seq} comes ${link.seq}.`;
  if (link.prev !== before.hash)
    return `Entry ${link.seq} does not follow the entry ${before.seq} that is there: one of them was changed.`;
  return hashOf(link) === link.hash ? null : `Entry ${link.seq} was changed: its hash does not fit what it says.`;
}

/** An entry as one line of JSON, for a file or a log system. */
export function toLine({ seq, atMs, prev, hash, entry }: AuditLink): string {
  return JSON.stringify({ seq, at: new Date(atMs).toISOString(), prev, hash, entry: JSON.parse(entry) });
}

const lineSchema = z.strictObject({
  seq: z.int(),
  at: z.iso.datetime(),
  prev: z.string(),
  hash: z.string(),
  entry: z.record(z.string(), z.unknown()),
});

/** Reads a line that `toLine` wrote; null when it is none. */
export function readLine(line: string): AuditLink | null {
  try {
    const { at, entry, ...rest } = lineSchema.parse(JSON.parse(line));
    return { ...rest, atMs: Date.parse(at), entry: JSON.stringify(entry) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

const factSchema = z.looseObject({
  event: z.string(),
  capture: z.string().optional(),
  vm: z.string().optional(),
  by: personSchema.optional(),
  for: personSchema.optional(),
  from: placeSchema.optional(),
  plan: z.string().optional(),
  step: z.string().optional(),
  details: z.string().optional(),
  requestId: z.string().optional(),
});

/** What an entry says, and of which capture and VM, for people to read. */
export type AuditFact = z.infer<typeof factSchema> & { readonly at: string };

export const factOf = ({ entry, atMs }: AuditNote): AuditFact => ({
  ...factSchema.parse(JSON.parse(entry)),
  at: new Date(atMs).toISOString(),
});
