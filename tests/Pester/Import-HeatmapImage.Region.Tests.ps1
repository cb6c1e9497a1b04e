# Import-HeatmapImage -Region: the part of a file that is read, and what is read of the file.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    # JPEG tiles of one file, made by libtiff; the other files come with the repository.
    $noTiffTools = -not ((Test-Program tiffcp) -and (Find-Python 'numpy', 'tifffile'))
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'tiff-pages.ps1'))

    # Fails unless some parts of a file are those of its whole array.
    function Should-HaveParts([string] $Path, [int] $Page = 1) {
        $whole = Import-HeatmapImage -LiteralPath $Path -Page $Page
        $array, $width, $height, $bands = $whole.ToArray(), $whole.Width, $whole.Height, $whole.Bands
        $parts = @(0, 0, 1, 1), @(($width - 1), ($height - 1), 1, 1), @([int]($width / 3), [int]($height / 3), [int]($width / 2), [int]($height / 2)), @(0, 3, $width, 2)
        foreach ($part in $parts) {
            $x, $y, $columns, $rows = $part
            $image = Import-HeatmapImage -LiteralPath $Path -Page $Page -Region $part
            $image.Width, $image.Height, $image.Bands, $image.SampleType | Should -Be $columns, $rows, $bands, $whole.SampleType
            $expected = [Array]::CreateInstance($array.GetType().GetElementType(), $rows * $columns * $bands)
            $i = 0
            for ($row = $y; $row -lt $y + $rows; $row++) {
                for ($column = $x; $column -lt $x + $columns; $column++) {
                    if ($bands -eq 1) { $expected[$i++] = $array[$row, $column]; continue }
                    for ($band = 0; $band -lt $bands; $band++) { $expected[$i++] = $array[$row, $column, $band] }
                }
            }

            $comparison = Compare-Pixels $image.ToArray() $expected -Width $columns -Bands $bands
            $comparison.Equal | Should -BeTrue -Because "$part of $Path, ${comparison}"
        }
    }
}

Describe 'A part' {
    It 'of each file is that of its array: <_>' -ForEach 'avif', 'bmp', 'gif', 'jpeg', 'npy', 'png', 'pnm', 'tga', 'tiff', 'webp' {
        $files = Get-ChildItem -LiteralPath (Get-TestDataPath "golden/files/$_") -File | Where-Object Extension -NE .npy
        if ($_ -eq 'npy') { $files = Get-ChildItem -LiteralPath (Get-TestDataPath 'golden/files/npy') -File | Where-Object Name -NotLike '*.truth.npy' }
        $files | Should -Not -BeNullOrEmpty
        foreach ($file in $files) {
            # Files of other tests may be there that cannot be read, or are smaller than the parts.
            $image = Import-HeatmapImage -LiteralPath $file.FullName -ErrorAction Ignore
            if ($image -and $image.Width -ge 6 -and $image.Height -ge 6) { Should-HaveParts $file.FullName }
        }
    }

    It 'of a TIFF page is that of its array: <Name>' -ForEach @(
        @{ Name = 'one run'; With = @{ Bits = 16 } }
        @{ Name = 'one run, big-endian, bands'; With = @{ Bits = 16; Bands = 3; Photometric = 2; BigEndian = $true } }
        @{ Name = 'Deflate strips'; With = @{ Bits = 16; Compression = 8; StripRows = 4; Predictor = 2 } }
        @{ Name = 'one Deflate strip'; With = @{ Bits = 8; Compression = 8 } }
        @{ Name = 'PackBits strips'; With = @{ Bits = 8; Compression = 32773; StripRows = 5 } }
        @{ Name = 'white is 0'; With = @{ Bits = 12; Photometric = 0; StripRows = 3 } }
        @{ Name = 'planes'; With = @{ Bits = 8; Bands = 3; Planar = $true; StripRows = 4 } }
        @{ Name = 'tiles'; With = @{ Bits = 16; Width = 70; Height = 50; TileWidth = 16; TileHeight = 16 } }
        @{ Name = 'Deflate tiles of floats'; With = @{ Bits = 32; Kind = 'f'; Compression = 8; Width = 70; Height = 50; TileWidth = 32; TileHeight = 16 } }
        @{ Name = 'tiles of planes'; With = @{ Bits = 8; Bands = 3; Planar = $true; Width = 40; Height = 50; TileWidth = 16; TileHeight = 16; Compression = 8 } }
        @{ Name = 'tiles of 4 bits'; With = @{ Bits = 4; Width = 70; Height = 50; TileWidth = 16; TileHeight = 32 } }
        @{ Name = 'mirrored'; With = @{ Bits = 8; Orientation = 2 } }
        @{ Name = 'turned'; With = @{ Bits = 16; Orientation = 6; Compression = 8; StripRows = 4 } }
        @{ Name = 'turned tiles'; With = @{ Bits = 8; Orientation = 7; Width = 70; Height = 50; TileWidth = 16; TileHeight = 16 } }
    ) {
        Should-HaveParts (Write-TiffPage $With)
    }

    It 'of JPEG tiles is that of their array' -Skip:$noTiffTools {
        $folder = New-TestFolder
        $plain = Export-HeatmapImage -InputObject ((New-TestFrame Spot 200 150 -Type ([byte])).Grid) -Path ([IO.Path]::Join($folder, 'plain.tif')) -PassThru
        $tiles = [IO.Path]::Join($folder, 'tiles.tif')
        (Invoke-Program tiffcp '-t', '-w', '64', '-l', '32', '-c', 'jpeg:90', $plain.FullName, $tiles).ExitCode | Should -Be 0
        Should-HaveParts $tiles
    }

    It 'of a page, of an array and of a raster is its own' {
        Should-HaveParts (Get-TestDataPath 'golden/files/tiff/u16_pages.tif') -Page 2
        $grid = (New-TestFrame Noise 20 10).Grid
        $part = Import-HeatmapImage -InputObject $grid -Region 3, 2, 10, 6 | Import-HeatmapImage -Region 1, 1, 2, 3
        @($part.ToArray()) | Should -Be $grid[3, 4], $grid[3, 5], $grid[4, 4], $grid[4, 5], $grid[5, 4], $grid[5, 5]
    }

    It 'gets its bands, units and nodata like a whole image' {
        $path = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 3 2 @(, [short[]](1, 2, 3, 4, -99, 6)) -NoData -99
        $part = Import-HeatmapImage $path -Region 1, 1, 2, 1 -Gain 2 -Unit °C
        $part.Unit | Should -Be '°C'
        $values = @($part.ToArray())
        [float]::IsNaN($values[0]), $values[1] | Should -Be $true, 12
    }
}

