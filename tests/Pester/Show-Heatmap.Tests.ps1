# Show-Heatmap: what is written for a terminal is decoded back to pixels, by decoders that owe nothing to the module.
# How it finds out what a terminal can is in Show-Heatmap.Terminal.Tests.ps1.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # The colours of a heatmap or picture as red, green, blue, alpha; at 0 to 100 percent where Sixel is to hold them.
    function Get-Rgba($Image, [switch] $Percent) {
        $array = $Image.ToArray()
        $height, $width, $bands = 0, 1, 2 | ForEach-Object { $array.GetLength($_) }
        $rgba = [byte[]]::new($height * $width * 4)
        $at = 0
        for ($y = 0; $y -lt $height; $y++) {
            for ($x = 0; $x -lt $width; $x++) {
                $alpha = $bands -eq 4 ? $array[$y, $x, 3] : 255
                foreach ($band in 0..2) {
                    $value = $array[$y, $x, $band]
                    if ($Percent) { $value = [Math]::Floor(([Math]::Floor($value * 100 / 255 + 0.5) * 255 + 50) / 100) }
                    $rgba[$at++] = $alpha -gt 0 ? $value : 0
                }
                $rgba[$at++] = $alpha
            }
        }
        return , $rgba
    }

    # 40 × 24 bytes of a ramp, so that 5 × 2 characters of 8 × 16 pixels show it as it is.
    $ramp = [byte[,]]::new(24, 40)
    foreach ($y in 0..23) { foreach ($x in 0..39) { $ramp[$y, $x] = ($x * 6 + $y * 3) % 256 } }
    $size = @{ TerminalWidth = 5; TerminalHeight = 2; AsString = $true; QueryTimeout = 0 }

    # 8 × 6 floats with a hole.
    $field = [float[,]]::new(6, 8)
    foreach ($y in 0..5) { foreach ($x in 0..7) { $field[$y, $x] = $x - $y / 10 } }
    $field[2, 3] = [float]::NaN
}

Describe 'Sixel' {
    It 'decodes to the heatmap, in percent a channel as Sixel holds colours' {
        $lines = Show-Heatmap -InputObject $ramp -Protocol Sixel -Colormap inferno @size
        $lines.Count | Should -Be 4
        $pixels = [HeatmapPS.Tests.TerminalText]::Sixel($lines[1])
        $pixels.Width, $pixels.Height | Should -Be 40, 24
        Should-HavePixels $pixels.Rgba (Get-Rgba (ConvertTo-Heatmap -InputObject $ramp -Colormap inferno) -Percent)
    }

    It 'is what ImageMagick reads too' -Skip:(-not (Test-Program identify) -or -not (Test-Program convert)) {
        $folder = New-TestFolder
        $file = [IO.Path]::Join($folder, 'picture.six')
        $png = [IO.Path]::Join($folder, 'picture.png')
        $lines = Show-Heatmap -InputObject $ramp -Protocol Sixel @size
        [IO.File]::WriteAllText($file, $lines[1])
        & convert "sixel:$file" -depth 8 $png 2>&1 | Should -BeNullOrEmpty
        $read = Read-Png $png
        $read.Width, $read.Height | Should -Be 40, 24
        Should-HavePixels $read.Rgba ([HeatmapPS.Tests.TerminalText]::Sixel($lines[1]).Rgba)
    }

    It 'leaves missing values open, and the last rows of a height that is no multiple of six' {
        $pixels = [HeatmapPS.Tests.TerminalText]::Sixel((Show-Heatmap -InputObject $field -TerminalWidth 1 -TerminalHeight 1 -Protocol Sixel -AsString)[1])
        $pixels.Width, $pixels.Height | Should -Be 8, 6
        $pixels.Rgba[(2 * 8 + 3) * 4 + 3] | Should -Be 0
        @(3..($pixels.Rgba.Length - 1) | Where-Object { $_ % 4 -eq 3 -and $pixels.Rgba[$_] -eq 255 }).Count | Should -Be 47
        $tall = [byte[,]]::new(13, 2)
        [HeatmapPS.Tests.TerminalText]::Sixel((Show-Heatmap -InputObject $tall -TerminalWidth 1 -TerminalHeight 1 -Protocol Sixel -AsString)[1]).Height | Should -Be 13
    }

    It 'reduces a picture of many colours to 256 that are near' {
        $picture = Import-HeatmapImage (Write-TestPng ([IO.Path]::Join((New-TestFolder), 'p.png')) 40 32 (1..3840 | ForEach-Object { ($_ * 37) % 256 }) -ColorType 2)
        $line = (Show-Heatmap -InputObject $picture -Protocol Sixel @size)[1]
        @([regex]::Matches($line, '#\d+;2;')).Count | Should -BeLessOrEqual 256
        $pixels = [HeatmapPS.Tests.TerminalText]::Sixel($line)
        (Compare-Pixels $pixels.Rgba (Get-Rgba $picture)).LargestDifference | Should -BeLessThan 40
    }
}

