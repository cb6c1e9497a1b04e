# Import-HeatmapImage of GIF: pixels whose codes are whole, and codes that cannot be.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # LZW codes as bytes. A code is a bit longer as soon as the table, which each code but the first adds to, needs it.
    function ConvertTo-CodeByte([int[]] $Code, [int] $ValueBits) {
        $clear = 1 -shl $ValueBits
        $size, $entries, $first = ($ValueBits + 1), ($clear + 2), $true
        $bytes = [Collections.Generic.List[byte]]::new()
        [long] $bits = 0
        $count = 0
        foreach ($value in $Code) {
            $bits = $bits -bor ([long]$value -shl $count)
            $count += $size
            while ($count -ge 8) {
                $bytes.Add([byte]($bits -band 255))
                $bits = $bits -shr 8
                $count -= 8
            }

            if ($value -eq $clear) { $size, $entries, $first = ($ValueBits + 1), ($clear + 2), $true; continue }
            if (-not $first -and $entries -lt 4096) { $entries++ }
            $first = $false
            if ($entries -eq (1 -shl $size) -and $size -lt 12) { $size++ }
        }

        if ($count -gt 0) { $bytes.Add([byte]$bits) }
        return $bytes.ToArray()
    }

    # One frame of a GIF.
    function New-GifFrame([int] $Width, [int] $Height, [int] $ValueBits, [byte[]] $Data) {
        $frame = [Collections.Generic.List[byte]]::new([byte[]](0x2C, 0, 0, 0, 0, $Width, 0, $Height, 0, 0, $ValueBits))
        for ($at = 0; $at -lt $Data.Length; $at += 255) {
            $piece = [byte[]]$Data[$at..[Math]::Min($at + 254, $Data.Length - 1)]
            $frame.Add($piece.Length)
            $frame.AddRange($piece)
        }

        $frame.Add(0)
        return , $frame.ToArray()
    }

    # A GIF whose colour i is the grey i.
    function Save-Gif([int] $Width, [int] $Height, [byte[][]] $Frame) {
        $path = [IO.Path]::Join((New-TestFolder), 'a.gif')
        $colors = [byte[]](0..255 | ForEach-Object { $_, $_, $_ })
        [IO.File]::WriteAllBytes($path, [byte[]]([Text.Encoding]::ASCII.GetBytes('GIF89a') + [byte[]]($Width, 0, $Height, 0, 0xF7, 0, 0) + $colors + ($Frame | ForEach-Object { $_ }) + [byte[]](, 0x3B)))
        return $path
    }

    function Get-Red([object] $Image) {
        $array = $Image.ToArray()
        for ($y = 0; $y -lt $array.GetLength(0); $y++) {
            for ($x = 0; $x -lt $array.GetLength(1); $x++) { $array[$y, $x, 0] }
        }
    }
}

