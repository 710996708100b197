import type { Draw } from '../fault.ts';
import { makeNextVersion } from '../next-version.ts';
import type { Rng } from '../rng.ts';

export const versionTroubles = {
  'rolling-restart': {
    weight: 1.5,
    draw: (rng: Rng) => {
      const [ms, betweenMs] = [rng.between(0, 3_000), rng.between(0, 2_000)];
      const order = rng.happens(0.5) ? 'bot first' : 'workers first';
      return {
        says: `the next version comes in, one process after the other (${order}), after ${ms} ms`,
        async begin({ bot, workers }, { after }) {
          const next = makeNextVersion(bot.source());
          const all = order === 'bot first' ? [bot, ...workers] : [...workers, bot];
          if (!(await after(ms))) return;
          for (const one of all) {
            await one.restart(next);
            await after(betweenMs);
          }
        },
      };
    },
  },
} as const satisfies Readonly<Record<string, { weight: number; draw: Draw }>>;
