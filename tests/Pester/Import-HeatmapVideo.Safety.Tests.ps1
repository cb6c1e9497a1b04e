# Import-HeatmapVideo: files that are not what their names say, and animations whose frames depend on each other.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noFfmpeg = -not ((Test-Program ffmpeg) -and (Test-Program ffprobe))
    $noPillow = -not (Find-Python 'PIL', 'numpy')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

Describe 'A file named like a video' -Skip:$noFfmpeg {
    BeforeAll {
        $folder = New-TestFolder
        $secret = [IO.Path]::Join($folder, 'secret.ts')
        & ffmpeg -v error -nostdin -f lavfi -i 'testsrc=s=64x48:r=5:d=1' -c:v mpeg2video -f mpegts $secret
        $stills = [IO.Path]::Join($folder, 'still-1.png')
        $null = Write-TestPng $stills 8 8 (, [ushort]9 * 64)
    }

    It 'that is <Kind> reads no other file' -ForEach @(
        @{ Kind = 'a concat script'; Text = "ffconcat version 1.0`nfile '{0}'`n" }
        @{ Kind = 'a playlist'; Text = "#EXTM3U`n#EXT-X-TARGETDURATION:1`n#EXTINF:1,`nfile://{0}`n#EXT-X-ENDLIST`n" }
        @{ Kind = 'a playlist of the network'; Text = "#EXTM3U`n#EXT-X-TARGETDURATION:1`n#EXTINF:1,`nhttp://127.0.0.1:9/{0}`n#EXT-X-ENDLIST`n" }
        @{ Kind = 'a session description'; Text = "v=0`no=- 0 0 IN IP4 127.0.0.1`ns=x`nc=IN IP4 127.0.0.1`nt=0 0`nm=video 5004 RTP/AVP 96`na=rtpmap:96 H264/90000`n" }
        @{ Kind = 'a DASH manifest'; Text = "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type='static' profiles='urn:mpeg:dash:profile:isoff-on-demand:2011'><Period><AdaptationSet mimeType='video/mp4'><Representation id='0' bandwidth='1'><BaseURL>file://{0}</BaseURL></Representation></AdaptationSet></Period></MPD>" }
    ) {
        $path = [IO.Path]::Join($folder, 'run.mp4')
        [IO.File]::WriteAllText($path, ($Text.Replace('{0}', $secret)))
        Import-HeatmapVideo $path -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-ErrorId $failed[0] | Should -Be VideoCorrupt
        $failed[0].TargetObject | Should -Be $path
        $out = [IO.Path]::Join($folder, 'out.gif')
        { $path | Export-HeatmapVideo -Path $out } | Should-ThrowId VideoCorrupt
        $out | Should -Not -Exist
    }

    It 'is read as what it is when that is a video: <_>' -ForEach 'avi', 'mov', 'ts', 'ogv', 'y4m', 'gif' {
        $path = [IO.Path]::Join($folder, "v.$_")
        $codec = @{ avi = 'mjpeg'; mov = 'mpeg4'; ts = 'mpeg2video'; ogv = 'libtheora'; y4m = 'wrapped_avframe'; gif = 'gif' }[$_]
        $null = & ffmpeg -v error -nostdin -f lavfi -i 'testsrc=s=64x48:r=5:d=1' -pix_fmt ($_ -eq 'gif' ? 'rgb8' : $_ -eq 'avi' ? 'yuvj420p' : 'yuv420p') -c:v $codec $path 2>&1
        if ($LASTEXITCODE -ne 0) { Set-ItResult -Skipped -Because "ffmpeg does not write $codec"; return }
        $renamed = [IO.Path]::Join($folder, 'renamed.mkv')
        [IO.File]::Move($path, $renamed, $true)
        @(Import-HeatmapVideo $renamed).Count | Should -Be 5
    }
}