Describe 'What is not in the part' {
    It 'is not read: tiles and strips of <Name>' -ForEach @(
        @{ Name = 'Deflate tiles'; With = @{ Bits = 8; Compression = 8; Width = 64; Height = 64; TileWidth = 16; TileHeight = 16 } }
        @{ Name = 'Deflate strips'; With = @{ Bits = 8; Compression = 8; Width = 64; Height = 64; StripRows = 8 } }
    ) {
        $path = Write-TiffPage $With
        $good = (Import-HeatmapImage $path -Region 0, 32, 16, 16).ToArray()
        # Every other block is broken.
        $touched = $With.ContainsKey('TileWidth') ? @(8) : @(4, 5)
        $bytes = [IO.File]::ReadAllBytes($path)
        for ($i = 0; $i -lt $page.Blocks.Count; $i++) { if ($i -notin $touched) { [Array]::Fill($bytes, [byte]0x55, $page.Blocks[$i].Item1, [Math]::Min(20, $page.Blocks[$i].Item2)) } }
        $broken = [IO.Path]::Join((Split-Path $path), 'broken.tif')
        [IO.File]::WriteAllBytes($broken, $bytes)
        Get-ReadResult $broken | Should -Be 'ImageCorrupt'
        Should-HavePixels (Import-HeatmapImage $broken -Region 0, 32, 16, 16).ToArray() $good
        { (Import-HeatmapImage $broken -Region 0, 0, 16, 40).ToArray() } | Should-ThrowId ImageCorrupt
    }

    It 'is not read below the part: PNG' {
        $source = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'x.png')) 700 600 (New-TestFrame Noise 700 600 -Maximum 255).Data
        $bytes = [IO.File]::ReadAllBytes($source)
        [Array]::Fill($bytes, [byte]0, $bytes.Length - 2000, 1500)
        [IO.File]::WriteAllBytes($source, $bytes)
        { (Import-HeatmapImage $source).ToArray() } | Should-ThrowId ImageCorrupt
        (Import-HeatmapImage $source -Region 0, 5, 700, 20).ToArray().Length | Should -Be 14000
    }
}

