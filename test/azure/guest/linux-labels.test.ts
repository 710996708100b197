import { existsSync, linkSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`files that are made anew where SELinux is, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
    guest.write('sys/fs/selinux/enforce', '1');
    guest.remove('etc/machine-id');
    guest.write('var/lib/dbus/machine-id', '0123456789abcdef0123456789abcdef\n');
    symlinkSync('/var/lib/dbus/machine-id', guest.at('etc/machine-id'));
    guest.write('etc/group', 'wheel:x:10:anna,azureuser\n');
    linkSync(guest.at('etc/group'), guest.at('etc/group.second-name'));
    guest.write('etc/hostname', 'web-01\n');
    symlinkSync('../run/systemd/resolve/stub-resolv.conf', guest.at('etc/resolv.conf'));
    guest.standIn('waagent', 'rm -rf /var/lib/waagent/* /etc/resolv.conf; sed -i /^azureuser:/d /etc/passwd');
  });
  afterEach(() => guest.close());

  it('get the labels of their places', async () => {
    guest.standIn('restorecon');

    const { calls } = await guest.run(script, shell);

    const labelled = calls.flatMap(call => (call.startsWith('restorecon ') ? call.split(' ').slice(1) : []));
    expect(labelled.sort()).toEqual(['/etc/group', '/etc/machine-id', '/etc/resolv.conf', '/var/lib/dbus/machine-id']);
    expect(existsSync(guest.at('.autorelabel'))).toBe(false);
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('get them at the next boot where no restorecon is', async () => {
    await guest.run(script, shell);

    expect(existsSync(guest.at('.autorelabel'))).toBe(true);
  });

  it('get none where SELinux is not', async () => {
    guest.remove('sys/fs');
    guest.standIn('restorecon');

    const { calls } = await guest.run(script, shell);

    expect(calls.filter(call => call.startsWith('restorecon'))).toEqual([]);
    expect(existsSync(guest.at('.autorelabel'))).toBe(false);
  });
});
