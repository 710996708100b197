import type { WindowsGuest } from '../../support/windows/guest.ts';
import { setKey, type WindowsFault } from './windows-fault.ts';

const anna = 'C:\\Users\\anna';
const winlogon = 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon';

const left = (level: 'must' | 'should', code: string, path: string, detail = `1: ${path}`): WindowsFault => ({
  code,
  level,
  detail,
  where: `there is ${path}`,
  arrange: guest => {
    guest.files[path] = 'SECRET';
  },
});

const registered = (name: string, arrange: (guest: WindowsGuest) => void): WindowsFault => ({
  code: 'machine-registrations',
  level: 'must',
  detail: `1: ${name}`,
  where: `${name} knows it`,
  arrange,
});

/** What people, services and Azure left in a Windows guest. */
export const leftFaults: readonly WindowsFault[] = [
  {
    code: 'local-accounts',
    level: 'must',
    detail: '1: deploy',
    where: 'there is an account of its own',
    arrange: guest => {
      const account = { Name: 'deploy', SID: 'S-1-5-21-1-2-3-1002', Disabled: false, LocalAccount: true };
      guest.cim.Win32_UserAccount = [account];
    },
  },
  {
    code: 'autologon',
    level: 'must',
    detail: '2: DefaultPassword, AutoAdminLogon',
    where: 'it signs in by itself',
    arrange: guest => setKey(guest, winlogon, { DefaultPassword: 'SECRET', AutoAdminLogon: '1' }),
  },
  {
    code: 'autologon',
    level: 'must',
    detail: '1: DefaultPassword',
    where: 'the password of an earlier sign-in stayed',
    arrange: guest => setKey(guest, winlogon, { DefaultPassword: 'SECRET', AutoAdminLogon: '0' }),
  },
  {
    code: 'stored-passwords',
    level: 'should',
    detail: '1: service erp',
    where: 'a service runs as a person',
    arrange: guest => {
      guest.cim.Win32_Service = [{ Name: 'erp', StartMode: 'Auto', StartName: '.\\erp' }];
    },
  },
  {
    code: 'stored-passwords',
    level: 'should',
    detail: '1: task Nightly',
    where: 'a task runs as a person',
    arrange: guest => {
      guest.tasks = [{ TaskName: 'Nightly', Principal: { LogonType: 'Password' } }];
    },
  },
  left(
    'should',
    'typed-history',
    `${anna}\\AppData\\Roaming\\Microsoft\\Windows\\PowerShell\\PSReadLine\\ConsoleHost_history.txt`,
    '1: C:\\Users\\anna\\AppData\\Roaming\\Microsoft\\Windows\\PowerShell\\PSReadLine\\ConsoleHost_history.txt',
  ),
  left('should', 'typed-history', 'C:\\Users\\a[1]\\.bash_history'),
  left('must', 'credential-files', `${anna}\\.azure\\msal_token_cache.bin`),
  left('must', 'credential-files', 'C:\\Windows\\System32\\config\\systemprofile\\.aws\\credentials'),
  left('should', 'credential-manager', `${anna}\\AppData\\Roaming\\Microsoft\\Credentials\\0A1B`),
  left('must', 'ssh-access', `${anna}\\.ssh\\authorized_keys`),
  left('must', 'ssh-access', 'C:\\ProgramData\\ssh\\administrators_authorized_keys'),
  left('must', 'ssh-private-keys', `${anna}\\.ssh\\id_ed25519`),
  left('must', 'ssh-machine-keys', 'C:\\ProgramData\\ssh\\ssh_host_rsa_key', '1: ssh_host_rsa_key'),
  {
    code: 'certificates',
    level: 'must',
    detail: '1: CN=web.contoso.com',
    where: 'there is a certificate with its private key',
    arrange: guest => {
      guest.certificates = [{ Subject: 'CN=web.contoso.com', Issuer: 'CN=Contoso CA', HasPrivateKey: true }];
    },
  },
  left('should', 'custom-data', 'C:\\AzureData\\CustomData.bin', 'C:\\AzureData\\CustomData.bin'),
  left(
    'should',
    'extension-settings',
    'C:\\Packages\\Plugins\\Microsoft.Compute.CustomScriptExtension\\1.10.18\\RuntimeSettings\\0.settings',
    '1: Microsoft.Compute.CustomScriptExtension',
  ),
  left('should', 'setup-scripts', 'C:\\Windows\\Setup\\Scripts\\SetupComplete.cmd', '1: SetupComplete.cmd'),
  registered('Azure Arc', guest => {
    guest.files['C:\\ProgramData\\AzureConnectedMachineAgent\\Config\\agentconfig.json'] = 'SECRET';
  }),
  registered('Puppet', guest => {
    guest.files['C:\\ProgramData\\PuppetLabs\\puppet\\etc\\ssl\\private_keys\\win-01.pem'] = 'SECRET';
  }),
  registered('Defender for Endpoint', guest =>
    setKey(guest, 'HKLM:\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection\\Status', { OnboardingState: 1 }),
  ),
  registered('Microsoft Entra', guest =>
    setKey(guest, 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo\\0A1B', { TenantId: 'x' }),
  ),
  registered('Intune', guest =>
    setKey(guest, 'HKLM:\\SOFTWARE\\Microsoft\\Enrollments\\{1}', { ProviderID: 'MS DM Server' }),
  ),
  registered('CrowdStrike', guest =>
    setKey(guest, 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\CSAgent\\Sim', { AG: 'x' }),
  ),
  registered('Log Analytics', guest =>
    setKey(
      guest,
      'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\HealthService\\Parameters\\Management Groups\\AOI-1',
      {},
    ),
  ),
];
