# Export-HeatmapReport of series: the trend over time or order, regions, pages of one file, formats of numbers.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'ScienceFiles.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'Messages.ps1'))

    function New-ReportPath { return [IO.Path]::Join((New-TestFolder), 'report.html') }

    # An image of 4 × 2 pixels with these two extremes: the low one at x 0, y 0, the high one at x 3, y 1.
    function New-Pair([double] $Low, [double] $High, [string] $Unit) {
        $middle = ($Low + $High) / 2
        $with = $Unit ? @{ Unit = $Unit } : @{}
        return Import-HeatmapImage -InputObject ([double[]]($Low, $middle, $middle, $middle, $middle, $middle, $middle, $High)) -Width 4 -Height 2 @with
    }

    # A FITS file of one value, taken at a time.
    function New-TimedFile([string] $Folder, [string] $Name, [byte] $Value, [string] $Time) {
        $path = [IO.Path]::Join($Folder, $Name)
        [IO.File]::WriteAllBytes($path, (Get-FitsUnit (@(Get-FitsImageCard 8 2, 1) + "DATE-OBS= '$Time'") ([byte[]](0, $Value))))
        return $path
    }

    # The points of the charts: X and Y of each, its text, and whether it is marked.
    function Get-Point([string] $Html) {
        foreach ($match in [regex]::Matches($Html, '<circle class="point( breach)? line-(\d)" cx="([\d.]+)%" cy="([\d.]+)" r="\d"><title>([^<]*)</title>')) {
            [pscustomobject]@{
                IsBreach = $match.Groups[1].Success
                Line     = [int]$match.Groups[2].Value
                X        = [double]$match.Groups[3].Value
                Y        = [double]$match.Groups[4].Value
                Text     = $match.Groups[5].Value
            }
        }
    }

    # What stands below the axis of the chart, from left to right.
    function Get-Tick([string] $Html) {
        return [regex]::Matches($Html, '<text x="[\d.]+%" y="199" text-anchor="\w+">([^<]*)</text>').ForEach({ $_.Groups[1].Value })
    }
}

