# Export-HeatmapImage: quality, format and name by its parameters; where the files go, and what is emitted of them.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Raster([array] $Values, [int] $Width, [int] $Height) {
        return Import-HeatmapImage -InputObject $Values -Width $Width -Height $Height
    }

    function New-Path([string] $Extension) { return [IO.Path]::Join((New-TestFolder), "x.$Extension") }
}

Describe 'Parameters' {
    It '-Quality makes JPEG larger and closer' {
        $frame = New-TestFrame Noise 64 48 -Type ([byte])
        $results = foreach ($quality in 20, 95) {
            $path = New-Path jpg
            New-Raster $frame.Data 64 48 | Export-HeatmapImage $path -Quality $quality
            @{ Length = (Get-Item -LiteralPath $path).Length; Error = (Compare-Pixels (Import-HeatmapImage $path -As Gray).ToArray() $frame.Data).LargestDifference }
        }
        $results[1].Length | Should -BeGreaterThan $results[0].Length
        $results[1].Error | Should -BeLessThan $results[0].Error
    }

    It '-Format chooses the format of files in a folder, -Name their names, -PassThru emits them' {
        $folder = New-TestFolder
        $images = ([byte[]](1, 2)), ([byte[]](3, 4)) | ForEach-Object { , $_ } | ForEach-Object { New-Raster $_ 2 1 }
        $files = $images | Export-HeatmapImage $folder -Format pgm -Name 'frame-{Index:00}' -PassThru
        $files.Name | Should -Be 'frame-01.pgm', 'frame-02.pgm'
        [IO.File]::ReadAllBytes($files[1])[-2..-1] | Should -Be 3, 4
        $null = $images[0] | Export-HeatmapImage $folder -Format TIFF
        [IO.File]::ReadAllBytes((Get-Item ([IO.Path]::Join($folder, '*.tif'))))[0] | Should -BeIn 0x49, 0x4D
    }

    It 'the format is that of the extension, in any case' {
        $path = New-Path TIFF
        New-Raster ([byte[]](1, 2)) 2 1 | Export-HeatmapImage $path
        (Import-HeatmapImage $path).ToArray()[0, 1] | Should -Be 2
        [IO.File]::ReadAllBytes($path)[0] | Should -BeIn 0x49, 0x4D
    }

    It 'an unknown -Format is FormatNotSupported' {
        $records = { New-Raster ([byte[]](1, 2)) 2 1 | Export-HeatmapImage (New-TestFolder) -Format jpeg3000 } | Should-ThrowId FormatNotSupported
        $records[0].Exception.Message | Should -Match '\bPNG\b'
    }

    It 'a flat array takes -Width and -Height' {
        $path = New-Path npy
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject ([float[]](1..6)) -Width 2 -Height 3) -Path $path
        (Read-GoldenNpy $path).Shape | Should -Be 3, 2
    }

    It 'a path as input is converted' {
        $source, $target = (New-Path png), (New-Path tif)
        $null = Write-TestPng $source 2 2 ([ushort[]](1, 2, 3, 65535)) -BitDepth 16
        Get-Item -LiteralPath $source | Export-HeatmapImage $target
        Should-HavePixels (Import-HeatmapImage $target).ToArray() 1, 2, 3, 65535
    }

    It 'an existing file stays, unless -Force; -SkipExisting passes it over' {
        $path = New-Path npy
        New-Raster ([byte[]](1, 2)) 2 1 | Export-HeatmapImage $path
        $other = New-Raster ([byte[]](3, 4)) 2 1
        $null = { $other | Export-HeatmapImage $path } | Should-ThrowId OutputExists
        $other | Export-HeatmapImage $path -SkipExisting
        (Read-GoldenNpy $path).Data | Should -Be 1, 2
        $other | Export-HeatmapImage $path -Force
        (Read-GoldenNpy $path).Data | Should -Be 3, 4
    }

    It '-WhatIf writes nothing, and emits nothing' {
        $path = [IO.Path]::Join((New-TestFolder), 'new', 'x.png')
        New-Raster ([byte[]](1, 2)) 2 1 | Export-HeatmapImage $path -WhatIf -PassThru | Should -BeNullOrEmpty
        Test-Path -LiteralPath (Split-Path $path) | Should -BeFalse
    }

    It 'TIFF larger than the usual strip comes back whole with pages of an own folder' {
        $path = [IO.Path]::Join((New-TestFolder), 'a', 'b', 'x.tif')
        $frame = New-TestFrame Ramp 2000 300
        New-Raster $frame.Data 2000 300 | Export-HeatmapImage $path
        Should-HavePixels (Import-HeatmapImage $path).ToArray() $frame.Data -Width 2000
    }
}

