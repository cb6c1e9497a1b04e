# Files made to do harm: sizes that are not there, files that point elsewhere, and what fuzzing found. Each is pixels or a proper
# error, at once and in little memory.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $hasFfmpeg = Test-Program ffmpeg
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SizeBombs.ps1'))

    function Save-File([string] $Name, [object] $Content) {
        $path = [IO.Path]::Join((New-TestFolder), $Name)
        if ($Content -isnot [string]) { [IO.File]::WriteAllBytes($path, $Content) } else { [IO.File]::WriteAllText($path, $Content) }
        return $path
    }

    # A NumPy file whose header says so.
    function Get-Npy([string] $Dictionary, [byte[]] $Data = @()) {
        $head = [byte[]](0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0) + [Text.Encoding]::ASCII.GetBytes($Dictionary.PadRight(117) + "`n")
        return , [byte[]]($head + $Data)
    }
}

Describe 'A TIFF whose one tile is far larger than its image' {
    It 'is read without memory for the tile (<Width> × <Height>)' -ForEach @(
        @{ Width = 16384; Height = 8192 }
    ) {
        $folder = New-TestFolder
        # All of it is zeros but the first row.
        $packed = [IO.MemoryStream]::new()
        $zlib = [IO.Compression.ZLibStream]::new($packed, [IO.Compression.CompressionLevel]::Optimal, $true)
        $row = [byte[]]::new($Width)
        foreach ($x in 0..36) { $row[$x] = 200 - $x }
        $zlib.Write($row)
        $zeros = [byte[]]::new($Width * 64)
        for ($y = 1; $y -lt $Height; $y += 64) { $zlib.Write($zeros, 0, $Width * [Math]::Min(64, $Height - $y)) }
        $zlib.Dispose()
        $path = [IO.Path]::Join($folder, 'tile.tif')
        $file = [IO.BinaryWriter]::new([IO.File]::Create($path))
        $file.Write([byte[]](0x49, 0x49, 42, 0, 8, 0, 0, 0, 10, 0))
        foreach ($entry in @(256, 37), @(257, 23), @(258, 8), @(259, 8), @(262, 1), @(277, 1), @(322, $Width), @(323, $Height), @(324, 134), @(325, $packed.Length)) {
            $file.Write([uint16]$entry[0]); $file.Write([uint16]4); $file.Write([uint32]1); $file.Write([uint32]$entry[1])
        }
        $file.Write([uint32]0)
        $file.Write($packed.ToArray())
        $file.Dispose()

        $result = Invoke-ChildPwsh -Argument $path -Environment @{ DOTNET_GCHeapHardLimit = '0x4000000' } -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$image = Import-HeatmapImage -LiteralPath $args[0]
$numbers = $image | Measure-Heatmap
"$($image.Width) $($image.Height) $($numbers.Maximum) $($numbers.Minimum) $($numbers.Mean * $numbers.Count)"
'@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be "37 23 200 0 $(200 * 37 - 36 * 37 / 2)"
    }
}

