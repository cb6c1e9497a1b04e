# ConvertTo-HeatmapGrid: the numbers against NumPy's, axes of every kind, what is left out, errors.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $golden = Get-Content -LiteralPath (Get-TestDataPath 'golden/grid.json') -Raw | ConvertFrom-Json -AsHashtable
    $aggregates = foreach ($name in $golden.Keys) { @{ Aggregate = $name; Expected = $golden[$name] } }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Row([object[]] $X, [object] $Y = 'a', [object] $Value = 1) {
        return $X | ForEach-Object { [pscustomobject]@{ X = $_; Y = $Y; Value = $Value } }
    }

    # The columns' labels of rows with these values.
    function Get-Label([object[]] $X, [hashtable] $With = @{}) {
        return (New-Row $X | ConvertTo-HeatmapGrid X Y @With).Axes.X.Labels
    }

    # The id of the error that something ends with.
    function Get-ErrorId([scriptblock] $Script) {
        try { $null = & $Script 2>&1 | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { throw $_ } } }
        catch { return ($_.FullyQualifiedErrorId -split ',')[0] }
    }

    function Get-Warning([scriptblock] $Script) {
        return & $Script 3>&1 | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object Message
    }
}

Describe 'Aggregates' {
    BeforeAll { $rows = Import-Csv -LiteralPath (Get-TestDataPath 'golden/grid.csv') }

    It '<Aggregate> is what NumPy makes of the same rows' -ForEach $aggregates {
        $with = $Aggregate -eq 'Percentile' ? @{ Percentile = 90 } : @{ Aggregate = $Aggregate }
        $grid = $rows | ConvertTo-HeatmapGrid Time Host Load -BinX HourOfDay @with
        $grid.SampleType | Should -Be 'Float64'
        $grid.Axes.Y.Labels | Should -Be 'web1', 'web2', 'web10'
        $cells = $grid.ToArray()
        "$($cells.GetLength(0)) $($cells.GetLength(1))" | Should -Be '3 24'
        for ($y = 0; $y -lt 3; $y++) {
            for ($x = 0; $x -lt 24; $x++) {
                $value = $Expected[$y][$x]
                if ($null -eq $value) { [double]::IsNaN($cells[$y, $x]) | Should -BeTrue -Because "$y, $x" }
                else { [Math]::Abs($cells[$y, $x] - $value) | Should -BeLessOrEqual (1e-12 * [Math]::Max(1, [Math]::Abs($value))) -Because "$y, $x" }
            }
        }
    }

    It 'are the mean of values, and the count of rows without' {
        (New-Row 1 -Value 2), (New-Row 1 -Value 4) | ConvertTo-HeatmapGrid X Y Value | ForEach-Object { $_.ToArray()[0, 0]; $_.Axes.ValueName } |
            Should -Be 3, 'Mean of Value'
        (New-Row 1), (New-Row 1) | ConvertTo-HeatmapGrid X Y | ForEach-Object { $_.ToArray()[0, 0]; $_.Axes.ValueName } | Should -Be 2, 'Count'
    }

    It 'do not lose small numbers beside large ones' {
        $values = 1e16, 1, 1, 1, 1, -1e16
        $grid = $values | ForEach-Object { New-Row 1 -Value $_ } | ConvertTo-HeatmapGrid X Y Value -Aggregate Sum
        $grid.ToArray()[0, 0] | Should -Be 4
    }

    It 'of keys that turn out to be one cell are put together: <Aggregate>' -ForEach @(
        @{ Aggregate = 'Mean'; Expected = 4 }, @{ Aggregate = 'Sum'; Expected = 12 }, @{ Aggregate = 'Count'; Expected = 3 }, @{ Aggregate = 'Median'; Expected = 3 }
        @{ Aggregate = 'Minimum'; Expected = 1 }, @{ Aggregate = 'Maximum'; Expected = 8 }, @{ Aggregate = 'First'; Expected = 1 }, @{ Aggregate = 'Last'; Expected = 8 }
        @{ Aggregate = 'StandardDeviation'; Expected = [Math]::Sqrt(26 / 3) }
    ) {
        $rows = (New-Row '5' -Value 1), (New-Row 5 -Value 3), (New-Row '5.0' -Value 8)
        $grid = $rows | ConvertTo-HeatmapGrid X Y Value -Aggregate $Aggregate
        $grid.Width | Should -Be 1
        [Math]::Abs($grid.ToArray()[0, 0] - $Expected) | Should -BeLessThan 1e-12
    }

    It 'take true and false as 1 and 0, spans as seconds, infinities as they are' {
        ($true, $true, $false, $true | ForEach-Object { New-Row 1 -Value $_ } | ConvertTo-HeatmapGrid X Y Value).ToArray()[0, 0] | Should -Be 0.75
        (New-Row 1 -Value ([timespan]'00:01:30') | ConvertTo-HeatmapGrid X Y Value).ToArray()[0, 0] | Should -Be 90
        (1, [double]::PositiveInfinity | ForEach-Object { New-Row 1 -Value $_ } | ConvertTo-HeatmapGrid X Y Value).ToArray()[0, 0] | Should -Be ([double]::PositiveInfinity)
    }
}

