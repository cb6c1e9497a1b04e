# When and with what an image was taken, as its file says: from files made byte by byte, and from those of Pillow.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPillow = -not (Find-Python 'PIL')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'HandMadeFiles.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'ScienceFiles.ps1'))

    function Save-File([string] $Name, [byte[]] $Bytes) {
        $path = [IO.Path]::Join((New-TestFolder), $Name)
        [IO.File]::WriteAllBytes($path, $Bytes)
        return $path
    }

    # A TIFF directory: entries of numbers (type 4) and texts (type 2) by their tags, with the texts after it.
    function Get-DirectoryBytes([int] $At, [Collections.IDictionary] $Fields, [bool] $BigEndian) {
        $head, $texts = [IO.MemoryStream]::new(), [IO.MemoryStream]::new()
        $textsAt = $At + 2 + 12 * $Fields.Count + 4
        $head.Write((Get-NumberBytes $Fields.Count 2 -BigEndian:$BigEndian))
        foreach ($tag in $Fields.Keys | Sort-Object) {
            $value = $Fields[$tag]
            $head.Write((Get-NumberBytes $tag 2 -BigEndian:$BigEndian))
            $head.Write((Get-NumberBytes ($value -is [string] ? 2 : 4) 2 -BigEndian:$BigEndian))
            [byte[]] $text = $value -is [string] ? [Text.Encoding]::ASCII.GetBytes("$value`0") : @()
            $head.Write((Get-NumberBytes ($value -is [string] ? $text.Length : 1) 4 -BigEndian:$BigEndian))
            if ($value -isnot [string]) { $head.Write((Get-NumberBytes $value 4 -BigEndian:$BigEndian)); continue }
            if ($text.Length -le 4) { $head.Write($text); $head.Write([byte[]]::new(4 - $text.Length)); continue }
            $head.Write((Get-NumberBytes ($textsAt + $texts.Length) 4 -BigEndian:$BigEndian))
            $texts.Write($text)
        }

        $head.Write([byte[]]::new(4))
        $texts.WriteTo($head)
        return , $head.ToArray()
    }

    # A TIFF file, or EXIF data: a first directory, and the one of the camera.
    function Get-TiffBytes([hashtable] $First = @{}, [hashtable] $Camera = @{}, [bool] $BigEndian = $false, [byte[]] $Pixels = @()) {
        $file = [IO.MemoryStream]::new()
        $file.Write([Text.Encoding]::ASCII.GetBytes($BigEndian ? 'MM' : 'II'))
        $file.Write((Get-NumberBytes 42 2 -BigEndian:$BigEndian))
        $cameraAt = 8 + $Pixels.Length
        [byte[]] $cameraBytes = $Camera.Count ? (Get-DirectoryBytes $cameraAt $Camera $BigEndian) : @()
        $file.Write((Get-NumberBytes ($cameraAt + $cameraBytes.Length) 4 -BigEndian:$BigEndian))
        $file.Write($Pixels)
        $file.Write($cameraBytes)
        $fields = $First.Clone()
        if ($Camera.Count) { $fields[0x8769] = $cameraAt }
        $file.Write((Get-DirectoryBytes ($cameraAt + $cameraBytes.Length) $fields $BigEndian))
        return , $file.ToArray()
    }

    function Get-JpegWithExif([byte[]] $Exif) {
        [byte[]] $jpeg = [IO.File]::ReadAllBytes((Get-TestDataPath 'golden/files/jpeg/gray.jpg'))
        [byte[]] $mark = [Text.Encoding]::ASCII.GetBytes("Exif`0`0")
        return , [byte[]]($jpeg[0..1] + 0xFF + 0xE1 + (Get-NumberBytes ($Exif.Length + 8) 2 -BigEndian) + $mark + $Exif + $jpeg[2..($jpeg.Length - 1)])
    }

    function Get-PngWithExif([byte[]] $Exif) {
        [byte[]] $png = [IO.File]::ReadAllBytes((Get-TestDataPath 'golden/files/png/gray8.png'))
        [byte[]] $body = [Text.Encoding]::ASCII.GetBytes('eXIf') + $Exif
        [byte[]] $sum = Get-NumberBytes ([long][HeatmapPS.Tests.PngFile]::Checksum($body)) 4 -BigEndian
        return , [byte[]]($png[0..32] + (Get-NumberBytes $Exif.Length 4 -BigEndian) + $body + $sum + $png[33..($png.Length - 1)])
    }

    $page = @{ 256 = 2; 257 = 1; 258 = 8; 259 = 1; 262 = 1; 273 = 8; 277 = 1; 278 = 1; 279 = 2 }
    $original = @{ 0x9003 = '2024:05:01 13:45:02' }
    function Get-Time([string] $Path) {
        $image = Import-HeatmapImage $Path
        return $image.CapturedAt ? $image.CapturedAt.ToString('yyyy-MM-dd HH:mm:ss.fff', [cultureinfo]::InvariantCulture) : 'none'
    }
}

