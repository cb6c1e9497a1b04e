# Export-HeatmapVideo when things go wrong outside of it: ffmpeg killed, disk full, Ctrl+C, names that look like something else.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noFfmpeg = -not ((Test-Program ffmpeg) -and (Test-Program ffprobe)) -or $IsWindows
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Frames of noise, which no encoder makes small, as TIFF files in a new folder.
    function New-NoiseFolder([int] $Count = 20, [int] $Width = 320, [int] $Height = 240) {
        $folder = New-TestFolder
        foreach ($i in 0..($Count - 1)) {
            $frame = New-TestFrame Noise $Width $Height -Type ([byte]) -Seed $i
            $null = Write-TestTiff ([IO.Path]::Join($folder, ('f{0:d3}.tif' -f $i))) $Width $Height @(, $frame.Data)
        }

        return $folder
    }

    function Get-LeftOver([string] $Folder) { Get-ChildItem -LiteralPath $Folder -Force | Where-Object Name -NotLike '*.tif' }

    # A program in place of ffmpeg; $real is the real one.
    function New-FakeFfmpeg([string] $Body) {
        $path = [IO.Path]::Join((New-TestFolder), 'ffmpeg')
        $real = (Get-Command ffmpeg -CommandType Application)[0].Source
        [IO.File]::WriteAllText($path, "#!/bin/sh`nreal='$real'`ncase `"`$*`" in *-encoders*) exec `"`$real`" `"`$@`";; esac`n$Body`n")
        [IO.File]::SetUnixFileMode($path, 'UserRead, UserWrite, UserExecute')
        return $path
    }

    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script } catch { return $_ }
    }
}

Describe 'An ffmpeg' -Skip:$noFfmpeg {
    BeforeAll {
        $folder = New-NoiseFolder
        $files = Get-ChildItem -LiteralPath $folder -Filter *.tif
        $out = [IO.Path]::Join($folder, 'out.mp4')
    }

    BeforeEach {
        # An older file, which must stay.
        [IO.File]::WriteAllText($out, 'old')
    }

    AfterEach {
        [IO.File]::ReadAllText($out) | Should -Be 'old'
        (Get-LeftOver $folder).Name | Should -Be 'out.mp4'
    }

    It 'killed in mid-run is FfmpegFailed' {
        # Part of the second frame is taken; then it is as if someone had killed it.
        $fake = New-FakeFfmpeg 'head -c 200000 > /dev/null; kill -9 $$'
        $record = Get-Failure { $files | Export-HeatmapVideo -Path $out -Force -FfmpegPath $fake }
        Get-ErrorId $record | Should -Be FfmpegFailed
        "$record" | Should -Match 'code 137'
    }

    It 'killed while it ends its file is FfmpegFailed' {
        $fake = New-FakeFfmpeg 'cat > /dev/null; echo frame=20; kill -9 $$'
        { $files | Export-HeatmapVideo -Path $out -Force -FfmpegPath $fake } | Should-ThrowId FfmpegFailed
    }

    It 'that finds the disk full is FfmpegFailed, with what it said' {
        # A limit on the size of files is met as a full disk is: by an error of the write.
        $fake = New-FakeFfmpeg 'trap "" XFSZ; ulimit -f 200; exec "$real" "$@"'
        $record = Get-Failure { $files | Export-HeatmapVideo -Path $out -Force -FfmpegPath $fake -Quality 95 -Preset ultrafast }
        Get-ErrorId $record | Should -Be FfmpegFailed
        "$record" | Should -Match 'File too large|Error'
    }

    It 'that takes some frames and then hangs is ended' {
        $fake = New-FakeFfmpeg ('head -c 200000 > /dev/null; exec sleep 3218' + $PID)
        $record = Get-Failure { $files | Export-HeatmapVideo -Path $out -Force -FfmpegPath $fake -FfmpegTimeout 1 }
        Get-ErrorId $record | Should -Be FfmpegFailed
        "$record" | Should -Match '-FfmpegTimeout'
        & pgrep -f "^sleep 3218$PID\$" | Should -BeNullOrEmpty
    }

    It 'without the encoder is VideoFormatNotSupported, which names what is there' {
        $fake = [IO.Path]::Join((New-TestFolder), 'ffmpeg')
        [IO.File]::WriteAllText($fake, "#!/bin/sh`necho ' V..... mpeg4 MPEG-4'; echo ' V....D libvpx-vp9 VP9'`n")
        [IO.File]::SetUnixFileMode($fake, 'UserRead, UserExecute')
        $record = Get-Failure { $files | Export-HeatmapVideo -Path $out -Force -FfmpegPath $fake }
        Get-ErrorId $record | Should -Be VideoFormatNotSupported
        "$record" | Should -Match 'no encoder for H264.*libx264.*only libvpx-vp9'
    }

    It 'is not one that lies in the current folder' {
        $here = New-TestFolder
        [IO.File]::WriteAllText([IO.Path]::Join($here, 'ffmpeg'), "#!/bin/sh`ntouch '$here/ran'; exit 1`n")
        [IO.File]::SetUnixFileMode([IO.Path]::Join($here, 'ffmpeg'), 'UserRead, UserExecute')
        $code = 'Import-Module $env:HEATMAPPS_TEST_MODULE; [Environment]::CurrentDirectory = $args[0]; Set-Location -LiteralPath $args[0]; $env:PATH = ".:" ; $args[1] | Export-HeatmapVideo -Path out.mp4'
        $result = Invoke-ChildPwsh -Script $code -Argument $here, $files[0].FullName
        $result.Error + $result.Output | Should -Match 'ffmpeg on the PATH'
        [IO.Path]::Join($here, 'ran') | Should -Not -Exist
    }
}

