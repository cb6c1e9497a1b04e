# Measure-Heatmap against NumPy, SciPy and scikit-image: tools/golden/make_measure.py.

BeforeDiscovery {
    $data = [IO.Path]::Join($PSScriptRoot, 'data', 'golden')
    $golden = [IO.File]::ReadAllText([IO.Path]::Join($data, 'measure.json')) | ConvertFrom-Json -AsHashtable
    $cases = foreach ($case in $golden.Cases.Keys) {
        foreach ($region in $golden.Cases[$case].Regions.Keys) { @{ Case = $case; RegionKey = $region } }
    }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $golden = [IO.File]::ReadAllText((Get-TestDataPath 'golden/measure.json')) | ConvertFrom-Json -AsHashtable

    function Should-BeNear([double] $Actual, [double] $Expected, [string] $What) {
        [Math]::Abs($Actual - $Expected) | Should -BeLessOrEqual (1e-10 * [Math]::Max(1, [Math]::Abs($Expected))) -Because "$What is $Actual, not $Expected"
    }

    function Get-GoldenRegion([string] $Key) {
        switch ($Key) {
            'whole' { $null }
            'rect' { "rect $($golden.Rect -join ',')" }
            'circle' { "circle $(@($golden.Circle | ForEach-Object { $_.ToString([cultureinfo]::InvariantCulture) }) -join ',')" }
            'mask' { Get-TestDataPath 'golden/measure_mask.npy' }
        }
    }

    function Get-GoldenArgument([hashtable] $Case, [string] $RegionKey) {
        $noData = $Case.NoData ? @{ NoDataValue = $Case.NoData } : @{}
        $image = Import-HeatmapImage -LiteralPath (Get-TestDataPath "golden/$($Case.File).npy") @noData
        $arguments = @{ InputObject = $image; Percentile = $golden.Percentiles; BinCount = $Case.Bins; ThresholdAbove = $Case.Threshold }
        $region = Get-GoldenRegion $RegionKey
        if ($region) { $arguments.Region = $region }
        return $arguments
    }

    function Assert-Area($Measured, [hashtable] $Expected) {
        $Measured.AreaCount | Should -Be $Expected.AreaCount
        Should-BeNear $Measured.AreaPercent $Expected.AreaPercent 'AreaPercent'
        $Measured.ConnectedRegions | Should -Be $Expected.ConnectedRegions
        if (-not $Expected.BoundingBox) {
            $Measured.BoundingBox | Should -BeNullOrEmpty
            $Measured.Centroid | Should -BeNullOrEmpty
            return
        }

        $box = $Measured.BoundingBox
        $box.X, $box.Y, $box.Width, $box.Height | Should -Be $Expected.BoundingBox
        Should-BeNear $Measured.CentroidX $Expected.Centroid[0] 'CentroidX'
        Should-BeNear $Measured.Centroid.Y $Expected.Centroid[1] 'Centroid.Y'
    }
}

Describe 'The mean' {
    It 'of the largest doubles is one, though their sum is none: <Name>' -ForEach @(
        @{ Name = 'alike'; Values = 1e308, 1.2e308, 1.4e308, 1.6e308; Mean = 1.3e308 }
        @{ Name = 'of both signs'; Values = -1.5e308, -1.5e308, -1.5e308, 1.7e308; Mean = -0.7e308 }
    ) {
        $measured = Import-HeatmapImage -InputObject ([double[]]$Values) -Width 4 -Height 1 | Measure-Heatmap
        $measured.Mean / 1e300 | Should -BeGreaterThan ($Mean / 1e300 - 1)
        $measured.Mean / 1e300 | Should -BeLessThan ($Mean / 1e300 + 1)
    }

    It 'of blocks of the largest doubles of both signs is one' {
        $values = [double[]]::new(8192)
        foreach ($i in 0..8191) { $values[$i] = $i -lt 4096 ? -1.5e308 : 1.7e308 }
        $measured = Import-HeatmapImage -InputObject $values -Width 8192 -Height 1 | Measure-Heatmap
        [Math]::Abs($measured.Mean / 1e300 - 1e7) | Should -BeLessThan 1
    }
}

