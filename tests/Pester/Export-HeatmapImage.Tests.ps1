# Export-HeatmapImage: what is written is what the image holds, read back by readers that are not the module's.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPython = $null -eq (Find-Python 'numpy')
    $noOpenCv = $null -eq (Find-Python 'numpy', 'cv2')
    $noPillow = $null -eq (Find-Python 'numpy', 'PIL')
    $noTifffile = $null -eq (Find-Python 'numpy', 'tifffile')

    $edges = 0, 1, 255, 256, 257, 65535
    $halves = -1.5, 0, 0.1, 1e-30, 65536.25, 3e38
    $roundTrips = @(
        foreach ($format in 'png', 'tif', 'pgm', 'pam', 'npy', 'npz') { @{ Format = $format; Type = [ushort]; Values = $edges } }
        foreach ($format in 'png', 'tif', 'pgm', 'npy', 'gif', 'bmp') { @{ Format = $format; Type = [byte]; Values = 0, 1, 127, 128, 254, 255 } }
        foreach ($format in 'tif', 'pfm', 'npy', 'npz') { @{ Format = $format; Type = [float]; Values = $halves } }
        foreach ($format in 'tif', 'npy', 'npz') { @{ Format = $format; Type = [double]; Values = -1e300, 0, 0.1, 1e-300, 16777217, 1.7e308 } }
        foreach ($format in 'tif', 'npy') { @{ Format = $format; Type = [short]; Values = -32768, -1, 0, 1, 256, 32767 } }
        foreach ($format in 'tif', 'npy') { @{ Format = $format; Type = [int]; Values = -2147483648, -1, 0, 1, 65536, 2147483647 } }
        foreach ($format in 'tif', 'npy') { @{ Format = $format; Type = [uint]; Values = 0, 1, 255, 65536, 2147483648, 4294967295 } }
        foreach ($format in 'tif', 'npy') { @{ Format = $format; Type = [sbyte]; Values = -128, -1, 0, 1, 2, 127 } }
    )
    $special = foreach ($format in 'tif', 'pfm', 'npy') { @{ Format = $format } }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Raster([array] $Values, [int] $Width, [int] $Height) {
        return Import-HeatmapImage -InputObject $Values -Width $Width -Height $Height
    }

    function New-Path([string] $Extension) { return [IO.Path]::Join((New-TestFolder), "x.$Extension") }
}

Describe 'WebP' {
    BeforeAll {
        $field = New-Raster (New-TestFrame Noise 64 48 -Type ([ushort])).Data 64 48
        $heatmap = $field | ConvertTo-Heatmap -Colormap turbo
        $photo = New-Raster (New-TestFrame Noise (3 * 64) 48 -Type ([byte])).Data 64 48
    }

    It 'of a heatmap is lossless where -Quality is not given: <Name>' -ForEach @(
        @{ Name = 'Export-HeatmapImage'; Script = { $heatmap | Export-HeatmapImage $path }; Image = { $heatmap } }
        @{ Name = 'with a colorbar'; Script = { $heatmap | Export-HeatmapImage $path -Colorbar }; Image = { $heatmap | Add-Colorbar } }
        @{ Name = 'ConvertTo-Heatmap'; Script = { $field | ConvertTo-Heatmap -Colormap turbo -Destination $path }; Image = { $heatmap } }
        @{ Name = 'Add-Colorbar'; Script = { $heatmap | Add-Colorbar -Location Bottom | Export-HeatmapImage $path }; Image = { $heatmap | Add-Colorbar -Location Bottom } }
        @{ Name = 'Add-Colorbar, sent'; Script = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize(($heatmap | Add-Colorbar))) | Export-HeatmapImage $path }; Image = { $heatmap | Add-Colorbar } }
        @{ Name = 'Merge-Mosaic'; Script = { $heatmap, $photo | Merge-Mosaic -Destination $path }; Image = { $heatmap, $photo | Merge-Mosaic } }
        @{ Name = 'of a grid'; Script = { $grid | ConvertTo-Heatmap | Export-HeatmapImage $path }; Image = { $grid | ConvertTo-Heatmap | Export-HeatmapImage "$path.png"; Import-HeatmapImage "$path.png" } }
    ) {
        $path = New-Path webp
        $grid = 1..40 | ForEach-Object { [pscustomobject]@{ X = $_ % 8; Y = $_ % 5; Value = $_ } } | ConvertTo-HeatmapGrid -X X -Y Y -Value Value
        $null = & $Script
        Should-HavePixels (Import-HeatmapImage $path).ToArray() (& $Image).ToArray()
    }

    It 'is lossy with -Quality, and of pictures' {
        foreach ($quality in 90, 75) {
            $path = New-Path webp
            $heatmap | Export-HeatmapImage $path -Quality $quality
            (Compare-Pixels (Import-HeatmapImage $path).ToArray() $heatmap.ToArray()).Equal | Should -BeFalse
        }
        $path = New-Path webp
        $photo | Export-HeatmapImage $path
        (Compare-Pixels (Import-HeatmapImage $path).ToArray() $photo.ToArray()).Equal | Should -BeFalse
        $photo | Export-HeatmapImage $path -Quality 100 -Force
        Should-HavePixels (Import-HeatmapImage $path).ToArray() $photo.ToArray()
    }
}

