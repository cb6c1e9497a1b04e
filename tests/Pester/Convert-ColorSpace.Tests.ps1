# Convert-ColorSpace: OpenCV's and scikit-image's numbers, the way back, alpha, depth, and what bands are taken for.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $spaces = 'RGB', 'BGR', 'YCbCr', 'YCrCb', 'YUV', 'HSV', 'HSL', 'HLS', 'Lab', 'XYZ', 'CMYK'
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function Get-Colors([string] $Name) {
        $golden = Read-Golden $Name
        Import-HeatmapImage -InputObject $golden.Data -Width $golden.Shape[1] -Height $golden.Shape[0]
    }

    # The first 16 rows of the colours, as 32-bit fractions.
    function Get-Fractions {
        $golden = Read-Golden 'display_rgb8'
        $values = [float[]]::new(16 * $golden.Shape[1] * 3)
        for ($i = 0; $i -lt $values.Length; $i++) { $values[$i] = $golden.Data[$i] / 255 }
        Import-HeatmapImage -InputObject $values -Width $golden.Shape[1] -Height 16
    }

    # Largest difference, with hue (the first band) taken round its circle.
    function Get-Difference([array] $Actual, [array] $Expected, [double] $Turn) {
        $largest = 0.0
        $i = 0
        foreach ($value in $Actual) {
            $difference = [Math]::Abs($value - $Expected[$i])
            if ($Turn -and $i % 3 -eq 0) { $difference = [Math]::Min($difference, $Turn - $difference) }
            $largest = [Math]::Max($largest, $difference)
            $i++
        }

        $i | Should -Be $Expected.Length
        return $largest
    }
}

Describe '8 bits' {
    It '<_> equals cv2.cvtColor within 1' -ForEach 'YCrCb', 'YUV', 'HSV', 'HLS', 'Lab', 'XYZ' {
        $converted = Get-Colors display_rgb8 | Convert-ColorSpace -To $_
        $converted.SampleType | Should -Be 'UInt8'
        $turn = $_ -in 'HSV', 'HLS' ? 180 : 0
        Get-Difference $converted.ToArray() (Read-Golden "space8_$_").Data $turn | Should -BeLessOrEqual 1
    }

    It 'YCbCr and HSL are YCrCb and HLS in the other order' {
        foreach ($pair in @(, @('YCbCr', 'YCrCb')) + @(, @('HSL', 'HLS'))) {
            $a, $b = $pair.ForEach({ , (Get-Colors display_rgb8 | Convert-ColorSpace -To $_ | Import-HeatmapImage -Band 1, 3, 2).ToArray() })
            $b = (Get-Colors display_rgb8 | Convert-ColorSpace -To $pair[1]).ToArray()
            Should-HavePixels $a $b -Width 70 -Bands 3
        }
    }

    It 'BGR swaps red and blue' {
        $bgr = (Convert-ColorSpace -InputObject (Import-HeatmapImage -InputObject ([byte[]](1, 2, 3)) -Width 1 -Height 1) -To BGR).ToArray()
        @($bgr) | Should -Be 3, 2, 1
    }

    It 'CMYK takes the common part as black' {
        @((Convert-ColorSpace -InputObject (Import-HeatmapImage -InputObject ([byte[]](255, 128, 0, 0, 0, 0)) -Width 2 -Height 1) -To CMYK).ToArray()) | Should -Be 0, 127, 255, 0, 0, 0, 0, 255
    }
}

Describe 'Floating point' {
    It '<Space> equals scikit-image or OpenCV' -ForEach @(
        @{ Space = 'HSV'; Tolerance = 0.01 }, @{ Space = 'Lab'; Tolerance = 0.02 }, @{ Space = 'XYZ'; Tolerance = 1e-5 }
        @{ Space = 'YCbCr'; Tolerance = 1e-4 }, @{ Space = 'YCrCb'; Tolerance = 1e-3 }, @{ Space = 'YUV'; Tolerance = 1e-3 }, @{ Space = 'HLS'; Tolerance = 0.01 }
    ) {
        $converted = Get-Fractions | Convert-ColorSpace -To $Space
        $converted.SampleType | Should -Be 'Float32'
        $turn = $Space -in 'HSV', 'HLS' ? 360 : 0
        Get-Difference $converted.ToArray() (Read-Golden "spacef_$Space").Data $turn | Should -BeLessOrEqual $Tolerance
    }
}

