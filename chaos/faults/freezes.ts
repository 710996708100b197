import type { Save } from '../events.ts';
import type { Draw, Fault } from '../fault.ts';
import type { Process } from '../process.ts';
import type { Rng } from '../rng.ts';
import { atNthSave, processOf, someProcess, someTime, steps, timely } from './kills.ts';

/** SIGSTOP, for longer than a lock lasts, of whichever process saves this for the n-th time. */
function freezeAtSave(
  says: string,
  { nth, forMs, isIt }: { nth: number; forMs: number; isIt: (by: Process, save: Save) => boolean },
): Fault {
  return {
    says,
    begin({ events }, { struck, holding }) {
      const freeze = (by: Process) => {
        struck(says);
        holding(by.freeze(forMs));
        return 'goes-on' as const;
      };
      events.add(atNthSave(nth, isIt, freeze));
    },
  };
}

/** Whichever worker takes a capture in hand as the n-th stands still with it. */
const freezeAtClaim = ({ nth, forMs }: { nth: number; forMs: number }): Fault =>
  freezeAtSave(`a worker frozen for ${forMs} ms with claim ${nth}`, {
    nth,
    forMs,
    isIt: (_, save) => save.kind === 'claim',
  });

/** Whichever worker has just said that it is about to ask for this step stands still before it does. */
export const freezeAtStep = ({ step, forMs, nth = 1 }: { step: string; forMs: number; nth?: number }): Fault =>
  freezeAtSave(`a worker frozen for ${forMs} ms as it begins ${step}`, {
    nth,
    forMs,
    isIt: (_, save) => save.event === 'asking' && save.step === step,
  });

const someWhile = (rng: Rng): number => rng.between(1_500, 4_000);

export const freezeTroubles = {
  'freeze-at-claim': {
    weight: 3,
    draw: (rng: Rng) => freezeAtClaim({ nth: rng.between(1, 500), forMs: someWhile(rng) }),
  },
  'freeze-at-step': {
    weight: 4,
    draw: (rng: Rng) => freezeAtStep({ step: rng.pick(steps), forMs: someWhile(rng), nth: rng.between(1, 4) }),
  },
  freeze: {
    weight: 3,
    draw: (rng: Rng) => {
      const [name, forMs] = [someProcess(rng), someWhile(rng)];
      return timely(`${name} frozen for ${forMs} ms`, someTime(rng), world => processOf(world, name).freeze(forMs));
    },
  },
} as const satisfies Readonly<Record<string, { weight: number; draw: Draw }>>;
