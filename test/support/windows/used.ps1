# Says what scripts use of PowerShell, by its own parser: reads [text] from standard input and prints one line of JSON for each.
using namespace System.Management.Automation.Language
$ErrorActionPreference = 'Stop'

# What came after Windows PowerShell 5.1 in the language itself.
function Get-NewSyntax([Ast] $Tree, [Token[]] $Tokens) {
  foreach ($node in $Tree.FindAll({ $true }, $true)) {
    if ($node -is [TernaryExpressionAst]) { 'a ternary' }
    if ($node -is [PipelineChainAst]) { 'a chain of pipelines' }
    if ($node -is [PipelineBaseAst] -and $node.PSObject.Properties['Background'] -and $node.Background) { 'a pipeline in the background' }
    if ($node -is [NamedBlockAst] -and "$($node.BlockKind)" -eq 'Clean') { 'a clean block' }
    if ($node -is [BinaryExpressionAst] -and "$($node.Operator)" -match 'replace$' -and $node.Right.Find({ $args[0] -is [ScriptBlockExpressionAst] }, $true)) { 'a replacement by a script block' }
    if (($node -is [MemberExpressionAst] -or $node -is [IndexExpressionAst]) -and $node.NullConditional) { 'a null-conditional access' }
  }
  foreach ($token in $Tokens) {
    if ("$($token.Kind)" -like 'QuestionQuestion*') { 'a null-coalescing operator' }
    if ($token -is [NumberToken] -and $token.Text -match '^0b|(?<!^0x.*)(u|y|s|n|us|uy|ul)$') { "the number $($token.Text)" }
    if ("$($token.Kind)" -in 'StringExpandable', 'HereStringExpandable', 'Generic' -and $token.Text -cmatch '`[eu]') { 'a new escape' }
  }
}

function Get-Argument([CommandAst] $Command) {
  $positional = 0
  $named = @()
  $expects = $false
  foreach ($element in @($Command.CommandElements | Select-Object -Skip 1)) {
    if ($element -is [CommandParameterAst]) {
      $named += $element.ParameterName
      $expects = $null -eq $element.Argument -and $element.ParameterName -notin 'Online', 'AllUsers', 'Recurse', 'Force', 'Unique', 'Descending', 'File', 'Directory'
    }
    elseif ($element -is [VariableExpressionAst] -and $element.Splatted) { $expects = $false }
    elseif ($expects) { $expects = $false }
    else { $positional += 1 }
  }
  return @{ named = $named; positional = $positional }
}

function Get-Use([string] $Text) {
  $tokens = $null
  $wrong = $null
  $tree = [Parser]::ParseInput($Text, [ref] $tokens, [ref] $wrong)
  $own = @($tree.FindAll({ $args[0] -is [FunctionDefinitionAst] }, $true) | ForEach-Object { $_.Name })
  $commands = foreach ($command in $tree.FindAll({ $args[0] -is [CommandAst] }, $true)) {
    $name = $command.GetCommandName()
    if ($name -and $name -notin $own) { @{ name = $name } + (Get-Argument $command) }
  }
  # What is splatted is a table of parameters.
  $keys = foreach ($table in $tree.FindAll({ $args[0] -is [AssignmentStatementAst] -and "$($args[0].Left)" -eq '$query' }, $true)) {
    $table.Right.FindAll({ $args[0] -is [HashtableAst] }, $true) | ForEach-Object { $_.KeyValuePairs } | ForEach-Object { "$($_.Item1)" }
  }
  $types = $tree.FindAll({ $args[0] -is [TypeExpressionAst] -or $args[0] -is [TypeConstraintAst] }, $true) | ForEach-Object { $_.TypeName.FullName }
  $methods = $tree.FindAll({ $args[0] -is [InvokeMemberExpressionAst] }, $true) | ForEach-Object { "$($_.Member)/$(@($_.Arguments | Where-Object { $null -ne $_ }).Count)" }
  return @{
    wrong = @($wrong | ForEach-Object { $_.Message })
    syntax = @(Get-NewSyntax $tree $tokens | Sort-Object -Unique)
    commands = @($commands)
    splatted = @($keys | Sort-Object -Unique)
    types = @($types | Sort-Object -Unique)
    methods = @($methods | Sort-Object -Unique)
  }
}

foreach ($text in (ConvertFrom-Json -InputObject ([Console]::In.ReadToEnd()))) {
  [Console]::Out.WriteLine((ConvertTo-Json -Compress -Depth 5 -InputObject (Get-Use $text)))
}
