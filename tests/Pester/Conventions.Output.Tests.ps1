# What every cmdlet that writes files has in common: names, folders, collisions, inputs that stay. Existing files, formats and
# questions: Conventions.Writing.Tests.ps1.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $canLink = $IsLinux -or $IsMacOS
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    . ([IO.Path]::Join($PSScriptRoot, 'support', 'WrittenFiles.ps1'))
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
