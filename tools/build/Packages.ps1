# NuGet packages that the build uses as they are: compilers, runtime packs, PowerShell for other systems.

# The folder of a NuGet package, downloaded where it is missing; nothing where the feed does not serve it. {sdk} in the name stands for
# this machine's system; the version is by default that of the runtime this SDK comes with.
function Get-DownloadedPackage {
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Name,
        [string] $Version
    )

    $project = [IO.Path]::Join($Root, 'tools', 'build', 'download', 'Download.csproj')
    $properties = @("-p:DownloadId=$Name"; if ($Version) { "-p:DownloadVersion=$Version" })
    $null = & dotnet restore $project --verbosity quiet --nologo @properties 2>&1
    if ($LASTEXITCODE -ne 0) { return }

    $assets = Get-Content -LiteralPath ([IO.Path]::Join((Split-Path $project), 'obj', 'project.assets.json')) -Raw | ConvertFrom-Json -AsHashtable
    $pattern = [WildcardPattern]::Escape($Name).Replace('{sdk}', '*')
    foreach ($framework in $assets['project']['frameworks'].Values) {
        foreach ($package in $framework['downloadDependencies'] | Where-Object name -Like $pattern) {
            $exact = $package.version.Trim('[', ']').Split(',')[0]
            foreach ($folder in $assets['packageFolders'].Keys) {
                $path = [IO.Path]::Join($folder, $package.name.ToLowerInvariant(), $exact)
                if (Test-Path -LiteralPath $path) { return $path }
            }
        }
    }
}

# The PowerShell of the tool manifest for a system, as NuGet serves it: a folder with System.Management.Automation.dll.
function Get-PowerShellFolder {
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [ValidateSet('win', 'unix')] [string] $System
    )

    $tools = Get-Content -LiteralPath ([IO.Path]::Join($Root, '.config', 'dotnet-tools.json')) -Raw | ConvertFrom-Json
    $package = Get-DownloadedPackage -Root $Root -Name 'PowerShell' -Version $tools.tools.powershell.version
    if (-not $package) { return }
    return [IO.Path]::Join($package, 'tools', 'net10.0', 'any', $System)
}

# The folder of a system's own .NET framework, with the runtime's managed assemblies, or nothing where the feed has none.
function Get-RuntimePackFolder {
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Runtime
    )

    $package = Get-DownloadedPackage -Root $Root -Name "Microsoft.NETCore.App.Runtime.$Runtime"
    if (-not $package) { return }
    return [IO.Path]::Join($package, 'runtimes', $Runtime, 'lib', 'net10.0')
}
