# ConvertTo-Grayscale: OpenCV's grey, the other methods by their formulas, alpha, and images that have no grey.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Grey of (R, G, B) by each method, worked out by hand. L* is that of the sRGB colour, stretched to the type's range.
    $colors = @(
        @{ Rgb = 255, 0, 0; Rec709 = 54; Average = 85; Lightness = 136; Maximum = 255; Red = 255; Green = 0; Blue = 0 }
        @{ Rgb = 0, 255, 0; Rec709 = 182; Average = 85; Lightness = 224; Maximum = 255; Red = 0; Green = 255; Blue = 0 }
        @{ Rgb = 0, 0, 255; Rec709 = 18; Average = 85; Lightness = 82; Maximum = 255; Red = 0; Green = 0; Blue = 255 }
        @{ Rgb = 10, 20, 40; Rec709 = 19; Average = 23; Lightness = 17; Maximum = 40; Red = 10; Green = 20; Blue = 40 }
        @{ Rgb = 255, 255, 255; Rec709 = 255; Average = 255; Lightness = 255; Maximum = 255; Red = 255; Green = 255; Blue = 255 }
        @{ Rgb = 128, 128, 128; Rec709 = 128; Average = 128; Lightness = 137; Maximum = 128; Red = 128; Green = 128; Blue = 128 }
    )
    $methodCases = foreach ($method in 'Rec709', 'Average', 'Lightness', 'Maximum', 'Red', 'Green', 'Blue') {
        foreach ($color in $colors) { @{ Method = $method; Rgb = $color.Rgb; Expected = $color[$method] } }
    }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

Describe 'Rec601' {
    It 'equals cv2.cvtColor: <Name>, from <Source>' -ForEach @(
        foreach ($name in 'rgb8', 'rgb16') { foreach ($source in 'array', 'png', 'npy') { @{ Name = $name; Source = $source } } }
    ) {
        $rgb = Read-Golden "gray_$Name"
        $height, $width, $null = $rgb.Shape
        $image = switch ($Source) {
            'array' { Import-HeatmapImage -InputObject $rgb.Data -Width $width -Height $height }
            'png' { Write-TestPng ([IO.Path]::Join((New-TestFolder), 'x.png')) $width $height ([ushort[]]$rgb.Data) -BitDepth ($Name -eq 'rgb8' ? 8 : 16) -ColorType 2 }
            'npy' { Write-TestNpy ([IO.Path]::Join((New-TestFolder), 'x.npy')) $rgb.Data $rgb.Shape }
        }
        $gray = ConvertTo-Grayscale -InputObject $image
        $gray.Bands | Should -Be 1
        $expected = Read-Golden "gray_${Name}_expected"
        $gray.ToArray().GetType().GetElementType() | Should -Be $expected.Data.GetType().GetElementType()
        Should-HavePixels $gray.ToArray() $expected.Data -Width $width
    }

    It 'is written to files of one band, at the image''s depth' {
        $folder = New-TestFolder
        $rgb = Read-Golden 'gray_rgb16'
        $source = Write-TestPng ([IO.Path]::Join($folder, 'x.png')) 64 48 $rgb.Data -BitDepth 16 -ColorType 2
        $file = ConvertTo-Grayscale $source -Destination ([IO.Path]::Join($folder, 'out'))
        $png = Read-Png $file
        $png.ColorType, $png.BitDepth | Should -Be 0, 16
        Should-HavePixels $png.Raw (Read-Golden 'gray_rgb16_expected').Data -Width 64
    }
}

