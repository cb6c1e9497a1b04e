# Resize-HeatmapImage: sizes, parts, turns and mirrors, by the numbers; what follows them, what is missing, and errors.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $goldenCases = foreach ($type in 'u8', 'u16', 'f32') { @{ Type = $type } }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $manifest = Get-Content -LiteralPath (Get-TestDataPath 'golden/manifest.json') -Raw | ConvertFrom-Json

    # An image of one row or more from numbers: New-Image ushort 3 1, 2, 3
    function New-Image([type] $Type, [int] $Width, [array] $Number, [int] $Bands = 1) {
        $flat = [Array]::CreateInstance($Type, $Number.Length)
        for ($i = 0; $i -lt $flat.Length; $i++) { $flat[$i] = $Number[$i] -as $Type }
        return Import-HeatmapImage -InputObject $flat -Width $Width -Height ($flat.Length / $Width / $Bands)
    }
}

Describe 'The numbers' {
    It 'equal cv2.resize: <Type>' -ForEach $goldenCases {
        $image = Read-Golden "resize_$Type"
        $height, $width, $null = $image.Shape
        $bands = $image.Data.Length / $width / $height
        $source = Import-HeatmapImage -InputObject $image.Data -Width $width -Height $height
        $expected = (Read-Golden "resize_${Type}_results").Data
        $offset = 0
        foreach ($case in $manifest.resize.cases) {
            $result = $source | Resize-HeatmapImage -Size $case.width, $case.height -Kernel $case.kernel
            $count = $case.width * $case.height * $bands
            $slice = [Array]::CreateInstance($image.Data.GetType().GetElementType(), $count)
            [Array]::Copy($expected, $offset, $slice, 0, $count)
            $offset += $count
            # Whole numbers are rounded once here; OpenCV's weights have 11 bits at 8 bits. Floats: a ten-thousandth of the range.
            $tolerance = $case.kernel -eq 'Nearest' ? 0 : $Type -eq 'f32' ? 0.03 : 1
            $comparison = Compare-Pixels $result.ToArray() $slice -Tolerance $tolerance -Width $case.width -Bands $bands
            $comparison.Equal | Should -BeTrue -Because "$($case.kernel) to $($case.width)x$($case.height): $comparison"
        }

        $offset | Should -Be $expected.Length
    }

    It 'are Area where a side shrinks and Bilinear where it grows, by default' {
        $source = Import-HeatmapImage -InputObject (New-TestFrame Noise 24 18).Grid
        Should-HavePixels ($source | Resize-HeatmapImage -Factor 0.5).ToArray() ($source | Resize-HeatmapImage -Factor 0.5 -Kernel Area).ToArray()
        Should-HavePixels ($source | Resize-HeatmapImage -Factor 2.5).ToArray() ($source | Resize-HeatmapImage -Factor 2.5 -Kernel Bilinear).ToArray()
        $twice = $source | Resize-HeatmapImage -Size 10, 18 -Kernel Area | Resize-HeatmapImage -Size 10, 40 -Kernel Bilinear
        # Rounded twice above.
        Should-HavePixels ($source | Resize-HeatmapImage -Size 10, 40).ToArray() $twice.ToArray() -Tolerance 1
    }

    It 'do not overshoot by default: <_>' -ForEach 0.3, 0.5, 1.7, 4 {
        $source = Import-HeatmapImage -InputObject (New-TestFrame Noise 24 18 -Minimum 1000 -Maximum 1100).Grid
        $before = Measure-Heatmap $source
        $after = $source | Resize-HeatmapImage -Factor $_ | Measure-Heatmap
        $after.Minimum | Should -BeGreaterOrEqual $before.Minimum
        $after.Maximum | Should -BeLessOrEqual $before.Maximum
    }

    It 'keep their type and are rounded to it: <_>' -ForEach 'byte', 'sbyte', 'ushort', 'short', 'uint', 'int', 'float', 'double' {
        $result = New-Image $_ 4 1, 2, 5, 8 | Resize-HeatmapImage -Width 2 -Height 1
        $result.ToArray().GetType().GetElementType() | Should -Be ($_ -as [type])
        # Halves go to the even number.
        @($result.ToArray()) | Should -Be ($_ -in 'float', 'double' ? @(1.5, 6.5) : @(2, 6))
    }

    It 'of Nearest are those of the pixel at floor(x · scale)' {
        @((New-Image ushort 5 10, 20, 30, 40, 50 | Resize-HeatmapImage -Width 3 -Height 1 -Kernel Nearest).ToArray()) | Should -Be 10, 20, 40
    }

    It 'of all bands are their own' {
        $image = New-Image byte 2 (1..10) -Bands 5
        @(($image | Resize-HeatmapImage -Width 1 -Height 1).ToArray()) | Should -Be 4, 4, 6, 6, 8
    }

    It 'of 12 and 1 bits keep what their depth says, or get grey between black and white' {
        $page = [HeatmapPS.Tests.TiffPage] @{ Width = 2; Height = 1; Bits = 1; Samples = [double[]](0, 1) }
        $path = [IO.Path]::Join((New-TestFolder), 'x.tif')
        [IO.File]::WriteAllBytes($path, $page.Build())
        $result = Resize-HeatmapImage $path -Width 1 -Height 1
        $result.BitDepth, $result.ToArray()[0, 0] | Should -Be 8, 128
    }

    It 'of a picture with alpha are weighed by it' {
        $image = New-Image byte 2 (200, 0, 0, 255, 0, 100, 0, 0) -Bands 4
        @(($image | Resize-HeatmapImage -Width 1).ToArray()) | Should -Be 200, 0, 0, 128
    }

    It 'of one row are the means of columns, of a picture of many rows too' {
        $image = Import-HeatmapImage -InputObject (New-TestFrame Noise 5 3000 -Type ([float])).Grid
        $result = @(($image | Resize-HeatmapImage -Size 5, 1).ToArray())
        foreach ($x in 0..4) {
            $mean = ($image | Resize-HeatmapImage -Region $x, 0, 1, 3000 | Measure-Heatmap).Mean
            [Math]::Abs($result[$x] / $mean - 1) | Should -BeLessThan 1e-6
        }
    }
}

