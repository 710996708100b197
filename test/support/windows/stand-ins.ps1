# What a Windows guest has and this machine lacks: the registry, WMI, services, packages, the clock and sysprep, as $World describes them.
# Each stand-in has the parameters of Windows PowerShell 5.1 that our scripts use, so that any other one is an error.

# The keys that a pattern fits; those above a key are there as well.
function Find-Key([string] $Pattern) {
  if ($World.keysOf -ne $World.registry.Count) {
    $World.keysOf = $World.registry.Count
    $World.keys = @(foreach ($key in $World.registry.Keys) { while ($key -match '\\') { $key; $key = $key.Substring(0, $key.LastIndexOf('\')) } }) | Sort-Object -Unique
  }
  $wanted = [WildcardPattern]::Get($Pattern.TrimEnd('\'), 'IgnoreCase')
  foreach ($key in $World.keys) { if ($wanted.IsMatch($key)) { $key } }
}

function Get-Literal([string] $Path) { return [WildcardPattern]::Escape($Path) }

function Get-ItemProperty {
  [CmdletBinding()] param([string] $LiteralPath, [string] $Path)
  $pattern = if ($LiteralPath) { Get-Literal $LiteralPath } else { $Path }
  $found = @(Find-Key $pattern)
  if ($found.Count -eq 0 -and $LiteralPath) { Write-Error "Cannot find path '$LiteralPath' because it does not exist." }
  foreach ($key in $found) {
    $values = if ($World.registry.ContainsKey($key)) { $World.registry[$key] } else { @{} }
    if ($values.Count -gt 0) { [pscustomobject] $values }
  }
}

function Set-ItemProperty {
  [CmdletBinding()] param([string] $LiteralPath, [string] $Name, $Value, [string] $Type)
  if (@(Find-Key (Get-Literal $LiteralPath)).Count -eq 0) { Write-Error "Cannot find path '$LiteralPath' because it does not exist."; return }
  if (-not $World.registry.ContainsKey($LiteralPath)) { $World.registry[$LiteralPath] = @{} }
  $World.registry[$LiteralPath][$Name] = $Value
}

function Test-Path {
  [CmdletBinding()] param([string] $LiteralPath)
  if ($LiteralPath -like 'HKLM:*') { return @(Find-Key (Get-Literal $LiteralPath)).Count -gt 0 }
  return Microsoft.PowerShell.Management\Test-Path -LiteralPath $LiteralPath
}

function Get-ChildItem {
  [CmdletBinding()] param([string] $LiteralPath, [string] $Path, [string] $Filter, [switch] $Force, [switch] $File, [switch] $Directory)
  if ("$LiteralPath$Path" -like 'Cert:*') { return @($World.certificates | ForEach-Object { [pscustomobject] $_ }) }
  if ("$LiteralPath$Path" -notlike 'HKLM:*') { return Microsoft.PowerShell.Management\Get-ChildItem @PSBoundParameters }
  if (@(Find-Key (Get-Literal $LiteralPath)).Count -eq 0) { Write-Error "Cannot find path '$LiteralPath' because it does not exist."; return }
  Find-Key "$(Get-Literal $LiteralPath)\*" | Where-Object { $_.Substring($LiteralPath.Length + 1) -notmatch '\\' } |
    ForEach-Object { [pscustomobject] @{ PSChildName = $_.Substring($LiteralPath.Length + 1); PSPath = $_ } }
}

function Remove-Item {
  [CmdletBinding()] param([string[]] $LiteralPath, [switch] $Recurse, [switch] $Force)
  foreach ($one in $LiteralPath) {
    if ($one -notlike 'HKLM:*') { Microsoft.PowerShell.Management\Remove-Item -LiteralPath $one -Recurse:$Recurse -Force:$Force; continue }
    foreach ($key in @(Find-Key (Get-Literal $one))) { $World.registry.Remove($key) }
  }
}

function Join-Path { [CmdletBinding()] param([string] $Path, [string] $ChildPath) return "$($Path.TrimEnd('\'))\$ChildPath" }

# A file that is there for its version alone has a version and no content.
function Get-Item {
  [CmdletBinding()] param([string] $LiteralPath)
  $version = $World.versions[$LiteralPath]
  if ($null -eq $version) { return Microsoft.PowerShell.Management\Get-Item -LiteralPath $LiteralPath }
  $major, $minor, $build, $private = $version.Split('.')
  return [pscustomobject] @{ VersionInfo = [pscustomobject] @{ FileMajorPart = $major; FileMinorPart = $minor; FileBuildPart = $build; FilePrivatePart = $private } }
}

function Get-CimInstance {
  [CmdletBinding()] param([string] $ClassName, [string] $Filter, [string] $Namespace)
  $found = $World.cim[$ClassName]
  if ($null -eq $found -or $found -is [string]) {
    $failure = New-Object Microsoft.Management.Infrastructure.CimException "$ClassName failed: $found"
    $code = if ($null -eq $found) { 'InvalidClass' } else { $found }
    $set = $failure.GetType().GetProperty('NativeErrorCode').GetSetMethod($true)
    [void] $set.Invoke($failure, @([Microsoft.Management.Infrastructure.NativeErrorCode] $code))
    throw $failure
  }
  $all = @($found | ForEach-Object { [pscustomobject] $_ })
  if ($Filter -eq '') { return $all }
  if ($Filter -notmatch "^(\w+)\s*=\s*(?:'([^']*)'|(TRUE|FALSE|\d+))$") { throw "The stand-in knows no such filter: $Filter" }
  $name, $value = $Matches[1], "$($Matches[2])$($Matches[3])"
  return @($all | Where-Object { "$($_.$name)" -eq $value })
}

function Invoke-CimMethod {
  [CmdletBinding()] param($InputObject, [string] $MethodName)
  if ($MethodName -ne 'GetConversionStatus') { throw "The stand-in knows no method $MethodName." }
  return [pscustomobject] @{ ConversionStatus = $InputObject.ConversionStatus }
}

function Get-Service {
  [CmdletBinding()] param([string] $Name)
  $found = @($World.services.Keys | Where-Object { $_ -like $Name } | ForEach-Object { [pscustomobject] (@{ Name = $_ } + $World.services[$_]) })
  if ($found.Count -eq 0 -and $Name -notmatch '\*') { Write-Error "Cannot find any service with service name '$Name'." }
  return $found
}

function Get-Process {
  [CmdletBinding()] param([string] $Name)
  $found = @($World.processes | Where-Object { $_ -eq $Name } | ForEach-Object { [pscustomobject] @{ Name = $_ } })
  if ($found.Count -eq 0) { Write-Error "Cannot find a process with the name '$Name'." }
  return $found
}

function Get-HotFix { [CmdletBinding()] param() $World.hotfixes | ForEach-Object { [pscustomobject] @{ InstalledOn = if ($_) { [datetime] $_ } } } }

# What a client system or an old one does not have at all is not there.
function Set-OptionalCommand {
  $optional = @{
    'Get-WindowsFeature' = 'features'; 'Get-AppxProvisionedPackage' = 'provisioned'; 'Get-AppxPackage' = 'appx'; 'Get-ScheduledTask' = 'tasks'
  }
  foreach ($name in $optional.Keys) {
    Microsoft.PowerShell.Management\Remove-Item -LiteralPath "function:\$name" -ErrorAction SilentlyContinue
    if ($null -eq $World[$optional[$name]]) { continue }
    $body = "[CmdletBinding()] param([switch] `$Online, [switch] `$AllUsers) `$World.$($optional[$name]) | ForEach-Object { [pscustomobject] `$_ }"
    Set-Item -LiteralPath "function:\global:$name" -Value ([scriptblock]::Create($body))
  }
}

function Get-Date { [CmdletBinding()] param() return $World.now }

# Time passes only while a script sleeps; what sysprep does by then has happened.
function Start-Sleep {
  [CmdletBinding()] param([int] $Seconds)
  $World.now = $World.now.AddSeconds($Seconds)
  if ($null -eq $World.started) { return }
  $elapsed = ($World.now - $World.started.at).TotalSeconds
  $run = $World.sysprep
  if ($elapsed -ge $run.imageStateAfter) { $World.registry['HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'].ImageState = $run.imageState }
  if ($elapsed -ge $run.exitsAfter) {
    foreach ($log in $run.logs.Keys) { Write-GuestFile "C:\Windows\System32\Sysprep\Panther\$log" $run.logs[$log] }
    $World.started.exited = $true
  }
  if ($elapsed -ge $run.powersOffAfter) { $World.poweredOff = $true; exit 0 }
}

function Write-GuestFile([string] $Path, [string] $Text) {
  [void] (New-Item -ItemType Directory -Force -Path (Split-Path -Parent $Path))
  Set-Content -LiteralPath $Path -Value $Text -NoNewline
}

class StandInEnvironment {
  static [bool] $Is64BitOperatingSystem = $true
  static [bool] $Is64BitProcess = $true
  static [object] $OSVersion = $null
}

class StandInProcess {
  [int] $ExitCode
  static [StandInProcess] Start([Diagnostics.ProcessStartInfo] $Info) {
    $world = $global:World
    $world.started = @{ at = $world.now; exited = $false; file = $Info.FileName; arguments = $Info.Arguments; shell = $Info.UseShellExecute
      files = @(Get-GuestFile); volatile = @($world.volatile) }
    $process = [StandInProcess]::new()
    $process.ExitCode = $world.sysprep.exitCode
    $process | Add-Member -MemberType ScriptProperty -Name HasExited -Value { $global:World.started.exited }
    return $process
  }
}

class StandInKey {
  [string] $Path
  StandInKey([string] $path) { $this.Path = $path }
  [StandInKey] OpenSubKey([string] $name, [bool] $writable) { return [StandInKey]::new("$($this.Path)\$name") }
  [StandInKey] CreateSubKey([string] $name, [Microsoft.Win32.RegistryKeyPermissionCheck] $check, [Microsoft.Win32.RegistryOptions] $options) {
    $key = "$($this.Path)\$name"
    $global:World.registry[$key] = @{}
    if ($options -eq 'Volatile') { $global:World.volatile += $key }
    return [StandInKey]::new($key)
  }
  [void] SetValue([string] $name, [object] $value) { $global:World.registry[$this.Path][$name] = $value }
  [void] Close() {}
}

class StandInRegistry { static [StandInKey] $LocalMachine = [StandInKey]::new('HKLM:') }

$accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
$accelerators::Add('Environment', [StandInEnvironment])
$accelerators::Add('Diagnostics.Process', [StandInProcess])
$accelerators::Add('Microsoft.Win32.Registry', [StandInRegistry])
