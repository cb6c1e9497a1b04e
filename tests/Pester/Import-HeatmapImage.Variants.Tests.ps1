# Every variant of the formats without a common codec, written by independent programs or byte by byte: its numbers, or the error
# that refuses it. support/variants writes the files and the numbers; what is expected of each is said there.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $kinds = @(
        @{ Kind = 'bmp'; Module = 'numpy', 'PIL', 'cv2'; Program = 'ffmpeg', 'ppmtobmp'; Least = 40 }
        @{ Kind = 'tga'; Module = 'numpy', 'PIL'; Program = 'ffmpeg', 'pamtotga'; Least = 190 }
        @{ Kind = 'pcx'; Module = 'numpy', 'PIL'; Program = 'ffmpeg', 'ppmtopcx'; Least = 28 }
        @{ Kind = 'qoi'; Module = @('numpy'); Program = @('ffmpeg'); Least = 6 }
        @{ Kind = 'ico'; Module = 'numpy', 'PIL'; Program = @(); Least = 10 }
        @{ Kind = 'sgi'; Module = 'numpy', 'PIL'; Program = 'ffmpeg', 'pnmtosgi'; Least = 42 }
        @{ Kind = 'sun'; Module = 'numpy', 'cv2'; Program = 'ffmpeg', 'pnmtorast'; Least = 73 }
        @{ Kind = 'dpx'; Module = @('numpy'); Program = @('ffmpeg'); Least = 60 }
        @{ Kind = 'cin'; Module = @('numpy'); Program = @(); Least = 20 }
        @{ Kind = 'hdr'; Module = 'numpy', 'cv2'; Program = @(); Least = 12 }
        @{ Kind = 'exr'; Module = @('numpy'); Program = @('ffmpeg'); Least = 6 }
        @{ Kind = 'psd'; Module = @('numpy'); Program = @(); Least = 25 }
        @{ Kind = 'xcf'; Module = @('numpy'); Program = @(); Least = 20 }
        @{ Kind = 'jp2'; Module = 'numpy', 'PIL', 'cv2', 'osgeo'; Program = @('opj_compress'); Least = 40 }
        @{ Kind = 'jxl'; Module = @('numpy'); Program = @('cjxl'); Least = 15 }
        @{ Kind = 'heic'; Module = 'numpy', 'PIL', 'cv2'; Program = 'heif-enc', 'heif-convert'; Least = 7 }
        @{ Kind = 'fits'; Module = 'numpy', 'astropy'; Program = 'ffmpeg', 'pamtofits'; Least = 60 }
        @{ Kind = 'dicom'; Module = 'numpy', 'pydicom'; Program = 'dcmcrle', 'dcmcjpeg', 'dcmdjpeg', 'opj_compress'; Least = 200 }
    )
    foreach ($kind in $kinds) {
        $kind.Lacks = @($kind.Program | Where-Object { -not (Test-Program $_) }).Count -gt 0 -or -not (Find-Python $kind.Module)
    }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    $folders = @{}

    # The folder of the variants of a format, which are written once.
    function Get-VariantFolder([string] $Kind, [string[]] $Module) {
        if ($folders[$Kind]) { return $folders[$Kind] }
        $folder = New-TestFolder "variants-$Kind"
        $script = [IO.Path]::Join($PSScriptRoot, 'support', 'variants', 'make_variants.py')
        $log = & (Find-Python $Module) -B -W ignore $script $folder 1 $Kind 2>&1
        if ($LASTEXITCODE -ne 0) { throw "Python failed: $($log -join "`n")" }
        $folders[$Kind] = $folder
        return $folder
    }

    # What list.csv says of them.
    function Get-Variant([string] $Folder) { return Import-Csv -LiteralPath ([IO.Path]::Join($Folder, 'list.csv')) }

    # What is wrong with a variant, or nothing.
    function Test-Variant([string] $Folder, [object] $Variant) {
        $expected = $Variant.Expect
        try {
            $image = Import-HeatmapImage -LiteralPath ([IO.Path]::Join($Folder, $Variant.File)) -Page ([int]$Variant.Page) -ErrorAction Stop
            # ImageMagick's packages of 8 bits a channel refuse what is deeper; those of 16 read it.
            $pixels = $image.ToArray()
        }
        catch {
            $id = Get-ErrorId $_
            $narrow = $id -eq 'DepthLost' -and $Variant.Depth -and [int]$Variant.Depth -gt 8 -and "$_" -match 'ImageMagick Q8'
            if ($id -ne $expected -and -not $narrow) { "$($Variant.Key): $_" }
            return
        }

        if ($expected -ne 'equal') { return "$($Variant.Key): expected $expected, got an image" }
        $truth = Read-GoldenNpy ([IO.Path]::Join($Folder, "$($Variant.Key).npy"))
        $shape = $image.Bands -eq 1 ? @($image.Height, $image.Width) : @($image.Height, $image.Width, $image.Bands)
        if ("$shape" -ne "$($truth.Shape)") { return "$($Variant.Key): expected $($truth.Shape), got $shape" }
        $comparison = Compare-Pixels -Actual $pixels -Expected $truth.Data -Tolerance ([double]$Variant.Tolerance)
        if (-not $comparison.Equal) { "$($Variant.Key): $comparison" }
    }
}

Describe 'Variants' {
    It 'of <Kind> are what their writer stored, or refused by name' -ForEach $kinds {
        if ($Lacks) { Set-ItResult -Skipped -Because "a program that writes $Kind is missing"; return }
        $folder = Get-VariantFolder $Kind $Module
        $variants = @(Get-Variant $folder)
        $variants.Count | Should -BeGreaterOrEqual $Least
        @($variants | ForEach-Object { Test-Variant $folder $_ }) -join "`n" | Should -BeNullOrEmpty
    }

    It 'of <Kind> that break off are ImageCorrupt' -ForEach ($kinds | Where-Object { $_.Kind -notin 'exr', 'xcf' }) {
        if ($Lacks) { Set-ItResult -Skipped -Because "a program that writes $Kind is missing"; return }
        $folder = Get-VariantFolder $Kind $Module
        $passed = foreach ($variant in Get-Variant $folder | Where-Object { $_.Expect -eq 'equal' -and $_.Page -eq '1' }) {
            # Footers, palettes nobody needs and padding may be missing: the cut is in the pixels of all of these.
            if ($variant.File -match 'pillow_L|ffmpeg_gray|footer') { continue }
            $bytes = [IO.File]::ReadAllBytes([IO.Path]::Join($folder, $variant.File))
            $end = switch ($Kind) { 'fits' { $bytes.Length - $bytes.Length % 2880 - 2880 } 'dicom' { $bytes.Length - 20 } default { [int]($bytes.Length * 0.6) } }
            # What is left of the smallest is not even told as a file of the format.
            if ($end -lt 140) { continue }
            $path = [IO.Path]::Join($folder, "cut-$($variant.File)")
            [IO.File]::WriteAllBytes($path, $bytes[0..($end - 1)])
            try { $null = (Import-HeatmapImage -LiteralPath $path -ErrorAction Stop -AllowDepthLoss).ToArray(); "$($variant.File) passed" }
            catch { if ((Get-ErrorId $_) -ne 'ImageCorrupt') { "$($variant.File): $_" } }
        }
        @($passed) -join "`n" | Should -BeNullOrEmpty
    }
}

