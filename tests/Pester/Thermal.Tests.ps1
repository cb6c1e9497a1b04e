# Files of thermal cameras: temperatures as an independent reader has them, what the objects tell, and files made to do harm.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $frames = @(foreach ($coding in 'plain', 'png', 'swapped', 'tiff') { foreach ($order in 'little', 'big') { "${coding}_$order.fff" } })
    $samples = @(
        @{ Name = 'thermal_parser/FLIR.jpg'; Minimum = 25.948; Maximum = 62.320 }
        @{ Name = 'thermal_parser/FLIR_E40.jpg'; Minimum = 17.876; Maximum = 24.700 }
        @{ Name = 'thermal_parser/FLIR_AX8.jpg'; Minimum = 24.360; Maximum = 25.469 }
    )
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $thermal = Get-TestDataPath 'golden/thermal'
    function Get-Thermal([string] $Name) { return [IO.Path]::Join($thermal, $Name) }
    $celsius = (Read-Golden 'thermal/celsius').Data
    $counts = (Read-Golden 'thermal/counts').Data
}

Describe 'Temperatures' {
    It 'of <_> are those of an independent reader' -ForEach $frames {
        $image = Import-HeatmapImage -LiteralPath (Get-Thermal $_)
        "$($image.SampleType)", $image.Unit, $image.Width, $image.Height, $image.Codec | Should -Be 'Float32', '°C', 24, 16, 'FLIR'
        Should-HavePixels $image.ToArray() $celsius -Tolerance 0.001
    }

    It 'of a radiometric JPEG are those of an independent reader, whatever the order of its pieces' {
        Should-HavePixels (Import-HeatmapImage (Get-Thermal radiometric.jpg)).ToArray() $celsius -Tolerance 0.001
    }

    It 'need every piece: without number <_> the file is ImageCorrupt, and a piece that comes twice counts once' -ForEach 0, 1, 2, 3 {
        $bytes = [IO.File]::ReadAllBytes((Get-Thermal radiometric.jpg))
        $text = [Text.Encoding]::Latin1.GetString($bytes)
        $at = $text.IndexOf("FLIR`0`u{01}$([char]$_)`u{03}", [StringComparison]::Ordinal) - 4
        $end = $at + 4 + 256 * $bytes[$at + 2] + $bytes[$at + 3] - 2
        $segment = $bytes[$at..($end - 1)]
        $path = [IO.Path]::Join((New-TestFolder), 'a.jpg')
        [IO.File]::WriteAllBytes($path, [byte[]]($bytes[0..($at - 1)] + $bytes[$end..($bytes.Length - 1)]))
        $record = { Import-HeatmapImage $path | ConvertTo-Heatmap } | Should-ThrowId ImageCorrupt -TargetObject $path
        "$record" | Should -Match "piece $($_ + 1) of the 4"
        (Import-HeatmapImage $path -Radiometric Ignore).Bands | Should -BeIn 1, 3
        [IO.File]::WriteAllBytes($path, [byte[]]($bytes[0..($end - 1)] + $segment + $bytes[$end..($bytes.Length - 1)]))
        Should-HavePixels (Import-HeatmapImage $path).ToArray() $celsius -Tolerance 0.001
    }

    It 'follow the parameters given' {
        $given = @{ Emissivity = 0.7; Distance = 20; RelativeHumidity = 80; ReflectedTemperature = 5; AtmosphericTemperature = 30 }
        $expected = (Read-Golden 'thermal/celsius_changed').Data
        $image = Import-HeatmapImage (Get-Thermal radiometric.jpg) @given
        Should-HavePixels $image.ToArray() $expected -Tolerance 0.001
        $image.Thermal.Emissivity, $image.Thermal.Distance, $image.Thermal.RelativeHumidity | Should -Be 0.7, 20, 0.8
        $given.RelativeHumidity = 0.8
        $given.ReflectedTemperature, $given.AtmosphericTemperature = 41, 86
        $fahrenheit = Import-HeatmapImage (Get-Thermal radiometric.jpg) -TemperatureUnit F @given
        $fahrenheit.Unit | Should -Be '°F'
        Should-HavePixels $fahrenheit.ToArray() @($expected | ForEach-Object { $_ * 1.8 + 32 }) -Tolerance 0.002
    }

    It 'below absolute zero cannot be given' {
        { Import-HeatmapImage (Get-Thermal plain_big.fff) -ReflectedTemperature -300 } | Should-ThrowId RangeInvalid
    }

    It 'come in kelvin, and as counts' {
        $kelvin = Import-HeatmapImage (Get-Thermal swapped_big.fff) -TemperatureUnit K
        $kelvin.Unit | Should -Be 'K'
        Should-HavePixels $kelvin.ToArray() @($celsius | ForEach-Object { $_ + 273.15 }) -Tolerance 0.001
        foreach ($name in 'radiometric.jpg', 'png_little.fff', 'tiff_big.fff', 'no_constants.jpg') {
            $image = Import-HeatmapImage (Get-Thermal $name) -TemperatureUnit Counts
            "$($image.SampleType)", $image.Unit | Should -Be 'UInt16', 'counts'
            Should-HavePixels $image.ToArray() $counts
        }
    }

    It 'of every frame of a sequence are right; a header in the counts is no frame' {
        $pages = @(Import-HeatmapImage (Get-Thermal sequence.seq) -AllPages)
        $pages | Should -HaveCount 3
        $expected = (Read-Golden 'thermal/celsius_sequence').Data
        foreach ($i in 0..2) { Should-HavePixels $pages[$i].ToArray() $expected[($i * 384)..($i * 384 + 383)] -Tolerance 0.001 }
        { Import-HeatmapImage (Get-Thermal sequence.seq) -Page 4 } | Should-ThrowId PageNotFound
    }

    It 'of a sequence cut off in its last frame are there for the others' {
        $path = [IO.Path]::Join((New-TestFolder), 'cut.seq')
        $bytes = [IO.File]::ReadAllBytes((Get-Thermal sequence.seq))
        [IO.File]::WriteAllBytes($path, $bytes[0..($bytes.Length - 100)])
        $images = @(Import-HeatmapImage $path -AllPages -ErrorAction SilentlyContinue -ErrorVariable failed)
        $images | Should -HaveCount 2
        Get-ErrorId $failed[0] | Should -Be 'ImageCorrupt'
    }

    It 'are measured and coloured by every cmdlet that takes a path' {
        $measured = Measure-Heatmap (Get-Thermal radiometric.jpg) -Region 'rect 1,1,22,14'
        $measured.Maximum | Should -BeGreaterThan 25
        $measured.Maximum | Should -BeLessThan 40
        $heatmap = Get-Item (Get-Thermal radiometric.jpg) | ConvertTo-Heatmap -Minimum 10 -Maximum 30 -Colormap ironbow
        $heatmap.Unit, $heatmap.Colormap.Name | Should -Be '°C', 'ironbow'
        (Get-HeatmapScale (Get-Thermal plain_big.fff) -Percentile 2, 98).Maximum | Should -BeLessThan 40
        $frame = (ConvertTo-Grayscale (Get-Thermal radiometric.jpg)).ToArray()
        Should-HavePixels $frame $celsius -Tolerance 0.001
    }

    It 'say so in -Verbose' {
        $lines = Measure-Heatmap (Get-Thermal radiometric.jpg) -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        "$lines" | Should -Match 'temperatures in °C .*FLIR Simulated T1'
    }
}

