import { Redis } from 'ioredis';
import { unpack } from '../../src/jobs/record/record-compression.ts';
import type { Story } from './story.ts';

/** Everything that the product has said, shown, stored, counted and logged, by where it stands. */
export async function everythingOf(story: Story): Promise<Readonly<Record<string, string>>> {
  const { sandbox } = story;
  const users = sandbox.teams.state().users.map(({ id }) => id);
  const cards = await Promise.all(
    sandbox.teams
      .state()
      .messages.filter(({ from }) => from.startsWith('28:'))
      .flatMap(({ id }) => users.map(user => sandbox.teams.view({ user, message: id }).then(JSON.stringify, String))),
  );
  const fromBot = Object.values(sandbox.slack.state().messages)
    .flat()
    .filter(({ bot_id, ephemeralFor }) => bot_id && !ephemeralFor);
  const metrics = await Promise.all(Object.values(sandbox.metricsUrls).map(async url => (await fetch(url)).text()));
  return {
    'the threads in Slack': JSON.stringify(fromBot),
    'the messages in Teams': JSON.stringify(
      sandbox.teams.state().messages.filter(({ from }) => from.startsWith('28:')),
    ),
    'the cards as each reader sees them': cards.join('\n'),
    'what Redis has': await storedIn(sandbox.redisUrl, sandbox.redisPrefix),
    'the metrics': metrics.join('\n'),
    'the logs': story.everythingLogged(),
  };
}

/** All keys of the product in Redis with what they hold, records unpacked. */
async function storedIn(url: string, prefix: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const found: string[] = [];
    for (const key of await redis.keys(`*${prefix}*`)) found.push(key, ...(await heldBy(redis, key)));
    return found.map(text => `${text}\n${unpacked(text)}`).join('\n');
  } finally {
    redis.disconnect();
  }
}

async function heldBy(redis: Redis, key: string): Promise<readonly string[]> {
  switch (await redis.type(key)) {
    case 'string':
      return [(await redis.get(key)) ?? ''];
    case 'hash':
      return Object.entries(await redis.hgetall(key)).flat();
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return [JSON.stringify(await redis.xrange(key, '-', '+'))];
    default:
      return [];
  }
}

function unpacked(text: string): string {
  const [, packed] = /"packed":"([^"]+)"/.exec(text) ?? [];
  return packed ? unpack(packed) : '';
}
