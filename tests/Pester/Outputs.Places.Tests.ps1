# The places that outputs take: what is in use, what is no file, what Windows takes for something else, inputs by other names, and
# names that others take meanwhile.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $isUnix = -not $IsWindows
    $noPipe = $IsWindows -or -not (Test-Program mkfifo)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # The engine's own classes have no name at the prompt.
    $engine = (Get-HeatmapScale -Minimum 0 -Maximum 1).GetType().Assembly
    $busy, $move, $windows, $names = 'BusyFile', 'ExclusiveMove', 'WindowsNames', 'FileNames' | ForEach-Object { $engine.GetType("HeatmapPS.Engine.Files.$_") }
    $map = ConvertTo-Heatmap -InputObject ([byte[, ]]::new(6, 6))

    # What .NET throws on Windows, by Windows' code.
    function New-WindowsError([int] $Code) { return $Code -eq 5 ? [UnauthorizedAccessException]::new('test') : [IO.IOException]::new('test', [int]0x80070000 + $Code) }

    # An error of the engine that a method of it threw.
    function Get-EngineError([scriptblock] $Script) {
        try { $null = & $Script } catch { return $_.Exception.InnerException ?? $_.Exception }
        return $null
    }
}

Describe 'A file that another program has open' {
    It 'is waited for, up to a second: error <Code> for <Times> tries' -ForEach @(
        @{ Code = 32; Times = 1 }, @{ Code = 5; Times = 3 }, @{ Code = 33; Times = 8 }, @{ Code = 1224; Times = 2 }, @{ Code = 303; Times = 2 }
    ) {
        $action = [HeatmapPS.Tests.FailingAction]::new((New-WindowsError $Code), 1, $Times)
        $clock = [HeatmapPS.Tests.PromptClock]::new()
        $busy::Wait('C:\x.png', $action.Action, $clock.Wait, $true)
        $action.Calls | Should -Be ($Times + 1)
        $clock.Waits.Count | Should -Be $Times
        ($clock.Waits | Measure-Object -Sum).Sum | Should -BeLessOrEqual 1000
    }

    It 'is an error that says so after a second' {
        foreach ($code in 32, 5) {
            $action = [HeatmapPS.Tests.FailingAction]::new((New-WindowsError $code), 1, 1000)
            $clock = [HeatmapPS.Tests.PromptClock]::new()
            $found = Get-EngineError { $busy::Wait('C:\x.png', $action.Action, $clock.Wait, $true) }
            $found.ErrorId | Should -Be OutputWriteFailed
            $found.Message | Should -Be "'C:\x.png' is in use by another program. Close it, and try again."
            ($clock.Waits | Measure-Object -Sum).Sum | Should -Be 1000
        }
    }

    It 'is not what a refusal is whose file nobody has open, nor any other error' {
        $file = [IO.Path]::Join((New-TestFolder), 'closed')
        [IO.File]::WriteAllText($file, 'x')
        foreach ($case in @{ Error = (New-WindowsError 5); Windows = $true; Calls = 51 }, @{ Error = (New-WindowsError 5); Windows = $false; Calls = 1 }, @{ Error = [IO.IOException]::new('full', 28); Windows = $true; Calls = 1 }) {
            $action = [HeatmapPS.Tests.FailingAction]::new($case.Error, 1, 1000)
            $found = Get-EngineError { $busy::Wait($file, $action.Action, [HeatmapPS.Tests.PromptClock]::new().Wait, $case.Windows) }
            $found | Should -Be $case.Error
            $action.Calls | Should -Be $case.Calls
        }
    }

    It 'is no longer waited for when the command is stopped' {
        $action = [HeatmapPS.Tests.FailingAction]::new((New-WindowsError 32), 1, 1000)
        $clock = [HeatmapPS.Tests.PromptClock]::new()
        $clock.StopsAfter = 2
        Get-EngineError { $busy::Wait('C:\x.png', $action.Action, $clock.Wait, $true) } | Should -BeOfType ([OperationCanceledException])
        $action.Calls | Should -Be 2
    }

    It 'is replaced once it is closed' {
        $path = [IO.Path]::Join((New-TestFolder), 'open.png')
        [IO.File]::WriteAllText($path, 'old')
        $reader = [IO.File]::Open($path, 'Open', 'Read', 'None')
        if (-not $IsWindows) { $null = $map | Export-HeatmapImage -Path $path -Force }
        else { $null = { $map | Export-HeatmapImage -Path $path -Force } | Should-ThrowId OutputWriteFailed }
        $reader.Dispose()
        $map | Export-HeatmapImage -Path $path -Force
        (Read-Png $path).Width | Should -Be 6
        (Get-ChildItem -LiteralPath (Split-Path $path) -Force).Name | Should -Be 'open.png'
    }
}

