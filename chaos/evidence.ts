import type { Capture } from '../src/jobs/record/record.ts';
import type { Write } from './events.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';
export type Oracle = (evidence: Evidence) => readonly string[] | Promise<readonly string[]>;

/** Whether Redis has lost what was written then. A lost second has minutes of this Azure in it, whole steps and decisions. */
export const isLost = ({ losses }: Evidence, atMs: number): boolean =>
  losses.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);

/** What must never be, in a sentence that names the case. */
export interface Violation {
  readonly oracle: string;
  readonly says: string;
}

/** All that is known at the end of a seed. */
export interface Evidence {
  readonly world: World;
  readonly people: readonly Person[];
  readonly records: readonly Capture[];
  readonly writes: readonly Write[];
  /** When Redis lost what it had written last, from that until it was back. */
  readonly losses: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** How often the bot ended. */
  readonly botEnds: number;
}
