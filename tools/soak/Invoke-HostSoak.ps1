<#
.SYNOPSIS
    Measures -Session over simulated hosts, and kills hosts at random moments.

.DESCRIPTION
    Each host is an SSH server on loopback in a control group with a share of one processor. The first part converts the same files on
    one scale with 1, 2 and 4 hosts, and shows the time, what the coordinator costs, and the bytes on the wire. The second part kills the
    PowerShell of one of two hosts at a random moment, again and again, and checks that every file is whole and has one result. Needs
    root, openssh-server, and the cpu control group (version 1).
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [int] $Files = 400,
    [int] $Kills = 50,

    # Share of one processor that each host has.
    [double] $Share = 0.25,
    [int] $Seed = 1
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module $ModulePath
$repositoryRoot = Split-Path (Split-Path $PSScriptRoot)
. ([IO.Path]::Join($repositoryRoot, 'tests', 'Pester', 'common.ps1'))
. ([IO.Path]::Join($repositoryRoot, 'tests', 'Pester', 'support', 'SshServers.ps1'))

$servers = [Collections.Generic.List[object]]::new()
$folder = [IO.Directory]::CreateTempSubdirectory('heatmapps-hosts-').FullName
$groups = [Collections.Generic.List[string]]::new()

# A host whose processes together get a share of one processor.
function Start-SharedHost {
    $machine = Start-TestHost $folder
    $group = "/sys/fs/cgroup/cpu/heatmapps-$($machine.Port)"
    $null = New-Item -ItemType Directory -Path $group
    $groups.Add($group)
    [IO.File]::WriteAllText("$group/cpu.cfs_period_us", '20000')
    [IO.File]::WriteAllText("$group/cpu.cfs_quota_us", [string][int](20000 * $Share))
    [IO.File]::WriteAllText("$group/cgroup.procs", [string]$machine.Server.Id)
    return $machine
}

function Open-Session([object[]] $Machine) {
    return New-HeatmapSession -HostName $Machine.Name -KeyFilePath "$folder/user_key" -Module $ModulePath -Options @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'QUIET' }
}

function Get-LoopbackByte { return [long](([IO.File]::ReadAllLines('/proc/net/dev') -match '^\s*lo:' -replace '^\s*lo:\s*' -split '\s+')[0]) }

try {
    Initialize-TestHosts $folder
    $source = [IO.Path]::Join($folder, 'frames')
    $null = New-Item -ItemType Directory -Path $source
    $paths = foreach ($i in 1..$Files) { Write-TestPng ([IO.Path]::Join($source, ('f{0:00000}.png' -f $i))) 640 480 (New-TestFrame Spot 640 480 -Maximum (60000 + $i % 500)).Data -BitDepth 16 }
    $reference = [IO.Path]::Join($folder, 'reference')
    $expected = @($paths | ConvertTo-Heatmap -SharedScale -Percentile 2, 98 -Destination $reference | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash })

    $machines = @(1..4 | ForEach-Object { Start-SharedHost })
    $sessions = @(Open-Session $machines)
    foreach ($session in $sessions) { $null = $paths[0..15] | ConvertTo-Heatmap -SharedScale -Percentile 2, 98 -Destination ([IO.Path]::Join($folder, 'warm')) -Force -Session $session }
    foreach ($count in 1, 2, 4) {
        $out = [IO.Path]::Join($folder, "out$count")
        $process = [Diagnostics.Process]::GetCurrentProcess()
        $before, $bytes, $clock = $process.TotalProcessorTime, (Get-LoopbackByte), [Diagnostics.Stopwatch]::StartNew()
        $written = @($paths | ConvertTo-Heatmap -SharedScale -Percentile 2, 98 -Destination $out -Session $sessions[0..($count - 1)])
        $seconds = $clock.Elapsed.TotalSeconds
        $process.Refresh()
        $spent = ($process.TotalProcessorTime - $before).TotalSeconds
        $wire = (Get-LoopbackByte) - $bytes
        $hashes = @($written | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash })
        [pscustomobject]@{
            Hosts = $count; Files = $Files; Seconds = [Math]::Round($seconds, 2); FilesPerSecond = [Math]::Round($Files / $seconds, 1)
            CoordinatorMsPerFile = [Math]::Round(1000 * $spent / $Files, 2); BytesPerFile = [int]($wire / $Files); Same = [Linq.Enumerable]::SequenceEqual([string[]]$hashes, [string[]]$expected)
        }
    }

    Remove-PSSession -Session $sessions
    $random = [Random]::new($Seed)
    $lost, $wrong, $outcomes = 0, 0, 0
    $some = @($paths | Select-Object -First 80)
    $out = [IO.Path]::Join($folder, 'killed')
    for ($i = 0; $i -lt $Kills; $i++) {
        $sessions = @(Open-Session $machines[0, 1])
        $victim = Invoke-Command -Session $sessions[$i % 2] { $PID }
        # A process of its own waits and kills: nothing here tells it how far the work is.
        $killer = Start-Process -FilePath sh -ArgumentList '-c', "`"sleep $([Math]::Round($random.NextDouble() * 3, 3)); kill -9 $victim`"" -PassThru
        $written = @($some | ConvertTo-Heatmap -SharedScale -Percentile 2, 98 -Destination $out -Force -Session $sessions -WarningVariable warned -WarningAction SilentlyContinue)
        $lost += @($warned).Count
        $outcomes++
        if (-not [Linq.Enumerable]::SequenceEqual([string[]]@($written.Name), [string[]]@($some | ForEach-Object { Split-Path $_ -Leaf }))) { $wrong++ }
        $killer.WaitForExit()
        # Sessions that are gone are closed by themselves; those that are left close at once.
        $sessions | Where-Object State -EQ Opened | Remove-PSSession
    }

    $final = @($some | ConvertTo-Heatmap -SharedScale -Percentile 2, 98 -Destination $out -Force | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash })
    $alone = @($some | ConvertTo-Heatmap -SharedScale -Percentile 2, 98 -Destination ([IO.Path]::Join($folder, 'alone')) | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash })
    [pscustomobject]@{
        Runs = $outcomes; HostsLost = $lost; WrongRuns = $wrong; Leftovers = @(Get-ChildItem -LiteralPath $out -Force).Count - $some.Count
        Same = [Linq.Enumerable]::SequenceEqual([string[]]$final, [string[]]$alone)
    }
}
finally {
    Stop-TestHosts
    foreach ($group in $groups) { [IO.Directory]::Delete($group) }
    Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction Ignore
}
