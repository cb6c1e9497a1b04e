# What every cmdlet that writes files has in common: names, existing files, collisions, nothing left behind.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $canLink = $IsLinux -or $IsMacOS
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Image([string] $Path, [int] $Value = 7) {
        $null = [IO.Directory]::CreateDirectory((Split-Path $Path))
        return Write-TestPng $Path 2 1 ([ushort[]]($Value, 255))
    }

    # All files below a folder, relative, hidden ones too.
    function Get-Tree([string] $Folder) {
        return @([IO.Directory]::GetFiles($Folder, '*', 'AllDirectories') | ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_).Replace('\', '/') } | Sort-Object)
    }

    # The grey value that a written file shows in its first pixel, with -Colormap gray.
    function Get-FirstValue([string] $Path) { return (Read-Png $Path).Rgba[0] }
}

Describe 'Outputs of <_>' -ForEach 'ConvertTo-Heatmap', 'ConvertTo-Grayscale' {
    BeforeAll {
        $cmdlet = $_
        $gray = $cmdlet -eq 'ConvertTo-Heatmap' ? @{ Colormap = 'gray' } : @{}
    }

    BeforeEach {
        $folder = New-TestFolder
        $out = [IO.Path]::Join($folder, 'out')
    }

    It 'are FileInfo objects of files named after their sources, in a folder made for them' {
        $files = 'a', 'b [1] ü' | ForEach-Object { New-Image ([IO.Path]::Join($folder, "$_.png")) } | & $cmdlet @gray -Destination ([IO.Path]::Join($out, 'deep', 'er'))
        $files | ForEach-Object { $_ | Should -BeOfType ([IO.FileInfo]) }
        Get-Tree $out | Should -Be 'deep/er/a.png', 'deep/er/b [1] ü.png'
        Get-FirstValue $files[0].FullName | Should -Be 7
    }

    It 'go to one file when the destination has an image extension' {
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        $file = & $cmdlet $source @gray -Destination ([IO.Path]::Join($out, 'result.PNG'))
        $file.Name | Should -BeExactly 'result.PNG'
        Get-FirstValue $file.FullName | Should -Be 7
    }

    It 'go into a folder with an image extension that is there, or that a separator makes one' {
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        $there = [IO.Directory]::CreateDirectory([IO.Path]::Join($folder, 'there.png')).FullName
        (& $cmdlet $source @gray -Destination $there).FullName | Should -Be ([IO.Path]::Join($there, 'a.png'))
        $made = [IO.Path]::Join($folder, 'made.png')
        (& $cmdlet $source @gray -Destination ($made + [IO.Path]::DirectorySeparatorChar)).FullName | Should -Be ([IO.Path]::Join($made, 'a.png'))
    }

    It 'are DestinationInvalid for two inputs and one file, and nothing is written' {
        $sources = 'a', 'b' | ForEach-Object { New-Image ([IO.Path]::Join($folder, "$_.png")) }
        $records = { & $cmdlet -LiteralPath $sources @gray -Destination ([IO.Path]::Join($out, 'one.png')) } | Should-ThrowId DestinationInvalid
        $records[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        Test-Path -LiteralPath $out | Should -BeFalse
    }

    It 'are resolved against $PWD' {
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        Push-Location -LiteralPath $folder
        try { $file = & $cmdlet $source @gray -Destination results } finally { Pop-Location }
        $file.FullName | Should -Be ([IO.Path]::Join($folder, 'results', 'a.png'))
    }

    It 'of two folders with equal names collide: the second is an error' {
        $sources = 'x', 'y' | ForEach-Object { New-Image ([IO.Path]::Join($folder, $_, 'a.png')) }
        $records = { & $cmdlet -LiteralPath $sources @gray -Destination $out } | Should-ThrowId OutputNameCollision -TargetObject $sources[1]
        $records | Should -HaveCount 1
        $records[0].Exception.Message | Should -Match '-Name'
        Get-Tree $out | Should -Be 'a.png'
    }

    It 'of two extensions with equal names collide too' {
        $sources = (New-Image ([IO.Path]::Join($folder, 'a.png'))), (Write-TestTiff ([IO.Path]::Join($folder, 'a.tif')) 1 1 @(, ([byte[]](1))))
        $null = { & $cmdlet -LiteralPath $sources @gray -Destination $out } | Should-ThrowId OutputNameCollision -TargetObject $sources[1]
        $files = & $cmdlet -LiteralPath $sources @gray -Destination $out -Name '{BaseName}-{Extension}' -Force
        $files.Name | Should -Be 'a-png.png', 'a-tif.png'
    }

    It 'are told apart by -Name <Template>: <Expected>' -ForEach @(
        @{ Template = '{Parent}-{BaseName}'; Expected = 'x-a.png', 'y-a.png' }
        @{ Template = '{Index}'; Expected = '0001.png', '0002.png' }
        @{ Template = 'frame {Index:00} ü'; Expected = 'frame 01 ü.png', 'frame 02 ü.png' }
        @{ Template = '{parent}_{INDEX:0}'; Expected = 'x_1.png', 'y_2.png' }
    ) {
        $sources = 'x', 'y' | ForEach-Object { New-Image ([IO.Path]::Join($folder, $_, 'a.png')) }
        $null = & $cmdlet -LiteralPath $sources @gray -Destination $out -Name $Template
        Get-Tree $out | Should -Be $Expected
    }

    It 'keep sub-folders with -RelativeTo' {
        $sources = 'x', [IO.Path]::Join('y', 'z') | ForEach-Object { New-Image ([IO.Path]::Join($folder, $_, 'a.png')) }
        $null = & $cmdlet -LiteralPath $sources @gray -Destination $out -RelativeTo $folder
        Get-Tree $out | Should -Be 'x/a.png', 'y/z/a.png'
        $null = { & $cmdlet -LiteralPath $sources @gray -Destination $out -RelativeTo ([IO.Path]::Join($folder, 'x')) -Force } | Should-ThrowId OutputNameInvalid -TargetObject $sources[1]
    }

    It 'refuse the template <_> before a file is read' -ForEach '{Nonsense}', 'a/b', '..', '{BaseName', 'a:b', 'x*', '{Index:q}' {
        $null = { & $cmdlet -LiteralPath /no/such/file.png @gray -Destination $out -Name $_ } | Should-ThrowId OutputNameInvalid
        Test-Path -LiteralPath $out | Should -BeFalse
    }

    It 'make no folder of a slip in an extension: <_>' -ForEach 'result.pngg', 'result.pn', 'result.svg', 'result.PDF', 'result.tfif', 'result.mp4' {
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        $target = [IO.Path]::Join($folder, $_)
        if ($_ -eq 'result.pn') {
            (& $cmdlet $source @gray -Destination $target).Directory.Name | Should -Be 'result.pn'
            return
        }

        $records = { & $cmdlet $source @gray -Destination $target } | Should-ThrowId FormatNotSupported
        if ($_ -eq 'result.pngg') { $records[0].Exception.Message | Should -Match 'the nearest is \.png' }
        Test-Path -LiteralPath $target | Should -BeFalse
        (& $cmdlet $source @gray -Destination "$target/").Directory.Name | Should -Be (Split-Path $target -Leaf)
    }

    It 'make folders of other names with dots: <_>' -ForEach '2026.11.27', 'run.v2', 'site.north', 'v1.0' {
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        (& $cmdlet $source @gray -Destination ([IO.Path]::Join($folder, $_))).Directory.Name | Should -Be $_
    }

    It 'of pages have the page in their names' {
        $source = Write-TestTiff ([IO.Path]::Join($folder, 'm.tif')) 1 1 @(([byte[]](1)), ([byte[]](2)), ([byte[]](3)))
        (Import-HeatmapImage $source -AllPages | & $cmdlet @gray -Destination $out).Name | Should -Be 'm-1.png', 'm-2.png', 'm-3.png'
        (Import-HeatmapImage $source -Page 3, 2 | & $cmdlet @gray -Destination $out -Name 'p{Page:00}').Name | Should -Be 'p03.png', 'p02.png'
        (Import-HeatmapImage $source -AllPages | & $cmdlet @gray -Destination $out -Name 'i{Index:0}').Name | Should -Be 'i1.png', 'i2.png', 'i3.png'
        Get-FirstValue ([IO.Path]::Join($out, 'm-2.png')) | Should -Be 2
        (Import-HeatmapImage $source -Page 2 | & $cmdlet @gray -Destination ([IO.Path]::Join($folder, 'single'))).Name | Should -Be 'm.png'
        Get-FirstValue ([IO.Path]::Join($folder, 'single', 'm.png')) | Should -Be 2
    }

    It 'of ten pages have two digits, so that they sort' {
        $source = Write-TestTiff ([IO.Path]::Join($folder, 'm.tif')) 1 1 @(1..10 | ForEach-Object { , [byte[]]($_) })
        $null = Import-HeatmapImage $source -AllPages | & $cmdlet @gray -Destination $out
        (Get-Tree $out)[0, 9] | Should -Be 'm-01.png', 'm-10.png'
        Get-FirstValue ([IO.Path]::Join($out, 'm-10.png')) | Should -Be 10
    }

    It 'of arrays are numbered' {
        $arrays = 1, 2 | ForEach-Object { $a = [byte[,]]::new(1, 1); $a[0, 0] = $_; , $a }
        ($arrays | & $cmdlet @gray -Destination $out).Name | Should -Be 'image-0001.png', 'image-0002.png'

        # They are of no age, and so newer than any file.
        (, $arrays[0] | & $cmdlet @gray -Destination $out -IfNewer).Name | Should -Be 'image-0001.png'
    }

    It 'are never an input, even with -Force: <Name>' -ForEach @(
        @{ Name = 'the file itself' }, @{ Name = 'by a relative path with ..' }, @{ Name = 'a folder it lies in' }, @{ Name = 'an image object of it' }
    ) {
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        $before = [IO.File]::ReadAllBytes($source)
        $destination = @{ 'the file itself' = $source; 'by a relative path with ..' = [IO.Path]::Join($folder, 'x', '..', 'a.png'); 'a folder it lies in' = $folder; 'an image object of it' = $folder }[$Name]
        $inputObject = $Name -eq 'an image object of it' ? (Import-HeatmapImage $source) : (Get-Item -LiteralPath $source)
        $null = { $inputObject | & $cmdlet @gray -Destination $destination -Force } | Should-ThrowId OutputIsInput -TargetObject $source
        Should-HavePixels ([IO.File]::ReadAllBytes($source)) $before
    }

    It 'are never an input through a symbolic link: <Name>' -Skip:(-not $canLink) -ForEach @(
        @{ Name = 'link to the file' }, @{ Name = 'link to the folder as destination' }, @{ Name = 'input through a linked folder' }
    ) {
        $source = New-Image ([IO.Path]::Join($folder, 'real', 'a.png'))
        $before = [IO.File]::ReadAllBytes($source)
        $null = New-Item -ItemType SymbolicLink -Path ([IO.Path]::Join($folder, 'linked')) -Target ([IO.Path]::Join($folder, 'real'))
        $null = New-Item -ItemType Directory -Path $out
        $null = New-Item -ItemType SymbolicLink -Path ([IO.Path]::Join($out, 'a.png')) -Target $source
        $in, $destination = switch ($Name) {
            'link to the file' { $source, $out }
            'link to the folder as destination' { $source, [IO.Path]::Join($folder, 'linked') }
            'input through a linked folder' { [IO.Path]::Join($folder, 'linked', 'a.png'), [IO.Path]::Join($folder, 'real') }
        }
        $null = { & $cmdlet -LiteralPath $in @gray -Destination $destination -Force } | Should-ThrowId OutputIsInput
        Should-HavePixels ([IO.File]::ReadAllBytes($source)) $before
    }

    It 'are no later input of the same pipeline' {
        $sources = 'x/a.png', 'y/x-a.png' | ForEach-Object { New-Image ([IO.Path]::Join($folder, $_)) }
        $null = { $sources | Get-Item | & $cmdlet @gray -Destination ([IO.Path]::Join($folder, 'y')) -Name '{Parent}-{BaseName}' -Force } | Should-ThrowId OutputIsInput
        [IO.Path]::Join($folder, 'y', 'y-x-a.png') | Should -Not -Exist
    }

    It 'of two folders that are one collide' -Skip:(-not $canLink) {
        $sources = 'x', 'y' | ForEach-Object { New-Image ([IO.Path]::Join($folder, $_, 'a.png')) }
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Join($out, 'x'))
        $null = [IO.Directory]::CreateSymbolicLink([IO.Path]::Join($out, 'y'), 'x')
        $null = { & $cmdlet -LiteralPath $sources @gray -Destination $out -RelativeTo $folder } | Should-ThrowId OutputNameCollision
    }

    It 'are not an earlier input of the same pipeline' {
        $null = New-Image ([IO.Path]::Join($folder, 'x', 'a.png'))
        $null = New-Image ([IO.Path]::Join($folder, 'y', 'a.png'))
        $sources = [IO.Path]::Join($folder, 'x', 'a.png'), [IO.Path]::Join($folder, 'y', 'a.png')
        $null = { & $cmdlet -LiteralPath $sources @gray -Destination ([IO.Path]::Join($folder, 'x')) -Force } | Should-ThrowId OutputIsInput
        Get-FirstValue $sources[0] | Should -Be 7
    }
}

