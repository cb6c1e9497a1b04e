# Add-Annotation: the numbers stay, spots and regions read what Measure-Heatmap reads, isotherms against scikit-image, the pixels of lines
# against NumPy, texts that can be read, the ways to draw a heatmap, files and other processes, errors.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noContours = -not (Find-Python 'numpy', 'skimage.measure')
    $noNumpy = -not (Find-Python 'numpy')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    . ([IO.Path]::Join($PSScriptRoot, 'support', 'AnnotatedField.ps1'))

    # The text of a mark as it is drawn is not to be read from pixels: the engine's own words for a reading.
    $engine = (Get-HeatmapScale -Minimum 0 -Maximum 1).GetType().Assembly
    $any = [Reflection.BindingFlags]'Instance, Static, Public, NonPublic'
    $find = $engine.GetType('HeatmapPS.Engine.Annotating.Isotherms').GetMethod('Find', $any)

    # The lines of values: one list for each value, of arrays of (x, y).
    function Get-Isotherm([object] $Raster, [double[]] $Value) {
        foreach ($lines in $find.Invoke($null, @($Raster.psobject.BaseObject, $Value, [Threading.CancellationToken]::None))) {
            foreach ($line in $lines) { , @(foreach ($point in $line.Points) { , @($point.X, $point.Y) }) }
        }
    }

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

Describe 'The numbers' {
    It 'under a heatmap stay the same' {
        $heatmap = New-Heatmap
        $annotated = $heatmap | Add-Annotation -Spot Hottest, Coldest, '3,4' -Isotherm 20, 25 -Region 'rect 10,10,20,20' -Caption 'x'
        $annotated.GetType().Name | Should -Be 'Heatmap'
        Should-HavePixels $annotated.Raster.ToArray() $heatmap.Raster.ToArray()
        $annotated.Scale | Should -Be $heatmap.Scale
        Measure-Heatmap -InputObject $annotated | ConvertTo-Json | Should -Be (Measure-Heatmap -InputObject $heatmap | ConvertTo-Json)
        $heatmap.Annotations.Count | Should -Be 0
        $annotated.Annotations | Should -Be 'spot Hottest of rect 10,10,20,20', 'spot Coldest of rect 10,10,20,20', 'spot 3,4', 'region rect 10,10,20,20 (Mean)', 'isotherm 20', 'isotherm 25', "text 'x'"
    }

    It 'are what Export-HeatmapImage -Data writes' {
        $folder = New-TestFolder
        New-Heatmap | Add-Annotation -Spot Hottest | Export-HeatmapImage -Path "$folder/a.npy" -Data
        Should-HavePixels (Read-GoldenNpy "$folder/a.npy").Data (New-Field)
    }

    It 'that are marked are those of Measure-Heatmap' {
        $heatmap = New-Heatmap (New-Field -Hole)
        $measured = Measure-Heatmap -InputObject $heatmap
        # The mark's box is centred on the pixel: without a font no text is drawn, so the text is made too large for the picture.
        foreach ($spot in 'Hottest', 'Coldest') {
            $pixel = $spot -eq 'Hottest' ? $measured.HotSpot : $measured.ColdSpot
            $box = Get-ChangedBox $heatmap.Render(8) ($heatmap | Add-Annotation -Spot $spot -FontSize 73 -LineWidth 1).Render(8)
            $box[0] | Should -BeLessOrEqual $pixel.X
            $box[2] | Should -BeGreaterOrEqual $pixel.X
            $marked = ($heatmap | Add-Annotation -Spot $pixel).Annotations
            $marked | Should -Be "spot $($pixel.X),$($pixel.Y)"
        }
    }

    It 'of spots and regions in texts are those of Measure-Heatmap: <Type>' -ForEach @(
        @{ Type = [double] }, @{ Type = [float] }, @{ Type = [ushort] }, @{ Type = [byte] }
    ) {
        $source = New-Field -Hole:($Type -in [double], [float])
        $typed = [Array]::CreateInstance($Type, 72, 96)
        for ($y = 0; $y -lt 72; $y++) { for ($x = 0; $x -lt 96; $x++) { $typed[$y, $x] = $source[$y, $x] -as $Type } }
        $raster = Import-HeatmapImage -InputObject $typed
        $region = @{ X = 30; Y = 25; Width = 40; Height = 30; Name = 'a' }
        $measured = Measure-Heatmap -InputObject $raster -Region $region
        $layout = $engine.GetType('HeatmapPS.Engine.Annotating.AnnotationLayout')
        $marks = (ConvertTo-Heatmap -InputObject $raster | Add-Annotation -Region $region -Spot Hottest, Coldest).psobject.BaseObject
        $marks = $marks.GetType().GetProperty('Marks', $any).GetValue($marks)
        $readings = $layout.GetNestedType('Readings', $any).GetConstructors()[0].Invoke(@($marks, $raster.psobject.BaseObject, [Threading.CancellationToken]::None))
        $of = $readings.GetType().GetMethods($any) | Where-Object { $_.Name -eq 'Of' }
        $items = $marks.Layers[0].Items
        $spot = $of | Where-Object { $_.GetParameters()[0].ParameterType.Name -eq 'SpotAnnotation' }
        "$($spot.Invoke($readings, @($items[0])))" | Should -Be "$($measured.HotSpot)"
        "$($spot.Invoke($readings, @($items[1])))" | Should -Be "$($measured.ColdSpot)"
        $byRegion = ($of | Where-Object { $_.GetParameters()[0].ParameterType.Name -eq 'ImageRegion' }).Invoke($readings, @($items[2].Region)).Statistics
        $byRegion.Mean, $byRegion.Minimum, $byRegion.Maximum | Should -Be $measured.Mean, $measured.Minimum, $measured.Maximum
    }
}

