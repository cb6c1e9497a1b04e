# Merge-Stack: NumPy's statistics along the first axis, for every type, with and without NaN.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noNumpy = -not (Find-Python 'numpy')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Stack([type] $Type, [object[]] $Rows) {
        foreach ($row in $Rows) { Import-HeatmapImage -InputObject ($row -as $Type.MakeArrayType()) -Width $row.Count -Height 1 }
    }
}

Describe 'Statistics' {
    BeforeAll {
        # Pixels (3, 1, 2), (10, 10, 40), (0, 255, 100)
        $stack = New-Stack ([byte]) (3, 10, 0), (1, 10, 255), (2, 40, 100)
    }

    It '<Statistic> is <Expected>, as <Type>' -ForEach @(
        @{ Statistic = 'Mean'; Expected = 2, 20, (355 / 3); Type = 'Float64' }
        @{ Statistic = 'Median'; Expected = 2, 10, 100; Type = 'Float64' }
        @{ Statistic = 'Minimum'; Expected = 1, 10, 0; Type = 'UInt8' }
        @{ Statistic = 'Maximum'; Expected = 3, 40, 255; Type = 'UInt8' }
        @{ Statistic = 'Sum'; Expected = 6, 60, 355; Type = 'UInt32' }
        @{ Statistic = 'Range'; Expected = 2, 30, 255; Type = 'UInt8' }
        @{ Statistic = 'ArgMaximum'; Expected = 0, 2, 1; Type = 'UInt16' }
    ) {
        $result = $stack | Merge-Stack -Statistic $Statistic
        $result.SampleType | Should -Be $Type
        @($result.ToArray()) | Should -Be $Expected
    }

    It 'Percentile lies between ranks' {
        @(($stack | Merge-Stack -Statistic Percentile -Percentile 75).ToArray()) | Should -Be @(2.5, 25, 177.5)
    }

    It 'StandardDeviation divides by n' {
        $deviation = @(($stack | Merge-Stack -Statistic StandardDeviation).ToArray())
        $deviation[0] | Should -Be ([Math]::Sqrt(2 / 3))
        $deviation[1] | Should -Be ([Math]::Sqrt(200))
    }

    It 'Mean is the default' {
        @(($stack | Merge-Stack).ToArray())[1] | Should -Be 20
    }

    It 'Sum never overflows' {
        $result = New-Stack ([int]) @((, [int]::MaxValue), (, [int]::MaxValue)) | Merge-Stack -Statistic Sum
        $result.SampleType | Should -Be 'Float64'
        @($result.ToArray()) | Should -Be @(2 * [double][int]::MaxValue)
    }

    It 'Range of signed images never overflows' {
        $result = New-Stack ([short]) @((, -32768), (, 32767)) | Merge-Stack -Statistic Range
        $result.SampleType | Should -Be 'UInt16'
        @($result.ToArray()) | Should -Be @(65535)
    }
}

