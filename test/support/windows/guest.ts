/** One Windows guest as the stand-ins of stand-ins.ps1 show it; the default is one with which nothing is wrong. */
export interface WindowsGuest {
  registry: Record<string, Record<string, unknown>>;
  /** What WMI answers by class: its objects, or the code of its error. */
  cim: Record<string, readonly Record<string, unknown>[] | string>;
  services: Record<string, { Status: string; StartType: string }>;
  processes: string[];
  /** Null: a system that has no such command. */
  features: readonly { Name: string; Installed: boolean }[] | null;
  provisioned: readonly { DisplayName: string }[] | null;
  appx: readonly Record<string, unknown>[] | null;
  tasks: readonly Record<string, unknown>[] | null;
  certificates: readonly Record<string, unknown>[];
  hotfixes: (string | null)[];
  /** Contents by path; a program has a version and no content. */
  files: Record<string, string | { version: string }>;
  systemDrive: string;
  is64Bit: boolean;
  is64BitProcess: boolean;
  osVersion: string;
  /** The registry keys that live in memory only. */
  volatile: string[];
  now: string;
  /** What sysprep comes to, in seconds after its start. */
  sysprep: {
    exitsAfter: number;
    exitCode: number;
    imageState: string;
    imageStateAfter: number;
    powersOffAfter: number;
    logs: Record<string, string>;
  };
}

const never = 1_000_000;

export const stateKey = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State';
export const panther = 'C:\\Windows\\System32\\Sysprep\\Panther';

