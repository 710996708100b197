// Adds to package-lock.json the builds for other platforms that npm leaves out when the registry at hand does not carry
// them: without these entries `npm ci` refuses the lock file everywhere. What runs in production has its hash there too, whichever
// platform it is for. With --check it only tells.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

interface Entry {
  readonly version?: string;
  readonly integrity?: string;
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

const unhashed = () =>
  Object.entries(lock.packages).filter(([place, { dev, integrity }]) => place !== '' && !dev && !integrity);

if (process.argv.includes('--check')) {
  const lacks = [...missing.map(({ name }) => name), ...unhashed().map(([place]) => `the hash of ${place}`)];
  if (lacks.length > 0) {
    console.error(`package-lock.json lacks ${lacks.join(', ')}: node scripts/complete-lock.ts`);
    process.exitCode = 1;
  }
} else if (missing.length > 0 || unhashed().length > 0) {
  for (const { name, version, dev } of missing)
    lock.packages[`node_modules/${name}`] = platformEntry(name, version, dev);
  const hashed = unhashed();
  for (const [place, entry] of hashed)
    lock.packages[place] = withHash(entry, place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length));
  const { '': root = {}, ...rest } = lock.packages;
  lock.packages = { '': root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) };
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} to ${path}, and ${hashed.length} hashes`);
}

/** What the registry says of that very version; it must know it. */
function withHash({ version, ...rest }: Entry, name: string): Entry {
  const integrity = execFileSync('npm', ['view', `${name}@${version}`, 'dist.integrity'], { encoding: 'utf8' }).trim();
  if (!integrity.startsWith('sha512-')) throw new Error(`The registry has no hash of ${name}@${version}.`);
  return { version, integrity, ...rest } as Entry;
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
