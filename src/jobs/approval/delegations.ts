import { z } from 'zod';
import type { Log } from '../../log.ts';
import { isOnePerson } from '../policy/same-person.ts';
import { personSchema } from '../request/request.ts';
import type { AuditEntry } from '../store/audit.ts';
import { keysOf } from '../store/keys.ts';
import type { RedisConnection } from '../store/redis.ts';
import { redisScript } from '../store/redis-script.ts';

const delegationSchema = z.object({
  by: personSchema,
  as: z.array(z.string()),
  to: z.string(),
  until: z.iso.datetime(),
});

/** Somebody has another approve for them until then: `as` is all that they were known under, `to` one name of the other. */
export type Delegation = Readonly<z.infer<typeof delegationSchema>>;

export type Delegations = ReturnType<typeof redisDelegations>;

/** Null for what cannot be read. */
function readDelegation(json: string): Delegation | null {
  try {
    return delegationSchema.safeParse(JSON.parse(json)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Who approves for whom, in Redis: each person has one at most, and each change is one script with its line of the audit. */
export function redisDelegations({ redis, prefix, log }: { redis: RedisConnection; prefix: string; log?: Log }) {
  const keys = keysOf(prefix);
  const run = redisScript(redis, new URL('lua/change-delegation.lua', import.meta.url));

  async function all(): Promise<readonly (readonly [string, Delegation])[]> {
    const stored = Object.entries(await redis.hgetall(keys.delegations));
    return stored.flatMap(([field, json]) => {
      const one = readDelegation(json);
      if (!one) log?.warn({ field }, 'an entry of who approves for whom cannot be read, so it counts for nobody');
      return one ? [[field, one] as const] : [];
    });
  }

  async function change(as: readonly string[], [field, value]: [string, string], audit: AuditEntry): Promise<boolean> {
    const gone = (await all()).filter(([, one]) => isOnePerson(null, one.as, as)).map(([name]) => name);
    const { delegations, auditUnsealed: unsealed } = keys;
    return (await run({ delegations, unsealed, field, value, entry: JSON.stringify(audit), gone })) === 1;
  }

  return {
    /** Those that hold at a time. */
    list: async (now: Date): Promise<readonly Delegation[]> =>
      (await all()).flatMap(([, one]) => (Date.parse(one.until) > now.getTime() ? [one] : [])),

    /** Takes the place of whatever the same person had set before, on whatever platform. */
    async set(delegation: Delegation, audit: AuditEntry): Promise<void> {
      const { by, as } = delegation;
      await change(as, [`${by.platform}:${by.workspace}:${by.id}`, JSON.stringify(delegation)], audit);
    },

    /** False when there was none. */
    drop: (as: readonly string[], audit: AuditEntry): Promise<boolean> => change(as, ['', ''], audit),
  };
}
