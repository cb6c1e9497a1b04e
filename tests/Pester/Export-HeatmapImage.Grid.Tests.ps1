# Pictures of grids: every cell's pixels, labels where they are to be, numbers, sizes, legends, CSV with labels.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # A grid of columns × rows with values 0, 1, 2 …
    function New-Grid([object[]] $Columns, [object[]] $Rows, [hashtable] $With = @{}) {
        $value = 0
        $data = foreach ($row in $Rows) { foreach ($column in $Columns) { [pscustomobject]@{ Hour = $column; Host = $row; Load = $value++ } } }
        return $data | ConvertTo-HeatmapGrid Hour Host Load -SortX Appearance -SortY Appearance @With
    }

    # The picture as a PNG, and where -Verbose says that its cells lie.
    function Get-Picture([object] $Heatmap, [hashtable] $With = @{}) {
        $path = [IO.Path]::Join((New-TestFolder), 'grid.png')
        $lines = "$($Heatmap | Export-HeatmapImage -Path $path -Verbose @With 4>&1)"
        $png = Read-Png $path
        $picture = [pscustomobject]@{
            Path = $path; Pixels = $png.Rgba; Width = $png.Width; Height = $png.Height; ColorType = $png.ColorType
            Columns = 0; Rows = 0; CellWidth = 0; CellHeight = 0; X = 0; Y = 0
        }
        if ($lines -match 'cells (\d+)×(\d+) of (\d+)×(\d+) pixels at \((\d+), (\d+)\)') {
            $picture.Columns, $picture.Rows, $picture.CellWidth, $picture.CellHeight, $picture.X, $picture.Y = 1..6 | ForEach-Object { [int]$Matches[$_] }
        }

        return $picture
    }

    function Get-Color([object] $Picture, [int] $X, [int] $Y) {
        $at = 4 * (($Y * $Picture.Width) + $X)
        return $Picture.Pixels[$at..($at + 3)] -join ','
    }

    # Pixels of a rectangle that are not of a colour.
    function Measure-Ink([object] $Picture, [int] $X, [int] $Y, [int] $Width, [int] $Height, [string] $Paper = '255,255,255,255') {
        $count = 0
        $pixels = $Picture.Pixels
        $r, $g, $b, $a = [int[]]($Paper -split ',')
        for ($row = $Y; $row -lt $Y + $Height; $row++) {
            $at = 4 * ($row * $Picture.Width + $X)
            for ($end = $at + 4 * $Width; $at -lt $end; $at += 4) {
                if ($pixels[$at] -ne $r -or $pixels[$at + 1] -ne $g -or $pixels[$at + 2] -ne $b -or $pixels[$at + 3] -ne $a) { $count++ }
            }
        }

        return $count
    }
}