Describe 'What is read of an object' {
    It 'is a property, a script block, or a named expression' {
        $row = [pscustomobject]@{ When = '2026-03-02T17:20:00'; Host = 'a'; Bytes = 2048 }
        $grid = $row | ConvertTo-HeatmapGrid { ([datetime]$_.When).Hour } @{ Name = 'Machine'; Expression = 'Host' } @{ N = 'KB'; E = { $_.Bytes / 1KB } }
        $grid.Axes.X.Labels | Should -Be '17'
        $grid.Axes.X.Name | Should -Be '([datetime]$_.When).Hour'
        $grid.Axes.Y.Name | Should -Be 'Machine'
        $grid.Axes.ValueName | Should -Be 'Mean of KB'
        $grid.ToArray()[0, 0] | Should -Be 2
    }

    It 'may come of hash tables, data rows and .NET objects, piped or as a list' {
        $table = [Data.DataTable]::new()
        'X', 'Y' | ForEach-Object { $null = $table.Columns.Add($_) }
        $null = $table.Rows.Add('p', 'q')
        @{ X = 'p'; Y = 'q' }, $table.Rows[0] | ConvertTo-HeatmapGrid X Y | ForEach-Object { $_.ToArray()[0, 0] } | Should -Be 2
        (ConvertTo-HeatmapGrid -InputObject @([version]'1.2', [version]'1.3') Major Minor).Axes.Y.Labels | Should -Be '2', '3'
    }

    It 'is the object itself to a script block, each time' {
        (1, 2, 4 | ConvertTo-HeatmapGrid { 'x' } { 'y' } { 10 * $_ } -Aggregate Sum).ToArray()[0, 0] | Should -Be 70
    }

    It 'sees the variables of its script' {
        $factor = 3
        (New-Row 1 -Value 2 | ConvertTo-HeatmapGrid X Y { $_.Value * $factor }).ToArray()[0, 0] | Should -Be 6
    }
}