Describe 'Golden measurements' {
    It 'agree on <Case>, <RegionKey>' -ForEach $cases {
        $case = $golden.Cases[$Case]
        $expected = $case.Regions[$RegionKey]
        $arguments = Get-GoldenArgument $case $RegionKey
        $measured = @(Measure-Heatmap @arguments)
        $measured.Count | Should -Be 1
        $measured = $measured[0]
        $measured.Count | Should -Be $expected.Count
        $measured.NaNCount | Should -Be $expected.NaNCount
        $measured.Minimum | Should -Be $expected.Minimum
        $measured.Maximum | Should -Be $expected.Maximum
        $measured.Median | Should -Be $expected.Median
        Should-BeNear $measured.Mean $expected.Mean 'Mean'
        Should-BeNear $measured.StandardDeviation $expected.StandardDeviation 'StandardDeviation'
        for ($i = 0; $i -lt $golden.Percentiles.Count; $i++) {
            $name = 'P' + ([double]$golden.Percentiles[$i]).ToString([cultureinfo]::InvariantCulture)
            Should-BeNear $measured.$name $expected.Percentiles[$i] $name
        }

        foreach ($spot in 'HotSpot', 'ColdSpot') {
            $measured."${spot}X", $measured."${spot}Y", $measured.$spot.Value | Should -Be $expected.$spot.X, $expected.$spot.Y, $expected.$spot.Value
            $measured.$spot.X, $measured.$spot.Y | Should -Be $expected.$spot.X, $expected.$spot.Y
        }

        Should-HavePixels $measured.Histogram.Counts $expected.Counts
        Should-HavePixels $measured.Histogram.Edges $expected.Edges -Tolerance 1e-12
        Assert-Area $measured $expected.Above
        $arguments.Remove('ThresholdAbove')
        Assert-Area (Measure-Heatmap @arguments -ThresholdBelow $Case.Threshold) $expected.Below
    }

    It 'agree when all regions are measured in one pass' {
        $case = $golden.Cases['f32']
        $regions = @('rect', 'circle', 'mask' | ForEach-Object { Get-GoldenRegion $_ })
        $measured = Measure-Heatmap (Get-TestDataPath 'golden/frame_f32.npy') -Region $regions -ThresholdAbove $case.Threshold -BinCount $case.Bins
        $measured.RegionName | Should -Be $regions[0], $regions[1], 'measure_mask.npy'
        for ($i = 0; $i -lt 3; $i++) {
            $expected = $case.Regions[('rect', 'circle', 'mask')[$i]]
            $measured[$i].Median | Should -Be $expected.Median
            Should-HavePixels $measured[$i].Histogram.Counts $expected.Counts
            Assert-Area $measured[$i] $expected.Above
        }
    }
}

