# Show-Heatmap of grids: labels beside the cells, in characters and in pictures.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # A heatmap of columns × rows with values 0, 1, 2 …
    function New-Grid([object[]] $Columns, [object[]] $Rows, [hashtable] $With = @{}) {
        $value = 0
        $data = foreach ($row in $Rows) { foreach ($column in $Columns) { [pscustomobject]@{ Hour = $column; Host = $row; Load = $value++ } } }
        return $data | ConvertTo-HeatmapGrid Hour Host Load -SortX Appearance -SortY Appearance @With | ConvertTo-Heatmap
    }

    function Show-Lines([object] $Heatmap, [hashtable] $With = @{}) {
        $show = @{ Protocol = 'HalfBlock'; TerminalWidth = 79; AsString = $true; QueryTimeout = 0 }
        foreach ($name in $With.Keys) { $show[$name] = $With[$name] }
        return @($Heatmap | Show-Heatmap @show)
    }

    # The characters that a reader sees.
    function Get-Text([string[]] $Lines) { return @($Lines -replace "`e\[[0-9;]*m") }

    # The colours of a cell in a heatmap.
    function Get-CellColor($Colors, [int] $Row, [int] $Column) { return 0..2 | ForEach-Object { $Colors[$Row, $Column, $_] } }

    function Get-Picture([object] $Heatmap, [string] $Protocol, [hashtable] $With = @{}) {
        $lines = Show-Lines $Heatmap ($With + @{ Protocol = $Protocol })
        if ($Protocol -eq 'Sixel') { return [HeatmapPS.Tests.TerminalText]::Sixel($lines[1]) }
        $file = [IO.Path]::Join((New-TestFolder), 'picture.png')
        [byte[]] $png = $Protocol -eq 'Kitty' ? [HeatmapPS.Tests.TerminalText]::KittyPng($lines[1]) : [HeatmapPS.Tests.TerminalText]::ITerm2Png($lines[1])
        [IO.File]::WriteAllBytes($file, $png)
        return Read-Png $file
    }
}

