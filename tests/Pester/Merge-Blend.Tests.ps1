# Merge-Blend: every mode against its published formula, opaque and with alpha, at 8 and 16 bits; order; errors.

BeforeDiscovery {
    $modes = (Get-Content ([IO.Path]::Join($PSScriptRoot, 'data', 'golden', 'manifest.json')) -Raw | ConvertFrom-Json).merge.modes
    $cases = foreach ($bits in 8, 16) {
        for ($i = 0; $i -lt $modes.Count; $i++) { @{ Bits = $bits; Mode = $modes[$i]; Index = $i; Count = $modes.Count } }
    }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    function New-Row([array] $Values, [int] $Pixels = $Values.Length) { return Import-HeatmapImage -InputObject $Values -Width $Pixels -Height 1 }

    function Get-Expected([string] $Name, [int] $Index, [int] $Count) {
        $all = (Read-Golden $Name).Data
        $length = $all.Length / $Count
        return , $all[($Index * $length)..(($Index + 1) * $length - 1)]
    }
}

Describe 'Modes' {
    It '<Mode> is its formula at <Bits> bits' -ForEach $cases {
        $files = 'backdrop', 'source' | ForEach-Object { Get-TestDataPath "golden/blend${Bits}_$_.npy" }
        $result = Import-HeatmapImage $files -Band 1, 2, 3 | Merge-Blend -Mode $Mode
        $result.SampleType | Should -Be "UInt$Bits"
        Should-HavePixels $result.ToArray() (Get-Expected "blend${Bits}_opaque" $Index $Count) -Tolerance 1 -Width 22 -Bands 3
    }

    It '<Mode> composites alpha and opacity at <Bits> bits' -ForEach $cases {
        $files = 'backdrop', 'source' | ForEach-Object { Get-TestDataPath "golden/blend${Bits}_$_.npy" }
        $result = Merge-Blend $files -Mode $Mode -Opacity 0.6
        $result.HasAlpha | Should -BeTrue
        Should-HavePixels $result.ToArray() (Get-Expected "blend${Bits}_alpha" $Index $Count) -Tolerance 1 -Width 22 -Bands 4
    }

    It '<Mode> of opaque images is weighted by the opacity, at <Bits> bits' -ForEach ($cases.Where{ $_.Mode -in 'Hue', 'Saturation', 'Color', 'Luminosity', 'DarkerColor', 'LighterColor', 'Screen' }) {
        $files = 'backdrop', 'source' | ForEach-Object { Get-TestDataPath "golden/blend${Bits}_$_.npy" }
        $backdrop = (Read-GoldenNpy $files[0]).Data
        $blended = Get-Expected "blend${Bits}_opaque" $Index $Count
        $expected = for ($i = 0; $i -lt $blended.Length; $i++) { $b = $backdrop[4 * [Math]::Floor($i / 3) + $i % 3]; [Math]::Round($b + 0.3 * ($blended[$i] - $b)) }
        $result = Import-HeatmapImage $files -Band 1, 2, 3 | Merge-Blend -Mode $Mode -Opacity 0.3
        $result.HasAlpha | Should -BeFalse
        Should-HavePixels $result.ToArray() @($expected) -Tolerance 1 -Width 22 -Bands 3
    }

    It 'are tested all' {
        $names = [Enum]::GetNames((Get-Command Merge-Blend).Parameters['Mode'].ParameterType)
        $tested = (Get-Content (Get-TestDataPath 'golden/manifest.json') -Raw | ConvertFrom-Json).merge.modes
        Compare-Object $names $tested | Should -BeNullOrEmpty
    }

    It 'take grey as a colour: <Mode> of 100 under 200 is <Expected>' -ForEach @(
        @{ Mode = 'Hue'; Expected = 100 }
        @{ Mode = 'Color'; Expected = 100 }
        @{ Mode = 'Luminosity'; Expected = 200 }
        @{ Mode = 'LighterColor'; Expected = 200 }
    ) {
        @(((New-Row ([byte[]](, 100))), (New-Row ([byte[]](, 200))) | Merge-Blend -Mode $Mode).ToArray()) | Should -Be @($Expected)
    }

    It 'on whole colours refuse other numbers of bands' {
        { (New-Row ([byte[]](1..10)) 2), (New-Row ([byte[]](1..10)) 2) | Merge-Blend -Mode Hue } | Should-ThrowId BandMismatch
    }
}

Describe 'NaN' {
    BeforeAll {
        $nan = [float]::NaN
        $backdrop = Import-HeatmapImage -InputObject ([float[]]($nan, $nan, $nan, 0.2, 0.4, 0.6)) -Width 2 -Height 1
        $source = Import-HeatmapImage -InputObject ([float[]](0.1, 0.2, 0.3, $nan, $nan, $nan)) -Width 2 -Height 1
    }

    It 'with -IgnoreNaN leaves the other image''s value: <_>' -ForEach 'Multiply', 'Hue', 'Luminosity' {
        Should-HavePixels ($backdrop, $source | Merge-Blend -Mode $_ -IgnoreNaN).ToArray() ([float[]](0.1, 0.2, 0.3, 0.2, 0.4, 0.6)) -Tolerance 1e-6 -Width 2 -Bands 3
    }

    It 'without it is NaN: <_>' -ForEach 'Multiply', 'Hue' {
        @(($backdrop, $source | Merge-Blend -Mode $_).ToArray()).Where{ -not [float]::IsNaN($_) } | Should -BeNullOrEmpty
    }
}