Describe 'Cells' {
    It 'have the colour of their value in every pixel: <Size>' -ForEach @(
        @{ Size = @(); Width = 96; Height = 96 }, @{ Size = 7; Width = 7; Height = 7 }, @{ Size = 12, 5; Width = 12; Height = 5 }, @{ Size = 1; Width = 1; Height = 1 }
    ) {
        $heatmap = New-Grid 0, 1, 2 'a', 'b' | ConvertTo-Heatmap -Colormap inferno
        $colors = $heatmap.ToArray(8)
        $picture = Get-Picture $heatmap ($Size.Count ? @{ CellSize = $Size } : @{})
        "$($picture.Columns)×$($picture.Rows) $($picture.CellWidth)×$($picture.CellHeight)" | Should -Be "3×2 $Width×$Height"
        for ($row = 0; $row -lt 2; $row++) {
            for ($column = 0; $column -lt 3; $column++) {
                $expected = (0..2 | ForEach-Object { $colors[$row, $column, $_] }) + 255 -join ','
                $x, $y = ($picture.X + $column * $Width), ($picture.Y + $row * $Height)
                foreach ($corner in @(0, 0), @(($Width - 1), 0), @(0, ($Height - 1)), @(($Width - 1), ($Height - 1))) {
                    Get-Color $picture ($x + $corner[0]) ($y + $corner[1]) | Should -Be $expected
                }

                Measure-Ink $picture $x $y $Width $Height $expected | Should -Be 0
            }
        }
    }

    It 'without a value have the bad colour, on paper that is not transparent' {
        $grid = (0, 2 | ForEach-Object { [pscustomobject]@{ Hour = $_; Host = 'a'; Load = $_ } }) | ConvertTo-HeatmapGrid Hour Host Load
        $picture = Get-Picture ($grid | ConvertTo-Heatmap) @{ CellSize = 10 }
        $picture.ColorType | Should -Be 2
        Get-Color $picture ($picture.X + 15) ($picture.Y + 5) | Should -Be '225,225,225,255'
        $picture = Get-Picture ($grid | ConvertTo-Heatmap -BadColor '#ff000080') @{ CellSize = 10 }
        Get-Color $picture ($picture.X + 15) ($picture.Y + 5) | Should -Be '255,127,127,255'
        $picture = Get-Picture ($grid | ConvertTo-Heatmap -Colormap gray) @{ CellSize = 10 }
        Get-Color $picture ($picture.X + 15) ($picture.Y + 5) | Should -Be '255,0,255,255'
    }

    It 'are drawn at 16 bits too, and in other formats' {
        $heatmap = New-Grid 0, 1, 2 'a', 'b' | ConvertTo-Heatmap -Colormap inferno -BitDepth 16
        $path = [IO.Path]::Join((New-TestFolder), 'grid.png')
        $heatmap | Export-HeatmapImage -Path $path -CellSize 20
        $deep = Read-Png $path
        $deep.BitDepth | Should -Be 16
        $image = Import-HeatmapImage $path
        $colors = $heatmap.ToArray(16)
        $array = $image.ToArray()
        $found = 0
        for ($x = 0; $x -lt $image.Width; $x++) { if ($array[15, $x, 0] -eq $colors[0, 2, 0] -and $array[15, $x, 2] -eq $colors[0, 2, 2]) { $found++ } }
        $found | Should -Be 20
        $tiff = [IO.Path]::Join((New-TestFolder), 'grid.tif')
        $heatmap | Export-HeatmapImage -Path $tiff -CellSize 20 -BitDepth 8
        (Import-HeatmapImage $tiff).Width | Should -Be $image.Width
    }

    It 'of a grid in a file of ConvertTo-Heatmap -Destination are the same' {
        $grid = New-Grid 0, 1, 2 'a', 'b'
        $file = $grid | ConvertTo-Heatmap -Destination ([IO.Path]::Join((New-TestFolder), 'grid.png'))
        Should-HavePixels (Read-Png $file.FullName).RgbBytes (Read-Png (Get-Picture ($grid | ConvertTo-Heatmap)).Path).RgbBytes
    }

    It 'keep the whole between tiny and huge: <Columns> × <Rows>' -ForEach @(
        @{ Columns = 24; Rows = 7; CellWidth = 25; CellHeight = 25 }, @{ Columns = 366; Rows = 24; CellWidth = 4; CellHeight = 10 }
        @{ Columns = 2; Rows = 2; CellWidth = 96; CellHeight = 96 }, @{ Columns = 1; Rows = 50; CellWidth = 24; CellHeight = 24 }
        @{ Columns = 2000; Rows = 1; CellWidth = 1; CellHeight = 24 }
    ) {
        $data = foreach ($row in 1..$Rows) { foreach ($column in 1..$Columns) { [pscustomobject]@{ X = $column; Y = $row } } }
        $picture = Get-Picture ($data | ConvertTo-HeatmapGrid X Y | ConvertTo-Heatmap)
        $picture.CellWidth, $picture.CellHeight | Should -Be $CellWidth, $CellHeight
    }
}