Describe 'Missing values' {
    It 'are left out of means: <Kernel>' -ForEach @{ Kernel = 'Area' }, @{ Kernel = 'Bilinear' }, @{ Kernel = 'Bicubic' }, @{ Kernel = 'Lanczos3' } {
        $nan = [float]::NaN
        $result = New-Image float 8 $nan, 7, 7, $nan, $nan, $nan, $nan, $nan, 7, $nan, 7, 7, $nan, $nan, $nan, $nan | Resize-HeatmapImage -Factor 0.5 -Kernel $Kernel
        $values = @($result.ToArray())
        foreach ($value in $values | Where-Object { -not [float]::IsNaN($_) }) { [Math]::Abs($value - 7) | Should -BeLessThan 1e-5 }
        [float]::IsNaN($values[0]), [float]::IsNaN($values[1]) | Should -Be $false, $false
        if ($Kernel -eq 'Area') { [float]::IsNaN($values[2]), [float]::IsNaN($values[3]) | Should -Be $true, $true }
    }

    It 'leave a pixel with any neighbour a value, and one without none' {
        $image = New-Image float 4 1, ([float]::NaN), ([float]::PositiveInfinity), ([float]::NaN)
        $values = @(($image | Resize-HeatmapImage -Width 2 -Height 1).ToArray())
        $values[0] | Should -Be 1
        [float]::IsNaN($values[1]) | Should -BeTrue
    }

    It 'of whole numbers are the nodata value, which no mean becomes' {
        $image = New-Image short 6 10, -9999, -9999, -9999, -9998, -10000 | Import-HeatmapImage -NoDataValue -9999
        $result = $image | Resize-HeatmapImage -Width 3 -Height 1
        @($result.ToArray()) | Should -Be 10, -9999, -9998
        $result.NoDataValues | Should -Be -9999
    }

    It 'do not make kernels with negative weights run away' {
        $numbers = foreach ($i in 0..63) { $i % 3 ? [float]::NaN : 5 }
        foreach ($kernel in 'Bicubic', 'Lanczos3') {
            foreach ($size in @(21, 5), @(5, 21), @(3, 3)) {
                foreach ($value in (New-Image float 8 $numbers | Resize-HeatmapImage -Size $size -Kernel $kernel).ToArray()) {
                    if (-not [float]::IsNaN($value)) { [Math]::Abs($value - 5) | Should -BeLessThan 0.001 }
                }
            }
        }
    }
}

