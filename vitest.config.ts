import { configDefaults, defineConfig } from 'vitest/config';
import { InOrder } from './test/support/in-order.ts';

const tests = ['test/**/*.test.ts'];
const exclude = [...configDefaults.exclude, 'test/long/**', 'test/**/*.long.test.ts'];
/**
 * What adds a chat to those that the product knows, looks at all that this process has counted, or has Microsoft's library look for a
 * managed identity, which it does once a process.
 */
const ownModules = [
  'test/contracts/console*.test.ts',
  'test/bot/lib/chat-metrics.test.ts',
  'test/bot/teams/{identity,start}.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      // Modules are loaded once a worker, which halves the work: no test may leave anything behind in this process.
      { extends: true, test: { name: 'tests', include: tests, exclude: [...exclude, ...ownModules], isolate: false } },
      { extends: true, test: { name: 'own modules', include: ownModules, exclude } },
    ],
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
