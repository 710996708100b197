import type { Chance } from './chance.ts';
import type { World } from './world.ts';
/** Draws one trouble of a sort. */
export type Draw = (chance: Chance) => Trouble;

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

/** Something that goes wrong in a seed: what, in a few words, and how it is brought about. */
export interface Trouble {
  readonly says: string;
  /** Sees to it that it happens; what has not happened when the seed is over never will. */
  readonly begin: (world: World, scene: Scene) => void | Promise<void>;
}
