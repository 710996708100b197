import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { freePort } from './ports.ts';
import { startSandbox } from './sandbox.ts';

const usage = `Usage: npm run sandbox -- [--port N] [--real-time] [--keep] [--policy FILE|none]
  --port N      where the page is (8080, or any free port when that is taken)
  --real-time   let the simulated Azure take as long as the real one does
  --policy      who may do what: a policy file, or none, and whoever asks decides; left out, the sandbox's own
  --keep        go on with the records and messages of the last time; otherwise the world is new`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'real-time': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      policy: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw new Error(`--port takes a number up to 65535, not "${values.port}".`);
  return {
    port,
    keep: values.keep,
    help: values.help,
    ...(values.policy === undefined ? {} : { policy: readPolicy(values.policy) }),
    ...(values['real-time'] ? { speed: 1 } : {}),
  };
}

const readPolicy = (file: string): string | null => (file === 'none' ? null : readFileSync(file, 'utf8'));

async function run(): Promise<void> {
  const { port, help, ...options } = readOptions();
  if (help) return console.log(usage);
  const starting = startSandbox({
    ...options,
    port: port ?? (await freePort(8080)),
    say: sentence => console.log(sentence),
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 5000).unref();
    const sandbox = await starting.catch(() => null); // run() tells why it did not start
    await sandbox?.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const { url } = await starting;
  if (!stopping) console.log(`Open ${url}`);
}

run().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
