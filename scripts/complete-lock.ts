// Adds to package-lock.json the builds for other platforms that npm leaves out when the registry at hand does not carry
// them: without these entries `npm ci` refuses the lock file everywhere. With --check it only tells.
import { readFileSync, writeFileSync } from 'node:fs';

interface Entry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface Lock {
  packages: Record<string, Entry>;
}

const path = 'package-lock.json';
const systems = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openharmony', 'netbsd', 'openbsd', 'sunos', 'aix'];
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32', 'arm'];

const lock = JSON.parse(readFileSync(path, 'utf8')) as Lock;
const missing = Object.entries(lock.packages).flatMap(([place, { dev, optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${place}/node_modules/${name}`])
    .map(([name, version]) => ({ name, version, dev })),
);

if (process.argv.includes('--check')) {
  if (missing.length > 0) {
    console.error(
      `package-lock.json lacks ${missing.map(({ name }) => name).join(', ')}: node scripts/complete-lock.ts`,
    );
    process.exitCode = 1;
  }
} else if (missing.length > 0) {
  for (const { name, version, dev } of missing)
    lock.packages[`node_modules/${name}`] = platformEntry(name, version, dev);
  const { '': root = {}, ...rest } = lock.packages;
  lock.packages = { '': root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) };
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} to ${path}`);
}

/** What npm would write: the platform is in the package's own name, as in `binding-linux-arm64-musl`. */
function platformEntry(name: string, version: string, dev: boolean | undefined): Entry {
  const words = name.split('/').at(-1)?.split('-') ?? [];
  const cpu = processors.find(processor => words.includes(processor));
  const os = systems.find(system => words.includes(system));
  const musl = words.some(word => word.startsWith('musl'));
  const glibc = words.some(word => word.startsWith('gnu'));
  return {
    version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(dev ? { dev } : {}),
    ...(musl || glibc ? { libc: [musl ? 'musl' : 'glibc'] } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
  } as Entry;
}