Describe 'The object' {
    BeforeAll {
        $folder = New-TestFolder
        $array = [float[, ]]::new(2, 3)
        0..5 | ForEach-Object { $array[[Math]::Floor($_ / 3), ($_ % 3)] = $_ * 1.5 }
        $path = Write-TestTiff ([IO.Path]::Join($folder, 'a.tif')) 3 2 @([ushort[]](5, 9, 1, 9, 1, 3), [ushort[]](1..6))
    }

    It 'tells what was measured' {
        $measured = Measure-Heatmap $path
        $measured.pstypenames | Should -Contain 'HeatmapPS.Measurement'
        $measured.Name, $measured.Path, $measured.Page, $measured.Width, $measured.Height | Should -Be 'a.tif page 1', $path, 1, 3, 2
        $measured.HotSpotX, $measured.HotSpotY | Should -Be 1, 0 -Because 'the first in row order counts'
        $measured.ColdSpotX, $measured.ColdSpotY | Should -Be 2, 0
    }

    It 'has only the properties asked for' {
        $names = (Measure-Heatmap $path).psobject.Properties.Name
        $names | Should -Not -Contain 'Histogram'
        $names | Should -Not -Contain 'AreaCount'
        $names | Should -Not -Contain 'RegionName'
        (Measure-Heatmap $path -Percentile 5, 99.9, 5).psobject.Properties.Name -like 'P[0-9]*' | Should -Be 'P5', 'P99.9'
        @((Measure-Heatmap $path -BinCount 4).Histogram.Edges).Count | Should -Be 5
    }

    It 'is the bins of its histogram with -Histogram, as rows for tables' {
        $bins = @(Measure-Heatmap $path -Histogram -BinCount 4)
        $measured = Measure-Heatmap $path -BinCount 4
        $bins.Bin | Should -Be 1, 2, 3, 4
        @($bins | ForEach-Object Count) | Should -Be $measured.Histogram.Counts
        $bins.From | Should -Be $measured.Histogram.Edges[0..3]
        $bins.To | Should -Be $measured.Histogram.Edges[1..4]
        ($bins.Percent | Measure-Object -Sum).Sum | Should -Be 100
        $bins[0].pstypenames | Should -Contain 'HeatmapPS.HistogramBin'
        $csv = $bins | ConvertTo-Csv | ConvertFrom-Csv
        $csv[0].psobject.Properties.Name | Should -Be 'Name', 'Path', 'Page', 'Unit', 'Bin', 'From', 'To', 'Count', 'Percent'
        $csv[3].Path, $csv[3].To, $csv[3].Count | Should -Be $path, '9', '2'
        @(Measure-Heatmap $path -Histogram).Count | Should -Be 256
        $parts = Measure-Heatmap $path -Histogram -BinCount 2 -Region 'rect 0,0,3,1', 'rect 0,1,3,1'
        $parts.RegionName | Should -Be 'rect 0,0,3,1', 'rect 0,0,3,1', 'rect 0,1,3,1', 'rect 0,1,3,1'
        $text = Import-HeatmapImage -InputObject ([float[]](20.123456, 62.320274, -3.999)) -Width 3 -Height 1 -Unit '°C' | Measure-Heatmap -Histogram -BinCount 2 | Out-String -Width 80
        $text | Should -Match '(?m)^image +°C +1 +-4 +29\.16 +2 +66.67 *$'
        $none = Import-HeatmapImage -InputObject $array -NoDataValue 0, 1.5, 3, 4.5, 6, 7.5 | Measure-Heatmap -Histogram -BinCount 1
        @($none)[0].psobject.Properties['Count'].Value | Should -Be 0
        [double]::IsNaN($none.Percent) | Should -BeTrue
    }

    It 'refuses -Histogram with what only measurements have' {
        { Measure-Heatmap $path -Histogram -Percentile 5 } | Should-ThrowId ParameterConflict
        { Measure-Heatmap $path -Histogram -ThresholdAbove 5 } | Should-ThrowId ParameterConflict
    }

    It 'comes once for each page' {
        $measured = Import-HeatmapImage $path -AllPages | Measure-Heatmap
        $measured.Page | Should -Be 1, 2
        $measured.Maximum | Should -Be 9, 6
        (Import-HeatmapImage $path -Page 2 | Measure-Heatmap).Mean | Should -Be 3.5
    }

    It 'filters, and goes to CSV and JSON' {
        Import-HeatmapImage $path -AllPages | Measure-Heatmap | Where-Object Maximum -GT 8 | Should -HaveCount 1
        $csv = Measure-Heatmap $path -Percentile 50 | ConvertTo-Csv | ConvertFrom-Csv
        $csv.HotSpotX, $csv.P50, $csv.Maximum | Should -Be '1', '4', '9'
        $json = Measure-Heatmap $path -ThresholdAbove 5 | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $json.HotSpot.Value, $json.BoundingBox.Width, $json.AreaCount | Should -Be 9, 2, 3
    }

    It 'survives a job' {
        $measured = Measure-Heatmap $path | ForEach-Object { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_)) }
        $measured.Maximum, $measured.HotSpot.X | Should -Be 9, 1
        $measured | Format-Table | Out-String | Should -Match 'HotSpot'
    }

    It 'shows a table with the spot' {
        Measure-Heatmap $path | Out-String | Should -Match '(?m)^a\.tif page 1 .* 9 .*\(1, 0\) *$'
    }

    It 'shows its unit in a window of 80 columns, and numbers with the digits that mean something' {
        $temperatures = [float[]](20.123456, 62.320274, -3.999)
        $image = Import-HeatmapImage -InputObject $temperatures -Width 3 -Height 1 -Unit '°C'
        $text = $image | Measure-Heatmap | Out-String -Width 80
        $text | Should -Match '(?m)^Name +Unit +Minimum +Maximum +Mean +Median +HotSpot *$'
        $text | Should -Match '(?m)^image +°C +-4 +62\.32 +26\.15 +20\.12 +\(1, 0\) *$'
        $long = Write-TestTiff ([IO.Path]::Join((New-TestFolder), "$('long' * 10).tif")) 3 1 @(, [ushort[]](1, 2, 65535))
        Import-HeatmapImage $long -Unit counts | Measure-Heatmap | Out-String -Width 80 | Should -Match '(?m)^(long){10}\.tif +counts +1 +65535'
        (($image | Measure-Heatmap | ConvertTo-Json) | ConvertFrom-Json).Maximum | Should -Be ([double]$temperatures[1]) -Because 'only people read fewer digits'
    }

    It 'is of the numbers under a heatmap, in their unit' {
        $measured = Import-HeatmapImage $path -Gain 0.5 -Offset 10 -Unit °C | ConvertTo-Heatmap -Minimum 0 -Maximum 12 | Measure-Heatmap
        $measured.Maximum, $measured.Unit | Should -Be 14.5, '°C'
    }

    It 'has no extremes where nothing is valid' {
        $measured = Import-HeatmapImage -InputObject $array -NoDataValue 0, 1.5, 3, 4.5, 6, 7.5 | Measure-Heatmap -Percentile 5 -ThresholdAbove 1 -BinCount 3
        $measured.Count, $measured.NaNCount, $measured.AreaCount | Should -Be 0, 6, 0
        [double]::IsNaN($measured.Maximum) -and [double]::IsNaN($measured.Median) -and [double]::IsNaN($measured.P5) | Should -BeTrue
        $measured.HotSpot | Should -BeNullOrEmpty
        $measured.Histogram.Counts | Should -Be 0, 0, 0
        $measured.Histogram.Edges[0], $measured.Histogram.Edges[3] | Should -Be 0, 1
    }

    It 'takes one value of many pixels' {
        $flat = [int[, ]]::new(5, 4)
        $measured = Measure-Heatmap -InputObject $flat -BinCount 4 -ThresholdAbove 0
        $measured.Median, $measured.StandardDeviation, $measured.AreaPercent, $measured.ConnectedRegions | Should -Be 0, 0, 100, 1
        Should-HavePixels $measured.Histogram.Edges (-0.5, -0.25, 0, 0.25, 0.5)
        $measured.Histogram.Counts | Should -Be 0, 0, 20, 0
    }
}

