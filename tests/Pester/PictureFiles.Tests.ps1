# Heatmap files that say what their colours mean, and that hold the numbers: docs/picture-format.md.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPython = -not (Find-Python 'numpy', 'cv2', 'tifffile', 'PIL')
    $types = 'byte', 'sbyte', 'ushort', 'short', 'uint', 'int', 'float', 'double'
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Rows of numbers that use the whole type; floats with NaN and infinities.
    function New-Number([string] $Type, [int] $Height = 41, [int] $Width = 67) {
        $array = [Array]::CreateInstance(($Type -as [type]), $Height, $Width)
        $bytes = [byte[]]::new([Buffer]::ByteLength($array))
        [Random]::new(7).NextBytes($bytes)
        [Buffer]::BlockCopy($bytes, 0, $array, 0, $bytes.Length)
        if ($Type -in 'float', 'double') {
            for ($y = 0; $y -lt $Height; $y++) { for ($x = 0; $x -lt $Width; $x++) { $array[$y, $x] = ($x * 0.37 + $y) -as $Type } }
            $array[0, 0] = [double]::NaN
            $array[1, 2] = [double]::PositiveInfinity
        }

        return , $array
    }

    function Get-Byte([array] $Array) {
        $bytes = [byte[]]::new([Buffer]::ByteLength($Array))
        [Buffer]::BlockCopy($Array, 0, $bytes, 0, $bytes.Length)
        return , $bytes
    }

    function New-Heatmap([array] $Array, [string] $Unit = '°C') {
        Import-HeatmapImage -InputObject $Array -Unit $Unit | ConvertTo-Heatmap -Colormap inferno -WarningAction SilentlyContinue
    }

    # The JSON in a file, read by code of the tests.
    function Get-Description([string] $Path) {
        if ($Path -like '*.png') {
            $text = (Read-Png $Path).ChunkData['iTXt']
            $json = [Text.Encoding]::UTF8.GetString($text, 14, $text.Length - 14)
        }
        else {
            $all = [Text.Encoding]::UTF8.GetString([IO.File]::ReadAllBytes($Path))
            $json = [Net.WebUtility]::HtmlDecode([regex]::Match($all, '(?s)<heatmapps:HeatmapPS[^>]*>(.*?)</heatmapps:HeatmapPS>').Groups[1].Value)
        }

        return $json | ConvertFrom-Json
    }

    # Changes one chunk of a PNG file: $Change gets its data and returns other data ($null removes the chunk).
    function Edit-Chunk([string] $Path, [string] $Type, [scriptblock] $Change) {
        $bytes = [IO.File]::ReadAllBytes($Path)
        $result = [Collections.Generic.List[byte]]::new([byte[]]$bytes[0..7])
        for ($at = 8; $at -lt $bytes.Length;) {
            $length = [Buffers.Binary.BinaryPrimitives]::ReadInt32BigEndian([byte[]]$bytes[$at..($at + 3)])
            $name = [Text.Encoding]::ASCII.GetString($bytes, $at + 4, 4)
            $data = [byte[]]::new($length)
            [Array]::Copy($bytes, $at + 8, $data, 0, $length)
            if ($name -ceq $Type) { $data = & $Change $data }
            if ($null -ne $data) { $result.AddRange([HeatmapPS.Tests.PngFile]::Chunk($name, [byte[]]$data)) }
            $at += 12 + $length
        }

        [IO.File]::WriteAllBytes($Path, $result.ToArray())
    }
}

