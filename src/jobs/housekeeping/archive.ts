import { open } from 'node:fs/promises';

/** Takes lines for good: once it has answered they are written, and what they tell of may be removed from Redis. */
export type Archive = (lines: readonly string[]) => Promise<void>;

/** Where lines go: the end of a file, or standard output, which a log system keeps. */
export const openArchive = (path: string | null): Archive => (path === null ? print : lines => append(path, lines));

async function append(path: string, lines: readonly string[]): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(textOf(lines));
    await file.datasync();
  } finally {
    await file.close();
  }
}

const print = (lines: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(textOf(lines), error => (error ? reject(error) : resolve()));
  });

const textOf = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('');
