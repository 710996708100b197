import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import type { RedisConnection } from './redis.ts';
import { isNoOfRedis, mayPass } from './redis-errors.ts';

type Words = readonly (string | number)[];

/** Every command that we, BullMQ or ioredis send, also from scripts, with words that change nothing: the key holds a text, and nothing is there under `none`. */
const tries: Readonly<Record<string, (at: { key: string; none: string }) => Words>> = {
  bzpopmin: ({ key }) => [key, 1],
  del: ({ none }) => [none],
  eval: ({ key }) => [luaTried, 1, key],
  evalsha: ({ key }) => ['0'.repeat(40), 1, key],
  exists: ({ key }) => [key],
  get: ({ key }) => [key],
  getdel: ({ none }) => [none],
  hdel: ({ key }) => [key, 'f'],
  hexists: ({ key }) => [key, 'f'],
  hget: ({ key }) => [key, 'f'],
  hgetall: ({ key }) => [key],
  hincrby: ({ key }) => [key, 'f', 1],
  hmget: ({ key }) => [key, 'f'],
  hmset: ({ key }) => [key, 'f', 'v'],
  hset: ({ key }) => [key, 'f', 'v'],
  incr: ({ key }) => [key],
  info: () => [],
  lindex: ({ key }) => [key, 0],
  llen: ({ key }) => [key],
  lpop: ({ key }) => [key],
  lpos: ({ key }) => [key, 'v'],
  lpush: ({ key }) => [key, 'v'],
  lrange: ({ key }) => [key, 0, 0],
  lrem: ({ key }) => [key, 0, 'v'],
  ltrim: ({ key }) => [key, 0, 0],
  persist: ({ none }) => [none],
  pexpire: ({ none }) => [none, 1000],
  pttl: ({ key }) => [key],
  rpoplpush: ({ key }) => [key, key],
  rpush: ({ key }) => [key, 'v'],
  sadd: ({ key }) => [key, 'v'],
  scan: ({ key }) => ['0', 'MATCH', key, 'COUNT', 1],
  scard: ({ key }) => [key],
  set: ({ key }) => [key, 'a text', 'PX', 10_000],
  smembers: ({ key }) => [key],
  srem: ({ key }) => [key, 'v'],
  time: () => [],
  xadd: ({ key }) => [key, '*', 'f', 'v'],
  xdel: ({ key }) => [key, '0-1'],
  xrange: ({ key }) => [key, '-', '+', 'COUNT', 1],
  xrevrange: ({ key }) => [key, '+', '-', 'COUNT', 1],
  xtrim: ({ key }) => [key, 'MAXLEN', 1],
  zadd: ({ key }) => [key, 0, 'v'],
  zcard: ({ key }) => [key],
  zcount: ({ key }) => [key, 0, 0],
  zpopmin: ({ key }) => [key],
  zrange: ({ key }) => [key, 0, 0],
  zrangebyscore: ({ key }) => [key, 0, 0],
  zrank: ({ key }) => [key, 'v'],
  zrem: ({ key }) => [key, 'v'],
  zremrangebyrank: ({ key }) => [key, 0, 0],
  zremrangebyscore: ({ key }) => [key, 0, 0],
  zrevrange: ({ key }) => [key, 0, 0],
  zrevrangebyscore: ({ key }) => [key, 0, 0],
  zscore: ({ key }) => [key, 'v'],
};

/** The libraries of Lua that our scripts and BullMQ's use. */
const luaTried = `struct.pack('>I4',1) bit.tohex(1) cjson.encode({1}) cmsgpack.pack({1}) redis.call('TIME') return redis.call('EXISTS',KEYS[1])`;

/** Their names, as a rule of a Redis user has them. */
export const redisCommands: readonly string[] = Object.keys(tries);

