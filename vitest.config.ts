import { configDefaults, defineConfig } from 'vitest/config';
import { InOrder } from './test/support/in-order.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/long/**', 'test/**/*.long.test.ts'],
    // Ceilings only end what hangs.
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // The simulated chats wait for an answer so many times longer than the real ones. Guest scripts run under the other shells in the long run.
    env: { SIMULATOR_PATIENCE: '30', GUEST_SHELLS: 'dash' },
    maxWorkers: 2,
    sequence: { sequencer: InOrder },
    maxConcurrency: 16,
    reporters: ['default', './test/support/result-line.ts'],
  },
});
