# Shows the ImageState and the errors in sysprep's logs, under 4 KB, and changes nothing; $CaptureId is set by a line put in front of this one.
Set-StrictMode -Version 2
$ErrorActionPreference = 'SilentlyContinue'
$panther = Join-Path $env:windir 'System32\Sysprep\Panther'

# -- the errors of set-up --

$state = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
$imageState = '(unknown)'
if ($null -ne $state) { $imageState = $state.ImageState }
Write-Output "Capture $CaptureId, ImageState $imageState"
Write-Output '== errors in setuperr.log and setupact.log'
Write-Output (Get-SetupErrors 3400)
Write-Output 'CAPTURE_RC=0'
