# What every cmdlet that takes images has in common: paths, files, arrays, and their errors.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $cmdlets = 'Import-HeatmapImage', 'ConvertTo-Heatmap', 'ConvertTo-Grayscale'
    $names = @(
        'plain.png', 'with space.png', 'a[1].png', '[ab].png', 'ünïcödé 漢字 🌡.png', "it's & (that); `$x.png", 'a,b=c+d~.png', '-dash.png', 'x`y.png'
        'no extension', 'two.dots.png'
    )
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Image([string] $Path, [int] $Value = 7) {
        $null = [IO.Directory]::CreateDirectory((Split-Path $Path))
        return Write-TestPng $Path 2 2 ([ushort[]]($Value, 1, 2, 3))
    }

    # The first number of what a cmdlet emitted.
    function Get-FirstValue($Image) {
        $array = ($Image.GetType().Name -eq 'Heatmap' ? $Image.Raster : $Image).ToArray()
        return $array[0, 0]
    }
}

Describe 'Paths: <_>' -ForEach $cmdlets {
    BeforeAll {
        $cmdlet = $_
    }

    It 'finds «<_>» by -LiteralPath, from Get-Item, and by -Path' -ForEach $names {
        $folder = New-TestFolder
        $path = New-Image ([IO.Path]::Join($folder, $_))
        Get-FirstValue (& $cmdlet -LiteralPath $path) | Should -Be 7
        Get-FirstValue (Get-Item -LiteralPath $path | & $cmdlet) | Should -Be 7
        Get-FirstValue (Get-ChildItem -LiteralPath $folder | & $cmdlet) | Should -Be 7
        if ($_ -notmatch '`') { Get-FirstValue (& $cmdlet -Path $path) | Should -Be 7 -Because 'a file that is there is meant' }
        Get-FirstValue (& $cmdlet -InputObject ([IO.FileInfo]$path)) | Should -Be 7
        (& $cmdlet -LiteralPath $path).Path | Should -Be $path
    }

    It 'takes wildcards, several paths, and text from the pipeline' {
        $folder = New-TestFolder
        foreach ($i in 1..3) { $null = New-Image ([IO.Path]::Join($folder, "f$i.png")) (10 * $i) }
        $null = New-Item -ItemType Directory -Path ([IO.Path]::Join($folder, 'folder.png'))
        foreach ($images in (& $cmdlet ([IO.Path]::Join($folder, '*.png'))),
            (& $cmdlet ([IO.Path]::Join($folder, 'f[12].png')), ([IO.Path]::Join($folder, 'f3.png'))),
            ((1..3 | ForEach-Object { [IO.Path]::Join($folder, "f$_.png") }) | & $cmdlet),
            (& $cmdlet -InputObject ([IO.Path]::Join($folder, '*.png'))),
            (& $cmdlet -LiteralPath (1..3 | ForEach-Object { [IO.Path]::Join($folder, "f$_.png") }))) {
            $images.Path | Split-Path -Leaf | Should -Be 'f1.png', 'f2.png', 'f3.png'
        }
    }

    It 'resolves relative paths against $PWD, and paths of drives of one''s own' {
        $folder = New-TestFolder
        $null = New-Image ([IO.Path]::Join($folder, 'sub', 'x.png'))
        $null = New-PSDrive -Name HeatmapTest -PSProvider FileSystem -Root $folder -Scope Local
        Push-Location -LiteralPath $folder
        try {
            Get-FirstValue (& $cmdlet sub/x.png) | Should -Be 7
            Get-FirstValue (& $cmdlet -LiteralPath ./sub/x.png) | Should -Be 7
            Get-FirstValue (& $cmdlet HeatmapTest:/sub/x.png) | Should -Be 7
            Get-FirstValue (& $cmdlet 'HeatmapTest:/*/x.png') | Should -Be 7
        }
        finally {
            Pop-Location
        }
    }

    It 'reports <Name> as <Id>' -ForEach @(
        @{ Name = 'a missing file'; Path = 'missing.png'; Id = 'ImageNotFound'; Message = "There is no file '{0}'. Check the path; use -LiteralPath *" }
        @{ Name = 'a pattern without matches'; Path = '*.xyz'; Id = 'ImageNotFound'; Message = "There is no file that matches '{0}'. Check the path; *" }
        @{ Name = 'a pattern in a missing folder'; Path = 'no/such/*.png'; Id = 'ImageNotFound'; Message = "There is no file that matches '{0}'. Check the path; *" }
        @{ Name = 'a folder'; Path = 'folder'; Id = 'ImageNotFound'; Message = "'{0}' is a folder, not an image file. Give file names, *" }
        @{ Name = 'an empty file'; Path = 'empty.png'; Id = 'ImageCorrupt'; Message = "'{0}' is damaged: it is empty. Copy or save the file again." }
        @{ Name = 'a text file'; Path = 'text.png'; Id = 'FormatNotSupported'; Message = "'{0}' is not supported: it is text that starts with 'this is not *'. Get-HeatmapFormat lists what can be read." }
    ) {
        $folder = New-TestFolder
        $null = New-Item -ItemType Directory -Path ([IO.Path]::Join($folder, 'folder'))
        [IO.File]::WriteAllText([IO.Path]::Join($folder, 'empty.png'), '')
        [IO.File]::WriteAllText([IO.Path]::Join($folder, 'text.png'), "this is not a picture`n")
        $target = [IO.Path]::Join($folder, $Path)
        $records = { & $cmdlet $target } | Should-ThrowId $Id -TargetObject $target
        $records | Should -HaveCount 1
        $records[0].FullyQualifiedErrorId | Should -BeLike "$Id,HeatmapPS.Commands.*"
        $records[0].CategoryInfo.Category | Should -Be (@{ ImageNotFound = 'ObjectNotFound'; ImageCorrupt = 'InvalidData'; FormatNotSupported = 'NotImplemented' }[$Id])
        $records[0].Exception.Message | Should -BeLike ($Message -f [WildcardPattern]::Escape($target))
    }

    It 'reports a path that is none of the file system, and a drive that is not there' {
        # Neither is reported as an error nobody foresaw.
        $null = { & $cmdlet Env:/PATH } | Should-ThrowId ImageNotFound
        $null = { & $cmdlet -LiteralPath Env:/PATH } | Should-ThrowId ImageNotFound
        $null = { & $cmdlet NoSuchDrive:/x.png } | Should-ThrowId ImageNotFound
        $null = { & $cmdlet 'NoSuchDrive:/*.png' } | Should-ThrowId ImageNotFound
    }

    It 'reports a folder among piped items, and takes the rest' {
        $folder = New-TestFolder
        $null = New-Image ([IO.Path]::Join($folder, 'x.png'))
        $sub = (New-Item -ItemType Directory -Path ([IO.Path]::Join($folder, 'a-folder'))).FullName
        $images = Get-ChildItem -LiteralPath $folder | Sort-Object Name | & $cmdlet -ErrorAction SilentlyContinue -ErrorVariable failed
        Get-FirstValue $images | Should -Be 7
        $failed.TargetObject | Should -Be $sub
        $failed.FullyQualifiedErrorId | Should -BeLike 'ImageNotFound,*'
    }

    It 'goes on after a bad file, and stops there with -ErrorAction Stop' {
        $folder = New-TestFolder
        $paths = foreach ($name in 'a', 'b', 'c') { New-Image ([IO.Path]::Join($folder, "$name.png")) }
        [IO.File]::WriteAllText($paths[1], 'broken')
        $images = & $cmdlet -LiteralPath $paths -ErrorAction SilentlyContinue -ErrorVariable failed
        $images.Path | Should -Be $paths[0], $paths[2]
        $failed | Should -HaveCount 1
        { & $cmdlet -LiteralPath $paths -ErrorAction Stop } | Should -Throw
    }

    It 'keeps no handle: the file can be changed, moved and deleted at once' {
        $path = New-Image ([IO.Path]::Join((New-TestFolder), 'x.png'))
        $image = & $cmdlet $path
        $stream = [IO.File]::Open($path, 'Open', 'ReadWrite', 'None')
        $stream.Dispose()
        if ($IsLinux) {
            # Handles of this process, which locks would not show where they are only advice.
            [IO.Directory]::GetFiles('/proc/self/fd') | ForEach-Object { [IO.File]::ResolveLinkTarget($_, $false).FullName } | Should -Not -Contain $path
        }
        Remove-Item -LiteralPath $path
        $image.Width | Should -Be 2
    }
}