Describe 'A GIF' {
    # Eight pixels of two bits: 4 clears the table, 5 ends, 6 is the first entry that codes add.
    It 'is read: <Name>' -ForEach @(
        @{ Name = 'each pixel a code'; Code = 4, 0, 1, 2, 3, 0, 1, 2, 3, 5; Pixels = 0, 1, 2, 3, 0, 1, 2, 3 }
        @{ Name = 'a code that is the entry it adds'; Code = 4, 1, 6, 7, 2, 3, 5; Pixels = 1, 1, 1, 1, 1, 1, 2, 3 }
        @{ Name = 'cleared in between'; Code = 4, 0, 1, 6, 4, 3, 6, 2, 5; Pixels = 0, 1, 0, 1, 3, 3, 3, 2 }
        @{ Name = 'without an end'; Code = 4, 0, 1, 2, 3, 3, 2, 1, 0; Pixels = 0, 1, 2, 3, 3, 2, 1, 0 }
        @{ Name = 'with pixels beyond the last'; Code = 4, 0, 1, 2, 3, 3, 2, 1, 0, 2, 2, 5; Pixels = 0, 1, 2, 3, 3, 2, 1, 0 }
        @{ Name = 'with nonsense beyond the last'; Code = 4, 0, 1, 2, 3, 3, 2, 1, 0, 15, 15, 15; Pixels = 0, 1, 2, 3, 3, 2, 1, 0 }
    ) {
        $path = Save-Gif 4 2 (, (New-GifFrame 4 2 2 (ConvertTo-CodeByte $Code 2)))
        Get-Red (Import-HeatmapImage $path) | Should -Be $Pixels
    }

    It 'is read whose table is full' {
        # 65 × 65 pixels are more than the 4,096 entries of a table that nothing clears.
        $pixels = foreach ($i in 0..4224) { ($i * 7 + [Math]::Floor($i / 65)) % 256 }
        $path = Save-Gif 65 65 (, (New-GifFrame 65 65 8 (ConvertTo-CodeByte (@(256) + $pixels + 257) 8)))
        Get-Red (Import-HeatmapImage $path) | Should -Be $pixels
    }

    It 'is ImageCorrupt: <Name>' -ForEach @(
        @{ Name = 'a pixel is missing'; Code = 4, 0, 1, 2, 3, 0, 1, 2, 5 }
        @{ Name = 'pixels are missing, and the end too'; Code = 4, 0, 1, 2, 3, 0 }
        @{ Name = 'a code that the table does not have'; Code = 4, 0, 7, 6, 1, 2, 3, 5 }
        @{ Name = 'an entry that was cleared'; Code = 4, 0, 1, 4, 6, 1, 2, 3, 0, 1, 2, 3, 5 }
        @{ Name = 'nothing'; Code = @() }
        @{ Name = 'values of no bit'; Code = 4, 0, 1, 2, 3, 0, 1, 2, 3, 5; ValueBits = 0 }
        @{ Name = 'values of 12 bits'; Code = 4, 0, 1, 2, 3, 0, 1, 2, 3, 5; ValueBits = 12 }
    ) {
        $path = Save-Gif 4 2 (, (New-GifFrame 4 2 ($ValueBits ?? 2) (ConvertTo-CodeByte $Code 2)))
        $null = { Import-HeatmapImage $path } | Should-ThrowId ImageCorrupt -TargetObject $path
        $null = { Measure-Heatmap $path } | Should-ThrowId ImageCorrupt -TargetObject $path
        $null = { ConvertTo-Heatmap $path -Range Data } | Should-ThrowId ImageCorrupt -TargetObject $path
    }

    # Of the part beside it ffmpeg shows the background colour, Pillow the first colour, libvips black.
    It 'is FormatNotSupported whose frame leaves a part open: <Name>' -ForEach @(
        @{ Name = 'at the right'; Canvas = 5, 2; Frames = 1 }, @{ Name = 'below'; Canvas = 4, 3; Frames = 1 }
    ) {
        $frame = New-GifFrame 4 2 2 (ConvertTo-CodeByte 4, 0, 1, 2, 3, 0, 1, 2, 3, 5 2)
        $path = Save-Gif $Canvas[0] $Canvas[1] (, $frame)
        $null = { Import-HeatmapImage $path } | Should-ThrowId FormatNotSupported -TargetObject $path
    }

    It 'is FormatNotSupported after a frame that clears what the next one leaves open' {
        $clear = [byte[]](0x21, 0xF9, 4, 8, 0, 0, 0, 0)
        $first = New-GifFrame 4 2 2 (ConvertTo-CodeByte 4, 0, 1, 2, 3, 0, 1, 2, 3, 5 2)
        $second = New-GifFrame 2 2 2 (ConvertTo-CodeByte 4, 0, 1, 2, 3, 5 2)
        $path = Save-Gif 4 2 ([byte[]]($clear + $first)), $second
        Get-Red (Import-HeatmapImage $path) | Should -Be 0, 1, 2, 3, 0, 1, 2, 3
        $null = { Import-HeatmapImage $path -Page 2 } | Should-ThrowId FormatNotSupported -TargetObject $path
        $path = Save-Gif 4 2 ([byte[]]($clear + $first)), $first
        Get-Red (Import-HeatmapImage $path -Page 2) | Should -Be 0, 1, 2, 3, 0, 1, 2, 3
    }

    It 'is transparent beside its frame where it has a transparent colour' {
        $frame = [byte[]](0x21, 0xF9, 4, 1, 0, 0, 7, 0) + (New-GifFrame 4 2 2 (ConvertTo-CodeByte 4, 0, 1, 2, 3, 0, 1, 2, 3, 5 2))
        $pixels = (Import-HeatmapImage (Save-Gif 5 2 (, [byte[]]$frame))).ToArray()
        $last = $pixels.GetUpperBound(2)
        (0..4).ForEach{ $pixels[0, $_, $last] } | Should -Be 255, 255, 255, 255, 0
    }

    It 'gives the frames before one that is broken' {
        $whole = New-GifFrame 4 2 2 (ConvertTo-CodeByte 4, 0, 1, 2, 3, 0, 1, 2, 3, 5 2)
        $broken = New-GifFrame 4 2 2 (ConvertTo-CodeByte 4, 0, 1, 2, 5 2)
        $path = Save-Gif 4 2 $whole, $broken
        Get-Red (Import-HeatmapImage $path) | Should -Be 0, 1, 2, 3, 0, 1, 2, 3
        $record = { Import-HeatmapImage $path -Page 2 } | Should-ThrowId ImageCorrupt -TargetObject $path
        "$record" | Should -Match 'frame 2 does not have the 4 × 2 pixels'
    }
}