Describe 'Pictures of other images' {
    It 'have no labels, nor has a grid that is no heatmap any more' {
        $array = [double[,]]::new(2, 3)
        $array[0, 0] = 1
        $picture = Get-Picture (ConvertTo-Heatmap -InputObject $array)
        $picture.Width, $picture.Height | Should -Be 3, 2
        $picture = Get-Picture (New-Grid 0, 1, 2 'a', 'b' | ConvertTo-Heatmap).Render(8)
        $picture.Width, $picture.Height | Should -Be 3, 2
    }

    It 'have no cells for <Parameter>: ParameterConflict, and no file' -ForEach @(
        @{ Parameter = '-CellSize'; With = @{ CellSize = 50 } }, @{ Parameter = '-CellValue'; With = @{ CellValue = $true } }
        @{ Parameter = '-CellFormat'; With = @{ CellFormat = 'N1' } }, @{ Parameter = '-CellSize and -CellValue'; With = @{ CellSize = 9; CellValue = $true } }
    ) {
        $heatmap = ConvertTo-Heatmap -InputObject ([byte[,]]::new(2, 3))
        $grid = New-Grid 0, 1, 2 'a', 'b' | ConvertTo-Heatmap
        $cases = @($heatmap, 'x.png', @{}), @($heatmap, 'x.png', @{ Colorbar = $true }), @($grid.Render(8), 'x.png', @{}),
            @($grid, 'x.csv', @{}), @($grid, 'x.npy', @{}), @($grid, 'x.npz', @{}), @($grid, 'x.tif', @{ Data = $true })
        foreach ($case in $cases) {
            $path = [IO.Path]::Join((New-TestFolder), $case[1])
            $more = $case[2]
            $record = { $case[0] | Export-HeatmapImage -Path $path @With @more -ErrorAction Stop } | Should-ThrowId ParameterConflict
            "$record" | Should -BeLike "*so it has no cells for $Parameter. Leave out $Parameter; *ConvertTo-HeatmapGrid*"
            Test-Path -LiteralPath $path | Should -BeFalse
        }

        $grid | Export-HeatmapImage -Path ([IO.Path]::Join((New-TestFolder), 'x.png')) @With -Colorbar -PassThru | Should -Not -BeNullOrEmpty
    }

    It 'of a grid that was not coloured are the error DepthMismatch' {
        { New-Grid 0, 1 'a' | Export-HeatmapImage ([IO.Path]::Join((New-TestFolder), 'x.png')) -ErrorAction Stop } |
            Should -Throw -ErrorId 'DepthMismatch,HeatmapPS.Commands.ExportHeatmapImageCommand'
    }
}

