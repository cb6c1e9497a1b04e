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
                return $tool
            }
        }
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

    if (-not $IsWindows) {
        [IO.File]::SetUnixFileMode($crossgen, [IO.File]::GetUnixFileMode($crossgen) -bor [IO.UnixFileMode]'UserExecute')
    }

    $references = @([Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory(), $PSHOME, $BinFolder) |
        ForEach-Object { "--reference:$([IO.Path]::Join($_, '*.dll'))" }
    foreach ($name in $missing) {
        $system, $architecture = $name.Replace('linux-musl', 'linuxmusl').Split('-')
        $system = @{ win = 'windows'; linux = 'linux'; linuxmusl = 'linux'; osx = 'osx' }[$system]
        $target = New-Item -ItemType Directory -Path ([IO.Path]::Join($BinFolder, 'runtimes', $name, 'lib')) -Force
        foreach ($assembly in $readyToRunAssemblies) {
            # In a file, because PowerShell would put files in place of a wildcard.
            $response = [IO.Path]::GetTempFileName()
            Set-Content -LiteralPath $response -Value @(
                [IO.Path]::Join($BinFolder, $assembly)
                "--out:$([IO.Path]::Join($target, $assembly))"
                "--targetos:$system"
                "--targetarch:$architecture"
                '-O'
                $references
            )
            $log = & $crossgen "@$response" 2>&1
            Remove-Item -LiteralPath $response
            if ($LASTEXITCODE -ne 0) {
                Remove-Item -LiteralPath $target -Recurse -Force
                throw "Expected an ahead-of-time image of $assembly for $name, but the compiler failed:`n$($log -join "`n")"
            }
        }
    }

    Write-Build DarkGray "Ahead-of-time images: $($missing -join ', ')."
}