Describe 'Numbers under a picture' {
    It '<_> come back bit for bit, from PNG and TIFF' -ForEach $types {
        $array = New-Number $_
        foreach ($extension in 'png', 'tif') {
            $path = [IO.Path]::Join((New-TestFolder), "own.$extension")
            New-Heatmap $array | Export-HeatmapImage -Path $path -IncludeData
            $read = Import-HeatmapImage -LiteralPath $path
            $read | Should -BeOfType HeatmapPS.Engine.Rendering.Heatmap
            [Convert]::ToHexString((Get-Byte $read.Raster.ToArray())) | Should -Be ([Convert]::ToHexString((Get-Byte $array)))
            $read.Raster.SampleType | Should -Be (New-Heatmap $array).Raster.SampleType
            $read.Unit | Should -Be '°C'
            "$($read.Colormap)" | Should -Be 'inferno'
            $read.Scale | Should -Be (New-Heatmap $array).Scale
        }
    }

    It 'the picture itself is the same as without them, for <Reader>' -Skip:$noPython -ForEach @(
        @{ Reader = 'opencv'; Extensions = 'png', 'tif' }
        @{ Reader = 'pillow'; Extensions = 'png', 'tif' }
        @{ Reader = 'tifffile'; Extensions = , 'tif' }
    ) {
        $heatmap = New-Heatmap (New-Number ushort)
        foreach ($extension in $Extensions) {
            $folder = New-TestFolder
            $heatmap | Export-HeatmapImage -Path "$folder/with.$extension" -IncludeData
            $heatmap | Export-HeatmapImage -Path "$folder/without.$extension" -NoMetadata
            Should-HavePixels (Read-ImageWithPython "$folder/with.$extension" $Reader).Data (Read-ImageWithPython "$folder/without.$extension" $Reader).Data
        }
    }

    It 'are read by the reader in docs/picture-format.md' -Skip:$noPython {
        $page = [IO.File]::ReadAllText([IO.Path]::Join($repositoryRoot, 'docs', 'picture-format.md'))
        $reader = [regex]::Match($page, '(?s)```python\n(.*?)```').Groups[1].Value
        foreach ($type in $types = 'byte', 'short', 'uint', 'float', 'double') {
            $array = New-Number $type
            $path = [IO.Path]::Join((New-TestFolder), 'own.png')
            New-Heatmap $array | Export-HeatmapImage -Path $path -IncludeData
            $code = "$reader`nd, a = read_heatmap(sys.argv[1])`nprint(d['scale']['unit'].encode().hex(), a.shape, a.tobytes().hex())"
            $hex = [Convert]::ToHexString((Get-Byte $array)).ToLowerInvariant()
            Invoke-Python -Code $code -Module numpy, PIL -Argument $path | Should -Be "c2b043 (41, 67) $hex"
        }

        # Numbers that are the samples of the picture.
        $folder = New-TestFolder
        $frame = New-TestFrame Noise 30 20 -Type byte
        ConvertTo-Heatmap (Write-TestPng "$folder/gray.png" 30 20 $frame.Samples) -Colormap jet -Destination "$folder/own.png" -IncludeData
        $code = "$reader`nd, a = read_heatmap(sys.argv[1])`nprint(d['numbers']['areIndices'], a.tobytes().hex())"
        Invoke-Python -Code $code -Module numpy, PIL -Argument "$folder/own.png" |
            Should -Be "True $([Convert]::ToHexString([byte[]]$frame.Data).ToLowerInvariant())"
    }

    It 'are the page below the first one for tifffile' -Skip:$noPython {
        $array = New-Number float
        $path = [IO.Path]::Join((New-TestFolder), 'own.tif')
        New-Heatmap $array | Export-HeatmapImage -Path $path -IncludeData
        $code = 'import sys, tifffile; f = tifffile.TiffFile(sys.argv[1]); print(len(f.pages), f.pages[0].pages[0].asarray().tobytes().hex())'
        Invoke-Python -Code $code -Module numpy, tifffile -Argument $path |
            Should -Be "1 $([Convert]::ToHexString((Get-Byte $array)).ToLowerInvariant())"
    }

    It 'come back beside a colorbar, of a grid, and of 16-bit colours' {
        $folder = New-TestFolder
        $array = New-Number ushort
        $heatmap = New-Heatmap $array
        $heatmap | Export-HeatmapImage -Path "$folder/bar.png" -IncludeData -Colorbar
        $heatmap | Export-HeatmapImage -Path "$folder/deep.tif" -IncludeData -BitDepth 16
        foreach ($name in 'bar.png', 'deep.tif') {
            Should-HavePixels (Import-HeatmapImage -LiteralPath "$folder/$name").Raster.ToArray() $array
        }

        (Import-HeatmapImage -LiteralPath "$folder/bar.png" -Embedded Picture).Width | Should -BeGreaterThan 67
        $grid = 1..12 | ForEach-Object { [pscustomobject]@{ Day = "d$($_ % 3)"; Hour = $_ % 4; Load = $_ * 1.5 } } |
            ConvertTo-HeatmapGrid -X Hour -Y Day -Value Load -Unit kW
        $grid | ConvertTo-Heatmap | Export-HeatmapImage -Path "$folder/grid.png" -IncludeData
        $read = Import-HeatmapImage -LiteralPath "$folder/grid.png"
        Should-HavePixels $read.Raster.ToArray() $grid.ToArray()
        $read.Raster.Axes.Y.Labels | Should -Be $grid.Axes.Y.Labels
        $read.Raster.Axes.ValueName | Should -Be $grid.Axes.ValueName
        $read.Unit | Should -Be 'kW'
    }

    It 'nodata, bits, time, camera and temperatures come with them' {
        $folder = New-TestFolder
        Import-HeatmapImage -InputObject (New-Number short) -NoDataValue -7, 12 | ConvertTo-Heatmap |
            Export-HeatmapImage -Path "$folder/holes.png" -IncludeData
        (Import-HeatmapImage -LiteralPath "$folder/holes.png").Raster.NoDataValues | Should -Be -7, 12
        $thermal = Get-TestDataPath 'golden/thermal/radiometric.jpg'
        $source = Import-HeatmapImage -LiteralPath $thermal
        ConvertTo-Heatmap -LiteralPath $thermal -Destination "$folder/camera.tif" -IncludeData
        $read = (Import-HeatmapImage -LiteralPath "$folder/camera.tif").Raster
        $read.Thermal | Should -Be $source.Thermal
        $read.CapturedAt | Should -Be $source.CapturedAt
        Should-HavePixels $read.ToArray() $source.ToArray()
    }

    It 'every cmdlet that takes a path takes them' {
        $folder = New-TestFolder
        $array = New-Number float
        $heatmap = New-Heatmap $array
        $heatmap | Export-HeatmapImage -Path "$folder/own.png" -IncludeData
        (Measure-Heatmap "$folder/own.png").Mean | Should -Be ($heatmap | Measure-Heatmap).Mean
        Should-HavePixels (ConvertFrom-Heatmap "$folder/own.png").ToArray() $array
        (Compare-HeatmapImage -InputObject $heatmap.Raster -Reference "$folder/own.png").LargestDifference | Should -Be 0
        "$(Get-Item "$folder/own.png" | ConvertTo-Heatmap -Colormap jet)" | Should -Match 'own.png'
        Get-HeatmapScale "$folder/own.png" | Should -Be $heatmap.Scale
        Export-HeatmapImage -InputObject "$folder/own.png" -Path "$folder/again.png"
        Should-HavePixels (Read-Png "$folder/again.png").Rgba (Read-Png "$folder/own.png").Rgba
        $show = @{ AsString = $true; Protocol = 'HalfBlock'; NoColorbar = $true; TerminalWidth = 20; TerminalHeight = 5 }
        $shown = "$(Show-Heatmap "$folder/own.png" @show)" -replace 'own.png', 'image'
        $shown -ceq "$($heatmap | Show-Heatmap @show)" | Should -BeTrue
    }

    It 'other reading is applied to them, and gives numbers' {
        $path = [IO.Path]::Join((New-TestFolder), 'own.png')
        $array = New-Number ushort
        New-Heatmap $array | Export-HeatmapImage -Path $path -IncludeData
        $read = Import-HeatmapImage -LiteralPath $path -Gain 2 -Offset 1 -Unit V
        $read | Should -BeOfType HeatmapPS.Engine.Images.Raster
        $read.Unit | Should -Be V
        $read.ToArray()[3, 4] | Should -Be (2 * $array[3, 4] + 1)
    }

    It 'need files, PNG or TIFF, and a heatmap' {
        $folder = New-TestFolder
        $heatmap = New-Heatmap (New-Number byte)
        { $heatmap | Export-HeatmapImage -Path "$folder/a.jpg" -IncludeData } | Should-ThrowId ParameterConflict
        { $heatmap | Export-HeatmapImage -Path "$folder/a.tif" -IncludeData -Pyramid } | Should-ThrowId ParameterConflict
        { $heatmap | Export-HeatmapImage -Path "$folder/a.tif" -IncludeData -Data } | Should-ThrowId ParameterConflict
        { $heatmap | Export-HeatmapImage -Path "$folder/a.tif" -IncludeData -NoMetadata } | Should-ThrowId ParameterConflict
        { $heatmap | ConvertTo-Heatmap -IncludeData } | Should-ThrowId ParameterConflict
        { $heatmap.Raster | Export-HeatmapImage -Path "$folder/a.png" -IncludeData } | Should-ThrowId NotHeatmap
        Get-ChildItem -LiteralPath $folder | Should -BeNullOrEmpty
    }
}

