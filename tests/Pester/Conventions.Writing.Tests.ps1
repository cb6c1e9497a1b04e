# What every cmdlet that writes files has in common: existing files, places that cannot be written, formats, questions before.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    . ([IO.Path]::Join($PSScriptRoot, 'support', 'WrittenFiles.ps1'))
}

Describe 'Switches that exclude each other' {
    It '<Switches> are an error before a file is read' -ForEach @(
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
