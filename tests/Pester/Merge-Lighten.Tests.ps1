# Merge-Lighten: numpy.maximum at every depth, alpha, mixed depths and bands, sizes, heatmaps, errors and files.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # An image of one row from numbers.
    function New-Row([array] $Values, [int] $Pixels = $Values.Length) { return Import-HeatmapImage -InputObject $Values -Width $Pixels -Height 1 }

    function Get-Pixels([object] $Image) { return @($Image.ToArray()) }
}

Describe 'The larger value' {
    It 'is numpy.maximum for <Type>' -ForEach @(
        foreach ($type in [byte], [sbyte], [ushort], [short], [uint], [int], [float], [double]) { @{ Type = $type } }
    ) {
        $least = $Type::MinValue
        $most = $Type::MaxValue
        $a = New-Row ($least, $most, 5, 7, 0 -as $Type.MakeArrayType())
        $b = New-Row ($most, $least, 7, 5, 1 -as $Type.MakeArrayType())
        $result = $a, $b | Merge-Lighten
        $result.ToArray().GetType().GetElementType() | Should -Be $Type
        Get-Pixels $result | Should -Be @($most, $most, 7, 7, 1)
    }

    It 'is taken of any number of images, whatever the number of cores' -ForEach 1, 2, 3, 17 {
        $frames = foreach ($i in 1..$_) { New-TestFrame -Kind Noise -Width 130 -Height 70 -Seed $i }
        $expected = [ushort[]]::new(130 * 70)
        foreach ($frame in $frames) {
            for ($i = 0; $i -lt $expected.Length; $i++) { $expected[$i] = [Math]::Max($expected[$i], $frame.Data[$i]) }
        }

        foreach ($limit in 1, 3) {
            $result = $frames | ForEach-Object { , $_.Grid } | Merge-Lighten -ThrottleLimit $limit
            Should-HavePixels $result.ToArray() $expected -Width 130
        }
    }

    It 'lets NaN through, and passes over it with -IgnoreNaN' {
        $a = New-Row ([float[]]([float]::NaN, 1, [float]::NaN))
        $b = New-Row ([float[]](2, [float]::NaN, [float]::NaN))
        Get-Pixels ($a, $b | Merge-Lighten) | Join-String -Separator ' ' | Should -Be 'NaN NaN NaN'
        Get-Pixels ($a, $b | Merge-Lighten -IgnoreNaN) | Join-String -Separator ' ' | Should -Be '2 1 NaN'
    }

    It 'lets nodata through, and passes over it with -IgnoreNaN' {
        $a, $b = foreach ($values in [byte[]](0, 9, 0), [byte[]](7, 0, 0)) { Import-HeatmapImage -InputObject $values -Width 3 -Height 1 }
        $kept = $a, $b | Import-HeatmapImage -NoDataValue 0 | Merge-Lighten
        Get-Pixels $kept | Should -Be @(0, 0, 0)
        $kept.SampleType | Should -Be 'UInt8'
        $kept.NoDataValues | Should -Be 0
        Get-Pixels ($a, $b | Import-HeatmapImage -NoDataValue 0 | Merge-Lighten -IgnoreNaN) | Should -Be @(7, 9, 0)
    }

    It 'composites alpha by the W3C''s formula' {
        $a = Import-HeatmapImage -InputObject ([byte[]](100, 50, 200, 255)) -Width 1 -Height 1
        $b = Import-HeatmapImage -InputObject ([byte[]](200, 10, 100, 51)) -Width 1 -Height 1
        Get-Pixels ($a, $b | Merge-Lighten) | Should -Be @(120, 50, 200, 255)
        Get-Pixels ($b, $a | Merge-Lighten) | Should -Be @(120, 50, 200, 255)
    }
}

