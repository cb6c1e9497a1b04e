# ConvertTo-Heatmap: colours, ranges, depth and the objects it makes. Its input and output rules, which other cmdlets
# share, are in Conventions.*.Tests.ps1; the copying of PNG data in ConvertTo-Heatmap.Png.Tests.ps1.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noOpenCv = $null -eq (Find-Python 'numpy', 'cv2')
    $opencvNames = (Get-GoldenColorTable opencv).Names

    # How each golden heatmap was made: its frame, the file it comes in, and the parameters.
    $ranges = @(
        @{ Case = 'u16_given'; Frame = 'u16'; File = 'png'; Range = @{ Minimum = 7000; Maximum = 9000 } }
        @{ Case = 'u16_given'; Frame = 'u16'; File = 'tif'; Range = @{ Minimum = 7000; Maximum = 9000 } }
        @{ Case = 'u16_auto'; Frame = 'u16'; File = 'png'; Range = @{} }
        @{ Case = 'u16_auto'; Frame = 'u16'; File = 'npy'; Range = @{ Range = 'Data' } }
        @{ Case = 'u16_percentile'; Frame = 'u16'; File = 'png'; Range = @{ Percentile = 2, 98 } }
        @{ Case = 'u16_std'; Frame = 'u16'; File = 'tif'; Range = @{ StandardDeviation = 2 } }
        @{ Case = 'f32_auto'; Frame = 'f32'; File = 'tif'; Range = @{} }
        @{ Case = 'f32_percentile'; Frame = 'f32'; File = 'npy'; Range = @{ Percentile = 2, 98 } }
        @{ Case = 'i16_auto'; Frame = 'i16'; File = 'tif'; Range = @{} }
        @{ Case = 'i16_given'; Frame = 'i16'; File = 'npy'; Range = @{ Minimum = -1000; Maximum = 1000 } }
        @{ Case = 'u8_type'; Frame = 'u8'; File = 'png'; Range = @{} }
        @{ Case = 'u8_type'; Frame = 'u8'; File = 'tif'; Range = @{ Range = 'Type' } }
    )
    $goldenCases = foreach ($range in $ranges) { foreach ($map in 'viridis', 'inferno') { $range + @{ Colormap = $map } } }
    $sharedCases = foreach ($map in 'viridis', 'inferno') {
        @{ Case = 'shared'; Range = @{}; Colormap = $map }
        @{ Case = 'sharedpercentile'; Range = @{ Percentile = 2, 98 }; Colormap = $map }
    }
}

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

Describe 'Colours of 8-bit data' {
    It 'are those of cv2.applyColorMap with <_>' -ForEach $opencvNames {
        $tables = Get-GoldenColorTable opencv
        foreach ($name in $_, "opencv:$($_ -replace '^COLORMAP_')") {
            Should-HavePixels (ConvertTo-Heatmap -InputObject $allBytes -Colormap $name).ToArray() $tables.Apply($_, $allBytes) -Width 256 -Bands 3
        }
    }

    It 'are np.rint(255 * cmap(k / 255)) with every <_> map, reversed ones too' -ForEach 'matplotlib', 'colorcet' {
        $tables = Get-GoldenColorTable $_
        $wrong = foreach ($name in $tables.Names) {
            # The module calls colorcet's CET_C1 by its bare name, and matplotlib's names are bare ones.
            $actual = (ConvertTo-Heatmap -InputObject $allBytes -Colormap "${_}:$name").ToArray()
            $comparison = Compare-Pixels $actual $tables.Apply($name, $allBytes) -Bands 3 -Width 256
            if (-not $comparison.Equal) { "${name}: $comparison" }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'are written by -Reverse as by the name with _r' {
        $expected = (Get-GoldenColorTable matplotlib).Apply('plasma_r', $allBytes)
        foreach ($parameters in @{ Colormap = 'plasma_r' }, @{ Colormap = 'plasma'; Reverse = $true }) {
            Should-HavePixels (ConvertTo-Heatmap -InputObject $allBytes @parameters).ToArray() $expected
        }
    }

    It 'of a frame in a file equal OpenCV''s for <_>' -ForEach 'jet', 'inferno', 'turbo' {
        $file = Write-GoldenFrame u8 ([IO.Path]::Join((New-TestFolder), 'frame.png'))
        $output = ConvertTo-Heatmap $file -Colormap "opencv:$_" -Destination ([IO.Path]::Join((Split-Path $file), 'out'))
        Should-HavePixels (Read-Png $output).RgbBytes (Read-Golden "heat_u8_opencv_$_").Data -Width 96 -Bands 3
    }

    It 'of a colour image are those of its grey values' {
        $rgb = Read-Golden 'gray_rgb8'
        $file = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'rgb.png')) 64 48 ([ushort[]]$rgb.Data) -ColorType 2
        $expected = (Get-GoldenColorTable matplotlib).Apply('magma', (Read-Golden 'gray_rgb8_expected').Data)
        Should-HavePixels (ConvertTo-Heatmap $file -Colormap magma).ToArray() $expected
    }
}

