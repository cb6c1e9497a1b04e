<#
.SYNOPSIS
    Expands both packages into separate folders and imports the module from each. Nothing is installed for the user.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $PackagePath,
    [Parameter(Mandatory)] [string] $ZipPath
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. ([IO.Path]::Join($PSScriptRoot, 'Process.ps1'))

$folder = [IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName())
$repository = 'HeatmapPS-' + [IO.Path]::GetRandomFileName()
$null = New-Item -ItemType Directory -Path ([IO.Path]::Join($folder, 'package')) -Force
try {
    Register-PSResourceRepository -Name $repository -Uri (Split-Path $PackagePath) -Trusted -ApiVersion Local
    $name, $version = [IO.Path]::GetFileNameWithoutExtension($PackagePath) -split '\.', 2
    Save-PSResource -Name $name -Version $version -Repository $repository -Path ([IO.Path]::Join($folder, 'package')) -TrustRepository
    [IO.Compression.ZipFile]::ExtractToDirectory($ZipPath, [IO.Path]::Join($folder, 'zip'))

    $check = [IO.Path]::Join($folder, 'check.ps1')
    Set-Content -LiteralPath $check -Value @'
param($Path, $Version)
$ErrorActionPreference = 'Stop'
$env:PSModulePath = $Path + [IO.Path]::PathSeparator + $env:PSModulePath
$module = Import-Module -Name HeatmapPS -RequiredVersion $Version -PassThru
if (-not $module.ModuleBase.StartsWith($Path) -or $module.ExportedCmdlets.Count -eq 0) { throw "The wrong module was imported: $($module.ModuleBase) with $($module.ExportedCmdlets.Count) cmdlets." }
if (-not (Get-ChildItem -LiteralPath ([IO.Path]::Join($module.ModuleBase, 'bin', 'runtimes')) -Recurse -File)) { throw 'The package has no native libraries.' }
Write-Host "The module in $(Split-Path $Path -Leaf) can be imported: $($module.ExportedCmdlets.Count) cmdlets."
'@
    foreach ($kind in 'package', 'zip') {
        Invoke-PwshChild -File $check -Argument '-Path', ([IO.Path]::Join($folder, $kind)), '-Version', $version
    }
}
finally {
    Unregister-PSResourceRepository -Name $repository -ErrorAction Ignore
    Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction Ignore
}
