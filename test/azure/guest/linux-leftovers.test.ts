import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision, staysOf } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`what programs leave behind, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());
  const there = (files: readonly string[]) => files.filter(file => existsSync(guest.at(file)));

  it('is no mail and no print job that waits to be sent', async () => {
    const queues = ['postfix/maildrop/A', 'postfix/deferred/1/B', 'exim4/input/C-D', 'exim4/msglog/C', 'mqueue/dfE'];
    const waiting = [...queues, 'clientmqueue/qfF', 'nullmailer/queue/1', 'cups/d00001-001'].map(
      name => `var/spool/${name}`,
    );
    for (const file of waiting) guest.write(file, 'to somebody');
    guest.write('var/spool/postfix/etc/resolv.conf', 'of its chroot');

    await guest.run(script, shell);

    expect(there(waiting)).toEqual([]);
    expect(guest.read('var/spool/postfix/etc/resolv.conf')).toBe('of its chroot');
  });

  it('is no log outside of the folder of logs, none that waits to be sent, and no list of all files', async () => {
    const logs = [
      ...['spool/rsyslog/fwd.00000001', 'lib/rsyslog/fwd.qi', 'lib/fail2ban/fail2ban.sqlite3', 'lib/syslog-ng/a.qf'],
      ...['spool/audit/remote.log', 'lib/plocate/plocate.db', 'lib/mlocate/mlocate.db'],
    ].map(name => `var/${name}`);
    for (const file of [...logs, 'var/opt/microsoft/omsagent/log/x.log']) guest.write(file, 'Accepted for azureuser');

    await guest.run(script, shell);

    expect(there(logs)).toEqual([]);
    expect(guest.read('var/opt/microsoft/omsagent/log/x.log')).toBe('');
  });

  it('is no copy of the files of accounts and rules, and no rule of another sudo', async () => {
    const copies = [
      'sudoers.dist',
      'sudoers.rpmnew',
      'sudoers.tmp',
      'shadow.1',
      'shadow.bak-2026',
      'passwd.rpmnew',
    ].map(name => `etc/${name}`);
    for (const file of copies) guest.write(file, 'azureuser ALL=(ALL) NOPASSWD:ALL');
    guest.write('etc/sudoers-rs', 'root ALL=(ALL) ALL\nazureuser ALL=(ALL) NOPASSWD:ALL\n');
    guest.write('etc/sudoers-rs.d/90-x', 'azureuser ALL=(ALL) NOPASSWD:ALL\n');
    guest.write('usr/local/etc/doas.conf', 'permit nopass azureuser\npermit :wheel\n');

    await guest.run(script, shell);

    expect(there([...copies, 'etc/sudoers-rs.d/90-x'])).toEqual([]);
    expect(guest.read('etc/sudoers-rs')).toBe('root ALL=(ALL) ALL\n');
    expect(guest.read('usr/local/etc/doas.conf')).toBe('permit :wheel\n');
  });

  it('is no host that mounted something, no name of this host, and nothing of it in what new accounts are made from', async () => {
    const goes = [
      'var/lib/nfs/sm/client-7',
      'var/lib/nfs/state',
      'etc/skel/.bash_history',
      'etc/skel/.ssh/known_hosts',
    ];
    for (const file of goes) guest.write(file, 'x');
    guest.write('etc/skel/.bashrc', 'of the owner');
    guest.write('var/lib/nfs/rmtab', 'client-7:/srv:0x1\n');
    guest.write('etc/hostname', 'web-01\n');
    guest.write('etc/machine-info', 'PRETTY_HOSTNAME="web-01"\nDEPLOYMENT=production\n');
    guest.write(
      'etc/hosts',
      '127.0.0.1 localhost\n10.0.0.4 web-01.internal web-01 # this\n10.0.0.4 web-01 db\n10.0.0.5 web-012\n',
    );

    const { calls } = await guest.run(script, shell);

    expect(calls.at(-1)).toBe('shutdown -P now');
    expect(there(goes)).toEqual([]);
    expect(guest.read('etc/skel/.bashrc')).toBe('of the owner');
    expect(guest.read('var/lib/nfs/rmtab')).toBe('');
    expect(guest.read('etc/machine-info')).toBe('DEPLOYMENT=production\n');
    expect(guest.read('etc/hosts')).toBe('127.0.0.1 localhost\n10.0.0.4 db\n10.0.0.5 web-012\n');
  });

  it('is told after it too: secrets of the machine, snapshots, names of the host and addresses', async () => {
    guest.write('etc/hostname', 'web-01\n');
    guest.write('etc/NetworkManager/system-connections/vpn', '[vpn-secrets]\npassword=geheim\n');
    guest.write('.snapshots/1/info.xml', 'x');
    guest.write('etc/mailname', 'web-01.internal\n');
    guest.write('etc/systemd/network/own.network', '[Network]\nAddress=10.0.0.4/24\n');

    const { output } = await guest.run(script, shell);

    expect(staysOf(output)).toEqual([
      { code: 'credentials', detail: '1: /etc/NetworkManager/system-connections/vpn' },
      { code: 'snapshots', detail: '1: /.snapshots/1/info.xml' },
      { code: 'host-name', detail: '1: /etc/mailname' },
      { code: 'network-address', detail: '1: /etc/systemd/network/own.network' },
    ]);
    expect(output).not.toContain('geheim');
  });
});
