import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process runs; one that has ended and was not collected yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return process.platform !== 'linux'; // on Linux it ended between the two looks
  }
}

/** Waits until a condition holds; throws when it does not within the time given. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 100_000): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`Not within ${withinMs} ms: ${holds}`);
    await sleep(25);
  }
}

/** Every process that a process has started and that still runs. */
export function childrenOf(parent: number): number[] {
  return allProcesses()
    .filter(({ pid, ppid }) => ppid === parent && isAlive(pid))
    .map(({ pid }) => pid);
}

function allProcesses(): { pid: number; ppid: number }[] {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(line => line.trim().split(/\s+/).map(Number))
      .map(([pid = 0, ppid = 0]) => ({ pid, ppid }));
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => ({ pid: Number(name), ppid: parentOf(name) }));
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it ended between the two looks
  }
}
