import { existsSync, lstatSync, readlinkSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';
const keygen = '[Service]\nType=oneshot\nExecStart=/usr/bin/ssh-keygen -A\n';

describe.skipIf(noGuestRoot).each(shells)(`what an image keeps of the machine, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());
  const stays = (files: readonly string[]) => files.filter(file => guest.read(file));

  it('is no log, rotated or not, no journal of any machine id and no dump', async () => {
    const logs = [
      ...['audit/audit.log', 'auth.log', 'btmp', 'lastlog', 'messages', 'secure', 'syslog', 'syslog.1', 'wtmp'],
      ...['apt/history.log', 'dnf.log', 'zypp/history', 'messages-20260101', 'nginx/access.log', 'azure/x/y.log'],
      ...['journal/0123456789abcdef0123456789abcdef/system.journal', 'cloud-init.log', 'app with space/a log'],
    ].map(name => `var/log/${name}`);
    const dumps = [
      'var/crash/vmcore',
      'var/lib/systemd/coredump/core',
      'tmp/left',
      'var/tmp/left',
      'root/anaconda-ks.cfg',
    ];
    for (const file of [...logs, ...dumps]) guest.write(file, 'Accepted publickey for azureuser from 198.51.100.7');

    const { calls } = await guest.run(script, shell);

    expect(stays([...logs, ...dumps])).toEqual([]);
    expect(existsSync(guest.at('var/log/journal/0123456789abcdef0123456789abcdef'))).toBe(false);
    expect(existsSync(guest.at('var/log/nginx/access.log'))).toBe(true);
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('is no state of any network stack and no name, and the link to the resolver is one again', async () => {
    const state = [
      ...[
        'dhcp/dhclient.eth0.leases',
        'dhclient/dhclient.leases',
        'dhcpcd/eth0.lease',
        'wicked/lease-eth0-dhcp-ipv4.xml',
      ],
      ...['NetworkManager/internal-1-eth0.lease', 'NetworkManager/secret_key', 'dhcpcd/duid'],
    ].map(name => `var/lib/${name}`);
    const written = ['etc/netplan/50-cloud-init.yaml', 'etc/udev/rules.d/70-persistent-net.rules'];
    for (const file of [...state, ...written]) guest.write(file, '00:0d:3a:01:02:03');
    guest.write('etc/netplan/01-own.yaml', 'of the owner');
    guest.write('etc/hostname', 'web-01\n');
    guest.write('etc/hosts', '127.0.0.1 localhost\n127.0.1.1 web-01.internal web-01\n10.0.0.5 web-01-db\n');
    symlinkSync('../run/systemd/resolve/stub-resolv.conf', guest.at('etc/resolv.conf'));
    guest.standIn('waagent', 'rm -rf /var/lib/waagent/* /etc/resolv.conf; sed -i /^azureuser:/d /etc/passwd');

    await guest.run(script, shell);

    expect(stays([...state, ...written])).toEqual([]);
    expect(guest.read('etc/netplan/01-own.yaml')).toBe('of the owner');
    expect(guest.read('etc/hostname')).toBe('localhost.localdomain\n');
    expect(guest.read('etc/hosts')).toBe('127.0.0.1 localhost\n10.0.0.5 web-01-db\n');
    expect(readlinkSync(guest.at('etc/resolv.conf'))).toBe('../run/systemd/resolve/stub-resolv.conf');
  });

  it('is no number that only this machine has', async () => {
    const goes = [
      ...['etc/lvm/devices/system.devices', 'etc/nvme/hostid', 'etc/nvme/hostnqn', 'etc/blkid.tab'],
      ...['var/lib/systemd/random-seed', 'etc/iscsi/initiatorname.iscsi', 'boot/efi/loader/random-seed'],
    ];
    for (const file of goes) guest.write(file, 'x');

    await guest.run(script, shell);

    expect(stays(goes)).toEqual([]);
    expect(guest.read('etc/machine-id')).toBe('');
  });

  it.each([
    ['a unit of the distribution makes new ones', 'sshd-keygen.service', keygen, true],
    [
      'the start of sshd makes new ones',
      'sshd.service',
      '[Service]\nExecStartPre=/usr/sbin/sshd-gen-keys-start\n',
      true,
    ],
    ['a unit that nothing starts would make new ones', 'keys.service', keygen, false],
    ['a unit is for first boots only', 'sshd-keygen.service', `[Unit]\nConditionFirstBoot=yes\n${keygen}`, false],
    ['a unit was switched off', 'ssh-keys.service', `${keygen}[Install]\nWantedBy=multi-user.target\n`, false],
  ])('is SSH host keys or not: %s', async (_where, unit, text, makes) => {
    guest.remove('bin/cloud-init');
    guest.write('etc/waagent.conf', 'Provisioning.RegenerateSshHostKeyPair=n\n');
    guest.write(`usr/lib/systemd/system/${unit}`, text);
    guest.write('etc/ssh/ssh_host_rsa_key', 'a private key');

    await guest.run(script, shell);

    expect(guest.read('etc/ssh/ssh_host_rsa_key')).toBe(makes ? null : 'a private key');
  });

  it.each([
    ['a file', 'etc/cloud/cloud-init.disabled', ''],
    [
      'settings without the module',
      'etc/cloud/cloud.cfg',
      'cloud_init_modules:\n - seed_random\ncloud_config_modules:\n - ssh_import_id\n',
    ],
    ['a kind of none', 'etc/cloud/cloud.cfg', 'ssh_genkeytypes: []\n'],
  ])('is the SSH host keys where cloud-init makes none: %s', async (_why, file, text) => {
    guest.write('etc/waagent.conf', 'Provisioning.Agent=waagent\nProvisioning.RegenerateSshHostKeyPair=n\n');
    guest.write(file, text);
    guest.write('etc/ssh/ssh_host_rsa_key', 'a private key');
    guest.write('etc/ssh/ssh_host_rsa_key.pub', 'a public key');

    await guest.run(script, shell);

    expect(stays(['etc/ssh/ssh_host_rsa_key', 'etc/ssh/ssh_host_rsa_key.pub'])).toHaveLength(2);
  });

  it('is nothing of the owner on another file system: data under homes, logs and what waagent deletes', async () => {
    const disks = ['home/azureuser/data', 'home/anna', 'var/log/data', 'home/a b*'];
    for (const disk of disks) guest.write(`${disk}/.here`, '');
    const mounted = disks.map(disk => `mount -t tmpfs tmpfs '/${disk}'; mkdir -p '/${disk}/.ssh'`).join('\n');
    const filled = disks
      .map(disk => `for f in .bash_history .ssh/known_hosts x.log; do echo kept >'/${disk}'/$f; done`)
      .join('\n');
    // What is in them afterwards is seen through a second place, since the first may be unmounted by then.
    const seen = disks.map((disk, at) => `mkdir -p /seen/${at}; mount --bind '/${disk}' /seen/${at}`).join('\n');
    guest.standIn('shutdown', 'find /seen -type f | sort >/left');
    const userdel = 'rm -rf /var/lib/waagent/*; sed -i /^azureuser:/d /etc/passwd; find /home/azureuser -delete';
    guest.standIn('waagent', userdel);

    const { calls } = await guest.run(`${mounted}\n${filled}\n${seen}\n${script.replace('#!/bin/sh\n', '')}`, shell);

    expect(calls.at(-1)).toBe('shutdown -P now');
    expect(guest.read('left')?.split('\n').filter(Boolean)).toHaveLength(12);
  });

  it('is powered off also where a program writes on into its log and its temporary files', async () => {
    guest.write('var/log/busy.log', 'x');
    guest.write('tmp/busy', 'x');
    guest.standIn('head', 'echo again >/var/log/busy.log; echo again >/tmp/busy; exec /usr/bin/head "$@"');

    const { calls } = await guest.run(script, shell);

    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('is a link out of a folder that is emptied, but not what it leads to', async () => {
    guest.write('srv/owner/file', 'of the owner');
    guest.write('var/log/x', '');
    symlinkSync('/srv/owner', guest.at('var/log/elsewhere'));
    symlinkSync('/srv/owner/file', guest.at('var/log/alias.log'));
    guest.write('var/lib/cloud/x', '');
    symlinkSync('/srv/owner', guest.at('var/lib/cloud/instances'));

    await guest.run(script, shell);

    expect(guest.read('srv/owner/file')).toBe('of the owner');
    expect(lstatSync(guest.at('var/lib/cloud/instances'), { throwIfNoEntry: false })).toBeUndefined();
  });
});
