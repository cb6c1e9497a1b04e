# FITS and DICOM as astropy and pydicom have them, and formats whose readers are the module's own: from files made byte by byte.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'HandMadeFiles.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'ScienceFiles.ps1'))

    function Save-File([string] $Name, [byte[]] $Bytes) {
        $path = [IO.Path]::Join((New-TestFolder), $Name)
        [IO.File]::WriteAllBytes($path, $Bytes)
        return $path
    }
}

Describe 'FITS' {
    It 'BITPIX <BitPix>, BSCALE <Scale>, BZERO <Zero> is <Type>' -ForEach @(
        @{ BitPix = 8; Scale = 1; Zero = 0; Stored = 0, 1, 254, 255; Type = 'UInt8'; Expected = 0, 1, 254, 255 }
        @{ BitPix = 8; Scale = 1; Zero = -128; Stored = 0, 1, 254, 255; Type = 'Int8'; Expected = -128, -127, 126, 127 }
        @{ BitPix = 16; Scale = 1; Zero = 0; Stored = -32768, -1, 0, 32767; Type = 'Int16'; Expected = -32768, -1, 0, 32767 }
        @{ BitPix = 16; Scale = 1; Zero = 32768; Stored = -32768, -1, 0, 32767; Type = 'UInt16'; Expected = 0, 32767, 32768, 65535 }
        @{ BitPix = 32; Scale = 1; Zero = 0; Stored = -2147483648, -1, 0, 2147483647; Type = 'Int32'; Expected = -2147483648, -1, 0, 2147483647 }
        @{ BitPix = 32; Scale = 1; Zero = 2147483648; Stored = -2147483648, -1, 0, 2147483647; Type = 'UInt32'; Expected = 0, 2147483647, 2147483648, 4294967295 }
        @{ BitPix = 64; Scale = 1; Zero = 0; Stored = -9007199254740992, -1, 0, 9007199254740992; Type = 'Float64'; Expected = -9007199254740992, -1, 0, 9007199254740992 }
        @{ BitPix = 8; Scale = 0.5; Zero = 0; Stored = 0, 1, 254, 255; Type = 'Float32'; Expected = 0, 0.5, 127, 127.5 }
        @{ BitPix = 16; Scale = 1; Zero = -5.5; Stored = -32768, -1, 0, 32767; Type = 'Float32'; Expected = -32773.5, -6.5, -5.5, 32761.5 }
        @{ BitPix = 32; Scale = 0.25; Zero = 1; Stored = -2147483648, -1, 0, 2147483647; Type = 'Float64'; Expected = -536870911, 0.75, 1, 536870912.75 }
        @{ BitPix = -32; Scale = 1; Zero = 0; Stored = [float[]](-1.5, 0, 0.1, 3e38); Type = 'Float32'; Expected = [float[]](-1.5, 0, 0.1, 3e38) }
        @{ BitPix = -64; Scale = 1; Zero = 0; Stored = [double[]](-1.5, 0, 0.1, 1e300); Type = 'Float64'; Expected = [double[]](-1.5, 0, 0.1, 1e300) }
    ) {
        $cards = @(Get-FitsImageCard $BitPix 2, 2) + "BSCALE  = $("$Scale".PadLeft(20))" + "BZERO   = $("$Zero".PadLeft(20)) / offset" + "BUNIT   = 'K       '           / unit"
        $image = Import-HeatmapImage (Save-File 'a.fits' (Get-FitsUnit $cards (ConvertTo-SampleBytes $Stored ([Math]::Abs($BitPix) / 8))))
        "$($image.SampleType)", $image.Unit, $image.Codec | Should -Be $Type, 'K', 'HeatmapPS'
        Should-HavePixels $image.ToArray() $Expected
    }

    It 'a unit may hold a quote, and ends where its text does' {
        $image = Import-HeatmapImage (Save-File 'a.fits' (Get-FitsUnit (@(Get-FitsImageCard 8 2, 1) + "BUNIT   = 'arcmin'' / s'       / of the sky's rotation") @(1, 2)))
        $image.Unit | Should -Be "arcmin' / s"
    }

    It 'the first stored row is the top row, as in astropy''s arrays' {
        $image = Import-HeatmapImage (Save-File 'a.fits' (Get-FitsUnit (Get-FitsImageCard 8 2, 3) @(1, 2, 3, 4, 5, 6)))
        $image.Width, $image.Height | Should -Be 2, 3
        Should-HavePixels $image.ToArray() 1, 2, 3, 4, 5, 6
    }

    It 'BLANK is nodata in integers, also behind BZERO, and NaN in scaled ones' {
        $image = Import-HeatmapImage (Save-File 'a.fits' (Get-FitsUnit (@(Get-FitsImageCard 16 3, 1) + 'BLANK   =               -32768' + 'BZERO   =                32768') (ConvertTo-SampleBytes -32768, 0, 1 2)))
        $image.NoDataValues | Should -Be 0
        ($image | Measure-Heatmap).Minimum | Should -Be 32768
        $image = Import-HeatmapImage (Save-File 'a.fits' (Get-FitsUnit (@(Get-FitsImageCard 16 3, 1) + 'BLANK   =                   -1' + 'BSCALE  =                2.0D0') (ConvertTo-SampleBytes -1, 0, 1 2)))
        Should-HavePixels $image.ToArray() ([float[]]([float]::NaN, 0, 2))
    }

    It 'DATAMIN and DATAMAX change nothing' {
        $image = Import-HeatmapImage (Save-File 'a.fits' (Get-FitsUnit (@(Get-FitsImageCard 8 3, 1) + 'DATAMIN =                   10' + 'DATAMAX =                   20') @(10, 15, 20)))
        Should-HavePixels $image.ToArray() 10, 15, 20
    }

    It 'units and planes of cubes are pages; empty primary units and tables are none' {
        $table = Get-FitsUnit "XTENSION= 'BINTABLE'", 'BITPIX  =                    8', 'NAXIS   =                    2', 'NAXIS1  =                    4', 'NAXIS2  =                    2', 'PCOUNT  =                    3', 'GCOUNT  =                    1', 'TFIELDS =                    1' ([byte[]]::new(11))
        $bytes = (Get-FitsUnit 'SIMPLE  =                    T', 'BITPIX  =                    8', 'NAXIS   =                    0') + (Get-FitsUnit (Get-FitsImageCard 8 2, 1, 2 -Extension) @(1, 2, 3, 4)) + $table + (Get-FitsUnit (Get-FitsImageCard 16 1, 1 -Extension) @(1, 0))
        $images = @(Import-HeatmapImage (Save-File 'a.fits' $bytes) -AllPages)
        $images | Should -HaveCount 3
        Should-HavePixels $images[0].ToArray() 1, 2
        Should-HavePixels $images[1].ToArray() 3, 4
        "$($images[2].SampleType)" | Should -Be 'Int16'
        Should-HavePixels $images[2].ToArray() 256
        $null = { Import-HeatmapImage $images[0].Path -Page 4 } | Should-ThrowId PageNotFound
    }

    It 'of tables alone, and tile-compressed, is FormatNotSupported' {
        $primary = Get-FitsUnit 'SIMPLE  =                    T', 'BITPIX  =                    8', 'NAXIS   =                    0'
        $cards = "XTENSION= 'BINTABLE'", 'BITPIX  =                    8', 'NAXIS   =                    2', 'NAXIS1  =                    4', 'NAXIS2  =                    2', 'PCOUNT  =                    0', 'GCOUNT  =                    1', 'TFIELDS =                    1'
        $record = @({ Import-HeatmapImage (Save-File 'a.fits' ($primary + (Get-FitsUnit $cards ([byte[]]::new(8))))) } | Should-ThrowId FormatNotSupported)
        $record[0].Exception.Message | Should -BeLike '*tables*'
        $record = @({ Import-HeatmapImage (Save-File 'a.fits' ($primary + (Get-FitsUnit ($cards + 'ZIMAGE  =                    T') ([byte[]]::new(8))))) } | Should-ThrowId FormatNotSupported)
        $record[0].Exception.Message | Should -BeLike '*tile-compressed*'
    }

    It 'integers that no double holds are DepthLost, unless -AllowDepthLoss' {
        $path = Save-File 'a.fits' (Get-FitsUnit (Get-FitsImageCard 64 1, 1) (ConvertTo-SampleBytes @(9007199254740993) 8))
        $null = { (Import-HeatmapImage $path).ToArray() } | Should-ThrowId DepthLost
        Should-HavePixels (Import-HeatmapImage $path -AllowDepthLoss).ToArray() 9007199254740992
    }

    It 'that breaks off, or claims what no file holds, is ImageCorrupt: <Name>' -ForEach @(
        @{ Name = 'data'; Axes = 100, 100; Data = 2880; Take = 2880 + 9999 }
        @{ Name = 'header'; Axes = 2, 2; Data = 4; Take = 2000 }
        @{ Name = 'axes'; Axes = 2147483647, 2147483647, 2147483647; Data = 4; Take = 9999 }
    ) {
        $bytes = Get-FitsUnit (Get-FitsImageCard 8 $Axes) ([byte[]]::new($Data))
        $null = { Import-HeatmapImage (Save-File 'a.fits' $bytes[0..([Math]::Min($Take, $bytes.Length) - 1)]) } | Should-ThrowId ImageCorrupt
    }

    It 'is written in the type of the numbers, as astropy reads it: <Type>' -ForEach @(
        @{ Type = 'byte'; Kind = 'uint8'; Values = 0, 1, 200, 255 }, @{ Type = 'sbyte'; Kind = 'int8'; Values = -128, -1, 0, 127 }
        @{ Type = 'ushort'; Kind = 'uint16'; Values = 0, 1, 40000, 65535 }, @{ Type = 'short'; Kind = '>i2'; Values = -32768, -1, 0, 32767 }
        @{ Type = 'uint'; Kind = 'uint32'; Values = 0, 1, 3000000000, 4294967295 }, @{ Type = 'int'; Kind = '>i4'; Values = -2147483648, -1, 0, 2147483647 }
        @{ Type = 'float'; Kind = '>f4'; Values = -1.5, 0, 0.25, 3 }, @{ Type = 'double'; Kind = '>f8'; Values = -1.5, 0, 0.1, 1e300 }
    ) {
        $numbers = [Array]::CreateInstance(($Type -as [type]), 4)
        for ($i = 0; $i -lt 4; $i++) { $numbers[$i] = $Values[$i] -as ($Type -as [type]) }
        $path = [IO.Path]::Join((New-TestFolder), 'a.fits')
        Import-HeatmapImage -InputObject $numbers -Width 2 -Height 2 -Unit '°C' | Export-HeatmapImage -Path $path
        $image = Import-HeatmapImage $path
        $image.Unit | Should -Be 'degC'
        Should-HavePixels $image.ToArray() $numbers
        $lines = Invoke-Python -Module 'numpy', 'astropy' -Argument $path, $Kind -Code @'
import sys
from astropy.io import fits
with fits.open(sys.argv[1]) as f:
    f.verify('exception')
    print(f[0].data.dtype == sys.argv[2], f[0].header['BUNIT'], *[repr(float(v)) for v in f[0].data.ravel()])
'@
        if ($null -eq $lines) { Set-ItResult -Skipped -Because 'astropy is missing'; return }
        $parts = "$lines" -split ' '
        $parts[0, 1] | Should -Be 'True', 'degC'
        [double[]]$parts[2..5] | Should -Be ([double[]]$numbers)
    }

    It 'is read row by row in constant memory' {
        # 4,000 × 40,000 samples of 16 bits, 320 MB, none of them written.
        $path = [IO.Path]::Join((New-TestFolder), 'big.fits')
        $head = Get-FitsUnit (Get-FitsImageCard 16 4000, 40000)
        $file = [IO.File]::Create($path)
        $file.Write($head)
        $file.SetLength($head.Length + 320000000L)
        $file.Dispose()
        $image = Import-HeatmapImage $path -MaxPixels 1000000
        [GC]::Collect()
        $before = [GC]::GetTotalAllocatedBytes($true)
        ($image | Measure-Heatmap).Maximum | Should -Be 0
        ([GC]::GetTotalAllocatedBytes($true) - $before) / 1MB | Should -BeLessThan 100
    }
}