Describe 'NumPy' {
    It 'agrees for <DType>, <Count> images, -IgnoreNaN:<IgnoreNaN>' -Skip:$noNumpy -ForEach @(
        foreach ($dtype in 'u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'f4', 'f8') {
            foreach ($count in 5, 8) { foreach ($ignore in $false, $true) { @{ DType = $dtype; Count = $count; IgnoreNaN = $ignore } } }
        }
    ) {
        $folder = New-TestFolder
        $null = Invoke-Python -Module numpy -Argument $folder, $DType, $Count -Code @'
import sys, numpy as np
folder, dtype, count = sys.argv[1], np.dtype(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(count)
if dtype.kind == 'f':
    a = rng.normal(0, 100, (count, 37, 53)).astype(dtype)
    a[0, :5] = np.nan; a[1, 3:9] = np.nan; a[:, 20] = np.nan; a[2, 30] = np.inf
else:
    info = np.iinfo(dtype)
    a = rng.integers(info.min, info.max, (count, 37, 53), endpoint=True).astype(dtype)
    a[:, 10:20] = rng.integers(0, 5, (count, 10, 53))
for i, image in enumerate(a): np.save(f'{folder}/in{i:03}.npy', image)
'@
        $statistics = 'Mean', 'Median', 'Minimum', 'Maximum', 'Sum', 'StandardDeviation', 'ArgMaximum', 'Percentile'
        foreach ($statistic in $statistics) {
            $percentile = $statistic -eq 'Percentile' ? @{ Percentile = 37 } : @{}
            $null = Merge-Stack ([IO.Path]::Join($folder, 'in*.npy')) -Statistic $statistic -IgnoreNaN:$IgnoreNaN @percentile -Destination ([IO.Path]::Join($folder, "$statistic.npy"))
        }

        $differences = Invoke-Python -Module numpy -Argument $folder, "$IgnoreNaN", "$statistics" -Code @'
import glob, sys, warnings, numpy as np
warnings.simplefilter('ignore')
folder, ignore, statistics = sys.argv[1], sys.argv[2] == 'True', sys.argv[3].split()
a = np.array([np.load(f) for f in sorted(glob.glob(f'{folder}/in*.npy'))]).astype(np.float64)
n = 'nan' if ignore else ''
def argmax():
    if not ignore: return np.argmax(a, 0)
    return np.where(np.isnan(a).all(0), 65535, np.argmax(np.where(np.isnan(a), -np.inf, a), 0))
expected = {
    'Mean': lambda: getattr(np, n + 'mean')(a, axis=0), 'Median': lambda: getattr(np, n + 'median')(a, axis=0),
    'Minimum': lambda: getattr(np, n + 'min')(a, axis=0), 'Maximum': lambda: getattr(np, n + 'max')(a, axis=0),
    'Sum': lambda: getattr(np, n + 'sum')(a, axis=0), 'StandardDeviation': lambda: getattr(np, n + 'std')(a, axis=0),
    'Percentile': lambda: getattr(np, n + 'percentile')(a, 37, axis=0), 'ArgMaximum': argmax,
}
for s in statistics:
    if not np.allclose(np.load(f'{folder}/{s}.npy').astype(np.float64), expected[s](), rtol=1e-12, atol=0, equal_nan=True): print(s)
'@
        $differences | Should -BeNullOrEmpty
    }
}

Describe 'Many images' {
    It '<Statistic> holds for more images than are open at once' -ForEach @(
        @{ Statistic = 'Mean'; Expected = 299.5 }
        @{ Statistic = 'Median'; Expected = 299.5 }
        @{ Statistic = 'StandardDeviation'; Expected = [Math]::Sqrt((600 * 600 - 1) / 12) }
        @{ Statistic = 'Range'; Expected = 599 }
        @{ Statistic = 'ArgMaximum'; Expected = 599 }
        @{ Statistic = 'Sum'; Expected = 179700 }
    ) {
        $result = foreach ($i in 0..599) { Import-HeatmapImage -InputObject ([ushort[]]($i, $i)) -Width 2 -Height 1 }
        $result = $result | Merge-Stack -Statistic $Statistic
        foreach ($value in $result.ToArray()) { [Math]::Abs($value - $Expected) | Should -BeLessThan 1e-9 }
    }

    It 'are the pages of a file with -AllPages' {
        $path = [IO.Path]::Join((New-TestFolder), 'pages.tif')
        $null = Write-TestTiff $path 2 1 -Page ([ushort[]](1, 10)), ([ushort[]](2, 50)), ([ushort[]](6, 0))
        @((Import-HeatmapImage $path -AllPages | Merge-Stack).ToArray()) | Should -Be @(3, 20)
    }
}

Describe 'Missing values' {
    It 'of whole numbers go into no file of whole numbers' {
        $images = foreach ($values in [byte[]](0, 4), [byte[]](10, 8)) { Import-HeatmapImage -InputObject $values -Width 2 -Height 1 -NoDataValue 0 }
        $path = [IO.Path]::Join((New-TestFolder), 'x.png')
        $record = { $images | Merge-Stack | Export-HeatmapImage -Path $path } | Should-ThrowId DepthMismatch
        "$record" | Should -Match 'NaN'
        $path | Should -Not -Exist
    }

    It 'are nodata too, which is NaN in the result or passed over' {
        $stack = New-Stack ([ushort]) (0, 4), (10, 8)
        @(($stack | Import-HeatmapImage -NoDataValue 0 | Merge-Stack).ToArray()) -join ' ' | Should -Be 'NaN 6'
        @(($stack | Import-HeatmapImage -NoDataValue 0 | Merge-Stack -IgnoreNaN).ToArray()) | Should -Be @(10, 6)
        @(($stack | Import-HeatmapImage -NoDataValue 0 | Merge-Stack -IgnoreNaN -Statistic Median).ToArray()) | Should -Be @(10, 6)
    }

    It 'are the border of -Fit Pad too' {
        $large = Import-HeatmapImage -InputObject ([byte[]](1, 2, 3)) -Width 3 -Height 1
        $small = Import-HeatmapImage -InputObject ([byte[]](, 6)) -Width 1 -Height 1
        @(($large, $small | Merge-Stack -Fit Pad).ToArray()) -join ' ' | Should -Be 'NaN 4 NaN'
        @(($large, $small | Merge-Stack -Fit Pad -IgnoreNaN).ToArray()) | Should -Be @(1, 4, 3)
    }

    It 'alpha does not count' {
        $a = Import-HeatmapImage -InputObject ([byte[]](10, 20, 30, 0)) -Width 1 -Height 1
        $b = Import-HeatmapImage -InputObject ([byte[]](20, 30, 40, 255)) -Width 1 -Height 1
        @(($a, $b | Merge-Stack).ToArray()) | Should -Be @(15, 25, 35)
    }
}

Describe 'Results' {
    It 'of Mean, Median and Percentile of integers are rounded to their type by an integer format' {
        $target = [IO.Path]::Join((New-TestFolder), 'mean.png')
        $null = New-Stack ([ushort]) (1, 60000), (2, 60001), (2, 60001) | Merge-Stack -Destination $target
        $png = Read-Png $target
        $png.BitDepth | Should -Be 16
        $png.Raw | Should -Be @(2, 60001)
    }

    It 'of <_> with a hole are no integers, by no format and in no other process' -ForEach 'Mean', 'Median' {
        $folder = New-TestFolder
        $mean = [ushort[]](7, 20), [ushort[]](7, 31) | ForEach-Object { Import-HeatmapImage -InputObject $_ -Width 2 -Height 1 -NoDataValue 7 } | Merge-Stack -Statistic $_
        Export-Clixml -InputObject $mean -LiteralPath ([IO.Path]::Join($folder, 'mean.xml'))
        foreach ($image in $mean, (Import-Clixml -LiteralPath ([IO.Path]::Join($folder, 'mean.xml')))) {
            foreach ($output in @{ Path = 'a.png' }, @{ Path = 'a.pgm' }, @{ Path = 'a.jpg'; BitDepth = 8 }, @{ Path = 'a.tif'; BitDepth = 16 }) {
                $output.Path = [IO.Path]::Join($folder, $output.Path)
                { $image | Export-HeatmapImage @output } | Should-ThrowId DepthMismatch
            }
            $image | Export-HeatmapImage -Path ([IO.Path]::Join($folder, 'b.tif')) -Force
            "$((Import-HeatmapImage ([IO.Path]::Join($folder, 'b.tif'))).ToArray())" | Should -Be 'NaN 25.5'
        }
        (Get-ChildItem $folder).Name | Should -Be @('b.tif', 'mean.xml')
    }

    It 'of StandardDeviation are not' {
        $target = [IO.Path]::Join((New-TestFolder), 'deviation.png')
        { New-Stack ([ushort]) (1, 2), (2, 3) | Merge-Stack -Statistic StandardDeviation -Destination $target } | Should-ThrowId DepthMismatch
        Test-Path $target | Should -BeFalse
    }

    It 'of heatmaps that share a scale are heatmaps, of their numbers' {
        $heatmaps = New-Stack ([ushort]) (1, 2), (3, 4) | ConvertTo-Heatmap -Minimum 0 -Maximum 10
        $mean = $heatmaps | Merge-Stack
        $mean.GetType().Name | Should -Be 'Heatmap'
        @($mean.Raster.ToArray()) | Should -Be @(2, 3)
        ($heatmaps | Merge-Stack -Statistic Sum).GetType().Name | Should -Be 'Raster'
    }
}

Describe 'Errors' {
    It '-Percentile and -Statistic Percentile need each other' {
        { Merge-Stack x.png -Statistic Percentile } | Should-ThrowId RangeInvalid
        { Merge-Stack x.png -Percentile 10 } | Should-ThrowId RangeInvalid
    }

    It 'no images' {
        { @() | Merge-Stack } | Should-ThrowId TooFewImages
    }
}
