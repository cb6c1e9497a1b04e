# ConvertFrom-Heatmap: numbers out of coloured pictures, by maps and by legends, what is no colour of the map, and doubts.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Every map whose colours are all different at 8 bits and come in an order.
    $monotone = Get-Colormap | Where-Object { $_.Kind -in 'Sequential', 'Diverging' -and $_.Count -ge 256 } | ForEach-Object { "$_" }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Values from 0 to 1 in every step of a 4096th, as a picture of 256 × 16.
    $ramp = [float[]](0..4095 | ForEach-Object { $_ / 4095 })

    function New-Ramp { Import-HeatmapImage -InputObject $ramp -Width 256 -Height 16 }

    # Largest and mean difference between a field and the ramp.
    function Get-Deviation([array] $Field, [float[]] $Expected = $ramp) {
        $largest = $sum = 0.0
        $i = 0
        foreach ($value in $Field) {
            $difference = [Math]::Abs($value - $Expected[$i])
            if (-not ($difference -le $largest)) { $largest = $difference }
            $sum += $difference
            $i++
        }

        return @{ Largest = $largest; Mean = $sum / $i }
    }
}

Describe 'A picture and its colormap' {
    It 'gives values again within one colour: maps from <Names[0]> on' -ForEach @(
        for ($i = 0; $i -lt $monotone.Count; $i += 40) { @{ Names = $monotone[$i..([Math]::Min($i + 39, $monotone.Count - 1))] } }
    ) {
        foreach ($name in $Names) {
            $picture = (New-Ramp | ConvertTo-Heatmap -Colormap $name -Minimum 0 -Maximum 1).Render(8)
            $field = $picture | ConvertFrom-Heatmap -Colormap $name -WarningVariable doubts -WarningAction SilentlyContinue
            # A map that goes through one colour twice, or stays at one for long, cannot tell.
            if ($doubts) { continue }
            # Places whose colours are the same bytes cannot be told apart.
            $colors = Get-Colormap $name
            $first = @{}
            $span = 0
            for ($i = 0; $i -lt $colors.Count; $i++) {
                $color = "$($colors[$i])"
                if ($first.ContainsKey($color)) { $span = [Math]::Max($span, $i - $first[$color]) } else { $first[$color] = $i }
            }

            $allowed = (1.0 + $span) / $colors.Count
            (Get-Deviation $field.ToArray()).Largest | Should -BeLessOrEqual ($allowed + 1e-6) -Because $name
        }
    }

    It 'gives an 8-bit image again exactly' {
        $bytes = [byte[]](0..255)
        $picture = (Import-HeatmapImage -InputObject $bytes -Width 256 -Height 1 | ConvertTo-Heatmap -Colormap inferno).Render(8)
        $field = $picture | ConvertFrom-Heatmap -Colormap inferno -Minimum 0 -Maximum 255
        $field.SampleType, $field.Bands | Should -Be 'Float32', 1
        Should-HavePixels $field.ToArray() $bytes -Tolerance 1e-4
    }

    It 'gives numbers under matplotlib''s own picture' {
        $heat, $frame = (Read-Golden heat_u16_auto_viridis), (Read-Golden frame_u16)
        $stat = $frame.Data | Measure-Object -Minimum -Maximum
        $picture = Import-HeatmapImage -InputObject $heat.Data -Width $heat.Shape[1] -Height $heat.Shape[0]
        $field = $picture | ConvertFrom-Heatmap -Colormap viridis -Minimum $stat.Minimum -Maximum $stat.Maximum
        Should-HavePixels $field.ToArray() $frame.Data -Tolerance (1.5 * ($stat.Maximum - $stat.Minimum) / 256) -Width $heat.Shape[1]
    }

    It 'gives far finer values from 16-bit colours' {
        $picture = (New-Ramp | ConvertTo-Heatmap -Colormap viridis -Minimum 0 -Maximum 1 -BitDepth 16).Render(16)
        (Get-Deviation ($picture | ConvertFrom-Heatmap -Colormap viridis).ToArray()).Largest | Should -BeLessThan 2e-4
    }

    It 'gives values within 2 % through JPEG of quality 90: <_>' -ForEach 'viridis', 'inferno', 'magma', 'plasma', 'cividis' {
        $file = [IO.Path]::Join((New-TestFolder), 'x.jpg')
        $smooth = [float[]](0..16383 | ForEach-Object { 0.5 + 0.5 * [Math]::Sin($_ % 128 / 25) * [Math]::Cos([Math]::Floor($_ / 128) / 31) })
        Import-HeatmapImage -InputObject $smooth -Width 128 -Height 128 | ConvertTo-Heatmap -Colormap $_ -Minimum 0 -Maximum 1 | Export-HeatmapImage -Path $file -Quality 90
        (Get-Deviation (ConvertFrom-Heatmap $file -Colormap $_).ToArray() $smooth).Largest | Should -BeLessOrEqual 0.02
    }

    It 'takes maps as objects, arrays, and turned round' {
        $map = [byte[,]]::new(2, 3)
        foreach ($i in 0..2) { $map[1, $i] = 200 }
        $picture = Import-HeatmapImage -InputObject ([byte[]](0, 0, 0, 100, 100, 100, 200, 200, 200)) -Width 3 -Height 1
        $values = @(($picture | ConvertFrom-Heatmap -Colormap $map -Minimum 10 -Maximum 30).ToArray())
        $values[0], $values[1], $values[2] | Should -Be 10, 20, 30
        @(($picture | ConvertFrom-Heatmap -Colormap (Get-Colormap gray) -Reverse).ToArray())[0] | Should -Be 1
    }

    It 'takes grey pictures' {
        @((Import-HeatmapImage -InputObject ([byte[]](0, 51, 255)) -Width 3 -Height 1 | ConvertFrom-Heatmap -Colormap gray -Minimum 0 -Maximum 100).ToArray()) | Should -Be 0, 20, 100
    }

    It 'undoes the norm of -Scale: <Name>' -ForEach @(
        @{ Name = 'Log'; With = @{ Norm = 'Log'; Minimum = 1; Maximum = 1000 } }
        @{ Name = 'Power'; With = @{ Gamma = 0.5; Minimum = 1; Maximum = 1000 } }
        @{ Name = 'SymmetricLog'; With = @{ LinearThreshold = 10; Minimum = -1000; Maximum = 1000 } }
        @{ Name = 'TwoSlope'; With = @{ Center = 100; Minimum = 1; Maximum = 1000 } }
    ) {
        $scale = Get-HeatmapScale @With
        $values = [float[]](2, 5, 20, 90, 300, 999)
        $heatmap = Import-HeatmapImage -InputObject $values -Width 6 -Height 1 | ConvertTo-Heatmap -Colormap viridis -Scale $scale -BitDepth 16
        $field = @(($heatmap.Render(16) | ConvertFrom-Heatmap -Colormap viridis -Scale $scale).ToArray())
        foreach ($i in 0..5) { [Math]::Abs($scale.Normalize($field[$i]) - $scale.Normalize($values[$i])) | Should -BeLessThan 1e-3 }
    }

    It 'gives the middle of regions, and equalized values' {
        $values = [float[]](1, 6, 15)
        $regions = Get-HeatmapScale -Boundary 0, 5, 10, 20
        $heatmap = Import-HeatmapImage -InputObject $values -Width 3 -Height 1 | ConvertTo-Heatmap -Scale $regions
        @(($heatmap.Render(8) | ConvertFrom-Heatmap -Colormap viridis -Scale $regions).ToArray()) | Should -Be 2.5, 7.5, 15
        $frame = New-TestFrame Noise 40 30 -Minimum 100 -Maximum 900
        $heatmap = Import-HeatmapImage -InputObject $frame.Data -Width 40 -Height 30 | ConvertTo-Heatmap -Norm Equalize -BitDepth 16
        $field = ($heatmap.Render(16) | ConvertFrom-Heatmap -Colormap viridis -Scale $heatmap.Scale).ToArray()
        (Get-Deviation $field ([float[]]$frame.Data)).Mean | Should -BeLessThan 3
    }

    It 'leaves the numbers of a heatmap object as they are' {
        $heatmap = Import-HeatmapImage -InputObject ([ushort[]](7, 8)) -Width 2 -Height 1 | ConvertTo-Heatmap
        @(($heatmap | ConvertFrom-Heatmap).ToArray()) | Should -Be 7, 8
    }
}

