import { cmdline, conf, type Fault, mounts, program, swaps, withLvm, withoutCloudInit } from './linux-fault.ts';

/** What can be wrong with the agent, the kernel and the OS disk; each in a guest in which all else is fine. */
export const systemFaults: readonly Fault[] = [
  {
    code: '64-bit',
    level: 'must',
    where: 'the system has 32 bits',
    detail: 'i686',
    arrange: program('uname', 'case $1 in -m) echo i686 ;; *) echo 6.5.0-1025-azure ;; esac'),
  },
  {
    code: 'agent-version',
    level: 'must',
    where: 'there is no agent',
    detail: 'not installed',
    arrange: guest => guest.remove('usr/bin/waagent'),
  },
  {
    code: 'agent-version',
    level: 'must',
    where: 'the agent is old',
    detail: '2.2.9',
    arrange: program('waagent', 'echo WALinuxAgent-2.2.9 running on ubuntu'),
  },
  {
    code: 'agent-auto-update',
    level: 'should',
    where: 'the agent does not update itself',
    detail: 'off',
    arrange: guest => {
      conf('AutoUpdate.Enabled=n\n')(guest);
      program('waagent', 'echo WALinuxAgent-2.2.53.1 running')(guest);
    },
  },
  {
    code: 'agent-auto-update',
    level: 'should',
    where: 'the agent stays behind the latest',
    detail: 'off',
    arrange: guest => {
      conf('AutoUpdate.UpdateToLatestVersion = N # no\n')(guest);
      program('waagent', 'echo WALinuxAgent-2.10.0.3 running')(guest);
    },
  },
  {
    code: 'provisioning',
    level: 'must',
    where: 'the agent leaves it to cloud-init, which is not there',
    detail: 'Provisioning.Agent=cloud-init, and no cloud-init',
    arrange: guest => {
      withoutCloudInit(guest);
      conf('Provisioning.Agent=cloud-init\n')(guest);
    },
  },
  {
    code: 'provisioning',
    level: 'must',
    where: 'cloud-init is disabled and the agent may not',
    detail: 'Provisioning.Enabled=n, and no cloud-init',
    beside: ['ssh-host-keys'],
    arrange: guest => {
      guest.write('etc/cloud/cloud-init.disabled', '');
      conf('Provisioning.Enabled=n\nProvisioning.RegenerateSshHostKeyPair=y\n')(guest);
    },
  },
  {
    code: 'provisioning',
    level: 'must',
    where: 'cloud-init looks for other clouds alone, and the agent leaves it to cloud-init',
    detail: 'cloud-init, whose datasource_list has no Azure',
    beside: ['ssh-host-keys'],
    arrange: guest => {
      guest.write('etc/cloud/cloud.cfg', 'datasource_list: [ Azure, None ]\n');
      guest.write('etc/cloud/cloud.cfg.d/90_dpkg.cfg', '# Azure\ndatasource_list:\n - VMware # not Azure\n - OVF\n');
    },
  },
  {
    code: 'provisioned-account',
    level: 'should',
    where: 'ovf-env.xml is gone',
    detail: 'ovf-env.xml does not tell',
    together: true,
    arrange: guest => {
      guest.remove('var/lib/waagent/ovf-env.xml');
      guest.remove('home/azureuser');
      guest.write('etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
      guest.write('etc/shadow', 'root:*:19000::::::\n');
    },
  },
  {
    code: 'serial-console',
    level: 'must',
    where: 'the kernel is silent on the serial port',
    detail: 'no console=ttyS0',
    arrange: cmdline('ro console=tty0 console=ttyS01 earlyprintk=ttyS0'),
  },
  {
    code: 'serial-console',
    level: 'must',
    where: 'an Arm64 kernel is silent on the serial port',
    detail: 'no console=ttyAMA0',
    arrange: program('uname', 'case $1 in -m) echo aarch64 ;; *) echo 6.5.0-1025-azure ;; esac'),
  },
  {
    code: 'early-console',
    level: 'should',
    where: 'the kernel speaks late',
    detail: 'no earlyprintk=ttyS0',
    together: true,
    arrange: cmdline('ro console=ttyS0'),
  },
  {
    code: 'boot-parameters',
    level: 'must',
    where: 'a parameter hides the disc',
    detail: '1: /boot/grub/grub.cfg',
    together: true,
    arrange: guest => guest.write('boot/grub/grub.cfg', 'linux /boot/vmlinuz libata.atapi_enabled=0'),
  },
  {
    code: 'boot-parameters',
    level: 'must',
    where: 'a running parameter hides the disc',
    detail: '1: /proc/cmdline',
    arrange: cmdline('console=ttyS0 earlyprintk=ttyS0 reserve=0x1f0,0x8'),
  },
  {
    code: 'kernel-options',
    level: 'must',
    where: 'the kernel lacks options',
    detail: '6: CONFIG_WATCHDOG, CONFIG_CIFS, CONFIG_HYPERV_STORAGE',
    arrange: guest => guest.write('boot/config-6.5.0-1025-azure', 'CONFIG_HYPERV=y\n# CONFIG_CIFS is not set\n'),
  },
  {
    code: 'modules-disabled',
    level: 'must',
    where: 'vfat may not load',
    detail: '2: udf, vfat',
    arrange: guest => guest.write('etc/modprobe.d/cis.conf', 'install vfat /bin/true\ninstall udf /bin/false\n'),
  },
  {
    code: 'modules-disabled',
    level: 'should',
    where: 'udf may not load and cloud-init may do without',
    detail: 'udf',
    together: true,
    arrange: guest => guest.write('etc/modprobe.d/cis.conf', 'blacklist udf\n'),
  },
  {
    code: 'modules-disabled',
    level: 'must',
    where: 'udf may not load and the agent needs it',
    detail: 'udf',
    arrange: guest => {
      withoutCloudInit(guest);
      guest.write('etc/modprobe.d/cis.conf', 'blacklist udf\n');
    },
  },
  {
    code: 'sack-panic',
    level: 'must',
    where: 'the kernel is not repaired',
    detail: '6.5.0-1025-azure',
    together: true,
    arrange: guest => guest.remove('proc/sys/net/ipv4/tcp_min_snd_mss'),
  },
  {
    code: 'swap-on-os-disk',
    level: 'must',
    where: 'a swap file is on the OS disk',
    detail: '1: /swap.img',
    together: true,
    arrange: swaps('/swap.img'),
  },
  {
    code: 'swap-on-os-disk',
    level: 'must',
    where: 'a swap partition is on the OS disk',
    detail: '1: /dev/sda14',
    arrange: swaps('/dev/sda14'),
  },
  {
    code: 'lvm-on-os-disk',
    level: 'should',
    where: 'a volume of LVM is on the OS disk',
    detail: '1: rootvg-rootlv',
    together: true,
    arrange: withLvm,
  },
  {
    code: 'root-partition',
    level: 'should',
    where: '/home has a partition of its own',
    detail: '1: /home',
    together: true,
    arrange: guest =>
      guest.write(
        'proc/self/mountinfo',
        mounts('43 28 8:15 / /home rw - ext4 /dev/sda15 rw', '44 28 8:17 / /mnt rw - ext4 /dev/sdb1 rw'),
      ),
  },
  {
    code: 'first-megabyte',
    level: 'must',
    where: 'the first partition starts early',
    detail: 'the first partition starts at sector 63',
    together: true,
    arrange: guest => guest.write('sys/block/sda/sda1/start', '63\n'),
  },
];
