BeforeDiscovery {
    $manifest = Get-Content -LiteralPath ([IO.Path]::Join($PSScriptRoot, 'data', 'golden', 'manifest.json')) -Raw | ConvertFrom-Json -AsHashtable
    $groups = foreach ($name in $manifest.norms.shared.Keys) { @{ group = $name } + $manifest.norms.shared[$name] }
    $scales = @(
        @{ name = 'linear'; make = { Get-HeatmapScale -Minimum 0.1 -Maximum ([Math]::PI * 1e200) } }
        @{ name = 'tiny'; make = { Get-HeatmapScale -Minimum 5e-324 -Maximum ([double]::MaxValue) } }
        @{ name = 'power'; make = { Get-HeatmapScale -Gamma (1 / 3) -Minimum -0.0 -Maximum 1 } }
        @{ name = 'log'; make = { Get-HeatmapScale -Norm Log -LiteralPath $script:frames } }
        @{ name = 'symlog'; make = { Get-HeatmapScale -LinearThreshold 0.1 -Minimum -7 -Maximum 9 } }
        @{ name = 'center'; make = { Get-HeatmapScale -Center 0.3 -Minimum -7 -Maximum 9 } }
        @{ name = 'boundary'; make = { Get-HeatmapScale -Boundary 0.1, 0.2, 0.30000000000000004, 1e300 } }
        @{ name = 'equalize of integers'; make = { Get-HeatmapScale -Norm Equalize -LiteralPath $script:frames } }
        @{ name = 'equalize of doubles'; make = { Get-HeatmapScale -Norm Equalize -LiteralPath $script:floats } }
        @{ name = 'percentile with a unit'; make = { Get-HeatmapScale -Percentile 2, 98 -InputObject (Import-HeatmapImage -LiteralPath $script:frames[0] -Gain 0.01 -Offset -273.15 -Unit '°C') } }
    )
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function Get-GoldenPath([string] $Name) { return Get-TestDataPath "golden/$Name.npy" }

    $script:frames = (Get-GoldenPath 'frame_u16'), (Get-GoldenPath 'frame_u16b')
    $script:floats = Get-GoldenPath 'frame_f64'
}

Describe 'Get-HeatmapScale over <group>' -ForEach $groups {
    BeforeAll { $paths = $frames | ForEach-Object { Get-GoldenPath $_ } }

    It 'pools minimum and maximum' {
        $scale = Get-HeatmapScale -LiteralPath $paths -Range Data
        $scale.Minimum, $scale.Maximum | Should -Be $minimum, $maximum
    }

    It 'pools percentiles exactly as numpy.percentile of all values' {
        foreach ($pair in ('0.1', '98'), ('2', '99.9'), ('37.3', '98')) {
            $scale = Get-HeatmapScale -LiteralPath $paths -Percentile ([double[]]$pair)
            $scale.Minimum, $scale.Maximum | Should -Be $percentiles[$pair[0]], $percentiles[$pair[1]]
        }
    }

    It 'pools mean and standard deviation' {
        $scale = Get-HeatmapScale -LiteralPath $paths -StandardDeviation 1.5
        $scale.Minimum | Should -BeGreaterThan ($mean - 1.5 * $standardDeviation - 1e-9 * $standardDeviation)
        $scale.Minimum | Should -BeLessThan ($mean - 1.5 * $standardDeviation + 1e-9 * $standardDeviation)
        $scale.Maximum | Should -BeLessThan ($mean + 1.5 * $standardDeviation + 1e-9 * $standardDeviation)
    }

    It 'starts a logarithm at the smallest positive value of all' {
        (Get-HeatmapScale -LiteralPath $paths -Norm Log -Range Data).Minimum | Should -Be $smallestPositive
    }

    It 'gives the scale that -SharedScale gives' {
        foreach ($parameters in @{}, @{ Percentile = 2, 98 }, @{ Norm = 'Equalize' }, @{ Symmetric = $true }) {
            $scale = Get-HeatmapScale -LiteralPath $paths @parameters
            $shared = ConvertTo-Heatmap -LiteralPath $paths -SharedScale @parameters
            $shared[0].Scale | Should -Be $scale
        }
    }
}

