<#
.SYNOPSIS
    Does the same thing many thousand times in a child process, and checks that memory, handles and speed stay as they are.
.DESCRIPTION
    20,000 small files through a pipeline, 500 videos, 2,000 imports of the module into new runspaces. Growth is told by a line
    through the measurements (least squares, three standard errors), not by a look; the first fifth, in which caches fill, does
    not count. At the end it must be as fast as at the start: the median of the last third of the batches against that of the
    first third. The exit code is 1 when something grows or slows down.
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

function Invoke-Measured([string] $Name, [string] $Module, [hashtable] $Plan) {
    $rounds = [Math]::Max(1, [int]($Plan.Rounds / $Divisor))
    $batches = [Math]::Max(8, [Math]::Min($Plan.Batches, $rounds))
    $batch = [Math]::Max(1, [int][Math]::Ceiling($rounds / $batches))
    $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    # Under `dotnet pwsh` the process is `dotnet`, and its first argument is the PowerShell to start.
    if ([IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') { $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0]) }
    $items = '-NoLogo', '-NoProfile', '-NonInteractive', '-File', [IO.Path]::Join($PSScriptRoot, 'Invoke-SoakRun.ps1'), '-ModulePath', $Module, '-Kind', $Name,
    '-Rounds', ($batch * $batches), '-Batch', $batch, '-WorkFolder', [IO.Path]::Join($Destination, $Name)
    foreach ($item in $items) { $start.ArgumentList.Add($item) }
    # Without an arena for each thread, which keep what was freed, native memory is told exactly.
    $start.Environment['MALLOC_ARENA_MAX'] = '1'
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    try {
        $points = while ($null -ne ($line = $process.StandardOutput.ReadLine())) { if ($line.StartsWith('{')) { $line | ConvertFrom-Json } else { Write-Host "  $line" } }
        $process.WaitForExit()
        if ($process.ExitCode -ne 0) { throw "The soak of $Name ended with exit code $($process.ExitCode)." }
        return @($points)
    }
    finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
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

# How fast the last third of the batches was, by the median, against the first third. The first batch compiles.
function Get-Speed([double[]] $Seconds) {
    $kept = [double[]]@($Seconds | Select-Object -Skip 1)
    $third = [Math]::Max(1, [int]($kept.Count / 3))
    return [HeatmapPS.Soak.Slope]::Median($kept[0..($third - 1)]) / [HeatmapPS.Soak.Slope]::Median($kept[ - $third..-1])
}

$failed = 0
foreach ($name in $Kind -split ',') {
    $plan = $plans[$name]
    $points = Invoke-Measured $name $ModulePath $plan
    $growth = Get-Growth $points
    $allowed = @{ Memory = $plan.Memory; Heap = $plan.Heap; Handles = $plan.Handles; Threads = $plan.Threads }
    if ($name -eq 'Imports') {
        # Measured against an empty module imported as often.
        $empty = [IO.Path]::Join($Destination, 'Empty.psm1')
        [IO.File]::WriteAllText($empty, 'function ConvertTo-Heatmap { param($InputObject, $Width, $Height) [pscustomobject]@{ Width = 4 } }')
        $base = Get-Growth (Invoke-Measured $name $empty $plan)
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

    # The clock's time is shown; what counts is the processor's time against that of a work that is the same each time, since
    # other programs have less part in it.
    $speed = Get-Speed @($points | ForEach-Object { $_.Processor / [Math]::Max(0.001, $_.Control) })
    $slow = -not $NoSpeed -and $speed -lt $slowest
    if ($slow) { $failed++ }
    $perSecond = ($points[0].Rounds) / [HeatmapPS.Soak.Slope]::Median([double[]]$points.Seconds)
    '{0}: {1:N0} rounds, {2}; {3:N1} a second, speed at the end {4:P0} of the start ({5:P0} by the clock){6}' -f `
        $name, $points[-1].Rounds, ($texts -join ', '), $perSecond, $speed, (Get-Speed $points.Seconds), ($slow ? ' SLOWER' : '')
}

"Soak: $failed thing(s) that grow or slow down"
exit [int]($failed -gt 0)