Describe 'Labels' {
    It 'stand below each column and beside each row, with names and heading' {
        $picture = Get-Picture (New-Grid 'one', 'two' 'aa', 'bb', 'cc' @{ Title = 'Heading' } | ConvertTo-Heatmap) @{ CellSize = 60 }
        $bottom = $picture.Y + 180
        foreach ($column in 0, 1) { Measure-Ink $picture ($picture.X + 60 * $column + 10) $bottom 40 22 | Should -BeGreaterThan 30 }
        foreach ($row in 0..2) { Measure-Ink $picture ($picture.X - 24) ($picture.Y + 60 * $row + 20) 24 20 | Should -BeGreaterThan 20 }
        Measure-Ink $picture ($picture.X + 30) ($bottom + 22) 60 ($picture.Height - $bottom - 22) | Should -BeGreaterThan 30
        Measure-Ink $picture 0 ($picture.Y + 60) ($picture.X - 30) 60 | Should -BeGreaterThan 30
        Measure-Ink $picture ($picture.X + 20) 0 80 ($picture.Y - 2) | Should -BeGreaterThan 50
    }

    It 'leave a margin all around: nothing is cut off, however long it is' {
        $long = 'a very long name of a service that nobody would write in full'
        $grid = New-Grid "$long 1", "$long 2", "$long 3" "$long 10", 'ÄÖÜ 変化 <b>&' @{ Title = $long * 4 }
        foreach ($with in @{ CellSize = 14 }, @{ CellSize = 4 }, @{ CellSize = 300, 30 }) {
            $picture = Get-Picture ($grid | ConvertTo-Heatmap) $with
            foreach ($edge in @(0, 0, $picture.Width, 6), @(0, 0, 6, $picture.Height), @(0, ($picture.Height - 6), $picture.Width, 6), @(($picture.Width - 6), 0, 6, $picture.Height)) {
                Measure-Ink $picture @edge | Should -Be 0
            }
        }
    }

    It 'of names are turned where they have no room side by side, and all are there' {
        $names = 1..12 | ForEach-Object { "service $_" }
        $picture = Get-Picture (New-Grid $names 'a' | ConvertTo-Heatmap) @{ CellSize = 20 }
        foreach ($column in 0..11) { Measure-Ink $picture ($picture.X + 20 * $column) ($picture.Y + 24) 20 40 | Should -BeGreaterThan 40 }
    }

    It 'of names all have a line: <Columns> × <Rows>' -ForEach @(
        @{ Columns = 2; Rows = 120 }, @{ Columns = 120; Rows = 2 }, @{ Columns = 150; Rows = 20 }, @{ Columns = 60; Rows = 60 }
    ) {
        $heatmap = New-Grid (1..$Columns | ForEach-Object { "c$_" }) (1..$Rows | ForEach-Object { "r$_" }) | ConvertTo-Heatmap
        $picture = Get-Picture $heatmap
        $picture.CellWidth, $picture.CellHeight | ForEach-Object { $_ | Should -BeGreaterOrEqual 17 }
        # A row of names is 1.25 ems high: between two of them is a line of pixels without ink.
        foreach ($row in 0, 1, ($Rows - 1)) {
            $y = $picture.Y + $row * $picture.CellHeight
            Measure-Ink $picture ($picture.X - 20) ($y + 3) 20 ($picture.CellHeight - 6) | Should -BeGreaterThan 15
            Measure-Ink $picture ($picture.X - 20) $y 20 1 | Should -Be 0
        }

        $below = $picture.Y + $Rows * $picture.CellHeight
        foreach ($column in 0, 1, ($Columns - 1)) {
            $x = $picture.X + $column * $picture.CellWidth
            Measure-Ink $picture ($x + 2) ($below + 1) ($picture.CellWidth - 4) 24 | Should -BeGreaterThan 8
            Measure-Ink $picture $x ($below + 1) 1 14 | Should -Be 0
        }
    }

    It 'of names that a given size has no room for are left out with a warning' {
        $path = [IO.Path]::Join((New-TestFolder), 'grid.png')
        $names = New-Grid 1, 2 (1..40 | ForEach-Object { "row $_" }) | ConvertTo-Heatmap
        "$($names | Export-HeatmapImage $path -CellSize 8 3>&1)" | Should -BeLike '*too small for all names*8 × 8 pixels*-CellSize*'
        "$($names | Export-HeatmapImage $path -Force -CellSize 8, 17 3>&1)" | Should -BeNullOrEmpty
        "$(New-Grid 1, 2 (1..40) | ConvertTo-Heatmap | Export-HeatmapImage $path -Force -CellSize 8 3>&1)" | Should -BeNullOrEmpty
    }

    It 'of numbers are thinned to round ones, with a mark at each' {
        $data = 3..62 | ForEach-Object { [pscustomobject]@{ X = $_; Y = 'a' } }
        $picture = Get-Picture ($data | ConvertTo-HeatmapGrid X Y | ConvertTo-Heatmap) @{ CellSize = 10, 30 }
        $marked = 0..59 | Where-Object { (Get-Color $picture ($picture.X + 10 * $_ + 5) ($picture.Y + 31)) -ne '255,255,255,255' }
        $marked | ForEach-Object { $_ + 3 } | Should -Be 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60
    }

    It 'of days are thinned to Mondays or to firsts of a month' {
        $start = [datetime]'2026-01-01'
        $data = 0..364 | ForEach-Object { [pscustomobject]@{ X = $start.AddDays($_); Y = 'a' } }
        $heatmap = $data | ConvertTo-HeatmapGrid X Y -BinX Day | ConvertTo-Heatmap
        foreach ($case in @(3, 'Month'), @(16, 'Week')) {
            $picture = Get-Picture $heatmap @{ CellSize = $case[0], 30 }
            $middle = [Math]::Floor($case[0] / 2)
            $marked = 0..364 | Where-Object { (Get-Color $picture ($picture.X + $case[0] * $_ + $middle) ($picture.Y + 31)) -ne '255,255,255,255' } | ForEach-Object { $start.AddDays($_) }
            if ($case[1] -eq 'Month') { $marked | Should -Be (1..12 | ForEach-Object { [datetime]::new(2026, $_, 1) }) }
            else { $marked.DayOfWeek | Select-Object -Unique | Should -Be 'Monday'; $marked.Count | Should -Be 52 }
        }
    }
}