Describe 'What a file says of itself' -Skip:$noFfmpeg {
    It 'is not taken for a frame: <Kind>' -ForEach @(
        @{ Kind = 'a title like a line of the log'; Title = 'n: 0 pts: 0 pts_time:0 s:64x24 ' }
        @{ Kind = 'a title of several lines'; Title = "x`n[Parsed_showinfo_0 @ 0x5581] [info] n:   0 pts:      0 pts_time:9       pos:      624 fmt:gray sar:1/1 s:64x24 i:P iskey:1 type:I `n" }
    ) {
        $path = [IO.Path]::Join((New-TestFolder), 'a.mkv')
        & ffmpeg -v error -nostdin -f lavfi -i 'testsrc=s=64x48:r=5:d=1' -c:v ffv1 -metadata "title=$Title" -metadata:s:v:0 "title=$Title" -metadata "comment=$Title" $path
        $frames = @(Import-HeatmapVideo $path)
        $frames.Count | Should -Be 5
        $frames.Height | Select-Object -Unique | Should -Be 48
        $frames.Time.TotalSeconds | Should -Be 0, 0.2, 0.4, 0.6, 0.8
        Should-HavePixels $frames[4].ToArray() (Read-ImageWithFfmpeg $path -Frame 4 -PixelFormat gray).Pixels
    }

    It 'of a pixel format that changes is VideoCorrupt, and the frames before are right' {
        # JPEGs one after another, the first five of 4:2:0 and the others of 4:4:4.
        $folder = New-TestFolder
        foreach ($format in '420', '444') {
            & ffmpeg -v error -nostdin -f lavfi -i 'testsrc=s=64x48:r=5:d=1' -pix_fmt "yuvj${format}p" -c:v mjpeg -f mjpeg ([IO.Path]::Join($folder, $format))
        }

        $path = [IO.Path]::Join($folder, 'a.avi')
        [IO.File]::WriteAllBytes($path, [byte[]](@('420', '444' | ForEach-Object { [IO.File]::ReadAllBytes([IO.Path]::Join($folder, $_)) }) | ForEach-Object { $_ }))
        $frames = @(Import-HeatmapVideo $path -ErrorVariable failed -ErrorAction SilentlyContinue)
        $frames.Count | Should -Be 5
        Get-ErrorId $failed[0] | Should -Be VideoCorrupt
        "$($failed[0])" | Should -Match 'before frame 6'
    }
}

Describe 'A limit of pixels' -Skip:$noFfmpeg {
    BeforeAll {
        # A GIF of two frames of one pixel on a canvas of this size, in 60 bytes.
        function New-HugeGif([int] $Width, [int] $Height) {
            $frame = [byte[]](0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0)
            $bytes = [Text.Encoding]::ASCII.GetBytes('GIF89a') + [BitConverter]::GetBytes([ushort]$Width) + [BitConverter]::GetBytes([ushort]$Height) +
                [byte[]](0x80, 0, 0, 0, 0, 0, 255, 255, 255) + $frame + $frame + [byte[]](, 0x3B)
            $path = [IO.Path]::Join((New-TestFolder), 'huge.gif')
            [IO.File]::WriteAllBytes($path, [byte[]]$bytes)
            return $path
        }
    }

    It 'refuses frames that have more, before they are decoded: <Name>' -ForEach @(
        @{ Name = 'mkv'; Codec = 'ffv1' }, @{ Name = 'mp4'; Codec = 'mpeg4' }, @{ Name = 'avi'; Codec = 'mjpeg' }, @{ Name = 'gif'; Codec = 'gif' }
    ) {
        $path = [IO.Path]::Join((New-TestFolder), "a.$Name")
        & ffmpeg -v error -nostdin -f lavfi -i 'testsrc=s=64x48:r=5:d=1' -c:v $Codec $path
        @(Import-HeatmapVideo $path -MaxPixels 3072).Count | Should -Be 5
        $record = { Import-HeatmapVideo $path -MaxPixels 3071 } | Should-ThrowId ImageTooLarge -TargetObject $path
        "$record" | Should -Match '3,072'
    }

    It 'is 16,384 × 8,192 by default' {
        { Import-HeatmapVideo (New-HugeGif 16384 8193) } | Should-ThrowId ImageTooLarge
        { Import-HeatmapVideo (New-HugeGif 16000 16000) } | Should-ThrowId ImageTooLarge
    }

    It 'holds for animated WebP' -Skip:$noPillow {
        $path = [IO.Path]::Join((New-TestFolder), 'a.webp')
        $null = Invoke-Python -Module PIL -Argument $path -Code "import sys; from PIL import Image; Image.new('RGB', (20, 10)).save(sys.argv[1], save_all=True, append_images=[Image.new('RGB', (20, 10), 'red')])"
        @(Import-HeatmapVideo $path -MaxPixels 200).Count | Should -Be 2
        { Import-HeatmapVideo $path -MaxPixels 199 } | Should-ThrowId ImageTooLarge
    }
}