Describe 'Small files that claim 60,000 × 60,000 pixels' {
    BeforeAll {
        $folder = New-TestFolder
        $bombs = @(New-SizeBomb $folder)
        # Together in one child: the memory and the work of all of them are those of nothing decoded.
        $result = Invoke-ChildPwsh -Argument $folder, (New-TestFolder) -Environment @{ DOTNET_GCHeapHardLimit = '0x10000000' } -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$warm = Import-HeatmapImage ([IO.Path]::Join($args[0], 'source.jp2')) | Measure-Heatmap
$before = [Diagnostics.Process]::GetCurrentProcess().WorkingSet64
$folder = $args[1]
foreach ($path in [IO.Directory]::GetFiles($args[0]) -notlike '*source.*') {
    $ids = @(
        & { Import-HeatmapImage -LiteralPath $path -AllowDepthLoss | Measure-Heatmap } 2>&1
        & { Import-HeatmapImage -LiteralPath $path -AllowDepthLoss | ConvertTo-Heatmap -Destination $folder } 2>&1
        & { Import-HeatmapImage -LiteralPath $path -AllowDepthLoss | Merge-Lighten } 2>&1
    ) | ForEach-Object { $_ -is [Management.Automation.ErrorRecord] ? ($_.FullyQualifiedErrorId -split ',')[0] : 'none' }
    "$([IO.Path]::GetFileName($path)) $ids"
}
$process = [Diagnostics.Process]::GetCurrentProcess()
"megabytes $([int](($process.PeakWorkingSet64 - $before) / 1MB))"
"files $([IO.Directory]::GetFileSystemEntries($args[1]).Count)"
'@
        $answers = @{}
        foreach ($line in $result.Output) { $name, $rest = $line -split ' '; $answers[$name] = $rest }
    }

    It 'are refused by every cmdlet, whatever the format' {
        $result.Error | Should -BeNullOrEmpty
        foreach ($path in $bombs) {
            $ids = $answers[[IO.Path]::GetFileName($path)]
            # Of what is refused while it is imported a merge has nothing left.
            $refusals = @($ids | Where-Object { $_ -ne 'TooFewImages' })
            $refusals | Should -HaveCount 3 -Because $path
            $refusals | Should -BeIn 'ImageCorrupt', 'ImageTooLarge' -Because $path
        }
        $answers.files | Should -Be 0
    }

    It 'take no memory for what they claim' {
        # What they claim are 3,600 megapixels each.
        [int]$answers.megabytes | Should -BeLessThan 300
    }

    It 'are refused when imported, before any pixel is asked for: <_>' -ForEach 'rgba8.png', 'gray.jpg', 'u16_deflate.tif', 'rgb16_planar_tiles.tif', 'True.npz', 'claim.bmp', 'gray8_interlaced.png', 'claim.qoi', 'claim.exr', 'claim.dcm', 'claim.xcf', 'claim.ico', 'claim.ras', 'claim.cin', 'runs.tga', 'runs.ras', 'runs.sgi', 'runs.dcm', 'text.hdr', 'png.ico', 'claim.heic', 'plain_little.fff', 'png_little.fff' {
        $path = [IO.Path]::Join($folder, $_)
        $record = @(Import-HeatmapImage -LiteralPath $path -AllowDepthLoss 2>&1)
        Get-ErrorId $record[0] | Should -BeIn 'ImageCorrupt', 'ImageTooLarge'
        $record[0].TargetObject | Should -Be $path
    }
}

Describe 'Files made by hand' {
    BeforeAll { . ([IO.Path]::Join($PSScriptRoot, 'support', 'HandMadeFiles.ps1')) }

    It 'of a size that holds are read, so that it is the size that is refused: .<Extension>' -ForEach @(
        @{ Extension = 'exr'; Maker = 'Get-ExrBytes' }, @{ Extension = 'dcm'; Maker = 'Get-DicomBytes' }, @{ Extension = 'xcf'; Maker = 'Get-XcfBytes' }, @{ Extension = 'ico'; Maker = 'Get-IconBytes' }
    ) {
        $image = Import-HeatmapImage (Save-File "a.$Extension" (& $Maker 4 4)) -AllowDepthLoss | ConvertTo-Grayscale
        $expected = foreach ($i in 0..15) { 10 * ($Extension -eq 'ico' ? 4 * (3 - [Math]::Floor($i / 4)) + $i % 4 : $i) }
        @($image.ToArray()) | Should -Be $expected
    }

    It 'are ImageTooLarge by the limit that is set where they are decoded whole: .<Extension>' -ForEach @(
        @{ Extension = 'exr'; Maker = 'Get-ExrBytes' }, @{ Extension = 'xcf'; Maker = 'Get-XcfBytes' }, @{ Extension = 'ico'; Maker = 'Get-IconBytes' }
    ) {
        $path = Save-File "a.$Extension" (& $Maker 4 4)
        $null = { Import-HeatmapImage $path -AllowDepthLoss -MaxPixels 15 } | Should-ThrowId ImageTooLarge
    }
}

