import { type Fault, mnt, mounts, written } from './linux-fault.ts';

const units = 'usr/lib/systemd/system';

/** What makes a swap come back on the OS disk at the next boot. */
export const swapFaults: readonly Fault[] = [
  ...written([
    [
      'swap-on-os-disk',
      'must',
      'a swap file comes back at the next boot',
      '1: /swapfile in /etc/fstab',
      { 'etc/fstab': '/swapfile none swap sw 0 0\n/mnt/swapfile none swap sw 0 0\n# /old none swap sw 0 0\n' },
    ],
    [
      'swap-on-os-disk',
      'must',
      'a swap partition comes back that nobody can tell the disk of',
      '1: /dev/disk/by-uuid/1234 in /etc/fstab',
      { 'etc/fstab': 'UUID=1234 none swap sw 0 0\n/dev/sdb1 none swap sw 0 0\n' },
    ],
    [
      'swap-on-os-disk',
      'must',
      'a swap partition comes back by its label, while another is on the resource disk',
      '1: /dev/disk/by-label/swap in /etc/fstab',
      { 'etc/fstab': 'LABEL="swap" none swap sw 0 0\nPARTUUID=12 none swap sw 0 0\n', 'dev/sda14': '', 'dev/sdb1': '' },
      guest => {
        guest.link('dev/disk/by-label/swap', '../../sda14');
        guest.link('dev/disk/by-partuuid/12', '../../sdb1');
      },
    ],
    [
      'swap-on-os-disk',
      'must',
      'cloud-init makes a swap file at every first boot',
      '1: /swap.img by cloud-init',
      { 'etc/cloud/cloud.cfg.d/swap.cfg': 'swap:\n  size: auto\n' },
    ],
    [
      'swap-on-os-disk',
      'must',
      'a unit of a package turns a swap on, and none that is masked or that nothing wants',
      '2: /swap one by a unit, /swap two by a unit',
      {
        [`${units}/swap-one.swap`]: '[Swap]\nWhat=/swap one\r\n',
        [`${units}/swap-two.swap`]: '[Swap]\nWhat = /swap zero\n',
        'etc/systemd/system/swap-two.swap.d/own.conf': '[Swap]\nWhat="/swap two"\n',
        [`${units}/off.swap`]: '[Swap]\nWhat=/off\n',
        [`${units}/idle.swap`]: '[Swap]\nWhat=/idle\n',
      },
      guest => {
        for (const name of ['swap-one', 'swap-two', 'off'])
          guest.link(`${units}/swap.target.wants/${name}.swap`, `../${name}.swap`);
        guest.link('etc/systemd/system/off.swap', '/dev/null');
      },
    ],
    [
      'swap-on-os-disk',
      'must',
      'scripts, jobs and services of the boot turn swaps on',
      '3: /swap-a by a program at boot, /swap-b by a program at boot, /swap-c by a program at boot',
      {
        'etc/cron.d/swap': '@reboot root /sbin/swapon -p 5 "/swap-b"; true\n# @reboot root swapon /no\n',
        'etc/systemd/system/own.service': '[Service]\nExecStart=/usr/sbin/swapon /swap-c\n',
        'etc/systemd/system/idle.service': '[Service]\nExecStart=/usr/sbin/swapon /idle\n',
      },
      guest => {
        guest.program('etc/rc.local', 'swapon /swap-a || exit 1');
        guest.link('etc/systemd/system/multi-user.target.wants/own.service', '../own.service');
      },
    ],
    [
      'swap-on-os-disk',
      'must',
      'a partition of the OS disk is one for swap, which systemd turns on by itself',
      '1: /dev/sda14 by its type',
      {
        'run/udev/data/b8:14': 'S:disk/by-partlabel/x\nE:ID_PART_ENTRY_TYPE=0657fd6d-a4ab-43c4-84e5-0933c84b4f4f\n',
        'run/udev/data/b8:17': 'E:ID_FS_TYPE=swap\n',
        'sys/dev/block/8:14/uevent': 'DEVNAME=sda14\n',
      },
    ],
  ]),
  ...written([
    [
      'state-disk',
      'must',
      'the state of the machine is on a disk of its own, where no deprovision is done',
      '/var/lib',
      { 'proc/self/mountinfo': mounts(mnt, '50 28 8:33 / /var/lib rw - ext4 /dev/sdc1 rw') },
    ],
  ]),
];
