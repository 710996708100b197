import { expect, test } from 'vitest';
import type { Capture } from '../../../src/jobs/record/record.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { wakeFailed } from '../../../src/jobs/worker/wake-failed.ts';
import { aCapture, noon } from '../../support/captures.ts';
import { storeForEachTest } from '../../support/store.ts';

const ground = storeForEachTest();
const failure = { code: 'x', reason: 'x', remedy: 'x' };
const at = noon.toISOString();

test('a failed capture that nobody looks at any more is looked at again, and no other is', async () => {
  const keys = keysOf(ground.prefix);
  const accepted = async (status: Capture['status']) => {
    const capture = aCapture({ status });
    await ground.store.accept(capture.id, capture);
    await ground.redis.zrem(keys.due, capture.id);
    return capture.id;
  };
  const failed = await accepted({ is: 'failed', failure, step: 'x', at });
  await accepted({ is: 'succeeded', at });
  const later = await accepted({ is: 'failed', failure, step: 'x', at });
  await ground.redis.zadd(keys.due, 5e12, later);
  await wakeFailed(ground);
  expect(await ground.store.overdue(0, 100)).toEqual([failed]);
  expect(await ground.redis.zscore(keys.due, later)).toBe('5000000000000');
});
