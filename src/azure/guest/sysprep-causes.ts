/**
 * Why sysprep stops, as its logs say it. `command` mends it in PowerShell, as administrator; `says` finds at most one part, which `command` may need.
 * `final`: nothing mends this VM.
 */
export interface SysprepCause {
  readonly code: string;
  readonly says: RegExp;
  readonly means: string;
  readonly mend: string;
  readonly command?: string | ((part: string) => string);
  readonly final?: true;
}

const restart = 'Restart-Computer';

/**
 * From Microsoft's troubleshooting pages and from logs in public reports; the first that fits counts, so the telling ones stand before those that only
 * say what came of them. A part that goes into a command has no character that PowerShell could take for anything but a name.
 */
export const sysprepCauses: readonly SysprepCause[] = [
  {
    code: 'app-of-one-user',
    says: /Package ([A-Za-z0-9.-]{1,120})_[\w.~-]{1,160} (?:was|is) installed for a user, but not provisioned for all users/,
    means: 'An app is installed for one user and not for all, so Windows refuses to generalize.',
    mend: 'Remove the app for every user.',
    command: name => `Get-AppxPackage -AllUsers -Name '${name}' | Remove-AppxPackage -AllUsers`,
  },
  {
    code: 'app-service-disabled',
    says: /AppxSysprep\.dll.*dwRet = 0x422\b/i,
    means: 'The service that installs apps is disabled, so sysprep cannot look at the apps.',
    mend: 'Enable the service AppXSvc.',
    command: "Set-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\AppXSvc' Start 3; Restart-Computer",
  },
  {
    code: 'apps',
    says: /Failed to remove apps for the current user|AppxSysprep\.dll|0x80073cf2/i,
    means: 'Sysprep could not put the apps of Windows in order.',
    mend: 'Find the apps that are installed for a user alone, and remove them for every user.',
    command:
      "Get-AppxPackage -AllUsers | Where-Object SignatureKind -eq 'Store' | Select-Object Name, PackageUserInformation",
  },
  {
    code: 'bitlocker',
    says: /BitLocker-Sysprep|ValidateBitLockerState|0x80310039/i,
    means: 'BitLocker encrypts the OS disk, or Windows has prepared it to.',
    mend: 'Decrypt the OS disk, and wait until manage-bde -status C: says Fully Decrypted.',
    command: 'manage-bde -off C:',
  },
  {
    code: 'reserved-storage',
    says: /reserved storage is in use|if there is an active scenario|0x800F0975|Sysprep_Clean_Validate_Opk.*0x975\b/i,
    means: 'An update is being installed and uses the reserved storage of Windows.',
    mend: 'Install every update and restart, until Windows Update has nothing more to do.',
    command: restart,
  },
  {
    code: 'pending-reboot',
    says: /updates that require a reboot|pending CBS operations|Sysprep_Clean_Validate_Opk.*(?:0x36b7|pending|reboot)|dwRet = 0x36b7\b/i,
    means: 'An update waits for a restart, or is being installed.',
    mend: 'Let Windows Update finish, and restart the VM.',
    command: restart,
  },
  {
    code: 'upgraded',
    says: /Sysprep will not run on an upgraded OS/i,
    means: 'Windows was upgraded from an older version, and sysprep refuses an upgraded system.',
    mend: 'Build the VM anew from an image of the version that it has now. There is no supported way to generalize this one.',
    final: true,
  },
  {
    code: 'rearm',
    says: /0xc004d307|returned error code -1073425657|dwRet = -1073425657/i,
    means: 'Windows has been generalized as often as its licence lets it: no rearm is left.',
    mend: 'Build the VM anew from an image that was generalized less often. slmgr /dlv shows how many rearms are left.',
    final: true,
  },
  {
    code: 'licensing-service',
    says: /SLReArmWindows|Microsoft-Windows-Security-SPP|0xc004f075/i,
    means: 'The licensing service of Windows did not answer sysprep.',
    mend: 'Start the service sppsvc, or restart the VM and wait some minutes.',
    command: 'Start-Service sppsvc',
  },
  {
    code: 'defender-for-endpoint',
    says: /senseGuid|Windows Advanced Threat Protection|Windows-SenseClient/i,
    means: 'Microsoft Defender for Endpoint protects its own settings, and sysprep may not reset them.',
    mend: 'Offboard the VM from Defender for Endpoint, or switch its tamper protection off; a machine that becomes an image is never onboarded.',
  },
  {
    code: 'azure-agent',
    says: /VMAgentDisabler\.dll/i,
    means: 'The part of the Azure VM agent that sysprep calls is missing or cannot be loaded.',
    mend: 'Install the newest Azure VM agent (WindowsAzureVmAgent.msi).',
  },
  {
    code: 'desired-state',
    says: /DscCore\.dll/i,
    means: 'Windows was configured by PowerShell Desired State Configuration, which sysprep does not support.',
    mend: 'Remove the configuration documents, also those of an extension that applied them.',
    command: "'Current', 'Pending', 'Previous' | ForEach-Object { Remove-DscConfigurationDocument -Stage $_ -Force }",
  },
  {
    code: 'transactions',
    says: /msdtcprx\.dll|SysPrepDtc/i,
    means: 'The Distributed Transaction Coordinator (MSDTC) is broken, and sysprep cannot reset it.',
    mend: 'Install MSDTC anew, and restart the VM.',
    command: 'msdtc -uninstall; Start-Sleep 10; msdtc -install; Restart-Computer',
  },
  {
    code: 'event-log',
    says: /EvtIntSysprepCleanup|wevtapi\.dll/i,
    means: 'Sysprep could not clear the event logs: they are often on a drive or in a folder that is not there.',
    mend: 'Put the event logs back to C:\\Windows\\System32\\winevt\\Logs, also in a group policy that moved them.',
  },
  {
    code: 'boot-files',
    says: /spbcd\.dll|Sysprep_Generalize_Bcd/i,
    means:
      'Sysprep could not reach the boot files of Windows: the system partition is missing, or another program holds it.',
    mend: 'See with bcdedit whether the boot files can be read, and repair them (bcdboot C:\\Windows).',
    command: 'bcdedit /enum all',
  },
  {
    code: 'drivers',
    says: /sppnp\.dll|Sysprep_(?:Generalize|Clean)_Pnp/i,
    means: 'A driver could not be reset: usually one of another virtualization platform or of a security product.',
    mend: 'Remove that software. C:\\Windows\\INF\\setupapi.dev.log names the driver.',
  },
  {
    code: 'media-sharing',
    says: /drmv2clt\.dll/i,
    means: 'The network sharing of Windows Media Player holds what sysprep wants to reset.',
    mend: 'Stop that service.',
    command: 'Stop-Service WMPNetworkSvc; Set-Service WMPNetworkSvc -StartupType Disabled',
  },
  {
    code: 'in-use',
    says: /0x80070020|dwRet = (?:0x20|32)\b|being used by another process/i,
    means: 'A service or a program holds a file or a key that sysprep wants to reset.',
    mend: 'Stop what the line names: backup, virus scanner, monitoring, or a program of a signed-in user.',
  },
  {
    code: 'earlier-run',
    says: /either the machine is in an invalid state or we couldn['’]t update the recorded state|cleanup external providers.*0x8007001f/i,
    means: 'An earlier run of sysprep did not end well, and left Windows half generalized.',
    mend: 'Take a backup from before that run, or build the VM anew: what is half generalized does not get whole by another run.',
    final: true,
  },
  {
    code: 'answer-file',
    says: /(?:unattend|answer) file.*(?:invalid|not valid|cannot be|could not|fail)|(?:invalid|not valid|failed to|unable to|could not).*(?:unattend|answer) file/i,
    means: 'Sysprep cannot read an answer file that it found.',
    mend: 'Remove the answer file that the line names (unattend.xml).',
  },
  {
    code: 'access-denied',
    says: /0x80070005|dwRet = (?:0x5|5)\b|access is denied/i,
    means:
      'Something forbids sysprep to reset what it must: usually a virus scanner or another program that protects itself.',
    mend: 'Switch its self-protection off, or remove it.',
  },
  {
    code: 'provider',
    says: /Failure occurred while executing '([^'\n]{1,120})'|Could not load DLL ([^[\n]{1,120})/i,
    means: 'A part of Windows or of another program that takes part in sysprep has failed.',
    mend: 'Repair or remove the software that the DLL belongs to: Microsoft’s and other makers’ parts are listed below HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\SysPrepExternal.',
  },
];
