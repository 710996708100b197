import { LRUCache } from 'lru-cache';
import { keysOf } from '../../jobs/store/keys.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import type { Log } from '../../log.ts';
import type { TeamsConfig } from './config.ts';
import type { Address } from './rest.ts';

/**
 * Where messages to a conversation go: to the service URL of its newest delivery. It is kept in Redis, so that a bot that was
 * restarted goes on there; without one, messages go to the configured address.
 */
export function teamsAddresses({
  redis,
  prefix,
  config,
  log,
}: {
  redis: RedisConnection;
  prefix: string;
  config: TeamsConfig;
  log: Log;
}) {
  const key = keysOf(prefix).serviceUrls;
  const heard = new LRUCache<string, string>({ max: 10_000 });

  async function find(conversation: string): Promise<string | undefined> {
    try {
      return (await redis.hget(key, conversation)) ?? undefined;
    } catch (error) {
      log.warn({ err: error }, 'where a conversation of Teams is answered could not be read');
      return heard.get(conversation);
    }
  }

  return {
    /** What a delivery tells. Without Redis this process alone remembers it. */
    async keep(conversations: readonly string[], serviceUrl: string): Promise<void> {
      const whole = conversations.map(wholeOf);
      for (const conversation of whole) heard.set(conversation, serviceUrl);
      try {
        await redis.hset(key, Object.fromEntries(whole.map(conversation => [conversation, serviceUrl])));
      } catch (error) {
        log.warn({ err: error }, 'where a conversation of Teams is answered could not be kept');
      }
    },

    /** Judged again, whatever Redis holds: the bot's token goes there. */
    async addressOf(conversation: string): Promise<Address> {
      const found = await find(wholeOf(conversation));
      return { conversation, serviceUrl: found && isAnswerable(found, config) ? found : config.serviceUrl };
    },
  };
}

/** A conversation without the thread in it. */
export const wholeOf = (conversation: string): string => conversation.split(';messageid=')[0] ?? conversation;

/** Where Microsoft's clouds take the answers of bots. */
const microsoft = [
  /^smba\.trafficmanager\.net$/,
  /^smba\.infra\.[a-z]+\.teams\.microsoft\.(com|us)$/,
  /^[a-z0-9-]+\.botframework\.(com|us|azure\.cn)$/,
];

/** Tokens are only ever sent to one of Microsoft's addresses, or to the one that is configured. */
export function isAnswerable(serviceUrl: string, config: TeamsConfig): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname, origin, username } = new URL(serviceUrl);
  if (origin === new URL(config.serviceUrl).origin) return username === '';
  return protocol === 'https:' && username === '' && microsoft.some(host => host.test(hostname));
}
