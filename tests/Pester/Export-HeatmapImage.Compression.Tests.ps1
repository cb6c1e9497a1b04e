# Export-HeatmapImage -Compression: that Best is small where a filter of rows pays, and where none does.

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
