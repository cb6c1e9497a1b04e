<#
.SYNOPSIS
    The main job on simulated thermal frames: one folder of 16-bit TIFF files to heatmaps on one scale.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,

    # Gets the folders frames and heatmaps.
    [Parameter(Mandatory)] [string] $Destination
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Remove-Item -LiteralPath $Destination -Recurse -Force -ErrorAction Ignore
Write-Host 'Simulating a thermal camera above a circuit board that warms up ...'
$frames = @(& ([IO.Path]::Join($PSScriptRoot, 'New-DemoFrames.ps1')) -Destination ([IO.Path]::Join($Destination, 'frames')))

Import-Module -Name $ModulePath
Push-Location -LiteralPath $Destination
try {
    Write-Host 'PS> Get-ChildItem frames/*.tif | ConvertTo-Heatmap -Colormap inferno -SharedScale -Destination heatmaps'
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $heatmaps = @(Get-ChildItem frames/*.tif | ConvertTo-Heatmap -Colormap inferno -SharedScale -Destination heatmaps)
    $watch.Stop()
}
finally {
    Pop-Location
}

if ($heatmaps.Count -ne $frames.Count) {
    throw "Expected $($frames.Count) heatmaps, but got $($heatmaps.Count)."
}

$heatmaps | ForEach-Object { [pscustomobject]@{ Heatmap = $_.Name; Bytes = $_.Length; From = "frames/$($_.BaseName).tif" } } | Format-Table
Write-Host "Wrote $($heatmaps.Count) heatmaps of $([IO.Path]::Join($Destination, 'frames')) in $($watch.ElapsedMilliseconds) ms, all on one scale, to"
Write-Host "    $([IO.Path]::Join($Destination, 'heatmaps'))"
Write-Host "To open the last one: Invoke-Item '$($heatmaps[-1].FullName)'"
