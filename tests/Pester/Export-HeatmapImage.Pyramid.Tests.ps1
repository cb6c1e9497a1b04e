# Pyramidal TIFF and Deep Zoom of any image: every level's pixels, by readers that owe nothing to the module.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPython = -not (Find-Python 'numpy', 'tifffile')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Sides that are no multiple of a tile, odd at several levels.
    $width, $height = 613, 517
    $numbers = (New-TestFrame Noise $width $height -Type ([uint16]) -Seed 4).Data

    # Compares each level of a file with what NumPy makes of the first: prints a line a level.
    $compare = @'
import sys
import numpy as np
import tifffile

def shrink(a, how):
    if how == "nearest":
        return a[::2, ::2]
    padded = np.pad(a, ((0, a.shape[0] % 2), (0, a.shape[1] % 2)) + ((0, 0),) * (a.ndim - 2), "edge").astype(np.float64)
    mean = (padded[::2, ::2] + padded[1::2, ::2] + padded[::2, 1::2] + padded[1::2, 1::2]) / 4
    return np.floor(mean + 0.5).astype(a.dtype)

path, how = sys.argv[1:3]
with tifffile.TiffFile(path) as tiff:
    expected = None
    for page in tiff.pages:
        pixels = page.asarray()
        same = expected is None or np.array_equal(pixels, expected)
        print(page.imagewidth, page.imagelength, page.photometric.name, page.is_tiled, page.is_reduced, page.dtype, same)
        expected = shrink(pixels, how)
    first = tiff.pages[0].asarray()
    print(int(first.astype(np.int64).sum()), tiff.is_bigtiff)
'@
}

Describe 'A pyramidal TIFF' -Skip:$noPython {
    It 'holds indices and a palette at every level for a heatmap' {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $numbers -Width $width -Height $height) -Colormap inferno
        $path = [IO.Path]::Join((New-TestFolder), 'heat.tif')
        $heatmap | Export-HeatmapImage -Path $path -Pyramid
        $lines = Invoke-Python $compare -Module numpy, tifffile -Argument $path, 'nearest'
        $lines[0..2] | Should -Be '613 517 PALETTE True False uint8 True', '307 259 PALETTE True True uint8 True', '154 130 PALETTE True True uint8 True'
        $lines.Count | Should -Be 4
        Should-HavePixels (Import-HeatmapImage -LiteralPath $path).ToArray() $heatmap.ToArray()
    }

    It 'holds means at <Compression> for a picture of <Bands> × <Type>' -ForEach @(
        @{ Type = [byte]; Bands = 3; Compression = 'Default'; Name = 'uint8'; Photometric = 'RGB' }
        @{ Type = [uint16]; Bands = 1; Compression = 'None'; Name = 'uint16'; Photometric = 'MINISBLACK' }
        @{ Type = [uint16]; Bands = 3; Compression = 'Best'; Name = 'uint16'; Photometric = 'RGB' }
    ) {
        $frame = New-TestFrame Noise ($width * $Bands) $height -Type $Type -Seed 6
        $image = Import-HeatmapImage -InputObject $frame.Data -Width $width -Height $height
        $image.Bands | Should -Be $Bands
        $path = [IO.Path]::Join((New-TestFolder), 'picture.tif')
        $image | Export-HeatmapImage -Path $path -Pyramid -Compression $Compression
        $lines = Invoke-Python $compare -Module numpy, tifffile -Argument $path, 'mean'
        $lines[0] | Should -Be "613 517 $Photometric True False $Name True"
        $lines[1] | Should -Be "307 259 $Photometric True True $Name True"
        $lines[2] | Should -Be "154 130 $Photometric True True $Name True"
        $sum = [long]0
        foreach ($sample in $frame.Data) { $sum += $sample }
        $lines[3] | Should -Be "$sum False"
    }

    It 'takes numbers as they are where they may have holes' {
        $field = [float[]]::new(300 * 280)
        for ($i = 0; $i -lt $field.Length; $i++) { $field[$i] = $i / 7 }
        $field[0] = [float]::NaN
        $path = [IO.Path]::Join((New-TestFolder), 'field.tif')
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject $field -Width 300 -Height 280) -Path $path -Pyramid
        (Import-HeatmapImage -LiteralPath $path -AllPages).Width | Should -Be 300
        $levels = @(Import-HeatmapImage -LiteralPath $path -Page 1, 2)
        @($levels | ForEach-Object { "$($_.Width) $($_.Height)" }) | Should -Be '300 280', '150 140'
        $first, $second = $levels.ForEach({ , $_.ToArray() })
        [float]::IsNaN($second[0, 0]) | Should -BeTrue
        $second[139, 149] | Should -Be $first[278, 298]
    }

    It 'is one level where the image is no larger than a tile' {
        $path = [IO.Path]::Join((New-TestFolder), 'small.tif')
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject ([byte[]](1..12)) -Width 4 -Height 3) -Path $path -Pyramid
        $image = Import-HeatmapImage -LiteralPath $path
        $image.PageCount | Should -Be 1
        Should-HavePixels $image.ToArray() (1..12)
    }
}

