import type { Redis } from 'ioredis';
import { acts } from '../../src/jobs/procedures/capture/procedure.ts';
import { stepsOf } from '../../src/jobs/procedures/procedure.ts';
import { withPlanHash } from '../../src/jobs/record/plan-hash.ts';
import { type Capture, currentSchema } from '../../src/jobs/record/record.ts';
import { redisStore } from '../../src/jobs/store/store.ts';
import { alarmClock } from '../../src/jobs/worker/queue.ts';
import { openLog } from '../../src/log.ts';
import { aPlan, images, rita } from '../../test/support/captures.ts';

const group = '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web/providers/Microsoft.Compute';

/** Puts captures on record that wait for their image version, due one after the other within `spreadMs`. */
export async function putUnderWay(redis: Redis, prefix: string, count: number, spreadMs: number): Promise<void> {
  const store = redisStore({ redis, prefix });
  const clock = alarmClock({ redis, prefix, log: openLog('silent') });
  for (let from = 0; from < count; from += 200)
    await Promise.all(
      Array.from({ length: Math.min(200, count - from) }, async (_, index) => {
        const number = from + index;
        const capture = waiting(number, new Date());
        await store.accept(`bench:${number}`, capture);
        const claim = await store.claim(capture.id);
        if (!claim || 'waitMs' in claim) throw new Error('A new capture could not be claimed.');
        const dueInMs = (spreadMs * number) / count;
        const saved = await store.commit(claim, { capture, operation: null, dueInMs, locks: 'take' });
        if (saved !== 'saved') throw new Error(`A capture of the bench could not be saved: ${JSON.stringify(saved)}`);
        await clock.wake(capture.id);
      }),
    );
  await clock.close();
}

/** A capture of a VM of its own, whose version Azure has been asked for. */
function waiting(number: number, now: Date): Capture {
  const base = aPlan();
  const name = `vm-${number}`;
  const plan = withPlanHash({
    ...base,
    vm: { ...base.vm, name, id: `${group}/virtualMachines/${name}` },
    target: { ...base.target, version: `1.0.${number}` },
  });
  const at = now.toISOString();
  const steps = stepsOf({ acts }, plan).map(step => {
    if (step.name === 'grant-publisher') return step;
    const begun = { ...step, startedAt: at, askedAt: at, phase: 'asked' } as const;
    if (step.name === 'create-version') return { ...begun, state: 'doing' } as const;
    return { ...begun, state: 'done', endedAt: at } as const;
  });
  return {
    schema: currentSchema,
    id: `bench-${number}`,
    rev: 0,
    createdAt: at,
    requester: rita,
    place: images,
    request: { vm: name },
    status: { is: 'running' },
    plan,
    decision: { by: rita, at, planHash: plan.hash },
    cancel: null,
    steps,
    notices: [
      { kind: 'question', planHash: plan.hash, at },
      { kind: 'confirmed', by: rita, at },
    ],
    stumbles: 0,
  };
}
