# Shows the ImageState and the ends of sysprep's logs, under 4 KB, and changes nothing; $CaptureId is set by a line put in front of this one.
Set-StrictMode -Version 2
$ErrorActionPreference = 'SilentlyContinue'
$panther = Join-Path $env:windir 'System32\Sysprep\Panther'

# Prints the last characters of some lines, or that there are none.
function Write-Tail([string] $Title, [string[]] $Lines, [int] $Characters) {
  Write-Output "== $Title"
  $text = @($Lines) -join "`n"
  if ($text.Length -gt $Characters) { $text = $text.Substring($text.Length - $Characters) }
  if ($text -eq '') { $text = '(nothing)' }
  Write-Output $text
}

$state = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
$imageState = '(unknown)'
if ($null -ne $state) { $imageState = $state.ImageState }
Write-Output "Capture $CaptureId, ImageState $imageState"
$actions = @(Get-Content -LiteralPath (Join-Path $panther 'setupact.log') -Tail 2000 | Where-Object { $_ -match ', (Error|Fatal)' })
Write-Tail 'setupact.log, errors only' $actions 1200
$errors = @(Get-Content -LiteralPath (Join-Path $panther 'setuperr.log') -Tail 40)
Write-Tail 'setuperr.log' $errors 2300
Write-Output 'CAPTURE_RC=0'
