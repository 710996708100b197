import { existsSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualCommand } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';
const worked = ['cloud-init clean --logs --machine-id', 'waagent -force -deprovision+user', 'shutdown -P now'];

describe.skipIf(noGuestRoot).each(shells)(`what a person types into Linux, under %s${reason}`, shell => {
  let guest: GuestRoot;
  const command = `${manualCommand('Linux')}\n`;
  beforeEach(() => {
    guest = guestRoot();
    guest.standIn('sudo', 'exec "$@"');
  });
  afterEach(() => guest.close());

  it('deprovisions, takes what tells of people and the machine, and powers off', async () => {
    const goes = [
      ...['root/.bash_history', 'home/anna/.bash_history', 'home/anna/.local/share/fish/fish_history', 'root/.lesshst'],
      ...['home/anna/.ssh/known_hosts', 'etc/sudoers.d/90-cloud-init-users', 'etc/passwd-', 'etc/shadow-'],
      ...['var/backups/shadow.bak', 'var/mail/anna', 'var/lib/systemd/random-seed', 'var/lib/dhcp/eth0.leases'],
      ...['var/lib/NetworkManager/x.lease', 'root/anaconda-ks.cfg', 'etc/ssh/ssh_host_rsa_key', 'tmp/x', 'var/tmp/x'],
      ...['var/log/syslog', 'var/log/syslog.1', 'var/log/journal/0123/system.journal', 'var/log/nginx/access.log'],
    ];
    for (const file of goes) guest.write(file, 'secret');
    guest.write('etc/cloud/cloud.cfg', 'cloud_init_modules:\n - ssh\n');
    guest.write('etc/hostname', 'web-01\n');
    guest.write('etc/hosts', '127.0.0.1 localhost\n127.0.1.1 web-01.internal web-01\n10.0.0.5 web-01-db\n');
    guest.write('etc/sudoers', 'root ALL=(ALL) ALL\nazureuser ALL=(ALL) ALL\nazureusers ALL=(ALL) ALL\n');
    guest.write('root/.ssh/authorized_keys', 'command="echo Please login as the user" ssh-rsa A\nssh-rsa B ops\n');
    guest.write('var/lib/dbus/machine-id', '0123456789abcdef0123456789abcdef\n');

    const { calls } = await guest.run(command, shell);

    expect(calls.slice(1)).toEqual(worked);
    expect(goes.filter(file => guest.read(file))).toEqual([]);
    expect(existsSync(guest.at('var/log/nginx/access.log'))).toBe(true);
    expect(guest.read('etc/machine-id')).toBe('');
    expect(readlinkSync(guest.at('var/lib/dbus/machine-id'))).toBe('/etc/machine-id');
    expect(guest.read('etc/hosts')).toBe('127.0.0.1 localhost\n10.0.0.5 web-01-db\n');
    expect(guest.read('etc/sudoers')).toBe('root ALL=(ALL) ALL\nazureusers ALL=(ALL) ALL\n');
    expect(guest.read('root/.ssh/authorized_keys')).toBe('ssh-rsa B ops\n');
  });

  it('makes of a machine id that is a link to that of D-Bus an empty file', async () => {
    guest.remove('etc/machine-id');
    guest.write('var/lib/dbus/machine-id', '0123456789abcdef0123456789abcdef\n');
    symlinkSync('/var/lib/dbus/machine-id', guest.at('etc/machine-id'));

    await guest.run(command, shell);

    expect(guest.read('etc/machine-id')).toBe('');
    expect(readlinkSync(guest.at('var/lib/dbus/machine-id'))).toBe('/etc/machine-id');
  });

  it('leaves accounts, their keys and the host keys that nothing makes anew', async () => {
    const stays = ['home/anna/.ssh/authorized_keys', 'home/anna/work', 'etc/ssh/ssh_host_rsa_key', 'etc/sudoers.d/ops'];
    for (const file of stays) guest.write(file, 'of anna, \\\nazureuser too\n');

    await guest.run(command, shell);

    expect(stays.filter(file => guest.read(file) !== 'of anna, \\\nazureuser too\n')).toEqual([]);
  });

  it('touches nothing that is mounted below a home or the logs, of the same file system either', async () => {
    const places = ['home/anna/data', 'home/anna/with space', 'var/log/pods'];
    for (const [at, place] of places.entries()) {
      guest.write(`srv/${at}/.bash_history`, 'of the owner');
      guest.write(`srv/${at}/a.log`, 'of the owner');
      mkdirSync(guest.at(place), { recursive: true });
    }
    const binds = places.map((place, at) => `mount --bind /srv/${at} '/${place}'`).join('\n');

    const { calls } = await guest.run(`${binds}\n${command}`, shell);

    expect(calls.at(-1)).toBe('shutdown -P now');
    for (const at of places.keys())
      for (const file of ['.bash_history', 'a.log']) expect(guest.read(`srv/${at}/${file}`)).toBe('of the owner');
  });

  it.each(['home/azureuser/data', 'var/lib/cloud/x'])(
    'begins nothing while something is mounted at %s',
    async place => {
      mkdirSync(guest.at(place), { recursive: true });
      mkdirSync(guest.at('srv/data'), { recursive: true });

      const { output, calls } = await guest.run(`mount --bind /srv/data /${place}\n${command}`, shell);

      expect(output).toContain(`/${place}\nNOT deprovisioned: unmount this first`);
      expect(calls.slice(1)).toEqual([]);
    },
  );

  it.each([
    ['did nothing', '', 'ovf-env.xml is still there'],
    ['had no ovf-env.xml to begin with', 'rm /var/lib/waagent/ovf-env.xml', 'capture-image.canary is still there'],
    ['left the account', 'rm -f /var/lib/waagent/*', 'account azureuser is still there'],
  ])('says so and stays up when waagent %s', async (_what, body, says) => {
    guest.remove('bin/cloud-init');
    guest.standIn('waagent', body);

    const { output, calls } = await guest.run(command, shell);

    expect(output).toContain(`NOT deprovisioned: ${says}`);
    expect(calls.slice(1)).toEqual(['waagent -force -deprovision+user']);
  });
});
