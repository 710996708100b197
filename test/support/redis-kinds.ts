import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { generate } from 'selfsigned';
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
export const startOne = (words: readonly string[] = []) => start([...durable, ...words]);

/** A certificate that signs itself, for this machine, and that nodes may show to each other. */
export async function certify(folder: string): Promise<Certified> {
  const made = await generate([{ name: 'commonName', value: 'redis' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(files.cert, made.cert);
  writeFileSync(files.key, made.private, { mode: 0o600 });
  return files;
}

interface Certified {
  readonly cert: string;
  readonly key: string;
}

const tlsWords = ({ cert, key }: Certified, port: number) =>
  `--tls-port ${port} --tls-cert-file ${cert} --tls-key-file ${key} --tls-ca-cert-file ${cert} --tls-auth-clients no`;

/** A Cluster of three masters, each with a third of the slots; with a certificate it speaks TLS too, and among its nodes nothing else. */
export async function startCluster(certified?: Certified) {
  const nodes: Server[] = [];
  const tlsPorts: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    const words = `--cluster-enabled yes --cluster-node-timeout 2000 --cluster-port ${await freePort()}`;
    const tlsPort = certified ? await freePort() : 0;
    tlsPorts.push(tlsPort);
    const more = certified ? ` ${tlsWords(certified, tlsPort)} --tls-cluster yes` : '';
    nodes.push(await start([...durable, ...`${words}${more}`.split(' ')]));
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
  await until(async () => (await Promise.all(nodes.map(isFormed))).every(Boolean));
  return {
    nodes,
    url: certified
      ? `rediss+cluster://${tlsPorts.map(port => `127.0.0.1:${port}`).join(',')}`
      : `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
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
    async close() {
      await closing([sentinel, replica, master])();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server that speaks TLS with a certificate of an authority of its own, for `localhost`. */
export async function startTls(certified: Certified, folder: string) {
  const port = await freePort();
  const server = await start([...durable, ...tlsWords(certified, port).split(' ')], folder);
  return { url: `rediss://localhost:${port}`, close: server.close };
}
