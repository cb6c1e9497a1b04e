#!/usr/bin/env pwsh
<#
.SYNOPSIS
    The one entry for people and CI: builds, tests and packages HeatmapPS.

.DESCRIPTION
    Needs the .NET SDK only; the build's own modules (Invoke-Build, Pester) come from NuGet. Works from any folder:

        dotnet tool restore && dotnet pwsh -NoProfile -File build.ps1 -Task Demo

    Build      compiles into output/HeatmapPS, ready for Import-Module ./output/HeatmapPS
    Test       builds, brings what the tests need from the system, and runs them
    TestWindows  packs the module and runs the tests on Windows' PowerShell under Wine (Linux x64, root, debootstrap)
    TestArm64  packs the module and runs the numeric tests on linux-arm64 under qemu (Linux x64, root, debootstrap, qemu-user-static)
    Demo       builds, and turns simulated thermal frames into heatmaps in output/demo
    Docs       checks the help pages against the cmdlets and makes the help files
    Benchmark  builds, and compares with OpenCV, matplotlib and others where they are installed
    Conformance  builds, and compares what the module reads of random files by independent programs with what others read
    Fuzz       builds, and gives broken files of every format to the cmdlets; what goes wrong is kept in output/fuzz/findings
    Soak       builds, and does the same thing many thousand times: memory, handles and speed must stay as they are
    Package    makes output/packages/HeatmapPS.<version>.nupkg and .zip, with a list of what is inside (sbom.cdx.json)
    Clean      removes what the build made

.EXAMPLE
    ./build.ps1 -Task Test -Filter ConvertTo-Heatmap

    Runs the tests of one cmdlet.

.EXAMPLE
    ./build.ps1 -Task Benchmark -Scenario png8, huge -Quick

    Compares with other tools in two scenarios, on small data.

.EXAMPLE
    ./build.ps1 -Task Fuzz -Minutes 30 -Format png, tiff -Seed 7

    Looks for broken PNG and TIFF files that are no proper errors.

.EXAMPLE
    ./build.ps1 -Task Conformance -Minutes 10 -Seed 7 -Format tiff, geotiff, tiffcp

    Writes TIFF files of all variants with other programs, and compares the numbers. Installs the programs first, as
    -Task Test -Bootstrap Full does, unless -NoBootstrap is given.