/** What Redis refuses of all that is sent to it, as one sentence with the way out; null when it takes everything. */
export async function refusedRights(redis: RedisConnection, prefix: string): Promise<string | null> {
  const key = `{${prefix}}:start-check:${randomBytes(6).toString('hex')}`;
  const at = { key, none: `${key}:none` };
  const setting = answerOf(redis, 'set', tries.set?.(at) ?? []);
  const db = redis instanceof Redis ? (redis.options.db ?? 0) : 0;
  const answers = await Promise.all(
    redisCommands.map(async name => ({
      name: name.toUpperCase(),
      no: name === 'set' ? await setting : await answerOf(redis, name, tries[name]?.(at) ?? []),
    })),
  );
  if (db > 0) {
    const no = await answerOf(redis, 'select', [db]);
    if (no?.is === 'odd' && hasNoDatabase.test(no.said)) return noDatabase(db);
    answers.push({ name: 'SELECT', no });
  }
  const unknown = answers.filter(({ no }) => no?.is === 'unknown');
  if (unknown.length > 0) return unknownCommands(unknown.map(({ name }) => name));
  const denied = answers.filter(({ no }) => no?.is === 'denied');
  if (denied.length > 0) return deniedCommands(denied.map(({ name }) => name));
  const shut = await shutKey(redis, prefix);
  if (shut) return shut;
  const odd = answers.find(({ no }) => no?.is === 'odd');
  return odd
    ? `Redis refuses ${odd.name}: ${odd.no?.said} Everything in docs/operations.md (Redis user) is needed.`
    : null;
}

/** What Redis says of a database that it does not have. */
const hasNoDatabase = /DB index is out of range|invalid DB index|SELECT is not allowed/i;

/** The sentence for a database that Redis does not have. */
const noDatabase = (db: number): string =>
  `This Redis has no database ${db}: use database 0, which every Redis has (REDIS_URL without /${db}), or raise "databases" in its configuration.`;

/** The sentence for commands that a user may not run. */
export const deniedCommands = (names: readonly string[]): string =>
  `Redis does not let this user run ${names.join(', ')}: allow ${names.map(name => `+${name.toLowerCase()}`).join(' ')} (docs/operations.md has the whole rule).`;

/** The sentence for commands that Redis does not know. */
export const unknownCommands = (names: readonly string[]): string =>
  `Redis does not know ${names.join(', ')}: it is renamed or switched off there (rename-command). Give it back, or use a Redis that has it.`;

/** Each kind of key must be open to reading and writing. */
async function shutKey(redis: RedisConnection, prefix: string): Promise<string | null> {
  const kinds = Object.values(keysOf(prefix)).map(kind => (typeof kind === 'function' ? kind('start-check') : kind));
  const bullMq = ['meta', 'events', 'marker', 'start-check'].map(kind => `{${prefix}}:captures:${kind}`);
  const shut = await Promise.all(
    [...kinds, ...bullMq].map(async key => {
      const answers = [await answerOf(redis, 'hget', [key, 'f']), await answerOf(redis, 'hdel', [key, 'start-check'])];
      return answers.some(no => no?.is === 'shut') ? key : null;
    }),
  );
  const first = shut.find(key => key !== null);
  return first
    ? `Redis does not let this user read and write ${first}: allow ~{${prefix}}:* (docs/operations.md has the whole rule).`
    : null;
}

type No = { readonly is: 'unknown' | 'denied' | 'shut' | 'odd'; readonly said: string };

/** What Redis has against a command; null where it took it, or only minds what is in the key, that it is full, or that it is for others just now. */
async function answerOf(redis: RedisConnection, name: string, words: Words): Promise<No | null> {
  try {
    await redis.call(name, ...words);
    return null;
  } catch (error) {
    if (!(error instanceof Error) || !isNoOfRedis(error) || mayPass(error)) throw error;
    const said = error.message;
    if (takes.test(said)) return null;
    if (/NOPERM/.test(said)) return { is: /keys?\b/i.test(said.replace(/^NOPERM /, '')) ? 'shut' : 'denied', said };
    return { is: /unknown (redis )?command/i.test(said) ? 'unknown' : 'odd', said };
  }
}

/** The rights are looked at before any of these are answered. */
const takes = /^(WRONGTYPE|NOSCRIPT|OOM|MISCONF|NOREPLICAS)\b|not an integer/;
