function Test-RemoteDesktop {
  $server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
  if ((Get-Value $server 'fDenyTSConnections') -ne 0) { Add-Finding 'rdp' 'must' 'off' }
  elseif ((Get-Value 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services' 'fDenyTSConnections') -eq 1) { Add-Finding 'rdp' 'must' 'off by policy' }
  else { Add-Finding 'rdp' 'fine' 'on' }
  $listener = "$server\WinStations\RDP-Tcp"
  $odd = @()
  if ((Get-Value $listener 'PortNumber') -notin $null, 3389) { $odd += "port $(Get-Value $listener 'PortNumber')" }
  if ((Get-Value $listener 'UserAuthentication') -eq 0) { $odd += 'no network level authentication' }
  if ($null -ne (Get-Value $listener 'SSLCertificateSHA1Hash')) { $odd += 'a certificate of its own' }
  Add-Verdict 'rdp-listener' 'should' (Get-Few $odd) 'as Windows has it'
}

function Test-Services {
  $counted = 'AppXSvc', 'BFE', 'Dhcp', 'Dnscache', 'IKEEXT', 'iphlpsvc', 'MpsSvc', 'Netlogon', 'Netman', 'nsi', 'TermService', 'W32Time', 'WinRM'
  $disabled = @(Get-CimInstance -ClassName Win32_Service -Filter "StartMode='Disabled'" | Where-Object { $_.Name -in $counted } | ForEach-Object { $_.Name })
  Add-Verdict 'services' 'should' (Get-Few $disabled) 'not disabled'
}

function Test-Firewall {
  $policy = 'HKLM:\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy'
  $off = @('DomainProfile', 'PublicProfile', 'StandardProfile' | Where-Object { (Get-Value "$policy\$_" 'EnableFirewall') -eq 0 })
  Add-Verdict 'firewall' 'should' (Get-Few $off) 'on'
}