Describe 'What is no colour of the map' {
    It 'becomes NaN beyond -MaxDistance, and its distance is reported' {
        $picture = Import-HeatmapImage -InputObject ([byte[]](128, 128, 128, 255, 0, 0)) -Width 2 -Height 1
        $field = ($picture | ConvertFrom-Heatmap -Colormap gray -MaxDistance 0.05 -WithDistance).ToArray()
        $field[0, 0, 0] | Should -BeGreaterThan 0.49
        $field[0, 0, 1] | Should -BeLessThan 1e-3
        [double]::IsNaN($field[0, 1, 0]) | Should -BeTrue
        $field[0, 1, 1] | Should -BeGreaterThan 0.2
    }

    It 'becomes NaN where it is transparent or of -BadColor' {
        $clear = Import-HeatmapImage -InputObject ([byte[]](0, 0, 0, 0, 0, 0, 0, 255)) -Width 2 -Height 1
        $field = @(($clear | ConvertFrom-Heatmap -Colormap gray).ToArray())
        [double]::IsNaN($field[0]) | Should -BeTrue
        $field[1] | Should -Be 0
        $pink = Import-HeatmapImage -InputObject ([byte[]](255, 0, 255)) -Width 1 -Height 1
        [double]::IsNaN(@(($pink | ConvertFrom-Heatmap -Colormap gray -BadColor magenta).ToArray())[0]) | Should -BeTrue
    }
}

