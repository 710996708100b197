import { spawn } from 'node:child_process';

/** Keeps the promise that no process outlives the one that started it. */
export interface Guardian {
  /** Names every process that has to end when this one does. */
  guard(pids: readonly number[]): void;
  /** Lets go of them all. */
  close(): void;
}

/**
 * Starts a shell that waits at the end of a pipe. The pipe closes when this process is gone, however it went (kill -9
 * too), and the shell then kills what it was told last.
 */
export function startGuardian(): Guardian {
  const script = `trap '' INT TERM HUP; pids=; while read -r line; do pids=$line; done; [ -z "$pids" ] || kill -9 $pids 2>/dev/null`;
  const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => {}); // a machine without sh only loses the safety net
  shell.stdin.on('error', () => {}); // the shell may be gone already
  shell.unref();
  return {
    guard: pids => {
      shell.stdin.write(`${pids.join(' ')}\n`);
    },
    close: () => {
      shell.stdin.end('\n');
    },
  };
}