Describe 'DICOM' {
    It 'values of <Stored> bits, signed <Signed>, are those stored, without slope or intercept' -ForEach @(
        @{ Allocated = 16; Stored = 12; Signed = $false; Values = 0, 1, 4000, 4095; Type = 'UInt16' }
        @{ Allocated = 16; Stored = 12; Signed = $true; Values = -2048, -1, 0, 2047; Type = 'Int16' }
        @{ Allocated = 16; Stored = 16; Signed = $true; Values = -32768, -1, 0, 32767; Type = 'Int16' }
        @{ Allocated = 8; Stored = 8; Signed = $true; Values = -128, -1, 0, 127; Type = 'Int8' }
        @{ Allocated = 32; Stored = 32; Signed = $false; Values = 0, 1, 3000000000, 4294967295; Type = 'UInt32' }
    ) {
        $elements = Get-DicomElement 2 2 $Allocated $Stored -Signed:$Signed
        $image = Import-HeatmapImage (Save-File 'a.dcm' (Get-DicomFile $elements (ConvertTo-SampleBytes $Values ($Allocated / 8) -LittleEndian)))
        "$($image.SampleType)", $image.BitDepth | Should -Be $Type, $Stored
        Should-HavePixels $image.ToArray() $Values
    }

    It 'bits above those stored do not count' {
        $image = Import-HeatmapImage (Save-File 'a.dcm' (Get-DicomFile (Get-DicomElement 2 1 16 12 -Signed) (ConvertTo-SampleBytes 0xF800, 0x17FF 2 -LittleEndian)))
        Should-HavePixels $image.ToArray() -2048, 2047
    }

    It 'MONOCHROME1 is not inverted' {
        $image = Import-HeatmapImage (Save-File 'a.dcm' (Get-DicomFile (Get-DicomElement 3 1 8 8 -Photometric 'MONOCHROME1') @(0, 10, 255, 0)))
        Should-HavePixels $image.ToArray() 0, 10, 255
    }

    It 'with the header of a TIFF in its preamble is DICOM all the same' {
        $preamble = [byte[]](@(0x49, 0x49, 42, 0, 8, 0, 0, 0) + @(0) * 120)
        $image = Import-HeatmapImage (Save-File 'a.dcm' (Get-DicomFile (Get-DicomElement 2 1 8 8) @(7, 9) $preamble))
        Should-HavePixels $image.ToArray() 7, 9
    }

    It 'colours by plane, by pixel and by palette' {
        $elements = Get-DicomElement 2 1 8 8 -Photometric 'RGB'
        $elements[2] = 3
        $elements[6] = 1
        Should-HavePixels (Import-HeatmapImage (Save-File 'a.dcm' (Get-DicomFile $elements @(1, 2, 3, 4, 5, 6)))).ToArray() 1, 3, 5, 2, 4, 6
        $elements[6] = 0
        Should-HavePixels (Import-HeatmapImage (Save-File 'a.dcm' (Get-DicomFile $elements @(1, 2, 3, 4, 5, 6)))).ToArray() 1, 2, 3, 4, 5, 6
        $elements = Get-DicomElement 3 1 8 8 -Photometric 'PALETTE COLOR'
        foreach ($color in 0..2) {
            $elements[0x1101 + $color] = @(2, 10, 16)
            $elements[0x1201 + $color] = [byte[]](ConvertTo-SampleBytes @((1000 + $color), (60000 + $color)) 2 -LittleEndian)
        }

        # Indices below and above the palette take its ends.
        $image = Import-HeatmapImage (Save-File 'a.dcm' (Get-DicomFile $elements @(9, 10, 11, 0)))
        "$($image.SampleType)", $image.Bands | Should -Be 'UInt16', 3
        Should-HavePixels $image.ToArray() 1000, 1001, 1002, 1000, 1001, 1002, 60000, 60001, 60002
    }

    It 'frames are pages, and cut ones ImageCorrupt' {
        $elements = Get-DicomElement 2 1 8 8
        $elements[8] = '3'
        $bytes = Get-DicomFile $elements @(1, 2, 3, 4, 5, 6)
        $images = @(Import-HeatmapImage (Save-File 'a.dcm' $bytes) -AllPages)
        $images | Should -HaveCount 3
        Should-HavePixels $images[2].ToArray() 5, 6
        $null = { Import-HeatmapImage (Save-File 'a.dcm' $bytes[0..($bytes.Length - 2)]) } | Should-ThrowId ImageCorrupt
    }

    It 'JPEG frames leave no file open' -Skip:(-not $IsLinux) {
        # Explicit, JPEG baseline: an empty table of offsets, one fragment, the end.
        $jpeg = [IO.File]::ReadAllBytes((Get-TestDataPath 'golden/files/jpeg/gray.jpg'))
        $truth = Read-GoldenNpy (Get-TestDataPath 'golden/files/jpeg/gray.jpg.truth.npy')
        $bytes = Get-DicomFile (Get-DicomElement $truth.Shape[1] $truth.Shape[0] 8 8) @()
        $text = [Text.Encoding]::Latin1.GetString($bytes).Replace("UI`u{14}`01.2.840.10008.1.2.1`0", "UI`u{16}`01.2.840.10008.1.2.4.50")
        $file = [IO.MemoryStream]::new()
        $file.Write([Text.Encoding]::Latin1.GetBytes($text))
        $file.Position = $file.Length - 4
        $file.Write([byte[]](0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0, 0xE0))
        $file.Write((Get-NumberBytes ($jpeg.Length + $jpeg.Length % 2) 4))
        $file.Write($jpeg)
        $file.Write([byte[]]::new($jpeg.Length % 2))
        $file.Write([byte[]](0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0))
        $path = Save-File 'a.dcm' $file.ToArray()
        Should-HavePixels (Import-HeatmapImage $path).ToArray() $truth.Data -Tolerance 2
        $before = [IO.Directory]::GetFiles('/proc/self/fd').Count
        foreach ($i in 1..20) { $null = (Import-HeatmapImage $path).ToArray() }
        [IO.Directory]::GetFiles('/proc/self/fd').Count | Should -BeLessThan ($before + 10)
    }
}

