# Generalizes this VM with sysprep, which shuts it down; $CaptureId and $DeadlineSeconds are set by lines put in front of this one.
#
# For managed Run Command, as SYSTEM, under Windows PowerShell 5.1. That the VM stops is the answer, since the agent goes
# down with it; an answer with CAPTURE_RC=<n> as its last line, n not 0, means that sysprep did not do its work.
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$sysprep = Join-Path $env:windir 'System32\Sysprep\sysprep.exe'
$panther = Join-Path $env:windir 'System32\Sysprep\Panther'
$stateKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
$markerKey = 'HKLM:\SYSTEM\CurrentControlSet\Control\CaptureImage'

function Write-Result([int] $Code, [string] $Message) {
  Write-Output $Message
  Write-Output "CAPTURE_RC=$Code"
  exit $Code
}

# The named value of a registry key, or null when either is missing.
function Get-Value([string] $Path, [string] $Name) {
  $item = Get-ItemProperty -LiteralPath $Path -ErrorAction SilentlyContinue
  if ($null -eq $item) { return $null }
  $property = $item.PSObject.Properties[$Name]
  if ($null -eq $property) { return $null }
  return $property.Value
}

function Get-ImageState { return [string](Get-Value $stateKey 'ImageState') }

# Why Windows wants to be restarted first, or null: sysprep fails half way while an update waits for its reboot.
function Get-PendingReboot {
  $servicing = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
  $update = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired'
  if (Test-Path -LiteralPath $servicing) { return 'component servicing (RebootPending)' }
  if (Test-Path -LiteralPath $update) { return 'Windows Update (RebootRequired)' }
  $computer = 'HKLM:\SYSTEM\CurrentControlSet\Control\ComputerName'
  $active = Get-Value "$computer\ActiveComputerName" 'ComputerName'
  if ($active -ne (Get-Value "$computer\ComputerName" 'ComputerName')) { return 'a change of the computer name' }
  return $null
}

# Why the system volume cannot be generalized, or null: encrypted or on its way, protection suspended or not, ends in 0x80310039.
function Get-BitLocker {
  $query = @{
    Namespace = 'root/CIMV2/Security/MicrosoftVolumeEncryption'
    ClassName = 'Win32_EncryptableVolume'
    Filter = "DriveLetter='$env:SystemDrive'"
    ErrorAction = 'Stop'
  }
  try {
    $volumes = @(Get-CimInstance @query)
    if ($volumes.Count -eq 0) { return $null }
    $status = Invoke-CimMethod -InputObject $volumes[0] -MethodName GetConversionStatus -ErrorAction Stop
  } catch [Microsoft.Management.Infrastructure.CimException] {
    # Without the BitLocker feature there is no such namespace, and so nothing encrypted.
    if ("$($_.Exception.NativeErrorCode)" -in 'InvalidNamespace', 'InvalidClass') { return $null }
    return "Whether BitLocker is on could not be found out: $($_.Exception.Message)"
  }
  if ($status.ConversionStatus -eq 0) { return $null }
  return "BitLocker is on for $env:SystemDrive. Decrypt it first (manage-bde -off $env:SystemDrive) and wait until it is done."
}

# -- the errors of set-up --

$script:begun = $false
$script:marked = $false

# The logs of an earlier run say nothing of this one: they are shown once this one has begun, which deletes them.
function Write-Failure([int] $Code, [string] $Message) {
  if ($script:marked) { Remove-Item -LiteralPath $markerKey -Recurse -Force -ErrorAction SilentlyContinue }
  if (-not $script:begun) { Write-Result $Code $Message }
  Write-Output $Message
  Write-Output '== errors in setuperr.log and setupact.log'
  Write-Output (Get-SetupErrors 2800)
  Write-Output "CAPTURE_RC=$Code"
  exit $Code
}

trap { Write-Failure 12 "Stopped by an error that was not expected: $($_.Exception.Message)" }

# ---- Look first: each refusal leaves the VM as it was.

