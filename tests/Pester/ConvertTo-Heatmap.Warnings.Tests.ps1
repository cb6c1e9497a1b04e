# What is said of images whose colours may not show what one thinks: once, by one rule for all cmdlets.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Numbers of 16 bits with a range of their own.
    function New-Field([int] $Base) { return Import-HeatmapImage -InputObject ([ushort[]](($Base)..($Base + 63))) -Width 8 -Height 8 }

    # Two files of 16 bits, whose ranges differ.
    function New-Files {
        $folder = New-TestFolder
        return 1, 2 | ForEach-Object { Write-TestPng ([IO.Path]::Join($folder, "f$_.png")) 8 8 ([ushort[]]((1000 * $_)..(1000 * $_ + 63))) -BitDepth 16 }
    }

    # An RGB picture of one colour, as a file.
    function New-ColorFile([string] $Name = 'c.png') {
        return Write-TestPng ([IO.Path]::Join((New-TestFolder), $Name)) 4 4 ([ushort[]](@(200, 10, 90) * 16)) -ColorType 2
    }
}

Describe 'The grey of a colour picture' {
    It 'is said once, with the name of the first' {
        $first, $second = (New-ColorFile 'first.png'), (New-ColorFile 'second.png')
        $map = ConvertTo-Heatmap $first, $second -WarningVariable said -WarningAction SilentlyContinue
        $map.Count | Should -Be 2
        $map[0].Raster.ToArray()[0, 0] | Should -Be 76
        @($said).Count | Should -Be 1
        "$said" | Should -Match "'first\.png' is a colour picture"
        $null = ConvertTo-Heatmap $first, $second -SharedScale -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match "'first\.png' is a colour picture"
    }

    It 'is said of objects, and not where it was chosen: <Name>' -ForEach @(
        @{ Name = 'a colour raster'; Times = 1; Script = { Import-HeatmapImage (New-ColorFile) } }
        @{ Name = 'a grey raster'; Times = 0; Script = { Import-HeatmapImage (New-ColorFile) -As Gray } }
        @{ Name = 'ConvertTo-Grayscale'; Times = 0; Script = { ConvertTo-Grayscale (New-ColorFile) -Method Maximum } }
        @{ Name = 'numbers'; Times = 0; Script = { New-Field 5 } }
        @{ Name = 'a heatmap'; Times = 0; Script = { New-Field 5 | ConvertTo-Heatmap } }
    ) {
        $null = & $Script | ConvertTo-Heatmap -WarningVariable said -WarningAction SilentlyContinue
        $said.Count | Should -Be $Times
    }

    It 'is not said with -Band' {
        (Import-HeatmapImage (New-ColorFile) -Band 1 | ConvertTo-Heatmap -WarningVariable said).Raster.ToArray()[0, 0] | Should -Be 200
        $said | Should -BeNullOrEmpty
    }
}

