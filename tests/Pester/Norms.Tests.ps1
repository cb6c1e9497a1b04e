# Every norm against matplotlib's class and scikit-image's equalization: index for index, edges included.

BeforeDiscovery {
    $manifest = Get-Content -LiteralPath ([IO.Path]::Join($PSScriptRoot, 'data', 'golden', 'manifest.json')) -Raw | ConvertFrom-Json -AsHashtable
    $cases = $manifest.norms.cases
    $valueCases = @($cases | Where-Object data -EQ 'values')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function Get-GoldenPath([string] $Name) { return Get-TestDataPath "golden/$Name.npy" }

    # Parameters from JSON, with the arrays and switches that splatting needs.
    function Get-NormParameter([hashtable] $Case) {
        $parameters = @{}
        foreach ($name in $Case.parameters.Keys) {
            $value = $Case.parameters[$name]
            $parameters[$name] = $value -is [array] ? [double[]]$value : $value
        }

        return $parameters
    }

    # A map whose red channel is the colour's own number.
    function Get-CountingMap([int] $Count) {
        $map = [byte[,]]::new($Count, 3)
        for ($i = 0; $i -lt $Count; $i++) { $map[$i, 0] = $i }
        return , $map
    }

    function ConvertTo-TestHeatmap([hashtable] $Case) {
        $parameters = Get-NormParameter $Case
        $file = $Case.data -eq 'values' ? 'norm_values' : $Case.data
        return ConvertTo-Heatmap -LiteralPath (Get-GoldenPath $file) -Colormap (Get-CountingMap $Case.colors) -UnderColor '#000100' -OverColor '#000001' -BadColor '#000101' @parameters
    }

    # Indices from the colours of a rendered heatmap.
    function Get-RenderedIndex([object] $Heatmap, [int] $Count) {
        $pixels = $Heatmap.ToArray()
        $width = $Heatmap.Width
        $result = [int[]]::new($width * $Heatmap.Height)
        for ($y = 0; $y -lt $Heatmap.Height; $y++) {
            for ($x = 0; $x -lt $width; $x++) {
                $green, $blue = $pixels[$y, $x, 1], $pixels[$y, $x, 2]
                $result[$y * $width + $x] = $green -and $blue ? $Count + 2 : $blue ? $Count + 1 : $green ? $Count : $pixels[$y, $x, 0]
            }
        }

        return , $result
    }

    function Get-GoldenIndex([string] $Kind, [hashtable] $Case) {
        $all = Read-GoldenNpy (Get-GoldenPath "norm_${Kind}_$($Case.data)")
        $length = $all.Data.Length / $all.Shape[0]
        return , [int[]]$all.Data[($Case.position * $length)..(($Case.position + 1) * $length - 1)]
    }
}

Describe 'The norm <name> of <data>' -ForEach $cases {
    BeforeAll {
        $heatmap = ConvertTo-TestHeatmap $_
        $expected = Get-GoldenIndex 'indices' $_
    }

    It 'finds its limits' {
        $heatmap.Minimum | Should -BeExactly $minimum
        $heatmap.Maximum | Should -BeExactly $maximum
    }

    It 'gives each pixel the colour of the golden data' {
        Should-HavePixels -Actual (Get-RenderedIndex $heatmap $colors) -Expected $expected
    }

    It 'gives each value the same index by ColorIndex' {
        $values = (Read-GoldenNpy (Get-GoldenPath ($data -eq 'values' ? 'norm_values' : $data))).Data
        $scale = $heatmap.Scale
        $indices = [int[]]::new($values.Length)
        for ($i = 0; $i -lt $values.Length; $i++) { $indices[$i] = $scale.ColorIndex($values[$i], $colors) }
        Should-HavePixels -Actual $indices -Expected $expected
    }
}

