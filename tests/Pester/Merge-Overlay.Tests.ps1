# Merge-Overlay: the formula at both depths, opacity by value, threshold, holes, resampling as Pillow does it, errors.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPillow = -not (Find-Python 'numpy', 'PIL')
    $noOpenCV = -not (Find-Python 'numpy', 'cv2')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Photo([type] $Type, [int] $Width, [int] $Height, [int] $Bands = 3) {
        $frame = New-TestFrame Noise ($Width * $Bands) $Height -Type $Type -Seed 3
        return Import-HeatmapImage -InputObject $frame.Data -Width $Width -Height $Height
    }

    # out = p (1 - a) + B(p, h) a, with the heatmap's own colours and an opacity for each pixel.
    function Get-ExpectedOverlay([array] $Photo, [array] $Heat, [double[]] $Alpha, [double] $Full, [scriptblock] $Blend = { param($p, $h) $h }) {
        $bands = $Heat.Length / $Alpha.Length
        for ($i = 0; $i -lt $Photo.Length; $i++) {
            $pixel = [Math]::Floor($i / 3)
            $p = $Photo[$i] / $Full
            $h = $Heat[$pixel * $bands + $i % 3] / $Full
            $a = $Alpha[$pixel]
            [Math]::Round(($p * (1 - $a) + (& $Blend $p $h) * $a) * $Full)
        }
    }

    $field = (New-TestFrame Spot 9 7 -Type ([float]) -Minimum 10 -Maximum 30).Data
    $field[4] = [float]::NaN
    $values = Import-HeatmapImage -InputObject $field -Width 9 -Height 7
}

Describe 'The formula' {
    It 'holds at <Bits> bits with <Mode>' -ForEach @(
        @{ Bits = 8; Mode = 'Normal'; Blend = { param($p, $h) $h } }
        @{ Bits = 16; Mode = 'Normal'; Blend = { param($p, $h) $h } }
        @{ Bits = 8; Mode = 'Multiply'; Blend = { param($p, $h) $p * $h } }
        @{ Bits = 16; Mode = 'Screen'; Blend = { param($p, $h) $p + $h - $p * $h } }
    ) {
        $photo = New-Photo ($Bits -eq 8 ? [byte] : [ushort]) 9 7
        $heatmap = $values | ConvertTo-Heatmap -Colormap jet -BitDepth $Bits
        $result = $heatmap | Merge-Overlay -Photo $photo -Opacity 0.3 -BlendMode $Mode
        $result.SampleType | Should -Be "UInt$Bits"
        $result.Bands | Should -Be 3
        $alpha = $field | ForEach-Object { [float]::IsNaN($_) ? 0 : 0.3 }
        $expected = Get-ExpectedOverlay @($photo.ToArray()) @($heatmap.ToArray()) $alpha ($Bits -eq 8 ? 255 : 65535) $Blend
        Should-HavePixels $result.ToArray() $expected -Tolerance 1 -Width 9 -Bands 3
    }

    It 'takes the opacity from the value' {
        $photo = New-Photo ([byte]) 9 7
        $heatmap = $values | ConvertTo-Heatmap -Colormap jet -Minimum 12 -Maximum 28
        $alpha = $field | ForEach-Object { [float]::IsNaN($_) ? 0 : 0.8 * [Math]::Clamp(($_ - 12) / 16, 0.0, 1.0) }
        $result = $heatmap | Merge-Overlay -Photo $photo -AlphaFrom Value -Opacity 0.8
        Should-HavePixels $result.ToArray() (Get-ExpectedOverlay @($photo.ToArray()) @($heatmap.ToArray()) $alpha 255) -Tolerance 1 -Width 9 -Bands 3
    }

    It 'leaves the photo below the threshold and in holes' {
        $photo = New-Photo ([ushort]) 9 7
        $result = @(($values | Merge-Overlay -Photo $photo -Threshold 20 -Opacity 1).ToArray())
        $before = @($photo.ToArray())
        $changed = 0
        for ($i = 0; $i -lt $field.Length; $i++) {
            $same = $result[3 * $i] -eq $before[3 * $i] -and $result[3 * $i + 1] -eq $before[3 * $i + 1]
            if (-not ($field[$i] -ge 20)) { $same | Should -BeTrue } else { $changed += -not $same }
        }

        $changed | Should -BeGreaterThan 0
    }

    It 'gives the photo at opacity 0 and the heatmap at opacity 1' {
        $photo = New-Photo ([byte]) 9 7
        $gray = New-TestFrame Noise 9 7 -Type ([byte])
        $heatmap = ConvertTo-Heatmap -InputObject $gray.Grid -Colormap turbo
        Should-HavePixels ($heatmap | Merge-Overlay -Photo $photo -Opacity 0).ToArray() $photo.ToArray()
        Should-HavePixels ($heatmap | Merge-Overlay -Photo $photo -Opacity 1).ToArray() $heatmap.ToArray()
    }

    It 'repeats a grey photo and keeps a transparent one''s alpha' {
        $gray = Import-HeatmapImage -InputObject ([byte[,]]::new(7, 9))
        ($values | Merge-Overlay -Photo $gray).Bands | Should -Be 3
        $path = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'rgba.png')) 9 7 (New-TestFrame Noise 36 7 -Type ([byte])).Samples -ColorType 6
        $result = $values | Merge-Overlay -Photo $path
        $result.HasAlpha | Should -BeTrue
        $before = @((Import-HeatmapImage $path).ToArray())
        $after = @($result.ToArray())
        foreach ($i in 0..62) { $after[4 * $i + 3] | Should -Be $before[4 * $i + 3] }
    }
}