Describe 'Limits that leave nearly all pixels on one side' {
    It 'are said once: <Name>' -ForEach @(
        @{ Name = 'above'; Limits = @{ Minimum = 0; Maximum = 50 }; Match = 'above the limits 0 to 50' }
        @{ Name = 'below'; Limits = @{ Minimum = 5000; Maximum = 9000 }; Match = 'below the limits 5000 to 9000' }
        @{ Name = 'regions'; Limits = @{ Boundary = 0, 10, 20 }; Match = 'above the limits 0 to 20' }
        @{ Name = 'a saved scale'; Limits = @{ Scale = '{"Minimum":0,"Maximum":1}' }; Match = 'above the limits 0 to 1' }
    ) {
        $parameters = $Limits.Clone()
        if ($parameters.Scale) { $parameters.Scale = $parameters.Scale | ConvertFrom-Json }
        $null = (New-Field 1000), (New-Field 2000) | ConvertTo-Heatmap @parameters -WarningVariable said -WarningAction SilentlyContinue
        @($said).Count | Should -Be 1
        "$said" | Should -Match $Match
    }

    It 'are said of files too, whose pixels pass only once: <Name>' -ForEach @(
        @{ Name = '16 bits'; Type = 'UInt16'; Value = 3000 }
        @{ Name = 'floats'; Type = 'Single'; Value = 3000.5 }
        @{ Name = 'floats with nodata'; Type = 'Single'; Value = 3000.5; NoData = 7 }
        @{ Name = '8-bit TIFF'; Type = 'Byte'; Value = 200 }
    ) {
        $folder = New-TestFolder
        $data = [Array]::CreateInstance([type] $Type, 400)
        foreach ($i in 0..399) { $data[$i] = $Value }
        $file = Write-TestTiff ([IO.Path]::Join($folder, 'a.tif')) 20 20 @(, $data)
        $more = $NoData ? @{ NoDataValue = $NoData } : @{}
        $null = Import-HeatmapImage $file @more | ConvertTo-Heatmap -Minimum 0 -Maximum 100 -Destination $folder -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match "100 % of the pixels of 'a\.tif' are above the limits 0 to 100"
        $null = Import-HeatmapImage $file @more | ConvertTo-Heatmap -Minimum 0 -Maximum 5000 -Destination $folder -Force -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -BeNullOrEmpty
    }

    It 'are said of 8-bit PNG files by their type alone, which are copied' {
        $file = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'a.png')) 4 4 ([ushort[]](@(9) * 16))
        $null = ConvertTo-Heatmap $file -Minimum 300 -Maximum 400 -Destination (New-TestFolder) -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match "100 % of the pixels of 'a\.png' are below"
    }

    It 'are not said: <Name>' -ForEach @(
        @{ Name = 'where the side has a colour of its own'; Parameters = @{ Minimum = 5000; Maximum = 9000; UnderColor = 'black' } }
        @{ Name = 'where some pixels lie inside'; Parameters = @{ Minimum = 1060; Maximum = 9000 } }
        @{ Name = 'where the data set them'; Parameters = @{ Percentile = 2, 98 } }
    ) {
        $null = New-Field 1000 | ConvertTo-Heatmap @Parameters -WarningVariable said
        $said | Should -BeNullOrEmpty
        $null = New-Field 1000 | ConvertTo-Heatmap @Parameters -Destination (New-TestFolder) -WarningVariable said
        $said | Should -BeNullOrEmpty
    }
}

Describe 'Ranges of their own' {
    BeforeAll {
        $files = New-Files
        $photo = Import-HeatmapImage -InputObject ([byte[]](@(100) * 64)) -Width 8 -Height 8
    }

    It 'are said by <Name>' -ForEach @(
        @{ Name = 'ConvertTo-Heatmap'; Script = { ConvertTo-Heatmap $files -Destination (New-TestFolder) @more } }
        @{ Name = 'Export-HeatmapReport'; Script = { $files | Get-Item | Export-HeatmapReport -Path ([IO.Path]::Join((New-TestFolder), 'r.html')) @more } }
        @{ Name = 'Merge-Overlay'; Script = { Merge-Overlay $files -Photo $photo @more } }
    ) {
        $more = @{}
        $out = @(& $Script 3>&1)
        @($out.Where{ $_ -is [Management.Automation.WarningRecord] }).Message | Should -Match '^Each of the 2 images has its own range'
        foreach ($more in @{ SharedScale = $true }, @{ SharedScale = $false }, @{ Minimum = 0; Maximum = 5000 }) {
            $out = @(& $Script 3>&1)
            $out.Where{ $_ -is [Management.Automation.WarningRecord] } | Should -BeNullOrEmpty
        }
    }
}

