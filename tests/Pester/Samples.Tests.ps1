# Real images, where HEATMAPPS_SAMPLES names a folder of them; they are not part of the project.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $grays = @(
        'Pillow/16_bit_noise.tif', 'Pillow/16bit.MM.deflate.tif', 'Pillow/hopper_16bit.pgm', 'Pillow/hopper.pfm', 'derived/FLIR_raw16.png'
        'derived/FLIR_AX8_celsius_f32.tif', 'flirpy/example_radiometric.tiff', 'image-tiff/int16.tif', 'image-tiff/minisblack-1c-16b.tiff'
        'image-tiff/seq-1c-16b-tiled-68f373a0.tiff', 'image-tiff/gradient-1c-64b-float.tiff', 'pngsuite/basi0g16.png', 'pngsuite/basn0g02.png'
        'pngsuite/basn0g16.png', 'rasterio/shade.tif', 'rasterio/float_nan.tif', 'scikit-image/cell.png', 'scikit-image/multipage.tif'
    )
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # The path of a sample; without it the test is skipped.
    function Get-SampleOrSkip([string] $Name) {
        $path = Get-SamplePath $Name
        if (-not $path) { Set-ItResult -Skipped -Because "HEATMAPPS_SAMPLES does not have $Name" }
        return $path
    }
}

Describe 'Real images' {
    It 'have the pixels that OpenCV reads' {
        $paths = @($grays | ForEach-Object { Get-SamplePath $_ } | Where-Object { $_ })
        if ($paths.Count -eq 0 -or $null -eq (Find-Python 'numpy', 'cv2')) {
            Set-ItResult -Skipped -Because ($paths.Count ? 'Python has no cv2' : "HEATMAPPS_SAMPLES does not have $($grays[0])")
            return
        }

        $folder = New-TestFolder
        # One Python for all: starting it takes longer than the rest.
        $read = Invoke-Python -Module 'numpy', 'cv2' -Argument (@($folder) + $paths) -Code @'
import sys, os, numpy as np, cv2
for i, path in enumerate(sys.argv[2:]):
    image = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if image is not None and image.ndim == 2:
        np.save(os.path.join(sys.argv[1], str(i)), image)
        print(i)
'@
        @($read).Count | Should -BeGreaterThan ([Math]::Floor($paths.Count / 2))
        $wrong = foreach ($i in $read) {
            $path = $paths[[int]$i]
            $comparison = Compare-Pixels (Import-HeatmapImage -LiteralPath $path).ToArray() (Read-GoldenNpy ([IO.Path]::Join($folder, "$i.npy"))).Data
            if (-not $comparison.Equal) { "${path}: $comparison" }
        }
        $wrong | Should -BeNullOrEmpty
    } -ForEach @(@{ grays = $grays })

    It '<Name> spans <Minimum> to <Maximum>' -ForEach @(
        @{ Name = 'flirpy/example_radiometric.tiff'; Minimum = 6743; Maximum = 7077 }, @{ Name = 'Pillow/16_bit_noise.tif'; Minimum = 106; Maximum = 285 }
        @{ Name = 'image-tiff/int16.tif'; Minimum = -5000; Maximum = 4998 }, @{ Name = 'Pillow/16bit.MM.deflate.tif'; Minimum = 291; Maximum = 694 }
    ) {
        if (-not ($path = Get-SampleOrSkip $Name)) { return }
        $heatmap = ConvertTo-Heatmap -LiteralPath $path
        $heatmap.Minimum, $heatmap.Maximum | Should -Be $Minimum, $Maximum
    }

    It 'of one camera share a scale' {
        if (-not ($first = Get-SampleOrSkip 'derived/SampleSEQ_frame0_raw16.png') -or -not ($second = Get-SampleOrSkip 'derived/SampleSEQ_frame1_raw16.png')) { return }
        $heatmaps = $first, $second | ConvertTo-Heatmap -SharedScale
        $heatmaps.Minimum | Should -Be 17220, 17220
        $heatmaps.Maximum | Should -Be 20817, 20817
    }

    It 'are copied or encoded to the same pixels: <_>' -ForEach 'pngsuite/basn0g02.png', 'scikit-image/cell.png' {
        if (-not ($path = Get-SampleOrSkip $_)) { return }
        $folder = New-TestFolder
        $fast = ConvertTo-Heatmap -LiteralPath $path -Destination ([IO.Path]::Join($folder, 'fast.png'))
        $slow = ConvertTo-Heatmap -LiteralPath $path -Destination ([IO.Path]::Join($folder, 'slow.png')) -Compression Fast
        Should-HavePixels (Read-Png $fast).RgbBytes (Read-Png $slow).RgbBytes
    }

    It 'with a NaN show it as transparent' {
        if (-not ($path = Get-SampleOrSkip 'rasterio/float_nan.tif')) { return }
        $colors = (ConvertTo-Heatmap -LiteralPath $path).ToArray()
        $colors.GetLength(2) | Should -Be 4
        @(foreach ($y in 0..($colors.GetLength(0) - 1)) { foreach ($x in 0..($colors.GetLength(1) - 1)) { $colors[$y, $x, 3] } } ) -eq 0 | Should -HaveCount 1
    }

    It 'of floats that ImageMagick would clip are DepthLost, unless that is allowed' {
        if (-not ($path = Get-SampleOrSkip 'libvips/sample.exr')) { return }
        $null = { Import-HeatmapImage -LiteralPath $path } | Should-ThrowId DepthLost -TargetObject $path
        (Import-HeatmapImage -LiteralPath $path -AllowDepthLoss).Bands | Should -BeGreaterOrEqual 3
    }

    It 'made to do harm are errors: <Name>' -ForEach @(
        @{ Name = 'Pillow/broken_data_stream.png' }, @{ Name = 'Pillow/oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif' }
    ) {
        if (-not ($path = Get-SampleOrSkip $Name)) { return }
        $out = New-TestFolder
        $records = @(ConvertTo-Heatmap -LiteralPath $path -Destination $out 2>&1)
        $records | Should -HaveCount 1
        Get-ErrorId $records[0] | Should -BeIn 'ImageCorrupt', 'FormatNotSupported', 'ImageTooLarge'
        [IO.Directory]::GetFiles($out) | Should -BeNullOrEmpty
    }
}