Describe 'The time of capture' {
    It 'of a JPEG is that of its EXIF data, on the camera''s clock: big-endian <_>' -ForEach $false, $true {
        $image = Import-HeatmapImage (Save-File 'a.jpg' (Get-JpegWithExif (Get-TiffBytes @{ 306 = '2025:01:01 00:00:00' } $original $_)))
        $image.CapturedAt | Should -Be ([datetime]'2024-05-01T13:45:02')
        $image.CapturedAt.Kind | Should -Be 'Unspecified'
        $image.CapturedOffset | Should -BeNullOrEmpty
    }

    It 'has the offset and the fraction that the file has' {
        $camera = @{ 0x9003 = '2024:05:01 13:45:02'; 0x9011 = '-03:30'; 0x9291 = '25' }
        $path = Save-File 'a.jpg' (Get-JpegWithExif (Get-TiffBytes @{} $camera))
        Get-Time $path | Should -Be '2024-05-01 13:45:02.250'
        (Import-HeatmapImage $path).CapturedOffset | Should -Be ([timespan]'-03:30')
    }

    It 'is that of digitizing where there is no other, and never that of the last change' {
        Get-Time (Save-File 'a.jpg' (Get-JpegWithExif (Get-TiffBytes @{} @{ 0x9004 = '2001:02:03 04:05:06' }))) | Should -Be '2001-02-03 04:05:06.000'
        Get-Time (Save-File 'a.jpg' (Get-JpegWithExif (Get-TiffBytes @{ 306 = '2025:01:01 00:00:00' }))) | Should -Be 'none'
    }

    It 'of a PNG is that of its EXIF data' {
        Get-Time (Save-File 'a.png' (Get-PngWithExif (Get-TiffBytes @{} $original))) | Should -Be '2024-05-01 13:45:02.000'
    }

    It 'of a TIFF is that of the camera, else that of the page' {
        $dated = $page + @{ 306 = '2020:02:29 23:59:59' }
        Get-Time (Save-File 'a.tif' (Get-TiffBytes $dated -Pixels 1, 2)) | Should -Be '2020-02-29 23:59:59.000'
        Get-Time (Save-File 'a.tif' (Get-TiffBytes $dated $original -Pixels 1, 2)) | Should -Be '2024-05-01 13:45:02.000'
    }

    It 'of a thermal camera is that of its record' {
        $image = Import-HeatmapImage (Get-TestDataPath 'golden/thermal/radiometric.jpg')
        $image.CapturedAt | Should -Be ([datetime]'2013-04-12T12:24:01.131')
        $image.CapturedOffset | Should -Be ([timespan]'02:00')
    }

    It 'of DICOM is that of acquisition: <Expected>' -ForEach @(
        @{ Elements = @{ 0x22 = '20240501'; 0x32 = '134502.5' }; Expected = '2024-05-01 13:45:02.500' }
        @{ Elements = @{ 0x22 = '20240501'; 0x32 = '1345' }; Expected = '2024-05-01 13:45:00.000' }
        @{ Elements = @{ 0x2A = '20240501134502.123+0200' }; Expected = '2024-05-01 13:45:02.123'; Offset = '02:00' }
        @{ Elements = @{ 0x2A = '20240501134502'; 0x201 = '-0500' }; Expected = '2024-05-01 13:45:02.000'; Offset = '-05:00' }
        @{ Elements = @{ 0x22 = '20241301'; 0x32 = '134502' }; Expected = 'none' }
    ) {
        $path = Save-File 'a.dcm' (Get-DicomFile (Get-DicomElement 2 1 8 8) @(1, 2) -Time $Elements)
        Get-Time $path | Should -Be $Expected
        "$((Import-HeatmapImage $path).CapturedOffset)" | Should -Be ($Offset ? "$([timespan]$Offset)" : '')
    }

    It 'of FITS is that of the observation, in UTC' {
        $cards = @(Get-FitsImageCard 8 2, 1) + "DATE-OBS= '2024-05-01T13:45:02.75'"
        $path = Save-File 'a.fits' (Get-FitsUnit $cards @(1, 2))
        Get-Time $path | Should -Be '2024-05-01 13:45:02.750'
        (Import-HeatmapImage $path).CapturedOffset | Should -Be ([timespan]::Zero)
    }

    It 'that is none is left out, and the image is read: <_>' -ForEach '0000:00:00 00:00:00', '    :  :     :  :  ', '2024:05:01', '2024-05-01 13:45:02', '' {
        Get-Time (Save-File 'a.jpg' (Get-JpegWithExif (Get-TiffBytes @{} @{ 0x9003 = $_ }))) | Should -Be 'none'
    }

    It 'in a broken directory is left out, and the image is read' {
        $path = Save-File 'a.tif' (Get-TiffBytes ($page + @{ 0x8769 = 1000000 }) -Pixels 1, 2)
        Get-Time $path | Should -Be 'none'
        (Import-HeatmapImage $path).ToArray() | Should -Be 1, 2
        [byte[]] $exif = Get-TiffBytes @{} $original
        foreach ($length in 0, 7, 9, 20, 30, ($exif.Length - 10)) {
            $path = Save-File 'a.jpg' (Get-JpegWithExif ([byte[]]($length ? $exif[0..($length - 1)] : @())))
            Get-Time $path | Should -Be 'none' -Because "of $length bytes"
        }
    }

    It 'goes with what is made of one image, and not with what is made of several' {
        $path = Save-File 'a.jpg' (Get-JpegWithExif (Get-TiffBytes @{} $original))
        (Import-HeatmapImage $path -Gain 2 | ConvertTo-Heatmap).Raster.CapturedAt | Should -Be ([datetime]'2024-05-01T13:45:02')
        $path, $path | Merge-Lighten | ForEach-Object CapturedAt | Should -BeNullOrEmpty
    }

    It 'is a property of measurements, and travels' {
        $image = Import-HeatmapImage (Get-TestDataPath 'golden/thermal/radiometric.jpg')
        $measured = $image | Measure-Heatmap
        $measured.CapturedAt, $measured.CapturedOffset | Should -Be ([datetime]'2013-04-12T12:24:01.131'), ([timespan]'02:00')
        $thawed = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($image, 2))
        $thawed.CapturedAt, $thawed.CapturedOffset | Should -Be ([datetime]'2013-04-12T12:24:01.131'), ([timespan]'02:00')
    }
}

