<#
.SYNOPSIS
    Runs a scenario's own job again and again in one PowerShell process: the counterpart of peers/worker.py.

.DESCRIPTION
    Answers each line COUNT<tab>IN<tab>OUT from standard input with one line of JSON: the seconds of each run and the
    peak memory of the process, and the CPU seconds of all runs.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Scenario,

    # Which job, of a scenario that has several.
    [string] $Job,

    # Which peer, of a scenario that compares two ways to do the same.
    [string] $Peer
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = $WarningPreference = 'SilentlyContinue'

Import-Module -Name $ModulePath
$definition = & $Scenario
$run = $Job ? $definition.Jobs[$Job] : $Peer ? $definition.Peers[$Peer].Job : $definition.Ours
while ($null -ne ($line = [Console]::In.ReadLine())) {
    $count, $source, $folder = $line.Split("`t")
    $cpu = [Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime
    $seconds = foreach ($time in 1..[int]$count) {
        if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
        $null = New-Item -ItemType Directory -Path $folder
        $start = [Diagnostics.Stopwatch]::GetTimestamp()
        $null = & $run $source $folder
        [Diagnostics.Stopwatch]::GetElapsedTime($start).TotalSeconds
    }

    $process = [Diagnostics.Process]::GetCurrentProcess()
    [Console]::Out.WriteLine((@{ seconds = @($seconds); cpu = ($process.TotalProcessorTime - $cpu).TotalSeconds; peak = $process.PeakWorkingSet64 } | ConvertTo-Json -Compress))
    $process.Dispose()
}
