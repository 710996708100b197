import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SavedWorkspace, Workspace } from './workspace.ts';

const fileIn = (folder: string) => join(folder, 'workspace.json');

/** The workspace that an earlier run left in this folder, if any. */
export function readSaved(folder: string): SavedWorkspace | null {
  return existsSync(fileIn(folder)) ? JSON.parse(readFileSync(fileIn(folder), 'utf8')) : null;
}

/** Writes the workspace down shortly after it has moved, until the returned function is called. */
export function keepSaved(workspace: Workspace, folder: string): () => void {
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
