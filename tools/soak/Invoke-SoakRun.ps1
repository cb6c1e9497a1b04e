<#
.SYNOPSIS
    The child of a soak: one kind of work, again and again, with measurements in between, which it writes as lines of JSON.
.DESCRIPTION
    A measurement is what is held after a full collection: bytes of the process that are its own (what the system calls
    resident, less what is shared with files), bytes of the managed heap, handles, threads, and the time a batch took. Then each
    line from standard input is one more batch, answered with its time.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [ValidateSet('Files', 'Videos', 'Imports')] [string] $Kind,
    [Parameter(Mandatory)] [int] $Rounds,
    [Parameter(Mandatory)] [int] $Batch,
    [Parameter(Mandatory)] [string] $WorkFolder
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$null = [IO.Directory]::CreateDirectory($WorkFolder)
if ($Kind -ne 'Imports') { Import-Module -Name $ModulePath }

function Get-Handles {
    if ($IsLinux) { return [IO.Directory]::GetFileSystemEntries('/proc/self/fd').Count }
    return [Diagnostics.Process]::GetCurrentProcess().HandleCount
}

function Get-OwnMemory {
    if ($IsLinux) {
        $anonymous = [IO.File]::ReadLines('/proc/self/status') | Where-Object { $_ -match '^RssAnon:\s+(\d+)' } | Select-Object -First 1
        if ($anonymous -match '(\d+)') { return [long]$Matches[1] * 1KB }
    }

    return [Diagnostics.Process]::GetCurrentProcess().PrivateMemorySize64
}

# Frames of several formats and depths, so that every codec that is used most takes part.
function New-SoakSource {
    $grid = [ushort[, ]]::new(48, 64)
    foreach ($y in 0..47) { foreach ($x in 0..63) { $grid[$y, $x] = 1000 + 37 * $y + 11 * $x + ($x * $y) % 97 } }
    foreach ($name in 'a.tif', 'b.png', 'c.npy', 'd.pgm') {
        $path = [IO.Path]::Join($WorkFolder, $name)
        $null = Export-HeatmapImage -InputObject $grid -Path $path -Force
        $path
    }

    $path = [IO.Path]::Join($WorkFolder, 'e.png')
    $null = Optimize-Contrast -InputObject $grid -BitDepth 8 -Destination $path -Force
    $path
    foreach ($name in 'f.jpg', 'g.webp', 'h.gif', 'i.bmp') {
        $target = [IO.Path]::Join($WorkFolder, $name)
        $null = Import-HeatmapImage $path | Export-HeatmapImage -Path $target -Force
        $target
    }
}

$sources = $Kind -eq 'Imports' ? @() : @(New-SoakSource)
$out = [IO.Directory]::CreateDirectory([IO.Path]::Join($WorkFolder, 'out')).FullName
$broken = [IO.Path]::Join($WorkFolder, 'broken.png')
[IO.File]::WriteAllBytes($broken, [byte[]](0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 1))

# One batch: so many files, videos, or imports of the module.
$work = @{
    Files   = {
        # One file in fifty is broken: errors must not hold anything either.
        $list = for ($i = 0; $i -lt $Batch; $i++) { $i % 50 -eq 49 ? $broken : $sources[$i % $sources.Count] }
        $done = @($list | ConvertTo-Heatmap -Percentile 2, 98 -SharedScale -Destination $out -Name 'f{Index}' -Force -ErrorAction SilentlyContinue).Count
        if ($done -lt $Batch * 0.9) { throw "Only $done of $Batch files were made." }
    }
    Videos  = {
        $frames = foreach ($source in $sources[0..4]) { ConvertTo-Heatmap $source -Minimum 0 -Maximum 9000 }
        for ($i = 0; $i -lt $Batch; $i++) {
            $extension = $hasFfmpeg ? @('mp4', 'gif', 'apng', 'webp')[$i % 4] : @('gif', 'apng', 'webp')[$i % 3]
            $frames | Export-HeatmapVideo -Path ([IO.Path]::Join($out, "v$($i % 4).$extension")) -Force
        }
    }
    Imports = {
        # A new runspace each: what a service that runs scripts does.
        for ($i = 0; $i -lt $Batch; $i++) {
            $shell = [powershell]::Create()
            $null = $shell.AddScript('Import-Module -Name $args[0]; (ConvertTo-Heatmap -InputObject ([byte[, ]]::new(4, 4))).Width').AddArgument($ModulePath)
            $result = $shell.Invoke()
            if ($shell.HadErrors -or "$result" -ne '4') { throw "An import failed: $($shell.Streams.Error)" }
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
}
$hasFfmpeg = $null -ne (Get-Command -Name ffmpeg -CommandType Application -ErrorAction Ignore)

# The seconds of one batch. Files that were written are removed after it, so that the folder is not what grows.
function Invoke-Batch {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    & $work[$Kind]
    $seconds = $clock.Elapsed.TotalSeconds
    foreach ($file in [IO.Directory]::GetFiles($out)) { [IO.File]::Delete($file) }
    return $seconds
}

for ($done = 0; $done -lt $Rounds; ) {
    $seconds = Invoke-Batch
    $done += $Batch
    foreach ($i in 1..2) {
        [GC]::Collect(2, [GCCollectionMode]::Aggressive, $true, $true)
        [GC]::WaitForPendingFinalizers()
    }

    [Console]::Out.WriteLine((@{
                Rounds = $done; Seconds = $seconds; Memory = Get-OwnMemory; Heap = [GC]::GetTotalMemory($false); Handles = Get-Handles
                Threads = [Diagnostics.Process]::GetCurrentProcess().Threads.Count
            } | ConvertTo-Json -Compress))
}

# Further batches as they are asked for, a line each.
while ($null -ne [Console]::In.ReadLine()) { [Console]::Out.WriteLine((@{ Seconds = Invoke-Batch } | ConvertTo-Json -Compress)) }
