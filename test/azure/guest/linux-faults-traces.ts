import { anna, type Fault, mnt, mounts, passwd, written } from './linux-fault.ts';

const withAnna = { 'etc/passwd': passwd + anna };

/** What people and services can leave in a guest, that a capture does not take away by itself. */
export const traceFaults: readonly Fault[] = written([
  [
    'credentials',
    'must',
    'somebody left a key to other machines',
    '1: /home/anna/.ssh/id_ed25519',
    { ...withAnna, 'home/anna/.ssh/id_ed25519': '-----BEGIN OPENSSH PRIVATE KEY-----\n' },
  ],
  [
    'credentials',
    'must',
    'somebody is signed in to a cloud',
    '1: /home/anna/.azure/msal_token_cache.json',
    { ...withAnna, 'home/anna/.azure/msal_token_cache.json': '{}' },
  ],
  [
    'other-file-systems',
    'should',
    'a data disk holds homes',
    '1: /home',
    { 'proc/self/mountinfo': mounts(mnt, '50 28 8:33 / /home rw - ext4 /dev/sdc1 rw') },
  ],
  ['domain-join', 'must', 'the machine is in a domain', '1: /etc/krb5.keytab', { 'etc/krb5.keytab': 'key' }],
  [
    'registration',
    'should',
    'the machine is registered',
    '1: /etc/pki/consumer/cert.pem',
    { 'etc/pki/consumer/cert.pem': 'certificate' },
  ],
  [
    'service-identity',
    'should',
    'agents have signed the machine up',
    '2: /var/opt/azcmagent/agentconfig.json, /etc/salt/pki/minion/minion.pem',
    { 'var/opt/azcmagent/agentconfig.json': '{}', 'etc/salt/pki/minion/minion.pem': 'key' },
  ],
  [
    'account-setting',
    'should',
    'a setting lets in the account that goes, and one of a longer name is none',
    '1: /etc/ssh/sshd_config.d/60-who.conf',
    {
      'etc/ssh/sshd_config.d/60-who.conf': 'AllowUsers anna azureuser\n',
      'etc/ssh/sshd_config.d/70-who.conf': '# azureuser\nDenyUsers azureuser-2 azureuser2\n',
    },
  ],
  [
    'network-card',
    'should',
    'a setting names the card, while cloud-init writes its own anew',
    '1: /etc/netplan/01-own.yaml',
    {
      'etc/netplan/01-own.yaml':
        'network:\n  ethernets:\n    eth0:\n      match:\n        macaddress: 00:0d:3a:01:02:03\n',
      'etc/netplan/50-cloud-init.yaml': 'macaddress: 00:0d:3a:01:02:03\n',
    },
  ],
  [
    'network-card',
    'should',
    'cloud-init wrote it once, and is switched off for good since',
    '2: /etc/netplan/50-cloud-init.yaml, /etc/systemd/network/own.network',
    {
      'etc/netplan/50-cloud-init.yaml': 'macaddress: 00:0d:3a:01:02:03\n',
      'etc/systemd/network/own.network': '[Match]\nMACAddress=00:0d:3a:01:02:03\n',
    },
    guest => {
      guest.link('etc/systemd/system/cloud-init.target', '/dev/null');
      guest.remove('etc/ssh/ssh_host_rsa_key');
    },
  ],
  [
    'resolver',
    'should',
    'the agent deletes name servers that nothing writes anew',
    '/etc/resolv.conf',
    { 'etc/os-release': 'ID=debian\n', 'etc/resolv.conf': 'nameserver 10.0.0.4\n' },
  ],
  [
    'resolver',
    'should',
    'NetworkManager is told to leave the name servers alone',
    '/etc/resolv.conf',
    {
      'etc/os-release': 'ID="rhel"\n',
      'etc/resolv.conf': 'nameserver 10.0.0.4\n',
      'etc/NetworkManager/conf.d/90-dns.conf': '[main]\ndns=none\n',
    },
    guest => guest.program('usr/sbin/NetworkManager', ''),
  ],
  [
    'resolver',
    'should',
    'NetworkManager leaves name servers alone, and dhclient is there for nobody',
    '/etc/resolv.conf',
    {
      'etc/os-release': 'ID=other\n',
      'etc/resolv.conf': 'nameserver 10.0.0.4\n',
      'etc/NetworkManager/conf.d/90-dns.conf': '[main]\ndns=none\n',
    },
    guest => {
      for (const name of ['NetworkManager', 'dhclient']) guest.program(`usr/sbin/${name}`, '');
    },
  ],
  [
    'resolver',
    'should',
    'netconfig of SUSE has no policy',
    '/etc/resolv.conf',
    {
      'etc/os-release': 'ID=other\n',
      'etc/resolv.conf': 'nameserver 10.0.0.4\n',
      'etc/sysconfig/network/config': 'NETCONFIG_DNS_POLICY=""\n',
    },
    guest => {
      for (const name of ['netconfig']) guest.program(`usr/sbin/${name}`, '');
    },
  ],
  [
    'resolver',
    'should',
    'an interface of Red Hat takes no name servers',
    '/etc/resolv.conf',
    {
      'etc/os-release': 'ID=other\n',
      'etc/resolv.conf': 'nameserver 10.0.0.4\n',
      'etc/sysconfig/network-scripts/ifcfg-eth0': 'DEVICE=eth0\nBOOTPROTO=dhcp\nONBOOT=yes\nPEERDNS=no\n',
    },
    guest => {
      for (const name of ['dhclient']) guest.program(`usr/sbin/${name}`, '');
    },
  ],
  [
    'resolver',
    'should',
    'a hook of dhclient does nothing',
    '/etc/resolv.conf',
    {
      'etc/os-release': 'ID=other\n',
      'etc/resolv.conf': 'nameserver 10.0.0.4\n',
      'etc/dhcp/dhclient-enter-hooks.d/no-dns': 'make_resolv_conf() {\n :\n}\n',
    },
    guest => {
      for (const name of ['dhclient']) guest.program(`usr/sbin/${name}`, '');
    },
  ],
  [
    'resolver',
    'should',
    'resolvconf is told not to',
    '/etc/resolv.conf',
    {
      'etc/os-release': 'ID=other\n',
      'etc/resolv.conf': 'nameserver 10.0.0.4\n',
      'etc/resolvconf.conf': 'resolvconf=NO\n',
    },
    guest => {
      for (const name of ['resolvconf', 'dhclient']) guest.program(`usr/sbin/${name}`, '');
    },
  ],
  [
    'domain-join',
    'must',
    'the machine is joined to Entra',
    '3: /var/lib/himmelblaud/hsm-pin, /var/cache/himmelblaud/himmelblau.cache.db, /var/lib/authd/authd.sqlite3',
    {
      'var/lib/himmelblaud/hsm-pin': 'pin',
      'var/cache/himmelblaud/himmelblau.cache.db': 'device key',
      'var/lib/authd/authd.sqlite3': 'people',
    },
  ],
  [
    'credentials',
    'must',
    'people have passwords in Samba and VNC, and seeds of a second factor',
    '5: /home/anna/.google_authenticator, /home/anna/.vnc/passwd, /var/lib/samba/private/passdb.tdb',
    {
      'var/lib/samba/private/passdb.tdb': 'TDB file\nUSER_anna\n',
      'var/lib/samba/passdb.tdb': 'TDB file\nINFO/version\n',
      'etc/samba/smbpasswd': 'anna:1000:X:8846F7EA\n',
      'etc/users.oath': 'HOTP anna - 00\n',
      'home/anna/.vnc/passwd': 'x',
      'home/anna/.google_authenticator': 'seed',
    },
  ],
  [
    'ssh-trust',
    'should',
    'files in homes name whom to trust',
    '2: /home/anna/.shosts, /root/.k5login',
    { 'root/.k5login': 'anna@CONTOSO.EXAMPLE\n', 'home/anna/.shosts': 'bastion anna\n' },
  ],
  [
    'authorized-keys',
    'must',
    'people of a directory have homes where himmelblau and nslcd say',
    '2: /export/home/jdoe/.ssh/authorized_keys, /srv/people/jdoe/.ssh/authorized_keys',
    {
      'etc/himmelblau/himmelblau.conf': '[global]\nhome_prefix = /export/home/\n',
      'etc/nslcd.conf': 'map passwd homeDirectory "/srv/people/$uid"\n',
      'export/home/jdoe/.ssh/authorized_keys': 'ssh-ed25519 AAAA x',
      'srv/people/jdoe/.ssh/authorized_keys': 'ssh-ed25519 AAAA x',
    },
  ],
]);
