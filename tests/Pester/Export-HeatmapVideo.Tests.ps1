# Export-HeatmapVideo: frames, times, tags and colours as ffmpeg and ffprobe see them.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noFfmpeg = -not ((Test-Program ffmpeg) -and (Test-Program ffprobe))
    $noPillow = -not (Find-Python 'PIL', 'numpy')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    . ([IO.Path]::Join($PSScriptRoot, 'support', 'VideoFrames.ps1'))

    # The error that ends a script.
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script } catch { return $_ }
    }

    # A program in place of ffmpeg.
    function New-FakeFfmpeg([string] $Body) {
        $path = [IO.Path]::Join((New-TestFolder), 'ffmpeg')
        [IO.File]::WriteAllText($path, "#!/bin/sh`n$Body`n")
        [IO.File]::SetUnixFileMode($path, 'UserRead, UserWrite, UserExecute')
        return $path
    }

    # The colours of each frame's heatmap on a shared scale.
    function Get-ExpectedPixels([string] $Folder, [int] $Frame, [int] $BitDepth = 8) {
        $maps = Get-ChildItem -LiteralPath $Folder -Filter *.tif | ConvertTo-Heatmap -Colormap inferno -SharedScale -BitDepth $BitDepth
        $array = $maps[$Frame].ToArray($BitDepth)
        $flat = $BitDepth -eq 16 ? [ushort[]]::new($array.Length) : [byte[]]::new($array.Length)
        [Buffer]::BlockCopy($array, 0, $flat, 0, [Buffer]::ByteLength($array))
        return , $flat
    }
}

Describe 'The file' -Skip:$noFfmpeg {
    It '<Codec> in .<Extension>: every frame, the whole time, the tags' -ForEach @(
        @{ Codec = 'H264'; Extension = 'mp4'; Name = 'h264' }
        @{ Codec = 'H265'; Extension = 'mov'; Name = 'hevc' }
        @{ Codec = 'VP9'; Extension = 'webm'; Name = 'vp9' }
        @{ Codec = 'AV1'; Extension = 'mkv'; Name = 'av1' }
        @{ Codec = 'ProRes'; Extension = 'mov'; Name = 'prores' }
    ) {
        if ($Codec -eq 'AV1' -and (Test-OldFfmpeg)) {
            Set-ItResult -Skipped -Because 'ffmpeg is older than 5'
            return
        }

        $folder = New-FrameFolder 7
        $file = [IO.Path]::Join($folder, "run.$Extension")
        Get-ChildItem -LiteralPath $folder -Filter *.tif | Export-HeatmapVideo -Path $file -FrameRate 30000/1001 -Codec $Codec
        $info = Get-VideoInfo $file
        $info.codec_name | Should -Be $Name
        $info.Frames | Should -Be 7
        $info.r_frame_rate | Should -Be '30000/1001'
        $tick = [double]($info.time_base -split '/')[0] / [double]($info.time_base -split '/')[1]
        [Math]::Abs($info.Seconds - 7 * 1001 / 30000) | Should -BeLessOrEqual ($Extension -in 'mkv', 'webm' ? 0.0011 : $tick + 1e-6)
        $info.color_space, $info.color_primaries, $info.color_transfer | Should -Be 'bt709', 'bt709', 'bt709'
        $info.color_range | Should -Be ($Codec -eq 'ProRes' -and (Test-OldFfmpeg) ? $null : 'tv')
    }

    It 'has as many frames as inputs: <_>' -ForEach 1, 2, 61 {
        $folder = New-FrameFolder $_ 16 16
        $file = Get-ChildItem -LiteralPath $folder -Filter *.tif | Export-HeatmapVideo -Path ([IO.Path]::Join($folder, 'a.mp4')) -PassThru
        $file | Should -BeOfType IO.FileInfo
        $info = Get-VideoInfo $file.FullName
        $info.Frames | Should -Be $_
        $info.Seconds | Should -Be ($_ / 25)
    }

    It 'shows the colormap''s colours: mean ΔE2000 below <Limit> with <Format>' -ForEach @(
        @{ Format = 'yuv420p'; Limit = 2 }
        @{ Format = 'yuv444p'; Limit = 1 }
    ) {
        $folder = New-FrameFolder 5 160 120
        $file = [IO.Path]::Join($folder, 'a.mp4')
        Get-ChildItem -LiteralPath $folder -Filter *.tif | Export-HeatmapVideo -Path $file -Colormap inferno -PixelFormat $Format -Quality 95
        $frame = Read-ImageWithFfmpeg $file -Frame 3
        [HeatmapPS.Tests.ColorDifference]::Mean($frame.Pixels, (Get-ExpectedPixels $folder 3)) | Should -BeLessThan $Limit
    }

    It 'is exact to the pixel in FFV1, at 8 bits' {
        $folder = New-FrameFolder 4 33 21
        $file = [IO.Path]::Join($folder, 'a.mkv')
        Get-ChildItem -LiteralPath $folder -Filter *.tif | Export-HeatmapVideo -Path $file -Colormap inferno -Codec FFV1
        Should-HavePixels (Read-ImageWithFfmpeg $file -Frame 2).Pixels (Get-ExpectedPixels $folder 2)
    }

    It 'is exact to the pixel in FFV1, at 16 bits' {
        $folder = New-FrameFolder 3 33 21
        $file = [IO.Path]::Join($folder, 'a.mkv')
        Get-ChildItem -LiteralPath $folder -Filter *.tif | Export-HeatmapVideo -Path $file -Colormap inferno -Codec FFV1 -PixelFormat gbrp16
        (Get-VideoInfo $file).pix_fmt | Should -Be 'gbrp16le'
        Should-HavePixels (Read-ImageWithFfmpeg $file -PixelFormat rgb48le -Frame 1).Pixels (Get-ExpectedPixels $folder 1 16)
    }

    It 'plays at odd sizes: padded for 4:2:0, exact with 4:4:4' {
        $folder = New-FrameFolder 3 101 77
        $padded, $exact = foreach ($name in 'a.mp4', 'b.mp4') { [IO.Path]::Join($folder, $name) }
        $lines = Get-ChildItem -LiteralPath $folder -Filter *.tif | Export-HeatmapVideo -Path $padded -Verbose 4>&1
        "$lines" | Should -Match '101×77 is padded to 102×78'
        Get-ChildItem -LiteralPath $folder -Filter *.tif | Export-HeatmapVideo -Path $exact -PixelFormat yuv444p
        (Get-VideoInfo $padded).width, (Get-VideoInfo $padded).height | Should -Be 102, 78
        (Get-VideoInfo $exact).width, (Get-VideoInfo $exact).height | Should -Be 101, 77
    }
}