Describe 'The description of a picture' {
    It 'says what the colours mean, in PNG and TIFF' {
        foreach ($extension in 'png', 'tif') {
            $folder = New-TestFolder
            $null = Write-TestTiff "$folder/source one.tif" 67 41 @(, [ushort[]](New-TestFrame Noise 67 41).Data)
            ConvertTo-Heatmap "$folder/source one.tif" -Colormap magma -Gamma 0.5 -Minimum 100 -Maximum 60000 -Destination "$folder/own.$extension" -Colorbar
            $read = Get-Description "$folder/own.$extension"
            $read.form | Should -Be 'HeatmapPS picture'
            $read.version | Should -Be 1
            $read.module | Should -Be (Get-Module HeatmapPS).Version.ToString(3)
            $read.source | Should -Be 'source one.tif'
            $read.width, $read.height | Should -Be 67, 41
            $read.scale.norm, $read.scale.gamma, $read.scale.minimum, $read.scale.maximum | Should -Be Power, 0.5, 100, 60000
            $read.colormap.name | Should -Be magma
            $read.picture[2, 3] | Should -Be 67, 41
            $read.PSObject.Properties.Name | Should -Not -Contain numbers
            ($read | ConvertTo-Json -Depth 9).Length | Should -BeLessThan 4096
        }
    }

    It 'makes ConvertFrom-Heatmap need no parameter, beside a colorbar too' {
        $folder = New-TestFolder
        $frame = New-TestFrame Spot 90 60 -Type ushort -Minimum 1000 -Maximum 5000
        $null = Write-TestTiff "$folder/frame.tif" 90 60 @(, [ushort[]]$frame.Data)
        foreach ($extension in 'png', 'tif') {
            ConvertTo-Heatmap "$folder/frame.tif" -Colormap viridis -Destination "$folder/own.$extension" -Colorbar
            $field = ConvertFrom-Heatmap "$folder/own.$extension"
            $field.Width, $field.Height | Should -Be 90, 60
            Should-HavePixels ([double[]]@($field.ToArray())) ([double[]]$frame.Data) -Tolerance 16
            $byObject = Import-HeatmapImage "$folder/own.$extension" | ConvertFrom-Heatmap
            Should-HavePixels $byObject.ToArray() $field.ToArray()
        }
    }

    It 'gives the scale back, and one for pictures that share it' {
        $folder = New-TestFolder
        0..2 | ForEach-Object { $null = Write-TestTiff "$folder/f$_.tif" 30 20 @(, [ushort[]](New-TestFrame Noise 30 20 -Seed $_).Data) }
        $boundaries = 0, 1000, 30000, 65536
        ConvertTo-Heatmap "$folder/f*.tif" -Boundary $boundaries -Destination "$folder/regions"
        $scale = Get-HeatmapScale "$folder/regions/*.png"
        $scale.Boundaries | Should -Be $boundaries
        ConvertTo-Heatmap "$folder/f0.tif" -Norm Equalize -Destination "$folder/equalized.png"
        Get-HeatmapScale "$folder/equalized.png" | Should -Be (Get-HeatmapScale "$folder/f0.tif" -Norm Equalize)
        { Get-HeatmapScale "$folder/regions/f0.png", "$folder/equalized.png" } | Should-ThrowId ScaleInvalid
    }

    It 'holds custom colormaps and colours outside the scale' {
        $path = [IO.Path]::Join((New-TestFolder), 'own.tif')
        $map = New-Colormap -Color black, '#123456', white -Count 7
        Import-HeatmapImage -InputObject (New-Number ushort) |
            ConvertTo-Heatmap -Colormap $map -UnderColor red -OverColor '#00ff0080' -BadColor gray -Minimum 9 -Maximum 999 |
            Export-HeatmapImage -Path $path -IncludeData
        $read = (Import-HeatmapImage -LiteralPath $path).Colormap
        $read.Count | Should -Be 7
        0..6 | ForEach-Object { $read[$_] | Should -Be $map[$_] }
        "$($read.UnderColor) $($read.OverColor) $($read.BadColor)" | Should -Be '#FF0000 #00FF0080 #808080'
    }

    It 'is left out by -NoMetadata, of both cmdlets' {
        $folder = New-TestFolder
        $heatmap = New-Heatmap (New-Number byte)
        foreach ($extension in 'png', 'tif') {
            $heatmap | Export-HeatmapImage -Path "$folder/a.$extension" -NoMetadata
            $heatmap | ConvertTo-Heatmap -Destination "$folder/b.$extension" -NoMetadata
            foreach ($name in 'a', 'b') {
                [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes("$folder/$name.$extension")) | Should -Not -Match 'inferno|viridis'
            }
        }
    }

    It 'replaces that of a copied PNG, and copies no other numbers' {
        $folder = New-TestFolder
        $gray = Write-TestPng "$folder/gray.png" 30 20 (New-TestFrame Noise 30 20 -Type byte).Samples
        ConvertTo-Heatmap $gray -Colormap inferno -Destination "$folder/own.png" -IncludeData
        # Of a copied picture of 8 bits the samples are the numbers.
        (Read-Png "$folder/own.png").Chunks | Should -Be IHDR, PLTE, iTXt, IDAT, hmDG, IEND
        $own = Import-HeatmapImage "$folder/own.png"
        Should-HavePixels $own.Raster.ToArray() (Import-HeatmapImage $gray).ToArray()
        ConvertTo-Heatmap "$folder/own.png" -Colormap jet -Destination "$folder/jet.png" -IncludeData
        (Read-Png "$folder/jet.png").Chunks | Where-Object { $_ -eq 'iTXt' } | Should -HaveCount 1
        Should-HavePixels (Import-HeatmapImage "$folder/jet.png").Raster.ToArray() $own.Raster.ToArray()
    }
}

