import type { Draw } from '../fault.ts';
import type { Rng } from '../rng.ts';
import { processOf, someProcess } from './kills.ts';

const minute = 60_000;

export const clockTroubles = {
  'clock-jump': {
    weight: 3,
    draw: (rng: Rng) => {
      const name = someProcess(rng);
      const byMs = rng.pick([-10, -1, 1, 10, 45] as const) * minute;
      const [ms, backAfterMs] = [rng.between(0, 4_000), rng.between(500, 3_000)];
      return {
        says: `the clock of ${name} jumps by ${byMs / minute} minutes after ${ms} ms, and back after ${backAfterMs} ms`,
        async begin(world, { after }) {
          const victim = processOf(world, name);
          if (!(await after(ms))) return;
          victim.setClock(byMs);
          await after(backAfterMs);
          victim.setClock(0);
        },
      };
    },
  },
} as const satisfies Readonly<Record<string, { weight: number; draw: Draw }>>;
