import type { Rule } from './readiness.ts';
import { sources } from './readiness-sources.ts';

/** What linux-checks.sh looks at in programs, their sources and the network. */
export const programRules: readonly Rule[] = [
  {
    code: 'openssl',
    level: 'must',
    title: 'Version of OpenSSL',
    why: 'OpenSSL must be 3.0 or later, or one of the long supported 1.1.1 and 1.0.2.',
    mend: 'Update it: apt-get install --only-upgrade openssl, or dnf update openssl',
    source: sources.lisa,
  },
  {
    code: 'python',
    level: 'should',
    title: 'Version of Python',
    why: 'Extensions and the agent run on Python; 3.9 or later is expected, 2.6 is the least.',
    mend: 'Install python3 of the distribution, or a newer release of it.',
    source: sources.lisa,
  },
  {
    code: 'omi',
    level: 'must',
    title: 'OMI without known holes',
    why: 'OMI before 1.6.8.1 lets anybody on the network become root (CVE-2021-38647 and others).',
    mend: 'Update or remove it: apt-get install --only-upgrade omi, or dnf update omi',
    source: sources.lisa,
  },
  {
    code: 'ghost',
    level: 'should',
    title: 'glibc without known holes',
    why: 'glibc before 2.18 may have the hole GHOST (CVE-2015-0235), unless the distribution repaired it.',
    mend: 'See that the newest glibc of the distribution is installed, or move to a newer release.',
    source: sources.selfTest,
  },
  {
    code: 'repositories',
    level: 'should',
    title: 'Repositories for packages',
    why: 'Without a repository nobody can update a VM made from the image.',
    mend: 'Add the repositories of the distribution.',
    source: sources.lisa,
  },
  {
    code: 'persistent-net',
    level: 'must',
    title: 'No rules that tie interfaces to a card',
    why: 'These rules give a new network card another name, so that a VM made from the image has no network.',
    mend: 'Mask it: ln -s /dev/null /etc/udev/rules.d/75-persistent-net-generator.rules',
    source: sources.lisa,
  },
  {
    code: 'network-dhcp',
    level: 'must',
    title: 'The network is set up by DHCP',
    why: 'The first interface must take its address by DHCP, or a VM made from the image has no network.',
    mend: 'Set DEVICE=eth0, BOOTPROTO=dhcp and ONBOOT=yes in /etc/sysconfig/network-scripts/ifcfg-eth0',
    source: sources.lisa,
  },
  {
    code: 'dhcp-hostname',
    level: 'must',
    title: 'DHCP does not set the host name',
    why: 'On SUSE, DHCP must not take the host name away that provisioning gave.',
    mend: 'Set DHCLIENT_SET_HOSTNAME="no" in /etc/sysconfig/network/dhcp',
    source: sources.lisa,
  },
  {
    code: 'network-card',
    level: 'should',
    title: 'Settings of the network fit any card',
    why: 'These settings name the address of this card, so that a VM made from the image, which has another one, may have no network.',
    mend: 'Take the lines with the address of the card (HWADDR, mac-address, macaddress, MACAddress) out of the files',
    stays: 'Network settings for the card of this VM',
    source: sources.sysprepOperations,
  },
];
