import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** What takes minutes; a ceiling only ends what hangs. */
const shared = { testTimeout: 600_000, hookTimeout: 120_000 };
const patience = { SIMULATOR_PATIENCE: '30' };

/** Losses and kills, and the guest scripts with every shell and every fault. */
export const besideChaos = {
  test: {
    ...shared,
    name: 'beside',
    include: ['test/**/*.long.test.ts', 'test/azure/guest/{linux-*,guest-root,manual-command,real-waagent}.test.ts'],
    env: { ...patience, GUEST_SHELLS: 'dash bash busybox' },
    maxWorkers: 2,
    isolate: false,
    sequence: { groupOrder: 0 },
  },
} as const satisfies TestProjectInlineConfiguration;

/** Chaos has the machine to itself. */
const chaos = {
  test: {
    ...shared,
    name: 'chaos',
    include: ['test/long/*.test.ts'],
    env: patience,
    maxWorkers: 1,
    sequence: { groupOrder: 1 },
  },
} as const satisfies TestProjectInlineConfiguration;

export default defineConfig({
  test: { projects: [besideChaos, chaos], reporters: ['default', './test/support/result-line.ts'] },
});
