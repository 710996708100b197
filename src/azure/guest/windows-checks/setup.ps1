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

# Run Command works as SYSTEM, under which the newest systems do not set up the parts that their desktop is made of.
function Test-SystemAccount {
  $build = [Environment]::OSVersion.Version.Build
  if ($build -ge 26100) { Add-Finding 'sysprep-as-system' 'should' "build $build" } else { Add-Finding 'sysprep-as-system' 'fine' "build $build" }
}

# What is under way, or was left half done: sysprep stops at it, or warns.
function Test-PendingWork {
  if (0 -ne [int](Get-Value 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\ReserveManager' 'ActiveScenario')) { Add-Finding 'reserved-storage' 'must' 'in use' }
  else { Add-Finding 'reserved-storage' 'fine' 'not in use' }
  $renames = @(Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager' 'PendingFileRenameOperations' | Where-Object { "$_" -ne '' })
  Add-Verdict 'pending-renames' 'should' (Get-Few $renames) 'none'
  $state = Get-Value 'HKLM:\SYSTEM\Setup\Status\SysprepStatus' 'GeneralizationState'
  if ($null -ne $state -and $state -ne 7) { Add-Finding 'sysprep-status' 'should' "GeneralizationState $state" } else { Add-Finding 'sysprep-status' 'fine' 'at rest' }
  $older = @(Get-ChildItem -LiteralPath 'HKLM:\SYSTEM\Setup' -ErrorAction SilentlyContinue | Where-Object { $_.PSChildName -like 'Source OS*' } | ForEach-Object { $_.PSChildName })
  if ($null -ne (Get-Value 'HKLM:\SYSTEM\Setup' 'Upgrade')) { $older += 'Upgrade' }
  Add-Verdict 'upgraded' 'should' (Get-Few $older) 'no'
  $documents = @('Current.mof', 'Pending.mof', 'Previous.mof' | Where-Object { Test-Path -LiteralPath "$env:windir\System32\Configuration\$_" })
  Add-Verdict 'desired-state' 'should' (Get-Few $documents) 'none'
}
