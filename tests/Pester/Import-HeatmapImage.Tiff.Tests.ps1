BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noGdal = -not (Find-Python osgeo.gdal, numpy)
    $noPython = -not (Find-Python struct)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'tiff-pages.ps1'))
}

Describe 'TIFF: every layout gives the numbers stored' {
    It '<Kind><Bits>, <Bands> band(s), compression <Compression>, predictor <Predictor>, fill order <FillOrder>, tiles <TileWidth>, big endian <BigEndian>, BigTIFF <BigTiff>, apart <Planar>' -ForEach @(
        foreach ($sample in 'u8', 'u10', 'u16', 'u32', 'i2', 'i8', 'i12', 'i16', 'i32', 'f16', 'f32', 'f64') {
            $number = [int]$sample.Substring(1)
            $i = 0
            foreach ($layout in @{ TileWidth = 16; TileHeight = 16 }, @{ StripRows = 4 }, @{ TileWidth = 16; TileHeight = 32; Planar = $true; Bands = 3 }, @{ StripRows = 5; Planar = $true; Bands = 2 }) {
                $i++
                $case = @{
                    Kind = [char]$sample[0]; Bits = $number; Bands = 1; Compression = (1, 8, 32773, 8)[($i + $number) % 4]; FillOrder = 1 + ($i + $number / 2) % 2
                    BigEndian = ($i + $number) % 3 -eq 0; BigTiff = $i % 2 -eq 0; Planar = $false; Predictor = 1; TileWidth = 0
                } + @{}
                foreach ($key in $layout.Keys) { $case[$key] = $layout[$key] }
                $case.FillOrder = [int][Math]::Floor($case.FillOrder)
                if ($case.Compression -eq 8 -and $number -in 8, 16, 32, 64) { $case.Predictor = $sample[0] -eq 'f' -and $i % 2 ? 3 : 2 }
                $case
            }
        }
    ) {
        $case = $_
        $image = Import-HeatmapImage -LiteralPath (Write-TiffPage $case)
        $image.Bands, $image.BitDepth | Should -Be $Bands, $Bits
        Should-HavePixels $image.ToArray() $page.Samples
    }

    It 'predictor 3 takes the bands apart in tiles and strips of three bands' -ForEach @(@{ TileWidth = 16; TileHeight = 16 }, @{ StripRows = 7 }) {
        $image = Import-HeatmapImage -LiteralPath (Write-TiffPage (@{ Kind = 'f'; Bits = 32; Bands = 3; Compression = 8; Predictor = 3 } + $_))
        Should-HavePixels $image.ToArray() $page.Samples
    }

    It 'fill order 2 of <Bits> bits in <Layout> is undone' -ForEach @(
        foreach ($bits in 1, 2, 4) { @{ Bits = $bits; Layout = 'strips'; More = @{ StripRows = 6 } }; @{ Bits = $bits; Layout = 'tiles'; More = @{ TileWidth = 16; TileHeight = 16 } } }
    ) {
        $image = Import-HeatmapImage -LiteralPath (Write-TiffPage (@{ Bits = $Bits; FillOrder = 2 } + $More))
        $scale = 255 / ([Math]::Pow(2, $Bits) - 1)
        Should-HavePixels $image.ToArray() ($page.Samples | ForEach-Object { $_ * $scale })
    }

    It 'orientation <_> turns tiles upright' -ForEach 3, 6 {
        $turn = $_
        $image = Import-HeatmapImage -LiteralPath (Write-TiffPage @{ Bits = 16; TileWidth = 16; TileHeight = 16; Compression = 8; Orientation = $turn })
        $image.Width, $image.Height | Should -Be ($turn -eq 3 ? (21, 19) : (19, 21))
        $pixels = $image.ToArray()
        ($turn -eq 3 ? $pixels[18, 20] : $pixels[0, 18]) | Should -Be $page.Samples[0]
    }

    It 'of MinIsWhite the grey is inverted, and alpha is not' -ForEach @{ Planar = $true }, @{ Planar = $false } {
        $image = Import-HeatmapImage -LiteralPath (Write-TiffPage (@{ Bands = 2; Photometric = 0; ExtraSamples = @(2); Compression = 8; Bits = 16 } + $_))
        $image.HasAlpha | Should -BeTrue
        Should-HavePixels $image.ToArray() (0..($page.Samples.Count - 1) | ForEach-Object { $_ % 2 ? $page.Samples[$_] : 65535 - $page.Samples[$_] })
    }

    It 'premultiplied alpha is taken out of colours, whichever way they lie' -ForEach @(
        @{ TileWidth = 16; TileHeight = 16; Compression = 8 }, @{ Planar = $true; Compression = 8 }, @{ StripRows = 3 }
    ) {
        $image = Import-HeatmapImage -LiteralPath (Write-TiffPage (@{ Bands = 4; Photometric = 2; ExtraSamples = @(1) } + $_))
        $stored = $page.Samples
        Should-HavePixels $image.ToArray() (0..($stored.Count - 1) | ForEach-Object {
                $alpha = $stored[4 * [Math]::Floor($_ / 4) + 3]
                $_ % 4 -eq 3 ? $alpha : $alpha -eq 0 ? 0 : [Math]::Min([Math]::Floor($stored[$_] * 255 / $alpha), 255)
            })
    }

    It 'premultiplied alpha of <Bits> bits is taken out by its own full scale' -ForEach @{ Bits = 10 }, @{ Bits = 12 }, @{ Bits = 16 } {
        $full = [Math]::Pow(2, $Bits) - 1
        $file = [HeatmapPS.Tests.TiffPage]@{
            Width = 2; Height = 2; Bands = 4; Bits = $Bits; Photometric = 2; ExtraSamples = @(1)
            Samples = [double[]](100, 50, 25, 200, $full, 0, 7, $full, 5, 9, 3, 0, 1, 2, 3, 3)
        }
        $path = [IO.Path]::Join((New-TestFolder), 'a.tif')
        [IO.File]::WriteAllBytes($path, $file.Build())
        $expected = @(foreach ($value in 100, 50, 25) { [Math]::Floor($value * $full / 200) }) + @(200, $full, 0, 7, $full, 0, 0, 0, 0) + @(foreach ($value in 1, 2, 3) { [Math]::Floor($value * $full / 3) }) + 3
        @((Import-HeatmapImage -LiteralPath $path).ToArray()) | Should -Be $expected
    }

    It 'integers of 24 bits and a predictor of 12 bits are refused by name' {
        $null = { Import-HeatmapImage -LiteralPath (Write-TiffPage @{ Bits = 24 }) } | Should-ThrowId FormatNotSupported
        $null = { Import-HeatmapImage -LiteralPath (Write-TiffPage @{ Bits = 12; Predictor = 2; Compression = 8 }) } | Should-ThrowId FormatNotSupported
    }

    It 'LZW of any codes, of a table that is full and goes on, high bits first and low bits first; PackBits with empty marks' -Skip:$noPython {
        # Codes at random, with the strings that they stand for; no encoder writes all that may be written.
        $write = @'
import random, struct, sys
def stream(seed, low_first, count):
    random.seed(seed)
    codes, text, table, last, bits = [(256, 9)], b'', {}, None, 9
    following = 258
    def take(code):
        nonlocal text, last, bits, following
        codes.append((code, bits))
        new = bytes([code]) if code < 256 else table.get(code, last + last[:1] if last else b'')
        if last is not None and following < 4096:
            table[following] = last + new[:1]
            following += 1
            if following >= (1 << bits) - (0 if low_first else 1) and bits < 12: bits += 1
        text, last = text + new, new
    def clear():
        nonlocal table, last, bits, following
        codes.append((256, bits))
        table, last, bits, following = {}, None, 9, 258
    for turn in range(2):
        for i in range(count):
            short = [c for c in (random.randrange(258, following + 1) for _ in range(4) if last) if c < 4096 and len(table.get(c, last)) < 60] if following > 258 or last else []
            take(4095 if following == 4096 and i % 50 == 0 else random.choice(short) if short and random.random() < 0.7 else random.randrange(256))
        if turn == 0: clear()
    while len(text) % 100: take(7)
    codes.append((257, bits))
    return pack(codes, low_first), text
def pack(codes, low_first):
    value = held = 0
    out = bytearray()
    for code, width in codes:
        value = value | code << held if low_first else value << width | code
        held += width
        while held >= 8:
            out.append(value & 255 if low_first else value >> (held - 8) & 255)
            held -= 8
            value = value >> 8 if low_first else value & ((1 << held) - 1)
    if held: out.append(value & 255 if low_first else value << (8 - held) & 255)
    return bytes(out)
# A code that was given no string yet, and one that had one before the table was cleared.
wrong = [256, 65, 300] + [66] * 99 + [257], [256, 65, 66, 67, 256, 68, 259] + [66] * 95 + [257]
files = [(f'{seed}{"low" if low else "high"}', *stream(seed, low, 9000)) for seed in (1, 2) for low in (False, True)]
files += [(f'wrong{i}{"low" if low else "high"}', pack([(code, 9) for code in codes], low), b'\0' * 100) for i, codes in enumerate(wrong) for low in (False, True)]
# PackBits with marks that mean nothing.
files += [('packbits', b'\x80\xc5A\x80\x80\x26' + bytes(range(39)) + b'\x80\x00Z', b'A' * 60 + bytes(range(39)) + b'Z')]
for name, data, text in files:
    height = len(text) // 100
    fields = ((256, 4, 100), (257, 4, height), (258, 3, 8), (259, 3, 32773 if name == 'packbits' else 5), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, height), (279, 4, len(data)))
    head = struct.pack('<2sHI', b'II', 42, 8 + len(data) + len(data) % 2)
    entries = b''.join(struct.pack('<HHII', tag, kind, 1, value) for tag, kind, value in fields)
    name = f'{sys.argv[1]}/{name}'
    open(name + '.tif', 'wb').write(head + data + b'\0' * (len(data) % 2) + struct.pack('<H', len(fields)) + entries + b'\0' * 4)
    open(name + '.bin', 'wb').write(text)
'@
        $folder = New-TestFolder
        $null = Invoke-Python $write -Module struct -Argument $folder
        foreach ($name in '1high', '1low', '2high', '2low', 'packbits') {
            $path = [IO.Path]::Join($folder, $name)
            Should-HavePixels (Import-HeatmapImage -LiteralPath "$path.tif").ToArray() ([IO.File]::ReadAllBytes("$path.bin"))
        }

        foreach ($name in 'wrong0high', 'wrong0low', 'wrong1high', 'wrong1low') { Get-ReadResult ([IO.Path]::Join($folder, "$name.tif")) | Should -Be 'ImageCorrupt' -Because $name }
    }

    It 'floats of 24 bits are those that GDAL reads' -Skip:$noGdal {
        $write = @'
import random, struct, sys, zlib, numpy as np
from osgeo import gdal
gdal.UseExceptions()
random.seed(3)
width, height = 12, 9
raw = [random.randrange(1 << 24) for _ in range(width * height - 6)] + [0, 1, 0x800000, 0x00FFFF, 0x7F0000, 0xFF0000]
raw = [v if v & 0x7F0000 != 0x7F0000 or v & 0xFFFF == 0 else 0x3F0000 for v in raw]
for order, name in ('<', 'little'), ('>', 'big'):
    for predictor in 1, 3:
        data = b''
        for y in range(height):
            row = raw[y * width:(y + 1) * width]
            if predictor == 3:
                planes = [v >> shift & 255 for shift in (16, 8, 0) for v in row]
                data += bytes([planes[0]] + [(b - a) & 255 for a, b in zip(planes, planes[1:])])
            else:
                data += b''.join(v.to_bytes(3, 'little' if order == '<' else 'big') for v in row)
        if predictor == 3: data = zlib.compress(data)
        fields = ((256, 4, width), (257, 4, height), (258, 3, 24), (259, 3, 8 if predictor == 3 else 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, height), (279, 4, len(data)), (317, 3, predictor), (339, 3, 3))
        entries = b''.join(struct.pack(order + 'HHI', tag, kind, 1) + (struct.pack(order + 'HH', value, 0) if kind == 3 else struct.pack(order + 'I', value)) for tag, kind, value in fields)
        path = f'{sys.argv[1]}/{name}{predictor}'
        pad = b'\0' * (len(data) % 2)
        open(path + '.tif', 'wb').write((b'II' if order == '<' else b'MM') + struct.pack(order + 'HI', 42, 8 + len(data + pad)) + data + pad + struct.pack(order + 'H', len(fields)) + entries + b'\0' * 4)
        np.save(path + '.npy', gdal.Open(path + '.tif').ReadAsArray().astype('f4'))
'@
        $folder = New-TestFolder
        $null = Invoke-Python $write -Module osgeo.gdal, numpy -Argument $folder
        foreach ($name in 'little1', 'little3', 'big1', 'big3') {
            $path = [IO.Path]::Join($folder, $name)
            $image = Import-HeatmapImage -LiteralPath "$path.tif"
            "$($image.SampleType)", $image.BitDepth | Should -Be 'Float32', 24
            Should-HavePixels $image.ToArray() (Read-GoldenNpy "$path.npy").Data
        }
    }

    It 'equals GDAL for <_>' -Skip:$noGdal -ForEach @(
        'COMPRESS=LZW uint16 1', 'COMPRESS=LZW PREDICTOR=2 uint8 3', 'COMPRESS=LZW PREDICTOR=3 float64 1', 'COMPRESS=LZW PREDICTOR=3 float32 3', 'COMPRESS=LZW BIGTIFF=YES ENDIANNESS=BIG INTERLEAVE=BAND uint16 3',
        'COMPRESS=DEFLATE PREDICTOR=2 float64 1', 'COMPRESS=JPEG PHOTOMETRIC=YCBCR uint8 3', 'COMPRESS=JPEG PHOTOMETRIC=RGB ALPHA=YES uint8 4', 'COMPRESS=JPEG uint8 2', 'COMPRESS=JPEG INTERLEAVE=BAND BIGTIFF=YES ENDIANNESS=BIG uint8 3',
        'COMPRESS=CCITTFAX4 NBITS=1 uint8 1', 'COMPRESS=CCITTFAX3 NBITS=1 uint8 1', 'COMPRESS=WEBP WEBP_LOSSLESS=YES uint8 3'
    ) {
        $write = @'
import sys, numpy as np
from osgeo import gdal
gdal.UseExceptions()
path, options = sys.argv[1], sys.argv[2].split()
bands, kind = int(options.pop()), np.dtype(options.pop())
y, x = np.mgrid[0:75, 0:90]
top = 1 if 'NBITS=1' in options else 255 if kind.itemsize == 1 else 60000
a = np.stack([((x * (b + 3) + y * y // (b + 2)) % (top + 1)) for b in range(bands)]).astype(kind)
types = {'uint8': 1, 'uint16': 2, 'float32': 6, 'float64': 7}
for part in [['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32'], ['BLOCKYSIZE=16']]:
    name = path + part[0][0] + '.tif'
    d = gdal.GetDriverByName('GTiff').Create(name, 90, 75, bands, types[kind.name], options + part)
    d.WriteArray(a); d = None
    r = gdal.Open(name).ReadAsArray().astype('f8')
    r = r if r.ndim == 3 else r[None]
    np.ascontiguousarray(r.transpose(1, 2, 0) * (255 if top == 1 else 1)).tofile(name + '.f8')
'@
        $stem = [IO.Path]::Join((New-TestFolder), 'gdal')
        $null = Invoke-Python $write -Module osgeo.gdal, numpy -Argument $stem, $_
        foreach ($file in "${stem}T.tif", "${stem}B.tif") {
            $bytes = [IO.File]::ReadAllBytes("$file.f8")
            $expected = [double[]]::new($bytes.Length / 8)
            [Buffer]::BlockCopy($bytes, 0, $expected, 0, $bytes.Length)
            Should-HavePixels (Import-HeatmapImage -LiteralPath $file).ToArray() $expected
        }
    }
}

Describe 'TIFF: masks and smaller copies are no pages of -AllPages' {
    It 'which takes the images, and -Page the others' {
        $pages = @(
            @{ Width = 20; Height = 10; Bits = 16 }, @{ Width = 20; Height = 10; Photometric = 4; Bits = 1; SubfileType = 4 }
            @{ Width = 10; Height = 5; Bits = 16; SubfileType = 1 }, @{ Width = 20; Height = 10; Bits = 16; SubfileType = 2 }
        ) | ForEach-Object { [HeatmapPS.Tests.TiffPage] ($_ + @{ Samples = [double[]](1..($_.Width * $_.Height) | ForEach-Object { $_ % 2 }) }) }
        $path = [IO.Path]::Join((New-TestFolder), 'cog.tif')
        [IO.File]::WriteAllBytes($path, [HeatmapPS.Tests.TiffPage]::BuildPages($pages))
        $images = @(Import-HeatmapImage -LiteralPath $path -AllPages)
        $images.Page | Should -Be 1, 4
        $images.Width | Should -Be 20, 20
        (Import-HeatmapImage -LiteralPath $path -Page 3).Width | Should -Be 10
        @(Import-HeatmapImage -LiteralPath $path -AllPages | Measure-Heatmap).Count | Should -Be 2
    }
}