Describe 'Methods' {
    It '<Method> of (<Rgb>) is <Expected>' -ForEach $methodCases {
        $gray = (ConvertTo-Grayscale -InputObject (Import-HeatmapImage -InputObject ([byte[]]$Rgb) -Width 1 -Height 1) -Method $Method).ToArray()
        # The last digit is a matter of rounding.
        [Math]::Abs($gray[0, 0] - $Expected) | Should -BeLessOrEqual ($Method -in 'Rec709', 'Average', 'Lightness' ? 1 : 0) -Because "it is $($gray[0, 0])"
    }

    It '<_> of white is 65535 at 16 bits, and 1 in floating point' -ForEach 'Rec601', 'Rec709', 'Average', 'Lightness', 'Maximum' {
        (ConvertTo-Grayscale -InputObject (Import-HeatmapImage -InputObject ([ushort[]](65535, 65535, 65535)) -Width 1 -Height 1) -Method $_).ToArray()[0, 0] | Should -Be 65535
        $float = (ConvertTo-Grayscale -InputObject (Import-HeatmapImage -InputObject ([float[]](1, 1, 1)) -Width 1 -Height 1) -Method $_).ToArray()[0, 0]
        [Math]::Abs($float - 1) | Should -BeLessThan 1e-5
    }

    It 'Lightness of dark colours is linear, as CIE says' {
        # L* = Y · 24389 / 27, where Y is 0.02 / 12.92.
        $gray = (Import-HeatmapImage -InputObject ([float[]](0.02, 0.02, 0.02)) -Width 1 -Height 1 | ConvertTo-Grayscale -Method Lightness).ToArray()[0, 0]
        [Math]::Abs($gray - 0.02 / 12.92 * 24389 / 2700) | Should -BeLessThan 1e-6
    }

    It 'Alpha is the alpha band, and the largest value where there is none' {
        (ConvertTo-Grayscale -InputObject (Import-HeatmapImage -InputObject ([byte[]](1, 2, 3, 77)) -Width 1 -Height 1) -Method Alpha).ToArray()[0, 0] | Should -Be 77
        (ConvertTo-Grayscale -InputObject (Import-HeatmapImage -InputObject ([byte[]](5, 99)) -Width 1 -Height 1) -Method Alpha).ToArray()[0, 0] | Should -Be 99
        (ConvertTo-Grayscale -InputObject (Import-HeatmapImage -InputObject ([byte[]](1, 2, 3)) -Width 1 -Height 1) -Method Alpha).ToArray()[0, 0] | Should -Be 255
        (ConvertTo-Grayscale -InputObject (Import-HeatmapImage -InputObject ([ushort[]](1)) -Width 1 -Height 1) -Method Alpha).ToArray()[0, 0] | Should -Be 65535
        $shallow = [HeatmapPS.Tests.TiffPage] @{ Width = 1; Height = 1; Bits = 12; Samples = [double[]](7) }
        $path = [IO.Path]::Join((New-TestFolder), 'x.tif')
        [IO.File]::WriteAllBytes($path, $shallow.Build())
        (ConvertTo-Grayscale $path -Method Alpha).ToArray()[0, 0] | Should -Be 4095
    }
}

Describe 'Images' {
    It 'of grey stay as they are, without their alpha' {
        $frame = New-TestFrame Noise 6 4
        Should-HavePixels (ConvertTo-Grayscale -InputObject $frame.Grid).ToArray() $frame.Data
        $gray = ConvertTo-Grayscale -InputObject (Import-HeatmapImage -InputObject ([byte[]](1, 200, 2, 100)) -Width 2 -Height 1)
        $gray.HasAlpha, $gray.Bands | Should -Be $false, 1
        Should-HavePixels $gray.ToArray() 1, 2
    }

    It 'of RGBA lose their alpha' {
        $file = Get-TestDataPath 'golden/files/png/rgba8.png'
        $t = (Read-GoldenNpy "$file.truth.npy").Data
        Should-HavePixels (ConvertTo-Grayscale $file).ToArray() (0..($t.Length / 4 - 1) | ForEach-Object { (9798 * $t[4 * $_] + 19235 * $t[4 * $_ + 1] + 3735 * $t[4 * $_ + 2] + 16384) -shr 15 })
    }

    It 'of a heatmap are the grey of its colours' {
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0, 255)) -Width 2 -Height 1) -Colormap viridis
        Should-HavePixels ($heatmap | ConvertTo-Grayscale).ToArray() 30, 215 -Tolerance 1
    }

    It 'of many bands are NotGray, and -Band chooses' {
        $data = [ushort[]](1..10)
        $file = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 2 1 @(, $data) -Bands 5
        $records = { ConvertTo-Grayscale $file } | Should-ThrowId NotGray -TargetObject $file
        $records[0].Exception.Message | Should -Match '-Band'
        Should-HavePixels (Import-HeatmapImage $file -Band 3 | ConvertTo-Grayscale).ToArray() 3, 8
    }

    It 'of three bands chosen from many are the grey of these colours' {
        $file = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'x.tif')) 2 1 @(, [ushort[]](1..10)) -Bands 5
        # Rec601: (9798 · 1 + 19235 · 2 + 3735 · 3 + 16384) / 32768, and so of 6, 7, 8.
        Should-HavePixels (Import-HeatmapImage $file -Band 1, 2, 3 | ConvertTo-Grayscale).ToArray() 2, 7
    }
}