Describe 'Trouble' -Skip:($noFfmpeg -or $IsWindows) {
    BeforeAll {
        $folder = New-FrameFolder 30 320 240
        $files = Get-ChildItem -LiteralPath $folder -Filter *.tif
        $out = [IO.Path]::Join($folder, 'out.mp4')
        function Get-LeftOver { Get-ChildItem -LiteralPath $folder -Force | Where-Object Name -NotLike '*.tif' }
    }

    It 'of an ffmpeg that fails is FfmpegFailed with its words' {
        $fake = New-FakeFfmpeg "case `"`$*`" in *-encoders*) echo ' V libx264 x';; *) echo 'no such luck' >&2; exit 3;; esac"
        $record = Get-Failure { $files | Export-HeatmapVideo -Path $out -FfmpegPath $fake }
        Get-ErrorId $record | Should -Be FfmpegFailed
        "$record" | Should -Match 'no such luck'
        Get-LeftOver | Should -BeNullOrEmpty
    }

    It 'of an ffmpeg that hangs is FfmpegFailed, and it is ended' {
        $fake = New-FakeFfmpeg "case `"`$*`" in *-encoders*) echo ' V libx264 x';; *) exec sleep 3217$PID;; esac"
        { $files | Export-HeatmapVideo -Path $out -FfmpegPath $fake -FfmpegTimeout 1 } | Should-ThrowId FfmpegFailed
        Get-LeftOver | Should -BeNullOrEmpty
        & pgrep -f "^sleep 3217$PID\$" | Should -BeNullOrEmpty
    }

    It 'of an ffmpeg that loses frames is FfmpegFailed' {
        $fake = New-FakeFfmpeg "case `"`$*`" in *-encoders*) echo ' V libx264 x';; *) cat > /dev/null; echo frame=29;; esac"
        { $files | Export-HeatmapVideo -Path $out -FfmpegPath $fake } | Should-ThrowId FfmpegFailed
        Get-LeftOver | Should -BeNullOrEmpty
    }

    It 'of a broken frame ends the video, with the frame''s path' {
        $broken = [IO.Path]::Join((New-TestFolder), 'broken.tif')
        [IO.File]::WriteAllText($broken, 'no image')
        $record = Get-Failure { @($files.FullName) + $broken | Export-HeatmapVideo -Path $out }
        $record.TargetObject | Should -Be $broken
        Get-LeftOver | Should -BeNullOrEmpty
    }

    It 'leaves an older file as it was' {
        [IO.File]::WriteAllText($out, 'old')
        { $files | Export-HeatmapVideo -Path $out } | Should-ThrowId OutputExists
        $files | Export-HeatmapVideo -Path $out -SkipExisting -PassThru | Should -BeNullOrEmpty
        { $files | Export-HeatmapVideo -Path $out -SkipExisting -Force } | Should-ThrowId ParameterConflict
        $fake = New-FakeFfmpeg "case `"`$*`" in *-encoders*) echo ' V libx264 x';; *) exit 1;; esac"
        { $files | Export-HeatmapVideo -Path $out -Force -FfmpegPath $fake } | Should-ThrowId FfmpegFailed
        [IO.File]::ReadAllText($out) | Should -Be 'old'
        Remove-Item -LiteralPath $out
    }

    It 'stopped half-way leaves neither child nor file' {
        $result = Invoke-ChildPwsh -Argument $folder, $out -Script @'
            Import-Module $env:HEATMAPPS_TEST_MODULE
            $shell = [powershell]::Create()
            $null = $shell.AddScript('Import-Module $args[0]; & { while ($true) { Get-ChildItem $args[0] -Filter *.tif } } $args[1] | Export-HeatmapVideo -Path $args[2] -Minimum 0 -Maximum 9000 -Preset veryslow').AddArgument($env:HEATMAPPS_TEST_MODULE).AddArgument($args[0]).AddArgument($args[1])
            $run = $shell.BeginInvoke()
            # Half-way is when the encoder has written something to the temporary file.
            $limit = [DateTime]::UtcNow.AddSeconds(60)
            while ([DateTime]::UtcNow -lt $limit -and -not (Get-ChildItem $args[0] -Force -File | Where-Object { $_.Name -notlike '*.tif' -and $_.Length -gt 0 })) {
                $null = $run.AsyncWaitHandle.WaitOne(50)
            }

            $shell.InvocationStateInfo.State
            $shell.Stop()
            @(Get-ChildItem $args[0] -Force | Where-Object Name -NotLike *.tif).Count
'@
        $result.Output | Should -Be 'Running', '0'
        & pgrep -f ([regex]::Escape($folder)) | Should -BeNullOrEmpty
    }
}