if ([Environment]::Is64BitOperatingSystem -and -not [Environment]::Is64BitProcess) {
  Write-Result 3 'This must run in a 64-bit PowerShell.'
}
$computer = Get-CimInstance -ClassName Win32_ComputerSystem
if ($computer.DomainRole -ge 4) {
  Write-Result 13 "This is a domain controller of $($computer.Domain). Sysprep does not support one, and would destroy it."
}
if (-not (Test-Path -LiteralPath $sysprep)) { Write-Result 3 "There is no sysprep here: $sysprep." }
# A volatile key lives in memory until the next start, so that it never gets into the image.
$holder = Get-Value $markerKey 'CaptureId'
if ($holder -eq $CaptureId) { Write-Result 0 'Sysprep was already started for this capture.' }
if ($null -ne $holder) { Write-Result 6 "Capture $holder has already started sysprep on this VM." }
if (Get-Process -Name sysprep -ErrorAction SilentlyContinue) {
  Write-Result 6 'Sysprep is already running on this VM, not started by a capture.'
}
$before = Get-ImageState
if ($before -ne 'IMAGE_STATE_COMPLETE') {
  Write-Result 8 "The ImageState is '$before', not IMAGE_STATE_COMPLETE: an earlier sysprep did not end well, or set-up is not over."
}
foreach ($name in 'RdAgent', 'WindowsAzureGuestAgent') {
  $service = Get-Service -Name $name -ErrorAction SilentlyContinue
  if ($null -eq $service) { Write-Result 4 "The agent's service $name is not installed; VMs made from the image would have no agent." }
  if ($service.Status -ne 'Running') {
    Write-Result 4 "The agent's service $name is $($service.Status), not Running; it takes part in sysprep."
  }
}
$bitLocker = Get-BitLocker
if ($null -ne $bitLocker) { Write-Result 5 $bitLocker }
$pending = Get-PendingReboot
if ($null -ne $pending) { Write-Result 7 "Windows waits for a reboot: $pending. Restart the VM first." }
if ((Get-Value 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices' 'Deny_All') -eq 1) {
  Write-Result 9 'A policy denies all removable storage, so VMs made from the image could not read their provisioning disc. Lift it first.'
}

# ---- Prepare: without the CD-ROM driver a VM made from the image hangs in set-up; old answer files and logs spoil the run.

$script:begun = $true
Set-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Services\cdrom' -Name Start -Value 1 -Type DWord
$leftovers = "$env:windir\Panther", "$env:windir\System32\Sysprep\unattend.xml", "$panther\setuperr.log", "$panther\setupact.log"
Remove-Item -LiteralPath $leftovers -Recurse -Force -ErrorAction SilentlyContinue
$parent = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SYSTEM\CurrentControlSet\Control', $true)
$writable = [Microsoft.Win32.RegistryKeyPermissionCheck]::ReadWriteSubTree
$marker = $parent.CreateSubKey('CaptureImage', $writable, [Microsoft.Win32.RegistryOptions]::Volatile)
$script:marked = $true
$marker.SetValue('CaptureId', $CaptureId)
$marker.Close()
$parent.Close()

# ---- Generalize: called as it is, since sysprep refuses SYSTEM when it is started with other verbs.

$start = New-Object Diagnostics.ProcessStartInfo -Property @{
  FileName = $sysprep
  Arguments = '/oobe /generalize /mode:vm /quiet /shutdown'
  UseShellExecute = $false
}
Write-Output "Starting $sysprep $($start.Arguments)"
$started = [Diagnostics.Process]::Start($start)
$deadline = (Get-Date).AddSeconds($DeadlineSeconds)
$ended = $null
while ((Get-Date) -lt $deadline) {
  $state = Get-ImageState
  if ($started.HasExited -and $null -eq $ended) {
    $ended = Get-Date
    Write-Output "Sysprep ended with exit code $($started.ExitCode); the ImageState is $state."
  }
  # It may end before its background work does, with any exit code: an ImageState that moved has until the deadline.
  if ($null -ne $ended -and $state -eq $before -and ((Get-Date) - $ended).TotalSeconds -gt 60) {
    Write-Failure 10 "Sysprep ended without generalizing: the ImageState is still $state."
  }
  Start-Sleep -Seconds 5
}
Write-Failure 11 "Sysprep did not shut the VM down within $DeadlineSeconds seconds; the ImageState is $(Get-ImageState)."
