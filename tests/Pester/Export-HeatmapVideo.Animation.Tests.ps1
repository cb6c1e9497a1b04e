# Animations that the module writes itself: colours of every frame as Pillow reads them, whatever the frames are made of.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPillow = -not (Find-Python 'PIL', 'numpy')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Every value of a byte once, or fewer.
    function New-Ramp([int] $Levels = 256, [int] $Step = 1) {
        $a = [byte[,]]::new(16, 16)
        for ($i = 0; $i -lt 256; $i++) { $a[($i -shr 4), ($i -band 15)] = ($i % $Levels) * $Step }
        return , $a
    }

    # The frames as Pillow shows them: one .npy of (frames, rows, columns, 4), or 3 bands.
    function Read-Animation([string] $Path, [string] $Mode = 'RGB') {
        $npy = "$Path.npy"
        $code = @'
import sys
from PIL import Image, GifImagePlugin
import numpy as np
# Pillow would otherwise blend the palettes of a GIF's frames in its own way.
GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_ALWAYS
im = Image.open(sys.argv[1])
frames = []
for i in range(getattr(im, 'n_frames', 1)):
    im.seek(i)
    frames.append(np.asarray(im.convert(sys.argv[3])))
np.save(sys.argv[2], np.stack(frames))
'@
        $null = Invoke-Python -Code $code -Module 'PIL', 'numpy' -Argument $Path, $npy, $Mode
        return Read-GoldenNpy $npy
    }

    function Get-Flat([object[]] $Image) {
        $bytes = [Collections.Generic.List[byte]]::new()
        foreach ($each in $Image) { foreach ($value in $each.ToArray()) { $bytes.Add($value) } }
        return , $bytes.ToArray()
    }
}

Describe 'WebP without -Quality' {
    It 'is lossless for heatmaps, with a colorbar and a label too, and lossy for pictures' {
        $heatmaps = @('inferno', 'turbo' | ForEach-Object { ConvertTo-Heatmap -InputObject (New-Ramp) -Colormap $_ })
        $folder = New-TestFolder
        $plain, $dressed, $lossy = 'plain', 'dressed', 'lossy' | ForEach-Object { [IO.Path]::Join($folder, "$_.webp") }
        $lines = $heatmaps | Export-HeatmapVideo -Path $plain -Verbose 4>&1
        "$lines" | Should -Match 'Lossless WebP'
        $read = @(Import-HeatmapVideo $plain -As Unchanged)
        foreach ($i in 0, 1) { Should-HavePixels $read[$i].ToArray() $heatmaps[$i].ToArray() }
        $heatmaps | Export-HeatmapVideo -Path $dressed -Colorbar -Label '{Index}'
        $heatmaps | Export-HeatmapVideo -Path "$dressed.apng" -Colorbar -Label '{Index}'
        Should-HavePixels @(Import-HeatmapVideo $dressed -As Unchanged)[0].ToArray() (Import-HeatmapImage "$dressed.apng").ToArray()
        $lines = $heatmaps[1].ToArray(), $heatmaps[0].ToArray() | Export-HeatmapVideo -Path $lossy -Verbose 4>&1
        "$lines" | Should -Match 'Lossy WebP with quality 75'
        (Compare-Pixels @(Import-HeatmapVideo $lossy -As Unchanged)[0].ToArray() $heatmaps[1].ToArray()).Equal | Should -BeFalse
    }
}

