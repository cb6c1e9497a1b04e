<#
.SYNOPSIS
    The tasks of the build. Run them with build.ps1, which loads Invoke-Build.
#>
[CmdletBinding()]
param(
    [string] $PesterPath,
    [string[]] $Filter = '*',
    [ValidateSet('None', 'Auto', 'Full')]
    [string] $Bootstrap = 'Auto',
    [string] $Output = 'Normal',
    [ValidateSet('Auto', 'Q16', 'Q8')]
    [string] $MagickQuantum = 'Auto',
    [string] $Configuration = 'Release',
    [string[]] $Scenario = '*',
    [switch] $Quick,
    [double] $Minutes = 5,
    [string[]] $Format = '*',
    [int] $Seed = 1
)

Set-StrictMode -Version 3

$root = Split-Path (Split-Path $BuildRoot)
$outputFolder = [IO.Path]::Join($root, 'output')
$moduleFolder = [IO.Path]::Join($outputFolder, 'HeatmapPS')
$stateFolder = [IO.Path]::Join($outputFolder, 'build')
$manifestPath = [IO.Path]::Join($root, 'HeatmapPS.psd1')
$manifest = Import-PowerShellDataFile -LiteralPath $manifestPath

. ([IO.Path]::Join($BuildRoot, 'Assembly.ps1'))
. ([IO.Path]::Join($BuildRoot, 'NativeLibrary.ps1'))
. ([IO.Path]::Join($BuildRoot, 'Packages.ps1'))
. ([IO.Path]::Join($BuildRoot, 'ReadyToRun.ps1'))
. ([IO.Path]::Join($BuildRoot, 'Magick.ps1'))
. ([IO.Path]::Join($BuildRoot, 'Help.ps1'))
. ([IO.Path]::Join($BuildRoot, 'Process.ps1'))
. ([IO.Path]::Join($BuildRoot, 'Manifest.ps1'))
. ([IO.Path]::Join($BuildRoot, 'DebianFolder.ps1'))
. ([IO.Path]::Join($BuildRoot, 'DotnetLayout.ps1'))
. ([IO.Path]::Join($BuildRoot, 'ForeignTests.ps1'))
. ([IO.Path]::Join($BuildRoot, 'Wine.ps1'))
. ([IO.Path]::Join($BuildRoot, 'Qemu.ps1'))

# Systems a release carries: the three native libraries of every other system would make it five times as big.
$runtimes = 'win-x64', 'win-arm64', 'linux-x64', 'linux-arm64', 'linux-musl-x64', 'osx-arm64'

# What another processor could compute differently. Child processes do not run under qemu, so that the other files are of no use there.
$arm64Tests = 'ConvertTo-Heatmap,ConvertTo-Heatmap.Colors,ConvertTo-Heatmap.Png,Norms,Optimize-Contrast,Merge-Blend,Merge-Stack,ConvertTo-Grayscale,Compare-HeatmapImage'

function Get-PackageZip { return [IO.Path]::Join($outputFolder, 'packages', "HeatmapPS.$($manifest.ModuleVersion).zip") }

# Puts the summary of a run on another system where build.ps1 looks for it.
function Copy-TestSummary([string] $Tree) {
    $target = New-Item -ItemType Directory -Path ([IO.Path]::Join($outputFolder, 'test-results')) -Force
    Copy-Item -LiteralPath ([IO.Path]::Join($Tree, 'output', 'test-results', 'summary.txt')) -Destination $target
}

# Synopsis: Compiles the assemblies and their dependencies into output/HeatmapPS/bin if anything changed.
task Compile {
    $quantum = Resolve-MagickQuantum -Requested $MagickQuantum -Root $root -StateFolder $stateFolder
    $stamp = Get-SourceStamp -Root $root -Text "$quantum $Configuration $($manifest.ModuleVersion) $runtimes"
    $stampFile = [IO.Path]::Join($stateFolder, 'compile.stamp')
    $binFolder = [IO.Path]::Join($moduleFolder, 'bin')
    if ((Test-Path -LiteralPath $stampFile) -and (Test-Path -LiteralPath $binFolder) -and
        (Get-Content -LiteralPath $stampFile -Raw) -eq $stamp) {
        Write-Build DarkGray 'Already compiled.'
        return
    }

    Remove-Item -LiteralPath $stampFile -ErrorAction Ignore
    $publishFolder = [IO.Path]::Join($stateFolder, 'publish')
    Remove-Item -LiteralPath $publishFolder -Recurse -Force -ErrorAction Ignore
    foreach ($project in 'HeatmapPS.Loader', 'HeatmapPS') {
        exec {
            dotnet publish ([IO.Path]::Join($root, 'src', $project)) --configuration $Configuration --output $publishFolder `
                --verbosity quiet --nologo "-p:Version=$($manifest.ModuleVersion)" "-p:MagickQuantum=$quantum" `
                -p:GenerateDependencyFile=false
        } -StdErr
    }

    Copy-PublishedAssembly -Source $publishFolder -Destination $binFolder -Runtime $runtimes
    Assert-CmdletList -Manifest $manifest -AssemblyPath ([IO.Path]::Join($binFolder, 'HeatmapPS.dll'))
    $here = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    if ($Configuration -eq 'Release' -and $here -in $runtimes) {
        Add-ReadyToRunImage -Root $root -BinFolder $binFolder -Runtime $here
    }

    Set-Content -LiteralPath $stampFile -Value $stamp -NoNewline
}

