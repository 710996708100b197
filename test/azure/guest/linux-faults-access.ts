import { anna, type Fault, passwd, written } from './linux-fault.ts';

const key = 'ssh-ed25519 AAAA somebody\n';
const sshdConfig = 'ClientAliveInterval 180\nPermitRootLogin no\n';

/** What lets people into a guest: keys, authorities and host keys. */
export const accessFaults: readonly Fault[] = written([
  [
    'authorized-keys',
    'must',
    'people of a directory, who are in no passwd, left keys',
    '2: /home/asmith@contoso.example/.ssh/authorized_keys, /home/contoso.example/jdoe/.ssh/authorized_keys',
    {
      'home/contoso.example/jdoe/.ssh/authorized_keys': key,
      'home/asmith@contoso.example/.ssh/authorized_keys': key,
      'home/old/.ssh/authorized_keys': '# nobody\n',
    },
  ],
  [
    'authorized-keys',
    'must',
    'sshd looks for keys somewhere else, by names of accounts and of people of a directory',
    '2: /etc/ssh/keys/anna, /etc/ssh/keys/jdoe@contoso.example',
    {
      'etc/passwd': passwd + anna,
      'etc/ssh/keys/anna': key,
      'etc/ssh/keys/jdoe@contoso.example': key,
      'etc/ssh/keys/azureuser': key,
      'etc/ssh/sshd_config': `AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/keys/%u\n${sshdConfig}`,
    },
  ],
  [
    'authorized-keys',
    'must',
    'sshd looks for keys elsewhere in homes',
    '2: /home/anna/.config/keys, /home/anna/keys.d/1001',
    {
      'etc/passwd': passwd + anna,
      'home/anna/.config/keys': key,
      'home/anna/keys.d/1001': key,
      'home/azureuser/.config/keys': key,
      'etc/ssh/sshd_config': `AuthorizedKeysFile %h/.config/keys keys.d/%U\r\n${sshdConfig}`,
    },
  ],
  [
    'authorized-keys',
    'must',
    'sshd looks for keys elsewhere for some people, which an included file says',
    '1: /srv/deploy keys/all',
    {
      'srv/deploy keys/all': key,
      'etc/ssh/deploy.conf': 'Match Group deploy\nAuthorizedKeysFile /srv/deploy?keys/*\n',
      'etc/ssh/sshd_config': `${sshdConfig}Include deploy.conf\n`,
    },
  ],
  [
    'authorized-keys',
    'must',
    'keys stand behind links',
    '2: /home/anna/.ssh/authorized_keys, /root/.ssh/authorized_keys',
    { 'etc/passwd': passwd + anna, 'srv/anna/authorized_keys': key, 'srv/root-keys': key },
    guest => {
      guest.remove('root/.ssh/authorized_keys');
      guest.link('root/.ssh/authorized_keys', guest.at('srv/root-keys'));
      guest.link('home/anna/.ssh', '../../srv/anna');
    },
  ],
  [
    'authorized-keys',
    'must',
    'the keys of the account that goes stay where its link leads to',
    '1: /srv/azureuser/authorized_keys',
    { 'srv/azureuser/authorized_keys': key },
    guest => {
      guest.remove('home/azureuser/.ssh');
      guest.link('home/azureuser/.ssh', '../../srv/azureuser');
    },
  ],
  [
    'authorized-keys',
    'must',
    'a key for root says in its comment what cloud-init would say',
    '1: /root/.ssh/authorized_keys',
    { 'root/.ssh/authorized_keys': 'ssh-rsa AAAA Please login as the user\n' },
  ],
  [
    'root-accounts',
    'must',
    'another account is root too',
    '1: toor',
    { 'etc/passwd': `${passwd}toor:x:0:0::/root:/bin/sh\n` },
  ],
  [
    'account-setting',
    'should',
    'the account that goes is signed in at the start, made again at first boot, and runs a program',
    '4: /etc/systemd/system/getty@tty1.service.d/auto.conf, /etc/containers/systemd/app.container, /etc/cloud/cloud.cfg.d/99-users.cfg',
    {
      'etc/systemd/system/getty@tty1.service.d/auto.conf':
        '[Service]\nExecStart=-/sbin/agetty --autologin azureuser %I\n',
      'etc/containers/systemd/app.container': '[Service]\nUser=azureuser\n',
      'etc/cloud/cloud.cfg.d/99-users.cfg': 'users:\n  - name: azureuser\n',
      'etc/lightdm/lightdm.conf': '[Seat:*]\nautologin-user=azureuser\n',
    },
  ],
  [
    'sudo-rules',
    'must',
    'a file of rules is none that sudo takes without the account, and another was none before',
    '1: /etc/sudoers.d/team',
    {
      'etc/sudoers.d/team': 'anna ALL=(ALL) ALL\nazureuser ALL=(ALL) ALL\n',
      'etc/sudoers.d/fine': 'User_Alias ADMINS = anna, azureuser\nADMINS ALL=(ALL) ALL\n',
      'etc/sudoers.d/odd': 'no rule at all\n',
    },
    // As strict as a visudo that misses the account where rules of anna stand alone.
    guest =>
      guest.program(
        'usr/sbin/visudo',
        '[ "$*" = "-cf -" ] || exit 2; text=$(cat); case $text in "no rule"* | "anna ALL=(ALL) ALL") exit 1 ;; esac',
      ),
  ],
  [
    'ssh-trust',
    'should',
    'a program, an authority and hosts say who may come in',
    '4: /etc/ssh/shosts.equiv, AuthorizedKeysCommand /usr/bin/sss_ssh_authorizedkeys, HostbasedAuthentication',
    {
      'etc/ssh/shosts.equiv': 'host.contoso.example\n',
      'etc/ssh/sshd_config.d/20-sssd.conf': 'AuthorizedKeysCommand /usr/bin/sss_ssh_authorizedkeys\n',
      'etc/ssh/sshd_config': `Include sshd_config.d/*.conf\n${sshdConfig}Match Address 10.0.0.0/8\nHostbasedAuthentication yes\nTrustedUserCAKeys /etc/ssh/ca.pub\n`,
    },
  ],
  [
    'ssh-client-alive',
    'must',
    'ClientAliveInterval is a time that is too long',
    '3m60s in /etc/ssh/sshd_config itself',
    { 'etc/ssh/sshd_config': 'ClientAliveInterval 3m60s\r\nPermitRootLogin no\r\n' },
  ],
  [
    'ssh-host-keys',
    'must',
    'cloud-init is switched off',
    '1: ssh_host_rsa_key',
    { 'etc/cloud/cloud-init.disabled': '' },
  ],
  [
    'ssh-host-keys',
    'must',
    'the agent would make keys, but leaves the VM to cloud-init, which makes none',
    '1: ssh_host_rsa_key',
    {
      'etc/cloud/cloud.cfg': 'ssh_genkeytypes: []\n',
      'etc/waagent.conf': 'Provisioning.Agent=auto\nProvisioning.RegenerateSshHostKeyPair=y\n',
    },
  ],
  [
    'ssh-host-keys',
    'must',
    'the unit that makes keys is masked',
    '1: ssh_host_rsa_key',
    { 'usr/lib/systemd/system/sshd-keygen.service': '[Service]\nExecStart=/usr/bin/ssh-keygen -A\n' },
    guest => {
      guest.remove('usr/bin/cloud-init');
      guest.link('etc/systemd/system/sshd-keygen.service', '/dev/null');
    },
  ],
  [
    'ssh-host-keys',
    'must',
    'a key stands where nobody makes one anew',
    '1: /etc/keys/host',
    { 'etc/keys/host': 'a private key', 'etc/ssh/sshd_config.d/60-key.conf': 'HostKey /etc/keys/host\n' },
  ],
  [
    'account-setting',
    'should',
    'a rule of sudo lets somebody run as the account that goes, in a file that an included file includes',
    '2: /etc/sudoers.d/run-as, /opt/rules/b',
    {
      'etc/sudoers': 'root ALL=(ALL:ALL) ALL\nazureuser ALL=(ALL) ALL\n@include /opt/rules/a\n',
      'opt/rules/a': '  @include b\n',
      'opt/rules/b': 'Runas_Alias OPS = azureuser\nazureuser ALL=(ALL) ALL\n',
      'etc/sudoers.d/run-as': 'anna ALL=(azureuser) ALL\n',
    },
  ],
]);