Describe 'Different units in one scale' {
    BeforeAll {
        $warm = Import-HeatmapImage -InputObject ([float[]](20, 30)) -Width 2 -Height 1 -Unit '°C'
        $counts = Import-HeatmapImage -InputObject ([float[]](9000, 9500)) -Width 2 -Height 1 -Unit counts
        $photo = Import-HeatmapImage -InputObject ([byte[]](10, 20)) -Width 2 -Height 1
    }

    It 'are said with their names, in one order, and the scale has none: <Name>' -ForEach @(
        @{ Name = 'Get-HeatmapScale'; Script = { $images | Get-HeatmapScale } }
        @{ Name = 'ConvertTo-Heatmap'; Script = { ($images | ConvertTo-Heatmap -SharedScale)[0].Scale } }
        @{ Name = 'Merge-Overlay'; Script = { $null = $images | Merge-Overlay -Photo $photo -SharedScale; @{ Unit = $null } } }
        @{ Name = 'Merge-Mosaic'; Script = { $null = $images | Merge-Mosaic -SharedScale -Colormap gray; @{ Unit = $null } } }
        @{ Name = 'Export-HeatmapReport'; Script = { $null = $images | Export-HeatmapReport -Path ([IO.Path]::Join((New-TestFolder), 'r.html')) -SharedScale; @{ Unit = $null } } }
        @{ Name = 'Export-HeatmapVideo'; Script = { $null = $images | Export-HeatmapVideo -Path ([IO.Path]::Join((New-TestFolder), 'v.gif')); @{ Unit = $null } } }
    ) {
        foreach ($images in @($warm, $counts), @($counts, $warm)) {
            $all = @(& $Script 3>&1)
            $said = @($all.Where{ $_ -is [Management.Automation.WarningRecord] })
            $said.Count | Should -Be 1
            $said[0].Message | Should -Match "^The images have different units, counts \('image'\) and °C \('image'\)"
            $all.Where{ $_ -isnot [Management.Automation.WarningRecord] }[0].Unit | Should -BeNullOrEmpty
        }
    }

    It 'count images without a unit' {
        $plain = Import-HeatmapImage -InputObject ([float[]](1, 2)) -Width 2 -Height 1
        foreach ($images in @($plain, $warm), @($warm, $plain)) {
            ($images | Get-HeatmapScale -WarningVariable said -WarningAction SilentlyContinue).Unit | Should -BeNullOrEmpty
            "$said" | Should -Match "^The images have different units, °C \('image'\) and none \('image'\)"
            $null = $images | Merge-Mosaic -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match '^The images have different units'
        }
    }

    It 'name the alphabetically first image of each unit, whatever the order' {
        $folder = New-TestFolder
        $plain = 'b', 'a', 'c' | ForEach-Object { Write-TestPng ([IO.Path]::Join($folder, "$_.png")) 2 1 1, 2 }
        foreach ($images in @($plain + $warm), @(@($warm) + $plain)) {
            $null = $images | ConvertTo-Heatmap -SharedScale -Range Data -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Match "^The images have different units, °C \('image'\) and none \('a\.png'\)"
        }
    }

    It 'are silent if all images have the same unit, or none' {
        $plain = Import-HeatmapImage -InputObject ([float[]](1, 2)) -Width 2 -Height 1
        ($warm, $warm | Get-HeatmapScale -WarningVariable said).Unit | Should -Be '°C'
        ($plain, $plain | Get-HeatmapScale -WarningVariable +said).Unit | Should -BeNullOrEmpty
        $said | Should -BeNullOrEmpty
    }
}

Describe 'A picture of another colormap' {
    BeforeAll {
        $numbers = Import-HeatmapImage -InputObject ([byte[]](0..255)) -Width 16 -Height 16
        $inferno = ($numbers | ConvertTo-Heatmap -Colormap inferno).Render(8)
    }

    It 'is said once with the share of far pixels, of objects and files: <Map>' -ForEach @(
        @{ Map = 'jet' }, @{ Map = 'viridis' }, @{ Map = 'magma' }, @{ Map = 'gray' }
    ) {
        $null = $inferno, $inferno | ConvertFrom-Heatmap -Colormap $Map -WarningVariable said -WarningAction SilentlyContinue
        $about = @($said.Where{ "$_" -match 'far from every colour' })
        $about.Count | Should -Be 1
        "$about" | Should -Match '^(\d+(\.\d)?) % of the pixels of'
        $share = [double] ("$about" -replace ' %.*')
        $distance = ($inferno | ConvertFrom-Heatmap -Colormap $Map -WithDistance -WarningAction SilentlyContinue).ToArray()
        $far = (0..255).Where{ $distance[[Math]::Floor($_ / 16), ($_ % 16), 1] -gt 0.05 }.Count
        $share | Should -Be ([Math]::Round(100 * $far / 256, 1))
        $file = [IO.Path]::Join((New-TestFolder), 'a.png')
        $inferno | Export-HeatmapImage -Path $file
        $null = ConvertFrom-Heatmap $file -Colormap $Map -Destination (New-TestFolder) -WarningVariable said -WarningAction SilentlyContinue
        "$($said.Where{ "$_" -match 'far from every colour' })" | Should -Match ([regex]::Escape("$([Math]::Round(100 * $far / 256, 1)) % of the pixels of 'a.png'"))
    }

    It 'is not said of the right one, as PNG and as JPEG' {
        foreach ($name in 'a.png', 'a.jpg') {
            $file = [IO.Path]::Join((New-TestFolder), $name)
            $inferno | Export-HeatmapImage -Path $file
            $null = ConvertFrom-Heatmap $file -Colormap inferno -WarningVariable said
            $said | Should -BeNullOrEmpty
        }
    }
}