Describe 'Images of different units' {
    BeforeAll {
        $warm = Import-HeatmapImage -InputObject ([float[]](20, 31)) -Width 2 -Height 1 -Unit '°C'
        $kelvin = Import-HeatmapImage -InputObject ([float[]](290, 300)) -Width 2 -Height 1 -Unit K
        $photo = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'photo.png')) 2 1 0, 255
    }

    It 'in one call are warned of once, with what to do' {
        $measured = $warm, $photo, $warm, $photo, $warm | Measure-Heatmap -WarningVariable warnings -WarningAction SilentlyContinue
        $measured.Maximum | Should -Be 31, 255, 31, 255, 31
        "$warnings" | Should -Be '3 images are in °C, 2 have no unit (first: photo.png). Numbers of different units cannot be compared. To take thermal images only, read them with Import-HeatmapImage -Radiometric Require.'
        $null = $photo, $kelvin, $warm | Measure-Heatmap -Region 'rect 0,0,1,1', 'rect 1,0,1,1' -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '1 image is in K, 1 is in °C (image), 1 has no unit (photo.png). *'
    }

    It 'of which none is a temperature are warned of in other words' {
        $metres = Import-HeatmapImage -InputObject ([float[]](1, 2)) -Width 2 -Height 1 -Unit m
        $null = $photo, $metres | Measure-Heatmap -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Be '1 image is in m, 1 has no unit (photo.png). Numbers of different units cannot be compared. Give images of one unit at a time.'
    }

    It 'are not warned of where all have the same, or none has any' {
        $null = $warm, $warm | Measure-Heatmap -WarningVariable warnings
        $null = $photo, $photo | Measure-Heatmap -WarningVariable +warnings
        $warnings | Should -BeNullOrEmpty
    }
}