Describe 'The size' {
    It '<Name> makes 40 x 30 to <Expected>' -ForEach @(
        @{ Name = '-Width 20'; With = @{ Width = 20 }; Expected = '20x15' }
        @{ Name = '-Height 60'; With = @{ Height = 60 }; Expected = '80x60' }
        @{ Name = '-Width and -Height'; With = @{ Width = 20; Height = 20 }; Expected = '20x20' }
        @{ Name = '-Size 8,9'; With = @{ Size = 8, 9 }; Expected = '8x9' }
        @{ Name = "-Size '8x9'"; With = @{ Size = '8x9' }; Expected = '8x9' }
        @{ Name = '-Factor 0.25'; With = @{ Factor = 0.25 }; Expected = '10x8' }
        @{ Name = '-Width 1'; With = @{ Width = 1 }; Expected = '1x1' }
        @{ Name = '-Region'; With = @{ Region = 1, 2, 10, 6 }; Expected = '10x6' }
        @{ Name = '-Region and -Factor'; With = @{ Region = 1, 2, 10, 6; Factor = 2 }; Expected = '20x12' }
        @{ Name = '-Rotate 90'; With = @{ Rotate = 90 }; Expected = '30x40' }
        @{ Name = '-Rotate 90 and -Width'; With = @{ Rotate = 90; Width = 15 }; Expected = '15x20' }
    ) {
        $result = Resize-HeatmapImage -InputObject ([byte[,]]::new(30, 40)) @With
        "$($result.Width)x$($result.Height)" | Should -Be $Expected
        $array = $result.ToArray()
        "$($array.GetLength(1))x$($array.GetLength(0))" | Should -Be $Expected
    }
}

