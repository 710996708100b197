import { readlinkSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`what an image keeps of the VM, under %s${reason}`, shell => {
  let guest: GuestRoot;
  const log = () => guest.read('run/capture-image/capture-1.log') ?? '';
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());

  it("is no shell history of anybody, while the owner's accounts and files stay", async () => {
    const accounts = 'anna:x:1001:1001::/home/anna:/bin/bash\nbuild:x:998:998::/var/lib/build:/bin/sh\n';
    guest.write('etc/passwd', `${guest.read('etc/passwd')}${accounts}`);
    const histories = [
      'root/.bash_history',
      'home/anna/.zsh_history',
      'home/anna/.python_history',
      'home/old/.history',
    ];
    const more = ['var/lib/build/.ash_history', 'home/anna/.local/share/fish/fish_history'];
    for (const file of [...histories, ...more]) guest.write(file, 'mysql -pSecret');
    guest.write('home/anna/.ssh/authorized_keys', 'ssh-ed25519 AAAA anna');
    guest.write('home/anna/notes/history', 'of the house');

    await guest.run(script, shell);

    expect([...histories, ...more].filter(file => guest.read(file) !== null)).toEqual([]);
    expect(guest.read('etc/passwd')).toContain(accounts);
    expect(guest.read('home/anna/.ssh/authorized_keys')).toBe('ssh-ed25519 AAAA anna');
    expect(guest.read('home/anna/notes/history')).toBe('of the house');
  });

  it('is no open session, whose shell would write its history again', async () => {
    guest.standIn('loginctl', '[ "$1" = list-sessions ] && printf "4 1001 anna pts/0\\n7 0 root pts/1\\n"');

    const { calls } = await guest.run(script, shell);

    expect(calls.filter(call => call.includes('terminate'))).toEqual([
      'loginctl terminate-session 4',
      'loginctl terminate-session 7',
    ]);
  });

  it('is no identity: machine id, random seed, leases, the agent logs', async () => {
    guest.write('var/lib/dbus/machine-id', '0123456789abcdef0123456789abcdef\n');
    const traces = ['var/lib/systemd/random-seed', 'var/lib/NetworkManager/a.lease', 'var/log/waagent.log.1'];
    for (const file of [...traces, 'var/log/azure/x/run.log']) guest.write(file, 'x');

    await guest.run(script, shell);

    expect(guest.read('etc/machine-id')).toBe('');
    expect(readlinkSync(guest.at('var/lib/dbus/machine-id'))).toBe('/etc/machine-id');
    expect([...traces, 'var/log/azure/x/run.log'].filter(file => guest.read(file) !== null)).toEqual([]);
  });

  it("is not the provisioned account's key in root's file, while root's other keys stay", async () => {
    const ours = 'ssh-rsa AAAA ops\n';
    const theirs = 'no-pty,command="echo \'Please login as the user \\"azureuser\\" rather than root\'" ssh-rsa BBBB\n';
    guest.write('root/.ssh/authorized_keys', `${theirs}${ours}`);

    await guest.run(script, shell);

    expect(guest.read('root/.ssh/authorized_keys')).toBe(ours);
  });

  it('is no SSH host key where cloud-init makes new ones', async () => {
    guest.write('etc/ssh/ssh_host_ed25519_key', 'secret');
    guest.write('etc/ssh/ssh_host_ed25519_key.pub', 'public');
    guest.write('etc/ssh/sshd_config', 'Port 22');

    await guest.run(script, shell);

    expect(guest.read('etc/ssh/ssh_host_ed25519_key')).toBeNull();
    expect(guest.read('etc/ssh/ssh_host_ed25519_key.pub')).toBeNull();
    expect(guest.read('etc/ssh/sshd_config')).toBe('Port 22');
  });

  it('is no SSH host key where the agent makes new ones', async () => {
    guest.remove('bin/cloud-init');
    guest.write('etc/waagent.conf', '# keys\nProvisioning.RegenerateSshHostKeyPair=y\n');
    guest.write('etc/ssh/ssh_host_rsa_key', 'secret');

    await guest.run(script, shell);

    expect(guest.read('etc/ssh/ssh_host_rsa_key')).toBeNull();
  });

  it('is the SSH host keys where nothing would make new ones, and says so', async () => {
    guest.remove('bin/cloud-init');
    guest.write('etc/waagent.conf', '#Provisioning.RegenerateSshHostKeyPair=y\n');
    guest.write('etc/ssh/ssh_host_rsa_key', 'secret');

    const { calls } = await guest.run(script, shell);

    expect(guest.read('etc/ssh/ssh_host_rsa_key')).toBe('secret');
    expect(log()).toContain('WARNING: the SSH host keys stay');
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('is no state of cloud-init: reset with its machine id', async () => {
    const { calls } = await guest.run(script, shell);

    expect(calls.filter(call => call.startsWith('cloud-init'))).toEqual(['cloud-init clean --logs --machine-id']);
    expect(calls.indexOf('cloud-init clean --logs --machine-id')).toBeLessThan(
      calls.indexOf('waagent -force -deprovision+user'),
    );
  });

  it('is no state of a cloud-init that does not know --machine-id', async () => {
    guest.standIn(
      'cloud-init',
      'case "$*" in *--machine-id*) echo "unrecognized arguments: --machine-id"; exit 2 ;; esac',
    );

    const { calls } = await guest.run(script, shell);

    expect(calls.filter(call => call.startsWith('cloud-init'))).toEqual([
      'cloud-init clean --logs --machine-id',
      'cloud-init clean --logs',
    ]);
    expect(log()).toContain('  unrecognized arguments: --machine-id');
    expect(log()).not.toContain('WARNING');
  });

  it('is no state of a cloud-init that fails, removed by hand', async () => {
    guest.standIn('cloud-init', 'exit 1');
    guest.write('var/lib/cloud/instances/i-1/user-data.txt', 'password: secret');
    guest.write('var/lib/cloud/seed/nocloud/meta-data', 'of the owner');
    symlinkSync('/var/lib/cloud/instances/i-1', guest.at('var/lib/cloud/instance'));

    await guest.run(script, shell);

    expect(guest.read('var/lib/cloud/instances/i-1/user-data.txt')).toBeNull();
    expect(guest.read('var/lib/cloud/seed/nocloud/meta-data')).toBe('of the owner');
    expect(log()).toContain('WARNING: cloud-init could not be reset');
  });

  it('needs no cloud-init', async () => {
    guest.remove('bin/cloud-init');

    const { calls } = await guest.run(script, shell);

    expect(log()).toContain('cloud-init is not installed');
    expect(calls.at(-1)).toBe('shutdown -P now');
  });
});