Describe '<Protocol>' -ForEach @{ Protocol = 'Kitty' }, @{ Protocol = 'ITerm2' } {
    It 'carries every pixel of the heatmap, transparent ones too' {
        $text = Show-Heatmap -InputObject $field -TerminalWidth 1 -TerminalHeight 1 -Protocol $Protocol -AsString | Select-Object -Skip 1 -First 1
        $file = [IO.Path]::Join((New-TestFolder), 'picture.png')
        [byte[]] $png = $Protocol -eq 'Kitty' ? [HeatmapPS.Tests.TerminalText]::KittyPng($text) : [HeatmapPS.Tests.TerminalText]::ITerm2Png($text)
        [IO.File]::WriteAllBytes($file, $png)
        Should-HavePixels (Read-Png $file).Rgba (Get-Rgba (ConvertTo-Heatmap -InputObject $field))
    }

    It 'comes in pieces that a terminal takes' {
        $noise = Import-HeatmapImage (Write-TestPng ([IO.Path]::Join((New-TestFolder), 'n.png')) 64 64 (New-TestFrame Noise 64 192 -Type ([byte])).Samples -ColorType 2)
        $text = (Show-Heatmap -InputObject $noise -TerminalWidth 8 -TerminalHeight 4 -Protocol $Protocol -AsString)[1]
        [byte[]] $png = $Protocol -eq 'Kitty' ? [HeatmapPS.Tests.TerminalText]::KittyPng($text) : [HeatmapPS.Tests.TerminalText]::ITerm2Png($text)
        $png.Length | Should -BeGreaterThan 8192
        $file = [IO.Path]::Join((New-TestFolder), 'picture.png')
        [IO.File]::WriteAllBytes($file, $png)
        Should-HavePixels (Read-Png $file).Rgba (Get-Rgba $noise)
    }
}

