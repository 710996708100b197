import type { SysprepCause } from './sysprep-cause.ts';
import { partCauses } from './sysprep-causes-parts.ts';

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
    code: 'app-store-denied',
    says: /Failed to remove apps for the current user: 0x80070005|RemoveAllApps thread was 0x5\b|AppxSysprep\.dll.*dwRet = (?:0x5|0x80070005)\b/i,
    means: 'Sysprep has no access to where Windows keeps its apps, so it cannot put them in order.',
    mend: 'Give SYSTEM full control of HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx and of C:\\Program Files\\WindowsApps again, and switch off what guards them: a policy, AppLocker or a virus scanner.',
  },
  {
    code: 'apps',
    says: /Failed to remove apps for the current user|RemoveAllApps thread|AppxSysprep\.dll|0x(?:8007)?3cf2\b/i,
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
  ...partCauses,
  {
    code: 'disk-full',
    says: /0x80070070|dwRet = (?:0x70|112)\b|not enough space on the disk/i,
    means: 'The OS disk is full, and sysprep has no room to work in.',
    mend: 'Delete what nobody needs from the OS disk, or make the disk larger.',
  },
  {
    code: 'component-store',
    says: /0x80073712|0x800f081f|dwRet = (?:0x3712|0x81f)\b/i,
    means: 'The store of Windows’ own parts is damaged, so sysprep cannot tell what is installed.',
    mend: 'Repair it, install every update, and restart the VM.',
    command: 'DISM /Online /Cleanup-Image /RestoreHealth',
  },
  {
    code: 'shutting-down',
    says: /0xc0000142|0x8007045b|dwRet = 0x45b\b/i,
    means: 'Windows was shutting down or restarting while sysprep ran.',
    mend: 'Restart the VM, and keep updates, scheduled tasks and people from restarting it again.',
    command: restart,
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
