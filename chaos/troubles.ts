import type { Chance } from './chance.ts';
import { azureTroubles } from './troubles/azure.ts';
import { chatTroubles } from './troubles/chats.ts';
import { clockTroubles } from './troubles/clocks.ts';
import { freezeTroubles } from './troubles/freezes.ts';
import { killTroubles } from './troubles/kills.ts';
import { lateTroubles } from './troubles/late-saves.ts';
import { redisTroubles } from './troubles/redis.ts';
import { versionTroubles } from './troubles/versions.ts';
import type { World } from './world.ts';

/** Something that goes wrong in a seed: what, in a few words, and how it is brought about. */
export interface Trouble {
  readonly says: string;
  /** Sees to it that it happens; what has not happened when the seed is over never will. */
  readonly begin: (world: World, scene: Scene) => void | Promise<void>;
}

/** What a trouble may know of the seed it is in. */
export interface Scene {
  /** Waits so long, or until the seed is over: false then. */
  readonly after: (ms: number) => Promise<boolean>;
  /** It has happened. */
  readonly struck: (says: string) => void;
  /** Something that goes on by itself and is over in a while. */
  readonly holding: (work: Promise<unknown>) => void;
  /** Redis is about to lose what it has written since then; answers whom to tell when it is back. */
  readonly losing: (sinceMs: number) => () => void;
}

/** Draws one trouble of a sort. */
export type Draw = (chance: Chance) => Trouble;

/** Every sort of trouble by its name, with how often it is drawn. */
const sorts = {
  ...killTroubles,
  ...freezeTroubles,
  ...lateTroubles,
  ...redisTroubles,
  ...azureTroubles,
  ...chatTroubles,
  ...clockTroubles,
  ...versionTroubles,
} as const satisfies Readonly<Record<string, { readonly weight: number; readonly draw: Draw }>>;

/** Draws what goes wrong in a seed: two to six things. */
export function drawTroubles(chance: Chance): readonly (Trouble & { readonly sort: string })[] {
  const weights = Object.fromEntries(Object.entries(sorts).map(([name, { weight }]) => [name, weight])) as Record<
    keyof typeof sorts,
    number
  >;
  return Array.from({ length: chance.between(2, 6) }, () => {
    const sort = chance.weigh(weights);
    return { ...sorts[sort].draw(chance), sort };
  });
}
