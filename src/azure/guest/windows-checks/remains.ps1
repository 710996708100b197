# Those in Panther and Sysprep go with the capture itself; these would stay in the image.
function Test-AnswerFiles {
  $names = 'unattend.xml', 'autounattend.xml', 'Windows\OEM\unattend.xml' | ForEach-Object { Join-Path "$env:SystemDrive\" $_ }
  Add-Verdict 'answer-files' 'should' (Get-Few @($names | Where-Object { Test-Path -LiteralPath $_ })) 'none that stays'
}

# What Azure and its extensions put into the VM, and what set-up would run in a new one. Run Command's own goes without saying.
function Test-Azure {
  $custom = Join-Path "$env:SystemDrive\" 'AzureData\CustomData.bin'
  if (Test-Path -LiteralPath $custom) { Add-Finding 'custom-data' 'should' $custom } else { Add-Finding 'custom-data' 'fine' 'none' }
  $settings = @(Get-ChildItem -Path "$env:SystemDrive\Packages\Plugins\*\*\RuntimeSettings\*.settings" -File -Force -ErrorAction SilentlyContinue |
    ForEach-Object { ($_.FullName -split '[\\/]')[-4] } | Where-Object { $_ -notlike 'Microsoft.CPlat.Core.RunCommand*' } | Sort-Object -Unique)
  Add-Verdict 'extension-settings' 'should' (Get-Few $settings) 'none'
  $scripts = @('SetupComplete.cmd', 'ErrorHandler.cmd' | Where-Object { Test-Path -LiteralPath "$env:windir\Setup\Scripts\$_" })
  Add-Verdict 'setup-scripts' 'should' (Get-Few $scripts) 'none'
}

# What makes this machine one that a service knows: all VMs made from the image would be that one.
function Test-Registrations {
  $found = @()
  $files = @{
    'Azure Arc' = 'ProgramData\AzureConnectedMachineAgent\Config\agentconfig.json'; 'Configuration Manager' = 'Windows\SMSCFG.ini'; 'Chef' = 'chef\client.pem'
    'Salt' = 'ProgramData\Salt Project\Salt\conf\pki\minion\minion.pem'; 'Puppet' = 'ProgramData\PuppetLabs\puppet\etc\ssl\private_keys\*.pem'
  }
  foreach ($name in $files.Keys | Sort-Object) {
    if (@(Get-ChildItem -Path "$env:SystemDrive\$($files[$name])" -Force -ErrorAction SilentlyContinue).Count -gt 0) { $found += $name }
  }
  if ((Get-Value 'HKLM:\SOFTWARE\Microsoft\Windows Advanced Threat Protection\Status' 'OnboardingState') -eq 1) { $found += 'Defender for Endpoint' }
  if (@(Get-ChildItem -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo' -ErrorAction SilentlyContinue).Count -gt 0) { $found += 'Microsoft Entra' }
  $enrolled = @(Get-ChildItem -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Enrollments' -ErrorAction SilentlyContinue |
    Where-Object { "$(Get-Value "HKLM:\SOFTWARE\Microsoft\Enrollments\$($_.PSChildName)" 'ProviderID')" -ne '' })
  if ($enrolled.Count -gt 0) { $found += 'Intune' }
  if ($null -ne (Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Services\CSAgent\Sim' 'AG')) { $found += 'CrowdStrike' }
  if (@(Get-ChildItem -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Services\HealthService\Parameters\Management Groups' -ErrorAction SilentlyContinue).Count -gt 0) { $found += 'Log Analytics' }
  Add-Verdict 'machine-registrations' 'must' (Get-Few $found) 'none'
}