Describe 'What differs from matplotlib 3.6 by name' {
    It '<name>: infinities and NaN are bad, a power has values under, regions count in whole numbers' -ForEach $valueCases {
        $values = (Read-GoldenNpy (Get-GoldenPath 'norm_values')).Data
        $expected = Get-GoldenIndex 'indices' $_
        $raw = Get-GoldenIndex 'matplotlib' $_
        for ($i = 0; $i -lt $values.Length; $i++) {
            if ($expected[$i] -eq $raw[$i]) { continue }
            if (-not [double]::IsFinite($values[$i])) { $expected[$i] | Should -Be ($colors + 2); continue }
            if ($parameters.Contains('Gamma')) {
                $values[$i] | Should -BeLessThan $minimum
                $expected[$i], $raw[$i] | Should -Be $colors, 0
                continue
            }

            $parameters.Contains('Boundary') | Should -BeTrue -Because "value $($values[$i])"
            $expected[$i] - $raw[$i] | Should -Be 1
        }
    }

    It 'puts the colours of regions by exact arithmetic, where a rounded quotient is one too low' {
        $case = (Get-Content -LiteralPath (Get-TestDataPath 'golden/manifest.json') -Raw | ConvertFrom-Json -AsHashtable).norms.cases |
            Where-Object name -EQ 'boundaryUneven'
        $edges = $case.parameters.Boundary
        $scale = Get-HeatmapScale -Boundary $edges
        $last = $edges.Count - 2
        $exact = foreach ($i in 0..$last) { [Math]::DivRem([int]($i * 255), [int]$last, [ref]0) }
        $rounded = foreach ($i in 0..$last) { [int][Math]::Truncate([double](255 / $last * $i)) }
        $actual = foreach ($i in 0..$last) { $scale.ColorIndex($edges[$i], 256) }
        $actual | Should -Be $exact
        $rounded | Should -Not -Be $exact -Because 'else the case shows nothing'
    }

    It 'shows an image of one value as the first colour, equalized too' {
        $flat = [ushort[,]]::new(2, 2)
        foreach ($i in 0..3) { $flat[[Math]::Floor($i / 2), ($i % 2)] = 7 }
        foreach ($parameters in @{ Norm = 'Equalize' }, @{ Norm = 'Log' }, @{ Gamma = 2 }, @{ LinearThreshold = 1 }, @{ Center = 7 }, @{}) {
            $scale = (ConvertTo-Heatmap -InputObject $flat @parameters).Scale
            $scale.ColorIndex(7, 256) | Should -Be 0 -Because ($parameters | ConvertTo-Json)
        }
    }
}