Describe 'Images that differ' {
    It 'widens 8 bits to 16 by 257' {
        $result = (New-Row ([byte[]](1, 255))), (New-Row ([ushort[]](300, 5))) | Merge-Lighten
        $result.SampleType | Should -Be 'UInt16'
        Get-Pixels $result | Should -Be @(300, 65535)
    }

    It 'takes integers beside floats by their value' {
        $result = (New-Row ([byte[]](1, 255))), (New-Row ([float[]](1.5, 5))) | Merge-Lighten
        $result.SampleType | Should -Be 'Float32'
        Get-Pixels $result | Should -Be @(1.5, 255)
    }

    It 'repeats grey beside RGB, and adds opaque alpha' {
        $gray = New-Row ([byte[]](60, 70))
        $rgb = New-Row ([byte[]](1, 100, 3, 200, 5, 6)) 2
        $result = $gray, $rgb | Merge-Lighten
        "$($result.ColorModel) $($result.Bands)" | Should -Be 'Rgb 3'
        Get-Pixels $result | Should -Be @(60, 100, 60, 200, 70, 70)
        $rgba = New-Row ([byte[]](1, 100, 3, 0, 200, 5, 6, 255)) 2
        Get-Pixels ($gray, $rgba | Merge-Lighten) | Should -Be @(60, 60, 60, 255, 200, 70, 70, 255)
    }

    It 'makes colours grey first with -Grayscale' {
        $result = (New-Row ([byte[]](255, 0, 0, 0, 255, 0)) 2), (New-Row ([byte[]](100, 100))) | Merge-Lighten -Grayscale
        Get-Pixels $result | Should -Be @(100, 150)
    }

    It 'refuses other numbers of bands' {
        { (New-Row ([byte[]](1..6)) 2), (New-Row ([byte[]](1..10)) 2) | Merge-Lighten } | Should-ThrowId BandMismatch
    }

    It 'refuses other sizes with one error that names both, and writes nothing' {
        $folder = New-TestFolder
        foreach ($size in 3, 4, 5) { $null = Write-TestNpy ([IO.Path]::Join($folder, "$size.npy")) ([byte[]]::new(2 * $size)) 2, $size }
        $target = [IO.Path]::Join($folder, 'out.png')
        $records = { Merge-Lighten ([IO.Path]::Join($folder, '*.npy')) -Destination $target } | Should-ThrowId SizeMismatch
        @($records).Count | Should -Be 1
        "$records" | Should -BeLike '*3.npy*3×2*4.npy*4×2*-Fit*'
        Test-Path $target | Should -BeFalse
    }

    It 'crops about the anchor <Anchor>' -ForEach @(
        @{ Anchor = 'Center'; Expected = 5 }
        @{ Anchor = 'TopLeft'; Expected = 1 }
        @{ Anchor = 'Right'; Expected = 6 }
        @{ Anchor = 'BottomLeft'; Expected = 7 }
    ) {
        $small = Import-HeatmapImage -InputObject ([byte[]](0)) -Width 1 -Height 1
        $large = Import-HeatmapImage -InputObject ([byte[]](1..9)) -Width 3 -Height 3
        Get-Pixels ($small, $large | Merge-Lighten -Fit Crop -Anchor $Anchor) | Should -Be @($Expected)
    }

    It 'pads with nothing, in Merge-Darken too' {
        $large = Import-HeatmapImage -InputObject ([byte[]](1..9)) -Width 3 -Height 3
        $small = Import-HeatmapImage -InputObject ([byte[]](100)) -Width 1 -Height 1
        Get-Pixels ($large, $small | Merge-Lighten -Fit Pad) | Should -Be @(1, 2, 3, 4, 100, 6, 7, 8, 9)
        Get-Pixels ($large, $small | Merge-Darken -Fit Pad -Anchor TopLeft) | Should -Be @(1..9)
    }

    It 'refuses to crop what is smaller' {
        $large = Import-HeatmapImage -InputObject ([byte[]](1..9)) -Width 3 -Height 3
        $small = Import-HeatmapImage -InputObject ([byte[]](100)) -Width 1 -Height 1
        { $large, $small | Merge-Lighten -Fit Crop } | Should-ThrowId SizeMismatch
    }

    It 'resizes to the first image''s size' {
        $first = Import-HeatmapImage -InputObject ([ushort[]]::new(40 * 30)) -Width 40 -Height 30
        $flat = [ushort[]]::new(77 * 91)
        [Array]::Fill($flat, [ushort]40001)
        $result = $first, (Import-HeatmapImage -InputObject $flat -Width 77 -Height 91) | Merge-Lighten -Fit Resize
        "$($result.Width)×$($result.Height) $($result.SampleType)" | Should -Be '40×30 UInt16'
        (Get-Pixels $result | Sort-Object -Unique) | Should -Be 40001
    }
}

Describe 'An odd difference' {
    It 'leaves the smaller half at the left, of what is cut and of what is missing' {
        $row = { param($Values) Import-HeatmapImage -InputObject ([byte[]]$Values) -Width $Values.Count -Height 1 }
        @(((& $row @(0, 0, 0, 0)), (& $row @(1, 2, 3, 4, 5)) | Merge-Lighten -Fit Crop).ToArray()) | Should -Be 1, 2, 3, 4
        @(((& $row @(0, 0, 0, 0)), (& $row @(7, 8, 9)) | Merge-Lighten -Fit Pad).ToArray()) | Should -Be 7, 8, 9, 0
    }
}

Describe 'Holes' {
    It 'keep their size with -Fit Resize' {
        $values = [float[]]::new(20 * 20)
        [Array]::Fill($values, [float]7)
        foreach ($i in 189, 190, 209, 210) { $values[$i] = [float]::NaN }
        $first = Import-HeatmapImage -InputObject ([float[]]::new(40 * 40)) -Width 40 -Height 40
        $result = @(($first, (Import-HeatmapImage -InputObject $values -Width 20 -Height 20) | Merge-Lighten -Fit Resize).ToArray())
        # NaN is what the other image has there: 0.
        $result.Where{ $_ -ne 7 }.Count | Should -Be 16
    }
}

