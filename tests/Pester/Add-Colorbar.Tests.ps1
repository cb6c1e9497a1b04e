# Add-Colorbar and -Colorbar: the picture's pixels, the numbers against matplotlib's, the bar's colours, fonts, memory, errors.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $number = 0
    $tickCases = foreach ($case in Get-Content -LiteralPath (Get-TestDataPath 'golden/ticks.json') -Raw | ConvertFrom-Json -AsHashtable) {
        $number++
        $case.Name = "${number}: $($case.norm) $($case.low) to $($case.high), $($case.intervals) intervals"
        @{ Case = $case; Name = $case.Name }
    }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # The engine's types have no name at the prompt: its assembly lives in a load context of its own.
    $scaleType = (Get-HeatmapScale -Minimum 0 -Maximum 1).GetType()
    $ticksType = $scaleType.Assembly.GetType('HeatmapPS.Engine.Drawing.Colorbar.ColorbarTicks')

    function New-Heatmap([int] $Width = 90, [int] $Height = 70, [hashtable] $With = @{}) {
        $frame = New-TestFrame -Kind Noise -Width $Width -Height $Height
        return ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $frame.Data -Width $Width -Height $Height) -Colormap inferno @With
    }

    # The legend's picture, and where -Verbose says that picture and bar lie.
    function Get-Legend([object] $Image, [hashtable] $With = @{}) {
        $records = @(Add-Colorbar -InputObject $Image -Verbose @With 4>&1)
        $raster = $records | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }
        "$($records | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" -match 'picture (\d+)×(\d+) at \((\d+), (\d+)\), bar (\d+)×(\d+) at \((\d+), (\d+)\)' | Should -BeTrue
        $numbers = 1..8 | ForEach-Object { [int]$Matches[$_] }
        return [pscustomobject]@{
            Raster = $raster; Pixels = $raster.ToArray()
            Width = $numbers[0]; Height = $numbers[1]; X = $numbers[2]; Y = $numbers[3]
            BarWidth = $numbers[4]; BarHeight = $numbers[5]; BarX = $numbers[6]; BarY = $numbers[7]
        }
    }

    # A rectangle of h × w × bands pixels, flat.
    function Get-Crop([array] $Pixels, [int] $X, [int] $Y, [int] $Width, [int] $Height) {
        $bands = $Pixels.GetLength(2)
        $crop = [Array]::CreateInstance($Pixels.GetType().GetElementType(), $Width * $Height * $bands)
        $size = [Runtime.InteropServices.Marshal]::SizeOf($Pixels[0, 0, 0])
        for ($row = 0; $row -lt $Height; $row++) {
            $from = ((($Y + $row) * $Pixels.GetLength(1)) + $X) * $bands
            [Buffer]::BlockCopy($Pixels, $from * $size, $crop, $row * $Width * $bands * $size, $Width * $bands * $size)
        }

        return , $crop
    }
}

