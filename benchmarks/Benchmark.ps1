<#
.SYNOPSIS
    Compares HeatmapPS with other tools, side by side: time, memory, size of the output, and whether the pixels are equal.

.DESCRIPTION
    Every scenario is a file in scenarios/. The sides of a scenario run in turn (A B A B …), so that what else the machine
    does falls on all alike; ratios are taken pair by pair. A peer that is not installed is skipped, and said so. See
    README.md.

.EXAMPLE
    ./build.ps1 -Task Benchmark -Scenario png8 -Quick
#>
[CmdletBinding()]
param(
    # The built module.
    [Parameter(Mandatory)] [string] $ModulePath,

    # Names of scenarios, with wildcards; separated by commas in one text, too.
    [string[]] $Scenario = '*',

    # Smaller data and two rounds.
    [switch] $Quick,

    # Times every side runs; 5, or 2 with -Quick, where nothing is said.
    [int] $Rounds = 0,

    # Where the pictures are made.
    [string] $DataFolder = [IO.Path]::Join((Split-Path $PSScriptRoot), 'output', 'benchmark-data'),

    # Where the results go; with -Quick they do not replace those in results/.
    [string] $ResultFolder = $Quick ? [IO.Path]::Join((Split-Path $PSScriptRoot), 'output', 'benchmark-results') : [IO.Path]::Join($PSScriptRoot, 'results')
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
if ([Console]::IsOutputRedirected) { $PSStyle.OutputRendering = 'PlainText' }

$ModulePath = (Resolve-Path -LiteralPath $ModulePath).ProviderPath
foreach ($file in 'Processes.ps1', 'Data.ps1', 'Report.ps1', 'Chart.ps1', 'Peers.ps1', 'Measure.ps1', 'Growth.ps1', 'InstalledPowerShell.ps1') { . ([IO.Path]::Join($PSScriptRoot, $file)) }
Import-Module -Name $ModulePath
Add-Type -Path ([IO.Path]::Join($PSScriptRoot, 'BenchmarkFrames.cs')) -CompilerOptions '-optimize+'

function Get-Machine {
    $processor = if (Test-Path -LiteralPath '/proc/cpuinfo') {
        (Select-String -LiteralPath '/proc/cpuinfo' -Pattern '^model name\s*:\s*(.+)$' | Select-Object -First 1).Matches.Groups[1].Value
    }
    elseif ($IsWindows) { $env:PROCESSOR_IDENTIFIER }
    [ordered]@{
        Processor = "$processor"
        Cores     = [Environment]::ProcessorCount
        Memory    = '{0:0} GB memory' -f ([GC]::GetGCMemoryInfo().TotalAvailableMemoryBytes / 1GB)
        System    = [Runtime.InteropServices.RuntimeInformation]::OSDescription

        # What else ran when this began: more than the cores means that no side had them for itself.
        Load      = (Test-Path -LiteralPath '/proc/loadavg') ? (Get-Content -LiteralPath '/proc/loadavg' -Raw).Split(' ')[0] : ''
    }
}

function Get-PeerVersion {
    # The version alone stays for months.
    $root = Split-Path $PSScriptRoot
    $commit = (Find-Program 'git') ? "$(git -C $root rev-parse --short HEAD 2>$null)$((git -C $root status --porcelain -uno 2>$null) ? ' with changes' : '')" : ''
    $versions = [ordered]@{
        HeatmapPS  = "$((Get-Module -Name HeatmapPS).Version)$($commit ? " ($commit)" : '')"
        PowerShell = "$($PSVersionTable.PSVersion)$((Test-Precompiled $PSHOME) ? '' : ' (of the .NET tool: not compiled ahead of time)')"
        '.NET'     = "$([Environment]::Version)"
    }
    foreach ($module in ([ordered]@{ cv2 = 'OpenCV'; matplotlib = 'matplotlib'; numpy = 'NumPy'; PIL = 'Pillow' }).GetEnumerator()) {
        $python = Find-Python $module.Key
        if ($python) { $versions[$module.Value] = "$(& $python -c "import $($module.Key); print($($module.Key).__version__)")" }
    }

    # What OpenCV writes PNG with decides its time more than OpenCV itself.
    if ($python = Find-Python 'cv2') {
        $versions['Python'] = "$(& $python -c 'import platform; print(platform.python_version())')"
        $built = & $python -c 'import cv2; print(cv2.getBuildInformation())' | Select-String -Pattern '^\s+(ZLib|PNG):.*?([\w-]+)(?:\.so\S*)? \(ver ([^) ]+)'
        $versions['OpenCV'] += $built ? " ($(@($built.Matches | ForEach-Object { "$($_.Groups[1].Value) $($_.Groups[3].Value)" }) -join ', '))" : ''
    }

    if ($vips = Find-Program 'vips') { $versions['libvips'] = "$(& $vips --version)" -replace '^vips-' }
    if ($magick = Find-Program 'convert-im6.q16', 'magick', 'convert') { $versions['ImageMagick'] = "$(@(& $magick -version)[0])" -replace '^.*ImageMagick (\S+).*$', '$1' }
    if ($ffmpeg = Find-Program 'ffmpeg') { $versions['ffmpeg'] = "$(@(& $ffmpeg -version)[0])" -replace '^ffmpeg version (\S+).*$', '$1' }
    return $versions
}

$names = @($Scenario | ForEach-Object { $_.Split(',') } | ForEach-Object Trim)
$files = @(Get-ChildItem -LiteralPath ([IO.Path]::Join($PSScriptRoot, 'scenarios')) -Filter '*.ps1' |
        Where-Object { $base = $_.BaseName; @($names | Where-Object { $base -like $_ }).Count -gt 0 })
if ($files.Count -eq 0) {
    $known = @(Get-ChildItem -LiteralPath ([IO.Path]::Join($PSScriptRoot, 'scenarios')) -Filter '*.ps1' | ForEach-Object BaseName)
    throw "Expected the name of a scenario ($($known -join ', ')), but got '$($names -join ', ')'."
}

$context = [pscustomobject]@{
    Root       = $PSScriptRoot
    ModulePath = $ModulePath
    DataRoot   = $DataFolder
    OutputRoot = [IO.Path]::Join($DataFolder, 'runs')
    Quick      = [bool]$Quick
    Rounds     = $Rounds -gt 0 ? $Rounds : ($Quick ? 2 : 5)
    Notes      = [Collections.Generic.List[string]]::new()
}
$result = [pscustomobject][ordered]@{
    Date      = [DateTime]::UtcNow.ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture) + ' UTC'
    Machine   = Get-Machine
    Versions  = Get-PeerVersion
    Quick     = $context.Quick
    Scenarios = [Collections.Generic.List[object]]::new()
    Rows      = [Collections.Generic.List[object]]::new()
    Notes     = $context.Notes
}
# What was measured earlier today stays beside what is measured now.
Import-EarlierResult $result $ResultFolder @($files.BaseName)
$failed = 0
foreach ($file in $files) {
    $definition = Complete-Scenario (& $file.FullName) $file.BaseName
    $definition.File = $file.FullName
    Write-Host "$($file.BaseName): $($definition.Title)" -ForegroundColor Cyan
    try {
        $rows = @($definition.Run ? (& $definition.Run $definition $context) : (Invoke-Comparison $definition $context))
    }
    catch {
        $failed++
        Add-Note $context "$($file.BaseName) failed: $($_.Exception.Message)"
        Write-Host $_.ScriptStackTrace -ForegroundColor DarkGray
        continue
    }

    $result.Scenarios.Add([pscustomobject]@{ Name = $file.BaseName; Title = $definition.Title; Rounds = @($rows[0].Times).Count })
    $rows | ForEach-Object { $result.Rows.Add($_) }
    $rows | ForEach-Object { ConvertTo-ReportLine $_ } | Format-Table -Property Time, Side, Median, CPU, Ratio, Peak, Output, Pixels, Target -Wrap |
        Out-String -Width 180 | ForEach-Object { Write-Host $_.Trim("`r", "`n") }
    # After every scenario, so that what a long run has measured is not lost when it is stopped.
    Export-BenchmarkReport $result $ResultFolder
    if ($definition.Note) { Add-Note $context "$($file.BaseName): $($definition.Note)" }
}

if ($result.Rows.Count -gt 0) {
    Export-BenchmarkReport $result $ResultFolder
    Write-Host "Written to $([IO.Path]::Join($ResultFolder, 'latest.md'))."
}

exit [int]($failed -gt 0)