Describe 'ImageMagick' {
    It 'is not allowed any format but those it is used for, should a file bring one: <Format>' -ForEach @(
        @{ Format = 'Pgm'; Allowed = $false }, @{ Format = 'Mvg'; Allowed = $false }, @{ Format = 'Svg'; Allowed = $false }, @{ Format = 'Gif'; Allowed = $false }, @{ Format = 'Bmp'; Allowed = $true }
    ) {
        $null = Import-HeatmapImage (Save-File 'a.ico' (Get-IconBytes 4 4)) | ConvertTo-Grayscale | Measure-Heatmap
        $library, $core = 'Magick.NET-Q*', 'Magick.NET.Core' | ForEach-Object { $name = $_; [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -like $name } | Select-Object -First 1 }
        $settings = [Activator]::CreateInstance($library.GetType('ImageMagick.MagickReadSettings'))
        $settings.Format = [Enum]::Parse($core.GetType('ImageMagick.MagickFormat'), $Format)
        $image = [Activator]::CreateInstance($library.GetType('ImageMagick.MagickImage'))
        # No image in any format: what counts is whether it was looked at.
        $refusal = try { $image.Read([Text.Encoding]::ASCII.GetBytes('P5 2 2 255 abcd'), $settings) } catch { $_.Exception.InnerException.GetType().Name }
        $refusal -eq 'MagickPolicyErrorException' | Should -Be (-not $Allowed) -Because "it is $refusal"
        $image.Dispose()
    }
}

Describe 'What fuzzing found' {
    # Bytes to change in a file that is there, and what is the answer now.
    It '<Name>' -ForEach @(
        @{ Name = 'a tag that claims 67 million values'; File = 'thermal/tiff_little.fff'; Change = @{ 2709 = 4 }; Id = 'ImageCorrupt' }
        @{ Name = 'a row of a thousand million pixels'; File = 'files/png/gray16.png'; Change = @{ 16 = 0x40 }; Id = 'ImageCorrupt'; IsHeader = $true }
    ) {
        $bytes = [IO.File]::ReadAllBytes((Get-TestDataPath "golden/$File"))
        foreach ($at in $Change.Keys) { $bytes[$at] = $Change[$at] }
        if ($IsHeader) {
            $sum = [BitConverter]::GetBytes([HeatmapPS.Tests.PngFile]::Checksum($bytes[12..28]))
            [Array]::Reverse($sum)
            $sum.CopyTo($bytes, 29)
        }

        $path = Save-File ([IO.Path]::GetFileName($File)) $bytes
        $null = { Measure-Heatmap -LiteralPath $path } | Should-ThrowId $Id -TargetObject $path
    }
}

Describe 'Limits' {
    It '-MaxPixels bounds what is held in memory: a row of a streamed image too' {
        $path = Save-File 'wide.npy' (Get-Npy "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 5000), }" ([byte[]]::new(10000)))
        (Import-HeatmapImage $path -MaxPixels 5000).Width | Should -Be 5000
        { Import-HeatmapImage $path -MaxPixels 4999 } | Should-ThrowId ImageTooLarge -TargetObject $path
    }

    It 'the compressed size of a whole image has no part in it: a flat one of 100 megapixels is read' {
        $path = [IO.Path]::Join((New-TestFolder), 'flat.png')
        $flat = Save-File 'flat.npy' (Get-Npy "{'descr': '|u1', 'fortran_order': False, 'shape': (10000, 10000), }")
        $stream = [IO.File]::OpenWrite($flat)
        $stream.SetLength(128 + 100000000)
        $stream.Dispose()
        $null = Export-HeatmapImage -InputObject (Import-HeatmapImage $flat) -Path $path -Compression Best
        (Get-Item $path).Length | Should -BeLessThan 200000
        (Measure-Heatmap $path).Maximum | Should -Be 0
    }

    It 'NPY objects, which run code when Python reads them, are never read: <_>' -ForEach '|O', 'O', '<O8', '[(''a'', ''|O'')]' {
        $type = $_.StartsWith('[') ? $_ : "'$_'"
        $bytes = Get-Npy "{'descr': $type, 'fortran_order': False, 'shape': (2, 2), }" ([Text.Encoding]::ASCII.GetBytes("cos`nsystem`n(S'touch owned'`ntR."))
        { Import-HeatmapImage (Save-File 'object.npy' $bytes) } | Should-ThrowId FormatNotSupported
    }

    It 'an archive whose directory lies about sizes, or that is a bomb, is refused' {
        $stream = [IO.MemoryStream]::new()
        $archive = [IO.Compression.ZipArchive]::new($stream, 'Create', $true)
        $entry = $archive.CreateEntry('a.npy').Open()
        $npy = Get-Npy "{'descr': '<f8', 'fortran_order': True, 'shape': (40000, 40000), }"
        $entry.Write($npy, 0, $npy.Length)
        $zeros = [byte[]]::new(1MB)
        foreach ($i in 1..20) { $entry.Write($zeros, 0, $zeros.Length) }
        $entry.Dispose()
        $archive.Dispose()
        { Import-HeatmapImage (Save-File 'bomb.npz' $stream.ToArray()) } | Should-ThrowId ImageCorrupt
        [byte[]] $bytes = [IO.File]::ReadAllBytes((Get-TestDataPath 'golden/files/npy/compressed.npz'))
        $end = [Text.Encoding]::Latin1.GetString($bytes).LastIndexOf("PK`u{1}`u{2}", [StringComparison]::Ordinal)
        [BitConverter]::GetBytes([uint]4000000000).CopyTo($bytes, $end + 24)
        { Import-HeatmapImage (Save-File 'lie.npz' $bytes) } | Should-ThrowId ImageCorrupt
    }
}