Describe 'Golden heatmaps' {
    It 'equal matplotlib''s: <Case>, <Colormap>, from .<File>' -ForEach $goldenCases {
        $source = Write-GoldenFrame $Frame ([IO.Path]::Join((New-TestFolder), "frame.$File"))
        $expected = (Read-Golden "heat_${Case}_$Colormap").Data
        $output = ConvertTo-Heatmap $source -Colormap $Colormap -Destination ([IO.Path]::Join((Split-Path $source), 'out')) @Range
        $png = Read-Png $output
        $png.ColorType | Should -Be 3 -Because 'an 8-bit heatmap is a palette image'
        if ($Frame -eq 'f32') {
            # What bad pixels hold in the golden array is not defined.
            $bad = (Read-Golden 'bad_f32').Data
            $alpha = [byte[]]::new($bad.Length)
            $actual = $png.RgbaBytes
            for ($i = 0; $i -lt $bad.Length; $i++) {
                $alpha[$i] = $actual[4 * $i + 3]
                if ($bad[$i]) { foreach ($c in 0..2) { $expected[3 * $i + $c] = $actual[4 * $i + $c] } }
            }
            Should-HavePixels $alpha (@($bad | ForEach-Object { $_ ? 0 : 255 })) -Width 96
        }

        Should-HavePixels $png.RgbBytes $expected -Width 96 -Bands 3

        $heatmap = ConvertTo-Heatmap $source -Colormap $Colormap @Range
        [Math]::Abs($heatmap.Minimum - $limits.$Case.minimum) | Should -BeLessThan 1e-9
        [Math]::Abs($heatmap.Maximum - $limits.$Case.maximum) | Should -BeLessThan 1e-9
    }

    It 'equal matplotlib''s with one range for two frames: <Case>, <Colormap>' -ForEach $sharedCases {
        $folder = New-TestFolder
        $files = 'u16', 'u16b' | ForEach-Object { Write-GoldenFrame $_ ([IO.Path]::Join($folder, "$_.png")) }
        $outputs = $files | ConvertTo-Heatmap -Colormap $Colormap -SharedScale -Destination ([IO.Path]::Join($folder, 'out')) @Range
        $outputs.Name | Should -Be 'u16.png', 'u16b.png'
        foreach ($output in $outputs) {
            $expected = (Read-Golden "heat_$($output.BaseName)_${Case}_$Colormap").Data
            Should-HavePixels (Read-Png $output).RgbBytes $expected -Width 96 -Bands 3
        }
    }

    It 'equals matplotlib''s with 16-bit colours' {
        $source = Write-GoldenFrame u16 ([IO.Path]::Join((New-TestFolder), 'frame.tif'))
        $output = ConvertTo-Heatmap $source -Colormap inferno -Minimum 7000 -Maximum 9000 -BitDepth 16 -Destination ([IO.Path]::Join((Split-Path $source), 'out.png'))
        $png = Read-Png $output
        $png.BitDepth, $png.ColorType | Should -Be 16, 2
        Should-HavePixels $png.Rgb (Read-Golden 'heat16_u16_given_inferno').Data -Width 96 -Bands 3
    }
}

