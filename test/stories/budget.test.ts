import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { redisBudget } from '../../src/jobs/store/azure-budget.ts';
import { tell } from '../support/story.ts';

const vm =
  '/subscriptions/22222222-2222-2222-2222-222222222222/resourcegroups/rg-web/providers/microsoft.compute/virtualmachines/web-01';

tell(
  'a call that Azure has no room for now is made once, later, and nobody is told of a failure',
  async ({ story }) => {
    const capture = await story.ask('web-01 definition=web regions=westeurope mode=in-place');
    await capture.hears(/Type web-01/);
    const { redisUrl, redisPrefix: prefix } = story.sandbox;
    const redis = new Redis(redisUrl);
    const allowance = { key: `${vm} UpdateVMResource`, capacity: 12, perMinute: 4 };
    const pausedAt = Date.now();
    await redisBudget({ redis, prefix, share: 500 }).correct([{ allowance, left: 0, pauseMs: 4_000 }]);
    redis.disconnect();

    await capture.say('web-01');
    const first = await story.eventuallyCalled(/PUT/, /\/web-01\/runCommands\//i);
    expect(Date.parse(first.at) - pausedAt).toBeGreaterThanOrEqual(4_000);
    await capture.hears(/web-01 is captured/);

    expect(await story.calls(/PUT/, /\/runCommands\/capture-web-01-\w+-1-check$/i)).toHaveLength(1);
    expect(await story.calls(/PUT/, /\/runCommands\/capture-web-01-\w+-1$/i)).toHaveLength(1);
    expect([capture.root(), ...capture.said()].join()).not.toMatch(/smoothly|Failed/);
  },
);
