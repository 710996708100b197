# Looks whether this VM would pass sysprep and the certification of Marketplace images; changes nothing, and prints code|level|detail, a line a check.
#
# The format is that of linux-checks.sh; the sources of the rules are in readiness-windows.ts. For managed Run Command, as SYSTEM, under
# Windows PowerShell 5.1. A check that cannot be carried out says so as "unchecked".
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$script:findings = @()

function Add-Finding([string] $Code, [string] $Level, [string] $Detail) {
  $text = $Detail -replace '\|', '/' -replace '[^ -~]', '?'
  if ($text.Length -gt 100) { $text = $text.Substring(0, 100) }
  $script:findings += "$Code|$Level|$text"
}

# Reports what there is to complain about, or that all is fine.
function Add-Verdict([string] $Code, [string] $Level, [string] $Complaint, [string] $Fine) {
  if ($Complaint -ne '') { Add-Finding $Code $Level $Complaint } else { Add-Finding $Code 'fine' $Fine }
}

# Makes of many names one line: how many there are, and the first three.
function Get-Few([object[]] $Names) {
  $all = @($Names | Where-Object { $null -ne $_ -and "$_" -ne '' })
  if ($all.Count -eq 0) { return '' }
  return "$($all.Count): $(@($all | Select-Object -First 3) -join ', ')"
}

# The named value of a registry key, or null when either is missing.
function Get-Value([string] $Path, [string] $Name) {
  $item = Get-ItemProperty -LiteralPath $Path -ErrorAction SilentlyContinue
  if ($null -eq $item) { return $null }
  $property = $item.PSObject.Properties[$Name]
  if ($null -eq $property) { return $null }
  return $property.Value
}

function Test-Architecture {
  if ([Environment]::Is64BitOperatingSystem) { Add-Finding '64-bit' 'fine' 'yes' } else { Add-Finding '64-bit' 'must' 'no' }
}

function Test-Agent {
  $missing = @('RdAgent', 'WindowsAzureGuestAgent' | Where-Object {
    $service = Get-Service -Name $_ -ErrorAction SilentlyContinue
    $null -eq $service -or $service.Status -ne 'Running'
  })
  Add-Verdict 'agent-services' 'must' (Get-Few $missing) 'running'
  $version = [string](Get-Value 'HKLM:\SOFTWARE\Microsoft\GuestAgent' 'GuestAgentVersion')
  if ($version -eq '') { Add-Finding 'windows-agent-version' 'must' 'not installed' }
  elseif ([version]$version -lt [version]'2.7.41491.1010') { Add-Finding 'windows-agent-version' 'should' $version }
  else { Add-Finding 'windows-agent-version' 'fine' $version }
}