Describe 'A large photo' {
    # Large enough for the table of all results that replaces the arithmetic; the halves are not.
    It 'is the same as its halves put together: <Mode>, threshold <Threshold>, photo of <Bands> bands' -ForEach @(
        @{ Mode = 'Normal'; Threshold = $null; Bands = 3 }
        @{ Mode = 'SoftLight'; Threshold = 90; Bands = 4 }
        @{ Mode = 'Luminosity'; Threshold = 90; Bands = 3 }
    ) {
        $random = [Random]::new(5)
        $width, $height = 512, 640
        $photo = [byte[]]::new($width * $height * $Bands)
        $random.NextBytes($photo)
        $values = [ushort[]]::new($width * $height)
        for ($i = 0; $i -lt $values.Length; $i++) { $values[$i] = $random.Next(200) }
        $parameters = @{ Opacity = 0.3; BlendMode = $Mode }
        if ($null -ne $Threshold) { $parameters.Threshold = $Threshold }
        $merge = {
            param($From, $Rows)
            $part = [byte[]]::new($Rows * $width * $Bands)
            [Buffer]::BlockCopy($photo, $From * $width * $Bands, $part, 0, $part.Length)
            $pixels = [byte[,,]]::new($Rows, $width, $Bands)
            [Buffer]::BlockCopy($part, 0, $pixels, 0, $part.Length)
            $numbers = [ushort[]]::new($Rows * $width)
            [Array]::Copy($values, $From * $width, $numbers, 0, $numbers.Length)
            $heat = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $numbers -Width $width -Height $Rows) -Minimum 10 -Maximum 180
            $bytes = [byte[]]::new($Rows * $width * $Bands)
            [Buffer]::BlockCopy((Merge-Overlay -InputObject $heat -Photo $pixels @parameters).ToArray(), 0, $bytes, 0, $bytes.Length)
            , $bytes
        }
        $whole = & $merge 0 $height
        $halves = (& $merge 0 ($height / 2)) + (& $merge ($height / 2) ($height / 2))
        [Linq.Enumerable]::SequenceEqual($whole, [byte[]]$halves) | Should -BeTrue
    }
}