Describe 'Frames of different colormaps' -Skip:$noPillow {
    BeforeAll {
        $full = 'inferno', 'viridis', 'gray' | ForEach-Object { ConvertTo-Heatmap -InputObject (New-Ramp) -Colormap $_ }
        $few = 'inferno', 'viridis', 'inferno', 'gray' | ForEach-Object { ConvertTo-Heatmap -InputObject (New-Ramp 16 17) -Colormap $_ -LevelCount 40 }
    }

    It 'are exact in .<_>' -ForEach 'apng', 'gif', 'webp' {
        $out = [IO.Path]::Join((New-TestFolder), "a.$_")
        $full | Export-HeatmapVideo -Path $out -Quality 100
        $read = Read-Animation $out
        $read.Shape | Should -Be 3, 16, 16, 3
        Should-HavePixels $read.Data (Get-Flat $full)
    }

    It 'share the one palette of an APNG while there is room' {
        $out = [IO.Path]::Join((New-TestFolder), 'a.apng')
        $lines = $few | Export-HeatmapVideo -Path $out -Verbose 4>&1
        "$lines" | Should -Match 'one palette of \d+ colours'
        [IO.File]::ReadAllBytes($out)[25] | Should -Be 3 -Because 'the colour type is that of a palette'
        Should-HavePixels (Read-Animation $out).Data (Get-Flat $few)
    }

    It 'become RGB in an APNG when there is none, and leave no second file' {
        $folder = New-TestFolder
        $out = [IO.Path]::Join($folder, 'a.apng')
        $many = @($few) + @($full)
        $lines = $many | Export-HeatmapVideo -Path $out -Verbose 4>&1
        "$lines" | Should -Match 'in RGB of 8 bits'
        [IO.File]::ReadAllBytes($out)[25] | Should -Be 2
        Should-HavePixels (Read-Animation $out).Data (Get-Flat $many)
        (Get-ChildItem -LiteralPath $folder -Force).Name | Should -Be 'a.apng', 'a.apng.npy'
    }

    It 'keep transparent values where the first frame may have them' {
        $folder = New-TestFolder
        $maps = foreach ($name in 'inferno', 'viridis') {
            $a = [float[,]]::new(2, 2); $a[0, 0] = [float]::NaN; $a[0, 1] = 1; $a[1, 0] = 0.5
            ConvertTo-Heatmap -InputObject $a -Colormap $name
        }
        foreach ($extension in 'apng', 'gif') {
            $out = [IO.Path]::Join($folder, "a.$extension")
            $maps | Export-HeatmapVideo -Path $out
            $data = (Read-Animation $out RGBA).Data
            $data[3], $data[7], $data[16 + 3], $data[16 + 7] | Should -Be 0, 255, 0, 255
            $expected = $maps[1].ToArray()
            $data[(16 + 4)..(16 + 6)] | Should -Be $expected[0, 1, 0], $expected[0, 1, 1], $expected[0, 1, 2]
        }
    }
}

Describe 'Frames that have their own colours' -Skip:$noPillow {
    It 'bring their own palettes into a GIF, exactly up to 256 colours' {
        $frames = foreach ($offset in 0, 100) {
            $a = [byte[,,]]::new(10, 20, 3)
            for ($i = 0; $i -lt 200; $i++) { $x = $i % 20; $y = ($i - $x) / 20; $a[$y, $x, 0] = $i; $a[$y, $x, 1] = $offset; $a[$y, $x, 2] = 255 - $i }
            Import-HeatmapImage -InputObject $a
        }
        $out = [IO.Path]::Join((New-TestFolder), 'a.gif')
        $lines = $frames | Export-HeatmapVideo -Path $out -Verbose 4>&1
        "$lines" | Should -Match '1 frame\(s\) with their own palette'
        Should-HavePixels (Read-Animation $out).Data (Get-Flat $frames)
    }

    It 'of more colours are near them, and -Verbose tells' {
        $a = [byte[,,]]::new(64, 64, 3)
        for ($y = 0; $y -lt 64; $y++) { for ($x = 0; $x -lt 64; $x++) { $a[$y, $x, 0] = 4 * $x; $a[$y, $x, 1] = 4 * $y; $a[$y, $x, 2] = 2 * ($x + $y) } }
        $b = [byte[,,]]::new(64, 64, 3)
        for ($y = 0; $y -lt 64; $y++) { for ($x = 0; $x -lt 64; $x++) { $b[$y, $x, 0] = 255 - 4 * $x; $b[$y, $x, 2] = 4 * $y } }
        $frames = $a, $b | ForEach-Object { Import-HeatmapImage -InputObject $_ }
        $out = [IO.Path]::Join((New-TestFolder), 'a.gif')
        $lines = $frames | Export-HeatmapVideo -Path $out -Verbose 4>&1
        "$lines" | Should -Match '[12] frame\(s\) have more than the 256 colours'
        $comparison = Compare-Pixels (Read-Animation $out).Data (Get-Flat $frames)
        $comparison.LargestDifference | Should -BeLessThan 40
    }

    It 'of a labelled and padded video with a colorbar are right in every format' {
        $folder = New-TestFolder
        $frames = @(ConvertTo-Heatmap -InputObject (New-Ramp) -Colormap inferno), (ConvertTo-Heatmap -InputObject ([byte[,]]::new(8, 8)) -Colormap inferno)
        foreach ($extension in 'apng', 'webp') {
            $out = [IO.Path]::Join($folder, "a.$extension")
            $frames | Export-HeatmapVideo -Path $out -Quality 100 -Fit Pad -Colorbar
            $read = Read-Animation $out
            $width = $read.Shape[2]
            $width | Should -BeGreaterThan 16
            $frame = 3 * $width * $read.Shape[1]

            # Row 8 of the picture: padding on the left, the coldest colour in the middle.
            $top = [int](($read.Shape[1] - 16) / 2)
            $row = $frame + 3 * $width * ($top + 8)
            $left = (0..($width - 1)).Where({ $read.Data[$row + 3 * $_] -eq 128 -and $read.Data[$row + 3 * $_ + 1] -eq 128 }, 'First')[0]
            $read.Data[($row + 3 * ($left + 4))..($row + 3 * ($left + 4) + 2)] | Should -Be 0, 0, 4
            $read.Data[($row + 3 * ($left + 12))..($row + 3 * ($left + 12) + 2)] | Should -Be 128, 128, 128

            # Right of the picture all is as in the first frame.
            $from = 3 * ($width * ($top + 8) + $left + 17)
            $to = 3 * ($width * ($top + 9)) - 1
            $read.Data[($frame + $from)..($frame + $to)] | Should -Be $read.Data[$from..$to]
        }
    }
}

