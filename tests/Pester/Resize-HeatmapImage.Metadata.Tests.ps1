# Resize-HeatmapImage: what is known of an image follows it, heatmaps stay heatmaps, files, big images, other programs, and errors.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPillow = -not (Find-Python 'numpy', 'PIL')
    $noOpenCV = -not (Find-Python 'numpy', 'cv2')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # A grid of 3 columns, of numbers with borders, and 2 rows.
    function New-Grid {
        $rows = foreach ($x in 0..2) { foreach ($y in 'a', 'b') { [pscustomobject]@{ X = $x; Y = $y; V = 10 * $x + ($y -eq 'b') } } }
        return $rows | ConvertTo-HeatmapGrid X Y V -BinX 1
    }
}

Describe 'A heatmap' {
    It 'stays one, with its scale and colours, of new numbers' {
        $heatmap = Import-HeatmapImage -InputObject (New-TestFrame Noise 20 10 -Type ([float]) -Maximum 50).Grid -Unit °C | ConvertTo-Heatmap -Colormap magma -Percentile 5, 95
        $result = $heatmap | Resize-HeatmapImage -Factor 0.5
        $result.GetType().Name, $result.Colormap.Name, $result.Unit, $result.ClippedPercent | Should -Be 'Heatmap', 'magma', '°C', $null
        $result.Minimum, $result.Maximum | Should -Be $heatmap.Minimum, $heatmap.Maximum
        Should-HavePixels $result.Raster.ToArray() ($heatmap.Raster | Resize-HeatmapImage -Factor 0.5).ToArray()
    }

    It 'in a file with its numbers is read as one' {
        $folder = New-TestFolder
        $path = ConvertTo-Heatmap -InputObject (New-TestFrame Noise 20 10).Grid -Colormap magma -Destination "$folder/x.png" -IncludeData
        $result = Resize-HeatmapImage $path -Region 0, 0, 5, 5
        $result.GetType().Name, $result.Raster.SampleType | Should -Be 'Heatmap', 'UInt16'
    }

    It 'is written as a picture of its colours' {
        $folder = New-TestFolder
        $heatmap = ConvertTo-Heatmap -InputObject (New-TestFrame Noise 20 10 -Type ([byte])).Grid -Colormap magma
        $file = $heatmap | Resize-HeatmapImage -Rotate 90 -Destination "$folder/x.png"
        $expected = ($heatmap | Resize-HeatmapImage -Rotate 90).ToArray()
        Should-HavePixels (Import-HeatmapImage $file -Embedded Picture).ToArray() $expected
    }
}

