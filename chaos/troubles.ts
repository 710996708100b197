import type { Chance } from './chance.ts';
import type { Draw, Trouble } from './trouble.ts';
import { azureTroubles } from './troubles/azure.ts';
import { chatTroubles } from './troubles/chats.ts';
import { clockTroubles } from './troubles/clocks.ts';
import { freezeTroubles } from './troubles/freezes.ts';
import { killTroubles } from './troubles/kills.ts';
import { lateTroubles } from './troubles/late-saves.ts';
import { redisTroubles } from './troubles/redis.ts';
import { versionTroubles } from './troubles/versions.ts';

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
