# Export-HeatmapReport: what is in the file: pictures, fields, numbers, order, escaping, errors. Its other forms:
# Export-HeatmapReport.Forms.Tests.ps1 and .Mail.Tests.ps1. Regions and series: Export-HeatmapReport.Series.Tests.ps1. What a browser makes of it: Export-HeatmapReport.Browser.Tests.ps1.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'Messages.ps1'))

    function New-Field([int] $Seed = 1, [type] $Type = [ushort], [double] $Minimum = 0, [double] $Maximum = 1000) {
        $frame = New-TestFrame Noise 24 16 -Type $Type -Minimum $Minimum -Maximum $Maximum -Seed $Seed
        return Import-HeatmapImage -InputObject $frame.Data -Width 24 -Height 16
    }

    function New-ReportPath { return [IO.Path]::Join((New-TestFolder), 'report.html') }

    # The sections of a report in its order: Id, Name and Html.
    function Get-Section([string] $Html) {
        foreach ($match in [regex]::Matches($Html, '(?s)<section class="(.*?)" id="(.*?)".*?</section>')) {
            [pscustomobject]@{
                Class = $match.Groups[1].Value
                Id    = $match.Groups[2].Value
                Html  = $match.Value
            }
        }
    }

    # The numbers that travel with a picture.
    function Get-FieldBytes([string] $Html) {
        $text = [regex]::Match($Html, '<script type="text/plain" class="field"[^>]*>([^<]*)</script>').Groups[1].Value
        $zlib = [IO.Compression.ZLibStream]::new([IO.MemoryStream]::new([Convert]::FromBase64String($text)), [IO.Compression.CompressionMode]::Decompress)
        $bytes = [IO.MemoryStream]::new()
        $zlib.CopyTo($bytes)
        return , $bytes.ToArray()
    }

    # The first picture of a section, as a PNG file.
    function Get-Picture([string] $Html) {
        $data = [regex]::Match($Html, '<img [^>]*src="data:image/png;base64,([^"]*)"').Groups[1].Value
        $path = [IO.Path]::Join((New-TestFolder), 'picture.png')
        [IO.File]::WriteAllBytes($path, [Convert]::FromBase64String($data))
        return Read-Png $path
    }

    function Get-HashSource([string] $Text) {
        return "'sha256-" + [Convert]::ToBase64String([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($Text))) + "'"
    }
}