Describe 'The picture' {
    It 'keeps every pixel: <Location>, <Bits> bits, <Width>×<Height>' -ForEach @(
        foreach ($location in 'Right', 'Left', 'Top', 'Bottom') {
            foreach ($bits in 8, 16) { @{ Location = $location; Bits = $bits; Width = 90; Height = 70 } }
            @{ Location = $location; Bits = 8; Width = 7; Height = 5 }
            @{ Location = $location; Bits = 8; Width = 300; Height = 9 }
        }
    ) {
        $heatmap = New-Heatmap $Width $Height @{ BitDepth = $Bits }
        $legend = Get-Legend $heatmap @{ Location = $Location; Title = 'Title'; Unit = 'K' }
        $legend.Raster.BitDepth | Should -Be $Bits
        $legend.Raster.Bands | Should -Be 3
        Should-HavePixels (Get-Crop $legend.Pixels $legend.X $legend.Y $Width $Height) $heatmap.ToArray() -Width $Width -Bands 3
    }

    It 'keeps transparency, and transparent paper makes alpha' {
        $data = [float[]](1, 2, [float]::NaN, 4)
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $data -Width 2 -Height 2)
        $legend = Get-Legend $heatmap
        $legend.Raster.Bands | Should -Be 4
        Should-HavePixels (Get-Crop $legend.Pixels $legend.X $legend.Y 2 2) $heatmap.ToArray()
        $clear = Get-Legend (New-Heatmap) @{ Background = 'transparent' }
        $clear.Raster.Bands | Should -Be 4
        $clear.Pixels[0, ($clear.Raster.Width - 1), 3] | Should -Be 0
    }

    It 'has the depth that -BitDepth says' {
        (Add-Colorbar -InputObject (New-Heatmap) -BitDepth 16).SampleType | Should -Be 'UInt16'
    }

    It 'is the same in a file of Export-HeatmapImage -Colorbar and ConvertTo-Heatmap -Destination -Colorbar' {
        $folder = New-TestFolder
        $source = Write-GoldenFrame 'u16' ([IO.Path]::Join($folder, 'frame.png'))
        $heatmap = ConvertTo-Heatmap $source
        $expected = (Add-Colorbar -InputObject $heatmap).ToArray()
        $file = [IO.Path]::Join($folder, 'a.png')
        $heatmap | Export-HeatmapImage -Path $file -Colorbar
        Should-HavePixels (Read-Png $file).RgbBytes $expected
        $converted = ConvertTo-Heatmap $source -Destination ([IO.Path]::Join($folder, 'b.png')) -Colorbar
        Should-HavePixels (Read-Png $converted).RgbBytes $expected
        $added = $heatmap | Add-Colorbar -Destination ([IO.Path]::Join($folder, 'c.png'))
        Should-HavePixels (Read-Png $added).RgbBytes $expected
    }

    It 'gets grey for bad pixels in a format without alpha' {
        $folder = New-TestFolder
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([float[]](@([float]::NaN) * 1024)) -Width 32 -Height 32)
        $heatmap | Export-HeatmapImage -Path ([IO.Path]::Join($folder, 'a.jpg')) -Colorbar -Quality 100
        $pixels = (Import-HeatmapImage ([IO.Path]::Join($folder, 'a.jpg'))).ToArray()
        [Math]::Abs($pixels[[int]($pixels.GetLength(0) / 2), 5, 0] - 128) | Should -BeLessOrEqual 3
    }

    It 'may be any picture when -Scale and -Colormap are given' {
        $gray = Import-HeatmapImage -InputObject ([byte[]](0..99)) -Width 10 -Height 10
        $scale = Get-HeatmapScale -Minimum 0 -Maximum 100
        $legend = Get-Legend $gray @{ Scale = $scale; Colormap = 'inferno' }
        $expected = [byte[]](0..99 | ForEach-Object { $_, $_, $_ })
        Should-HavePixels (Get-Crop $legend.Pixels $legend.X $legend.Y 10 10) $expected
    }
}