Describe 'Parameters' {
    It 'that cannot be right are reported before anything is read: <Id>' -ForEach @(
        @{ Id = 'FrameRateInvalid'; Parameters = @{ Path = 'a.gif'; FrameRate = 'fast' } }
        @{ Id = 'FrameRateInvalid'; Parameters = @{ Path = 'a.gif'; FrameRate = '0' } }
        @{ Id = 'VideoFormatNotSupported'; Parameters = @{ Path = 'a.txt' } }
        @{ Id = 'VideoFormatNotSupported'; Parameters = @{ Path = 'a.webm'; Codec = 'ProRes' } }
        @{ Id = 'PixelFormatNotSupported'; Parameters = @{ Path = 'a.mp4'; PixelFormat = 'gbrp16' } }
        @{ Id = 'CrfInvalid'; Parameters = @{ Path = 'a.mp4'; Crf = 60 } }
        @{ Id = 'SizeInvalid'; Parameters = @{ Path = 'a.gif'; Size = '10' } }
        @{ Id = 'LabelInvalid'; Parameters = @{ Path = 'a.gif'; Label = '{Nothing}' } }
        @{ Id = 'RangeInvalid'; Parameters = @{ Path = 'a.gif'; PerFrameScale = $true; SmoothScale = 3 } }
        @{ Id = 'RangeInvalid'; Parameters = @{ Path = 'a.gif'; Norm = 'Equalize'; SmoothScale = 3 } }
        @{ Id = 'FfmpegNotFound'; Parameters = @{ Path = 'a.mp4'; FfmpegPath = '/nowhere/ffmpeg' } }
    ) {
        { 'missing.tif' | Export-HeatmapVideo @Parameters } | Should-ThrowId $Id
    }

    It 'without a frame are VideoEmpty' {
        { @() | Export-HeatmapVideo -Path ([IO.Path]::Join((New-TestFolder), 'a.gif')) } | Should-ThrowId VideoEmpty
    }

    It 'that miss a file are ImageNotFound, and no video is made of the others' {
        $folder = New-FrameFolder 2 8 8
        $out = [IO.Path]::Join($folder, 'a.gif')
        { "$folder/f000.tif", "$folder/none.tif" | Export-HeatmapVideo -Path $out } | Should-ThrowId ImageNotFound
        $out | Should -Not -Exist
    }

    It 'with -WhatIf write nothing' {
        $folder = New-FrameFolder 2 8 8
        Get-ChildItem -LiteralPath $folder | Export-HeatmapVideo -Path ([IO.Path]::Join($folder, 'a.gif')) -WhatIf
        [IO.Path]::Join($folder, 'a.gif') | Should -Not -Exist
    }
}

