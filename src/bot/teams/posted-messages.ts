import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { keysOf } from '../../jobs/store/keys.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { MessageRef } from '../chat.ts';
import { wholeOf } from './service-urls.ts';

/** Longer than a capture lasts: after that nobody asks any more whether something has been said. */
const keepSeconds = 30 * 86_400;

const refSchema = z.object({ channel: z.string(), id: z.string(), attempt: z.string().optional() });

/** What a message is sent under: its key, and which attempt at that it is. */
export interface Mark {
  readonly key: string;
  readonly attempt: string;
}

/**
 * Where the messages are that must be there once, by the key that each was sent under. Teams lets no bot search; but whoever reads
 * a message has their client ask for it (`refresh`), and so a post whose answer was lost is found after all, or its twin. Each
 * attempt at sending has a name of its own, so that a reader's client can only speak of an attempt whose answer never came.
 */
export function teamsPosts({ redis, prefix }: { redis: RedisConnection; prefix: string }) {
  const keys = keysOf(prefix);

  async function taken(key: string): Promise<z.infer<typeof refSchema> | null> {
    const found = await redis.get(keys.teamsPost(key));
    return found ? refSchema.parse(JSON.parse(found)) : null;
  }

  async function find(key: string): Promise<MessageRef | null> {
    const found = await taken(key);
    return found && { channel: found.channel, id: found.id };
  }

  async function settle(key: string, attempt: string, outcome: string): Promise<void> {
    await redis.hset(keys.teamsTries(key), attempt, outcome);
    await redis.pexpire(keys.teamsTries(key), keepSeconds * 1000);
  }

  /** Keeps what a message was sent under: nothing, for one that may be said twice; then no reader can give it a key. */
  async function know(message: MessageRef, key = ''): Promise<void> {
    for (const name of namesOf(message)) await redis.set(keys.teamsMessage(name), key, 'EX', keepSeconds);
  }

  /** Takes a message for what was sent under a key, unless there is one already; answers the one that counts. */
  async function take(key: string, message: MessageRef, attempt?: string): Promise<MessageRef> {
    const ref = { ...message, ...(attempt ? { attempt } : {}) };
    await redis.set(keys.teamsPost(key), JSON.stringify(ref), 'EX', keepSeconds, 'NX');
    const counts = (await find(key)) ?? message;
    if (isSame(counts, message)) await know(message, key);
    return counts;
  }

  const forget = (key: string, message: MessageRef): Promise<number> =>
    redis.del(keys.teamsPost(key), ...namesOf(message).map(keys.teamsMessage));

  const isKnown = async (message: MessageRef): Promise<boolean> =>
    (await redis.exists(...namesOf(message).map(keys.teamsMessage))) > 0;

  return {
    find,
    take,
    know,

    /** What a message was sent under, as far as it is the one that counts. */
    async sentUnder(message: MessageRef): Promise<Mark | null> {
      const key = await redis.get(keys.teamsMessage(nameOf(message)));
      if (!key) return null;
      const attempt = (await taken(key))?.attempt ?? newAttempt();
      await settle(key, attempt, plainName(message));
      return { key, attempt };
    },

    /** Names the attempt that begins now. */
    async begin(key: string): Promise<Mark> {
      const attempt = newAttempt();
      await settle(key, attempt, '');
      return { key, attempt };
    },

    /** A form stands in a message of its own, which may make way for an answer once. */
    async knowForm(message: MessageRef): Promise<void> {
      await redis.set(keys.teamsForm(plainName(message)), '1', 'EX', keepSeconds);
      await know(message);
    },
    takeForm: async (message: MessageRef): Promise<boolean> =>
      (await redis.del(keys.teamsForm(plainName(message)))) === 1,

    /** The attempt has become nothing, which is certain. */
    fail: ({ key, attempt }: Mark): Promise<number> => redis.hdel(keys.teamsTries(key), attempt),

    /** The attempt has become this message, whatever a reader may have said of it before; answers the message that counts for the key. */
    async sent({ key, attempt }: Mark, message: MessageRef): Promise<MessageRef> {
      const counts = await taken(key);
      const isMistaken = counts?.attempt === attempt && !isSame(counts, message);
      if (isMistaken) await forget(key, counts);
      await settle(key, attempt, plainName(message));
      return await take(key, message, attempt);
    },

    /** The message counts in the place of one that can never be edited again, such as one that somebody has deleted. */
    async sentInstead({ key, attempt }: Mark, message: MessageRef, gone: MessageRef): Promise<MessageRef> {
      await forget(key, gone);
      return await take(key, message, attempt);
    },

    /**
     * Somebody sees a message whose card was proven: true when it is one too many. It may count for its key only while its
     * attempt has no answer; and it is too many only where the one that counts is in the same conversation.
     */
    async isTwin({ key, attempt }: Mark, message: MessageRef): Promise<boolean> {
      if (attempt === '' || (await isKnown(message))) return false;
      const outcome = await redis.hget(keys.teamsTries(key), attempt);
      if (outcome && outcome !== plainName(message)) return false;
      const counts = await find(key);
      if (counts ? !isSameConversation(counts, message) : outcome === null) return false;
      await settle(key, attempt, plainName(message));
      return !isSame(counts ?? (await take(key, message, attempt)), message);
    },
  };
}

const newAttempt = (): string => randomBytes(9).toString('base64url');

const nameOf = ({ channel, id }: MessageRef) => `${channel} ${id}`;

/** A message is the same whichever thread it is said to be in. */
const plainName = ({ channel, id }: MessageRef) => `${wholeOf(channel)} ${id}`;
const namesOf = (message: MessageRef): readonly string[] => [...new Set([nameOf(message), plainName(message)])];

const isSameConversation = (a: MessageRef, b: MessageRef): boolean => wholeOf(a.channel) === wholeOf(b.channel);
const isSame = (a: MessageRef, b: MessageRef): boolean => isSameConversation(a, b) && a.id === b.id;
