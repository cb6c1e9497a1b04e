# Compiles the module's assemblies ahead of time, one image a system, so that the first image does not wait for the JIT.

# The assemblies in use from the first image on. All others are small or seldom needed.
$readyToRunAssemblies = 'HeatmapPS.dll', 'HeatmapPS.Engine.dll', 'NetVips.dll', 'System.IO.Hashing.dll'

# The compiler's path, or nothing where the package feed does not serve it.
function Find-Crossgen {
    param([Parameter(Mandatory)] [string] $Root)

    $package = Get-DownloadedPackage -Root $Root -Name 'Microsoft.NETCore.App.Crossgen2.{sdk}'
    if (-not $package) { return }
    $tool = [IO.Path]::Join($package, 'tools', $IsWindows ? 'crossgen2.exe' : 'crossgen2')
    if (-not (Test-Path -LiteralPath $tool)) { return }
    if (-not $IsWindows) { [IO.File]::SetUnixFileMode($tool, [IO.File]::GetUnixFileMode($tool) -bor [IO.UnixFileMode]'UserExecute') }
    return $tool
}

# The folders of the framework and the PowerShell that an image for a system is compiled against, or nothing where the feed lacks
# them. They must be that system's own: the compiler takes answers such as OperatingSystem.IsWindows() from the framework it is
# given, so that an image made against Linux's would look for Linux's libraries and compare names with case on Windows.
function Get-ReadyToRunReference {
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Runtime
    )

    # Windows' framework answers alike on both processors, and the feeds have the pack of one.
    $pack = $Runtime -eq 'win-arm64' ? 'win-x64' : $Runtime
    $framework = Get-RuntimePackFolder -Root $Root -Runtime $pack
    $here = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    if (-not $framework -and $Runtime -eq $here) {
        $framework = [Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()
    }

    $powerShell = Get-PowerShellFolder -Root $Root -System ($Runtime -like 'win-*' ? 'win' : 'unix')
    if (-not $powerShell -and ($Runtime -like 'win-*') -eq $IsWindows) { $powerShell = $PSHOME }
    if ($framework -and $powerShell) { return $framework, $powerShell }
}

# Compiles one assembly; Reference are the folders of what it refers to.
function Invoke-Crossgen([string] $Crossgen, [string] $Assembly, [string] $Destination, [string] $System, [string] $Architecture, [string[]] $Reference) {
    # In a file, because PowerShell would put files in place of a wildcard.
    $response = [IO.Path]::GetTempFileName()
    Set-Content -LiteralPath $response -Value @(
        $Assembly
        "--out:$Destination"
        "--targetos:$System"
        "--targetarch:$Architecture"
        '-O'
        $Reference | ForEach-Object { "--reference:$([IO.Path]::Join($_, '*.dll'))" }
    )
    $log = & $Crossgen "@$response" 2>&1
    Remove-Item -LiteralPath $response
    if ($LASTEXITCODE -ne 0) {
        throw "The ahead-of-time compiler failed for $(Split-Path $Assembly -Leaf), ${System}-${Architecture}:`n$($log -join "`n")"
    }
}

# Makes the images for some systems below bin/runtimes/<rid>/lib, where the loader looks first; those that are there stay. A system
# whose framework the feed lacks stays without.
function Add-ReadyToRunImage {
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $BinFolder,
        [Parameter(Mandatory)] [string[]] $Runtime
    )

    $missing = @($Runtime | Where-Object { -not (Test-Path -LiteralPath ([IO.Path]::Join($BinFolder, 'runtimes', $_, 'lib'))) })
    if ($missing.Count -eq 0) {
        return
    }

    $crossgen = Find-Crossgen -Root $Root
    if (-not $crossgen) {
        Write-Build DarkGray 'Ahead-of-time images: none, because the package feed does not have the compiler. The module works, but starts more slowly.'
        return
    }

    $uncompiled = @()
    foreach ($name in $missing) {
        $references = Get-ReadyToRunReference -Root $Root -Runtime $name
        if (-not $references) {
            $uncompiled += $name
            continue
        }

        $system, $architecture = $name.Replace('linux-musl', 'linuxmusl').Split('-')
        $system = @{ win = 'windows'; linux = 'linux'; linuxmusl = 'linux'; osx = 'osx' }[$system]
        $target = New-Item -ItemType Directory -Path ([IO.Path]::Join($BinFolder, 'runtimes', $name, 'lib')) -Force
        foreach ($assembly in $readyToRunAssemblies) {
            try {
                Invoke-Crossgen $crossgen ([IO.Path]::Join($BinFolder, $assembly)) ([IO.Path]::Join($target, $assembly)) $system $architecture ($references + $BinFolder)
            }
            catch {
                Remove-Item -LiteralPath $target -Recurse -Force
                throw
            }
        }
    }

    Write-Build DarkGray "Ahead-of-time images: $(@($missing | Where-Object { $_ -notin $uncompiled }) -join ', ')."
    if ($uncompiled.Count -gt 0) {
        Write-Build Yellow "No ahead-of-time image for $($uncompiled -join ', '), because the package feed does not have its runtime pack. The module works there, but starts more slowly."
    }
}
