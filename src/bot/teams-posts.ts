import { z } from 'zod';
import { keysOf } from '../jobs/keys.ts';
import type { RedisConnection } from '../jobs/redis.ts';
import type { MessageRef } from './chat.ts';

/** Longer than a capture lasts: after that nobody asks any more whether something has been said. */
const keepSeconds = 30 * 86_400;

const refSchema = z.object({ channel: z.string(), id: z.string() });

/**
 * Where the messages are that must be there once, by the key that each was sent under. Teams lets no bot search; but whoever reads
 * a message has their client ask for it (`refresh`), and so a post whose answer was lost is found after all, or its twin.
 */
export function teamsPosts({ redis, prefix }: { redis: RedisConnection; prefix: string }) {
  const keys = keysOf(prefix);
  const nameOf = ({ channel, id }: MessageRef) => `${channel} ${id}`;

  async function find(key: string): Promise<MessageRef | null> {
    const found = await redis.get(keys.teamsPost(key));
    return found ? refSchema.parse(JSON.parse(found)) : null;
  }

  /** Takes a message for what was sent under a key, unless there is one already; answers the one that counts. */
  async function take(key: string, message: MessageRef): Promise<MessageRef> {
    await redis.set(keys.teamsPost(key), JSON.stringify(message), 'EX', keepSeconds, 'NX');
    const counts = (await find(key)) ?? message;
    if (nameOf(counts) === nameOf(message)) await redis.set(keys.teamsMessage(nameOf(message)), key, 'EX', keepSeconds);
    return counts;
  }

  /** What a message was sent under, as far as it is the one that counts. */
  const keyOf = (message: MessageRef): Promise<string | null> => redis.get(keys.teamsMessage(nameOf(message)));

  return {
    find,
    take,
    keyOf,
    /** Somebody sees a message: true when it is one too many. What a card says is never believed against what is known. */
    async isTwin(key: string, message: MessageRef): Promise<boolean> {
      if ((await keyOf(message)) !== null) return false;
      return nameOf(await take(key, message)) !== nameOf(message);
    },
  };
}