Describe 'Half blocks' {
    It 'decode to the heatmap, two pixels a character' {
        $lines = Show-Heatmap -InputObject $ramp -TerminalWidth 40 -TerminalHeight 12 -Protocol HalfBlock -AsString
        $lines.Count | Should -Be 15
        $pixels = [HeatmapPS.Tests.TerminalText]::Blocks($lines[1..12])
        Should-HavePixels $pixels.Rgba (Get-Rgba (ConvertTo-Heatmap -InputObject $ramp))
    }

    It 'show the background where values are missing, and below an odd number of rows' {
        $odd = [float[,]]::new(5, 8)
        foreach ($y in 0..4) { foreach ($x in 0..7) { $odd[$y, $x] = ($x * $y) % 3 -eq 1 ? [float]::NaN : $x } }
        $lines = Show-Heatmap -InputObject $odd -Protocol HalfBlock -TerminalWidth 8 -AsString
        $pixels = [HeatmapPS.Tests.TerminalText]::Blocks($lines[1..3])
        $expected = (Get-Rgba (ConvertTo-Heatmap -InputObject $odd)) + [byte[]]::new(32)
        Should-HavePixels $pixels.Rgba $expected
    }

    It 'take the nearest of the 240 fixed colours where there are no more' {
        $pixels = [HeatmapPS.Tests.TerminalText]::Blocks((Show-Heatmap -InputObject $ramp -TerminalWidth 40 -TerminalHeight 12 -Protocol Ansi256 -AsString)[1..12])
        $fixed = @(foreach ($r in 0, 95, 135, 175, 215, 255) { foreach ($g in 0, 95, 135, 175, 215, 255) { foreach ($b in 0, 95, 135, 175, 215, 255) { , @($r, $g, $b) } } }) +
            @(0..23 | ForEach-Object { , @((8 + 10 * $_), (8 + 10 * $_), (8 + 10 * $_)) })
        $colors = Get-Rgba (ConvertTo-Heatmap -InputObject $ramp)
        for ($i = 0; $i -lt $colors.Length; $i += 4 * 97) {
            $distances = foreach ($color in $fixed) { [Math]::Pow($color[0] - $colors[$i], 2) + [Math]::Pow($color[1] - $colors[$i + 1], 2) + [Math]::Pow($color[2] - $colors[$i + 2], 2) }
            $got = [Math]::Pow($pixels.Rgba[$i] - $colors[$i], 2) + [Math]::Pow($pixels.Rgba[$i + 1] - $colors[$i + 1], 2) + [Math]::Pow($pixels.Rgba[$i + 2] - $colors[$i + 2], 2)
            $got | Should -Be ($distances | Measure-Object -Minimum).Minimum
        }
    }
}

Describe 'Size' {
    BeforeAll {
        # One hot pixel in the first of four blocks, a hole in the last.
        $blocks = [double[,]]::new(8, 8)
        foreach ($y in 0..7) { foreach ($x in 0..7) { $blocks[$y, $x] = $x } }
        $blocks[1, 1] = 1000
        $blocks[5, 5] = [double]::NaN

        function Show-Block([string] $Reduce) {
            $lines = Show-Heatmap -InputObject $blocks -TerminalWidth 2 -TerminalHeight 1 -Protocol HalfBlock -Reduce $Reduce -Minimum 0 -Maximum 1000 -AsString -NoColorbar
            return , [HeatmapPS.Tests.TerminalText]::Blocks(@($lines[1])).Rgba
        }
    }

    It 'is reduced by the mean of the numbers, before they are coloured: no pixel gets a colour that no mean has' {
        # 15 pixels of 0 to 3 and one of 1000; the hole counts in nothing.
        $means = [double[,]]::new(2, 2)
        $means[0, 0] = (0 + 0 + 0 + 0 + 1 + 1 + 1 + 8 + 12 + 1000) / 16
        $means[0, 1] = $means[1, 1] = 5.5
        $means[1, 1] = (4 * 22 - 5) / 15
        $means[1, 0] = 1.5
        Should-HavePixels (Show-Block Mean) (Get-Rgba (ConvertTo-Heatmap -InputObject $means -Minimum 0 -Maximum 1000))
    }

    It 'is reduced by the largest value, or by the middle one, when asked' {
        $largest = [double[,]]::new(2, 2)
        $largest[0, 0], $largest[0, 1], $largest[1, 0], $largest[1, 1] = 1000, 7, 3, 7
        Should-HavePixels (Show-Block Maximum) (Get-Rgba (ConvertTo-Heatmap -InputObject $largest -Minimum 0 -Maximum 1000))
        $middle = [double[,]]::new(2, 2)
        $middle[0, 0], $middle[0, 1], $middle[1, 0], $middle[1, 1] = 2, 6, 2, 6
        Should-HavePixels (Show-Block Nearest) (Get-Rgba (ConvertTo-Heatmap -InputObject $middle -Minimum 0 -Maximum 1000))
    }

    It 'of areas that cut pixels weighs them by their share, as OpenCV does' {
        $row = [float[,]]::new(1, 5)
        foreach ($x in 0..4) { $row[0, $x] = $x * $x }
        $text = Show-Heatmap -InputObject $row -Protocol Text -TerminalWidth 20 -AsString
        # 5 columns are shown as 2 where there is room for 2 only: (0 + 1 + 4/2) / 2.5 and (4/2 + 9 + 16) / 2.5.
        $text[-1] -replace '\s+', ' ' | Should -Match '1\.20* 10\.80*$'
    }

    It 'is enlarged by whole factors, every pixel alike' {
        $small = [byte[,]]::new(1, 2)
        $small[0, 1] = 255
        $pixels = [HeatmapPS.Tests.TerminalText]::Sixel((Show-Heatmap -InputObject $small -TerminalWidth 3 -TerminalHeight 10 -Protocol Sixel -AsString)[1])
        $pixels.Width, $pixels.Height | Should -Be 24, 12
        @($pixels.Rgba[0..2]) | Should -Be @($pixels.Rgba[(11 * 4)..(11 * 4 + 2)])
        @($pixels.Rgba[0..2]) | Should -Not -Be @($pixels.Rgba[(12 * 4)..(12 * 4 + 2)])
    }
}

