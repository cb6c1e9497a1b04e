# Get-HeatmapFormat: what it says is true.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $written = @(Get-HeatmapFormat | Where-Object Writes | ForEach-Object { @{ Name = $_.Name; Extension = $_.Extensions[0]; Bits = $_.WriteBits; Palette = $_.Palette; Reads = $_.Reads } })
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

Describe 'Formats' {
    It '<Name> reads <ReadBits> bits, writes <WriteBits>' -ForEach @(
        @{ Name = 'PNG'; ReadBits = '1, 2, 4, 8, 16'; WriteBits = '8, 16'; Palette = $true }
        @{ Name = 'TIFF'; ReadBits = '1 to 32, float 16 to 64'; WriteBits = '*float*64*'; Palette = $true }
        @{ Name = 'JPEG'; ReadBits = '8'; WriteBits = '8'; Palette = $false }
        @{ Name = 'GIF'; ReadBits = '8'; WriteBits = '8'; Palette = $true }
        @{ Name = 'PFM'; ReadBits = 'float 32'; WriteBits = 'float 32'; Palette = $false }
    ) {
        $format = @(Get-HeatmapFormat $Name)
        $format | Should -HaveCount 1
        $format[0].Reads, $format[0].Writes | Should -Be $true, $true
        $format[0].ReadBits | Should -BeLike $ReadBits
        $format[0].WriteBits | Should -BeLike $WriteBits
        $format[0].Palette | Should -Be $Palette
        $format[0].ReadCodec | Should -Not -BeNullOrEmpty
        $format[0].WriteCodec | Should -Not -BeNullOrEmpty
    }

    It 'name each library that reads a part of <Name>' -ForEach @(
        @{ Name = 'PNG'; Libraries = 'HeatmapPS, libvips' }, @{ Name = 'TIFF'; Libraries = 'HeatmapPS, libvips' }
        @{ Name = 'DICOM'; Libraries = 'HeatmapPS, ImageMagick Q*' }
    ) {
        (Get-HeatmapFormat $Name).ReadCodec | Should -BeLike $Libraries
    }

    It 'are found by name, extension, with a dot, and by wildcards' {
        (Get-HeatmapFormat png).Name | Should -Be 'PNG'
        (Get-HeatmapFormat .tif).Name | Should -Be 'TIFF'
        (Get-HeatmapFormat jpg).Name | Should -Be 'JPEG'
        ('npy', 'npz' | Get-HeatmapFormat).Name | Should -Be 'NPY', 'NPZ'
        (Get-HeatmapFormat np?).Name | Should -Be 'NPY', 'NPZ'
        Get-HeatmapFormat nonsense | Should -BeNullOrEmpty
    }

    It 'without a name are all, each once' {
        $formats = Get-HeatmapFormat
        $formats.Count | Should -BeGreaterThan 25
        @($formats.Name | Sort-Object -Unique).Count | Should -Be $formats.Count
        @($formats | Where-Object { -not $_.Description -or $_.Extensions.Count -eq 0 }) | Should -BeNullOrEmpty
        @($formats | Where-Object { $_.Reads -and -not $_.ReadCodec }) | Should -BeNullOrEmpty
    }

    It 'that it says are written are written: <Name>' -ForEach $written {
        if ($Bits -like '8*' -or $Bits -like '1*') {
            # 32 columns, so that formats with a least size are content; smooth, so that lossy ones come close.
            $data = [byte[]](0..1023 | ForEach-Object { [Math]::Floor($_ % 32) * 8 })
            $path = [IO.Path]::Join((New-TestFolder), "x.$Extension")
            $image = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $data -Width 32 -Height 32) -Colormap gray
            # Formats of one band hold the numbers, not the colours.
            if ($Name -in 'PGM', 'FITS') { $image = $image.Raster }
            $image | Export-HeatmapImage $path -Format $Name -ErrorVariable failed -ErrorAction SilentlyContinue
            "$failed" | Should -BeNullOrEmpty
            if ($Reads) {
                $image = Import-HeatmapImage $path
                $image.Width, $image.Height | Should -Be 32, 32
                if ($image.Bands -le 4 -and $Name -notin 'CSV') {
                    Should-HavePixels ($image | ConvertTo-Grayscale).ToArray() $data -Tolerance 6
                }
            }
        }
        else {
            $path = [IO.Path]::Join((New-TestFolder), "x.$Extension")
            Import-HeatmapImage -InputObject ([float[]](0, 0.5, 1, 2)) -Width 2 -Height 2 | Export-HeatmapImage $path
            if ($Reads) { Should-HavePixels (Import-HeatmapImage $path).ToArray() 0, 0.5, 1, 2 }
            else { [IO.File]::ReadAllText($path) | Should -Match '0\.5' }
        }
    }
}
