# What is reported of files that cannot be read: always the file's own fault, under an id, whatever else is read at the same time.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPillow = -not (Find-Python PIL, numpy)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function Save-File([string] $Name, [byte[]] $Bytes) {
        $path = [IO.Path]::Join((New-TestFolder), $Name)
        [IO.File]::WriteAllBytes($path, $Bytes)
        return $path
    }

    # The segments of a JPEG file before its first scan, as offsets of their markers.
    function Get-JpegMarker([byte[]] $Bytes) {
        $at = 2
        do {
            $marker = $Bytes[$at + 1]
            [pscustomobject]@{ Offset = $at; Marker = $marker }
            $at += 2 + $Bytes[$at + 2] * 256 + $Bytes[$at + 3]
        } until ($marker -eq 0xDA)
    }

    function Add-Bytes([byte[]] $Bytes, [int] $Offset, [byte[]] $More) { return , [byte[]]($Bytes[0..($Offset - 1)] + $More + $Bytes[$Offset..($Bytes.Length - 1)]) }
}

Describe 'Messages of libvips' {
    It 'are about their own file, however many fail at once' {
        $folder = New-TestFolder
        $jpeg = [IO.Path]::Join($folder, 'source.jpg')
        $null = Optimize-Contrast -InputObject (New-TestFrame Noise 200 200).Grid -BitDepth 8 | Export-HeatmapImage -Path $jpeg
        $bytes = [IO.File]::ReadAllBytes($jpeg)
        $frame = (Get-JpegMarker $bytes | Where-Object Marker -EQ 0xC0).Offset

        # 12 bits a sample are no fault of a file; a scan that breaks off is; so is a checksum.
        $deep = [byte[]]$bytes.Clone()
        $deep[$frame + 4] = 12
        $deep[$frame + 1] = 0xC1
        $cut = [byte[]]$bytes[0..($bytes.Length / 2)]
        Remove-Item -LiteralPath $jpeg
        $paths = foreach ($i in 1..60) {
            foreach ($kind in 'deep', 'cut') {
                $path = [IO.Path]::Join($folder, "$kind$i.jpg")
                [IO.File]::WriteAllBytes($path, ($kind -eq 'deep' ? $deep : $cut))
                $path
            }
        }

        $records = @(Measure-Heatmap -LiteralPath $paths -ThrottleLimit 16 2>&1)
        $records | Should -HaveCount $paths.Count
        foreach ($record in $records) {
            if ([IO.Path]::GetFileName($record.TargetObject) -like 'deep*') {
                Get-ErrorId $record | Should -Be 'FormatNotSupported' -Because "$record"
                "$record" | Should -Match 'precision'
            }
            else {
                Get-ErrorId $record | Should -Be 'ImageCorrupt' -Because "$record"
                "$record" | Should -Not -Match 'precision'
            }
        }
    }
}

