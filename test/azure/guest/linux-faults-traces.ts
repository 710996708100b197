import { anna, type Fault, mnt, mounts, passwd } from './linux-fault.ts';

const withAnna = (path: string, text: string) => (guest: Parameters<Fault['arrange']>[0]) => {
  guest.write('etc/passwd', passwd + anna);
  guest.write(path, text);
};

/** What people and services can leave in a guest, that a capture does not take away by itself. */
export const traceFaults: readonly Fault[] = [
  {
    code: 'authorized-keys',
    level: 'must',
    where: 'people of a directory, who are in no passwd, left keys',
    detail: '2: /home/asmith@contoso.example/.ssh/authorized_keys, /home/contoso.example/jdoe/.ssh/authorized_keys',
    arrange: guest => {
      guest.write('home/contoso.example/jdoe/.ssh/authorized_keys', 'ssh-ed25519 AAAA somebody\n');
      guest.write('home/asmith@contoso.example/.ssh/authorized_keys', 'ssh-ed25519 AAAA somebody\n');
      guest.write('home/old/.ssh/authorized_keys', '# nobody\n');
    },
  },
  {
    code: 'authorized-keys',
    level: 'must',
    where: 'sshd looks for keys somewhere else',
    detail: '1: /etc/ssh/keys/anna',
    arrange: guest => {
      withAnna('etc/ssh/keys/anna', 'ssh-ed25519 AAAA anna\n')(guest);
      guest.write('etc/ssh/keys/azureuser', 'ssh-ed25519 AAAA azureuser\n');
      guest.write(
        'etc/ssh/sshd_config',
        'AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/keys/%u\nClientAliveInterval 180\nPermitRootLogin no\n',
      );
    },
  },
  {
    code: 'credentials',
    level: 'must',
    where: 'somebody left a key to other machines',
    detail: '1: /home/anna/.ssh/id_ed25519',
    arrange: withAnna('home/anna/.ssh/id_ed25519', '-----BEGIN OPENSSH PRIVATE KEY-----\n'),
  },
  {
    code: 'credentials',
    level: 'must',
    where: 'somebody is signed in to a cloud',
    detail: '1: /home/anna/.azure/msal_token_cache.json',
    arrange: withAnna('home/anna/.azure/msal_token_cache.json', '{}'),
  },
  {
    code: 'other-file-systems',
    level: 'should',
    where: 'a data disk holds homes',
    detail: '1: /home',
    arrange: guest => guest.write('proc/self/mountinfo', mounts(mnt, '50 28 8:33 / /home rw - ext4 /dev/sdc1 rw')),
  },
  {
    code: 'domain-join',
    level: 'must',
    where: 'the machine is in a domain',
    detail: '1: /etc/krb5.keytab',
    arrange: guest => guest.write('etc/krb5.keytab', 'key'),
  },
  {
    code: 'registration',
    level: 'should',
    where: 'the machine is registered',
    detail: '1: /etc/pki/consumer/cert.pem',
    arrange: guest => guest.write('etc/pki/consumer/cert.pem', 'certificate'),
  },
  {
    code: 'service-identity',
    level: 'should',
    where: 'agents have signed the machine up',
    detail: '2: /var/opt/azcmagent/agentconfig.json, /etc/salt/pki/minion/minion.pem',
    arrange: guest => {
      guest.write('var/opt/azcmagent/agentconfig.json', '{}');
      guest.write('etc/salt/pki/minion/minion.pem', 'key');
    },
  },
  {
    code: 'account-setting',
    level: 'should',
    where: 'a setting lets in the account that goes, and one of a longer name is none',
    detail: '1: /etc/ssh/sshd_config.d/60-who.conf',
    arrange: guest => {
      guest.write('etc/ssh/sshd_config.d/60-who.conf', 'AllowUsers anna azureuser\n');
      guest.write('etc/ssh/sshd_config.d/70-who.conf', '# azureuser\nDenyUsers azureuser-2 azureuser2\n');
    },
  },
  {
    code: 'network-card',
    level: 'should',
    where: 'a setting names the card, while cloud-init writes its own anew',
    detail: '1: /etc/netplan/01-own.yaml',
    arrange: guest => {
      guest.write(
        'etc/netplan/01-own.yaml',
        'network:\n  ethernets:\n    eth0:\n      match:\n        macaddress: 00:0d:3a:01:02:03\n',
      );
      guest.write('etc/netplan/50-cloud-init.yaml', 'macaddress: 00:0d:3a:01:02:03\n');
    },
  },
  {
    code: 'swap-on-os-disk',
    level: 'must',
    where: 'a swap file comes back at the next boot',
    detail: '1: /swapfile in /etc/fstab',
    arrange: guest =>
      guest.write('etc/fstab', '/swapfile none swap sw 0 0\n/mnt/swapfile none swap sw 0 0\n# /old none swap sw 0 0\n'),
  },
  {
    code: 'swap-on-os-disk',
    level: 'must',
    where: 'a swap partition comes back that nobody can tell the disk of',
    detail: '1: /dev/disk/by-uuid/1234 in /etc/fstab',
    arrange: guest => guest.write('etc/fstab', 'UUID=1234 none swap sw 0 0\n/dev/sdb1 none swap sw 0 0\n'),
  },
  {
    code: 'swap-on-os-disk',
    level: 'must',
    where: 'cloud-init makes a swap file at every first boot',
    detail: '1: /swap.img by cloud-init',
    arrange: guest => guest.write('etc/cloud/cloud.cfg.d/swap.cfg', 'swap:\n  size: auto\n'),
  },
  {
    code: 'ssh-host-keys',
    level: 'must',
    where: 'cloud-init is switched off',
    detail: '1: ssh_host_rsa_key',
    arrange: guest => guest.write('etc/cloud/cloud-init.disabled', ''),
  },
  {
    code: 'ssh-host-keys',
    level: 'must',
    where: 'the unit that makes keys is masked',
    detail: '1: ssh_host_rsa_key',
    arrange: guest => {
      guest.remove('usr/bin/cloud-init');
      guest.write('usr/lib/systemd/system/sshd-keygen.service', '[Service]\nExecStart=/usr/bin/ssh-keygen -A\n');
      guest.link('etc/systemd/system/sshd-keygen.service', '/dev/null');
    },
  },
  {
    code: 'ssh-host-keys',
    level: 'must',
    where: 'a key stands where nobody makes one anew',
    detail: '1: /etc/keys/host',
    arrange: guest => {
      guest.write('etc/keys/host', 'a private key');
      guest.write('etc/ssh/sshd_config.d/60-key.conf', 'HostKey /etc/keys/host\n');
    },
  },
];
