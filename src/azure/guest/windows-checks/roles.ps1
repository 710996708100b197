function Test-Domain {
  $computer = Get-CimInstance -ClassName Win32_ComputerSystem
  if ($computer.DomainRole -ge 4) { Add-Finding 'domain-controller' 'must' $computer.Domain } else { Add-Finding 'domain-controller' 'fine' 'no' }
  if ($computer.PartOfDomain) { Add-Finding 'domain-member' 'should' $computer.Domain } else { Add-Finding 'domain-member' 'fine' 'no' }
}

# A client system has no roles, nor the command that lists them.
function Test-Roles {
  if ($null -eq (Get-Command -Name Get-WindowsFeature -ErrorAction SilentlyContinue)) {
    Add-Finding 'roles' 'fine' 'a client system has none'
    Add-Finding 'sysprep-roles' 'fine' 'a client system has none'
    return
  }
  $unsupported = 'Failover-Clustering', 'DHCP', 'RemoteAccess', 'ADRMS', 'WDS', 'ISNS', 'Multipath-IO', 'NLB', 'PNRP', 'SNMP-Service', 'WINS', 'Wireless-Networking'
  $features = @(Get-WindowsFeature | Where-Object { $_.Installed } | ForEach-Object { $_.Name })
  $installed = @($features | Where-Object { $_ -in $unsupported })
  Add-Verdict 'roles' 'must' (Get-Few $installed) 'none that is unsupported'
  $unprepared = 'AD-Certificate', 'AD-Domain-Services', 'ADFS-Federation', 'ADLDS', 'Fax'
  Add-Verdict 'sysprep-roles' 'should' (Get-Few @($features | Where-Object { $_ -in $unprepared })) 'none'
}

function Test-Software {
  $sql = @(Get-Service -Name 'MSSQL*' -ErrorAction SilentlyContinue | ForEach-Object { $_.Name })
  Add-Verdict 'sql-server' 'should' (Get-Few $sql) 'not installed'
  $keys = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*', 'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
  $names = @($keys | ForEach-Object { Get-ItemProperty -Path $_ -ErrorAction SilentlyContinue } | ForEach-Object { $_.PSObject.Properties['DisplayName'] } |
    Where-Object { $null -ne $_ } | ForEach-Object { [string]$_.Value })
  $licensed = @($names | Where-Object { $_ -match '^Microsoft (Office|365)|^(Microsoft )?Visual Studio (Community|Professional|Enterprise)' } | Sort-Object -Unique)
  Add-Verdict 'licensed-software' 'should' (Get-Few $licensed) 'none'
  $foreign = @($names | Where-Object { $_ -match '^(VMware Tools|Oracle VM VirtualBox Guest|Citrix (XenServer|Hypervisor|VM) Tools|XenServer|Parallels Tools|QEMU|Virtio-win|Nutanix)' })
  Add-Verdict 'foreign-drivers' 'should' (Get-Few $foreign) 'none'
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

# Sysprep stops at a package that one user has and the system has not.
function Test-Packages {
  if ($null -eq (Get-Command -Name Get-AppxProvisionedPackage -ErrorAction SilentlyContinue)) { Add-Finding 'appx' 'fine' 'none'; return }
  $provisioned = @(Get-AppxProvisionedPackage -Online | ForEach-Object { $_.DisplayName })
  $alone = @(Get-AppxPackage -AllUsers | Where-Object { "$($_.SignatureKind)" -eq 'Store' -and -not $_.IsFramework -and -not $_.NonRemovable -and $_.Name -notin $provisioned } |
    ForEach-Object { $_.Name } | Sort-Object -Unique)
  Add-Verdict 'appx' 'should' (Get-Few $alone) 'none of one user alone'
}

# Systems after Windows Server 2022 come with the old versions off.
function Test-Tls {
  $old = @()
  if ([Environment]::OSVersion.Version.Build -lt 26100) {
    $protocols = 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols'
    $old = @('TLS 1.0', 'TLS 1.1' | Where-Object { (Get-Value "$protocols\$_\Server" 'Enabled') -ne 0 })
  }
  Add-Verdict 'tls' 'should' (Get-Few $old) 'the old versions are off'
}
