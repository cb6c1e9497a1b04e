# Import-HeatmapImage: every format's pixels in full, what the objects tell, and files that must be refused.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $root = Get-TestDataPath 'golden/files'
    $wholeFiles = @(Get-ChildItem -LiteralPath $root -Recurse -File |
            Where-Object { $_.Name -notlike '*.truth.npy' -and $_.Directory.Name -ne 'broken' } |
            ForEach-Object { [IO.Path]::GetRelativePath($root, $_.FullName) })

    $broken = @{
        'crc.png' = 'ImageCorrupt'; 'empty.png' = 'ImageCorrupt'; 'huge.npy' = 'ImageCorrupt'; 'huge.pgm' = 'ImageCorrupt'
        'huge.png' = 'ImageCorrupt'; 'object.npy' = 'FormatNotSupported'; 'offsets.tif' = 'ImageCorrupt'
        'short_data.png' = 'ImageCorrupt'; 'text.png' = 'FormatNotSupported'; 'truncated.gif' = 'ImageCorrupt'
        'truncated.jpg' = 'ImageCorrupt'; 'truncated.npy' = 'ImageCorrupt'; 'truncated.pfm' = 'ImageCorrupt'
        'truncated.png' = 'ImageCorrupt'; 'truncated.tif' = 'ImageCorrupt'
    }
    $brokenFiles = @(Get-ChildItem -LiteralPath (Join-Path $root broken) -File | ForEach-Object { @{ Name = $_.Name; Id = $broken[$_.Name] } })
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $files = Get-TestDataPath 'golden/files'
}

Describe 'Pixels' {
    It 'of <_> are the true ones, in the true type' -ForEach $wholeFiles {
        $path = [IO.Path]::Join($files, $_)
        $truth = Read-GoldenNpy "$path.truth.npy"
        $shape = [Collections.Generic.List[int]]$truth.Shape
        $lossy = $_ -match '\.jpg$|lossy\.webp$'
        $pages = 1
        if ($_ -match 'animated|_pages') {
            $pages = $shape[0]
            $shape.RemoveAt(0)
        }

        $images = @(Import-HeatmapImage -LiteralPath $path -AllPages)
        $images | Should -HaveCount $pages
        $size = $truth.Data.Length / $pages
        foreach ($page in 0..($pages - 1)) {
            $image = $images[$page]
            $expected = $truth.Data[($page * $size)..(($page + 1) * $size - 1)]
            $actual = $image.ToArray()
            # A grey picture kept in RGB form is grey all the same.
            if ($actual.Rank -eq 3 -and $shape.Count -eq 2) {
                $image = $image | ConvertTo-Grayscale -Method Red
                $actual = $image.ToArray()
            }

            ($actual.Rank -eq 3 ? $actual.GetLength(0), $actual.GetLength(1), $actual.GetLength(2) : $actual.GetLength(0), $actual.GetLength(1)) | Should -Be $shape
            # Half floats and 64-bit integers widen to the next type that holds every value.
            $type = @{ 'f2' = 'Float32'; 'i8' = 'Float64'; 'u8' = 'Float64'; 'u1' = 'UInt8'; 'i1' = 'Int8'; 'u2' = 'UInt16'; 'i2' = 'Int16'; 'u4' = 'UInt32'; 'i4' = 'Int32'; 'f4' = 'Float32'; 'f8' = 'Float64' }
            "$($image.SampleType)" | Should -Be $type[$truth.DType.Substring($truth.DType.Length - 2)]
            Should-HavePixels $actual $expected -Tolerance ($lossy ? 2 : 0) -Width $shape[1] -Bands ($shape[2] ?? 1)
        }
    }
}

