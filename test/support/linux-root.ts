import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { shellAt, shells, toolAt } from './guest-tools.ts';

/** A shell with the tools around it, as a kind of Linux has them. */
export type Toolbox = { readonly name: string; readonly shell: readonly string[] };

/** A Linux guest's files in a folder, for scripts that only look; the guest's own programs are stand-ins among them. */
export type LinuxRoot = {
  /** Where a path of the guest lies on this machine. */
  readonly at: (path: string) => string;
  readonly write: (path: string, text: string) => void;
  readonly link: (path: string, target: string) => void;
  readonly program: (path: string, body: string) => void;
  readonly remove: (path: string) => void;
  readonly run: (script: string, toolbox: Toolbox) => Promise<string>;
  readonly close: () => void;
};

const toolNames = ['awk', 'cat', 'find', 'grep', 'head', 'readlink', 'sed', 'sort', 'tail', 'tr', 'zcat'];

/** dash, bash and busybox, as far as the set-up could bring them; busybox comes with its own tools. */
export const toolboxes: readonly Toolbox[] = shells.map(name => {
  const shell = shellAt(name) ?? 'sh';
  return { name, shell: name === 'busybox' ? [shell, 'sh'] : [shell] };
});

/** Makes a guest in which there is nothing to find fault with: an Ubuntu VM in Azure, provisioned for azureuser. */
export function linuxRoot(): LinuxRoot {
  const folder = mkdtempSync(join(tmpdir(), 'linux-root-'));
  const root = join(folder, 'root');
  const at = (path: string) => join(root, path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const link = (path: string, target: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    symlinkSync(target, at(path));
  };
  const program = (path: string, body: string) => {
    write(path, `#!/bin/sh\n${body}\n`);
    chmodSync(at(path), 0o755);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (const [name, body] of Object.entries(programs)) program(`usr/bin/${name}`, body);
  const run = async (script: string, { name, shell: [shell = 'sh', ...options] }: Toolbox): Promise<string> => {
    const env = { PATH: toolsFor(name, join(folder, `tools-${name}`)), CHECK_ROOT: root };
    const running = promisify(execFile)(shell, [...options, '-s'], { env });
    running.child.stdin?.end(script);
    // A script that says no does so with an exit code, and its answer is what counts here.
    const { stdout } = await running.catch((error: { stdout: string }) => error);
    return stdout;
  };
  const remove = (path: string) => rmSync(at(path), { recursive: true });
  return { at, write, link, program, remove, run, close: () => rmSync(folder, { recursive: true, force: true }) };
}

function toolsFor(shell: string, folder: string): string {
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  for (const tool of toolNames) {
    const target = toolAt(shell, tool);
    if (target) symlinkSync(target, join(folder, tool));
  }
  return folder;
}

const kernel = '6.5.0-1025-azure';
const options = ['WATCHDOG', 'CIFS', 'HYPERV', 'HYPERV_STORAGE', 'HYPERV_NET', 'UDF_FS', 'VFAT_FS'];

const programs = {
  id: 'echo 0',
  uname: `case $1 in -m) echo x86_64 ;; -r) echo ${kernel} ;; esac`,
  waagent: 'echo "WALinuxAgent-2.2.46 running on ubuntu 22.04"; echo "Goal state agent: 2.9.1.1"',
  'cloud-init': '',
  openssl: 'echo "OpenSSL 3.0.2 15 Mar 2022"',
  python3: 'echo "Python 3.10.12"',
  getconf: 'echo "glibc 2.35"',
  df: 'echo "Filesystem 1024-blocks Used Available Capacity Mounted"; echo "/dev/root 30298176 2097152 28201024 7% /"',
  'apt-get': '',
};

const files = {
  'etc/passwd': [
    'root:x:0:0:root:/root:/bin/bash',
    'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
    'azureuser:x:1000:1000::/home/azureuser:/bin/bash',
    '',
  ].join('\n'),
  'etc/shadow': 'root:*:19000::::::\ndaemon:*:19000::::::\nazureuser:$6$salt$hash:19000::::::\n',
  'etc/os-release': 'ID=ubuntu\nID_LIKE=debian\n',
  'etc/waagent.conf': 'Provisioning.Agent=auto\n# AutoUpdate.Enabled=n\nResourceDisk.EnableSwap=y\n',
  'etc/sudoers': '# Defaults targetpw\nDefaults env_reset\nroot ALL=(ALL:ALL) ALL\n',
  'etc/ssh/sshd_config':
    'Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin prohibit-password\nClientAliveInterval 180\n',
  'etc/ssh/sshd_config.d/50-cloudimg-settings.conf': 'ClientAliveInterval 120\n',
  'etc/ssh/ssh_host_rsa_key': 'a private key',
  'etc/apt/sources.list': 'deb http://azure.archive.ubuntu.com/ubuntu jammy main\n',
  'etc/modprobe.d/blacklist.conf': 'blacklist pcspkr\ninstall cramfs /bin/true\n',
  'var/lib/waagent/ovf-env.xml': '<ns1:UserName>azureuser</ns1:UserName>',
  'root/.bash_history': 'mysql -pSecret',
  'root/.ssh/authorized_keys':
    'no-port-forwarding,command="echo \'Please login as the user "azureuser" rather than the user "root".\';echo;sleep 10;exit 142" ssh-rsa AAAA azureuser\n',
  'home/azureuser/.ssh/authorized_keys': 'ssh-ed25519 AAAA azureuser',
  'home/azureuser/.bash_history': 'sudo -i',
  'home/azureuser/notes/.bash_history': 'goes with its owner',
  'boot/grub/grub.cfg': 'linux /boot/vmlinuz root=/dev/sda1 ro console=tty1 console=ttyS0 earlyprintk=ttyS0\n',
  [`boot/config-${kernel}`]: options.map(option => `CONFIG_${option}=m\n`).join(''),
  'proc/cmdline': 'BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro console=tty1 console=ttyS0,115200n8 earlyprintk=ttyS0\n',
  'proc/sys/net/ipv4/tcp_min_snd_mss': '48\n',
  'proc/swaps':
    'Filename\tType\tSize\tUsed\tPriority\n/mnt/swapfile\tfile\t2097148\t0\t-2\n/dev/zram0\tpartition\t99\t0\t100\n',
  'proc/self/mountinfo': [
    '22 28 0:20 / /sys rw,nosuid - sysfs sysfs rw',
    '28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw,discard',
    '40 28 7:0 / /snap/core20/1 ro - squashfs /dev/loop0 ro',
    '41 28 8:15 / /boot/efi rw,relatime shared:31 - vfat /dev/sda15 rw',
    '42 28 8:17 / /mnt rw,relatime shared:32 - ext4 /dev/sdb1 rw',
    '',
  ].join('\n'),
  'sys/dev/block/8:1/uevent': 'MAJOR=8\nDEVNAME=sda1\n',
  'sys/dev/block/8:15/uevent': 'MAJOR=8\nDEVNAME=sda15\n',
  'sys/dev/block/8:17/uevent': 'MAJOR=8\nDEVNAME=sdb1\n',
  'sys/block/sda/sda1/start': '227328\n',
  'sys/block/sda/sda14/start': '2048\n',
  'sys/block/sda/sda15/start': '10240\n',
  'sys/block/sdb/sdb1/start': '128\n',
  'sys/block/zram0/size': '99\n',
};
