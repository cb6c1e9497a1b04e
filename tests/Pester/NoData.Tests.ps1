BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noGdal = -not (Find-Python osgeo.gdal, numpy)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function Write-Page([hashtable] $With) {
        $path = [IO.Path]::Join((New-TestFolder), 'x.tif')
        [IO.File]::WriteAllBytes($path, ([HeatmapPS.Tests.TiffPage] $With).Build())
        return $path
    }

    function Get-Invalid($Image) { return (Measure-Heatmap $Image).NaNCount }
}

Describe 'nodata is compared in the samples'' own type' {
    It '<_> is found among 32-bit floats, from the file and from -NoDataValue' -ForEach '-3.40282306074e+38', '-3.4028234663852886e+38', '-3.4e38', '1e20', '-9999.9', '0.1', '-9999' {
        $sample = [float][double]::Parse($_, [cultureinfo]::InvariantCulture)
        $data = [float[]]($sample, 1, 2, 4)
        $declared = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 4 1 @(, $data) -NoData $_
        $plain = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 4 1 @(, $data)
        foreach ($image in (Import-HeatmapImage $declared), (Import-HeatmapImage $plain -NoDataValue ([double]$_)), (Import-HeatmapImage -InputObject $data -Width 4 -Height 1 -NoDataValue ([double]$_))) {
            $image.NoDataValues | Should -Be ([double]$sample)
            $measured = Measure-Heatmap $image -Percentile 50
            $measured.NaNCount, $measured.Minimum, $measured.Maximum, $measured.P50 | Should -Be 1, 1, 4, 2
            $scale = $image | Get-HeatmapScale
            $scale.Minimum, $scale.Maximum | Should -Be 1, 4
            [float]::IsNaN(($image | Import-HeatmapImage -Gain 2).ToArray()[0, 0]) | Should -BeTrue
            [float]::IsNaN(($image, $image | Merge-Lighten -IgnoreNaN).ToArray()[0, 0]) | Should -BeTrue
        }

        # The colour of the missing pixel is transparent, and of the others not.
        $alpha = (ConvertTo-Heatmap -LiteralPath $declared).ToArray()
        $alpha[0, 0, 3], $alpha[0, 1, 3] | Should -Be 0, 255
    }

    It '<NoData> matches <Count> of <Kind>' -ForEach @(
        @{ Kind = 'byte'; Data = [byte[]](0, 10, 11, 255); NoData = '10'; Count = 1 }
        @{ Kind = 'byte'; Data = [byte[]](0, 10, 11, 255); NoData = '10.5'; Count = 0 }
        @{ Kind = 'byte'; Data = [byte[]](0, 10, 11, 255); NoData = '-9999'; Count = 0 }
        @{ Kind = 'byte'; Data = [byte[]](0, 10, 11, 255); NoData = '256'; Count = 0 }
        @{ Kind = 'byte'; Data = [byte[]](0, 10, 11, 255); NoData = 'nan'; Count = 0 }
        @{ Kind = 'ushort'; Data = [ushort[]](0, 10, 11, 65535); NoData = '65535.0'; Count = 1 }
        @{ Kind = 'ushort'; Data = [ushort[]](0, 10, 11, 65535); NoData = '-1'; Count = 0 }
        @{ Kind = 'short'; Data = [short[]](-32768, 10, 11, 12); NoData = '-3.2768e4'; Count = 1 }
        @{ Kind = 'int'; Data = [int[]](-2147483648, 10, 11, 12); NoData = '-2147483648'; Count = 1 }
        @{ Kind = 'int'; Data = [int[]](-2147483648, 10, 11, 12); NoData = '-2147483648.5'; Count = 0 }
        @{ Kind = 'double'; Data = [double[]](0.1, 1, 2, 3); NoData = '0.1'; Count = 1 }
        @{ Kind = 'double'; Data = [double[]]([float]0.1, 1, 2, 3); NoData = '0.1'; Count = 0 }
        @{ Kind = 'float'; Data = [float[]]([float]::NaN, 1, 2, 3); NoData = 'nan'; Count = 1 }
    ) {
        $path = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 4 1 @(, $Data) -NoData $NoData
        Get-Invalid (Import-HeatmapImage $path) | Should -Be $Count
        $value = [double]::Parse($NoData, [cultureinfo]::InvariantCulture)
        Get-Invalid (Import-HeatmapImage -InputObject $Data -Width 4 -Height 1 -NoDataValue $value) | Should -Be $Count
    }

    It 'halves are compared as halves' {
        $path = Write-Page @{ Width = 4; Height = 1; Kind = 'f'; Bits = 16; Samples = [double[]](0.1, 1, 2, 4); NoData = '0.1' }
        $image = Import-HeatmapImage $path
        Get-Invalid $image | Should -Be 1
        Get-Invalid (Import-HeatmapImage (Write-Page @{ Width = 4; Height = 1; Kind = 'f'; Bits = 16; Samples = [double[]](0.1, 1, 2, 4) }) -NoDataValue 0.1) | Should -Be 1
    }

    It 'is what GDAL''s mask says' -Skip:$noGdal {
        $code = @'
import sys, numpy as np
from osgeo import gdal
for i, (kind, value) in enumerate([(6, -3.40282306074e+38), (6, -9999.9), (6, 0.1), (2, 65535), (3, -32768), (5, -2147483648), (7, 0.1), (1, 3)]):
    d = gdal.GetDriverByName('GTiff').Create('%s/%d.tif' % (sys.argv[1], i), 4, 1, 1, kind)
    b = d.GetRasterBand(1); b.SetNoDataValue(value); b.WriteArray(np.array([[value, 1, 2, 5]])); d.FlushCache()
    print(int((b.GetMaskBand().ReadAsArray() == 0).sum()))
'@
        $folder = New-TestFolder
        $counts = Invoke-Python $code -Module osgeo.gdal, numpy -Argument $folder
        for ($i = 0; $i -lt $counts.Count; $i++) { Get-Invalid (Import-HeatmapImage ([IO.Path]::Join($folder, "$i.tif"))) | Should -Be $counts[$i] }
    }
}

