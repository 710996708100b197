import { parseArgs } from 'node:util';
import { startSlackSimulator } from './simulator.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    'request-url': { type: 'string' },
    folder: { type: 'string' },
    manifest: { type: 'string' },
    speed: { type: 'string', default: '1' },
  },
});

const simulator = await startSlackSimulator({
  port: Number(values.port),
  speed: Number(values.speed),
  ...(values['request-url'] ? { requestUrl: values['request-url'] } : {}),
  ...(values.folder ? { folder: values.folder } : {}),
  ...(values.manifest ? { manifest: values.manifest } : {}),
});

console.log(`Simulated Slack listens on ${simulator.url}`);
console.log(`  SLACK_API_URL=${simulator.apiUrl}`);
console.log(`  SLACK_BOT_TOKEN=${simulator.botToken}`);
console.log(
  values['request-url']
    ? `  SLACK_SIGNING_SECRET=${simulator.signingSecret}  (delivers to ${values['request-url']})`
    : `  SLACK_APP_TOKEN=${simulator.appToken}`,
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
