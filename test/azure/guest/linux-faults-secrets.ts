import { anna, type Fault, passwd, written } from './linux-fault.ts';

const list = (paths: readonly string[]) =>
  `${paths.length}: ${paths
    .slice(0, 3)
    .map(path => `/${path}`)
    .join(', ')}`;
const holding = (text: string, ...paths: readonly string[]) => Object.fromEntries(paths.map(path => [path, text]));

const signedIn = [
  ...['.Azure/TokenCache.dat', '.aws/sso/cache/token.json', '.azure/azureProfile.json', '.cargo/credentials.toml'],
  ...[
    '.claude/.credentials.json',
    '.config/containers/auth.json',
    '.config/doctl/config.yaml',
    '.config/gcloud/access_tokens.db',
  ],
  ...['.config/gcloud/legacy_credentials/me/adc.json', '.config/gh/hosts.yml', '.config/helm/registry/config.json'],
  ...[
    '.config/rclone/rclone.conf',
    '.docker/config.json',
    '.gnupg/private-keys-v1.d/A.key',
    '.kube/config',
    '.local/share/.IdentityService/msal.cache',
  ],
  ...[
    '.local/share/keyrings/login.keyring',
    '.m2/settings.xml',
    '.password-store/bank.gpg',
    '.pypirc',
    '.snap/auth.json',
    'runner/.credentials_rsaparams',
  ],
].sort();

const services = [
  ...[
    'etc/opt/microsoft/azuremonitoragent/config-cache/x.json',
    'var/cfengine/ppkeys/localhost.priv',
    'opt/splunkforwarder/etc/instance.cfg',
  ],
  ...[
    'etc/gitlab-runner/config.toml',
    'var/lib/fwupd/pki/secret.key',
    'var/lib/zerotier-one/identity.secret',
    'etc/openvpn/client/a.key',
  ],
  ...[
    'etc/kubernetes/admin.conf',
    'var/lib/rancher/k3s/server/token',
    'var/lib/docker/swarm/certificates/swarm-node.key',
    'var/lib/mysql/server-key.pem',
  ],
  ...[
    'etc/mysql/debian.cnf',
    'etc/ssl/private/own.key',
    'etc/pki/tls/private/own.key',
    'etc/rndc.key',
    'etc/dropbear/dropbear_rsa_host_key',
    'etc/hostid',
  ],
];

const machine = {
  'etc/NetworkManager/system-connections/vpn.nmconnection': '[vpn-secrets]\npassword=geheim\n',
  'etc/netplan/60-wifi.yaml': '  access-points:\n    a:\n      password: geheim\n',
  'etc/wpa_supplicant/wlan.conf': '  psk="geheim"\n',
  'etc/fstab': '//files/share /mnt cifs rw,username=me,password=geheim 0 0\n',
  'etc/apt/auth.conf.d/own.conf': 'machine repo.contoso.example login me password geheim\n',
  'etc/yum.repos.d/own.repo': '[own]\nbaseurl=https://repo\npassword = geheim\n',
  'etc/environment': 'HTTPS_PROXY=http://me:geheim@proxy:3128\n',
  'etc/cloud/cloud.cfg.d/99-installer.cfg': '  users:\n  - name: me\n    passwd: $6$x$y\n',
  'etc/smbcredentials/files.cred': 'username=me\npassword=geheim\n',
  'var/lib/sss/secrets/secrets.ldb': 'tickets',
  'etc/.git/HEAD': 'ref: refs/heads/main\n',
};