export const windowsGuest = (): WindowsGuest => ({
  registry: {
    [stateKey]: { ImageState: 'IMAGE_STATE_COMPLETE' },
    'HKLM:\\SOFTWARE\\Microsoft\\GuestAgent': { GuestAgentVersion: '2.7.41491.1183' },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName': { ComputerName: 'WIN-01' },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName': { ComputerName: 'WIN-01' },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server': { fDenyTSConnections: 0 },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp': {
      PortNumber: 3389,
      UserAuthentication: 1,
    },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server': {
      Enabled: 0,
    },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.1\\Server': {
      Enabled: 0,
    },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation': { RealTimeIsUniversal: 1 },
    'HKLM:\\SYSTEM\\Setup\\Status\\SysprepStatus': { GeneralizationState: 7, CleanupState: 2 },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\System': {
      File: '%SystemRoot%\\system32\\winevt\\Logs\\System.evtx',
    },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\PublicProfile': {
      EnableFirewall: 1,
    },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces\\{card}': {
      EnableDHCP: 1,
      NameServer: '',
    },
    'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections': {
      WinHttpSettings: [0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
    },
    'HKLM:\\SOFTWARE\\Microsoft\\Enrollments\\Status': { Flags: 0 },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management': {
      PagingFiles: ['D:\\pagefile.sys 0 0'],
    },
    'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\cdrom': { Start: 4 },
    'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{1}': { DisplayName: 'Contoso Agent' },
    'HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{2}': { NoName: 1 },
  },
  cim: {
    SoftwareLicensingService: [{ RemainingWindowsReArmCount: 1001 }],
    Win32_EncryptableVolume: [{ DriveLetter: 'C:', ConversionStatus: 0 }],
    Win32_ComputerSystem: [{ DomainRole: 2, PartOfDomain: false, Domain: 'WORKGROUP' }],
    Win32_DiskPartition: [{ Name: 'Disk #0, Partition #0', StartingOffset: 1_048_576 }],
    Win32_UserAccount: [
      { Name: 'azureuser', SID: 'S-1-5-21-1-2-3-500', Disabled: false, LocalAccount: true },
      { Name: 'Guest', SID: 'S-1-5-21-1-2-3-501', Disabled: false, LocalAccount: true },
      { Name: 'old', SID: 'S-1-5-21-1-2-3-1001', Disabled: true, LocalAccount: true },
      { Name: 'of-the-domain', SID: 'S-1-5-21-9-9-9-1107', Disabled: false, LocalAccount: false },
    ],
    Win32_Service: [
      { Name: 'RdAgent', StartMode: 'Auto', StartName: 'LocalSystem' },
      { Name: 'Dhcp', StartMode: 'Auto', StartName: 'NT Authority\\LocalService' },
      { Name: 'web', StartMode: 'Auto', StartName: 'NT SERVICE\\web' },
      { Name: 'managed', StartMode: 'Auto', StartName: 'CORP\\gmsa$' },
      { Name: 'driver', StartMode: 'Disabled', StartName: null },
    ],
    Win32_LogicalDisk: [{ DeviceID: 'C:', FreeSpace: 90_000_000_000 }],
  },
  services: {
    RdAgent: { Status: 'Running', StartType: 'Automatic' },
    WindowsAzureGuestAgent: { Status: 'Running', StartType: 'Automatic' },
  },
  processes: [],
  features: [{ Name: 'FileAndStorage-Services', Installed: true }],
  provisioned: [{ DisplayName: 'Microsoft.Paint' }],
  appx: [
    { Name: 'Microsoft.Paint', SignatureKind: 'Store', IsFramework: false, NonRemovable: false },
    { Name: 'Microsoft.VCLibs.140.00', SignatureKind: 'Store', IsFramework: true, NonRemovable: false },
    { Name: 'Microsoft.SecHealthUI', SignatureKind: 'Store', IsFramework: false, NonRemovable: true },
    { Name: 'windows.immersivecontrolpanel', SignatureKind: 'System', IsFramework: false, NonRemovable: false },
  ],
  tasks: [{ TaskName: 'Defrag', Principal: { LogonType: 'ServiceAccount' } }],
  certificates: [
    { Subject: 'CN=Windows Azure CRP', Issuer: 'DC=Windows Azure CRP Certificate Generator', HasPrivateKey: true },
    { Subject: 'CN=Contoso Root', Issuer: 'CN=Contoso Root', HasPrivateKey: false },
  ],
  hotfixes: ['2026-05-13', '2026-02-11', null],
  files: {
    'C:\\Windows\\System32\\Sysprep\\sysprep.exe': '',
    'C:\\Windows\\System32\\drivers\\srv2.sys': { version: '10.0.20348.1' },
    'C:\\Windows\\Panther\\setupact.log': 'of the set-up',
    'C:\\Windows\\System32\\drivers\\etc\\hosts': '# Copyright\r\n#  127.0.0.1  localhost\r\n\r\n',
    'C:\\Users\\azureuser\\.ssh\\id_rsa.pub': 'ssh-rsa AAAA',
    'C:\\Users\\azureuser\\.aws\\credentials': '',
    'C:\\Packages\\Plugins\\Microsoft.CPlat.Core.RunCommandHandlerWindows\\2.0.15\\RuntimeSettings\\0.settings': '{}',
    [`${panther}\\setuperr.log`]: '2026-05-01 12:00:00, Error SYSPRP of an earlier run',
  },
  systemDrive: 'C:',
  is64Bit: true,
  is64BitProcess: true,
  osVersion: '10.0.20348.0',
  volatile: [],
  now: '2026-06-01T12:00:00Z',
  sysprep: {
    exitsAfter: never,
    exitCode: 0,
    imageState: 'IMAGE_STATE_UNDEPLOYABLE',
    imageStateAfter: 20,
    powersOffAfter: 240,
    logs: {},
  },
});

/** Sysprep ends by itself, has written these lines, and has generalized nothing. */
export function sysprepFails(guest: WindowsGuest, lines: readonly string[]): void {
  const text = lines.map(line => `${line}\r\n`).join('');
  const logs = { 'setuperr.log': text, 'setupact.log': text };
  guest.sysprep = {
    ...guest.sysprep,
    exitsAfter: 10,
    exitCode: 1,
    imageStateAfter: never,
    powersOffAfter: never,
    logs,
  };
}
