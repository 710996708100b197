import { stateKey } from '../../support/windows/guest.ts';
import { setKey, type WindowsFault } from './windows-fault.ts';
import { leftFaults } from './windows-faults-left.ts';
import { systemFaults } from './windows-faults-system.ts';

const windows = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
const control = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control';

export const rebootKeys = [
  { key: `${windows}\\Component Based Servicing\\RebootPending`, means: 'component servicing' },
  { key: `${windows}\\WindowsUpdate\\Auto Update\\RebootRequired`, means: 'Windows Update' },
] as const;

export const windowsFaults: readonly WindowsFault[] = [
  {
    code: '64-bit',
    level: 'must',
    detail: 'no',
    where: 'the system is one of 32 bits',
    arrange: guest => {
      guest.is64Bit = false;
    },
  },
  {
    code: 'agent-services',
    level: 'must',
    detail: '1: RdAgent',
    where: 'a service of the agent has stopped',
    arrange: guest => {
      guest.services.RdAgent = { Status: 'Stopped', StartType: 'Automatic' };
    },
  },
  {
    code: 'agent-services',
    level: 'must',
    detail: '1: WindowsAzureGuestAgent',
    where: 'a service of the agent is not there',
    arrange: guest => {
      delete guest.services.WindowsAzureGuestAgent;
    },
  },
  {
    code: 'windows-agent-version',
    level: 'must',
    detail: 'not installed',
    where: 'the agent left no version',
    arrange: guest => {
      delete guest.registry['HKLM:\\SOFTWARE\\Microsoft\\GuestAgent'];
    },
  },
  {
    code: 'windows-agent-version',
    level: 'should',
    detail: '2.7.41491.901',
    where: 'the agent is old',
    arrange: guest => setKey(guest, 'HKLM:\\SOFTWARE\\Microsoft\\GuestAgent', { GuestAgentVersion: '2.7.41491.901' }),
  },
  {
    code: 'image-state',
    level: 'must',
    detail: 'IMAGE_STATE_SPECIALIZE_RESEAL_TO_AUDIT',
    where: 'Windows is in audit mode',
    arrange: guest => setKey(guest, stateKey, { ImageState: 'IMAGE_STATE_SPECIALIZE_RESEAL_TO_AUDIT' }),
  },
  {
    code: 'rearm',
    level: 'should',
    detail: 'none left',
    where: 'no rearm is left',
    arrange: guest => {
      guest.cim.SoftwareLicensingService = [{ RemainingWindowsReArmCount: 0 }];
    },
  },
  ...rebootKeys.map(
    ({ key, means }): WindowsFault => ({
      code: 'pending-reboot',
      level: 'must',
      detail: means,
      where: `a reboot is pending for ${means}`,
      arrange: guest => setKey(guest, key),
    }),
  ),
  {
    code: 'pending-reboot',
    level: 'must',
    detail: 'a change of the computer name',
    where: 'a new computer name waits for a reboot',
    arrange: guest => setKey(guest, `${control}\\ComputerName\\ComputerName`, { ComputerName: 'WIN-02' }),
  },
  {
    code: 'bitlocker',
    level: 'must',
    detail: 'C:, conversion status 1',
    where: 'the OS disk is encrypted',
    arrange: guest => {
      guest.cim.Win32_EncryptableVolume = [{ DriveLetter: 'C:', ConversionStatus: 1 }];
    },
  },
  {
    code: 'bitlocker',
    level: 'must',
    detail: 'C:, conversion status 3',
    where: 'the OS disk is being decrypted',
    arrange: guest => {
      guest.cim.Win32_EncryptableVolume = [{ DriveLetter: 'C:', ConversionStatus: 3 }];
    },
  },
  {
    code: 'domain-controller',
    level: 'must',
    detail: 'corp.contoso.com',
    where: 'it is a backup domain controller that hides its membership',
    arrange: guest => {
      guest.cim.Win32_ComputerSystem = [{ DomainRole: 4, PartOfDomain: false, Domain: 'corp.contoso.com' }];
    },
  },
  {
    code: 'domain-controller',
    level: 'must',
    detail: 'corp.contoso.com',
    where: 'it is the primary domain controller',
    arrange: guest => {
      guest.cim.Win32_ComputerSystem = [{ DomainRole: 5, PartOfDomain: false, Domain: 'corp.contoso.com' }];
    },
  },
  {
    code: 'domain-member',
    level: 'should',
    detail: 'corp.contoso.com',
    where: 'it is a member of a domain',
    arrange: guest => {
      guest.cim.Win32_ComputerSystem = [{ DomainRole: 3, PartOfDomain: true, Domain: 'corp.contoso.com' }];
    },
  },
  {
    code: 'roles',
    level: 'must',
    detail: '4: Failover-Clustering, DHCP, WINS',
    where: 'unsupported roles are installed',
    arrange: guest => {
      guest.features = ['Failover-Clustering', 'DHCP', 'WINS', 'SNMP-Service'].map(Name => ({ Name, Installed: true }));
    },
  },
  {
    code: 'sql-server',
    level: 'should',
    detail: '1: MSSQLSERVER',
    where: 'SQL Server is installed',
    arrange: guest => {
      guest.services.MSSQLSERVER = { Status: 'Running', StartType: 'Automatic' };
    },
  },
  {
    code: 'licensed-software',
    level: 'should',
    detail: '1: Microsoft Office LTSC Professional Plus 2021',
    where: 'Office is installed',
    arrange: guest =>
      setKey(guest, `${windows}\\Uninstall\\Office`, { DisplayName: 'Microsoft Office LTSC Professional Plus 2021' }),
  },
  {
    code: 'wannacry',
    level: 'must',
    detail: 'srv2.sys 10.0.14393.0',
    where: 'the driver of the file server is not repaired',
    arrange: guest => {
      guest.files['C:\\Windows\\System32\\drivers\\srv2.sys'] = { version: '10.0.14393.0' };
    },
  },
  {
    code: 'rdp',
    level: 'must',
    detail: 'off',
    where: 'Remote Desktop is off',
    arrange: guest => setKey(guest, `${control}\\Terminal Server`, { fDenyTSConnections: 1 }),
  },
  {
    code: 'removable-storage',
    level: 'must',
    detail: 'denied by policy',
    where: 'a policy denies removable storage',
    arrange: guest =>
      setKey(guest, 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\RemovableStorageDevices', { Deny_All: 1 }),
  },
  {
    code: 'appx',
    level: 'should',
    detail: '1: NotepadPlusPlus',
    where: 'one user alone has an app',
    arrange: guest => {
      const app = { Name: 'NotepadPlusPlus', SignatureKind: 'Store', IsFramework: false, NonRemovable: false };
      guest.appx = [...(guest.appx ?? []), app];
    },
  },
  {
    code: 'answer-files',
    level: 'should',
    detail: '1: C:\\unattend.xml',
    where: 'an answer file stays',
    arrange: guest => {
      guest.files['C:\\unattend.xml'] = '<AdministratorPassword>SECRET</AdministratorPassword>';
    },
  },
  {
    code: 'pagefile',
    level: 'should',
    detail: '1: E:\\pagefile.sys',
    where: 'the page file is on a data disk',
    arrange: guest =>
      setKey(guest, `${control}\\Session Manager\\Memory Management`, { PagingFiles: ['E:\\pagefile.sys 0 0'] }),
  },
  {
    code: 'system-drive',
    level: 'must',
    detail: 'E:',
    where: 'Windows is on another drive',
    arrange: guest => {
      guest.systemDrive = 'E:';
      guest.cim.Win32_LogicalDisk = [{ DeviceID: 'E:', FreeSpace: 90_000_000_000 }];
      guest.files['E:\\Windows\\System32\\drivers\\srv2.sys'] = { version: '10.0.20348.1' };
    },
  },
  {
    code: 'free-space',
    level: 'should',
    detail: '1024 MiB',
    where: 'the OS disk is nearly full',
    arrange: guest => {
      guest.cim.Win32_LogicalDisk = [{ DeviceID: 'C:', FreeSpace: 1_073_741_824 }];
    },
  },
  {
    code: 'updates',
    level: 'should',
    detail: 'the last 152 days ago',
    where: 'the last update is old',
    arrange: guest => {
      guest.hotfixes = ['2026-01-01'];
    },
  },
  {
    code: 'updates',
    level: 'should',
    detail: 'none known',
    where: 'no update is known',
    arrange: guest => {
      guest.hotfixes = [];
    },
  },
  ...systemFaults,
  ...leftFaults,
];