Describe 'Limits of a norm' {
    BeforeAll {
        $bytes = [byte[,]]::new(1, 4)
        $bytes[0, 1] = 5; $bytes[0, 2] = 90; $bytes[0, 3] = 200
        $negative = [float[,]]::new(1, 3)
        $negative[0, 0] = -3; $negative[0, 1] = -2
    }

    It 'starts a logarithm at the smallest positive value, and ends it with the range' {
        $scale = Get-HeatmapScale -InputObject $bytes -Norm Log
        $scale.Minimum, $scale.Maximum | Should -Be 5, 255
        $scale = Get-HeatmapScale -InputObject $bytes -Norm Log -Range Data
        $scale.Minimum, $scale.Maximum | Should -Be 5, 200
        $scale = Get-HeatmapScale -InputObject $bytes -Norm Log -Percentile 0, 50
        $scale.Minimum, $scale.Maximum | Should -Be 5, 47.5
    }

    It 'has a scale for data without a positive value' {
        $heatmap = ConvertTo-Heatmap -InputObject $negative -Norm Log
        $heatmap.Scale.ColorIndex(-3, 256), $heatmap.Scale.ColorIndex(0, 256) | Should -Be 258, 258
        $heatmap.ToArray() | Should -Not -BeNullOrEmpty
    }

    It 'takes symmetric limits from 8-bit data, and from the type only when asked' {
        $scale = Get-HeatmapScale -InputObject $bytes -Symmetric -Center 90
        $scale.Minimum, $scale.Maximum | Should -Be -20, 200
        $scale = Get-HeatmapScale -InputObject $bytes -Symmetric -Center 90 -Range Type
        $scale.Minimum, $scale.Maximum | Should -Be -75, 255
    }

    It 'makes a symmetric logarithmic scale symmetric around 0' {
        $scale = Get-HeatmapScale -InputObject $negative -LinearThreshold 1 -Symmetric
        $scale.Minimum, $scale.Maximum, $scale.Norm | Should -Be -3, 3, 'SymmetricLog'
    }

    It 'puts the center of two slopes in the middle, where it is a limit too' {
        # A saved scale may have its center at a limit.
        $low, $middle, $scale = foreach ($json in '{"Norm":"TwoSlope","Minimum":7,"Center":7,"Maximum":10}', '{"Norm":"TwoSlope","Minimum":0,"Center":49,"Maximum":100}', '{"Norm":"TwoSlope","Minimum":0,"Center":10,"Maximum":10}') {
            (ConvertTo-Heatmap -InputObject $bytes -Scale ($json | ConvertFrom-Json) -WarningAction SilentlyContinue).Scale
        }

        $low.Normalize(7), $low.ColorIndex(7, 256), $middle.Normalize(49), $middle.ColorIndex(49, 256) | Should -Be 0.5, 128, 0.5, 128
        $scale.Normalize(10), $scale.Normalize(10.5), $scale.Normalize(5) | Should -Be 1, ([double]::PositiveInfinity), 0.25
    }

    It 'keeps a limit that is given beside data without a valid value' {
        $empty = [float[]]([float]::NaN, [float]::NaN)
        $scale = Get-HeatmapScale -InputObject (Import-HeatmapImage -InputObject $empty -Width 2 -Height 1) -Minimum 5
        $scale.Minimum, $scale.Maximum | Should -Be 5, 6
        $scale = Get-HeatmapScale -InputObject (Import-HeatmapImage -InputObject $empty -Width 2 -Height 1) -Maximum -5
        $scale.Minimum, $scale.Maximum | Should -Be -6, -5
    }

    It 'equalizes without nodata, in wide types too' {
        foreach ($type in [float], [double], [int]) {
            $data = [Array]::CreateInstance($type, 6)
            foreach ($i in 0..5) { $data[$i] = @(0, 5, 5, 5, 5, 10)[$i] }
            $scale = Import-HeatmapImage -InputObject $data -Width 6 -Height 1 -NoDataValue 5 | Get-HeatmapScale -Norm Equalize
            ($scale.Equalization.GetCounts() | Measure-Object -Sum).Sum | Should -Be 2 -Because "$type"
        }
    }

    It 'equalizes the lower half of the first bin as numpy.interp does, and counts values beside an edge as numpy.histogram' {
        (Get-HeatmapScale -InputObject (Import-HeatmapImage -InputObject ([float[]](0, 10)) -Width 2 -Height 1) -Norm Equalize).Normalize(0) | Should -Be 0.5
        $data = [double[]](-3.66, 0.12514343261718738, 3.9799999999999995)
        $counts = (Get-HeatmapScale -InputObject (Import-HeatmapImage -InputObject $data -Width 3 -Height 1) -Norm Equalize).Equalization.GetCounts()
        (0..65535).Where{ $counts[$_] } | Should -Be 0, 32468, 65535
    }

    It 'equalizes what lies between given limits' {
        $scale = Get-HeatmapScale -InputObject $bytes -Norm Equalize -Minimum 1 -Maximum 100
        $scale.Normalize(0) | Should -Be ([double]::NegativeInfinity)
        $scale.Normalize(200) | Should -Be ([double]::PositiveInfinity)
        $scale.Normalize(5), $scale.Normalize(90) | Should -Be 0.5, 1
    }

    It 'keeps a power that no double holds' {
        $scale = Get-HeatmapScale -Gamma 200 -Minimum 0 -Maximum 65535
        $scale.Normalize(65535), $scale.Normalize(0) | Should -Be 1, 0
        $scale = Get-HeatmapScale -Gamma 100 -Minimum 0 -Maximum 1e-6
        $scale.Normalize(1e-6) | Should -Be 1
    }

    It 'refuses limits whose distance no double holds' {
        $huge = [double[,]]::new(1, 2)
        $huge[0, 0] = -1.7e308; $huge[0, 1] = 1.7e308
        { ConvertTo-Heatmap -InputObject $huge } | Should-ThrowId RangeInvalid
        { ConvertTo-Heatmap -InputObject $huge -Scale @{ Minimum = -1.7e308; Maximum = 1.7e308 } } | Should-ThrowId ScaleInvalid
    }

    It 'has a scale for data without a valid value, under every norm' {
        $empty = [double[,]]::new(1, 2)
        $empty[0, 0] = $empty[0, 1] = [double]::NaN
        foreach ($parameters in @{}, @{ Norm = 'Log' }, @{ Norm = 'Log'; Maximum = 5 }, @{ Gamma = 2 }, @{ LinearThreshold = 1 }, @{ Center = 3 }, @{ Symmetric = $true }, @{ Norm = 'Equalize' }, @{ Maximum = -5 }) {
            $heatmap = ConvertTo-Heatmap -InputObject $empty @parameters
            $heatmap.Scale.ColorIndex([double]::NaN, 256) | Should -Be 258
            $heatmap.ToArray()[0, 0, 3] | Should -Be 0
        }
    }

    It 'counts clipped pixels by the norm' {
        (ConvertTo-Heatmap -InputObject $bytes -Boundary 0, 5, 200).ClippedPercent | Should -Be 25
        (ConvertTo-Heatmap -InputObject $bytes -Norm Log -Minimum 6).ClippedPercent | Should -Be 25
    }
}