Describe 'Get-HeatmapScale input' {
    It 'takes files, paths, objects and arrays from the pipeline' {
        $expected = Get-HeatmapScale -LiteralPath $script:frames
        $objects = $script:frames | ForEach-Object { Import-HeatmapImage -LiteralPath $_ }
        Get-Item -LiteralPath $script:frames | Get-HeatmapScale | Should -Be $expected
        $script:frames | Get-HeatmapScale | Should -Be $expected
        $objects | Get-HeatmapScale | Should -Be $expected
        $objects | ConvertTo-Heatmap | Get-HeatmapScale | Should -Be $expected
        Get-HeatmapScale -InputObject $objects | Should -Be $expected
        Get-HeatmapScale (Join-Path (Split-Path $script:frames[0]) 'frame_u16*.npy') | Should -Be $expected
        , $objects[0].ToArray() | Get-HeatmapScale | Should -Be (Get-HeatmapScale $script:frames[0])
        Get-HeatmapScale -Percentile 1, 99 $script:frames[0] | Should -Be (Get-HeatmapScale $script:frames[0] -Percentile 1, 99)
        Get-HeatmapScale -Symmetric $script:frames[0] | Should -Be (Get-HeatmapScale $script:frames[0] -Symmetric)
    }

    It 'takes given limits without input' {
        $scale = Get-HeatmapScale -Minimum 18 -Maximum 45
        $scale | Should -BeOfType 'HeatmapPS.Engine.Scaling.HeatmapScale'
        $scale.Norm, $scale.Minimum, $scale.Maximum | Should -Be 'Linear', 18, 45
        (Get-HeatmapScale -Symmetric -Center 20 -Maximum 30).Minimum | Should -Be 10
        (Get-HeatmapScale -Boundary 0, 1, 5).Maximum | Should -Be 5
        @() | Get-HeatmapScale -Minimum 0 -Maximum 1 | Should -Not -BeNullOrEmpty
    }

    It 'asks for images where the limits are not given' {
        { Get-HeatmapScale } | Should-ThrowId RangeInvalid
        { Get-HeatmapScale -Minimum 0 } | Should-ThrowId RangeInvalid
        { Get-HeatmapScale -Minimum 0 -Maximum 1 -Norm Equalize } | Should-ThrowId RangeInvalid
        @() | Get-HeatmapScale | Should -BeNullOrEmpty
    }

    It 'gives the scale of the images that can be read, and an error for each other' {
        $missing = Join-Path (New-TestFolder) 'none.npy'
        $scale = Get-HeatmapScale -LiteralPath $script:frames[0], $missing, $script:frames[1] -ErrorVariable errors -ErrorAction SilentlyContinue
        $scale | Should -Be (Get-HeatmapScale -LiteralPath $script:frames)
        ($errors[0].FullyQualifiedErrorId -split ',')[0] | Should -Be 'ImageNotFound'
        $errors[0].TargetObject | Should -Be $missing
        Get-HeatmapScale -LiteralPath $missing -Minimum 0 -Maximum 1 -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'leaves out nodata, NaN and infinities' {
        $folder = New-TestFolder
        $tiff = Write-TestTiff -Path (Join-Path $folder 'a.tif') -Width 3 -Height 1 -Page (, [float[]](-9999, 2, 8)) -NoData '-9999'
        $npy = Write-TestNpy (Join-Path $folder 'b.npy') ([double[]]([double]::NaN, [double]::PositiveInfinity, 3, 65535)) -Shape 1, 4
        $scale = Import-HeatmapImage -LiteralPath $tiff, $npy -NoDataValue 65535 | Get-HeatmapScale
        $scale.Minimum, $scale.Maximum | Should -Be 2, 8
        $scale = Import-HeatmapImage -LiteralPath $tiff, $npy -NoDataValue 65535 | Get-HeatmapScale -Percentile 0, 50
        $scale.Minimum, $scale.Maximum | Should -Be 2, 3
        $scale = Import-HeatmapImage -LiteralPath $tiff, $npy -NoDataValue 65535 | Get-HeatmapScale -Norm Equalize
        ($scale.Equalization.GetCounts() | Measure-Object -Sum).Sum | Should -Be 3
    }

    It 'refuses a given limit beyond the data' {
        { Get-HeatmapScale -LiteralPath $script:frames -Minimum 65000 } | Should-ThrowId RangeInvalid
    }

    It 'makes bytes 0 to 255, with other integers the data, with signed bytes both types' {
        $u8 = Get-GoldenPath 'frame_u8'
        $scale = Get-HeatmapScale -LiteralPath $u8
        $scale.Minimum, $scale.Maximum | Should -Be 0, 255
        $scale = Get-HeatmapScale -LiteralPath $u8, $script:frames[0]
        $scale.Minimum, $scale.Maximum | Should -Be 0, 11906
        $scale = Get-HeatmapScale -LiteralPath $u8, $script:frames[0] -Range Type
        $scale.Minimum, $scale.Maximum | Should -Be 0, 65535
    }
}

Describe 'A scale as JSON: <name>' -ForEach $scales {
    BeforeAll {
        $scale = & $make
        $path = Join-Path (New-TestFolder) 'scale [1].json'
        $scale | ConvertTo-Json | Set-Content -LiteralPath $path
        $image = (Get-GoldenPath 'frame_u16')
    }

    It 'comes back without loss from objects, hash tables, text, and files' {
        $text = Get-Content -LiteralPath $path -Raw
        $enums = $scale | ConvertTo-Json -EnumsAsStrings -Compress
        $pixels = $null
        foreach ($form in $scale, ($text | ConvertFrom-Json), ($text | ConvertFrom-Json -AsHashtable), $text, $path, (Get-Item -LiteralPath $path), ($enums | ConvertFrom-Json)) {
            $heatmap = ConvertTo-Heatmap -LiteralPath $image -Scale $form
            $heatmap.Scale | Should -Be $scale
            [BitConverter]::DoubleToInt64Bits($heatmap.Scale.Minimum) | Should -Be ([BitConverter]::DoubleToInt64Bits($scale.Minimum))
            $colors = [byte[]]::new(96 * 80 * 3)
            [Buffer]::BlockCopy($heatmap.ToArray(), 0, $colors, 0, $colors.Length)
            if ($null -eq $pixels) { $pixels = $colors }
            Should-HavePixels -Actual $colors -Expected $pixels
        }
    }

    It 'survives CLIXML' {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($scale))
        (ConvertTo-Heatmap -LiteralPath $image -Scale $copy).Scale | Should -Be $scale
    }
}