Describe 'Metadata' {
    It 'tells the camera, the date and all parameters' {
        $thermal = (Import-HeatmapImage (Get-Thermal radiometric.jpg)).Thermal
        $thermal.Manufacturer, $thermal.CameraModel, $thermal.SerialNumber, $thermal.Lens | Should -Be 'FLIR', 'Simulated T1', 'S-0001', 'FOL18'
        $thermal.DateTaken.ToString('o', [cultureinfo]::InvariantCulture) | Should -Be '2013-04-12T12:24:01.1310000+02:00'
        $thermal.Emissivity, $thermal.Distance, $thermal.RelativeHumidity, $thermal.ReflectedTemperature, $thermal.AtmosphericTemperature |
            Should -Be 0.95, 2, 0.49, 20.99, 13.99
        $thermal.WindowTransmission, $thermal.WindowTemperature, $thermal.PlanckO, $thermal.IsCalibrated | Should -Be 0.98, 18.99, -5859, $true
    }

    It 'tells a humidity in percent as a share' {
        (Import-HeatmapImage (Get-Thermal tiff_little.fff)).Thermal.RelativeHumidity | Should -Be 0.49
    }

    It 'tells where the photograph lies' {
        $thermal = (Import-HeatmapImage (Get-Thermal radiometric.jpg)).Thermal
        $thermal.HasPhoto, $thermal.OffsetX, $thermal.OffsetY | Should -Be $true, 14, -14
        $thermal.PhotoScale | Should -BeGreaterThan 1.4039
        $thermal.PhotoScale | Should -BeLessThan 1.4040
    }

    It 'has no signs that steer a terminal' {
        $bytes = [IO.File]::ReadAllBytes((Get-Thermal plain_little.fff))
        $text = [Text.Encoding]::Latin1.GetString($bytes)
        foreach ($value in 'Simulated T1', 'S-0001', 'FOL18') { [Text.Encoding]::Latin1.GetBytes("$([char]27)[2J").CopyTo($bytes, $text.IndexOf($value, [StringComparison]::Ordinal)) }
        $path = [IO.Path]::Join((New-TestFolder), 'a.fff')
        [IO.File]::WriteAllBytes($path, $bytes)
        $sign = [char]0x241B
        $read = Import-HeatmapImage $path
        foreach ($thermal in $read.Thermal, (ConvertFrom-CliXml (ConvertTo-CliXml $read)).Thermal) {
            $thermal.CameraModel, $thermal.SerialNumber, $thermal.Lens | Should -Be "$sign[2Jlated T1", "$sign[2J01", "$sign[2J8"
        }
    }

    It 'is not there for other images' {
        (Import-HeatmapImage (Get-Thermal plain.jpg)).Thermal | Should -BeNullOrEmpty
    }
}