Describe 'Choices of labels on an axis of <What>' -ForEach @(
    @{ What = 'hours of a day'; Start = '2026-03-02'; Bin = '1h'; Count = 24; Full = '00:00'; Expected = '03:00, 12:00'; Omitted = '2026-03-02' }
    @{ What = 'hours of days'; Start = '2026-03-02'; Bin = '1h'; Count = 60; Full = '2026-03-02 00:00'; Expected = '03:00, 12:00, 03-03, 2026-03-03'; Omitted = '2026' }
    @{ What = 'hours in two years'; Start = '2025-12-31'; Bin = '1h'; Count = 60; Full = '2025-12-31 00:00'; Expected = '2026-01-01, 12:00, 2026'; Omitted = '' }
    @{ What = 'days'; Start = '2026-03-02'; Bin = 'Day'; Count = 60; Full = '2026-03-02'; Expected = '2026-03-09, 2026-04'; Omitted = '' }
) {
    It 'leave out only what the name of the axis tells' {
        $begin = [datetime]$Start
        $rows = 0..($Count - 1) | ForEach-Object { [pscustomobject]@{ X = $Bin -eq 'Day' ? $begin.AddDays($_) : $begin.AddHours($_); Y = 'a' } }
        $axis = ($rows | ConvertTo-HeatmapGrid X Y -BinX $Bin).Axes.X
        $type = $axis.GetType().Assembly.GetType('HeatmapPS.Engine.Drawing.Grids.AxisLabelSets')
        $sets = @($type.GetMethod('Of').Invoke($null, @($axis)))
        $sets[0].Text.Invoke(0) | Should -Be $Full
        $texts = foreach ($set in $sets) { foreach ($cell in $set.Cells) { $set.Text.Invoke($cell) } }
        foreach ($text in $Expected -split ', ') { $texts | Should -Contain $text }
        $clock = @($sets | Where-Object { $_.Cells.Count -lt $Count -and $_.Text.Invoke($_.Cells[-1]) -match ':' })
        $clock.Omitted | Select-Object -Unique | Should -Be ($clock.Count ? $Omitted : $null)
        $sets[0].Omitted | Should -Be ($Full.Length -eq 5 ? $Omitted : '')
    }
}

Describe 'Numbers in cells' {
    It 'have the ink that contrasts, and fit' {
        $picture = Get-Picture (New-Grid 0, 1 'a' | ConvertTo-Heatmap -Colormap gray) @{ CellValue = $true; CellSize = 40 }
        $colors = foreach ($cell in 0, 1) {
            foreach ($y in 0..39) { foreach ($x in 0..39) { Get-Color $picture ($picture.X + 40 * $cell + $x) ($picture.Y + $y) } }
        }
        $colors[0..1599] | Should -Contain '255,255,255,255'
        $colors[0..1599] | Should -Not -Contain '20,20,20,255'
        $colors[1600..3199] | Should -Contain '20,20,20,255'
        foreach ($cell in 0, 1) { Measure-Ink $picture ($picture.X + 40 * $cell) $picture.Y 40 6 @('0,0,0,255', '255,255,255,255')[$cell] | Should -Be 0 }
    }

    It 'make cells wide enough for them, and are left out with a warning where a size is given that is too small' {
        $heatmap = 1..30 | ForEach-Object { [pscustomobject]@{ X = $_; Y = 'a'; V = 123456.789 + $_ } } | ConvertTo-HeatmapGrid X Y V | ConvertTo-Heatmap
        (Get-Picture $heatmap @{ CellFormat = 'N3' }).CellWidth | Should -BeGreaterThan 60
        $path = [IO.Path]::Join((New-TestFolder), 'grid.png')
        "$($heatmap | Export-HeatmapImage $path -CellFormat N3 -CellSize 24 3>&1)" | Should -BeLike '*too small for their numbers: 24 × 24 pixels*'
    }

    It 'with a format that is none are the error CellFormatInvalid' {
        { New-Grid 0, 1 'a' | ConvertTo-Heatmap | Export-HeatmapImage -Path x.png -CellFormat '{0:F' } | Should -Throw -ErrorId 'CellFormatInvalid,HeatmapPS.Commands.ExportHeatmapImageCommand'
    }
}