Describe 'Isotherms' {
    It 'are those of scikit-image: <Name>' -Skip:$noContours -ForEach @(
        @{ Name = 'smooth'; Hole = $false; Type = 'double'; Values = 10, 20, 27.5 }
        @{ Name = 'with missing values'; Hole = $true; Type = 'double'; Values = 20, 25 }
        @{ Name = 'integers on their own values'; Hole = $false; Type = 'int'; Values = 15, 20, 30 }
    ) {
        $field = New-Field -Hole:$Hole
        if ($Type -eq 'int') {
            $whole = [int[, ]]::new(72, 96)
            for ($y = 0; $y -lt 72; $y++) { for ($x = 0; $x -lt 96; $x++) { $whole[$y, $x] = [int]$field[$y, $x] } }
            $field = $whole
        }

        $raster = Import-HeatmapImage -InputObject $field
        $folder = New-TestFolder
        Export-HeatmapImage -InputObject $raster -Path "$folder/field.npy"
        foreach ($value in $Values) {
            $lines = Invoke-Python -Module 'numpy', 'skimage.measure' -Argument "$folder/field.npy", $value -Code @'
import sys
import numpy as np
from skimage import measure
field = np.load(sys.argv[1]).astype(float)
for line in measure.find_contours(field, float(sys.argv[2])):
    for (y0, x0), (y1, x1) in zip(line[:-1], line[1:]):
        print(f"{x0:.9f} {y0:.9f} {x1:.9f} {y1:.9f}")
'@
            $expected = [Collections.Generic.List[double[]]]::new()
            foreach ($line in $lines) { if ($line) { $expected.Add([double[]]($line -split ' ')) } }
            $actual = [Collections.Generic.List[double[]]]::new()
            foreach ($line in Get-Isotherm $raster $value) {
                for ($i = 1; $i -lt $line.Count; $i++) { $actual.Add([double[]]($line[$i - 1] + $line[$i])) }
            }

            $actual.Count | Should -Be $expected.Count
            $actual.Count | Should -BeGreaterThan 20
            # Each piece by where it is, since the lines may begin elsewhere.
            $key = { '{0:F4} {1:F4} {2:F4} {3:F4}' -f [object[]]$_ }
            $a = @($actual | Sort-Object -Property $key)
            $e = @($expected | Sort-Object -Property $key)
            $worst = 0
            for ($i = 0; $i -lt $a.Count; $i++) { for ($j = 0; $j -lt 4; $j++) { $worst = [Math]::Max($worst, [Math]::Abs($a[$i][$j] - $e[$i][$j])) } }
            $worst | Should -BeLessThan 1e-6
        }
    }

    It 'are whole lines: closed inside, with ends at the border and at missing values' {
        $ring = [double[, ]]::new(21, 21)
        for ($y = 0; $y -lt 21; $y++) { for ($x = 0; $x -lt 21; $x++) { $ring[$y, $x] = - [Math]::Sqrt(($x - 10) * ($x - 10) + ($y - 10) * ($y - 10)) } }
        $lines = @(Get-Isotherm (Import-HeatmapImage -InputObject $ring) -6.5)
        $lines.Count | Should -Be 1
        "$($lines[0][0])" | Should -Be "$($lines[0][-1])"
        foreach ($point in $lines[0]) { [Math]::Abs([Math]::Sqrt(($point[0] - 10) * ($point[0] - 10) + ($point[1] - 10) * ($point[1] - 10)) - 6.5) | Should -BeLessThan 0.05 }
        $ring[10, 16] = [double]::NaN
        $open = @(Get-Isotherm (Import-HeatmapImage -InputObject $ring) -6.5)
        $open.Count | Should -Be 1
        "$($open[0][0])" | Should -Not -Be "$($open[0][-1])"
    }

    It 'leave out what lies outside, and nodata' {
        $raster = Import-HeatmapImage -InputObject ([ushort[]]@(0, 0, 0, 0, 9, 0, 0, 0, 0)) -Width 3 -Height 3
        @(Get-Isotherm $raster 100).Count | Should -Be 0
        @(Get-Isotherm $raster 5).Count | Should -Be 1
        @(Get-Isotherm (Import-HeatmapImage -InputObject $raster -NoDataValue 9) 5).Count | Should -Be 0
    }
}

