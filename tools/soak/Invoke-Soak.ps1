<#
.SYNOPSIS
    Does the same thing many thousand times in a child process, and checks that memory, handles and speed stay as they are.
.DESCRIPTION
    20,000 small files through a pipeline, 500 videos, 2,000 imports of the module into new runspaces. Growth is told by a line
    through the measurements (least squares, three standard errors), not by a look; the first fifth, in which caches fill, does
    not count. At the end it must be as fast as a process that has just begun: both run further batches in turn, so that
    what else the machine does falls on both. The exit code is 1 when something grows or slows down.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Destination,

    # Divides the numbers of rounds, for a quick look.
    [ValidateRange(1, 1000)] [int] $Divisor = 1,

    # The kinds of work, separated by commas.
    [string] $Kind = 'Files,Videos,Imports',

    # Leaves the speed out: other programs may be running.
    [switch] $NoSpeed
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Add-Type -Path ([IO.Path]::Join($PSScriptRoot, 'Slope.cs'))

# Growth over a whole run that is not told from noise: pools and native allocators keep what they were given at most, and the pool of
# threads takes more of them, and with them handles, while other programs keep it waiting. A handle that each broken file left open
# would be 16 of them in the shortest run.
$plans = @{
    Files   = @{ Rounds = 20000; Batches = 40; Memory = 24MB; Heap = 4MB; Handles = 8; Threads = 64 }
    Videos  = @{ Rounds = 500; Batches = 25; Memory = 24MB; Heap = 4MB; Handles = 8; Threads = 64 }
    # A runspace that is gone leaves some of PowerShell's own behind; this module adds nothing to it that is not measured apart.
    Imports = @{ Rounds = 2000; Batches = 40; Memory = 0; Heap = 0; Handles = 8; Threads = 64 }
}
$slowest = 0.95

# Batches of a process that has just begun which compile, and batches that are compared.
$warm = 4
$pairs = 12

