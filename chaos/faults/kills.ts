import { acts } from '../../src/jobs/procedures/capture/procedure.ts';
import type { Onlooker, Save } from '../events.ts';
import type { Draw, Fault } from '../fault.ts';
import type { Process } from '../process.ts';
import type { Rng } from '../rng.ts';
import type { Fate } from '../tcp-proxy.ts';
import type { World } from '../world.ts';

/** Where in a step of a capture a worker dies. */
export const moments = [
  'before-intent',
  'after-intent',
  'before-call',
  'after-call',
  'before-asked',
  'after-asked',
  'before-done',
  'after-done',
] as const;
type Moment = (typeof moments)[number];

export const steps = acts.map(({ name }) => name);
const events = { intent: 'asking', call: 'asking', asked: 'asked', done: 'step-done' } as const;

/** Looks on until a save of that kind comes for the n-th time, and then says what becomes of it. */
export function atNthSave(
  nth: number,
  isIt: (by: Process, save: Save) => boolean,
  then: (by: Process) => Fate,
): Onlooker {
  let left = nth;
  return {
    saving(by, save) {
      if (left === 0 || !isIt(by, save)) return 'goes-on';
      left -= 1;
      return left === 0 ? then(by) : 'goes-on';
    },
  };
}

/** kill -9 of whichever worker has this step in hand, at one moment of it, when it comes there for the n-th time. */
export function killAtStep({ step, moment, nth = 1 }: { step: string; moment: Moment; nth?: number }): Fault {
  const says = `kill -9 of a worker ${moment} of ${step}${nth > 1 ? ` (${nth})` : ''}`;
  const [when, part] = moment.split('-') as ['before' | 'after', keyof typeof events];
  return {
    says,
    begin(world, { struck }) {
      const isIt = (by: Process, save: Save) =>
        by.role === 'worker' && save.event === events[part] && save.step === step;
      let armed: Process | null = null;
      const arm = (by: Process): Fate => {
        armed = by;
        return 'goes-on';
      };
      const die = (): Fate => {
        struck(says);
        return when === 'before' ? 'dies-before' : 'dies-after';
      };
      const strikes = (by: Process | null): boolean => {
        if (!by || by !== armed) return false;
        armed = null;
        struck(says);
        by.kill();
        return true;
      };
      world.events.add({
        ...atNthSave(nth, isIt, part === 'call' ? arm : die),
        arrived: by => (when === 'before' && strikes(by) ? 'cut' : undefined),
        taken: by => void (when === 'after' && strikes(by)),
      });
    },
  };
}

/** kill -9 of a process at its n-th save of a kind, before or after Redis has it. */
function killAtSave(options: { role: Process['role']; kind: Save['kind']; nth: number; fate: Fate }): Fault {
  const { role, kind, nth, fate } = options;
  return {
    says: `kill -9 of the ${role} at save ${nth} of a ${kind} (${fate})`,
    begin: ({ events: seen }) =>
      seen.add(
        atNthSave(
          nth,
          (by, save) => by.role === role && save.kind === kind,
          () => fate,
        ),
      ),
  };
}

/** kill -9 of the bot when Redis has what it heard, and no worker was woken for it. */
export function killUnwoken(event: string, nth: number): Fault {
  return {
    says: `kill -9 of the bot after ${event} ${nth} is saved`,
    begin: ({ events: seen }) =>
      seen.add(
        atNthSave(
          nth,
          (by, save) => by.role === 'bot' && save.event === event,
          () => 'dies-after',
        ),
      ),
  };
}

/** kill -9 of the bot when its n-th message has been taken and nobody has told it so. */
function killAtPost(platform: 'slack' | 'teams', nth: number): Fault {
  return {
    says: `kill -9 of the bot right after message ${nth} in ${platform}`,
    begin({ events: seen, bot }) {
      let left = nth;
      seen.add({
        posted(where) {
          if (where !== platform) return;
          left -= 1;
          if (left === 0) bot.kill();
        },
      });
    },
  };
}

/** Something happens to some process at some time. */
export const timely = (what: string, ms: number, does: (world: World) => void | Promise<void>): Fault => ({
  says: `${what} after ${ms} ms`,
  async begin(world, { after }) {
    if (await after(ms)) await does(world);
  },
});

export const someTime = (rng: Rng): number => rng.between(200, 5_000);
export const someProcess = (rng: Rng) => rng.pick(['bot', 'worker-a', 'worker-b'] as const);
export const processOf = ({ bot, workers }: World, name: ReturnType<typeof someProcess>): Process =>
  [bot, ...workers].find(one => one.name === name) ?? bot;

const someFate = (rng: Rng): Fate => rng.pick(['dies-before', 'dies-after'] as const);

export const killTroubles = {
  'kill-at-step': {
    weight: 10,
    draw: (rng: Rng) => killAtStep({ step: rng.pick(steps), moment: rng.pick(moments), nth: rng.between(1, 4) }),
  },
  'kill-at-save': {
    weight: 6,
    draw: (rng: Rng) => killAtSave({ role: 'worker', kind: 'record', nth: rng.between(1, 400), fate: someFate(rng) }),
  },
  'kill-at-telling': {
    weight: 5,
    draw: (rng: Rng) => killAtSave({ role: 'bot', kind: 'chat', nth: rng.between(1, 150), fate: someFate(rng) }),
  },
  'kill-at-decision': {
    weight: 2,
    draw: (rng: Rng) => killAtSave({ role: 'bot', kind: 'record', nth: rng.between(1, 20), fate: someFate(rng) }),
  },
  'kill-unwoken': {
    weight: 3,
    draw: (rng: Rng) => killUnwoken(rng.pick(['requested', 'confirm', 'retry'] as const), rng.between(1, 8)),
  },
  'kill-at-post': {
    weight: 4,
    draw: (rng: Rng) => killAtPost(rng.pick(['slack', 'teams'] as const), rng.between(1, 40)),
  },
  'kill-any-time': {
    weight: 5,
    draw: (rng: Rng) => {
      const name = someProcess(rng);
      return timely(`kill -9 of ${name}`, someTime(rng), world => processOf(world, name).kill());
    },
  },
  'kill-both-workers': {
    weight: 2,
    draw: (rng: Rng) =>
      timely('kill -9 of both workers', someTime(rng), ({ workers }) => {
        for (const worker of workers) worker.kill();
      }),
  },
} as const satisfies Readonly<Record<string, { weight: number; draw: Draw }>>;
