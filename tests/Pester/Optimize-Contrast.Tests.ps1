# Optimize-Contrast: NumPy's, scikit-image's and OpenCV's numbers, bands, sets of images, alpha, holes and errors.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $manifest = Get-Content -Raw -LiteralPath ([IO.Path]::Join($PSScriptRoot, 'data', 'golden', 'manifest.json')) | ConvertFrom-Json -AsHashtable
    $claheCases = foreach ($name in $manifest.display.clahe.Keys) { @{ Name = $name; Case = $manifest.display.clahe[$name] } }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function Get-Colors([string] $Name) {
        $golden = Read-Golden $Name
        Import-HeatmapImage -InputObject $golden.Data -Width $golden.Shape[1] -Height $golden.Shape[0]
    }

    $rgb8, $rgb16 = (Get-Colors display_rgb8), (Get-Colors display_rgb16)
}

Describe 'Limits' {
    It 'are the percentiles 2 and 98 of each band by default, at 8 bits' {
        $result = $rgb16 | Optimize-Contrast
        $result.BitDepth, $result.ColorModel | Should -Be 8, 'Rgb'
        Should-HavePixels $result.ToArray() (Read-Golden stretch_perband).Data -Tolerance 1 -Width 70 -Bands 3
    }

    It 'are joint with -Joint, and 16 bits stay with -BitDepth' {
        Should-HavePixels ($rgb16 | Optimize-Contrast -Joint -BitDepth 16).ToArray() (Read-Golden stretch_joint16).Data -Tolerance 1 -Width 70 -Bands 3
    }

    It 'are standard deviations from the mean' {
        Should-HavePixels ($rgb16 | Optimize-Contrast -StandardDeviation 2).ToArray() (Read-Golden stretch_sigma).Data -Tolerance 1 -Width 70 -Bands 3
    }

    It 'are given, one a band' {
        $pixel = [ushort[]](100, 200, 300)
        @((Optimize-Contrast -InputObject (Import-HeatmapImage -InputObject $pixel -Width 1 -Height 1) -Minimum 0, 100, 0 -Maximum 200, 200, 1000).ToArray()) | Should -Be 128, 255, 76
        @((Optimize-Contrast -InputObject (Import-HeatmapImage -InputObject $pixel -Width 1 -Height 1) -Minimum 0 -Maximum 400).ToArray()) | Should -Be 64, 128, 191
    }

    It 'come from a saved scale' {
        $scale = Get-HeatmapScale -Minimum 0 -Maximum 400
        @((Optimize-Contrast -InputObject (Import-HeatmapImage -InputObject ([ushort[]](100, 200, 500)) -Width 3 -Height 1) -Scale $scale).ToArray()) | Should -Be 64, 128, 255
    }

    It 'are the same for all images with -SharedScale' {
        $dark, $light = [ushort[]](0, 100), [ushort[]](0, 400)
        $results = $dark, $light | ForEach-Object { Import-HeatmapImage -InputObject $_ -Width 2 -Height 1 } | Optimize-Contrast -Percentile 0, 100 -SharedScale
        @($results[0].ToArray()) | Should -Be 0, 64
        @($results[1].ToArray()) | Should -Be 0, 255
    }

    It 'leave NaN and nodata black, and count neither' {
        @((Import-HeatmapImage -InputObject ([float[]]([float]::NaN, 1, 2, 3, -99)) -Width 5 -Height 1 -NoDataValue -99 | Optimize-Contrast -Percentile 0, 100).ToArray()) | Should -Be 0, 0, 128, 255, 0
    }

    It 'leave nodata above the limits black too, in every type' {
        foreach ($data in [float[]](1, 2, 99), [ushort[]](1, 2, 99), [byte[]](1, 2, 99)) {
            @((Import-HeatmapImage -InputObject $data -Width 3 -Height 1 -NoDataValue 99 | Optimize-Contrast -Percentile 0, 100).ToArray()) | Should -Be 0, 255, 0
        }
    }

    It 'takes bands in the order of -Band' {
        # Two pixels of five bands; each band has a range of its own, and one of them falls.
        $pixels = [ushort[,,]]::new(1, 3, 5)
        foreach ($band in 0..4) { $pixels[0, 0, $band] = 100 * $band; $pixels[0, 1, $band] = 100 * $band + 10 * ($band + 1); $pixels[0, 2, $band] = 100 * $band + 100 }
        foreach ($order in @(3, 2, 1), @(1, 5, 2)) {
            $result = Import-HeatmapImage -InputObject $pixels -Band $order | Optimize-Contrast -Percentile 0, 100
            $result.Bands, $result.ColorModel | Should -Be 3, 'Rgb'
            $expected = foreach ($middle in 0, 1, 2) { foreach ($band in $order) { $middle -eq 0 ? 0 : $middle -eq 2 ? 255 : [Math]::Round(25.5 * $band, [MidpointRounding]::ToEven) } }
            Should-HavePixels $result.ToArray() ([byte[]]$expected) -Width 3 -Bands 3
        }
    }

    It '-Gamma is an exponent' {
        @((Optimize-Contrast -InputObject (Import-HeatmapImage -InputObject ([byte[]](0, 64, 255)) -Width 3 -Height 1) -Minimum 0 -Maximum 255 -Gamma 0.5).ToArray()) | Should -Be 0, 128, 255
    }

    It 'alpha stays' {
        $result = Optimize-Contrast -InputObject (Import-HeatmapImage -InputObject ([ushort[]](1, 2, 3, 65535, 4, 5, 6, 257)) -Width 2 -Height 1) -Percentile 0, 100
        $result.HasAlpha | Should -BeTrue
        @($result.ToArray()) | Should -Be 0, 0, 0, 255, 255, 255, 255, 1
    }
}

