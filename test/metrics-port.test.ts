import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../sandbox/ports.ts';
import { plainEnvironment } from '../sandbox/settings.ts';
import { startRedis, type TestRedis } from './support/redis.ts';
import { tenantId } from './support/teams.ts';

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.close());

/** A real bot, from its start until what is asked of it is answered. */
async function withBot<T>(metricsPort: number | null, ask: (port: number) => Promise<T>): Promise<T> {
  const port = await freePort();
  const child = spawn(process.execPath, ['src/main.ts', 'bot'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...plainEnvironment(),
      REDIS_URL: server.url,
      REDIS_PREFIX: server.prefix,
      CAPTURE_IMAGE_CONFIG: 'capture-image.example.yaml',
      MICROSOFT_APP_NO_AUTH: 'loopback',
      MICROSOFT_APP_TENANT_ID: tenantId,
      HOST: '127.0.0.1',
      PORT: String(port),
      ...(metricsPort === null ? {} : { METRICS_PORT: String(metricsPort || port) }),
    },
  });
  try {
    await ready(child);
    return await ask(port);
  } finally {
    child.kill('SIGKILL');
  }
}

const ready = (child: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', line => line.includes('"msg":"ready"') && resolve());
    child.once('close', code => reject(new Error(`It ended with ${code} before it was ready.`)));
  });

const statusOf = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
const both = async (port: number) => [await statusOf(port, '/metrics'), await statusOf(port, '/healthz')];

describe('the metrics of a bot', () => {
  test('are nowhere unless a port is named for them', async () => {
    expect(await withBot(null, both)).toEqual([404, 200]);
  });

  test('are on a port of their own and not on that of deliveries', async () => {
    const apart = await freePort();
    const answers = await withBot(apart, async port => [await both(port), await both(apart)]);
    expect(answers).toEqual([
      [404, 200],
      [200, 200],
    ]);
  });

  test('are on that of deliveries where just that one is named', async () => {
    const samePort = 0;
    expect(await withBot(samePort, both)).toEqual([200, 200]);
  });
});
