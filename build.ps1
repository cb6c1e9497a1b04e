#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and packages HeatmapPS, for developers and CI.

.DESCRIPTION
    Requires only the .NET SDK; the modules of the build (Invoke-Build, Pester) come from NuGet. Works from any folder:

        dotnet tool restore && dotnet pwsh -NoProfile -File build.ps1 -Task Demo

    Build      compiles into output/HeatmapPS, ready for Import-Module ./output/HeatmapPS
    Test       builds, installs what the tests need, and runs them
    TestWindows  packs the module and runs the tests in PowerShell for Windows under Wine (Linux x64, root, debootstrap)
    TestArm64  packs the module and runs the numeric tests for linux-arm64 under qemu (Linux x64, root, debootstrap, qemu-user-static)
    Demo       builds, and converts simulated thermal frames to heatmaps in output/demo
    Docs       checks the help pages against the cmdlets and generates the help files
    Benchmark  builds, and compares the module with OpenCV, matplotlib and other installed tools
    Conformance  builds, writes random files with other programs, and compares what the module and other readers read
    Fuzz       builds, and runs the cmdlets on damaged files of every format; failures are kept in output/fuzz/findings
    Soak       builds, and repeats operations thousands of times: memory, handles and speed must not change
    Hosts      builds, and distributes files among simulated hosts, and kills these at random moments
    Package    creates output/packages/HeatmapPS.<version>.nupkg and .zip, with a list of the contents (sbom.cdx.json)
    Clean      removes all build output

.EXAMPLE
    ./build.ps1 -Task Test -Filter ConvertTo-Heatmap

    Runs the tests of one cmdlet.

.EXAMPLE
    ./build.ps1 -Task Benchmark -Scenario png8, huge -Quick

    Compares the module with other tools in two scenarios, with small data.

.EXAMPLE
    ./build.ps1 -Task Fuzz -Minutes 30 -Format png, tiff -Seed 7

    Searches for damaged PNG and TIFF files that do not give a proper error.

.EXAMPLE
    ./build.ps1 -Task Conformance -Minutes 10 -Seed 7 -Format tiff, geotiff, tiffcp

    Writes TIFF files of all variants with other programs, and compares the numbers. Installs the programs first, like
    -Task Test -Bootstrap Full, unless -NoBootstrap is given.
#>
[CmdletBinding()]
param(
    # Tasks to run, in the given order.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'TestWindows', 'TestArm64', 'Demo', 'Docs', 'Benchmark', 'Conformance', 'Fuzz', 'Soak', 'Hosts', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    # Test: test files to run, as names or wildcards without .Tests.ps1.
    [Alias('Tests', 'TestName')]
    [string[]] $Filter = '*',

    # Test: what to install with the package manager. Auto: ffmpeg, and a font if there is none. Full:
    # also the programs and Python packages whose results are compared.
    [ValidateSet('Auto', 'Full')]
    [string] $Bootstrap = 'Auto',

    # Test, Conformance: installs nothing.
    [switch] $NoBootstrap,

    # Test: amount of output from Pester.
    [ValidateSet('Normal', 'Detailed', 'Diagnostic')]
    [string] $Output = 'Normal',

    # The Magick.NET package to build with. Auto uses Q16 if the package feed has it, otherwise Q8.
    [ValidateSet('Auto', 'Q16', 'Q8')]
    [string] $MagickQuantum = 'Auto',

    # Debug builds in half the time, without ahead-of-time compilation, for work on the module itself.
    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    # Benchmark: scenarios to run, as names or wildcards; see benchmarks/README.md.
    [string[]] $Scenario = '*',

    # Benchmark: smaller data and fewer rounds. Soak: a hundredth of the rounds, without a check of the speed.
    [switch] $Quick,

    # Fuzz, Conformance: how many minutes to run. By default 5 for Fuzz, 10 for Conformance.
    [ValidateRange(0.1, 100000)]
    [double] $Minutes,

    # Fuzz: families of files, as names or wildcards: png, tiff, jpeg, gif, webp, avif, netpbm, numpy, thermal, magick, colormap,
    # scale, object, animation, video. Conformance: families listed in tools/conformance/weights.py.
    [string[]] $Format = '*',

    # Fuzz: the same seed damages the files in the same way. Conformance: the same seed writes the same files. By default
    # a random number.
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
                throw "The modules of the build cannot be restored from NuGet. Check the network and the package sources (dotnet nuget list source).`n$($log -join "`n")"
            }
        }

        $folder = @((Get-Content -LiteralPath $assets -Raw | ConvertFrom-Json -AsHashtable)['packageFolders'].Keys)[0]
        if (@(Get-BuildModulePath $project $folder | Where-Object { -not (Test-Path -LiteralPath $_) }).Count -eq 0) {
            return Get-BuildModulePath $project $folder
        }

        $upToDate = $false
    }

    throw "There is no Invoke-Build or Pester in '$folder'. Clear the NuGet cache (dotnet nuget locals all --clear)."
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
