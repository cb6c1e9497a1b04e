# Merge-Mosaic: pixels of every tile, cells, labels, colorbar, scales, Deep Zoom, pyramids, errors.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Gray([int] $Width, [int] $Height, [type] $Type = [byte], [int] $Seed = 1) {
        return Import-HeatmapImage -InputObject (New-TestFrame Noise $Width $Height -Type $Type -Seed $Seed).Data -Width $Width -Height $Height
    }

    function New-Picture([int] $Width, [int] $Height, [type] $Type = [byte], [int] $Seed = 1) {
        return Import-HeatmapImage -InputObject (New-TestFrame Noise ($Width * 3) $Height -Type $Type -Seed $Seed).Data -Width $Width -Height $Height
    }

    # Whether the pixels of a picture lie on a sheet at a place; grey is repeated on a sheet of colours.
    function Should-LieAt([array] $Sheet, [array] $Picture, [int] $X, [int] $Y) {
        $different = 0
        for ($r = 0; $r -lt $Picture.GetLength(0); $r++) {
            for ($c = 0; $c -lt $Picture.GetLength(1); $c++) {
                for ($b = 0; $b -lt ($Sheet.Rank -eq 2 ? 1 : 3); $b++) {
                    $value = $Picture.Rank -eq 2 ? $Picture[$r, $c] : $Picture[$r, $c, $b]
                    $different += ($Sheet.Rank -eq 2 ? $Sheet[($Y + $r), ($X + $c)] : $Sheet[($Y + $r), ($X + $c), $b]) -ne $value
                }
            }
        }

        $different | Should -Be 0
    }
}

Describe 'Pixels' {
    It 'of every tile are the source''s, at <Type> on <Background>' -ForEach @(
        @{ Type = [byte]; Background = 'white'; Bands = 1; Make = 'New-Gray' }
        @{ Type = [byte]; Background = '#ff0000'; Bands = 3; Make = 'New-Gray' }
        @{ Type = [ushort]; Background = 'white'; Bands = 3; Make = 'New-Picture' }
        @{ Type = [ushort]; Background = '#ff0000'; Bands = 3; Make = 'New-Picture' }
    ) {
        $images = 1..5 | ForEach-Object { & $Make 7 5 $Type $_ }
        $sheet = $images | Merge-Mosaic -Spacing 3 -Background $Background
        $sheet.Width, $sheet.Height, $sheet.Bands | Should -Be (3 + 3 * 10), (3 + 2 * 8), $Bands
        $sheet.SampleType | Should -Be ($Type -eq [byte] ? 'UInt8' : 'UInt16')
        $pixels = $sheet.ToArray()
        for ($i = 0; $i -lt 5; $i++) {
            Should-LieAt $pixels $images[$i].ToArray() (3 + 10 * ($i % 3)) (3 + 8 * [Math]::Floor($i / 3))
        }

        ($Bands -eq 1 ? $pixels[0, 0] : $pixels[0, 0, 0]) | Should -Be ($Type -eq [byte] ? 255 : 65535)
    }

    It 'of grey images are grey in every kind of file, transparent ones too: <Extension>' -ForEach @(
        @{ Extension = 'png' }, @{ Extension = 'tif' }, @{ Extension = 'jpg' }, @{ Extension = 'webp' }, @{ Extension = 'npy' }, @{ Extension = 'bmp' }
    ) {
        $image = New-Gray 9 7
        $path = [IO.Path]::Join((New-TestFolder), "sheet.$Extension")
        $file = $image | Merge-Mosaic -Spacing 2 -Destination $path
        $sheet = Import-HeatmapImage $file
        if ($Extension -in 'png', 'tif', 'npy') {
            $sheet.Bands | Should -Be 1
            Should-LieAt $sheet.ToArray() $image.ToArray() 2 2
        }
        $file = $image | Merge-Mosaic -Spacing 2 -Background '#00000000' -Destination $path -Force
        $sheet = Import-HeatmapImage $file
        if ($Extension -in 'png', 'tif', 'npy') {
            $sheet.Bands, $sheet.ToArray()[0, 0, 1], $sheet.ToArray()[2, 2, 1] | Should -Be 2, 0, 255
            $sheet.ToArray()[8, 10, 0] | Should -Be $image.ToArray()[6, 8]
        }
    }

    It 'of heatmaps are their colours, in a file too' {
        $heatmaps = 1..4 | ForEach-Object { New-Gray 6 6 ([ushort]) $_ } | ConvertTo-Heatmap -Colormap inferno -SharedScale
        $path = [IO.Path]::Join((New-TestFolder), 'sheet.tif')
        $file = $heatmaps | Merge-Mosaic -Spacing 0 -Destination $path
        $file.FullName | Should -Be (Get-Item $path).FullName
        $pixels = (Import-HeatmapImage $path).ToArray()
        for ($i = 0; $i -lt 4; $i++) { Should-LieAt $pixels $heatmaps[$i].ToArray() (6 * ($i % 2)) (6 * [Math]::Floor($i / 2)) }
    }

    It 'of larger images pass through read-ahead unchanged' {
        $images = 1..2 | ForEach-Object { New-Gray 1200 1100 ([byte]) $_ }
        $pixels = ($images | Merge-Mosaic -Spacing 0 -ColumnCount 2).ToArray()
        foreach ($place in (0, 0), (1099, 1199), (550, 17)) {
            $pixels[$place[0], ($place[1] + 1200)] | Should -Be $images[1].ToArray()[$place[0], $place[1]]
        }
    }

    It 'of 8 bits beside 16 are multiplied by 257' {
        $byte = New-Gray 3 3
        $pixels = ($byte, (New-Picture 3 3 ([ushort])) | Merge-Mosaic -Spacing 0).ToArray()
        $pixels[1, 2, 0] | Should -Be (257 * $byte.ToArray()[1, 2])
        (($byte, (New-Picture 3 3 ([ushort]))) | Merge-Mosaic -BitDepth 8).SampleType | Should -Be 'UInt8'
    }

    It 'that are missing stay transparent, and take a colour in JPEG' {
        $data = [float[,]]::new(8, 8)
        $data[0, 0] = [float]::NaN
        $heatmap = ConvertTo-Heatmap -InputObject $data
        $sheet = $heatmap | Merge-Mosaic -Spacing 0
        $sheet.HasAlpha | Should -BeTrue
        $sheet.ToArray()[0, 0, 3] | Should -Be 0
        $file = $heatmap | Merge-Mosaic -Destination ([IO.Path]::Join((New-TestFolder), 'sheet.jpg'))
        (Import-HeatmapImage $file).Bands | Should -Be 3
    }
}