Describe 'Files and folders' {
    BeforeAll {
        $folder = New-TestFolder
        foreach ($name in 'a/x.png', 'b/x.png') {
            $path = [IO.Path]::Join($folder, 'in', $name)
            $null = New-Item -ItemType Directory -Path (Split-Path $path) -Force
            $null = Write-TestPng $path 2 2 @(1, 2, 3, 4)
        }

        $sources = Get-ChildItem -LiteralPath ([IO.Path]::Join($folder, 'in')) -Recurse -File | Sort-Object FullName
    }

    It '-RelativeTo keeps the sub-folders' {
        $files = $sources | Export-HeatmapImage -Path ([IO.Path]::Join($folder, 'out')) -RelativeTo ([IO.Path]::Join($folder, 'in')) -ThrottleLimit 1 -PassThru
        $files | ForEach-Object { [IO.Path]::GetRelativePath($folder, $_.FullName).Replace('\', '/') } | Should -Be 'out/a/x.png', 'out/b/x.png'
    }

    It '-IfNewer writes what is missing or older than its source' {
        $with = @{ Path = [IO.Path]::Join($folder, 'newer'); RelativeTo = [IO.Path]::Join($folder, 'in'); IfNewer = $true; PassThru = $true }
        @($sources | Export-HeatmapImage @with).Count | Should -Be 2
        @($sources | Export-HeatmapImage @with).Count | Should -Be 0
        $sources[1].LastWriteTime = [datetime]::Now.AddMinutes(1)
        @($sources | Export-HeatmapImage @with).Directory.Name | Should -Be 'b'
        { $sources | Export-HeatmapImage @with -Force } | Should -Throw -ErrorId 'ParameterConflict,*'
    }

    It 'written are given as Get-ChildItem gives them, wherever the prompt is' {
        foreach ($place in $folder, 'Variable:', 'Function:') {
            Push-Location $place
            try {
                $path = [IO.Path]::Join($folder, "like [$($place.Length)].png")
                $file = $sources[0] | Export-HeatmapImage -Path $path -PassThru -Force
                $file | Should -BeOfType ([IO.FileInfo])
                $expected = Get-Item -LiteralPath "FileSystem::$path"
                foreach ($name in 'PSPath', 'PSParentPath', 'PSChildName', 'PSIsContainer') { $file.$name | Should -Be $expected.$name }
                $file.PSProvider.Name | Should -Be 'FileSystem'
                if (-not $IsWindows) { $file.UnixMode | Should -Be $expected.UnixMode; $file.UnixMode | Should -BeLike '-rw*' }
                ($file | Out-String) | Should -Match 'Directory: '
            }
            finally { Pop-Location }
        }
    }

    It 'written by <Name> are so too' -ForEach @(
        @{ Name = 'ConvertTo-Heatmap'; Script = { ConvertTo-Heatmap $sources[0] -Destination ([IO.Path]::Join($folder, 'h.png')) } }
        @{ Name = 'Merge-Lighten'; Script = { $sources | Merge-Lighten -Destination ([IO.Path]::Join($folder, 'm.png')) } }
        @{ Name = 'Export-HeatmapVideo'; Script = { $sources | Export-HeatmapVideo -Path ([IO.Path]::Join($folder, 'v.gif')) -PassThru } }
        @{ Name = 'Export-Colormap'; Script = { Export-Colormap -InputObject viridis -Path ([IO.Path]::Join($folder, 'c.json')) -PassThru } }
    ) {
        $file = & $Script
        $file | Should -BeOfType ([IO.FileInfo])
        $file.PSParentPath | Should -BeLike '*FileSystem::*'
    }
}