Describe '-Radiometric' {
    It 'Ignore reads the visible picture' {
        $image = Import-HeatmapImage (Get-Thermal radiometric.jpg) -Radiometric Ignore
        $image.Width, $image.Height, $image.Bands, "$($image.SampleType)" | Should -Be 48, 32, 3, 'UInt8'
        { Import-HeatmapImage (Get-Thermal plain_big.fff) -Radiometric Ignore } | Should-ThrowId FormatNotSupported
    }

    It 'Auto reads a picture without counts as a picture' -ForEach 'plain.jpg', 'visible_only.jpg' {
        (Import-HeatmapImage (Get-Thermal $_)).Bands | Should -Be 3
    }

    It 'Require makes <_> an error' -ForEach 'plain.jpg', 'visible_only.jpg', 'no_constants.jpg' {
        $path = Get-Thermal $_
        $null = { Import-HeatmapImage $path -Radiometric Require } | Should-ThrowId NotRadiometric -TargetObject $path
        $null = { Import-HeatmapImage $path -Radiometric Require } | Should-ThrowId NotRadiometric -TargetObject $path
    }

    It 'Require reads what has temperatures' {
        Should-HavePixels (Import-HeatmapImage (Get-Thermal radiometric.jpg) -Radiometric Require).ToArray() $celsius -Tolerance 0.001
    }

    It 'of a file without constants is NotRadiometric, not a guess' {
        { Import-HeatmapImage (Get-Thermal no_constants.jpg) } | Should-ThrowId NotRadiometric
    }
}

Describe '-Embedded' {
    It 'reads the photograph' {
        $image = Import-HeatmapImage (Get-Thermal radiometric.jpg) -Embedded Photo
        $image.Width, $image.Height, $image.Bands | Should -Be 48, 32, 3
        Should-HavePixels $image.ToArray() (Read-Golden 'thermal/photo').Data -Tolerance 2 -Width 48 -Bands 3
        $image.Thermal.OffsetX | Should -Be 14
    }

    It 'is an error where there is none: <_>' -ForEach 'plain.jpg', 'plain_big.fff', 'no_constants.jpg' {
        $path = Get-Thermal $_
        { Import-HeatmapImage $path -Embedded Photo } | Should-ThrowId EmbeddedNotFound
    }

    It 'does not go with -Radiometric Ignore' {
        { Import-HeatmapImage (Get-Thermal radiometric.jpg) -Embedded Photo -Radiometric Ignore } | Should-ThrowId RangeInvalid
    }
}