Describe 'The numbers' {
    It 'are those of matplotlib: <Name>' -ForEach $tickCases {
        $scale = $scaleType::new($Case.low, $Case.high)
        $scale.Norm = $Case.norm
        foreach ($parameter in 'Gamma', 'Center', 'LinearThreshold') {
            if ($Case.ContainsKey($parameter)) { $scale.$parameter = $Case[$parameter] }
        }

        if ($Case.ContainsKey('Boundaries')) {
            $scale.Boundaries = [Collections.Immutable.ImmutableArray]::Create([double[]]$Case.Boundaries)
        }

        $ticks = $ticksType::Locate($scale, $Case.intervals)
        $values = @($ticks.Major.Value)
        $values.Count | Should -Be $Case.values.Count -Because "they are $values"
        for ($i = 0; $i -lt $values.Count; $i++) {
            [Math]::Abs($values[$i] - $Case.values[$i]) | Should -BeLessOrEqual (1e-12 * [Math]::Abs($values[$i]))
        }

        if ($Case.ContainsKey('labels')) {
            $ticks.Major.Label -join ' ' | Should -BeExactly ($Case.labels -join ' ')
            $ticks.Factor | Should -BeExactly $Case.factor
        }
    }

    It 'lie where the norm puts them' {
        $scale = Get-HeatmapScale -Minimum 1 -Maximum 1000 -Norm Log
        $ticks = $ticksType::Locate($scale, 9)
        $ticks.Major.Label -join ' ' | Should -Be '1 10 100 1000'
        $ticks.Major.Position | ForEach-Object { [Math]::Round($_ * 3, 9) } | Should -Be 0, 1, 2, 3
    }

    It 'of an equalizing scale are round and stand apart' {
        $frame = New-TestFrame -Kind Spot
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $frame.Data -Width 64 -Height 48) -Norm Equalize
        $major = $ticksType::Locate($heatmap.Scale, 5).Major
        $major.Length | Should -BeGreaterThan 2
        for ($i = 1; $i -lt $major.Length; $i++) {
            $major[$i].Position - $major[$i - 1].Position | Should -BeGreaterOrEqual (1 / 6)
        }
    }

    It 'of a constant image are its value' {
        $major = $ticksType::Locate($scaleType::new(7, 7), 9).Major
        $major.Label | Should -Be '7'
    }
}

Describe 'The bar' {
    It 'has the colormap''s colours from end to end: <Colormap>, <Location>, <Length> pixels, <Bits> bits' -ForEach @(
        foreach ($map in 'inferno', 'tab10', 'viridis_r') {
            foreach ($length in 256, 300, 1024, 100) {
                @{ Colormap = $map; Location = 'Right'; Length = $length; Bits = 8 }
            }

            @{ Colormap = $map; Location = 'Bottom'; Length = 512; Bits = 8 }
            @{ Colormap = $map; Location = 'Right'; Length = 200; Bits = 16 }
        }
    ) {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..99)) -Width 10 -Height 10) -Colormap $Colormap -BitDepth $Bits
        $legend = Get-Legend $heatmap @{ Location = $Location; Length = $Length; Extend = 'Both' }
        # What the ramp 0..1 of as many values as the bar is long looks like: cells are centred on their share.
        $map = Get-Colormap $Colormap
        $count = $Bits -eq 8 ? $map.Count : 65536
        $factor = $Bits -eq 8 ? 255 : 65535
        for ($i = 0; $i -lt $Length; $i++) {
            $x, $y = $Location -eq 'Right' ? ($legend.BarX + 2), ($legend.BarY + $Length - 1 - $i) : ($legend.BarX + $i), ($legend.BarY + 2)
            $actual = 0..2 | ForEach-Object { $legend.Pixels[$y, $x, $_] }
            if ($Bits -eq 16) {
                # 65,536 interpolated colours: only the ends are the map's own.
                if ($i -notin 0, ($Length - 1)) { continue }
                $entry = $i -eq 0 ? 0 : $map.Count - 1
            }
            else {
                $entry = $Length -ge $count ? [Math]::Floor(($i + 0.5) * $count / $Length) : [Math]::Round($i * ($count - 1) / ($Length - 1))
            }

            $color = $map[[int]$entry]
            $expected = $color.R, $color.G, $color.B | ForEach-Object { [Math]::Round($factor * $_) }
            "$actual" | Should -Be "$expected" -Because "pixel $i of $Length is entry $entry"
        }
    }

    It 'has one cell for each region between boundaries' {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..99)) -Width 10 -Height 10) -Boundary 0, 10, 50, 100 -Colormap viridis
        $legend = Get-Legend $heatmap @{ Length = 300 }
        $expected = $heatmap.ToArray()
        $values = 5, 20, 70
        for ($i = 0; $i -lt 300; $i++) {
            $y = $legend.BarY + 299 - $i
            $at = $values[[Math]::Floor($i / 100)]
            0..2 | ForEach-Object { $legend.Pixels[$y, $legend.BarX, $_] } | Should -Be (0..2 | ForEach-Object { $expected[[Math]::Floor($at / 10), ($at % 10), $_] })
        }
    }

    It 'has arrows where pixels are clipped, under or over has a colour, or -Extend says so' {
        $plain = [byte[]](10..109)
        function Test-Arrow([object] $Heatmap, [hashtable] $With = @{}) {
            $legend = Get-Legend $Heatmap (@{ Length = 100; Theme = 'Light' } + $With)
            # An arrow leaves paper at the outline's corner, which a plain end covers.
            $middle = $legend.BarX + [Math]::Floor($legend.BarWidth / 2)
            foreach ($y in ($legend.BarY + 102), ($legend.BarY - 3)) { "$(0..2 | ForEach-Object { $legend.Pixels[$y, $middle, $_] })" -ne '255 255 255' }
        }

        $make = { param($extra) ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $plain -Width 10 -Height 10) @extra }
        Test-Arrow (& $make @{}) | Should -Be $false, $false
        Test-Arrow (& $make @{ Minimum = 20; Maximum = 200 }) | Should -Be $true, $false
        Test-Arrow (& $make @{ Minimum = 0; Maximum = 50 }) | Should -Be $false, $true
        Test-Arrow (& $make @{ OverColor = 'magenta' }) | Should -Be $false, $true
        Test-Arrow (& $make @{ Minimum = 20; Maximum = 50 }) @{ Extend = 'Neither' } | Should -Be $false, $false
        Test-Arrow (& $make @{}) @{ Extend = 'Both' } | Should -Be $true, $true
        Test-Arrow (& $make @{}) @{ Extend = 'Minimum' } | Should -Be $true, $false
    }

    It 'has the length and thickness that are asked for' {
        $legend = Get-Legend (New-Heatmap) @{ Length = 123; Thickness = 17; Location = 'Top' }
        $legend.BarWidth, $legend.BarHeight | Should -Be 123, 17
    }
}