Describe 'An ffprobe' -Skip:($noFfmpeg -or $IsWindows) {
    It 'that says <What> is FfmpegFailed' -ForEach @(
        @{ What = 'no JSON'; Body = 'echo "no JSON at all"' }
        @{ What = 'nothing'; Body = 'exit 0' }
        @{ What = 'JSON of another form'; Body = 'echo "{`"streams`":{`"pix_fmt`":1}}"' }
        @{ What = 'numbers as text'; Body = 'echo "{`"streams`":[{`"pix_fmt`":`"gray`",`"width`":`"64`",`"height`":48}]}"' }
        @{ What = 'JSON that is no object'; Body = 'echo "[]"' }
    ) {
        $folder = New-TestFolder
        $path = [IO.Path]::Join($folder, 'v.avi')
        & ffmpeg -v error -nostdin -f lavfi -i 'testsrc=s=64x48:r=5:d=1' -c:v mjpeg $path
        $null = [IO.File]::CreateSymbolicLink([IO.Path]::Join($folder, 'ffmpeg'), (Get-Command ffmpeg -CommandType Application)[0].Source)
        $fake = [IO.Path]::Join($folder, 'ffprobe')
        [IO.File]::WriteAllText($fake, "#!/bin/sh`n$($Body.Replace('`"', '\"'))`n")
        [IO.File]::SetUnixFileMode($fake, 'UserRead, UserWrite, UserExecute')
        { Import-HeatmapVideo $path -FfmpegPath ([IO.Path]::Join($folder, 'ffmpeg')) } | Should-ThrowId FfmpegFailed -TargetObject $path
    }
}