Describe 'Ranges' {
    It 'keep the order of the inputs, whichever is read first: <Name>' -ForEach @(
        @{ Name = 'each its own'; Parameters = @{} }, @{ Name = 'shared'; Parameters = @{ SharedScale = $true } }, @{ Name = 'given'; Parameters = @{ Minimum = 0; Maximum = 9 } }
    ) {
        $folder = New-TestFolder
        # The first takes far longer to read than the others.
        $files = foreach ($height in 3000, 2, 1500, 1) { Write-TestTiff ([IO.Path]::Join($folder, "$height.tif")) 2000 $height @(, [ushort[]]::new(2000 * $height)) }
        ($files | ConvertTo-Heatmap -ThrottleLimit 4 @Parameters).Height | Should -Be 3000, 2, 1500, 1
        $written = $files | ConvertTo-Heatmap -ThrottleLimit 4 -Destination ([IO.Path]::Join($folder, 'out')) -WarningAction Ignore @Parameters
        $written.BaseName | Should -Be 3000, 2, 1500, 1
    }

    It '-SharedScale pools frames of different types by value' {
        $heatmaps = ([byte[,]]::new(2, 2)), ([float[,]]::new(1, 2)) | ForEach-Object { $_[0, 1] = 7; , $_ } | ConvertTo-Heatmap -SharedScale -Range Data
        $heatmaps.Maximum | Should -Be 7, 7
        $heatmaps.Minimum | Should -Be 0, 0
    }

    It '-Scale uses a saved scale for every image' {
        $scale = (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $u16.Data -Width 96 -Height 80) -Minimum 7000 -Maximum 9000).Scale
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $u16.Data -Width 96 -Height 80) -Scale $scale -Colormap inferno
        $heatmap.Minimum, $heatmap.Maximum | Should -Be 7000, 9000
        Should-HavePixels $heatmap.ToArray() (Read-Golden 'heat_u16_given_inferno').Data
    }

    It '-Minimum overrides one end only of <_>' -ForEach 'Percentile', 'Range', 'StandardDeviation' {
        $parameters = @{ Percentile = @{ Percentile = 2, 98 }; Range = @{ Range = 'Type' }; StandardDeviation = @{ StandardDeviation = 2 } }[$_]
        $free = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $u16.Data -Width 96 -Height 80) @parameters
        $held = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $u16.Data -Width 96 -Height 80) -Minimum 100 @parameters
        $held.Minimum | Should -Be 100
        $held.Maximum | Should -Be $free.Maximum
    }

    It '-Range <Range> of <Type> is <Minimum> to <Maximum>' -ForEach @(
        @{ Range = 'Type'; Type = [byte]; Minimum = 0; Maximum = 255 }
        @{ Range = 'Auto'; Type = [byte]; Minimum = 0; Maximum = 255 }
        @{ Range = 'Data'; Type = [byte]; Minimum = 3; Maximum = 9 }
        @{ Range = 'Type'; Type = [ushort]; Minimum = 0; Maximum = 65535 }
        @{ Range = 'Auto'; Type = [ushort]; Minimum = 3; Maximum = 9 }
        @{ Range = 'Type'; Type = [short]; Minimum = -32768; Maximum = 32767 }
        @{ Range = 'Type'; Type = [float]; Minimum = 0; Maximum = 1 }
        @{ Range = 'Auto'; Type = [double]; Minimum = 3; Maximum = 9 }
    ) {
        $data = [Array]::CreateInstance($Type, 2)
        $data.SetValue(3 -as $Type, 0)
        $data.SetValue(9 -as $Type, 1)
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $data -Width 2 -Height 1) -Range $Range
        $heatmap.Minimum, $heatmap.Maximum | Should -Be $Minimum, $Maximum
    }

    It 'of constant data are that value, and all pixels the first colour' {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([ushort[]](5, 5, 5, 5)) -Width 2 -Height 2)
        $heatmap.Minimum, $heatmap.Maximum | Should -Be 5, 5
        Should-HavePixels $heatmap.ToArray() (@(68, 1, 84) * 4)
    }

    It 'tell the share of clipped pixels' {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([ushort[]](0..99)) -Width 10 -Height 10) -Minimum 10 -Maximum 94
        $heatmap.ClippedPercent | Should -Be 15
    }

    It 'leave nodata out: <_>' -ForEach 'the parameter', 'the file' {
        $file = [IO.Path]::Join((New-TestFolder), 'x.tif')
        $parameters = @{}
        if ($_ -eq 'the file') {
            $null = Write-TestTiff $file 2 2 @(, ([short[]](-9999, 10, 20, 30))) -NoData '-9999'
        }
        else {
            $null = Write-TestTiff $file 2 2 @(, ([short[]](-9999, 10, 20, 30)))
            $parameters.NoDataValue = -9999
        }

        $heatmap = Import-HeatmapImage $file @parameters | ConvertTo-Heatmap
        $heatmap.Minimum, $heatmap.Maximum | Should -Be 10, 30
        $png = Read-Png (Import-HeatmapImage $file @parameters | ConvertTo-Heatmap -Destination ([IO.Path]::Join((Split-Path $file), 'x.png')))
        $png.Rgba[3], $png.Rgba[7], $png.Rgba[15] | Should -Be 0, 255, 255
    }

    It 'that contradict each other are an error before a file is read: <Name>' -ForEach @(
        @{ Name = 'minimum above maximum'; Range = @{ Minimum = 9; Maximum = 1 } }
        @{ Name = 'minimum NaN'; Range = @{ Minimum = [double]::NaN } }
        @{ Name = 'maximum infinite'; Range = @{ Maximum = [double]::PositiveInfinity } }
        @{ Name = 'falling percentiles'; Range = @{ Percentile = 98, 2 } }
        @{ Name = 'percentile over 100'; Range = @{ Percentile = 2, 101 } }
        @{ Name = 'percentile and deviation'; Range = @{ Percentile = 2, 98; StandardDeviation = 2 } }
        @{ Name = 'deviation of 0'; Range = @{ StandardDeviation = 0 } }
        @{ Name = 'scale and percentile'; Range = @{ Percentile = 2, 98 }; WithScale = $true }
        @{ Name = 'scale and shared scale'; Range = @{ SharedScale = $true }; WithScale = $true }
        @{ Name = 'scale and minimum'; Range = @{ Minimum = 1 }; WithScale = $true }
    ) {
        if ($WithScale) { $Range.Scale = (ConvertTo-Heatmap -InputObject $allBytes).Scale }
        $records = { ConvertTo-Heatmap -LiteralPath /no/such/file.png @Range } | Should-ThrowId RangeInvalid
        $records[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'that the data leave empty are an error of that image' {
        { ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([ushort[]](1, 2)) -Width 2 -Height 1) -Minimum 100 } | Should-ThrowId RangeInvalid
    }

    It 'of several deep images each give one warning, which -SharedScale:$false silences' {
        $folder = New-TestFolder
        $files = 1..3 | ForEach-Object { Write-TestTiff ([IO.Path]::Join($folder, "$_.tif")) 2 1 @(, ([ushort[]](1, (10 * $_)))) }
        $null = ConvertTo-Heatmap -LiteralPath $files -Destination (Join-Path $folder a) -WarningVariable first -WarningAction SilentlyContinue
        $first | Should -HaveCount 1
        $first[0] | Should -Match '-SharedScale'
        $null = ConvertTo-Heatmap -LiteralPath $files -Destination (Join-Path $folder b) -SharedScale:$false -WarningVariable second -WarningAction SilentlyContinue
        $null = ConvertTo-Heatmap -LiteralPath $files -Destination (Join-Path $folder c) -SharedScale -WarningVariable third -WarningAction SilentlyContinue
        $null = ConvertTo-Heatmap -LiteralPath $files -Destination (Join-Path $folder d) -Minimum 0 -Maximum 9 -WarningVariable fourth -WarningAction SilentlyContinue
        @($second).Count + @($third).Count + @($fourth).Count | Should -Be 0
    }
}

