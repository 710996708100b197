import type { Redis } from 'ioredis';
import { fullnessIn, fullnessWorry } from './redis-fullness.ts';

/** What a server says of itself, where it says it. */
export interface RedisFacts {
  readonly version: string | null;
  /** What it does when its memory is full. */
  readonly evicts: string | null;
  readonly keepsFile: boolean | null;
  /** How much of its memory it uses, of 1; null where that has no limit. */
  readonly fullness: number | null;
  /** How many replicas it wants before it takes a write, where it has fewer. */
  readonly missesReplicas: string | null;
}

/** The oldest Redis that knows every command that is sent. */
const oldest = [6, 2] as const;

/** INFO tells; what it leaves out CONFIG may tell, which many a managed Redis does not have. */
export async function factsOf(redis: Redis): Promise<RedisFacts> {
  const info = String(await redis.info());
  const told = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? null;
  const evicts = told('maxmemory_policy') ?? (await setting(redis, 'maxmemory-policy'));
  const keeps = told('aof_enabled') ?? (await setting(redis, 'appendonly'));
  return {
    version: told('redis_version'),
    evicts,
    keepsFile: keeps === null ? null : /^(1|yes)$/.test(keeps),
    fullness: fullnessIn(info),
    missesReplicas: await missingReplicas(redis, told('min_slaves_good_slaves')),
  };
}

/** Why records are not safe with such a server, or null; `where` is behind its name where there are several. */
export function unsafe({ version, evicts }: RedisFacts, where: string): string | null {
  if (evicts !== null && evicts !== 'noeviction')
    return `Redis${where} may throw records away (maxmemory-policy is ${evicts}): set it to noeviction.`;
  if (version !== null && isOlder(version))
    return `Redis${where} is version ${version}: use ${oldest.join('.')} or later.`;
  return null;
}

/** What may lose records, or stop all work, all the same. */
export function worries({ evicts, keepsFile, fullness, missesReplicas }: RedisFacts): readonly string[] {
  const full = fullnessWorry(fullness);
  return [
    ...(full ? [full] : []),
    ...(missesReplicas === null
      ? []
      : [
          `Redis takes no writes now: it wants ${missesReplicas} (min-replicas-to-write). Bring the replicas back, or lower that setting.`,
        ]),
    ...(evicts === null
      ? ['Redis does not say what it does when its memory is full: see to it that maxmemory-policy is noeviction.']
      : []),
    ...(keepsFile === false
      ? ['Redis keeps no append-only file: a crash of it loses captures. Set appendonly yes.']
      : []),
  ];
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}

/** INFO tells how many replicas are there only where some are wanted, and CONFIG how many. */
async function missingReplicas(redis: Redis, told: string | null): Promise<string | null> {
  if (told === null) return null;
  const wanted = await setting(redis, 'min-replicas-to-write');
  const isShort = wanted === null ? Number(told) === 0 : Number(told) < Number(wanted);
  return isShort ? `${wanted ?? 'some'} replicas beside it and has ${told}` : null;
}

/** A setting of the server; null where it does not tell. */
async function setting(redis: Redis, name: string): Promise<string | null> {
  try {
    const answer: unknown = await redis.config('GET', name);
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : null;
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return null;
    throw error;
  }
}