Describe 'Broken files' {
    It '<Name> is <Id>' -ForEach $brokenFiles {
        $path = [IO.Path]::Join($files, 'broken', $Name)
        $records = { Import-HeatmapImage -LiteralPath $path | ForEach-Object { $null = $_.ToArray() } } | Should-ThrowId $Id
        @($records).Count | Should -Be 1
    }

    It '<Name> is an error of ConvertTo-Heatmap too, and leaves no file' -ForEach $brokenFiles {
        $path = [IO.Path]::Join($files, 'broken', $Name)
        $folder = New-TestFolder
        $null = { ConvertTo-Heatmap -LiteralPath $path -Range Data -Destination $folder } | Should-ThrowId $Id -TargetObject $path
        Get-ChildItem -LiteralPath $folder -Force | Should -BeNullOrEmpty
    }
}

Describe 'Objects' {
    It 'answer without their file, and cannot be read' {
        $path = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'x.png')) 3 2 ([ushort[]](1..6)) -BitDepth 16
        $image = Import-HeatmapImage $path -Unit counts
        Remove-Item -LiteralPath $path
        $image.Width, $image.Height, $image.Bands, $image.BitDepth, $image.Page, $image.PageCount | Should -Be 3, 2, 1, 16, 1, 1
        "$($image.SampleType)", $image.Unit, $image.Path, $image.Name, "$image" | Should -Be 'UInt16', 'counts', $path, 'x.png', 'x.png (3×2)'
        "$($image | Out-String -Width 200)" | Should -Match 'UInt16' -Because 'the table view does not need pixels'
        "$($image | Format-List * | Out-String)" | Should -Match 'UInt16'
        $null = { $image.ToArray() } | Should-ThrowId ImageNotFound
    }

    It 'of a file that changed since are SourceChanged' {
        $path = Write-TestNpy ([IO.Path]::Join((New-TestFolder), 'x.npy')) ([ushort[]](1..6)) 2, 3
        $image = Import-HeatmapImage $path
        Should-HavePixels $image.ToArray() (1..6)
        $null = Write-TestNpy $path ([ushort[]](11..16)) 2, 3
        [IO.File]::SetLastWriteTimeUtc($path, [datetime]::UtcNow.AddMinutes(5))
        $null = { $image.ToArray() } | Should-ThrowId SourceChanged
        $null = { $image | ConvertTo-Heatmap } | Should-ThrowId SourceChanged -TargetObject $path
    }

    It 'are ImageCorrupt whose NumPy header goes on with zeros in place of spaces' {
        # NumPy refuses it. The zeros may reach into the samples.
        $path = Write-TestNpy ([IO.Path]::Join((New-TestFolder), 'x.npy')) ([ushort[]](1..6)) 2, 3
        $bytes = [IO.File]::ReadAllBytes($path)
        $bytes[100] = 0
        [IO.File]::WriteAllBytes($path, $bytes)
        $null = { Import-HeatmapImage $path } | Should-ThrowId ImageCorrupt -TargetObject $path
    }

    It 'imported anew have the new pixels of an overwritten <_>' -ForEach 'png', 'tif', 'pgm', 'npy' {
        $path = [IO.Path]::Join((New-TestFolder), "x.$_")
        foreach ($round in 1, 2, 3) {
            $raster = (, [byte[]](1..6 | ForEach-Object { $_ * $round })) | ForEach-Object { Import-HeatmapImage -InputObject $_ -Width 3 -Height 2 }
            $raster | Export-HeatmapImage $path -Force
            Should-HavePixels (Import-HeatmapImage $path).ToArray() (1..6 | ForEach-Object { $_ * $round })
        }
    }

    It 'imported anew have the new pixels of <First> overwritten with <Second>' -ForEach @(
        @{ First = 'png/gray4_interlaced.png'; Second = 'png/gray8_interlaced.png' }, @{ First = 'jpeg/gray_progressive.jpg'; Second = 'jpeg/gray.jpg' }
        @{ First = 'webp/rgb_lossy.webp'; Second = 'webp/rgb_lossless.webp' }, @{ First = 'tiff/u16_tiles.tif'; Second = 'tiff/u8_lzw_pillow.tif' }
        @{ First = 'bmp/rgb8.bmp'; Second = 'bmp/gray8.bmp' }
    ) {
        $path = [IO.Path]::Join((New-TestFolder), "x$([IO.Path]::GetExtension($First))")
        foreach ($name in $First, $Second, $First) {
            $source = [IO.Path]::Join($files, $name)
            [IO.File]::WriteAllBytes($path, [IO.File]::ReadAllBytes($source))
            $truth = Read-GoldenNpy "$source.truth.npy"
            $image = Import-HeatmapImage $path -As ($truth.Shape.Count -eq 2 ? 'Gray' : 'Unchanged')
            Should-HavePixels $image.ToArray() $truth.Data -Tolerance ($name -match 'jpg|lossy' ? 2 : 0)
        }
    }

    It 'can be measured, saved, and saved again' {
        $folder = New-TestFolder
        $path = Write-TestPng ([IO.Path]::Join($folder, 'x.png')) 3 2 ([ushort[]](1..6)) -BitDepth 16
        $image = Import-HeatmapImage $path
        Should-HavePixels $image.ToArray() (1..6)
        $image | Export-HeatmapImage ([IO.Path]::Join($folder, 'a.png'))
        $image | Export-HeatmapImage ([IO.Path]::Join($folder, 'b.png'))
        Should-HavePixels $image.ToArray() (1..6)
        foreach ($name in 'a', 'b') { Should-HavePixels (Read-Png ([IO.Path]::Join($folder, "$name.png"))).Raw (1..6) }
    }
}