Describe 'Colorbar and title' {
    It 'has the colours of the map from end to end, and its values under them' {
        $lines = Show-Heatmap -InputObject $ramp -Protocol HalfBlock -TerminalWidth 40 -Colormap magma -AsString
        $line = $lines[-2] -replace '▌', '▀'
        $bar = [HeatmapPS.Tests.TerminalText]::Blocks(@($line))
        $map = (Get-Colormap magma)
        @($bar.Rgba[0..2]) | Should -Be @($map[0].R, $map[0].G, $map[0].B).ForEach({ [Math]::Round(255 * $_) })
        @($bar.Rgba[-4..-2]) | Should -Be @($map[255].R, $map[255].G, $map[255].B).ForEach({ [Math]::Round(255 * $_) })
        $lines[-1].Trim() -split '\s+' | Should -Be 0, 50, 100, 150, 200, 250
        $lines[-1].IndexOf('100') + 1 | Should -Be ([Math]::Round(100 / 255 * 39))
    }

    It 'tells name, size, type, limits, unit, norm and colormap' {
        $raster = Import-HeatmapImage -InputObject $field -Unit °C
        (Show-Heatmap -InputObject $raster -Protocol Text -Gamma 0.5 -AsString)[0] | Should -Be 'image  8 × 6 Float32, −0.5 to 7 °C, Power, viridis'
    }

    It 'never hands control characters of a file''s name to the terminal' -Skip:$IsWindows {
        $file = [IO.Path]::Join((New-TestFolder), "a`e]0;title`a.png")
        $null = Write-TestPng $file 8 8 (1..64)
        (Show-Heatmap -LiteralPath $file -Protocol Text -AsString)[0] | Should -Match '^a\?\]0;title\?\.png  8 × 8'
    }
}

Describe 'A table of numbers' {
    It 'has the mean of each block, with the pixel each begins at' {
        $lines = Show-Heatmap -InputObject $field -Protocol Text -TerminalWidth 80 -AsString
        $lines[1] -split '\s+' | Should -Be @('y\x', 0, 1, 2, 3, 4, 5, 6, 7)
        $lines[4].Trim() -split '\s+' | Should -Be '2', '−0.2', '0.8', '1.8', 'NaN', '3.8', '4.8', '5.8', '6.8'
        $lines.Count | Should -Be 8
    }

    It 'keeps the proportions of a large image and the width of the window' {
        $wide = [ushort[,]]::new(100, 400)
        $lines = Show-Heatmap -InputObject $wide -Protocol Text -TerminalWidth 70 -AsString
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 70
        # 8 columns of 50 pixels, each 8 characters wide; a character is twice as high as wide.
        $lines.Count | Should -Be 10
    }
}

