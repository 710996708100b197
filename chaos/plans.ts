import type { Fault } from './fault.ts';
import { freezeAtStep } from './faults/freezes.ts';
import { killAtStep, killUnwoken, moments, steps } from './faults/kills.ts';
import { lateSaves } from './faults/late-saves.ts';
import { full } from './faults/redis.ts';
import { killBeforeGuestIsDone } from './faults/slow-guest.ts';
import { versionTroubles } from './faults/versions.ts';
import { drawFaults } from './faults.ts';
import { rngOf } from './rng.ts';
import { drawScenarios, everyStep, type Scenario } from './scenarios.ts';

/** What a seed is about: who wants what, and what goes wrong. */
export interface SeedPlan {
  readonly scenarios: readonly Scenario[];
  readonly faults: readonly (Fault & { readonly sort: string })[];
  /** Whether no step is given up, however long it takes. */
  readonly isPatient?: true;
}

/** How a plan is made of a seed: drawn, or by a list that leaves nothing out. */
export type PlanName =
  | 'drawn'
  | 'boundaries'
  | 'freezes'
  | 'zombies'
  | 'full'
  | 'unwoken'
  | 'lost-answers'
  | 'slow-guest'
  | 'next-version';

export const plans: Readonly<Record<PlanName, (seed: number, captures: number) => SeedPlan>> = {
  drawn(seed, captures) {
    const rng = rngOf(seed);
    return { scenarios: drawScenarios(rng.part('errands'), captures), faults: drawFaults(rng.part('troubles')) };
  },

  /** Every step at every moment of it: a seed has one moment of all. */
  boundaries(seed) {
    const moment = moments[seed % moments.length] ?? 'after-intent';
    return {
      scenarios: everyStep,
      faults: steps.map(step => ({ ...killAtStep({ step, moment }), sort: 'kill-at-step' })),
      isPatient: true,
    };
  },

  /** A worker stands still at every step, between the word that it is about to ask and the call; a third of the steps a seed. */
  freezes: seed => ({
    scenarios: everyStep,
    faults: steps
      .filter((_, index) => index % 3 === seed % 3)
      .map(step => ({ ...freezeAtStep({ step, forMs: 2_500 }), sort: 'freeze-at-step' })),
    isPatient: true,
  }),

  /** Workers stand still with captures in hand, and what they had to say comes when others have gone on with them. */
  zombies: () => ({
    scenarios: everyStep,
    faults: [
      {
        ...lateSaves(
          ['take-snapshots', 'deprovision-guest', 'deallocate-vm', 'create-version'],
          Number.POSITIVE_INFINITY,
        ),
        sort: 'late-save',
      },
    ],
    isPatient: true,
  }),

  /** Redis is full again and again: while people ask, while they answer, and while workers act. */
  full: () => ({
    scenarios: everyStep,
    faults: [1_000, 2_200, 3_400, 5_000, 7_000].map(ms => ({ ...full({ ms, forMs: 700 }), sort: 'redis-full' })),
    isPatient: true,
  }),

  /** The bot dies before it has woken anybody for what it has heard. */
  unwoken: () => ({
    scenarios: everyStep.slice(0, 4),
    faults: [1, 2, 3, 4].flatMap(nth =>
      ['requested', 'confirm'].map(event => ({ ...killUnwoken(event, nth), sort: 'kill-unwoken' })),
    ),
    isPatient: true,
  }),

  /** A guest is at work on what was asked of it, and the worker that asked is dead: until another has come to that capture. */
  'slow-guest': () => ({
    scenarios: everyStep.filter(({ kind, inPlace }) => kind === 'windows' && inPlace),
    faults: [{ ...killBeforeGuestIsDone('sysprep-guest'), sort: 'slow-guest' }],
    isPatient: true,
  }),

  /** Old and new work side by side for a while, and one after the other becomes new. */
  'next-version': seed => ({
    scenarios: everyStep,
    faults: [{ ...versionTroubles['rolling-restart'].draw(rngOf(seed)), sort: 'rolling-restart' }],
  }),

  /** Azure takes what cannot be taken back, and its answer is lost. */
  'lost-answers': () => ({
    scenarios: everyStep.slice(0, 4),
    faults: ['PUT runCommands/capture-[^/]+-\\d+$', 'POST deallocate$', 'POST powerOff$', 'PUT versions/'].map(
      what => ({
        ...loseAnswer(what),
        sort: 'dropped-after',
      }),
    ),
    isPatient: true,
  }),
};

function loseAnswer(what: string): Fault {
  const [method = '', path = ''] = what.split(' ');
  return {
    says: `the answer to 2 × ${what} is lost`,
    begin({ azure }) {
      azure.faults.add({ match: { method, path }, times: 2, drop: 'after' });
    },
  };
}