Describe 'Other cameras' {
    It 'DJI gives counts of no unit, and one warning for all files' {
        $images = @((Get-Thermal dji.jpg), (Get-Thermal dji.jpg), (Get-Thermal plain.jpg) | Import-HeatmapImage -WarningVariable warnings -WarningAction SilentlyContinue)
        $warnings | Should -HaveCount 1
        "$warnings" | Should -Match 'not public'
        "$($images[0].SampleType)", $images[0].Unit, $images[0].Codec, $images[0].Thermal.CameraModel | Should -Be 'UInt16', $null, 'DJI', 'M3T-simulated'
        $images[0].Thermal.IsCalibrated | Should -BeFalse
        Should-HavePixels $images[0].ToArray() $counts
    }

    It 'JPEG-LS frames are FormatNotSupported' {
        $record = { Import-HeatmapImage (Get-Thermal jpegls.csq) } | Should-ThrowId FormatNotSupported
        "$record" | Should -Match 'JPEG-LS'
    }

    It '<Sensor> has its scale' -ForEach @(
        @{ Sensor = 'FlirTLinear10mK'; Celsius = 26.85 }, @{ Sensor = 'FlirTLinear100mK'; Celsius = 2726.85 }, @{ Sensor = 'FlirTau40mK'; Celsius = 926.85 }
        @{ Sensor = 'FlirTau400mK'; Celsius = 11726.85 }, @{ Sensor = 'FlirLepton10mK'; Celsius = 26.85 }, @{ Sensor = 'FlirLepton100mK'; Celsius = 2726.85 }
        @{ Sensor = 'Optris'; Celsius = 2900 }, @{ Sensor = 'InfiRay'; Celsius = 195.6 }
    ) {
        $path = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'counts.tif')) 1 1 @(, [ushort[]](, 30000))
        $image = Import-HeatmapImage $path -Sensor $Sensor
        $image.Unit | Should -Be '°C'
        $image.ToArray()[0, 0] | Should -Be ([float]$Celsius)
        (Import-HeatmapImage $path -Sensor $Sensor -TemperatureUnit K).ToArray()[0, 0] | Should -Be ([float]($Celsius + 273.15))
    }

    It '-Sensor excludes -Gain, and completes' {
        { Import-HeatmapImage x.tif -Sensor Optris -Gain 2 } | Should-ThrowId RangeInvalid
        $text = 'Import-HeatmapImage x.tif -Sensor Flir'
        $found = [Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null).CompletionMatches.CompletionText
        $found | Should -Contain 'FlirTau40mK'
        $found | Should -Not -Contain 'Optris'
    }
}

Describe 'Palettes' {
    It 'of thermographers are there by name' {
        $names = (Get-Colormap -Family thermal).Name
        foreach ($name in 'ironbow', 'rainbow_high_contrast', 'arctic', 'lava', 'white_hot', 'black_hot') { $names | Should -Contain $name }
        (ConvertTo-Heatmap -InputObject (, [byte[]](0, 255)) -Colormap thermal:rainbow).Colormap.Name | Should -Be 'rainbow'
    }
}