Describe 'Parameters' {
    BeforeAll {
        $rgba = [IO.Path]::Join($files, 'png', 'rgba8.png')
        $truth = (Read-GoldenNpy "$rgba.truth.npy").Data
        $pages = [IO.Path]::Join($files, 'tiff', 'u16_pages.tif')
        $pageTruth = (Read-GoldenNpy "$pages.truth.npy").Data
    }

    It '-Band <Bands> takes bands in the order given' -ForEach @(
        @{ Bands = @(1) }, @{ Bands = @(3) }, @{ Bands = 4, 1 }, @{ Bands = 3, 2, 1 }
    ) {
        $image = Import-HeatmapImage $rgba -Band $bands
        $image.Bands | Should -Be $bands.Count
        Should-HavePixels $image.ToArray() (0..($truth.Length / 4 - 1) | ForEach-Object { foreach ($band in $bands) { $truth[4 * $_ + $band - 1] } })
    }

    It '-Band beyond the last is BandNotFound' {
        $null = { Import-HeatmapImage $rgba -Band 5 } | Should-ThrowId BandNotFound -TargetObject $rgba
    }

    It '-Page <Wanted> gives these pages in this order' -ForEach @(@{ Wanted = @(1) }, @{ Wanted = @(2) }, @{ Wanted = 3, 1 }) {
        $images = @(Import-HeatmapImage $pages -Page $wanted)
        $images.Page | Should -Be $wanted
        foreach ($image in $images) {
            $image.PageCount | Should -Be 3
            $image.Name | Should -Be "u16_pages.tif page $($image.Page)"
            $size = $image.Width * $image.Height
            Should-HavePixels $image.ToArray() $pageTruth[(($image.Page - 1) * $size)..($image.Page * $size - 1)]
        }
    }

    It '-AllPages gives all, and no parameter the first' {
        (Import-HeatmapImage $pages -AllPages).Page | Should -Be 1, 2, 3
        (Import-HeatmapImage $pages).Page | Should -Be 1
    }

    It '-Page beyond the last is PageNotFound' {
        $null = { Import-HeatmapImage $pages -Page 4 } | Should-ThrowId PageNotFound -TargetObject $pages
        $null = { Import-HeatmapImage $pages -Page 1, 4 } | Should-ThrowId PageNotFound -TargetObject $pages
    }

    It '-As Gray equals cv2.imread in grey, without alpha' {
        $gray = Import-HeatmapImage $rgba -As Gray
        $gray.Bands, $gray.HasAlpha | Should -Be 1, $false
        Should-HavePixels $gray.ToArray() (0..($truth.Length / 4 - 1) | ForEach-Object {
                (9798 * $truth[4 * $_] + 19235 * $truth[4 * $_ + 1] + 3735 * $truth[4 * $_ + 2] + 16384) -shr 15
            })
    }

    It '-Gain, -Offset and -Unit make physical values' {
        $path = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 3 1 @(, ([ushort[]](0, 100, 30315)))
        $image = Import-HeatmapImage $path -Gain 0.01 -Offset -273.15 -Unit '°C'
        "$($image.SampleType)", $image.Unit | Should -Be 'Float32', '°C'
        Should-HavePixels $image.ToArray() (-273.15, -272.15, 30.0) -Tolerance 1e-4
    }

    It '-Gain turns nodata into NaN, and the heatmap has the unit' {
        $path = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 3 1 @(, ([short[]](-9999, 100, 200))) -NoData '-9999'
        $image = Import-HeatmapImage $path -Gain 0.1 -Offset 10 -Unit '°C'
        Should-HavePixels $image.ToArray() ([float]::NaN, 20, 30) -Tolerance 1e-5
        $heatmap = $image | ConvertTo-Heatmap
        $heatmap.Unit, $heatmap.Scale.Unit | Should -Be '°C', '°C'
        [Math]::Round($heatmap.Minimum, 4), [Math]::Round($heatmap.Maximum, 4) | Should -Be 20, 30
    }

    It '-Gain or -Offset that are no use are reported at once' -ForEach @(@{ Gain = 0 }, @{ Gain = [double]::NaN }, @{ Offset = [double]::PositiveInfinity }) {
        $parameters = $_
        $null = { Import-HeatmapImage -LiteralPath /no/such/file @parameters } | Should-ThrowId RangeInvalid
    }

    It '-NoDataValue adds to what the file declares' {
        $path = [IO.Path]::Join($files, 'tiff', 'i16_nodata.tif')
        (Import-HeatmapImage $path).NoDataValues | Should -Be -9999
        (Import-HeatmapImage $path -NoDataValue 0, -9999).NoDataValues | Sort-Object | Should -Be -9999, 0
        (Import-HeatmapImage ([IO.Path]::Join($files, 'tiff', 'f32_nodata.tif'))).NoDataValues | Should -HaveCount 1
    }

    It '-MaxPixels bounds what is decoded whole, not what streams' {
        $whole = [IO.Path]::Join($files, 'png', 'gray8_interlaced.png')
        $records = { Import-HeatmapImage $whole -MaxPixels 100 } | Should-ThrowId ImageTooLarge -TargetObject $whole
        $records[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
        (Import-HeatmapImage $whole -MaxPixels 851).Width | Should -Be 37
        (Import-HeatmapImage ([IO.Path]::Join($files, 'png', 'gray8.png')) -MaxPixels 100).Width | Should -Be 37
    }

    It '-ThrottleLimit <_> gives the same, in the same order' -ForEach 1, 4 {
        $names = 'gray1.png', 'gray16.png', 'gray2.png', 'gray4.png', 'gray8.png', 'rgb8.png'
        $images = $names | ForEach-Object { [IO.Path]::Join($files, 'png', $_) } | Import-HeatmapImage -ThrottleLimit $_
        $images.Name | Should -Be $names
    }

    It '-Verbose tells the codec of each file' {
        $lines = Import-HeatmapImage ([IO.Path]::Join($files, 'png', 'gray*8.png')) -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        @($lines).Count | Should -Be 2
        "$($lines[0])" | Should -Match 'gray8\.png: .*37×23.*UInt8'
    }

    It 'an image with more depth than its codec holds is DepthLost, unless -AllowDepthLoss' {
        $path = [IO.Path]::Join((New-TestFolder), 'big.npy')
        $null = Write-TestNpy $path ([long[]](1, 9223372036854775806)) 1, 2
        $null = { Import-HeatmapImage $path | ForEach-Object { $null = $_.ToArray() } } | Should-ThrowId DepthLost
        "$((Import-HeatmapImage $path -AllowDepthLoss).SampleType)" | Should -Be 'Float64'
    }

    It '16 bits through a codec of 8 are DepthLost, unless -AllowDepthLoss, and whole through one of 16' {
        # A Photoshop document: version 1, one channel, 1 × 2 pixels of 16 bits, grey; three empty sections; not compressed.
        $path = [IO.Path]::Join((New-TestFolder), 'x.psd')
        [IO.File]::WriteAllBytes($path, [byte[]](@(0x38, 0x42, 0x50, 0x53, 0, 1) + @(0) * 6 + @(0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 16, 0, 1) + @(0) * 14 + @(1, 2, 0x12, 0x34)))
        if ((Get-HeatmapFormat PSD).ReadBits -eq '8') {
            $records = { Import-HeatmapImage $path } | Should-ThrowId DepthLost -TargetObject $path
            $records[0].Exception.Message | Should -Match '-AllowDepthLoss'
            "$((Import-HeatmapImage $path -AllowDepthLoss).SampleType)" | Should -Be 'UInt8'
        }
        else {
            Should-HavePixels (Import-HeatmapImage $path).ToArray() 0x102, 0x1234
        }
    }
}

Describe 'Sides of a flat array' {
    It 'that are given with <What> are the error ParameterConflict' -ForEach @(
        @{ What = 'a path'; Make = { Write-TestPng ([IO.Path]::Join((New-TestFolder), 'a.png')) 4 4 (1..16) } }
        @{ What = 'a file'; Make = { Get-Item (Write-TestPng ([IO.Path]::Join((New-TestFolder), 'a.png')) 4 4 (1..16)) } }
        @{ What = 'an image'; Make = { Import-HeatmapImage -InputObject ([byte[,]]::new(4, 4)) } }
        @{ What = 'an array with sides of its own'; Make = { , [byte[,]]::new(4, 4) } }
    ) {
        $given = & $Make
        $record = { Import-HeatmapImage -InputObject $given -Width 2 -Height 8 } | Should-ThrowId ParameterConflict
        "$record" | Should -BeLike '-Width and -Height are for flat arrays of numbers, but got *Leave them out*'
    }

    It 'of which one is missing are the error ParameterConflict, which names it: <Given>' -ForEach @{ Given = 'Width'; Missing = 'Height' }, @{ Given = 'Height'; Missing = 'Width' } {
        $with = @{ $Given = 2 }
        $record = { Import-HeatmapImage -InputObject ([byte[]](1..8)) @with } | Should-ThrowId ParameterConflict
        "$record" | Should -BeLike "*but got only -$Given. Add -$Missing."
    }
}

Describe 'Packed Photoshop documents' {
    It 'are read, and <Name> is an error' -ForEach @(
        @{ Name = 'a row that is too short'; At = 44; Byte = 2 }, @{ Name = 'a row that is too long'; At = 44; Byte = 4 }
        @{ Name = 'another compression'; At = 39; Byte = 0 }
    ) {
        # One channel, 2 × 4 pixels of 8 bits, grey; three empty sections; packed rows of five bytes.
        $bytes = [byte[]](@(0x38, 0x42, 0x50, 0x53, 0, 1) + @(0) * 6 + @(0, 1, 0, 0, 0, 2, 0, 0, 0, 4, 0, 8, 0, 1) + @(0) * 12 + @(0, 1, 0, 5, 0, 5, 3, 9, 8, 7, 6, 3, 5, 4, 3, 2))
        $path = [IO.Path]::Join((New-TestFolder), 'x.psd')
        [IO.File]::WriteAllBytes($path, $bytes)
        Should-HavePixels (Import-HeatmapImage $path).ToArray() 9, 8, 7, 6, 5, 4, 3, 2
        $bytes[$At] = $Byte
        [IO.File]::WriteAllBytes($path, $bytes)
        { Import-HeatmapImage $path } | Should-ThrowId ImageCorrupt
    }
}