Describe 'Without ffmpeg' {
    BeforeAll {
        $folder = New-FrameFolder 5 31 22
        $path = $env:PATH
        $env:PATH = ''
        try {
            foreach ($name in 'a.gif', 'a.webp', 'a.apng') {
                Get-ChildItem -LiteralPath $folder -Filter *.tif | Export-HeatmapVideo -Path ([IO.Path]::Join($folder, $name)) -Colormap inferno -FrameRate 30 -Quality 100
            }

            $record = Get-Failure { Get-ChildItem -LiteralPath $folder -Filter *.tif | Export-HeatmapVideo -Path ([IO.Path]::Join($folder, 'a.mp4')) }
        }
        finally {
            $env:PATH = $path
        }
    }

    It 'a video is FfmpegNotFound, with how to install it' {
        Get-ErrorId $record | Should -Be FfmpegNotFound
        "$record" | Should -Match 'install'
    }

    It '<_> has all frames, exact to the pixel, and the right time' -Skip:$noPillow -ForEach 'gif', 'webp', 'apng' {
        $code = @'
import sys
from PIL import Image
import numpy as np
im = Image.open(sys.argv[1])
print(im.n_frames)
total = 0
for i in range(im.n_frames):
    im.seek(i)
    a = np.asarray(im.convert('RGB'))
    total += im.info.get('duration', 0)
    if i == 3: np.save(sys.argv[2], a)
print(round(total))
'@
        $npy = [IO.Path]::Join($folder, "$_.npy")
        $lines = Invoke-Python -Code $code -Module 'numpy', 'PIL' -Argument ([IO.Path]::Join($folder, "a.$_")), $npy
        $lines[0] | Should -Be '5'
        [Math]::Abs([int]$lines[1] - 5000 / 30) | Should -BeLessOrEqual ($_ -eq 'gif' ? 10 : 1)
        Should-HavePixels (Read-GoldenNpy $npy).Data (Get-ExpectedPixels $folder 3)
    }

    It 'a loop count and transparency are kept in APNG' -Skip:$noPillow {
        $a = [float[,]]::new(4, 4); $a[0, 0] = [float]::NaN; $a[1, 1] = 1
        $out = [IO.Path]::Join($folder, 'nan.apng')
        1..2 | ForEach-Object { Import-HeatmapImage -InputObject $a } | Export-HeatmapVideo -Path $out -Loop 3
        Invoke-Python -Code "import sys`nfrom PIL import Image`nim = Image.open(sys.argv[1]); print(im.info['loop'], im.n_frames, im.convert('RGBA').getpixel((0, 0))[3], im.convert('RGBA').getpixel((1, 0))[3])" -Module 'PIL' -Argument $out |
            Should -Be '3 2 0 255'
    }
}
