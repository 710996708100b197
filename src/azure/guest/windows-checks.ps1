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

# -- the parts --

$checks = 'Test-Architecture', 'Test-Agent', 'Test-ImageState', 'Test-Rearm', 'Test-PendingReboot', 'Test-PendingWork', 'Test-SystemAccount', 'Test-BitLocker', 'Test-Domain', 'Test-Roles',
  'Test-Software', 'Test-WannaCry', 'Test-Packages', 'Test-Tls', 'Test-RemoteDesktop', 'Test-Services', 'Test-Firewall', 'Test-Network', 'Test-RemovableStorage',
  'Test-PageFile', 'Test-Drives', 'Test-Alignment', 'Test-Updates', 'Test-EventLogs', 'Test-Clock', 'Test-Accounts', 'Test-AutoLogon', 'Test-StoredPasswords', 'Test-People',
  'Test-Ssh', 'Test-Certificates', 'Test-AnswerFiles', 'Test-Azure', 'Test-Registrations'
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