Describe 'A legend in the picture' {
    BeforeAll {
        # A ramp above, and the strip of a legend below and at the right.
        function New-Legend([switch] $Vertical, [switch] $TopLow) {
            $map = Get-Colormap plasma
            $pixels = [byte[,,]]::new(120, 200, 3)
            for ($y = 0; $y -lt 120; $y++) {
                for ($x = 0; $x -lt 200; $x++) {
                    $value = $y -lt 100 ? ($x -lt 180 ? $x / 179 : ($TopLow ? $y / 99 : 1 - $y / 99)) : $x / 199
                    if (-not $Vertical -and $x -ge 180 -and $y -lt 100) { $value = 0 }
                    $color = $map.Lookup($value)
                    $pixels[$y, $x, 0], $pixels[$y, $x, 1], $pixels[$y, $x, 2] = [Math]::Round($color.R * 255), [Math]::Round($color.G * 255), [Math]::Round($color.B * 255)
                }
            }

            Import-HeatmapImage -InputObject $pixels
        }
    }

    It 'is its colormap, lying' {
        $field = (New-Legend | ConvertFrom-Heatmap -LegendRegion 0, 102, 200, 16 -Minimum 0 -Maximum 179).ToArray()
        foreach ($x in 0, 40, 90, 179) { [Math]::Abs($field[50, $x] - $x) | Should -BeLessOrEqual 2 }
    }

    It 'of a picture of 12 bits is as bright as it is' {
        # A PAM of 4095: a lying legend of plasma below a row of three of its colours.
        $map = Get-Colormap plasma
        $samples = foreach ($y in 0..8) { foreach ($x in 0..199) { $c = $map.Lookup($y -eq 0 ? @(0, 0.5, 1)[$x % 3] : $x / 199); foreach ($v in $c.R, $c.G, $c.B) { [int] [Math]::Round(4095 * $v) } } }
        $bytes = [Collections.Generic.List[byte]] [Text.Encoding]::ASCII.GetBytes("P6`n200 9`n4095`n")
        foreach ($sample in $samples) { $bytes.Add($sample -shr 8); $bytes.Add($sample -band 255) }
        $file = [IO.Path]::Join((New-TestFolder), 'a.ppm')
        [IO.File]::WriteAllBytes($file, $bytes.ToArray())
        (Import-HeatmapImage $file).BitDepth | Should -Be 12
        $field = (ConvertFrom-Heatmap $file -LegendRegion 0, 1, 200, 8 -Minimum 0 -Maximum 100 -WithDistance).ToArray()
        $byName = (ConvertFrom-Heatmap $file -Colormap plasma -Minimum 0 -Maximum 100 -WithDistance).ToArray()
        foreach ($picture in $field, $byName) {
            foreach ($x in 0, 1, 2) {
                [Math]::Abs($picture[0, $x, 0] - @(0, 50, 100)[$x]) | Should -BeLessThan 1
                $picture[0, $x, 1] | Should -BeLessThan 0.01
            }
        }
    }

    It 'is its colormap, standing, low values at the bottom or with -LegendReverse at the top' {
        $field = (New-Legend -Vertical | ConvertFrom-Heatmap -LegendRegion 182, 0, 16, 100 -Minimum 0 -Maximum 179).ToArray()
        foreach ($x in 0, 40, 90, 179) { [Math]::Abs($field[50, $x] - $x) | Should -BeLessOrEqual 3 }
        $field = (New-Legend -Vertical -TopLow | ConvertFrom-Heatmap -LegendRegion 182, 0, 16, 100 -LegendReverse -Minimum 0 -Maximum 179).ToArray()
        foreach ($x in 0, 40, 90, 179) { [Math]::Abs($field[50, $x] - $x) | Should -BeLessOrEqual 3 }
    }

    It 'must be inside the picture, and change' {
        { New-Legend | ConvertFrom-Heatmap -LegendRegion 190, 0, 20, 50 } | Should-ThrowId RegionInvalid
        { New-Legend | ConvertFrom-Heatmap -LegendRegion 181, 0, 10, 50 } | Should-ThrowId LegendInvalid
    }
}

