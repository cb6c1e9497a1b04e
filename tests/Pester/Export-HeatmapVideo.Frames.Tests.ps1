# Export-HeatmapVideo: what its frames show: scales, sizes, labels, holes.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noFfmpeg = -not ((Test-Program ffmpeg) -and (Test-Program ffprobe))
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    . ([IO.Path]::Join($PSScriptRoot, 'support', 'VideoFrames.ps1'))

    # The error that ends a script.
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script } catch { return $_ }
    }
}

Describe 'Scales' -Skip:$noFfmpeg {
    BeforeAll {
        # The colour of the hottest pixel of a frame, as red + green + blue.
        function Get-Brightest([string] $Path, [int] $Frame) {
            $pixels = (Read-ImageWithFfmpeg $Path -Frame $Frame).Pixels
            return (0..($pixels.Length / 3 - 1) | ForEach-Object { $pixels[3 * $_] + $pixels[3 * $_ + 1] + $pixels[3 * $_ + 2] } | Measure-Object -Maximum).Maximum
        }

        $folder = New-FrameFolder 4 16 16
        $files = Get-ChildItem -LiteralPath $folder -Filter *.tif
    }

    It 'is one for all frames' {
        $file = [IO.Path]::Join($folder, 'shared.mkv')
        $files | Export-HeatmapVideo -Path $file -Codec FFV1 -Colormap gray
        Get-Brightest $file 0 | Should -BeLessThan 600
        Get-Brightest $file 3 | Should -Be 765
    }

    It 'is one each with -PerFrameScale' {
        $file = [IO.Path]::Join($folder, 'each.mkv')
        $files | Export-HeatmapVideo -Path $file -Codec FFV1 -Colormap gray -PerFrameScale
        0, 3 | ForEach-Object { Get-Brightest $file $_ } | Should -Be 765, 765
    }

    It 'follows with -SmoothScale' {
        $down = $files | Sort-Object Name -Descending
        $file = [IO.Path]::Join($folder, 'smooth.mkv')
        $down | Export-HeatmapVideo -Path $file -Codec FFV1 -Colormap gray -SmoothScale 3
        $levels = 0..3 | ForEach-Object { Get-Brightest $file $_ }
        $levels[0] | Should -Be 765
        $levels[1] | Should -BeLessThan 765
        $levels[3] | Should -BeGreaterThan 500
    }

    It 'weighs each frame by 2/(N + 1) with -SmoothScale N' {
        # Lowest, highest and watched pixels of each frame.
        $frames = @(0, 300, 1000), @(100, 300, 500), @(0, 300, 400)
        $file = [IO.Path]::Join($folder, 'weighted.mkv')
        foreach ($n in 3, 9) {
            $frames | ForEach-Object { Import-HeatmapImage -InputObject ([ushort[]](@($_[0], $_[2]) + @($_[1]) * 254)) -Width 16 -Height 16 } |
                Export-HeatmapVideo -Path $file -Codec FFV1 -PixelFormat gbrp -Colormap gray -SmoothScale $n -Force
            $weight = 2 / ($n + 1)
            $low, $high = $frames[0][0], $frames[0][2]
            foreach ($i in 0..2) {
                $low += $weight * ($frames[$i][0] - $low)
                $high += $weight * ($frames[$i][2] - $high)
                $expected = [Math]::Floor((300 - $low) / ($high - $low) * 256)
                (Read-ImageWithFfmpeg $file -Frame $i).Pixels[3 * 100] | Should -Be $expected -Because "N is $n and this is frame $i"
            }
        }
    }

    It 'of heatmaps and of objects that cannot be read twice is kept' {
        $file = [IO.Path]::Join($folder, 'maps.mkv')
        $files | ConvertTo-Heatmap -Colormap gray | Export-HeatmapVideo -Path $file -Codec FFV1
        Get-Brightest $file 0 | Should -Be 765
        $arrays = foreach ($level in 0, 1000) { $a = [ushort[,]]::new(4, 4); $a[0, 0] = 500; $a[1, 1] = $level; , $a }
        $file = [IO.Path]::Join($folder, 'arrays.mkv')
        $arrays | ForEach-Object { Import-HeatmapImage -InputObject $_ } | Export-HeatmapVideo -Path $file -Codec FFV1 -Colormap gray
        (Get-VideoInfo $file).Frames | Should -Be 2
        Get-Brightest $file 0 | Should -BeLessThan 400
    }

    It 'does not go with frames that have colours' {
        $out = [IO.Path]::Join($folder, 'conflict.mp4')
        { $files | ConvertTo-Heatmap | Export-HeatmapVideo -Path $out -Percentile 1, 99 } | Should-ThrowId ParameterConflict
        $out | Should -Not -Exist
    }
}

