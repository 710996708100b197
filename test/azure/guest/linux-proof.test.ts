import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells, WAAGENT } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`the proof of a deprovision, under %s${reason}`, shell => {
  let guest: GuestRoot;
  const log = () => guest.read('run/capture-image/capture-1.log') ?? '';
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());

  it('powers off once after a deprovision that did its work', async () => {
    const { output, calls } = await guest.run(script, shell);

    expect(output).toBe('CAPTURE_RC=0 scheduled\n');
    expect(calls).toContain('waagent -force -deprovision+user');
    expect(calls.filter(call => /^(shutdown|poweroff|FORBIDDEN)/.test(call))).toEqual(['shutdown -P now']);
    expect(calls.at(-1)).toBe('shutdown -P now');
    expect(log()).toContain('the provisioned account: azureuser');
    expect(guest.read('var/lib/waagent/capture-image.canary')).toBeNull();
    expect(guest.read('console')).toBe(log());
  });

  it('powers off in the other way where shutdown does not work', async () => {
    guest.standIn('shutdown', 'exit 1');

    const { calls } = await guest.run(script, shell);

    expect(calls.slice(-2)).toEqual(['shutdown -P now', 'poweroff ']);
    expect(log()).not.toContain('FAILED');
  });

  it.each([
    ['does nothing at all', '', 'waagent left ovf-env.xml'],
    ['removes all but ovf-env.xml', 'rm -f /var/lib/waagent/capture-image.canary', 'waagent left ovf-env.xml'],
    [
      'removes ovf-env.xml alone',
      'rm -f /var/lib/waagent/ovf-env.xml',
      'waagent left /var/lib/waagent/capture-image.canary',
    ],
    ['cannot remove the account', 'rm -rf /var/lib/waagent/*', 'the provisioned account azureuser is still there'],
  ])('stays up and says why when waagent %s', async (_how, body, why) => {
    guest.standIn('waagent', body);

    const { calls } = await guest.run(script, shell);

    expect(calls.filter(call => /^(shutdown|poweroff)/.test(call))).toEqual([]);
    expect(log()).toContain(`FAILED: ${why}`);
    expect(calls).toContain('systemctl start walinuxagent');
    expect(guest.read('etc/machine-id')).not.toBe('');
  });

  it('does not take an ovf-env.xml that was never there for a proof', async () => {
    guest.remove('var/lib/waagent/ovf-env.xml');
    guest.standIn('waagent', 'echo Usage: waagent');

    const { calls } = await guest.run(script, shell);

    expect(calls.filter(call => /^(shutdown|poweroff)/.test(call))).toEqual([]);
    expect(log()).toContain('ovf-env.xml is not there');
    expect(log()).toContain('  Usage: waagent');
    expect(log()).toContain('FAILED: waagent left /var/lib/waagent/capture-image.canary');
  });

  it('touches nothing when it cannot leave its own proof', async () => {
    guest.write('var/lib/waagent/capture-image.canary/in-the-way', '');

    const { calls } = await guest.run(script, shell);

    expect(calls).toEqual(['systemctl start walinuxagent']);
    expect(log()).toContain('FAILED: /var/lib/waagent/capture-image.canary could not be written');
  });

  it('remembers the account of a failed run, which waagent itself has forgotten', async () => {
    guest.standIn('waagent', 'rm -rf /var/lib/waagent/*');
    await guest.run(script, shell);

    const { calls } = await guest.run(script, shell);

    expect(calls).toContain('waagent -force -deprovision+user');
    expect(calls.filter(call => call.startsWith('shutdown'))).toEqual([]);
    expect(log().match(/FAILED: the provisioned account azureuser is still there/g)).toHaveLength(2);
  });

  it('may be scheduled again after a failure, and then powers off', async () => {
    guest.standIn('waagent');
    await guest.run(script, shell);
    guest.standIn('waagent', WAAGENT);

    const { output, calls } = await guest.run(script, shell);

    expect(output).toBe('CAPTURE_RC=0 scheduled\n');
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('starts the agent with the service command where systemctl cannot', async () => {
    guest.standIn('waagent');
    guest.standIn('systemctl', 'exit 1');

    const { calls } = await guest.run(script, shell);

    expect(calls).toContain('service walinuxagent start');
    expect(log()).toContain('started walinuxagent again');
  });
});