Describe 'Axes without a bin' {
    It 'put <What> in order' -ForEach @(
        @{ What = 'numbers'; Keys = '10', '9', '-1', '2.5'; Expected = '-1', '2.5', '9', '10' }
        @{ What = 'texts'; Keys = 'web10', 'Web2', 'db', 'web1'; Expected = 'db', 'web1', 'Web2', 'web10' }
        @{ What = 'weekdays'; Keys = 'Sunday', 'Monday', 'Saturday'; Expected = 'Monday', 'Saturday', 'Sunday' }
        @{ What = 'short weekdays'; Keys = 'Fri', 'Tue', 'Thu', 'Mon'; Expected = 'Mon', 'Tue', 'Wed', 'Thu', 'Fri' }
        @{ What = 'DayOfWeek'; Keys = [DayOfWeek]::Sunday, [DayOfWeek]::Friday; Expected = 'Friday', 'Saturday', 'Sunday' }
        @{ What = 'months'; Keys = 'Dec', 'Oct', 'May'; Expected = 'May', 'Oct', 'Dec' }
        @{ What = 'dates'; Keys = '2026-03-10', '03/02/2026', '2025-12-31'; Expected = '2025-12-31', '2026-03-02', '2026-03-10' }
        @{ What = 'times of a day'; Keys = '9:30', '10:05', '00:00'; Expected = '00:00', '09:30', '10:05' }
        @{ What = 'log times'; Keys = '02/Mar/2026:10:00:00 +0000', '01/Mar/2026:23:59:30 +0000'; Expected = '2026-03-01 23:59:30', '2026-03-02 10:00:00' }
    ) {
        Get-Label $Keys | Should -Be $Expected
    }

    It 'know the weekdays of the current culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            Get-Label 'Sonntag', 'Mittwoch', 'Freitag' | Should -Be 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'
            # Abbreviations are ICU's (Do, Mo) or Windows' own (Do., Mo.); a key keeps the spelling it came in.
            $days = [cultureinfo]::CurrentCulture.DateTimeFormat.AbbreviatedDayNames
            Get-Label 'Do', 'mi.', 'So' | Should -Be 'mi.', 'Do', $days[5], $days[6], 'So'
            Get-Label '2026-03-03T10:00' @{ BinX = 'Weekday' } | Should -Be $days[1, 2, 3, 4, 5, 6, 0]
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    It 'do not take <What> for something else' -ForEach @(
        @{ What = 'versions'; Keys = '1.10.2', '1.9.1'; Expected = '1.9.1', '1.10.2' }
        @{ What = 'ranges'; Keys = '3-4', '10-20'; Expected = '3-4', '10-20' }
        @{ What = 'numbers with a decimal comma'; Keys = '2,5', '10,5'; Expected = '2,5', '10,5' }
        @{ What = 'numbers among texts'; Keys = '10', 'x', '9'; Expected = '9', '10', 'x' }
        @{ What = 'yes and no'; Keys = $true, $false; Expected = 'False', 'True' }
    ) {
        Get-Label $Keys | Should -Be $Expected
    }

    It 'fill the gaps between whole numbers, days and names when at least half are there' {
        Get-Label '08', '10', '11' | Should -Be '08', '09', '10', '11'
        Get-Label 200, 404, 500 | Should -Be '200', '404', '500'
        Get-Label '2026-02-27', '2026-03-01' | Should -Be '2026-02-27', '2026-02-28', '2026-03-01'
        $grid = New-Row 8, 10 | ConvertTo-HeatmapGrid X Y Value
        [double]::IsNaN($grid.ToArray()[0, 1]) | Should -BeTrue
        $grid.Axes.X.Edges | Should -Be 7.5, 8.5, 9.5, 10.5
        (New-Row 8, 10 | ConvertTo-HeatmapGrid X Y Value -FillValue 0).ToArray()[0, 1] | Should -Be 0
    }

    It 'take texts that differ in case as one' {
        $grid = New-Row 'web', 'WEB', 'Web' | ConvertTo-HeatmapGrid X Y
        $grid.Axes.X.Labels | Should -Be 'web'
        $grid.ToArray()[0, 0] | Should -Be 3
    }

    It 'sort as asked: by appearance, by value' {
        Get-Label 3, 1, 2 @{ SortX = 'Appearance' } | Should -Be '3', '1', '2'
        $rows = (New-Row 'a' -Value 1), (New-Row 'b' -Value 9), (New-Row 'c' -Value 5), (New-Row 'c' -Y 'b' -Value 9)
        $grid = $rows | ConvertTo-HeatmapGrid X Y Value -SortX Value -SortY Value
        $grid.Axes.X.Labels | Should -Be 'b', 'c', 'a'
        $grid.Axes.Y.Labels | Should -Be 'b', 'a'
        $grid.ToArray()[1, 0], $grid.ToArray()[0, 1], $grid.ToArray()[1, 2] | Should -Be 9, 9, 1
        ($rows | ConvertTo-HeatmapGrid X Y Value -SortX Value -Aggregate Sum).Axes.X.Labels | Should -Be 'c', 'b', 'a'
    }
}

