# Export-HeatmapImage: the module's own JPEG files, read back by libvips and, where it is installed, Pillow.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPillow = $null -eq (Find-Python 'numpy', 'PIL')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Path { return [IO.Path]::Join((New-TestFolder), 'x.jpg') }

    # Soft in both directions, so that quality 100 has only its rounding to show.
    function New-Soft([int] $Width, [int] $Height) {
        $values = [byte[,]]::new($Height, $Width)
        for ($y = 0; $y -lt $Height; $y++) {
            for ($x = 0; $x -lt $Width; $x++) { $values[$y, $x] = 128 + [int](100 * [Math]::Sin($x / 9) * [Math]::Cos($y / 7)) }
        }

        return , $values
    }

    function New-Noise([int] $Width, [int] $Height, [int[]] $Values) {
        $random = [Random]::new(5)
        $pixels = [byte[,]]::new($Height, $Width)
        for ($y = 0; $y -lt $Height; $y++) {
            for ($x = 0; $x -lt $Width; $x++) { $pixels[$y, $x] = $Values[$random.Next($Values.Count)] }
        }

        return , $pixels
    }

    # The byte that holds the sampling of the brightness: 0x11 full, 0x22 twice that of the colours.
    function Get-Sampling([string] $Path) {
        $bytes = [IO.File]::ReadAllBytes($Path)
        for ($at = 2; $bytes[$at + 1] -ne 0xC0; $at += 2 + 256 * $bytes[$at + 2] + $bytes[$at + 3]) { $bytes[$at] | Should -Be 0xFF }
        return $bytes[$at + 11]
    }
}

Describe 'JPEG' {
    It 'of <Width>×<Height> pixels in grey and in colours, at full and at half resolution' -ForEach @(
        @{ Width = 1; Height = 1 }, @{ Width = 7; Height = 3 }, @{ Width = 8; Height = 8 }, @{ Width = 16; Height = 17 }, @{ Width = 33; Height = 31 }
        @{ Width = 1; Height = 40 }, @{ Width = 700; Height = 500 }
    ) {
        $values = New-Soft $Width $Height
        $path = New-Path
        Import-HeatmapImage -InputObject $values | Export-HeatmapImage $path -Quality 100
        Should-HavePixels (Import-HeatmapImage $path).ToArray() ([byte[]]@($values)) -Tolerance 2

        $heatmap = ConvertTo-Heatmap -InputObject $values -Colormap viridis
        foreach ($with in @{ Quality = 100; Tolerance = 4 }, @{ Quality = 89; Tolerance = 40 }) {
            $heatmap | Export-HeatmapImage $path -Quality $with.Quality -Force
            $read = Import-HeatmapImage $path
            $read.Width, $read.Height, $read.Bands | Should -Be $Width, $Height, 3
            Should-HavePixels $read.ToArray() ([byte[]]@($heatmap.ToArray())) -Tolerance $with.Tolerance
        }
    }

    It 'of the hardest contrasts at quality <_>' -ForEach 1, 50, 100 {
        $path = New-Path
        foreach ($values in (0, 255), (0..255)) {
            $noise = New-Noise 67 45 $values
            Import-HeatmapImage -InputObject $noise | Export-HeatmapImage $path -Quality $_ -Force
            $difference = (Compare-Pixels (Import-HeatmapImage $path).ToArray() ([byte[]]@($noise))).LargestDifference
            if ($_ -eq 100) { $difference | Should -BeLessOrEqual 2 }
            ConvertTo-Heatmap -InputObject $noise | Export-HeatmapImage $path -Quality $_ -Force
            (Import-HeatmapImage $path).ToArray().Length | Should -Be (3 * 67 * 45)
        }
    }

    It 'is the same file from indices and from the colours of each pixel, at quality <_>' -ForEach 80, 90 {
        $folder = New-TestFolder
        $heatmap = ConvertTo-Heatmap -InputObject (New-Noise 50 30 (0..255)) -Colormap inferno
        $indices, $colors, $picture = 'indices.jpg', 'colors.jpg', 'picture.png' | ForEach-Object { [IO.Path]::Join($folder, $_) }
        $heatmap | Export-HeatmapImage $picture
        $heatmap | Export-HeatmapImage $indices -Quality $_
        Import-HeatmapImage $picture | Export-HeatmapImage $colors -Quality $_
        (Get-FileHash $indices).Hash | Should -Be (Get-FileHash $colors).Hash
    }

    It 'of a map of more than 256 colours' {
        $path = New-Path
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([ushort[]](0..2399)) -Width 60 -Height 40) -ColorInterpolation Linear
        $heatmap | Export-HeatmapImage $path -Quality 100
        Should-HavePixels (Import-HeatmapImage $path).ToArray() ([byte[]]@($heatmap.ToArray())) -Tolerance 8
    }

    It 'keeps the full resolution of colours from quality 90 on' {
        $heatmap = ConvertTo-Heatmap -InputObject (New-Soft 40 40)
        foreach ($pair in (89, 0x22), (90, 0x11)) {
            $path = New-Path
            $heatmap | Export-HeatmapImage $path -Quality $pair[0]
            Get-Sampling $path | Should -Be $pair[1]
        }

        $path = New-Path
        $heatmap | Export-HeatmapImage $path
        Get-Sampling $path | Should -Be 0x11
    }

    It 'of 65,500 pixels is the longest' {
        $path = New-Path
        Import-HeatmapImage -InputObject ([byte[]]::new(65500)) -Width 65500 -Height 1 | Export-HeatmapImage $path
        (Import-HeatmapImage $path).Width | Should -Be 65500
        $null = { Import-HeatmapImage -InputObject ([byte[]]::new(65501)) -Width 65501 -Height 1 | Export-HeatmapImage (New-Path) } | Should-ThrowId FormatNotSupported
    }

    It 'reads the same in Pillow' -Skip:$noPillow {
        $path = New-Path
        $heatmap = ConvertTo-Heatmap -InputObject (New-Soft 100 70) -Colormap inferno
        $heatmap | Export-HeatmapImage $path -Quality 100
        Should-HavePixels (Read-ImageWithPython $path -Reader pillow).Data ([byte[]]@($heatmap.ToArray())) -Tolerance 4
    }
}
