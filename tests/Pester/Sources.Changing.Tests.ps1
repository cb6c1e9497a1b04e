# Files that change while their pixels are read: written anew by a camera, copied over by rsync, cut by a full disk. The process lives,
# and what was read of such a file is an error.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Opens each file of a folder in a process of its own, reads its first row where that does not read all of it, does something to the
    # file, and reads the rest. One line a file: its name and what came of it.
    function Invoke-ChangeWhileRead([string] $Folder, [string] $Change) {
        return Invoke-ChildPwsh -Argument $Folder, $Change, ([HeatmapPS.Tests.EngineRows].Assembly.Location) -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$null = [Reflection.Assembly]::LoadFrom($args[2])
foreach ($path in [IO.Directory]::GetFiles($args[0])) {
    $name = [IO.Path]::GetFileName($path)
    $image = Import-HeatmapImage -LiteralPath $path
    try {
        $rows = [HeatmapPS.Tests.EngineRows]::new($image)
        if ($name -notmatch '\.(webp|gif|avif)$') { $null = $rows.Read(1) }
        $bytes = [IO.File]::ReadAllBytes($path)
        switch ($args[1]) {
            'shrinks' { $stream = [IO.File]::Open($path, 'Open', 'Write', 'ReadWrite, Delete'); $stream.SetLength($bytes.Length / 4); $stream.Dispose() }
            'becomes empty' { $stream = [IO.File]::Open($path, 'Open', 'Write', 'ReadWrite, Delete'); $stream.SetLength(0); $stream.Dispose() }
            'grows' { $stream = [IO.File]::Open($path, 'Append', 'Write', 'ReadWrite, Delete'); $stream.Write($bytes, 0, 100); $stream.Dispose() }
            'is replaced' { [IO.File]::WriteAllBytes("$path.new", $bytes); [IO.File]::Move("$path.new", $path, $true) }
            'goes' { [IO.File]::Delete($path) }
        }
        $null = $rows.ReadRest()
        "$name read"
    }
    catch {
        $fault = $_.Exception
        while ($fault.InnerException -and -not $fault.ErrorId) { $fault = $fault.InnerException }
        "$name $($fault.ErrorId ?? $fault)"
    }
    finally {
        if ($rows) { $rows.Dispose() }
    }
}
'@
    }

    # A file of every way of reading, each of them of a size that is not read at once.
    function New-SourceFolder {
        $folder = New-TestFolder
        $noise = New-TestFrame Noise 1100 900
        $tiff = Write-TestTiff ([IO.Path]::Join($folder, 'strips.tif')) 1100 900 @(, $noise.Data)
        $gray8 = Optimize-Contrast $tiff -BitDepth 8
        $color = Import-HeatmapImage (Write-TestPng ([IO.Path]::Join((New-TestFolder), 'color.png')) 1100 900 (New-TestFrame Noise 3300 900 -Type ([byte])).Data -ColorType 2)
        foreach ($compression in 1, 8) {
            foreach ($orientation in 1, 6) {
                $page = [HeatmapPS.Tests.TiffPage]@{
                    Width = 1100; Height = 900; Bits = 16; Samples = [double[]]$noise.Data; TileWidth = 128; TileHeight = 128; Compression = $compression; Orientation = $orientation
                }
                [IO.File]::WriteAllBytes([IO.Path]::Join($folder, "tiles-$compression-$orientation.tif"), $page.Build())
            }
        }
        foreach ($extension in 'pgm', 'npy', 'npz') { $null = Import-HeatmapImage $tiff | Export-HeatmapImage -Path ([IO.Path]::Join($folder, "gray.$extension")) }
        foreach ($extension in 'png', 'bmp', 'jp2') { $null = $gray8 | Export-HeatmapImage -Path ([IO.Path]::Join($folder, "gray.$extension")) }
        foreach ($extension in 'png', 'jpg', 'webp', 'gif', 'avif', 'tif', 'ppm') { $null = $color | Export-HeatmapImage -Path ([IO.Path]::Join($folder, "color.$extension")) }
        return $folder
    }

    $sources = New-SourceFolder
    $count = [IO.Directory]::GetFiles($sources).Count
}

# Windows lets nobody replace a file that is open.
Describe 'A file that <_> while its rows are read' -ForEach @('shrinks', 'becomes empty', 'grows'; if (-not $IsWindows) { 'is replaced' }) {
    It 'is SourceChanged in every format, and the process lives' {
        $folder = New-TestFolder
        foreach ($path in [IO.Directory]::GetFiles($sources)) { Copy-Item -LiteralPath $path -Destination $folder }
        $result = Invoke-ChangeWhileRead $folder $_
        $result.ExitCode | Should -Be 0
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -HaveCount $count
        foreach ($line in $result.Output) { $line | Should -BeLike '* SourceChanged' }
    }
}

Describe 'An animated WebP that shrinks while its frames are read' {
    It 'gives the frames that it had, and the process lives' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.webp')
        1..8 | ForEach-Object { Optimize-Contrast -InputObject (New-TestFrame Noise 400 300 -Seed $_).Grid -BitDepth 8 -Minimum 0 -Maximum 65535 } | Export-HeatmapVideo -Path $path -Quality 100
        $expected = @(Import-HeatmapVideo -LiteralPath $path | ForEach-Object { [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([byte[]]@($_.ToArray()))) })
        @($expected | Select-Object -Unique) | Should -HaveCount 8
        $result = Invoke-ChildPwsh -Argument $path -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$path = $args[0]
$count = 0
Import-HeatmapVideo -LiteralPath $path | ForEach-Object {
    if ($count++ -eq 0) { $stream = [IO.File]::Open($path, 'Open', 'Write', 'ReadWrite, Delete'); $stream.SetLength(1000); $stream.Dispose() }
    [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([byte[]]@($_.ToArray())))
}
'@
        $result.ExitCode | Should -Be 0
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be $expected
    }
}
