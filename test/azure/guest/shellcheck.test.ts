import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { linuxChecks, linuxDeprovision, linuxReadLog, manualCommand } from '../../../src/azure/guest/scripts.ts';

const scripts = [
  ['linuxDeprovision', linuxDeprovision({ captureId: 'capture-1', delaySeconds: 45 })],
  ['linuxReadLog', linuxReadLog({ captureId: 'capture-1' })],
  ['linuxChecks', linuxChecks()],
  ['manualCommand', `${manualCommand('Linux')}\n`],
] as const;

describe.each(scripts)('%s', (_name, script) => {
  it.each(['dash', 'bash', 'sh'])('has nothing that shellcheck would warn of under %s', shell => {
    const { stdout, stderr, status } = spawnSync('shellcheck', ['-s', shell, '-'], { input: script, encoding: 'utf8' });

    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
  });
});