Describe 'Order' {
    It 'is the pipeline''s: the first image is the backdrop' {
        $images = foreach ($value in 200, 50, 20) { New-Row ([byte[]](, $value)) }
        @(($images | Merge-Blend -Mode Subtract).ToArray()) | Should -Be @(130)
        @(($images | Merge-Blend).ToArray()) | Should -Be @(20)
        @(($images[2, 1, 0] | Merge-Blend -Mode Subtract).ToArray()) | Should -Be @(0)
    }

    It 'rounds once for any number of images' {
        $images = @(New-Row ([byte[]](, 255))) + @(1..20 | ForEach-Object { New-Row ([byte[]](, 250)) })
        $expected = [Math]::Round(255 * [Math]::Pow(250 / 255, 20))
        @(($images | Merge-Blend -Mode Multiply).ToArray()) | Should -Be @($expected)
    }

    It 'holds for more images than are open at once' {
        $images = @(New-Row ([ushort[]](60000, 1))) + @(1..600 | ForEach-Object { New-Row ([ushort[]](10, 1)) })
        @(($images | Merge-Blend -Mode Subtract).ToArray()) | Should -Be @(54000, 0)
    }
}

Describe 'Opacity' {
    It '<Opacity> of 200 over 100 is <Expected>' -ForEach @(
        @{ Opacity = 0; Expected = 100 }
        @{ Opacity = 0.25; Expected = 125 }
        @{ Opacity = 1; Expected = 200 }
    ) {
        foreach ($mode in 'Normal', 'Lighten') {
            @(((New-Row ([byte[]](, 100))), (New-Row ([byte[]](, 200))) | Merge-Blend -Mode $mode -Opacity $Opacity).ToArray()) | Should -Be @($Expected)
        }
    }

    It 'outside 0 to 1 is an error' {
        { Merge-Blend x.png -Opacity 1.5 } | Should-ThrowId ParameterArgumentValidationError
    }
}

Describe 'Pictures of 12 bits in 16' {
    BeforeAll {
        function New-Shallow([int] $Bits, [double[]] $Values, [int] $Bands = 3) {
            $path = [IO.Path]::Join((New-TestFolder), 'a.tif')
            $page = [HeatmapPS.Tests.TiffPage]@{ Width = $Values.Count / $Bands; Height = 1; Bands = $Bands; Bits = $Bits; Photometric = $Bands -eq 3 ? 2 : 1; Samples = $Values }
            [IO.File]::WriteAllBytes($path, $page.Build())
            return Import-HeatmapImage -LiteralPath $path
        }
    }

    It 'blend by their own full scale (<Bands> bands)' -ForEach @{ Bands = 1 }, @{ Bands = 3 } {
        $a = New-Shallow 12 (4095, 2000, 0) $Bands
        $b = New-Shallow 12 (4095, 1000, 77) $Bands
        $product = $a, $b | Merge-Blend -Mode Multiply
        $product.BitDepth | Should -Be 12
        @($product.ToArray()) | Should -Be @(4095, [Math]::Round(2000 * 1000 / 4095), 0)
        @(($a, $b | Merge-Blend -Mode Screen).ToArray()) | Should -Be @(4095, [Math]::Round(3000 - 2000 * 1000 / 4095), 77)
    }

    It 'meet other depths at 16 bits, and are as bright there' {
        $a = New-Shallow 12 (4095, 2000, 0)
        $bytes = Import-HeatmapImage -InputObject ([byte[,,]]::new(1, 1, 3))
        foreach ($other in $bytes, (New-Shallow 10 (0, 0, 0)), (Import-HeatmapImage -InputObject ([ushort[,,]]::new(1, 1, 3)))) {
            $light = $other, $a | Merge-Lighten
            $light.BitDepth | Should -Be 16
            @($light.ToArray()) | Should -Be @(65535, [Math]::Round(2000 * 65535 / 4095), 0)
        }
    }

    It 'leave grey numbers as they are beside deeper ones' {
        @(((New-Shallow 12 (4095, 2000, 0) 1), (Import-HeatmapImage -InputObject ([ushort[]](5000, 1, 2)) -Width 3 -Height 1) | Merge-Lighten).ToArray()) | Should -Be @(5000, 2000, 2)
    }

    It 'become other colours, and lightness, by their own full scale' {
        $white = New-Shallow 12 (4095, 4095, 4095)
        @(($white | Convert-ColorSpace -From RGB -To HSV).ToArray()) | Should -Be @(0, 0, 65535)
        @(($white | ConvertTo-Grayscale -Method Lightness).ToArray()) | Should -Be 4095
        @(($white | ConvertTo-Grayscale -Method Alpha).ToArray()) | Should -Be 4095
    }
}