Describe 'Doubts and errors' {
    It 'warns of <_>, which does not tell every value' -ForEach 'twilight', 'tab10', 'flag', 'hsv' {
        $null = ConvertFrom-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](1, 2, 3)) -Width 1 -Height 1) -Colormap $_ -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Count | Should -Be 1
    }

    It 'does not warn of <_>' -ForEach 'viridis', 'inferno', 'turbo', 'coolwarm', 'gray', 'jet' {
        $null = ConvertFrom-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](1, 2, 3)) -Width 1 -Height 1) -Colormap $_ -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
    }

    It 'needs a map, and one only' {
        $pixel = @{ InputObject = Import-HeatmapImage -InputObject ([byte[]](1, 2, 3)) -Width 1 -Height 1 }
        { ConvertFrom-Heatmap @pixel } | Should-ThrowId ColormapMissing
        { ConvertFrom-Heatmap @pixel -Colormap viridis -LegendRegion 0, 0, 1, 1 } | Should-ThrowId ParameterConflict
        { ConvertFrom-Heatmap @pixel -Colormap virids } | Should-ThrowId ColormapNotFound
        { ConvertFrom-Heatmap @pixel -Colormap viridis -Minimum 1 } | Should-ThrowId RangeInvalid
        { ConvertFrom-Heatmap @pixel -Colormap viridis -Minimum 1 -Maximum 0 } | Should-ThrowId RangeInvalid
        { ConvertFrom-Heatmap @pixel -Colormap viridis -Minimum 0 -Maximum 1 -Scale (Get-HeatmapScale -Minimum 0 -Maximum 1) } | Should-ThrowId RangeInvalid
    }

    It 'needs colours' {
        { ConvertFrom-Heatmap -InputObject ([byte[,,]]::new(1, 1, 7)) -Colormap viridis } | Should-ThrowId NotColor
    }

    It 'completes colormaps' {
        $line = 'ConvertFrom-Heatmap x.png -Colormap virid'
        [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Contain 'viridis'
    }
}

Describe 'Files' {
    It 'are TIFFs of floating point in a folder' {
        $folder = New-TestFolder
        $source = [IO.Path]::Join($folder, 'x.png')
        New-Ramp | ConvertTo-Heatmap -Colormap viridis -Minimum 0 -Maximum 1 | Export-HeatmapImage -Path $source
        $file = ConvertFrom-Heatmap $source -Colormap viridis -Destination ([IO.Path]::Join($folder, 'out'))
        $file.Extension | Should -Be '.tif'
        (Get-Deviation (Import-HeatmapImage $file).ToArray()).Largest | Should -BeLessThan 0.0041
        $npy = ConvertFrom-Heatmap $source -Colormap viridis -WithDistance -Destination ([IO.Path]::Join($folder, 'x.npy'))
        (Read-GoldenNpy $npy).Shape | Should -Be 16, 256, 2
        $null = ConvertFrom-Heatmap $source -Colormap viridis -Destination ([IO.Path]::Join($folder, 'no')) -WhatIf
        [IO.Path]::Join($folder, 'no') | Should -Not -Exist
    }
}

