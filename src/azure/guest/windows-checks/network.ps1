# What belongs to the network that the VM was in.
function Test-Network {
  $proxy = @(Get-Value 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections' 'WinHttpSettings')
  if ($proxy.Count -gt 8 -and ($proxy[8] -band 2) -ne 0) { Add-Finding 'winhttp-proxy' 'should' 'set' } else { Add-Finding 'winhttp-proxy' 'fine' 'none' }
  $tcp = 'HKLM:\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters'
  $routes = Get-ItemProperty -LiteralPath "$tcp\PersistentRoutes" -ErrorAction SilentlyContinue
  $names = @()
  if ($null -ne $routes) { $names = @($routes.PSObject.Properties | Where-Object { $_.Name -notlike 'PS*' } | ForEach-Object { ($_.Name -split ',')[0] }) }
  Add-Verdict 'persistent-routes' 'should' (Get-Few $names) 'none'
  $cards = @(Get-ChildItem -LiteralPath "$tcp\Interfaces" -ErrorAction SilentlyContinue | ForEach-Object { "$tcp\Interfaces\$($_.PSChildName)" })
  $fixed = @($cards | Where-Object { (Get-Value $_ 'EnableDHCP') -eq 0 -and "$(Get-Value $_ 'IPAddress')" -notin '', '0.0.0.0' } | ForEach-Object { "address $(Get-Value $_ 'IPAddress')" })
  $fixed += @($cards | Where-Object { "$(Get-Value $_ 'NameServer')" -ne '' } | ForEach-Object { "DNS $(Get-Value $_ 'NameServer')" })
  Add-Verdict 'static-address' 'should' (Get-Few $fixed) 'none'
  $hosts = Join-Path $env:windir 'System32\drivers\etc\hosts'
  $lines = @()
  if (Test-Path -LiteralPath $hosts) { $lines = @(Get-Content -LiteralPath $hosts | Where-Object { $_ -match '^\s*[^#\s]' } | ForEach-Object { ($_.Trim() -split '\s+')[-1] }) }
  Add-Verdict 'hosts-file' 'should' (Get-Few $lines) 'no entry'
  $server = [string](Get-Value 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate' 'WUServer')
  Add-Verdict 'update-server' 'should' $server 'Microsoft Update'
}