Describe 'The picture' {
    It 'has the lines that NumPy draws: <Name>' -Skip:$noNumpy -ForEach @(
        @{ Name = 'a region'; Bits = 8; With = @{ Region = 'rect 6,5,20,11'; RegionValue = 'None'; LineWidth = 2 }; Lines = '5.5,4.5,25.5,4.5 25.5,4.5,25.5,15.5 25.5,15.5,5.5,15.5 5.5,15.5,5.5,4.5' }
        @{ Name = 'a region at 16 bits'; Bits = 16; With = @{ Region = 'rect 6,5,20,11'; RegionValue = 'None'; LineWidth = 3.5; Color = '#ffe000' }; Lines = '5.5,4.5,25.5,4.5 25.5,4.5,25.5,15.5 25.5,15.5,5.5,15.5 5.5,15.5,5.5,4.5' }
        @{ Name = 'an isotherm'; Bits = 8; With = @{ Isotherm = 12.25; LineWidth = 1.5; FontSize = 30 }; Lines = '12.25,0,12.25,23' }
    ) {
        $ramp = [double[, ]]::new(24, 32)
        for ($y = 0; $y -lt 24; $y++) { for ($x = 0; $x -lt 32; $x++) { $ramp[$y, $x] = $x } }
        $heatmap = ConvertTo-Heatmap -InputObject $ramp -Colormap viridis -BadColor gray -BitDepth $Bits
        $annotated = $heatmap | Add-Annotation @With
        $folder = New-TestFolder
        foreach ($pair in @('before', $heatmap.Render($Bits)), @('after', $annotated.Render($Bits))) { Export-HeatmapImage -InputObject $pair[1] -Path "$folder/$($pair[0]).npy" }
        $font = $With.FontSize ?? 11
        $ink = $With.Color ?? '#ffffff'
        $result = Invoke-Python -Module numpy -Argument "$folder/before.npy", "$folder/after.npy", $Lines, $With.LineWidth, ([Math]::Max(1.3, $font / 9)), $ink -Code @'
import sys
import numpy as np
before, after = np.load(sys.argv[1]).astype(float), np.load(sys.argv[2]).astype(float)
half, around = float(sys.argv[4]) / 2, float(sys.argv[5])
full = 65535 if before.max() > 255 or after.max() > 255 else 255
y, x = np.mgrid[:before.shape[0], :before.shape[1]].astype(float)
distance = np.full(x.shape, 1e9)
for line in sys.argv[3].split(' '):
    x0, y0, x1, y1 = map(float, line.split(','))
    dx, dy = x1 - x0, y1 - y0
    t = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
    distance = np.minimum(distance, np.hypot(x0 + t * dx - x, y0 + t * dy - y))
ink = [int(sys.argv[6][i:i + 2], 16) / 255 * full for i in (1, 3, 5)]
expected = before.copy()
for reach, color in ((half + around, [0, 0, 0]), (half, ink)):
    cover = (np.clip(reach + 0.5 - distance, 0, 1))[..., None]
    expected[..., :3] = expected[..., :3] * (1 - cover) + np.array(color) * cover
print(np.abs(expected - after)[..., :3].max() / full * 255, np.abs(before - after).max() / full * 255)
'@
        $error255, $changed = [double[]]($result[0] -split ' ')
        $error255 | Should -BeLessThan 2.1
        $changed | Should -BeGreaterThan 60
    }

    It 'has texts with a contrast of at least 4.5 to what surrounds them: <Color> on <Level>' -ForEach @(
        foreach ($color in 'white', 'black', '#777777', 'red', 'yellow', '#0000ff') { foreach ($level in 0, 119, 255) { @{ Color = $color; Level = $level } } }
    ) {
        $gray = [byte[]](@([byte]$Level) * (80 * 40))
        $pixels = (Import-HeatmapImage -InputObject $gray -Width 80 -Height 40 | Add-Annotation -Caption 'HH' -Color $Color -FontSize 24).ToArray()
        $found = @{}
        for ($y = 0; $y -lt 40; $y++) { for ($x = 0; $x -lt 80; $x++) { $found["$($pixels[$y, $x, 0]),$($pixels[$y, $x, 1]),$($pixels[$y, $x, 2])"]++ } }
        $ink = [Drawing.ColorTranslator]::FromHtml($Color)
        $luminance = { param($Channels) $i = 0; ($Channels | ForEach-Object { $c = $_ / 255; (0.2126, 0.7152, 0.0722)[$i++] * ($c -le 0.04045 ? $c / 12.92 : [Math]::Pow(($c + 0.055) / 1.055, 2.4)) } | Measure-Object -Sum).Sum }
        $light = & $luminance $ink.R, $ink.G, $ink.B
        $outline = ($light + 0.05) / 0.05 -ge 1.05 / ($light + 0.05) ? '0,0,0' : '255,255,255'
        # Both are there in full, and stand out from each other.
        $found["$($ink.R),$($ink.G),$($ink.B)"] | Should -BeGreaterThan 20
        $found[$outline] | Should -BeGreaterThan 50
        [Math]::Max(($light + 0.05) / 0.05, 1.05 / ($light + 0.05)) | Should -BeGreaterOrEqual 4.5
    }

    It 'keeps its size, and texts inside: at the corners of <Width>×<Height>' -ForEach @(@{ Width = 96; Height = 72 }, @{ Width = 8; Height = 8 }, @{ Width = 300; Height = 20 }, @{ Width = 1; Height = 1 }) {
        $raster = Import-HeatmapImage -InputObject ([double[]](1..($Width * $Height))) -Width $Width -Height $Height
        $annotated = ConvertTo-Heatmap -InputObject $raster | Add-Annotation -Spot '0,0', "$($Width - 1),$($Height - 1)", Hottest, Coldest -Region "rect 0,0,$Width,$Height" -Isotherm 3 -Caption 'a long caption that needs more than one line' -WarningAction SilentlyContinue
        $picture = $annotated.Render(8)
        "$($picture.Width)×$($picture.Height)" | Should -Be "$Width×$Height"
        $picture.ToArray().Length | Should -Be ($Width * $Height * $picture.Bands)
    }

    It 'of a picture with its own colours is drawn at once: <Name>' -ForEach @(
        @{ Name = 'grey, 8 bits'; Type = [byte]; Bands = 1; Result = 3 }
        @{ Name = 'RGB, 8 bits'; Type = [byte]; Bands = 3; Result = 3 }
        @{ Name = 'RGBA, 16 bits'; Type = [ushort]; Bands = 4; Result = 4 }
    ) {
        $array = $Bands -eq 1 ? [Array]::CreateInstance($Type, 40, 60) : [Array]::CreateInstance($Type, 40, 60, $Bands)
        $raster = Import-HeatmapImage -InputObject $array
        $picture = $raster | Add-Annotation -Region 'rect 10,10,20,15' -RegionValue None
        $picture.GetType().Name | Should -Be 'Raster'
        $picture.Bands | Should -Be $Result
        $picture.SampleType | Should -Be $raster.SampleType
        $box = Get-ChangedBox (Import-HeatmapImage -InputObject ([Array]::CreateInstance($Type, 40, 60, $Result))) $picture
        $box[0] | Should -BeGreaterOrEqual 6
        $box[2] | Should -BeLessOrEqual 33
    }

    It 'of deep grey images is a heatmap' {
        $deep = Import-HeatmapImage -InputObject ([ushort[]](1..3000)) -Width 60 -Height 50
        $heatmap = $deep | Add-Annotation -Spot Hottest
        $heatmap.GetType().Name | Should -Be 'Heatmap'
        $heatmap.Minimum, $heatmap.Maximum | Should -Be 1, 3000
    }
}