Describe 'Cells' {
    It 'are of the largest size; <Anchor> puts a small image at <X>, <Y>' -ForEach @(
        @{ Anchor = 'Center'; X = 3; Y = 2 }
        @{ Anchor = 'TopLeft'; X = 0; Y = 0 }
        @{ Anchor = 'BottomRight'; X = 6; Y = 4 }
    ) {
        $small = New-Gray 4 2
        $sheet = (New-Gray 10 6), $small | Merge-Mosaic -Spacing 0 -ColumnCount 2 -Anchor $Anchor -Background black -NoEnlarge
        $sheet.Width, $sheet.Height | Should -Be 20, 6
        Should-LieAt $sheet.ToArray() $small.ToArray() (10 + $X) $Y
    }

    It 'are <Expected> x of <Count> images' -ForEach @{ Count = 1; Expected = 1 }, @{ Count = 2; Expected = 2 }, @{ Count = 10; Expected = 4 } {
        (1..$Count | ForEach-Object { New-Gray 5 5 } | Merge-Mosaic -Spacing 0).Width | Should -Be (5 * $Expected)
    }

    It 'show each pixel of a small image as a square, as large as fits, for <Kind>' -ForEach @{ Kind = 'pictures' }, @{ Kind = 'heatmaps' } {
        $images = (New-Gray 11 6), (New-Gray 4 2)
        if ($Kind -eq 'heatmaps') { $images = $images | ConvertTo-Heatmap }
        $sheet = $images | Merge-Mosaic -Spacing 0 -ColumnCount 2 -Background black
        $sheet.Width, $sheet.Height | Should -Be 22, 6
        $pixels, $small = $sheet.ToArray(), $images[1].ToArray()
        Should-LieAt $pixels $images[0].ToArray() 0 0
        for ($y = 0; $y -lt 6; $y++) {
            for ($x = 0; $x -lt 11; $x++) {
                # 4 x 2 twice as large in 11 x 6: 8 x 4, from 1, 1 on.
                $inside = $x -ge 1 -and $x -lt 9 -and $y -ge 1 -and $y -lt 5
                $expected = -not $inside ? 0 : $Kind -eq 'heatmaps' ? $small[(($y - 1) -shr 1), (($x - 1) -shr 1), 1] : $small[(($y - 1) -shr 1), (($x - 1) -shr 1)]
                ($sheet.Bands -eq 1 ? $pixels[$y, (11 + $x)] : $pixels[$y, (11 + $x), 1]) | Should -Be $expected
            }
        }
    }

    It 'of -TileSize get small images in whole steps, large ones shrunk, and all of them filled by -Resample' {
        $small, $large = (New-Gray 3 2), (New-Gray 40 30)
        $sheet = $small | Merge-Mosaic -TileSize 10, 10 -Spacing 0
        $sheet.Width, $sheet.Height, $sheet.ToArray()[5, 8] | Should -Be 9, 6, $small.ToArray()[1, 2]
        $sheet = $small | Merge-Mosaic -TileSize 10, 10 -Spacing 0 -Resample Bilinear
        $sheet.Width, $sheet.Height | Should -Be 10, 7
        ($small | Merge-Mosaic -TileSize 10, 10 -Spacing 0 -NoEnlarge).Width | Should -Be 3
        $shrunk = $large | Merge-Mosaic -TileSize 20, 20 -Spacing 0
        $shrunk.Width, $shrunk.Height | Should -Be 20, 15
        Should-HavePixels $shrunk.ToArray() ($large | Merge-Mosaic -TileSize 20, 20 -Spacing 0 -Resample Bilinear).ToArray()
        ($large, $small | Merge-Mosaic -Spacing 0 -ColumnCount 2 -Resample Nearest).ToArray()[15, 79] | Should -Be $small.ToArray()[1, 2]
    }

    It 'are filled with -TileSize, proportions kept' {
        $sheet = (New-Gray 40 20), (New-Gray 10 30) | Merge-Mosaic -TileSize 20, 20 -Spacing 0 -ColumnCount 2
        $sheet.Width, $sheet.Height | Should -Be 40, 20
    }
}