Describe 'An ffmpeg that reads' -Skip:($noFfmpeg -or $IsWindows) {
    BeforeAll {
        $path = [IO.Path]::Join((New-TestFolder), 'v.avi')
        & ffmpeg -v error -nostdin -f lavfi -i 'testsrc=s=64x48:r=5:d=1' -c:v mjpeg $path

        # A program in place of ffmpeg, with the real ffprobe beside it.
        function New-FakeFfmpeg([string] $Body) {
            $folder = New-TestFolder
            $fake = [IO.Path]::Join($folder, 'ffmpeg')
            [IO.File]::WriteAllText($fake, "#!/bin/sh`nreal='$((Get-Command ffmpeg -CommandType Application)[0].Source)'`n$Body`n")
            [IO.File]::SetUnixFileMode($fake, 'UserRead, UserWrite, UserExecute')
            $null = [IO.File]::CreateSymbolicLink([IO.Path]::Join($folder, 'ffprobe'), (Get-Command ffprobe -CommandType Application)[0].Source)
            return $fake
        }
    }

    It 'and does nothing is ended: <Name>' -ForEach @(
        @{ Name = 'from the start'; Body = ('exec sleep 3219' + $PID); Count = 0 }
        @{ Name = 'after some frames'; Body = ('"$real" "$@" | head -c 6144; exec sleep 3219' + $PID); Count = 2 }
        @{ Name = 'within a frame'; Body = ('"$real" "$@" | head -c 4000; exec sleep 3219' + $PID); Count = 1 }
    ) {
        $fake = New-FakeFfmpeg $Body
        $frames = @(Import-HeatmapVideo $path -FfmpegPath $fake -FfmpegTimeout 1 -ErrorVariable failed -ErrorAction SilentlyContinue)
        $frames.Count | Should -Be $Count
        Get-ErrorId $failed[0] | Should -Be FfmpegFailed
        "$($failed[0])" | Should -Match '-FfmpegTimeout'
        $failed[0].TargetObject | Should -Be $path
        & pgrep -f "^sleep 3219$PID\$" | Should -BeNullOrEmpty
    }

    It 'and does nothing ends a video that is made of what it reads, which leaves no file' {
        $out = [IO.Path]::Join((New-TestFolder), 'out.gif')
        $fake = New-FakeFfmpeg ('exec sleep 3219' + $PID)
        { $path | Export-HeatmapVideo -Path $out -FfmpegPath $fake -FfmpegTimeout 1 } | Should-ThrowId FfmpegFailed
        Get-ChildItem -LiteralPath (Split-Path $out) -Force | Should -BeNullOrEmpty
    }

    It 'and says nothing of a frame is FfmpegFailed, not a wait: <Name>' -ForEach @(
        @{ Name = 'all'; Body = '"$real" "$@" 2> /dev/null'; Count = 0 }
        @{ Name = 'the last'; Body = 'exec 3>&1; "$real" "$@" 2>&1 >&3 | grep -v " n: *4 " >&2'; Count = 4 }
    ) {
        $frames = @(Import-HeatmapVideo $path -FfmpegPath (New-FakeFfmpeg $Body) -ErrorVariable failed -ErrorAction SilentlyContinue)
        $frames.Count | Should -Be $Count
        Get-ErrorId $failed[0] | Should -Be FfmpegFailed
        "$($failed[0])" | Should -Match "sent frame $($Count + 1) of"
        "$($failed[0])" | Should -Not -Match 'FfmpegTimeout' -Because 'nothing was waited for'
        $failed[0].TargetObject | Should -Be $path
    }

    It 'is not left running where the reader cannot be made' {
        # The time that it may do nothing is looked at when ffmpeg runs already.
        $engine = [Runtime.Loader.AssemblyLoadContext]::All.Assemblies | Where-Object { $_.GetName().Name -eq 'HeatmapPS.Engine' } | Select-Object -First 1
        $options = [Activator]::CreateInstance($engine.GetType('HeatmapPS.Engine.Video.VideoReadOptions'))
        $options.GetType().GetProperty('Patience').SetValue($options, [TimeSpan]::Zero)
        $fake = New-FakeFfmpeg "exec sleep 3220$PID"
        $program = [Activator]::CreateInstance($engine.GetType('HeatmapPS.Engine.Video.FfmpegProgram'), @($fake))
        $failed = { [Activator]::CreateInstance($engine.GetType('HeatmapPS.Engine.Video.VideoReader'), @($program, $path, $options, [Threading.CancellationToken]::None)) } | Should -Throw -PassThru
        $failed.Exception.GetBaseException() | Should -BeOfType ([ArgumentOutOfRangeException])
        & pgrep -f "^sleep 3220$PID\$|$([regex]::Escape($fake))" | Should -BeNullOrEmpty
    }

    It 'and works on without a word is waited for' {
        $fake = New-FakeFfmpeg 'end=$(($(date +%s) + 4)); while [ $(date +%s) -lt $end ]; do i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; done; exec "$real" "$@"'
        @(Import-HeatmapVideo $path -FfmpegPath $fake -FfmpegTimeout 1).Count | Should -Be 5
    }

    It 'frames of another size than the first is VideoCorrupt, and the frames before are right' {
        # The height in the header of the third JPEG.
        $bytes = [IO.File]::ReadAllBytes($path)
        $text = [Text.Encoding]::Latin1.GetString($bytes)
        $at = -1
        foreach ($i in 1..3) { $at = $text.IndexOf("`u{FF}`u{C0}", $at + 1, [StringComparison]::Ordinal) }
        $bytes[$at + 6] | Should -Be 48
        $bytes[$at + 6] = 32
        $changed = [IO.Path]::Join((New-TestFolder), 'changed.avi')
        [IO.File]::WriteAllBytes($changed, $bytes)
        $frames = @(Import-HeatmapVideo $changed -ErrorVariable failed -ErrorAction SilentlyContinue)
        $frames.Count | Should -Be 2
        Get-ErrorId $failed[0] | Should -Be VideoCorrupt
        "$($failed[0])" | Should -Match '64 × 48 to 64 × 32'
        $whole = @(Import-HeatmapVideo $path -First 2)
        foreach ($i in 0, 1) { Should-HavePixels $frames[$i].ToArray() @($whole[$i].ToArray()) }
    }
}