#>
[CmdletBinding()]
param(
    # What to do; several run in the order given.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'TestWindows', 'TestArm64', 'Demo', 'Docs', 'Benchmark', 'Conformance', 'Fuzz', 'Soak', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    # Test: test files to run, by name or wildcard, without .Tests.ps1.
    [Alias('Tests', 'TestName')]
    [string[]] $Filter = '*',

    # Test: how much to bring from the system's package manager. Auto: ffmpeg, and a font where there is none. Full:
    # also the programs and Python packages that results are compared with.
    [ValidateSet('Auto', 'Full')]
    [string] $Bootstrap = 'Auto',

    # Test, Conformance: leaves the system alone.
    [switch] $NoBootstrap,

    # Test: how much Pester prints.
    [ValidateSet('Normal', 'Detailed', 'Diagnostic')]
    [string] $Output = 'Normal',

    # The Magick.NET package to build with. Auto takes Q16 where the package feed has it, else Q8.
    [ValidateSet('Auto', 'Q16', 'Q8')]
    [string] $MagickQuantum = 'Auto',

    # Debug builds in half the time, without images compiled ahead of time: for work on the module itself.
    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    # Benchmark: scenarios to run, by name or wildcard; see benchmarks/README.md.
    [string[]] $Scenario = '*',

    # Benchmark: smaller data and fewer rounds. Soak: a hundredth of the rounds, and no look at the speed.
    [switch] $Quick,

    # Fuzz, Conformance: how long. By default 5 minutes of fuzzing, 10 of conformance.
    [ValidateRange(0.1, 100000)]
    [double] $Minutes,

    # Fuzz: families of files, by name or wildcard: png, tiff, jpeg, gif, webp, avif, netpbm, numpy, thermal, magick, colormap,
    # scale, object, animation, video. Conformance: those of tools/conformance/weights.py.
    [string[]] $Format = '*',

    # Fuzz: the same seed breaks the files in the same ways. Conformance: the same seed writes the same files. By default
    # another each time.
    [ValidateRange(1, 1000000)]
    [int] $Seed = (Get-Random -Minimum 1 -Maximum 1000000)
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

# The .NET SDK and NuGet keep their files in the home folder; give them one where there is none (containers, CI).
if (-not $IsWindows -and -not ($env:HOME -and (Test-Path -LiteralPath $env:HOME -PathType Container))) {
    $env:HOME = [IO.Path]::Join($PSScriptRoot, 'output', 'home')
    $null = New-Item -ItemType Directory -Path $env:HOME -Force
}

$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
if ([Console]::IsOutputRedirected) {
    # The variable is for the child processes.
    $PSStyle.OutputRendering = 'PlainText'
    $env:NO_COLOR = '1'
}

# Restores the build's modules, unless they are there, and returns the NuGet package folder that holds them.
function Restore-BuildModule {
    $project = [IO.Path]::Join($PSScriptRoot, 'tools', 'build', 'packages', 'Packages.csproj')
    $assets = [IO.Path]::Join((Split-Path $project), 'obj', 'project.assets.json')
    $upToDate = (Test-Path -LiteralPath $assets) -and
        (Get-Item -LiteralPath $assets).LastWriteTimeUtc -ge (Get-Item -LiteralPath $project).LastWriteTimeUtc
    foreach ($attempt in 1, 2) {
        if (-not $upToDate) {
            $log = & dotnet restore $project --force --verbosity quiet 2>&1
            if ($LASTEXITCODE -ne 0) {
                throw "Expected NuGet to serve the build's modules, but the restore failed. Check the network and the package sources (dotnet nuget list source).`n$($log -join "`n")"
            }
        }

        $folder = @((Get-Content -LiteralPath $assets -Raw | ConvertFrom-Json -AsHashtable)['packageFolders'].Keys)[0]
        if (@(Get-BuildModulePath $project $folder | Where-Object { -not (Test-Path -LiteralPath $_) }).Count -eq 0) {
            return Get-BuildModulePath $project $folder
        }

        $upToDate = $false
    }

    throw "Expected Invoke-Build and Pester in '$folder', but they are not there. Clear the NuGet cache (dotnet nuget locals all --clear)."
}

# The manifests of the build's modules, in the order of the project that names them.
function Get-BuildModulePath([string] $Project, [string] $PackageFolder) {
    $manifests = @{ 'Invoke-Build' = 'InvokeBuild.psd1'; 'Pester' = 'Pester.psd1' }
    foreach ($package in Select-Xml -LiteralPath $Project -XPath '//PackageDownload') {
        $name = $package.Node.Include
        [IO.Path]::Join($PackageFolder, $name.ToLowerInvariant(), $package.Node.Version.Trim('[', ']'), 'tools', $manifests[$name])
    }
}

$testSummary = [IO.Path]::Join($PSScriptRoot, 'output', 'test-results', 'summary.txt')
Remove-Item -LiteralPath $testSummary -ErrorAction Ignore
$failed = $false
try {
    $invokeBuildPath, $pesterPath = Restore-BuildModule
    Import-Module -Name $invokeBuildPath
    $buildParameters = @{
        PesterPath    = $pesterPath
        Filter        = $Filter
        Bootstrap     = $NoBootstrap ? 'None' : $Bootstrap
        Output        = $Output
        MagickQuantum = $MagickQuantum
        Configuration = $Configuration
        Scenario      = $Scenario
        Quick         = $Quick
        Minutes       = $Minutes ? $Minutes : ($Task -contains 'Conformance' ? 10 : 5)
        Format        = $Format
        Seed          = $Seed
    }
    Invoke-Build -Task $Task -File ([IO.Path]::Join($PSScriptRoot, 'tools', 'build', 'HeatmapPS.build.ps1')) @buildParameters
}
catch {
    $failed = $true
    [Console]::Error.WriteLine("$($_.Exception.Message)`n$($_.InvocationInfo.PositionMessage)")
}

# The last line, so that it is found without reading the log.
if ($Task -like 'Test*') {
    (Test-Path -LiteralPath $testSummary) ? (Get-Content -LiteralPath $testSummary) : 'Pester: 0 passed, 0 failed, 0 skipped'
}

exit [int]$failed