Describe 'What is known' {
    It 'of labels follows parts, turns and mirrors, and goes with other sizes' {
        $grid = New-Grid
        $grid.Axes.X.Labels.Length, $grid.Axes.X.Edges.Length | Should -Be 3, 4
        $x, $y = $grid.Axes.X.Labels, $grid.Axes.Y.Labels
        $part = $grid | Resize-HeatmapImage -Region 1, 0, 2, 1
        @($part.Axes.X.Labels) | Should -Be $x[1, 2]
        @($part.Axes.X.Edges) | Should -Be @($grid.Axes.X.Edges)[1, 2, 3]
        @($part.Axes.Y.Labels) | Should -Be $y[0]
        $half = $grid | Resize-HeatmapImage -Rotate 180
        @($half.Axes.X.Labels) | Should -Be $x[2, 1, 0]
        @($half.Axes.Y.Labels) | Should -Be $y[1, 0]
        $half.Axes.X.Edges | Should -BeNullOrEmpty
        @(($grid | Resize-HeatmapImage -Flip Horizontal).Axes.X.Labels) | Should -Be $x[2, 1, 0]
        @(($grid | Resize-HeatmapImage -Flip Vertical).Axes.Y.Labels) | Should -Be $y[1, 0]
        $right = $grid | Resize-HeatmapImage -Rotate 90
        @($right.Axes.X.Labels) | Should -Be $y[1, 0]
        @($right.Axes.Y.Labels) | Should -Be $x
        $right.ToArray()[0, 0] | Should -Be $grid.ToArray()[1, 0]
        ($grid | Resize-HeatmapImage -Factor 2).Axes | Should -BeNullOrEmpty
    }

    It 'of unit, nodata, time and printed size stays' {
        $folder = New-TestFolder
        $radiometric = Import-HeatmapImage (Get-TestDataPath 'golden/thermal/radiometric.jpg')
        $result = $radiometric | Resize-HeatmapImage -Factor 2
        $result.Unit, $result.CapturedAt, $result.Thermal.Emissivity | Should -Be $radiometric.Unit, $radiometric.CapturedAt, $radiometric.Thermal.Emissivity
        $page = [HeatmapPS.Tests.TiffPage] @{ Width = 4; Height = 2; Bits = 16; Kind = 'i'; Samples = [double[]](1, 2, 3, 4, 5, 6, 7, 8); NoData = '-99' }
        [IO.File]::WriteAllBytes("$folder/x.tif", $page.Build())
        (Resize-HeatmapImage "$folder/x.tif" -Width 2).NoDataValues | Should -Be -99
    }

    It 'of the place on the photograph follows parts and sizes, and goes with turns and other proportions' {
        $thermal = Import-HeatmapImage (Get-TestDataPath 'golden/thermal/radiometric.jpg')
        $scale = $thermal.Thermal.PhotoScale
        $middle = ($thermal | Resize-HeatmapImage -Region 6, 4, 12, 8).Thermal
        $middle.PhotoScale, $middle.PartShiftX, $middle.PartShiftY, $middle.OffsetX, $middle.OffsetY | Should -Be (2 * $scale), 0, 0, 14, -14
        $corner = $thermal | Resize-HeatmapImage -Region 0, 8, 12, 8
        $corner.Thermal.PhotoScale, $corner.Thermal.PartShiftX, [Math]::Round($corner.Thermal.PartShiftY, 6) | Should -Be (2 * $scale), -0.5, 0.333333
        # A part of a part, and of an enlarged one, is where it is.
        foreach ($same in ($thermal | Resize-HeatmapImage -Region 0, 0, 18, 16 | Resize-HeatmapImage -Region 0, 8, 12, 8), ($thermal | Resize-HeatmapImage -Factor 3 | Resize-HeatmapImage -Region 0, 24, 36, 24)) {
            foreach ($name in 'PhotoScale', 'PartShiftX', 'PartShiftY') { [Math]::Abs($same.Thermal.$name - $corner.Thermal.$name) | Should -BeLessThan 1e-9 -Because $name }
        }

        ($thermal | Resize-HeatmapImage -Width 7).Thermal.PhotoScale | Should -Be $scale
        ($thermal | Resize-HeatmapImage -Size 24, 12).Thermal.PhotoScale | Should -BeNullOrEmpty
        foreach ($turned in ($thermal | Resize-HeatmapImage -Rotate 180), ($thermal | Resize-HeatmapImage -Flip Horizontal)) {
            $turned.Thermal.PhotoScale, $turned.Thermal.OffsetX, $turned.Thermal.Emissivity | Should -Be $null, $null, $thermal.Thermal.Emissivity
        }
    }

    It 'puts the heat of a part in its place on the photograph' {
        $path = Get-TestDataPath 'golden/thermal/radiometric.jpg'
        $photo = (Import-HeatmapImage $path -Embedded Photo).ToArray()
        $whole = (Merge-Overlay $path -Embedded -Opacity 1 -Resample Nearest -Colormap jet -Minimum 0 -Maximum 100).ToArray()
        $part = (Import-HeatmapImage $path -Region 3, 8, 14, 6 | Merge-Overlay -Embedded -Opacity 1 -Resample Nearest -Colormap jet -Minimum 0 -Maximum 100).ToArray()
        $changed = $differs = 0
        for ($y = 0; $y -lt $photo.GetLength(0); $y++) {
            for ($x = 0; $x -lt $photo.GetLength(1); $x++) {
                $own = foreach ($b in 0..2) { $part[$y, $x, $b] }
                $old = foreach ($b in 0..2) { $photo[$y, $x, [Math]::Min($b, $photo.Rank -eq 3 ? $b : 0)] }
                $all = foreach ($b in 0..2) { $whole[$y, $x, $b] }
                if ("$own" -ne "$old") { $changed++; if ("$own" -ne "$all") { $differs++ } }
            }
        }

        # Edges are rounded to pixels of the photograph, 1.4 of which make one of the thermal image.
        $changed | Should -BeGreaterThan 80
        $differs / $changed | Should -BeLessThan 0.35
    }
}

