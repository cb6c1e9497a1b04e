<#
.SYNOPSIS
    Runs the tests in this process, which build.ps1 starts, and writes the results and a summary.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $PesterPath,

    # Test files to run, without .Tests.ps1; wildcards, separated by commas.
    [string] $Filter = '*',
    [string] $Output = 'Normal',

    # Gets tests.xml (NUnit) and summary.txt.
    [Parameter(Mandatory)] [string] $ResultFolder,

    # No tests.xml: its writer asks for what Wine lacks (CIM).
    [switch] $NoReport,

    # How long the whole run may take, and one test or the set-up of one block.
    [double] $Minutes = 40,
    [double] $TestMinutes = 10,

    # Where the test files are.
    [string] $TestFolder = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'tests', 'Pester')
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$patterns = @($Filter -split ',' | ForEach-Object { ($_.Trim() -replace '\.ps1$' -replace '\.Tests$') + '.Tests.ps1' })
$files = @(Get-ChildItem -LiteralPath $TestFolder -Filter '*.Tests.ps1' -Recurse |
        Where-Object { $name = $_.Name; @($patterns | Where-Object { $name -like $_ }).Count -gt 0 })
if ($files.Count -eq 0) {
    throw "There is no test file that matches $($patterns -join ', ') in '$TestFolder'. Check -Filter."
}

. ([IO.Path]::Join($PSScriptRoot, 'TestWatch.ps1'))
Import-Module -Name $PesterPath
$null = New-Item -ItemType Directory -Path $ResultFolder -Force
$configuration = New-PesterConfiguration
# Pester globs its paths.
$configuration.Run.Path = @($files.FullName | ForEach-Object { [WildcardPattern]::Escape($_) })
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $Output
$configuration.Output.RenderMode = [Console]::IsOutputRedirected ? 'Plaintext' : 'Auto'
$configuration.TestResult.Enabled = -not $NoReport
$configuration.TestResult.OutputPath = [IO.Path]::Join($ResultFolder, 'tests.xml')

$summaryPath = [IO.Path]::Join($ResultFolder, 'summary.txt')
Remove-Item -LiteralPath $summaryPath -ErrorAction Ignore
$watch = Start-TestWatch -RunLimit ([TimeSpan]::FromMinutes($Minutes)) -TestLimit ([TimeSpan]::FromMinutes($TestMinutes)) -SummaryPath $summaryPath

# An empty folder to work in: a test that writes to a relative path does not reach the checkout, and is found out below.
$workFolder = [IO.Directory]::CreateTempSubdirectory('heatmapps-tests-').FullName
[Environment]::CurrentDirectory = $workFolder
Set-Location -LiteralPath $workFolder

# The tests see what a user's session has, not the settings of this script, which their scopes would inherit.
Set-StrictMode -Off
$ErrorActionPreference = 'Continue'
$result = Invoke-Pester -Configuration $configuration
$ErrorActionPreference = 'Stop'
$overruns = Stop-TestWatch $watch

# Windows deletes no folder that a process is in.
[Environment]::CurrentDirectory = [IO.Path]::GetTempPath()
Set-Location -LiteralPath ([IO.Path]::GetTempPath())
$strays = @([IO.Directory]::GetFileSystemEntries($workFolder, '*', [IO.SearchOption]::AllDirectories) | ForEach-Object { [IO.Path]::GetRelativePath($workFolder, $_) })
[IO.Directory]::Delete($workFolder, $true)
if (-not $result) {
    throw 'Pester stopped before the end of the tests. See its messages above.'
}

# A file that breaks before its tests, or a block whose set-up fails, counts as a failure of its own.
$broken = $result.FailedContainersCount + $result.FailedBlocksCount
$failed = [Math]::Max($result.FailedCount, [Math]::Min(1, $broken))

# Each reason for a skip is asked again, by itself.
$skips = & {
    . ([IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'tests', 'Pester', 'common.ps1'))
    $answers = @{}
    foreach ($test in @($result.Skipped) + @($result.Inconclusive)) {
        Get-SkipReason $test $answers | Add-Member -NotePropertyName Name -NotePropertyValue "$($test.ScriptBlock.File): $($test.Path -join ' > ')" -PassThru
    }
}
foreach ($group in $skips | Group-Object Reason | Sort-Object Count -Descending) { Write-Host "Skipped: $($group.Count) because of $($group.Name)" }

# What no test could see fails the run as one failure each.
$faults = @(
    foreach ($skip in $skips | Where-Object Fault) { "Skipped without a true reason ($($skip.Fault)): $($skip.Name)" }
    foreach ($name in $overruns) { "This took longer than $TestMinutes minutes: $name" }
    if ($strays.Count -gt 0) { "The tests wrote to relative paths: $($strays -join ', '). Write into New-TestFolder." }
)
foreach ($fault in $faults) { [Console]::Error.WriteLine($fault) }
$failed += $faults.Count
$skipped = $result.SkippedCount + $result.InconclusiveCount
Set-Content -LiteralPath $summaryPath -Value "Pester: $($result.PassedCount) passed, $failed failed, $skipped skipped"

exit [int]($failed -gt 0 -or $result.PassedCount -eq 0 -or $result.Result -ne 'Passed')