Describe 'Files made to do harm' {
    It 'are errors, without a crash, a hang or much memory' {
        $result = Invoke-ChildPwsh -Argument $thermal, (New-TestFolder) -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$names = 'radiometric.jpg', 'sequence.seq', 'swapped_big.fff', 'plain_little.fff', 'tiff_little.fff', 'dji.jpg'
$random = [Random]::new(7)
$clock = [Diagnostics.Stopwatch]::StartNew()
$ids = @{}
$files = 0
$number = [byte[]]::new(4)
$values = [uint[]](0, 1, 0x7FFFFFFF, 4294967295, 2147483648, 0x40, 0xFFFF)
while ($files -lt 3000 -and $clock.Elapsed.TotalSeconds -lt 90) {
    $batch = foreach ($i in 0..99) {
        $name = $names[$files % $names.Count]
        $bytes = [IO.File]::ReadAllBytes([IO.Path]::Join($args[0], $name))
        # Where the structure is: the first half kilobyte; elsewhere mutations are mostly of pixels.
        $reach = $random.Next(3) ? [Math]::Min(600, $bytes.Length) : $bytes.Length
        switch ($random.Next(4)) {
            0 { $bytes = $bytes[0..($random.Next(1, $bytes.Length - 1))] }
            1 { foreach ($n in 0..$random.Next(6)) { $bytes[$random.Next($reach)] = $random.Next(256) } }
            2 {
                [BitConverter]::TryWriteBytes($number, $values[$random.Next(7)]) | Out-Null
                [Array]::Copy($number, 0, $bytes, 4 * $random.Next($reach / 4 - 1), 4)
            }
            3 { [Array]::Copy($bytes, $random.Next($bytes.Length / 2), $bytes, $random.Next($bytes.Length / 2), $random.Next($bytes.Length / 2)) }
        }
        $path = [IO.Path]::Join($args[1], "$i" + [IO.Path]::GetExtension($name))
        [IO.File]::WriteAllBytes($path, $bytes)
        $files++
        $path
    }
    $null = $batch | Import-HeatmapImage -AllPages -WarningAction SilentlyContinue -ErrorVariable errors -ErrorAction SilentlyContinue
    $null = $batch | Import-HeatmapImage -Embedded Photo -ErrorVariable +errors -ErrorAction SilentlyContinue
    foreach ($record in $errors) { $ids[($record.FullyQualifiedErrorId -split ',')[0]]++ }
}
$ids.Keys -join ' '
$files
[Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB
'@
        $result.Error.Length | Should -Be 0 -Because ($result.Error -replace '\p{C}', ' ' -replace '(?s)(?<=^.{500}).*')
        $result.ExitCode | Should -Be 0
        $known = 'ImageCorrupt', 'NotRadiometric', 'EmbeddedNotFound', 'FormatNotSupported', 'PageNotFound', 'ImageTooLarge', 'SourceChanged'
        foreach ($id in $result.Output[0] -split ' ') { $id | Should -BeIn $known }
        [int]$result.Output[1] | Should -BeGreaterThan 500
        [double]$result.Output[2] | Should -BeLessThan 1000
    }

    It 'with a size that no record holds is refused' {
        $bytes = [IO.File]::ReadAllBytes((Get-Thermal plain_little.fff))
        $path = [IO.Path]::Join((New-TestFolder), 'huge.fff')
        # Width and height in the raw record, which begins where the camera's record ends.
        $raw = 0x40 + 32 * 3 + 2476
        [Array]::Fill($bytes, [byte]255, $raw + 2, 4)
        [IO.File]::WriteAllBytes($path, $bytes)
        $null = { Import-HeatmapImage $path } | Should-ThrowId ImageCorrupt -TargetObject $path
    }
}

Describe 'Real files' {
    It '<Name> spans <Minimum> to <Maximum> °C, pixel by pixel as another reader has it' -ForEach $samples {
        $path = Get-SamplePath $Name
        if (-not $path -or $null -eq (Find-Python 'numpy', 'cv2')) {
            Set-ItResult -Skipped -Because ($path ? 'Python has no cv2' : "HEATMAPPS_SAMPLES does not have $Name")
            return
        }

        $npy = [IO.Path]::Join((New-TestFolder), 'celsius.npy')
        $null = Invoke-Python -Module 'numpy', 'cv2' -Argument ([IO.Path]::Join($repositoryRoot, 'tools', 'golden')), $path, $npy -Code @'
import sys
sys.path.insert(0, sys.argv[1])
import numpy, flir_reader
numpy.save(sys.argv[3], flir_reader.read_jpeg(sys.argv[2]))
'@
        $image = Import-HeatmapImage -LiteralPath $path
        Should-HavePixels $image.ToArray() (Read-GoldenNpy $npy).Data -Tolerance 0.001
        $measured = $image | Measure-Heatmap
        [Math]::Abs($measured.Minimum - $Minimum), [Math]::Abs($measured.Maximum - $Maximum) | ForEach-Object { $_ | Should -BeLessThan 0.001 }
    }

    It 'of 180 × 180 pixels are read, with their photograph' {
        $path = Get-SamplePath 'IRimage/05 - Aqua_Tower_thermal_image.jpg'
        if (-not $path) { Set-ItResult -Skipped -Because 'HEATMAPPS_SAMPLES does not have IRimage/05 - Aqua_Tower_thermal_image.jpg'; return }
        $image = Import-HeatmapImage -LiteralPath $path
        $image.Width, $image.Height, $image.Thermal.CameraModel | Should -Be 180, 180, 'Flir b60'
        (Import-HeatmapImage -LiteralPath $path -Embedded Photo).Width | Should -Be 480
    }
}
