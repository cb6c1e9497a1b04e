<#
.SYNOPSIS
    Simulates a thermal camera over a circuit board that warms up, and writes its frames as 16-bit TIFF files.

.DESCRIPTION
    The frames look like the raw ones of a thermal camera: 0.04 K a count, with sensor noise. The same seed gives the
    same frames.

.OUTPUTS
    System.IO.FileInfo, one a frame.
#>
[CmdletBinding()]
[OutputType([IO.FileInfo])]
param(
    # Folder for the frames; created when missing.
    [Parameter(Mandatory, Position = 0)] [string] $Destination,
    [ValidateRange(1, 1000)] [int] $Count = 12,
    [int] $Seed = 7,

    # Time steps of the solver between two frames.
    [ValidateRange(1, 100000)] [int] $StepsPerFrame = 1500
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

if (-not ('HeatmapPS.Demo.BoardSimulation' -as [type])) {
    Add-Type -Path ([IO.Path]::Join($PSScriptRoot, 'BoardSimulation.cs')) -CompilerOptions '-optimize+'
}

$folder = New-Item -ItemType Directory -Path $Destination -Force
$board = [HeatmapPS.Demo.BoardSimulation]::new($Seed)
for ($frame = 0; $frame -lt $Count; $frame++) {
    $board.Advance($StepsPerFrame, $frame)
    $path = [IO.Path]::Join($folder.FullName, 'board-{0:00}.tif' -f ($frame + 1))
    [HeatmapPS.Demo.BoardSimulation]::WriteTiff($path, $board.Capture())
    Get-Item -LiteralPath $path
}
