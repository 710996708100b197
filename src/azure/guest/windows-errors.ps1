# What the set-up logs call an error, each line once and from the first one on, since the first tell the cause; the middle is left out where there is no room.
function Get-SetupErrors([int] $Characters) {
  $logs = 'setuperr.log', 'setupact.log' | ForEach-Object { Join-Path $panther $_ } | Where-Object { Test-Path -LiteralPath $_ }
  $errors = @($logs | ForEach-Object { Get-Content -LiteralPath $_ -Tail 4000 } | Where-Object { $_ -match ', (Error|Fatal)' } |
    ForEach-Object { if ($_.Length -gt 400) { $_.Substring(0, 400) } else { $_ } } | Select-Object -Unique)
  if ($errors.Count -eq 0) { return '(none)' }
  $text = $errors -join "`n"
  if ($text.Length -le $Characters) { return $text }
  $first = [int]($Characters * 0.7)
  return $text.Substring(0, $first) + "`n...`n" + $text.Substring($text.Length - ($Characters - $first))
}
