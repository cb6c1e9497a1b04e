<#
.SYNOPSIS
    Gives broken files of every format to the cmdlets, in a child process with limits, and keeps what goes wrong.
.DESCRIPTION
    Every outcome must be pixels or a proper error. A crash, a case that takes longer than 20 seconds, memory beyond the limit,
    text on the error stream, an error without an id of its own, or a temporary file left behind is a finding: its file, what
    happened, and the command that shows it again are kept below the destination's findings folder. After a crash the child
    goes on with the next case. The exit code is 1 when something was found.
.EXAMPLE
    ./build.ps1 -Task Fuzz -Minutes 5 -Format png, tiff
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Destination,
    [double] $Minutes = 5,

    # Cases to run instead of minutes: the same each time.
    [long] $Count = 0,

    # Families of seeds, separated by commas: png, tiff, jpeg ...; all where nothing is said.
    [string] $Family = '*',
    [int] $Seed = 1
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$hangAfter = [TimeSpan]::FromSeconds(20)
$startupPatience = [TimeSpan]::FromSeconds(60)
$heapLimit = 768MB
$memoryLimit = 1800MB
$examples = 3

. ([IO.Path]::Join($PSScriptRoot, 'FuzzChild.ps1'))

Import-Module -Name $ModulePath
$null = [IO.Directory]::CreateDirectory($Destination)
$seeds = [IO.Path]::Join($Destination, 'seeds')
$work = [IO.Path]::Join($Destination, 'work')
$findingFolder = [IO.Path]::Join($Destination, 'findings')
foreach ($folder in $seeds, $work, $findingFolder) {
    if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
    $null = [IO.Directory]::CreateDirectory($folder)
}

# Compiled once; the child loads it.
$sources = @(Get-ChildItem -LiteralPath $PSScriptRoot -Filter '*.cs' | Sort-Object -Property Name)
$assembly = [IO.Path]::Join($Destination, "HeatmapPS.Fuzz.$([guid]::NewGuid().ToString('N').Substring(0, 8)).dll")
Get-ChildItem -LiteralPath $Destination -Filter 'HeatmapPS.Fuzz.*.dll' | Remove-Item
Add-Type -Path $sources.FullName -OutputAssembly $assembly -CompilerOptions '-optimize+'

$known = @(& ([IO.Path]::Join($PSScriptRoot, 'New-FuzzSeed.ps1')) -Destination $seeds | Sort-Object)
$patterns = $Family -split ',' | ForEach-Object Trim
$chosen = @($known | Where-Object { $name = $_; @($patterns | Where-Object { $name -like $_ }).Count -gt 0 })
if ($chosen.Count -eq 0) { throw "There is no family that matches '$Family'. Use $($known -join ', ')." }

$state = @{
    Next = 1L; Last = $Count -gt 0 ? $Count : [long]::MaxValue; Done = 0L; Children = 0; Replaced = 0; Peak = 0L
    Findings = [ordered]@{}; Clock = [Diagnostics.Stopwatch]::StartNew(); LastLine = [TimeSpan]::Zero
}

# Keeps a finding unless there are enough of its sort.
function Add-Finding([hashtable] $State, [Collections.IDictionary] $Found, [hashtable] $Case) {
    $key = "$($Found.Kind) $($Found.Id) $($Found.Type) $($Found.Place -replace '\d+', '#')"
    if (-not $State.Findings.Contains($key)) { $State.Findings[$key] = 0 }
    $State.Findings[$key]++
    if ($State.Findings[$key] -gt $examples) { return }
    $name = '{0}-{1:0000000}' -f $Found.Kind, $Case.Number
    $folder = [IO.Directory]::CreateDirectory([IO.Path]::Join($findingFolder, $name)).FullName
    $copy = [IO.Path]::Join($folder, 'case' + [IO.Path]::GetExtension($Case.Path))
    if ([IO.File]::Exists($Case.Path)) { [IO.File]::Copy($Case.Path, $copy, $true) }
    $repro = "pwsh -NoProfile -File tools/fuzz/Test-FuzzFile.ps1 '$([IO.Path]::GetRelativePath((Split-Path (Split-Path $PSScriptRoot)), $copy))' -Family $($Case.Family)"
    $text = @("case $($Case.Number) of seed $Seed, from $($Case.Seed)", $repro, '', ($Found | ConvertTo-Json), '', $Found['Stack'])
    [IO.File]::WriteAllLines([IO.Path]::Join($folder, 'finding.txt'), [string[]]$text)
    Write-Host "  found: $name $($Found.Id) $($Found.Message)"
}

Write-Host "Fuzzing $($chosen -join ', ') with seed $Seed, $($Count -gt 0 ? "$Count cases" : "$Minutes minutes")."
$deadline = [TimeSpan]::FromMinutes($Count -gt 0 ? 1e6 : $Minutes)
while ($state.Next -le $state.Last -and $state.Clock.Elapsed -lt $deadline) {
    Invoke-FuzzChild $state $deadline @{
        ModulePath = $ModulePath; Assembly = $assembly; SeedFolder = $seeds; WorkFolder = $work; Seed = $Seed; Family = $chosen -join ','
    }
}

$total = ($state.Findings.Values | Measure-Object -Sum).Sum ?? 0
foreach ($key in $state.Findings.Keys) { Write-Host "  $($state.Findings[$key]) x $key" }
Write-Host ('Fuzz: {0} cases in {1:N0} s, {2} finding(s) of {3} sort(s), {4} process(es), {5} replaced for their size, peak {6:N0} MB' -f `
        $state.Done, $state.Clock.Elapsed.TotalSeconds, $total, $state.Findings.Count, $state.Children, $state.Replaced, ($state.Peak / 1MB))
exit [int]($state.Findings.Count -gt 0)
