import type { Draw, Fault } from '../fault.ts';
import type { Rng } from '../rng.ts';
import { processOf, someProcess } from './kills.ts';

/** kill -9 of Redis, which comes back with all of its append-only file, or with all but the end of it. */
function crash({ ms, awayMs, losesMs }: { ms: number; awayMs: number; losesMs: number }): Fault {
  return {
    says: `kill -9 of Redis after ${ms} ms, back after ${awayMs} ms${losesMs > 0 ? ` without the last ${losesMs} ms` : ''}`,
    async begin({ server }, { after, losing }) {
      if (!(await after(ms))) return;
      let back = () => {};
      const lost = (sinceMs: number) => {
        // What Redis has last written to its file it may have taken a little earlier.
        back = losing(sinceMs - 200);
      };
      await server.crash({ awayMs, losesMs, losing: lost });
      back();
    },
  };
}

/** Redis has no room for a write, and says so to each. */
export function full({ ms, forMs }: { ms: number; forMs: number }): Fault {
  return {
    says: `Redis is full for ${forMs} ms after ${ms} ms`,
    async begin({ server }, { after }) {
      if (await after(ms)) await server.fill(forMs);
    },
  };
}

const when = (rng: Rng): number => rng.between(500, 5_000);

export const redisTroubles = {
  'redis-crash': {
    weight: 4,
    draw: (rng: Rng) => crash({ ms: when(rng), awayMs: rng.between(0, 1_500), losesMs: 0 }),
  },
  'redis-loses': {
    weight: 2,
    draw: (rng: Rng) => crash({ ms: when(rng), awayMs: rng.between(0, 1_000), losesMs: rng.between(100, 1_000) }),
  },
  'redis-frozen': {
    weight: 2,
    draw: (rng: Rng) => {
      const [ms, forMs] = [when(rng), rng.between(500, 3_000)];
      return {
        says: `Redis frozen for ${forMs} ms after ${ms} ms`,
        async begin({ server }, { after }) {
          if (await after(ms)) await server.freeze(forMs);
        },
      };
    },
  },
  'redis-full': {
    weight: 2,
    draw: (rng: Rng) => full({ ms: when(rng), forMs: rng.between(300, 2_500) }),
  },
  'black-hole': {
    weight: 0.3,
    draw: (rng: Rng) => {
      const ms = when(rng);
      const name = someProcess(rng);
      return {
        says: `the connections of ${name} to Redis go silent after ${ms} ms`,
        async begin(world, { after }) {
          if (await after(ms)) processOf(world, name).mute();
        },
      };
    },
  },
} as const satisfies Readonly<Record<string, { weight: number; draw: Draw }>>;
