# Files of formats that are read and not written, byte by byte: grey, and of a size that may be another than that of the data behind
# it. Dot-source it. Each function returns the bytes; sample i of the data is 10 · i.

function Get-NumberBytes([long] $Value, [int] $Size, [switch] $BigEndian) {
    [byte[]] $bytes = foreach ($i in 0..($Size - 1)) { ($Value -shr (8 * $i)) -band 255 }
    if ($BigEndian) { [Array]::Reverse($bytes) }
    return , $bytes
}

# At most 16 samples, however many are claimed.
function Get-SampleBytes([long] $Width, [long] $Height) { return , [byte[]]@(foreach ($i in 0..([Math]::Min(16L, $Width * $Height) - 1)) { 10 * $i }) }

# OpenEXR: one channel of 32-bit floats, uncompressed, a block a row.
function Get-ExrBytes([int] $Width, [int] $Height) {
    $file = [IO.MemoryStream]::new()
    function Add([byte[]] $Bytes) { $file.Write($Bytes) }
    function Add-Text([string] $Text) { Add ([Text.Encoding]::ASCII.GetBytes($Text)); $file.WriteByte(0) }
    function Add-Attribute([string] $Name, [string] $Type, [byte[]] $Value) { Add-Text $Name; Add-Text $Type; Add (Get-NumberBytes $Value.Length 4); Add $Value }
    Add (0x76, 0x2F, 0x31, 1, 2, 0, 0, 0)
    $float = (Get-NumberBytes 2 4), (Get-NumberBytes 0 4), (Get-NumberBytes 1 4), (Get-NumberBytes 1 4) | ForEach-Object { $_ }
    Add-Attribute 'channels' 'chlist' ([byte[]](@(0x59, 0) + $float + @(0)))
    Add-Attribute 'compression' 'compression' @(0)
    [byte[]] $window = (Get-NumberBytes 0 8), (Get-NumberBytes ($Width - 1) 4), (Get-NumberBytes ($Height - 1) 4) | ForEach-Object { $_ }
    Add-Attribute 'dataWindow' 'box2i' $window
    Add-Attribute 'displayWindow' 'box2i' $window
    Add-Attribute 'lineOrder' 'lineOrder' @(0)
    Add-Attribute 'pixelAspectRatio' 'float' ([BitConverter]::GetBytes([float]1))
    Add-Attribute 'screenWindowCenter' 'v2f' ([byte[]]::new(8))
    Add-Attribute 'screenWindowWidth' 'float' ([BitConverter]::GetBytes([float]1))
    $file.WriteByte(0)
    $rows = [Math]::Min($Height, 4)
    $rowBytes = 8 + 4 * [Math]::Min($Width, 4)
    $first = $file.Length + 8 * $rows
    foreach ($row in 0..($rows - 1)) { Add (Get-NumberBytes ($first + $row * $rowBytes) 8) }
    foreach ($row in 0..($rows - 1)) {
        Add (Get-NumberBytes $row 4)
        Add (Get-NumberBytes ($rowBytes - 8) 4)
        foreach ($x in 0..([Math]::Min($Width, 4) - 1)) { Add ([BitConverter]::GetBytes([float](($row * 4 + $x) / 25.5))) }
    }

    return , $file.ToArray()
}

# DICOM: 8 bits, explicit lengths.
function Get-DicomBytes([int] $Width, [int] $Height) {
    $file = [IO.MemoryStream]::new()
    $file.Write([byte[]]::new(128))
    $file.Write([Text.Encoding]::ASCII.GetBytes('DICM'))
    function Add-Element([int] $Group, [int] $Element, [string] $Kind, [byte[]] $Value) {
        $file.Write((Get-NumberBytes $Group 2))
        $file.Write((Get-NumberBytes $Element 2))
        $file.Write([Text.Encoding]::ASCII.GetBytes($Kind))
        if ($Kind -eq 'OB') { $file.Write([byte[]]::new(2)); $file.Write((Get-NumberBytes $Value.Length 4)) } else { $file.Write((Get-NumberBytes $Value.Length 2)) }
        $file.Write($Value)
    }
    Add-Element 2 0x10 'UI' ([Text.Encoding]::ASCII.GetBytes("1.2.840.10008.1.2.1`0"))
    Add-Element 0x28 2 'US' (Get-NumberBytes 1 2)
    Add-Element 0x28 4 'CS' ([Text.Encoding]::ASCII.GetBytes('MONOCHROME2 '))
    Add-Element 0x28 0x10 'US' (Get-NumberBytes $Height 2)
    Add-Element 0x28 0x11 'US' (Get-NumberBytes $Width 2)
    foreach ($field in (0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0)) { Add-Element 0x28 $field[0] 'US' (Get-NumberBytes $field[1] 2) }
    Add-Element 0x7FE0 0x10 'OB' (Get-SampleBytes $Width $Height)
    return , $file.ToArray()
}

# XCF of GIMP: one grey layer of one tile, uncompressed.
function Get-XcfBytes([int] $Width, [int] $Height) {
    $file = [IO.MemoryStream]::new()
    function Add-Number([long[]] $Value) { foreach ($each in $Value) { $file.Write((Get-NumberBytes $each 4 -BigEndian)) } }
    $file.Write([Text.Encoding]::ASCII.GetBytes("gimp xcf file`0"))
    # Size, grey; property 17 (compression) of one byte: none; no more properties.
    Add-Number $Width, $Height, 1, 17, 1
    $file.WriteByte(0)
    Add-Number 0, 0
    $layer = $file.Length + 12
    Add-Number $layer, 0, 0
    # Size, grey without alpha, a name of two bytes, no properties.
    Add-Number $Width, $Height, 2, 2
    $file.Write([byte[]](0x61, 0))
    Add-Number 0, 0
    $hierarchy = $file.Length + 8
    Add-Number $hierarchy, 0
    Add-Number $Width, $Height, 1, ($hierarchy + 20), 0
    Add-Number $Width, $Height, ($hierarchy + 20 + 16), 0
    $file.Write((Get-SampleBytes $Width $Height))
    # The last tile is read as if it could be as long as any.
    if ($Width -le 64 -and $Height -le 64) { $file.Write([byte[]]::new(64 * 64 * 6)) }
    return , $file.ToArray()
}

# A Windows icon of a bitmap of 8 bits with 256 greys, or around the bytes of a PNG.
function Get-IconBytes([int] $Width, [int] $Height, [byte[]] $Png) {
    $file = [IO.MemoryStream]::new()
    if ($Png) { $file.Write($Png) }
    else {
        # The height counts the mask as well.
        foreach ($field in (40, 4), ($Width, 4), ((2 * $Height), 4), (1, 2), (8, 2), (0, 4), (0, 4), (0, 8), (256, 4), (0, 4)) { $file.Write((Get-NumberBytes $field[0] $field[1])) }
        foreach ($level in 0..255) { $file.Write([byte[]]($level, $level, $level, 0)) }
        $file.Write((Get-SampleBytes $Width $Height))
        # Rows of the mask have 4 bytes.
        $file.Write([byte[]]::new(4 * [Math]::Min($Height, 4)))
    }

    [byte[]] $head = @(0, 0, 1, 0, 1, 0, [Math]::Min($Width, 255), [Math]::Min($Height, 255), 0, 0, 1, 0, 8, 0) + (Get-NumberBytes $file.Length 4) + (Get-NumberBytes 22 4)
    return , [byte[]]($head + $file.ToArray())
}