Describe 'Files that contradict themselves' {
    It 'a sample above the maximum is ImageCorrupt: <Name>' -ForEach @(
        @{ Name = 'P5 of 12 bits'; Head = "P5 3 2 4095`n"; Good = (15, 255) * 6; At = 8; Above = 16 }
        @{ Name = 'P6 of 7 bits'; Head = "P6 2 1 100`n"; Good = @(100) * 6; At = 5; Above = 101 }
        @{ Name = 'PAM of 10 bits'; Head = "P7`nWIDTH 2`nHEIGHT 1`nDEPTH 2`nMAXVAL 1000`nTUPLTYPE GRAYSCALE_ALPHA`nENDHDR`n"; Good = (3, 232) * 4; At = 7; Above = 233 }
        @{ Name = 'PAM of black and white'; Head = "P7`nWIDTH 3`nHEIGHT 1`nDEPTH 1`nMAXVAL 1`nTUPLTYPE BLACKANDWHITE`nENDHDR`n"; Good = 0, 1, 1; At = 2; Above = 2 }
    ) {
        $path = [IO.Path]::Join((New-TestFolder), 'x.pnm')
        [IO.File]::WriteAllBytes($path, [Text.Encoding]::ASCII.GetBytes($Head) + [byte[]]$Good)
        $null = (Import-HeatmapImage -LiteralPath $path -ErrorAction Stop).ToArray()
        $changed = [byte[]]$Good
        $changed[$At] = $Above
        [IO.File]::WriteAllBytes($path, [Text.Encoding]::ASCII.GetBytes($Head) + $changed)
        { Import-HeatmapImage -LiteralPath $path -Band 1 | Measure-Heatmap } | Should-ThrowId ImageCorrupt -TargetObject $path
    }

    It 'a run of PCX that goes on over the end of a row is ImageCorrupt' {
        $path = [IO.Path]::Join((New-TestFolder), 'x.pcx')
        # Two rows of four bytes, in three planes.
        $head = [byte[]](10, 5, 1, 8, 0, 0, 0, 0, 3, 0, 1, 0, 72, 0, 72, 0) + [byte[]]::new(48) + [byte[]](0, 3, 4, 0, 1, 0) + [byte[]]::new(58)
        [IO.File]::WriteAllBytes($path, $head + [byte[]](0xCC, 7, 0xC5, 8, 0xC7, 9))
        Should-HavePixels (Import-HeatmapImage -LiteralPath $path).ToArray() (@(7) * 12 + (8, 8, 9) + (8, 9, 9) * 3)
        [IO.File]::WriteAllBytes($path, $head + [byte[]](0xCD, 7, 0xC4, 8, 0xC7, 9))
        { Import-HeatmapImage -LiteralPath $path -Band 1 | Measure-Heatmap } | Should-ThrowId ImageCorrupt -TargetObject $path
    }
}
