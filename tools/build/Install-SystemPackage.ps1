<#
.SYNOPSIS
    Installs missing packages of SystemPackages.psd1 with the package manager of the system.

.DESCRIPTION
    Lists the packages before it installs them. If it cannot install, it lists what is missing and returns: the tests that
    need it are skipped, or fail with the reason.
#>
[CmdletBinding()]
param(
    # Auto: what the tests need. Full: also what results are compared with.
    [ValidateSet('Auto', 'Full')]
    [string] $Level = 'Auto'
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

function Test-Font {
    $folders = if ($IsWindows) { [IO.Path]::Join($env:SystemRoot, 'Fonts') }
    elseif ($IsMacOS) { '/System/Library/Fonts', '/Library/Fonts' }
    else { '/usr/share/fonts', '/usr/local/share/fonts', [IO.Path]::Join("$env:HOME", '.local', 'share', 'fonts') }
    $options = [IO.EnumerationOptions]@{ RecurseSubdirectories = $true }
    foreach ($folder in $folders | Where-Object { Test-Path -LiteralPath $_ }) {
        foreach ($file in [IO.Directory]::EnumerateFiles($folder, '*', $options)) {
            if ([IO.Path]::GetExtension($file) -in '.ttf', '.otf', '.ttc', '.pfb') { return $true }
        }
    }

    return $false
}

# Any Python will do: the tests look for one that has the module, too.
function Test-PythonModule([string] $Name) {
    foreach ($python in Get-Command -Name 'python3', 'python' -CommandType Application -All -ErrorAction Ignore) {
        $null = & $python -c "import $Name" 2>&1
        if ($LASTEXITCODE -eq 0) { return $true }
    }

    return $false
}

function Test-SystemPackage([hashtable] $Package) {
    $probe = $Package.Probe
    if ($probe.ContainsKey('Command')) { return $null -ne (Get-Command -Name $probe.Command -CommandType Application -ErrorAction Ignore) }
    if ($probe.ContainsKey('Python')) { return Test-PythonModule $probe.Python }
    return Test-Font
}

# Runs a package manager; its output goes to the screen only when it fails. Returns whether it succeeded.
function Invoke-PackageManager([string[]] $Command) {
    $program, $arguments = $Command
    $log = & $program @arguments 2>&1
    if ($LASTEXITCODE -eq 0) { return $true }
    $log | Select-Object -Last 15 | Out-Host
    return $false
}

function Install-WithApt([string[]] $Name) {
    $prefix = @()
    if ((& id -u) -ne '0') {
        if (-not (Get-Command -Name sudo -CommandType Application -ErrorAction Ignore)) { return $false }
        # -n: never stop at a password prompt in a build.
        $prefix = @('sudo', '-n')
    }

    $prefix += 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=300'

    # One source that does not answer fails the update, and need not be the one that has the packages.
    $null = Invoke-PackageManager ($prefix + 'update')
    return Invoke-PackageManager ($prefix + 'install' + '--no-install-recommends' + $Name)
}

function Install-WithWinget([string[]] $Name) {
    $done = $true
    foreach ($id in $Name) {
        $command = 'winget', 'install', '--exact', '--id', $id, '--silent', '--accept-package-agreements', '--accept-source-agreements'
        $done = (Invoke-PackageManager $command) -and $done
    }

    # The installers change the PATH of new processes only.
    $env:PATH = 'Machine', 'User' | ForEach-Object { [Environment]::GetEnvironmentVariable('PATH', $_) } | Join-String -Separator ';'
    return $done
}

$packages = (Import-PowerShellDataFile -LiteralPath ([IO.Path]::Join($PSScriptRoot, 'SystemPackages.psd1'))).Packages
$missing = @($packages | Where-Object { ($_.Level -eq 'Auto' -or $Level -eq 'Full') -and -not (Test-SystemPackage $_) })
if ($missing.Count -eq 0) { return }

$manager = 'apt-get', 'brew', 'winget' | Where-Object { Get-Command -Name $_ -CommandType Application -ErrorAction Ignore } | Select-Object -First 1
$key = @{ 'apt-get' = 'Apt'; brew = 'Brew'; winget = 'Winget' }["$manager"]
$wanted = @($missing | Where-Object { $key -and $_.ContainsKey($key) })
$installed = $true
if ($wanted.Count -gt 0) {
    $names = @($wanted | ForEach-Object { $_[$key] })
    Write-Host "The tests use $($wanted.Name -join ', '), which is not installed. Installing with ${manager}: $($names -join ' '). To install nothing, use -NoBootstrap." -ForegroundColor Cyan
    $installed = switch ($key) {
        'Apt' { Install-WithApt $names }
        'Brew' { Invoke-PackageManager (@('brew', 'install', '--quiet') + $names) }
        'Winget' { Install-WithWinget $names }
    }
}

$left = @($missing | Where-Object { -not $installed -or $_ -notin $wanted } | Where-Object { -not (Test-SystemPackage $_) })
foreach ($package in $left) {
    $name = $key -and $package.ContainsKey($key) ? " ($($package[$key] -join ' '))" : ''
    Write-Host "Continuing without $($package.Name). To run the tests that use it, install it$name." -ForegroundColor Yellow
}
