# Starts and watches the two children of a conformance run: the writer of a batch (Python) and the reader (the module).
# Dot-sourced by Invoke-Conformance.ps1.

# A Python with NumPy; the one with the most of the packages that families need, where there are several.
function Find-ConformancePython {
    $code = "import importlib.util as u; import numpy; print(sum(u.find_spec(n) is not None for n in ('cv2','PIL','tifffile','osgeo','astropy','pydicom','matplotlib')))"
    $best, $most = $null, -1
    foreach ($python in Get-Command -Name 'python3', 'python' -CommandType Application -All -ErrorAction Ignore) {
        $count = & $python.Source -c $code 2>$null
        if ($LASTEXITCODE -eq 0 -and [int]$count -gt $most) { $best, $most = $python.Source, [int]$count }
    }

    return $best
}

# The families whose names match, in the order of weights.py.
function Select-ConformanceFamily([string] $Pattern) {
    $known = & $python -c "import sys; sys.path.insert(0, sys.argv[1]); import weights; print(chr(10).join(weights.WEIGHTS))" $PSScriptRoot
    $patterns = $Pattern -split ',' | ForEach-Object Trim
    $chosen = @($known | Where-Object { $name = $_; @($patterns | Where-Object { $name -like $_ }).Count -gt 0 })
    if ($chosen.Count -eq 0) { throw "There is no family that matches '$Pattern'. Use $($known -join ', ')." }
    return $chosen
}

# The comparison and the tests' own reader of .npy files, compiled once; the child loads it.
function New-ConformanceAssembly([string] $Folder) {
    $support = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'tests', 'Pester', 'support', 'NpyFile.cs')
    Get-ChildItem -LiteralPath $Folder -Filter 'HeatmapPS.Conformance.*.dll' | Remove-Item
    $assembly = [IO.Path]::Join($Folder, "HeatmapPS.Conformance.$([guid]::NewGuid().ToString('N').Substring(0, 8)).dll")
    Add-Type -Path ([IO.Path]::Join($PSScriptRoot, 'Comparison.cs')), $support -OutputAssembly $assembly -CompilerOptions '-optimize+'
    return $assembly
}

function Start-ConformanceBatch([hashtable] $State, [long] $Count) {
    $folder = [IO.Path]::Join($State.Work, "batch-$($State.Next)")
    $null = [IO.Directory]::CreateDirectory($folder)
    $first, $State.Next = $State.Next, ($State.Next + $Count)
    return Start-ConformanceWriter $State @{ Folder = $folder; First = $first; Last = $first + $Count; From = $first; Lines = [Collections.Generic.List[string]]::new() }
}

