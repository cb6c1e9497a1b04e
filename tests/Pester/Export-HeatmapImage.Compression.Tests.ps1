# Export-HeatmapImage -Compression: that Best is small where a filter of rows pays, and where none does; that runs and codes made here are
# read by others, and no larger than zlib's.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $folder = New-TestFolder
}

Describe 'PNG rows' {
    It 'Best finds rows that repeat, and takes no filter where none pays' {
        # Gradients whose rows come fourteen times, in more colours than a palette has.
        $bars = [byte[,,]]::new(112, 256, 3)
        for ($y = 0; $y -lt 112; $y++) {
            for ($x = 0; $x -lt 256; $x++) {
                $bar = [Math]::Floor($y / 14)
                $bars[$y, $x, 0] = $x
                $bars[$y, $x, 1] = ($x + 31 * $bar) % 256
                $bars[$y, $x, 2] = 255 - $x
            }
        }
        (Export-HeatmapImage -InputObject $bars -Path ([IO.Path]::Join($folder, 'bars.png')) -Compression Best -PassThru).Length | Should -BeLessThan 1500

        # Noise of two values that comes again every 16 rows: a filter hides that.
        $random = [Random]::new(3)
        $noise = [byte[]]::new(4096)
        for ($i = 0; $i -lt $noise.Length; $i++) { $noise[$i] = 17 + 200 * $random.Next(2) }
        $tile = [byte[,]]::new(128, 256)
        for ($y = 0; $y -lt 128; $y++) { for ($x = 0; $x -lt 256; $x++) { $tile[$y, $x] = $noise[($y % 16) * 256 + $x] } }
        (Export-HeatmapImage -InputObject $tile -Path ([IO.Path]::Join($folder, 'tile.png')) -Compression Best -PassThru).Length | Should -BeLessThan 1500
    }
}

Describe 'Runs and Huffman codes' {
    It 'of <Name>, <Width>×<Height>, are read back by another reader' -ForEach @(
        foreach ($size in @(1, 1), @(1, 9), @(3, 2), @(259, 7), @(1031, 1200)) {
            foreach ($name in 'nothing', 'noise', 'noise around zero', 'runs', 'rare values') { @{ Name = $name; Width = $size[0]; Height = $size[1] } }
        }
    ) {
        $random = [Random]::new(7)
        $bytes = [byte[]]::new($Width * $Height)
        if ($Name -eq 'noise') { $random.NextBytes($bytes) }
        elseif ($Name -ne 'nothing') {
            # Codes of rare values reach the most bits that there are: each value is half as common as the one before.
            $values = switch ($Name) {
                'runs' { @(0) * 30 + 1, 2, 200 }
                'noise around zero' { -20..20 | ForEach-Object { @($_ -band 255) * (21 - [Math]::Abs($_)) } }
                default { foreach ($i in 0..13) { @($i) * (1 -shl (13 - $i)) } }
            }
            for ($i = 0; $i -lt $bytes.Length; $i++) {
                $bytes[$i] = $Name -eq 'runs' -and $i -gt 0 -and $random.Next(9) -gt 0 ? $bytes[$i - 1] : $values[$random.Next($values.Count)]
            }
        }

        $image = [byte[,]]::new($Height, $Width)
        [Buffer]::BlockCopy($bytes, 0, $image, 0, $bytes.Length)
        $path = [IO.Path]::Join($folder, 'runs.png')
        $null = Export-HeatmapImage -InputObject $image -Path $path -Compression Fast -Force
        $png = [HeatmapPS.Tests.PngFile]::Read($path)
        [Linq.Enumerable]::SequenceEqual([ushort[]]$bytes, $png.Raw) | Should -BeTrue

        # The same rows, as they are filtered in the file, by zlib.
        $file = [IO.File]::ReadAllBytes($path)
        $deflated, $stored = [IO.MemoryStream]::new(), [IO.MemoryStream]::new()
        for ($at = 8; $at -lt $file.Length; $at += 12 + $length) {
            $length = [Buffers.Binary.BinaryPrimitives]::ReadInt32BigEndian([byte[]]$file[$at..($at + 3)])
            if ([Text.Encoding]::ASCII.GetString($file, $at + 4, 4) -eq 'IDAT') { $deflated.Write($file, $at + 8, $length) }
        }

        $deflated.Position = 0
        $zlib = [IO.Compression.ZLibStream]::new($deflated, [IO.Compression.CompressionMode]::Decompress)
        $zlib.CopyTo($stored)
        $packed = [IO.MemoryStream]::new()
        $options = [IO.Compression.ZLibCompressionOptions]@{ CompressionLevel = 1; CompressionStrategy = 'RunLengthEncoding' }
        $zlib = [IO.Compression.ZLibStream]::new($packed, $options, $true)
        $zlib.Write($stored.ToArray())
        $zlib.Dispose()
        $deflated.Length | Should -BeLessOrEqual (1.005 * $packed.Length + 64)
    }
}