Describe 'Room' {
    BeforeAll {
        # Ink is what neither belongs to the picture nor is paper; it ends at least so far from the canvas' edge.
        function Get-InkBox([object] $Legend) {
            $pixels = $Legend.Pixels
            $height, $width = $pixels.GetLength(0), $pixels.GetLength(1)
            $left, $top, $right, $bottom = $width, $height, -1, -1
            for ($y = 0; $y -lt $height; $y++) {
                for ($x = 0; $x -lt $width; $x++) {
                    if ($x -ge $Legend.X -and $x -lt $Legend.X + $Legend.Width -and $y -ge $Legend.Y -and $y -lt $Legend.Y + $Legend.Height) { continue }
                    if ($pixels[$y, $x, 0] -eq 255 -and $pixels[$y, $x, 1] -eq 255 -and $pixels[$y, $x, 2] -eq 255) { continue }
                    $left, $right = [Math]::Min($left, $x), [Math]::Max($right, $x)
                    $top, $bottom = [Math]::Min($top, $y), [Math]::Max($bottom, $y)
                }
            }

            return $left, $top, ($width - 1 - $right), ($height - 1 - $bottom)
        }

        # Lengths of the gaps between the inks of the numbers of a lying bar.
        function Get-Gap([object] $Legend, [int] $Tick = 8) {
            $pixels = $Legend.Pixels
            $from = $Legend.BarY + $Legend.BarHeight + $Tick
            $ink = @(for ($x = 0; $x -lt $pixels.GetLength(1); $x++) {
                    $dark = $false
                    for ($y = $from; $y -lt $from + 8; $y++) { $dark = $dark -or $pixels[$y, $x, 0] -lt 128 }
                    if ($dark) { $x }
                })
            for ($i = 1; $i -lt $ink.Count; $i++) { $ink[$i] - $ink[$i - 1] - 1 }
        }
    }

    It 'is around all text: <Position>, <Width>×<Height>, <Text>' -ForEach @(
        foreach ($position in 'Right', 'Left', 'Top', 'Bottom') {
            foreach ($size in @(60, 45), @(160, 120), @(200, 9), @(12, 150)) {
                @{ Position = $position; Width = $size[0]; Height = $size[1]; Text = 'a unit'; With = @{ Unit = 'W/(m²·sr·µm)' } }
                @{ Position = $position; Width = $size[0]; Height = $size[1]; Text = 'long numbers'; With = @{ Unit = '°C'; TickFormat = '{0:F5} °C'; NoDataLabel = 'no data'; Title = 'Temperature' } }
            }
        }
    ) {
        $heatmap = New-Heatmap $Width $Height @{ Minimum = 62.32027; Maximum = 62.3213; WarningAction = 'SilentlyContinue' }
        $legend = Get-Legend $heatmap (@{ Location = $Position; Extend = 'Neither' } + $With)
        $box = Get-InkBox $legend
        $edges = switch ($Position) { 'Right' { 1, 2, 3 } 'Left' { 0, 1, 3 } 'Top' { 0, 1, 2 } 'Bottom' { 0, 2, 3 } }
        foreach ($edge in $edges) { $box[$edge] | Should -BeGreaterOrEqual 4 -Because "the ink is $box from the edges" }
    }

    It 'is for two numbers below a small picture at least: <Format>' -ForEach @{ Format = '{0:F5} °C' }, @{ Format = '{0:E1}' }, @{ Format = 'F2' } {
        $legend = Get-Legend (New-Heatmap 20 15 @{ Minimum = -1.5e-7; Maximum = 62.32027 }) @{ Location = 'Bottom'; TickFormat = $Format; Extend = 'Neither'; Unit = '' }
        @(Get-Gap $legend).Where({ $_ -ge 6 }) | Should -Not -BeNullOrEmpty
    }

    It 'is not taken by numbers that would lie on each other, chosen ones too' {
        $heatmap = New-Heatmap 200 20 @{ Minimum = 0; Maximum = 100 }
        $gaps = { param($Ticks) @(Get-Gap (Get-Legend $heatmap @{ Location = 'Bottom'; Tick = $Ticks; TickFormat = 'F3'; Extend = 'Neither'; Unit = '' })).Where({ $_ -ge 6 }).Count }
        & $gaps (10, 50, 90) | Should -Be 2
        & $gaps (10, 11, 12, 50, 51, 90) | Should -Be 2
    }
}