Describe 'The trend of a series' {
    It 'is the maximum of each image by its order, with the threshold as a line' {
        $path = New-ReportPath
        (New-Pair 0 10), (New-Pair 0 40), (New-Pair 0 20) | Export-HeatmapReport $path -ThresholdAbove 30 -SharedScale
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '<figcaption>Maximum by number of the image</figcaption>'
        $points = @(Get-Point $html)
        $points.X | Should -Be 2, 50, 98
        $points.Text | Should -Be 'image: 10', 'image: 40', 'image: 20'
        $points.IsBreach | Should -Be $false, $true, $false
        # 20 lies a third of the way from 10 to 40.
        ($points[0].Y - $points[2].Y) / ($points[0].Y - $points[1].Y) | Should -BeGreaterThan 0.3332
        ($points[0].Y - $points[2].Y) / ($points[0].Y - $points[1].Y) | Should -BeLessThan 0.3335
        $html -match '<line class="threshold" x1="0" x2="100%" y1="([\d.]+)" y2="\1"/><text class="limit" [^>]*>≥ 30</text>' | Should -BeTrue
        $y = [double]$Matches[1]
        ($points[0].Y - $y) / ($points[0].Y - $points[1].Y) | Should -BeGreaterThan 0.6665
        ($points[0].Y - $y) / ($points[0].Y - $points[1].Y) | Should -BeLessThan 0.6668
        Get-Tick $html | Should -Be '1', '2', '3'
        [regex]::Matches($html, '<a href="#(heatmap-\d+)" tabindex="-1">').ForEach({ $_.Groups[1].Value }) | Should -Be 'heatmap-0001', 'heatmap-0002', 'heatmap-0003'
    }

    It 'has the minimum with a lower threshold, and both with two' {
        $path = New-ReportPath
        $pair = (New-Pair 5 10), (New-Pair -3 20)
        $pair | Export-HeatmapReport $path -ThresholdBelow 0 -SharedScale
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '<figcaption>Minimum by number of the image</figcaption>'
        (Get-Point $html).Text | Should -Be 'image: 5', 'image: −3'
        (Get-Point $html).IsBreach | Should -Be $false, $true
        $pair | Export-HeatmapReport $path -ThresholdBelow 0 -ThresholdAbove 15 -SharedScale -Force
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '<figcaption>Maximum and minimum by number of the image</figcaption>'
        (Get-Point $html).Line | Should -Be 1, 1, 2, 2
        [regex]::Matches($html, '</svg>([^<]*)</li>').ForEach({ $_.Groups[1].Value }) | Should -Be 'Maximum', 'Minimum'
    }

    It 'runs over time where each image has one, whatever the order of the files' {
        $folder = New-TestFolder
        $files = @(
            New-TimedFile $folder 'c.fits' 30 '2024-05-01T14:00:00'
            New-TimedFile $folder 'a.fits' 10 '2024-05-01T12:00:00'
            New-TimedFile $folder 'b.fits' 20 '2024-05-01T12:30:00'
        )
        $path = New-ReportPath
        $files | Export-HeatmapReport $path -SharedScale
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '<figcaption>Maximum over time, 2024-05-01 12:00:00 UTC to 2024-05-01 14:00:00 UTC</figcaption>'
        $points = @(Get-Point $html)
        $points.Text | Should -Be 'a.fits: 10, 2024-05-01 12:00:00', 'b.fits: 20, 2024-05-01 12:30:00', 'c.fits: 30, 2024-05-01 14:00:00'
        $points.X | Should -Be 2, 26, 98
        Get-Tick $html | Should -Be '12:00', '12:30', '13:00', '13:30', '14:00'
        # One without a time, and the order counts.
        @($files) + @(New-Pair 0 1) | Export-HeatmapReport $path -SharedScale -Force
        [IO.File]::ReadAllText($path) | Should -Match '<figcaption>Maximum by number of the image</figcaption>'
    }

    It 'has round times of every length: <Span>' -ForEach @(
        @{ Span = 'half a second'; End = '2024-05-01T12:00:00.500'; Ticks = '12:00:00.000', '12:00:00.200', '12:00:00.400' }
        @{ Span = 'a minute'; End = '2024-05-01T12:01:00'; Ticks = '12:00:00', '12:00:15', '12:00:30', '12:00:45', '12:01:00' }
        @{ Span = 'a day and more'; End = '2024-05-02T18:00:00'; Ticks = '05-01 12:00', '05-02 00:00', '05-02 12:00' }
        @{ Span = 'a month'; End = '2024-05-31T12:00:00'; Ticks = '2024-05-13', '2024-05-27' }
        @{ Span = 'a year'; End = '2025-05-01T12:00:00'; Ticks = '2024-07', '2024-10', '2025-01', '2025-04' }
        @{ Span = 'half a century'; End = '2074-05-01T12:00:00'; Ticks = '2030', '2040', '2050', '2060', '2070' }
    ) {
        $folder = New-TestFolder
        $path = New-ReportPath
        (New-TimedFile $folder 'a.fits' 10 '2024-05-01T12:00:00'), (New-TimedFile $folder 'b.fits' 20 $End) | Export-HeatmapReport $path -SharedScale
        Get-Tick ([IO.File]::ReadAllText($path)) | Should -Be $Ticks
    }

    It 'is one for each unit, and none of a single picture' {
        $path = New-ReportPath
        $celsius, $metres = ((New-Pair 0 10 '°C'), (New-Pair 0 20 '°C')), ((New-Pair 0 1 m), (New-Pair 0 2 m))
        @($metres) + @($celsius) + @(New-Pair 0 5) | Export-HeatmapReport $path -SharedScale:$false -WarningAction SilentlyContinue
        $html = [IO.File]::ReadAllText($path)
        [regex]::Matches($html, '<figcaption>(Maximum[^<]*)<').ForEach({ $_.Groups[1].Value }) | Should -Be 'Maximum in °C by number of the image', 'Maximum in m by number of the image'
        New-Pair 0 10 | Export-HeatmapReport $path -Force
        [IO.File]::ReadAllText($path) | Should -Not -Match '<figure class="trend"'
    }

    It 'stands in a fragment, and not in a message' {
        $path = New-ReportPath
        $pair = (New-Pair 0 10), (New-Pair 0 20)
        $pair | Export-HeatmapReport $path -As Fragment -SharedScale
        [IO.File]::ReadAllText($path) | Should -Match '<figure class="trend">'
        $message = [IO.Path]::ChangeExtension($path, '.eml')
        $pair | Export-HeatmapReport $message -SharedScale
        Read-MessageText $message | Should -Not -Match 'trend|<svg'
    }

    It 'holds for values that are all the same, missing, or as large as numbers get' {
        $path = New-ReportPath
        (New-Pair 3 3), (New-Pair 3 3), (New-Pair ([double]::NaN) ([double]::NaN)), (New-Pair 3 3) | Export-HeatmapReport $path -SharedScale -ErrorAction Stop
        $points = @(Get-Point ([IO.File]::ReadAllText($path)))
        $points.Y | Should -Be 90, 90, 90
        (New-Pair -1.7e308 1.7e308), (New-Pair 0 1.6e308) | Export-HeatmapReport $path -SharedScale -Minimum 0 -Maximum 1 -Force -ThresholdBelow 0 -ThresholdAbove 1 -WarningAction SilentlyContinue
        [IO.File]::ReadAllText($path) | Should -Not -Match 'c[xy]="(NaN|∞)|Infinity'
    }

    It 'marks only what reaches a threshold in a long series' {
        $path = New-ReportPath
        1..420 | ForEach-Object { New-Pair 0 $_ } | Export-HeatmapReport $path -ThresholdAbove 418 -SharedScale -PictureSize 1
        @(Get-Point ([IO.File]::ReadAllText($path))).Count | Should -Be 3
    }
}