Describe 'A file that may only be read' {
    It 'is replaced with -Force, on every system' {
        $path = [IO.Path]::Join((New-TestFolder), 'old.png')
        [IO.File]::WriteAllText($path, 'old')
        [IO.FileInfo]::new($path).IsReadOnly = $true
        $null = { $map | Export-HeatmapImage -Path $path } | Should-ThrowId OutputExists
        $map | Export-HeatmapImage -Path $path -Force
        (Read-Png $path).Width | Should -Be 6
    }
}

Describe 'A name that another file gets meanwhile' {
    It 'stays that file''s: by <_>' -ForEach 'ByLink', 'ByRename', 'ByLooking', 'Run' {
        $folder = New-TestFolder
        $from, $taken, $free = 'from', 'taken', 'free' | ForEach-Object { [IO.Path]::Join($folder, $_) }
        [IO.File]::WriteAllText($from, 'new')
        [IO.File]::WriteAllText($taken, 'old')
        if ($IsWindows -and $_ -in 'ByLink', 'ByRename') { Set-ItResult -Skipped -Because 'Windows has its own way' }
        (Get-EngineError { $move::$_($from, $taken) }).ErrorId | Should -Be OutputExists
        [IO.File]::ReadAllText($taken) | Should -Be 'old'
        [IO.File]::ReadAllText($from) | Should -Be 'new'
        $moved = $move::$_($from, $free)
        if ($_ -notin 'ByLooking', 'Run') { $moved | Should -BeTrue }
        [IO.File]::ReadAllText($free) | Should -Be 'new'
        $from | Should -Not -Exist
    }

    It 'is not taken from it: <Name>' -ForEach @(
        # The name is looked at with the first input; the file comes before the second, and all is written after it.
        @{ Name = 'an image'; File = 'x.png'; Script = { & { $map; & $comes } | ConvertTo-Heatmap -Destination $path } }
        @{ Name = 'an image object'; File = 'x.tif'; Script = { & { $map; & $comes } | Export-HeatmapImage -Path $path } }
        @{ Name = 'a GIF animation'; File = 'x.gif'; Script = { & { $map; & $comes; $map } | Export-HeatmapVideo -Path $path } }
        @{ Name = 'a report'; File = 'x.html'; Script = { & { $map; & $comes; $map } | Export-HeatmapReport -Path $path } }
        @{ Name = 'a report with pictures'; File = 'x.html'; Script = { & { $map; & $comes; $map } | Export-HeatmapReport -Path $path -PictureFolder } }
        @{ Name = 'a Deep Zoom image'; File = 'x.dzi'; Script = { & { $map; & $comes } | Export-HeatmapImage -Path $path } }
        @{ Name = 'the page of a Deep Zoom image'; File = 'x.dzi'; Comes = 'x.html'; Script = { & { $map; & $comes } | Export-HeatmapImage -Path $path } }
    ) {
        $folder = New-TestFolder
        $path = [IO.Path]::Join($folder, $File)
        $other = [IO.Path]::Join($folder, $Comes ?? $File)
        $comes = { [IO.File]::WriteAllText($other, 'another''s') }
        $null = $Script | Should-ThrowId OutputExists
        (Get-ChildItem -LiteralPath $folder -Force).Name | Should -Be ([IO.Path]::GetFileName($other))
        [IO.File]::ReadAllText($other) | Should -Be 'another''s'
    }
}