Describe 'Places and distances' {
    It 'of a strip''s columns are the middles of their shares' {
        $map = Get-Colormap viridis
        $pixels = [byte[,,]]::new(4, 10, 3)
        foreach ($x in 0..9) {
            $c = $map.Lookup(($x + 0.5) / 10)
            foreach ($y in 0..3) { $pixels[$y, $x, 0], $pixels[$y, $x, 1], $pixels[$y, $x, 2] = [Math]::Round(255 * $c.R), [Math]::Round(255 * $c.G), [Math]::Round(255 * $c.B) }
        }

        $field = (Import-HeatmapImage -InputObject $pixels | ConvertFrom-Heatmap -LegendRegion 0, 0, 10, 4 -Minimum 0 -Maximum 100).ToArray()
        foreach ($x in 0..9) { [Math]::Abs($field[0, $x] - (10 * $x + 5)) | Should -BeLessThan 0.01 }
    }

    It 'are NaN where a pixel is less than half opaque: alpha <Alpha> of <Most>' -ForEach @(
        @{ Alpha = 127; Most = 255; Bad = $true }, @{ Alpha = 128; Most = 255; Bad = $false }, @{ Alpha = 32767; Most = 65535; Bad = $true }, @{ Alpha = 32768; Most = 65535; Bad = $false }
    ) {
        $pixel = $Most -eq 255 ? [byte[]](68, 1, 84, $Alpha) : [ushort[]]((257 * 68), 257, (257 * 84), $Alpha)
        $value = @((Import-HeatmapImage -InputObject $pixel -Width 1 -Height 1 | ConvertFrom-Heatmap -Colormap viridis).ToArray())[0]
        [double]::IsNaN($value) | Should -Be $Bad
    }

    It 'are never farther than the nearest of the map''s colours, as bytes: <_>' -ForEach 'jet', 'viridis', 'prism' {
        # OKLab after Ottosson (2020).
        function ConvertTo-Lab([double] $R, [double] $G, [double] $B) {
            $r, $g, $b = foreach ($v in $R, $G, $B) { $v -le 0.04045 ? $v / 12.92 : [Math]::Pow(($v + 0.055) / 1.055, 2.4) }
            $l = [Math]::Cbrt(0.4122214708 * $r + 0.5363325363 * $g + 0.0514459929 * $b)
            $m = [Math]::Cbrt(0.2119034982 * $r + 0.6806995451 * $g + 0.1073969566 * $b)
            $s = [Math]::Cbrt(0.0883024619 * $r + 0.2817188376 * $g + 0.6299787005 * $b)
            return , [double[]]((0.2104542553 * $l + 0.793617785 * $m - 0.0040720468 * $s), (1.9779984951 * $l - 2.428592205 * $m + 0.4505937099 * $s), (0.0259040371 * $l + 0.7827717662 * $m - 0.808675766 * $s))
        }

        $map = Get-Colormap $_
        $line = foreach ($i in 0..($map.Count - 1)) { $c = $map[$i]; , (ConvertTo-Lab $c.R $c.G $c.B) }
        $random = [Random]::new(7)
        $bytes = [byte[]]::new(120)
        $random.NextBytes($bytes)
        $found = (Import-HeatmapImage -InputObject $bytes -Width 40 -Height 1 | ConvertFrom-Heatmap -Colormap $_ -WithDistance -WarningAction SilentlyContinue).ToArray()
        foreach ($x in 0..39) {
            $lab = ConvertTo-Lab ($bytes[3 * $x] / 255) ($bytes[3 * $x + 1] / 255) ($bytes[3 * $x + 2] / 255)
            $nearest = 9.0
            foreach ($p in $line) { $d = ($p[0] - $lab[0]) * ($p[0] - $lab[0]) + ($p[1] - $lab[1]) * ($p[1] - $lab[1]) + ($p[2] - $lab[2]) * ($p[2] - $lab[2]); if ($d -lt $nearest) { $nearest = $d } }
            $found[0, $x, 1] | Should -BeLessOrEqual ([Math]::Sqrt($nearest) + 0.003)
            $found[0, $x, 1] | Should -BeGreaterThan ([Math]::Sqrt($nearest) - 0.05)
        }
    }

    It 'undo the linear part of a symmetric logarithm up to its end' {
        $scale = Get-HeatmapScale -Minimum -10 -Maximum 10 -LinearThreshold 5
        $values = [float[]](-5, -4.9, -4.6, 0, 2, 4.6, 4.9, 5, 7)
        $picture = (Import-HeatmapImage -InputObject $values -Width 9 -Height 1 | ConvertTo-Heatmap -Scale $scale -Colormap viridis -BitDepth 16).Render(16)
        $again = @(($picture | ConvertFrom-Heatmap -Colormap viridis -Scale $scale).ToArray())
        foreach ($i in 0..8) { [Math]::Abs($again[$i] - $values[$i]) | Should -BeLessThan 0.01 }
    }
}
