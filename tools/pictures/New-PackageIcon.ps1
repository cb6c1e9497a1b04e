<#
.SYNOPSIS
    Makes the package's icon, assets/icon.png, with the built module: a small heatmap of 128 × 128 pixels.

.DESCRIPTION
    Run it after a build, in a new process; the same code gives the same picture:

        dotnet pwsh -NoProfile -File tools/pictures/New-PackageIcon.ps1

.OUTPUTS
    System.IO.FileInfo, the icon.
#>
[CmdletBinding()]
[OutputType([IO.FileInfo])]
param(
    [string] $ModulePath = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'output', 'HeatmapPS'),
    [string] $Destination = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'assets')
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Import-Module -Name $ModulePath
Add-Type -Path ([IO.Path]::Join($PSScriptRoot, 'IconData.cs')) -CompilerOptions '-optimize+'

# Drawn four times as large, for edges without steps.
$times = 4
$field = [HeatmapPS.Pictures.IconData]::Cells(5, 23 * $times, 3 * $times, $times / 2, 4 * $times)
$colors = (ConvertTo-Heatmap -InputObject $field -Colormap inferno -Minimum -0.22 -Maximum 1.08).ToArray()
$icon = Import-HeatmapImage -InputObject ([HeatmapPS.Pictures.IconData]::Shrink($colors, $times))
$icon | Export-HeatmapImage -Path ([IO.Path]::Join($Destination, 'icon.png')) -Compression Best -Force -PassThru
