import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (folder: string) => join(folder, 'workspace.json');

/** What an earlier run left in this folder, if anything. */
export function readSaved<T>(folder: string): T | null {
  return existsSync(fileIn(folder)) ? JSON.parse(readFileSync(fileIn(folder), 'utf8')) : null;
}

/** A simulated workspace that can be written down, and tells of each change. */
interface Savable {
  save(): unknown;
  listen(hear: (happening: { readonly type: string }) => void): () => void;
}

/** Writes a workspace down shortly after it has moved, until the returned function is called. */
export function keepSaved(workspace: Savable, folder: string): () => void {
  let due: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(due);
    due = undefined;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${fileIn(folder)}.new`, JSON.stringify(workspace.save()));
    renameSync(`${fileIn(folder)}.new`, fileIn(folder));
  };
  const stop = workspace.listen(({ type }) => {
    if (type !== 'log') due ??= setTimeout(save, 100);
  });
  return () => {
    stop();
    save();
  };
}
