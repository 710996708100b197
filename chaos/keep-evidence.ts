import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toLine } from '../src/jobs/store/audit.ts';
import { auditLog } from '../src/jobs/store/audit-log.ts';
import { auditSeal } from '../src/jobs/store/audit-seal.ts';
import type { Evidence, Violation } from './evidence.ts';
import { readChats } from './thread.ts';

/** Keeps all that a seed left behind that went wrong, for whoever looks into it; answers where. */
export async function keepEvidence(
  seed: number,
  evidence: Evidence,
  violations: readonly Violation[],
): Promise<string> {
  const { world, records, writes, people, losses } = evidence;
  const folder = resolve('.sandbox', 'chaos', `seed-${seed}`);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, what: unknown) => writeFileSync(join(folder, name), JSON.stringify(what, null, 1));
  write('violations.json', violations);
  write('records.json', records);
  write('writes.json', writes);
  write('people.json', { people, losses });
  const { slack, teams } = readChats(world);
  write('chats.json', { slack: Object.fromEntries(slack), teams: Object.fromEntries(teams) });
  const lines: string[] = [];
  await auditSeal(world)();
  for await (const link of auditLog(world).read()) lines.push(toLine(link));
  writeFileSync(join(folder, 'audit.jsonl'), lines.join('\n'));
  for (const { name } of [world.bot, ...world.workers])
    cpSync(join(world.folder, `${name}.log`), join(folder, `${name}.log`));
  return folder;
}