Describe 'Numbers' {
    It '<Values> as <Type> survive a .<Format>' -ForEach $roundTrips {
        $values = $Values -as "$Type[]"
        $path = New-Path $Format
        New-Raster $values 3 2 | Export-HeatmapImage $path
        $image = Import-HeatmapImage $path
        $array = $image.ToArray()
        if ($array.Rank -eq 3) { $array = ($image | ConvertTo-Grayscale -Method Red).ToArray() }
        $array.GetType().GetElementType() | Should -Be $Type
        Should-HavePixels $array $values
    }

    It 'NaN and infinities survive a .<Format>' -ForEach $special {
        $values = [float[]]([float]::NaN, [float]::NegativeInfinity, [float]::PositiveInfinity, -0.0)
        $path = New-Path $Format
        New-Raster $values 2 2 | Export-HeatmapImage $path
        Should-HavePixels (Import-HeatmapImage $path).ToArray() $values
    }

    It 'of <Bands> bands are bands again when a .<Format> is read' -ForEach @(
        foreach ($format in 'npy', 'npz') { foreach ($bands in 5, 7) { @{ Format = $format; Bands = $bands } } }
    ) {
        $frame = New-TestFrame Noise (6 * $Bands) 4 -Type ([ushort])
        $path = New-Path $Format
        $array = [ushort[,,]]::new(4, 6, $Bands)
        [Buffer]::BlockCopy($frame.Data, 0, $array, 0, 2 * $frame.Data.Length)
        Export-HeatmapImage -InputObject $array -Path $path
        $image = Import-HeatmapImage $path
        "$($image.Width)×$($image.Height)×$($image.Bands), $($image.PageCount) page" | Should -Be "6×4×$Bands, 1 page"
        Should-HavePixels $image.ToArray() $frame.Data
        if ($Format -eq 'npy') { (Read-GoldenNpy $path).Shape | Should -Be 1, 4, 6, $Bands }
    }

    It 'of <Bands> bands of <Type> survive a .<Format>' -ForEach @(
        foreach ($format in 'png', 'tif', 'pam', 'npy') { foreach ($type in [byte], [ushort]) { foreach ($bands in 2, 3, 4) { @{ Format = $format; Type = $type; Bands = $bands } } } }
        @{ Format = 'ppm'; Type = [ushort]; Bands = 3 }, @{ Format = 'pfm'; Type = [float]; Bands = 3 }, @{ Format = 'tif'; Type = [float]; Bands = 3 }
        @{ Format = 'tif'; Type = [ushort]; Bands = 7 }
    ) {
        $frame = New-TestFrame Noise (5 * $Bands) 4 -Type $Type -Maximum ($Type -eq [byte] ? 255 : 65535)
        $path = New-Path $Format
        New-Raster $frame.Data 5 4 | Export-HeatmapImage $path
        $image = Import-HeatmapImage $path
        $image.Bands | Should -Be $Bands
        Should-HavePixels $image.ToArray() $frame.Data
    }

    It 'of every row survive frames wider than a strip, at each compression of TIFF and PNG' -ForEach @(
        foreach ($format in 'png', 'tif') { foreach ($compression in 'Default', 'None', 'Fast', 'Best') { @{ Format = $format; Compression = $compression } } }
        @{ Format = 'tif'; Compression = 'Lzw' }
    ) {
        $frame = New-TestFrame Noise 501 403
        $path = New-Path $Format
        New-Raster $frame.Data 501 403 | Export-HeatmapImage $path -Compression $Compression
        Should-HavePixels (Import-HeatmapImage $path).ToArray() $frame.Data -Width 501
        if ($Format -eq 'png') { Should-HavePixels (Read-Png $path).Raw $frame.Data -Width 501 }
        elseif ($null -ne (Find-Python 'numpy', 'cv2')) { Should-HavePixels (Read-ImageWithPython $path -Reader opencv).Data $frame.Data -Width 501 }
    }

    It 'compress: Best is smaller than Fast, Fast smaller than None' {
        $raster = New-Raster (New-TestFrame Spot 300 200).Data 300 200
        foreach ($format in 'png', 'tif') {
            $sizes = foreach ($compression in 'Best', 'Fast', 'None') {
                (Export-HeatmapImage -InputObject $raster -Path (New-Path $format) -Compression $compression -PassThru).Length
            }
            $sizes[0] | Should -BeLessThan $sizes[1]
            $sizes[1] | Should -BeLessThan $sizes[2]
        }
    }

    It 'go to CSV as lines of a row each' {
        $path = New-Path csv
        New-Raster ([float[]](1.5, -2, [float]::NaN, 0.1)) 2 2 | Export-HeatmapImage $path
        $lines = [IO.File]::ReadAllLines($path)
        $lines | Should -HaveCount 2
        $lines[0] | Should -Be '1.5,-2'
        [float]($lines[1] -split ',')[1] | Should -Be ([float]0.1)
        ($lines[1] -split ',')[0] | Should -Be 'NaN'
    }
}