Describe 'A full disk' -Skip:$IsWindows {
    It 'under .<_> is an error, and nothing is left' -ForEach 'gif', 'apng', 'webp' {
        $folder = New-NoiseFolder 12 160 120
        $script = [IO.Path]::Join((New-TestFolder), 'run.ps1')
        [IO.File]::WriteAllText($script, "Import-Module '$((Get-Module HeatmapPS).ModuleBase)'; try { Get-ChildItem -LiteralPath '$folder' -Filter *.tif | Export-HeatmapVideo -Path '$folder/a.$_' -Quality 100 -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }")
        $command = @([Environment]::ProcessPath) + @(if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] })
        # .NET maps its code from a file in memory, which the limit would forbid.
        $lines = & /bin/sh -c 'export DOTNET_EnableWriteXorExecute=0; trap "" XFSZ; ulimit -f 100; exec "$@"' sh @command -NoLogo -NoProfile -NonInteractive -File $script
        $lines | Select-Object -Last 1 | Should -Match '^[A-Za-z]+(Failed|Full)[A-Za-z]*,'
        Get-LeftOver $folder | Should -BeNullOrEmpty
    }
}

Describe 'Ctrl+C' -Skip:$IsWindows {
    It 'leaves neither part nor file: <Name>' -ForEach @(
        @{ Name = 'a.gif'; Parameters = @{ Minimum = 0; Maximum = 255 } }
        @{ Name = 'b.apng'; Parameters = @{ PerFrameScale = $true } }
    ) {
        $folder = New-NoiseFolder 3 160 120
        $shell = [powershell]::Create()
        $null = $shell.AddScript('Import-Module $args[0]; $p = $args[3]; & { while ($true) { Get-ChildItem -LiteralPath $args[0] -Filter *.tif } } $args[1] | Export-HeatmapVideo -Path $args[2] @p')
        foreach ($each in (Get-Module HeatmapPS).ModuleBase, $folder, [IO.Path]::Join($folder, $Name), $Parameters) { $null = $shell.AddArgument($each) }
        $run = $shell.BeginInvoke()
        $limit = [DateTime]::UtcNow.AddSeconds(60)
        while ([DateTime]::UtcNow -lt $limit -and -not (Get-LeftOver $folder | Where-Object Length -GT 0)) { $null = $run.AsyncWaitHandle.WaitOne(50) }
        Get-LeftOver $folder | Should -Not -BeNullOrEmpty -Because 'it had begun'
        $shell.Stop()
        $shell.InvocationStateInfo.State | Should -Be Stopped
        $shell.Dispose()
        Get-LeftOver $folder | Should -BeNullOrEmpty
    }
}

Describe 'A name' -Skip:$noFfmpeg {
    It 'is data: <_>' -ForEach 'with space.mp4', "it's `"q`".mp4", '%03d.mp4', '-y.mp4', 'a[1]*.mp4', 'crypto:x.mp4', '$(touch x);`x`.mp4', 'ä 温.mp4', '@list.mp4', 'a,b|c.mp4' {
        $folder = New-TestFolder
        $path = [IO.Path]::Join($folder, $_)
        $maps = foreach ($level in 0, 200) { $a = [byte[,]]::new(16, 16); $a[0, 0] = $level; ConvertTo-Heatmap -InputObject $a -Colormap gray }
        $maps | Export-HeatmapVideo -Path $path -Codec H264 -Preset ultrafast
        (Get-ChildItem -LiteralPath $folder -Force).Name | Should -Be $_
        @(Import-HeatmapVideo -LiteralPath $path).Count | Should -Be 2
    }

    It 'of a frame is data: <_>' -ForEach '-i.png', '%d.png', 'a b"''[1].png' {
        $folder = New-TestFolder
        $null = Write-TestPng ([IO.Path]::Join($folder, $_)) 16 16 (, [ushort]7 * 256)
        $out = [IO.Path]::Join($folder, 'out.mkv')
        Get-ChildItem -LiteralPath $folder | Export-HeatmapVideo -Path $out -Codec FFV1 -Colormap gray
        (Read-ImageWithFfmpeg $out).Pixels[0] | Should -Be 7
    }
}

Describe 'Frames that cannot be read twice' -Skip:(-not $IsLinux) {
    It 'of more than 256 MB go through one temporary file, without loss' {
        $script:spilled = 0
        $out = [IO.Path]::Join((New-TestFolder), 'a.gif')
        0..19 | ForEach-Object {
            $a = [float[,]]::new(2000, 2000)
            [Array]::Clear($a)
            $a[0, 0] = 1000
            for ($x = 0; $x -lt 64; $x++) { $a[1000, (1000 + $x)] = 50 * $_ }
            Import-HeatmapImage -InputObject $a
            if ($_ -eq 19) {
                $script:spilled = @(Get-ChildItem -LiteralPath /proc/self/fd | ForEach-Object { $_.LinkTarget } | Where-Object { $_ -like '*heatmapps-*' }).Count
            }
        } | ForEach-Object { $_ } | Export-HeatmapVideo -Path $out -Colormap gray -Size 2000x2000
        $script:spilled | Should -Be 1 -Because 'there is one file for all'
        $frames = Import-HeatmapVideo $out
        $levels = $frames | ForEach-Object { $_.ToArray()[1000, 1010] }
        $levels.Count | Should -Be 20
        foreach ($i in 0, 1, 9, 16, 17, 19) { $levels[$i] | Should -Be ([Math]::Min(255, [Math]::Floor(50 * $i / 1000 * 256))) }
        [GC]::Collect()
    }
}