Describe 'There and back' {
    It '<_> gives the colours again in floating point' -ForEach $spaces {
        $colors = Get-Fractions
        $back = $colors | Convert-ColorSpace -To $_ | Convert-ColorSpace -To RGB
        $back.ColorModel | Should -Be 'Rgb'
        Should-HavePixels $back.ToArray() $colors.ToArray() -Tolerance 2e-5 -Width 70 -Bands 3
    }

    # XYZ is linear, and so has few steps for dark colours.
    It '<_> gives the colours again at 16 bits' -ForEach $spaces {
        $colors = Get-Colors display_rgb16
        $back = $colors | Convert-ColorSpace -To $_ | Convert-ColorSpace -To RGB
        $back.SampleType | Should -Be 'UInt16'
        Should-HavePixels $back.ToArray() $colors.ToArray() -Tolerance ($_ -eq 'XYZ' ? 80 : 16) -Width 70 -Bands 3
    }
}

Describe 'What bands are' {
    It 'is said by -From whatever the reader took them for' {
        @((Convert-ColorSpace -InputObject (Import-HeatmapImage -InputObject ([byte[]](3, 2, 1)) -Width 1 -Height 1) -From BGR -To RGB).ToArray()) | Should -Be 1, 2, 3
    }

    It 'is known of a converted image, so that grey is made of its colours' {
        $colors = Get-Colors display_rgb8
        $expected = ($colors | ConvertTo-Grayscale).ToArray()
        foreach ($space in 'BGR', 'YCbCr', 'CMYK') {
            Should-HavePixels ($colors | Convert-ColorSpace -To $space | ConvertTo-Grayscale).ToArray() $expected -Tolerance 2
        }
    }

    It 'keeps alpha' {
        $converted = Convert-ColorSpace -InputObject (Import-HeatmapImage -InputObject ([byte[]](255, 0, 0, 77)) -Width 1 -Height 1) -To HSV
        $converted.HasAlpha | Should -BeTrue
        @($converted.ToArray()) | Should -Be 0, 255, 255, 77
    }

    It 'takes four bands as CMYK though a reader took the fourth for alpha' {
        @((Convert-ColorSpace -InputObject (Import-HeatmapImage -InputObject ([byte[]](0, 0, 0, 255)) -Width 1 -Height 1) -From CMYK -To RGB).ToArray()) | Should -Be 0, 0, 0
    }
}

Describe 'Errors and files' {
    It 'refuses grey images' {
        { Convert-ColorSpace -InputObject (Import-HeatmapImage -InputObject ([byte[]](1, 2)) -Width 2 -Height 1) -To HSV } | Should-ThrowId BandsDiffer
    }

    It 'refuses signed numbers' {
        { Convert-ColorSpace -InputObject (Import-HeatmapImage -InputObject ([short[]](1, 2, 3)) -Width 1 -Height 1) -To HSV } | Should-ThrowId DepthMismatch
    }

    It 'writes files' {
        $folder = New-TestFolder
        $source = Write-TestPng ([IO.Path]::Join($folder, 'x.png')) 1 1 ([ushort[]](10, 20, 30)) -ColorType 2
        $file = Convert-ColorSpace $source -From BGR -To RGB -Destination ([IO.Path]::Join($folder, 'out'))
        (Read-Png $file).Raw | Should -Be 30, 20, 10
        $null = Convert-ColorSpace $source -To HSV -Destination ([IO.Path]::Join($folder, 'no')) -WhatIf
        [IO.Path]::Join($folder, 'no') | Should -Not -Exist
    }

    It 'completes -To' {
        $line = 'Convert-ColorSpace x.png -To YC'
        [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Be 'YCbCr', 'YCrCb'
    }
}