Describe 'Parts, turns and mirrors' {
    It 'turn to the right: <_>' -ForEach 90, 180, 270 {
        $image = New-Image ushort 3 1, 2, 3, 4, 5, 6
        $expected = @{ 90 = 4, 1, 5, 2, 6, 3; 180 = 6, 5, 4, 3, 2, 1; 270 = 3, 6, 2, 5, 1, 4 }[$_]
        @(($image | Resize-HeatmapImage -Rotate $_).ToArray()) | Should -Be $expected
    }

    It 'exchange sides: -Flip <_>' -ForEach 'Horizontal', 'Vertical' {
        $expected = @{ Horizontal = 3, 2, 1, 6, 5, 4; Vertical = 4, 5, 6, 1, 2, 3 }[$_]
        @((New-Image ushort 3 1, 2, 3, 4, 5, 6 | Resize-HeatmapImage -Flip $_).ToArray()) | Should -Be $expected
    }

    It 'are cut out, turned, mirrored, resized in this order' {
        $image = Import-HeatmapImage -InputObject (New-TestFrame Noise 40 30).Grid
        foreach ($rotate in 90, 180, 270) {
            foreach ($flip in 'Horizontal', 'Vertical') {
                foreach ($kernel in 'Nearest', 'Area', 'Bicubic') {
                    $together = $image | Resize-HeatmapImage -Region 3, 4, 21, 17 -Rotate $rotate -Flip $flip -Size 12, 9 -Kernel $kernel
                    $apart = $image | Resize-HeatmapImage -Region 3, 4, 21, 17 | Resize-HeatmapImage -Rotate $rotate | Resize-HeatmapImage -Flip $flip |
                        Resize-HeatmapImage -Size 12, 9 -Kernel $kernel
                    Should-HavePixels $together.ToArray() $apart.ToArray() -Width 12
                }
            }
        }
    }

    It 'of larger pictures than a tile of 64 pixels are whole, of three bands too: <Width> x <Height>' -ForEach @{ Width = 130; Height = 67 }, @{ Width = 64; Height = 129 }, @{ Width = 65; Height = 64 } {
        $numbers = (New-TestFrame Noise (3 * $Width) $Height -Type ([byte])).Data
        $image = Import-HeatmapImage -InputObject $numbers -Width $Width -Height $Height
        foreach ($turns in @(90, 270), @(270, 90), @(180, 180)) {
            Should-HavePixels ($image | Resize-HeatmapImage -Rotate $turns[0] | Resize-HeatmapImage -Rotate $turns[1]).ToArray() $numbers -Width $Width -Bands 3
        }

        $turned = ($image | Resize-HeatmapImage -Rotate 90).ToArray()
        foreach ($at in @(0, 0), @(($Width - 1), ($Height - 1)), @(63, 1), @(5, 63)) {
            $turned[$at[0], ($Height - 1 - $at[1]), 2] | Should -Be $numbers[3 * ($at[1] * $Width + $at[0]) + 2]
        }

        Should-HavePixels ($image | Resize-HeatmapImage -Flip Vertical | Resize-HeatmapImage -Rotate 180).ToArray() ($image | Resize-HeatmapImage -Flip Horizontal).ToArray()
    }

    It 'of long rows are kept in smaller tiles' {
        $numbers = (New-TestFrame Noise 600000 3 -Type ([byte])).Data
        $image = Import-HeatmapImage -InputObject $numbers -Width 200000 -Height 3 | Resize-HeatmapImage -Rotate 90 | Resize-HeatmapImage -Rotate 90
        Should-HavePixels ($image | Resize-HeatmapImage -Rotate 180).ToArray() $numbers -Width 200000 -Bands 3
    }

    It 'are given as <Name>' -ForEach @(
        @{ Name = 'numbers'; Region = 1, 2, 3, 4 }
        @{ Name = 'text'; Region = '1,2,3,4' }
        @{ Name = 'rect'; Region = 'rect 1,2,3,4' }
        @{ Name = 'a table'; Region = @{ X = 1; Y = 2; Width = 3; Height = 4 } }
        @{ Name = 'an object of texts'; Region = [pscustomobject]@{ Name = 'motor'; X = '1'; Y = '2'; Width = '3'; Height = '4' } }
    ) {
        $image = Import-HeatmapImage -InputObject (New-TestFrame Noise 10 9).Grid
        $result = $image | Resize-HeatmapImage -Region $Region
        $result.Width, $result.Height, $result.ToArray()[0, 0] | Should -Be 3, 4, $image.ToArray()[2, 1]
    }

    It 'are given as a bounding box of Measure-Heatmap' {
        $data = [byte[,]]::new(8, 9)
        $data[3, 2] = $data[4, 5] = 200
        $box = (Measure-Heatmap -InputObject $data -ThresholdAbove 100).BoundingBox
        $result = Resize-HeatmapImage -InputObject $data -Region $box
        $result.Width, $result.Height, $result.ToArray()[0, 0], $result.ToArray()[1, 3] | Should -Be 4, 2, 200, 200
    }
}

Describe 'Annotations' {
    It 'stay in another size, and go in a part' {
        $heatmap = Import-HeatmapImage -InputObject (New-TestFrame Spot 90 60).Grid | ConvertTo-Heatmap | Add-Annotation -Spot Hottest
        @(($heatmap | Resize-HeatmapImage -Factor 2).Annotations).Count | Should -Be @($heatmap.Annotations).Count
        ($heatmap | Resize-HeatmapImage -Region 0, 0, 30, 20).Annotations | Should -BeNullOrEmpty
    }
}
