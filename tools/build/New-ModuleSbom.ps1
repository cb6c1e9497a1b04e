<#
.SYNOPSIS
    Writes a software bill of materials (CycloneDX) for the built module, with versions, licences and checksums.

.DESCRIPTION
    The packages come from the restore of src/HeatmapPS, licences from the packages, and the libraries inside libvips
    from the list in its package. The same module gives the same file: the file contains no time, and its serial number
    depends on its contents.
#>
[CmdletBinding()]
param(
    # The built module.
    [Parameter(Mandatory)] [string] $ModulePath,

    # The project.assets.json that the module was compiled with.
    [Parameter(Mandatory)] [string] $AssetsPath
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

# A package's licence as CycloneDX has it: an SPDX expression, or the address of a text.
function Get-PackageLicence([xml] $Nuspec) {
    $metadata = $Nuspec.package.metadata
    $licence = $metadata.PSObject.Properties['license']?.Value
    if ($licence -is [Xml.XmlElement] -and $licence.type -eq 'expression') { return @{ expression = $licence.InnerText } }
    $address = $metadata.PSObject.Properties['licenseUrl']?.Value
    return @{ license = [ordered]@{ name = 'see its address'; url = "$address" } }
}

# The libraries linked into a package's native library, where the package lists them.
function Get-LinkedLibrary([string] $Folder) {
    $file = [IO.Path]::Join($Folder, 'versions.json')
    if (-not (Test-Path -LiteralPath $file)) { return }
    $versions = Get-Content -LiteralPath $file -Raw | ConvertFrom-Json -AsHashtable
    foreach ($name in $versions.Keys | Sort-Object) { [ordered]@{ type = 'library'; name = $name; version = $versions[$name] } }
}

$assets = Get-Content -LiteralPath $AssetsPath -Raw | ConvertFrom-Json -AsHashtable
$packageRoot = @($assets.packageFolders.Keys)[0]
$files = @(Get-ChildItem -LiteralPath $ModulePath -Recurse -File | Where-Object Name -NE 'sbom.cdx.json' | Sort-Object FullName)
$names = @($files.Name)
$components = [Collections.Generic.List[object]]::new()
foreach ($key in $assets.libraries.Keys | Sort-Object) {
    $library = $assets.libraries[$key]
    # What only the compiler needed has left no file in the module.
    if ($library.type -ne 'package' -or -not @($library.files | Where-Object { [IO.Path]::GetFileName($_) -in $names -and $_ -match '\.(dll|so|dylib|so\.\d+)$' })) { continue }
    $name, $version = $key.Split('/')
    $folder = [IO.Path]::Join($packageRoot, $library.path)
    $nuspec = [xml](Get-Content -LiteralPath (Get-Item -Path ([IO.Path]::Join([WildcardPattern]::Escape($folder), '*.nuspec'))).FullName -Raw)
    $component = [ordered]@{
        type     = 'library'
        name     = $name
        version  = $version
        purl     = "pkg:nuget/$name@$version"
        hashes   = @([ordered]@{ alg = 'SHA-512'; content = [Convert]::ToHexString([Convert]::FromBase64String($library.sha512)).ToLowerInvariant() })
        licenses = @(Get-PackageLicence $nuspec)
    }
    $linked = @(Get-LinkedLibrary $folder)
    if ($linked) { $component.components = $linked }
    $components.Add($component)
}

$base = (Get-Item -LiteralPath $ModulePath).FullName.Length + 1
$digest = [Security.Cryptography.IncrementalHash]::CreateHash('SHA256')
foreach ($file in $files) {
    $hash = (Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash.ToLowerInvariant()
    $relative = $file.FullName.Substring($base).Replace('\', '/')
    $digest.AppendData([Text.Encoding]::UTF8.GetBytes("$hash $relative`n"))
    $components.Add([ordered]@{ type = 'file'; name = $relative; hashes = @([ordered]@{ alg = 'SHA-256'; content = $hash }) })
}

$manifest = Import-PowerShellDataFile -LiteralPath ([IO.Path]::Join($ModulePath, 'HeatmapPS.psd1'))
[ordered]@{
    '$schema'    = 'http://cyclonedx.org/schema/bom-1.6.schema.json'
    bomFormat    = 'CycloneDX'
    specVersion  = '1.6'
    serialNumber = 'urn:uuid:' + [guid]::new([byte[]]$digest.GetHashAndReset()[0..15])
    version      = 1
    metadata     = [ordered]@{
        component = [ordered]@{ type = 'library'; name = 'HeatmapPS'; version = $manifest.ModuleVersion; licenses = @(@{ license = @{ id = 'MIT' } }) }
        # Tables of numbers, which are no packages, are in the notices.
        properties = @([ordered]@{ name = 'notices'; value = 'THIRD-PARTY-NOTICES.md' })
    }
    components   = $components
} | ConvertTo-Json -Depth 8 | Set-Content -LiteralPath ([IO.Path]::Join($ModulePath, 'sbom.cdx.json'))