Describe 'What is no file' {
    It 'is not replaced by <Name>' -Skip:$noPipe -ForEach @(
        @{ Name = 'an image'; File = 'x.png'; Script = { $map | Export-HeatmapImage -Path $path -Force } }
        @{ Name = 'a newer image'; File = 'x.png'; Script = { $map | Export-HeatmapImage -Path $path -IfNewer } }
        @{ Name = 'a sheet'; File = 'x.png'; Script = { $map | Merge-Mosaic -Destination $path -Force } }
        @{ Name = 'an animation'; File = 'x.gif'; Script = { $map | Export-HeatmapVideo -Path $path -Force } }
        @{ Name = 'a report'; File = 'x.html'; Script = { $map | Export-HeatmapReport -Path $path -Force } }
        @{ Name = 'a report with pictures'; File = 'x.html'; Script = { $map | Export-HeatmapReport -Path $path -PictureFolder -Force } }
        @{ Name = 'a colormap'; File = 'x.json'; Script = { Get-Colormap gray | Export-Colormap -Path $path -Force } }
        @{ Name = 'a Deep Zoom image'; File = 'x.dzi'; Script = { $map | Export-HeatmapImage -Path $path -Force } }
        @{ Name = 'its page'; File = 'x.dzi'; Pipe = 'x.html'; Script = { $map | Export-HeatmapImage -Path $path -Force } }
    ) {
        $folder = New-TestFolder
        $path = [IO.Path]::Join($folder, $File)
        $pipe = [IO.Path]::Join($folder, $Pipe ?? $File)
        & mkfifo $pipe
        $null = $Script | Should-ThrowId OutputExists
        & test -p $pipe
        $LASTEXITCODE | Should -Be 0 -Because 'it is a pipe still'
        (Get-ChildItem -LiteralPath $folder -Force).Name | Should -Be ([IO.Path]::GetFileName($pipe))
    }
}