Describe 'Labels' {
    It 'lie below the images and leave them alone' {
        $images = 1..2 | ForEach-Object { New-Gray 60 40 }
        $sheet = $images | Merge-Mosaic -Label '{Index:000}: {Maximum:N1}' -Spacing 2 -ColumnCount 2
        $sheet.Height | Should -BeGreaterThan 50
        $pixels = $sheet.ToArray()
        Should-LieAt $pixels $images[0].ToArray() ([int](($sheet.Width - 6) / 2 - 60) / 2 + 2) 2
        $ink = 0
        for ($y = 43; $y -lt $sheet.Height; $y++) { for ($x = 0; $x -lt $sheet.Width; $x++) { $ink += $pixels[$y, $x] -lt 128 } }
        $ink | Should -BeGreaterThan 20
    }

    It 'make cells wider rather than be cut' {
        (New-Gray 5 5 | Merge-Mosaic -Label 'a label of some length' -Spacing 0).Width | Should -BeGreaterThan 60
    }

    It 'are left out, with one warning that says what to install, where no font is' -Skip:(-not $IsLinux) {
        $config = [IO.Path]::Join((New-TestFolder), 'fonts.conf')
        [IO.File]::WriteAllText($config, '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
        $child = Invoke-ChildPwsh -Environment @{ FONTCONFIG_FILE = $config } -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$images = 1..3 | ForEach-Object { ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..99)) -Width 10 -Height 10) }
$sheet = $images | Merge-Mosaic -ColumnCount 3 -Spacing 1 -Label '{Index}' -WarningVariable w -WarningAction SilentlyContinue
"$($sheet.Width) $($sheet.Height) $($w.Count) $($w[0])"
'@
        $child.Output | Should -HaveCount 1 -Because $child.Error
        $child.Output[0] | Should -Match '^34 12 1 There is no font for the labels, .* Run: \w+'
    }

    It 'refuse <Template>' -ForEach @{ Template = '{Nmae}' }, @{ Template = '{Name' }, @{ Template = 'a } b' }, @{ Template = '{Index:Q}' } {
        { New-Gray 3 3 | Merge-Mosaic -Label $Template } | Should-ThrowId LabelInvalid
    }
}

