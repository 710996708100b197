import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { backoff } from '../../lib/backoff.ts';
import { redisCode } from './redis-errors.ts';
import type { RedisAddress } from './redis-url.ts';

/** A connection to whatever kind of Redis there is. All keys of ours are in one slot, so that a Cluster is used like a server. */
export type RedisConnection = Redis | Cluster;

/** Replies are mapped as ioredis does by itself. */
type Options = Omit<RedisOptions, 'replyMapping'>;
type Manners = Options & { readonly redirections: number };

/** A connection on which something was asked and nothing has come for so long is dead. Whoever has Redis hold an answer back, does for less. */
export const silentMs = 6_000;

const retryStrategy = (times: number) => backoff(times, { firstMs: 50, mostMs: 500 });

/** The connection of BullMQ: it never gives up, and notices a network that has gone silent. */
export function workerRedis(address: RedisAddress): RedisConnection {
  return connect(address, { maxRetriesPerRequest: null, socketTimeout: silentMs, redirections: 1_000 });
}

/**
 * A connection for what changes the records: a command whose answer was lost fails, and is never sent again. It may have been
 * taken; or Redis may have come back without what went before it, which it would then seem to follow.
 */
export function storeRedis(address: RedisAddress): RedisConnection {
  return connect(address, { maxRetriesPerRequest: 0, socketTimeout: silentMs, redirections: 1_000 });
}

/** The same where a person waits: it answers or fails within two seconds. */
export function deskRedis(address: RedisAddress): RedisConnection {
  return connect(address, {
    enableOfflineQueue: false,
    commandTimeout: 1_500,
    maxRetriesPerRequest: 0,
    socketTimeout: silentMs,
    redirections: 10,
  });
}

function connect(address: RedisAddress, { redirections, enableOfflineQueue = true, ...manners }: Manners) {
  const { kind, nodes, username, password, db, tls } = address;
  const signIn = {
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(tls ? { tls: { ...tls } } : {}),
  };
  if (kind === 'cluster') {
    const options: ConstructorParameters<typeof Cluster>[1] = {
      redisOptions: { ...signIn, ...manners },
      enableOfflineQueue,
      clusterRetryStrategy: retryStrategy,
      maxRedirections: redirections,
      retryDelayOnMoved: 20,
      // In a Cluster this alone says whether what was on a connection that broke is sent again.
      ...(manners.maxRetriesPerRequest === 0 ? { retryDelayOnFailover: 0 } : {}),
      // A node is called by the name that the Cluster tells, which its certificate is for.
      ...(tls ? { dnsLookup: (host, done) => done(null, host) } : {}),
    };
    return quiet(new Cluster([...nodes], options));
  }
  const server: Options = {
    ...signIn,
    ...manners,
    enableOfflineQueue,
    retryStrategy,
    // A master that became a replica takes no writes: the new one is asked for, and the write sent there.
    reconnectOnError: error => (redisCode(error) === 'READONLY' ? 2 : false),
    ...(db ? { db } : {}),
  };
  if (kind === 'server') return quiet(new Redis({ ...server, ...nodes[0] }));
  const { master = '', sentinelUsername, sentinelPassword } = address;
  return quiet(
    new Redis({
      ...server,
      sentinels: [...nodes],
      name: master,
      connectTimeout: 3_000,
      sentinelCommandTimeout: 1_500,
      sentinelRetryStrategy: retryStrategy,
      ...(sentinelUsername ? { sentinelUsername } : {}),
      ...(sentinelPassword ? { sentinelPassword } : {}),
      ...(tls ? { sentinelTLS: { ...tls }, enableTLSForSentinelMode: true } : {}),
    }),
  );
}

/** ioredis throws what nobody listens for. */
function quiet<Connection extends RedisConnection>(redis: Connection): Connection {
  redis.on('error', () => {}); // every command fails with what is wrong
  return redis;
}
