<#
.SYNOPSIS
    Sets a picture inside a package as the icon of the package.

.DESCRIPTION
    The manifest of a module has only an IconUri, the address of a picture elsewhere. A package can also contain the picture.
#>
[CmdletBinding()]
param(
    # The .nupkg to change.
    [Parameter(Mandatory)] [string] $PackagePath,

    # Path of the picture in the package.
    [Parameter(Mandatory)] [string] $Icon
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$archive = [IO.Compression.ZipFile]::Open($PackagePath, 'Update')
try {
    if (-not $archive.GetEntry($Icon)) { throw "There is no '$Icon' in '$PackagePath'." }
    $entry = @($archive.Entries | Where-Object { $_.FullName -notmatch '/' -and $_.FullName -like '*.nuspec' })[0]
    $reader = [IO.StreamReader]::new($entry.Open())
    $nuspec = [xml]$reader.ReadToEnd()
    $reader.Dispose()
    $metadata = $nuspec.DocumentElement['metadata']
    $element = $metadata['icon'] ?? $metadata.AppendChild($nuspec.CreateElement('icon', $metadata.NamespaceURI))
    $element.InnerText = $Icon

    # An entry that is written over keeps what was behind its end.
    $name = $entry.FullName
    $entry.Delete()
    $stream = $archive.CreateEntry($name).Open()
    $nuspec.Save($stream)
    $stream.Dispose()
}
finally {
    $archive.Dispose()
}
