# PowerShell for linux-arm64 under qemu's user emulation, with the libraries of a Debian in a folder below output/arm64.

# Why PowerShell for arm64 cannot be run here, or nothing.
function Get-QemuObstacle {
    $obstacle = Get-DebianFolderObstacle
    if ($obstacle) { return $obstacle }
    if (-not (Get-Command -Name qemu-aarch64-static -CommandType Application -ErrorAction Ignore)) { return 'they require qemu-aarch64-static (Debian: qemu-user-static)' }
}

# Makes the arm64 side where it is missing or old, and returns its folder.
function Initialize-Qemu {
    param([Parameter(Mandatory)] [string] $Root)

    $side = [IO.Path]::Join($Root, 'output', 'arm64')
    $framework = Get-RequiredPackage -Root $Root -Name 'Microsoft.NETCore.App.Runtime.linux-arm64'
    $appHost = Get-RequiredPackage -Root $Root -Name 'Microsoft.NETCore.App.Host.linux-arm64'
    $powerShell = (Get-PowerShellFolder -Root $Root -System unix) ?? $(throw 'The package feed does not have the PowerShell tool.')
    $stamp = $framework, $appHost, $powerShell -join "`n"
    $stampFile = [IO.Path]::Join($side, 'complete')
    if ((Test-Path -LiteralPath $stampFile) -and (Get-Content -LiteralPath $stampFile -Raw) -eq $stamp) { return $side }

    Write-Host 'Creating output/arm64 with libraries of Debian 12, .NET and PowerShell for linux-arm64. This takes several minutes, only once.' -ForegroundColor Cyan
    Remove-Item -LiteralPath $side -Recurse -Force -ErrorAction Ignore
    New-DebianFolder -Path ([IO.Path]::Join($side, 'debian')) -Suite bookworm -Architecture arm64 -Package libicu72, libssl3, ca-certificates
    Copy-SharedFramework $framework 'linux-arm64' 'Microsoft.NETCore.App' ([IO.Path]::Join($side, 'dotnet'))
    Copy-Item -LiteralPath $powerShell -Destination ([IO.Path]::Join($side, 'pwsh')) -Recurse
    New-AppHost ([IO.Path]::Join($appHost, 'runtimes', 'linux-arm64', 'native', 'apphost')) 'pwsh.dll' ([IO.Path]::Join($side, 'pwsh', 'pwsh'))
    Set-Content -LiteralPath $stampFile -Value $stamp -NoNewline
    return $side
}

# A program that starts an assembly beside it, as the SDK makes it: the package's program holds a text of 64 characters, the SHA-256 of
# "foobar" in hexadecimal digits, in place of the assembly's name.
function New-AppHost([string] $Template, [string] $Assembly, [string] $Destination) {
    $digest = [Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes('foobar'))
    $mark = [Convert]::ToHexString($digest).ToLowerInvariant()
    $bytes = [IO.File]::ReadAllBytes($Template)
    $at = [Text.Encoding]::Latin1.GetString($bytes).IndexOf($mark, [StringComparison]::Ordinal)
    if ($at -lt 0) { throw "'$Template' is not a host of .NET applications: it has no placeholder for the name of an assembly." }
    [Array]::Clear($bytes, $at, $mark.Length)
    [Text.Encoding]::UTF8.GetBytes($Assembly).CopyTo($bytes, $at)
    [IO.File]::WriteAllBytes($Destination, $bytes)
    [IO.File]::SetUnixFileMode($Destination, [IO.UnixFileMode]'UserRead, UserWrite, UserExecute')
}

# Runs a script in arm64's PowerShell, shows what it prints and returns its exit code.
function Invoke-QemuPowerShell {
    param(
        [Parameter(Mandatory)] [string] $Side,
        [Parameter(Mandatory)] [string] $File,
        [string[]] $Argument = @(),
        [int] $TimeoutMinutes = 10
    )

    # Under emulation the runtime's guard of written pages costs more than it brings, and profiles are of no use.
    $variables = 'DOTNET_EnableWriteXorExecute=0', 'DOTNET_TieredPGO=0', "DOTNET_ROOT=$Side/dotnet", 'POWERSHELL_TELEMETRY_OPTOUT=1', 'HEATMAPPS_QEMU=1'
    $log = [IO.Path]::Join($Side, 'run.log')
    $command = @('env') + $variables + @('qemu-aarch64-static', '-L', "$Side/debian", "$Side/pwsh/pwsh", '-NoLogo', '-NoProfile', '-NonInteractive', '-File', $File) + $Argument
    $quoted = ($command | ForEach-Object { "'" + $_.Replace("'", "'\''") + "'" }) -join ' '
    return Invoke-LoggedProgram -Command 'sh', '-c', "exec $quoted >'$log' 2>&1" -LogPath $log -TimeoutMinutes $TimeoutMinutes
}