Describe 'The camera' {
    It 'of files of Pillow is maker and model: <_>' -Skip:$noPillow -ForEach 'jpg', 'png', 'webp', 'tif' {
        $path = [IO.Path]::Join((New-TestFolder), "a.$_")
        Invoke-Python -Module PIL -Argument $path -Code @'
import sys
from PIL import Image
image = Image.new("RGB", (20, 10), (200, 120, 40))
exif = image.getexif()
exif[271], exif[272] = "FUJIFILM", "X-T5"
if sys.argv[1].endswith("tif"):
    exif[306] = "2024:05:01 13:45:02"
else:
    exif[0x8769] = {0x9003: "2024:05:01 13:45:02"}
image.save(sys.argv[1], exif=exif)
'@
        $image = Import-HeatmapImage $path
        $image.Camera | Should -BeExactly 'FUJIFILM X-T5'
        $image.CapturedAt | Should -Be ([datetime]'2024-05-01T13:45:02')
    }

    It 'is named once: <Maker> and <Model>' -ForEach @(
        @{ Maker = 'Canon'; Model = 'Canon EOS 5D'; Name = 'Canon EOS 5D' }
        @{ Maker = 'NIKON CORPORATION'; Model = 'NIKON D850'; Name = 'NIKON D850' }
        @{ Maker = ' SONY '; Model = 'ILCE-7M4  '; Name = 'SONY ILCE-7M4' }
        @{ Maker = 'Hamamatsu'; Model = ''; Name = 'Hamamatsu' }
        @{ Maker = ''; Model = 'C13440'; Name = 'C13440' }
        @{ Maker = '  '; Model = ''; Name = $null }
        @{ Maker = 'a' * 63; Model = 'b'; Name = 'a' * 63 + '…' }
        @{ Maker = 'a' * 62; Model = 'b'; Name = 'a' * 62 + ' b' }
        @{ Maker = 'x' * 3000; Model = 'y' * 3000; Name = 'x' * 63 + '…' }
    ) {
        $first = @{ 271 = $Maker; 272 = $Model }
        foreach ($path in (Save-File 'a.jpg' (Get-JpegWithExif (Get-TiffBytes $first))), (Save-File 'a.png' (Get-PngWithExif (Get-TiffBytes $first))),
            (Save-File 'a.tif' (Get-TiffBytes ($page + $first) -Pixels 1, 2))) {
            (Import-HeatmapImage $path).Camera | Should -BeExactly $Name
        }
    }

    It 'has no character that steers a terminal' {
        $path = Save-File 'a.jpg' (Get-JpegWithExif (Get-TiffBytes @{ 271 = "Ca`e[31mnon"; 272 = "EOS`r`n`t5D" }))
        (Import-HeatmapImage $path).Camera | Should -BeExactly 'Ca␛[31mnon EOS␍␊␉5D'
        # UTF-8: a mark that turns the direction of text.
        [byte[]] $exif = Get-TiffBytes @{ 271 = 'Maker~~~x' }
        $at = [Array]::IndexOf($exif, [byte][char]'~')
        $exif[$at], $exif[$at + 1], $exif[$at + 2] = 0xE2, 0x80, 0xAE
        (Import-HeatmapImage (Save-File 'a.jpg' (Get-JpegWithExif $exif))).Camera | Should -BeExactly "Maker`u{FFFD}x"
    }

    It 'in a broken field is left out, and the image is read' {
        # A text that begins behind the end of the file.
        [byte[]] $tiff = Get-TiffBytes ($page + @{ 271 = 'Hamamatsu' }) -Pixels 1, 2
        $at = 2 + [BitConverter]::ToInt32($tiff, 4)
        while ([BitConverter]::ToUInt16($tiff, $at) -ne 271) { $at += 12 }
        [BitConverter]::GetBytes(1000000).CopyTo($tiff, $at + 8)
        $image = Import-HeatmapImage (Save-File 'a.tif' $tiff)
        $image.Camera | Should -BeNullOrEmpty
        $image.ToArray() | Should -Be 1, 2
    }

    It 'of a thermal camera is that of its record' {
        (Import-HeatmapImage (Get-TestDataPath 'golden/thermal/radiometric.jpg')).Camera | Should -BeExactly 'FLIR Simulated T1'
    }

    It 'goes with what is made of one image, to other processes and into pictures, and not with what is made of several' {
        $path = Save-File 'a.jpg' (Get-JpegWithExif (Get-TiffBytes @{ 271 = 'Canon'; 272 = 'EOS 5D' }))
        $image = Import-HeatmapImage $path -Gain 2
        ($image | ConvertTo-Heatmap).Raster.Camera | Should -BeExactly 'Canon EOS 5D'
        [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($image, 2)).Camera | Should -BeExactly 'Canon EOS 5D'
        $picture = $image | ConvertTo-Heatmap -Destination ([IO.Path]::Join((New-TestFolder), 'a.png')) -IncludeData
        (Import-HeatmapImage $picture).Raster.Camera | Should -BeExactly 'Canon EOS 5D'
        $path, $path | Merge-Lighten | ForEach-Object Camera | Should -BeNullOrEmpty
    }
}

