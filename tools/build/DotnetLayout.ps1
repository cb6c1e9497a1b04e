# A .NET runtime and a PowerShell of another system, laid out as an installer would, from NuGet packages.

# Copies a framework's runtime pack into <dotnet>/shared/<name>/<version>, with the host's resolver where the pack has it.
function Copy-SharedFramework {
    param(
        [Parameter(Mandatory)] [string] $Package,
        [Parameter(Mandatory)] [string] $Runtime,
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [string] $DotnetFolder
    )

    $version = Split-Path $Package -Leaf
    $content = [IO.Path]::Join($Package, 'runtimes', $Runtime)
    $target = New-Item -ItemType Directory -Path ([IO.Path]::Join($DotnetFolder, 'shared', $Name, $version)) -Force
    foreach ($folder in [IO.Path]::Join($content, 'native'), [IO.Path]::Join($content, 'lib', 'net10.0')) {
        if (Test-Path -LiteralPath $folder) { Get-ChildItem -LiteralPath $folder -File | Copy-Item -Destination $target }
    }

    $resolver = Get-ChildItem -LiteralPath ([IO.Path]::Join($content, 'native')) -ErrorAction Ignore | Where-Object Name -Match '^(lib)?hostfxr\.'
    if ($resolver) {
        $folder = New-Item -ItemType Directory -Path ([IO.Path]::Join($DotnetFolder, 'host', 'fxr', $version)) -Force
        Copy-Item -LiteralPath $resolver.FullName -Destination $folder
    }
}

# The package's folder, or an error that names what the feed lacks.
function Get-RequiredPackage([string] $Root, [string] $Name, [string] $Version) {
    return (Get-DownloadedPackage -Root $Root -Name $Name -Version $Version) ??
        $(throw "The package feed does not have $Name, which is required to run the tests on another system.")
}
