import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';
const chattr = (...words: readonly string[]) => spawnSync('chattr', words).status === 0;

/** Whether files can be made immutable where guests are made here. */
const canLock = (() => {
  const dir = mkdtempSync(join(tmpdir(), 'lock-'));
  writeFileSync(join(dir, 'file'), '');
  const can = chattr('+i', join(dir, 'file'));
  chattr('-i', join(dir, 'file'));
  rmSync(dir, { recursive: true });
  return can;
})();

describe.skipIf(noGuestRoot).each(shells)(`what withstands a deprovision, under %s${reason}`, shell => {
  let guest: GuestRoot;
  const log = () => guest.read('run/capture-image/capture-1.log') ?? '';
  const staysUp = (calls: readonly string[]) => {
    expect(calls).not.toContain('shutdown -P now');
    expect(calls).toContain('systemctl start walinuxagent');
  };
  const immutable = ['home/anna/.bash_history', 'var/log/locked.log', 'etc/shadow-'];
  const rule = 'azureuser ALL=(ALL) NOPASSWD:ALL\n';
  const others = 'root ALL=(ALL) ALL\nanna ALL=(ALL) ALL\n';
  const open = () => {
    guest = guestRoot();
  };
  const close = () => {
    if (canLock) chattr('-R', '-f', '-i', guest.at('home'), guest.at('etc'), guest.at('var'));
    guest.close();
  };
  const visudo = () => guest.standIn('visudo', 'grep -q azureuser "$2" || { echo "$2: syntax error"; exit 1; }');
  beforeEach(open);
  afterEach(() => close());

  it('is not the data in a mount of the same file system, under homes, logs, /tmp and what waagent deletes', async () => {
    const places = [
      ...['home/anna/data', 'home/azureuser/data', 'home/with space', 'root/volume', 'var/log/pods', 'var/log/azure/x'],
      ...['tmp/build', 'var/lib/dhcp/x', 'var/lib/cloud/instances/x', 'var/lib/waagent/x', 'var/spool/mail/x'],
    ];
    const files = ['.bash_history', '.ssh/known_hosts', 'app.log', 'old.log.1', 'eth0.lease', 'azureuser'];
    for (const [at, place] of places.entries()) {
      mkdirSync(guest.at(place), { recursive: true });
      for (const file of files) guest.write(`srv/${at}/${file}`, 'of the owner');
    }
    const binds = places.map((place, at) => `mount --bind /srv/${at} '/${place}'`);
    guest.standIn(
      'waagent',
      'for d in /var/lib/waagent /var/lib/dhcp /home/azureuser; do rm -rf $d/* $d/.[a-z]*; done; sed -i /^azureuser:/d /etc/passwd',
    );

    // The copy of the script mounts them once more, so each place has two mounts, one on the other.
    const { calls } = await guest.run(`${binds.join('\n')}\n${script.replace('#!/bin/sh\n', '')}`, shell);

    expect(log()).not.toContain('FAILED');
    expect(calls.at(-1)).toBe('shutdown -P now');
    const lost = places.flatMap((place, at) =>
      files.filter(file => guest.read(`srv/${at}/${file}`) !== 'of the owner').map(file => `${place}/${file}`),
    );
    expect(lost).toEqual([]);
  });

  it.skipIf(!canLock)('is no file that is immutable, where chattr is', async () => {
    close();
    guest = guestRoot({ tools: ['chattr'] });
    for (const file of immutable) guest.write(file, 'secret');
    guest.write('etc/sudoers', `${others}${rule}`);
    for (const file of [...immutable, 'etc/sudoers']) expect(chattr('+i', guest.at(file))).toBe(true);
    expect(chattr('+i', guest.at('home/anna'))).toBe(true);

    const { calls } = await guest.run(script, shell);

    expect(calls.at(-1)).toBe('shutdown -P now');
    expect(immutable.filter(file => guest.read(file))).toEqual([]);
    expect(guest.read('etc/sudoers')).toBe(others);
  });

  it.skipIf(!canLock).each(immutable)('keeps the VM up and is named: %s, immutable where no chattr is', async file => {
    guest.write(file, 'secret');
    expect(chattr('+i', guest.at(file))).toBe(true);

    const { calls } = await guest.run(script, shell);

    expect(log()).toContain(`FAILED: these could not be removed or changed: 1: /${file}. The VM stays up`);
    expect(guest.read(file)).toBe('secret');
    staysUp(calls);
  });

  it.each<[string, string, () => void]>([
    ['would be broken without the account', 'etc/sudoers', () => visudo()],
    ['would be broken without the account', 'etc/sudoers.d/ops', () => visudo()],
    ['cannot be written', 'etc/sudoers', () => canLock && chattr('+i', guest.at('etc/sudoers'))],
  ])(
    'are rules that %s (%s): nothing has begun then, and whoever has the account can mend them',
    async (why, file, arrange) => {
      guest.write('etc/sudoers', others);
      guest.write(file, `${others}${rule}`);
      arrange();
      if (why === 'cannot be written' && !canLock) return;

      const { calls } = await guest.run(script, shell);

      expect(guest.read(file)).toBe(`${others}${rule}`);
      expect(log()).toContain(
        `FAILED: without the account azureuser these would be no rules that sudo takes, or they cannot be written: 1: /${file}.`,
      );
      expect(guest.read('etc/passwd')).toContain('azureuser');
      expect(calls.filter(call => /^(waagent|cloud-init|loginctl) /.test(call))).toEqual([]);
      staysUp(calls);
    },
  );

  it('is a file that no room is left for: it is whole again, as it was', async () => {
    guest.write('etc/sudoers', `${others}${rule}`);
    guest.write('etc/group', 'wheel:x:10:anna,azureuser\n');
    guest.standIn('cat', 'case $1 in */new) echo half; exit 1 ;; esac; exec /usr/bin/cat "$@"');

    const { calls } = await guest.run(script, shell);

    expect(guest.read('etc/sudoers')).toBe(`${others}${rule}`);
    expect(guest.read('etc/group')).toBe('wheel:x:10:anna,azureuser\n');
    expect(log()).toContain('FAILED: these could not be removed or changed: ');
    staysUp(calls);
  });
});
