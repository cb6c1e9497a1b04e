BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noGdal = -not (Find-Python osgeo.gdal, numpy)
    $noPillow = -not (Find-Python PIL, numpy)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'tiff-pages.ps1'))
}

Describe 'TIFF: a field that has one value' {
    It 'is an error with two: tag <_>' -ForEach 256, 257, 262, 277, 278, 284, 317 {
        $path = Write-TiffPage @{ Width = 40; Height = 24; Bits = 16; Bands = 3; Compression = 8; Predictor = 2; StripRows = 5; TileWidth = 0; TileHeight = 0 }
        Get-ReadResult $path | Should -Be 'read'
        $page.Fields.Keys | Should -Contain $_
        # The number of values lies before the value.
        Get-ReadResult (Copy-Changed $path ($page.Fields[$_] - 4) ([BitConverter]::GetBytes(2)) 'two.tif') | Should -Be 'ImageCorrupt'
    }
}

Describe 'TIFF: a tile or strip that is cut or broken is an error' {
    It '<Name>' -ForEach @(
        @{ Name = 'Deflate tiles'; With = @{ Bits = 16; Compression = 8 }; Checked = $true }
        @{ Name = 'Deflate tiles with predictor 2'; With = @{ Bits = 16; Compression = 8; Predictor = 2 }; Checked = $true }
        @{ Name = 'float tiles with predictor 3'; With = @{ Kind = 'f'; Bits = 32; Compression = 8; Predictor = 3 }; Checked = $true }
        @{ Name = 'Deflate tiles of bands apart'; With = @{ Bands = 3; Compression = 8; Planar = $true }; Checked = $true }
        @{ Name = 'CMYK tiles'; With = @{ Bands = 4; Compression = 8; Photometric = 5 }; Checked = $true }
        @{ Name = 'uncompressed tiles'; With = @{ Bits = 16 }; Checked = $false }
        @{ Name = 'PackBits tiles'; With = @{ Compression = 32773 }; Checked = $false }
        @{ Name = 'Deflate strips'; With = @{ Bits = 16; Compression = 8; StripRows = 5; TileWidth = 0; TileHeight = 0 }; Checked = $true }
    ) {
        $all = @{ Width = 40; Height = 24; TileWidth = 16; TileHeight = 16 }
        foreach ($key in $With.Keys) { $all[$key] = $With[$key] }
        $path = Write-TiffPage $all
        Get-ReadResult $path | Should -Be 'read'
        $places, $lengths = $all.TileWidth ? (324, 325) : (273, 279)
        $page.Blocks.Count | Should -BeGreaterThan 4
        for ($i = 0; $i -lt $page.Blocks.Count; $i++) {
            $position, $length = $page.Blocks[$i].Item1, $page.Blocks[$i].Item2
            $broken = [ordered]@{
                'no position' = Copy-Changed $path ($page.Fields[$places] + 4 * $i) ([byte[]]::new(4)) 'a.tif'
                'no length' = Copy-Changed $path ($page.Fields[$lengths] + 4 * $i) ([byte[]]::new(4)) 'b.tif'
                'half a length' = Copy-Changed $path ($page.Fields[$lengths] + 4 * $i) ([BitConverter]::GetBytes([int]($length / 2))) 'c.tif'
                'behind the end' = Copy-Changed $path ($page.Fields[$places] + 4 * $i) ([BitConverter]::GetBytes(0x7FFFFFF0)) 'd.tif'
            }
            if ($Checked) {
                $broken['zeroed'] = Copy-Changed $path $position ([byte[]]::new($length)) 'e.tif'
                foreach ($at in 0, [int]($length / 2), ($length - 1)) {
                    $value = [IO.File]::ReadAllBytes($path)[$position + $at]
                    $broken["byte $at flipped"] = Copy-Changed $path ($position + $at) ([byte]($value -bxor 0x55)) "f$at.tif"
                }
            }

            foreach ($change in $broken.Keys) { "$i $change $(Get-ReadResult $broken[$change])" | Should -Be "$i $change ImageCorrupt" }
        }
    }

    It 'JPEG, LZW, WebP and fax tiles by GDAL' -Skip:$noGdal {
        $write = @'
import sys, numpy as np
from osgeo import gdal
gdal.UseExceptions()
y, x = np.mgrid[0:75, 0:90]
for name, options, bands in ('jpeg', ['COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR'], 3), ('jpeg4', ['COMPRESS=JPEG', 'PHOTOMETRIC=RGB', 'ALPHA=YES'], 4), ('planes', ['COMPRESS=JPEG', 'INTERLEAVE=BAND'], 3), ('lzw', ['COMPRESS=LZW'], 1), ('webp', ['COMPRESS=WEBP', 'WEBP_LOSSLESS=YES'], 3), ('fax', ['COMPRESS=CCITTFAX4', 'NBITS=1'], 1):
    a = np.stack([(x * (b + 2) + y) % (2 if name == 'fax' else 256) for b in range(bands)]).astype('u1')
    path = sys.argv[1] + '/' + name + '.tif'
    d = gdal.GetDriverByName('GTiff').Create(path, 90, 75, bands, 1, options + ['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32'])
    d.WriteArray(a); d = None
    import struct
    f = open(path, 'rb').read()
    start, = struct.unpack('<I', f[4:8]); n, = struct.unpack('<H', f[start:start + 2])
    for i in range(n):
        tag, kind, count, value = struct.unpack('<HHII', f[start + 2 + 12 * i:start + 14 + 12 * i])
        if tag in (324, 325):
            size = 4 if kind == 4 else 2
            print(name, tag, value, size, count, *struct.unpack('<%d%s' % (count, 'I' if size == 4 else 'H'), f[value:value + size * count]))
'@
        $folder = New-TestFolder
        $lines = Invoke-Python $write -Module osgeo.gdal, numpy -Argument $folder
        $fields = @{}
        foreach ($line in $lines) { $name, $tag, $numbers = $line -split ' '; $fields["$name $tag"] = [int[]]$numbers }
        foreach ($name in 'jpeg', 'jpeg4', 'planes', 'lzw', 'webp', 'fax') {
            $path = [IO.Path]::Join($folder, "$name.tif")
            Get-ReadResult $path | Should -Be 'read'
            $placeAt, $placeSize, $count, $places = $fields["$name 324"]
            $lengthAt, $lengthSize, $null, $lengths = $fields["$name 325"]
            for ($i = 0; $i -lt $count; $i++) {
                $half = [BitConverter]::GetBytes([int]($lengths[$i] / 2))[0..($lengthSize - 1)]
                $end = [BitConverter]::GetBytes([int]((Get-Item -LiteralPath $path).Length - 3))[0..($placeSize - 1)]
                $broken = [ordered]@{
                    'no length' = Copy-Changed $path ($lengthAt + $lengthSize * $i) ([byte[]]::new($lengthSize)) 'a.tif'
                    'at the end' = Copy-Changed $path ($placeAt + $placeSize * $i) $end 'b.tif'
                }
                if ($name -ne 'fax') {
                    $broken['half a length'] = Copy-Changed $path ($lengthAt + $lengthSize * $i) $half 'c.tif'
                    $broken['zeroed'] = Copy-Changed $path $places[$i] ([byte[]]::new($lengths[$i])) 'd.tif'
                }

                foreach ($change in $broken.Keys) { "$name $i $change $(Get-ReadResult $broken[$change])" | Should -Be "$name $i $change ImageCorrupt" }
            }
        }

        # A tile that is filled up with zeros is whole: its picture ends before them.
        $path = [IO.Path]::Join($folder, 'jpeg.tif')
        $placeAt, $placeSize, $null, $places = $fields['jpeg 324']
        $lengthAt, $lengthSize, $null, $lengths = $fields['jpeg 325']
        $bytes = [IO.File]::ReadAllBytes($path)
        $filled = [byte[]]($bytes + $bytes[$places[0]..($places[0] + $lengths[0] - 1)] + @(0, 0, 0))
        [BitConverter]::GetBytes([int]$bytes.Length)[0..($placeSize - 1)].CopyTo($filled, $placeAt)
        [BitConverter]::GetBytes([int]($lengths[0] + 3))[0..($lengthSize - 1)].CopyTo($filled, $lengthAt)
        $other = [IO.Path]::Join($folder, 'filled.tif')
        [IO.File]::WriteAllBytes($other, $filled)
        Should-HavePixels (Import-HeatmapImage -LiteralPath $other).ToArray() (Import-HeatmapImage -LiteralPath $path).ToArray()
    }

    It 'a Deflate strip <_>' -ForEach 'without its checksum', 'without the end of its data', 'with bytes behind its end' {
        $path = Write-TiffPage @{ Bits = 16; Compression = 8; StripRows = 30 }
        $length = $page.Blocks[0].Item2
        $stored = $_ -eq 'with bytes behind its end' ? $length + 3 : $_ -eq 'without its checksum' ? $length - 4 : $length - 5
        $changed = Copy-Changed $path $page.Fields[279] ([BitConverter]::GetBytes([int]$stored))
        Get-ReadResult $changed | Should -Be ($stored -gt $length ? 'read' : 'ImageCorrupt')
    }

    It 'every cmdlet refuses it, and a whole file beside it is read, many at once' {
        $whole = Write-TiffPage @{ Width = 300; Height = 200; Bits = 16; TileWidth = 64; TileHeight = 64; Compression = 8 }
        $last = $page.Blocks[-1]
        $cut = Copy-Changed $whole ($last.Item1 + 20) ([byte[]]::new(50)) 'cut.tif'
        $folder = New-TestFolder
        $null = { Measure-Heatmap -LiteralPath $cut } | Should-ThrowId ImageCorrupt
        $null = { Get-HeatmapScale -LiteralPath $cut } | Should-ThrowId ImageCorrupt
        $null = { ConvertTo-Heatmap -LiteralPath $cut -Destination $folder } | Should-ThrowId ImageCorrupt
        $null = { ConvertTo-Heatmap -LiteralPath $cut -Destination $folder -Verify } | Should-ThrowId ImageCorrupt
        $null = { Merge-Lighten -LiteralPath $cut, $whole } | Should-ThrowId ImageCorrupt
        Get-ChildItem -LiteralPath $folder -Force | Should -BeNullOrEmpty
        $results = Measure-Heatmap -LiteralPath (@($whole, $cut) * 20) -ThrottleLimit 8 -ErrorVariable errors -ErrorAction SilentlyContinue
        $results.Count, $errors.Count | Should -Be 20, 20
        $results | ForEach-Object { $_.Path | Should -Be $whole }
    }

    It 'tiles that were left out stand for nodata, and are an error without one' {
        $path = Write-TiffPage @{ Width = 40; Height = 16; Bits = 16; TileWidth = 16; TileHeight = 16; Compression = 8; NoData = '65535' }
        $sparse = Copy-Changed (Copy-Changed $path ($page.Fields[324] + 4) ([byte[]]::new(4))) ($page.Fields[325] + 4) ([byte[]]::new(4)) 'sparse.tif'
        $image = Import-HeatmapImage -LiteralPath $sparse
        $pixels = $image.ToArray()
        $pixels[0, 15], $pixels[3, 16], $pixels[15, 31], $pixels[0, 32] | Should -Be $page.Samples[15], 65535, 65535, $page.Samples[32]
        (Measure-Heatmap $image).NaNCount | Should -BeGreaterOrEqual 256
    }

    It 'a palette with <_> is an error' -ForEach 'no colour map', 'a colour map that is cut' {
        $with = @{ Photometric = 3; Bits = 4 }
        if ($_ -ne 'no colour map') { $with.ColorMap = [int[]](1..40) }
        $null = { Import-HeatmapImage -LiteralPath (Write-TiffPage $with) } | Should-ThrowId ImageCorrupt
    }

    It 'a palette is its colours in tiles, too' -ForEach @{ Compression = 8; TileWidth = 16; TileHeight = 16 }, @{ FillOrder = 2 } {
        $map = [int[]](0..47 | ForEach-Object { ($_ * 5) * 257 })
        $image = Import-HeatmapImage -LiteralPath (Write-TiffPage (@{ Photometric = 3; Bits = 4; ColorMap = $map } + $_))
        "$($image.ColorModel)", $image.Bands | Should -Be 'Rgb', 3
        Should-HavePixels $image.ToArray() ($page.Samples | ForEach-Object { ($_ * 5), (($_ + 16) * 5), (($_ + 32) * 5) })
    }

    It 'a palette of greys is one band of grey' {
        $map = [int[]]((0..15) * 3 | ForEach-Object { 65535 - $_ * 17 * 257 })
        $image = Import-HeatmapImage -LiteralPath (Write-TiffPage @{ Photometric = 3; Bits = 4; ColorMap = $map })
        "$($image.ColorModel)", $image.Bands | Should -Be 'Gray', 1
        Should-HavePixels $image.ToArray() ($page.Samples | ForEach-Object { 255 - 17 * $_ })
    }

    It 'a field that the samples hang on, and that has <_>, is an error' -ForEach 'no value', 'a type that nobody knows' {
        # Without them a default would hold: no compression, one bit, one band, no predictor.
        $path = Write-TiffPage @{ Bits = 16; Bands = 3; Compression = 8; Predictor = 2; FillOrder = 2; TileWidth = 16; TileHeight = 16 }
        $bytes = [IO.File]::ReadAllBytes($path)
        $directory = [BitConverter]::ToInt32($bytes, 4)
        $seen = for ($at = $directory + 2; $at -lt $directory + 2 + 12 * [BitConverter]::ToUInt16($bytes, $directory); $at += 12) {
            $tag = [BitConverter]::ToUInt16($bytes, $at)
            if ($tag -notin 256, 257, 258, 259, 262, 266, 277, 284, 317, 322, 323, 339) { continue }
            $changed = $_ -eq 'no value' ? (Copy-Changed $path ($at + 4) ([byte[]]::new(4))) : (Copy-Changed $path ($at + 2) ([byte[]](99, 0)))
            "$tag $(Get-ReadResult $changed)" | Should -Be "$tag ImageCorrupt"
            $tag
        }
        $seen.Count | Should -BeGreaterOrEqual 11
    }

    It 'a field that the samples depend on, twice, is an error' {
        $path = Write-TiffPage @{ Bits = 16; Compression = 8 }
        $bytes = [IO.File]::ReadAllBytes($path)
        $at = [BitConverter]::ToInt32($bytes, 4) + 2
        while ([BitConverter]::ToUInt16($bytes, $at) -ne 258) { $at += 12 }
        Get-ReadResult (Copy-Changed $path $at ([byte[]](0, 1))) | Should -Be 'ImageCorrupt'
    }

    It 'several samples per pixel without their bits are an error' {
        $path = Write-TiffPage @{ Bands = 3; Planar = $true }
        $bytes = [IO.File]::ReadAllBytes($path)
        $at = [BitConverter]::ToInt32($bytes, 4) + 2
        while ([BitConverter]::ToUInt16($bytes, $at) -ne 258) { $at += 12 }
        Get-ReadResult (Copy-Changed $path $at ([byte[]](2, 193))) | Should -Be 'ImageCorrupt'
    }

    It 'a Deflate strip with much more data than its rows is an error' {
        $path = Write-TiffPage @{ Bits = 16; Compression = 8; StripRows = 30 }
        $bytes = [IO.File]::ReadAllBytes($path)
        $at = [BitConverter]::ToInt32($bytes, 4) + 2
        while ([BitConverter]::ToUInt16($bytes, $at) -ne 258) { $at += 12 }
        Get-ReadResult (Copy-Changed $path ($at + 8) ([byte[]](1, 0))) | Should -Be 'ImageCorrupt'
    }

    It 'an erased entry is an error' {
        $path = Write-TiffPage @{ Bits = 16; Compression = 32773 }
        $bytes = [IO.File]::ReadAllBytes($path)
        $at = [BitConverter]::ToInt32($bytes, 4) + 2
        while ([BitConverter]::ToUInt16($bytes, $at) -ne 258) { $at += 12 }
        Get-ReadResult (Copy-Changed $path $at ([byte[]]::new(24))) | Should -Be 'ImageCorrupt'
    }

    It 'tiles without a width are an error, not strips' {
        $path = Write-TiffPage @{ Width = 40; Height = 40; Compression = 8; TileWidth = 16; TileHeight = 48 }
        $bytes = [IO.File]::ReadAllBytes($path)
        $at = [BitConverter]::ToInt32($bytes, 4) + 2
        while ([BitConverter]::ToUInt16($bytes, $at) -ne 322) { $at += 12 }
        Get-ReadResult (Copy-Changed $path $at ([byte[]](0x8E, 1))) | Should -Be 'ImageCorrupt'
    }

    It 'fax strips whose rows end early are an error, of <_>' -Skip:$noPillow -ForEach 'tiff_ccitt', 'group3', 'group4' {
        $folder = New-TestFolder
        $null = Invoke-Python -Module 'PIL', 'numpy' -Argument $folder, $_ -Code @'
import sys, numpy as np
from PIL import Image
a = np.kron(np.random.default_rng(3).integers(0, 2, (33, 8)), np.ones((1, 3))).astype('u1') * 255
Image.fromarray(a).convert('1', dither=0).save(sys.argv[1] + '/x.tif', compression=sys.argv[2])
np.save(sys.argv[1] + '/x.npy', a)
'@
        $path = [IO.Path]::Join($folder, 'x.tif')
        Should-HavePixels (Import-HeatmapImage -LiteralPath $path).ToArray() (Read-GoldenNpy ([IO.Path]::Join($folder, 'x.npy'))).Data
        # Pillow writes the strip first: codes of long runs make too few rows of it.
        $length = [BitConverter]::ToInt32([IO.File]::ReadAllBytes($path), 4) - 8
        Get-ReadResult (Copy-Changed $path 9 ([byte[]]::new($length - 12))) | Should -Be 'ImageCorrupt'
    }

    It 'a strip at a negative position is an error' {
        $path = Write-TiffPage @{ Bits = 16; BigTiff = $true }
        $negative = Copy-Changed $path $page.Fields[273] ([BitConverter]::GetBytes([long]-8))
        Get-ReadResult $negative | Should -Be 'ImageCorrupt'
    }
}