Describe 'A region' {
    It 'outside is RegionInvalid, for each image: <_>' -ForEach '0,0,65,1', '0,0,1,49', '-1,0,2,2', '0,-1,2,2', '64,0,1,1', '2147483647,0,2147483647,1' {
        $folder = New-TestFolder
        $small = Export-HeatmapImage -InputObject (New-TestFrame Spot 64 48).Grid -Path ([IO.Path]::Join($folder, 'small.tif')) -PassThru
        $large = Export-HeatmapImage -InputObject (New-TestFrame Spot 640 480).Grid -Path ([IO.Path]::Join($folder, 'large.tif')) -PassThru
        $region = $_
        { Import-HeatmapImage $small.FullName -Region $region } | Should-ThrowId RegionInvalid -TargetObject $small.FullName
        { Resize-HeatmapImage $small.FullName -Region $region } | Should-ThrowId RegionInvalid -TargetObject $small.FullName
        $read = Import-HeatmapImage $small.FullName, $large.FullName -Region $region -ErrorAction SilentlyContinue
        @($read).Count | Should -Be ($region -match '-|^2' ? 0 : 1)
    }

    It 'that is no rectangle is RegionInvalid: <_>' -ForEach 'circle 1,2,3', '1,2,3', '1,2,3,4,5', 'a.png', '1.5,0,2,2', '0,0,0,5', '0,0,5,-1', 'rect', 'NaN,0,1,1', '1e30,0,1,1' {
        $region = $_
        foreach ($command in 'Import-HeatmapImage', 'Resize-HeatmapImage') { { & $command -InputObject ([byte[,]]::new(9, 9)) -Region $region } | Should-ThrowId RegionInvalid }
        { Resize-HeatmapImage -InputObject ([byte[,]]::new(9, 9)) -Region @{ X = 1; Y = 2; Radius = 3 } } | Should-ThrowId RegionInvalid
    }

    It 'is completed' {
        $texts = (TabExpansion2 -inputScript 'Import-HeatmapImage x.tif -Region ' -cursorColumn 34).CompletionMatches.CompletionText
        $texts | Should -Contain '0,0,100,50'
        $texts | Should -Contain "'rect 0,0,100,50'"
    }

    It 'counts for -IfNewer' {
        $folder = New-TestFolder
        $null = Export-HeatmapImage -InputObject (New-TestFrame Spot 64 48).Grid -Path "$folder/f0.tif"
        $job = { param($region) (Import-HeatmapImage "$folder/f0.tif" -Region $region | ConvertTo-Heatmap -Minimum 0 -Maximum 500 -Destination "$folder/out" -IfNewer -WarningAction SilentlyContinue).Name }
        & $job 1, 2, 30, 30 | Should -Be 'f0.png'
        & $job 1, 2, 30, 30 | Should -BeNullOrEmpty
        & $job 1, 3, 30, 30 | Should -Be 'f0.png'
        $size = { param($width) (Resize-HeatmapImage "$folder/f0.tif" -Width $width | ConvertTo-Heatmap -Minimum 0 -Maximum 500 -Destination "$folder/out" -IfNewer -WarningAction SilentlyContinue).Name }
        & $size 20 | Should -Be 'f0.png'
        & $size 20 | Should -BeNullOrEmpty
        & $size 21 | Should -Be 'f0.png'
    }
}

Describe 'A part of a picture with its numbers' {
    It 'is a heatmap: <_>' -ForEach 'png', 'tif' {
        $folder = New-TestFolder
        $numbers = (New-TestFrame Noise 60 50 -Type ([float])).Grid
        $path = (Import-HeatmapImage -InputObject $numbers -Unit °C | ConvertTo-Heatmap -Colormap magma -Destination "$folder/x.$_" -IncludeData -WarningAction SilentlyContinue).FullName
        $part = Import-HeatmapImage $path -Region 5, 7, 20, 10
        $part.GetType().Name, $part.Width, $part.Height, $part.Unit, $part.Colormap.Name | Should -Be 'Heatmap', 20, 10, '°C', 'magma'
        $whole = Import-HeatmapImage $path
        $part.Minimum, $part.Maximum | Should -Be $whole.Minimum, $whole.Maximum
        $array = $part.Raster.ToArray()
        $array[0, 0], $array[9, 19] | Should -Be $numbers[7, 5], $numbers[16, 24]
        (Import-HeatmapImage $path -Region 5, 7, 20, 10 -Gain 2).GetType().Name | Should -Be 'Raster'
    }
}
