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

    It 'are chosen by -Every, -First, -StartTime, -EndTime and -FrameRate' {
        $video = New-GrayVideo gray (0..19)
        Import-HeatmapVideo $video -Every 5 | ForEach-Object { $_.ToArray()[0, 0] } | Should -Be 0, 5, 10, 15
        (Import-HeatmapVideo $video -Every 5).Time.TotalSeconds | Should -Be 0, 0.5, 1, 1.5
        Import-HeatmapVideo $video -First 2 | ForEach-Object { $_.ToArray()[0, 0] } | Should -Be 0, 1
        $part = Import-HeatmapVideo $video -StartTime 0.5 -EndTime 0.8
        $part | ForEach-Object { $_.ToArray()[0, 0] } | Should -Be 5, 6, 7
        $part.Time.TotalSeconds | Should -Be 0.5, 0.6, 0.7
        @(Import-HeatmapVideo $video -FrameRate 5).Count | Should -Be 10
    }

    It 'are those of the file, without repeats: <Name> at <Rate> a second' -ForEach @(
        @{ Name = 'a.apng'; Rate = '10'; Seconds = 0.1; Codec = 'apng', '-pix_fmt', 'rgb24' }
        @{ Name = 'a.apng'; Rate = '1/600'; Seconds = 600; Codec = 'apng', '-pix_fmt', 'rgb24' }
        @{ Name = 'a.apng'; Rate = '1/10000'; Seconds = 10000; Codec = 'apng', '-pix_fmt', 'rgb24' }
        @{ Name = 'a.mkv'; Rate = '10'; Seconds = 0.1; Codec = 'libx264rgb', '-qp', '0' }
        @{ Name = 'a.mkv'; Rate = '1/600'; Seconds = 600; Codec = 'ffv1', '-pix_fmt', 'gray' }
        @{ Name = 'a.mp4'; Rate = '1000'; Seconds = 0.001; Codec = 'libx264rgb', '-qp', '0' }
    ) {
        # For each frame of APNG, ffmpeg knows how long it lasts, and repeats what lasts longer than a tick.
        $path = [IO.Path]::Join((New-TestFolder), $Name)
        & ffmpeg -v error -nostdin -f lavfi -i "testsrc2=s=34x22:r=$Rate" -frames:v 4 -c:v @Codec $path
        $frames = @(Import-HeatmapVideo $path -As Unchanged)
        $frames.Count | Should -Be 4
        0..3 | ForEach-Object { [Math]::Abs($frames[$_].Time.TotalSeconds - ($_ * $Seconds)) | Should -BeLessThan 0.002 }
        $format = $frames[0].Bands -eq 1 ? 'gray' : 'rgb24'
        foreach ($i in 0, 3) { Should-HavePixels $frames[$i].ToArray() (Read-ImageWithFfmpeg $path -Frame $i -PixelFormat $format).Pixels }
        @(Import-HeatmapVideo $path -First 3).Count | Should -Be 3
        @(Import-HeatmapVideo $path -Every 2).Count | Should -Be 2
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

    It 'tell an animation that breaks off before its first frame' {
        # Header, 256 colours, and a part of them: as ffmpeg sees it, a GIF without a frame.
        $bytes = [byte[]]([Text.Encoding]::ASCII.GetBytes('GIF89a') + [byte[]](9, 0, 49, 0, 0x87, 0, 0) + [byte[]](1..164))
        $path = [IO.Path]::Join((New-TestFolder), 'cut.gif')
        [IO.File]::WriteAllBytes($path, $bytes)
        foreach ($options in @{}, @{ First = 1 }, @{ FrameRate = 5 }, @{ EndTime = 9 }) {
            { Import-HeatmapVideo $path @options } | Should-ThrowId VideoCorrupt -TargetObject $path
        }
    }

    It 'tell an animation that loses frames: <_>' -ForEach 'a.gif', 'a.apng' {
        $folder = New-TestFolder
        $path = [IO.Path]::Join($folder, $_)
        & ffmpeg -v error -nostdin -f lavfi -i 'testsrc2=s=34x22:r=10' -frames:v 4 -pix_fmt ($_ -eq 'a.gif' ? 'rgb8' : 'rgb24') $path
        $whole = @(Import-HeatmapVideo $path)
        $whole.Count | Should -Be 4
        $bytes = [IO.File]::ReadAllBytes($path)
        $broken = [IO.Path]::Join($folder, "broken$_")
        # Cut within the third frame; or its data zeroed, which the fourth follows.
        $middle = [int]($bytes.Length * 0.7)
        foreach ($kind in 'cut', 'zeroed') {
            $changed = [byte[]]($kind -eq 'cut' ? $bytes[0..$middle] : $bytes)
            if ($kind -ne 'cut') { [Array]::Clear($changed, $middle - 30, 60) }
            [IO.File]::WriteAllBytes($broken, $changed)
            $frames = @(Import-HeatmapVideo $broken -ErrorVariable failed -ErrorAction SilentlyContinue)
            Get-ErrorId $failed[0] | Should -Be VideoCorrupt -Because $kind
            $frames.Count | Should -BeLessThan 4
            for ($i = 0; $i -lt $frames.Count; $i++) { Should-HavePixels $frames[$i].ToArray() @($whole[$i].ToArray()) }
        }
    }

    It 'tell an APNG that loses a frame by one byte of its chunk' {
        $folder = New-TestFolder
        $path = [IO.Path]::Join($folder, 'a.apng')
        & ffmpeg -v error -nostdin -f lavfi -i 'testsrc2=s=34x22:r=10' -frames:v 4 -pix_fmt rgb24 $path
        $bytes = [IO.File]::ReadAllBytes($path)
        $last = [Text.Encoding]::Latin1.GetString($bytes).LastIndexOf('fcTL')
        foreach ($at in $last, ($last + 4 + 7), ($last - 4), ($bytes.Length - 1)) {
            $changed = [byte[]]$bytes.Clone()
            $changed[$at] = $changed[$at] -bxor 32
            $broken = [IO.Path]::Join($folder, "broken-$at.apng")
            [IO.File]::WriteAllBytes($broken, $changed)
            { Import-HeatmapVideo $broken } | Should-ThrowId VideoCorrupt -TargetObject $broken
        }
    }

    It 'are none where the part that was asked for is empty' {
        Import-HeatmapVideo (New-GrayVideo gray (0..5)) -StartTime 60 -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'tell a missing file, an image object, and times out of order' {
        Import-HeatmapVideo /nowhere/a.mp4 -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorId $failed[0] | Should -Be ImageNotFound
        Import-HeatmapVideo -InputObject ([byte[,]]::new(2, 2)) -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorId $failed[0] | Should -Be InputNotSupported
        { Import-HeatmapVideo a.mp4 -StartTime 3 -EndTime 2 } | Should-ThrowId TimeInvalid
    }
}