Describe 'Colours' {
    It 'are made grey as OpenCV does, and told' {
        $rgb = Read-GoldenNpy (Get-TestDataPath 'golden/gray_rgb8.npy')
        $gray = Read-GoldenNpy (Get-TestDataPath 'golden/gray_rgb8_expected.npy')
        $messages = Measure-Heatmap (Get-TestDataPath 'golden/gray_rgb8.npy') -Verbose 4>&1
        $measured = $messages | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }
        $rgb.Shape[2] | Should -Be 3
        Should-BeNear $measured.Mean ($gray.Data | Measure-Object -Average).Average 'Mean'
        "$messages" | Should -Match 'Rec601'
    }

    It 'are left out with -Band' {
        (Import-HeatmapImage (Get-TestDataPath 'golden/gray_rgb8.npy') -Band 3 | Measure-Heatmap).Count | Should -BeGreaterThan 0
        { Import-HeatmapImage (Get-TestDataPath 'golden/gray_rgb8.npy') -Band 1, 2 | Measure-Heatmap } | Should-ThrowId NotGray
    }
}

Describe 'Regions' {
    BeforeAll {
        $array = [byte[, ]]::new(20, 30)
        for ($y = 0; $y -lt 20; $y++) { for ($x = 0; $x -lt 30; $x++) { $array[$y, $x] = $y * 10 + $x % 10 } }
    }

    It 'come from text, tables, objects and rectangles' {
        $box = (Measure-Heatmap -InputObject $array -ThresholdAbove 190).BoundingBox
        $regions = @(
            'RECT 2, 3, 4, 5', 'circle 10,10,2.5'
            @{ X = 2; Y = 3; Width = 4; Height = 5; Name = 'motor' }, @{ X = 10; Y = 10; Radius = 2.5; Name = 'bearing' }
            [pscustomobject]@{ Name = 'row'; X = '0'; Y = '19'; Width = '30'; Height = '1' }, $box
        )
        $measured = Measure-Heatmap -InputObject $array -Region $regions
        $measured.RegionName | Should -Be 'RECT 2, 3, 4, 5', 'circle 10,10,2.5', 'motor', 'bearing', 'row', 'rect 0,19,30,1'
        $measured.ForEach({ $_.Count }) | Should -Be 20, 21, 20, 21, 30, 30
        $measured[0].Mean | Should -Be $measured[2].Mean
        $measured[2].HotSpotX, $measured[2].HotSpotY | Should -Be 5, 7 -Because 'coordinates are the image''s'
    }

    It 'come from masks as arrays, objects and files' {
        $mask = [byte[, ]]::new(20, 30)
        $mask[4, 5], $mask[19, 29] = 1, 255
        $path = Write-TestNpy ([IO.Path]::Join((New-TestFolder 'a [b]'), 'mask 1.npy')) $mask
        (Measure-Heatmap -InputObject $array -Region $mask).Count | Should -Be 2
        $measured = Measure-Heatmap -InputObject $array -Region (Import-HeatmapImage -LiteralPath $path), (Get-Item -LiteralPath $path), $path, @{ Mask = $path; Name = 'm' }
        $measured.ForEach({ $_.Count }) | Should -Be 2, 2, 2, 2
        $measured.Maximum | Should -Be 199, 199, 199, 199
        $measured.RegionName | Should -Be 'mask 1.npy', 'mask 1.npy', 'mask 1.npy', 'm'
    }

    It 'refuse <Name>' -ForEach @(
        @{ Name = 'a rectangle that leaves the image'; Region = 'rect 25,0,6,4' }
        @{ Name = 'a rectangle left of the image'; Region = 'rect -1,0,6,4' }
        @{ Name = 'a circle that leaves the image'; Region = 'circle 2,2,3' }
        @{ Name = 'a circle between pixels'; Region = 'circle 2.5,2.5,0.1' }
        @{ Name = 'no width'; Region = 'rect 0,0,0,4' }
        @{ Name = 'fractions of pixels'; Region = 'rect 0,0,1.5,4' }
        @{ Name = 'no radius'; Region = 'circle 5,5,0' }
        @{ Name = 'a number too few'; Region = 'rect 1,2,3' }
        @{ Name = 'other text'; Region = 'rekt 1,2,3,4' }
        @{ Name = 'a word'; Region = 'rect 1,2,3,x' }
        @{ Name = 'a table without height'; Region = @{ X = 1; Y = 2; Width = 3 } }
        @{ Name = 'a table with more'; Region = @{ X = 1; Y = 2; Width = 3; Height = 4; Depth = 5 } }
        @{ Name = 'an empty mask'; Region = [byte[, ]]::new(20, 30) }
        @{ Name = 'a mask of another size'; Region = [byte[, ]]::new(3, 3) }
        @{ Name = 'a number'; Region = 5 }
    ) {
        if ($Name -eq 'a mask of another size') { $Region[0, 0] = 1 }
        { Measure-Heatmap -InputObject $array -Region $Region } | Should-ThrowId RegionInvalid
    }

    It 'are completed' {
        $line = 'Measure-Heatmap x.png -Region '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain "'rect 0,0,100,50'"
    }
}

