<#
.SYNOPSIS
    Compares what the module reads with what independent programs wrote and independent readers read, file by file.
.DESCRIPTION
    Random files of every format come from Debian's Python packages and programs (generate.py). The module reads each in a child
    process with limits; a crash, a hang or a wrong number is kept below the destination's findings folder with a command that
    shows it again. Broken files must be errors, or equal. A family whose programs are missing is left out, and said. The
    exit code is 1 when something was wrong.
.EXAMPLE
    ./build.ps1 -Task Conformance -Minutes 10 -Format tiff, geotiff -Seed 7
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Destination,
    [double] $Minutes = 10,

    # Cases to run instead of minutes: the same each time.
    [long] $Count = 0,

    # Families of files, separated by commas, by name or wildcard.
    [string] $Family = '*',
    [int] $Seed = 1,

    # Where a report goes as JSON, beside the one on the screen.
    [string] $ReportPath
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

if (-not (Get-Module -ListAvailable -Name $ModulePath)) { throw "There is no module at '$ModulePath'. Build it, and give the folder HeatmapPS of the output." }

# Whole numbers of 64 bits throughout: [Math]::Min takes the smaller type of the two otherwise, and fails.
[long] $batch = 120
$hangAfter = [TimeSpan]::FromSeconds(60)
$startupPatience = [TimeSpan]::FromSeconds(240)
$batchPatience = [TimeSpan]::FromSeconds(240)
$heapLimit = 1GB
$memoryLimit = 2500MB
$examples = 3

. ([IO.Path]::Join($PSScriptRoot, 'ConformanceReport.ps1'))
. ([IO.Path]::Join($PSScriptRoot, 'ConformanceChild.ps1'))

$work = [IO.Path]::Join($Destination, 'work')
$findingFolder = [IO.Path]::Join($Destination, 'findings')
foreach ($folder in $work, $findingFolder) {
    if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
    $null = [IO.Directory]::CreateDirectory($folder)
}

$python = Find-ConformancePython
if (-not $python) {
    Write-Host 'Conformance: nothing can be compared, because there is no Python with NumPy. Install python3-numpy, or run build.ps1 -Task Conformance without -NoBootstrap, which installs it.'
    exit 0
}

$families = Select-ConformanceFamily $Family
$assembly = New-ConformanceAssembly $Destination
$state = @{
    Python = $python; Families = $families; Seed = $Seed; Work = $work; Report = [ordered]@{}; Findings = [ordered]@{}; Disputes = [ordered]@{}; Missing = [ordered]@{}
    Clock = [Diagnostics.Stopwatch]::StartNew(); Workers = 0; Worker = $null; Arguments = @{ ModulePath = $ModulePath; Assembly = $assembly }
    Next = 0L; Done = 0L; LastLine = [TimeSpan]::Zero; FindingFolder = $findingFolder
}
foreach ($name in $families) { $state.Report[$name] = New-FamilyReport }

Write-Host "Conformance of $($families -join ', ') with seed $Seed, $($Count -gt 0 ? "$Count cases" : "$Minutes minutes")."
$deadline = [TimeSpan]::FromMinutes($Count -gt 0 ? 1e6 : $Minutes)
[long] $last = $Count -gt 0 ? $Count : [long]::MaxValue
$coming = $null
try {
    # One batch is written while the one before it is read.
    $coming = Start-ConformanceBatch $state ([Math]::Min($batch, $last))
    while ($coming) {
        $ready = Wait-ConformanceBatch $state $coming
        $coming = $state.Next -lt $last -and $state.Clock.Elapsed -lt $deadline ? (Start-ConformanceBatch $state ([Math]::Min($batch, $last - $state.Next))) : $null
        Read-ConformanceBatch $state $ready $deadline
        Remove-Item -LiteralPath $ready.Folder -Recurse -Force
        if ($state.Clock.Elapsed -ge $deadline) { break }
    }
}
finally {
    Stop-ConformanceWorker $state
    if ($coming) { Stop-ConformanceBatch $coming }
}

Write-ConformanceReport $state $ReportPath
exit [int](@($state.Findings.Keys).Count -gt 0)
