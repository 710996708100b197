import { defineConfig } from 'vitest/config';

/** The tests that take minutes; each file has its own ceiling, which only ends what hangs. */
export default defineConfig({
  test: {
    include: ['test/long/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    // The simulated chats wait for an answer so many times longer than the real ones.
    env: { SIMULATOR_PATIENCE: '30' },
    maxWorkers: 1,
    reporters: ['default', './test/support/result-line.ts'],
  },
});