Describe 'What Windows takes for something else' {
    It 'is no name there: <_>' -ForEach 'CON', 'nul', 'LPT1', 'COM1.txt', 'aux.tar.gz', 'PRN ', 'CONIN$', 'conout$.png', 'COM¹', 'lpt³.x', 'NUL .png', 'a.', 'a ', 'a.png:stream', 'a:b' {
        $windows::FaultOfName($_) | Should -Not -BeNullOrEmpty
    }

    It 'is not these: <_>' -ForEach 'a.png', 'CONSOLE', 'COM10', 'COM0.png', 'con1', 'nulx.png', 'a.con', '..a', '.hidden', 'LPT⁴' {
        $windows::FaultOfName($_) | Should -BeNullOrEmpty
    }

    It 'is no path of a file: <_>' -ForEach '\\.\pipe\x', '\\?\pipe\x', '\\?\NUL', '\\?\GLOBALROOT\Device\Null', '\??\C:\x', '\\.\C:', '\\.\PhysicalDrive0', '\\server\pipe\x', '\\?\UNC\server\PIPE\x', '\\server\mailslot\x', '\\server\IPC$', '\\?\UNC\server' {
        $windows::IsFilePath($_) | Should -BeFalse
        $windows::FaultOfPath($_) | Should -Not -BeNullOrEmpty
    }

    It 'is not these paths: <_>' -ForEach 'C:\x\a.png', '\\server\share\a.png', '\\?\C:\x\a.png', '\\?\UNC\server\share\a.png', '\\?\Volume{12345678-1234-1234-1234-123456789abc}\a.png', 'D:\pipe\a.png', '\\server\pipes\a.png' {
        $windows::IsFilePath($_) | Should -BeTrue
    }

    It 'is a stream of a file by a second colon' {
        $windows::FaultOfPath('C:\x\a.png:s') | Should -Not -BeNullOrEmpty
        $windows::FaultOfPath('\\?\C:\x\a.png:s') | Should -Not -BeNullOrEmpty
        $windows::FaultOfPath('C:\x.y\CON.png') | Should -Not -BeNullOrEmpty
    }

    It 'is OutputNameInvalid there, and a name like any other elsewhere: <_>' -ForEach 'CON', 'nul', 'LPT1', 'COM1.txt', 'CONIN$', 'COM¹' {
        $folder = New-TestFolder
        $image = Write-TestPng ([IO.Path]::Join($folder, 'in.png')) 2 1 ([ushort[]](7, 255))
        $template = $_
        if (-not $IsWindows) {
            (ConvertTo-Heatmap $image -Destination ([IO.Path]::Join($folder, 'out')) -Name $template).Name | Should -Be "$template.png"
        }
        else {
            $null = { ConvertTo-Heatmap $image -Destination ([IO.Path]::Join($folder, 'out')) -Name $template } | Should-ThrowId OutputNameInvalid
            $null = { ConvertTo-Heatmap $image -Destination ([IO.Path]::Join($folder, "$template.png")) } | Should-ThrowId OutputNameInvalid
        }
    }

    It 'are names that differ by case alone' {
        $names::Comparer.Equals('/A/b.PNG', '/a/B.png') | Should -Be ($IsWindows -or $IsMacOS)
    }
}