Describe 'Arrays: <_>' -ForEach $cmdlets {
    BeforeAll {
        $cmdlet = $_
    }

    It 'takes a <Type>[,]' -ForEach @(([byte], [sbyte], [ushort], [short], [uint], [int], [float], [double]) | ForEach-Object { @{ Type = $_ } }) {
        $array = [Array]::CreateInstance($Type, 2, 3)
        foreach ($i in 0..5) { $array.SetValue($i -as $Type, [Math]::Floor($i / 3), $i % 3) }
        foreach ($image in (& $cmdlet -InputObject $array), (, $array | & $cmdlet)) {
            $image.Width, $image.Height | Should -Be 3, 2
            Should-HavePixels ($image.Raster ?? $image).ToArray() (0..5)
            $image.Path | Should -BeNullOrEmpty
        }
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'jagged bytes'; Array = { , ([byte[][]]@([byte[]](0, 1, 2), [byte[]](3, 4, 5))) } }
        @{ Name = 'a list of lists as a script writes it'; Array = { , @(@(0, 1, 2), @(3, 4, 5)) } }
        @{ Name = 'a list of lists with fractions'; Array = { , @(@(0.0, 1, 2), @(3, 4, 5)) } }
        @{ Name = 'long[,] that doubles hold'; Array = { $a = [long[,]]::new(2, 3); foreach ($i in 0..5) { $a[[Math]::Floor($i / 3), ($i % 3)] = $i }; , $a } }
    ) {
        $image = & $cmdlet -InputObject (& $Array)
        $image.Width, $image.Height | Should -Be 3, 2
        Should-HavePixels ($image.Raster ?? $image).ToArray() (0..5)
    }

    It 'takes image objects and arrays by position, as it does paths' {
        $array = [ushort[,]]::new(2, 3)
        (& $cmdlet $array).Width | Should -Be 3
        $image = Import-HeatmapImage -InputObject $array
        (& $cmdlet $image).Width | Should -Be 3
        @(& $cmdlet $image, $image).Count | Should -Be 2
    }

    It 'takes a flat array that Import-HeatmapImage gave a shape' {
        $image = Import-HeatmapImage -InputObject ([ushort[]](1..6)) -Width 2 -Height 3 | & $cmdlet
        $image.Width, $image.Height | Should -Be 2, 3
        Should-HavePixels ($image.Raster ?? $image).ToArray() (1..6)
    }

    It 'refuses <Name> as ArrayInvalid' -ForEach @(
        @{ Name = 'a flat array without a size'; Parameters = { @{ InputObject = [byte[]](1, 2, 3) } } }
        @{ Name = 'an empty array'; Parameters = { @{ InputObject = [byte[,]]::new(0, 0) } } }
        @{ Name = 'four dimensions'; Parameters = { @{ InputObject = [byte[, , , ]]::new(1, 1, 1, 1) } } }
        @{ Name = 'rows of different lengths'; Parameters = { @{ InputObject = @([byte[]](1, 2), [byte[]](1)) } } }
        @{ Name = 'text'; Parameters = { $a = [string[,]]::new(1, 2); $a[0, 0] = $a[0, 1] = 'a'; @{ InputObject = $a } } }
        @{ Name = 'a bare number'; Parameters = { @{ InputObject = 5 } } }
    ) {
        $parameters = & $Parameters
        $records = { & $cmdlet @parameters } | Should-ThrowId ArrayInvalid
        $records[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'tells once, for an array that the pipeline unrolled, what to do' {
        $records = { [byte[,]]::new(30, 30) | & $cmdlet } | Should-ThrowId ArrayInvalid
        $records | Should -HaveCount 1
        $records[0].Exception.Message | Should -Match '-InputObject \$array'
        $records[0].Exception.Message | Should -Match ',\$array'
    }

    It 'takes rows that name a file: <Name>' -ForEach @(
        @{ Name = 'Path'; Row = { param($p) [pscustomobject]@{ Path = $p } } }
        @{ Name = 'FullName'; Row = { param($p) [pscustomobject]@{ FullName = $p; Length = 3 } } }
        @{ Name = 'PSPath'; Row = { param($p) [pscustomobject]@{ PSPath = "Microsoft.PowerShell.Core\FileSystem::$p" } } }
        @{ Name = 'LiteralPath'; Row = { param($p) [pscustomobject]@{ LiteralPath = $p } } }
        @{ Name = 'Select-Object'; Row = { param($p) Get-Item -LiteralPath $p | Select-Object FullName } }
        @{ Name = 'a file in a property'; Row = { param($p) [pscustomobject]@{ Path = Get-Item -LiteralPath $p } } }
        @{ Name = 'Import-Csv'; Row = { param($p) "Path,Site`n`"$p`",roof" | ConvertFrom-Csv } }
        @{ Name = 'a job'; Row = { param($p) [pscustomobject]@{ Path = $p; PSComputerName = 'localhost' } } }
    ) {
        # A path in a row is literal.
        $path = New-Image ([IO.Path]::Join((New-TestFolder), 'a[1].png')) 5
        Get-FirstValue (& $Row $path | & $cmdlet) | Should -Be 5
        Get-FirstValue (& $cmdlet -InputObject (& $Row $path)) | Should -Be 5
    }

    It 'takes the page that a row names' {
        $path = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'm.tif')) 1 1 @(([byte[]](1)), ([byte[]](2)))
        Get-FirstValue ([pscustomobject]@{ Path = $path; Page = '2' } | & $cmdlet) | Should -Be 2
    }

    It 'never opens the path of a row from elsewhere: <Name>' -ForEach @(
        @{ Name = 'another computer'; Row = { param($p) [pscustomobject]@{ Path = $p; PSComputerName = 'plant7' } } }
        @{ Name = 'a measurement of another process'; Row = { param($p) [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Measure-Heatmap -LiteralPath $p))) } }
    ) {
        $path = New-Image ([IO.Path]::Join((New-TestFolder), 'a.png'))
        $rows = & $Row $path
        $null = { $rows | & $cmdlet } | Should-ThrowId InputElsewhere
    }

    It 'takes what was measured, with the numbers that were measured' {
        $files = foreach ($value in 7, 9) { New-Image ([IO.Path]::Join((New-TestFolder), "v$value.png")) $value }
        $hot = Import-HeatmapImage $files -Gain 2 | Measure-Heatmap | Where-Object Maximum -GT 14 | & $cmdlet
        @($hot).Count | Should -Be 1
        Get-FirstValue $hot | Should -Be 18
    }

    It 'takes what was compared' {
        $files = foreach ($value in 7, 9) { New-Image ([IO.Path]::Join((New-TestFolder), "v$value.png")) $value }
        $other = Import-HeatmapImage $files -Gain 2 | Compare-HeatmapImage -Reference (Import-HeatmapImage $files[0] -Gain 2) | Where-Object IsEqual -EQ $false | & $cmdlet
        Get-FirstValue $other | Should -Be 18
    }

    It 'refuses an object that is no image: <Name>' -ForEach @(@{ Name = 'a hashtable'; Value = @{ a = 1 } }, @{ Name = 'a date'; Value = [datetime]'2020-01-01' }) {
        $records = { & $cmdlet -InputObject $Value } | ForEach-Object { try { & $_ 2>&1 } catch { $_ } }
        Get-ErrorId @($records)[0] | Should -BeIn 'InputNotSupported', 'ArrayInvalid'
    }

    It 'does not look at an array again that changed since' {
        $array = [byte[,]]::new(1, 1)
        $image = & $cmdlet -InputObject $array
        $array[0, 0] = 9
        Get-FirstValue $image | Should -Be 0
    }
}

Describe 'Bands of arrays' {
    It '<Bands> are <Model>' -ForEach @(@{ Bands = 1; Model = 'Gray' }, @{ Bands = 2; Model = 'Gray' }, @{ Bands = 3; Model = 'Rgb' }, @{ Bands = 4; Model = 'Rgb' }, @{ Bands = 5; Model = 'Multiband' }) {
        $array = [Array]::CreateInstance([ushort], 2, 3, $Bands)
        $image = Import-HeatmapImage -InputObject $array
        $image.Width, $image.Height, $image.Bands, "$($image.ColorModel)" | Should -Be 3, 2, $Bands, $Model
        $image.HasAlpha | Should -Be ($Bands -in 2, 4)
    }
}

Describe 'Sizes take both spellings' {
    It '<Name>' -ForEach @(
        @{ Name = 'Merge-Mosaic -TileSize'; Call = { param($size) $frame | Merge-Mosaic -TileSize $size -Spacing 0 -Colormap gray } }
        @{ Name = 'Optimize-Contrast -TileGridSize'; Call = { param($size) $frame | Optimize-Contrast -Clahe -TileGridSize $size } }
        @{
            Name = 'Export-HeatmapVideo -Size'; Call = {
                param($size)
                $path = [IO.Path]::Join((New-TestFolder), 'a.apng')
                $frame | Export-HeatmapVideo -Path $path -Size $size -Colormap gray
                @(Import-HeatmapVideo $path)[0]
            }
        }
        @{
            Name = 'Export-HeatmapImage -CellSize'; Call = {
                param($size)
                $path = [IO.Path]::Join((New-TestFolder), 'a.png')
                @([pscustomobject]@{ X = 1; Y = 'a'; Value = 2 }) | ConvertTo-HeatmapGrid X Y Value | ConvertTo-Heatmap |
                    Export-HeatmapImage -Path $path -CellSize $size
                Import-HeatmapImage $path
            }
        }
    ) {
        $frame = Import-HeatmapImage -InputObject (New-TestFrame Noise 40 30).Grid
        $expected = & $Call @(20, 12)
        foreach ($spelling in '20x12', '20X12', ' 20 × 12 ') {
            $image = & $Call $spelling
            $image.Width, $image.Height | Should -Be $expected.Width, $expected.Height
            Should-HavePixels $image.ToArray() $expected.ToArray()
        }
    }
}
