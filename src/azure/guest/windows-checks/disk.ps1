function Test-RemovableStorage {
  if ((Get-Value 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices' 'Deny_All') -eq 1) { Add-Finding 'removable-storage' 'must' 'denied by policy' }
  else { Add-Finding 'removable-storage' 'fine' 'allowed' }
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

function Test-Alignment {
  $odd = @(Get-CimInstance -ClassName Win32_DiskPartition | Where-Object { $_.StartingOffset % 1048576 -ne 0 } | ForEach-Object { $_.Name })
  Add-Verdict 'partition-alignment' 'should' (Get-Few $odd) 'on whole MiB'
}

# Sysprep clears the logs where they are, and stops where there is no such place.
function Test-EventLogs {
  $logs = 'HKLM:\SYSTEM\CurrentControlSet\Services\EventLog'
  $moved = @('Application', 'Security', 'System' | Where-Object { [string](Get-Value "$logs\$_" 'File') -notmatch '^$|^(%SystemRoot%|C:\\Windows)\\' })
  Add-Verdict 'event-logs' 'should' (Get-Few $moved) 'where Windows has them'
}

function Test-Clock {
  if ((Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Control\TimeZoneInformation' 'RealTimeIsUniversal') -eq 1) { Add-Finding 'clock-utc' 'fine' 'UTC' }
  else { Add-Finding 'clock-utc' 'should' 'local time' }
}