Describe 'The size' {
    It 'is the photo''s; Nearest copies' {
        $heatmap = ConvertTo-Heatmap -InputObject ([byte[,]]::new(2, 2)) -Colormap jet
        $small = [byte[,]]::new(1, 2)
        $small[0, 1] = 255
        $heatmap = ConvertTo-Heatmap -InputObject $small -Colormap gray
        $result = $heatmap | Merge-Overlay -Photo (New-Photo ([byte]) 4 2) -Opacity 1 -Resample Nearest
        @($result.ToArray()) | Should -Be (@(, 0 * 6 + , 255 * 6) * 2)
    }

    It '<Kernel> to <Width> x <Height> is Pillow''s' -Skip:$noPillow -ForEach @(
        @{ Kernel = 'Bilinear'; Pillow = 'BILINEAR'; Width = 23; Height = 17 }
        @{ Kernel = 'Lanczos3'; Pillow = 'LANCZOS'; Width = 23; Height = 17 }
        @{ Kernel = 'Bilinear'; Pillow = 'BILINEAR'; Width = 5; Height = 3 }
        @{ Kernel = 'Lanczos3'; Pillow = 'LANCZOS'; Width = 5; Height = 3 }
    ) {
        $folder = New-TestFolder
        $data = Write-TestNpy ([IO.Path]::Join($folder, 'in.npy')) (New-TestFrame Noise 12 9 -Type ([float]) -Minimum 0 -Maximum 1).Data -Shape 9, 12
        $out = [IO.Path]::Join($folder, 'out.npy')
        $null = Invoke-Python -Module 'numpy', 'PIL' -Argument $data, $out, $Pillow, $Width, $Height -Code @'
import sys, numpy
from PIL import Image
image = Image.fromarray(numpy.load(sys.argv[1]))
size = int(sys.argv[4]), int(sys.argv[5])
numpy.save(sys.argv[2], numpy.asarray(image.resize(size, getattr(Image, sys.argv[3])), dtype=numpy.float32))
'@
        # A grey 16-bit map from 0 to 1 shows the resampled numbers themselves.
        $photo = Import-HeatmapImage -InputObject ([ushort[,]]::new($Height, $Width))
        $result = @((Merge-Overlay $data -Photo $photo -Opacity 1 -Resample $Kernel -Colormap gray -Minimum 0 -Maximum 1).ToArray())
        $expected = (Read-GoldenNpy $out).Data
        $largest = 0
        for ($i = 0; $i -lt $expected.Length; $i++) {
            $largest = [Math]::Max($largest, [Math]::Abs($result[3 * $i] - 65535 * [Math]::Clamp($expected[$i], 0.0, 1.0)))
        }

        $largest | Should -BeLessThan 2
    }

    It 'Area to <Width> x <Height> is OpenCV''s INTER_AREA' -Skip:$noOpenCV -ForEach @{ Width = 5; Height = 3 }, @{ Width = 4; Height = 9 }, @{ Width = 7; Height = 5 } {
        $folder = New-TestFolder
        $data = Write-TestNpy ([IO.Path]::Join($folder, 'in.npy')) (New-TestFrame Noise 12 9 -Type ([float]) -Minimum 0 -Maximum 1).Data -Shape 9, 12
        $out = [IO.Path]::Join($folder, 'out.npy')
        $null = Invoke-Python -Module 'numpy', 'cv2' -Argument $data, $out, $Width, $Height -Code @'
import sys, cv2, numpy
size = int(sys.argv[3]), int(sys.argv[4])
numpy.save(sys.argv[2], cv2.resize(numpy.load(sys.argv[1]), size, interpolation=cv2.INTER_AREA))
'@
        $photo = Import-HeatmapImage -InputObject ([ushort[,]]::new($Height, $Width))
        $result = @((Merge-Overlay $data -Photo $photo -Opacity 1 -Resample Area -Colormap gray -Minimum 0 -Maximum 1).ToArray())
        $expected = (Read-GoldenNpy $out).Data
        $expected.Length | Should -Be ($Width * $Height)
        for ($i = 0; $i -lt $expected.Length; $i++) { [Math]::Abs($result[3 * $i] - 65535 * $expected[$i]) | Should -BeLessThan 2 }
    }

    It 'keeps every digit of whole numbers of 32 bits' {
        $numbers = [int[, ]]::new(1, 2)
        $numbers[0, 0] = $numbers[0, 1] = 1073741824 + 200
        $heatmap = ConvertTo-Heatmap -InputObject $numbers -Minimum 1073741824 -Maximum 1073742080 -Colormap gray
        $merged = $heatmap | Merge-Overlay -Photo ([byte[, ]]::new(2, 4)) -Opacity 1 -Resample Bilinear
        Should-HavePixels $merged.ToArray() ([byte[]](, 200 * 24))
    }

    It 'of a hole reaches half of the way to what is there' {
        $data = [float[,]]::new(1, 2)
        $data[0, 0], $data[0, 1] = [float]::NaN, 1
        $photo = Import-HeatmapImage -InputObject ([byte[]](10, 20, 30, 40)) -Width 4 -Height 1
        $heatmap = ConvertTo-Heatmap -InputObject $data -Minimum 0 -Maximum 1 -Colormap gray
        Should-HavePixels ($heatmap | Merge-Overlay -Photo $photo -Opacity 1 -Resample Bilinear).ToArray() (10, 10, 10, 20, 20, 20, 255, 255, 255, 255, 255, 255)
    }

    It 'of Nearest takes the pixel under the middle' {
        $heatmap = Import-HeatmapImage -InputObject ([byte[]](10, 20, 30, 40, 50)) -Width 5 -Height 1 | ConvertTo-Heatmap -Colormap gray
        Should-HavePixels ($heatmap | Merge-Overlay -Photo ([byte[, ]]::new(1, 3)) -Opacity 1 -Resample Nearest).ToArray() (10, 10, 10, 30, 30, 30, 50, 50, 50)
    }

    It 'keeps holes as they are' {
        $data = [float[,]]::new(2, 2)
        $data[0, 0] = [float]::NaN
        $photo = New-Photo ([byte]) 4 4
        $before = @($photo.ToArray())
        $after = @((Merge-Overlay -InputObject $data -Photo $photo -Opacity 1 -Minimum -1 -Maximum 1 -Colormap gray).ToArray())
        $after[0..2] | Should -Be $before[0..2]
        $after[45..47] | Should -Be @(128, 128, 128)
    }
}

