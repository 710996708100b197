import { ErrorCode, Queue } from 'bullmq';
import { expect, test } from 'vitest';
import { workerRedis } from '../../../src/jobs/store/redis.ts';
import { redisAddress } from '../../../src/jobs/store/redis-url.ts';
import { ignoreRinging } from '../../../src/jobs/worker/queue.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();

async function withQueue(use: (queue: Queue) => Promise<void>): Promise<void> {
  const connection = workerRedis(redisAddress(ground.url));
  const queue = new Queue('captures', { connection, prefix: `{${ground.prefix}}` });
  try {
    await use(queue);
  } finally {
    await queue.close();
    connection.disconnect();
  }
}

test('an alarm that rings already, or rang to its end, needs no waking', () =>
  withQueue(async queue => {
    const job = await queue.add('tick', {}, { delay: 3_600_000 });
    await job.promote();
    await expect(job.promote()).rejects.toMatchObject({ code: ErrorCode.JobNotInState });
    await job.promote().catch(ignoreRinging);
    await job.remove();
    await expect(job.promote()).rejects.toMatchObject({ code: ErrorCode.JobNotInState });
    await job.promote().catch(ignoreRinging);
  }));

test('what else goes wrong with an alarm is thrown', () =>
  withQueue(async queue => {
    const job = await queue.add('tick', {}, { delay: 3_600_000 });
    await job.remove();
    await expect(job.changePriority({ priority: 1 }).catch(ignoreRinging)).rejects.toThrow('Missing key');
    expect(() => ignoreRinging(new Error('Job 1 is not in the delayed state'))).toThrow();
  }));
