# The PNG fast path of ConvertTo-Heatmap: a grey PNG's image data is copied and only its palette is new.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $grays = 'gray1.png', 'gray2.png', 'gray4.png', 'gray8.png', 'gray1_interlaced.png', 'gray2_interlaced.png', 'gray4_interlaced.png', 'gray8_interlaced.png', 'gray8_pillow.png', 'gray8_chunks.png', 'gray8_gamma.png'
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Type and content of each chunk of a PNG file, in order, as latin-1 text.
    function Get-Chunk([string] $Path) {
        $bytes = [IO.File]::ReadAllBytes($Path)
        for ($at = 8; $at -lt $bytes.Length; $at += 12 + $length) {
            $length = [Buffers.Binary.BinaryPrimitives]::ReadInt32BigEndian([byte[]]$bytes[$at..($at + 3)])
            [pscustomobject]@{
                Type = [Text.Encoding]::ASCII.GetString($bytes, $at + 4, 4)
                Data = [Text.Encoding]::Latin1.GetString($bytes, $at + 8, $length)
                At   = $at
            }
        }
    }

    function Get-ImageData([string] $Path) { return -join (Get-Chunk $Path | Where-Object Type -EQ IDAT).Data }

    function New-Chunk([string] $Type, [byte[]] $Data = @()) {
        [byte[]] $body = [Text.Encoding]::ASCII.GetBytes($Type) + $Data
        $number = [byte[]]::new(4)
        [Buffers.Binary.BinaryPrimitives]::WriteInt32BigEndian($number, $Data.Length)
        $crc = [uint]::MaxValue
        foreach ($byte in $body) {
            $crc = $crc -bxor $byte
            foreach ($bit in 0..7) { $crc = ($crc -band 1) ? ($crc -shr 1) -bxor 0xEDB88320L : $crc -shr 1 }
        }
        $end = [byte[]]::new(4)
        [Buffers.Binary.BinaryPrimitives]::WriteUInt32BigEndian($end, [uint]($crc -bxor 0xFFFFFFFFL))
        return , [byte[]]($number + $body + $end)
    }

    # gray8.png with chunks put in front of IDAT, and its own image data replaced when given.
    function New-PngWith([byte[]] $Chunks = @(), [byte[]] $ImageData, [switch] $WithoutEnd) {
        $source = Get-TestDataPath 'golden/files/png/gray8.png'
        $bytes = [IO.File]::ReadAllBytes($source)
        $data = Get-Chunk $source | Where-Object Type -EQ IDAT
        $end = Get-Chunk $source | Where-Object Type -EQ IEND
        [byte[]] $middle = $ImageData ? (New-Chunk IDAT $ImageData) : $bytes[$data[0].At..($end.At - 1)]
        [byte[]] $tail = $WithoutEnd ? @() : $bytes[$end.At..($bytes.Length - 1)]
        $path = [IO.Path]::Join((New-TestFolder), 'x.png')
        [IO.File]::WriteAllBytes($path, [byte[]]($bytes[0..32] + $Chunks + $middle + $tail))
        return $path
    }

    function Convert-Png([string] $Path, [hashtable] $Parameters = @{}) {
        return (ConvertTo-Heatmap -LiteralPath $Path -Destination (New-TestFolder) @Parameters).FullName
    }
}

