# Runs guest scripts one after the other, each in a guest of its own: reads [{ script, guest }] from standard input and prints one line of JSON for each.
param([string] $Root)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. "$PSScriptRoot/stand-ins.ps1"

function Get-GuestFile {
  Microsoft.PowerShell.Management\Get-ChildItem -LiteralPath $World.root -Recurse -File -Force |
    ForEach-Object { 'C:' + $_.FullName.Substring($World.root.Length).Replace('/', '\') } | Sort-Object
}

function Start-Guest($Guest, [string] $Folder) {
  $global:World = $Guest
  $World.root = $Folder
  $World.now = [datetime] $Guest.now
  $World.started = $null
  $World.poweredOff = $false
  $World.volatile = @($Guest.volatile)
  $World.versions = @{}
  $World.keysOf = -1
  [void] (New-Item -ItemType Directory -Force -Path $Folder)
  foreach ($drive in 'C', $Guest.systemDrive[0] | Sort-Object -Unique) {
    if (Get-PSDrive -Name $drive -ErrorAction SilentlyContinue) { Remove-PSDrive -Name $drive }
    [void] (New-PSDrive -Name $drive -PSProvider FileSystem -Root $Folder -Scope Global)
  }
  foreach ($file in @($Guest.files.Keys)) {
    $content = $Guest.files[$file]
    if ($content -is [Collections.IDictionary]) { $World.versions[$file] = $content.version; $content = '' }
    Write-GuestFile $file $content
  }
  $env:SystemDrive = $Guest.systemDrive
  $env:windir = "$($Guest.systemDrive)\Windows"
  [StandInEnvironment]::Is64BitOperatingSystem = $Guest.is64Bit
  [StandInEnvironment]::Is64BitProcess = $Guest.is64BitProcess
  [StandInEnvironment]::OSVersion = [pscustomobject] @{ Version = [version] $Guest.osVersion }
  Set-OptionalCommand
}

$number = 0
foreach ($case in (ConvertFrom-Json -AsHashtable -InputObject ([Console]::In.ReadToEnd()))) {
  $number += 1
  Start-Guest $case.guest "$Root/$number"
  $before = @(Get-GuestFile)
  $shell = [powershell]::Create([System.Management.Automation.RunspaceMode]::CurrentRunspace)
  [void] $shell.AddScript($case.script, $true)
  $output = @(try { $shell.Invoke() } catch { "THROWN: $($_.Exception.Message)" })
  $answer = @{
    output = @($output | ForEach-Object { "$_" }) -join "`n"
    errors = @($shell.Streams.Error | ForEach-Object { "$_" })
    poweredOff = $World.poweredOff
    started = $World.started
    registry = $World.registry
    volatile = @($World.volatile)
    removed = @($before | Where-Object { $_ -notin @(Get-GuestFile) })
    seconds = ($World.now - [datetime] $case.guest.start).TotalSeconds
  }
  $shell.Dispose()
  [Console]::Out.WriteLine((ConvertTo-Json -Compress -Depth 6 -InputObject $answer))
}
