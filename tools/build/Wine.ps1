# Windows' own PowerShell under Wine, in a Debian of its own below output/wine: the system is made once and used again.

# Debian 13's Wine runs .NET 10; Debian 12's does not (its bcryptprimitives.dll is missing).
$wineSuite = 'trixie'

# Windows builds of the programs that videos need; without npm the tests of video cmdlets are skipped there.
$wineNpmPackages = '@ffmpeg-installer/win32-x64@4.1.0', '@ffprobe-installer/win32-x64@5.1.0'

# Why Windows' PowerShell cannot be run here, or nothing.
function Get-WineObstacle {
    if ($IsLinux -and [Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture -ne 'X64') { return 'they need an x64 processor' }
    if (-not (Get-Command -Name script -CommandType Application -ErrorAction Ignore)) { return 'they need the program script' }
    return Get-DebianFolderObstacle
}

# Makes the Windows side where it is missing or old, and returns its folder.
function Initialize-Wine {
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $PesterPath
    )

    $side = [IO.Path]::Join($Root, 'output', 'wine')
    $work = [IO.Path]::Join($side, 'w')
    $framework = Get-RequiredPackage -Root $Root -Name 'Microsoft.NETCore.App.Runtime.win-x64'
    $desktop = Get-RequiredPackage -Root $Root -Name 'Microsoft.WindowsDesktop.App.Runtime.win-x64'
    $powerShell = (Get-PowerShellFolder -Root $Root -System win) ?? $(throw 'The package feed does not have the PowerShell tool.')
    $stamp = @($wineSuite; Split-Path $framework -Leaf; $powerShell; $PesterPath; $wineNpmPackages) -join "`n"
    $stampFile = [IO.Path]::Join($side, 'complete')
    if ((Test-Path -LiteralPath $stampFile) -and (Get-Content -LiteralPath $stampFile -Raw) -eq $stamp) { return $side }

    Write-Host 'Creating output/wine with Debian 13, Wine 10, .NET and PowerShell for Windows. This takes several minutes, only once.' -ForegroundColor Cyan
    Remove-Item -LiteralPath $side -Recurse -Force -ErrorAction Ignore
    New-DebianFolder -Path $side -Suite $wineSuite -Architecture amd64 -Package wine64 -Configure libwine
    $null = New-Item -ItemType Directory -Path $work -Force
    Copy-SharedFramework $framework 'win-x64' 'Microsoft.NETCore.App' ([IO.Path]::Join($work, 'dotnet'))
    Copy-SharedFramework $desktop 'win-x64' 'Microsoft.WindowsDesktop.App' ([IO.Path]::Join($work, 'dotnet'))
    Copy-Item -LiteralPath $powerShell -Destination ([IO.Path]::Join($work, 'pwsh')) -Recurse
    Copy-Item -LiteralPath (Split-Path $PesterPath) -Destination ([IO.Path]::Join($work, 'Pester')) -Recurse
    Install-WineProgram ([IO.Path]::Join($work, 'programs'))

    # The first start makes drive C:. Its exit code says nothing.
    $null = Invoke-InWine $side @('/usr/lib/wine/wine64', 'wineboot', '-i')
    Stop-Wine $side
    if (-not (Test-Path -LiteralPath (Get-WineDrive $side))) { throw 'Wine did not create drive C:.' }
    Set-Content -LiteralPath $stampFile -Value $stamp -NoNewline
    return $side
}

# Drive C: as a folder of this system.
function Get-WineDrive([string] $Side) { return [IO.Path]::Join($Side, 'w', 'prefix', 'drive_c') }

function Install-WineProgram([string] $Destination) {
    $null = New-Item -ItemType Directory -Path $Destination -Force
    if (-not (Get-Command -Name npm -CommandType Application -ErrorAction Ignore)) {
        Write-Host 'There is no ffmpeg for Windows, because npm is not installed. The tests of video files are skipped.' -ForegroundColor Yellow
        return
    }

    foreach ($package in $wineNpmPackages) {
        $archive = & npm pack --silent --pack-destination $Destination $package | Select-Object -Last 1
        if ($LASTEXITCODE -ne 0) {
            Write-Host "There is no $package, because the npm registry does not have it. The tests of video files are skipped." -ForegroundColor Yellow
            continue
        }

        & tar --extract --gzip --strip-components=1 --wildcards '--file' ([IO.Path]::Join($Destination, $archive)) '--directory' $Destination 'package/*.exe'
        Remove-Item -LiteralPath ([IO.Path]::Join($Destination, $archive))
    }
}

# The command that runs another in the Debian folder, with Wine's variables. /proc is mounted in a namespace of its own, which goes
# with the command. Without the pseudo terminal of script(1) PowerShell's host dies, and still exits with 0.
function Get-WineCommand([string] $Side, [string[]] $Command, [string] $LogPath = '/dev/null') {
    $variables = 'PATH=/usr/bin:/bin', 'HOME=/w', 'LANG=C.UTF-8', 'WINEPREFIX=/w/prefix', 'WINEDEBUG=-all', 'XDG_RUNTIME_DIR=/tmp',
    'DOTNET_ROOT=Z:\w\dotnet', 'WINEPATH=Z:\w\pwsh;Z:\w\programs', 'DOTNET_CLI_TELEMETRY_OPTOUT=1', 'POWERSHELL_TELEMETRY_OPTOUT=1', 'HEATMAPPS_WINE=1'
    $quoted = @('env', '-i') + $variables + $Command | ForEach-Object { "'" + $_.Replace("'", "'\''") + "'" }
    $script = [IO.Path]::Join($Side, 'tmp', [IO.Path]::GetRandomFileName() + '.sh')
    Set-Content -LiteralPath $script -Value "exec $quoted >>'$LogPath' 2>&1"
    $inner = "mount -t proc proc '$Side/proc' && exec chroot '$Side' sh '/tmp/$(Split-Path $script -Leaf)'"
    $outer = "unshare --mount sh -c '" + $inner.Replace("'", "'\''") + "'"
    return 'script', '--quiet', '--return', '--command', $outer, '/dev/null'
}

# Runs a command of the Debian folder and returns its exit code.
function Invoke-InWine([string] $Side, [string[]] $Command) {
    $program, $arguments = Get-WineCommand $Side $Command
    $null = & $program @arguments 2>&1
    return $LASTEXITCODE
}

function Stop-Wine([string] $Side) { $null = Invoke-InWine $Side @('/usr/lib/wine/wineserver', '-k') }

# Runs a script in Windows' PowerShell, shows what it prints and returns its exit code.
function Invoke-WinePowerShell {
    param(
        [Parameter(Mandatory)] [string] $Side,

        # A path of Windows, such as C:\HeatmapPS\x.ps1.
        [Parameter(Mandatory)] [string] $File,
        [string[]] $Argument = @(),
        [int] $TimeoutMinutes = 10
    )

    $log = "/w/$([IO.Path]::GetRandomFileName()).log"
    $null = Invoke-InWine $Side @('/usr/lib/wine/wineserver', '-p')
    $command = Get-WineCommand $Side (@('/usr/lib/wine/wine64', '/w/pwsh/pwsh.exe', '-NoLogo', '-NoProfile', '-NonInteractive', '-File', $File) + $Argument) $log
    try { return Invoke-LoggedProgram -Command $command -LogPath "$Side$log" -TimeoutMinutes $TimeoutMinutes }
    finally { Stop-Wine $Side }
}