Describe 'An input' {
    BeforeAll {
        $other = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'other.png')) 6 6 ([ushort[]](0..35))
    }

    It 'is not replaced through <Way>: <Name>' -Skip:(-not $isUnix) -ForEach @(
        $cases = @(
            @{ Name = 'ConvertTo-Heatmap'; Script = { ConvertTo-Heatmap -LiteralPath $in -Destination $out -Force } }
            @{ Name = 'ConvertTo-Heatmap, its colormap'; Script = { ConvertTo-Heatmap -LiteralPath $other -Colormap $in -Destination $out -Force } }
            @{ Name = 'ConvertTo-Grayscale'; Script = { ConvertTo-Grayscale -LiteralPath $in -Destination $out -Force } }
            @{ Name = 'Optimize-Contrast'; Script = { Optimize-Contrast -LiteralPath $in -Destination $out -Force } }
            @{ Name = 'Convert-ColorSpace'; Script = { Convert-ColorSpace -LiteralPath $in -From RGB -To BGR -Destination $out -Force } }
            @{ Name = 'ConvertFrom-Heatmap'; Script = { ConvertFrom-Heatmap -LiteralPath $in -Colormap gray -Destination $out -Force } }
            @{ Name = 'Add-Annotation'; Script = { Add-Annotation -LiteralPath $in -Spot Hottest -Destination $out -Force } }
            @{ Name = 'Add-Colorbar'; Script = { Add-Colorbar -LiteralPath $in -Scale (Get-HeatmapScale -Minimum 0 -Maximum 1) -Colormap gray -Destination $out -Force } }
            @{ Name = 'Merge-Lighten'; Script = { Merge-Lighten -LiteralPath $other, $in -Destination $out -Force } }
            @{ Name = 'Merge-Darken, by an object'; Script = { $other, $in | Import-HeatmapImage | Merge-Darken -Destination $out -Force } }
            @{ Name = 'Merge-Blend'; Script = { Merge-Blend -LiteralPath $in, $other -Destination $out -Force } }
            @{ Name = 'Merge-Stack'; Script = { Merge-Stack -LiteralPath $in, $other -Statistic Mean -Destination $out -Force } }
            @{ Name = 'Merge-Mosaic'; Script = { Merge-Mosaic -LiteralPath $in, $other -Destination $out -Force } }
            @{ Name = 'Merge-Overlay'; Script = { Merge-Overlay -LiteralPath $in -Photo $other -Destination $out -Force } }
            @{ Name = 'Merge-Overlay, its photo'; Script = { Merge-Overlay -LiteralPath $other -Photo $in -Destination $out -Force } }
            @{ Name = 'Export-HeatmapImage'; Script = { Import-HeatmapImage $in | Export-HeatmapImage -Path $out -Force } }
            @{ Name = 'Export-HeatmapVideo'; Script = { $other, $in | Export-HeatmapVideo -Path $out -Force } }
            @{ Name = 'Export-HeatmapReport'; Extension = 'html'; Script = { $other, $in | Export-HeatmapReport -Path $out -Force } }
            @{ Name = 'Export-Colormap'; Script = { Export-Colormap -InputObject $in -Path $out -Force } }
        )
        foreach ($case in $cases) { foreach ($way in 'a link as output', 'a link as input', 'a linked folder', 'a second name') { $case + @{ Way = $way } } }
    ) {
        $folder = New-TestFolder
        $real = [IO.Directory]::CreateDirectory([IO.Path]::Join($folder, 'real')).FullName
        $end = $Extension ?? 'png'
        $file = Write-TestPng ([IO.Path]::Join($real, "a.$end")) 6 6 ([ushort[]](1..36))
        $before = [IO.File]::ReadAllBytes($file)
        $in, $out = switch ($Way) {
            'a link as output' { $file, [IO.File]::CreateSymbolicLink([IO.Path]::Join($folder, "l.$end"), $file).FullName }
            'a link as input' { [IO.File]::CreateSymbolicLink([IO.Path]::Join($folder, "l.$end"), $file).FullName, $file }
            'a linked folder' { $null = [IO.Directory]::CreateSymbolicLink([IO.Path]::Join($folder, 'linked'), $real); $file, [IO.Path]::Join($folder, 'linked', "a.$end") }
            'a second name' { & ln $file ([IO.Path]::Join($folder, "b.$end")); $file, [IO.Path]::Join($folder, "b.$end") }
        }
        $null = $Script | Should-ThrowId OutputIsInput
        Should-HavePixels ([IO.File]::ReadAllBytes($file)) $before
        Should-HavePixels ([IO.File]::ReadAllBytes($out)) $before
        if ($Way -eq 'a link as output') { [IO.FileInfo]::new($out).LinkTarget | Should -Be $file }
    }

    It 'that is a link is as old as what it leads to, for -IfNewer' -Skip:(-not $isUnix) {
        $folder = New-TestFolder
        $file = Write-TestPng ([IO.Path]::Join($folder, 'a.png')) 2 1 ([ushort[]](7, 255))
        $link = [IO.File]::CreateSymbolicLink([IO.Path]::Join($folder, 'link.png'), $file).FullName
        $out = [IO.Path]::Join($folder, 'out')
        $written = ConvertTo-Heatmap $link -Destination $out -Colormap gray
        $time = [DateTime]::UtcNow
        [IO.File]::SetLastWriteTimeUtc($written.FullName, $time)
        [IO.File]::SetLastWriteTimeUtc($file, $time.AddSeconds(-10))
        ConvertTo-Heatmap $link -Destination $out -Colormap gray -IfNewer | Should -BeNullOrEmpty
        Merge-Lighten $link, $other -Fit Resize -Destination $written.FullName -IfNewer | Should -BeNullOrEmpty
        $null = Write-TestPng $file 2 1 ([ushort[]](9, 255))
        [IO.File]::SetLastWriteTimeUtc($file, $time.AddSeconds(10))
        (ConvertTo-Heatmap $link -Destination $out -Colormap gray -IfNewer).Name | Should -Be 'link.png'
        (Read-Png $written.FullName).Rgba[0] | Should -Be 9
    }
}

