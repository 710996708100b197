import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFindings } from '../../../src/azure/guest/readiness.ts';
import { linuxChecks, linuxDeprovision, staysOf } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells, WAAGENT } from '../../support/guest-root.ts';
import { linuxSystems, traces } from '../../support/linux-systems.ts';

const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';
const cases = linuxSystems.flatMap(system => shells.map(shell => ({ system, shell, name: system.name })));
const { account, host, machineId, card, secret } = traces;

/** What of a guest is the test's own, or is gone with the power. */
const notOfTheImage =
  /^(\.|bin$|usr\/bin$|.*\/waagent$|dev$|proc$|sys$|run$|lib|script\.sh$|stdout$|code$|calls$|console$)/;

/** Every path in the image whose name, link or text has a trace in it. */
function tracesIn(guest: GuestRoot, dir = ''): string[] {
  return readdirSync(guest.at(dir)).flatMap(name => {
    const path = join(dir, name);
    if (notOfTheImage.test(path)) return [];
    const kind = lstatSync(guest.at(path));
    const text = kind.isSymbolicLink()
      ? readlinkSync(guest.at(path))
      : kind.isFile()
        ? readFileSync(guest.at(path), 'utf8')
        : '';
    const tells = [account, host, machineId, card, secret].some(trace => name.includes(trace) || text.includes(trace));
    return [...(tells ? [path] : []), ...(kind.isDirectory() ? tracesIn(guest, path) : [])];
  });
}

describe.skipIf(noGuestRoot).each(cases)(`$name as a whole, under $shell${reason}`, ({ system, shell }) => {
  let guest: GuestRoot;
  const told = Object.values(system.told).flat();
  const script = (text: string) => `${system.before ?? ''}\n${text.replace('#!/bin/sh\n', '')}`;

  beforeEach(() => {
    guest = guestRoot();
    if (!system.cloudInit) guest.remove('bin/cloud-init');
    guest.remove('bin/waagent');
    guest.standIn(join('../', system.waagent), `${WAAGENT}; rm -f /etc/resolv.conf`);
    guest.write('etc/passwd', `${guest.read('etc/passwd')}anna:x:1001:1001::/home/anna:/bin/bash\n`);
    guest.write('etc/shadow', `root:*:1::::::\n${account}:$6$${secret}:1::::::\nanna:!:1::::::\n`);
    guest.write('etc/group', `wheel:x:10:anna,${account}\n${account}:x:1000:\nanna:x:1001:\n`);
    guest.write('etc/gshadow', `wheel:!::anna,${account}\n${account}:!::\n`);
    guest.write('etc/subuid', `${account}:100000:65536\nanna:165536:65536\n`);
    guest.write('etc/sudoers', `root ALL=(ALL) ALL\n${account} ALL=(ALL) NOPASSWD:ALL\n@includedir /etc/sudoers.d\n`);
    guest.write('etc/hostname', `${host}\n`);
    guest.write('etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${host}.internal ${host}\n`);
    guest.write(`home/${account}/.ssh/authorized_keys`, `ssh-ed25519 ${secret}`);
    for (const file of [...system.goes, ...told])
      guest.write(file, `${secret} of ${account} on ${host}, ${machineId}\n`);
    guest.write(
      'etc/sudoers.d/90-cloud-init-users',
      `# User rules for ${account}\n${account} ALL=(ALL) NOPASSWD:ALL\n`,
    );
    for (const file of system.told['network-card'] ?? []) guest.write(file, `MACAddress=${card}\nLLADDR=${card}\n`);
    for (const [file, text] of Object.entries(system.stays)) guest.write(file, text);
    for (const [path, target] of Object.entries(system.links ?? {})) {
      mkdirSync(dirname(guest.at(path)), { recursive: true });
      symlinkSync(target, guest.at(path));
    }
  });
  afterEach(() => guest.close());

  it('keeps nothing of the machine, of the removed account and of people, but what it tells', async () => {
    const { output, calls } = await guest.run(script(linuxDeprovision({ captureId: 'c-1', delaySeconds: 0 })), shell);

    expect(guest.read('run/capture-image/c-1.log')).not.toMatch(/FAILED|WARNING: the SSH/);
    expect(calls.at(-1)).toBe('shutdown -P now');
    expect(tracesIn(guest).sort()).toEqual([...told].sort());
    expect(
      staysOf(output)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(Object.keys(system.told).sort());
    for (const [file, text] of Object.entries(system.stays)) expect([file, guest.read(file)]).toEqual([file, text]);
    for (const [path, target] of Object.entries(system.links ?? {}))
      expect([path, readlinkSync(guest.at(path))]).toEqual([path, target]);
  });

  it('is told by the readiness check, before anything is done, what will stay', async () => {
    const { output } = await guest.run(script(linuxChecks()), shell);

    const { findings, complete } = readFindings(output);
    expect(complete).toBe(true);
    const bad = findings.filter(({ level }) => level !== 'fine').map(({ code }) => code);
    expect(bad).toEqual(expect.arrayContaining(Object.keys(system.told)));
    for (const code of ['ssh-host-keys', 'shell-history', 'password', 'dhcp-hostname', 'account-setting'])
      expect(bad).not.toContain(code);
  });
});
