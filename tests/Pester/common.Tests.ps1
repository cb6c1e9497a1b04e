# The tests' own readers and writers, checked against Python and ffmpeg: what they say decides all other tests.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPython = $null -eq (Find-Python 'numpy', 'cv2')
    $noTifffile = $null -eq (Find-Python 'numpy', 'tifffile')
    $noFfmpeg = -not (Test-Program 'ffmpeg')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

Describe 'The tests'' PNG reader and writer' {
    It 'agree with each other and with OpenCV at <_> bits' -ForEach 1, 2, 4, 8, 16 -Skip:$noPython {
        $frame = New-TestFrame Ramp 13 7 -Maximum ((1 -shl $_) - 1)
        $path = Write-TestPng ([IO.Path]::Join((New-TestFolder 'a b'), "$_.png")) 13 7 $frame.Samples -BitDepth $_
        $png = Read-Png $path
        Should-HavePixels $png.Raw $frame.Data
        $red = for ($i = 0; $i -lt $png.Rgba.Length; $i += 4) { $png.Rgba[$i] }
        Should-HavePixels (Read-ImageWithPython $path -Reader opencv).Data $red
    }

    It 'agree with ffmpeg on a palette with transparency' -Skip:$noFfmpeg {
        $frame = New-TestFrame Ramp 9 5 -Maximum 3
        [byte[]] $palette = 10, 20, 30, 40, 50, 60, 70, 80, 90, 255, 254, 253
        $path = [IO.Path]::Join((New-TestFolder), 'palette.png')
        $null = Write-TestPng $path 9 5 $frame.Samples -BitDepth 2 -ColorType 3 -Palette $palette -Transparency 0, 128
        Should-HavePixels (Read-Png $path).Rgba (Read-ImageWithFfmpeg $path rgba).Pixels -Width 9 -Bands 4
    }

    It 'refuse a file with a wrong CRC' {
        $path = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'crc.png')) 4 4 (New-TestFrame Ramp 4 4 -Maximum 9).Samples
        $bytes = [IO.File]::ReadAllBytes($path)
        $bytes[45] = $bytes[45] -bxor 1
        [IO.File]::WriteAllBytes($path, $bytes)
        { Read-Png $path } | Should -Throw '*CRC of IDAT*'
    }

    It 'agree with ffmpeg on <_>' -ForEach 'pngsuite/basi0g16.png', 'pngsuite/basn0g02.png', 'pngsuite/basn2c16.png' -Skip:$noFfmpeg {
        $path = Get-SamplePath $_
        if (-not $path) {
            Set-ItResult -Skipped -Because "HEATMAPPS_SAMPLES does not have $_"
            return
        }

        $png = Read-Png $path
        $format = $png.BitDepth -eq 16 ? 'rgba64le' : 'rgba'
        Should-HavePixels $png.Rgba (Read-ImageWithFfmpeg $path $format).Pixels -Width $png.Width -Bands 4
    }
}

Describe 'The tests'' TIFF and NPY writers' {
    It 'agree with tifffile on <_>' -ForEach ([byte], [ushort], [short], [int], [float], [double]) -Skip:$noTifffile {
        $frame = New-TestFrame Noise 11 5 -Type $_ -Maximum 100
        $path = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 11 5 @(, $frame.Data) -NoData '-1'
        $read = Read-ImageWithPython $path
        $read.Shape | Should -Be 5, 11
        $read.Data.GetType().GetElementType() | Should -Be $_
        Should-HavePixels $read.Data $frame.Data
    }

    It 'write pages of RGB that tifffile reads' -Skip:$noTifffile {
        $pages = 1, 2 | ForEach-Object { , (New-TestFrame Noise 12 5 -Seed $_).Data }
        $path = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 4 5 $pages -Bands 3
        $read = Read-ImageWithPython $path
        $read.Shape | Should -Be 2, 5, 4, 3
        Should-HavePixels $read.Data ($pages[0] + $pages[1])
    }

    It 'read back a big-endian array' {
        $frame = New-TestFrame Noise 11 5 -Type ([float])
        $path = Write-TestNpy ([IO.Path]::Join((New-TestFolder), 'x.npy')) $frame.Grid -BigEndian
        $read = Read-GoldenNpy $path
        $read.Shape | Should -Be 5, 11
        Should-HavePixels $read.Data $frame.Data
    }
}

Describe 'Should-ThrowId' {
    It 'finds terminating and other errors by id' {
        { Write-Error -Message x -ErrorId First; Write-Error -Message y -ErrorId Second -TargetObject 5 } | Should-ThrowId Second -TargetObject 5
        { Get-Item -LiteralPath /none -ErrorAction Stop } | Should-ThrowId PathNotFound
        { { 1 } | Should-ThrowId PathNotFound } | Should -Throw
    }
}

Describe 'A child process' {
    It 'gives its output, its errors and its exit code' {
        $result = Invoke-ChildPwsh -Script '"out $($args[0])"; [Console]::Error.WriteLine("bad"); exit 7' -Argument 'a b*'
        $result.Output | Should -Be 'out a b*'
        $result.Error.Trim() | Should -Be 'bad'
        $result.ExitCode | Should -Be 7
    }

    It 'that takes too long is ended, with its children, and is an error that names it' {
        $script = [IO.Path]::Join((New-TestFolder), 'endless.ps1')
        Set-Content -LiteralPath $script -Value '"$PID"; $null = [Console]::Out.Flush(); Start-Sleep 900'
        $fault = { Invoke-ChildProcess (New-ChildPwshStart $script @()) ([TimeSpan]::FromSeconds(15)) } | Should -Throw '*endless.ps1*longer than 15 seconds*' -PassThru
        $id = [int][regex]::Match("$fault", '(?m)^\d+$').Value
        Get-Process -Id $id -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