Describe 'A document' {
    It 'holds each picture in the colours that ConvertTo-Heatmap gives' {
        $raster = New-Field
        $path = New-ReportPath
        $raster | Export-HeatmapReport $path -Colormap inferno -Percentile 2, 98
        $expected = [IO.Path]::Join((New-TestFolder), 'expected.png')
        $raster | ConvertTo-Heatmap -Colormap inferno -Percentile 2, 98 | Export-HeatmapImage $expected
        (Get-Picture ([IO.File]::ReadAllText($path))).Rgba | Should -Be (Read-Png $expected).Rgba
    }

    It 'holds each field of <Type> bit for bit' -ForEach @(
        @{ Type = [byte]; Array = 'Uint8Array' }
        @{ Type = [sbyte]; Array = 'Int8Array' }
        @{ Type = [ushort]; Array = 'Uint16Array' }
        @{ Type = [short]; Array = 'Int16Array' }
        @{ Type = [int]; Array = 'Int32Array' }
        @{ Type = [float]; Array = 'Float32Array' }
        @{ Type = [double]; Array = 'Float64Array' }
    ) {
        $values = [array]::CreateInstance($Type, 24 * 16)
        for ($i = 0; $i -lt $values.Length; $i++) { $values.SetValue(($i % 100) -as $Type, $i) }
        if ($Type -in [float], [double]) { $values[7] = [double]::NaN; $values[8] = 0.1 }
        $path = New-ReportPath
        Export-HeatmapReport -InputObject (Import-HeatmapImage -InputObject $values -Width 24 -Height 16) -Path $path
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match "data-array=`"$Array`" data-width=`"24`" data-height=`"16`""
        $bytes = Get-FieldBytes $html
        $expected = [byte[]]::new($bytes.Length)
        [Buffer]::BlockCopy($values, 0, $expected, 0, $expected.Length)
        $bytes.Length | Should -Be ([Runtime.InteropServices.Marshal]::SizeOf([type]$Type) * 24 * 16)
        [Convert]::ToBase64String($bytes) | Should -Be ([Convert]::ToBase64String($expected))
    }

    It 'tells the numbers that Measure-Heatmap gives' {
        $raster = New-Field
        $path = New-ReportPath
        $raster | Export-HeatmapReport $path
        $measured = $raster | Measure-Heatmap
        $html = [IO.File]::ReadAllText($path)
        foreach ($name in 'Minimum', 'Maximum', 'Mean', 'Median') {
            $html | Should -Match ([regex]::Escape("<th scope=`"row`">$name</th><td>$($measured.$name.ToString('G6', [cultureinfo]::InvariantCulture))</td>"))
        }

        $html | Should -Match "<td>x $($measured.HotSpotX), y $($measured.HotSpotY)</td>"
        $html | Should -Match "data-hot=`"$($measured.HotSpotX) $($measured.HotSpotY)`" data-cold=`"$($measured.ColdSpotX) $($measured.ColdSpotY)`""
    }

    It 'tells temperatures with two decimals, in every place' {
        $image = Import-HeatmapImage -InputObject ([float[]](20.123456, 62.320274, -3.9877)) -Width 3 -Height 1 -Unit '°C'
        $path = New-ReportPath
        $image | Export-HeatmapReport $path -ThresholdAbove 30
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '<th scope="row">Maximum</th><td>62\.32 °C</td>'
        $html | Should -Match '<td class="number" data-sort="62\.32027[0-9]*">62\.32</td>'
        $html | Should -Match 'The maximum, 62\.32 °C, reaches the upper threshold of 30 °C'
        $html | Should -Match 'alt="Heatmap of image: −3\.99 °C to 62\.32 °C"'
        $html | Should -Match 'aria-label="Colorbar: viridis, Linear −3\.99 to 62\.32 °C"'
        $html | Should -Match 'aria-label="Histogram with 64 bins from −3\.99 to 62\.32 °C'
        $html -replace 'data-sort="[^"]*"' | Should -Not -Match '\d\.\d{3,}(?!\d*%)(?=[^<>]*°C)'
        $message = [IO.Path]::ChangeExtension($path, '.eml')
        $image | Export-HeatmapReport $message
        Read-MessageText $message | Should -Match '>62\.32 °C</td>'
        Read-MessageText $message text/plain | Should -Match '(?m)^  Maximum: 62\.32 °C\r?$'
    }

    It 'tells when an image was taken, by the camera''s clock or with its offset' {
        $path = New-ReportPath
        $local = Import-HeatmapImage (Get-TestDataPath 'golden/thermal/radiometric.jpg')
        @($local) + @($local | Measure-Heatmap) + @(New-Field) | Export-HeatmapReport $path
        $html = [IO.File]::ReadAllText($path)
        [regex]::Matches($html, '<td class="date">(.*?)</td>').ForEach({ $_.Groups[1].Value }) | Should -Be '2013-04-12 12:24:01', '2013-04-12 12:24:01', '–'
        $html | Should -Match '<p class="taken">Taken 2013-04-12 12:24:01 UTC\+02:00 with FLIR Simulated T1, lens FOL18, serial number S-0001</p>'
        $row = [pscustomobject]@{ PSTypeName = 'HeatmapPS.Measurement'; Name = 'a'; Maximum = 1; CapturedAt = [datetime]'2024-05-01T13:45:02' }
        $row | Export-HeatmapReport $path -Force
        [IO.File]::ReadAllText($path) | Should -Match '<td class="date">2024-05-01 13:45:02</td>'
    }

    It 'has columns of times and of missing values only where there are some' {
        $path = New-ReportPath
        New-Field | Export-HeatmapReport $path
        $headings = { [regex]::Matches([IO.File]::ReadAllText($path), '<th scope="col"[^>]*><button[^>]*>(.*?)</button>').ForEach({ $_.Groups[1].Value }) }
        & $headings | Should -Be '#', 'Name', 'Minimum', 'Maximum', 'Mean', 'Median', 'Std. dev.', 'Size'
        Import-HeatmapImage -InputObject ([float[]](1, [float]::NaN)) -Width 2 -Height 1 | Export-HeatmapReport $path -Force
        (& $headings)[-1] | Should -Be 'No data'
    }

    It 'draws a histogram whose bars are the counts, and marks the spots where they are' {
        $path = New-ReportPath
        [byte[, ]] $grid = [byte[, ]]::new(2, 4)
        $grid[0, 0] = 0; $grid[1, 3] = 63
        foreach ($x in 1..3) { $grid[0, $x] = 10 }
        foreach ($x in 0..2) { $grid[1, $x] = 20 }
        Export-HeatmapReport -InputObject $grid -Path $path
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match 'd="M0 100v-33\.3h1v33\.3zM10 100v-100h1v100zM20 100v-100h1v100zM63 100v-33\.3h1v33\.3z"'
        $html | Should -Match '<g class="mark max"><circle class="halo" cx="87\.5%" cy="75%"'
        $html | Should -Match '<g class="mark min"><circle class="halo" cx="12\.5%" cy="25%"'
    }

    It 'has a policy that names its own style and script by their hashes, and nothing from outside' {
        $path = New-ReportPath
        New-Field | Export-HeatmapReport $path
        $html = [IO.File]::ReadAllText($path)
        $policy = [regex]::Match($html, 'Content-Security-Policy" content="([^"]*)"').Groups[1].Value -replace '&#39;', "'"
        $style = [regex]::Match($html, '(?s)<style>(.*?)</style>').Groups[1].Value
        $script = [regex]::Match($html, '(?s)<script>(.*?)</script>').Groups[1].Value
        $policy | Should -Be "default-src 'none'; img-src data:; style-src $(Get-HashSource $style); script-src $(Get-HashSource $script); base-uri 'none'; form-action 'none'"
        $html -replace 'http://www\.w3\.org/2000/svg' | Should -Not -Match 'https?:'
        $html | Should -Not -Match ' style="'
        $html | Should -Not -Match ' on[a-z]+="'
    }

    It 'escapes names, titles and notes' {
        $path = New-ReportPath
        $frame = New-TestFrame Noise 8 8 -Type ([byte])
        $name = $IsWindows ? "a&b' c.png" : '<img src=x onerror=alert(1)>.png'
        $file = Write-TestPng ([IO.Path]::Join((New-TestFolder), $name)) 8 8 $frame.Samples
        Get-Item -LiteralPath $file | Export-HeatmapReport $path -Title '</title><script>alert(2)</script>' -Note "`"quoted`" & <b>bold</b>`u{0}`u{85}"
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Not -Match '<img src=x|<script>alert|<b>'
        $html | Should -Match '<title>&lt;/title&gt;&lt;script&gt;alert\(2\)&lt;/script&gt;</title>'
        $html | Should -Match "&quot;quoted&quot; &amp; &lt;b&gt;bold&lt;/b&gt;`u{fffd}`u{fffd}"
        $html | Should -Match ([regex]::Escape([Net.WebUtility]::HtmlEncode($name)))
    }

    It 'shows colour pictures as they are, without a field' {
        $path = New-ReportPath
        $colors = (New-TestFrame Noise 24 8 -Type ([byte])).Samples
        $file = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'photo.png')) 8 8 $colors -ColorType 2
        $file | Export-HeatmapReport $path -Colormap inferno -Minimum 0 -Maximum 9
        $html = [IO.File]::ReadAllText($path)
        (Get-Picture $html).Rgba | Should -Be (Read-Png $file).Rgba
        $html | Should -Not -Match 'class="field"|class="colorbar"'
    }

    It 'has numbers below its bars that stand apart on a telephone too: <Minimum> to <Maximum>' -ForEach @(
        @{ Minimum = -400000; Maximum = 987654 }, @{ Minimum = 62.32027; Maximum = 62.32031 }, @{ Minimum = -1.5e-7; Maximum = 3e-7 }, @{ Minimum = 12501; Maximum = 20042 }
    ) {
        $path = New-ReportPath
        New-Field -Type ([float]) -Minimum $Minimum -Maximum $Maximum | Export-HeatmapReport $path -Minimum $Minimum -Maximum $Maximum
        $html = [IO.File]::ReadAllText($path)
        $charts = foreach ($kind in 'colorbar', 'chart') { [regex]::Match($html, "(?s)<svg class=`"$kind`".*?</(figure|div)>") }
        $charts.Success | Should -Be $true, $true
        foreach ($chart in $charts) {
            # A digit of 12 pixels is at most 7 wide.
            $end = -100
            $numbers = [regex]::Matches($chart.Value, '<text x="([\d.]+)%" y="\d+" text-anchor="(\w+)">([^<]+)</text>')
            $numbers.Count | Should -BeGreaterThan 1
            foreach ($number in $numbers) {
                $place, $width = (280 * [double]$number.Groups[1].Value / 100), (7 * $number.Groups[3].Value.Length)
                $start = $place - $(switch ($number.Groups[2].Value) { 'start' { 0 } 'end' { $width } default { $width / 2 } })
                $start | Should -BeGreaterThan ($end + 3)
                $end = $start + $width
            }
        }
    }

    It 'keeps the colours of heatmaps, unless parameters change them' {
        $heatmap = New-Field | ConvertTo-Heatmap -Colormap plasma -Minimum 100 -Maximum 900
        $path = New-ReportPath
        $heatmap | Export-HeatmapReport $path
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match 'aria-label="Colorbar: plasma, Linear 100 to 900"'
        $heatmap | Export-HeatmapReport $path -Minimum 0 -Maximum 500 -Force
        [IO.File]::ReadAllText($path) | Should -Match 'aria-label="Colorbar: plasma, Linear 0 to 500"'
    }

    It 'gives all images one scale with -SharedScale' {
        $path = New-ReportPath
        (New-Field 1 -Maximum 500), (New-Field 2 -Minimum 400 -Maximum 2000) | Export-HeatmapReport $path -SharedScale
        $scales = [regex]::Matches([IO.File]::ReadAllText($path), 'Colorbar: viridis, Linear (\d+ to \d+)')
        $scales.Count | Should -Be 2
        $scales[0].Groups[1].Value | Should -Be $scales[1].Groups[1].Value
    }

    It 'reduces pictures and fields to -PictureSize, and says so' {
        $path = New-ReportPath
        $raster = New-Field
        $raster | Export-HeatmapReport $path -PictureSize 8
        $html = [IO.File]::ReadAllText($path)
        $picture = Get-Picture $html
        $picture.Width, $picture.Height | Should -Be 8, 5
        $html | Should -Match 'Reduced from 24 × 16 to 8 × 5 pixels'
        $bytes = Get-FieldBytes $html
        $data = $raster.ToArray()
        for ($y = 0; $y -lt 5; $y++) {
            for ($x = 0; $x -lt 8; $x++) {
                $row, $column = [Math]::Floor((2 * $y + 1) * 16 / 10), [Math]::Floor((2 * $x + 1) * 24 / 16)
                [BitConverter]::ToUInt16($bytes, 2 * ($y * 8 + $x)) | Should -Be $data[$row, $column]
            }
        }
    }

    It 'tells of images without data, and of one value, in as many words' {
        $path = New-ReportPath
        [float[, ]] $empty, [float[, ]] $flat = [float[, ]]::new(2, 3), [float[, ]]::new(2, 3)
        foreach ($y in 0, 1) { foreach ($x in 0..2) { $empty[$y, $x] = [float]::NaN; $flat[$y, $x] = 3 } }
        (Import-HeatmapImage -InputObject $empty), (Import-HeatmapImage -InputObject $flat) | Export-HeatmapReport $path -ThresholdAbove 9
        $first, $second = Get-Section ([IO.File]::ReadAllText($path))
        $first.Html | Should -Match '<th scope="row">Maximum</th><td>–</td>'
        $first.Html | Should -Match '<th scope="row">No data</th><td>6</td>'
        $first.Html | Should -Not -Match 'class="mark |class="chart"'
        [regex]::Matches($second.Html, 'class="mark ').Count | Should -Be 1
    }

    It 'of 200 small images stays small' {
        $path = New-ReportPath
        1..200 | ForEach-Object { New-Field $_ } | Export-HeatmapReport $path
        $html = [IO.File]::ReadAllText($path)
        @(Get-Section $html).Count | Should -Be 200
        (Get-Item $path).Length / 200 | Should -BeLessThan 16KB
    }
}

Describe 'Thresholds' {
    BeforeAll {
        $cool, $hot, $cold = (New-Field 1 -Minimum 200 -Maximum 300), (New-Field 2 -Minimum 200 -Maximum 900), (New-Field 3 -Minimum 5 -Maximum 300)
    }

    It 'put what reaches them first, in the table and below it, and tell how much' {
        $path = New-ReportPath
        $cool, $hot, $cold | Export-HeatmapReport $path -ThresholdAbove 800 -ThresholdBelow 100
        $html = [IO.File]::ReadAllText($path)
        (Get-Section $html).Id | Should -Be 'heatmap-0002', 'heatmap-0003', 'heatmap-0001'
        (Get-Section $html).Class | Should -Be 'image breach', 'image breach', 'image'
        [regex]::Matches($html, '<tr class="(breach|within)"[^>]*>.*?data-sort="(\d)"').ForEach({ $_.Groups[2].Value }) | Should -Be '2', '3', '1'
        [regex]::Matches($html, '<td class="state">(.*?)</td>').ForEach({ $_.Groups[1].Value }) | Should -Be 'above', 'below', 'within'
        $above = $hot | Measure-Heatmap -ThresholdAbove 800
        $below = $cold | Measure-Heatmap -ThresholdBelow 100
        $html | Should -Match "The maximum, $($above.Maximum), reaches the upper threshold of 800: $($above.AreaCount) pixels? "
        $html | Should -Match "The minimum, $($below.Minimum), reaches the lower threshold of 100: $($below.AreaCount) pixels? "
        $html | Should -Match '3 entries; 2 reach a threshold'
    }

    It 'rank images among those of their unit: temperatures, other units, no unit' {
        $path = New-ReportPath
        $warm = Import-HeatmapImage -InputObject ([float[]](20, 29)) -Width 2 -Height 1 -Unit '°C'
        $hot = Import-HeatmapImage -InputObject ([float[]](20, 31)) -Width 2 -Height 1 -Unit '°C'
        $metres = Import-HeatmapImage -InputObject ([float[]](20, 99)) -Width 2 -Height 1 -Unit m
        $photo = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'photo.png')) 2 1 0, 255
        $photo, $warm, $metres, $hot | Export-HeatmapReport $path -ThresholdAbove 30 -SharedScale:$false -WarningVariable warnings -WarningAction SilentlyContinue
        $html = [IO.File]::ReadAllText($path)
        (Get-Section $html).Id | Should -Be 'heatmap-0004', 'heatmap-0002', 'heatmap-0003', 'heatmap-0001'
        $units = '2 images are in °C, 1 is in m (image), 1 has no unit (photo.png). Numbers of different units cannot be compared.'
        "$warnings" | Should -Be "$units To take thermal images only, read them with Import-HeatmapImage -Radiometric Require."
        $html | Should -Match ([regex]::Escape("4 entries; 3 reach a threshold (30 and above). $units</p>"))
        $message = [IO.Path]::ChangeExtension($path, '.eml')
        $photo, $warm | Export-HeatmapReport $message -SharedScale:$false -WarningAction SilentlyContinue
        Read-MessageText $message | Should -Match ' 1 image is in °C, 1 has no unit \(photo\.png\)\. Numbers of different units cannot be compared\.</p>'
    }

    It 'count the value itself' {
        $path = New-ReportPath
        $maximum = ($hot | Measure-Heatmap).Maximum
        $hot | Export-HeatmapReport $path -ThresholdAbove $maximum
        [IO.File]::ReadAllText($path) | Should -Match '<td class="state">above</td>'
    }

    It 'hold for measurements too, which are rows without pictures' {
        $path = New-ReportPath
        $regions = 'rect 0,0,4,4', 'rect 4,4,8,8'
        @($cool) + @($hot | Measure-Heatmap -Region $regions) | Export-HeatmapReport $path -ThresholdAbove 301
        $html = [IO.File]::ReadAllText($path)
        @(Get-Section $html).Count | Should -Be 1
        [regex]::Matches($html, '<tr class="(breach|within)"[^>]*>').ForEach({ $_.Groups[1].Value }) | Should -Be 'breach', 'breach', 'within'
    }

    It 'hold for measurements that travelled' {
        $path = New-ReportPath
        $measured = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize(($hot | Measure-Heatmap), 3))
        $measured | Export-HeatmapReport $path -ThresholdAbove 800
        [IO.File]::ReadAllText($path) | Should -Match '<td class="state">above</td>'
    }
}