Describe 'A scale used again' {
    It 'gives the pixels that -SharedScale gave' -ForEach @(
        @{ parameters = @{ Percentile = 2, 98 } }
        @{ parameters = @{ Norm = 'Equalize' } }
        @{ parameters = @{ Gamma = 0.5 } }
    ) {
        $shared = ConvertTo-Heatmap -LiteralPath $script:frames -SharedScale -Destination (New-TestFolder) @parameters
        $scale = Get-HeatmapScale -LiteralPath $script:frames @parameters
        $again = ConvertTo-Heatmap -LiteralPath $script:frames -Scale $scale -Destination (New-TestFolder)
        foreach ($i in 0, 1) {
            Should-HavePixels -Actual (Read-Png $again[$i].FullName).RgbBytes -Expected (Read-Png $shared[$i].FullName).RgbBytes
        }
    }

    It 'takes a heatmap for its scale' {
        $heatmap = ConvertTo-Heatmap -LiteralPath $script:frames[0] -Percentile 5, 95
        (ConvertTo-Heatmap -LiteralPath $script:frames[1] -Scale $heatmap).Scale | Should -Be $heatmap.Scale
    }

    It 'refuses <because>' -ForEach @(
        @{ because = 'a number'; scale = 5 }
        @{ because = 'an object without limits'; scale = @{ Norm = 'Log' } }
        @{ because = 'an object without a maximum'; scale = [pscustomobject]@{ Minimum = 1 } }
        @{ because = 'limits out of order'; scale = @{ Minimum = 2; Maximum = 1 } }
        @{ because = 'a limit that is not a number'; scale = @{ Minimum = 'NaN'; Maximum = 1 } }
        @{ because = 'text for a limit'; scale = @{ Minimum = 'low'; Maximum = 1 } }
        @{ because = 'an unknown norm'; scale = @{ Norm = 'Cubic'; Minimum = 0; Maximum = 1 } }
        @{ because = 'an unknown norm by number'; scale = @{ Norm = 77; Minimum = 0; Maximum = 1 } }
        @{ because = 'a logarithm from 0'; scale = @{ Norm = 'Log'; Minimum = 0; Maximum = 1 } }
        @{ because = 'a power without gamma'; scale = @{ Norm = 'Power'; Minimum = 0; Maximum = 1 } }
        @{ because = 'boundaries that fall'; scale = @{ Norm = 'Boundary'; Boundaries = 2, 1; Minimum = 2; Maximum = 1 } }
        @{ because = 'an equalization that is missing'; scale = @{ Norm = 'Equalize'; Minimum = 0; Maximum = 1 } }
        @{ because = 'an equalization of text'; scale = @{ Norm = 'Equalize'; Minimum = 0; Maximum = 1; Equalization = '2 bins from 0 to 1' } }
        @{ because = 'counts that are damaged'; scale = @{ Norm = 'Equalize'; Minimum = 0; Maximum = 1; Equalization = @{ Minimum = 0; Maximum = 1; Bins = 2; Counts = 'AAAA' } } }
        @{ because = 'counts that are no base 64'; scale = @{ Norm = 'Equalize'; Minimum = 0; Maximum = 1; Equalization = @{ Minimum = 0; Maximum = 1; Bins = 2; Counts = '*' } } }
        @{ because = 'too many bins'; scale = @{ Norm = 'Equalize'; Minimum = 0; Maximum = 1; Equalization = @{ Minimum = 0; Maximum = 1; Bins = 1e9; Counts = '' } } }
        @{ because = 'JSON that is broken'; scale = '{ "Minimum": 1, ' }
        @{ because = 'a file that is missing'; scale = 'no such scale.json' }
    ) {
        { ConvertTo-Heatmap -LiteralPath 'no such file.png' -Scale $scale } | Should-ThrowId ScaleInvalid
    }

    It 'refuses a file that is no JSON object' {
        $path = Join-Path (New-TestFolder) 'list.json'
        Set-Content -LiteralPath $path -Value '[1, 2]'
        { ConvertTo-Heatmap -LiteralPath 'no such file.png' -Scale $path } | Should-ThrowId ScaleInvalid
    }

    It 'refuses counts that unpack to far more than the bins need' {
        $stream = [IO.MemoryStream]::new()
        $zlib = [IO.Compression.ZLibStream]::new($stream, [IO.Compression.CompressionLevel]::SmallestSize)
        $zlib.Write([byte[]]::new(1MB))
        $zlib.Dispose()
        $scale = @{ Norm = 'Equalize'; Minimum = 0; Maximum = 1; Equalization = @{ Minimum = 0; Maximum = 1; Bins = 2; Counts = [Convert]::ToBase64String($stream.ToArray()) } }
        { ConvertTo-Heatmap -LiteralPath 'no such file.png' -Scale $scale } | Should-ThrowId ScaleInvalid
    }
}