Describe 'Files' {
    It 'are written for each image, and not with -WhatIf' {
        $folder = New-TestFolder
        foreach ($name in 'a', 'b') { $null = Write-TestPng ([IO.Path]::Join($folder, "$name.png")) 8 8 (New-TestFrame Noise 8 8 -Type ([byte])).Samples }
        $photo = Write-TestPng ([IO.Path]::Join($folder, 'photo.png')) 16 16 (New-TestFrame Noise 48 16 -Type ([byte])).Samples -ColorType 2
        $out = [IO.Path]::Join($folder, 'out')
        Merge-Overlay ([IO.Path]::Join($folder, '?.png')) -Photo $photo -Destination $out -WhatIf | Should -BeNullOrEmpty
        Test-Path $out | Should -BeFalse
        $files = Merge-Overlay ([IO.Path]::Join($folder, '?.png')) -Photo (Get-Item $photo) -Destination $out
        $files.Name | Should -Be 'a.png', 'b.png'
        (Read-Png $files[0].FullName).Width | Should -Be 16
    }
}

Describe 'One scale' {
    BeforeAll {
        $images = 1..3 | ForEach-Object {
            Import-HeatmapImage -InputObject (New-TestFrame Noise 9 7 -Type ([ushort]) -Seed $_ -Minimum (100 * $_) -Maximum (1000 * $_)).Data -Width 9 -Height 7
        }
        $photo = New-Photo ([byte]) 9 7
        $before = @($photo.ToArray())
    }

    It 'gives the colours of ConvertTo-Heatmap -SharedScale, mixed with the photo: <Name>' -ForEach @(
        @{ Name = 'the default'; More = @{} }
        @{ Name = 'percentiles and a map'; More = @{ Percentile = 5, 95; Colormap = 'inferno'; Reverse = $true } }
    ) {
        $heatmaps = @($images | ConvertTo-Heatmap -SharedScale @More)
        $overlays = @($images | Merge-Overlay -Photo $photo -Opacity 0.4 -SharedScale @More)
        $overlays | Should -HaveCount 3
        for ($i = 0; $i -lt 3; $i++) {
            $expected = Get-ExpectedOverlay $before @($heatmaps[$i].ToArray()) (@(0.4) * 63) 255
            Should-HavePixels $overlays[$i].ToArray() $expected -Tolerance 1 -Width 9 -Bands 3
        }

        # At full opacity they are the heatmaps themselves, in files too.
        $files = @($images | Merge-Overlay -Photo $photo -Opacity 1 -SharedScale @More -Destination (New-TestFolder) -Name '{Index}')
        for ($i = 0; $i -lt 3; $i++) { Should-HavePixels (Read-Png $files[$i].FullName).RgbBytes $heatmaps[$i].ToArray() }
    }

    It 'is that of heatmaps too, which keep their colours' {
        $heatmaps = @($images | ConvertTo-Heatmap -Colormap inferno -WarningAction SilentlyContinue)
        $expected = @($images | ConvertTo-Heatmap -Colormap inferno -SharedScale)
        $overlays = @($heatmaps | Merge-Overlay -Photo $photo -Opacity 1 -SharedScale)
        for ($i = 0; $i -lt 3; $i++) { Should-HavePixels $overlays[$i].ToArray() $expected[$i].ToArray() }
        # Without a parameter of a scale or of colours, they stay as they are.
        Should-HavePixels ($heatmaps[1] | Merge-Overlay -Photo $photo -Opacity 1).ToArray() $heatmaps[1].ToArray()
    }

    It 'leaves an image out that cannot be read' {
        $overlays = @(@($images) + 'no.png' | Merge-Overlay -Photo $photo -SharedScale -ErrorVariable errors -ErrorAction SilentlyContinue)
        $overlays | Should -HaveCount 3
        Get-ErrorId $errors[0] | Should -Be ImageNotFound
    }
}

