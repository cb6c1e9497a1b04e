# Names are data: whatever a file is called, it is read and written as the file of that name, or it is a clear error. Nothing is
# run, fetched, or written elsewhere.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $hasFfmpeg = Test-Program ffmpeg
    $isUnix = -not $IsWindows
    # Names that some program takes for something else: options, commands, patterns, addresses, ImageMagick's and ffmpeg's own
    # schemes, libvips' options, format strings, devices.
    $names = @('-y', '--help', '-i', '@secret', 'a[1]', '[b]', 'a{0}', '{BaseName}', '%03d', 'a b', ' a', 'a''b', 'é–漢', ('n' * 240), 'a[page=1]', '$(touch owned)', '`touch owned`', ';touch owned', '#a', '~', 'a&b')
    if ($isUnix) {
        $names += 'con', 'nul', '|touch owned', 'https:', 'caption:@secret', 'msl:x', 'pipe:1', 'concat:a', 'text:secret', 'png:a', 'file:a', "line`nbreak", "esc$([char]27)[2J", 'a"b', '*', '?', '<a>', "tab`t", '%d'
    }

    # Reports of tests cannot hold control characters.
    $names = @(foreach ($name in $names) { @{ Name = $name; Title = $name -replace '\p{Cc}', '?' } })
    $videoNames = @($names | Where-Object Name -in '-y', '%03d', 'concat:a', '|touch owned', 'pipe:1', "line`nbreak", '$(touch owned)', '@secret', 'a[1]', 'https:')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $locationBefore = Get-Location
    $source = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'source.png')) 8 4 ([ushort[]](0..31))
    $bytes = [IO.File]::ReadAllBytes($source)
    $pixels = (Import-HeatmapImage $source).ToArray()
    $colors = (ConvertTo-Heatmap $source).ToArray()

    # Every file below a folder, by relative path.
    function Get-Tree([string] $Folder) {
        return @([IO.Directory]::GetFileSystemEntries($Folder, '*', [IO.SearchOption]::AllDirectories) | ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_) } | Sort-Object)
    }

    # A folder with a file that some names point to, which becomes the current location.
    function Enter-TestFolder {
        $folder = New-TestFolder
        [IO.File]::WriteAllText([IO.Path]::Join($folder, 'secret'), 'secret-content')
        Set-Location -LiteralPath $folder
        return $folder
    }
}

AfterAll { Set-Location -LiteralPath $locationBefore }

Describe 'A file called <Title>' -ForEach $names {
    BeforeAll {
        $name = "$Name.png"
        $folder = Enter-TestFolder
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Join($folder, 'in'))
        $path = [IO.Path]::Join($folder, 'in', $name)
        [IO.File]::WriteAllBytes($path, $bytes)
    }

    It 'is read by literal path, relative path and pipeline' {
        Set-Location -LiteralPath ([IO.Path]::Join($folder, 'in'))
        foreach ($image in (Import-HeatmapImage -LiteralPath $path), (Import-HeatmapImage -LiteralPath "./$name"), (Get-ChildItem -LiteralPath ([IO.Path]::Join($folder, 'in')) | Import-HeatmapImage)) {
            $image.Path | Should -Be $path
            Should-HavePixels $image.ToArray() $pixels
        }
    }

    It 'becomes a file of that name' {
        Set-Location -LiteralPath $folder
        $file = ConvertTo-Heatmap -LiteralPath $path -Destination out
        $file.FullName | Should -Be ([IO.Path]::Join($folder, 'out', $name))
        Should-HavePixels (Import-HeatmapImage -LiteralPath $file.FullName).ToArray() $colors
        Get-Tree $folder | Should -Be @(@('in', 'out', 'secret', [IO.Path]::Join('in', $name), [IO.Path]::Join('out', $name)) | Sort-Object)
    }

    It 'that is not there is an error and nothing else' {
        Set-Location -LiteralPath ($empty = New-TestFolder)
        $null = { Import-HeatmapImage -LiteralPath $name } | Should-ThrowId ImageNotFound
        $null = { Import-Colormap -LiteralPath $name } | Should-ThrowId ColormapFileNotFound
        Get-Tree $empty | Should -BeNullOrEmpty
    }
}

Describe 'A video called <Title>' -Skip:(-not $hasFfmpeg) -ForEach $videoNames {
    It 'is written and read as that file' {
        $folder = Enter-TestFolder
        ConvertTo-Heatmap $source | Export-HeatmapVideo -Path ([IO.Path]::Join($folder, "$Name.mkv")) -Codec FFV1
        Get-Tree $folder | Should -Be @(@('secret', "$Name.mkv") | Sort-Object)
        $frames = @(Import-HeatmapVideo -LiteralPath "./$Name.mkv" -As Unchanged)
        $frames[0].Width | Should -Be 8
        $frames[0].Path | Should -Be ([IO.Path]::Join($folder, "$Name.mkv"))
    }
}