# Synopsis: Copies the files of the module next to the assemblies.
task ModuleFiles Compile, {
    $files = @(
        'HeatmapPS.psm1', 'HeatmapPS.Format.ps1xml', 'HeatmapPS.Types.ps1xml', 'LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-NOTICES.md'
        'assets/icon.png', 'docs/scripts/New-SampleImages.ps1'
    )
    foreach ($name in $files) {
        $file = [IO.Path]::Join($root, $name)
        if (Test-Path -LiteralPath $file) {
            Copy-Item -LiteralPath $file -Destination $moduleFolder
        }
    }

    Copy-ModuleManifest -Path $manifestPath -ChangelogPath ([IO.Path]::Join($root, 'CHANGELOG.md')) -Version $manifest.ModuleVersion `
        -Destination ([IO.Path]::Join($moduleFolder, 'HeatmapPS.psd1'))
}

# Synopsis: Generates the help files (MAML and about_ topics) from docs/en-US.
task Help ModuleFiles, {
    Export-ModuleHelp -Root $root -StateFolder $stateFolder -Destination ([IO.Path]::Join($moduleFolder, 'en-US'))
}

# Synopsis: Builds the module into output/HeatmapPS.
task Build Compile, ModuleFiles, Help

# Synopsis: Installs what the tests need with the package manager.
task Bootstrap -If ($Bootstrap -ne 'None') {
    & ([IO.Path]::Join($BuildRoot, 'Install-SystemPackage.ps1')) -Level $Bootstrap
}

# Synopsis: Packs the module and sets up PowerShell for Windows for Windows.Tests.ps1, if this machine supports it.
task WindowsSide -If ($Bootstrap -eq 'Full') Package, {
    $obstacle = Get-WineObstacle
    if ($obstacle) {
        Write-Build Yellow "The tests in PowerShell for Windows are skipped: $obstacle."
        return
    }

    # Without the network's packages the tests of this system still count; those of Windows are then skipped for want of a Windows side.
    try { $null = Initialize-Wine -Root $root -PesterPath $PesterPath }
    catch { Write-Build Yellow "The tests in PowerShell for Windows are skipped: $_" }
}

# Synopsis: Runs the tests in a separate process, because a loaded assembly cannot be unloaded.
task Test Build, Bootstrap, WindowsSide, {
    $arguments = @(
        '-PesterPath', $PesterPath
        '-Filter', ($Filter -join ',')
        '-Output', $Output
        '-ResultFolder', [IO.Path]::Join($outputFolder, 'test-results')
    )
    Invoke-PwshChild -File ([IO.Path]::Join($BuildRoot, 'Invoke-Tests.ps1')) -Argument $arguments
}

# Synopsis: Converts simulated thermal frames to heatmaps.
task Demo Build, {
    $arguments = @('-ModulePath', $moduleFolder, '-Destination', [IO.Path]::Join($outputFolder, 'demo'))
    Invoke-PwshChild -File ([IO.Path]::Join($root, 'tools', 'demo', 'Invoke-Demo.ps1')) -Argument $arguments
}

# Synopsis: Checks the help pages against the cmdlets; the build generates the help files from the pages.
task Docs Build, {
    $arguments = @('-ModulePath', $moduleFolder, '-DocsPath', [IO.Path]::Join($root, 'docs', 'en-US'))
    Invoke-PwshChild -File ([IO.Path]::Join($root, 'tools', 'help', 'Test-HelpPage.ps1')) -Argument $arguments
}

# Synopsis: Compares speed and memory use with other tools.
task Benchmark Build, {
    $arguments = @('-ModulePath', $moduleFolder, '-Scenario', ($Scenario -join ','), "-Quick:`$$Quick")
    Invoke-PwshChild -File ([IO.Path]::Join($root, 'benchmarks', 'Benchmark.ps1')) -Argument $arguments
}

# Synopsis: Runs the cmdlets on damaged files of every format, in a child process that may crash.
task Fuzz Build, {
    $arguments = @(
        '-ModulePath', $moduleFolder
        '-Destination', [IO.Path]::Join($outputFolder, 'fuzz')
        '-Minutes', $Minutes.ToString([cultureinfo]::InvariantCulture)
        '-Family', ($Format -join ',')
        '-Seed', $Seed
    )
    Invoke-PwshChild -File ([IO.Path]::Join($root, 'tools', 'fuzz', 'Invoke-Fuzz.ps1')) -Argument $arguments
}

# Synopsis: Installs the programs that write and read the files of the conformance check.
task ConformanceBootstrap -If ($Bootstrap -ne 'None') {
    & ([IO.Path]::Join($BuildRoot, 'Install-SystemPackage.ps1')) -Level Full
}

