import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFindings } from '../../../src/azure/guest/readiness.ts';
import { linuxChecks } from '../../../src/azure/guest/scripts.ts';
import { type LinuxRoot, linuxRoot, toolboxes } from '../../support/linux-root.ts';

const script = linuxChecks();
const units = 'usr/lib/systemd/system';
const template = '[Service]\nExecStart=/usr/libexec/openssh/sshd-keygen %i\n';
const start = '[Service]\nExecStartPre=/usr/sbin/sshd-gen-keys-start\nExecStart=/usr/sbin/sshd -D\n';

function wanted(guest: LinuxRoot): void {
  guest.write(`${units}/cloud-init.service`, '[Unit]');
  guest.write(`${units}/cloud-init.target`, '[Unit]');
  guest.link('etc/systemd/system/cloud-init.target.wants/cloud-init.service', `/${units}/cloud-init.service`);
}
function modules(guest: LinuxRoot, ...lists: readonly string[]): void {
  for (const [at, list] of lists.entries())
    guest.write(at === 0 ? 'etc/cloud/cloud.cfg' : `etc/cloud/cloud.cfg.d/9${at}.cfg`, list);
}
function keygen(guest: LinuxRoot): void {
  guest.remove('usr/bin/cloud-init');
  guest.write(`${units}/sshd-keygen.target`, '[Unit]\nWants=sshd-keygen@rsa.service\n');
  guest.write(`${units}/sshd-keygen@.service`, template);
}
const mask = (guest: LinuxRoot, path: string) => guest.link(`etc/systemd/${path}`, '/dev/null');

const made: readonly [string, (guest: LinuxRoot) => void][] = [
  ['cloud-init, which its target starts', wanted],
  [
    'its module in the last list',
    guest => modules(guest, 'cloud_init_modules:\n- a\n', 'cloud_init_modules: [a, ssh]'),
  ],
  ['its module in a list of pairs', guest => modules(guest, 'cloud_init_modules:\n  - [ssh, always]\n')],
  ['a target and its template', keygen],
  [
    'a drop-in of the server',
    guest => {
      guest.remove('usr/bin/cloud-init');
      guest.write(`${units}/ssh.service`, '[Service]\nExecStart=/usr/sbin/sshd -D\n');
      guest.write('etc/systemd/system/ssh.service.d/keys.conf', '[Service]\nExecStartPre=/usr/bin/ssh-keygen -A\n');
    },
  ],
];

const kept: readonly [string, (guest: LinuxRoot) => void][] = [
  ["cloud-init's target is masked", guest => [wanted(guest), mask(guest, 'system/cloud-init.target')]],
  ['its generator is masked', guest => [wanted(guest), mask(guest, 'system-generators/cloud-init-generator')]],
  [
    'ds-identify switches it off',
    guest => [wanted(guest), guest.write('etc/cloud/ds-identify.cfg', 'policy: disabled\n')],
  ],
  [
    'a later list leaves its module out',
    guest => modules(guest, 'cloud_init_modules:\n - ssh\n', 'cloud_init_modules:\n - migrator\n# ssh\n'),
  ],
  ['the template is masked', guest => [keygen(guest), mask(guest, 'system/sshd-keygen@.service')]],
  ['the target is masked', guest => [keygen(guest), mask(guest, 'system/sshd-keygen.target')]],
  [
    'a drop-in takes it out of the start of the server',
    guest => {
      guest.remove('usr/bin/cloud-init');
      guest.write(`${units}/sshd.service`, start);
      guest.write('etc/systemd/system/sshd.service.d/x.conf', '[Service]\nExecStartPre=\n');
    },
  ],
];

describe.each(toolboxes)('the SSH host keys, with $name', toolbox => {
  let guest: LinuxRoot;
  beforeEach(() => {
    guest = linuxRoot();
  });
  afterEach(() => guest.close());
  const level = async () =>
    readFindings(await guest.run(script, toolbox)).findings.find(({ code }) => code === 'ssh-host-keys')?.level;

  it.each(made)('are made anew by %s', async (_by, arrange) => {
    arrange(guest);

    expect(await level()).toBe('fine');
  });

  it.each(kept)('are told, since nothing is sure to make new ones, where %s', async (_where, arrange) => {
    arrange(guest);

    expect(await level()).toBe('must');
  });
});
