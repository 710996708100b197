import type { Rng } from './rng.ts';
import type { World } from './world.ts';
/** Draws one fault of a sort. */
export type Draw = (rng: Rng) => Fault;

/** What a fault may know of the seed it is in. */
export interface FaultContext {
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
export interface Fault {
  readonly says: string;
  /** Sees to it that it happens; what has not happened when the seed is over never will. */
  readonly begin: (world: World, context: FaultContext) => void | Promise<void>;
}