Describe 'A colorbar' {
    BeforeAll {
        $photo = New-Photo ([byte]) 90 70
        $heatmap = Import-HeatmapImage -InputObject (New-TestFrame Noise 90 70 -Type ([ushort])).Data -Width 90 -Height 70 | ConvertTo-Heatmap -Colormap inferno
    }

    It 'stands right of the picture, which it leaves alone, and shows the colours of the map' {
        $plain = $heatmap | Merge-Overlay -Photo $photo
        $records = @($heatmap | Merge-Overlay -Photo $photo -Colorbar -Verbose 4>&1)
        $told = "$($records.Where{ $_ -is [Management.Automation.VerboseRecord] })"
        $told -match 'picture 90×70 at \((\d+), (\d+)\), bar (\d+)×(\d+) at \((\d+), (\d+)\)' | Should -BeTrue
        $left, $top, $barWidth, $barHeight, $barX, $barY = 1..6 | ForEach-Object { [int]$Matches[$_] }
        $barX | Should -BeGreaterThan ($left + 90)
        $pixels, $picture = $records.Where{ $_ -isnot [Management.Automation.VerboseRecord] }[0].ToArray(), $plain.ToArray()
        $different = 0
        for ($y = 0; $y -lt 70; $y++) { for ($x = 0; $x -lt 90; $x++) { foreach ($b in 0..2) { $different += $pixels[($top + $y), ($left + $x), $b] -ne $picture[$y, $x, $b] } } }
        $different | Should -Be 0
        $map = $heatmap.Colormap
        foreach ($end in @(0, ($barY + $barHeight - 1)), @(($map.Count - 1), $barY)) {
            $color = $map[$end[0]]
            0..2 | ForEach-Object { $pixels[$end[1], ($barX + 2), $_] } | Should -Be ($color.R, $color.G, $color.B | ForEach-Object { [Math]::Round(255 * $_) })
        }
    }

    It 'is the same in a file' {
        $expected = ($heatmap | Merge-Overlay -Photo $photo -Colorbar).ToArray()
        $file = $heatmap | Merge-Overlay -Photo $photo -Colorbar -Destination ([IO.Path]::Join((New-TestFolder), 'a.png'))
        Should-HavePixels (Read-Png $file.FullName).RgbBytes $expected
    }

    It 'stands beside a photo with alpha, and one of 16 bits' {
        $clear = Import-HeatmapImage (Write-TestPng ([IO.Path]::Join((New-TestFolder), 'rgba.png')) 90 70 (New-TestFrame Noise 360 70 -Type ([byte])).Samples -ColorType 6)
        ($heatmap | Merge-Overlay -Photo $clear -Colorbar).Bands | Should -Be 4
        ($heatmap | Merge-Overlay -Photo (New-Photo ([ushort]) 90 70) -Colorbar).SampleType | Should -Be 'UInt16'
    }
}

