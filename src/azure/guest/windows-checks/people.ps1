# Files by a path below each home, of people and of services, where they are not empty.
function Get-Left([string[]] $Patterns) {
  $users = @(Get-ChildItem -LiteralPath "$env:SystemDrive\Users" -Directory -Force -ErrorAction SilentlyContinue |
    Where-Object { $_.Name -notin 'All Users', 'Default User' } | ForEach-Object { "$env:SystemDrive\Users\$($_.Name)" })
  $homes = $users + "$env:windir\System32\config\systemprofile" + "$env:windir\ServiceProfiles\LocalService" + "$env:windir\ServiceProfiles\NetworkService"
  foreach ($place in $homes) {
    foreach ($pattern in $Patterns) {
      Get-ChildItem -Path "$([WildcardPattern]::Escape($place))\$pattern" -File -Force -ErrorAction SilentlyContinue |
        Where-Object { $_.Length -gt 0 } | ForEach-Object { "$place\$($pattern -replace '[^\\]*$', '')$($_.Name)" }
    }
  }
}

# Azure gives the built-in administrator the name of the account that it provisions.
function Test-Accounts {
  $others = @(Get-CimInstance -ClassName Win32_UserAccount -Filter 'LocalAccount=TRUE' |
    Where-Object { -not $_.Disabled -and $_.SID -notmatch '-(500|501|503|504)$' } | ForEach-Object { $_.Name })
  Add-Verdict 'local-accounts' 'must' (Get-Few $others) 'none but the provisioned one'
}

function Test-AutoLogon {
  $key = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
  $set = @()
  if ([string](Get-Value $key 'DefaultPassword') -ne '') { $set += 'DefaultPassword' }
  if ([string](Get-Value $key 'AutoAdminLogon') -eq '1') { $set += 'AutoAdminLogon' }
  Add-Verdict 'autologon' 'must' (Get-Few $set) 'off'
}

# Windows keeps the password of an account that a service or a task runs as.
function Test-StoredPasswords {
  $own = '^$|^LocalSystem$|^NT (AUTHORITY|SERVICE)\\|\$$'
  $users = @(Get-CimInstance -ClassName Win32_Service | Where-Object { [string]$_.StartName -notmatch $own } | ForEach-Object { "service $($_.Name)" })
  if ($null -ne (Get-Command -Name Get-ScheduledTask -ErrorAction SilentlyContinue)) {
    $users += @(Get-ScheduledTask | Where-Object { "$($_.Principal.LogonType)" -eq 'Password' } | ForEach-Object { "task $($_.TaskName)" })
  }
  Add-Verdict 'stored-passwords' 'should' (Get-Few $users) 'none'
}

function Test-People {
  $histories = 'AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine\*history.txt', '.bash_history', '.python_history', '.node_repl_history', 'AppData\Roaming\postgresql\psql_history'
  Add-Verdict 'typed-history' 'should' (Get-Few @(Get-Left $histories)) 'none'
  $signedIn = '.azure\msal_token_cache.*', '.azure\accessTokens.json', '.azure\TokenCache.dat', '.aws\credentials', '.kube\config', '.docker\config.json', '.git-credentials', '.netrc', '_netrc', '.npmrc',
    'AppData\Roaming\GitHub CLI\hosts.yml', 'AppData\Roaming\gcloud\credentials.db', 'AppData\Roaming\gcloud\application_default_credentials.json', 'AppData\Roaming\postgresql\pgpass.conf'
  Add-Verdict 'credential-files' 'must' (Get-Few @(Get-Left $signedIn)) 'none'
  $saved = 'AppData\Local\Microsoft\Credentials\*', 'AppData\Roaming\Microsoft\Credentials\*'
  Add-Verdict 'credential-manager' 'should' (Get-Few @(Get-Left $saved)) 'empty'
}

function Test-Ssh {
  $people = @(Get-Left '.ssh\authorized_keys')
  $private = @(Get-Left '.ssh\id_*', '.ssh\*.pem', '.ssh\*.ppk' | Where-Object { $_ -notlike '*.pub' })
  $store = "$env:SystemDrive\ProgramData\ssh"
  if (Test-Path -LiteralPath "$store\administrators_authorized_keys") { $people += "$store\administrators_authorized_keys" }
  Add-Verdict 'ssh-access' 'must' (Get-Few $people) 'none'
  Add-Verdict 'ssh-private-keys' 'must' (Get-Few $private) 'none'
  $machine = @(Get-ChildItem -Path "$store\ssh_host_*_key" -File -Force -ErrorAction SilentlyContinue | ForEach-Object { $_.Name })
  Add-Verdict 'ssh-machine-keys' 'must' (Get-Few $machine) 'none'
}

# Those of Azure's own fabric are made anew in each VM.
function Test-Certificates {
  $kept = @(Get-ChildItem -LiteralPath 'Cert:\LocalMachine\My' | Where-Object { $_.HasPrivateKey -and $_.Issuer -notmatch 'Windows Azure CRP Certificate Generator' } | ForEach-Object { $_.Subject })
  Add-Verdict 'certificates' 'must' (Get-Few $kept) 'none with a private key'
}