Describe 'Set-up' {
    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a threshold below that is no number'; Arguments = @{ ThresholdBelow = [double]::PositiveInfinity } }
        @{ Name = 'a threshold that is no number'; Arguments = @{ ThresholdAbove = [double]::NaN } }
    ) {
        { Measure-Heatmap no-such.png @Arguments } | Should-ThrowId RangeInvalid
    }

    It 'refuses both thresholds together' {
        { Measure-Heatmap no-such.png -ThresholdAbove 5 -ThresholdBelow 1 } | Should-ThrowId ParameterConflict
    }

    It 'refuses percentiles beyond 100' {
        { Measure-Heatmap no-such.png -Percentile 101 } | Should-ThrowId ParameterArgumentValidationError
    }

    It 'goes on after a bad file, in the order of the inputs' {
        $folder = New-TestFolder
        $paths = foreach ($i in 1..4) { Write-TestPng ([IO.Path]::Join($folder, "$i.png")) 2 1 ([ushort[]](0, $i)) }
        [IO.File]::WriteAllText($paths[1], 'no image')
        $measured = Measure-Heatmap -LiteralPath $paths -ErrorAction SilentlyContinue -ErrorVariable problems
        $measured.Maximum | Should -Be 1, 3, 4
        $problems.TargetObject | Should -Be $paths[1]
    }
}

Describe 'Connected regions' {
    It 'equal a flood fill on noise at <_> %' -ForEach 5, 30, 45, 60, 90 {
        $random = [Random]::new($_)
        $array = [byte[, ]]::new(61, 67)
        for ($y = 0; $y -lt 61; $y++) { for ($x = 0; $x -lt 67; $x++) { $array[$y, $x] = $random.Next(100) -lt $_ ? 1 : 0 } }
        $seen = [bool[, ]]::new(61, 67)
        $count = 0
        $stack = [Collections.Generic.Stack[int]]::new()
        for ($start = 0; $start -lt 61 * 67; $start++) {
            $stack.Push($start)
            $isNew = $false
            while ($stack.Count -gt 0) {
                $p = $stack.Pop()
                $x = $p % 67
                $y = ($p - $x) / 67
                if ($seen[$y, $x] -or -not $array[$y, $x]) { continue }
                $seen[$y, $x] = $isNew = $true
                foreach ($v in [Math]::Max(0, $y - 1)..[Math]::Min(60, $y + 1)) {
                    foreach ($u in [Math]::Max(0, $x - 1)..[Math]::Min(66, $x + 1)) { $stack.Push($v * 67 + $u) }
                }
            }

            if ($isNew) { $count++ }
        }

        (Measure-Heatmap -InputObject $array -ThresholdAbove 1).ConnectedRegions | Should -Be $count
    }
}

Describe 'Spots of equal heat' {
    It 'are the first one, in reading order: <Type>' -ForEach @(@{ Type = 'float' }, @{ Type = 'byte' }, @{ Type = 'int' }) {
        $values = @(5, 9, 1, 9, 1, 5)
        $data = [Array]::CreateInstance([type] $Type, 6)
        foreach ($i in 0..5) { $data[$i] = $values[$i] }
        $result = Import-HeatmapImage -InputObject $data -Width 3 -Height 2 | Measure-Heatmap
        $result.HotSpot.X, $result.HotSpot.Y, $result.ColdSpot.X, $result.ColdSpot.Y | Should -Be 1, 0, 2, 0
    }
}