Describe 'What others did to such a file' {
    BeforeEach {
        $path = [IO.Path]::Join((New-TestFolder), 'own.png')
        $array = New-Number ushort
        New-Heatmap $array | Export-HeatmapImage -Path $path -IncludeData
    }

    It 'a changed picture is an ordinary picture, with a warning' {
        Edit-Chunk $path PLTE { param($data) $data[5] = $data[5] -bxor 1; $data }
        $warnings = @()
        $read = Import-HeatmapImage -LiteralPath $path -WarningVariable warnings -WarningAction SilentlyContinue
        $read | Should -BeOfType HeatmapPS.Engine.Images.Raster
        "$warnings" | Should -Match 'another program changed it'
    }

    It 'a changed TIFF is an ordinary picture, with a warning' {
        $tiff = [IO.Path]::ChangeExtension($path, 'tif')
        New-Heatmap $array | Export-HeatmapImage -Path $tiff -IncludeData -Compression None
        $bytes = [IO.File]::ReadAllBytes($tiff)
        $bytes[100] = $bytes[100] -bxor 1
        [IO.File]::WriteAllBytes($tiff, $bytes)
        $warnings = @()
        Import-HeatmapImage -LiteralPath $tiff -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeOfType HeatmapPS.Engine.Images.Raster
        "$warnings" | Should -Match 'another program changed it'
    }

    It 'removed numbers leave an ordinary picture, and a note for -Verbose' {
        Edit-Chunk $path hmNU { $null }
        $lines = Import-HeatmapImage -LiteralPath $path -Verbose 4>&1
        $lines[-1] | Should -BeOfType HeatmapPS.Engine.Images.Raster
        "$($lines[0])" | Should -Match 'removed the numbers'
    }

    It 'removed chunks of both kinds too, as editors do (Pillow, OpenCV)' -Skip:$noPython {
        foreach ($code in 'from PIL import Image; Image.open(sys.argv[1]).convert("RGB").save(sys.argv[1])', 'import cv2; cv2.imwrite(sys.argv[1], cv2.imread(sys.argv[1]))') {
            New-Heatmap $array | Export-HeatmapImage -Path $path -IncludeData -Force
            $null = Invoke-Python -Code "import sys; $code" -Module PIL, cv2 -Argument $path
            Import-HeatmapImage -LiteralPath $path -WarningAction Stop | Should -BeOfType HeatmapPS.Engine.Images.Raster
        }
    }

    It 'a description that is <Name> is ignored' -ForEach @(
        @{ Name = 'no JSON'; Json = { '{' } }
        @{ Name = 'of another version'; Json = { param($text) $text -replace '"version":1', '"version":2' } }
        @{ Name = 'of another kind'; Json = { param($text) $text -replace 'HeatmapPS picture', 'something' } }
        @{ Name = 'without a scale'; Json = { param($text) $text -replace '"scale"', '"scales"' } }
        @{ Name = 'with limits out of order'; Json = { param($text) $text -replace '"minimum":[\d.]+', '"minimum":1e9' } }
        @{ Name = 'with an unknown colormap'; Json = { param($text) $text -replace 'inferno', 'infernal' } }
        @{ Name = 'with a wrong colour'; Json = { param($text) $text -replace '"name":"inferno"', '"name":"x","colors":[[0,0,0],[2,0,0]]' } }
        @{ Name = 'with an unknown type'; Json = { param($text) $text -replace 'UInt16', 'UInt12' } }
        @{ Name = 'without a size'; Json = { param($text) $text -replace '"width":67', '"width":-67' } }
        @{ Name = 'with a wrong bit depth'; Json = { param($text) $text -replace '"bitDepth":8', '"bitDepth":9' } }
    ) {
        $edit = $Json
        Edit-Chunk $path iTXt { param($data)
            $text = & $edit ([Text.Encoding]::UTF8.GetString($data, 14, $data.Length - 14))
            [byte[]]($data[0..13] + [Text.Encoding]::UTF8.GetBytes($text))
        }
        $lines = Import-HeatmapImage -LiteralPath $path -Verbose 4>&1
        $lines[-1] | Should -BeOfType HeatmapPS.Engine.Images.Raster
        "$($lines[0])" | Should -Match 'ordinary picture'
    }

    It 'numbers that are <Name> are an error, and the picture is still there' -ForEach @(
        @{ Name = 'larger than the file'; Type = 'iTXt'; Change = { param($data) [byte[]]($data[0..13] + [Text.Encoding]::UTF8.GetBytes(([Text.Encoding]::UTF8.GetString($data, 14, $data.Length - 14) -replace '"width":67,"height":41', '"width":60000,"height":60000' -replace ',"picture":\[[^\]]*\]', ''))) } }
        @{ Name = 'of another size'; Type = 'iTXt'; Change = { param($data) [byte[]]($data[0..13] + [Text.Encoding]::UTF8.GetBytes(([Text.Encoding]::UTF8.GetString($data, 14, $data.Length - 14) -replace '"width":67', '"width":66' -replace ',"picture":\[[^\]]*\]', ''))) } }
        @{ Name = 'of rows longer than any memory'; Type = 'iTXt'; Change = { param($data) [byte[]]($data[0..13] + [Text.Encoding]::UTF8.GetBytes(([Text.Encoding]::UTF8.GetString($data, 14, $data.Length - 14) -replace '"width":67,"height":41', '"width":1000000000,"height":2000000000' -replace ',"picture":\[[^\]]*\]', '' -replace 'UInt16', 'Float64'))) } }
        @{ Name = 'said to be samples of a picture that has none'; Type = 'iTXt'; Change = { param($data) [byte[]]($data[0..13] + [Text.Encoding]::UTF8.GetBytes(([Text.Encoding]::UTF8.GetString($data, 14, $data.Length - 14) -replace '"numbers":\{', '"numbers":{"areIndices":true,'))) } }
        @{ Name = 'incomplete'; Type = 'hmNU'; Change = { param($data) [byte[]]$data[0..($data.Length - 40)] } }
        @{ Name = 'without their checksum'; Type = 'hmNU'; Change = { param($data) [byte[]]$data[0..($data.Length - 5)] } }
        @{ Name = 'damaged'; Type = 'hmNU'; Change = { param($data) $data[60] = $data[60] -bxor 255; $data } }
    ) {
        Edit-Chunk $path $Type $Change
        { (Import-HeatmapImage -LiteralPath $path -ErrorAction Stop).Raster.ToArray() } | Should-ThrowId ImageCorrupt
        { Measure-Heatmap -LiteralPath $path } | Should-ThrowId ImageCorrupt
        (Import-HeatmapImage -LiteralPath $path -Embedded Picture).ToArray().GetLength(0) | Should -Be 41
    }

    It 'a compressed description of a gigabyte is ignored' {
        Edit-Chunk $path iTXt { param($data)
            $packed = [IO.MemoryStream]::new()
            $zlib = [IO.Compression.ZLibStream]::new($packed, [IO.Compression.CompressionLevel]::Fastest, $true)
            $blanks = [byte[]]::new(1MB)
            [Array]::Fill($blanks, [byte]32)
            1..1024 | ForEach-Object { $zlib.Write($blanks, 0, $blanks.Length) }
            $zlib.Dispose()
            $head = [byte[]]$data[0..13]
            $head[10] = 1
            [byte[]]($head + $packed.ToArray())
        }
        Import-HeatmapImage -LiteralPath $path | Should -BeOfType HeatmapPS.Engine.Images.Raster
    }
}