Describe 'Files that point elsewhere' {
    BeforeAll {
        $secret = Save-File 'secret.txt' 'secret-content'
        # Whoever calls it leaves a trace.
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $address = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"
    }

    AfterAll { $listener.Stop() }

    It 'as XML entities are neither followed nor read: <Name>' -ForEach @(
        @{ Name = 'file'; Dtd = '<!DOCTYPE qgis [<!ENTITY x SYSTEM "file://SECRET">]>' }
        @{ Name = 'web'; Dtd = '<!DOCTYPE qgis [<!ENTITY x SYSTEM "ADDRESS/x">]>' }
        @{ Name = 'outer type'; Dtd = '<!DOCTYPE qgis SYSTEM "ADDRESS/x.dtd">' }
        @{ Name = 'parameter'; Dtd = '<!DOCTYPE qgis [<!ENTITY % p SYSTEM "ADDRESS/p"> %p;]>' }
    ) {
        $text = $Dtd.Replace('SECRET', $secret).Replace('ADDRESS', $address) +
            '<qgis_style version="2"><colorramps><colorramp type="gradient" name="a&x;b"><prop k="color1" v="0,0,0,255"/><prop k="color2" v="255,255,255,255"/></colorramp></colorramps></qgis_style>'
        $result = Import-Colormap (Save-File 'ramp.xml' $text) 2>&1
        $result | Should -BeOfType [Management.Automation.ErrorRecord]
        Get-ErrorId $result | Should -Be 'ColormapFileInvalid'
        "$result" | Should -Not -BeLike '*secret-content*'
        $listener.Pending() | Should -BeFalse
    }

    It 'as XML that includes or styles are plain elements' {
        $text = "<?xml-stylesheet href='$address/s.xsl' type='text/xsl'?><qgis_style xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file://$secret' parse='text'/></qgis_style>"
        $result = Import-Colormap (Save-File 'ramp.xml' $text) 2>&1
        Get-ErrorId $result | Should -Be 'ColormapFileInvalid'
        "$result" | Should -Not -BeLike '*secret-content*'
        $listener.Pending() | Should -BeFalse
    }

    It 'as pictures of ImageMagick''s own languages are not images: <Name>' -ForEach @(
        @{ Name = 'x.svg'; Text = '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="ADDRESS/i.png" width="9" height="9"/></svg>' }
        @{ Name = 'x.mvg'; Text = 'push graphic-context image over 0,0 0,0 "ADDRESS/i.png" pop graphic-context' }
        @{ Name = 'x.msl'; Text = '<image><read filename="ADDRESS/i.png"/><write filename="out.png"/></image>' }
        @{ Name = 'x.ps'; Text = '%!PS (SECRET) (r) file' }
        @{ Name = 'x.pdf'; Text = '%PDF-1.4' }
        @{ Name = 'mvg-in.png'; Text = 'push graphic-context image over 0,0 0,0 "ADDRESS/i.png" pop graphic-context' }
        @{ Name = 'svg-in.jpg'; Text = '<?xml version="1.0"?><svg width="9" height="9"><image href="file://SECRET"/></svg>' }
        @{ Name = 'x.tga'; Text = '<svg width="9" height="9"/>' }
        @{ Name = 'list.txt'; Text = "@SECRET" }
    ) {
        $path = Save-File $Name $Text.Replace('SECRET', $secret).Replace('ADDRESS', $address)
        $records = { Import-HeatmapImage -LiteralPath $path } | Should-ThrowId FormatNotSupported
        "$records" | Should -Not -BeLike '*secret-content*'
        $listener.Pending() | Should -BeFalse
    }

    It 'as playlists and lists of parts are no videos, whatever they are called: <Name>' -Skip:(-not $hasFfmpeg) -ForEach @(
        @{ Name = 'hls.mp4'; Text = "#EXTM3U`n#EXT-X-TARGETDURATION:1`n#EXTINF:1,`nADDRESS/a.ts`n#EXT-X-ENDLIST`n" }
        @{ Name = 'file.mp4'; Text = "#EXTM3U`n#EXT-X-MEDIA-SEQUENCE:0`n#EXTINF:10.0,`nfile://SECRET`n#EXT-X-ENDLIST`n" }
        @{ Name = 'concat.mkv'; Text = "ffconcat version 1.0`nfile part.avi`n" }
        @{ Name = 'dash.webm'; Text = '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>ADDRESS/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>' }
        @{ Name = 'sdp.avi'; Text = "v=0`no=- 0 0 IN IP4 127.0.0.1`ns=x`nc=IN IP4 127.0.0.1`nt=0 0`nm=video 5004 RTP/AVP 96`na=rtpmap:96 H264/90000`n" }
    ) {
        $path = Save-File $Name $Text.Replace('SECRET', $secret).Replace('ADDRESS', $address)
        if ($Name -eq 'concat.mkv') {
            # What it names is a video indeed.
            ConvertTo-Heatmap -InputObject ([byte[, ]]::new(16, 16)) | Export-HeatmapVideo -Path ([IO.Path]::Join((Split-Path $path), 'part.avi'))
        }

        $null = { Import-HeatmapVideo -LiteralPath $path } | Should-ThrowId VideoCorrupt
        $listener.Pending() | Should -BeFalse
    }
}