Describe 'nodata goes where its samples go' {
    It 'inverted with MinIsWhite: <Bits> bits' -ForEach @{ Bits = 2 }, @{ Bits = 4 }, @{ Bits = 8 }, @{ Bits = 12 }, @{ Bits = 16 } {
        $most = [Math]::Pow(2, $Bits) - 1
        $path = Write-Page @{ Width = 4; Height = 1; Bits = $Bits; Samples = [double[]](0, 1, 2, $most); NoData = '0'; Photometric = 0 }
        $image = Import-HeatmapImage $path
        $scale = $Bits -lt 8 ? 255 / $most : 1
        $image.NoDataValues | Should -Be ($most * $scale)
        Get-Invalid $image | Should -Be 1
        (Measure-Heatmap $image).Maximum | Should -Be (($most - 1) * $scale)
    }

    It 'widened from <Bits> bits: <NoData> is <Shown>' -ForEach @{ Bits = 2; NoData = '1'; Shown = 85 }, @{ Bits = 4; NoData = '3'; Shown = 51 }, @{ Bits = 4; NoData = '51'; Shown = $null } {
        $image = Import-HeatmapImage (Write-Page @{ Width = 4; Height = 1; Bits = $Bits; Samples = [double[]](0, 1, 2, 3); NoData = $NoData })
        $image.NoDataValues | Should -Be $Shown
        Get-Invalid $image | Should -Be ($null -eq $Shown ? 0 : 1)
    }

    It 'from 16 to 8 bits and back, and never on a value that is there' {
        $folder = New-TestFolder
        $image = Import-HeatmapImage -InputObject ([ushort[]](65535, 65500, 300, 0)) -Width 4 -Height 1 -NoDataValue 65535
        $small = $image | Export-HeatmapImage -Path ([IO.Path]::Join($folder, 'x.tif')) -BitDepth 8 -PassThru | Import-HeatmapImage
        $small.NoDataValues | Should -Be 255
        Should-HavePixels $small.ToArray() (255, 254, 1, 0)
        $wide = $small | Export-HeatmapImage -Path ([IO.Path]::Join($folder, 'y.tif')) -BitDepth 16 -PassThru | Import-HeatmapImage
        $wide.NoDataValues | Should -Be 65535
        Should-HavePixels $wide.ToArray() (65535, 65278, 257, 0)
    }

    It 'from 16 to 8 bits lies between values that are there, on their side of it' {
        # 32,896 is 128, as 32,880 and 32,910 would be.
        $path = [IO.Path]::Join((New-TestFolder), 'x.tif')
        $image = Import-HeatmapImage -InputObject ([ushort[]](32896, 32880, 32910, 0)) -Width 4 -Height 1 -NoDataValue 32896
        $small = $image | Export-HeatmapImage -Path $path -BitDepth 8 -PassThru | Import-HeatmapImage
        $small.NoDataValues | Should -Be 128
        Should-HavePixels $small.ToArray() (128, 127, 129, 0)
    }

    It 'beyond the brightest value of 12 bits is the brightest of 8, which no value is' {
        $image = Import-HeatmapImage (Write-Page @{ Width = 4; Height = 1; Bits = 12; Samples = [double[]](4095, 4094, 2048, 0) }) -NoDataValue 65535
        $small = $image | Export-HeatmapImage -Path ([IO.Path]::Join((New-TestFolder), 'x.tif')) -BitDepth 8 -PassThru | Import-HeatmapImage
        $small.NoDataValues | Should -Be 255
        Should-HavePixels $small.ToArray() (254, 254, 128, 0)
    }

    It 'in NPZ, of a raster and of a heatmap' -ForEach 'raster', 'heatmap' {
        $path = [IO.Path]::Join((New-TestFolder), 'x.npz')
        $image = Import-HeatmapImage -InputObject ([float[]](-9999.9, 1, 2, 4)) -Width 4 -Height 1 -NoDataValue -9999.9
        $null = ($_ -eq 'raster' ? $image : ($image | ConvertTo-Heatmap)) | Export-HeatmapImage -Path $path
        $again = Import-HeatmapImage -LiteralPath $path
        $again.NoDataValues | Should -Be ([double][float]-9999.9)
        Get-Invalid $again | Should -Be 1
        if (Find-Python numpy) {
            (Invoke-Python "import sys, numpy as np`nz = np.load(sys.argv[1])`nprint(z['data'][0, 0] == z['nodata'])" -Module numpy -Argument $path)[0] | Should -Be 'True'
        }
    }

    It 'of several values is one in a TIFF, which can name no more' {
        $path = [IO.Path]::Join((New-TestFolder), 'x.tif')
        $again = Import-HeatmapImage -InputObject ([short[]](-1, -2, 7, -2)) -Width 4 -Height 1 -NoDataValue -1, -2 | Export-HeatmapImage -Path $path -PassThru | Import-HeatmapImage
        $again.NoDataValues | Should -Be -1
        Should-HavePixels $again.ToArray() (-1, -1, 7, -1)
    }

    It 'of any band of a colour makes the grey missing, and NaN where no grey can stand for it: band <_>' -ForEach 0, 1, 2 {
        $color = [byte[, , ]]::new(1, 2, 3)
        foreach ($band in 0..2) { $color[0, 0, $band] = 128 + $band; $color[0, 1, $band] = 1 + 120 * $band }
        $color[0, 0, $_] = 0
        $image = Import-HeatmapImage -InputObject $color -NoDataValue 0
        ($image | ConvertTo-Grayscale).ToArray()[0, 0] | Should -Be 0
        Get-Invalid ($image | ConvertTo-Grayscale) | Should -Be 1
        # The lightness is no mean.
        $gray = $image | ConvertTo-Grayscale -Method Lightness
        "$($gray.SampleType)" | Should -Be 'Float32'
        [float]::IsNaN($gray.ToArray()[0, 0]) | Should -BeTrue
    }

    It 'of a colour makes the grey missing: <Name>' -ForEach @(
        @{ Name = 'the least value'; Mark = 0; Type = 'UInt8'; Missing = 0 }
        @{ Name = 'the greatest value'; Mark = 255; Type = 'UInt8'; Missing = 255 }
        @{ Name = 'one between, as NaN'; Mark = 128; Type = 'Float32'; Missing = [float]::NaN }
    ) {
        $color = [byte[, , ]]::new(1, 3, 3)
        foreach ($band in 0..2) { $color[0, 0, $band] = 128 + $band; $color[0, 1, $band] = 1 + 120 * $band; $color[0, 2, $band] = 40 }
        $color[0, 0, 0] = $Mark
        $plain = (ConvertTo-Grayscale -InputObject $color).ToArray()
        foreach ($gray in (Import-HeatmapImage -InputObject $color -NoDataValue $Mark | ConvertTo-Grayscale), (Import-HeatmapImage -InputObject $color -As Gray -NoDataValue $Mark)) {
            "$($gray.SampleType)" | Should -Be $Type
            Should-HavePixels $gray.ToArray() ($Missing, $plain[0, 1], $plain[0, 2])
            Get-Invalid $gray | Should -Be 1
        }
    }

    It 'of a band that is chosen, and not of alpha' {
        $path = Write-Page @{ Width = 3; Height = 1; Bands = 2; Samples = [double[]](255, 0, 7, 255, 9, 128); NoData = '255'; ExtraSamples = [int[]](, 2) }
        Get-Invalid (Import-HeatmapImage $path -Band 1) | Should -Be 1
        Get-Invalid (ConvertTo-Grayscale $path -Method Alpha) | Should -Be 0
    }

    It 'in a mosaic of smaller pictures no mean becomes it' {
        $data = [byte[]](0..63 | ForEach-Object { $_ % 2 ? 101 : 99 })
        $image = Import-HeatmapImage -InputObject $data -Width 8 -Height 8 -NoDataValue 100
        $small = ($image | Merge-Mosaic -TileSize 4, 4 -Spacing 0 -Resample Bilinear).ToArray()
        $small | Should -HaveCount 16
        $small | Should -BeIn 99, 101
    }

    It 'in a mosaic of smaller pictures counts in no mean, and stays: <_>' -ForEach 100, 0 {
        $mark = $_
        $data = [byte[]](0..63 | ForEach-Object { $_ % 8 -lt 4 ? $mark : 80 })
        $image = Import-HeatmapImage -InputObject $data -Width 8 -Height 8 -NoDataValue $mark
        Should-HavePixels ($image | Merge-Mosaic -TileSize 4, 4 -Spacing 0).ToArray() (@($mark, $mark, 80, 80) * 4)
    }
}