function Test-ImageState {
  $state = [string](Get-Value 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State' 'ImageState')
  if ($state -eq 'IMAGE_STATE_COMPLETE') { Add-Finding 'image-state' 'fine' $state } else { Add-Finding 'image-state' 'must' $state }
}

function Test-Rearm {
  $left = (Get-CimInstance -ClassName SoftwareLicensingService).RemainingWindowsReArmCount
  if ($left -gt 0) { Add-Finding 'rearm' 'fine' "$left left" } else { Add-Finding 'rearm' 'should' 'none left' }
}

function Test-PendingReboot {
  $why = ''
  if (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending') { $why = 'component servicing' }
  elseif (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired') { $why = 'Windows Update' }
  else {
    $computer = 'HKLM:\SYSTEM\CurrentControlSet\Control\ComputerName'
    if ((Get-Value "$computer\ActiveComputerName" 'ComputerName') -ne (Get-Value "$computer\ComputerName" 'ComputerName')) { $why = 'a change of the computer name' }
  }
  Add-Verdict 'pending-reboot' 'must' $why 'none'
}

function Test-BitLocker {
  $query = @{
    Namespace = 'root/CIMV2/Security/MicrosoftVolumeEncryption'
    ClassName = 'Win32_EncryptableVolume'
    Filter = "DriveLetter='$env:SystemDrive'"
  }
  $status = 0
  try {
    $volumes = @(Get-CimInstance @query)
    if ($volumes.Count -gt 0) { $status = (Invoke-CimMethod -InputObject $volumes[0] -MethodName GetConversionStatus).ConversionStatus }
  } catch [Microsoft.Management.Infrastructure.CimException] {
    # Without the BitLocker feature there is no such namespace, and so nothing encrypted.
    if ("$($_.Exception.NativeErrorCode)" -notin 'InvalidNamespace', 'InvalidClass') { throw }
  }
  if ($status -eq 0) { Add-Finding 'bitlocker' 'fine' 'off' } else { Add-Finding 'bitlocker' 'must' "$env:SystemDrive, conversion status $status" }
}

function Test-Domain {
  $computer = Get-CimInstance -ClassName Win32_ComputerSystem
  if ($computer.DomainRole -ge 4) { Add-Finding 'domain-controller' 'must' $computer.Domain } else { Add-Finding 'domain-controller' 'fine' 'no' }
  if ($computer.PartOfDomain) { Add-Finding 'domain-member' 'should' $computer.Domain } else { Add-Finding 'domain-member' 'fine' 'no' }
}

# A client system has no roles, nor the command that lists them.
function Test-Roles {
  if ($null -eq (Get-Command -Name Get-WindowsFeature -ErrorAction SilentlyContinue)) { Add-Finding 'roles' 'fine' 'a client system has none'; return }
  $unsupported = 'Failover-Clustering', 'DHCP', 'RemoteAccess', 'ADRMS', 'WDS', 'ISNS', 'Multipath-IO', 'NLB', 'PNRP', 'SNMP-Service', 'WINS', 'Wireless-Networking'
  $installed = @(Get-WindowsFeature | Where-Object { $_.Installed -and $_.Name -in $unsupported } | ForEach-Object { $_.Name })
  Add-Verdict 'roles' 'must' (Get-Few $installed) 'none that is unsupported'
}

function Test-Software {
  $sql = @(Get-Service -Name 'MSSQL*' -ErrorAction SilentlyContinue | ForEach-Object { $_.Name })
  Add-Verdict 'sql-server' 'should' (Get-Few $sql) 'not installed'
  $keys = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*', 'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
  $names = @($keys | ForEach-Object { Get-ItemProperty -Path $_ -ErrorAction SilentlyContinue } | ForEach-Object { $_.PSObject.Properties['DisplayName'] } |
    Where-Object { $null -ne $_ } | ForEach-Object { [string]$_.Value })
  $licensed = @($names | Where-Object { $_ -match '^Microsoft (Office|365)|^(Microsoft )?Visual Studio (Community|Professional|Enterprise)' } | Sort-Object -Unique)
  Add-Verdict 'licensed-software' 'should' (Get-Few $licensed) 'none'
}

# The repaired versions of the file server's driver; systems after these came with the repair.
function Test-WannaCry {
  $file = Join-Path $env:windir 'System32\drivers\srv2.sys'
  if (-not (Test-Path -LiteralPath $file)) { Add-Finding 'wannacry' 'fine' 'no file server'; return }
  $info = (Get-Item -LiteralPath $file).VersionInfo
  $version = New-Object Version $info.FileMajorPart, $info.FileMinorPart, $info.FileBuildPart, $info.FilePrivatePart
  foreach ($repaired in '6.1.7601.23689', '6.2.9200.22099', '6.3.9600.18604', '10.0.14393.953') {
    $minimum = [version]$repaired
    if ($version.Major -eq $minimum.Major -and $version.Minor -eq $minimum.Minor -and $version.Build -eq $minimum.Build -and $version -lt $minimum) {
      Add-Finding 'wannacry' 'must' "srv2.sys $version"
      return
    }
  }
  Add-Finding 'wannacry' 'fine' "srv2.sys $version"
}

function Test-RemoteDesktop {
  if ((Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server' 'fDenyTSConnections') -eq 0) { Add-Finding 'rdp' 'fine' 'on' }
  else { Add-Finding 'rdp' 'must' 'off' }
}

function Test-RemovableStorage {
  if ((Get-Value 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices' 'Deny_All') -eq 1) { Add-Finding 'removable-storage' 'must' 'denied by policy' }
  else { Add-Finding 'removable-storage' 'fine' 'allowed' }
}

# Sysprep stops at a package that one user has and the system has not.
function Test-Packages {
  if ($null -eq (Get-Command -Name Get-AppxProvisionedPackage -ErrorAction SilentlyContinue)) { Add-Finding 'appx' 'fine' 'none'; return }
  $provisioned = @(Get-AppxProvisionedPackage -Online | ForEach-Object { $_.DisplayName })
  $alone = @(Get-AppxPackage -AllUsers | Where-Object { "$($_.SignatureKind)" -eq 'Store' -and -not $_.IsFramework -and -not $_.NonRemovable -and $_.Name -notin $provisioned } |
    ForEach-Object { $_.Name } | Sort-Object -Unique)
  Add-Verdict 'appx' 'should' (Get-Few $alone) 'none of one user alone'
}

# Those in Panther and Sysprep go with the capture itself; these would stay in the image.
function Test-AnswerFiles {
  $names = 'unattend.xml', 'autounattend.xml', 'Windows\OEM\unattend.xml' | ForEach-Object { Join-Path "$env:SystemDrive\" $_ }
  Add-Verdict 'answer-files' 'should' (Get-Few @($names | Where-Object { Test-Path -LiteralPath $_ })) 'none that stays'
}

function Test-PageFile {
  $files = @(Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management' 'PagingFiles')
  $elsewhere = @($files | Where-Object { "$_" -ne '' -and "$_" -notmatch '^[CcDd?]:' } | ForEach-Object { ("$_" -split ' ')[0] })
  Add-Verdict 'pagefile' 'should' (Get-Few $elsewhere) 'on C: or D:'
}

function Test-Drives {
  if ($env:SystemDrive -eq 'C:') { Add-Finding 'system-drive' 'fine' 'C:' } else { Add-Finding 'system-drive' 'must' $env:SystemDrive }
  $free = [int]((Get-CimInstance -ClassName Win32_LogicalDisk -Filter "DeviceID='$env:SystemDrive'").FreeSpace / 1048576)
  if ($free -ge 2048) { Add-Finding 'free-space' 'fine' "$free MiB" } else { Add-Finding 'free-space' 'should' "$free MiB" }
}

function Test-Updates {
  $dates = @(Get-HotFix | ForEach-Object { $_.InstalledOn } | Where-Object { $null -ne $_ } | Sort-Object)
  if ($dates.Count -eq 0) { Add-Finding 'updates' 'should' 'none known'; return }
  $days = [int]((Get-Date) - $dates[-1]).TotalDays
  if ($days -le 90) { Add-Finding 'updates' 'fine' "the last $days days ago" } else { Add-Finding 'updates' 'should' "the last $days days ago" }
}

$checks = 'Test-Architecture', 'Test-Agent', 'Test-ImageState', 'Test-Rearm', 'Test-PendingReboot', 'Test-BitLocker', 'Test-Domain', 'Test-Roles',
  'Test-Software', 'Test-WannaCry', 'Test-RemoteDesktop', 'Test-RemovableStorage', 'Test-Packages', 'Test-AnswerFiles', 'Test-PageFile', 'Test-Drives', 'Test-Updates'
foreach ($check in $checks) {
  try { & $check | Out-Null } catch { Add-Finding 'unchecked' 'should' "$check, $($_.Exception.Message)" }
}

# The gravest first, so that what does not fit any more is what is fine.
Write-Output 'CAPTURE_CHECKS=1'
$size = 0
$shown = 0
foreach ($level in 'must', 'should', 'fine') {
  foreach ($line in $script:findings) {
    if ($line.Split('|')[1] -ne $level) { continue }
    $size += $line.Length + 2
    if ($size -le 3900) { Write-Output $line; $shown += 1 }
  }
}
Write-Output "CAPTURE_RC=0 $shown findings, $($script:findings.Count - $shown) left out"
