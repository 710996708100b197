import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import { scrub } from '../../log.ts';
import type { RedisConnection } from './redis.ts';
import { mayPass } from './redis-errors.ts';
import { factsOf, unsafe, worries } from './redis-info.ts';
import { deniedCommands, refusedRights, unknownCommands } from './redis-rights.ts';

/** More than this between a process's clock and Redis's, and nothing is begun: what is due would be looked at early or late. */
const mostSkewMs = 1_000;

/**
 * Waits for a connection to be up; throws a sentence when Redis is not there in time, does not keep what it is given, has
 * another time or, where `prefix` says whose keys they are, refuses anything that the product sends. In a Cluster every master is asked.
 */
export async function checkRedis(
  redis: RedisConnection,
  { timeoutMs, prefix, now = Date.now }: { timeoutMs: number; prefix?: string; now?: () => number },
): Promise<{ readonly warning: string | null }> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    await upInTime(redis, until);
    try {
      if (await isReplica(redis)) throw new Replica();
      return await judged(redis, { now, prefix });
    } catch (error) {
      // A connection may go again just after it has come, and a server may still be loading, or no longer be the master.
      const isPassing = error instanceof Replica || (error instanceof Error && mayPass(error));
      if (Date.now() > until || !isPassing) throw error;
      await sleep(100);
    }
  }
}

/** A replica takes no writes; it may become the master in a moment, or never. */
class Replica extends Error {
  constructor() {
    super('This Redis is a replica, which takes no writes: point REDIS_URL at its master, or at the Sentinels.');
    this.name = 'Replica';
  }
}

/** Asked before anything is written: ioredis sends a write that a replica refuses again and again. */
async function isReplica(redis: RedisConnection): Promise<boolean> {
  if (redis instanceof Cluster) return false;
  const told = await redis.info('replication').catch((error: Error) => {
    if (mayPass(error)) throw error;
    return ''; // whether INFO may be asked at all is looked at with all other rights
  });
  return /^role:slave\r?$/m.test(told);
}

async function judged(
  redis: RedisConnection,
  { now, prefix }: { now: () => number; prefix: string | undefined },
): Promise<{ readonly warning: string | null }> {
  const refused = prefix === undefined ? null : await refusedRights(redis, prefix);
  if (refused) throw new Error(refused);
  const worried = new Set<string>();
  for (const node of redis instanceof Cluster ? redis.nodes('master') : [redis]) {
    const facts = await factsOf(node);
    const problem = unsafe(facts, at(redis, node));
    if (problem) throw new Error(problem);
    for (const worry of worries(facts)) worried.add(worry);
    const sentAtMs = now();
    const [serverMs, receivedAtMs] = [timeOf(await node.time()), now()];
    const skewMs = skewOf({ sentAtMs, serverMs, receivedAtMs });
    if (Math.abs(skewMs) > mostSkewMs)
      throw new Error(
        `The clocks are apart: this process says ${iso(receivedAtMs)}, Redis${at(redis, node)} says ${iso(serverMs)}. Set both by the same time server (NTP).`,
      );
  }
  return { warning: worried.size > 0 ? [...worried].join(' ') : null };
}

async function upInTime(redis: RedisConnection, until: number): Promise<void> {
  let why = '';
  const listen = (error: Error & { lastNodeError?: Error }) => {
    why = scrub(error.lastNodeError?.message ?? error.message).replace(/\.$/, '');
  };
  redis.on('error', listen);
  try {
    while (redis.status !== 'ready') {
      // ioredis asks the same, and keeps the answer to itself.
      if (redis instanceof Cluster) await redis.nodes()[0]?.cluster('INFO').catch(listen);
      if (/unknown command.*\binfo\b/i.test(why)) throw new Error(unknownCommands(['INFO']));
      if (/NOPERM.*'select'/i.test(why)) throw new Error(deniedCommands(['SELECT']));
      if (Date.now() > until || inVain.test(why))
        throw new Error(
          `Redis cannot be reached: check REDIS_URL, that it is running and, with rediss, whose certificate it has.${why ? ` The last try: ${why}.` : ''}`,
        );
      await sleep(50);
    }
  } finally {
    redis.off('error', listen);
  }
}

/** What no waiting changes: who is there is not whom we trust, or does not trust us. */
const inVain = /certificate|altnames|WRONGPASS|NOAUTH|NOPERM/i;

/** How far this process's clock is ahead of Redis's, at the least: what may be the time on the way is none of it. */
export function skewOf(seen: { sentAtMs: number; serverMs: number; receivedAtMs: number }): number {
  const { sentAtMs, serverMs, receivedAtMs } = seen;
  if (serverMs < sentAtMs) return sentAtMs - serverMs;
  return serverMs > receivedAtMs ? receivedAtMs - serverMs : 0;
}

/** Redis's two numbers as one, in milliseconds. */
const timeOf = ([seconds = 0, microseconds = 0]: readonly number[]): number =>
  Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);

const iso = (ms: number): string => new Date(ms).toISOString();

/** Which node of a Cluster it is; nothing for a server. */
const at = (redis: RedisConnection, node: Redis): string =>
  redis === node ? '' : ` at ${node.options.host}:${node.options.port}`;