# Synopsis: Compares what independent readers read from random files of independent writers, in a child process that may crash.
task Conformance Build, ConformanceBootstrap, {
    $arguments = @(
        '-ModulePath', $moduleFolder
        '-Destination', [IO.Path]::Join($outputFolder, 'conformance')
        '-Minutes', $Minutes.ToString([cultureinfo]::InvariantCulture)
        '-Family', ($Format -join ',')
        '-Seed', $Seed
    )
    Invoke-PwshChild -File ([IO.Path]::Join($root, 'tools', 'conformance', 'Invoke-Conformance.ps1')) -Argument $arguments
}

# Synopsis: Repeats operations thousands of times, and checks that memory, handles and speed do not change.
task Soak Build, {
    $arguments = @('-ModulePath', $moduleFolder, '-Destination', [IO.Path]::Join($outputFolder, 'soak'), '-Divisor', ($Quick ? 100 : 1), "-NoSpeed:`$$Quick")
    Invoke-PwshChild -File ([IO.Path]::Join($root, 'tools', 'soak', 'Invoke-Soak.ps1')) -Argument $arguments
}

# Synopsis: Measures -Session over simulated hosts, and kills hosts at random moments. Needs root and openssh-server.
task Hosts Build, {
    $arguments = @('-ModulePath', $moduleFolder, '-Files', ($Quick ? 60 : 400), '-Kills', ($Quick ? 3 : 50), '-Seed', $Seed)
    Invoke-PwshChild -File ([IO.Path]::Join($root, 'tools', 'soak', 'Invoke-HostSoak.ps1')) -Argument $arguments
}

# Synopsis: Packs the module for a PowerShell repository and as a plain zip, and tests the package.
task Package Build, {
    Add-ReadyToRunImage -Root $root -BinFolder ([IO.Path]::Join($moduleFolder, 'bin')) -Runtime $runtimes
    $assets = [IO.Path]::Join($root, 'src', 'HeatmapPS', 'obj', 'project.assets.json')
    $arguments = @('-ModulePath', $moduleFolder, '-AssetsPath', $assets, '-Destination', [IO.Path]::Join($outputFolder, 'packages'))
    Invoke-PwshChild -File ([IO.Path]::Join($BuildRoot, 'New-ModulePackage.ps1')) -Argument $arguments
}

# Synopsis: Runs the tests in PowerShell for Windows under Wine, with the unpacked package.
task TestWindows Package, {
    $obstacle = Get-WineObstacle
    if ($obstacle) { throw "The tests for Windows cannot run on this machine: $obstacle." }
    $side = Initialize-Wine -Root $root -PesterPath $PesterPath
    Copy-TestTree -Root $root -PackagePath (Get-PackageZip) -Destination ([IO.Path]::Join((Get-WineDrive $side), 'HeatmapPS'))
    $arguments = @(
        '-PesterPath', 'Z:\w\Pester\Pester.psd1'
        '-Filter', ($Filter -join ',')
        '-Output', $Output
        '-ResultFolder', 'C:\HeatmapPS\output\test-results'
        '-NoReport', '-Minutes', '110', '-TestMinutes', '20'
    )
    $exitCode = Invoke-WinePowerShell -Side $side -File 'C:\HeatmapPS\tools\build\Invoke-Tests.ps1' -Argument $arguments -TimeoutMinutes 120
    Copy-TestSummary ([IO.Path]::Join((Get-WineDrive $side), 'HeatmapPS'))
    if ($exitCode -ne 0) { throw "The tests under Wine failed with exit code $exitCode." }
}

# Synopsis: Runs the numeric tests for linux-arm64 under qemu, with the unpacked package.
task TestArm64 Package, {
    $obstacle = Get-QemuObstacle
    if ($obstacle) { throw "The tests for arm64 cannot run on this machine: $obstacle." }
    $side = Initialize-Qemu -Root $root
    $tree = [IO.Path]::Join($side, 'tree')
    Copy-TestTree -Root $root -PackagePath (Get-PackageZip) -Destination $tree
    $arguments = @(
        '-PesterPath', $PesterPath
        '-Filter', (($Filter -join ',') -eq '*' ? $arm64Tests : ($Filter -join ','))
        '-Output', $Output
        '-ResultFolder', [IO.Path]::Join($tree, 'output', 'test-results')
        '-NoReport', '-Minutes', '110', '-TestMinutes', '20'
    )
    $exitCode = Invoke-QemuPowerShell -Side $side -File ([IO.Path]::Join($tree, 'tools', 'build', 'Invoke-Tests.ps1')) -Argument $arguments -TimeoutMinutes 120
    Copy-TestSummary $tree
    if ($exitCode -ne 0) { throw "The tests under qemu failed with exit code $exitCode." }
}

# Synopsis: Removes all build output.
task Clean {
    remove $outputFolder
    foreach ($pattern in 'src/*/bin', 'src/*/obj', 'tools/build/*/obj', 'tools/help/*/bin', 'tools/help/*/obj') {
        Get-Item -Path ([IO.Path]::Join([WildcardPattern]::Escape($root), $pattern)) -ErrorAction Ignore |
            Remove-Item -Recurse -Force
    }
}
