# ConvertTo-Heatmap: colours that the user chooses, and the objects it makes.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # One row of every 8-bit value.
    $allBytes = [byte[,]]::new(1, 256)
    foreach ($value in 0..255) { $allBytes[0, $value] = $value }
    $u16 = Read-Golden 'frame_u16'
    $limits = (Get-Content -LiteralPath (Get-TestDataPath 'golden/manifest.json') -Raw | ConvertFrom-Json).frames.limits

    # Red, green, blue, alpha of the colours of a few values in one row.
    function Get-Colors([array] $Values, [hashtable] $Parameters) {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $Values -Width $Values.Length -Height 1) @Parameters
        $colors = $heatmap.ToArray()
        foreach ($x in 0..($Values.Length - 1)) {
            (0..($heatmap.Bands - 1) | ForEach-Object { $colors[0, $x, $_] }) -join ','
        }
    }
}

Describe 'Colours of your own' {
    It '-Colormap takes <Name>' -ForEach @(
        @{ Name = 'bytes as an N×3 array'; Map = { $a = [byte[,]]::new(2, 3); $a[0, 0] = 255; $a[1, 2] = 128; , $a } }
        @{ Name = 'fractions as an N×3 array'; Map = { $a = [double[,]]::new(2, 3); $a[0, 0] = 1; $a[1, 2] = 0.502; , $a } }
        @{ Name = 'rows of bytes'; Map = { , @([byte[]](255, 0, 0), [byte[]](0, 0, 128)) } }
        @{ Name = 'a list as written in a script'; Map = { , @(@(255, 0, 0), @(0, 0, 128)) } }
        @{ Name = 'a colormap object'; Map = { (ConvertTo-Heatmap -InputObject ([byte[,]]::new(1, 1)) -Colormap @(@(255, 0, 0), @(0, 0, 128))).Colormap } }
    ) {
        $map = & $Map
        Get-Colors ([byte[]](0, 127, 128, 255)) @{ Colormap = $map } | Should -Be '255,0,0', '255,0,0', '0,0,128', '0,0,128'
    }

    It 'an unknown name suggests the nearest' {
        $records = { ConvertTo-Heatmap -LiteralPath /no/such/file.png -Colormap viridsi } | Should-ThrowId ColormapNotFound
        $records[0].Exception.Message | Should -Match '\bviridis\b'
        $records[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'an array that is no colormap is ColormapInvalid' {
        { ConvertTo-Heatmap -InputObject $allBytes -Colormap ([byte[,]]::new(5, 2)) } | Should-ThrowId ColormapInvalid
        { ConvertTo-Heatmap -InputObject $allBytes -Colormap ([double[,]]::new(1, 3)) } | Should-ThrowId ColormapInvalid
    }

    It '-LevelCount <_> leaves so many colours, spread from the first to the last' -ForEach 2, 5, 11 {
        $colors = Get-Colors ([byte[]](0..255)) @{ Colormap = 'viridis'; LevelCount = $_ }
        @($colors | Select-Object -Unique).Count | Should -Be $_
        $colors[0], $colors[255] | Should -Be '68,1,84', '253,231,37'
    }

    It '-BitDepth 16 takes the same entry as 8 bits at every border of <Count> colours' -ForEach @(
        @{ Count = 3 }, @{ Count = 6 }, @{ Count = 7 }, @{ Count = 10 }, @{ Count = 12 }, @{ Count = 49 }, @{ Count = 255 }
    ) {
        $map = [double[,]]::new($Count, 3)
        foreach ($i in 0..($Count - 1)) { $map[$i, 0] = $i / 255 }
        # Values on each border, and the ones beside it that a float can tell.
        $values = [float[]](0..$Count | ForEach-Object { [MathF]::BitDecrement($_), $_, [MathF]::BitIncrement($_) })
        $expected = $values | ForEach-Object { $_ -lt 0 ? 0 : [Math]::Min($Count - 1, [Math]::Floor($_ / $Count * $Count)) }
        $common = @{ InputObject = Import-HeatmapImage -InputObject $values -Width $values.Length -Height 1; Colormap = $map; Minimum = 0; Maximum = $Count }
        $eight = ConvertTo-Heatmap @common
        $deep = ConvertTo-Heatmap @common -BitDepth 16 -ColorInterpolation Nearest
        foreach ($picture in $eight.ToArray(8), $deep.ToArray(16)) {
            $factor = $picture -is [byte[,,]] ? 1 : 257
            (0..($values.Length - 1)).ForEach{ $picture[0, $_, 0] / $factor } | Should -Be $expected
        }

        # What is written and what a colorbar shows is the same table.
        $file = [IO.Path]::Join((New-TestFolder), 'a.png')
        $deep | Export-HeatmapImage -Path $file
        $png = Read-Png $file
        $png.BitDepth | Should -Be 16
        (0..($values.Length - 1)).ForEach{ $png.Rgba[4 * $_] / 257 } | Should -Be $expected
    }

    It '-BitDepth 16 of regions and of a qualitative map takes the colours of 8 bits' {
        $values = [float[]](0, 1, 2.5, 3, 4, 7, 9.99, 10)
        foreach ($parameters in @{ Colormap = 'tab10'; Minimum = 0; Maximum = 10 }, @{ Colormap = 'tab10'; Boundary = 0, 1, 3, 4, 7, 10 }, @{ Colormap = 'Set3'; Boundary = 0, 3, 10 },
            @{ Colormap = 'jet'; Boundary = 0, 2, 4, 10 }, @{ Colormap = 'viridis'; Scale = Get-HeatmapScale -Boundary 0, 1, 2, 3, 5, 9, 10 }) {
            $map = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $values -Width 8 -Height 1) @parameters
            $eight, $deep = $map.ToArray(8), $map.ToArray(16)
            foreach ($i in 0..23) { [Math]::Round($deep[0, [Math]::Floor($i / 3), ($i % 3)] / 257) | Should -Be $eight[0, [Math]::Floor($i / 3), ($i % 3)] }
        }
    }

    It '-UnderColor, -OverColor and -BadColor colour what is outside' {
        $values = [float[]](-1, 0, 1, 2, [float]::NaN, [float]::PositiveInfinity)
        $parameters = @{ Minimum = 0; Maximum = 1; UnderColor = 'blue'; OverColor = '#ff0000'; BadColor = '0,255,0' }
        Get-Colors $values $parameters | Should -Be '0,0,255', '68,1,84', '253,231,37', '255,0,0', '0,255,0', '0,255,0'
    }

    It 'values outside take the end colours, and bad ones are transparent, when nothing is said' {
        Get-Colors ([float[]](-1, 2, [float]::NaN, [float]::NegativeInfinity)) @{ Minimum = 0; Maximum = 1 } |
            Should -Be '68,1,84,255', '253,231,37,255', '0,0,0,0', '0,0,0,0'
    }

    It 'a wrong colour is ColorInvalid before a file is read' {
        $records = { ConvertTo-Heatmap -LiteralPath /no/such/file.png -BadColor purpel } | Should-ThrowId ColorInvalid
        $records[0].Exception.Message | Should -Match '\bpurple\b'
    }

    It 'bad pixels of <Map> are <Expected> in a format without alpha' -ForEach @(
        @{ Map = 'viridis'; Expected = 128, 128, 128 }, @{ Map = 'gray'; Expected = 255, 0, 255 }
    ) {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([float[]](0, [float]::NaN, 1, 1)) -Width 2 -Height 2) -Colormap $Map
        $path = [IO.Path]::Join((New-TestFolder), 'x.ppm')
        $heatmap | Export-HeatmapImage $path
        $bytes = [IO.File]::ReadAllBytes($path)
        $bytes[-9..-7] | Should -Be $Expected
    }

    It 'alpha in the file depends on the type and on -BadColor, not on the pixels: <Name>' -ForEach @(
        @{ Name = 'whole float'; Values = [float[]](0, 1); Parameters = @{}; Bands = 4 }
        @{ Name = 'float with an opaque bad colour'; Values = [float[]](0, [float]::NaN); Parameters = @{ BadColor = 'red' }; Bands = 3 }
        @{ Name = 'integers'; Values = [ushort[]](0, 1); Parameters = @{}; Bands = 3 }
        @{ Name = 'integers with nodata'; Values = [ushort[]](0, 1); Parameters = @{}; NoData = 77; Bands = 4 }
    ) {
        $declared = $NoData ? @{ NoDataValue = $NoData } : @{}
        $heatmap = Import-HeatmapImage -InputObject $Values -Width 2 -Height 1 @declared | ConvertTo-Heatmap @Parameters
        $heatmap.Bands | Should -Be $Bands
        $path = [IO.Path]::Join((New-TestFolder), 'x.png')
        $heatmap | Export-HeatmapImage $path
        (Read-Png $path).Chunks -contains 'tRNS' | Should -Be ($Bands -eq 4)
    }
}

