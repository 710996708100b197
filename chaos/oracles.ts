import type { Capture } from '../src/jobs/record.ts';
import type { Write } from './events.ts';
import { azureOracles } from './oracles/azure.ts';
import { chatOracles } from './oracles/chat.ts';
import { consentOracles } from './oracles/consent.ts';
import { recordOracles } from './oracles/record.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

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

/** What must never be, in a sentence that names the case. */
export interface Violation {
  readonly oracle: string;
  readonly says: string;
}

/** Whether Redis has lost what was written then. A lost second has minutes of this Azure in it, whole steps and decisions. */
export const isLost = ({ losses }: Evidence, atMs: number): boolean =>
  losses.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);

export type Oracle = (evidence: Evidence) => readonly string[] | Promise<readonly string[]>;

const oracles: Readonly<Record<string, Oracle>> = {
  ...recordOracles,
  ...azureOracles,
  ...consentOracles,
  ...chatOracles,
};

/** Everything that is wrong with how a seed ended. */
export async function judge(evidence: Evidence): Promise<readonly Violation[]> {
  const found = await Promise.all(
    Object.entries(oracles).map(async ([oracle, look]) => (await look(evidence)).map(says => ({ oracle, says }))),
  );
  return found.flat();
}
