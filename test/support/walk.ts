import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { WorkerDeps } from '../../src/jobs/claim/claimed-capture.ts';
import { planningTurns } from '../../src/jobs/procedures/planning-turn.ts';
import { procedures } from '../../src/jobs/procedures/procedures.ts';
import { type Capture, newCapture } from '../../src/jobs/record/record.ts';
import type { Transition } from '../../src/jobs/record/transitions.ts';
import type { Request } from '../../src/jobs/request/request.ts';
import { parseSettings, type Settings } from '../../src/jobs/request/settings.ts';
import type { AuditEntry } from '../../src/jobs/store/audit.ts';
import { redisBudget } from '../../src/jobs/store/azure-budget.ts';
import { keysOf } from '../../src/jobs/store/keys.ts';
import { tick } from '../../src/jobs/worker/pipeline.ts';
import type { Real } from '../azure/real.ts';
import { images, rita } from './captures.ts';
import { quickSettings } from './quick-settings.ts';
import type { Ground } from './store.ts';

/** The settings of the stories, with something in them replaced. */
export function walkSettings(find = '', put = ''): Settings {
  const { data, problems } = parseSettings(`${quickSettings}  lockSeconds: 1\n`.replace(find, put));
  if (!data) throw new Error(problems.join());
  return data;
}

/** What a worker may be given that a test wants otherwise. */
export type WalkTools = Partial<Pick<WorkerDeps, 'policy' | 'settings' | 'seal'>>;

/** What a worker works with, in this process, against a simulated Azure and a real Redis; without a policy and a seal. */
export const walkTools = ({ store, redis, prefix }: Ground, { azure }: Real, change: WalkTools = {}): WorkerDeps => ({
  store,
  procedures,
  azure,
  budget: redisBudget({ redis, prefix, share: 10_000 }),
  planningTurn: planningTurns(),
  settings: walkSettings(),
  policy: null,
  log: pino({ level: 'silent' }),
  ...change,
});

/** A capture that is walked tick by tick, in this process, against a simulated Azure and a real Redis. `as` is what the bot knows the requester under. */
export async function walkOf(
  ground: Ground,
  real: Real,
  request: Request,
  id = `walk-${ground.prefix.slice(-5)}`,
  { as, ...change }: WalkTools & { readonly as?: readonly string[] } = {},
) {
  const { store, redis, prefix } = ground;
  let deps = walkTools(ground, real, change);
  const keys = keysOf(prefix);
  await store.accept(
    id,
    newCapture({ id, requester: rita, place: images, request, now: new Date(), ...(as ? { as } : {}) }),
  );

  async function now(): Promise<Capture> {
    const capture = await store.load(id);
    if (!capture) throw new Error(`${id} is not on record.`);
    return capture;
  }

  return {
    id,
    now,
    /** The worker starts anew with other tools, such as another policy. */
    restart(other: Partial<WorkerDeps>): void {
      deps = { ...deps, ...other };
    },
    async tick(): Promise<void> {
      await redis.zadd(keys.due, 0, id);
      await tick(deps, id);
    },
    /** Ticks until something is so. */
    async until(isSo: (capture: Capture) => boolean): Promise<Capture> {
      for (let tries = 0; tries < 3_000; tries += 1) {
        const capture = await now();
        if (isSo(capture)) return capture;
        await this.tick();
        await sleep(20);
      }
      throw new Error(`It never came to that: ${JSON.stringify(await now(), null, 1)}`);
    },
    /** Waits until something is so without doing anything for it. */
    async sleepUntil(isSo: (capture: Capture) => boolean): Promise<void> {
      while (!isSo(await now())) await sleep(10);
    },
    async decide(rule: (capture: Capture) => Transition, audit: AuditEntry): Promise<void> {
      const before = await now();
      const transition = rule(before);
      if (transition.is === 'no') throw new Error(transition.code);
      await store.decide(before, transition.capture, audit);
    },
    /** What Redis has now, to be put back later: as after a crash that lost what came in between. */
    keep: async () => await redis.hgetall(keys.capture(id)),
    async putBack(kept: Record<string, string>): Promise<void> {
      await redis.del(keys.capture(id));
      await redis.hset(keys.capture(id), kept);
    },
  };
}
