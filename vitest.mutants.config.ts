import { defineConfig } from 'vitest/config';

/** The tests of one module, for `npm run mutants`. */
export default defineConfig({
  test: {
    include: process.env.MUTANTS_TESTS?.split(',').map(one => (one.endsWith('.ts') ? one : `${one}/*.test.ts`)) ?? [],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { SIMULATOR_PATIENCE: '30' },
    maxWorkers: 1,
  },
});
