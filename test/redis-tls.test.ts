import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certify, startCluster, startTls } from './support/redis-kinds.ts';
import { runScript } from './support/scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'));
let caFile: string;
let key: string;
let redis: Awaited<ReturnType<typeof startTls>>;
beforeAll(async () => {
  ({ cert: caFile, key } = await certify(folder));
  redis = await startTls({ cert: caFile, key }, join(folder, 'redis'));
});
afterAll(async () => {
  await redis.close();
  rmSync(folder, { recursive: true, force: true });
});

const verify = (env: Record<string, string>) =>
  runScript(['src/tools/audit.ts', 'verify'], { REDIS_URL: redis.url, ...env });

test('a Redis with TLS is used when its authority is known, by our setting or by Node’s', async () => {
  for (const word of ['REDIS_CA_FILE', 'NODE_EXTRA_CA_CERTS'])
    expect(await verify({ [word]: caFile })).toMatchObject({ code: 0, says: expect.stringContaining('is whole') });
});

test('a Redis whose authority nobody vouches for is not used', async () => {
  expect(await verify({})).toMatchObject({ code: 1, says: expect.stringContaining('self-signed certificate') });
});

test('a certificate must be for the name that is asked for', async () => {
  const url = `${redis.url}?servername=cache.example`;
  expect(await verify({ REDIS_URL: url, REDIS_CA_FILE: caFile })).toMatchObject({
    code: 1,
    says: expect.stringContaining('cache.example'),
  });
});

test('a file of authorities that is none is a problem of the configuration', async () => {
  const { code, says } = await verify({ REDIS_CA_FILE: join(folder, 'key.pem') });
  expect(code).toBe(1);
  expect(says).toContain('REDIS_CA_FILE');
});

test('a Cluster with TLS is spoken to with TLS at every node', async () => {
  const cluster = await startCluster({ cert: caFile, key });
  const REDIS_CA_FILE = caFile;
  try {
    for (const prefix of ['a', 'b', 'c']) {
      const said = await verify({ REDIS_URL: cluster.url, REDIS_CA_FILE, REDIS_PREFIX: prefix });
      expect(said).toMatchObject({ code: 0, says: expect.stringContaining('is whole: 0 entries') });
    }
  } finally {
    await cluster.close();
  }
});
