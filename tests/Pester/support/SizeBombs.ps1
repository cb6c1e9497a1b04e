# Small files that claim 60,000 × 60,000 pixels, made from whole small ones by their size fields, or byte by byte. Dot-source it
# after common.ps1.

. ([IO.Path]::Join($PSScriptRoot, 'HandMadeFiles.ps1'))

# Where the size lies in each format, after a recipe that writes a small file.
function New-SizeBomb {
    param([Parameter(Mandatory)] [string] $Folder)

    $side = 60000
    $golden = Get-TestDataPath 'golden/files'
    $rgb = [byte[, , ]]::new(2, 2, 3)
    function Get-Source([string] $Name) { return , [IO.File]::ReadAllBytes([IO.Path]::Join($golden, $Name)) }
    function Get-Written([string] $Extension) {
        $path = [IO.Path]::Join($Folder, "source.$Extension")
        $null = Export-HeatmapImage -InputObject $rgb -Path $path -Force
        return , [IO.File]::ReadAllBytes($path)
    }
    function Set-Number([byte[]] $Bytes, [int] $At, [int] $Size, [switch] $BigEndian, [uint] $Value = $side) {
        foreach ($i in 0..($Size - 1)) { $Bytes[$At + ($BigEndian ? $Size - 1 - $i : $i)] = ($Value -shr (8 * $i)) -band 255 }
    }
    # Latin-1 keeps a byte a character, so that texts and binary marks are found alike.
    function Find-Bytes([byte[]] $Bytes, [string] $Mark) { return [Text.Encoding]::Latin1.GetString($Bytes).IndexOf($Mark, [StringComparison]::Ordinal) }
    function Save([string] $Name, [byte[]] $Bytes) {
        $path = [IO.Path]::Join($Folder, $Name)
        [IO.File]::WriteAllBytes($path, $Bytes)
        return $path
    }

    foreach ($name in 'rgba8', 'gray8_interlaced', 'gray16') {
        $bytes = Get-Source "png/$name.png"
        Set-Number $bytes 16 4 -BigEndian
        Set-Number $bytes 20 4 -BigEndian
        Set-Number $bytes 29 4 -BigEndian ([HeatmapPS.Tests.PngFile]::Checksum($bytes[12..28]))
        Save "$name.png" $bytes
    }

    foreach ($name in 'rgb8', 'u16_deflate', 'u16_lzw_predictor', 'u16_tiles', 'f64', 'u12_packed', 'rgb16_planar', 'rgb16_planar_tiles', 'u8_packbits_pillow', 'bilevel_group4', 'palette8_pillow') {
        $bytes = Get-Source "tiff/$name.tif"
        $start = [BitConverter]::ToUInt32($bytes, 4)
        foreach ($i in 0..([BitConverter]::ToUInt16($bytes, $start) - 1)) {
            $entry = $start + 2 + 12 * $i
            $tag = [BitConverter]::ToUInt16($bytes, $entry)
            # Width, height, rows of a strip.
            if ($tag -in 256, 257, 278) { Set-Number $bytes ($entry + 2) 2 4; Set-Number $bytes ($entry + 8) 4 }
        }

        Save "$name.tif" $bytes
    }

    foreach ($name in 'gray', 'gray_progressive', 'rgb') {
        $bytes = Get-Source "jpeg/$name.jpg"
        $at = [Math]::Max((Find-Bytes $bytes "`u{FF}`u{C0}"), (Find-Bytes $bytes "`u{FF}`u{C2}"))
        Set-Number $bytes ($at + 5) 2 -BigEndian
        Set-Number $bytes ($at + 7) 2 -BigEndian
        Save "$name.jpg" $bytes
    }

    $bytes = Get-Source 'gif/gray.gif'
    $descriptor = 13 + 768
    foreach ($at in 6, 8, ($descriptor + 5), ($descriptor + 7)) { Set-Number $bytes $at 2 }
    Save 'gray.gif' $bytes

    foreach ($field in @{ Extension = 'webp'; Mark = 'VP8L'; Skip = 9 }, @{ Extension = 'avif'; Mark = 'ispe'; Skip = 8 }) {
        $bytes = $field.Extension -eq 'webp' ? (Get-Source 'webp/rgb_lossless.webp') : (Get-Written 'avif')
        $at = (Find-Bytes $bytes $field.Mark) + $field.Skip
        if ($field.Extension -eq 'webp') { Set-Number $bytes $at 4 0x0FFFFFFF } else { Set-Number $bytes $at 4 -BigEndian; Set-Number $bytes ($at + 4) 4 -BigEndian }
        Save "claim.$($field.Extension)" $bytes
    }

    $header = "{'descr': '|u1', 'fortran_order': <order>, 'shape': (60000, 60000, 4), }"
    foreach ($order in 'False', 'True') {
        [byte[]] $npy = [byte[]](0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0) + [Text.Encoding]::ASCII.GetBytes($header.Replace('<order>', $order).PadRight(117) + "`n") + [byte[]]::new(64)
        Save "$order.npy" $npy
        $packed = [IO.MemoryStream]::new()
        $archive = [IO.Compression.ZipArchive]::new($packed, 'Create', $true)
        $stream = $archive.CreateEntry('a.npy').Open()
        $stream.Write($npy, 0, $npy.Length)
        $stream.Dispose()
        $archive.Dispose()
        Save "$order.npz" $packed.ToArray()
    }

    $texts = @{
        'p2.pgm' = "P2 60000 60000 255 1 2"; 'p3.ppm' = "P3 60000 60000 255 1 2"; 'p5.pgm' = "P5 60000 60000 255`nab"; 'p1.pbm' = "P1 60000 60000`n0 1"
        'p7.pam' = "P7`nWIDTH 60000`nHEIGHT 60000`nDEPTH 4`nMAXVAL 255`nTUPLTYPE RGB_ALPHA`nENDHDR`nabcd"; 'pf.pfm' = "PF`n60000 60000`n-1`nabcd"
        'text.hdr' = "#?RADIANCE`nFORMAT=32-bit_rle_rgbe`n`n-Y 60000 +X 60000`nabcdabcd"
        'cards.fits' = ("SIMPLE  =                    T".PadRight(80) + "BITPIX  =                    8".PadRight(80) + "NAXIS   =                    2".PadRight(80) +
            "NAXIS1  =                60000".PadRight(80) + "NAXIS2  =                60000".PadRight(80) + 'END').PadRight(2880) + 'abcd'
    }
    foreach ($name in $texts.Keys) { Save $name ([Text.Encoding]::ASCII.GetBytes($texts[$name])) }

    $fields = @(
        @{ Extension = 'bmp'; At = 18, 22; Size = 4 }, @{ Extension = 'tga'; At = 12, 14; Size = 2 }, @{ Extension = 'psd'; At = 14, 18; Size = 4; BigEndian = $true }
        @{ Extension = 'dpx'; At = 772, 776; Size = 4; BigEndian = $true }, @{ Extension = 'sgi'; At = 6, 8; Size = 2; BigEndian = $true }, @{ Extension = 'pcx'; At = 8, 10; Size = 2 }
        @{ Extension = 'qoi'; At = 4, 8; Size = 4; BigEndian = $true }
    )
    foreach ($field in $fields) {
        $bytes = Get-Written $field.Extension
        foreach ($at in $field.At) { Set-Number $bytes $at $field.Size -BigEndian:([bool]$field.BigEndian) }
        Save "claim.$($field.Extension)" $bytes
    }

    foreach ($maker in @{ Extension = 'exr'; Make = 'Get-ExrBytes' }, @{ Extension = 'dcm'; Make = 'Get-DicomBytes' }, @{ Extension = 'xcf'; Make = 'Get-XcfBytes' }, @{ Extension = 'ico'; Make = 'Get-IconBytes' }) {
        Save "claim.$($maker.Extension)" (& $maker.Make $side $side)
    }

    # Sun rasters, raw and of runs; Targa of runs; Cineon; a DICOM frame of runs: an empty table of offsets, one fragment, the end.
    foreach ($kind in @{ Name = 'claim.ras'; Type = 1 }, @{ Name = 'runs.ras'; Type = 2 }) {
        $raster = [IO.MemoryStream]::new()
        foreach ($number in 0x59A66A95, $side, $side, 24, 4, $kind.Type, 0, 0, 0x80FF0000) { $raster.Write((Get-NumberBytes $number 4 -BigEndian)) }
        Save $kind.Name $raster.ToArray()
    }

    # SGI of runs, which has a place and a length for each row: all 0.
    $bytes = [byte[]]::new(512 + 2 * 4 * $side)
    ([byte[]](1, 218, 1, 1, 0, 2)).CopyTo($bytes, 0)
    foreach ($at in 6, 8) { Set-Number $bytes $at 2 -BigEndian }
    Save 'runs.sgi' $bytes

    Save 'runs.tga' ([byte[]](@(0, 0, 10) + @(0) * 9 + (Get-NumberBytes $side 2) + (Get-NumberBytes $side 2) + @(24, 0, 255, 1, 2, 3)))
    $bytes = [byte[]]::new(2048)
    ([byte[]](0x80, 0x2A, 0x5F, 0xD7, 0, 0, 4, 0)).CopyTo($bytes, 0)
    foreach ($field in @{ At = 193; Value = 3 }, @{ At = 198; Value = 10 }, @{ At = 226; Value = 10 }, @{ At = 254; Value = 10 }, @{ At = 681; Value = 5 }) { $bytes[$field.At] = $field.Value }
    foreach ($at in 200, 204) { Set-Number $bytes $at 4 -BigEndian }
    Save 'claim.cin' $bytes
    $bytes = Get-DicomBytes $side $side
    $at = Find-Bytes $bytes "UI`u{14}`0"
    $end = Find-Bytes $bytes "`u{E0}`u{7F}`u{10}`0OB"
    $runs = [byte[]]::new(64 + 4)
    $runs[0], $runs[4] = 1, 64
    Save 'runs.dcm' ([byte[]]($bytes[0..($at + 3)] + [Text.Encoding]::ASCII.GetBytes("1.2.840.10008.1.2.5`0") + $bytes[($at + 24)..($end + 7)] + @(255, 255, 255, 255) +
            @(0xFE, 0xFF, 0, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0, 0xE0, $runs.Length, 0, 0, 0) + $runs + @(0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0)))

    # An icon around a PNG, and a HEIC file: AVIF of another brand.
    Save 'png.ico' (Get-IconBytes 256 256 ([IO.File]::ReadAllBytes([IO.Path]::Join($Folder, 'rgba8.png'))))
    $bytes = [IO.File]::ReadAllBytes([IO.Path]::Join($Folder, 'claim.avif'))
    [Text.Encoding]::ASCII.GetBytes('heic').CopyTo($bytes, 8)
    Save 'claim.heic' $bytes

    # Thermal frames: counts as they are, and inside a PNG and a TIFF. The record of counts begins with a 2, width and height.
    $counts = Read-Golden 'thermal/counts'
    foreach ($name in 'plain_little', 'png_little', 'tiff_little') {
        $bytes = [IO.File]::ReadAllBytes((Get-TestDataPath "golden/thermal/$name.fff"))
        # The camera's record begins alike; the counts come last.
        $mark = [Text.Encoding]::Latin1.GetString([byte[]](@(2, 0) + [BitConverter]::GetBytes([ushort]$counts.Shape[1]) + [BitConverter]::GetBytes([ushort]$counts.Shape[0])))
        $record = [Text.Encoding]::Latin1.GetString($bytes).LastIndexOf($mark, [StringComparison]::Ordinal)
        Set-Number $bytes ($record + 2) 2
        Set-Number $bytes ($record + 4) 2
        if ($name -like 'png*') {
            Set-Number $bytes ($record + 48) 4 -BigEndian
            Set-Number $bytes ($record + 52) 4 -BigEndian
            Set-Number $bytes ($record + 61) 4 -BigEndian ([HeatmapPS.Tests.PngFile]::Checksum($bytes[($record + 44)..($record + 60)]))
        }

        Save "$name.fff" $bytes
    }

    $bytes = Get-Written 'jp2'
    $codestream = Find-Bytes $bytes "`u{FF}`u{4F}`u{FF}`u{51}"
    foreach ($at in ((Find-Bytes $bytes 'ihdr') + 4), ((Find-Bytes $bytes 'ihdr') + 8), ($codestream + 8), ($codestream + 12)) { Set-Number $bytes $at 4 -BigEndian }
    Save 'claim.jp2' $bytes
}
