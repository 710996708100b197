/** A kind of Linux as it stands in Azure, provisioned for azureuser as web-01, with what only such a system has. */
export type LinuxSystem = {
  readonly name: string;
  /** What tells of the machine or of people, and must be gone or empty: each has `secret` in it. */
  readonly goes: readonly string[];
  /** What stays though it tells of the machine, by the code that names it. */
  readonly told: Readonly<Record<string, readonly string[]>>;
  /** What is the system's or the owner's, and stays to the letter. */
  readonly stays: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly cloudInit: boolean;
  readonly waagent: string;
  /** What is mounted before anything runs. */
  readonly before?: string;
};

/** What identifies the machine, its account and its people, wherever it stands. */
export const traces = {
  account: 'azureuser',
  host: 'web-01',
  machineId: '0123456789abcdef0123456789abcdef',
  card: '00:0d:3a:01:02:03',
  secret: 'planted-secret',
} as const;

const everywhere = [
  ...['root/.bash_history', 'home/anna/.bash_history', 'home/anna/.ssh/known_hosts', 'home/anna/.python_history'],
  ...['etc/passwd-', 'etc/shadow-', 'etc/group-', 'etc/sudoers.d/90-cloud-init-users', 'var/spool/cron/azureuser'],
  ...['etc/ssh/ssh_host_rsa_key', 'etc/ssh/ssh_host_ed25519_key', 'var/lib/systemd/random-seed', 'tmp/azureuser.tmp'],
  ...['var/log/waagent.log', 'var/log/azure/run-command/handler.log', 'var/log/lastlog', 'var/log/wtmp', 'var/tmp/x'],
  ...[`var/log/journal/${traces.machineId}/system.journal`, `var/log/journal/${traces.machineId}/user-1000.journal`],
  ...['var/lib/systemd/linger/azureuser', 'var/lib/sudo/lectured/azureuser', 'var/lib/sudo/lectured/1000'],
];
const keepsEverywhere = {
  'home/anna/notes.txt': 'of anna',
  'etc/sudoers.d/ops': 'anna ALL=(ALL) NOPASSWD:ALL\n',
  'srv/app/data': 'of the owner',
};

