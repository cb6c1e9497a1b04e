<#
.SYNOPSIS
    Checks that every cmdlet has a help page, and that its syntax and parameters are the cmdlet's.

.DESCRIPTION
    Prints each difference; fails when there is one. With -PassThru the differences are returned instead, for tests.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $DocsPath,
    [switch] $PassThru
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
. ([IO.Path]::Join($PSScriptRoot, 'HelpPage.ps1'))

$requiredSections = 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'EXAMPLES', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS'

function Compare-Page([Management.Automation.CmdletInfo] $Command, [string] $Path) {
    if (-not (Test-Path -LiteralPath $Path)) { return "$($Command.Name): there is no page." }
    $page = Read-HelpPage $Path
    foreach ($section in $requiredSections | Where-Object { $_ -notin $page.Sections.Keys }) {
        "$($Command.Name): the section '$section' is missing."
    }

    if ("$($page.Sections['SYNTAX'])" -cne (Format-Syntax $Command)) { "$($Command.Name): SYNTAX is not the cmdlet's." }
    if (-not (Select-String -LiteralPath $Path -Pattern '^### Example 1' -Quiet)) { "$($Command.Name): there is no example." }
    if (Select-String -LiteralPath $Path -Pattern '\{\{ .* \}\}' -Quiet) { "$($Command.Name): a place marked with {{ }} is not filled in." }
    $expected = Get-DocumentedParameter $Command
    foreach ($name in $page.Parameters.Keys | Where-Object { $_ -notin $expected }) { "$($Command.Name): the cmdlet has no parameter -$name." }
    foreach ($name in $expected) {
        if (-not $page.Parameters.Contains($name)) { "$($Command.Name): -$name is missing."; continue }
        $parameter = $page.Parameters[$name]
        if (-not $parameter.Prose) { "$($Command.Name): -$name has no description." }
        if ($parameter.Yaml -cne (Format-ParameterYaml $Command $name $parameter.Yaml)) { "$($Command.Name): the yaml block of -$name is not the cmdlet's." }
    }
}

$module = Import-Module -Name $ModulePath -PassThru
$commands = @(Get-ModuleCmdlet $module)
$differences = @(
    foreach ($command in $commands) { Compare-Page $command ([IO.Path]::Join($DocsPath, "$($command.Name).md")) }
    foreach ($page in Get-ChildItem -LiteralPath $DocsPath -Filter '*-*.md' -ErrorAction Ignore | Where-Object BaseName -NotIn $commands.Name) {
        "$($page.Name): there is no such cmdlet."
    }
)
if ($PassThru) { return $differences }
if ($differences.Count -gt 0) {
    $differences | Out-Host
    Write-Host "The help pages differ from the cmdlets in $($differences.Count) places. Run tools/help/New-HelpPage.ps1 to update syntax and parameters."
    exit 1
}

Write-Host "The help pages of $($commands.Count) cmdlets are up to date."
