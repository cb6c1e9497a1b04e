# docs/scripts/New-SampleImages.ps1: the files that the examples of the help work on.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $script = [IO.Path]::Join($repositoryRoot, 'docs', 'scripts', 'New-SampleImages.ps1')
    $samples = [IO.Path]::Join((New-TestFolder), 'new', 'samples')
    $made = & $script $samples
}

Describe 'New-SampleImages.ps1' {
    It 'is in the module, where those who have no checkout find it' {
        $shipped = [IO.Path]::Join((Get-Module HeatmapPS).ModuleBase, 'New-SampleImages.ps1')
        (Get-FileHash -LiteralPath $shipped).Hash | Should -Be (Get-FileHash -LiteralPath $script).Hash
    }

    It 'makes the folder, emits it, and writes the files that its help lists' {
        $made.FullName | Should -Be $samples
        $files = Get-ChildItem -LiteralPath $samples -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($samples, $_.FullName).Replace('\', '/') } | Sort-Object
        $files | Should -Be @(
            'camera.webp', 'field.npy', 'frames/frame-0000.tif', 'frames/frame-0001.tif', 'frames/frame-0002.tif', 'frames/frame-0003.tif', 'frames/frame-0004.tif'
            'frames/frame-0005.tif', 'gray.png', 'log.csv', 'photo.png', 'photos/photo1.png', 'photos/photo2.png', 'photos/photo3.png', 'photos/photo4.png'
            'photos/photo5.png', 'report.csv', 'thermal/roof.jpg', 'thermal/wall.jpg')
    }

    It 'simulates frames that warm up, each 10 °C more than the one before' {
        $hottest = (Get-ChildItem -Path "$samples/frames/*.tif" | Measure-Heatmap).Maximum
        foreach ($i in 1..5) { ($hottest[$i] - $hottest[$i - 1]) * 0.04 | Should -BeGreaterThan 9; ($hottest[$i] - $hottest[$i - 1]) * 0.04 | Should -BeLessThan 11 }
    }

    It 'writes arrays and pictures of the kinds that the examples need' {
        $field = [HeatmapPS.Tests.NpyFile]::Read([IO.Path]::Join($samples, 'field.npy'))
        $field.Shape | Should -Be 60, 80
        [float]::IsNaN($field.Data[0]) | Should -BeTrue
        $gray = (Import-HeatmapImage -LiteralPath "$samples/gray.png").ToArray()
        0..255 | ForEach-Object { $gray[15, $_] } | Should -Be (0..255)
        (Import-HeatmapImage -LiteralPath "$samples/photo.png").ColorModel | Should -Be 'Rgb'
        @(Import-Csv -LiteralPath "$samples/log.csv").Count | Should -Be (14 * 24 * 3)
    }

    It 'writes radiometric files with a hot spot, a camera and a photograph' {
        $roof = Import-HeatmapImage -LiteralPath "$samples/thermal/roof.jpg" -Radiometric Require
        $measured = $roof | Measure-Heatmap
        $measured.Maximum | Should -BeGreaterThan 30
        $measured.Median | Should -BeLessThan 20
        [Math]::Abs($measured.HotSpotX - 104) | Should -BeLessOrEqual 2
        [Math]::Abs($measured.HotSpotY - 84) | Should -BeLessOrEqual 2
        $roof.Thermal.CameraModel | Should -Be 'Simulated T1'
        $photo = Import-HeatmapImage -LiteralPath "$samples/thermal/roof.jpg" -Embedded Photo
        $photo.Width, $photo.Height | Should -Be 200, 150
        (Measure-Heatmap -LiteralPath "$samples/thermal/wall.jpg").Maximum | Should -BeLessThan 30
    }

    It 'writes the same files again' {
        $again = [IO.Path]::Join((New-TestFolder), 'again')
        $null = & $script $again
        foreach ($file in Get-ChildItem -LiteralPath $samples -Recurse -File) {
            $other = [IO.Path]::Join($again, [IO.Path]::GetRelativePath($samples, $file.FullName))
            (Get-FileHash -LiteralPath $other).Hash | Should -Be (Get-FileHash -LiteralPath $file.FullName).Hash -Because $file.Name
        }
    }

    It 'leaves a folder alone that is not empty, unless -Force is given' {
        $full = New-TestFolder
        Set-Content -LiteralPath ([IO.Path]::Join($full, 'gray.png')) -Value 'mine'
        { & $script $full } | Should -Throw '*is not empty. Choose another folder, or use -Force.'
        Get-ChildItem -LiteralPath $full -Name | Should -Be 'gray.png'
        Get-Content -LiteralPath ([IO.Path]::Join($full, 'gray.png')) | Should -Be 'mine'
        $null = & $script $full -Force
        (Import-HeatmapImage -LiteralPath ([IO.Path]::Join($full, 'gray.png'))).Width | Should -Be 256
    }
}