Describe 'JPEG files with bytes between their segments' {
    It 'are read as without them: <Name>' -ForEach @(
        @{ Name = 'fill bytes'; More = @(0xFF, 0xFF, 0xFF) }
        @{ Name = 'stray bytes'; More = @(0x00, 0x12, 0x34) }
        @{ Name = 'a stuffed byte'; More = @(0xFF, 0x00, 0x11) }
    ) {
        $path = [IO.Path]::Join((New-TestFolder), 'a.jpg')
        $null = Optimize-Contrast -InputObject (New-TestFrame Noise 60 40).Grid -BitDepth 8 | Export-HeatmapImage -Path $path
        $bytes = [IO.File]::ReadAllBytes($path)
        $expected = (Import-HeatmapImage -LiteralPath $path).ToArray()
        foreach ($offset in @((Get-JpegMarker $bytes).Offset) + @($bytes.Length - 2)) {
            $image = Import-HeatmapImage -LiteralPath (Save-File 'b.jpg' (Add-Bytes $bytes $offset $More))
            Should-HavePixels $image.ToArray() $expected
        }
    }

    It 'are errors where the bytes were a table of the pixels, and frames of Motion JPEG without tables are read' -Skip:$noPillow {
        $folder = New-TestFolder
        $written = [IO.Path]::Join($folder, 'a.jpg')
        $null = Invoke-Python -Module 'PIL', 'numpy' -Argument $written -Code @'
import sys, numpy as np
from PIL import Image
y, x = np.mgrid[0:40, 0:60]
Image.fromarray((x * 3 + y).astype('u1')).save(sys.argv[1], quality=90)
'@
        $bytes = [IO.File]::ReadAllBytes($written)
        $expected = (Import-HeatmapImage -LiteralPath $written).ToArray()
        $tables = @(Get-JpegMarker $bytes | Where-Object { $bytes[$_.Offset + 1] -eq 0xC4 })
        $tables.Count | Should -Be 2
        foreach ($table in $tables) {
            $changed = [byte[]]$bytes.Clone()
            $changed[$table.Offset] = 0x11
            $null = { Import-HeatmapImage -LiteralPath (Save-File 'b.jpg' $changed) } | Should-ThrowId ImageCorrupt
        }

        # Pillow's tables are the standard's, so that a decoder has them by itself.
        $start, $end = $tables[0].Offset, ($tables[-1].Offset + 2 + 256 * $bytes[$tables[-1].Offset + 2] + $bytes[$tables[-1].Offset + 3])
        $bare = [byte[]]($bytes[0..($start - 1)] + $bytes[$end..($bytes.Length - 1)])
        Should-HavePixels (Import-HeatmapImage -LiteralPath (Save-File 'c.jpg' $bare)).ToArray() $expected
    }

    It 'are errors where a marker stands in the data of the pixels: FF <_>' -ForEach '8D', '02', 'C0', 'D3', 'F7' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.jpg')
        $null = Optimize-Contrast -InputObject (New-TestFrame Noise 60 40).Grid -BitDepth 8 | Export-HeatmapImage -Path $path
        $bytes = [IO.File]::ReadAllBytes($path)
        $at = [int]($bytes.Length * 0.7)
        $bytes[$at], $bytes[$at + 1] = 0xFF, [Convert]::ToByte($_, 16)
        $null = { Measure-Heatmap -LiteralPath (Save-File 'b.jpg' $bytes) } | Should-ThrowId ImageCorrupt
        $bytes[$at + 1] = 0
        $null = { Measure-Heatmap -LiteralPath (Save-File 'c.jpg' $bytes) } | Should -Not -Throw
    }

    It 'keep their temperatures' {
        $path = Get-TestDataPath 'golden/thermal/radiometric.jpg'
        $bytes = [IO.File]::ReadAllBytes($path)
        $expected = (Read-Golden 'thermal/celsius').Data
        foreach ($offset in (Get-JpegMarker $bytes).Offset) {
            foreach ($more in @(0xFF, 0xFF), @(0x00, 0x12), @(0xFF, 0x00, 0x11)) {
                $image = Import-HeatmapImage -LiteralPath (Save-File 'b.jpg' (Add-Bytes $bytes $offset $more))
                $image.Unit | Should -Be '°C' -Because "of $more at $offset"
                Should-HavePixels $image.ToArray() $expected -Tolerance 0.001
            }
        }
    }
}