Describe 'The parameters of a scale' {
    It 'are the same in every cmdlet that has them, and in none that has not' {
        $names = 'Range', 'Minimum', 'Maximum', 'Percentile', 'StandardDeviation', 'Norm', 'Gamma', 'LinearThreshold', 'Center', 'Symmetric', 'Boundary'
        foreach ($name in $names) {
            (Get-Command Get-HeatmapScale).Parameters.Keys | Should -Contain $name
            (Get-Command ConvertTo-Heatmap).Parameters.Keys | Should -Contain $name
            (Get-Command ConvertTo-Grayscale).Parameters.Keys | Should -Not -Contain $name
        }
    }

    It 'are completed' {
        $completions = @{ 'Get-HeatmapScale -Norm Sym' = 'SymmetricLog'; 'ConvertTo-Heatmap -Shar' = '-SharedScale'; 'Get-HeatmapScale -Lin' = '-LinearThreshold' }
        foreach ($line in $completions.Keys) {
            [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Be $completions[$line]
        }
    }
}

Describe 'Percentiles to the last digit' {
    It 'are interpolated from the nearer end, as NumPy does' {
        # numpy.percentile([1.45, 2.58], 75) is 2.2975; from the lower end it would be 2.2975000000000003.
        (Get-HeatmapScale -InputObject (Import-HeatmapImage -InputObject ([double[]](1.45, 2.58)) -Width 2 -Height 1) -Percentile 0, 75).Maximum | Should -Be 2.2975
    }

    It 'leave out nodata that lies among the values, in every pass: <_>' -ForEach 'float', 'double', 'int' {
        # All keys begin with the same bits, so that more than one pass is needed.
        $values = 100001, 100003, 100004, 100003, 100005, 100003, 100003, 100007, 100003, 100009
        $data = [Array]::CreateInstance([type] $_, 10)
        foreach ($i in 0..9) { $data[$i] = $values[$i] }
        $scale = Import-HeatmapImage -InputObject $data -Width 10 -Height 1 -NoDataValue 100003 | Get-HeatmapScale -Percentile 25, 75
        $scale.Minimum, $scale.Maximum | Should -Be 100004, 100007
    }
}

Describe 'Memory' {
    It 'of one scale over 1,000 small files, four times in one session, stays below 450 MB' -Skip:(-not $IsLinux) {
        $numbers = [uint16[,]]::new(270, 480)
        $bytes = [byte[]]::new($numbers.Length * 2)
        [Random]::new(1).NextBytes($bytes)
        [Buffer]::BlockCopy($bytes, 0, $numbers, 0, $bytes.Length)
        $path = [IO.Path]::Join((New-TestFolder), 'small.tif')
        Import-HeatmapImage -InputObject $numbers | Export-HeatmapImage -Path $path
        $child = Invoke-ChildPwsh -Argument $path -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$scale = @($args[0]) * 1000 | Get-HeatmapScale -Percentile 2, 98
foreach ($round in 1..4) { $map = @($args[0]) * 1000 | ConvertTo-Heatmap -Percentile 2, 98 -SharedScale | Select-Object -Last 1 }
"$([Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB) $($map.Minimum -eq $scale.Minimum -and $map.Maximum -eq $scale.Maximum)"
'@
        $child.Output | Should -HaveCount 1 -Because $child.Error
        $peak, $isSame = $child.Output[0] -split ' '
        $isSame | Should -Be 'True'
        [double]$peak | Should -BeLessThan 450
    }
}