Describe 'Legends of grids' {
    It 'stand beside the cells and are as high as they are: <Position>' -ForEach @{ Position = 'Right' }, @{ Position = 'Left' }, @{ Position = 'Top' }, @{ Position = 'Bottom' } {
        $heatmap = New-Grid (0..9) 'a', 'b', 'c', 'd' @{ Unit = '%' } | ConvertTo-Heatmap
        $text = "$(Add-Colorbar -InputObject $heatmap -Location $Position -Verbose 4>&1)"
        $text -match 'picture (\d+)×(\d+) at \((\d+), (\d+)\), bar (\d+)×(\d+) at \((\d+), (\d+)\) of (\d+)×(\d+)' | Should -BeTrue
        $width, $height, $x, $y, $barWidth, $barHeight, $barX, $barY = 1..8 | ForEach-Object { [int]$Matches[$_] }
        $cells = Get-Picture $heatmap
        if ($Position -in 'Right', 'Left') {
            $barY | Should -BeGreaterOrEqual ($y + $cells.Y)
            ($barY + $barHeight) | Should -BeLessOrEqual ($y + $cells.Y + 4 * $cells.CellHeight)
            $barHeight | Should -BeGreaterThan (3 * $cells.CellHeight)
        }
        else {
            $barX | Should -BeGreaterOrEqual ($x + $cells.X - 1)
            ($barX + $barWidth) | Should -BeLessOrEqual ($x + $cells.X + 10 * $cells.CellWidth + 1)
        }
    }

    It 'are the same by -Colorbar and by Add-Colorbar' {
        $heatmap = New-Grid (0..9) 'a', 'b' | ConvertTo-Heatmap
        Should-HavePixels (Read-Png (Get-Picture $heatmap @{ Colorbar = $true }).Path).RgbBytes (Add-Colorbar -InputObject $heatmap).ToArray()
    }
}

Describe 'CSV of a grid' {
    It 'has labels that Import-Csv reads, and empty cells for missing values' {
        $data = [pscustomobject]@{ Hour = 0; Host = 'a,"b"'; Load = 1.5 }, [pscustomobject]@{ Hour = 1; Host = 'c'; Load = -2 }
        $grid = $data | ConvertTo-HeatmapGrid Hour Host Load
        $path = [IO.Path]::Join((New-TestFolder), 'grid.csv')
        $grid | Export-HeatmapImage $path
        $rows = Import-Csv -LiteralPath $path
        $rows[0].PSObject.Properties.Name | Should -Be 'Host', '0', '1'
        $rows.Host | Should -Be 'a,"b"', 'c'
        $rows.'0' | Should -Be '1.5', ''
        $rows.'1' | Should -Be '', '-2'
        $grid | ConvertTo-Heatmap | Export-HeatmapImage $path -Force
        (Get-Content -LiteralPath $path)[0] | Should -Be 'Host,0,1'
    }

    It 'has no formulas: labels that begin like one get an apostrophe, numbers do not' {
        $labels = '=1+1', '+x', '-x', '@sum', "`ty", "`rz", "'=1", "'a", '-5', '+3', 'x=1', 'plain'
        $data = $labels | ForEach-Object { [pscustomobject]@{ Column = $_; '=Row' = "r$_"; Load = -1.5 } }
        $grid = ($data | ConvertTo-HeatmapGrid Column '=Row' Load)
        $path = [IO.Path]::Join((New-TestFolder), 'grid.csv')
        $grid | Export-HeatmapImage $path
        $rows = Import-Csv -LiteralPath $path
        $written = $rows[0].PSObject.Properties.Name
        $written[0] | Should -Be "'=Row"
        $written[1..12] | Where-Object { $_ -match "^[=+\-@\t\r]" } | Sort-Object | Should -Be @('+3', '-5' | Sort-Object)
        # One apostrophe less gives each label as it was.
        $again = $written[1..12] | ForEach-Object { $_ -match "^'+[=+\-@\t\r]" ? $_.Substring(1) : $_ }
        Compare-Object $again @($grid.Axes.X.Labels) -CaseSensitive | Should -BeNullOrEmpty
        @($rows.foreach{ $_.PSObject.Properties.Value }).where{ $_ -match '^-1\.5$' }.Count | Should -Be 12
    }

    It 'of numbers has their labels as they are' {
        $data = -2, -1 | ForEach-Object { [pscustomobject]@{ X = $_; Y = $_; V = 1 } }
        $path = [IO.Path]::Join((New-TestFolder), 'grid.csv')
        $data | ConvertTo-HeatmapGrid X Y V | Export-HeatmapImage $path
        (Get-Content -LiteralPath $path) -join '|' | Should -Match '^Y,-2,-1\|'
    }

    It 'holds numbers only in NPY and TIFF' {
        $grid = New-Grid 0, 1 'a'
        foreach ($extension in 'npy', 'tif') {
            $path = [IO.Path]::Join((New-TestFolder), "grid.$extension")
            $grid | ConvertTo-Heatmap | Export-HeatmapImage $path -Data
            (Import-HeatmapImage $path).ToArray()[0, 1] | Should -Be 1
        }

        $path = [IO.Path]::Join((New-TestFolder), 'colors.npy')
        $grid | ConvertTo-Heatmap | Export-HeatmapImage $path
        (Read-GoldenNpy $path).Shape | Should -Be 1, 2, 4
    }
}