Describe 'What a parser cannot cope with' {
    It 'is ImageCorrupt: a TIFF directory before the file' {
        # BigTIFF; the offset of its directory is negative where it is taken for a signed number.
        $bytes = [byte[]](0x49, 0x49, 43, 0, 8, 0, 0, 0, 0xF0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF) + [byte[]]::new(64)
        $null = { Import-HeatmapImage -LiteralPath (Save-File 'a.tif' $bytes) } | Should-ThrowId ImageCorrupt
    }

    It 'is ImageCorrupt whatever is thrown, and named for the file' {
        $engine = [Runtime.Loader.AssemblyLoadContext]::All.Assemblies | Where-Object { $_.GetName().Name -eq 'HeatmapPS.Engine' } | Select-Object -First 1
        $fault = $engine.GetType('HeatmapPS.Engine.Formats.ReadFault')
        $isOne, $explain = 'IsOne', 'Explain' | ForEach-Object { $fault.GetMethod($_) }
        foreach ($thrown in [IndexOutOfRangeException]::new(), [ArgumentOutOfRangeException]::new(), [OverflowException]::new(), [FormatException]::new(), [DivideByZeroException]::new(), [IO.EndOfStreamException]::new(), [IO.InvalidDataException]::new()) {
            $isOne.Invoke($null, @($thrown)) | Should -BeTrue
            $error1 = $explain.Invoke($null, @($thrown, '/a/b.tif'))
            $error1.ErrorId | Should -Be 'ImageCorrupt'
            $error1.Message | Should -BeLike "*'/a/b.tif'*"
        }
        $explain.Invoke($null, @([IO.IOException]::new(), '/a/b.tif')).ErrorId | Should -Be 'ImageReadFailed'
        $explain.Invoke($null, @([UnauthorizedAccessException]::new(), '/a/b.tif')).ErrorId | Should -Be 'ImageAccessDenied'
        $explain.Invoke($null, @([AggregateException]::new([IndexOutOfRangeException]::new()), '/a/b.tif')).ErrorId | Should -Be 'ImageCorrupt'
        foreach ($thrown in [OperationCanceledException]::new(), [OutOfMemoryException]::new(), [AggregateException]::new([OperationCanceledException]::new()), [DllNotFoundException]::new()) { $isOne.Invoke($null, @($thrown)) | Should -BeFalse }
    }

    It 'is ScaleInvalid in a scale: half a surrogate pair in <Name>' -ForEach @(
        @{ Name = 'a text'; Json = '{"Minimum":0,"Maximum":1,"Unit":"\ud800"}' }, @{ Name = 'a name'; Json = '{"Minimum":0,"Maximum":1,"\udc00":1}' }, @{ Name = 'a norm'; Json = '{"Minimum":0,"Maximum":1,"Norm":"\ud800\ud800"}' }
    ) {
        $frame = [ushort[, ]]::new(4, 4)
        $null = { ConvertTo-Heatmap -InputObject $frame -Scale $Json } | Should-ThrowId ScaleInvalid
        $path = [IO.Path]::Join((New-TestFolder), 'scale.json')
        [IO.File]::WriteAllText($path, $Json)
        $null = { ConvertTo-Heatmap -InputObject $frame -Scale $path } | Should-ThrowId ScaleInvalid
    }

    It 'is ColormapFileInvalid in a colormap: half a surrogate pair in <Name>' -ForEach @(
        @{ Name = 'a colour'; Json = '["\ud800", "#ffffff"]' }, @{ Name = 'a name'; Json = '[{"Name":"\ud800","RGBPoints":[0,0,0,0,1,1,1,1]}]' }, @{ Name = 'a key'; Json = '{"\ud800":[[0,0,0],[1,1,1]]}' }
    ) {
        $null = { Import-Colormap -LiteralPath (Save-File 'map.json' ([Text.Encoding]::UTF8.GetBytes($Json))) } | Should-ThrowId ColormapFileInvalid
    }

    It 'is OutOfMemory where memory is short' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.gif')
        $null = Optimize-Contrast -InputObject ([ushort[, ]]::new(8, 8)) -Minimum 0 -Maximum 9 -BitDepth 8 | Export-HeatmapImage -Path $path
        $stream = [IO.File]::Open($path, 'Open', 'Write')
        $stream.SetLength(500MB)
        $stream.Dispose()
        $result = Invoke-ChildPwsh -Argument $path -Environment @{ DOTNET_GCHeapHardLimit = '0x8000000' } -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
((Import-HeatmapImage -LiteralPath $args[0] 2>&1).FullyQualifiedErrorId -split ',')[0]
'@
        $result.ExitCode | Should -Be 0
        $result.Output | Should -Be 'OutOfMemory'
    }
}

Describe 'The engine' {
    BeforeAll {
        $engine = [Runtime.Loader.AssemblyLoadContext]::All.Assemblies | Where-Object { $_.GetName().Name -eq 'HeatmapPS.Engine' } | Select-Object -First 1
    }

    It 'ends where a reader is asked for more rows than there are' {
        $image = Import-HeatmapImage -InputObject ([ushort[, ]]::new(4, 4))
        $rows = $image.GetType().GetMethod('OpenRows', [Reflection.BindingFlags]'Instance, NonPublic').Invoke($image, @())
        $ahead = [Activator]::CreateInstance($engine.GetType('HeatmapPS.Engine.Pixels.ReadAheadRows'), @($rows, $false))
        $reader = [HeatmapPS.Tests.EngineRows]::Of($ahead)
        $null = $reader.ReadRest()
        $task = $reader.BeginRead(1)
        [Threading.Tasks.Task]::WaitAny(@($task), 60000) | Should -Be 0
        $task.Exception.InnerException | Should -BeOfType ([InvalidOperationException])
        $reader.Dispose()
    }

    It 'keeps nothing in decoders, which all files share' {
        $decoder = $engine.GetType('HeatmapPS.Engine.Formats.IImageDecoder')
        $types = @($engine.GetTypes() | Where-Object { -not $_.IsInterface -and $decoder.IsAssignableFrom($_) })
        $types.Count | Should -BeGreaterThan 8
        foreach ($type in $types) {
            $type.GetFields([Reflection.BindingFlags]'Instance, Static, Public, NonPublic') | Where-Object { -not $_.IsInitOnly -and -not $_.IsLiteral } | Should -BeNullOrEmpty -Because $type.Name
        }
    }
}