Describe 'Parameters that contradict each other' {
    It '<because>' -ForEach @(
        @{ because = 'boundaries and a gamma'; parameters = @{ Boundary = 0, 1; Gamma = 2 } }
        @{ because = 'a gamma and a linear threshold'; parameters = @{ Gamma = 2; LinearThreshold = 1 } }
        @{ because = 'a gamma under another norm'; parameters = @{ Gamma = 2; Norm = 'Log' } }
        @{ because = 'a gamma under a linear norm'; parameters = @{ Gamma = 2; Norm = 'Linear' } }
        @{ because = 'a center and a gamma'; parameters = @{ Center = 2; Gamma = 2 } }
        @{ because = 'a minimum not below the maximum'; parameters = @{ Minimum = 2; Maximum = 2 } }
        @{ because = 'a minimum that is not a number'; parameters = @{ Minimum = [double]::NaN } }
        @{ because = 'a logarithm from 0'; parameters = @{ Norm = 'Log'; Minimum = 0 } }
        @{ because = 'a logarithm to a negative number'; parameters = @{ Norm = 'Log'; Maximum = -1 } }
        @{ because = 'a symmetric logarithm without its threshold'; parameters = @{ Norm = 'SymmetricLog' } }
        @{ because = 'a power without its exponent'; parameters = @{ Norm = 'Power' } }
        @{ because = 'two slopes without a center'; parameters = @{ Norm = 'TwoSlope' } }
        @{ because = 'regions without boundaries'; parameters = @{ Norm = 'Boundary' } }
        @{ because = 'a negative gamma'; parameters = @{ Gamma = -1 } }
        @{ because = 'a threshold of 0'; parameters = @{ LinearThreshold = 0 } }
        @{ because = 'a center below the minimum'; parameters = @{ Center = -1; Minimum = 0 } }
        @{ because = 'a center at the maximum'; parameters = @{ Center = 10; Maximum = 10 } }
        @{ because = 'symmetric limits with both ends given'; parameters = @{ Symmetric = $true; Minimum = -1; Maximum = 2 } }
        @{ because = 'symmetric limits with a minimum above the center'; parameters = @{ Symmetric = $true; Minimum = 1 } }
        @{ because = 'a symmetric power'; parameters = @{ Symmetric = $true; Gamma = 2 } }
        @{ because = 'one boundary'; parameters = @{ Boundary = 1 } }
        @{ because = 'boundaries that fall'; parameters = @{ Boundary = 1, 3, 2 } }
        @{ because = 'boundaries that stay'; parameters = @{ Boundary = 1, 1 } }
        @{ because = 'an infinite boundary'; parameters = @{ Boundary = 1, [double]::PositiveInfinity } }
        @{ because = 'boundaries with limits'; parameters = @{ Boundary = 1, 2; Minimum = 0 } }
        @{ because = 'boundaries with percentiles'; parameters = @{ Boundary = 1, 2; Percentile = 2, 98 } }
        @{ because = 'a saved scale with limits'; parameters = @{ Scale = @{ Minimum = 0; Maximum = 1 }; Minimum = 0 } }
        @{ because = 'a saved scale with a norm'; parameters = @{ Scale = @{ Minimum = 0; Maximum = 1 }; Norm = 'Log' } }
        @{ because = 'a saved scale and a shared one'; parameters = @{ Scale = @{ Minimum = 0; Maximum = 1 }; SharedScale = $true } }
        @{ because = 'more regions than colours'; parameters = @{ Boundary = 0..11; Colormap = 'tab10' } }
    ) {
        # No file is read: there is none.
        { ConvertTo-Heatmap -LiteralPath 'no such file.png' @parameters } | Should-ThrowId RangeInvalid
        if (-not ($parameters.Contains('Scale') -or $parameters.Contains('Colormap'))) {
            { Get-HeatmapScale -LiteralPath 'no such file.png' @parameters } | Should-ThrowId RangeInvalid
        }
    }

    It 'says what was expected' {
        $record = { Get-HeatmapScale -Boundary 0, 1 -Gamma 2 } | Should-ThrowId RangeInvalid
        "$record" | Should -Be 'Expected parameters of one norm, but got -Boundary (Boundary) and -Gamma (Power).'
    }
}