Describe 'Frames of other sizes' -Skip:$noFfmpeg {
    BeforeAll {
        $folder = New-FrameFolder 3 32 24
        $null = Write-TestTiff ([IO.Path]::Join($folder, 'f9-odd.tif')) 40 30 @(, (New-TestFrame Spot 40 30).Data)
        $files = Get-ChildItem -LiteralPath $folder -Filter *.tif
    }

    It 'are SizeMismatch, which names the file, and no file is left' {
        $out = [IO.Path]::Join($folder, 'a.mp4')
        $record = Get-Failure { $files | Export-HeatmapVideo -Path $out }
        Get-ErrorId $record | Should -Be SizeMismatch
        "$record" | Should -Match 'f9-odd\.tif'
        Get-ChildItem -LiteralPath $folder -Force | Where-Object Name -NotLike '*.tif' | Should -BeNullOrEmpty
    }

    It 'fit with -Fit <_>' -ForEach 'Resize', 'Crop', 'Pad' {
        $out = [IO.Path]::Join($folder, "$_.mp4")
        $files | Export-HeatmapVideo -Path $out -Fit $_
        $info = Get-VideoInfo $out
        $info.Frames, $info.width, $info.height | Should -Be 4, 32, 24
    }

    It 'are all resized with -Size, and beside them goes a colorbar and over them a label' {
        $out = [IO.Path]::Join($folder, 'size.mp4')
        $files | Export-HeatmapVideo -Path $out -Size 320x240
        (Get-VideoInfo $out).width, (Get-VideoInfo $out).height | Should -Be 320, 240
        $out = [IO.Path]::Join($folder, 'legend.mp4')
        $files | Export-HeatmapVideo -Path $out -Size 320x -Colorbar -Label '{Name} {Time} {{{Index}}}'
        (Get-VideoInfo $out).width | Should -BeGreaterThan 330
        (Get-VideoInfo $out).Frames | Should -Be 4
    }
}

Describe 'Labels' -Skip:$noFfmpeg {
    BeforeAll {
        $folder = New-TestFolder
        $frame = Import-HeatmapImage -InputObject ([byte[]]::new(120 * 60)) -Width 120 -Height 60
        function Get-LabelledFrame([string] $Label, [int] $Number, [object[]] $Frames = @($frame, $frame, $frame, $frame)) {
            $file = [IO.Path]::Join($folder, [IO.Path]::GetRandomFileName() + '.mkv')
            $Frames | Export-HeatmapVideo -Path $file -Codec FFV1 -PixelFormat gbrp -Colormap gray -FrameRate 4 -Label $Label
            return , (Read-ImageWithFfmpeg $file -Frame $Number).Pixels
        }
    }

    It '<Label> of frame <Number> is <Text>' -ForEach @(
        @{ Label = '{Index}'; Number = 0; Text = '1' }
        @{ Label = '{Index}'; Number = 3; Text = '4' }
        @{ Label = '{Time}'; Number = 0; Text = '00:00:00.00' }
        @{ Label = '{Time}'; Number = 3; Text = '00:00:00.75' }
        @{ Label = '{{{Index}}}'; Number = 1; Text = '{{2}}' }
    ) {
        $drawn = Get-LabelledFrame $Label $Number
        Should-HavePixels $drawn (Get-LabelledFrame $Text $Number) -Width 120 -Bands 3
        ($drawn | Measure-Object -Maximum).Maximum | Should -BeGreaterThan 200
    }

    It 'show the time of frames that have one' {
        $video = [IO.Path]::Join($folder, 'in.mkv')
        $frame, $frame, $frame | Export-HeatmapVideo -Path $video -Codec FFV1 -Colormap gray -FrameRate 2
        $read = @(Import-HeatmapVideo $video)
        Should-HavePixels (Get-LabelledFrame '{Time}' 2 $read) (Get-LabelledFrame '00:00:01.00' 2 $read) -Width 120 -Bands 3
    }
}

Describe 'Holes in frames' -Skip:$noFfmpeg {
    It 'stay as large as they are when a heatmap is resized: NaN and nodata' {
        $values = [float[]]::new(24 * 24)
        foreach ($i in 0..575) { $values[$i] = 10 + ($i % 24) }
        foreach ($y in 10..12) { foreach ($x in 10..12) { $values[24 * $y + $x] = [float]::NaN } }
        $marked = [ushort[]]($values | ForEach-Object { [float]::IsNaN($_) ? 9999 : $_ })
        $holes = Import-HeatmapImage -InputObject $values -Width 24 -Height 24
        $nodata = Import-HeatmapImage -InputObject $marked -Width 24 -Height 24 -NoDataValue 9999
        foreach ($image in $holes, $nodata) {
            $file = [IO.Path]::Join((New-TestFolder), 'a.mkv')
            $image | ConvertTo-Heatmap -Colormap gray -BadColor '#ff0000' -Minimum 0 -Maximum 100 | Export-HeatmapVideo -Path $file -Codec FFV1 -PixelFormat gbrp -Size 48x48
            $pixels = (Read-ImageWithFfmpeg $file).Pixels
            $bad = (0..2303).Where{ $pixels[3 * $_] -eq 255 -and $pixels[3 * $_ + 1] -eq 0 }
            # Three pixels of each row and column at twice the size.
            $bad.Count | Should -Be 36
            $columns = $bad | ForEach-Object { $_ % 48 } | Measure-Object -Minimum -Maximum
            $columns.Minimum, $columns.Maximum | Should -Be 20, 25
        }
    }
}