Describe 'Bins' {
    It '<Bin> makes <Expected> of <Keys>' -ForEach @(
        @{ Bin = 5; Keys = 0, 4.99, 5, 17; Expected = '0', '5', '10', '15' }
        @{ Bin = 0.1; Keys = 0.3, 0.7, '0.45'; Expected = '0.3', '0.4', '0.5', '0.6', '0.7' }
        @{ Bin = '10'; Keys = -1, -10, 9; Expected = '-10', '0' }
        @{ Bin = '1h'; Keys = '2026-03-02T09:59', '2026-03-02T11:00'; Expected = '09:00', '10:00', '11:00' }
        @{ Bin = '15min'; Keys = '2026-03-02T23:50', '2026-03-03T00:14'; Expected = '2026-03-02 23:45', '2026-03-03 00:00' }
        @{ Bin = [timespan]'12:00'; Keys = [datetime]'2026-03-02T13:00', [datetime]'2026-03-03'; Expected = '2026-03-02 12:00', '2026-03-03 00:00' }
        @{ Bin = '00:30'; Keys = '9:29', '9:31'; Expected = '09:00', '09:30' }
        @{ Bin = 'Day'; Keys = '2026-02-28T23:59:59.9', '2026-03-01'; Expected = '2026-02-28', '2026-03-01' }
        @{ Bin = 'week'; Keys = '2026-03-01', '2026-03-02'; Expected = '2026-02-23', '2026-03-02' }
        @{ Bin = 'Month'; Keys = '2025-11-30', '2026-01-01'; Expected = '2025-11', '2025-12', '2026-01' }
        @{ Bin = 'Quarter'; Keys = '2025-12-31', '2026-04-01'; Expected = '2025-Q4', '2026-Q1', '2026-Q2' }
        @{ Bin = 'Year'; Keys = '2024-12-31', '2026-01-01'; Expected = '2024', '2025', '2026' }
    ) {
        Get-Label $Keys @{ BinX = $Bin } | Should -Be $Expected
    }

    It '1d typed at the prompt is a day' {
        (New-Row '2026-03-02T10:00' | ConvertTo-HeatmapGrid X Y -BinX 1d).Axes.X.Labels | Should -Be '2026-03-02'
    }

    It 'of a cycle are all shown' {
        Get-Label '2026-03-02T10:00' @{ BinX = 'HourOfDay' } | Should -Be (0..23)
        (Get-Label '2026-03-02T10:00' @{ BinX = 'DayOfMonth' }).Count | Should -Be 31
        (Get-Label '2026-03-02T10:00' @{ BinX = 'MonthOfYear' }).Count | Should -Be 12
        $grid = New-Row '2026-03-08T10:00' | ConvertTo-HeatmapGrid X Y -BinX Weekday
        $grid.Axes.X.Name | Should -Be 'Weekday'
        $grid.ToArray()[0, 6] | Should -Be 1
    }

    It 'have edges: numbers, and times' {
        (New-Row 1, 12 | ConvertTo-HeatmapGrid X Y -BinX 5).Axes.X.Edges | Should -Be 0, 5, 10, 15
        (New-Row '2026-02-03', '2026-03-05' | ConvertTo-HeatmapGrid X Y -BinX Month).Axes.X.TimeEdges |
            Should -Be ([datetime]'2026-02-01'), ([datetime]'2026-03-01'), ([datetime]'2026-04-01')
    }

    It 'take the clock as it was written, whatever its offset' {
        Get-Label '2026-03-02T23:30:00+05:00', '2026-03-02T23:45:00Z', ([datetimeoffset]'2026-03-02T23:59:00-08:00') @{ BinX = 'Day' } | Should -Be '2026-03-02'
    }

    It 'that cannot be are the error BinInvalid: <_>' -ForEach 0, -5, 'parsec', '5 parsecs', '', 'h5' {
        Get-ErrorId { New-Row 1 | ConvertTo-HeatmapGrid X Y -BinX $_ } | Should -Be 'BinInvalid'
    }
}