Describe 'Errors' {
    It 'of one input leave the others in the report' {
        $path = New-ReportPath
        $bad = [IO.Path]::Join((New-TestFolder), 'bad.png')
        [IO.File]::WriteAllText($bad, 'no picture')
        $bad, (New-Field) | Export-HeatmapReport $path -ErrorVariable errors -ErrorAction SilentlyContinue
        @($errors).Count | Should -Be 1
        $errors[0].TargetObject | Should -Be $bad
        @(Get-Section ([IO.File]::ReadAllText($path))).Count | Should -Be 1
    }

    It 'are on the page, as text: -As <_>' -ForEach 'Document', 'Fragment', 'Mail' {
        $path = [IO.Path]::ChangeExtension((New-ReportPath), ($_ -eq 'Mail' ? '.eml' : '.html'))
        # Markup in a name, where the system allows it.
        $bad = [IO.Path]::Join((New-TestFolder), ($IsWindows ? "a&b'.png" : '<b>bad.png'))
        [IO.File]::WriteAllText($bad, 'no picture')
        $bad, (New-Field), 'nowhere.png' | Export-HeatmapReport $path -As $_ -ErrorVariable errors -ErrorAction SilentlyContinue
        $html = $_ -eq 'Mail' ? (Read-MessageText $path) : [IO.File]::ReadAllText($path)
        $html | Should -Match '2 inputs could not be read'
        foreach ($record in $errors) { $html.Contains([Net.WebUtility]::HtmlEncode("$record").Replace('&#39;', "'")) -or $html.Contains([Net.WebUtility]::HtmlEncode("$record")) | Should -BeTrue -Because $record }
        $html | Should -Not -Match '<b>bad'
        $html | Should -Match 'nowhere\.png</(strong|b)>'
    }

    It 'are none where a file has pages: the page is named' {
        $path = New-ReportPath
        Get-TestDataPath 'golden/files/gif/animated.gif' | Export-HeatmapReport $path
        [IO.File]::ReadAllText($path) | Should -Match '<h2 [^>]*>animated\.gif page 1<'
    }

    It 'of all inputs leave nothing behind' {
        $path = New-ReportPath
        'nowhere.png' | Export-HeatmapReport $path -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'ImageNotFound,HeatmapPS.Commands.ExportHeatmapReportCommand', 'ReportEmpty,HeatmapPS.Commands.ExportHeatmapReportCommand'
        Get-ChildItem (Split-Path $path) -Force | Should -BeNullOrEmpty
    }

    It '<Id> of <Name>' -ForEach @(
        @{ Id = 'DestinationInvalid'; Name = 'another extension'; Parameters = @{ Path = 'report.txt' } }
        @{ Id = 'NumberFormatInvalid'; Name = 'a format that is none'; Parameters = @{ NumberFormat = 'Q7' } }
        @{ Id = 'NumberFormatInvalid'; Name = 'a format of a billion digits'; Parameters = @{ NumberFormat = 'F999999999' } }
        @{ Id = 'RegionInvalid'; Name = 'a region that is none'; Parameters = @{ Region = 'square 1,2' } }
        @{ Id = 'ThresholdInvalid'; Name = 'NaN'; Parameters = @{ ThresholdAbove = [double]::NaN } }
        @{ Id = 'ColormapNotFound'; Name = 'an unknown colormap'; Parameters = @{ Colormap = 'nonesuch' } }
        @{ Id = 'RangeInvalid'; Name = 'limits in disorder'; Parameters = @{ Minimum = 2; Maximum = 1 } }
    ) {
        $folder = New-TestFolder
        $all = $Parameters.Clone()
        $all['Path'] = [IO.Path]::Join($folder, $Parameters['Path'] ?? 'report.html')
        { New-Field | Export-HeatmapReport @all } | Should -Throw -ErrorId "$Id,HeatmapPS.Commands.ExportHeatmapReportCommand"
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }

    It 'OutputExists of a report that is there, which stays' {
        $path = New-ReportPath
        [IO.File]::WriteAllText($path, 'old')
        { New-Field | Export-HeatmapReport $path } | Should -Throw -ErrorId 'OutputExists,*'
        New-Field | Export-HeatmapReport $path -SkipExisting -PassThru | Should -BeNullOrEmpty
        [IO.File]::ReadAllText($path) | Should -Be 'old'
    }

    It 'are none with -WhatIf, and nothing is written' {
        $path = New-ReportPath
        New-Field | Export-HeatmapReport $path -PictureFolder -WhatIf
        Get-ChildItem (Split-Path $path) -Force | Should -BeNullOrEmpty
    }
}
