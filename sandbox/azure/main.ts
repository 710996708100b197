import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startAzureSimulator } from './simulator.ts';
import { readWorldFile } from './world-file.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8443' },
    http: { type: 'boolean', default: false },
    speed: { type: 'string', default: '1' },
    world: { type: 'string' },
  },
});

/** Starts the simulated Azure on its own, and says where it is. */
async function main(): Promise<void> {
  const port = Number(values.port);
  const speed = Number(values.speed);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is no port number.`);
  if (!(speed > 0)) throw new Error(`--speed ${values.speed} is no speed: give a number above 0.`);
  const world =
    values.world === undefined ? undefined : readWorldFile(JSON.parse(await readFile(values.world, 'utf8')));
  const folder = resolve(import.meta.dirname, '../../.sandbox/azure');
  const simulator = await startAzureSimulator({
    port,
    http: values.http,
    speed,
    folder,
    log: line => console.error(line),
    ...(world === undefined ? {} : { world }),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
  const trust = simulator.caFile === '' ? '' : ` (NODE_EXTRA_CA_CERTS=${simulator.caFile})`;
  console.log(`The simulated Azure listens on ${simulator.url}${trust}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
