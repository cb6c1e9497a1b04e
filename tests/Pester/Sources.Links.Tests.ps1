# Files behind symbolic links: what is read, aged, bounded and watched is the file that a link leads to, not the link.

BeforeDiscovery { $canLink = $IsLinux -or $IsMacOS }

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    $folder = New-TestFolder
    $links = New-TestFolder
    function New-Link([string] $Target, [string] $Name = [IO.Path]::GetFileName($Target)) {
        $path = [IO.Path]::Join((New-TestFolder), $Name)
        $null = [IO.File]::CreateSymbolicLink($path, $Target)
        return $path
    }

    # A file of each way of reading.
    $noise = Write-TestTiff ([IO.Path]::Join($folder, 'strips.tif')) 90 70 @(, (New-TestFrame Noise 90 70).Data)
    $gray8 = Optimize-Contrast $noise -BitDepth 8
    foreach ($extension in 'pgm', 'npy', 'npz') { $null = Import-HeatmapImage $noise | Export-HeatmapImage -Path ([IO.Path]::Join($folder, "gray.$extension")) }
    foreach ($extension in 'png', 'bmp', 'jp2', 'gif', 'jpg', 'webp') { $null = $gray8 | Export-HeatmapImage -Path ([IO.Path]::Join($folder, "gray.$extension")) }
    # More pixels than as many bytes as the name of a link has could hold.
    $large = Optimize-Contrast -InputObject ([ushort[, ]]::new(900, 1100)) -Minimum 0 -Maximum 9 -BitDepth 8
    foreach ($extension in 'png', 'jpg') { $null = $large | Export-HeatmapImage -Path ([IO.Path]::Join($folder, "large.$extension")) }
    $color = Optimize-Contrast -InputObject ([byte[, , ]]::new(30, 40, 3)) -Minimum 0 -Maximum 255
    foreach ($extension in 'png', 'tif', 'avif') { $null = $color | Export-HeatmapImage -Path ([IO.Path]::Join($folder, "color.$extension")) }
    Copy-Item -LiteralPath (Get-TestDataPath 'golden/thermal/radiometric.jpg'), (Get-TestDataPath 'golden/thermal/plain_big.fff') -Destination $folder
}

Describe 'A file behind a link' -Skip:(-not $canLink) {
    It 'is read as it is without: <_>' -ForEach @(
        'strips.tif', 'gray.pgm', 'gray.npy', 'gray.npz', 'gray.png', 'gray.bmp', 'gray.jp2', 'gray.gif', 'gray.jpg', 'gray.webp', 'color.png', 'color.tif', 'color.avif', 'large.png', 'large.jpg', 'radiometric.jpg', 'plain_big.fff'
    ) {
        $path = [IO.Path]::Join($folder, $_)
        $expected = (Import-HeatmapImage -LiteralPath $path).ToArray()
        $linked = New-Link $path
        $linkedFolder = [IO.Path]::Join((New-TestFolder), 'frames')
        $null = [IO.Directory]::CreateSymbolicLink($linkedFolder, $folder)
        $relative = [IO.Path]::Join($linkedFolder, "relative $_")
        $null = [IO.File]::CreateSymbolicLink($relative, $_)
        foreach ($way in $linked, (New-Link $linked), ([IO.Path]::Join($linkedFolder, $_)), $relative) {
            $image = Import-HeatmapImage -LiteralPath $way
            $image.Path | Should -Be $way
            Should-HavePixels $image.ToArray() $expected
        }
    }

    It 'that leads nowhere, or in a circle, is ImageNotFound or ImageReadFailed' {
        $circle = [IO.Path]::Join((New-TestFolder), 'circle.png')
        $null = [IO.File]::CreateSymbolicLink($circle, $circle)
        $null = { Import-HeatmapImage -LiteralPath (New-Link ([IO.Path]::Join($folder, 'gone.png'))) } | Should-ThrowId ImageNotFound
        $record = @(Import-HeatmapImage -LiteralPath $circle 2>&1)
        Get-ErrorId $record[0] | Should -BeIn 'ImageNotFound', 'ImageReadFailed'
    }

    It 'is watched: changed, or the link led elsewhere, it is SourceChanged' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.png')
        Copy-Item -LiteralPath ([IO.Path]::Join($folder, 'gray.png')) -Destination $path
        $link = New-Link $path
        $image = Import-HeatmapImage -LiteralPath $link
        [IO.File]::SetLastWriteTimeUtc($path, [datetime]::new(2020, 1, 1, 0, 0, 0, [DateTimeKind]::Utc))
        $null = { $image | Measure-Heatmap } | Should-ThrowId SourceChanged

        # Another file with the same bytes and times.
        $other = [IO.Path]::Join((New-TestFolder), 'a.png')
        Copy-Item -LiteralPath $path -Destination $other
        [IO.File]::SetLastWriteTimeUtc($other, [datetime]::new(2020, 1, 1, 0, 0, 0, [DateTimeKind]::Utc))
        $image = Import-HeatmapImage -LiteralPath $link
        [IO.File]::Delete($link)
        $null = [IO.File]::CreateSymbolicLink($link, $other)
        $null = { $image | Measure-Heatmap } | Should-ThrowId SourceChanged
    }

    It 'led elsewhere while its rows are read is SourceChanged' {
        $first = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'a.tif')) 600 900 @(, (New-TestFrame Noise 600 900).Data)
        $second = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'a.tif')) 600 900 @(, (New-TestFrame Noise 600 900 -Seed 2).Data)
        $link = New-Link $first
        $rows = [HeatmapPS.Tests.EngineRows]::new((Import-HeatmapImage -LiteralPath $link))
        try {
            $null = $rows.Read(1)
            [IO.File]::Delete($link)
            $null = [IO.File]::CreateSymbolicLink($link, $second)
            $null = { $rows.ReadRest() } | Should-ThrowId SourceChanged
        }
        finally { $rows.Dispose() }
    }

    It 'decides by its own age whether -IfNewer writes' {
        $source = [IO.Path]::Join((New-TestFolder), 'a.png')
        Copy-Item -LiteralPath ([IO.Path]::Join($folder, 'gray.png')) -Destination $source
        $link = New-Link $source
        $out = New-TestFolder
        $merged = [IO.Path]::Join($out, 'merged.png')
        $run = {
            @(ConvertTo-Heatmap -LiteralPath $link -Destination $out -IfNewer).Count
            @(Merge-Lighten -LiteralPath $link, $link -Destination $merged -IfNewer).Count
        }
        & $run | Should -Be 1, 1
        [IO.File]::SetLastWriteTimeUtc($source, [datetime]::UtcNow.AddHours(-1))
        & $run | Should -Be 0, 0
        [IO.File]::SetLastWriteTimeUtc($source, [datetime]::UtcNow.AddHours(1))
        & $run | Should -Be 1, 1
    }
}

