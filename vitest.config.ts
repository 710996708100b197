import { configDefaults, defineConfig } from 'vitest/config';
import { InOrder } from './test/support/in-order.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/long/**'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { sequencer: InOrder },
    maxConcurrency: 16,
    reporters: ['default', './test/support/result-line.ts'],
  },
});
