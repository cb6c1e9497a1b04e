# PNG as its own decoder reads it: every filter, both depths, grey and colours, data in pieces, and files that are broken.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noNumpy = -not (Find-Python 'numpy')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Writes a PNG by the rules of the specification alone, with the filters named for the rows in turn.
    $writer = @'
import struct, sys, zlib
import numpy as np
path, bits, width, height, filters, extra, bands = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5], sys.argv[6], int(sys.argv[7])
rng = np.random.default_rng(5)
a = rng.integers(0, 1 << bits, (height, width, bands)).astype('>u2' if bits == 16 else 'u1')
a[height // 2:] = np.sort(a[height // 2:], axis=1)
size = bands * bits // 8
rows = a.tobytes()
stride = width * size
raw = bytearray()
above = bytes(stride)
for y in range(height):
    row = rows[y * stride:(y + 1) * stride]
    f = int(filters[y % len(filters)])
    raw.append(f)
    for i in range(stride):
        left = row[i - size] if i >= size else 0
        up = above[i]
        corner = above[i - size] if i >= size else 0
        p = left + up - corner
        pa, pb, pc = abs(p - left), abs(p - up), abs(p - corner)
        paeth = left if pa <= pb and pa <= pc else up if pb <= pc else corner
        raw.append((row[i] - [0, left, up, (left + up) // 2, paeth][f]) & 255)
    above = row
data = zlib.compress(bytes(raw), 6)
def chunk(kind, body):
    return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
out = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, bits, [0, 0, 4, 2, 6][bands], 0, 0, 0))
if 'phys' in extra: out += chunk(b'pHYs', struct.pack('>IIB', 11811, 5906, 1))
if 'trns' in extra: out += chunk(b'tRNS', struct.pack('>' + bands * 'H', *map(int, a[0, 0])))
if 'color' in extra: out += chunk(b'sRGB', b'\0') + chunk(b'gAMA', struct.pack('>I', 45455)) + chunk(b'bKGD', bytes(2 * bands))
if 'exif text' in extra: out += chunk(b'zTXt', b'Raw profile type exif\0\0' + zlib.compress(b'x'))
if 'noise' in extra: out += chunk(b'tEXt', b'A\0b')[:-1] + b'!'
if 'text' in extra: out += chunk(b'tEXt', b'Comment\0' + b'x' * 9000)
if 'adler' in extra: data = data[:-1] + bytes([data[-1] ^ 1])
if 'short' in extra: data = zlib.compress(bytes(raw[:-40]))
if 'filter' in extra: raw[(stride + 1) * 2] = 9; data = zlib.compress(bytes(raw))
if 'long' in extra: data = zlib.compress(bytes(raw) + bytes(5000))
step = 777 if 'pieces' in extra else len(data)
for i in range(0, len(data), step): out += chunk(b'IDAT', data[i:i + step])
if 'flip' in extra:
    at = out.index(b'IDAT') + 4 + len(data) // 2
    out = out[:at] + bytes([out[at] ^ 4]) + out[at + 1:]
if 'cut' in extra: out = out[:len(out) * 2 // 3]
else: out += chunk(b'IEND', b'')
open(path, 'wb').write(out)
np.save(path + '.npy', a.astype('u2' if bits == 16 else 'u1').reshape(height, -1))
'@

    function New-PlainPng([int] $Bits = 8, [int] $Width = 61, [int] $Height = 40, [string] $Filters = '01234', [string] $Extra = '-', [int] $Bands = 1) {
        $path = [IO.Path]::Join((New-TestFolder), 'a.png')
        $null = Invoke-Python -Code $writer -Module numpy -Argument $path, $Bits, $Width, $Height, $Filters, $Extra, $Bands
        return $path
    }
}

Describe 'A grey PNG' -Skip:$noNumpy {
    It 'of <Bits> bits, <Width>×<Height>, with the filters <Filters> (<Extra>) is read exactly' -ForEach @(
        foreach ($bits in 8, 16) {
            foreach ($filter in '0', '1', '2', '3', '4') { @{ Bits = $bits; Width = 61; Height = 40; Filters = $filter; Extra = '-' } }
            @{ Bits = $bits; Width = 1; Height = 1; Filters = '4'; Extra = '-' }
            @{ Bits = $bits; Width = 1; Height = 9; Filters = '43210'; Extra = 'text' }
            @{ Bits = $bits; Width = 1100; Height = 300; Filters = '4321012'; Extra = 'pieces' }
            @{ Bits = $bits; Width = 61; Height = 40; Filters = '34'; Extra = 'long' }
        }
    ) {
        $path = New-PlainPng $Bits $Width $Height $Filters $Extra
        $image = Import-HeatmapImage $path
        $image.Width, $image.Height, $image.BitDepth, $image.Codec | Should -Be $Width, $Height, $Bits, 'HeatmapPS'
        Should-HavePixels $image.ToArray() (Read-GoldenNpy "$path.npy").Data
    }

    It 'with a transparent value is left to libvips, and has alpha' {
        $image = Import-HeatmapImage (New-PlainPng -Extra trns)
        $image.Codec | Should -Be libvips
        $image.Bands | Should -Be 2
    }

    It 'tells its resolution' {
        $path = New-PlainPng -Extra phys
        $out = [IO.Path]::Join((Split-Path $path), 'out.png')
        Import-HeatmapImage $path | Export-HeatmapImage -Path $out
        [HeatmapPS.Tests.PngFile]::Read($out).Chunks | Should -Contain pHYs
    }

    It 'that is broken is ImageCorrupt: <_>' -ForEach 'adler', 'short', 'filter', 'flip', 'cut', 'flip pieces' {
        $path = New-PlainPng -Extra $_
        { (Import-HeatmapImage $path -ErrorAction Stop).ToArray() } | Should-ThrowId ImageCorrupt
        ConvertTo-Heatmap -LiteralPath $path -Minimum 0 -Maximum 9 -Destination (New-TestFolder) -BitDepth 16 -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorId $failed[0] | Should -Be ImageCorrupt
    }
}

Describe 'A PNG of <Bands> bands' -Skip:$noNumpy -ForEach @{ Bands = 2 }, @{ Bands = 3 }, @{ Bands = 4 } {
    It 'of <Bits> bits, <Width>×<Height>, with the filters <Filters> (<Extra>) is read exactly' -ForEach @(
        foreach ($bits in 8, 16) {
            foreach ($filter in '0', '1', '2', '3', '4') { @{ Bits = $bits; Width = 61; Height = 40; Filters = $filter; Extra = '-' } }
            foreach ($width in 1, 2, 3) { @{ Bits = $bits; Width = $width; Height = 15; Filters = '43210'; Extra = 'text color' } }
            @{ Bits = $bits; Width = 700; Height = 200; Filters = '4321012'; Extra = 'pieces long' }
        }
    ) {
        $path = New-PlainPng $Bits $Width $Height $Filters $Extra $Bands
        $image = Import-HeatmapImage $path
        $image.Width, $image.Height, $image.BitDepth, $image.Codec | Should -Be $Width, $Height, $Bits, 'HeatmapPS'
        $image.Bands, $image.HasAlpha, "$($image.ColorModel)" | Should -Be $Bands, ($Bands % 2 -eq 0), ($Bands -lt 3 ? 'Gray' : 'Rgb')
        Should-HavePixels @($image.ToArray()) @((Read-GoldenNpy "$path.npy").Data)
    }

    It 'with <_> is left to libvips, and read' -ForEach 'exif text', 'noise' {
        $path = New-PlainPng -Extra $_ -Bands $Bands
        $image = Import-HeatmapImage $path
        $image.Codec | Should -Be libvips
        Should-HavePixels @($image.ToArray()) @((Read-GoldenNpy "$path.npy").Data)
    }

    It 'that is broken is ImageCorrupt: <_>' -ForEach 'adler', 'short', 'filter', 'flip', 'cut', 'flip pieces' {
        $path = New-PlainPng -Extra $_ -Bands $Bands
        { (Import-HeatmapImage $path -ErrorAction Stop).ToArray() } | Should-ThrowId ImageCorrupt
    }
}

Describe 'A colour PNG' {
    It 'that is broken says of what, among others at once, and waits for none of them' {
        $folder, $out = (New-TestFolder), (New-TestFolder)
        $whole = [IO.Path]::Join($folder, 'whole0.png')
        $pixels = [byte[, , ]]::new(200, 300, 3)
        $noise = [byte[]]::new(180000)
        [Random]::new(1).NextBytes($noise)
        [Buffer]::BlockCopy($noise, 0, $pixels, 0, $noise.Length)
        Export-HeatmapImage -InputObject $pixels -Path $whole
        $bytes = [IO.File]::ReadAllBytes($whole)
        foreach ($i in 0..9) {
            if ($i -gt 0) { [IO.File]::Copy($whole, [IO.Path]::Join($folder, "whole$i.png")) }
            $broken = [byte[]]$bytes.Clone()
            $broken[$bytes.Length / 2 + $i] = $broken[$bytes.Length / 2 + $i] -bxor 0x5A
            [IO.File]::WriteAllBytes([IO.Path]::Join($folder, "flip$i.png"), $broken)
            [IO.File]::WriteAllBytes([IO.Path]::Join($folder, "short$i.png"), $bytes[0..($bytes.Length / 2 + $i)])
        }

        $files = Get-ChildItem -LiteralPath $folder | Get-Random -Shuffle -SetSeed 1
        $written = $files | ConvertTo-Heatmap -Destination $out -SharedScale:$false -Minimum 0 -Maximum 255 -ThrottleLimit 8 -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        @($written).Name | Sort-Object | Should -Be @(0..9 | ForEach-Object { "whole$_.png" })
        $failed | Should -HaveCount 20
        foreach ($record in $failed) {
            Get-ErrorId $record | Should -Be ImageCorrupt
            "$record" | Should -BeLike "*'$($record.TargetObject)'*"
            "$record" | Should -Match ((Split-Path -Leaf $record.TargetObject) -like 'flip*' ? 'the checksum of chunk IDAT is wrong' : 'it is incomplete')
        }
    }

    It 'of one column and half a million rows is read in moments, not in minutes' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.png')
        $pixels = [byte[, , ]]::new(500000, 1, 3)
        $pixels[499999, 0, 1] = 200
        Export-HeatmapImage -InputObject $pixels -Path $path
        $clock = [Diagnostics.Stopwatch]::StartNew()
        (Measure-Heatmap -LiteralPath $path -WarningAction SilentlyContinue).Maximum | Should -Be 117
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 30
    }
}

Describe 'A damaged type of a chunk' {
    It 'before the data of a grey image of <_> bits is an error: it may have been a transparent value' -ForEach 8, 16 {
        $path = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'a.png')) 6 4 ([ushort[]](0..23)) -BitDepth $_ -Transparency ([byte[]](0, 5))
        (Import-HeatmapImage -LiteralPath $path).Bands | Should -Be 2
        $bytes = [IO.File]::ReadAllBytes($path)
        $at = [Text.Encoding]::Latin1.GetString($bytes).IndexOf('tRNS', [StringComparison]::Ordinal)
        $bytes[$at + 2] = $bytes[$at + 2] -bxor 0x20
        [IO.File]::WriteAllBytes($path, $bytes)
        { Import-HeatmapImage -LiteralPath $path } | Should-ThrowId ImageCorrupt
    }
}
