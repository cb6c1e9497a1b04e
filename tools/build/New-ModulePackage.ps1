<#
.SYNOPSIS
    Packs the built module for a PowerShell repository (.nupkg) and as a plain zip, and installs the package to test it.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,

    # The project.assets.json that the module was compiled with.
    [Parameter(Mandatory)] [string] $AssetsPath,
    [Parameter(Mandatory)] [string] $Destination
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. ([IO.Path]::Join($PSScriptRoot, 'Process.ps1'))

$name = Split-Path $ModulePath -Leaf
$version = (Import-PowerShellDataFile -LiteralPath ([IO.Path]::Join($ModulePath, "$name.psd1"))).ModuleVersion
$unwanted = @(Get-ChildItem -LiteralPath $ModulePath -Recurse -File | Where-Object { $_.Extension -in '.pdb', '.dbg' -or $_.Name -like '*.deps.json' })
if ($unwanted.Count -gt 0) {
    throw "The module contains debugging files: $($unwanted.Name -join ', '). Run the task Clean and build again."
}

& ([IO.Path]::Join($PSScriptRoot, 'New-ModuleSbom.ps1')) -ModulePath $ModulePath -AssetsPath $AssetsPath
Remove-Item -LiteralPath $Destination -Recurse -Force -ErrorAction Ignore
$null = New-Item -ItemType Directory -Path $Destination -Force
Import-Module -Name Microsoft.PowerShell.PSResourceGet
Compress-PSResource -Path $ModulePath -DestinationPath $Destination
$package = [IO.Path]::Join($Destination, "$name.$version.nupkg")
& ([IO.Path]::Join($PSScriptRoot, 'Add-PackageIcon.ps1')) -PackagePath $package -Icon 'icon.png'

# A zip to expand into a folder of $env:PSModulePath: it holds <name>/<version>, as an installed module does.
$staging = [IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName())
$zip = [IO.Path]::Join($Destination, "$name.$version.zip")
try {
    $folder = New-Item -ItemType Directory -Path ([IO.Path]::Join($staging, $name)) -Force
    Copy-Item -LiteralPath $ModulePath -Destination ([IO.Path]::Join($folder.FullName, $version)) -Recurse
    [IO.Compression.ZipFile]::CreateFromDirectory($staging, $zip)
}
finally {
    Remove-Item -LiteralPath $staging -Recurse -Force -ErrorAction Ignore
}

# The PowerShell Gallery takes no larger package.
if ((Get-Item -LiteralPath $package).Length -gt 250MB) {
    throw "The package is too large: $((Get-Item -LiteralPath $package).Length / 1MB) MB, and at most 250 MB are allowed."
}

# Only entries below the package's root: a path that leads elsewhere could overwrite files where it is expanded.
foreach ($file in $package, $zip) {
    $archive = [IO.Compression.ZipFile]::OpenRead($file)
    $bad = @($archive.Entries | Where-Object { $_.FullName -match '^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|\.pdb$' })
    $archive.Dispose()
    if ($bad.Count -gt 0) { throw "'$file' contains paths that are not relative: $($bad.FullName -join ', ')." }
}

Invoke-PwshChild -File ([IO.Path]::Join($PSScriptRoot, 'Test-ModulePackage.ps1')) -Argument '-PackagePath', $package, '-ZipPath', $zip
foreach ($file in Get-Item -LiteralPath $package, $zip) {
    Write-Host ('{0}  {1:N1} MB' -f $file.FullName, ($file.Length / 1MB))
}
