import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { WindowsGuest } from './guest.ts';

// The set-up fetches it; one that happens to be on the machine is not seen.
const pwsh = fileURLToPath(new URL('../../../.sandbox/powershell-7.6.9/pwsh', import.meta.url));

/** Why no PowerShell is here; null when one is. */
export const noPowerShell = existsSync(pwsh) ? null : 'needs PowerShell, which the set-up fetches with a .NET SDK';

/** For the title of what is skipped without it. */
export const skippedBecause = noPowerShell ? ` (skipped: ${noPowerShell})` : '';

/** How long the guests of one test file may take where many others want the machine. */
export const patienceMs = 600_000;

/** What a script said, and what it left of its guest. */
export interface GuestAnswer {
  readonly output: string;
  readonly errors: readonly string[];
  readonly poweredOff: boolean;
  readonly started: {
    readonly file: string;
    readonly arguments: string;
    readonly shell: boolean;
    readonly files: readonly string[];
    readonly volatile: readonly string[];
  } | null;
  readonly registry: WindowsGuest['registry'];
  readonly removed: readonly string[];
  readonly seconds: number;
}

/** Runs scripts in guests of their own, all in one process, since each start of PowerShell takes seconds. */
export async function runInWindows(
  cases: readonly { readonly script: string; readonly guest: WindowsGuest }[],
): Promise<readonly GuestAnswer[]> {
  const root = mkdtempSync(join(tmpdir(), 'capture-image-windows-'));
  try {
    const guests = cases.map(({ script, guest }) => ({ script, guest: { ...guest, start: guest.now } }));
    const lines = (await powershell('run.ps1', ['-Root', root], JSON.stringify(guests))).trimEnd().split('\n');
    return lines.map(line => JSON.parse(line) as GuestAnswer);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What one of the scripts beside this file prints. */
export async function powershell(script: string, args: readonly string[], input: string): Promise<string> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const env = {
    ...process.env,
    POWERSHELL_TELEMETRY_OPTOUT: '1',
    POWERSHELL_UPDATECHECK: 'Off',
    NO_COLOR: '1',
    DOTNET_TieredPGO: '0',
  };
  const child = spawn(pwsh, ['-NoProfile', '-NonInteractive', '-File', file, ...args], { env });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0 || errors !== '') throw new Error(`${script} ended with ${code}: ${errors}${output.slice(-2000)}`);
  return output;
}
