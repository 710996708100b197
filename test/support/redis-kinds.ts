import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../sandbox/ports.ts';
import { startServer } from '../../sandbox/redis.ts';
import { until } from './processes.ts';

type Server = Awaited<ReturnType<typeof startServer>> & { readonly port: number };

const durable = ['--save', '', '--appendonly', 'yes'];

async function start(words: readonly string[], folder?: string): Promise<Server> {
  const port = await freePort();
  const server = await startServer({ port, words, ...(folder ? { folder } : {}) });
  return { ...server, port };
}

/** Sends one command to one server. */
export async function order({ port }: { port: number }, name: string, ...words: readonly (string | number)[]) {
  const redis = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: 1 });
  redis.on('error', () => {}); // the command says so itself
  try {
    return await redis.call(name, ...words);
  } finally {
    redis.disconnect();
  }
}

const closing = (servers: readonly Server[]) => async () => {
  await Promise.all(servers.map(server => server.close()));
};

/** A server of one's own, to be set up as one likes. */
export const startOne = () => start(durable);

/** A Cluster of three masters, each with a third of the slots. */
export async function startCluster() {
  const nodes: Server[] = [];
  for (let count = 0; count < 3; count += 1) {
    const words = `--cluster-enabled yes --cluster-node-timeout 2000 --cluster-port ${await freePort()}`;
    nodes.push(await start([...durable, ...words.split(' ')]));
  }
  const share = Math.ceil(16_384 / nodes.length);
  const [first, ...others] = nodes;
  if (!first) throw new Error('There is no node.');
  for (const [index, node] of nodes.entries()) {
    await order(node, 'CLUSTER', 'ADDSLOTSRANGE', index * share, Math.min(16_384, (index + 1) * share) - 1);
    await order(node, 'CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  }
  for (const { port } of others) {
    const bus = String(await order({ port }, 'CLUSTER', 'NODES')).split(/[@ ]/)[2];
    await order(first, 'CLUSTER', 'MEET', '127.0.0.1', port, Number(bus));
  }
  const isFormed = async (node: Server) => {
    const info = String(await order(node, 'CLUSTER', 'INFO'));
    return /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info);
  };
  await until(async () => (await Promise.all(nodes.map(isFormed))).every(Boolean), 20_000);
  return {
    nodes,
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    close: closing(nodes),
  };
}

/** A master, its replica and a Sentinel that makes that one master when the first is gone. */
export async function startSentinel() {
  const master = await start(durable);
  const replica = await start([...durable, '--replicaof', '127.0.0.1', String(master.port)]);
  await until(async () => /master_link_status:up/.test(String(await order(replica, 'INFO', 'replication'))));
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
  const config = join(folder, 'sentinel.conf');
  writeFileSync(
    config,
    [
      `sentinel monitor images 127.0.0.1 ${master.port} 1`,
      'sentinel down-after-milliseconds images 500',
      'sentinel failover-timeout images 3000',
      '',
    ].join('\n'),
  );
  const sentinel = await start([config, '--sentinel'], folder);
  await until(async () => {
    const seen = await order(sentinel, 'SENTINEL', 'replicas', 'images');
    return Array.isArray(seen) && seen.length === 1 && JSON.stringify(seen).includes('"slave"');
  });
  return {
    url: `redis+sentinel://127.0.0.1:${sentinel.port}/images`,
    master,
    replica,
    close: closing([sentinel, replica, master]),
  };
}

/** A server that speaks TLS with a certificate of an authority of its own, for `localhost`. */
export async function startTls({ cert, key, folder }: { cert: string; key: string; folder: string }) {
  const port = await freePort();
  const words = `--tls-port ${port} --tls-cert-file ${cert} --tls-key-file ${key} --tls-ca-cert-file ${cert} --tls-auth-clients no`;
  const server = await start([...durable, ...words.split(' ')], folder);
  return { url: `rediss://localhost:${port}`, close: server.close };
}
