import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision, linuxReadLog, tailOf } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxReadLog({ captureId: 'capture-1' });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`the log of a deprovision, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());

  it('shows why a deprovision left the VM running', async () => {
    guest.standIn('waagent', 'echo Usage: waagent -deprovision');
    await guest.run(linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 }), shell);

    const { output, calls } = await guest.run(script, shell);

    expect(tailOf(output).text).toContain('  Usage: waagent -deprovision\n');
    expect(tailOf(output).text).toContain('FAILED: waagent left ovf-env.xml');
    expect(calls).toEqual([]);
  });

  it('fits into what Run Command keeps, however long the logs are', async () => {
    guest.write('run/capture-image/capture-1.log', `${'tool \x1b[31moutput\x1b[0m\n'.repeat(5000)}the reason\n`);
    guest.write('var/log/waagent.log', `${'agent\n'.repeat(5000)}the agent's end\n`);

    const { output } = await guest.run(script, shell);

    expect(Buffer.byteLength(output)).toBeLessThan(4096);
    expect(output).toContain('\nthe reason\n');
    expect(output).toContain("\nthe agent's end\n");
    expect(output).not.toContain('\x1b');
    expect(tailOf(output).rc).toBe(0);
  });

  it('says which log is not there', async () => {
    guest.remove('var/log/waagent.log');

    const { output } = await guest.run(script, shell);

    expect(output.match(/\(not there\)/g)).toHaveLength(2);
    expect(output).toMatch(/\nCAPTURE_RC=0\n$/);
  });
});
