# Compare-HeatmapImage against NumPy and scikit-image: tools/golden/make_measure.py.

BeforeDiscovery {
    $data = [IO.Path]::Join($PSScriptRoot, 'data', 'golden')
    $pairs = @(([IO.File]::ReadAllText([IO.Path]::Join($data, 'compare.json')) | ConvertFrom-Json -AsHashtable).Keys)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $golden = [IO.File]::ReadAllText((Get-TestDataPath 'golden/compare.json')) | ConvertFrom-Json -AsHashtable

    function Should-BeNear([double] $Actual, [double] $Expected, [string] $What) {
        [Math]::Abs($Actual - $Expected) | Should -BeLessOrEqual (1e-10 * [Math]::Max(1, [Math]::Abs($Expected))) -Because "$What is $Actual, not $Expected"
    }

    function New-Grid([type] $Type, [int] $Height, [int] $Width, [scriptblock] $Value) {
        $grid = [Array]::CreateInstance($Type, $Height, $Width)
        for ($y = 0; $y -lt $Height; $y++) { for ($x = 0; $x -lt $Width; $x++) { $grid[$y, $x] = & $Value $x $y } }
        return , $grid
    }
}

Describe 'Golden comparisons' {
    It 'agree on <_>' -ForEach $pairs {
        $expected = $golden[$_]
        $arguments = @{
            LiteralPath = Get-TestDataPath "golden/compare_${_}_a.npy"
            Reference   = Get-TestDataPath "golden/compare_${_}_b.npy"
            Tolerance   = $expected.Tolerance
        }
        if ($_ -eq 'f32') { $arguments.DataRange = $expected.DataRange }
        $compared = Compare-HeatmapImage @arguments
        foreach ($name in 'DataRange', 'MeanDifference', 'MeanAbsoluteError', 'RootMeanSquareError', 'PeakSignalNoiseRatio', 'LargestDifference') {
            Should-BeNear $compared.$name $expected.$name $name
        }

        if ($null -ne $expected.StructuralSimilarity) { Should-BeNear $compared.StructuralSimilarity $expected.StructuralSimilarity 'StructuralSimilarity' }
        $compared.LargestDifferenceX, $compared.LargestDifferenceY, $compared.LargestDifferenceBand | Should -Be $expected.Place
        foreach ($name in 'DifferentPixels', 'NaNCount', 'NaNMismatchCount') { $compared.$name | Should -Be $expected.$name -Because $name }
        $compared.IsEqual | Should -BeFalse
    }

    It 'give the differences of <_> as an image' -ForEach $pairs {
        $first, $second = (Get-TestDataPath "golden/compare_${_}_a.npy"), (Get-TestDataPath "golden/compare_${_}_b.npy")
        $a, $b = (Read-GoldenNpy $first), (Read-GoldenNpy $second)
        $difference = (Compare-HeatmapImage $first $second).Difference
        $type = @{ u8 = 'Int16'; u16 = 'Int32'; u8_u16 = 'Int32'; i16 = 'Int32'; rgb8 = 'Int16'; f32 = 'Float32'; f64 = 'Float64' }[$_]
        $difference.SampleType | Should -Be $type
        $scale = $_ -eq 'u8_u16' ? 257 : 1
        $expected = [double[]]::new($a.Data.Length)
        for ($i = 0; $i -lt $expected.Length; $i++) {
            $expected[$i] = [double]$a.Data[$i] * $scale - [double]$b.Data[$i]
            if ($type -eq 'Float32') { $expected[$i] = [float]$expected[$i] }
            if (-not [double]::IsFinite($expected[$i])) { $expected[$i] = [double]::NaN }
        }

        Should-HavePixels @($difference.ToArray()) $expected
    }
}

Describe 'Equal images' {
    BeforeAll {
        $path = Get-TestDataPath 'golden/frame_u16.npy'
    }

    It 'have no difference' {
        $compared = Compare-HeatmapImage $path $path
        $compared.IsEqual | Should -BeTrue
        $compared.PeakSignalNoiseRatio | Should -Be ([double]::PositiveInfinity)
        $compared.RootMeanSquareError, $compared.DifferentPixels, $compared.LargestDifference | Should -Be 0, 0, 0
        Should-BeNear $compared.StructuralSimilarity 1 'StructuralSimilarity'
        $compared.LargestDifferenceX | Should -BeNullOrEmpty
        $compared.Reference | Should -Be $path
    }

    It 'are so with NaN, infinities and nodata in the same places' {
        $floats = Get-TestDataPath 'golden/frame_f32.npy'
        $compared = Compare-HeatmapImage $floats $floats
        $compared.IsEqual, $compared.NaNMismatchCount | Should -Be $true, 0
        $compared.NaNCount | Should -BeGreaterThan 0
        (Import-HeatmapImage $path -NoDataValue 7300, 7500 | Compare-HeatmapImage -Reference (Import-HeatmapImage $path -NoDataValue 7300, 7500)).IsEqual | Should -BeTrue
    }

    It 'are so within -Tolerance' {
        $a = New-Grid ([byte]) 4 5 { $args[0] }
        $b = New-Grid ([byte]) 4 5 { $args[0] + 2 }
        $compared = Compare-HeatmapImage -InputObject $a -Reference $b -Tolerance 2
        $compared.IsEqual, $compared.DifferentPixels, $compared.MeanDifference | Should -Be $true, 0, -2
        (Compare-HeatmapImage -InputObject $a -Reference $b -Tolerance 1.5).DifferentPercent | Should -Be 100
    }
}

