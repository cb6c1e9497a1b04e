# Child processes that are measured: warm workers that run a job on demand, and processes timed from start to exit.

# The PowerShell that runs this; under `dotnet pwsh` the process is `dotnet` and PowerShell its first argument.
function Get-PowerShellCommand {
    $program = [Environment]::ProcessPath
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
        return $program, [Environment]::GetCommandLineArgs()[0]
    }

    return , $program
}

function New-ProcessStart([string[]] $Command) {
    $start = [Diagnostics.ProcessStartInfo]::new($Command[0])
    foreach ($argument in $Command | Select-Object -Skip 1) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $true
    $start.StandardOutputEncoding = [Text.UTF8Encoding]::new($false)
    return $start
}

# A process that answers lines; see Worker.ps1 and peers/worker.py.
function Start-Worker([string[]] $Command) {
    $start = New-ProcessStart $Command
    $start.RedirectStandardInput = $true
    $start.StandardInputEncoding = [Text.UTF8Encoding]::new($false)
    return [Diagnostics.Process]::Start($start)
}

function Invoke-Worker([Diagnostics.Process] $Worker, [int] $Count, [string] $Source, [string] $Folder) {
    $Worker.StandardInput.WriteLine("$Count`t$Source`t$Folder")
    $Worker.StandardInput.Flush()
    $answer = $Worker.StandardOutput.ReadLine()
    if ($null -eq $answer) {
        $Worker.WaitForExit()
        throw "The process ended with exit code $($Worker.ExitCode) (its error is above)."
    }

    $result = $answer | ConvertFrom-Json
    return [pscustomobject]@{ Seconds = Get-Median $result.seconds; Cpu = $result.cpu / $Count; Peak = [long]$result.peak }
}

function Stop-Worker([Diagnostics.Process] $Worker) {
    if (-not $Worker.HasExited) {
        $Worker.StandardInput.Close()
        if (-not $Worker.WaitForExit(10000)) { $Worker.Kill($true) }
    }

    $Worker.Dispose()
}

# GNU time tells CPU time and peak memory of a child and its children.
$gnuTime = $IsLinux ? (Get-Command -Name '/usr/bin/time' -CommandType Application -ErrorAction Ignore) : $null

# Runs a program to its end. Its wall-clock time includes that of GNU time itself, on all sides alike.
function Measure-Process([string[]] $Command) {
    $report = [IO.Path]::GetTempFileName()
    try {
        $full = $gnuTime ? (@($gnuTime.Source, '-f', '%U %S %M', '-o', $report) + $Command) : $Command
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $process = [Diagnostics.Process]::Start((New-ProcessStart $full))
        $null = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        $seconds = $clock.Elapsed.TotalSeconds
        if ($process.ExitCode -ne 0) { throw "$($Command[0]) failed with exit code $($process.ExitCode) (its error is above)." }
        $result = [pscustomobject]@{ Seconds = $seconds; Cpu = $null; Peak = 0L }
        if ($gnuTime) {
            $user, $system, $kilobytes = (Get-Content -LiteralPath $report -Tail 1).Split(' ')
            $result.Cpu = [double]$user + [double]$system
            $result.Peak = 1024 * [long]$kilobytes
        }
        elseif ($IsWindows) {
            $result.Cpu = $process.TotalProcessorTime.TotalSeconds
            $result.Peak = $process.PeakWorkingSet64
        }

        $process.Dispose()
        return $result
    }
    finally {
        Remove-Item -LiteralPath $report -ErrorAction Ignore
    }
}

# A program by the first of its names that is installed, or nothing.
function Find-Program([string[]] $Name) {
    foreach ($item in $Name) {
        $command = Get-Command -Name $item -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        if ($command) { return $command.Source }
    }
}

# The first Python that can import all of the modules, or nothing.
$pythonFound = @{}
function Find-Python([string[]] $Module) {
    $key = $Module -join ', '
    if (-not $pythonFound.ContainsKey($key)) {
        $pythonFound[$key] = $null
        foreach ($python in Get-Command -Name 'python3', 'python' -CommandType Application -All -ErrorAction Ignore) {
            & $python.Source -c "import $key" 2>&1 | Out-Null
            if ($LASTEXITCODE -eq 0) {
                $pythonFound[$key] = $python.Source
                break
            }
        }
    }

    return $pythonFound[$key]
}

function Get-Median([double[]] $Value) {
    $sorted = @($Value | Sort-Object)
    $middle = [int][Math]::Floor($sorted.Count / 2)
    return ($sorted.Count % 2) ? $sorted[$middle] : (($sorted[$middle - 1] + $sorted[$middle]) / 2)
}
