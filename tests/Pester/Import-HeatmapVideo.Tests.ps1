# Import-HeatmapVideo: depth, order, times, stopping.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noFfmpeg = -not ((Test-Program ffmpeg) -and (Test-Program ffprobe))
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # A grey FFV1 video of a format, each frame of one level: the values given.
    function New-GrayVideo([string] $PixelFormat, [ushort[]] $Level, [int] $Rate = 10) {
        $folder = New-TestFolder
        $raw = [IO.Path]::Join($folder, 'raw')
        $deep = $PixelFormat -ne 'gray'
        $stream = [IO.File]::Create($raw)
        foreach ($value in $Level) {
            $words = [ushort[]]::new(16 * 12)
            [Array]::Fill($words, $value)
            $bytes = [byte[]]($deep ? [byte[]]::new(2 * $words.Length) : $words)
            if ($deep) { [Buffer]::BlockCopy($words, 0, $bytes, 0, $bytes.Length) }
            $stream.Write($bytes, 0, $bytes.Length)
        }

        $stream.Dispose()
        $video = [IO.Path]::Join($folder, 'in.mkv')
        & ffmpeg -v error -nostdin -f rawvideo -pixel_format $PixelFormat -video_size 16x12 -framerate $Rate -i $raw -c:v ffv1 $video
        return $video
    }
}

Describe 'Frames' -Skip:$noFfmpeg {
    It 'keep their depth: <Format>' -ForEach @(
        @{ Format = 'gray'; Bits = 8; Type = 'UInt8'; Levels = 0, 77, 255 }
        @{ Format = 'gray10le'; Bits = 10; Type = 'UInt16'; Levels = 1, 511, 1023 }
        @{ Format = 'gray12le'; Bits = 12; Type = 'UInt16'; Levels = 1, 2049, 4095 }
        @{ Format = 'gray16le'; Bits = 16; Type = 'UInt16'; Levels = 1, 30001, 65535 }
    ) {
        $frames = @(Import-HeatmapVideo (New-GrayVideo $Format $Levels))
        $frames.Count | Should -Be 3
        $frames[0].BitDepth | Should -Be $Bits
        "$($frames[0].SampleType)" | Should -Be $Type
        $frames | ForEach-Object { $_.ToArray()[11, 15] } | Should -Be $Levels
        $frames.Index | Should -Be 1, 2, 3
        $frames.Time.TotalSeconds | Should -Be 0, 0.1, 0.2
    }

    It 'are chosen by -Every, -First, -From, -To and -FrameRate' {
        $video = New-GrayVideo gray (0..19)
        Import-HeatmapVideo $video -Every 5 | ForEach-Object { $_.ToArray()[0, 0] } | Should -Be 0, 5, 10, 15
        (Import-HeatmapVideo $video -Every 5).Time.TotalSeconds | Should -Be 0, 0.5, 1, 1.5
        Import-HeatmapVideo $video -First 2 | ForEach-Object { $_.ToArray()[0, 0] } | Should -Be 0, 1
        $part = Import-HeatmapVideo $video -From 0.5 -To 0.8
        $part | ForEach-Object { $_.ToArray()[0, 0] } | Should -Be 5, 6, 7
        $part.Time.TotalSeconds | Should -Be 0.5, 0.6, 0.7
        @(Import-HeatmapVideo $video -FrameRate 5).Count | Should -Be 10
    }

    It 'keep their colours with -As Unchanged' {
        $folder = New-TestFolder
        $out = [IO.Path]::Join($folder, 'a.mkv')
        $map = ConvertTo-Heatmap -InputObject ([byte[,]]::new(6, 8)) -Colormap inferno
        $map, $map | Export-HeatmapVideo -Path $out -Codec FFV1
        $frame = Import-HeatmapVideo $out -As Unchanged -First 1
        Should-HavePixels $frame.ToArray() $map.ToArray()
    }

    It 'go through one pipeline to a heatmap video' {
        $video = New-GrayVideo gray16le (1000, 2000, 3000, 4000)
        $out = [IO.Path]::Join((Split-Path $video), 'out.mkv')
        Import-HeatmapVideo $video | ConvertTo-Heatmap -SharedScale -Colormap gray | Export-HeatmapVideo -Path $out -Codec FFV1
        0, 3 | ForEach-Object { (Read-ImageWithFfmpeg $out -Frame $_).Pixels[0] } | Should -Be 0, 255
        $again = [IO.Path]::Join((Split-Path $video), 'again.mkv')
        Get-Item -LiteralPath $video | Export-HeatmapVideo -Path $again -Codec FFV1 -Colormap gray
        0, 3 | ForEach-Object { (Read-ImageWithFfmpeg $again -Frame $_).Pixels[0] } | Should -Be 0, 255
    }

    It 'of animated WebP and GIF come too' {
        foreach ($name in 'a.webp', 'a.gif') {
            $out = [IO.Path]::Join((New-TestFolder), $name)
            0, 100, 200 | ForEach-Object { $a = [byte[,]]::new(4, 4); $a[0, 0] = $_; ConvertTo-Heatmap -InputObject $a -Colormap gray } |
                Export-HeatmapVideo -Path $out -FrameRate 10 -Quality 100
            $frames = @(Import-HeatmapVideo $out)
            $frames.Count | Should -Be 3
            $frames | ForEach-Object { $_.ToArray()[0, 0] } | Should -Be 0, 100, 200
            [Math]::Round($frames[2].Time.TotalSeconds, 2) | Should -Be 0.2
        }
    }
}

Describe 'Stopping' -Skip:($noFfmpeg -or $IsWindows) {
    It 'early ends ffmpeg at once' {
        $video = [IO.Path]::Join((New-TestFolder), 'long.mkv')
        & ffmpeg -v error -nostdin -f lavfi -i 'testsrc=s=640x480:r=25:d=40' -c:v libx264 -preset ultrafast $video
        $frames = Import-HeatmapVideo $video | Select-Object -First 3
        $frames.Count | Should -Be 3
        & pgrep -f ([regex]::Escape($video)) | Should -BeNullOrEmpty
        $frames[2].ToArray().Length | Should -Be (640 * 480)
    }
}

Describe 'Errors' -Skip:$noFfmpeg {
    It 'tell what is no video: <_>' -ForEach 'text', 'empty', 'cut' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.mkv')
        switch ($_) {
            'text' { [IO.File]::WriteAllText($path, 'no video at all') }
            'empty' { [IO.File]::WriteAllText($path, '') }
            'cut' { $bytes = [IO.File]::ReadAllBytes((New-GrayVideo gray (0..5))); [IO.File]::WriteAllBytes($path, $bytes[0..200]) }
        }

        Import-HeatmapVideo $path -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-ErrorId $failed[0] | Should -Be VideoCorrupt
        $failed[0].TargetObject | Should -Be $path
    }

    It 'tell a missing file, an image object, and times out of order' {
        Import-HeatmapVideo /nowhere/a.mp4 -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorId $failed[0] | Should -Be ImageNotFound
        Import-HeatmapVideo -InputObject ([byte[,]]::new(2, 2)) -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorId $failed[0] | Should -Be InputNotSupported
        { Import-HeatmapVideo a.mp4 -From 3 -To 2 } | Should-ThrowId TimeInvalid
    }
}