Describe 'Bands' {
    # 2,048 × 2,000 pixels, more than four million.
    It 'of large files are those of small ones: <Name>' -ForEach @(
        @{ Name = 'a.bmp'; Kind = 'bmp'; Bands = 3 }, @{ Name = 'a.qoi'; Kind = 'qoi'; Bands = 3 }
        @{ Name = 'gray.jp2'; Kind = 'jp2'; Bands = 1 }, @{ Name = 'rgba.sgi'; Kind = 'sgi'; Bands = 4 }, @{ Name = 'gray.sgi'; Kind = 'sgi'; Bands = 1 }
    ) {
        $path = [IO.Path]::Join((New-TestFolder), $Name)
        # All grey, so that a look at the pixels would take colours for grey.
        $data = [byte[, , ]]::new(2000, 2048, $Bands)
        Export-HeatmapImage -InputObject ($Bands -eq 1 ? [byte[, ]]::new(2000, 2048) : $data) -Path $path -Format $Kind
        $image = Import-HeatmapImage $path
        $image.Width, $image.Height, $image.Bands, $image.HasAlpha | Should -Be 2048, 2000, $Bands, ($Bands -eq 4)
        $small = [IO.Path]::Join((New-TestFolder), $Name)
        Export-HeatmapImage -InputObject ($Bands -eq 1 ? [byte[, ]]::new(8, 8) : [byte[, , ]]::new(8, 8, $Bands)) -Path $small -Format $Kind
        (Import-HeatmapImage $small).Bands | Should -Be $Bands
    }

    It 'of a large DICOM image of colours are three' {
        $elements = Get-DicomElement 2048 2000 8 8 -Photometric 'RGB'
        $elements[2] = 3
        $elements[6] = 0
        (Import-HeatmapImage (Save-File 'a.dcm' (Get-DicomFile $elements ([byte[]]::new(2048 * 2000 * 3))))).Bands | Should -Be 3
    }
}