Describe 'Comparing' {
    It 'takes objects, heatmaps, files and many inputs in order' {
        $folder = New-TestFolder
        $paths = foreach ($i in 1..3) { Write-TestPng ([IO.Path]::Join($folder, "$i.png")) 3 2 ([ushort[]](0, 0, 0, 0, 0, $i)) }
        $compared = Get-ChildItem $folder | Compare-HeatmapImage -Reference (Import-HeatmapImage $paths[0])
        $compared.Name | Should -Be '1.png', '2.png', '3.png'
        $compared.LargestDifference | Should -Be 0, 1, 2
        $compared[2].LargestDifferenceX, $compared[2].LargestDifferenceY, $compared[2].LargestDifferenceBand | Should -Be 2, 1, 1
        ConvertTo-Heatmap $paths[1] | Compare-HeatmapImage -Reference (Get-Item $paths[0]) | ForEach-Object LargestDifference | Should -Be 1
    }

    It 'leaves out similarity below 11 x 11 pixels' {
        $a = New-Grid ([byte]) 10 40 { $args[0] }
        (Compare-HeatmapImage -InputObject $a -Reference $a).StructuralSimilarity | Should -BeNullOrEmpty
        $b = New-Grid ([byte]) 11 11 { $args[0] }
        (Compare-HeatmapImage -InputObject $b -Reference $b).StructuralSimilarity | Should -Be 1
    }

    It 'takes the range of a reference of floating point from its values, and says so' {
        $a = New-Grid ([float]) 12 12 { $args[0] * 2 }
        $messages = Compare-HeatmapImage -InputObject $a -Reference $a -Verbose 4>&1
        ($messages | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).DataRange | Should -Be 22
        "$messages" | Should -Match 'data range 22 .*-DataRange'
        (Compare-HeatmapImage -InputObject $a -Reference $a -DataRange 100).DataRange | Should -Be 100
    }

    It 'compares floating point with integers by value, and grey with colours' {
        $a = New-Grid ([byte]) 12 12 { $args[0] }
        $b = New-Grid ([double]) 12 12 { $args[0] + 0.5 }
        $compared = Compare-HeatmapImage -InputObject $b -Reference $a
        $compared.MeanDifference, $compared.DataRange | Should -Be 0.5, 255
        $rgb = [byte[, , ]]::new(12, 12, 3)
        (Compare-HeatmapImage -InputObject $rgb -Reference $a).Bands | Should -Be 3
    }

    It 'marks what only one image has' {
        $a = New-Grid ([ushort]) 3 3 { 10 }
        $b = New-Grid ([ushort]) 3 3 { 10 }
        $b[1, 2] = 65535
        $reference = Import-HeatmapImage -InputObject $b -NoDataValue 65535
        $compared = Compare-HeatmapImage -InputObject $a -Reference $reference
        $compared.NaNCount, $compared.NaNMismatchCount, $compared.DifferentPixels, $compared.IsEqual | Should -Be 1, 1, 1, $false
        $compared.RootMeanSquareError | Should -Be 0
        [double]::IsNaN($compared.Difference.ToArray()[1, 2]) | Should -BeTrue
    }

    It 'shows the difference on a diverging map' {
        $compared = Compare-HeatmapImage (Get-TestDataPath 'golden/frame_u16b.npy') (Get-TestDataPath 'golden/frame_u16.npy')
        $file = $compared.Difference | ConvertTo-Heatmap -Colormap RdBu_r -Minimum -4000 -Maximum 4000 -Destination (New-TestFolder)
        (Read-Png $file.FullName).Width | Should -Be 96
        $compared | Out-String | Should -Match 'SSIM'
    }
}

Describe 'Errors' {
    BeforeAll {
        $a = New-Grid ([byte]) 4 5 { 1 }
    }

    It 'are <Id> for <Name>' -ForEach @(
        @{ Name = 'another size'; Id = 'SizeMismatch'; Make = { , [byte[, ]]::new(5, 4) } }
        @{ Name = 'other bands'; Id = 'BandMismatch'; Make = { , [byte[, , ]]::new(4, 5, 2) } }
        @{ Name = 'signed and unsigned'; Id = 'DepthMismatch'; Make = { , [short[, ]]::new(4, 5) } }
        @{ Name = '8 and 32 bits'; Id = 'DepthMismatch'; Make = { , [uint[, ]]::new(4, 5) } }
    ) {
        $reference = & $Make
        { Compare-HeatmapImage -InputObject $a -Reference $reference } | Should-ThrowId $Id
    }

    It 'are reported before an input is read' {
        { Compare-HeatmapImage -InputObject $a -Reference no-such.png } | Should-ThrowId ImageNotFound
        { Compare-HeatmapImage -InputObject $a -Reference $a -DataRange 0 } | Should-ThrowId RangeInvalid
        { Compare-HeatmapImage -InputObject $a -Reference 5 } | Should-ThrowId InputNotSupported
    }

    It 'do not stop the rest' {
        $folder = New-TestFolder
        $paths = foreach ($i in 1..3) { Write-TestPng ([IO.Path]::Join($folder, "$i.png")) ($i -eq 2 ? 2 : 3) 1 ([ushort[]](1..3 | Select-Object -First ($i -eq 2 ? 2 : 3))) }
        $compared = Compare-HeatmapImage -LiteralPath $paths -Reference $paths[0] -ErrorAction SilentlyContinue -ErrorVariable problems
        $compared.Name | Should -Be '1.png', '3.png'
        $problems.TargetObject | Should -Be $paths[1]
    }
}
