# FITS, DICOM and other files of one's own making, byte by byte, with nothing but the standards at hand. Dot-source it after
# HandMadeFiles.ps1. Numbers are given in the order in which they are stored.

# The bytes of numbers, each of a size, highest byte first or last.
function ConvertTo-SampleBytes([array] $Numbers, [int] $Size, [switch] $LittleEndian) {
    $bytes = [byte[]]::new($Numbers.Count * $Size)
    for ($i = 0; $i -lt $Numbers.Count; $i++) {
        [byte[]] $sample = $Numbers[$i] -is [float] -or $Numbers[$i] -is [double] ? [BitConverter]::GetBytes($Numbers[$i]) : [BitConverter]::GetBytes([long]$Numbers[$i])[0..($Size - 1)]
        if (-not $LittleEndian) { [Array]::Reverse($sample) }
        $sample.CopyTo($bytes, $i * $Size)
    }

    return , $bytes
}

# One unit of a FITS file: cards as texts without END, and data. Both are filled up to blocks of 2,880 bytes.
function Get-FitsUnit([string[]] $Cards, [byte[]] $Data = @()) {
    $file = [IO.MemoryStream]::new()
    $text = -join (($Cards + 'END') | ForEach-Object { $_.PadRight(80) })
    $file.Write([Text.Encoding]::ASCII.GetBytes($text.PadRight([Math]::Ceiling($text.Length / 2880) * 2880)))
    $file.Write($Data)
    $file.Write([byte[]]::new((2880 - $Data.Length % 2880) % 2880))
    return , $file.ToArray()
}

# The cards that every image has.
function Get-FitsImageCard([int] $BitPix, [int[]] $Axes, [switch] $Extension) {
    $Extension ? "XTENSION= 'IMAGE   '" : 'SIMPLE  =                    T'
    "BITPIX  = $("$BitPix".PadLeft(20))"
    "NAXIS   = $("$($Axes.Count)".PadLeft(20))"
    foreach ($i in 1..$Axes.Count) { "NAXIS$i".PadRight(8) + "= $("$($Axes[$i - 1])".PadLeft(20))" }
}

# A DICOM file, explicit and little-endian: elements of the image group as a table of numbers (US), texts, or bytes (OW); pixels; texts of
# the group with times.
function Get-DicomFile([hashtable] $Elements, [byte[]] $Pixels, [byte[]] $Preamble = [byte[]]::new(128), [hashtable] $Time = @{}) {
    $file = [IO.MemoryStream]::new()
    $file.Write($Preamble)
    $file.Write([Text.Encoding]::ASCII.GetBytes('DICM'))
    function Add-Element([int] $Group, [int] $Element, [string] $Kind, [byte[]] $Value) {
        $file.Write((Get-NumberBytes $Group 2))
        $file.Write((Get-NumberBytes $Element 2))
        $file.Write([Text.Encoding]::ASCII.GetBytes($Kind))
        if ($Kind -eq 'OW') { $file.Write([byte[]]::new(2)); $file.Write((Get-NumberBytes $Value.Length 4)) } else { $file.Write((Get-NumberBytes $Value.Length 2)) }
        $file.Write($Value)
    }
    Add-Element 2 0x10 'UI' ([Text.Encoding]::ASCII.GetBytes("1.2.840.10008.1.2.1`0"))
    foreach ($tag in $Time.Keys | Sort-Object) { Add-Element 8 $tag 'LO' ([Text.Encoding]::ASCII.GetBytes($Time[$tag].PadRight($Time[$tag].Length + $Time[$tag].Length % 2))) }
    foreach ($tag in $Elements.Keys | Sort-Object) {
        $value = $Elements[$tag]
        if ($value -is [string]) { Add-Element 0x28 $tag ($tag -eq 8 ? 'IS' : 'CS') ([Text.Encoding]::ASCII.GetBytes($value.PadRight($value.Length + $value.Length % 2))) }
        elseif ($value -is [byte[]]) { Add-Element 0x28 $tag 'OW' $value }
        else { Add-Element 0x28 $tag 'US' ([byte[]]@($value | ForEach-Object { Get-NumberBytes $_ 2 } | ForEach-Object { $_ })) }
    }

    Add-Element 0x7FE0 0x10 'OW' $Pixels
    return , $file.ToArray()
}

# The elements of an image of one sample a pixel.
function Get-DicomElement([int] $Width, [int] $Height, [int] $Allocated, [int] $Stored, [switch] $Signed, [string] $Photometric = 'MONOCHROME2') {
    return @{ 2 = 1; 4 = $Photometric; 0x10 = $Height; 0x11 = $Width; 0x100 = $Allocated; 0x101 = $Stored; 0x102 = $Stored - 1; 0x103 = [int][bool]$Signed }
}
