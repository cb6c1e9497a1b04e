# Runs one child of the fuzzing and watches it. Dot-sourced by Invoke-Fuzz.ps1.

# Starts the worker at the next case and follows it until it ends, is killed, or time is up.
function Invoke-FuzzChild([hashtable] $State, [TimeSpan] $Deadline, [hashtable] $Arguments) {
    $State.Children++
    $process = Start-FuzzWorker $State $Arguments
    $errors = [Text.StringBuilder]::new()
    $case = @{ Number = $State.Next; Path = ''; Seed = ''; Family = ''; Begun = $State.Clock.Elapsed; Started = $false; Ended = $false; Killed = $false }
    $line = $process.StandardOutput.ReadLineAsync()
    $errorBuffer = [char[]]::new(4096)
    $errorRead = $process.StandardError.ReadAsync($errorBuffer, 0, $errorBuffer.Length)
    try {
        while ($true) {
            if ($line.Wait(200)) {
                if ($null -eq $line.Result) { break }
                Read-FuzzLine $State $case $line.Result
                $line = $process.StandardOutput.ReadLineAsync()
            }

            if ($errorRead.IsCompleted -and $errorRead.Result -gt 0) {
                if ($errors.Length -lt 8192) { $null = $errors.Append($errorBuffer, 0, $errorRead.Result) }
                $errorRead = $process.StandardError.ReadAsync($errorBuffer, 0, $errorBuffer.Length)
            }

            if (Stop-FuzzChild $State $case $process) { break }
            if ($State.Clock.Elapsed -ge $Deadline) { $case.Ended = $true; break }
        }
    }
    finally {
        if (-not $process.HasExited -and ($case.Ended -or $case.Killed)) { $process.Kill($true) }
        $process.WaitForExit()
        while ($errorRead.Wait(1000) -and $errorRead.Result -gt 0) {
            if ($errors.Length -lt 8192) { $null = $errors.Append($errorBuffer, 0, $errorRead.Result) }
            $errorRead = $process.StandardError.ReadAsync($errorBuffer, 0, $errorBuffer.Length)
        }

        if (-not ($case.Ended -or $case.Killed)) {
            Add-Finding $State ([ordered]@{ Kind = 'Crash'; Id = "exit $($process.ExitCode)"; Type = ''; Place = Get-CrashPlace "$errors"; Message = "the process ended with $($process.ExitCode)"; Stack = "$errors" }) $case
            $State.Next = $case.Number + 1
        }
        elseif ("$errors".Trim() -and -not $case.Killed) {
            Add-Finding $State ([ordered]@{ Kind = 'Stderr'; Id = 'text'; Type = ''; Place = "$errors".Split("`n")[0]; Message = "text on the error stream, in or before this case"; Stack = "$errors" }) $case
        }

        $process.Dispose()
    }
}

function Start-FuzzWorker([hashtable] $State, [hashtable] $Arguments) {
    $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    # Under `dotnet pwsh` the process is `dotnet`, and its first argument is the PowerShell to start.
    if ([IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') { $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0]) }
    $list = '-NoLogo', '-NoProfile', '-NonInteractive', '-File', [IO.Path]::Join($PSScriptRoot, 'Invoke-FuzzWorker.ps1')
    foreach ($item in $list) { $start.ArgumentList.Add($item) }
    foreach ($name in $Arguments.Keys) { $start.ArgumentList.Add("-$name"); $start.ArgumentList.Add($Arguments[$name]) }
    foreach ($item in '-First', $State.Next, '-Last', $State.Last) { $start.ArgumentList.Add($item) }
    $start.Environment['DOTNET_GCHeapHardLimit'] = '0x{0:X}' -f [long]$heapLimit
    $start.Environment['DOTNET_DbgEnableMiniDump'] = '0'
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    return [Diagnostics.Process]::Start($start)
}

function Read-FuzzLine([hashtable] $State, [hashtable] $Case, [string] $Line) {
    $kind, $rest = $Line[0], $Line.Substring([Math]::Min(2, $Line.Length))
    switch ($kind) {
        'B' {
            $number, $path, $seedName, $family = $rest -split "`t"
            $Case.Number, $Case.Path, $Case.Seed, $Case.Family = [long]$number, $path, $seedName, $family
            $Case.Begun, $Case.Started = $State.Clock.Elapsed, $true
            $State.Next = $Case.Number
            $State.Done++
        }
        'F' { Add-Finding $State ($rest | ConvertFrom-Json -AsHashtable) $Case }
        'R' { $State.Next = [long]($rest -split ' ')[0]; $State.Replaced++; $Case.Ended = $true }
        'D' { $State.Next = [long]$rest + 1; $Case.Ended = $true }
        default { Write-Host "  child: $Line" }
    }

    if ($State.Clock.Elapsed - $State.LastLine -gt [TimeSpan]::FromSeconds(60)) {
        $State.LastLine = $State.Clock.Elapsed
        Write-Host ('  {0:hh\:mm\:ss} {1} cases, {2} sort(s) of findings' -f $State.Clock.Elapsed, $State.Done, $State.Findings.Count)
    }
}

# Whether the child was stopped because a case takes too long or too much memory.
function Stop-FuzzChild([hashtable] $State, [hashtable] $Case, [Diagnostics.Process] $Process) {
    if ($Case.Ended) { return $false }
    $takes = $State.Clock.Elapsed - $Case.Begun
    $slow = $takes -gt ($Case.Started ? $hangAfter : $startupPatience)
    $memory = 0L
    if ($takes.TotalMilliseconds -gt 150) {
        $Process.Refresh()
        $memory = $Process.HasExited ? 0 : $Process.WorkingSet64
        $State.Peak = [Math]::Max($State.Peak, $memory)
    }

    if (-not $slow -and $memory -le $memoryLimit) { return $false }
    $found = $slow ?
        [ordered]@{ Kind = 'Hang'; Id = 'Hang'; Type = ''; Place = [IO.Path]::GetExtension($Case.Path); Message = "longer than $($takes.TotalSeconds) s"; Stack = '' } :
        [ordered]@{ Kind = 'Memory'; Id = 'Memory'; Type = ''; Place = [IO.Path]::GetExtension($Case.Path); Message = "$([long]($memory / 1MB)) MB"; Stack = '' }
    Add-Finding $State $found $Case
    $State.Next = $Case.Number + 1
    $Case.Killed = $true
    return $true
}

# The first line of what a crashing runtime prints that names a place.
function Get-CrashPlace([string] $Text) {
    $lines = $Text -split "`n"
    $place = $lines | Where-Object { $_ -match '^\s+at HeatmapPS|^Fatal|^Unhandled|assert|glibc|free\(\)|corrupt' } | Select-Object -First 1
    return $place ? $place : $lines[0]
}