Describe 'Errors' {
    It '<Id>' -ForEach @(
        @{ Id = 'PhotoNotSupported'; Script = { $values | Merge-Overlay -Photo $values } }
        @{ Id = 'PhotoNotSupported'; Script = { $values | Merge-Overlay -Photo (Get-TestDataPath 'golden/thermal/radiometric.jpg') } }
        @{ Id = 'PhotoMissing'; Script = { $values | Merge-Overlay } }
        @{ Id = 'ParameterConflict'; Script = { $values | Merge-Overlay -Embedded -Photo x.png } }
        @{ Id = 'EmbeddedNotFound'; Script = { $values | Merge-Overlay -Embedded } }
        @{ Id = 'EmbeddedNotFound'; Script = { Merge-Overlay (Get-TestDataPath 'golden/thermal/plain.jpg') -Embedded } }
        @{ Id = 'ImageNotFound'; Script = { $values | Merge-Overlay -Photo no.png } }
        @{ Id = 'InputNotSupported'; Script = { $values | Merge-Overlay -Photo 5 } }
        @{ Id = 'RangeInvalid'; Script = { $values | Merge-Overlay -Photo (New-Photo ([byte]) 2 2) -Threshold ([double]::NaN) } }
        @{ Id = 'ColormapNotFound'; Script = { $values | Merge-Overlay -Photo (New-Photo ([byte]) 2 2) -Colormap nosuch } }
    ) {
        $Script | Should-ThrowId $Id
    }
}

Describe 'Missing values with a colour of their own' {
    It 'leave the photo as it was, at <Bits> bits' -ForEach @(@{ Bits = 8 }, @{ Bits = 16 }) {
        $photo = $Bits -eq 8 ? [byte[]](10, 20, 30, 40, 50, 60) : [ushort[]](1000, 2000, 3000, 4000, 5000, 6000)
        $heatmap = Import-HeatmapImage -InputObject ([float[]]([float]::NaN, 1)) -Width 2 -Height 1 | ConvertTo-Heatmap -Minimum 0 -Maximum 1 -Colormap gray -BadColor red
        $result = @(($heatmap | Merge-Overlay -Photo (Import-HeatmapImage -InputObject (Import-HeatmapImage -InputObject $photo -Width 2 -Height 1)) -Opacity 1).ToArray())
        $white = $Bits -eq 8 ? 255 : 65535
        $result | Should -Be (@($photo[0..2]) + @($white) * 3)
    }
}