Describe 'Texts' {
    It 'may hold anything: <_>' -ForEach '<b>&</b>', '温度 🌡', ' ', '', "a`tb`n", 'µW/cm²', '%', ('x' * 300) {
        $raster = Add-Colorbar -InputObject (New-Heatmap) -Title $_ -Unit $_ -NoDataLabel 'no data' -TickCount 3 -Theme Dark
        $raster.Width | Should -BeGreaterThan 90
    }

    It 'are left out, with one warning that says what to install, where no font is' -Skip:(-not $IsLinux) {
        $config = [IO.Path]::Join((New-TestFolder), 'fonts.conf')
        [IO.File]::WriteAllText($config, '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
        $child = Invoke-ChildPwsh -Environment @{ FONTCONFIG_FILE = $config } -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$images = 1..3 | ForEach-Object { ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..99)) -Width 10 -Height 10) }
$out = @($images | Add-Colorbar -Title T -Unit K -WarningVariable w -WarningAction SilentlyContinue)
"$($out.Count) $($w.Count) $($w[0])"
'@
        $child.Output | Should -HaveCount 1 -Because $child.Error
        $child.Output[0] | Should -Match '^3 1 There is no font .* Run: \w+'
    }

    It 'are told to be left out of a video once, too' -Skip:(-not $IsLinux) {
        $folder = New-TestFolder
        $config = [IO.Path]::Join($folder, 'fonts.conf')
        [IO.File]::WriteAllText($config, '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
        $child = Invoke-ChildPwsh -Environment @{ FONTCONFIG_FILE = $config } -Argument ([IO.Path]::Join($folder, 'x.gif')) -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
1..3 | ForEach-Object { ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..99)) -Width 10 -Height 10) } |
    Export-HeatmapVideo -Path $args[0] -Colorbar -WarningVariable w -WarningAction SilentlyContinue
