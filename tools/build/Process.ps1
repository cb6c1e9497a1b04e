# Child processes of the build.

# Runs a script in a new PowerShell, its output passed through; throws when it fails. Under `dotnet pwsh` the process
# is `dotnet`, so that the PowerShell to start is its first argument.
function Invoke-PwshChild {
    param(
        [Parameter(Mandatory)] [string] $File,
        [string[]] $Argument = @()
    )

    $program = [Environment]::ProcessPath
    $prefix = @()
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
        $prefix = @([Environment]::GetCommandLineArgs()[0])
    }

    & $program @prefix -NoLogo -NoProfile -NonInteractive -File $File @Argument | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "$(Split-Path $File -Leaf) failed with exit code $LASTEXITCODE."
    }
}
