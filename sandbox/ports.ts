import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Below what systems give to connections that go out: nobody but a listener takes one of these. */
const [first, last] = [15_000, 30_000];
const tries = 50;

/** Answers a port of 127.0.0.1 that nobody listens on: the wanted one when it is free, else any. */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted && (await isFree(wanted))) return wanted;
  for (let count = 0; count < tries; count += 1) {
    const port = randomInt(first, last);
    if (claim(port) && (await isFree(port))) return port;
  }
  throw new Error(`There is no free port: ${tries} between ${first} and ${last} were taken.`);
}

const claims = join(tmpdir(), `capture-image-ports-${process.getuid?.() ?? 0}`);
const claimed = new Set<string>();

/** Between the look and the use a port is this process's alone: each of ours has a file that names its owner, for as long as that runs. */
function claim(port: number): boolean {
  mkdirSync(claims, { recursive: true });
  const file = join(claims, String(port));
  if (isLeftOver(file)) rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  if (claimed.size === 0) process.once('exit', giveBack);
  claimed.add(file);
  return true;
}

function giveBack(): void {
  for (const file of claimed) rmSync(file, { force: true });
}

function isLeftOver(file: string): boolean {
  if (!existsSync(file)) return false;
  const owner = Number(readFileSync(file, 'utf8'));
  return owner > 0 && !runs(owner);
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