Describe 'Output' {
    It 'goes to the host, and nothing to the pipeline' {
        $info = $null
        $output = Show-Heatmap -InputObject $ramp -Protocol Text -InformationVariable info 6>$null
        $output | Should -BeNullOrEmpty
        $info[0].MessageData.Message | Should -Match '^image  40 × 24'
        $info[0].Tags | Should -Contain 'PSHOST'
    }

    It 'without a terminal has no escape sequence' {
        $child = Invoke-ChildPwsh -Script @'
            Import-Module $env:HEATMAPPS_TEST_MODULE
            Show-Heatmap -InputObject ([byte[,]]::new(4, 5))
            (Start-Job { Import-Module $using:env:HEATMAPPS_TEST_MODULE; $image = [byte[,]]::new(2, 3); Show-Heatmap -InputObject $image } | Receive-Job -Wait 6>&1 | Out-String).Trim()
'@ -Environment @{ TERM = 'xterm-256color'; COLORTERM = 'truecolor' }
        $child.Error | Should -BeNullOrEmpty
        ($child.Output -join '').Contains("`e") | Should -BeFalse
        $child.Output[0] | Should -Match '^image  5 × 4 UInt8'
        $child.Output | Should -Contain 'y\x  0  1  2'
    }
}

Describe 'Input' {
    It 'takes paths, files, image objects and arrays, each with its name' {
        $folder = New-TestFolder
        $file = Write-TestPng ([IO.Path]::Join($folder, 'a [1].png')) 8 8 (1..64)
        $show = @{ Protocol = 'Text'; AsString = $true }
        (Show-Heatmap -LiteralPath $file @show)[0] | Should -Match '^a \[1\]\.png  8 × 8 UInt8, 0 to 255, viridis'
        @(Get-ChildItem $folder | Show-Heatmap @show)[0] | Should -Match '^a \[1\]\.png'
        @(Import-HeatmapImage -LiteralPath $file | ConvertTo-Heatmap -Colormap magma -Maximum 99 | Show-Heatmap @show)[0] | Should -Match '0 to 99, magma'
        @(Show-Heatmap $file.Replace('[', '``[').Replace(']', '``]') @show -ErrorAction Ignore)[0] | Should -Match '^a \[1\]\.png'
    }

    It 'changes of a heatmap only what a parameter says' {
        $heatmap = ConvertTo-Heatmap -InputObject $field -Colormap magma -Maximum 5 -Gamma 2
        (Show-Heatmap -InputObject $heatmap -Colormap gray -Protocol Text -AsString)[0] | Should -Match '−0\.5 to 5, Power, gray$'
        (Show-Heatmap -InputObject $heatmap -Maximum 6 -Protocol Text -AsString)[0] | Should -Match '−0\.5 to 6, magma$'
    }

    It 'shows a colour picture as it is, and as a heatmap when a parameter of one is given' {
        $picture = Import-HeatmapImage (Write-TestPng ([IO.Path]::Join((New-TestFolder), 'p.png')) 8 6 (1..144) -ColorType 2)
        $pixels = [HeatmapPS.Tests.TerminalText]::Blocks((Show-Heatmap -InputObject $picture -Protocol HalfBlock -TerminalWidth 8 -AsString)[1..3])
        Should-HavePixels $pixels.Rgba (Get-Rgba $picture)
        $pixels = [HeatmapPS.Tests.TerminalText]::Blocks((Show-Heatmap -InputObject $picture -Colormap hot -Protocol HalfBlock -TerminalWidth 8 -AsString)[1..3])
        Should-HavePixels $pixels.Rgba (Get-Rgba ($picture | ConvertTo-Heatmap -Colormap hot))
    }

    It 'tells what is wrong' {
        { Show-Heatmap no.png -Protocol Text } | Should-ThrowId ImageNotFound
        { Show-Heatmap -InputObject $ramp -TmuxPassthrough } | Should-ThrowId ParameterConflict
        { Show-Heatmap -InputObject $ramp -Viewer -AsString } | Should-ThrowId ParameterConflict
        foreach ($with in @{ TerminalWidth = 9 }, @{ TerminalHeight = 9 }, @{ Reduce = 'Maximum' }, @{ NoColorbar = $true }, @{ QueryTimeout = 0 }) {
            $record = { Show-Heatmap -InputObject $ramp -Viewer @with } | Should-ThrowId ParameterConflict
            "$record" | Should -BeLike "-Viewer cannot be used with -$($with.Keys):*"
        }
        { Show-Heatmap -InputObject $ramp -Colormap infernal } | Should-ThrowId ColormapNotFound
        { Show-Heatmap -InputObject ([float[,,]]::new(2, 2, 3)) -Protocol HalfBlock } | Should-ThrowId NotAPicture
    }
}

