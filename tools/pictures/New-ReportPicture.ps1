<#
.SYNOPSIS
    Makes assets/report.png: a report of simulated frames as headless Chromium shows it, in its light colours.

.DESCRIPTION
    Run it after a build, in a new process. Where there is no Chromium it says so and leaves the picture as it is:

        dotnet pwsh -NoProfile -File tools/pictures/New-ReportPicture.ps1

.OUTPUTS
    System.IO.FileInfo, the picture.
#>
[CmdletBinding()]
[OutputType([IO.FileInfo])]
param(
    [string] $ModulePath = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'output', 'HeatmapPS'),
    [string] $Destination = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'assets')
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$browser = Get-Command -Name chromium, chromium-browser, google-chrome -CommandType Application -ErrorAction Ignore | Select-Object -First 1
if (-not $browser) {
    Write-Warning 'report.png is not updated, because there is no Chromium.'
    return
}

Import-Module -Name $ModulePath
Add-Type -Path ([IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'tests', 'Pester', 'support', 'DevToolsPage.cs'))
$work = New-Item -ItemType Directory -Path ([IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName()))
try {
    $frames = & ([IO.Path]::Join((Split-Path $PSScriptRoot), 'demo', 'New-DemoFrames.ps1')) -Destination $work.FullName
    $page = [IO.Path]::Join($work.FullName, 'report.html')
    # In few levels, so that the picture is small.
    $images = Import-HeatmapImage -LiteralPath $frames[3, 7, 11].FullName -Gain 0.04 -Offset -273.15 -Unit °C
    $report = @{ Title = 'Test bench 4: board warming up'; Note = 'Load step at 14:00. Limit 60 °C.'; ThresholdAbove = 60; Colormap = 'inferno'; LevelCount = 24; SharedScale = $true }
    $images | Export-HeatmapReport -Path $page @report
    # The path is a line of the page, and of this machine alone.
    $html = [IO.File]::ReadAllText($page).Replace($work.FullName, '/srv/bench4')
    [IO.File]::WriteAllText($page, $html)

    $shot = [IO.Path]::Join($work.FullName, 'report.png')
    $window = [HeatmapPS.Tests.DevToolsPage]::Open($browser.Source, $page, 1120, 1310)
    try {
        $window.Emulate('light', 'screen')
        $null = $window.Evaluate("document.documentElement.style.overflow = 'hidden'")
        $window.SavePicture($shot)
    }
    finally { $window.Dispose() }

    Import-HeatmapImage -LiteralPath $shot | Export-HeatmapImage -Path ([IO.Path]::Join($Destination, 'report.png')) -Compression Best -Force -PassThru
}
finally {
    Remove-Item -LiteralPath $work.FullName -Recurse -Force
}
