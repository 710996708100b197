import { expect } from 'vitest';
import { keysOf } from '../../src/jobs/store/keys.ts';
import type { RedisConnection } from '../../src/jobs/store/redis.ts';
import type { Store } from '../../src/jobs/store/store.ts';
import { aCapture, aPlan, noon, rita } from './captures.ts';

const plan = aPlan();

/** A capture of web-01 that was accepted and planned. */
export async function plannedOn(ground: { redis: RedisConnection; store: Store; prefix: string }) {
  const capture = { ...aCapture(), plan };
  await ground.store.accept(capture.id, capture);
  const { id } = capture;
  async function commit(locks?: 'take' | 'queue', dueInMs = 60_000) {
    await ground.redis.zadd(keysOf(ground.prefix).due, 0, id);
    const claim = await ground.store.claim(id);
    if (!claim || 'waitMs' in claim) throw new Error('nothing to claim');
    return await ground.store.commit(claim, { capture, operation: null, dueInMs, ...(locks ? { locks } : {}) });
  }
  async function cancel() {
    const now = await ground.store.load(id);
    if (!now) throw new Error('not there');
    const status = { is: 'cancelled', by: rita, at: noon.toISOString() } as const;
    expect(await ground.store.decide(now, { ...now, status }, { event: 'cancel' })).toBe(true);
  }
  const isDue = async () => (await ground.store.overdue(0, 100)).includes(id);
  return { id, commit, cancel, isDue };
}