Describe 'Targa and SGI' {
    It 'pixels behind an identification are not shifted' {
        Should-HavePixels (Import-HeatmapImage (Save-File 'a.tga' @(3, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 8, 0x20, 0x61, 0x62, 0x63, 1, 2, 3, 4))).ToArray() 1, 2, 3, 4
    }

    It 'grey with alpha keeps it, and palettes of 15 bits reach 255' {
        $image = Import-HeatmapImage (Save-File 'a.tga' @(0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 16, 0x28, 10, 20, 30, 40))
        $image.Bands, $image.HasAlpha | Should -Be 2, $true
        Should-HavePixels $image.ToArray() 10, 20, 30, 40
        Should-HavePixels (Import-HeatmapImage (Save-File 'a.tga' @(0, 1, 1, 0, 0, 2, 0, 15, 0, 0, 0, 0, 2, 0, 1, 0, 8, 0x20, 0x1F, 0, 0xE0, 3, 0, 1))).ToArray() 0, 0, 255, 0, 255, 0
        $null = { (Import-HeatmapImage (Save-File 'a.tga' @(0, 1, 1, 0, 0, 2, 0, 15, 0, 0, 0, 0, 2, 0, 1, 0, 8, 0x20, 0x1F, 0, 0xE0, 3, 0, 2))).ToArray() } | Should-ThrowId ImageCorrupt
        # Two pixels in packets: three equal ones are one too many, as for Pillow and ffmpeg.
        Should-HavePixels (Import-HeatmapImage (Save-File 'a.tga' @(0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 8, 0x20, 0x81, 9))).ToArray() 9, 9
        $null = { Import-HeatmapImage (Save-File 'a.tga' @(0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 8, 0x20, 0x82, 9)) | Measure-Heatmap } | Should-ThrowId ImageCorrupt
    }

    It 'an SGI image of 16 bits keeps 65535, with and without -AllowDepthLoss' {
        $bytes = [byte[]]::new(512) + [byte[]](0xFF, 0xFF, 0, 1)
        [byte[]](1, 0xDA, 0, 2, 0, 2, 0, 2, 0, 1, 0, 1).CopyTo($bytes, 0)
        $path = Save-File 'a.sgi' $bytes
        Should-HavePixels (Import-HeatmapImage $path).ToArray() 65535, 1
        Should-HavePixels (Import-HeatmapImage $path -AllowDepthLoss).ToArray() 65535, 1
    }
}

Describe 'Samples that ImageMagick spreads over its own bits' {
    It 'of <_> bits are taken back exactly, from 8 and from 16' -ForEach 1, 4, 7, 8, 10, 12, 14, 15, 16 {
        $type = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'HeatmapPS.Engine' } | ForEach-Object { $_.GetType('HeatmapPS.Engine.Formats.Magick.SpreadSamples') } | Where-Object { $_ } | Select-Object -First 1
        $take = $type.GetMethod('TakeBack').CreateDelegate([Func[uint, uint, int, uint]])
        $most = [uint]((1 -shl $_) - 1)
        $wrong = foreach ($whole in 255, 65535 | Where-Object { $_ -ge $most }) {
            for ($value = 0; $value -le $most; $value += [Math]::Max(1, [int]($most / 1000))) {
                if ($take.Invoke([uint][Math]::Round($value * $whole / $most), [uint]$whole, $_) -ne $value) { "$value of $whole" }
            }
        }

        @($wrong) | Should -BeNullOrEmpty
    }
}