Describe 'Equalization' {
    It 'equals scikit-image''s of each band' {
        Should-HavePixels ($rgb8 | Optimize-Contrast -Equalize).ToArray() (Read-Golden stretch_equalize).Data -Tolerance 1 -Width 70 -Bands 3
    }

    It 'by tiles equals OpenCV: <Name>' -ForEach $claheCases {
        $image = $Case.bits -eq 8 ? $rgb8 : $rgb16
        $result = $image | Optimize-Contrast -Clahe -ClipLimit $Case.clip -TileGridSize $Case.grid -BitDepth $Case.bits
        Should-HavePixels $result.ToArray() (Read-Golden $Name).Data -Tolerance 1 -Width 70 -Bands 3
    }

    It 'by tiles of a narrow 16-bit range can be seen' {
        $frame = New-TestFrame Spot 64 48 -Minimum 7300 -Maximum 8000
        $range = @((Import-HeatmapImage -InputObject $frame.Data -Width 64 -Height 48 | Optimize-Contrast -Clahe -ClipLimit 4).ToArray()) | Measure-Object -Minimum -Maximum
        $range.Maximum - $range.Minimum | Should -BeGreaterThan 150
    }

    It 'by tiles of luma keeps differences of colours' {
        $before, $after = $rgb8.ToArray(), ($rgb8 | Optimize-Contrast -Clahe -Joint).ToArray()
        $kept = 0
        for ($x = 0; $x -lt 70; $x++) {
            $triple = 0..2 | ForEach-Object { $after[20, $x, $_] }
            if (($triple | Measure-Object -Minimum).Minimum -gt 0 -and ($triple | Measure-Object -Maximum).Maximum -lt 255) {
                ($after[20, $x, 0] - $after[20, $x, 1]) | Should -Be ($before[20, $x, 0] - $before[20, $x, 1])
                $kept++
            }
        }

        $kept | Should -BeGreaterThan 5
    }

    It 'by tiles of floating point is stretched first, and rows come out the same from files' {
        $folder = New-TestFolder
        $field = New-TestFrame Spot 80 60 -Type ([float])
        $source = Write-TestNpy ([IO.Path]::Join($folder, 'f.npy')) $field.Data -Shape 60, 80
        $direct = Optimize-Contrast $source -Clahe
        $file = Optimize-Contrast $source -Clahe -Destination ([IO.Path]::Join($folder, 'out'))
        Should-HavePixels (Read-Png $file).Raw $direct.ToArray() -Width 80
    }
}