Describe 'ImageMagick' {
    It 'may read and write the formats it is used for, and nothing else' -Skip:($IsWindows) {
        $result = Invoke-ChildPwsh -Argument (Get-TestDataPath 'golden/files/bmp/rgb8.bmp'), (New-TestFolder) -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$null = Import-HeatmapImage $args[0] | Measure-Heatmap
$assembly = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -like 'Magick.NET-Q*' }
$type = $assembly.GetType('ImageMagick.MagickImage')
foreach ($name in 'xc:red', 'caption:text', "text:$($args[0])", "@$($args[0])", 'msl:x', 'mvg:x', 'http://127.0.0.1:1/x.png', 'ephemeral:x', 'pdf:x', 'ps:x', 'svg:x', 'inline:data:x', 'label:x', 'clipboard:', "bmp:$($args[0])") {
    try { $image = $type.GetConstructor([type[]]@([string])).Invoke(@($name)); "read $($name.Split(':')[0])" }
    catch { $error[0].Exception.InnerException.GetType().Name }
}
'@
        $result.Error | Should -BeNullOrEmpty
        $result.Output[-1] | Should -Be 'read bmp'
        @($result.Output | Where-Object { $_ -like 'read*' }) | Should -HaveCount 1 -Because ($result.Output -join ', ')
        $result.Output[0] | Should -Be 'MagickPolicyErrorException'
    }
}

