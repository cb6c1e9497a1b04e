# Child processes of the tests: programs, Python, another PowerShell. Each has a time limit. common.ps1 brings it.

# How long a child process may take: it works for seconds on an idle machine, for minutes on a busy one, and hangs for ever.
$childTimeLimit = [TimeSpan]::FromMinutes(9)

# Runs a child process to its end, and returns Output (its lines), Error (its text) and ExitCode. One that takes too long is ended
# with its own children, and is an error.
function Invoke-ChildProcess([Diagnostics.ProcessStartInfo] $Start, [TimeSpan] $TimeLimit = $childTimeLimit) {
    $Start.RedirectStandardOutput = $Start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($Start)
    try {
        $texts = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
        # The output ends with the last process that has it, which may be a child of the child.
        $everything = [Threading.Tasks.Task[]]($texts + $process.WaitForExitAsync())
        if (-not [Threading.Tasks.Task]::WaitAll($everything, $TimeLimit)) {
            $process.Kill($true)
            $said = foreach ($text in $texts) { $text.Wait(10000) ? $text.Result : '' }
            throw "'$($Start.FileName) $($Start.ArgumentList)' took longer than $($TimeLimit.TotalSeconds) seconds, and was ended. Until then it said:`n$($said -join "`n")"
        }

        return [pscustomobject]@{
            Output   = @($texts[0].Result -split '\r?\n' | Where-Object { $_ })
            Error    = $texts[1].Result
            ExitCode = $process.ExitCode
        }
    }
    finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
}

# Runs a program by its name or path; the same answer.
function Invoke-Program([string] $Name, [string[]] $Argument) {
    $start = [Diagnostics.ProcessStartInfo]::new($Name)
    foreach ($item in $Argument) { $start.ArgumentList.Add($item) }
    return Invoke-ChildProcess $start
}

# What starts a script in a PowerShell of its own, which finds the module in HEATMAPPS_TEST_MODULE.
function New-ChildPwshStart([string] $File, [string[]] $Argument) {
    $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    # Under `dotnet pwsh` the process is `dotnet`, and its first argument is the PowerShell to start.
    if ([IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') {
        $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0])
    }

    foreach ($item in @('-NoLogo', '-NoProfile', '-NonInteractive', '-File', $File) + $Argument) { $start.ArgumentList.Add($item) }
    $start.Environment['HEATMAPPS_TEST_MODULE'] = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
    return $start
}

# Runs a script in a new PowerShell and returns Output (its lines), Error (its text) and ExitCode. The script is given as
# text, or as a file, reads its arguments from $args, and finds the module in $env:HEATMAPPS_TEST_MODULE.
function Invoke-ChildPwsh {
    [CmdletBinding(DefaultParameterSetName = 'Text')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Text')] [string] $Script,
        [Parameter(Mandatory, ParameterSetName = 'File')] [string] $File,
        [string[]] $Argument = @(),
        [hashtable] $Environment = @{}
    )

    $written = $File
    if ($Script) {
        $written = [IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName() + '.ps1')
        [IO.File]::WriteAllText($written, $Script)
    }

    $start = New-ChildPwshStart $written $Argument
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    try {
        return Invoke-ChildProcess $start
    }
    finally {
        if ($Script) { Remove-Item -LiteralPath $written }
    }
}

# A Python that has all the modules named, or $null. Trying takes half a second with OpenCV, so that the answer is kept
# for all test files, which do not share a scope.
function Find-Python([string[]] $Module) {
    if (-not (Test-Path -LiteralPath variable:global:heatmapTestPython)) { $global:heatmapTestPython = @{} }
    $key = "$Module"
    if (-not $global:heatmapTestPython.ContainsKey($key)) { $global:heatmapTestPython[$key] = Search-Python $Module }
    return $global:heatmapTestPython[$key]
}

function Search-Python([string[]] $Module) {
    $code = (@('import sys') + @($Module | ForEach-Object { "import $_" })) -join '; '
    foreach ($python in Get-Command -Name 'python3', 'python' -CommandType Application -All -ErrorAction Ignore) {
        if ((Invoke-Program $python.Source '-c', $code).ExitCode -eq 0) { return $python.Source }
    }

    return $null
}

# Runs Python code and returns the lines it prints; $null when no Python has the modules (then skip). Arguments are
# sys.argv[1:]. A failing script is an error with Python's own message.
function Invoke-Python {
    param(
        [Parameter(Mandatory)] [string] $Code,
        [string[]] $Module = @(),
        [string[]] $Argument = @()
    )

    $python = Find-Python $Module
    if (-not $python) { return $null }
    $script = [IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName() + '.py')
    [IO.File]::WriteAllText($script, $Code)
    try {
        $result = Invoke-Program $python (@($script) + $Argument)
        if ($result.ExitCode -ne 0) { throw "Python failed: $($result.Error)" }
        return , $result.Output
    }
    finally {
        Remove-Item -LiteralPath $script
    }
}
