import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readArchived } from '../jobs/housekeeping/archive-format.ts';
import { type AuditHead, type AuditLink, beforeFirst, breakAt, factOf, readLine } from '../jobs/store/audit.ts';

/** What is wrong with the audit, in a sentence. */
export class Broken extends Error {}

/** What the files hold: where the chain ends, and for each archived capture the hashes of the records that are there and that the audit tells of. */
export interface Exported {
  readonly end: AuditHead;
  readonly records: ReadonlyMap<string, ReadonlySet<string>>;
  readonly told: Map<string, Set<string>>;
}

/** Reads files one after the other, as one chain; a line that is there twice, after a crash, counts once. Throws where it is broken. */
export async function readFiles(files: readonly string[]): Promise<Exported> {
  const hashes: string[] = [];
  const [records, told] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  let end = beforeFirst;
  for (const file of files) {
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(file) })) {
      number += 1;
      if (line === '') continue;
      const record = readArchived(line);
      if (record) {
        put(records, record.id, record.hash);
        continue;
      }
      const link = readLine(line);
      if (link && hashes[link.seq - 1] === link.hash) continue;
      const problem = link ? breakAt(end, link) : 'It is no line of an export.';
      if (!link || problem) throw new Broken(`${file}, line ${number}: ${problem}`);
      hashes.push(link.hash);
      noteArchived(told, link);
      end = { seq: link.seq, hash: link.hash };
    }
  }
  return { end, records, told };
}

/** Keeps the hash of a record that an entry says was archived. */
export function noteArchived(told: Map<string, Set<string>>, link: AuditLink): void {
  const { event, capture, details } = factOf(link);
  if (event === 'archived' && capture && details) put(told, capture, details);
}

/** The first capture whose archived record is not the one that the audit tells of; one whose record is kept elsewhere is not judged. */
export function changedRecord({ records, told }: Exported): string | null {
  for (const [id, hashes] of told) {
    const there = records.get(id);
    if (there && [...hashes].some(hash => !there.has(hash))) return id;
  }
  return null;
}

export const endOf = async (file: string): Promise<AuditHead> =>
  existsSync(file) ? (await readFiles([file])).end : beforeFirst;

function put(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, new Set([...(map.get(key) ?? []), value]));
}