Describe 'Files of a norm' {
    It 'writes the same colours to PNG as the object has' -ForEach @(
        @{ parameters = @{ Norm = 'Log' } }
        @{ parameters = @{ Gamma = 0.5 } }
        @{ parameters = @{ Norm = 'Equalize' } }
        @{ parameters = @{ Boundary = 6000, 8000, 9000, 20000 } }
        @{ parameters = @{ Center = 9000 } }
    ) {
        $source = Get-GoldenPath 'frame_u16'
        $file = ConvertTo-Heatmap -LiteralPath $source -Destination (New-TestFolder) -Colormap inferno @parameters
        $heatmap = ConvertTo-Heatmap -LiteralPath $source -Colormap inferno @parameters
        $expected = [byte[]]::new($heatmap.Width * $heatmap.Height * 3)
        [Buffer]::BlockCopy($heatmap.ToArray(), 0, $expected, 0, $expected.Length)
        Should-HavePixels -Actual (Read-Png $file.FullName).RgbBytes -Expected $expected
    }

    It 'shares a norm between images' {
        $files = (Get-GoldenPath 'frame_u16'), (Get-GoldenPath 'frame_u16b')
        $heatmaps = ConvertTo-Heatmap -LiteralPath $files -Norm Equalize -SharedScale
        $heatmaps[0].Scale | Should -Be $heatmaps[1].Scale
        $heatmaps[0].Scale | Should -Be (Get-HeatmapScale -LiteralPath $files -Norm Equalize)
        ($heatmaps[0].Scale.Equalization.GetCounts() | Measure-Object -Sum).Sum | Should -Be (2 * 96 * 80)
    }
}