Describe 'Heatmaps' {
    It 'merge by their numbers where they share a scale' {
        $heatmaps = (New-Row ([ushort[]](10, 900))), (New-Row ([ushort[]](700, 20))) | ConvertTo-Heatmap -Minimum 0 -Maximum 1000 -Colormap viridis
        $result = $heatmaps | Merge-Lighten
        $result.GetType().Name | Should -Be 'Heatmap'
        $result.Maximum | Should -Be 1000
        "$($result.Colormap)" | Should -Be "$($heatmaps[0].Colormap)"
        @($result.Raster.ToArray()) | Should -Be @(700, 900)
    }

    It 'merge by their colours where they do not' {
        $a = New-Row ([ushort[]](10, 900)) | ConvertTo-Heatmap -Minimum 0 -Maximum 1000 -Colormap gray
        $b = New-Row ([ushort[]](10, 900)) | ConvertTo-Heatmap -Minimum 0 -Maximum 900 -Colormap gray
        $result = $a, $b | Merge-Lighten
        $result.GetType().Name | Should -Be 'Raster'
        Get-Pixels $result | Should -Be (Get-Pixels $b)
    }
}

Describe 'Files' {
    BeforeEach {
        $folder = New-TestFolder
        $paths = foreach ($i in 1, 2, 3) {
            Write-TestPng ([IO.Path]::Join($folder, "frame[$i].png")) 3 1 ([ushort[]]($i, (10 - $i), 5))
        }
        $target = [IO.Path]::Join($folder, 'out', 'merged.png')
    }

    It 'come from the pipeline and go to -Destination' {
        $file = Get-Item -LiteralPath $paths | Merge-Lighten -Destination $target
        $file | Should -BeOfType [IO.FileInfo]
        (Read-Png $target).Raw | Should -Be @(3, 9, 5)
    }

    It 'are left alone under -WhatIf' {
        Get-Item -LiteralPath $paths | Merge-Lighten -Destination $target -WhatIf | Should -BeNullOrEmpty
        Test-Path $target | Should -BeFalse
    }

    It 'are replaced only with -Force, or with -IfNewer when a source is newer' {
        $null = Merge-Lighten -LiteralPath $paths[0] -Destination $target
        { Merge-Lighten -LiteralPath $paths -Destination $target } | Should-ThrowId OutputExists
        Merge-Lighten -LiteralPath $paths -Destination $target -SkipExisting | Should -BeNullOrEmpty
        (Read-Png $target).Raw[0] | Should -Be 1
        (Get-Item -LiteralPath $target).LastWriteTimeUtc = [datetime]::UtcNow.AddHours(1)
        Merge-Lighten -LiteralPath $paths -Destination $target -IfNewer | Should -BeNullOrEmpty
        (Get-Item -LiteralPath $target).LastWriteTimeUtc = [datetime]::UtcNow.AddHours(-1)
        (Get-Item -LiteralPath $paths[2]).LastWriteTimeUtc = [datetime]::UtcNow
        $null = Merge-Lighten -LiteralPath $paths -Destination $target -IfNewer
        (Read-Png $target).Raw[0] | Should -Be 3
        $null = Merge-Lighten -LiteralPath $paths[1] -Destination $target -Force
        (Read-Png $target).Raw[0] | Should -Be 2
    }

    It 'that are inputs are not written, even with -Force' {
        { Merge-Lighten -LiteralPath $paths -Destination $paths[0] -Force } | Should-ThrowId OutputIsInput
        (Read-Png $paths[0]).Raw | Should -Be @(1, 9, 5)
    }

    It 'need a name, not a folder' {
        { Merge-Lighten -LiteralPath $paths -Destination $folder } | Should-ThrowId DestinationInvalid
    }

    It 'that cannot be read are one error each, and the others are merged' {
        $missing = [IO.Path]::Join($folder, 'missing.png')
        $whole = [IO.File]::ReadAllBytes((Write-TestPng ([IO.Path]::Join($folder, 'w.png')) 64 64 ([ushort[]]@(1..4096 | ForEach-Object { $_ * 37 % 251 }))))
        $half = [IO.Path]::Join($folder, 'half.png')
        [IO.File]::WriteAllBytes($half, $whole[0..($whole.Length / 2)])
        $results = @(Merge-Lighten -LiteralPath ([IO.Path]::Join($folder, 'w.png')), $half, $missing -Destination $target 2>&1)
        $errors = @($results | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $errors.FullyQualifiedErrorId -replace ',.*' | Sort-Object | Should -Be @('ImageCorrupt', 'ImageNotFound')
        $errors.TargetObject | Sort-Object | Should -Be @($half, $missing)
        Compare-Object (Read-Png $target).Raw (Read-Png ([IO.Path]::Join($folder, 'w.png'))).Raw -SyncWindow 0 | Should -BeNullOrEmpty
    }
}

Describe 'Too few images' {
    It 'is an error for none' {
        { @() | Merge-Lighten } | Should-ThrowId TooFewImages
    }

    It 'is no error for one, which comes back' {
        Get-Pixels (New-Row ([byte[]](3, 4)) | Merge-Lighten) | Should -Be @(3, 4)
    }

    It 'is one error for switches that exclude each other' {
        { Merge-Lighten x.png -Destination y.png -Force -IfNewer } | Should-ThrowId ParameterConflict
    }
}
