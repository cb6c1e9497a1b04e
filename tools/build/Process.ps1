# Child processes of the build.

# Runs a script in a new PowerShell that shares this one's input and output; throws when it fails. Under `dotnet pwsh`
# the process is `dotnet`, so that the PowerShell to start is its first argument. (The call operator would expand a *
# among the arguments to file names.)
function Invoke-PwshChild {
    param(
        [Parameter(Mandatory)] [string] $File,
        [string[]] $Argument = @()
    )

    $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    if ([IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') {
        $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0])
    }

    foreach ($item in @('-NoLogo', '-NoProfile', '-NonInteractive', '-File', $File) + $Argument) {
        $start.ArgumentList.Add($item)
    }

    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.WaitForExit()
        if ($process.ExitCode -ne 0) {
            throw "$(Split-Path $File -Leaf) failed with exit code $($process.ExitCode)."
        }
    }
    finally {
        # Ctrl+C ends the wait, and must end the child too.
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
}