Describe 'Other readers' {
    It 'numpy.load gives <Type> of shape (4, 5)' -Skip:$noPython -ForEach @(
        @{ Type = [byte]; DType = 'uint8' }, @{ Type = [ushort]; DType = 'uint16' }, @{ Type = [short]; DType = 'int16' }
        @{ Type = [int]; DType = 'int32' }, @{ Type = [float]; DType = 'float32' }, @{ Type = [double]; DType = 'float64' }
    ) {
        $frame = New-TestFrame Noise 5 4 -Type $Type -Maximum 200
        $path = New-Path npy
        New-Raster $frame.Data 5 4 | Export-HeatmapImage $path
        $lines = Invoke-Python -Module numpy -Argument $path -Code @'
import sys, numpy as np
a = np.load(sys.argv[1])
print(a.dtype, a.shape, a.flags.c_contiguous)
print(",".join(str(int(v)) for v in a.ravel()))
'@
        $lines[0] | Should -Be "$DType (4, 5) True"
        Should-HavePixels ($lines[1] -split ',') $frame.Data
    }

    It 'numpy.load gives a heatmap''s colours from .npy, its numbers with -Data, and all from .npz' -Skip:$noPython {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([ushort[]](0..19)) -Width 5 -Height 4) -Minimum 2 -Maximum 9 -Colormap magma
        $colors, $numbers, $archive = (New-Path npy), (New-Path npy), (New-Path npz)
        $heatmap | Export-HeatmapImage $colors
        $heatmap | Export-HeatmapImage $numbers -Data
        $heatmap | Export-HeatmapImage $archive
        $lines = Invoke-Python -Module numpy -Argument $colors, $numbers, $archive -Code @'
import sys, numpy as np
colors, numbers, archive = (np.load(p) for p in sys.argv[1:])
print(colors.dtype, colors.shape, numbers.dtype, numbers.shape)
print((numbers.ravel() == np.arange(20)).all(), (archive["data"] == numbers).all(), (archive["colors"] == colors).all())
print(float(archive["minimum"]), float(archive["maximum"]), str(archive["colormap"]))
print(",".join(map(str, colors.ravel())))
'@
        $lines[0] | Should -Be 'uint8 (4, 5, 3) uint16 (4, 5)'
        $lines[1] | Should -Be 'True True True'
        $lines[2] | Should -Be '2.0 9.0 magma'
        Should-HavePixels ($lines[3] -split ',') $heatmap.ToArray()
    }

    It 'cv2.imread gives the samples of a .<Format>' -Skip:$noOpenCv -ForEach @(
        @{ Format = 'png'; Type = [byte] }, @{ Format = 'png'; Type = [ushort] }, @{ Format = 'tif'; Type = [byte] }, @{ Format = 'tif'; Type = [ushort] }
        @{ Format = 'tif'; Type = [float] }, @{ Format = 'tif'; Type = [double] }, @{ Format = 'pgm'; Type = [ushort] }, @{ Format = 'pfm'; Type = [float] }
        @{ Format = 'webp'; Type = [byte]; Quality = 100 }, @{ Format = 'bmp'; Type = [byte] }
    ) {
        $frame = New-TestFrame Noise 17 11 -Type $Type -Maximum ($Type -eq [byte] ? 255 : 65535)
        $path = New-Path $Format
        $quality = $Quality ? @{ Quality = $Quality } : @{}
        New-Raster $frame.Data 17 11 | Export-HeatmapImage $path @quality
        $read = Read-ImageWithPython $path -Reader opencv
        $read.Data.GetType().GetElementType() | Should -Be $Type
        $actual = $read.Shape.Count -eq 2 ? $read.Data : @(for ($i = 0; $i -lt $read.Data.Length; $i += 3) { $read.Data[$i] })
        Should-HavePixels $actual $frame.Data -Width 17
    }

    It '<Reader> gives the colours of a palette .<Format>' -ForEach @(
        foreach ($format in 'png', 'tif') { foreach ($reader in 'opencv', 'pillow') { @{ Format = $format; Reader = $reader } } }
        @{ Format = 'gif'; Reader = 'pillow' }
    ) {
        $module = @{ opencv = 'cv2'; pillow = 'PIL' }[$Reader]
        if ($null -eq (Find-Python 'numpy', $module)) {
            Set-ItResult -Skipped -Because "Python has no $module"
            return
        }

        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject (New-TestFrame Spot 64 48).Data -Width 64 -Height 48) -Colormap inferno
        $path = New-Path $Format
        $heatmap | Export-HeatmapImage $path
        $read = Invoke-Python -Module 'numpy', $module -Argument $path -Code (@{
                opencv = "import sys, cv2; a = cv2.imread(sys.argv[1]); print('BGR', *a[..., ::-1].ravel())"
                pillow = "import sys, numpy as np; from PIL import Image; i = Image.open(sys.argv[1]); print(i.mode, *np.asarray(i.convert('RGB')).ravel())"
            }[$Reader])
        $mode, $values = "$read" -split ' '
        if ($Reader -eq 'pillow') { $mode | Should -Be 'P' -Because 'it is a palette image' }
        Should-HavePixels $values $heatmap.ToArray() -Width 64 -Bands 3
    }

    It 'Pillow gives the colours and alpha of a palette PNG with bad pixels' -Skip:$noPillow {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([float[]](1, [float]::NaN, 2, 3)) -Width 2 -Height 2)
        $path = New-Path png
        $heatmap | Export-HeatmapImage $path
        $read = Invoke-Python -Module 'numpy', 'PIL' -Argument $path -Code "import sys, numpy as np; from PIL import Image; i = Image.open(sys.argv[1]); print(*np.asarray(i.convert('RGBA')).ravel())"
        Should-HavePixels ("$read" -split ' ') $heatmap.ToArray()
        $heatmap.ToArray()[0, 1, 3] | Should -Be 0
    }

    It 'tifffile reads what OpenCV does not: <_>' -Skip:$noTifffile -ForEach ([short], [int], [uint], [sbyte]) {
        $frame = New-TestFrame Noise 17 11 -Type $_ -Maximum 100
        $path = New-Path tif
        New-Raster $frame.Data 17 11 | Export-HeatmapImage $path
        $read = Read-ImageWithPython $path
        $read.Data.GetType().GetElementType() | Should -Be $_
        Should-HavePixels $read.Data $frame.Data
    }
}