Describe '16-bit colours' {
    BeforeAll {
        $ramp = (New-TestFrame Ramp 256 256).Grid
    }

    It 'are more than 10,000 on a ramp, white 65535, and equal the 8-bit table where it has entries' {
        $array = (ConvertTo-Heatmap -InputObject $ramp -Colormap inferno -BitDepth 16).ToArray()
        $array.GetType().GetElementType() | Should -Be ([ushort])
        $flat = [ushort[]]::new($array.Length)
        [Buffer]::BlockCopy($array, 0, $flat, 0, 2 * $flat.Length)
        $colors = [Collections.Generic.HashSet[ulong]]::new()
        for ($i = 0; $i -lt $flat.Length; $i += 3) { $null = $colors.Add([ulong]$flat[$i] -bor ([ulong]$flat[$i + 1] -shl 16) -bor ([ulong]$flat[$i + 2] -shl 32)) }
        $colors.Count | Should -BeGreaterThan 10000

        $gray = (ConvertTo-Heatmap -InputObject $ramp -Colormap gray -BitDepth 16).ToArray()
        foreach ($value in 0, 257, 32896, 65535) {
            (0..2 | ForEach-Object { $gray[($value -shr 8), ($value -band 255), $_] }) | Should -Be $value, $value, $value
        }
    }

    It 'are at most 256 with -ColorInterpolation Nearest, and the same as those at 8 bits times 257 on a map of bytes' {
        $flat = [ushort[]](0..255 | ForEach-Object { $_ * 257 })
        $deep = (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $flat -Width 16 -Height 16) -Colormap opencv:jet -BitDepth 16 -ColorInterpolation Nearest -Range Type).ToArray()
        $bytes = (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $flat -Width 16 -Height 16) -Colormap opencv:jet -Range Type).ToArray()
        Should-HavePixels $deep (@($bytes) | ForEach-Object { $_ * 257 })
    }

    It 'are interpolated at 8 bits too with -ColorInterpolation Linear' {
        $map = [double[,]]::new(2, 3)
        foreach ($c in 0..2) { $map[1, $c] = 1 }
        $values = [byte[]](0, 64, 128, 255)
        Get-Colors $values @{ Colormap = $map; ColorInterpolation = 'Linear' } | Should -Be '0,0,0', '64,64,64', '128,128,128', '255,255,255'
        Get-Colors $values @{ Colormap = $map; ColorInterpolation = 'Nearest' } | Should -Be '0,0,0', '0,0,0', '255,255,255', '255,255,255'
    }

    It 'are read by <Reader> from <Format>' -Skip:$noOpenCv -ForEach @(
        @{ Format = 'png'; Reader = 'opencv' }, @{ Format = 'tif'; Reader = 'opencv' }, @{ Format = 'tif'; Reader = 'tifffile' }
    ) {
        $module = @{ opencv = 'cv2'; tifffile = 'tifffile' }[$Reader]
        if ($null -eq (Find-Python 'numpy', $module)) {
            Set-ItResult -Skipped -Because "Python has no $module"
            return
        }

        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $u16.Data -Width 96 -Height 80) -Colormap inferno -Minimum 7000 -Maximum 9000 -BitDepth 16
        $path = [IO.Path]::Join((New-TestFolder), "x.$Format")
        $heatmap | Export-HeatmapImage $path
        $read = (Read-ImageWithPython $path -Reader $Reader).Data
        if ($Reader -eq 'opencv') { for ($i = 0; $i -lt $read.Length; $i += 3) { $read[$i], $read[$i + 2] = $read[$i + 2], $read[$i] } }
        Should-HavePixels $read (Read-Golden 'heat16_u16_given_inferno').Data -Width 96 -Bands 3
    }
}