/** Secrets of people, of the machine and of its services that stay in an image. */
export const secretFaults: readonly Fault[] = written([
  [
    'credentials',
    'must',
    'programs of somebody are signed in',
    list(signedIn.map(file => `home/anna/${file}`)),
    { 'etc/passwd': passwd + anna, ...holding('token', ...signedIn.map(file => `home/anna/${file}`)) },
  ],
  [
    'credentials',
    'must',
    'root and every new account are signed in',
    '2: /etc/skel/.netrc, /root/.kube/config',
    { ...holding('machine x login y password z', 'etc/skel/.netrc', 'root/.kube/config') },
  ],
  ['credentials', 'must', 'settings of the machine have passwords', list(Object.keys(machine)), machine],
  [
    'authorized-keys',
    'must',
    'every new account gets a key',
    '1: /etc/skel/.ssh/authorized_keys',
    { 'etc/skel/.ssh/authorized_keys': 'ssh-ed25519 AAAA somebody\n' },
  ],
  [
    'service-identity',
    'should',
    'services have keys and names of their own',
    list(services),
    holding('x', ...services),
  ],
  [
    'domain-join',
    'must',
    'sssd keeps people of a domain, and not only accounts of the machine',
    '1: /var/lib/sss/db/cache_contoso.example.ldb',
    holding(
      'x',
      ...['cache_contoso.example', 'cache_implicit_files', 'config', 'sssd'].map(name => `var/lib/sss/db/${name}.ldb`),
    ),
  ],
  [
    'registration',
    'should',
    'the machine is registered with the servers of its cloud',
    '1: /var/cache/cloudregister/currentSMTInfo.obj',
    holding('x', 'var/cache/cloudregister/currentSMTInfo.obj'),
  ],
  [
    'snapshots',
    'must',
    'snapshots have what a capture deletes',
    '2: /.snapshots/1/info.xml, /home/.snapshots/7/info.xml',
    holding('x', '.snapshots/1/info.xml', 'home/.snapshots/7/info.xml'),
  ],
  [
    'snapshots',
    'must',
    'an older system is beside the one that runs',
    '2: /ostree/deploy/os/deploy/aa.0/etc/shadow, /ostree/deploy/os/deploy/bb.0/etc/shadow',
    holding('x', 'ostree/deploy/os/deploy/aa.0/etc/shadow', 'ostree/deploy/os/deploy/bb.0/etc/shadow'),
  ],
  [
    'host-name',
    'should',
    'settings name this host, and others one of a longer name',
    '2: /etc/mailname, /etc/postfix/main.cf',
    {
      'etc/hostname': 'web-01.contoso.example\n',
      'etc/mailname': 'web-01.contoso.example\n',
      'etc/postfix/main.cf': '# web-01\nmyhostname = web-01\n',
      'etc/sssd/sssd.conf': 'web-01 = no value\n',
      'etc/samba/smb.conf': 'netbios name = web-012\n',
    },
  ],
  [
    'network-card',
    'should',
    'a rule of udev names a card by its address',
    '1: /etc/udev/rules.d/60-net.rules',
    { 'etc/udev/rules.d/60-net.rules': 'SUBSYSTEM=="net", ATTR{address}=="00:0d:3a:01:02:03", NAME="lan0"\n' },
  ],
  [
    'network-address',
    'should',
    'addresses were given by hand, and one by cloud-init',
    '5: /etc/netplan/01-own.yaml, /etc/systemd/network/own.network, /etc/network/interfaces.d/own',
    {
      'etc/netplan/01-own.yaml': 'network:\n  ethernets:\n    eth0:\n      addresses: [10.0.0.4/24]\n',
      'etc/netplan/50-cloud-init.yaml': 'network:\n  ethernets:\n    eth0:\n      addresses: [10.0.0.4/24]\n',
      'etc/systemd/network/own.network': '[Network]\nAddress=10.0.0.4/24\n',
      'etc/network/interfaces.d/own': 'iface eth0 inet static\n  address 10.0.0.4\n',
      'etc/NetworkManager/system-connections/own': '[ipv4]\nmethod=manual\naddress1=10.0.0.4/24\n',
      'etc/sysconfig/network/ifcfg-eth1': "BOOTPROTO='static'\nIPADDR='10.0.0.4/24'\n",
      'etc/sysconfig/network/ifcfg-lo': "IPADDR='127.0.0.1/8'\n",
    },
  ],
]);