# Writes the cases of a batch from one on: a reader that crashed on the one before is not asked again.
function Start-ConformanceWriter([hashtable] $State, [hashtable] $Batch) {
    $start = [Diagnostics.ProcessStartInfo]::new($State.Python)
    $arguments = [IO.Path]::Join($PSScriptRoot, 'generate.py'), '--seed', $State.Seed, '--families', ($State.Families -join ','), '--first', $Batch.From,
        '--count', ($Batch.Last - $Batch.From), '--out', $Batch.Folder
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    # One thread: the other processor reads.
    foreach ($name in 'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'OPENCV_NUM_THREADS') { $start.Environment[$name] = '1' }
    $start.Environment['PYTHONDONTWRITEBYTECODE'] = '1'
    $Batch.Process = [Diagnostics.Process]::Start($start)
    $Batch.Error = $Batch.Process.StandardError.ReadToEndAsync()
    $Batch.Text = $Batch.Process.StandardOutput.ReadToEndAsync()
    return $Batch
}

# The batch with the lines of its manifest, when it is written. Where the writer dies or hangs, it goes on behind that case.
function Wait-ConformanceBatch([hashtable] $State, [hashtable] $Batch) {
    $manifest = [IO.Path]::Join($Batch.Folder, 'manifest.jsonl')
    while ($true) {
        $hung = -not $Batch.Process.WaitForExit($batchPatience)
        if ($hung) { $Batch.Process.Kill($true); $Batch.Process.WaitForExit() }
        $code = $Batch.Process.ExitCode
        $lines = [IO.File]::Exists($manifest) ? [IO.File]::ReadAllLines($manifest) : @()
        $Batch.Lines.AddRange([string[]]$lines)
        $Batch.Process.Dispose()
        if ($code -eq 0 -and -not $hung) { break }
        $begun = @($lines | Where-Object { $_ -like '{"begin"*' })
        if ($begun.Count -eq 0) { throw "generate.py failed with exit code ${code}: $($Batch.Error.GetAwaiter().GetResult())" }
        $case = $begun[-1] | ConvertFrom-Json -AsHashtable
        $Batch.Lines.Add((@{ index = $case.begin; family = $case.family; number = $case.number; expect = 'failed'; dispute = $hung ? 'a writer or reader hangs' : "a writer or reader ends Python with $code" } | ConvertTo-Json -Compress))
        $Batch.From = $case.begin + 1
        if ($Batch.From -ge $Batch.Last) { break }
        $null = Start-ConformanceWriter $State $Batch
    }

    [IO.File]::WriteAllLines($manifest, $Batch.Lines)
    return $Batch
}

function Stop-ConformanceBatch([hashtable] $Batch) {
    try { if (-not $Batch.Process.HasExited) { $Batch.Process.Kill($true) } } catch [InvalidOperationException] { return }
    $Batch.Process.WaitForExit()
}

function Start-ConformanceWorker([hashtable] $State) {
    $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    # Under `dotnet pwsh` the process is `dotnet`, and its first argument is the PowerShell to start.
    if ([IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') { $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0]) }
    foreach ($item in '-NoLogo', '-NoProfile', '-NonInteractive', '-File', [IO.Path]::Join($PSScriptRoot, 'Invoke-ConformanceWorker.ps1')) { $start.ArgumentList.Add($item) }
    foreach ($name in $State.Arguments.Keys) { $start.ArgumentList.Add("-$name"); $start.ArgumentList.Add($State.Arguments[$name]) }
    $start.Environment['DOTNET_GCHeapHardLimit'] = '0x{0:X}' -f [long]$heapLimit
    $start.Environment['DOTNET_DbgEnableMiniDump'] = '0'
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $State.Workers++
    $process = [Diagnostics.Process]::Start($start)
    $State.Worker = @{ Process = $process; Error = $process.StandardError.ReadToEndAsync(); Line = $null }
}

function Stop-ConformanceWorker([hashtable] $State) {
    if (-not $State.Worker) { return }
    $process = $State.Worker.Process
    $process.StandardInput.Close()
    if (-not $process.WaitForExit(2000)) { $process.Kill($true); $process.WaitForExit() }
    $process.Dispose()
    $State.Worker = $null
}

# Gives a batch to the worker and takes its outcomes, until all are read or time is up.
function Read-ConformanceBatch([hashtable] $State, [hashtable] $Batch, [TimeSpan] $Deadline) {
    $cases = @{}
    foreach ($line in $Batch.Lines) {
        $case = $line | ConvertFrom-Json -AsHashtable
        if ($case.Contains('begin')) { continue }
        $cases[[long]$case.index] = $case
        if (-not $case.Contains('file') -or $case.expect -eq 'disputed') { Add-UnreadCase $State $case }
    }

    $first = $Batch.First
    while ($true) {
        if (-not $State.Worker) { Start-ConformanceWorker $State }
        $State.Worker.Process.StandardInput.WriteLine("$([IO.Path]::Join($Batch.Folder, 'manifest.jsonl'))`t$first")
        $next = Read-ConformanceOutcome $State $cases $Deadline
        if ($next -lt 0) { return }
        $first = $next
    }
}

# Follows the worker through a manifest. Returns -1 when it is done, else the index to go on with in a new process.
function Read-ConformanceOutcome([hashtable] $State, [hashtable] $Cases, [TimeSpan] $Deadline) {
    $worker, $index, $begun = $State.Worker, -1L, $State.Clock.Elapsed
    while ($true) {
        $line = $worker.Process.StandardOutput.ReadLineAsync()
        while (-not $line.Wait(200)) {
            $worker.Process.Refresh()
            $memory = $worker.Process.HasExited ? 0 : $worker.Process.WorkingSet64
            $slow = $State.Clock.Elapsed - $begun -gt ($index -lt 0 ? $startupPatience : $hangAfter)
            if ($slow -or $memory -gt $memoryLimit) {
                $worker.Process.Kill($true)
                $worker.Process.WaitForExit()
                $State.Worker = $null
                if ($index -lt 0) { throw 'The child process did not start to read a file.' }
                Add-Outcome $State $Cases[$index] @{ Result = 'wrong'; Id = $slow ? 'hang' : 'memory'; Message = $slow ? "longer than $($hangAfter.TotalSeconds) s" : "$([long]($memory / 1MB)) MB" }
                return $index + 1
            }
        }

        $text = $line.Result
        if ($null -eq $text) {
            $worker.Process.WaitForExit()
            $errors, $code = $worker.Error.GetAwaiter().GetResult(), $worker.Process.ExitCode
            $State.Worker = $null
            if ($index -lt 0) { throw "The child process failed with exit code ${code}: $errors" }
            Add-Outcome $State $Cases[$index] @{ Result = 'wrong'; Id = 'crash'; Message = "the process ended with ${code}: $errors" }
            return $index + 1
        }

        $begun = $State.Clock.Elapsed
        switch ($text[0]) {
            'B' { $index = [long]$text.Substring(2) }
            'R' { Add-Outcome $State $Cases[$index] ($text.Substring(2) | ConvertFrom-Json -AsHashtable) }
            'D' { return -1 }
            'X' { $worker.Process.WaitForExit(); $State.Worker = $null; return -1 }
            default { Write-Host "  child: $text" }
        }

        if ($begun -ge $Deadline) { return -1 }
    }
}