Describe 'Exif data of a PNG' {
    It 'that do not match their checksum are an error, and turn no picture: <Name>' -ForEach @(
        @{ Name = 'eXIf'; Filler = 0 }
        @{ Name = 'eXIf of 20 KB'; Filler = 20000 }
    ) {
        $exif = [byte[]]((Get-TiffBytes @{ 274 = 8 }) + [byte[]]::new($Filler))
        $png = Get-PngWithExif $exif
        $whole = Import-HeatmapImage (Save-File 'turned.png' $png)
        $plain = Import-HeatmapImage (Get-TestDataPath 'golden/files/png/gray8.png')
        $whole.Width, $whole.Height | Should -Be $plain.Height, $plain.Width
        # The last byte of the data, which says nothing of the orientation.
        $png[33 + 8 + $exif.Length - 1] = $png[33 + 8 + $exif.Length - 1] -bxor 1
        $broken = Save-File 'broken.png' $png
        { Import-HeatmapImage $broken } | Should-ThrowId ImageCorrupt -TargetObject $broken
    }

    It 'in a text are checked too' {
        $plain = [IO.File]::ReadAllBytes((Get-TestDataPath 'golden/files/png/palette1.png'))
        [byte[]] $body = [Text.Encoding]::ASCII.GetBytes("tEXtRaw profile type exif`0`nexif`n       4`n4d4d002a`n")
        [byte[]] $sum = Get-NumberBytes ([long][HeatmapPS.Tests.PngFile]::Checksum($body)) 4 -BigEndian
        $sum[3] = $sum[3] -bxor 1
        $broken = Save-File 'text.png' ([byte[]]($plain[0..32] + (Get-NumberBytes ($body.Length - 4) 4 -BigEndian) + $body + $sum + $plain[33..($plain.Length - 1)]))
        { Import-HeatmapImage $broken } | Should-ThrowId ImageCorrupt -TargetObject $broken
    }
}
