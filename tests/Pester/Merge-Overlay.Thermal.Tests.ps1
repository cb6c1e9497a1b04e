# Merge-Overlay -Embedded: heat in its place on the photograph inside a thermal camera's file.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    # Where the file's own data puts the thermal picture on the photograph.
    $cameras = @(
        @{ Name = 'thermal_parser/FLIR.jpg'; Left = 83; Top = 78; Right = 424; Bottom = 533 }
        @{ Name = 'thermal_parser/FLIR_AX8.jpg'; Left = 45; Top = 34; Right = 594; Bottom = 445 }
        @{ Name = 'IRimage/05 - Aqua_Tower_thermal_image.jpg'; Left = 102; Top = 90; Right = 381; Bottom = 369 }
    ) | ForEach-Object { $_.NoSample = -not (Get-SamplePath $_.Name); $_ }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

Describe 'The photograph inside a thermal file' {
    BeforeAll {
        # 24 x 16 counts, a photograph of 48 x 32, a scale of 1.40397, and offsets of 14 and -14 pixels.
        $radiometric = Get-TestDataPath 'golden/thermal/radiometric.jpg'
        $inside = Import-HeatmapImage $radiometric -Embedded Photo

        # The smallest rectangle of pixels that differ: left, top, right, bottom.
        function Get-Changed([array] $Before, [array] $After) {
            $rows = [Collections.Generic.SortedSet[int]]::new()
            $columns = [Collections.Generic.SortedSet[int]]::new()
            for ($y = 0; $y -lt $Before.GetLength(0); $y++) {
                for ($x = 0; $x -lt $Before.GetLength(1); $x++) {
                    if ($Before[$y, $x, 0] -ne $After[$y, $x, 0] -or $Before[$y, $x, 1] -ne $After[$y, $x, 1] -or $Before[$y, $x, 2] -ne $After[$y, $x, 2]) {
                        $null = $rows.Add($y)
                        $null = $columns.Add($x)
                    }
                }
            }

            return $columns.Min, $rows.Min, $columns.Max, $rows.Max
        }
    }

    It 'gets the heat in its place, however it is given' {
        # Middle at 24 + 14, 16 - 14; 48 / 1.40397 = 34.2 wide and 22.8 high: columns 21 to 54, rows -9 to 12, cut at the edges.
        $byPath = Merge-Overlay $radiometric -Embedded -Colormap jet -Opacity 1
        Get-Changed $inside.ToArray() $byPath.ToArray() | Should -Be 21, 0, 47, 12
        $heatmap = ConvertTo-Heatmap $radiometric -Colormap jet
        Should-HavePixels ($heatmap | Merge-Overlay -Embedded -Opacity 1).ToArray() $byPath.ToArray()
        Should-HavePixels ($heatmap | Merge-Overlay -Photo $inside -Opacity 1).ToArray() $byPath.ToArray()
        # With the nearest pixel, each colour is that of the pixel of the thermal picture there.
        $nearest = ($heatmap | Merge-Overlay -Embedded -Opacity 1 -Resample Nearest).ToArray()
        $colors = $heatmap.ToArray()
        foreach ($place in @(21, 0), @(47, 12), @(30, 5)) {
            $x, $y = $place
            $column = [Math]::Floor(($x - 21 + 0.5) * 24 / 34)
            $row = [Math]::Floor(($y + 9 + 0.5) * 16 / 22)
            foreach ($b in 0..2) { $nearest[$y, $x, $b] | Should -Be $colors[$row, $column, $b] }
        }
    }

    It 'is moved by -Shift, out of the photo too' {
        $before = $inside.ToArray()
        Get-Changed $before (Merge-Overlay $radiometric -Embedded -Colormap jet -Opacity 1 -Shift -10, 9).ToArray() | Should -Be 11, 0, 44, 21
        Get-Changed $before (Merge-Overlay $radiometric -Embedded -Colormap jet -Opacity 1 -Shift -45, 0).ToArray() | Should -Be 0, 0, 9, 12
        foreach ($shift in @(500, 0), @(-500, 0), @(0, 500), @(0, -500)) {
            Should-HavePixels (Merge-Overlay $radiometric -Embedded -Opacity 1 -Shift $shift).ToArray() $before
        }
    }

    It 'shows counts of whole numbers in their place too' {
        $result = Import-HeatmapImage $radiometric -TemperatureUnit Counts | Merge-Overlay -Embedded -Colormap jet -Opacity 1 -Resample Nearest
        Get-Changed $inside.ToArray() $result.ToArray() | Should -Be 21, 0, 47, 12
    }

    It 'is covered whole by other images, and by the heat of other files' {
        $copy = Copy-Item $radiometric ([IO.Path]::Join((New-TestFolder), 'copy.jpg')) -PassThru
        $result = ConvertTo-Heatmap $copy -Colormap jet | Merge-Overlay -Photo $inside -Opacity 1
        Get-Changed $inside.ToArray() $result.ToArray() | Should -Be 0, 0, 47, 31
    }

    It 'says in -Verbose where the heat lies' {
        $lines = Merge-Overlay $radiometric -Embedded -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        "$lines" | Should -Match 'columns 21 to 54, rows -9 to 12 of the photo of 48×32'
    }

    It 'goes into files, one for each camera file; a file without one is its own error' {
        $folder = New-TestFolder
        $plain = Get-TestDataPath 'golden/thermal/plain_big.fff'
        $files = $radiometric, $plain | Merge-Overlay -Embedded -Destination $folder -ErrorVariable errors -ErrorAction SilentlyContinue
        $files.Name | Should -Be 'radiometric.png'
        (Get-ErrorId $errors[0]), $errors[0].TargetObject | Should -Be 'EmbeddedNotFound', $plain
    }

    It 'of <Name> shows the heat where the camera says' -ForEach $cameras {
        if ($NoSample) { Set-ItResult -Skipped -Because "HEATMAPPS_SAMPLES does not have $Name"; return }
        $path = Get-SamplePath $Name
        $photo = (Import-HeatmapImage -LiteralPath $path -Embedded Photo).ToArray()
        $result = (Merge-Overlay -LiteralPath $path -Embedded -Colormap black_hot -Opacity 0.9 -BlendMode Difference).ToArray()
        $changed = Get-Changed $photo $result
        for ($i = 0; $i -lt 4; $i++) { [Math]::Abs($changed[$i] - ($Left, $Top, $Right, $Bottom)[$i]) | Should -BeLessThan 2 }
    }
}