Describe 'What is no file' {
    It 'of another kind is an error at once, and is not waited for: <Name>' -Skip:(-not $isUnix) -ForEach @(
        @{ Name = 'pipe' }, @{ Name = 'zero' }, @{ Name = 'terminal' }, @{ Name = 'socket' }, @{ Name = 'link to a pipe' }
    ) {
        $folder = Enter-TestFolder
        $path = [IO.Path]::Join($folder, 'x.png')
        $target = switch ($Name) {
            'pipe' { & mkfifo $path; $path }
            'zero' { '/dev/zero' }
            'terminal' { '/dev/tty' }
            'socket' {
                $socket = [Net.Sockets.Socket]::new([Net.Sockets.AddressFamily]::Unix, 'Stream', 'Unspecified')
                $socket.Bind([Net.Sockets.UnixDomainSocketEndPoint]::new($path))
                $path
            }
            default {
                & mkfifo ([IO.Path]::Join($folder, 'fifo'))
                $null = [IO.File]::CreateSymbolicLink($path, [IO.Path]::Join($folder, 'fifo'))
                $path
            }
        }
        $null = { Import-HeatmapImage -LiteralPath $target } | Should-ThrowId ImageNotFound
        $null = { Measure-Heatmap -LiteralPath $target } | Should-ThrowId ImageNotFound
        $null = { Import-HeatmapVideo -LiteralPath $target } | Should-ThrowId ImageNotFound
        $null = { Import-Colormap -LiteralPath $target } | Should-ThrowId ColormapFileNotFound
        $null = { Import-Colormap -LiteralPath $target -Format Csv } | Should-ThrowId ColormapFileNotFound
        $null = { ConvertTo-Heatmap -LiteralPath $source -Scale $target } | Should-ThrowId ScaleInvalid
        if ($Name -eq 'socket') { $socket.Dispose() }
    }

    It 'an address is neither fetched nor made a file: <_>' -ForEach 'http://127.0.0.1:PORT/a.png', 'https://127.0.0.1:PORT/a.png', 'ftp://127.0.0.1:PORT/a.png', 'rtmp://127.0.0.1:PORT/a.mp4', '\\127.0.0.1\share\a.png', '//127.0.0.1/share/a.png' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $folder = Enter-TestFolder
            $address = $_.Replace('PORT', $listener.LocalEndpoint.Port)
            foreach ($command in 'Import-HeatmapImage', 'Import-HeatmapVideo', 'Measure-Heatmap') {
                $null = { & $command -Path $address } | Should-ThrowId ImageNotFound
                $null = { & $command -LiteralPath $address } | Should-ThrowId ImageNotFound
            }
            # -Colormap takes it for a name, or for a file that is not there.
            $records = @(ConvertTo-Heatmap -LiteralPath $source -Colormap $address 2>&1)
            Get-Tree $folder | Should -Be 'secret'
            $listener.Pending() | Should -BeFalse
        }
        catch [Management.Automation.ParameterBindingException], [Management.Automation.CmdletInvocationException] {
            (Get-ErrorId $_) | Should -BeIn 'ColormapNotFound', 'ColormapFileNotFound'
        }
        finally {
            $listener.Stop()
        }
    }

    It 'a pattern that is none, or a zero character, is an error' {
        $null = Enter-TestFolder
        foreach ($pattern in 'a[', '[', 'a[b.png', '*.none', "a`0.png") {
            $null = { Import-HeatmapImage $pattern } | Should-ThrowId ImageNotFound
            $null = { Import-Colormap $pattern } | Should-ThrowId ColormapFileNotFound
        }
    }

    It 'a link is followed when read, and told when it is in a circle or leads nowhere' -Skip:(-not $isUnix) {
        $folder = Enter-TestFolder
        $link, $circle, $nowhere = 'link.png', 'circle.png', 'nowhere.png' | ForEach-Object { [IO.Path]::Join($folder, $_) }
        $null = [IO.File]::CreateSymbolicLink($link, $source)
        $null = [IO.File]::CreateSymbolicLink($circle, $circle)
        $null = [IO.File]::CreateSymbolicLink($nowhere, [IO.Path]::Join($folder, 'gone.png'))
        Should-HavePixels (Import-HeatmapImage $link).ToArray() $pixels
        foreach ($path in $circle, $nowhere) {
            $record = @(Import-HeatmapImage -LiteralPath $path 2>&1)
            Get-ErrorId $record[0] | Should -BeIn 'ImageNotFound', 'ImageReadFailed'
        }

        # A link that is written over goes; what it leads to stays.
        $out = [IO.Path]::Join($folder, 'out.png')
        $victim = [IO.Path]::Join($folder, 'secret')
        $null = [IO.File]::CreateSymbolicLink($out, $victim)
        $null = ConvertTo-Heatmap $source -Destination $out -Force
        [IO.File]::ReadAllText($victim) | Should -Be 'secret-content'
        (Get-Item -LiteralPath $out).LinkType | Should -BeNullOrEmpty
    }
}