Describe 'Scales' {
    It '-SharedScale colours grey images by one scale' {
        $images = (Import-HeatmapImage -InputObject ([ushort[]](0, 50)) -Width 2 -Height 1), (Import-HeatmapImage -InputObject ([ushort[]](50, 100)) -Width 2 -Height 1)
        $pixels = ($images | Merge-Mosaic -SharedScale -Spacing 0 -ColumnCount 2 -Colormap gray).ToArray()
        @(0..3 | ForEach-Object { $pixels[0, $_, 0] }) | Should -Be @(0, 128, 128, 255)
    }

    It 'of deep grey frames is one, under viridis, by default: <Type>' -ForEach @{ Type = [ushort] }, @{ Type = [float] }, @{ Type = [int] } {
        $images = 1..4 | ForEach-Object { New-Gray 6 5 $Type $_ }
        $sheet = $images | Merge-Mosaic -Spacing 2 -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        Should-HavePixels $sheet.ToArray() ($images | ConvertTo-Heatmap -Colormap viridis -SharedScale | Merge-Mosaic -Spacing 2).ToArray()
        ($images | Merge-Mosaic -Colorbar).Width | Should -BeGreaterThan ($images | Merge-Mosaic).Width
    }

    It 'leaves grey of 8 bits and colours as they are beside deep frames' {
        $gray, $picture, $deep = (New-Gray 6 5), (New-Picture 6 5), (New-Gray 6 5 ([ushort]))
        $pixels = ($gray, $picture, $deep | Merge-Mosaic -Spacing 0 -ColumnCount 3).ToArray()
        Should-LieAt $pixels $gray.ToArray() 0 0
        Should-LieAt $pixels $picture.ToArray() 6 0
        Should-LieAt $pixels ($deep | ConvertTo-Heatmap).ToArray() 12 0
    }

    It 'of -Colormap is one too, and with -SharedScale:$false each image has its own' {
        $images = (Import-HeatmapImage -InputObject ([ushort[]](0, 50)) -Width 2 -Height 1), (Import-HeatmapImage -InputObject ([ushort[]](50, 100)) -Width 2 -Height 1)
        $more = @{ Spacing = 0; ColumnCount = 2; Colormap = 'gray' }
        $pixels = ($images | Merge-Mosaic @more).ToArray()
        @(0..3 | ForEach-Object { $pixels[0, $_, 0] }) | Should -Be 0, 128, 128, 255
        $pixels = ($images | Merge-Mosaic @more -SharedScale:$false).ToArray()
        @(0..3 | ForEach-Object { $pixels[0, $_, 0] }) | Should -Be 0, 255, 0, 255
    }

    It 'of the type, in grey of 16 bits, keeps every number' {
        $images = 1..2 | ForEach-Object { New-Gray 60 50 ([ushort]) $_ }
        $pixels = ($images | Merge-Mosaic -Spacing 0 -ColumnCount 2 -Colormap gray -Range Type -BitDepth 16).ToArray()
        foreach ($i in 0, 1) {
            $numbers = $images[$i].ToArray()
            $different = 0
            for ($y = 0; $y -lt 50; $y++) {
                for ($x = 0; $x -lt 60; $x++) { foreach ($b in 0..2) { $different += $pixels[$y, (60 * $i + $x), $b] -ne $numbers[$y, $x] } }
            }
            $different | Should -Be 0
        }
    }

    It '-Colorbar has text of the labels'' size: <Name>' -ForEach @{ Name = 'default'; More = @{}; Size = 11 }, @{ Name = '-FontSize'; More = @{ FontSize = 17 }; Size = 17 } {
        $images = 1..25 | ForEach-Object { New-Gray 60 60 ([ushort]) $_ } | ConvertTo-Heatmap -Minimum 0 -Maximum 60000
        $plain = $images | Merge-Mosaic @More
        $legend = $images | Merge-Mosaic -Colorbar @More
        $same = Import-HeatmapImage -InputObject ([ushort[,]]::new($plain.Height, 40)) | ConvertTo-Heatmap -Minimum 0 -Maximum 60000
        $legend.Width - $plain.Width | Should -Be (($same | Add-Colorbar -FontSize $Size -Extend Maximum).Width - 40)
    }

    It '-Colorbar adds one legend beside the sheet' {
        $images = 1..4 | ForEach-Object { New-Gray 40 40 ([ushort]) $_ }
        $plain = $images | Merge-Mosaic -SharedScale
        $legend = $images | Merge-Mosaic -SharedScale -Colorbar
        $legend.Width | Should -BeGreaterThan $plain.Width
        $legend.Height | Should -Be $plain.Height
    }

    It '-Colorbar has an arrow where values lie beyond the scale, and only there' {
        $images = 1..4 | ForEach-Object { New-Gray 40 40 ([ushort]) $_ }
        # Right of the images only the bar has colours: with an arrow they are fewer in its first row than in its middle.
        $heights = foreach ($limits in @{}, @{ Maximum = 60000 }, @{ Minimum = 5000 }, @{ Minimum = 5000; Maximum = 60000 }) {
            $sheet = $images | Merge-Mosaic -SharedScale -Colorbar -Spacing 0 -Colormap viridis @limits
            $pixels = $sheet.ToArray()
            $colored = @(for ($y = 0; $y -lt $sheet.Height; $y++) {
                    $count = 0
                    for ($x = 80; $x -lt $sheet.Width; $x++) { $count += [Math]::Abs($pixels[$y, $x, 0] - $pixels[$y, $x, 2]) -gt 10 }
                    if ($count) { $count }
                })
            $middle = $colored[$colored.Count / 2]
            "$($colored[0] -lt $middle) $($colored[-1] -lt $middle)"
        }
        $heights | Should -Be 'False False', 'True False', 'False True', 'True True'
    }

    It '-Colorbar refuses different scales, and pictures without any' {
        $heatmaps = (New-Gray 4 4 | ConvertTo-Heatmap -Maximum 100), (New-Gray 4 4 | ConvertTo-Heatmap -Maximum 200)
        { $heatmaps | Merge-Mosaic -Colorbar } | Should-ThrowId ScalesDiffer
        { New-Gray 4 4 | Merge-Mosaic -Colorbar } | Should-ThrowId NotHeatmap
    }
}