Describe 'nodata counts nowhere' {
    BeforeAll {
        $folder = New-TestFolder
        $script:files = @(
            Write-TestTiff ([IO.Path]::Join($folder, 'a.tif')) 4 1 @(, ([ushort[]](60000, 100, 200, 300))) -NoData '60000'
            Write-TestTiff ([IO.Path]::Join($folder, 'b.tif')) 4 1 @(, ([ushort[]](60000, 400, 500, 600))) -NoData '60000'
        )
        $script:wide = @(
            Write-TestTiff ([IO.Path]::Join($folder, 'c.tif')) 4 1 @(, ([int[]](-2000000, 100, 200, 300))) -NoData '-2000000'
            Write-TestTiff ([IO.Path]::Join($folder, 'd.tif')) 4 1 @(, ([double[]](1e30, 400, 500, 600))) -NoData '1e30'
        )
    }

    It 'in a scale of 16-bit images' {
        $scale = Get-HeatmapScale -LiteralPath $files
        $scale.Minimum, $scale.Maximum | Should -Be 100, 600
        (ConvertTo-Heatmap -LiteralPath $files -SharedScale).Maximum | Should -Be 600, 600
    }

    It 'in a percentile of 16-bit images' {
        $scale = Get-HeatmapScale -LiteralPath $files -Percentile 0, 50
        $scale.Minimum, $scale.Maximum | Should -Be 100, 350
        (ConvertTo-Heatmap -LiteralPath $files -SharedScale -Percentile 20, 100).ForEach({ "$($_.Minimum) $($_.Maximum)" }) | Should -Be '200 600', '200 600'
    }

    It 'in scales, percentiles and equalization of wide types' {
        $scale = Get-HeatmapScale -LiteralPath $wide
        $scale.Minimum, $scale.Maximum | Should -Be 100, 600
        $scale = Get-HeatmapScale -LiteralPath $wide -Percentile 20, 80
        $scale.Minimum, $scale.Maximum | Should -Be 200, 500
        foreach ($file in $wide) {
            $measured = Measure-Heatmap -LiteralPath $file -Percentile 0, 50, 100
            ($measured.P50 - $measured.P0), ($measured.P100 - $measured.P50), $measured.NaNCount | Should -Be 100, 100, 1
        }
    }

    It 'in an exact percentile of <_>, where it lies among the values' -ForEach 'ushort', 'int', 'uint', 'float', 'double' {
        $type = $_
        $path = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 7 1 @(, (@(1001, 1001, 1001, 1000, 1002, 1003, 1004) -as "$type[]")) -NoData '1001'
        $measured = Measure-Heatmap -LiteralPath $path -Percentile 0, 25, 100
        $measured.P0, $measured.P25, $measured.Median, $measured.P100 | Should -Be 1000, 1001.5, 1002.5, 1004
        $scale = Get-HeatmapScale -LiteralPath $path -Percentile 25, 50
        $scale.Minimum, $scale.Maximum | Should -Be 1001.5, 1002.5
    }

    It 'in an equalization of <_>' -ForEach 'ushort', 'int', 'double' {
        $path = [IO.Path]::Join((New-TestFolder), 'x.tif')
        $without = $path -replace 'x\.tif$', 'y.tif'
        $type = $_
        $null = Write-TestTiff $path 6 1 @(, (@(30, 30, 30, 10, 20, 40) -as "$type[]")) -NoData '30'
        $null = Write-TestTiff $without 3 1 @(, (@(10, 20, 40) -as "$type[]"))
        $marked = (ConvertTo-Heatmap -LiteralPath $path -Norm Equalize -Colormap gray).ToArray()
        $plain = (ConvertTo-Heatmap -LiteralPath $without -Norm Equalize -Colormap gray).ToArray()
        foreach ($x in 0..2) { $marked[0, (3 + $x), 0] | Should -Be $plain[0, $x, 0] }
        $marked[0, 0, 3] | Should -Be 0
    }
}