Describe 'The colorbar of limits that follow slowly' {
    It 'has arrows from the first frame on, since values will lie beyond' {
        $frames = foreach ($level in 10, 90) { $a = [ushort[,]]::new(40, 40); $a[3, 4] = $level; Import-HeatmapImage -InputObject $a }
        $folder = New-TestFolder
        $each, $smooth = foreach ($parameters in @{ PerFrameScale = $true }, @{ SmoothScale = 3 }) {
            $out = [IO.Path]::Join($folder, "$($parameters.Keys).png")
            $frames | Export-HeatmapVideo -Path $out -Colorbar @parameters
            Read-Png $out
        }
        # The picture is the same; the ends of the bar are not.
        $rows = 0..($each.Height - 1)
        $differing = $rows.Where({ $y = $_; (0..($each.Width - 1)).Where({ $at = 4 * ($y * $each.Width + $_); $each.Rgba[$at + 1] -ne $smooth.Rgba[$at + 1] }, 'First').Count })
        $differing | Should -Not -BeNullOrEmpty
        $smooth.Width | Should -Be $each.Width
    }
}

Describe '16 bits' {
    BeforeAll {
        # An APNG's first frame is a PNG that every reader knows.
        $data = [ushort[,]]::new(9, 11)
        for ($i = 0; $i -lt 99; $i++) { $x = $i % 11; $y = ($i - $x) / 11; $data[$y, $x] = 600 * $i }
    }

    It 'are written by APNG when asked: <Name>' -ForEach @(
        @{ Name = '-PixelFormat gbrp16'; Deep = $false }
        @{ Name = 'heatmaps of 16 bits'; Deep = $true }
    ) {
        $out = [IO.Path]::Join((New-TestFolder), 'a.png')
        $map = ConvertTo-Heatmap -InputObject $data -Colormap viridis -BitDepth 16
        if ($Deep) { $map, $map | Export-HeatmapVideo -Path $out }
        else { 1..2 | ForEach-Object { Import-HeatmapImage -InputObject $data } | Export-HeatmapVideo -Path $out -Colormap viridis -PixelFormat gbrp16 }
        $png = Read-Png $out
        $png.BitDepth, $png.ColorType | Should -Be 16, 2
        Should-HavePixels (Import-HeatmapImage $out).ToArray() $map.ToArray()
    }

    It 'and any other pixel format are PixelFormatNotSupported where there is one only' {
        { $data | Export-HeatmapVideo -Path a.gif -PixelFormat gbrp16 } | Should-ThrowId PixelFormatNotSupported
        { $data | Export-HeatmapVideo -Path a.apng -PixelFormat yuv420p } | Should-ThrowId PixelFormatNotSupported
        { $data | Export-HeatmapVideo -Path a.webp -Preset slow } | Should-ThrowId PresetNotSupported
        { $data | Export-HeatmapVideo -Path a.gif -Crf 3 } | Should-ThrowId CrfInvalid
    }
}

Describe 'Times' -Skip:$noPillow {
    It 'at <Rate> a second add up in <Extension>: <Expected> ms for 7 frames' -ForEach @(
        @{ Rate = '30000/1001'; Extension = 'apng'; Expected = 233.6 }
        @{ Rate = '30'; Extension = 'gif'; Expected = 230 }
        @{ Rate = '30'; Extension = 'webp'; Expected = 233 }
        @{ Rate = '8'; Extension = 'gif'; Expected = 880 }
    ) {
        $out = [IO.Path]::Join((New-TestFolder), "a.$Extension")
        0..6 | ForEach-Object { $a = [byte[,]]::new(4, 4); $a[0, 0] = 20 * $_; ConvertTo-Heatmap -InputObject $a } | Export-HeatmapVideo -Path $out -FrameRate $Rate -Loop 2
        $code = "import sys`nfrom PIL import Image`nim = Image.open(sys.argv[1]); t = 0`nfor i in range(im.n_frames):`n    im.seek(i); im.load(); t += im.info['duration']`nprint(im.n_frames, round(t, 1))"
        Invoke-Python -Code $code -Module PIL -Argument $out | Should -Match "^7 $([regex]::Escape("$Expected"))(\.0)?$"
    }
}
