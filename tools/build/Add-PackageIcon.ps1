<#
.SYNOPSIS
    Names a picture inside a package as the package's icon.

.DESCRIPTION
    A module's manifest has an IconUri only, the address of a picture elsewhere; a package may also have its picture inside.
#>
[CmdletBinding()]
param(
    # The .nupkg, which is changed.
    [Parameter(Mandatory)] [string] $PackagePath,

    # The picture's path in the package.
    [Parameter(Mandatory)] [string] $Icon
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$archive = [IO.Compression.ZipFile]::Open($PackagePath, 'Update')
try {
    if (-not $archive.GetEntry($Icon)) { throw "Expected '$Icon' in '$PackagePath', but it is not there." }
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