Describe 'Deep Zoom' {
    BeforeAll {
        $folder = New-TestFolder
        $heatmaps = 1..4 | ForEach-Object { New-Gray 200 150 ([ushort]) $_ } | ConvertTo-Heatmap -Colormap turbo -SharedScale
        $sheet = $heatmaps | Merge-Mosaic
        $file = $heatmaps | Merge-Mosaic -Destination ([IO.Path]::Join($folder, 'my sheet.dzi'))
    }

    It 'writes the description, tiles and a page, and nothing else' {
        $file.Name | Should -Be 'my sheet.dzi'
        Compare-Object (Get-ChildItem $folder -Force).Name 'my sheet.dzi', 'my sheet.html', 'my sheet_files' | Should -BeNullOrEmpty
        $image = ([xml][IO.File]::ReadAllText($file.FullName)).Image
        $image.Size.Width, $image.Size.Height | Should -Be "$($sheet.Width)", "$($sheet.Height)"
        $page = [IO.File]::ReadAllText([IO.Path]::Join($folder, 'my sheet.html'))
        $page | Should -Match 'data-tiles="my%20sheet_files" data-width="424" data-height="324" data-tile="256"'
        $page | Should -Not -Match 'https?:|\{\{'
    }

    It 'has the sheet''s pixels in its finest tiles, and colours of the map in the coarser ones' {
        $all = $sheet.ToArray()
        $tile = Read-Png ([IO.Path]::Join($folder, 'my sheet_files', '9', '1_1.png'))
        $tile.Width, $tile.Height | Should -Be (424 - 256), (324 - 256)
        for ($y = 0; $y -lt $tile.Height; $y += 7) {
            for ($x = 0; $x -lt $tile.Width; $x += 5) {
                $tile.RgbBytes[3 * ($y * $tile.Width + $x) + 1] | Should -Be $all[(256 + $y), (256 + $x), 1]
            }
        }

        $known = [Collections.Generic.HashSet[int]]::new()
        for ($y = 0; $y -lt 324; $y++) { for ($x = 0; $x -lt 424; $x++) { $null = $known.Add(65536 * $all[$y, $x, 0] + 256 * $all[$y, $x, 1] + $all[$y, $x, 2]) } }
        $coarse = Read-Png ([IO.Path]::Join($folder, 'my sheet_files', '7', '0_0.png'))
        for ($i = 0; $i -lt $coarse.RgbBytes.Length; $i += 3) {
            $known.Contains(65536 * $coarse.RgbBytes[$i] + 256 * $coarse.RgbBytes[$i + 1] + $coarse.RgbBytes[$i + 2]) | Should -BeTrue
        }
    }

    It 'is replaced with -Force only, and whole' {
        { $heatmaps | Merge-Mosaic -Destination $file.FullName } | Should-ThrowId OutputExists
        $heatmaps | Merge-Mosaic -Destination $file.FullName -SkipExisting | Should -BeNullOrEmpty
        $heatmaps[0] | Merge-Mosaic -Spacing 0 -Destination $file.FullName -Force
        ([xml][IO.File]::ReadAllText($file.FullName)).Image.Size.Width | Should -Be '200'
        Test-Path ([IO.Path]::Join($folder, 'my sheet_files', '9')) | Should -BeFalse
        (Get-ChildItem $folder -Force).Count | Should -Be 3
    }

    It 'writes nothing with -WhatIf' {
        $empty = New-TestFolder
        $heatmaps | Merge-Mosaic -Destination ([IO.Path]::Join($empty, 'a.dzi')) -WhatIf
        Get-ChildItem $empty -Force | Should -BeNullOrEmpty
    }
}