Describe 'Settings behind a link' -Skip:(-not $canLink) {
    It 'are read: a scale and a colormap' {
        $scale = [IO.Path]::Join((New-TestFolder), 'scale.json')
        Get-HeatmapScale -Minimum 3 -Maximum 9 | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath $scale
        (ConvertTo-Heatmap -LiteralPath ([IO.Path]::Join($folder, 'gray.npy')) -Scale (New-Link $scale)).Scale.Maximum | Should -Be 9
        $map = [IO.Path]::Join((New-TestFolder), 'map.csv')
        [IO.File]::WriteAllText($map, "0,0,0`n255,0,0`n255,255,255`n")
        (Import-Colormap -LiteralPath (New-Link $map)).Count | Should -Be 3
    }

    It 'are bounded by what the link leads to' {
        # Of no bytes on the disk.
        $large = [IO.Path]::Join((New-TestFolder), 'large.json')
        $stream = [IO.File]::Create($large)
        $stream.SetLength(300MB)
        $stream.Dispose()
        $map = New-Link $large 'map.csv'
        $before = [GC]::GetTotalAllocatedBytes($true)
        $null = { ConvertTo-Heatmap -LiteralPath ([IO.Path]::Join($folder, 'gray.npy')) -Scale (New-Link $large) } | Should-ThrowId ScaleInvalid
        $null = { Import-Colormap -LiteralPath $map -Format Csv } | Should-ThrowId ColormapFileInvalid
        ([GC]::GetTotalAllocatedBytes($true) - $before) / 1MB | Should -BeLessThan 50
    }
}

Describe 'The place that a path leads to' -Skip:$IsWindows {
    BeforeAll {
        $realPath = (Get-HeatmapScale -Minimum 0 -Maximum 1).GetType().Assembly.GetType('HeatmapPS.Engine.Files.RealPath')
        # Temporary folders may lie behind links themselves.
        $root = $realPath::Of((New-TestFolder))
        foreach ($folder in 'a/b/real', 'x') { $null = [IO.Directory]::CreateDirectory([IO.Path]::Join($root, $folder)) }
        $links = [ordered]@{
            'folder' = 'a/b/real'; 'x/up' = '../folder/../up.txt'; 'x/beside' = 'other.txt'; 'a/absolute' = "$root/x/beside"; 'x/through' = '../a/./b//real/file.txt'; 'x/nowhere' = '../none/deep.txt'
            'x/last' = 'through'
        }
        foreach ($i in 1..12) { $links["chain$i"] = $i -eq 1 ? 'x/last' : "chain$($i - 1)" }
        foreach ($name in $links.Keys) { $null = [IO.File]::CreateSymbolicLink([IO.Path]::Join($root, $name), $links[$name]) }
    }

    It 'is <Place> for <Path>' -ForEach @(
        @{ Path = 'x/other.txt'; Place = 'x/other.txt' }
        @{ Path = 'folder/file.txt'; Place = 'a/b/real/file.txt' }
        @{ Path = 'x/up'; Place = 'a/b/up.txt' }
        @{ Path = 'x/beside'; Place = 'x/other.txt' }
        @{ Path = 'a/absolute'; Place = 'x/other.txt' }
        @{ Path = 'folder/../../absolute'; Place = 'x/other.txt' }
        @{ Path = 'x/through'; Place = 'a/b/real/file.txt' }
        @{ Path = 'x/nowhere'; Place = 'none/deep.txt' }
        @{ Path = 'chain12'; Place = 'a/b/real/file.txt' }
    ) {
        $realPath::Of("$root/$Path") | Should -BeExactly "$root/$Place"
    }
}
