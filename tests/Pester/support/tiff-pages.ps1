# What the tests of TIFF share: pages written by TiffPage, files with bytes changed, and what reading them ends with.

# A page of numbers that use every bit, written to a file. The page is $page in the test.
function Write-TiffPage([hashtable] $With, [string] $Path = ([IO.Path]::Join((New-TestFolder), 'x.tif'))) {
    $settings = @{ Width = 21; Height = 19 }
    foreach ($key in $With.Keys) { $settings[$key] = $With[$key] }
    $script:page = [HeatmapPS.Tests.TiffPage] $settings
    if (-not $page.Samples) {
        $random = [Random]::new(7)
        $page.Samples = [double[]]@(for ($i = 0; $i -lt $page.Width * $page.Height * $page.Bands; $i++) {
                switch ($page.Kind) {
                    'u' { $random.NextInt64([long][Math]::Pow(2, $page.Bits)) }
                    'i' { $random.NextInt64([long][Math]::Pow(2, $page.Bits)) - [long][Math]::Pow(2, $page.Bits - 1) }
                    default { [float]($random.Next(2000) / 16.0 - 60) }
                }
            })
    }

    [IO.File]::WriteAllBytes($Path, $page.Build())
    return $Path
}

# The file with some bytes changed, as another file.
function Copy-Changed([string] $Path, [int] $At, [byte[]] $Byte, [string] $Name = 'changed.tif') {
    $bytes = [IO.File]::ReadAllBytes($Path)
    [Array]::Copy($Byte, 0, $bytes, $At, $Byte.Length)
    $changed = [IO.Path]::Join((Split-Path $Path), $Name)
    [IO.File]::WriteAllBytes($changed, $bytes)
    return $changed
}

# What reading all pixels of a file ends with: an error id, or 'read'.
function Get-ReadResult([string] $Path) {
    $null = Import-HeatmapImage -LiteralPath $Path -Band 1 -ErrorVariable errors -ErrorAction SilentlyContinue | Measure-Heatmap -ErrorVariable +errors -ErrorAction SilentlyContinue
    return $errors.Count -gt 0 ? ($errors[0].FullyQualifiedErrorId -split ',')[0] : 'read'
}