Describe '-Name' {
    It 'cannot leave the destination: <_>' -ForEach '../{BaseName}', '{Parent}/../x', '/tmp/{BaseName}', '..\{BaseName}', '..', '.', 'a/b', 'a<NUL>b', 'a:b', '{BaseName}/', '~/x' {
        $folder = Enter-TestFolder
        $template = $_.Replace('<NUL>', "`0")
        $null = { ConvertTo-Heatmap $source -Destination out -Name $template } | Should-ThrowId OutputNameInvalid
        Get-Tree $folder | Should -Be 'secret'
    }

    It 'is filled with names taken literally: <_>' -Skip:(-not $isUnix) -ForEach '..', '{Index}', '{0}', '%s', '$(touch owned)', '..a' {
        $folder = Enter-TestFolder
        $inner = [IO.Directory]::CreateDirectory([IO.Path]::Join($folder, 'in', 'sub')).FullName
        $path = [IO.Path]::Join($inner, "$_.x.png")
        [IO.File]::WriteAllBytes($path, $bytes)
        $file = ConvertTo-Heatmap -LiteralPath $path -Destination ([IO.Path]::Join($folder, 'out')) -Name '{Parent}-{BaseName}'
        $file.Name | Should -Be "sub-$_.x.png"
        [IO.Path]::GetDirectoryName($file.FullName) | Should -Be ([IO.Path]::Join($folder, 'out'))
    }

    It '{Parent} of a file at the root, and a name that is only dots, do not lead out' -Skip:(-not $isUnix) {
        $folder = Enter-TestFolder
        $path = [IO.Path]::Join($folder, '...png')
        [IO.File]::WriteAllBytes($path, $bytes)
        $record = @(ConvertTo-Heatmap -LiteralPath $path -Destination ([IO.Path]::Join($folder, 'out', 'deep')) 2>&1)
        # Its name without extension is "..".
        Get-ErrorId $record[0] | Should -Be 'OutputNameInvalid'
        Get-Tree $folder | Should -Be '...png', 'secret'
    }

    It '-RelativeTo keeps files below the destination' {
        $folder = Enter-TestFolder
        $inside = [IO.Directory]::CreateDirectory([IO.Path]::Join($folder, 'in')).FullName
        $outside = [IO.Path]::Join($folder, 'outside.png')
        [IO.File]::WriteAllBytes($outside, $bytes)
        $null = { ConvertTo-Heatmap $outside -Destination ([IO.Path]::Join($folder, 'out')) -RelativeTo $inside } | Should-ThrowId OutputNameInvalid
        $null = { ConvertTo-Heatmap ([IO.Path]::Join($inside, '..', 'outside.png')) -Destination ([IO.Path]::Join($folder, 'out')) -RelativeTo $inside } | Should-ThrowId OutputNameInvalid
        Test-Path -LiteralPath ([IO.Path]::Join($folder, 'out')) | Should -BeFalse
    }

    It 'longer than the file system takes is an error, and nothing is left' {
        $folder = Enter-TestFolder
        $null = { ConvertTo-Heatmap $source -Destination $folder -Name ('x' * 300) } | Should-ThrowId OutputWriteFailed
        Get-Tree $folder | Should -Be 'secret'
    }
}

Describe 'Names that steer a terminal' -Skip:(-not $isUnix) {
    It 'are shown without it, in views and errors' {
        $folder = Enter-TestFolder
        $escape = [char]27
        $path = [IO.Path]::Join($folder, "a$escape]0;owned$([char]7)$([char]0x202E)b.png")
        [IO.File]::WriteAllBytes($path, $bytes)
        foreach ($object in (Import-HeatmapImage -LiteralPath $path), (ConvertTo-Heatmap -LiteralPath $path), (Measure-Heatmap -LiteralPath $path)) {
            ($object | Format-Table | Out-String) -replace "$escape\[[\d;]*m" | Should -Not -Match "$escape|\u0007|\u202E"
        }

        Remove-Item -LiteralPath $path
        $message = "$(@(Import-HeatmapImage -LiteralPath $path 2>&1)[0])"
        $message | Should -Not -Match "$escape|\u0007|\u202E"
        $message | Should -BeLike "*a$([char]0x241B)]0;owned*"
    }

    It 'are shown without it, in warnings, lines of -Verbose and questions' {
        $folder = Enter-TestFolder
        $escape = [char]27
        $path = [IO.Path]::Join($folder, "a$escape]0;owned$([char]7)b.png")
        Export-HeatmapImage -InputObject ([byte[, , ]]::new(2, 2, 3)) -Path $path
        $lines = @(ConvertTo-Heatmap -LiteralPath $path -Destination ([IO.Path]::Join($folder, 'out')) -Verbose 3>&1 4>&1 | Where-Object { $_ -isnot [IO.FileInfo] })
        @($lines | Where-Object { $_ -is [Management.Automation.WarningRecord] }) | Should -HaveCount 1
        $lines.Count | Should -BeGreaterThan 3
        "$lines" | Should -BeLike '*Performing the operation*'
        "$lines" | Should -Not -Match "$escape|\u0007"
    }
}
