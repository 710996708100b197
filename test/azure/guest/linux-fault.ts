import type { Level } from '../../../src/azure/guest/readiness-rule.ts';
import type { LinuxRoot } from '../../support/linux-root.ts';

/** One thing that is wrong with a Linux guest, and what must be said of it; `together` with others it can be arranged too. */
export type Fault = {
  readonly code: string;
  readonly level: Level;
  readonly where: string;
  readonly detail: string;
  readonly together?: true;
  /** Other codes that cannot but be found too. */
  readonly beside?: readonly string[];
  readonly arrange: (guest: LinuxRoot) => void;
};

/** What a finding is (code, level, where it is so, detail), and the files that lead to it. */
type Row = readonly [
  code: string,
  level: Level,
  where: string,
  detail: string,
  files: Readonly<Record<string, string>>,
  more?: (guest: LinuxRoot) => void,
];

/** Faults that are files in a guest, and what `more` does to it. */
export const written = (rows: readonly Row[]): readonly Fault[] =>
  rows.map(([code, level, where, detail, files, more]) => ({
    code,
    level,
    where,
    detail,
    arrange: guest => {
      for (const [path, text] of Object.entries(files)) guest.write(path, text);
      more?.(guest);
    },
  }));

export const passwd = 'root:x:0:0:root:/root:/bin/bash\nazureuser:x:1000:1000::/home/azureuser:/bin/bash\n';
export const anna = 'anna:x:1001:1001::/home/anna:/bin/bash\n';
export const conf = (text: string) => (guest: LinuxRoot) => guest.write('etc/waagent.conf', text);
export const program = (name: string, body: string) => (guest: LinuxRoot) => guest.program(`usr/bin/${name}`, body);
export const cmdline = (text: string) => (guest: LinuxRoot) => guest.write('proc/cmdline', `${text}\n`);
export const sshd = (text: string) => (guest: LinuxRoot) =>
  guest.write('etc/ssh/sshd_config.d/50-cloudimg-settings.conf', text);
export const swaps = (path: string) => (guest: LinuxRoot) =>
  guest.write('proc/swaps', `Filename Type Size Used Priority\n${path} file 9 0 -2\n`);
export const mnt = '42 28 8:17 / /mnt rw,relatime shared:32 - ext4 /dev/sdb1 rw';
export const mounts = (...lines: readonly string[]) => ['28 1 8:1 / / rw - ext4 /dev/root rw', ...lines, ''].join('\n');

export function withLvm(guest: LinuxRoot): void {
  guest.write('sys/class/block/dm-0/dm/uuid', 'LVM-abcdef\n');
  guest.write('sys/class/block/dm-0/dm/name', 'rootvg-rootlv\n');
  guest.write('sys/class/block/dm-0/slaves/sda1/dev', '8:1\n');
  guest.write('sys/block/dm-0/size', '9\n');
}

export function withoutCloudInit(guest: LinuxRoot): void {
  guest.remove('usr/bin/cloud-init');
  guest.remove('etc/ssh/ssh_host_rsa_key');
}
