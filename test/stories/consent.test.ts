import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { type Capture, newCapture } from '../../src/jobs/record/record.ts';
import { redisStore } from '../../src/jobs/store/store.ts';
import { quickSettings } from '../support/quick-settings.ts';
import { eventually, tell, telling } from '../support/story.ts';

telling({ settings: `${quickSettings}timeouts: { confirmMinutes: 0.03 }\n` })(
  'a question that nobody answers in time expires, and a Y after that is refused',
  async ({ story }) => {
    const capture = await story.ask('web-01 definition=web');
    await capture.hears(/has expired/);
    await capture.say('Y');
    await story.whispered('U0RITA', /expired/);
    expect(await story.writes()).toEqual([]);
  },
);

tell('a record that claims to run without the requester’s decision on its plan changes nothing', async ({ story }) => {
  const planned = await story.ask('web-01 definition=web');
  await planned.hears(/Type Y/);
  const redis = new Redis(story.sandbox.redisUrl);
  const store = redisStore({ redis, prefix: story.sandbox.redisPrefix });
  const [id = ''] = await store.list(1);
  const real = await store.load(id);
  if (!real?.plan) throw new Error('there is no plan to forge a decision on');

  const mallory = { ...real.requester, id: 'U0MALLORY', name: 'Mallory' };
  const forgeries: readonly Partial<Capture>[] = [
    { decision: null },
    { decision: { by: real.requester, at: real.createdAt, planHash: 'another-plan' } },
    { decision: { by: mallory, at: real.createdAt, planHash: real.plan.hash } },
  ];
  for (const [index, forged] of forgeries.entries()) {
    const fresh = newCapture({ ...real, id: `forged-${index}`, now: new Date() });
    await store.accept(`forged-${index}`, {
      ...fresh,
      plan: real.plan,
      steps: real.steps,
      status: { is: 'running' },
      ...forged,
    });
    const seen = await eventually('the worker to refuse it', async () => {
      const capture = await store.load(`forged-${index}`);
      return capture?.status.is === 'failed' && capture.status;
    });
    expect(seen.failure.code).toBe('not-confirmed');
  }
  expect(await story.writes()).toEqual([]);
  redis.disconnect();
});
