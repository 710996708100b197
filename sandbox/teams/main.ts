import { parseArgs } from 'node:util';
import { startTeamsSimulator } from './simulator.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8091' },
    endpoint: { type: 'string', default: 'http://127.0.0.1:3000/api/messages' },
    folder: { type: 'string', default: '.sandbox/teams' },
    keep: { type: 'boolean', default: false },
  },
});

const { port, ...options } = values;
const simulator = await startTeamsSimulator({ ...options, port: Number(port) });

console.log(`Simulated Teams listens on ${simulator.url} and delivers to ${values.endpoint}`);
console.log(`  NODE_EXTRA_CA_CERTS=${simulator.caFile}`);
for (const [name, value] of Object.entries(simulator.environment)) console.log(`  ${name}=${value}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