Describe 'Rows that cannot be used' {
    It 'are left out, with one warning that counts them and tells the first' {
        $rows = (New-Row 1), (New-Row 1 -Value 'n/a'), (New-Row 1 -Value ''), (New-Row 1 -Value ([double]::NaN)), (New-Row '' -Value 3)
        $warning = @(Get-Warning { $script:grid = $rows | ConvertTo-HeatmapGrid X Y Value })
        $warning | Should -Be "4 of 5 rows were left out. The first: row 2: Value is 'n/a', not a number."
    }

    It 'make no empty row or column' {
        (((New-Row 1), (New-Row 99 -Y 'b' -Value 'x')) | ConvertTo-HeatmapGrid X Y Value -WarningAction Ignore).Axes.X.Labels | Should -Be '1'
    }

    It 'of which a script block fails are reported with its message' {
        Get-Warning { 5, 0 | ForEach-Object { New-Row $_ } | ConvertTo-HeatmapGrid { 10 / $_.X } Y } | Should -BeLike '1 of 2 rows were left out. The first: row 2: *zero*'
    }

    It 'are the error <Id> when all are so, or there are none' -ForEach @(
        @{ Id = 'RowsInvalid'; Script = { New-Row 1 -Value 'x' | ConvertTo-HeatmapGrid X Y Value } }
        @{ Id = 'RowsInvalid'; Script = { New-Row 'x' | ConvertTo-HeatmapGrid X Y -BinX 1h } }
        @{ Id = 'RowsMissing'; Script = { @() | ConvertTo-HeatmapGrid X Y } }
    ) {
        Get-ErrorId $Script | Should -Be $Id
    }

    It 'without the property at all are the error PropertyNotFound, which names those there are' {
        $record = New-Row 1 | ConvertTo-HeatmapGrid X Valeu -ErrorAction SilentlyContinue -ErrorVariable failed
        $record | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be 'PropertyNotFound,HeatmapPS.Commands.ConvertToHeatmapGridCommand'
        "$($failed[0])" | Should -BeLike "*'Valeu'*-Y*X, Y, Value*Value?"
    }
}

Describe 'Set-up errors' {
    It 'are <Id>: <Script>' -ForEach @(
        @{ Id = 'ParameterConflict'; Script = { New-Row 1 | ConvertTo-HeatmapGrid X Y -Aggregate Mean } }
        @{ Id = 'ParameterConflict'; Script = { New-Row 1 | ConvertTo-HeatmapGrid X Y Value -Aggregate Percentile } }
        @{ Id = 'ParameterConflict'; Script = { New-Row 1 | ConvertTo-HeatmapGrid X Y Value -Aggregate Sum -Percentile 5 } }
        @{ Id = 'PropertyInvalid'; Script = { New-Row 1 | ConvertTo-HeatmapGrid @{ Name = 'x' } Y } }
        @{ Id = 'GridTooLarge'; Script = { New-Row '2000-01-01', '2026-01-01' | ConvertTo-HeatmapGrid X Y -BinX 1s } }
        @{ Id = 'GridTooLarge'; Script = { 1..3200 | ForEach-Object { [pscustomobject]@{ X = "x$_"; Y = "y$_" } } | ConvertTo-HeatmapGrid X Y } }
    ) {
        Get-ErrorId $Script | Should -Be $Id
    }
}

