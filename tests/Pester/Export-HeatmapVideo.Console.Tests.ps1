# Export-HeatmapVideo at the prompt: completion, progress, what -Verbose tells.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noFfmpeg = -not (Test-Program ffmpeg)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function Get-Completion([string] $Line) {
        return [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText
    }

    # Runs a script in a runspace of its own and returns its progress records.
    function Get-Progress([string] $Script, [object[]] $Argument) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module `$args[0]; $Script").AddArgument((Get-Module HeatmapPS).ModuleBase)
            foreach ($each in $Argument) { $null = $shell.AddArgument($each) }
            $null = $shell.Invoke()
            if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
            return $shell.Streams.Progress.ReadAll() | Where-Object Activity -EQ 'Export-HeatmapVideo'
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'Completion' {
    It 'offers <Expected> for <Line>' -ForEach @(
        @{ Line = 'Export-HeatmapVideo a.mp4 -Codec '; Expected = 'Auto', 'H264', 'H265', 'VP9', 'AV1', 'FFV1', 'ProRes', 'MJPEG', 'GIF', 'WebP', 'APNG' }
        @{ Line = 'Export-HeatmapVideo a.mp4 -Codec F'; Expected = 'FFV1' }
        @{ Line = 'Export-HeatmapVideo a.mp4 -Preset very'; Expected = 'veryfast', 'veryslow' }
        @{ Line = 'Export-HeatmapVideo a.mp4 -FrameRate 3'; Expected = '30', '30000/1001' }
        @{ Line = 'Export-HeatmapVideo -Path a.mov -Codec ProRes -PixelFormat '; Expected = 'yuv422p10', 'yuv444p10' }
        @{ Line = 'Export-HeatmapVideo -Path a.apng -PixelFormat '; Expected = 'gbrp', 'gbrp16' }
        @{ Line = 'Export-HeatmapVideo a.mp4 -Colormap infer'; Expected = 'inferno' }
        @{ Line = 'Export-HeatmapVideo a.mp4 -Fit '; Expected = 'Error', 'Resize', 'Crop', 'Pad' }
    ) {
        $offered = Get-Completion $Line
        foreach ($each in $Expected) { $offered | Should -Contain $each }
        $typed = ($Line -split ' ')[-1]
        $offered | ForEach-Object { $_ | Should -BeLike "*$typed*" }
    }

    It 'offers no pixel format where there is one only' {
        Get-Completion 'Export-HeatmapVideo -Path a.gif -PixelFormat yuv4' | Should -Not -Contain 'yuv420p'
    }
}

Describe 'Progress' {
    It 'tells frames done and their rate while frames come' {
        $out = [IO.Path]::Join((New-TestFolder), 'a.gif')
        $records = Get-Progress -Argument $out -Script @'
            1..9 | ForEach-Object { Start-Sleep -Milliseconds 250; ConvertTo-Heatmap -InputObject ([byte[,]]::new(4, 4)) } | Export-HeatmapVideo -Path $args[1]
'@
        $records[0].StatusDescription | Should -Match '^\d+ frames, \d+[.,]\d per second$'
        $records[-1].RecordType | Should -Be Completed
    }

    It 'tells how many there will be and the time left once that is known' -Skip:($noFfmpeg -or $IsWindows) {
        $folder = New-TestFolder
        $fake = [IO.Path]::Join($folder, 'ffmpeg')
        # Takes nothing for two seconds, so that the frames wait.
        [IO.File]::WriteAllText($fake, "#!/bin/sh`ncase `"`$*`" in *-encoders*) echo ' V libx264 x';; *) sleep 2; cat > /dev/null; for a; do p=`$a; done; : > `"`${p#file:}`"; echo frame=60;; esac`n")
        [IO.File]::SetUnixFileMode($fake, 'UserRead, UserWrite, UserExecute')
        $records = @(Get-Progress -Argument ([IO.Path]::Join($folder, 'a.mp4')), $fake -Script @'
            1..60 | ForEach-Object { Import-HeatmapImage -InputObject ([ushort[,]]::new(240, 320)) } | Export-HeatmapVideo -Path $args[1] -FfmpegPath $args[2]
'@)
        $known = @($records | Where-Object { $_.StatusDescription -match '^\d+ of 60 frames, \d+[.,]\d per second$' -and $_.PercentComplete -in 0..99 })
        $known | Should -Not -BeNullOrEmpty
        $known[0].SecondsRemaining | Should -BeGreaterOrEqual 0
        $records[-1].RecordType | Should -Be Completed
    }
}

Describe 'Verbose' -Skip:$noFfmpeg {
    It 'shows the command line, the scale and the rate' {
        $folder = New-TestFolder "it's here"
        $out = [IO.Path]::Join($folder, 'run.mp4')
        $frames = foreach ($level in 100, 900) { $a = [ushort[,]]::new(16, 16); $a[0, 0] = $level; Import-HeatmapImage -InputObject $a }
        $text = ($frames | Export-HeatmapVideo -Path $out -Verbose 4>&1) -join "`n"
        $text | Should -Match 'ffmpeg(\.exe)?''? -hide_banner'
        $text | Should -Match "'file:.*it''s here"
        $text | Should -Match 'One scale for all frames: .*0.*900'
        $text | Should -Match '2 frames in \d'
    }
}
