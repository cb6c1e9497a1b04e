# Merges of more than fits in memory: many images, large results, full disks; and what many broken images do.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $folder = New-TestFolder

    # A grey image of one value and a ramp along its rows, of little size on disk.
    function New-Large([string] $Name, [int] $Width, [int] $Height, [int] $Value) {
        $row = [byte[]]::new($Width)
        for ($x = 0; $x -lt $Width; $x++) { $row[$x] = ($Value + $x) % 256 }
        $path = [IO.Path]::Join($folder, "$Name.pgm")
        $stream = [IO.File]::Create($path)
        $header = [Text.Encoding]::ASCII.GetBytes("P5 $Width $Height 255`n")
        $stream.Write($header, 0, $header.Length)
        for ($y = 0; $y -lt $Height; $y++) { $stream.Write($row, 0, $row.Length) }
        $stream.Dispose()
        $png = [IO.Path]::Join($folder, "$Name.png")
        $null = Import-HeatmapImage $path | Export-HeatmapImage -Path $png
        Remove-Item $path
        return $png
    }
}

Describe 'Memory' {
    It 'of a median of 300 images of 2 megapixels, 600 MB decoded, stays below 400 MB' -Skip:(-not $IsLinux) {
        $paths = foreach ($value in 10, 30, 90) { New-Large "stack$value" 2000 1000 $value }
        $temp = New-TestFolder
        $child = Invoke-ChildPwsh -Environment @{ DOTNET_GCHeapHardLimit = '0x10000000'; TMPDIR = $temp } -Argument (@($paths) + $temp) -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$result = @($args[0..2]) * 100 | Merge-Stack -Statistic Median
$peak = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB
$row = $result | Measure-Heatmap -Region 'rect 0,999,1,1', 'rect 99,0,1,1'
"$peak"
"$($row.Mean)"
"$(@(Get-ChildItem $args[3] -Filter heatmapps-*).Count)"
'@
        $child.Output | Should -HaveCount 3 -Because $child.Error
        [double]$child.Output[0] | Should -BeLessThan 400
        $child.Output[1] | Should -Be '30 129'
        $child.Output[2] | Should -Be '0'
    }

    It 'of a sheet of 40 images of 4 megapixels in colour, 480 MB, stays below 400 MB' -Skip:(-not $IsLinux) {
        $path = New-Large 'tile' 2000 2000 0
        $out = [IO.Path]::Join((New-TestFolder), 'sheet.tif')
        $child = Invoke-ChildPwsh -Environment @{ DOTNET_GCHeapHardLimit = '0x10000000' } -Argument $path, $out -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$null = @($args[0]) * 40 | Merge-Mosaic -ColumnCount 10 -Spacing 0 -Colormap viridis -Destination $args[1] -Compression Lzw
$sheet = Import-HeatmapImage $args[1]
"$([Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB) $($sheet.Width) $($sheet.Height) $($sheet.Bands)"
'@
        $child.Output | Should -HaveCount 1 -Because $child.Error
        $peak, $size = $child.Output[0] -split ' ', 2
        $size | Should -Be '20000 8000 3'
        [double]$peak | Should -BeLessThan 400
    }

    It 'of a result over 256 MB is a temporary file''s, of which nothing stays' -Skip:(-not $IsLinux) {
        # 36 megapixels of doubles: 288 MB, more than the heap may have.
        $path = New-Large 'wide' 6000 6000 5
        $temp = New-TestFolder
        $child = Invoke-ChildPwsh -Environment @{ DOTNET_GCHeapHardLimit = '0x8000000'; TMPDIR = $temp } -Argument $path, $temp -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$mean = Merge-Stack $args[0], $args[0] -Statistic Mean
"$(($mean | Measure-Heatmap -Region 'rect 100,5999,1,1').Mean) $($mean.SampleType)"
(Get-ChildItem /proc/self/fd).Target -match "^$($args[1]).*heatmapps-.*deleted" | Measure-Object | ForEach-Object Count
# Ended without a chance to clean up.
Stop-Process -Id $PID -Force
'@
        $child.Output | Should -Be @('105 Float64', '1') -Because $child.Error
        Get-ChildItem $temp -Filter heatmapps-* | Should -BeNullOrEmpty
    }

    It 'that is not there, nor on the disk, is the error TemporaryFileFailed, not that of an image' -Skip:(-not $IsLinux) {
        $path = New-Large 'alone' 6000 6000 5
        $child = Invoke-ChildPwsh -Environment @{ TMPDIR = [IO.Path]::Join($folder, 'not there') } -Argument $path -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$result = Merge-Stack $args[0], $args[0] -ErrorVariable errors -ErrorAction SilentlyContinue
"$($result.Count) $($errors.Count) $($errors[0].FullyQualifiedErrorId)"
'@
        $child.Output | Should -BeLike '0 1 TemporaryFileFailed,*' -Because $child.Error
    }
}

Describe 'Broken images' {
    BeforeAll {
        $noise = (New-TestFrame Noise 90 90 -Type ([byte])).Samples
        $broken = New-TestFolder
        # Of 300 images, more than are open at once, some are cut off at different places.
        $cut = @{ 3 = 2000; 50 = 6000; 51 = 900; 120 = 4000; 260 = 3000; 299 = 5000 }
        $good = [IO.File]::ReadAllBytes((Write-TestPng ([IO.Path]::Join($broken, 'good.png')) 90 90 $noise))
        Remove-Item ([IO.Path]::Join($broken, 'good.png'))
        $paths = foreach ($i in 0..299) {
            $path = [IO.Path]::Join($broken, ('{0:000}.png' -f $i))
            [IO.File]::WriteAllBytes($path, $cut.ContainsKey($i) ? $good[0..$cut[$i]] : $good)
            $path
        }
        $expected = $cut.Keys | Sort-Object | ForEach-Object { $paths[$_] }
    }

    It 'are errors in the order of the inputs, and the others are merged: <Name> of <Count>' -ForEach @(
        @{ Name = 'Merge-Stack'; Count = 300; More = @{ Statistic = 'Mean' } }
        @{ Name = 'Merge-Stack'; Count = 63; More = @{ Statistic = 'Median' } }
        @{ Name = 'Merge-Lighten'; Count = 63; More = @{} }
        @{ Name = 'Merge-Blend'; Count = 63; More = @{ Mode = 'Screen'; Opacity = 0 } }
        @{ Name = 'Merge-Mosaic'; Count = 63; More = @{ ColumnCount = 20; Spacing = 0 } }
    ) {
        $result = & $Name -LiteralPath $paths[0..($Count - 1)] @More -ErrorVariable errors -ErrorAction SilentlyContinue
        @($errors | ForEach-Object { $_.TargetObject }) | Should -Be ($Count -eq 300 ? $expected : $expected[0..2])
        @($errors | ForEach-Object { Get-ErrorId $_ } | Select-Object -Unique) | Should -Be 'ImageCorrupt'
        if ($Name -eq 'Merge-Mosaic') { $result.Height | Should -Be (3 * 90) } else { Should-HavePixels @($result.ToArray()) $noise }
    }

    It 'that are all there are give no result' {
        $result = Merge-Stack -LiteralPath $expected -Statistic Median -ErrorVariable errors -ErrorAction SilentlyContinue
        $result | Should -BeNullOrEmpty
        @($errors | ForEach-Object { $_.TargetObject }) | Should -Be $expected
    }
}