Describe 'Regions' {
    BeforeAll {
        $frames = foreach ($seed in 1, 2) {
            $frame = New-TestFrame Noise 20 10 -Type ([ushort]) -Minimum 0 -Maximum 500 -Seed $seed
            # A hot pixel at x 1, y 1 of the second.
            if ($seed -eq 2) { $frame.Data[21] = 9000 }
            Import-HeatmapImage -InputObject $frame.Data -Width 20 -Height 10
        }
        $regions = @{ X = 0; Y = 0; Width = 4; Height = 5; Name = 'motor <1>' }, 'circle 15,5,3'
    }

    It 'are measured as Measure-Heatmap measures them, and stand below their image' {
        $path = New-ReportPath
        $frames | Export-HeatmapReport $path -Region $regions -SharedScale
        $html = [IO.File]::ReadAllText($path)
        $rows = [regex]::Matches($html, '<tr class="within" data-unit[^>]*>.*?</tr>').Value
        $rows.Count | Should -Be 6
        $expected = $frames | ForEach-Object { @($_ | Measure-Heatmap) + @($_ | Measure-Heatmap -Region $regions) }
        for ($i = 0; $i -lt 6; $i++) {
            $values = foreach ($name in 'Minimum', 'Maximum', 'Mean', 'Median', 'StandardDeviation') { '<td class="number" data-sort="{0}">' -f $expected[$i].$name.ToString('R', [cultureinfo]::InvariantCulture) }
            foreach ($value in $values) { $rows[$i].Contains($value) | Should -BeTrue -Because "row $i has $value" }
        }

        $rows[1] | Should -Match '<a href="#heatmap-0001">image, motor &lt;1&gt;</a>'
        $rows[5] | Should -Match '<a href="#heatmap-0002">image, circle 15,5,3</a>'
        $html | Should -Match '2 entries\.</p>'
    }

    It 'are what the thresholds are for, and put their image first' {
        $path = New-ReportPath
        $frames | Export-HeatmapReport $path -Region $regions -ThresholdAbove 8000 -SharedScale
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '2 entries; 1 reaches a threshold in a region \(8000 and above\)\.'
        [regex]::Matches($html, '<tr class="(\w+)" data-unit').ForEach({ $_.Groups[1].Value }) | Should -Be 'breach', 'breach', 'within', 'within', 'within', 'within'
        [regex]::Matches($html, '<section class="image( breach)?" id="heatmap-(\d+)"').ForEach({ [int]$_.Groups[2].Value }) | Should -Be 2, 1
        $html | Should -Match '<p class="alarm">motor &lt;1&gt;: the maximum, 9000, reaches the upper threshold of 8000: 1 pixel \(5 %\) in 1 region\.</p>'
        # The hot pixel is not in this one.
        $frames | Export-HeatmapReport $path -Region $regions[1] -ThresholdAbove 8000 -SharedScale -Force
        [IO.File]::ReadAllText($path) | Should -Match '2 entries; none reaches a threshold in the region'
    }

    It 'are outlined in the picture, and listed beside it' {
        $path = New-ReportPath
        $frames[0] | Export-HeatmapReport $path -Region $regions
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '<rect class="line" x="0%" y="0%" width="20%" height="50%"/>'
        $html | Should -Match '<ellipse class="line" cx="77\.5%" cy="55%" rx="17\.5%" ry="35%"/>'
        $html | Should -Match '<text [^>]*>motor &lt;1&gt;</text>'
        $html | Should -Match '(?s)<table class="regions">.*<th scope="row">motor &lt;1&gt;</th><td>'
    }

    It 'have a line of the trend each' {
        $path = New-ReportPath
        $frames | Export-HeatmapReport $path -Region $regions -SharedScale
        $html = [IO.File]::ReadAllText($path)
        (Get-Point $html).Line | Should -Be 1, 1, 2, 2
        (Get-Point $html)[1].Text | Should -Be 'image, motor &lt;1&gt;: 9000'
        [regex]::Matches($html, '</svg>([^<]*)</li>').ForEach({ $_.Groups[1].Value }) | Should -Be 'motor &lt;1&gt;', 'circle 15,5,3'
    }

    It 'of a mask work too, and one outside an image is an error of that image' {
        $path = New-ReportPath
        $mask = [byte[, ]]::new(10, 20)
        $mask[1, 1] = 1
        $frames | Export-HeatmapReport $path -Region @{ Mask = $mask; Name = 'spot' } -ThresholdAbove 8000 -SharedScale
        [IO.File]::ReadAllText($path) | Should -Match 'spot: the maximum, 9000, reaches'
        (New-Pair 0 1), $frames[0] | Export-HeatmapReport $path -Region 'rect 10,5,4,4' -Force -SharedScale:$false -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'RegionInvalid,HeatmapPS.Commands.ExportHeatmapReportCommand'
        [IO.File]::ReadAllText($path) | Should -Match '1 input could not be read'
    }

    It 'are in a message, as text too' {
        $path = [IO.Path]::ChangeExtension((New-ReportPath), '.eml')
        $frames | Export-HeatmapReport $path -Region $regions -ThresholdAbove 8000 -SharedScale
        Read-MessageText $path | Should -Match '>image, motor &lt;1&gt;</td>'
        Read-MessageText $path text/plain | Should -Match '(?m)^image, motor <1>: above\r?$'
    }
}

