import { expect, test } from 'vitest';
import { order, startOne } from '../support/redis-kinds.ts';
import { redisUser, userUrl } from '../support/redis-user.ts';
import { eventually, openStory } from '../support/story.ts';

/** The sandbox's own prefix in place of the documented one. */
const rules = redisUser.map(word => word.replace('{capture-image}', '{sandbox}'));

test('captures run to their end for a Redis user with the documented rights, and nothing else is asked for', async () => {
  const redis = await startOne();
  await order(redis, 'ACL', 'SETUSER', ...rules);
  const story = await openStory({ apart: true, redisUrl: userUrl(redis.url), keep: true });
  try {
    const cancelled = await story.ask('web-02 definition=other');
    await cancelled.hears(/Type Y/);
    await cancelled.say('N');
    await cancelled.hears(/Cancelled by/);
    const thread = await story.ask('web-01 definition=web');
    await thread.hears(/Type Y/);
    await thread.say('Y');
    await eventually('the capture under way', () => /Running/.test(thread.root()));
    story.sandbox.restartWorker();
    await thread.hears(/web-01 is captured/);
    const denied = ((await order(redis, 'ACL', 'LOG')) as string[][]).map(entry => entry[entry.indexOf('object') + 1]);
    // What a connection is called is decoration: ioredis goes on without it.
    expect(denied.filter(what => !what?.startsWith('client|'))).toEqual([]);
  } finally {
    await story.close();
    await redis.close();
  }
});
