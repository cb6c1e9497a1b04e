<#
.SYNOPSIS
    Gives one file to the cmdlets as fuzzing does, with every operation of its family, and tells what comes: to look into a
    finding.
.EXAMPLE
    pwsh -File tools/fuzz/Test-FuzzFile.ps1 output/fuzz/findings/Crash-0001/case.png
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)] [string] $Path,
    # The family of the file: image, animation, video, colormap, scale or object; any other is image.
    [string] $Family = 'image',
    [string] $ModulePath = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'output', 'HeatmapPS')
)

Set-StrictMode -Off
Import-Module -Name $ModulePath
. ([IO.Path]::Join($PSScriptRoot, 'FuzzOperation.ps1'))
$out = [IO.Directory]::CreateTempSubdirectory('heatmapps-fuzz').FullName
$operations = Get-FuzzOperation $Family
$count = 0
foreach ($name in $operations.Keys) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $found = Test-FuzzFile (Convert-Path -LiteralPath $Path) $name $operations[$name] $out
    "{0,-10} {1,8:N0} ms {2,6:N0} MB  {3}" -f $name, $clock.Elapsed.TotalMilliseconds, ([Environment]::WorkingSet / 1MB), ($found ? "$($found.Id): $($found.Message)`n$($found.Stack)" : 'as it should be')
    if ($found) { $count++ }
}

Remove-Item -LiteralPath $out -Recurse
exit $count