Describe 'Texts' {
    It 'of -Time are the time of capture, of a video its own, and one warning where there is none' {
        $null = Add-Annotation -InputObject (New-Heatmap), (New-Heatmap) -Time -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Count | Should -Be 1
        "$warnings" | Should -BeLike '*does not say when it was taken*'
        $folder = New-TestFolder
        (New-Heatmap), (New-Heatmap) | Export-HeatmapVideo -Path "$folder/a.apng" -FrameRate 4
        (Import-HeatmapVideo "$folder/a.apng" | ConvertTo-Grayscale | ConvertTo-Heatmap | Add-Annotation -Time).Annotations | Should -Be "text '00:00:00.00'", "text '00:00:00.25'"
    }

    It 'of -Caption have their placeholders filled in' {
        (New-Heatmap | Add-Annotation -Caption '{Width}×{Height}, {Index}, {Maximum:F1} {Unit}').Annotations | Should -BeLike "text '96×72, 1, * °C'"
    }

    It 'have a warning where they are hard to read' {
        $null = New-Heatmap | Add-Annotation -Caption x -Color white -Outline '#dddddd' -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*contrast of -Color and -Outline is 1.* : 1*'
    }
}

Describe 'Errors' {
    It '<Id>: <Name>' -ForEach @(
        @{ Name = 'nothing'; Id = 'AnnotationInvalid'; With = @{} }
        @{ Name = 'a spot outside'; Id = 'AnnotationInvalid'; With = @{ Spot = '96,0' } }
        @{ Name = 'a spot before'; Id = 'AnnotationInvalid'; With = @{ Spot = '-1,0' } }
        @{ Name = 'no spot'; Id = 'AnnotationInvalid'; With = @{ Spot = 'warm' } }
        @{ Name = 'an infinite isotherm'; Id = 'AnnotationInvalid'; With = @{ Isotherm = [double]::NaN } }
        @{ Name = 'a region outside'; Id = 'RegionInvalid'; With = @{ Region = 'rect 90,0,10,10' } }
        @{ Name = 'no region'; Id = 'RegionInvalid'; With = @{ Region = 'square 1,2,3' } }
        @{ Name = '-RegionValue alone'; Id = 'ParameterConflict'; With = @{ RegionValue = 'Mean'; Caption = 'x' } }
        @{ Name = 'a format'; Id = 'ValueFormatInvalid'; With = @{ Spot = 'Hottest'; ValueFormat = 'F999999999' } }
        @{ Name = 'a placeholder'; Id = 'LabelInvalid'; With = @{ Caption = '{Nothing}' } }
        @{ Name = 'a colour'; Id = 'ColorInvalid'; With = @{ Caption = 'x'; Color = 'nocolor' } }
        @{ Name = 'transparent ink'; Id = 'ColorInvalid'; With = @{ Caption = 'x'; Color = 'transparent' } }
        @{ Name = '-IncludeData without files'; Id = 'ParameterConflict'; With = @{ Caption = 'x'; IncludeData = $true } }
    ) {
        { Add-Annotation -InputObject (New-Heatmap) @With } | Should-ThrowId $Id
    }

    It 'NotAPicture: floats in colours, many bands' {
        { Add-Annotation -InputObject ([float[, , ]]::new(4, 4, 3)) -Caption x } | Should-ThrowId NotAPicture
        { Add-Annotation -InputObject (Import-HeatmapImage -InputObject ([float[, , ]]::new(4, 4, 4))) -Caption x } | Should-ThrowId NotAPicture
    }

    It 'AnnotationInvalid: a grid, and noise beyond all lines' {
        $grid = 1..20 | ForEach-Object { [pscustomobject]@{ A = $_ % 5; B = $_ % 4; C = $_ } } | ConvertTo-HeatmapGrid A B C
        { Add-Annotation -InputObject $grid -Spot Hottest } | Should-ThrowId AnnotationInvalid
        $checks = [byte[, ]]::new(1500, 1500)
        for ($y = 0; $y -lt 1500; $y++) { for ($x = $y % 2; $x -lt 1500; $x += 2) { $checks[$y, $x] = 255 } }
        { (ConvertTo-Heatmap -InputObject $checks | Add-Annotation -Isotherm 100).Render(8).ToArray() } | Should-ThrowId AnnotationInvalid
    }

    It 'are none for damaged annotations in a file: the numbers are read without them' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.tif')
        New-Heatmap | Add-Annotation -Spot '95,71' | Export-HeatmapImage -Path $path -IncludeData
        $bytes = [IO.File]::ReadAllBytes($path)
        $at = [Text.Encoding]::Latin1.GetString($bytes).IndexOf('95,71')
        $at | Should -BeGreaterThan 0
        $bytes[$at] = [byte][char]'9'
        $bytes[$at + 1] = [byte][char]'9'
        [IO.File]::WriteAllBytes($path, $bytes)
        $records = @(Import-HeatmapImage $path -Verbose 4>&1)
        "$($records | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" | Should -BeLike '*read without annotations*'
        ($records | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).Annotations.Count | Should -Be 0
    }
}
