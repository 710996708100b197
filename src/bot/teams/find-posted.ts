import { LRUCache } from 'lru-cache';
import { keysOf } from '../../jobs/store/keys.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Log } from '../../log.ts';
import { ChatError } from '../chat.ts';
import { memoize } from '../lib/memoize.ts';
import type { WrittenIn } from './graph-messages.ts';
import { wholeOf } from './service-urls.ts';

const minutes10 = 10 * 60_000;

/**
 * What the bot has written in a channel or a group chat, read back through Microsoft Graph where the app was given the right to
 * read there. A chat with one person cannot be read back.
 */
export function teamsHistory({
  redis,
  prefix,
  find,
  groupOf,
  log,
  now = Date.now,
}: {
  redis: RedisConnection;
  prefix: string;
  find: (where: WrittenIn, mark: string) => Promise<string | null>;
  /** The id in Entra of a team. */
  groupOf: (team: string) => Promise<string>;
  log: Log;
  now?: () => number;
}) {
  const key = keysOf(prefix).teamOf;
  const shut = new LRUCache<string, number>({ max: 1000 });
  const groups = memoize(now, groupOf, minutes10);

  async function placeOf(conversation: string): Promise<WrittenIn | null> {
    const [whole = '', thread = null] = conversation.split(';messageid=');
    if (/^19:.*@thread\.v2$/.test(whole)) return { is: 'chat', chat: whole };
    if (!/^19:.*@thread\.(tacv2|skype)$/.test(whole)) return null;
    const team = await redis.hget(key, whole);
    return team ? { is: 'channel', group: await groups(team), channel: whole, thread } : null;
  }

  return {
    /** What a delivery tells: the team that a channel is of. */
    async hear(conversation: string, team: string): Promise<void> {
      try {
        await redis.hset(key, wholeOf(conversation), team);
      } catch (error) {
        log.warn({ err: error }, 'which team a channel of Teams is of could not be kept');
      }
    },

    /** The id of the message there that carries a mark; null when there is none, or nothing can be read there. */
    async find(conversation: string, mark: string): Promise<string | null> {
      const whole = wholeOf(conversation);
      if ((shut.get(whole) ?? 0) > now()) return null;
      try {
        const where = await placeOf(conversation);
        return where && (await find(where, mark));
      } catch (error) {
        if (!(error instanceof ChatError) || error.passing) throw error;
        shut.set(whole, now() + minutes10);
        log.warn(
          { err: error, conversation: whole },
          'messages cannot be read back here, so one whose answer was lost may come twice (docs/teams.md)',
        );
        return null;
      }
    },
  };
}