Describe 'Passthrough' {
    It 'wraps every sequence for tmux, and makes room first' {
        $plain = (Show-Heatmap -InputObject $ramp -Protocol Sixel @size)[1]
        $wrapped = (Show-Heatmap -InputObject $ramp -Protocol Sixel -TmuxPassthrough @size)[1]
        $wrapped | Should -Be ("`n`n`e[2A`ePtmux;" + $plain.Replace("`e", "`e`e") + "`e\`e[2B")
    }
}

Describe 'Viewer' {
    It 'opens the picture at full resolution, its name never read by a shell' -Skip:(-not $IsLinux) {
        $folder = New-TestFolder
        $opener = [IO.Path]::Join($folder, 'xdg-open')
        $argument = [IO.Path]::Join($folder, 'argument')
        [IO.File]::WriteAllText($opener, "#!/bin/sh`nprintf '%s\n' `"`$#`" `"`$1`" > '$argument.part' && mv '$argument.part' '$argument'`n")
        [IO.File]::SetUnixFileMode($opener, 'UserRead, UserExecute')
        $file = Write-TestPng ([IO.Path]::Join($folder, '-x $(touch pwned) ''";.png')) 40 24 (New-TestFrame Ramp 40 24 -Type ([byte])).Samples
        $before = $env:PATH
        try {
            $env:PATH = "$folder$([IO.Path]::PathSeparator)$before"
            Show-Heatmap -LiteralPath $file -Viewer -Colormap inferno | Should -BeNullOrEmpty
            $found = [Threading.SpinWait]::SpinUntil({ Test-Path -LiteralPath $argument }, 20000)
        }
        finally {
            $env:PATH = $before
        }

        $found | Should -BeTrue
        $count, $path = Get-Content -LiteralPath $argument
        $count | Should -Be 1
        Split-Path -Leaf $path | Should -Be '-x __touch pwned_ ___.png'
        Should-HavePixels (Read-Png $path).Rgba (Get-Rgba (ConvertTo-Heatmap -LiteralPath $file -Colormap inferno))
        Remove-Item -LiteralPath (Split-Path $path) -Recurse
    }

    It 'that is missing is an error which says where the picture is' -Skip:(-not $IsLinux) {
        $before = $env:PATH
        try {
            $env:PATH = New-TestFolder
            $record = { Show-Heatmap -InputObject $ramp -Viewer } | Should-ThrowId ViewerNotFound
            $path = [regex]::Match("$record", "'([^']+\.png)'").Groups[1].Value
            (Read-Png $path).Width | Should -Be 40
            Remove-Item -LiteralPath (Split-Path $path) -Recurse
        }
        finally {
            $env:PATH = $before
        }
    }
}