Describe 'Deep Zoom' {
    It 'has the heatmap''s pixels in tiles of index PNG, down to one pixel' {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $numbers -Width $width -Height $height) -Colormap inferno
        $folder = New-TestFolder
        $file = $heatmap | Export-HeatmapImage -Path ([IO.Path]::Join($folder, 'heat.dzi')) -PassThru
        $file.Name | Should -Be 'heat.dzi'
        Compare-Object (Get-ChildItem -LiteralPath $folder -Force).Name 'heat.dzi', 'heat.html', 'heat_files' | Should -BeNullOrEmpty
        ([xml][IO.File]::ReadAllText($file.FullName)).Image.Size.Width | Should -Be '613'
        @(Get-ChildItem -LiteralPath ([IO.Path]::Join($folder, 'heat_files'))).Count | Should -Be 11
        $all = $heatmap.ToArray()
        foreach ($tile in @{ X = 0; Y = 0; W = 256; H = 256 }, @{ X = 2; Y = 2; W = 101; H = 5 }) {
            $png = Import-HeatmapImage -LiteralPath ([IO.Path]::Join($folder, 'heat_files', '10', "$($tile.X)_$($tile.Y).png"))
            $png.Width, $png.Height | Should -Be $tile.W, $tile.H
            $pixels = $png.ToArray()
            for ($y = 0; $y -lt $tile.H; $y += 2) {
                for ($x = 0; $x -lt $tile.W; $x += 25) {
                    foreach ($band in 0..2) { $pixels[$y, $x, $band] | Should -Be $all[($tile.Y * 256 + $y), ($tile.X * 256 + $x), $band] }
                }
            }
        }

        # Colour type 3: a palette.
        [IO.File]::ReadAllBytes([IO.Path]::Join($folder, 'heat_files', '10', '0_0.png'))[25] | Should -Be 3
        $one = Import-HeatmapImage -LiteralPath ([IO.Path]::Join($folder, 'heat_files', '0', '0_0.png'))
        $one.Width, $one.Height | Should -Be 1, 1
        Should-HavePixels $one.ToArray() @($all[0, 0, 0], $all[0, 0, 1], $all[0, 0, 2])
    }

    It 'replaces an older one only with -Force, and leaves nothing half done' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.dzi')
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject ([byte[]](1..12)) -Width 4 -Height 3) -Path $path
        { Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject ([byte[]](1..4)) -Width 2 -Height 2) -Path $path -ErrorAction Stop } | Should-ThrowId OutputExists
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject ([byte[]](1..4)) -Width 2 -Height 2) -Path $path -Force
        ([xml][IO.File]::ReadAllText($path)).Image.Size.Width | Should -Be '2'
        @(Get-ChildItem -LiteralPath (Split-Path $path) -Force).Count | Should -Be 3
    }

    It 'refuses numbers that no PNG holds' {
        { Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject ([float[]](1..4)) -Width 2 -Height 2) -Path ([IO.Path]::Join((New-TestFolder), 'a.dzi')) -ErrorAction Stop } | Should-ThrowId DepthMismatch
    }
}

Describe 'Errors' {
    It '-Pyramid asks for a TIFF' {
        { Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject ([byte[]](1..4)) -Width 2 -Height 2) -Path ([IO.Path]::Join((New-TestFolder), 'a.png')) -Pyramid } | Should-ThrowId ParameterConflict
    }
}
