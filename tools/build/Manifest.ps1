# The manifest as it goes into the module.

# Copies the manifest with the release notes of its version from the changelog: galleries show them, and nobody writes them twice.
function Copy-ModuleManifest {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $ChangelogPath,
        [Parameter(Mandatory)] [string] $Version,
        [Parameter(Mandatory)] [string] $Destination
    )

    $changelog = Get-Content -LiteralPath $ChangelogPath -Raw
    $section = [regex]::Match($changelog, "(?ms)^## $([regex]::Escape($Version))\b[^\n]*\n(.*?)(?=^## |\z)")
    if (-not $section.Success) {
        throw "There is no section '## $Version' in $(Split-Path $ChangelogPath -Leaf). Add it."
    }

    $notes = $section.Groups[1].Value.Trim().Replace('`', '').Replace("'", "''")
    $manifest = Get-Content -LiteralPath $Path -Raw
    $field = [regex]::Match($manifest, "(?m)^(\s*ReleaseNotes\s*=\s*)'[^']*'")
    if (-not $field.Success) {
        throw "There is no ReleaseNotes = '…' in $(Split-Path $Path -Leaf). Add it."
    }

    $text = $manifest.Substring(0, $field.Index) + $field.Groups[1].Value + "'" + $notes + "'" + $manifest.Substring($field.Index + $field.Length)
    Set-Content -LiteralPath $Destination -Value $text -NoNewline
}
