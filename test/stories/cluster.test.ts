import { expect, test } from 'vitest';
import { startCluster } from '../support/redis-kinds.ts';
import { openStory } from '../support/story.ts';

test('a capture runs from its question to its end on a Redis Cluster', async () => {
  const cluster = await startCluster();
  const story = await openStory({ redisUrl: cluster.url });
  try {
    const thread = await story.ask('web-01 definition=web');
    await thread.hears(/Type Y/);
    await thread.say('Y');
    await thread.hears(/web-01 is captured/);
    expect((await story.world()).galleries.flatMap(({ definitions }) => definitions)).toContainEqual(
      expect.objectContaining({
        versions: expect.arrayContaining([expect.objectContaining({ name: '1.0.2', provisioningState: 'Succeeded' })]),
      }),
    );
  } finally {
    await story.close();
    await cluster.close();
  }
});