Describe 'Pyramids' {
    It 'hold the sheet and its halves' {
        $images = 1..4 | ForEach-Object { New-Gray 200 150 ([ushort]) $_ }
        $sheet = $images | Merge-Mosaic -SharedScale
        $file = $images | Merge-Mosaic -SharedScale -Pyramid -Destination ([IO.Path]::Join((New-TestFolder), 'sheet.tif'))
        @(Import-HeatmapImage $file -Page 1, 2).Width | Should -Be 424, 212
        # The halves are the same picture, so that they are no pages of it.
        $pages = @(Import-HeatmapImage $file -AllPages)
        $pages.Width | Should -Be 424
        Should-HavePixels $pages[0].ToArray() $sheet.ToArray()
    }

    It 'need a TIFF' {
        { New-Gray 3 3 | Merge-Mosaic -Pyramid -Destination a.png } | Should-ThrowId ParameterConflict
        { New-Gray 3 3 | Merge-Mosaic -Pyramid } | Should-ThrowId ParameterConflict
    }
}

Describe 'Errors' {
    It 'of one image leave the others' {
        $folder = New-TestFolder
        $good = Write-TestPng ([IO.Path]::Join($folder, 'a.png')) 4 4 (New-TestFrame Noise 4 4 -Type ([byte])).Samples
        $cut = Write-TestPng ([IO.Path]::Join($folder, 'b.png')) 90 90 (New-TestFrame Noise 90 90 -Type ([byte])).Samples
        [IO.File]::WriteAllBytes($cut, [IO.File]::ReadAllBytes($cut)[0..2000])
        $sheet = Merge-Mosaic $good, $cut, $good -Spacing 0 -ColumnCount 3 -ErrorVariable errors -ErrorAction SilentlyContinue
        $sheet.Width | Should -Be 8
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ImageCorrupt,*'
        $errors[0].TargetObject | Should -Be $cut
    }

    It '<Id>' -ForEach @(
        @{ Id = 'DepthMismatch'; Script = { Merge-Mosaic -InputObject ([float[,,]]::new(3, 3, 3)) } }
        @{ Id = 'ImageTooLarge'; Script = { $image = New-Gray 100 2; @($image) * 2500 | Merge-Mosaic -ColumnCount 2500 -Spacing 10000 -TileSize 100000, 2000 -SharedScale -BitDepth 16 -Background '#00000000' } }
        @{ Id = 'ColorInvalid'; Script = { New-Gray 3 3 | Merge-Mosaic -Background nocolour } }
        @{ Id = 'DestinationInvalid'; Script = { New-Gray 3 3 | Merge-Mosaic -Destination folder } }
        @{ Id = 'TooFewImages'; Script = { @() | Merge-Mosaic } }
    ) {
        $Script | Should-ThrowId $Id
    }
}
