import { defineConfig } from 'vitest/config';

/** The tests that take minutes; each file has its own ceiling, which only ends what hangs. */
export default defineConfig({
  test: {
    include: ['test/long/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    reporters: ['default', './test/support/result-line.ts'],
  },
});