Describe 'Signs that steer a terminal' {
    BeforeAll { $escape = [char]27 }

    It 'in names of colormap files do not come out of it' {
        $path = Save-File 'map.json' '[{"Name":"a\u001b]0;owned\u0007b","ColorSpace":"RGB","RGBPoints":[5,0,0,0,10,1,1,1]}]'
        $map = Import-Colormap $path
        $map.Name | Should -Be 'a ]0;owned b'
        # The colours of the swatch are sequences that end in m.
        ($map | Out-String) -replace "$escape\[[\d;]*m" | Should -Not -Match '\p{Cc}(?<![\r\n])'
    }

    It 'in what a file holds, names or says do not come out of errors' {
        # Windows has no such signs in names.
        $named = $IsWindows ? @() : (Save-File "a$escape[2J.tif" 'II')
        foreach ($path in @(Save-File 'a.png' "$escape[2J$escape]0;owned"; Save-File 'a.cpt' "0 $escape[2Jred 1 blue") + $named) {
            $records = @(Import-HeatmapImage -LiteralPath $path 2>&1; Import-Colormap -LiteralPath $path 2>&1)
            foreach ($record in $records) { "$record" | Should -Not -Match $escape }
        }
    }

    It 'in units are not shown' {
        $image = Import-HeatmapImage -InputObject ([byte[, ]]::new(2, 2)) -Unit "K$escape[2J"
        foreach ($object in $image, ($image | ConvertTo-Heatmap), ($image | Measure-Heatmap), (Get-HeatmapScale -InputObject $image)) {
            ($object | Format-Table | Out-String) -replace "$escape\[[\d;]*m" | Should -Not -Match $escape
        }
    }
}

Describe 'The segments of a JPEG' {
    BeforeAll {
        # Noise, so that the large file is longer than what is held in memory while it is read.
        $jpegs = @{}
        foreach ($side in 24, 1300) {
            $pixels = [byte[]]::new($side * $side)
            [Random]::new(1).NextBytes($pixels)
            $path = [IO.Path]::Join((New-TestFolder), 'x.jpg')
            Import-HeatmapImage -InputObject $pixels -Width $side -Height $side | Export-HeatmapImage $path -Quality 95
            $jpegs[$side] = [IO.File]::ReadAllBytes($path)
        }

        $jpegs[1300].Length | Should -BeGreaterThan 1MB

        # Where the segment of a marker begins.
        function Find-Segment([byte[]] $Jpeg, [int] $Marker) {
            for ($at = 2; $Jpeg[$at + 1] -ne $Marker; $at += 2 + 256 * $Jpeg[$at + 2] + $Jpeg[$at + 3]) { $Jpeg[$at] | Should -Be 0xFF }
            return $at
        }

        function Save-With([byte[]] $Jpeg, [int] $At, [byte[]] $More = @()) {
            $path = [IO.Path]::Join((New-TestFolder), 'x.jpg')
            [IO.File]::WriteAllBytes($path, $Jpeg[0..($At - 1)] + $More + $Jpeg[$At..($Jpeg.Length - 1)])
            return $path
        }
    }

    It 'may have fill bytes and stray bytes before them' {
        $truth = (Import-HeatmapImage (Save-With $jpegs[24] 2)).ToArray()
        foreach ($more in (0xFF, 0xFF), (1, 0, 3), (0xFF, 0, 0xFF)) {
            Should-HavePixels (Import-HeatmapImage (Save-With $jpegs[24] (Find-Segment $jpegs[24] 0xDB) $more)).ToArray() $truth
        }
    }

    It 'may not stand in the data of a scan: <Marker> near the end of <Side> rows' -ForEach @(
        @{ Side = 24; Marker = 0xC0 }, @{ Side = 24; Marker = 0xD0 }, @{ Side = 1300; Marker = 0xD8 }, @{ Side = 1300; Marker = 0xD7 }
    ) {
        $at = $jpegs[$Side].Length - 40
        while ($jpegs[$Side][$at - 1] -eq 0xFF) { $at-- }
        $path = Save-With $jpegs[$Side] $at (0xFF, $Marker)
        $record = { Measure-Heatmap -LiteralPath $path } | Should-ThrowId ImageCorrupt
        $record.Exception.Message | Should -BeLike ('*its coded data has the marker FF {0:X2}*' -f $Marker)
    }

    It 'must have all tables that the scan needs' {
        # A comment where the second table was.
        $jpeg = [byte[]]$jpegs[24].Clone()
        $first = Find-Segment $jpeg 0xC4
        $jpeg[$first + 2 + 256 * $jpeg[$first + 2] + $jpeg[$first + 3] + 1] = 0xFE
        $record = { Import-HeatmapImage (Save-With $jpeg 2) -ErrorAction Stop } | Should-ThrowId ImageCorrupt
        $record.Exception.Message | Should -BeLike '*a table for decoding its pixels is missing*'
    }
}