Describe 'Other programs' {
    It 'shrink like this: Pillow, <Kernel>' -Skip:$noPillow -ForEach @{ Kernel = 'Bilinear'; Filter = 'BILINEAR'; Most = 1e-4; Mean = 1e-5 }, @{ Kernel = 'Lanczos3'; Filter = 'LANCZOS'; Most = 1e-4; Mean = 1e-5 }, @{ Kernel = 'Bicubic'; Filter = 'BICUBIC'; Most = 0.12; Mean = 0.02 } {
        $folder = New-TestFolder
        $data = Write-TestNpy "$folder/in.npy" (New-TestFrame Noise 96 70 -Type ([float]) -Minimum 0 -Maximum 1).Data -Shape 70, 96
        $null = Invoke-Python -Module 'numpy', 'PIL' -Argument $data, "$folder/out.npy", $Filter -Code @'
import sys, numpy
from PIL import Image
image = Image.fromarray(numpy.load(sys.argv[1]))
numpy.save(sys.argv[2], numpy.asarray(image.resize((37, 21), getattr(Image, sys.argv[3]))))
'@
        $expected = (Read-GoldenNpy "$folder/out.npy").Data
        $result = @((Resize-HeatmapImage $data -Size 37, 21 -Kernel $Kernel).ToArray())
        # Pillow's cubic has a = -0.5.
        $far = for ($i = 0; $i -lt $expected.Length; $i++) { [Math]::Abs($result[$i] - $expected[$i]) }
        ($far | Measure-Object -Maximum).Maximum | Should -BeLessThan $Most
        ($far | Measure-Object -Average).Average | Should -BeLessThan $Mean
    }

    It 'take the same pixels: OpenCV, INTER_NEAREST, where it rounds too' -Skip:$noOpenCV {
        $folder = New-TestFolder
        $data = Write-TestNpy "$folder/in.npy" ([byte[]](0..67)) -Shape 2, 34
        foreach ($width in 6, 68, 98, 1, 33) {
            $null = Invoke-Python -Module 'numpy', 'cv2' -Argument $data, "$folder/out.npy", $width -Code @'
import sys, cv2, numpy
numpy.save(sys.argv[2], cv2.resize(numpy.load(sys.argv[1]), (int(sys.argv[3]), 98), interpolation=cv2.INTER_NEAREST))
'@
            Should-HavePixels (Resize-HeatmapImage $data -Size $width, 98 -Kernel Nearest).ToArray() (Read-GoldenNpy "$folder/out.npy").Data -Width $width
        }
    }
}

Describe 'Files' {
    It 'are written under the source''s name, at its depth' {
        $folder = New-TestFolder
        $null = 1..2 | ForEach-Object { Export-HeatmapImage -InputObject (New-TestFrame Noise 20 10).Grid -Path "$folder/$_.tif" }
        $files = Get-ChildItem "$folder/*.tif" | Resize-HeatmapImage -Factor 2 -Destination "$folder/out"
        $files.Name | Should -Be '1.png', '2.png'
        (Read-Png $files[0]).BitDepth | Should -Be 16
        Resize-HeatmapImage "$folder/1.tif" -Factor 2 -Destination "$folder/what" -WhatIf
        Test-Path -LiteralPath "$folder/what" | Should -BeFalse
    }

    It 'of 30,000 columns are resized without being held whole' {
        $folder = New-TestFolder
        $image = Import-HeatmapImage -InputObject ([byte[,]]::new(50, 30)) | Resize-HeatmapImage -Size 30000, 6000 -Kernel Nearest
        $before = [GC]::GetTotalAllocatedBytes($true)
        $small = $image | Resize-HeatmapImage -Size 300, 60 -Destination "$folder/small.png"
        ([GC]::GetTotalAllocatedBytes($true) - $before) / 1MB | Should -BeLessThan 60
        (Read-Png $small).Width | Should -Be 300
    }
}

Describe 'Errors' {
    It 'are ParameterConflict for two sizes: <_>' -ForEach '-Width 3 -Factor 2', '-Size 3,4 -Height 2', '-Size 3,4 -Factor 2' {
        $command = [scriptblock]::Create("Resize-HeatmapImage -InputObject ([byte[,]]::new(2, 2)) $_")
        $command | Should-ThrowId ParameterConflict
    }

    It 'are SizeInvalid for nothing, and for too much' {
        { Resize-HeatmapImage -InputObject ([byte[,]]::new(2, 2)) } | Should-ThrowId SizeInvalid
        { Resize-HeatmapImage -InputObject ([byte[,]]::new(2, 2)) -Kernel Area } | Should-ThrowId SizeInvalid
        { Resize-HeatmapImage -InputObject ([byte[,]]::new(2, 2)) -Factor 1000000 } | Should-ThrowId SizeInvalid
        { Resize-HeatmapImage -InputObject ([byte[,]]::new(1, 3)) -Height 1000000 } | Should-ThrowId SizeInvalid
    }

    It 'are those of PowerShell for values out of range: <_>' -ForEach '-Width 0', '-Factor 0', '-Factor NaN', '-Rotate 45', '-Size 3', '-Size 0,4' {
        $command = [scriptblock]::Create("Resize-HeatmapImage -InputObject ([byte[,]]::new(2, 2)) $_")
        $command | Should -Throw -ErrorId '*ParameterArgument*,*' -Because 'it is refused before any image is read'
    }
}