Describe 'Copied image data' {
    It 'of <_> shows the same pixels as an encoding anew, and is the source''s byte for byte' -ForEach $grays {
        $source = Get-TestDataPath "golden/files/png/$_"
        $truth = (Read-GoldenNpy "$source.truth.npy").Data
        $expected = (Get-GoldenColorTable matplotlib).Apply('plasma', $truth)
        $fast = Convert-Png $source @{ Colormap = 'plasma' }
        $slow = Convert-Png $source @{ Colormap = 'plasma'; Compression = 'Fast' }
        Should-HavePixels (Read-Png $fast).RgbBytes $expected -Width 37 -Bands 3
        Should-HavePixels (Read-Png $slow).RgbBytes $expected -Width 37 -Bands 3
        Get-ImageData $fast | Should -BeExactly (Get-ImageData $source)
        Get-ImageData $slow | Should -Not -BeExactly (Get-ImageData $source)
        $png, $was = (Read-Png $fast), (Read-Png $source)
        $png.ColorType, $png.BitDepth, $png.Interlaced | Should -Be 3, $was.BitDepth, $was.Interlaced
        $png.Palette.Length | Should -BeLessOrEqual (3 * (1 -shl $was.BitDepth))
    }

    It 'is used with statistics too: <Name>' -ForEach @(
        @{ Name = 'Data'; Range = @{ Range = 'Data' } }, @{ Name = 'Percentile'; Range = @{ Percentile = 5, 95 } }
        @{ Name = 'SharedScale'; Range = @{ SharedScale = $true; Range = 'Data' } }, @{ Name = 'Minimum'; Range = @{ Minimum = 30; Maximum = 99.5 } }
    ) {
        $source = Get-TestDataPath 'golden/files/png/gray8.png'
        $fast = Convert-Png $source $Range
        $slow = Convert-Png $source ($Range + @{ Compression = 'Best' })
        Get-ImageData $fast | Should -BeExactly (Get-ImageData $source)
        Should-HavePixels (Read-Png $fast).RgbBytes (Read-Png $slow).RgbBytes
    }

    It 'gets a tRNS chunk where bad pixels can be' {
        $fast = [IO.Path]::Join((New-TestFolder), 'x.png')
        $null = Import-HeatmapImage (Get-TestDataPath 'golden/files/png/gray8.png') -NoDataValue 255 | ConvertTo-Heatmap -Destination $fast
        (Read-Png $fast).Transparency[255] | Should -Be 0
        Get-ImageData $fast | Should -BeExactly (Get-ImageData (Get-TestDataPath 'golden/files/png/gray8.png'))
    }

    It 'is not used for 16 bits, colours, or 16-bit output' {
        foreach ($case in @{ File = 'gray16.png' }, @{ File = 'rgb8.png' }, @{ File = 'gray8.png'; Parameters = @{ BitDepth = 16 } }) {
            $source = Get-TestDataPath "golden/files/png/$($case.File)"
            Get-ImageData (Convert-Png $source ($case.Parameters ?? @{})) | Should -Not -BeExactly (Get-ImageData $source)
        }
    }

    It 'is read by ffmpeg as by the tests'' reader: <_>' -ForEach 'gray1.png', 'gray8_interlaced.png' {
        if (-not (Test-Program ffmpeg)) {
            Set-ItResult -Skipped -Because 'ffmpeg is not installed'
            return
        }

        $fast = Convert-Png (Get-TestDataPath "golden/files/png/$_")
        Should-HavePixels (Read-ImageWithFfmpeg $fast).Pixels (Read-Png $fast).RgbBytes
    }

    It 'equals the slow way on the sample <_>' -ForEach 'pngsuite/basn0g02.png', 'pngsuite/basi0g01.png', 'pngsuite/basn0g08.png' {
        $source = Get-SamplePath $_
        if (-not $source) {
            Set-ItResult -Skipped -Because "HEATMAPPS_SAMPLES does not have $_"
            return
        }

        Should-HavePixels (Read-Png (Convert-Png $source)).RgbBytes (Read-Png (Convert-Png $source @{ Compression = 'Fast' })).RgbBytes
    }
}

Describe 'Ancillary chunks' {
    It '<Type> is <Fate>' -ForEach @(
        @{ Type = 'pHYs'; Data = [byte[]](0, 0, 11, 19, 0, 0, 11, 19, 1); Fate = 'kept' }
        @{ Type = 'tIME'; Data = [byte[]](7, 230, 1, 2, 3, 4, 5); Fate = 'kept' }
        @{ Type = 'tEXt'; Data = [byte[]](0x41, 0, 0x42); Fate = 'kept' }
        @{ Type = 'zTXt'; Data = [byte[]](0x41, 0, 0, 0x78, 0x9C, 3, 0, 0, 0, 0, 1); Fate = 'kept' }
        @{ Type = 'iTXt'; Data = [byte[]](0x41, 0, 0, 0, 0, 0, 0x42); Fate = 'kept' }
        @{ Type = 'abCd'; Data = [byte[]](1, 2, 3); Fate = 'kept' }
        @{ Type = 'abCD'; Data = [byte[]](1, 2, 3); Fate = 'dropped' }
        @{ Type = 'gAMA'; Data = [byte[]](0, 0, 0xB1, 0x8F); Fate = 'dropped' }
        @{ Type = 'sRGB'; Data = [byte[]](0); Fate = 'dropped' }
        @{ Type = 'cHRM'; Data = [byte[]]::new(32); Fate = 'dropped' }
        @{ Type = 'sBIT'; Data = [byte[]](8); Fate = 'dropped' }
        @{ Type = 'bKGD'; Data = [byte[]](0, 7); Fate = 'dropped' }
    ) {
        $source = New-PngWith -Chunks (New-Chunk $Type $Data)
        $output = Convert-Png $source
        $kept = Get-Chunk $output | Where-Object { $_.Type -ceq $Type -and -not $_.Data.StartsWith('HeatmapPS') }
        if ($Fate -eq 'kept') { $kept.Data | Should -BeExactly ([Text.Encoding]::Latin1.GetString($Data)) }
        else { $kept | Should -BeNullOrEmpty }
        # The file is whole, whatever was dropped, and shows the same pixels.
        Should-HavePixels (Read-Png $output).RgbBytes (Read-Png (Convert-Png (Get-TestDataPath 'golden/files/png/gray8.png'))).RgbBytes
    }

    It 'a value that tRNS makes transparent does not stay grey-keyed' {
        $output = Convert-Png (New-PngWith -Chunks (New-Chunk tRNS ([byte[]](0, 255))))
        $png = Read-Png $output
        Should-HavePixels $png.RgbBytes (Read-Png (Convert-Png (Get-TestDataPath 'golden/files/png/gray8.png'))).RgbBytes
    }
}

