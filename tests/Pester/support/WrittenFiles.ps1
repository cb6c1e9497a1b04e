# Small pictures to write, and what was written.

function New-Image([string] $Path, [int] $Value = 7) {
    $null = [IO.Directory]::CreateDirectory((Split-Path $Path))
    return Write-TestPng $Path 2 1 ([ushort[]]($Value, 255))
}

# All files below a folder, relative, hidden ones too.
function Get-Tree([string] $Folder) {
    return @([IO.Directory]::GetFiles($Folder, '*', 'AllDirectories') | ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_).Replace('\', '/') } | Sort-Object)
}

# The grey value that a written file shows in its first pixel, with -Colormap gray.
function Get-FirstValue([string] $Path) { return (Read-Png $Path).Rgba[0] }
