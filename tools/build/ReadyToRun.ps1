# Compiles the module's assemblies ahead of time, one image a system, so that the first image does not wait for the JIT.

# The assemblies in use from the first image on. All others are small or seldom needed.
$readyToRunAssemblies = 'HeatmapPS.dll', 'HeatmapPS.Engine.dll', 'NetVips.dll'

# The compiler's path, or nothing where the package feed does not serve it.
function Find-Crossgen {
    param([Parameter(Mandatory)] [string] $Root)

    $project = [IO.Path]::Join($Root, 'tools', 'build', 'crossgen', 'Crossgen.csproj')
    $null = & dotnet restore $project --verbosity quiet 2>&1
    if ($LASTEXITCODE -ne 0) {
        return
    }

    $assets = Get-Content -LiteralPath ([IO.Path]::Join((Split-Path $project), 'obj', 'project.assets.json')) -Raw | ConvertFrom-Json -AsHashtable
    $folder = @($assets['packageFolders'].Keys)[0]
    foreach ($framework in $assets['project']['frameworks'].Values) {
        foreach ($package in $framework['downloadDependencies'] | Where-Object name -Like 'Microsoft.NETCore.App.Crossgen2.*') {
            $version = $package.version.Trim('[', ']').Split(',')[0]
            $tool = [IO.Path]::Join($folder, $package.name.ToLowerInvariant(), $version, 'tools', $IsWindows ? 'crossgen2.exe' : 'crossgen2')
            if (Test-Path -LiteralPath $tool) {
                if (-not $IsWindows) { [IO.File]::SetUnixFileMode($tool, [IO.File]::GetUnixFileMode($tool) -bor [IO.UnixFileMode]'UserExecute') }
                return $tool
            }
        }
    }
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
        throw "Expected an ahead-of-time image of $(Split-Path $Assembly -Leaf) for $System-$Architecture, but the compiler failed:`n$($log -join "`n")"
    }
}

# Makes the images for some systems below bin/runtimes/<rid>/lib, where the loader looks first; those that are there stay.
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
        Write-Build DarkGray 'Ahead-of-time images: none, because the package feed has no compiler for them. The module only starts slower.'
        return
    }

    $references = [Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory(), $PSHOME, $BinFolder
    foreach ($name in $missing) {
        $system, $architecture = $name.Replace('linux-musl', 'linuxmusl').Split('-')
        $system = @{ win = 'windows'; linux = 'linux'; linuxmusl = 'linux'; osx = 'osx' }[$system]
        $target = New-Item -ItemType Directory -Path ([IO.Path]::Join($BinFolder, 'runtimes', $name, 'lib')) -Force
        foreach ($assembly in $readyToRunAssemblies) {
            try {
                Invoke-Crossgen $crossgen ([IO.Path]::Join($BinFolder, $assembly)) ([IO.Path]::Join($target, $assembly)) $system $architecture $references
            }
            catch {
                Remove-Item -LiteralPath $target -Recurse -Force
                throw
            }
        }
    }

    Write-Build DarkGray "Ahead-of-time images: $($missing -join ', ')."
}