Describe 'Tables' {
    It 'equal cv2.LUT: one table for all bands' {
        $table = (Read-Golden lut_one_table).Data
        Should-HavePixels ($rgb8 | Optimize-Contrast -Lut $table).ToArray() (Read-Golden lut_one).Data -Width 70 -Bands 3
    }

    It 'equal cv2.LUT: one a band' {
        $flat = (Read-Golden lut_three_table).Data
        $table = [byte[,]]::new(256, 3)
        [Buffer]::BlockCopy($flat, 0, $table, 0, $flat.Length)
        Should-HavePixels ($rgb8 | Optimize-Contrast -Lut $table).ToArray() (Read-Golden lut_three).Data -Width 70 -Bands 3
    }

    It 'take lists of numbers' {
        @((Optimize-Contrast -InputObject (Import-HeatmapImage -InputObject ([byte[]](0, 1, 255)) -Width 3 -Height 1) -Lut (255..0)).ToArray()) | Should -Be 255, 254, 0
    }

    It 'refuse what does not fit' {
        { $rgb8 | Optimize-Contrast -Lut (1..10) } | Should-ThrowId LutInvalid
        { $rgb16 | Optimize-Contrast -Lut (0..255) } | Should-ThrowId LutInvalid
        { $rgb8 | Optimize-Contrast -Lut (, 'x' * 256) } | Should-ThrowId LutInvalid
        { $rgb8 | Optimize-Contrast -Lut ([byte[,]]::new(256, 2)) } | Should-ThrowId LutInvalid
    }
}

Describe 'Errors and files' {
    It 'tells what excludes each other' {
        { $rgb8 | Optimize-Contrast -Percentile 1, 99 -Equalize } | Should-ThrowId ParameterConflict
        { $rgb8 | Optimize-Contrast -Clahe -Equalize } | Should-ThrowId ParameterConflict
        { $rgb8 | Optimize-Contrast -Joint -PerBand } | Should-ThrowId ParameterConflict
        { $rgb8 | Optimize-Contrast -Percentile 98, 2 } | Should-ThrowId RangeInvalid
        { $rgb8 | Optimize-Contrast -Minimum 5 -Maximum 1 } | Should-ThrowId RangeInvalid
        { $rgb8 | Optimize-Contrast -Scale (Get-HeatmapScale -Minimum 0 -Maximum 1) -SharedScale } | Should-ThrowId RangeInvalid
        { $rgb8 | Optimize-Contrast -Lut (0..255) -Gamma 2 } | Should-ThrowId RangeInvalid
    }

    It 'tells of other bands' {
        { $rgb8 | Optimize-Contrast -Minimum 0, 0 -Maximum 5, 5 } | Should-ThrowId BandsDiffer
        { $rgb8, (Import-HeatmapImage -InputObject ([byte[]](1, 2)) -Width 2 -Height 1) | Optimize-Contrast -SharedScale } | Should-ThrowId BandsDiffer
    }

    It 'writes files' {
        $folder = New-TestFolder
        $source = Write-TestPng ([IO.Path]::Join($folder, 'x.png')) 70 45 (Read-Golden display_rgb16).Data -BitDepth 16 -ColorType 2
        $file = Optimize-Contrast $source -Destination ([IO.Path]::Join($folder, 'out'))
        $png = Read-Png $file
        $png.BitDepth, $png.ColorType | Should -Be 8, 2
        Should-HavePixels $png.Raw (Read-Golden stretch_perband).Data -Tolerance 1
        $null = Optimize-Contrast $source -Destination ([IO.Path]::Join($folder, 'no')) -WhatIf
        [IO.Path]::Join($folder, 'no') | Should -Not -Exist
    }
}
