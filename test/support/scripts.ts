import { execFile } from 'node:child_process';

/** Runs one of our scripts to its end, with these variables besides the process's own. */
export const runScript = (args: readonly string[], env: Record<string, string>) =>
  new Promise<{ code: number; says: string }>(resolve => {
    execFile(process.execPath, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, says: stdout + stderr }),
    );
  });
