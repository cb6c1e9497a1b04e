<#
.SYNOPSIS
    Writes one case of the conformance check again and tells what the module and the independent reader make of it.
.EXAMPLE
    pwsh -NoProfile -File tools/conformance/Test-ConformanceCase.ps1 tiff:123 -Seed 7
#>
[CmdletBinding()]
param(
    # Family and number, as the report names it.
    [Parameter(Mandatory, Position = 0)] [string] $Case,
    [int] $Seed = 1,
    [string] $ModulePath = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'output', 'HeatmapPS'),
    # Where the file and the expected pixels (.npy) stay.
    [string] $Destination = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'output', 'conformance', 'case')
)

$ErrorActionPreference = 'Stop'
. ([IO.Path]::Join($PSScriptRoot, 'ConformanceChild.ps1'))
Import-Module -Name $ModulePath
$null = [IO.Directory]::CreateDirectory($Destination)
$null = [Reflection.Assembly]::LoadFrom((New-ConformanceAssembly $Destination))
. ([IO.Path]::Join($PSScriptRoot, 'ConformanceCase.ps1'))
$python = Find-ConformancePython
& $python ([IO.Path]::Join($PSScriptRoot, 'generate.py')) --seed $Seed --case $Case --out $Destination
$line = Get-Content -LiteralPath ([IO.Path]::Join($Destination, 'manifest.jsonl')) | Select-Object -Last 1 | ConvertFrom-Json -AsHashtable
[pscustomobject]$line | Format-List
if ($line.Contains('file') -and $line.expect -ne 'disputed') {
    # Statistics and the second entrance are looked at, too.
    $line.index = 0
    $ErrorActionPreference = 'Continue'
    [pscustomobject](Test-ConformanceCase $line) | Format-List
}