Describe 'A message about an existing file' {
    BeforeAll {
        $folder = New-TestFolder
        $path, $json = 'x.png', 'x.json' | ForEach-Object { [IO.Path]::Join($folder, $_) }
        foreach ($each in $path, $json) { [IO.File]::WriteAllText($each, 'old') }
    }

    It 'names the switches, which each of these cmdlets has' {
        $records = { $map | Export-HeatmapImage -Path $path } | Should-ThrowId OutputExists
        $records[0].Exception.Message | Should -Be "'$path' already exists. Use -Force to replace it, or -SkipExisting to leave it."
        $records = { Get-Colormap gray | Export-Colormap -Path $json } | Should-ThrowId OutputExists
        $records[0].Exception.Message | Should -Be "'$json' already exists. Use -Force to replace it, or -SkipExisting to leave it."
        Get-Colormap gray | Export-Colormap -Path $json -SkipExisting -PassThru | Should -BeNullOrEmpty
    }
}

Describe 'A format in a template' {
    It 'of a billion digits is refused: <Name>' -ForEach @(
        @{ Name = '-Name'; Id = 'OutputNameInvalid'; Script = { $map | Export-HeatmapImage -Path $folder -Name '{Index:C999999999}' } }
        @{ Name = '-Name, page'; Id = 'OutputNameInvalid'; Script = { $map | Export-HeatmapImage -Path $folder -Name '{Page:D100}' } }
        @{ Name = '-Name, zeros'; Id = 'OutputNameInvalid'; Script = { $map | Export-HeatmapImage -Path $folder -Name "{Index:$('0' * 1000)}" } }
        @{ Name = '-Label'; Id = 'LabelInvalid'; Script = { $map | Merge-Mosaic -Label '{Index:D999999999}' } }
        @{ Name = '-Label, value'; Id = 'LabelInvalid'; Script = { $map | Merge-Mosaic -Label '{Maximum:F999999999}' } }
        @{ Name = '-TickFormat'; Id = 'TickFormatInvalid'; Script = { $map | Add-Colorbar -TickFormat 'F999999999' } }
        @{ Name = '-TickFormat, width'; Id = 'TickFormatInvalid'; Script = { $map | Add-Colorbar -TickFormat '{0,999999}' } }
        @{ Name = '-TickFormat, zeros'; Id = 'TickFormatInvalid'; Script = { $map | Add-Colorbar -TickFormat "{0:$('0' * 1000)}" } }
        @{ Name = '-TickFormat, text'; Id = 'TickFormatInvalid'; Script = { $map | Add-Colorbar -TickFormat '{0:F999999999} K' } }
        @{ Name = '-Caption'; Id = 'LabelInvalid'; Script = { $map | Add-Annotation -Caption '{Maximum:F999999999}' } }
        @{ Name = '-ValueFormat'; Id = 'ValueFormatInvalid'; Script = { $map | Add-Annotation -Spot Hottest -ValueFormat '{0,999999}' } }
        @{ Name = '-CellFormat'; Id = 'CellFormatInvalid'; Script = { $map | Export-HeatmapImage -Path $folder -CellFormat 'N999999999' } }
    ) {
        $folder = New-TestFolder
        $null = $Script | Should-ThrowId $Id
        Get-ChildItem -LiteralPath $folder -Force | Should -BeNullOrEmpty
    }

    It 'of up to 99 digits is as it was' {
        $folder = New-TestFolder
        ($map | Export-HeatmapImage -Path $folder -Name '{Index:D99}' -PassThru).BaseName | Should -Be ('0' * 98 + '1')
        ($map | Export-HeatmapImage -Path $folder -Name '{Index:000000000001}x' -PassThru).BaseName | Should -Be '000000000011x'
        { $map | Add-Colorbar -TickFormat '{0:0000.00} K' } | Should -Not -Throw
    }
}