Describe 'Depth' {
    It '8 to 16 bits is × 257, and back' {
        $bytes = [byte[]](0..255)
        $path = New-Path png
        New-Raster $bytes 16 16 | Export-HeatmapImage $path -BitDepth 16
        Should-HavePixels (Read-Png $path).Raw (0..255 | ForEach-Object { $_ * 257 })
        Import-HeatmapImage $path | Export-HeatmapImage $path -BitDepth 8 -Force -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused.FullyQualifiedErrorId | Should -Match '^OutputIsInput'
        $other = New-Path png
        Import-HeatmapImage $path | Export-HeatmapImage $other -BitDepth 8
        Should-HavePixels (Read-Png $other).Raw $bytes
    }

    It '16 to 8 bits is round(v / 257)' {
        $path = New-Path png
        New-Raster ([ushort[]](0, 128, 129, 385, 386, 65535)) 3 2 | Export-HeatmapImage $path -BitDepth 8
        Should-HavePixels (Read-Png $path).Raw 0, 0, 1, 1, 2, 255
    }

    Context 'Of <Bits> bits in 16' -ForEach @{ Bits = 9 }, @{ Bits = 12 }, @{ Bits = 15 } {
        BeforeAll {
            $full = [Math]::Pow(2, $Bits) - 1
            $values = [double[]](0, 1, 100, $full, 300, $full, 5, 6, $full, $full, $full, $full)
            function New-Shallow([int] $Bands, [int[]] $Extra) {
                $path = New-Path tif
                $page = [HeatmapPS.Tests.TiffPage]@{ Width = 12 / $Bands; Height = 1; Bands = $Bands; Bits = $Bits; Photometric = $Bands -gt 2 ? 2 : 1; ExtraSamples = $Extra; Samples = $values }
                [IO.File]::WriteAllBytes($path, $page.Build())
                $image = Import-HeatmapImage -LiteralPath $path
                @($image.ToArray()) | Should -Be $values
                $image.BitDepth | Should -Be $Bits
                return $image
            }
        }

        It 'colours and alpha are written at their brightness, and as they are where numbers are kept (<Bands> bands)' -ForEach @{ Bands = 3 }, @{ Bands = 4; Extra = 2 }, @{ Bands = 2; Extra = 2 } {
            $image = New-Shallow $Bands $Extra
            foreach ($format in 'png', 'pam') {
                $path = New-Path $format
                $image | Export-HeatmapImage $path
                @((Import-HeatmapImage $path).ToArray()) | Should -Be @($values | ForEach-Object { [Math]::Round($_ * 65535 / $full) }) -Because $format
            }
            foreach ($format in 'npy', 'tif') {
                $path = New-Path $format
                $image | Export-HeatmapImage $path
                @((Import-HeatmapImage $path).ToArray()) | Should -Be $values -Because $format
            }
        }

        It 'grey numbers stay, and are brought to 8 bits by their full scale' {
            $image = New-Shallow 1
            foreach ($depth in @{}, @{ BitDepth = 16 }) {
                $path = New-Path png
                $image | Export-HeatmapImage $path @depth
                Should-HavePixels (Read-Png $path).Raw $values
            }
            $path = New-Path png
            $image | Export-HeatmapImage $path -BitDepth 8
            Should-HavePixels (Read-Png $path).Raw @($values | ForEach-Object { [Math]::Round($_ * 255 / $full) })
        }
    }

    It '<Type> into .<Format> is DepthMismatch and leaves no file' -ForEach @(
        @{ Type = [float]; Format = 'jpg' }, @{ Type = [float]; Format = 'png' }, @{ Type = [int]; Format = 'png' }, @{ Type = [short]; Format = 'pgm' }, @{ Type = [ushort]; Format = 'jpg' }, @{ Type = [double]; Format = 'gif' }
    ) {
        $path = New-Path $Format
        $raster = New-Raster ([Array]::CreateInstance($Type, 4)) 2 2
        $records = { $raster | Export-HeatmapImage $path } | Should-ThrowId DepthMismatch
        $records[0].Exception.Message | Should -Match 'ConvertTo-Heatmap'
        $records[0].CategoryInfo.Category | Should -Be 'InvalidData'
        Get-ChildItem -LiteralPath (Split-Path $path) -Force | Should -BeNullOrEmpty
    }

    It 'a heatmap of floats goes into a JPEG' {
        $path = New-Path jpg
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([float[]](0, 0, 1, 1)) -Width 2 -Height 2) -Colormap gray
        $heatmap | Export-HeatmapImage $path -Quality 100
        Should-HavePixels (Import-HeatmapImage $path -As Gray).ToArray() 0, 0, 255, 255 -Tolerance 4
    }

    It 'a heatmap takes -BitDepth 16 on export too' {
        $frame = Read-Golden 'frame_u16'
        $path = New-Path png
        ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $frame.Data -Width 96 -Height 80) -Colormap inferno -Minimum 7000 -Maximum 9000 | Export-HeatmapImage $path -BitDepth 16
        Should-HavePixels (Read-Png $path).Rgb (Read-Golden 'heat16_u16_given_inferno').Data -Width 96 -Bands 3
    }

    It '16-bit colours into a format of 8 bits are FormatNotSupported' {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([ushort[]](0, 1)) -Width 2 -Height 1) -BitDepth 16
        $null = { $heatmap | Export-HeatmapImage (New-Path jpg) } | Should-ThrowId FormatNotSupported
        $path = New-Path jpg
        $heatmap | Export-HeatmapImage $path -BitDepth 8
        (Import-HeatmapImage $path).Width | Should -Be 2
    }
}
