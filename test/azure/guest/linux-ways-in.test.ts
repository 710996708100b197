import { existsSync, lstatSync, statSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision, staysOf } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';
const key = 'ssh-ed25519 AAAA azureuser\n';
const all = 'ALL=(ALL) ALL\n';

describe.skipIf(noGuestRoot).each(shells)(`ways in that an image does not keep, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
  });
  afterEach(() => guest.close());
  const gone = (path: string) => !lstatSync(guest.at(path), { throwIfNoEntry: false });

  it('are rules of sudo in files that included files include, of the own group and number, and behind links', async () => {
    guest.write('etc/group', 'root:x:0:\nazureuser:x:1000:azureuser\n');
    guest.write('etc/sudoers', `root ${all}@include /opt/rules/first\n@includedir /opt/dir:/opt/other\n`);
    guest.write('opt/rules/first', `\t@include second\nanna ${all}#1000 ${all}`);
    guest.write('opt/rules/second', `@include first\n%azureuser ${all}`);
    guest.write('opt/dir/a b', `@include "/opt/with space/rules.%h"\r\n%#1000 ${all}`);
    guest.write('opt/with space/rules.web-01', `azureuser ${all}`);
    guest.write('opt/other/mine', `azureuser ${all}`);
    guest.write('srv/config/azureuser', `azureuser ${all}`);
    symlinkSync('/srv/config/azureuser', guest.at('opt/other/link'));

    const { output, calls } = await guest.run(script, shell);

    expect(calls.at(-1)).toBe('shutdown -P now');
    expect(guest.read('opt/rules/first')).toBe(`\t@include second\nanna ${all}`);
    expect(guest.read('opt/rules/second')).toBe('@include first\n');
    expect(guest.read('opt/dir/a b')).toBe('@include "/opt/with space/rules.%h"\r\n');
    expect(guest.read('opt/with space/rules.web-01')).toBe('');
    expect(['opt/other/mine', 'opt/other/link', 'srv/config/azureuser'].filter(path => !gone(path))).toEqual([]);
    expect(staysOf(output)).toEqual([]);
  });

  it('are told where a rule names the account and stays: what runs as it, and what is of another file system', async () => {
    guest.write('etc/sudoers.d/run-as', 'anna ALL=(azureuser) ALL\n');
    guest.write('kept/rules', `azureuser ${all}`);
    guest.write('data/.here', '');
    symlinkSync('/data/rules', guest.at('etc/sudoers.d/team'));
    guest.standIn('shutdown', 'cp /data/rules /left');
    const mount = 'mount -t tmpfs none /data; cp /kept/rules /data/';

    const { output, calls } = await guest.run(
      `[ "\${1:-}" = work ] || { ${mount}; }\n${script.replace('#!/bin/sh\n', '')}`,
      shell,
    );

    expect(staysOf(output)).toEqual([
      { code: 'account-setting', detail: '2: /etc/sudoers.d/run-as, /etc/sudoers.d/team' },
    ]);
    expect(guest.read('etc/sudoers.d/run-as')).toBe('anna ALL=(azureuser) ALL\n');
    expect(guest.read('left')).toBe(`azureuser ${all}`);
    expect(calls.at(-1)).toBe('shutdown -P now');
  });

  it('are keys of the account where sshd_config looks for them, and no keys of others', async () => {
    guest.write('etc/ssh/sshd_config', 'Include conf.d/*\nAuthorizedKeysFile /etc/ssh/keys/%u /etc/ssh/all\n');
    guest.write('etc/ssh/conf.d/more', 'Match User x\r\nAuthorizedKeysFile /srv/keys/%u/keys /srv/%U /srv/%h/k\r\n');
    const goes = ['etc/ssh/keys/azureuser', 'srv/keys/azureuser/keys', 'srv/1000', 'srv/home/azureuser/k'];
    const others = ['etc/ssh/keys/azureuser2', 'etc/ssh/all', 'srv/keys/anna/keys'];
    for (const file of [...goes, ...others]) guest.write(file, key);

    const { output } = await guest.run(script, shell);

    expect(goes.filter(file => !gone(file))).toEqual([]);
    expect(existsSync(guest.at('srv/keys/azureuser'))).toBe(false);
    expect(others.filter(file => guest.read(file) !== key)).toEqual([]);
    expect(staysOf(output).map(({ code, detail }) => `${code} ${detail}`)).toEqual([
      'authorized-keys 3: /etc/ssh/all, /etc/ssh/keys/azureuser2, /srv/keys/anna/keys',
    ]);
  });

  it.each([
    ['the agent is told to set up nothing', 'Provisioning.Enabled=n\n', 'etc/cloud/cloud-init.disabled'],
    ['the agent leaves it to cloud-init, which makes none', 'Provisioning.Agent=cloud-init\n', 'etc/none'],
  ])(
    'are SSH host keys that the agent deletes, which are there again where nothing makes new ones: %s',
    async (_why, conf, off) => {
      guest.write('etc/waagent.conf', `${conf}Provisioning.RegenerateSshHostKeyPair=y\n`);
      guest.write('etc/cloud/cloud.cfg', 'ssh_genkeytypes: []\n');
      guest.write(off, '');
      guest.write('etc/ssh/ssh_host_rsa_key', 'a private key');
      guest.write('etc/ssh/ssh_host_rsa_key.pub', 'a public key');
      guest.standIn('waagent', 'rm -rf /var/lib/waagent/* /etc/ssh/ssh_host_*; sed -i /^azureuser:/d /etc/passwd');

      const { output } = await guest.run(script, shell);

      expect(guest.read('etc/ssh/ssh_host_rsa_key')).toBe('a private key');
      expect(guest.read('etc/ssh/ssh_host_rsa_key.pub')).toBe('a public key');
      expect(staysOf(output).map(({ code }) => code)).toEqual(['ssh-host-keys']);
    },
  );
});

describe.skipIf(noGuestRoot).each(shells)(`a machine id that was a link, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
    guest.remove('etc/machine-id');
  });
  afterEach(() => guest.close());

  it.each(['/var/lib/dbus/machine-id', '../srv/id', '/nowhere/id'])('to %s is an empty file', async target => {
    guest.write('var/lib/dbus/machine-id', '0123456789abcdef0123456789abcdef\n');
    guest.write('srv/id', '0123456789abcdef0123456789abcdef\n');
    symlinkSync(target, guest.at('etc/machine-id'));

    await guest.run(script, shell);

    expect(lstatSync(guest.at('etc/machine-id')).isFile()).toBe(true);
    expect(guest.read('etc/machine-id')).toBe('');
    expect(statSync(guest.at('etc/machine-id')).mode & 0o777).toBe(0o444);
    expect(lstatSync(guest.at('var/lib/dbus/machine-id')).isSymbolicLink()).toBe(true);
    if (target === '../srv/id') expect(existsSync(guest.at('srv/id'))).toBe(false);
  });
});
