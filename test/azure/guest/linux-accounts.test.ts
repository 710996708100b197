import { existsSync, linkSync, readdirSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

describe.skipIf(noGuestRoot).each(shells)(`what an image keeps of the removed account, under %s${reason}`, shell => {
  let guest: GuestRoot;
  const log = () => guest.read('run/capture-image/capture-1.log') ?? '';
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());

  it('is no rule of sudo, while rules of others stay to the letter', async () => {
    guest.write('etc/sudoers.d/90-cloud-init-users', '# User rules for azureuser\nazureuser ALL=(ALL) NOPASSWD:ALL\n');
    guest.write('etc/sudoers.d/waagent', 'azureuser ALL=(ALL) NOPASSWD: ALL\n');
    const others = [
      'Defaults:anna  !lecture',
      'User_Alias  ADMINS = anna, otto',
      'azureuser2 ALL=(ALL) ALL',
      'azure ALL=(ALL) ALL',
      '%azureusers ALL=(ALL) ALL',
      'anna   ALL = (ALL) \\',
      '  NOPASSWD: /bin/ls, \\',
      '  /bin/azureuser',
      '#10001 ALL=(ALL) ALL',
      '@includedir /etc/sudoers.d',
    ].join('\n');
    guest.write('etc/sudoers', `root ALL=(ALL:ALL) ALL\n${others}\n`);
    guest.write(
      'etc/sudoers.d/team with space',
      [
        'azureuser, anna ALL=(ALL) ALL',
        'anna,azureuser,!otto  ALL=(ALL) ALL',
        '"azureuser" ALL=(ALL) ALL',
        'User_Alias GONE = azureuser : KEPT = anna, azureuser',
        'GONE ALL=(ALL) ALL',
        'KEPT, GONE ALL=(ALL) ALL',
        '%azureuser ALL=(ALL) ALL',
        '#1000 ALL=(ALL) ALL',
        'Defaults:azureuser !requiretty',
        'azureuser \\',
        '  ALL=(ALL) ALL',
        '',
      ].join('\n'),
    );

    const { calls } = await guest.run(script, shell);

    expect(readdirSync(guest.at('etc/sudoers.d'))).toEqual(['team with space']);
    expect(guest.read('etc/sudoers')).toBe(`root ALL=(ALL:ALL) ALL\n${others}\n`);
    expect(guest.read('etc/sudoers.d/team with space')).toBe(
      ['anna ALL=(ALL) ALL', 'anna, !otto ALL=(ALL) ALL', 'User_Alias KEPT = anna', 'KEPT ALL=(ALL) ALL', ''].join(
        '\n',
      ),
    );
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('is nothing in the databases of accounts, their backups, crontabs, jobs, lingering and mail', async () => {
    const lines = {
      'etc/group': 'root:x:0:\nadm:x:4:syslog,azureuser\nazureuser:x:1000:\nweb:x:1001:azureuser2,azureuser,anna\n',
      'etc/gshadow': 'adm:*:azureuser:syslog,azureuser\nazureuser:!::\n',
      'etc/shadow': 'root:*:1::::::\nazureuser:$6$a$b:1::::::\nazureuser2:*:1::::::\n',
      'etc/subuid': 'azureuser:100000:65536\nanna:165536:65536\n',
      'etc/subgid': 'azureuser:100000:65536\n1000:165536:65536\n',
      'etc/crontab': 'SHELL=/bin/sh\n17 * * * * root run-parts\n* * * * * azureuser curl evil\n',
      'etc/cron.d/own': '# of azureuser2\n@reboot azureuser x\n@reboot azureuser2 x\n',
      'etc/cron.allow': 'azureuser\nanna\n',
      'etc/doas.conf': 'permit nopass azureuser as root\npermit persist :wheel\n',
    };
    for (const [file, text] of Object.entries(lines)) guest.write(file, text);
    const goes = [
      ...['passwd-', 'shadow-', 'group-', 'gshadow-', 'subuid-', 'subgid-'].map(name => `etc/${name}`),
      ...['var/backups/passwd.bak', 'var/backups/shadow.bak', 'var/lib/systemd/linger/azureuser'],
      ...['var/spool/cron/crontabs/azureuser', 'var/spool/cron/tabs/azureuser', 'var/spool/cron/azureuser'],
      ...['var/mail/azureuser', 'var/spool/mail/root', 'var/lib/AccountsService/users/azureuser'],
    ];
    for (const file of goes) guest.write(file, 'azureuser');
    guest.write('var/spool/cron/crontabs/azureuser2', 'of another');
    guest.write('var/lib/systemd/linger/anna', '');

    const { calls } = await guest.run(script, shell);

    expect(goes.filter(file => guest.read(file) !== null)).toEqual([]);
    expect(guest.read('var/spool/cron/crontabs/azureuser2')).toBe('of another');
    expect(guest.read('var/lib/systemd/linger/anna')).toBe('');
    expect(guest.read('etc/group')).toBe('root:x:0:\nadm:x:4:syslog\nweb:x:1001:azureuser2,anna\n');
    expect(guest.read('etc/gshadow')).toBe('adm:*::syslog\n');
    expect(guest.read('etc/shadow')).toBe('root:*:1::::::\nazureuser2:*:1::::::\n');
    expect(guest.read('etc/subuid')).toBe('anna:165536:65536\n');
    expect(guest.read('etc/subgid')).toBe('');
    expect(guest.read('etc/crontab')).toBe('SHELL=/bin/sh\n17 * * * * root run-parts\n');
    expect(guest.read('etc/cron.d/own')).toBe('# of azureuser2\n@reboot azureuser2 x\n');
    expect(guest.read('etc/cron.allow')).toBe('anna\n');
    expect(guest.read('etc/doas.conf')).toBe('permit persist :wheel\n');
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('is no history and no known host of anybody, wherever the home stands, and no file that a link leads to', async () => {
    const goes = [
      'home/contoso.example/jdoe/.bash_history',
      'home/asmith@contoso.example/.zsh_history',
      'home/line\nfeed/.bash_history',
      'home/anna/deep/down in/.mysql_history',
      'home/anna/.local/share/fish/fish_history',
      'home/anna/.config/powershell/../.python_history',
      'home/anna/.viminfo',
      'home/anna/.wget-hsts',
      'home/anna/.node_repl_history',
      'home/anna/.mongodb/mongosh/mongosh_repl_history',
      'home/anna/.local/state/lesshst',
      'home/anna/.ssh/known_hosts',
      'root/.ssh/known_hosts.old',
      'var/roothome/.bash_history',
      'srv/build/.psql_history',
      'data/otto/.bash_history',
    ];
    guest.write('etc/passwd', `${guest.read('etc/passwd')}build:x:998:998::/srv/build:/bin/sh\n`);
    for (const file of goes) guest.write(file, 'mysql -pSecret');
    symlinkSync('/data/otto', guest.at('home/otto'));
    guest.write('etc/known_hosts', 'of the owner');
    guest.write('home/eve/.profile', '');
    symlinkSync('/etc', guest.at('home/eve/.ssh'));
    symlinkSync('/etc/known_hosts', guest.at('home/eve/.bash_history'));
    linkSync(guest.at('etc/known_hosts'), guest.at('home/eve/.lesshst'));

    await guest.run(script, shell);

    expect(goes.filter(file => guest.read(file) !== null)).toEqual([]);
    expect(guest.read('etc/known_hosts')).toBe('of the owner');
    expect(existsSync(guest.at('home/eve/.lesshst'))).toBe(false);
  });

  it('is no home that is a link, nor what waagent passes over', async () => {
    guest.write('data/homes/azureuser/secret', 'x');
    guest.write('data/homes/anna/notes', 'x');
    symlinkSync('/data/homes/azureuser', guest.at('home/azureuser'));

    const { calls } = await guest.run(script, shell);

    expect(existsSync(guest.at('data/homes/azureuser'))).toBe(false);
    expect(guest.read('data/homes/anna/notes')).toBe('x');
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('keeps the VM up when a trace cannot be removed, and names it', async () => {
    guest.write('home/anna/.bash_history', 'secret');
    guest.standIn('rm', 'case "$*" in *bash_history*) exit 1 ;; esac; exec /usr/bin/rm "$@"');

    const { calls } = await guest.run(script, shell);

    expect(log()).toContain('FAILED: these could not be removed or changed: 1: /home/anna/.bash_history');
    expect(calls.filter(call => call.startsWith('shutdown'))).toEqual([]);
  });
});