Describe 'Outputs of Export-HeatmapImage' {
    BeforeEach {
        $folder = New-TestFolder
        $out = [IO.Path]::Join($folder, 'out')
        $images = 'x', 'y' | ForEach-Object { Import-HeatmapImage (New-Image ([IO.Path]::Join($folder, $_, 'a.png'))) }
    }

    It 'with equal names collide' {
        $null = { $images | Export-HeatmapImage $out } | Should-ThrowId OutputNameCollision -TargetObject $images[1].Path
        Get-Tree $out | Should -Be 'a.png'
        $images | Export-HeatmapImage $out -Name '{Parent}{BaseName}'
        Get-Tree $out | Should -Be 'a.png', 'xa.png', 'ya.png'
    }

    It 'for two images and one file are DestinationInvalid, and nothing is written' {
        $null = { $images | Export-HeatmapImage ([IO.Path]::Join($out, 'one.png')) } | Should-ThrowId DestinationInvalid
        Test-Path -LiteralPath $out | Should -BeFalse
    }

    It 'are never the image''s own file' {
        $null = { $images[0] | Export-HeatmapImage $images[0].Path -Force } | Should-ThrowId OutputIsInput -TargetObject $images[0].Path
        Get-FirstValue $images[0].Path | Should -Be 7
    }

    It 'of pages have the page in their names' {
        $source = Write-TestTiff ([IO.Path]::Join($folder, 'm.tif')) 1 1 @(([byte[]](1)), ([byte[]](2)))
        (Import-HeatmapImage $source -AllPages | Export-HeatmapImage $out -PassThru).Name | Should -Be 'm-1.png', 'm-2.png'
    }

    It 'of one page has none, as the file itself has' {
        $source = Write-TestTiff ([IO.Path]::Join($folder, 'm.tif')) 1 1 @(([byte[]](1)), ([byte[]](2)))
        (Import-HeatmapImage $source -Page 2 | Export-HeatmapImage $out -PassThru).Name | Should -Be 'm.png'
    }

    It 'of pages that came from another process have the page in their names' {
        $source = Write-TestTiff ([IO.Path]::Join($folder, 'm.tif')) 1 1 @(([byte[]](1)), ([byte[]](2)))
        Import-HeatmapImage $source -AllPages | Export-Clixml ([IO.Path]::Join($folder, 'm.clixml'))
        (Import-Clixml ([IO.Path]::Join($folder, 'm.clixml')) | ConvertTo-Heatmap -Destination $out).Name | Should -Be 'm-1.png', 'm-2.png'
    }
}