Describe 'A grid in half blocks' {
    It 'has names of rows at its left and names of columns above, and the axes'' names' {
        $lines = Get-Text (Show-Lines (New-Grid 'alpha', 'beta', 'gamma' 'web1', 'database') @{ TerminalHeight = 10 })
        $lines[0] | Should -BeLike 'Mean of Load by Hour and Host  3 × 2 *'
        $lines[1] | Should -Be '         Hour'
        $lines[2] | Should -Match '^    Host +alpha +beta +gamma$'
        $lines[3..8].Where{ $_ -match '^\s*web1 ▀+$' }.Count | Should -Be 1
        $lines[3..8].Where{ $_ -match '^database ▀+$' }.Count | Should -Be 1
        @($lines.Where{ $_ -match '▀' } | ForEach-Object { $_.IndexOf('▀') } | Select-Object -Unique) | Should -Be 9
        # Each name stands over its own cells.
        $cell = $lines[3].Trim().Split(' ')[-1].Length / 3
        'alpha', 'beta', 'gamma' | ForEach-Object { [Math]::Floor(($lines[2].IndexOf($_) - 9) / $cell) } | Should -Be 0, 1, 2
    }

    It 'has cells of whole characters in the colours of their values' {
        $heatmap = New-Grid 'a', 'b', 'c' 'p', 'q' @{}
        $colors = $heatmap.ToArray(8)
        $lines = Show-Lines $heatmap @{ TerminalHeight = 8; NoColorbar = $true }
        $side = 'Host'.Length + 1
        $cells = $lines[3..($lines.Count - 1)] | ForEach-Object { $_.Substring($side) }
        $pixels = [HeatmapPS.Tests.TerminalText]::Blocks($cells)
        $pixels.Height % 4 | Should -Be 0
        $pixels.Width % 3 | Should -Be 0
        for ($y = 0; $y -lt $pixels.Height; $y++) {
            for ($x = 0; $x -lt $pixels.Width; $x++) {
                $at = 4 * ($y * $pixels.Width + $x)
                $expected = Get-CellColor $colors ([Math]::Floor(2 * $y / $pixels.Height)) ([Math]::Floor(3 * $x / $pixels.Width))
                if (($pixels.Rgba[$at..($at + 2)] -join ',') -ne ($expected -join ',')) { throw "$x, $y" }
            }
        }
    }

    It 'shows numbers above as far as they have room, each over its column' {
        $lines = Get-Text (Show-Lines (New-Grid (0..23) (1..6)) @{ TerminalHeight = 8 })
        $labels = [regex]::Matches($lines[2], '(?<=\s)\d+')
        $labels.Value | Should -Be (0..11 | ForEach-Object { 2 * $_ })
        foreach ($label in $labels) { [Math]::Abs($label.Index - 5 - 2 * [int]$label.Value) | Should -BeLessOrEqual 1 }
        # With room for all there are all.
        [regex]::Matches((Get-Text (Show-Lines (New-Grid (0..9) 'a', 'b')))[2], '(?<=\s)\d').Value | Should -Be (0..9)
    }

    It 'thins days to firsts of a month, and rows of hours to those that have a line' {
        $start = [datetime]'2026-01-01'
        $days = 0..364 | ForEach-Object { [pscustomobject]@{ Day = $start.AddDays($_); Hour = $_ % 24 } } | ConvertTo-HeatmapGrid Day Hour -BinX Day | ConvertTo-Heatmap
        $lines = Get-Text (Show-Lines $days @{ TerminalHeight = 14; NoColorbar = $true })
        $lines[2] | Should -Match '^Hour +2026-01 +2026-04 +2026-07 +2026-10$'
        $lines[3..14] | ForEach-Object { $_.Trim() } | Should -Be (0..11 | ForEach-Object { "$(2 * $_)" })
    }

    It 'names what the labels of hours leave out' {
        $start = [datetime]'2026-03-02'
        $hours = 0..47 | ForEach-Object { [pscustomobject]@{ Time = $start.AddMinutes(15 * $_); Host = 'a' } } | ConvertTo-HeatmapGrid Time Host -BinX 15min | ConvertTo-Heatmap
        $lines = Get-Text (Show-Lines $hours)
        $lines[1].Trim() | Should -Be 'Time (2026-03-02)'
        $lines[2] | Should -Match '00:00 +0\d:00'
    }

    It 'gives each row that has a name a line, below the window if need be; with a height the first name of each line' {
        $heatmap = New-Grid (1..3) (1..60 | ForEach-Object { "host$_" })
        $lines = Get-Text (Show-Lines $heatmap)
        @($lines | ForEach-Object { if ($_ -match '^\s*(host\d+) ▀') { $Matches[1] } }) | Should -Be (1..60 | ForEach-Object { "host$_" })
        $lines = Get-Text (Show-Lines $heatmap @{ TerminalHeight = 12; NoColorbar = $true })
        $lines.Count | Should -Be 13
        @($lines | ForEach-Object { if ($_ -match '^\s*(host\d+) … ▀') { $Matches[1] } }) | Should -Be (0..9 | ForEach-Object { "host$(6 * $_ + 1)" })
    }

    It 'shortens long names, and writes names of narrow columns downwards' {
        $long = 'a very long name of a service that nobody would write in full'
        $lines = Get-Text (Show-Lines (New-Grid "$long 1", "$long 2" "$long 3"))
        $lines | ForEach-Object Length | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 79
        $lines.Where{ $_ -match '^a very long name[^▀]*… ▀' }.Count | Should -Be 1
        [regex]::Matches($lines[2], 'a very long name[^…]*…').Count | Should -Be 2
        $lines = Get-Text (Show-Lines (New-Grid (1..30 | ForEach-Object { "web$_" }) 'a', 'b'))
        # Down the first and the last column.
        $first = $lines[6].IndexOf('1')
        -join (3..6 | ForEach-Object { $lines[$_][$first] }) | Should -Be 'web1'
        $last = $lines[6].Length - 1
        -join (2..6 | ForEach-Object { $lines[$_][$last] }) | Should -Be 'web30'
    }

    It 'counts ideographs as two columns, and lets no label steer the terminal' {
        $lines = Get-Text (Show-Lines (New-Grid 1, 2 '変化', "a`e[31m", 'plain'))
        $marks = $lines.Where{ $_ -match '▀' }
        ($marks | Where-Object { $_ -match '変化' }).IndexOf('▀') | Should -Be (($marks | Where-Object { $_ -match 'plain' }).IndexOf('▀') - 2)
        "$lines" | Should -BeLike '*a␛`[31m*'
        ($lines -join '').Contains("`e") | Should -BeFalse
    }

    It 'is the same in 256 colours, and leaves other images as they are' {
        (Get-Text (Show-Lines (New-Grid 1, 2 'x', 'y') @{ Protocol = 'Ansi256' }))[2] | Should -Match '^Host +1 +2$'
        $plain = Get-Text (Show-Lines (ConvertTo-Heatmap -InputObject ([double[,]]::new(2, 3))))
        $plain[1] | Should -Match '^▀+$'
    }

    It 'keeps the colorbar under the cells' {
        $lines = Get-Text (Show-Lines (New-Grid (0..23) 'web1', 'web2'))
        $lines[-2] | Should -Match '^ {5}▌+$'
        $lines[-1] | Should -Match '^ {5}0 '
    }
}