Describe 'A report in general' {
    It 'shows the pages of a file as pictures of their own' {
        $path = New-ReportPath
        $pages = @(Import-HeatmapImage (Get-TestDataPath 'golden/files/gif/animated.gif') -AllPages)
        $pages.Count | Should -BeGreaterThan 1
        $pages | Export-HeatmapReport $path
        [regex]::Matches([IO.File]::ReadAllText($path), '<h2 [^>]*>([^<]*)<').ForEach({ $_.Groups[1].Value }) | Should -Be $pages.Name
        $message = [IO.Path]::ChangeExtension($path, '.eml')
        $pages | Export-HeatmapReport $message
        @(Read-Message $message | Where-Object Type -EQ 'image/png').Count | Should -Be $pages.Count
    }

    It 'writes all values with -NumberFormat' {
        $path = New-ReportPath
        (New-Pair 1.23456 7.5), (New-Pair -2 1234.5) | Export-HeatmapReport $path -NumberFormat N2 -ThresholdAbove 1000 -SharedScale
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '<th scope="row">Maximum</th><td>1,234\.50</td>'
        $html | Should -Match '<td class="number" data-sort="1234\.5">1,234\.50</td>'
        $html | Should -Match 'The maximum, 1,234\.50, reaches the upper threshold of 1,000\.00'
        $html | Should -Match 'aria-label="Colorbar: viridis, Linear −2\.00 to 1,234\.50"'
        $html | Should -Match 'data-decimals="2"'
        $html | Should -Match '<title>image: 1,234\.50</title>'
        $message = [IO.Path]::ChangeExtension($path, '.eml')
        New-Pair 1.23456 7.5 | Export-HeatmapReport $message -NumberFormat F1
        Read-MessageText $message text/plain | Should -Match '(?m)^  Minimum: 1\.2\r?$'
    }
}