Describe 'Heatmap objects' {
    It 'tell what they are without reading a pixel' {
        $file = Write-GoldenFrame u16 ([IO.Path]::Join((New-TestFolder), 'frame.tif'))
        $heatmap = ConvertTo-Heatmap $file -Colormap magma -Percentile 2, 98
        Remove-Item -LiteralPath $file
        $heatmap.Width, $heatmap.Height, $heatmap.Bands, $heatmap.BitDepth | Should -Be 96, 80, 3, 8
        $heatmap.Path | Should -Be $file
        $heatmap.Name | Should -Be 'frame.tif'
        $heatmap.Colormap.Name | Should -Be 'magma'
        [Math]::Abs($heatmap.Maximum - $limits.u16_percentile.maximum) | Should -BeLessThan 1e-9
        $heatmap.ClippedPercent | Should -BeGreaterThan 0
        { $heatmap.ToArray() } | Should -Throw
    }

    It 'keep the numbers under the colours' {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $u16.Data -Width 96 -Height 80)
        Should-HavePixels $heatmap.Raster.ToArray() $u16.Data
    }

    It 'can be converted again with another map, and used twice' {
        $file = Write-GoldenFrame u16 ([IO.Path]::Join((New-TestFolder), 'frame.png'))
        $heatmap = ConvertTo-Heatmap $file -Minimum 7000 -Maximum 9000
        $again = $heatmap | ConvertTo-Heatmap -Colormap inferno -Minimum 7000 -Maximum 9000
        foreach ($round in 1, 2) {
            Should-HavePixels $heatmap.ToArray() (Read-Golden 'heat_u16_given_viridis').Data
            Should-HavePixels $again.ToArray() (Read-Golden 'heat_u16_given_inferno').Data
        }
    }

    It 'of several bands need a choice' {
        $data = (New-TestFrame Noise 10 4 -Type ([ushort])).Data
        $file = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 4 2 @(, $data) -Bands 5
        { ConvertTo-Heatmap $file } | Should-ThrowId NotGray -TargetObject $file
        Should-HavePixels (Import-HeatmapImage $file -Band 4 | ConvertTo-Heatmap).Raster.ToArray() (0..7 | ForEach-Object { $data[5 * $_ + 3] })
        { Import-HeatmapImage $file -Band 6 | ConvertTo-Heatmap } | Should-ThrowId BandNotFound -TargetObject $file
        { Import-HeatmapImage $file -Band 1, 2 | ConvertTo-Heatmap } | Should-ThrowId NotGray
    }
}
