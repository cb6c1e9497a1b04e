# What Add-Annotation draws over a heatmap, in all ways to draw it: files, colorbars, mosaics, videos, other processes.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    . ([IO.Path]::Join($PSScriptRoot, 'support', 'AnnotatedField.ps1'))

    # How far two pictures differ, as the rectangle of pixels that do: first column and row, last column and row.
    function Get-ChangedBox([object] $Before, [object] $After) {
        $a, $b = $Before.ToArray(), $After.ToArray()
        $box = @($a.GetLength(1), $a.GetLength(0), -1, -1)
        for ($y = 0; $y -lt $a.GetLength(0); $y++) {
            for ($x = 0; $x -lt $a.GetLength(1); $x++) {
                if ($a[$y, $x, 0] -ne $b[$y, $x, 0] -or $a[$y, $x, 1] -ne $b[$y, $x, 1] -or $a[$y, $x, 2] -ne $b[$y, $x, 2]) {
                    $box = [Math]::Min($box[0], $x), [Math]::Min($box[1], $y), [Math]::Max($box[2], $x), [Math]::Max($box[3], $y)
                }
            }
        }

        return $box
    }
}

Describe 'The marks of a heatmap' {
    BeforeAll {
        $heatmap = New-Heatmap (New-Field 160 120)
        $annotated = $heatmap | Add-Annotation -Spot Hottest -Region @{ X = 20; Y = 30; Width = 50; Height = 40; Name = 'board' } -Isotherm 25 -Caption 'c'
        $expected = $annotated.Render(8).ToArray()
    }

    It 'are added one after another' {
        $two = $heatmap | Add-Annotation -Spot Hottest -Color yellow | Add-Annotation -Caption 'x' -FontSize 20
        $two.Annotations | Should -Be 'spot Hottest', "text 'x'"
    }

    It 'are in files of <_>' -ForEach 'png', 'tif', 'webp' {
        $path = [IO.Path]::Join((New-TestFolder), "a.$_")
        $annotated | Export-HeatmapImage -Path $path -Compression Default -Quality 100
        $read = (Import-HeatmapImage $path -Embedded Picture).ToArray()
        if ($_ -ne 'webp') { Should-HavePixels $read $expected }
        else { $read[5, 5, 0] | Should -Not -BeNullOrEmpty }
    }

    It 'are beside a colorbar, in a mosaic, and in the terminal' {
        $bar = ($annotated | Add-Colorbar).ToArray()
        $plain = ($heatmap | Add-Colorbar).ToArray()
        Compare-Pixels $bar $plain | ForEach-Object Equal | Should -BeFalse
        $bar.GetLength(1) | Should -Be $plain.GetLength(1)
        $sheet = $annotated, $heatmap | Merge-Mosaic -Spacing 0 -ColumnCount 2
        $pixels = $sheet.ToArray()
        for ($x = 0; $x -lt 160; $x += 7) { for ($y = 0; $y -lt 120; $y += 5) { $pixels[$y, $x, 1] | Should -Be $expected[$y, $x, 1] } }
        $shown = Show-Heatmap -InputObject $annotated -Protocol HalfBlock -TerminalWidth 60 -AsString
        "$shown" | Should -Not -Be "$(Show-Heatmap -InputObject $heatmap -Protocol HalfBlock -TerminalWidth 60 -AsString)"
    }

    It 'are drawn for the size of a tile, with the values of the original' {
        $large = $annotated | Merge-Mosaic -TileSize 640, 480 -Spacing 0
        "$($large.Width)×$($large.Height)" | Should -Be '640×480'
        $plain = $heatmap | Merge-Mosaic -TileSize 640, 480 -Spacing 0
        $box = Get-ChangedBox $plain ($heatmap | Add-Annotation -Region 'rect 20,30,50,40' -RegionValue None -LineWidth 1 | Merge-Mosaic -TileSize 640, 480 -Spacing 0)
        # Four times as large, a line of four pixels and its outline of two.
        foreach ($pair in @(0, 80), @(1, 120), @(2, 280), @(3, 280)) { [Math]::Abs($box[$pair[0]] - $pair[1]) | Should -BeLessOrEqual 6 }
    }

    It 'lie over a photo as they lie over the numbers, with Merge-Overlay' {
        $photo = Import-HeatmapImage -InputObject ([byte[, ]]::new(240, 320))
        $plain = $heatmap | Merge-Overlay -Photo $photo
        $marked = $heatmap | Add-Annotation -Region 'rect 20,30,50,40' -RegionValue None -LineWidth 1 | Merge-Overlay -Photo $photo
        $box = Get-ChangedBox $plain $marked
        foreach ($pair in @(0, 40), @(1, 60), @(2, 140), @(3, 140)) { [Math]::Abs($box[$pair[0]] - $pair[1]) | Should -BeLessOrEqual 4 }
    }

    It 'are in the pictures of a report' {
        $folder = New-TestFolder
        $annotated, $heatmap | Export-HeatmapReport -Path "$folder/a.html" -PictureFolder
        $pictures = @(Get-ChildItem -LiteralPath $folder -Recurse -Filter *.png | Sort-Object Name)
        $pictures.Count | Should -Be 2
        Should-HavePixels (Import-HeatmapImage -LiteralPath $pictures[0] -Embedded Picture).ToArray() $expected
        Should-HavePixels (Import-HeatmapImage -LiteralPath $pictures[1] -Embedded Picture).ToArray() $heatmap.Render(8).ToArray()
    }

    It 'follow the hottest pixel in a video' {
        $folder = New-TestFolder
        $frames = foreach ($at in 20, 60, 100) {
            $field = [double[, ]]::new(80, 128)
            $field[40, $at] = 50
            ConvertTo-Heatmap -InputObject $field -Minimum 0 -Maximum 100 -BadColor black
        }

        $frames | Add-Annotation -Spot Hottest | Export-HeatmapVideo -Path "$folder/a.apng"
        $read = @(Import-HeatmapVideo "$folder/a.apng")
        $read.Count | Should -Be 3
        for ($i = 0; $i -lt 3; $i++) {
            # The tip of the triangle, six pixels over the hottest one.
            $pixels = ($read[$i] | ConvertTo-Grayscale).ToArray()
            $tip = foreach ($x in 20, 60, 100) { [Math]::Max($pixels[34, $x], $pixels[35, $x]) -gt 200 }
            $tip[$i] | Should -BeTrue
            if ($i -ne 1) { $tip[2 - $i] | Should -BeFalse }
        }
    }

    It 'are not taken for values by ConvertFrom-Heatmap' {
        Should-HavePixels (ConvertFrom-Heatmap -InputObject $annotated -Colormap inferno -Minimum $heatmap.Minimum -Maximum $heatmap.Maximum).ToArray() (ConvertFrom-Heatmap -InputObject $heatmap -Colormap inferno -Minimum $heatmap.Minimum -Maximum $heatmap.Maximum).ToArray()
        $path = [IO.Path]::Join((New-TestFolder), 'a.png')
        $annotated | Export-HeatmapImage -Path $path
        $null = ConvertFrom-Heatmap $path -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*'a.png' has annotations over its colours*-IncludeData*"
    }

    It 'travel with the heatmap to other processes' {
        $mask = [byte[]](@(0) * (160 * 120))
        for ($i = 3000; $i -lt 3900; $i++) { $mask[$i] = 1 }
        $all = $annotated | Add-Annotation -Region @{ Mask = (Import-HeatmapImage -InputObject $mask -Width 160 -Height 120); Name = 'masked' }, 'circle 100,60,20' -Spot Coldest, '5,6' -Color '#123456' -Outline white -LineWidth 3 -ValueFormat '{0:F2} °C' -FontSize 14
        $back = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($all))
        $back.Annotations | Should -Be $all.Annotations
        Should-HavePixels $back.Render(8).ToArray() $all.Render(8).ToArray()
    }

    It 'are in a file with its numbers: <_>' -ForEach 'png', 'tif' {
        $path = [IO.Path]::Join((New-TestFolder), "a.$_")
        $annotated | Export-HeatmapImage -Path $path -IncludeData
        $read = Import-HeatmapImage $path
        $read.Annotations | Should -Be $annotated.Annotations
        Should-HavePixels $read.Raster.ToArray() $heatmap.Raster.ToArray()
        Should-HavePixels $read.Render(8).ToArray() $expected
        Should-HavePixels (Import-HeatmapImage $path -Embedded Picture).ToArray() $expected
    }

    It 'count for -IfNewer' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.png')
        $source = Write-TestTiff ([IO.Path]::Join((Split-Path $path), 'a.tif')) 30 20 @(, [ushort[]](New-TestFrame Noise 30 20).Data)
        $map = ConvertTo-Heatmap $source
        $written = { param($Image) [bool]($Image | Export-HeatmapImage -Path $path -IfNewer -PassThru) }
        & $written ($map | Add-Annotation -Spot Hottest) | Should -BeTrue
        & $written ($map | Add-Annotation -Spot Hottest) | Should -BeFalse
        & $written ($map | Add-Annotation -Spot Coldest) | Should -BeTrue
    }
}
