import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the next version has that this one knows nothing of: a word in each new record, and a step of its own in the procedure. */
const changes = [
  {
    file: 'jobs/record/record.ts',
    find: '    schema: currentSchema,\n    id: facts.id,',
    put: "    schema: currentSchema,\n    ...{ comesFrom: 'the next version' },\n    id: facts.id,",
  },
  {
    file: 'jobs/procedures/capture/procedure.ts',
    find: '  grantPublisher,\n] as const',
    put: "  grantPublisher,\n  { ...grantPublisher, name: 'settle-down', applies: () => true, observe: async () => 'done' },\n] as const",
  },
] as const;

/** Copies the code as the version after it may be; answers the folder of the copy. */
export function makeNextVersion(source: string): string {
  const folder = resolve('.sandbox', 'mutants', `next-${process.pid}`);
  const copy = join(folder, 'src');
  if (existsSync(copy)) return copy;
  cpSync(source, copy, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const { file, find, put } of changes) {
    const text = readFileSync(join(copy, file), 'utf8');
    if (text.split(find).length !== 2) throw new Error(`The next version does not fit any more: ${file}.`);
    writeFileSync(
      join(copy, file),
      text.replace(find, () => put),
    );
  }
  return copy;
}
