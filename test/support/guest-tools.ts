import { spawnSync } from 'node:child_process';
import { accessSync, constants, copyFileSync, lstatSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const busybox = fileURLToPath(new URL('../../.sandbox/busybox/bin/busybox', import.meta.url));

/** The shells that a guest's /bin/sh may be; busybox comes with its own tools. */
const everyShell = ['dash', 'bash', 'busybox'];

/** Those of them that guests are tried with: by GUEST_SHELLS, and as far as the set-up could bring them. */
export const shells: readonly string[] = (process.env.GUEST_SHELLS?.split(' ') ?? everyShell).filter(
  name => everyShell.includes(name) && shellAt(name) !== null,
);

/** What every Linux guest has; all else that a guest has, a test puts there. */
export const toolNames: readonly string[] = [
  ...['awk', 'basename', 'cat', 'chmod', 'chown', 'cmp', 'cp', 'cut', 'date', 'dd', 'df', 'dirname', 'du', 'env'],
  ...['expr', 'find', 'grep', 'gzip', 'head', 'id', 'ln', 'ls', 'mkdir', 'mkfifo', 'mktemp', 'mount', 'mountpoint'],
  ...['mv', 'nohup', 'readlink', 'rm', 'rmdir', 'sed', 'seq', 'setsid', 'sh', 'sleep', 'sort', 'stat', 'sync', 'tail'],
  ...['tee', 'timeout', 'touch', 'tr', 'umount', 'uname', 'uniq', 'wc', 'xargs', 'zcat'],
];

/** Where a shell lies on this machine, or null. Of busybox counts alone what the set-up unpacked, whose shell looks on the PATH. */
export function shellAt(name: string): string | null {
  return name === 'busybox' ? program(busybox) && busybox : programAt(name);
}

/** Where the tool of a guest with this shell lies on this machine, or null where there is none. */
export function toolAt(shell: string, tool: string): string | null {
  if (shell === 'busybox') return applets().has(tool) ? busybox : null;
  return tool === 'sh' ? shellAt(shell) : programAt(tool);
}

/** Where the system keeps a program; the PATH is not asked, since anything may stand on it. */
export function programAt(name: string): string | null {
  for (const dir of ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/opt/homebrew/bin', '/usr/local/bin']) {
    const found = program(join(dir, name));
    if (found) return found;
  }
  return null;
}

/** Puts the tools that go with a shell into a guest's /.tools, and the libraries that they load where they are looked for. */
export function layTools(at: (path: string) => string, shell: string, extras: readonly string[]): void {
  const tools = new Map<string, string>();
  for (const name of toolNames) put(tools, name, toolAt(shell, name));
  for (const name of extras) put(tools, name, programAt(name));
  rmSync(at('.tools'), { recursive: true });
  mkdirSync(at('.tools'));
  if (shell === 'busybox') copyFileSync(busybox, at('.tools/busybox'));
  for (const [name, path] of tools) {
    symlinkSync(path === busybox ? 'busybox' : `/.machine${path}`, at(`.tools/${name}`));
  }
  const driven = ['umount', 'sleep'].flatMap(name => programAt(name) ?? []);
  for (const library of librariesOf([...new Set([...tools.values(), ...driven])])) {
    if (lstatSync(at(library), { throwIfNoEntry: false })) continue;
    mkdirSync(dirname(at(library)), { recursive: true });
    symlinkSync(`/.machine${realpathSync(library)}`, at(library));
  }
}

function put(tools: Map<string, string>, name: string, path: string | null): void {
  if (path) tools.set(name, path);
}

const libraries = new Map<string, readonly string[]>();

/** The libraries that programs of this machine load, and what loads them. */
function librariesOf(programs: readonly string[]): readonly string[] {
  const key = programs.join('\n');
  const known = libraries.get(key);
  if (known) return known;
  const { stdout } = spawnSync('ldd', programs, { encoding: 'utf8' });
  const found = [...new Set([...(stdout ?? '').matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path ?? ''))];
  libraries.set(key, found);
  return found;
}

let listed: ReadonlySet<string> | undefined;
function applets(): ReadonlySet<string> {
  listed ??= new Set(spawnSync(busybox, ['--list'], { encoding: 'utf8' }).stdout.split('\n'));
  return listed;
}

function program(path: string): string | null {
  try {
    accessSync(path, constants.X_OK);
    return realpathSync(path);
  } catch {
    return null;
  }
}