Describe 'Broken files' {
    It 'with <Name> are ImageCorrupt, and leave nothing' -ForEach @(
        @{ Name = 'a wrong checksum of IDAT'; Make = { $p = New-PngWith; $b = [IO.File]::ReadAllBytes($p); $b[60] = $b[60] -bxor 1; [IO.File]::WriteAllBytes($p, $b); $p } }
        @{ Name = 'a wrong checksum of IHDR'; Make = { $p = New-PngWith; $b = [IO.File]::ReadAllBytes($p); $b[31] = $b[31] -bxor 1; [IO.File]::WriteAllBytes($p, $b); $p } }
        @{ Name = 'a wrong checksum of tEXt'; Make = { $c = New-Chunk tEXt ([byte[]](0x41, 0, 0x42)); $c[-1] = $c[-1] -bxor 1; New-PngWith -Chunks $c } }
        @{ Name = 'no IEND'; Make = { New-PngWith -WithoutEnd } }
        @{ Name = 'a chunk cut off'; Make = { $p = New-PngWith; $b = [IO.File]::ReadAllBytes($p); [IO.File]::WriteAllBytes($p, $b[0..($b.Length - 30)]); $p } }
        @{ Name = 'an unknown critical chunk'; Make = { New-PngWith -Chunks (New-Chunk ABCD ([byte[]](1))) } }
        @{ Name = 'a palette'; Make = { New-PngWith -Chunks (New-Chunk PLTE ([byte[]](1, 2, 3))) } }
        @{ Name = 'a second header'; Make = { New-PngWith -Chunks (New-Chunk IHDR ([byte[]](0, 0, 0, 37, 0, 0, 0, 23, 8, 0, 0, 0, 0))) } }
    ) {
        $source = & $Make
        $out = New-TestFolder
        $null = { ConvertTo-Heatmap -LiteralPath $source -Destination $out } | Should-ThrowId ImageCorrupt -TargetObject $source
        [IO.Directory]::GetFiles($out) | Should -BeNullOrEmpty
    }

    It 'whose deflate stream is <Name> under good checksums are refused with -Verify' -ForEach @(
        @{ Name = 'noise'; Data = { [byte[]](1..200) } }
        @{ Name = 'too short'; Data = {
                $stream = [IO.MemoryStream]::new()
                $zlib = [IO.Compression.ZLibStream]::new($stream, [IO.Compression.CompressionLevel]::Fastest, $true)
                $zlib.Write([byte[]]::new(38))
                $zlib.Dispose()
                $stream.ToArray()
            }
        }
    ) {
        $source = New-PngWith -ImageData (& $Data)
        $out = New-TestFolder
        $null = { ConvertTo-Heatmap -LiteralPath $source -Destination $out -Verify } | Should-ThrowId ImageCorrupt -TargetObject $source
        $null = { ConvertTo-Heatmap -LiteralPath $source -Destination $out -Range Data } | Should-ThrowId ImageCorrupt -TargetObject $source
        [IO.Directory]::GetFiles($out) | Should -BeNullOrEmpty
    }

    It 'and a whole file with -Verify gives the same output as without' {
        $source = Get-TestDataPath 'golden/files/png/gray8_interlaced.png'
        Should-HavePixels ([IO.File]::ReadAllBytes((Convert-Png $source @{ Verify = $true }))) ([IO.File]::ReadAllBytes((Convert-Png $source)))
    }
}