Describe 'Switches that exclude each other' {
    It '<Switches> are told before a file is read' -ForEach @(
        @{ Switches = 'Force', 'SkipExisting' }, @{ Switches = 'Force', 'IfNewer' }, @{ Switches = 'SkipExisting', 'IfNewer' }
    ) {
        $parameters = @{}
        foreach ($switch in $Switches) { $parameters[$switch] = $true }
        $null = { ConvertTo-Heatmap -LiteralPath /no/such/file.png -Destination x @parameters } | Should-ThrowId ParameterConflict
    }
}

Describe 'Existing files' {
    BeforeEach {
        $folder = New-TestFolder
        $out = [IO.Path]::Join($folder, 'out')
        $source = New-Image ([IO.Path]::Join($folder, 'a.png')) 7
        $target = [IO.Path]::Join($out, 'a.png')
        $null = ConvertTo-Heatmap $source -Colormap gray -Destination $out
        $null = New-Image $source 9
    }

    It 'stay without a word for it: OutputExists' {
        $records = { ConvertTo-Heatmap $source -Colormap gray -Destination $out } | Should-ThrowId OutputExists -TargetObject $source
        $records[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-FirstValue $target | Should -Be 7
    }

    It 'stay with -SkipExisting, and emit nothing' {
        ConvertTo-Heatmap $source -Colormap gray -Destination $out -SkipExisting | Should -BeNullOrEmpty
        Get-FirstValue $target | Should -Be 7
    }

    It 'are replaced with -Force' {
        (ConvertTo-Heatmap $source -Colormap gray -Destination $out -Force).FullName | Should -Be $target
        Get-FirstValue $target | Should -Be 9
        Get-Tree $out | Should -Be 'a.png'
    }

    It 'with -IfNewer: source <Age> → <Value>' -ForEach @(@{ Age = 'older'; Minutes = -5; Value = 7 }, @{ Age = 'newer'; Minutes = 5; Value = 9 }, @{ Age = 'as old'; Minutes = 0; Value = 7 }) {
        $time = [datetime]::new(2024, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
        [IO.File]::SetLastWriteTimeUtc($target, $time)
        [IO.File]::SetLastWriteTimeUtc($source, $time.AddMinutes($Minutes))
        $files = @(ConvertTo-Heatmap $source -Colormap gray -Destination $out -IfNewer)
        Get-FirstValue $target | Should -Be $Value
        $files.Count | Should -Be ($Value -eq 9 ? 1 : 0)
    }

    It 'that are folders are OutputIsFolder' {
        $null = New-Item -ItemType Directory -Path ([IO.Path]::Join($folder, 'other', 'a.png'))
        $null = { ConvertTo-Heatmap $source -Destination ([IO.Path]::Join($folder, 'other')) -Force } | Should-ThrowId OutputIsFolder -TargetObject $source
    }

    It 'stay whole when the new image is broken' {
        [IO.File]::WriteAllBytes($source, [IO.File]::ReadAllBytes((Get-TestDataPath 'golden/files/broken/crc.png')))
        $null = { ConvertTo-Heatmap $source -Colormap gray -Destination $out -Force } | Should-ThrowId ImageCorrupt -TargetObject $source
        Get-FirstValue $target | Should -Be 7
        Get-Tree $out | Should -Be 'a.png'
    }
}

Describe 'Places that cannot be written' {
    It 'below a file: an error, and the file stays' {
        $folder = New-TestFolder
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        $file = [IO.Path]::Join($folder, 'file')
        [IO.File]::WriteAllText($file, 'text')
        $records = { ConvertTo-Heatmap $source -Destination ([IO.Path]::Join($file, 'out')) } | Should-ThrowId OutputWriteFailed -TargetObject $source
        $records[0].CategoryInfo.Category | Should -Be 'WriteError'
        [IO.File]::ReadAllText($file) | Should -Be 'text'
    }

    It 'a file system that takes no files: an error for each input' -Skip:(-not $IsLinux) {
        $sources = 'a', 'b' | ForEach-Object { New-Image ([IO.Path]::Join((New-TestFolder), "$_.png")) }
        $records = @(ConvertTo-Heatmap -LiteralPath $sources -Destination /proc/heatmap 2>&1)
        $records | Should -HaveCount 2
        $records | ForEach-Object { Get-ErrorId $_ | Should -BeIn 'OutputWriteFailed', 'OutputAccessDenied' }
        $records.TargetObject | Should -Be $sources
    }

    It 'a folder without write permission' {
        if ($IsWindows -or (Test-Root)) {
            Set-ItResult -Skipped -Because 'permissions do not bind root, and are others on Windows'
            return
        }

        $folder = New-TestFolder
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        $out = [IO.Path]::Join($folder, 'out')
        $null = [IO.Directory]::CreateDirectory($out, [IO.UnixFileMode]'UserRead, UserExecute')
        $null = { ConvertTo-Heatmap $source -Destination $out } | Should-ThrowId OutputAccessDenied -TargetObject $source
    }
}

Describe 'Formats' {
    It '-Format <Format> writes .<Extension> files that start as such' -ForEach @(
        @{ Format = 'PNG'; Extension = 'png'; Start = 0x89, 0x50 }, @{ Format = 'tif'; Extension = 'tif'; Start = 0x49, 0x49 }
        @{ Format = 'gif'; Extension = 'gif'; Start = 0x47, 0x49 }, @{ Format = 'jpeg'; Extension = 'jpg'; Start = 0xFF, 0xD8 }
        @{ Format = 'npy'; Extension = 'npy'; Start = 0x93, 0x4E }, @{ Format = 'ppm'; Extension = 'ppm'; Start = 0x50, 0x36 }
        @{ Format = 'webp'; Extension = 'webp'; Start = 0x52, 0x49 }, @{ Format = 'bmp'; Extension = 'bmp'; Start = 0x42, 0x4D }
    ) {
        $folder = New-TestFolder
        $file = ConvertTo-Heatmap (New-Image ([IO.Path]::Join($folder, 'a.png'))) -Format $Format -Destination ([IO.Path]::Join($folder, 'out'))
        $file.Name | Should -Be "a.$Extension"
        [IO.File]::ReadAllBytes($file)[0..1] | Should -Be $Start
        $image = Import-HeatmapImage $file
        $image.Width, $image.Height | Should -Be 2, 1
    }

    It 'unknown ones are FormatNotSupported before a file is read: <Name>' -ForEach @(
        @{ Name = 'by -Format'; Parameters = @{ Format = 'nonsense'; Destination = 'x' } }, @{ Name = 'by extension, one that is only read'; Parameters = @{ Destination = 'x.heic' } }
    ) {
        Push-Location -LiteralPath (New-TestFolder)
        try {
            $records = { ConvertTo-Heatmap -LiteralPath /no/such/file.png @Parameters } | Should-ThrowId FormatNotSupported
            $records[0].CategoryInfo.Category | Should -Be 'NotImplemented'
        }
        finally { Pop-Location }
    }

    It '-Quality and -Compression reach the encoder' {
        $folder = New-TestFolder
        $source = Write-TestTiff ([IO.Path]::Join($folder, 'a.tif')) 100 80 @(, (New-TestFrame Spot 100 80).Data)
        $sizes = foreach ($quality in 10, 95) { (ConvertTo-Heatmap $source -Destination ([IO.Path]::Join($folder, "$quality.jpg")) -Quality $quality).Length }
        $sizes[0] | Should -BeLessThan $sizes[1]
        $sizes = foreach ($compression in 'None', 'Best') { (ConvertTo-Heatmap $source -Destination ([IO.Path]::Join($folder, "$compression.png")) -Compression $compression).Length }
        $sizes[1] | Should -BeLessThan $sizes[0]
    }

    It 'a compression that the format does not have is an error, and leaves no file' {
        $folder = New-TestFolder
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        $null = { ConvertTo-Heatmap $source -Destination ([IO.Path]::Join($folder, 'out')) -Compression Lzw } | Should-ThrowId CompressionNotSupported
        @([IO.Directory]::GetFiles($folder, '*', 'AllDirectories')) | Should -HaveCount 1
    }
}

Describe 'Asking first' {
    BeforeEach {
        $folder = New-TestFolder
        $source = New-Image ([IO.Path]::Join($folder, 'a.png'))
        $out = [IO.Path]::Join($folder, 'out')
    }

    It '-WhatIf of <_> writes nothing and makes no folder' -ForEach 'ConvertTo-Heatmap', 'ConvertTo-Grayscale' {
        & $_ $source -Destination $out -WhatIf | Should -BeNullOrEmpty
        Test-Path -LiteralPath $out | Should -BeFalse
    }

    It '-WhatIf with -SharedScale writes nothing' {
        $source | ConvertTo-Heatmap -SharedScale -Destination $out -WhatIf | Should -BeNullOrEmpty
        Test-Path -LiteralPath $out | Should -BeFalse
    }

    It '-Confirm:$false writes, whatever the preference' {
        $ConfirmPreference = 'Low'
        (ConvertTo-Heatmap $source -Destination $out -Confirm:$false).Name | Should -Be 'a.png'
    }

    It '-Verbose tells each file and how it was written' {
        $null = New-Image ([IO.Path]::Join($folder, 'b.png'))
        $lines = ConvertTo-Heatmap ([IO.Path]::Join($folder, '*.png')) -Destination $out -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
        @($lines -match 'a\.png: .*2×1.*UInt8.*range 0 to 255').Count | Should -Be 1
        @($lines -match 'b\.png: .*range 0 to 255').Count | Should -Be 1
        @($lines -match 'out.*(a|b)\.png: 2×1, palette').Count | Should -Be 2
    }
}