Describe 'A grid as a table of numbers' {
    It 'has the labels of its columns and rows' {
        $lines = Show-Lines (New-Grid 'alpha', 'beta' 'web1', 'web2') @{ Protocol = 'Text' }
        $lines[1] -split '\s+' | Should -Be 'Host\Hour', 'alpha', 'beta'
        $lines[2].Trim() -split '\s+' | Should -Be 'web1', '0', '1'
        $lines[3].Trim() -split '\s+' | Should -Be 'web2', '2', '3'
    }

    It 'marks a name that stands for others, and keeps to width and height' {
        $heatmap = New-Grid (1..40 | ForEach-Object { "column$_" }) (1..40 | ForEach-Object { "row$_" })
        $lines = Show-Lines $heatmap @{ Protocol = 'Text' }
        $lines.Count | Should -Be 42
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 79
        $lines[1] | Should -Match '^Host\\Hour +column1 … +column\d+ …'
        (Show-Lines $heatmap @{ Protocol = 'Text'; TerminalHeight = 5 })[2] | Should -Match '^ *row1 …'
        (Show-Lines $heatmap @{ Protocol = 'Text'; TerminalHeight = 5 }).Count | Should -Be 7
    }
}

Describe 'A grid by <Protocol>' -ForEach @{ Protocol = 'Kitty' }, @{ Protocol = 'ITerm2' }, @{ Protocol = 'Sixel' } {
    It 'is the picture with labels that Export-HeatmapImage draws, where it fits' {
        $heatmap = New-Grid (0..9) 'web1', 'web2', 'web3' @{ Title = 'Load' }
        $path = [IO.Path]::Join((New-TestFolder), 'grid.png')
        $heatmap | Export-HeatmapImage -Path $path
        $expected = Read-Png $path
        $picture = Get-Picture $heatmap $Protocol @{ TerminalWidth = 200; TerminalHeight = 60 }
        $picture.Width, $picture.Height | Should -Be $expected.Width, $expected.Height
        # Sixel has percents and at most 256 colours.
        $tolerance = $Protocol -eq 'Sixel' ? 24 : 0
        (Compare-Pixels $picture.Rgba $expected.Rgba).LargestDifference | Should -BeLessOrEqual $tolerance
    }

    It 'has smaller cells where it would not fit, and grows down for names of rows' {
        $numbers = Get-Picture (New-Grid (1..60) (1..40)) $Protocol @{ TerminalWidth = 60; TerminalHeight = 20 }
        $numbers.Width | Should -BeLessOrEqual (60 * 8)
        $numbers.Height | Should -BeLessOrEqual (20 * 16)
        $names = New-Grid (1..3) (1..60 | ForEach-Object { "host$_" })
        (Get-Picture $names $Protocol @{ TerminalWidth = 60 }).Height | Should -BeGreaterThan (60 * 17)
        (Get-Picture $names $Protocol @{ TerminalWidth = 60; TerminalHeight = 20 }).Height | Should -BeLessOrEqual (20 * 16)
    }
}

Describe 'A grid in the system''s viewer' {
    It 'has its labels' -Skip:(-not $IsLinux) {
        $heatmap = New-Grid (0..9) 'web1', 'web2'
        $before = $env:PATH
        try {
            $env:PATH = New-TestFolder
            $record = { $heatmap | Show-Heatmap -Viewer } | Should-ThrowId ViewerNotFound
        }
        finally {
            $env:PATH = $before
        }

        $shown = [regex]::Match("$record", "'([^']+\.png)'").Groups[1].Value
        $path = [IO.Path]::Join((New-TestFolder), 'grid.png')
        $heatmap | Export-HeatmapImage -Path $path
        Should-HavePixels (Read-Png $shown).Rgba (Read-Png $path).Rgba
        Remove-Item -LiteralPath (Split-Path $shown) -Recurse
    }
}