"$($w.Count) $($w[0])"
'@
        $child.Output | Should -HaveCount 1 -Because $child.Error
        $child.Output[0] | Should -Match '^1 There is no font for the numbers of the colorbar'
    }
}

Describe 'Large images' {
    It 'are streamed: 12,000 × 12,000 pixels under a heap of 200 MB, <_>' -ForEach 'Right', 'Bottom' {
        # Deflated zeros: 144 MB of pixels, 432 MB with colours.
        $folder = New-TestFolder
        $child = Invoke-ChildPwsh -Environment @{ DOTNET_GCHeapHardLimit = '0xC800000' } -Argument $folder, $_ -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$source = [IO.Path]::Join($args[0], 'big.pgm')
$stream = [IO.File]::Create($source)
$header = [Text.Encoding]::ASCII.GetBytes("P5 12000 12000 255`n")
$stream.Write($header, 0, $header.Length)
$stream.SetLength($header.Length + 144000000)
$stream.Dispose()
$file = ConvertTo-Heatmap $source | Add-Colorbar -Location $args[1] -Title T -Destination ([IO.Path]::Join($args[0], 'out.png'))
$image = Import-HeatmapImage $file.FullName
"$($image.Width) $($image.Height)"
'@
        $child.Output | Should -HaveCount 1 -Because $child.Error
        $width, $height = [int[]]($child.Output[0] -split ' ')
        ($width -gt 12000) -ne ($height -gt 12000) | Should -BeTrue
    }
}

Describe 'Errors' {
    It 'NotHeatmap: a raster without -Scale and -Colormap' {
        { Add-Colorbar -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..99)) -Width 10 -Height 10) } | Should-ThrowId NotHeatmap
        $file = [IO.Path]::Join((New-TestFolder), 'x.png')
        { Import-HeatmapImage -InputObject ([byte[]](0..99)) -Width 10 -Height 10 | Export-HeatmapImage -Path $file -Colorbar } | Should-ThrowId NotHeatmap
        $file | Should -Not -Exist
    }

    It 'ParameterConflict: <Name>' -ForEach @(
        @{ Name = '-Scale without -Colormap'; Script = { Add-Colorbar -InputObject (New-Heatmap) -Scale (Get-HeatmapScale -Minimum 0 -Maximum 1) } }
        @{ Name = '-Colorbar without files'; Script = { ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..99)) -Width 10 -Height 10) -Colorbar } }
        @{ Name = '-Colorbar with -Data'; Script = { New-Heatmap | Export-HeatmapImage -Path x.npy -Data -Colorbar } }
    ) {
        $Script | Should-ThrowId ParameterConflict
    }

    It 'TickFormatInvalid: <_>' -ForEach '{0', '{1}', 'Q5' {
        $format = $_
        { Add-Colorbar -InputObject (New-Heatmap) -TickFormat $format } | Should-ThrowId TickFormatInvalid
    }

    It 'ColorInvalid, DepthMismatch' {
        { Add-Colorbar -InputObject (New-Heatmap) -Background nocolor } | Should-ThrowId ColorInvalid
        $scale = Get-HeatmapScale -Minimum 0 -Maximum 1
        { Add-Colorbar -InputObject (Import-HeatmapImage -InputObject ([float[]](0..99)) -Width 10 -Height 10) -Scale $scale -Colormap gray } | Should-ThrowId DepthMismatch
    }
}
