import type { SysprepCause } from './sysprep-cause.ts';

/** Parts of Windows, of Azure and of other programs that take part in sysprep and fail at it, each by the name of its DLL or of what it does. */
export const partCauses: readonly SysprepCause[] = [
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
    says: /msdtcprx\.dll|SysPrepDtc|\bMSDTC\b/i,
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
    says: /sppnp\.dll|Sysprep_(?:Generalize|Clean)_Pnp|SetupDiGetClassDevs failed with error (?!0\b)/i,
    means: 'A driver could not be reset: usually one of another virtualization platform or of a security product.',
    mend: 'Remove that software. C:\\Windows\\INF\\setupapi.dev.log names the driver.',
  },
  {
    code: 'media-sharing',
    says: /drmv2clt\.dll|WMPNetwk|WMPNetworkSvc/i,
    means: 'The network sharing of Windows Media Player holds what sysprep wants to reset.',
    mend: 'Stop that service.',
    command: 'Stop-Service WMPNetworkSvc; Set-Service WMPNetworkSvc -StartupType Disabled',
  },
  {
    code: 'windows-update',
    says: /wuaueng\.dll|GeneralizeForImaging/i,
    means: 'Windows Update did not let sysprep reset it: it is at work, or its service cannot start.',
    mend: 'Let Windows Update finish, see that its service wuauserv is not disabled, and restart the VM.',
    command: 'Set-Service wuauserv -StartupType Manual; Restart-Computer',
  },
  {
    code: 'internet-explorer',
    says: /iesysprep\.dll|Sysprep_(?:Cleanup|Generalize)_IE\b/i,
    means: 'Sysprep could not reset Internet Explorer.',
    mend: 'Reset Internet Explorer (inetcpl.cpl, Advanced, Reset), or switch the feature off, and restart the VM.',
  },
  {
    code: 'crypto-keys',
    says: /capisp\.dll|C(?:API|rypto)SysPrep_/i,
    means: 'Sysprep could not reset the keys of the machine: it may not read or write all of them.',
    mend: 'Give SYSTEM and Administrators full control of C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys and what is in it.',
  },
  {
    code: 'recovery',
    says: /ReAgent\.dll|WinRE_(?:Generalize|Specialize)/i,
    means: 'Sysprep could not reset the recovery environment of Windows.',
    mend: 'Switch the recovery environment off.',
    command: 'reagentc /disable',
  },
  {
    code: 'remote-desktop-services',
    says: /tssysprep\.dll|R(?:CM|dp)SysPrep/i,
    means: 'Sysprep could not reset Remote Desktop Services.',
    mend: 'Remove the roles of Remote Desktop Services from the VM, and install them in the VMs made of the image.',
    command: "Get-WindowsFeature 'RDS-*' | Where-Object Installed | Uninstall-WindowsFeature -Restart",
  },
];
