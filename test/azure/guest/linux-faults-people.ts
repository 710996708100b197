import { anna, type Fault, mnt, mounts, passwd, program, sshd } from './linux-fault.ts';

/** What can be wrong with programs, accounts, SSH and the network; each in a guest in which all else is fine. */
export const peopleFaults: readonly Fault[] = [
  {
    code: 'free-space',
    level: 'should',
    where: 'the OS disk is full',
    detail: '19 MiB',
    arrange: program('df', 'echo header; echo "/dev/root 30298176 0 20000 99% /"'),
  },
  {
    code: 'openssl',
    level: 'must',
    where: 'OpenSSL is old',
    detail: '1.1.0g',
    arrange: program('openssl', 'echo "OpenSSL 1.1.0g  2 Nov 2017"'),
  },
  {
    code: 'openssl',
    level: 'must',
    where: 'there is no OpenSSL',
    detail: 'not installed',
    arrange: guest => guest.remove('usr/bin/openssl'),
  },
  {
    code: 'python',
    level: 'should',
    where: 'Python is old',
    detail: '3.6.8',
    arrange: guest => {
      guest.remove('usr/bin/python3');
      guest.program('usr/libexec/platform-python', 'echo Python 3.6.8');
    },
  },
  {
    code: 'python',
    level: 'should',
    where: 'there is no Python',
    detail: 'not installed',
    arrange: guest => guest.remove('usr/bin/python3'),
  },
  {
    code: 'omi',
    level: 'must',
    where: 'OMI has the known hole',
    detail: '1.6.8.0',
    arrange: guest => guest.program('opt/omi/bin/omiserver', 'echo "/opt/omi/bin/omiserver: OMI-1.6.8-0 - Mon Sep 6"'),
  },
  {
    code: 'omi',
    level: 'must',
    where: 'OMI does not tell its version',
    detail: 'of an unknown version',
    arrange: guest => guest.program('opt/omi/bin/omiserver', 'exit 1'),
  },
  {
    code: 'omi',
    level: 'must',
    where: 'the package of OMI has the known hole',
    detail: '1.6.4.1',
    arrange: program('dpkg-query', 'echo 1.6.4.1'),
  },
  {
    code: 'ghost',
    level: 'should',
    where: 'glibc is old',
    detail: 'glibc 2.17',
    arrange: program('getconf', 'echo glibc 2.17'),
  },
  {
    code: 'password',
    level: 'must',
    where: 'accounts have passwords',
    detail: '2: anna, root',
    arrange: guest =>
      guest.write(
        'etc/shadow',
        'root:$6$a$b:1::::::\nanna:$6$a$b:1::::::\ndaemon:!*:1::::::\nazureuser:$6$a$b:1::::::\n',
      ),
  },
  {
    code: 'empty-password',
    level: 'must',
    where: 'an account has an empty password',
    detail: '1: anna',
    together: true,
    arrange: guest => guest.write('etc/shadow', 'root:*:1::::::\nanna::1::::::\n'),
  },
  {
    code: 'authorized-keys',
    level: 'must',
    where: 'somebody left a key',
    detail: '1: /home/anna/.ssh/authorized_keys',
    together: true,
    arrange: guest => {
      guest.write('etc/passwd', passwd + anna);
      guest.write('home/anna/.ssh/authorized_keys', 'ssh-ed25519 AAAA anna');
    },
  },
  {
    code: 'authorized-keys',
    level: 'must',
    where: 'root has a key of its own',
    detail: '1: /root/.ssh/authorized_keys',
    arrange: guest =>
      guest.write(
        'root/.ssh/authorized_keys',
        'command="echo \'Please login as the user\'" ssh-rsa AAAA\nssh-rsa BBBB\n',
      ),
  },
  {
    code: 'shell-history',
    level: 'must',
    where: 'a history lies on another file system, where a deprovision deletes nothing',
    detail: '1: /home/anna/data disk/.zsh_history',
    beside: ['other-file-systems'],
    arrange: guest => {
      guest.write('etc/passwd', passwd + anna);
      guest.write('proc/self/mountinfo', mounts(mnt, '50 28 8:33 / /home/anna/data\\040disk rw - ext4 /dev/sdc1 rw'));
      guest.write('home/anna/data disk/.zsh_history', 'ls');
      guest.write('home/anna/.bash_history', 'ls');
    },
  },
  {
    code: 'ssh-server',
    level: 'should',
    where: 'there is no SSH server',
    detail: 'no sshd_config',
    arrange: guest => guest.remove('etc/ssh'),
  },
  {
    code: 'ssh-client-alive',
    level: 'must',
    where: 'ClientAliveInterval is too long',
    detail: '600',
    together: true,
    arrange: sshd('ClientAliveInterval 600\n'),
  },
  {
    code: 'ssh-client-alive',
    level: 'must',
    where: 'ClientAliveInterval is too long in the file that Partner Center reads',
    detail: '600 in /etc/ssh/sshd_config itself',
    arrange: guest =>
      guest.write('etc/ssh/sshd_config', 'Include /etc/ssh/sshd_config.d/*.conf\nClientAliveInterval 600\n'),
  },
  {
    code: 'ssh-client-alive',
    level: 'must',
    where: 'ClientAliveInterval is set in a drop-in alone',
    detail: 'not set in /etc/ssh/sshd_config itself, only in another file: 120',
    arrange: guest =>
      guest.write('etc/ssh/sshd_config', 'Include /etc/ssh/sshd_config.d/*.conf\n#ClientAliveInterval 0\n'),
  },
  {
    code: 'ssh-client-alive',
    level: 'must',
    where: 'ClientAliveInterval is set for some only',
    detail: 'not set',
    arrange: guest => {
      sshd('Match User anna\nClientAliveInterval 120\n')(guest);
      guest.write('etc/ssh/sshd_config', 'Include sshd_config.d/*.conf\n# ClientAliveInterval 120\n');
    },
  },
  {
    code: 'ssh-client-alive',
    level: 'must',
    where: 'ClientAliveInterval is off',
    detail: '0',
    arrange: sshd('clientaliveinterval=0\n'),
  },
  {
    code: 'ssh-client-alive',
    level: 'should',
    where: 'ClientAliveInterval is short',
    detail: '15',
    arrange: sshd('ClientAliveInterval 15\n'),
  },
  {
    code: 'root-login',
    level: 'should',
    where: 'root may sign in with a password',
    detail: 'yes',
    arrange: sshd('ClientAliveInterval "3m"\nPermitRootLogin yes\n'),
  },
  {
    code: 'ssh-host-keys',
    level: 'must',
    where: 'nothing makes new host keys',
    detail: '1: ssh_host_rsa_key',
    together: true,
    arrange: guest => guest.remove('usr/bin/cloud-init'),
  },
  {
    code: 'sudo-targetpw',
    level: 'must',
    where: 'sudo asks for the password of root',
    detail: '1: /etc/sudoers',
    together: true,
    arrange: guest => guest.write('etc/sudoers', 'Defaults  targetpw # ask for it\n'),
  },
  {
    code: 'sudo-targetpw',
    level: 'must',
    where: 'a file beside sudoers asks for the password of root',
    detail: '1: /etc/sudoers.d/90',
    arrange: guest => guest.write('etc/sudoers.d/90', 'Defaults env_reset, targetpw\n'),
  },
  {
    code: 'persistent-net',
    level: 'must',
    where: 'a rule names interfaces by their card',
    detail: '1: /lib/udev/rules.d/75-persistent-net-generator.rules',
    together: true,
    arrange: guest => guest.write('lib/udev/rules.d/75-persistent-net-generator.rules', ''),
  },
  {
    code: 'network-dhcp',
    level: 'must',
    where: 'the address is fixed',
    detail: '1: no BOOTPROTO=dhcp',
    together: true,
    arrange: guest =>
      guest.write('etc/sysconfig/network-scripts/ifcfg-eth0', 'DEVICE="eth0"\nBOOTPROTO=none\nONBOOT=yes\n'),
  },
  {
    code: 'dhcp-hostname',
    level: 'must',
    where: 'DHCP sets the host name of a SUSE',
    detail: 'DHCLIENT_SET_HOSTNAME is not "no"',
    arrange: guest => guest.write('etc/os-release', 'ID="sles"\nID_LIKE="suse"\n'),
  },
  {
    code: 'repositories',
    level: 'should',
    where: 'there is no repository',
    detail: 'none',
    together: true,
    arrange: guest => guest.write('etc/apt/sources.list', '# deb http://gone main\n'),
  },
];