Describe 'An animated WebP' -Skip:$noPillow {
    BeforeAll {
        $folder = New-TestFolder
        $webp = [IO.Path]::Join($folder, 'a.webp')
        $npy = [IO.Path]::Join($folder, 'a.npy')
        # Pillow stores of each frame the part that changed only, so that a frame is the sum of those before it.
        $code = @'
import sys
from PIL import Image
import numpy as np
frames = []
a = np.zeros((24, 32, 3), np.uint8)
for i in range(12):
    a = a.copy()
    a[2 * i:2 * i + 2, 3:9] = (20 * i, 255 - 20 * i, 10)
    frames.append(a)
images = [Image.fromarray(f) for f in frames]
images[0].save(sys.argv[1], save_all=True, append_images=images[1:], duration=[40 + 10 * i for i in range(12)], lossless=True, minimize_size=False, kmin=9, kmax=17)
# Parts leave what they do not cover as it is, for which the file has alpha.
np.save(sys.argv[2], np.stack([np.dstack([f, np.full(f.shape[:2], 255, np.uint8)]) for f in frames]))
'@
        $null = Invoke-Python -Code $code -Module 'PIL', 'numpy' -Argument $webp, $npy
        $expected = (Read-GoldenNpy $npy).Data
    }

    It 'gives every frame whole, with its time' {
        $frames = @(Import-HeatmapVideo $webp -As Unchanged)
        $frames.Count | Should -Be 12
        foreach ($i in 0, 5, 11) { Should-HavePixels $frames[$i].ToArray() $expected[(3072 * $i)..(3072 * $i + 3071)] }
        $frames[3].Time.TotalMilliseconds | Should -Be 150
        $frames.Index | Should -Be (1..12)
    }

    It 'gives the frames asked for' {
        (Import-HeatmapVideo $webp -Every 5).Time.TotalMilliseconds | Should -Be 0, 300, 850
        $part = @(Import-HeatmapVideo $webp -As Unchanged -StartTime 0.2 -EndTime 0.5)
        $part.Time.TotalMilliseconds | Should -Be 220, 300, 390, 490
        Should-HavePixels $part[0].ToArray() $expected[(3072 * 4)..(3072 * 4 + 3071)]
        @(Import-HeatmapVideo $webp -First 2).Count | Should -Be 2
        (Import-HeatmapVideo $webp | Select-Object -First 1).ToArray().GetLength(1) | Should -Be 32
    }

    It 'is grey by the same weights as an image' {
        $frame = @(Import-HeatmapVideo $webp -First 4)[3]
        $still = ConvertTo-Grayscale -InputObject (@(Import-HeatmapVideo $webp -As Unchanged -First 4)[3])
        Should-HavePixels $frame.ToArray() $still.ToArray()
        $frame.Bands | Should -Be 1
    }

    It 'that is cut off is an error' {
        $cut = [IO.Path]::Join($folder, 'cut.webp')
        $bytes = [IO.File]::ReadAllBytes($webp)
        [IO.File]::WriteAllBytes($cut, $bytes[0..([int]($bytes.Length / 2))])
        Import-HeatmapVideo $cut -ErrorVariable failed -ErrorAction SilentlyContinue | Out-Null
        Get-ErrorId $failed[0] | Should -BeIn 'VideoCorrupt', 'ImageCorrupt'
    }
    It 'with a frame without pixels is an error, as a page too' {
        $changed = [IO.Path]::Join($folder, 'changed.webp')
        $bytes = [IO.File]::ReadAllBytes($webp)
        $at = [Text.Encoding]::Latin1.GetString($bytes).IndexOf('VP8L', [StringComparison]::Ordinal)
        $bytes[$at + 3] = [byte][char]'H'
        [IO.File]::WriteAllBytes($changed, $bytes)
        { Import-HeatmapVideo $changed } | Should-ThrowId ImageCorrupt
        { Import-HeatmapImage $changed } | Should-ThrowId ImageCorrupt
        { Import-HeatmapImage $changed -Page 2 } | Should-ThrowId ImageCorrupt
    }
}

Describe 'A WebP of one picture' -Skip:$noPillow {
    It 'that lost its alpha is an error' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.webp')
        $null = Invoke-Python -Module 'PIL', 'numpy' -Argument $path -Code @'
import sys, numpy as np
from PIL import Image
Image.fromarray(np.arange(16 * 16 * 4, dtype=np.uint32).astype(np.uint8).reshape(16, 16, 4)).save(sys.argv[1], quality=80)
'@
        (Import-HeatmapImage $path).Bands | Should -Be 4
        $bytes = [IO.File]::ReadAllBytes($path)
        $bytes[[Text.Encoding]::Latin1.GetString($bytes).IndexOf('ALPH', [StringComparison]::Ordinal)] = [byte][char]'B'
        [IO.File]::WriteAllBytes($path, $bytes)
        { Import-HeatmapImage $path } | Should-ThrowId ImageCorrupt
    }
}