/** One root for each family that Azure's Marketplace has beside Debian and Ubuntu. */
export const linuxSystems: readonly LinuxSystem[] = [
  {
    name: 'RHEL',
    cloudInit: true,
    waagent: 'usr/sbin/waagent',
    goes: [
      ...everywhere,
      ...['var/lib/NetworkManager/internal-1-eth0.lease', 'var/lib/NetworkManager/secret_key', 'etc/nvme/hostid'],
      ...['var/lib/NetworkManager/timestamps', 'etc/NetworkManager/system-connections/cloud-init-eth0.nmconnection'],
      ...['var/log/audit/audit.log', 'var/log/secure', 'var/log/messages-20260101', 'var/log/rhsm/rhsm.log'],
      ...['var/log/dnf.rpm.log', 'var/log/sa/sa01', 'var/log/anaconda/ks.log', 'root/anaconda-ks.cfg'],
      ...['root/original-ks.cfg', 'var/spool/mail/azureuser', 'etc/lvm/devices/system.devices', 'etc/nvme/hostnqn'],
      ...['etc/iscsi/initiatorname.iscsi', 'var/lib/rhsm/facts/facts.json', 'var/lib/rhsm/cache/content_access.json'],
      ...['var/lib/systemd/coredump/core.sshd.zst', 'var/lib/faillock/azureuser'],
    ],
    told: {
      registration: ['etc/pki/consumer/cert.pem', 'etc/pki/entitlement/1-key.pem'],
      'service-identity': ['etc/insights-client/machine-id'],
      'domain-join': ['etc/krb5.keytab'],
    },
    stays: {
      ...keepsEverywhere,
      'etc/os-release': 'ID="rhel"\nID_LIKE="fedora"\n',
      'etc/rhsm/rhsm.conf': '[server]\nhostname = subscription.rhsm.redhat.com\n',
      'etc/selinux/config': 'SELINUX=enforcing\n',
      'etc/yum.repos.d/redhat.repo': '[base]\nbaseurl=https://cdn.redhat.com\n',
      'etc/NetworkManager/system-connections/owner.nmconnection': '[connection]\nid=owner\n',
      'etc/cloud/cloud.cfg': 'ssh_deletekeys: true\ncloud_init_modules:\n  - ssh\n',
      'etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*.conf\nClientAliveInterval 180\n',
      'usr/lib/systemd/system/sshd-keygen@.service': '[Service]\nExecStart=/usr/libexec/openssh/sshd-keygen %i\n',
      'usr/lib/systemd/system/sshd.service': '[Unit]\nWants=sshd-keygen.target\n',
    },
  },
  {
    name: 'SLES',
    cloudInit: false,
    waagent: 'usr/sbin/waagent',
    goes: [
      ...everywhere,
      ...['var/lib/wicked/lease-eth0-dhcp-ipv4.xml', 'var/lib/wicked/duid.xml', 'var/lib/wicked/iaid.xml'],
      ...['var/log/zypp/history', 'var/log/zypper.log', 'var/log/YaST2/y2log', 'var/log/messages-20260101.xz'],
      ...['var/lib/zypp/AnonymousUniqueId', 'var/spool/cron/tabs/azureuser', 'var/lib/misc/random-seed'],
      ...['var/log/cloudregister', 'var/mail/azureuser'],
    ],
    told: {
      registration: ['etc/zypp/credentials.d/SCCcredentials', 'etc/zypp/credentials.d/Basesystem_Module_x86_64'],
      'network-card': ['etc/sysconfig/network/ifcfg-eth1'],
    },
    stays: {
      ...keepsEverywhere,
      'etc/os-release': 'ID="sles"\nID_LIKE="suse"\n',
      'etc/SUSEConnect': 'url: https://scc.suse.com\n',
      'etc/sysconfig/network/dhcp': 'DHCLIENT_SET_HOSTNAME="no"\n',
      'etc/sysconfig/network/ifcfg-eth0': "BOOTPROTO='dhcp'\nSTARTMODE='auto'\n",
      'etc/waagent.conf': 'Provisioning.Agent=auto\nProvisioning.RegenerateSshHostKeyPair=n\n',
      'etc/zypp/repos.d/base.repo': '[base]\nbaseurl=https://updates.suse.com\n',
      'usr/etc/sudoers': 'root ALL=(ALL:ALL) ALL\n@includedir /usr/etc/sudoers.d\n',
      'usr/etc/sudoers.d/50-vendor': '%wheel ALL=(ALL:ALL) ALL\n',
      'usr/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*.conf\nClientAliveInterval 180\n',
      'usr/lib/systemd/system/sshd.service': '[Service]\nExecStartPre=/usr/sbin/sshd-gen-keys-start\n',
    },
  },
  {
    name: 'Azure Linux',
    cloudInit: true,
    waagent: 'usr/sbin/waagent',
    goes: [
      ...everywhere,
      ...['etc/systemd/network/10-cloud-init-eth0.network', 'var/lib/systemd/network/eth0', 'var/log/tdnf.log'],
      ...[
        'var/log/cloud-init.log',
        'var/log/cloud-init-output.log',
        'var/log/audit/audit.log.1',
        'var/log/sysstat/sa01',
      ],
      ...['var/lib/cloud/instances/i-1/user-data.txt'],
    ],
    told: { 'network-card': ['etc/systemd/network/20-owner.network'] },
    stays: {
      ...keepsEverywhere,
      'etc/os-release': 'ID=azurelinux\nVERSION_ID="3.0"\n',
      'etc/systemd/network/99-dhcp-en.network': '[Match]\nName=e*\n[Network]\nDHCP=yes\n',
      'etc/cloud/cloud.cfg': 'cloud_init_modules:\n - [ssh, always]\n',
      'etc/yum.repos.d/azurelinux-official-base.repo': '[base]\nbaseurl=https://packages.microsoft.com\n',
      'etc/ssh/sshd_config': 'ClientAliveInterval 120\n',
      'usr/lib/systemd/system/sshd-keygen.service':
        '[Unit]\nConditionPathExists=|!/etc/ssh/ssh_host_rsa_key\n[Service]\nExecStart=/usr/bin/ssh-keygen -A\n[Install]\nWantedBy=multi-user.target\n',
    },
    links: {
      'etc/systemd/system/multi-user.target.wants/sshd-keygen.service': '/usr/lib/systemd/system/sshd-keygen.service',
      'etc/resolv.conf': '../run/systemd/resolve/resolv.conf',
    },
  },
  {
    name: 'Flatcar',
    cloudInit: false,
    waagent: 'usr/share/oem/bin/waagent',
    before: 'mount --bind /usr /usr\nmount -o remount,bind,ro /usr',
    goes: [
      ...everywhere,
      ...['var/lib/systemd/network/eth0', 'var/roothome/.bash_history', 'var/lib/dhcpcd/eth0.lease'],
      ...['boot/loader/random-seed', 'home/core/.bash_history', 'etc/iscsi/initiatorname.iscsi'],
    ],
    told: { 'authorized-keys': ['home/core/.ssh/authorized_keys.d/ignition'] },
    stays: {
      ...keepsEverywhere,
      'etc/os-release': 'ID=flatcar\nID_LIKE=coreos\n',
      'etc/.ignition-result.json': '{"userConfigProvided":true}\n',
      'etc/flatcar/update.conf': 'GROUP=stable\n',
      'var/lib/update_engine/prefs/previous-version': '4081.2.0',
      'etc/ssh/sshd_config': 'ClientAliveInterval 180\n',
      'usr/share/oem/waagent.conf': 'Provisioning.Agent=auto\n',
      'usr/lib/systemd/system/sshd.service': '[Unit]\nWants=sshd-keygen.service\n',
      'usr/lib/systemd/system/sshd-keygen.service':
        '[Unit]\nBefore=sshd.service\n[Service]\nType=oneshot\nExecStart=/usr/lib/flatcar/sshd_keygen\n',
    },
    links: { 'etc/resolv.conf': '/run/systemd/resolve/resolv.conf' },
  },
];
