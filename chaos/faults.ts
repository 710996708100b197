import type { Draw, Fault } from './fault.ts';
import { azureTroubles } from './faults/azure.ts';
import { chatTroubles } from './faults/chats.ts';
import { clockTroubles } from './faults/clocks.ts';
import { freezeTroubles } from './faults/freezes.ts';
import { killTroubles } from './faults/kills.ts';
import { lateTroubles } from './faults/late-saves.ts';
import { redisTroubles } from './faults/redis.ts';
import { versionTroubles } from './faults/versions.ts';
import type { Rng } from './rng.ts';

/** Every sort of fault by its name, with how often it is drawn. */
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
export function drawFaults(rng: Rng): readonly (Fault & { readonly sort: string })[] {
  const weights = Object.fromEntries(Object.entries(sorts).map(([name, { weight }]) => [name, weight])) as Record<
    keyof typeof sorts,
    number
  >;
  return Array.from({ length: rng.between(2, 6) }, () => {
    const sort = rng.weigh(weights);
    return { ...sorts[sort].draw(rng), sort };
  });
}