Describe 'The grid' {
    It 'carries unit, heading and axes through ConvertTo-Heatmap, whose range is the data' {
        $rows = (New-Row 1 -Value -4), (New-Row 3 -Value 6)
        $heatmap = $rows | ConvertTo-HeatmapGrid X Y Value -Unit '%' -Title 'Load' | ConvertTo-Heatmap
        $heatmap.Minimum, $heatmap.Maximum | Should -Be -4, 6
        $heatmap.Unit | Should -Be '%'
        $heatmap.Raster.Axes.Title | Should -Be 'Load'
        $heatmap.Raster.Axes.X.Labels | Should -Be '1', '2', '3'
        $heatmap.ToArray()[0, 1, 3] | Should -Be 0
        "$($heatmap.Raster)" | Should -Be 'Load (3×1)'
    }

    It 'loses its axes when its size changes, and keeps them with other numbers' {
        $grid = New-Row 1, 2, 3 | ConvertTo-HeatmapGrid X Y Value
        (Import-HeatmapImage -InputObject $grid -Gain 2).Axes.X.Labels.Count | Should -Be 3
        (ConvertTo-Heatmap -InputObject $grid).Raster.Axes | Should -Not -BeNullOrEmpty
        (ConvertTo-Heatmap -InputObject $grid | Add-Colorbar).Axes | Should -BeNullOrEmpty
    }

    It 'keeps them through merges and comparisons of grids with the same labels' {
        $first = New-Row 1, 2, 3 -Value 1 | ConvertTo-HeatmapGrid X Y Value -Title 'first'
        $second = New-Row 1, 2, 3 -Value 5 | ConvertTo-HeatmapGrid X Y Value -Title 'second'
        $other = New-Row 4, 5, 6 -Value 5 | ConvertTo-HeatmapGrid X Y Value
        $results = ($first, $second | Merge-Lighten), ($first, $second | Merge-Stack -Statistic Mean), ($second | Compare-HeatmapImage -Reference $first).Difference
        foreach ($result in $results) {
            $result.Axes.X.Labels | Should -Be '1', '2', '3'
            $result.Axes.Title | Should -BeNullOrEmpty
        }

        ($first, $other | Merge-Lighten).Axes | Should -BeNullOrEmpty
    }

    It 'is completed: aggregates, bins' {
        [Management.Automation.CommandCompletion]::CompleteInput('ConvertTo-HeatmapGrid -BinX Mon', 31, $null).CompletionMatches.CompletionText | Should -Be 'MonthOfYear', 'Month'
        [Management.Automation.CommandCompletion]::CompleteInput('ConvertTo-HeatmapGrid -Aggregate Me', 35, $null).CompletionMatches.CompletionText | Should -Be 'Mean', 'Median'
    }
}

Describe 'Cells whose keys are written in two ways' {
    BeforeAll {
        # Rows of key and value; 1 and 1.0 are one cell.
        function Get-Cell([array] $Rows, [string] $Aggregate) {
            $grid = $Rows | ForEach-Object { [pscustomobject]@{ X = $_[0]; Y = 'a'; V = $_[1] } } | ConvertTo-HeatmapGrid X Y V -Aggregate $Aggregate
            $grid.Width | Should -Be 1
            return $grid.ToArray()[0, 0]
        }
    }

    It 'keep the small values of both in the sum' {
        Get-Cell @(@('1', 1e16), @('1', 1), @('1.0', 1e16), @('1.0', 1), @('1.0', -2e16)) Sum | Should -Be 2
    }

    It 'have the value of the first and of the last row, whichever way it is written' {
        $rows = @('1', 10), @('1.0', 20), @('1', 30)
        Get-Cell $rows Last | Should -Be 30
        Get-Cell $rows First | Should -Be 10
        $rows = @('1.0', 10), @('1', 20), @('1.0', 30)
        Get-Cell $rows Last | Should -Be 30
        Get-Cell $rows First | Should -Be 10
    }
}
