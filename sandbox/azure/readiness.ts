import type { GuestFinding, VirtualMachine } from './world.ts';

/** What a readiness check prints in this guest: all is fine, save for what the world file says and what a deprovision leaves. */
export function readinessOf(vm: VirtualMachine): string {
  const fine = vm.osType === 'Linux' ? linuxFine(vm) : windowsFine;
  const found = [...leftBy(vm), ...vm.disk.findings];
  const codes = new Set(found.map(({ code }) => code));
  const lines = [
    ...found.map(({ code, level, detail }) => `${code}|${level}|${detail}`),
    ...fine.filter(([code]) => !codes.has(code)).map(([code, detail]) => `${code}|fine|${detail}`),
  ];
  return ['CAPTURE_CHECKS=1', ...lines, `CAPTURE_RC=0 ${lines.length} findings, 0 left out`, ''].join('\n');
}

/** A guest that is set up for an image, or was started after that, is no guest to capture. */
function leftBy({ disk: { guest }, osType }: VirtualMachine): GuestFinding[] {
  if (guest === 'provisioned') return [];
  return osType === 'Linux'
    ? [{ code: 'provisioned-account', level: 'should', detail: 'ovf-env.xml does not tell' }]
    : [{ code: 'image-state', level: 'must', detail: 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE' }];
}

const linuxFine = ({ architecture }: VirtualMachine): [code: string, detail: string][] => [
  ['64-bit', architecture === 'Arm64' ? 'aarch64' : 'x86_64'],
  ['agent-version', '2.9.1.1'],
  ['agent-auto-update', 'on'],
  ['provisioning', 'cloud-init'],
  ['provisioned-account', 'azureuser'],
  ['serial-console', architecture === 'Arm64' ? 'ttyAMA0' : 'ttyS0'],
  ['kernel-options', '6.5.0-1025-azure'],
  ['swap-on-os-disk', 'none'],
  ['first-megabyte', 'the first partition starts at sector 2048'],
  ['free-space', '26112 MiB'],
  ['openssl', '3.0.2'],
  ['password', 'none'],
  ['authorized-keys', 'none'],
  ['shell-history', 'none that stays'],
  ['ssh-client-alive', '120'],
];

const windowsFine: [code: string, detail: string][] = [
  ['64-bit', 'yes'],
  ['agent-services', 'running'],
  ['image-state', 'IMAGE_STATE_COMPLETE'],
  ['rearm', '1001 left'],
  ['pending-reboot', 'none'],
  ['bitlocker', 'off'],
  ['domain-controller', 'no'],
  ['domain-member', 'no'],
  ['roles', 'none that is unsupported'],
  ['rdp', 'on'],
  ['appx', 'none of one user alone'],
  ['free-space', '98304 MiB'],
];
