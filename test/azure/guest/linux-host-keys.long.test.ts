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

/** cloud-init makes no kind of key, and the units that would are left out wherever it runs. */
function leftToCloudInit(guest: LinuxRoot, folder: string): void {
  wanted(guest);
  guest.write('etc/cloud/cloud.cfg', 'ssh_genkeytypes: ~\ncloud_init_modules:\n - ssh\n');
  guest.write(`${units}/sshd-keygen.target`, '[Unit]\nWants=sshd-keygen@rsa.service sshd-keygen@ecdsa.service\n');
  guest.write(`${units}/sshd-keygen@.service`, template);
  guest.write(
    `${folder}/sshd-keygen@.service.d/disable-sshd-keygen-if-cloud-init-active.conf`,
    '[Unit]\nConditionPathExists=!/run/systemd/generator.early/multi-user.target.wants/cloud-init.target\n',
  );
}
/** A wanted unit that makes keys where its conditions hold. */
function conditional(guest: LinuxRoot, conditions: string): void {
  guest.remove('usr/bin/cloud-init');
  guest.write('var/lib/keys.done', 'done');
  guest.write(
    'etc/systemd/system/keys.service',
    `[Unit]\n${conditions}\n[Service]\nExecStart=/usr/bin/ssh-keygen -A\n`,
  );
  guest.link('etc/systemd/system/multi-user.target.wants/keys.service', '/etc/systemd/system/keys.service');
}
function oneForAll(guest: LinuxRoot, setting: string): void {
  guest.remove('usr/bin/cloud-init');
  guest.write(`${units}/sshd-keygen.service`, '[Service]\nType=oneshot\nExecStart=/usr/sbin/sshd-keygen\n');
  guest.write(`${units}/sshd.service`, '[Unit]\nWants=sshd-keygen.service\n');
  guest.write('etc/sysconfig/sshd', setting);
}

const made: readonly [string, (guest: LinuxRoot) => void][] = [
  ['cloud-init, which its target starts', wanted],
  [
    'its module in the last list',
    guest => modules(guest, 'cloud_init_modules:\n- a\n', 'cloud_init_modules: [a, ssh]'),
  ],
  ['its module in a list of pairs', guest => modules(guest, 'cloud_init_modules:\n  - [ssh, always]\n')],
  ['a target and its template', keygen],
  [
    'one kind of key where others are masked',
    guest => [
      keygen(guest),
      guest.write(`${units}/sshd-keygen.target`, '[Unit]\nWants=sshd-keygen@rsa.service sshd-keygen@ed25519.service\n'),
      mask(guest, 'system/sshd-keygen@rsa.service'),
    ],
  ],
  [
    'its template, whose drop-in for cloud-init is masked',
    guest => [
      leftToCloudInit(guest, units),
      mask(guest, 'system/sshd-keygen@.service.d/disable-sshd-keygen-if-cloud-init-active.conf'),
    ],
  ],
  [
    'its template, where cloud-init does not run',
    guest => [leftToCloudInit(guest, units), guest.write('etc/cloud/cloud-init.disabled', '')],
  ],
  [
    'an older helper that may',
    guest => oneForAll(guest, '# AUTOCREATE_SERVER_KEYS=NO\nAUTOCREATE_SERVER_KEYS="YES"\n'),
  ],
  [
    'a unit that waits for the keys to be gone',
    guest => conditional(guest, 'ConditionFileNotEmpty=|!/etc/ssh/ssh_host_rsa_key\nConditionFirstBoot=no'),
  ],
  [
    'a unit with a condition taken back',
    guest => conditional(guest, 'ConditionPathExists=/nowhere\nConditionPathExists='),
  ],
  [
    'a unit of which one condition is enough',
    guest => conditional(guest, 'ConditionPathExists=|/nowhere\nConditionPathExists=|/etc/ssh'),
  ],
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
  ...['etc/systemd/system', units].map((folder): [string, (guest: LinuxRoot) => void] => [
    `its units are left to cloud-init, which makes none, by a drop-in in ${folder}`,
    guest => leftToCloudInit(guest, folder),
  ]),
  [
    'each kind of key is masked by itself',
    guest => [
      keygen(guest),
      ...['rsa', 'ecdsa', 'ed25519'].map(kind => mask(guest, `system/sshd-keygen@${kind}.service`)),
    ],
  ],
  ['the older helper is told to make none', guest => oneForAll(guest, 'AUTOCREATE_SERVER_KEYS=NO\n')],
  ...[
    'ConditionPathExists=!/var/lib/keys.done',
    'AssertPathExists=!/var/lib/keys.done',
    'ConditionFileNotEmpty=!/var/lib/keys.done\nConditionPathExists=|/etc',
    'ConditionPathExists=|/nowhere\nConditionFirstBoot=|true',
    'ConditionPathExists=/run/set-up-once',
    'ConditionKernelCommandLine=make-keys',
  ].map((text): [string, (guest: LinuxRoot) => void] => [
    `the unit that would has a condition that will not hold: ${text}`,
    guest => conditional(guest, text),
  ]),
  [
    'cloud-init looks for other clouds alone',
    guest => [
      wanted(guest),
      modules(guest, 'datasource_list: [ Azure ]\n', 'datasource_list: [ NoCloud, VMware, OVF ]\n'),
    ],
  ],
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