Describe 'A machine without a font' {
    It 'draws the cells, with a warning that tells what to install' -Skip:(-not $IsLinux) {
        $folder = New-TestFolder
        $config = [IO.Path]::Join($folder, 'fonts.conf')
        [IO.File]::WriteAllText($config, "<?xml version='1.0'?><fontconfig><cachedir>$folder</cachedir></fontconfig>")
        $result = Invoke-ChildPwsh -Environment @{ FONTCONFIG_FILE = $config } -Argument $folder -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$heatmap = [pscustomobject]@{ X = 1; Y = 'a'; V = 5 }, [pscustomobject]@{ X = 2; Y = 'b'; V = 6 } | ConvertTo-HeatmapGrid X Y V -Title t | ConvertTo-Heatmap
$heatmap | Export-HeatmapImage ([IO.Path]::Join($args[0], 'grid.png')) -CellSize 20 -CellValue -WarningVariable w -WarningAction SilentlyContinue
"$w"
'@
        $result.Error | Should -BeNullOrEmpty
        "$($result.Output)" | Should -BeLike '*There is no font for the labels of the grid*'
        $png = Read-Png ([IO.Path]::Join($folder, 'grid.png'))
        $png.Width | Should -BeLessThan 70
    }
}

Describe 'A warning about a grid' {
    It 'comes with its own file, whichever is done first' {
        $data = foreach ($y in 1..200) { foreach ($x in 1..200) { [pscustomobject]@{ X = $x; Y = $y; V = ($x * 7919 + $y * 104729) % 251 } } }
        $large = $data | ConvertTo-HeatmapGrid X Y V | ConvertTo-Heatmap
        $grid = New-Grid (1..3) 'a', 'b' | ConvertTo-Heatmap
        $records = @($large, $grid | Export-HeatmapImage -Path (New-TestFolder) -Name '{Index:0}' -CellSize 8 -Compression Best -ThrottleLimit 2 -PassThru 3>&1)
        $records[0].Name, $records[2].Name | Should -Be '1.png', '2.png'
        $records[1].Message | Should -BeLike 'The cells are too small for all names*8 × 8*'
    }
}

Describe 'A colorbar in a file of numbers' {
    It 'is an error, and no file is written: <_>' -ForEach 'csv', 'npz' {
        $folder = New-TestFolder
        $heatmap = ConvertTo-Heatmap -InputObject ([byte[,]]::new(2, 2))
        $path = [IO.Path]::Join($folder, "a.$_")
        { $heatmap | Export-HeatmapImage -Path $path -Colorbar } | Should-ThrowId ParameterConflict
        Get-ChildItem -LiteralPath $folder -Force | Should -BeNullOrEmpty
    }
}