function Start-Run([string] $Name, [string] $Module, [int] $Rounds, [int] $Batch, [string] $Folder) {
    $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    # Under `dotnet pwsh` the process is `dotnet`, and its first argument is the PowerShell to start.
    if ([IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') { $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0]) }
    $items = '-NoLogo', '-NoProfile', '-NonInteractive', '-File', [IO.Path]::Join($PSScriptRoot, 'Invoke-SoakRun.ps1'), '-ModulePath', $Module, '-Kind', $Name,
    '-Rounds', $Rounds, '-Batch', $Batch, '-WorkFolder', [IO.Path]::Join($Destination, $Folder)
    foreach ($item in $items) { $start.ArgumentList.Add($item) }
    # Without an arena for each thread, which keep what was freed, native memory is told exactly.
    $start.Environment['MALLOC_ARENA_MAX'] = '1'
    $start.RedirectStandardOutput = $start.RedirectStandardInput = $true
    return [Diagnostics.Process]::Start($start)
}

# So many measurements of a run.
function Read-Point([Diagnostics.Process] $Run, [int] $Count) {
    for ($read = 0; $read -lt $Count; ) {
        $line = $Run.StandardOutput.ReadLine()
        if ($null -eq $line) {
            $Run.WaitForExit()
            throw "A soak ended early, with exit code $($Run.ExitCode)."
        }

        if (-not $line.StartsWith('{')) { Write-Host "  $line"; continue }
        $line | ConvertFrom-Json
        $read++
    }
}

function Stop-Run([Diagnostics.Process] $Run) {
    if (-not $Run) { return }
    if (-not $Run.HasExited) { $Run.StandardInput.Close() }
    if (-not $Run.WaitForExit(30000)) { $Run.Kill($true) }
    $Run.Dispose()
}

# The seconds of a further batch.
function Measure-Again([Diagnostics.Process] $Run) {
    $Run.StandardInput.WriteLine()
    return (Read-Point $Run 1).Seconds
}

# The measurements of a long run, and how fast it is at its end against a run that has just begun; null where that is not asked for.
function Invoke-Measured([string] $Name, [string] $Module, [hashtable] $Plan, [switch] $Speed) {
    $rounds = [Math]::Max(1, [int]($Plan.Rounds / $Divisor))
    $batches = [Math]::Max(8, [Math]::Min($Plan.Batches, $rounds))
    $batch = [Math]::Max(1, [int][Math]::Ceiling($rounds / $batches))
    $fresh = $null
    $old = Start-Run $Name $Module ($batch * $batches) $batch $Name
    try {
        $points = @(Read-Point $old $batches)
        if ($Speed) {
            $fresh = Start-Run $Name $Module ($warm * $batch) $batch "$Name-fresh"
            $null = Read-Point $fresh $warm
            $ratios = for ($pair = 0; $pair -lt $pairs; $pair++) {
                $seconds = Measure-Again $old
                (Measure-Again $fresh) / $seconds
            }
        }

        return [pscustomobject]@{ Points = $points; Speed = $Speed ? [HeatmapPS.Soak.Slope]::Median([double[]]$ratios) : $null }
    }
    finally {
        Stop-Run $old
        Stop-Run $fresh
    }
}

# Growth of each kind over the measurements after the first fifth.
function Get-Growth([object[]] $Points) {
    $kept = @($Points | Select-Object -Skip ([int][Math]::Ceiling($Points.Count / 5)))
    $growth = [ordered]@{}
    foreach ($name in 'Memory', 'Heap', 'Handles', 'Threads') {
        $growth[$name] = [HeatmapPS.Soak.Slope]::Fit([double[]]$kept.Rounds, [double[]]$kept.$name)
    }

    return $growth
}

$failed = 0
foreach ($name in $Kind -split ',') {
    $plan = $plans[$name]
    $run = Invoke-Measured $name $ModulePath $plan -Speed:(-not $NoSpeed)
    $points = $run.Points
    $growth = Get-Growth $points
    $allowed = @{ Memory = $plan.Memory; Heap = $plan.Heap; Handles = $plan.Handles; Threads = $plan.Threads }
    if ($name -eq 'Imports') {
        # Measured against an empty module imported as often.
        $empty = [IO.Path]::Join($Destination, 'Empty.psm1')
        [IO.File]::WriteAllText($empty, 'function ConvertTo-Heatmap { param($InputObject) [pscustomobject]@{ Width = 4 } }')
        $base = Get-Growth (Invoke-Measured $name $empty $plan).Points
        $rounds = $points[-1].Rounds
        # 2 KB an import is less than the parameters of one cmdlet.
        $allowed.Memory = [Math]::Max(0, $base.Memory.Last - $base.Memory.First) + 24MB + 2KB * $rounds
        $allowed.Heap = [Math]::Max(0, $base.Heap.Last - $base.Heap.First) + 4MB + 2KB * $rounds
        '  an empty module: memory {0:+#,0;-#,0;0} KB, heap {1:+#,0;-#,0;0} KB' -f (($base.Memory.Last - $base.Memory.First) / 1KB), (($base.Heap.Last - $base.Heap.First) / 1KB)
    }

    $texts = foreach ($what in $growth.Keys) {
        $slope = $growth[$what]
        $unit, $label = $what -in 'Memory', 'Heap' ? (1KB, ' KB') : (1, '')
        $grows = $slope.Grows($allowed[$what])
        if ($grows) { $failed++ }
        '{0} {1:N0}{2} {3:+#,0.#;-#,0.#;0}{2}{4}' -f $what.ToLowerInvariant(), ($slope.First / $unit), $label, (($slope.Last - $slope.First) / $unit), ($grows ? ' GROWS' : '')
    }

    $slow = -not $NoSpeed -and $run.Speed -lt $slowest
    if ($slow) { $failed++ }
    $perSecond = ($points[0].Rounds) / [HeatmapPS.Soak.Slope]::Median([double[]]$points.Seconds)
    $speed = $NoSpeed ? '' : ', speed at the end {0:P0} of a run that has just begun{1}' -f $run.Speed, ($slow ? ' SLOWER' : '')
    '{0}: {1:N0} rounds, {2}; {3:N1} a second{4}' -f $name, $points[-1].Rounds, ($texts -join ', '), $perSecond, $speed
}

"Soak: $failed thing(s) that grow or slow down"
exit [int]($failed -gt 0)
