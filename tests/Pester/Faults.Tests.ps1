# What happens when something fails in the middle: the disk is full, the folder is gone or read-only, the source changes, the
# process is killed. A file is whole or not there, an older one is untouched, and one bad output never stops the others.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SmallDisk.ps1'))
    $canMount = Test-SmallDisk
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SmallDisk.ps1'))

    # Noise does not compress: 4 megabytes in any format, more than the small disk has.
    $large = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'noise.tif')) 1600 1300 @(, (New-TestFrame Noise 1600 1300).Data)
    $small = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'small.png')) 8 4 ([ushort[]](0..31))

    # Runs a script in a shell of its own, waits for an event in a folder, then does something to it.
    function Invoke-Interrupted {
        param([scriptblock] $Script, [object[]] $Argument, [string] $Folder, [scriptblock] $Then)

        $watcher = [IO.FileSystemWatcher]::new($Folder)
        $shell = [powershell]::Create()
        try {
            # One statement: PowerShell ends the process if a shell with several is disposed of while it goes from one to the next.
            $null = $shell.AddScript("param(`$Module, `$Values) Import-Module `$Module; & { $Script } @Values")
            $null = $shell.AddArgument((Get-Module HeatmapPS).Path).AddArgument($Argument)
            $running = $shell.BeginInvoke()
            $change = $watcher.WaitForChanged('All', 60000)
            $change.TimedOut | Should -BeFalse -Because 'writing began'
            & $Then $shell $running
            return [pscustomobject]@{ State = "$($shell.InvocationStateInfo.State)"; Errors = @($shell.Streams.Error) }
        }
        finally {
            $shell.Dispose()
            $watcher.Dispose()
        }
    }
}

AfterAll { Dismount-SmallDisk }

Describe 'A full disk' -Skip:(-not $canMount) {
    BeforeAll { $disk = New-SmallDisk }

    BeforeEach { Get-ChildItem -LiteralPath $disk -Force | Remove-Item -Recurse -Force }

    It 'while <_> is written is an error, and leaves nothing' -ForEach 'png', 'tif', 'npy', 'npz', 'csv', 'pgm', 'pam' {
        $path = [IO.Path]::Join($disk, "out.$_")
        $null = { Import-HeatmapImage $large | Export-HeatmapImage -Path $path } | Should-ThrowId OutputWriteFailed
        Get-ChildItem -LiteralPath $disk -Force | Should -BeNullOrEmpty
    }

    It 'is one error for each image, not one for each byte that is left: <_>' -ForEach 'qoi', 'tga' {
        $pixels = [byte[, ]]::new(1200, 1200)
        $noise = [byte[]]::new($pixels.Length)
        [Random]::new(1).NextBytes($noise)
        [Buffer]::BlockCopy($noise, 0, $pixels, 0, $noise.Length)
        $images = 1..8 | ForEach-Object { Import-HeatmapImage -InputObject $pixels }
        $failures = [HeatmapPS.Tests.WriteFailures]::new()
        try { $records = @($images | Export-HeatmapImage -Path $disk -Name 'x{Index}' -Format $_ 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) }
        finally { $failures.Dispose() }
        $records.Count | Should -BeGreaterThan 0
        $records.Count | Should -BeLessOrEqual $images.Count
        Get-ErrorId $records[-1] | Should -Be OutputWriteFailed
        # An exception is thrown again on its way up. Without EncoderTarget there is one for each of a million bytes.
        $failures.Count | Should -BeGreaterThan 0
        $failures.Count | Should -BeLessThan (100 * $images.Count)
        Get-ChildItem -LiteralPath $disk -Force -Filter '*.tmp' | Should -BeNullOrEmpty
    }

    It 'while an old <_> is replaced leaves the old one' -ForEach 'png', 'tif', 'bmp', 'jp2', 'webp' {
        $path = [IO.Path]::Join($disk, "noise.$_")
        [IO.File]::WriteAllText($path, 'old')
        $parameters = $_ -eq 'webp' ? @{ Quality = 100 } : @{}
        $record = @(Optimize-Contrast $large -Destination $path -BitDepth 8 -Force @parameters 2>&1)
        Get-ErrorId $record[0] | Should -BeIn 'OutputWriteFailed', 'ImageWriteFailed'
        @(Get-ChildItem -LiteralPath $disk -Force).Name | Should -Be "noise.$_"
        [IO.File]::ReadAllText($path) | Should -Be 'old'
    }

    It 'while an animation is written leaves nothing: .<_>' -ForEach 'gif', 'apng', 'webp' {
        $path = [IO.Path]::Join($disk, "out.$_")
        $frames = foreach ($i in 1..4) { ConvertTo-Heatmap -InputObject (New-TestFrame Noise 1000 900 -Seed $i).Grid }
        $null = { $frames | Export-HeatmapVideo -Path $path } | Should-ThrowId OutputWriteFailed
        Get-ChildItem -LiteralPath $disk -Force | Should -BeNullOrEmpty
    }

    It 'while <Name> are written leaves nothing' -ForEach @(
        @{ Name = 'the tiles of a zoomable image'; Parameters = @{ Destination = 'sheet.dzi' } }, @{ Name = 'the levels of a pyramid'; Parameters = @{ Destination = 'sheet.tif'; Pyramid = $true } }
    ) {
        $Parameters.Destination = [IO.Path]::Join($disk, $Parameters.Destination)
        $record = @(ConvertTo-Heatmap $large | Merge-Mosaic @Parameters 2>&1)
        Get-ErrorId $record[0] | Should -BeIn 'OutputWriteFailed', 'ImageWriteFailed'
        Get-ChildItem -LiteralPath $disk -Force | Should -BeNullOrEmpty
    }

    It 'stops none of the files that still fit' {
        $sources = $small, $large, $small | ForEach-Object -Begin { $i = 0 } -Process {
            $copy = [IO.Path]::Join((New-TestFolder), "f$((++$i))$([IO.Path]::GetExtension($_))")
            Copy-Item -LiteralPath $_ -Destination $copy
            $copy
        }
        $outputs = $sources | ConvertTo-Heatmap -BitDepth 16 -Destination $disk -ErrorAction SilentlyContinue -ErrorVariable failed
        $outputs.Name | Should -Be 'f1.png', 'f3.png'
        Get-ErrorId $failed[0] | Should -Be 'OutputWriteFailed'
        @(Get-ChildItem -LiteralPath $disk -Force).Name | Should -Be 'f1.png', 'f3.png'
    }

    It 'for temporary files is reported as that' {
        $result = Invoke-ChildPwsh -Argument (New-TestFolder) -Environment @{ TMPDIR = $disk } -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$npy = [IO.Path]::Join($args[0], 'a.npy')
[byte[]] $head = @(0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0) + [Text.Encoding]::ASCII.GetBytes("{'descr': '|u1', 'fortran_order': False, 'shape': (17000, 17000), }".PadRight(117) + "`n")
$stream = [IO.File]::Create($npy)
$stream.Write($head, 0, 128)
$stream.SetLength(128 + 17000 * 17000)
$stream.Dispose()
foreach ($script in { Merge-Lighten $npy, $npy }, { Merge-Stack $npy, $npy -Statistic Mean }, { Merge-Blend $npy, $npy }) {
    $errors = @(& $script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
    ($errors[0].FullyQualifiedErrorId -split ',')[0]
}
'@
        $result.Error | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
        $result.Output | Should -Be 'TemporaryFileFailed', 'TemporaryFileFailed', 'TemporaryFileFailed'
        Get-ChildItem -LiteralPath $disk -Force | Should -BeNullOrEmpty
    }
}

Describe 'The folder' {
    It 'made read-only in the middle of a run is an error for each file that follows' -Skip:(-not $canMount) {
        $disk = New-SmallDisk
        $frames = New-TestFolder
        $bytes = [IO.File]::ReadAllBytes($small)
        $sources = foreach ($i in 1..60) { $path = [IO.Path]::Join($frames, "f$($i.ToString('00')).png"); [IO.File]::WriteAllBytes($path, $bytes); $path }
        $outputs = $sources | ConvertTo-Heatmap -Destination $disk -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable failed | ForEach-Object {
            # While a file is open for writing the system refuses.
            for ($try = 0; $try -lt 1000 -and -not $isReadOnly; $try++) { & mount -o remount,ro $disk 2>$null; $isReadOnly = $LASTEXITCODE -eq 0 }
            $_
        }
        $isReadOnly | Should -BeTrue
        $failed.Count | Should -BeGreaterThan 0
        @($failed | ForEach-Object { Get-ErrorId $_ } | Select-Object -Unique) | Should -BeIn 'OutputAccessDenied', 'OutputWriteFailed'
        $outputs.Count + $failed.Count | Should -Be 60
        @(Get-ChildItem -LiteralPath $disk -Force).Name | Should -Be @($outputs.Name)
        foreach ($output in $outputs) { (Read-Png $output).Width | Should -Be 8 }
    }

    It 'removed in the middle of a run is made again' {
        $out = New-TestFolder
        $outputs = $small, $small, $small | ConvertTo-Heatmap -Destination $out -Name '{Index}' -ThrottleLimit 1 -ErrorAction SilentlyContinue | ForEach-Object {
            if ($_.Name -eq '0001.png') { Remove-Item -LiteralPath $out -Recurse -Force -ErrorAction SilentlyContinue }
            $_
        }
        @($outputs).Count | Should -BeGreaterThan 0
        if (Test-Path -LiteralPath $out) { Get-ChildItem -LiteralPath $out -Filter '*.tmp' -Force | Should -BeNullOrEmpty }
    }

    It 'that is a file is an error' {
        $file = [IO.Path]::Join((New-TestFolder), 'file')
        [IO.File]::WriteAllText($file, 'old')
        $record = @(ConvertTo-Heatmap $small -Destination $file 2>&1)
        Get-ErrorId $record[0] | Should -BeIn 'OutputWriteFailed', 'OutputAccessDenied', 'DestinationInvalid'
        [IO.File]::ReadAllText($file) | Should -Be 'old'
    }
}

Describe 'The source' {
    It 'overwritten between import and use is SourceChanged: .<_>' -ForEach 'png', 'tif', 'npy', 'webp', 'gif', 'bmp', 'avif' {
        $path = [IO.Path]::Join((New-TestFolder), "a.$_")
        $null = Export-HeatmapImage -InputObject ([byte[, ]]::new(20, 30)) -Path $path
        $image = Import-HeatmapImage $path
        $null = Export-HeatmapImage -InputObject ([byte[, ]]::new(21, 31)) -Path $path -Force
        $null = { $image | Measure-Heatmap } | Should-ThrowId SourceChanged
        $null = { $image | Export-HeatmapImage -Path ([IO.Path]::Join((New-TestFolder), 'b.png')) } | Should-ThrowId SourceChanged
    }

    It 'cut off between import and use is an error, and does not end the process: .<_>' -ForEach 'png', 'tif', 'npy', 'npz', 'webp', 'gif', 'bmp', 'avif', 'jpg' {
        $path = [IO.Path]::Join((New-TestFolder), "a.$_")
        $null = Export-HeatmapImage -InputObject (New-TestFrame Noise 200 100 -Type ([byte])).Grid -Path $path
        $image = Import-HeatmapImage $path
        $stream = [IO.File]::OpenWrite($path)
        $stream.SetLength(200)
        $stream.Dispose()
        $null = { $image | Measure-Heatmap } | Should-ThrowId SourceChanged
    }

    It 'deleted between import and use is ImageNotFound' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.png')
        Copy-Item -LiteralPath $small -Destination $path
        $image = Import-HeatmapImage $path
        Remove-Item -LiteralPath $path
        $null = { $image | ConvertTo-Heatmap -Destination (New-TestFolder) } | Should-ThrowId ImageNotFound
    }

    It 'of an animation cut off between its frames is an error, or was read before' {
        $path = [IO.Path]::Join((New-TestFolder), 'a.webp')
        1..6 | ForEach-Object { ConvertTo-Heatmap -InputObject (New-TestFrame Noise 300 200 -Seed $_).Grid } | Export-HeatmapVideo -Path $path
        $whole = @(Import-HeatmapVideo $path | ForEach-Object { , $_.ToArray() })
        $frames = 0
        $records = @(Import-HeatmapVideo $path 2>&1 | ForEach-Object {
                if (++$frames -eq 2) { $stream = [IO.File]::OpenWrite($path); $stream.SetLength(500); $stream.Dispose() }
                $_ -is [Management.Automation.ErrorRecord] ? $_ : , $_.ToArray()
            })
        for ($i = 0; $i -lt $records.Count; $i++) {
            if ($records[$i] -is [Management.Automation.ErrorRecord]) { Get-ErrorId $records[$i] | Should -BeIn 'SourceChanged', 'ImageCorrupt' }
            else { Should-HavePixels $records[$i] $whole[$i] }
        }

        if ($records[-1] -isnot [Management.Automation.ErrorRecord]) { $records.Count | Should -Be 6 }
    }

    It 'can be removed, and no handle is open, after <Name>' -ForEach @(
        @{ Name = 'ConvertTo-Heatmap'; Script = { param($Path, $Out) ConvertTo-Heatmap $Path -Destination $Out -Force } }
        @{ Name = 'Measure-Heatmap'; Script = { param($Path) Measure-Heatmap $Path } }
        @{ Name = 'a broken file'; Script = { param($Path, $Out) foreach ($i in 1..20) { ConvertTo-Heatmap ([IO.Path]::Join($broken, '*')) -Destination $Out -Force -ErrorAction SilentlyContinue } } }
        @{ Name = 'a pipeline cut short'; Script = { param($Path) 1..50 | ForEach-Object { $Path } | ConvertTo-Heatmap | Select-Object -First 1 } }
    ) {
        $broken = Get-TestDataPath 'golden/files/broken'
        $folder, $out = (New-TestFolder), (New-TestFolder)
        $path = [IO.Path]::Join($folder, 'a.tif')
        Copy-Item -LiteralPath $large -Destination $path
        $null = & $Script $path $out
        if ($IsLinux) {
            $open = @([IO.Directory]::GetFileSystemEntries('/proc/self/fd') | ForEach-Object { [IO.FileInfo]::new($_).LinkTarget } | Where-Object { $_ -and ($_.StartsWith($folder) -or $_.StartsWith($out) -or $_.StartsWith($broken)) })
            $open | Should -BeNullOrEmpty
        }
        Remove-Item -LiteralPath $path
        Test-Path -LiteralPath $path | Should -BeFalse
    }
}

Describe 'A process that is killed' {
    It 'in the middle of a file leaves whole files and a part, which the next run removes when nobody can be writing it' {
        $out = New-TestFolder
        $script = [IO.Path]::Join((New-TestFolder), 'run.ps1')
        [IO.File]::WriteAllText($script, @'
Import-Module $args[0]
$i = 0
while ($true) { $i++; ConvertTo-Heatmap -LiteralPath $args[1] -Destination $args[2] -Name "f$i" -BitDepth 16 -Compression Best }
'@)
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        if ([IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') { $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0]) }
        foreach ($item in '-NoLogo', '-NoProfile', '-NonInteractive', '-File', $script, (Get-Module HeatmapPS).Path, $large, $out) { $start.ArgumentList.Add($item) }
        $start.RedirectStandardOutput = $true
        $watcher = [IO.FileSystemWatcher]::new($out)
        $process = [Diagnostics.Process]::Start($start)
        $null = $process.StandardOutput.ReadToEndAsync()
        try {
            # The second temporary name: one file is whole by then.
            foreach ($i in 1..2) {
                do { $change = $watcher.WaitForChanged('Created', 120000) } until ($change.TimedOut -or $change.Name -like '*.tmp')
                $change.TimedOut | Should -BeFalse
            }
        }
        finally {
            $process.Kill()
            $process.WaitForExit()
            $process.Dispose()
            $watcher.Dispose()
        }

        $files = @(Get-ChildItem -LiteralPath $out -Force)
        $parts = @($files | Where-Object Name -Like '.heatmapps-*.tmp')
        $whole = @($files | Where-Object Name -NotLike '*.tmp')
        $parts.Count | Should -Be 1
        $whole.Count | Should -BeGreaterThan 0
        foreach ($file in $whole) { (Read-Png $file.FullName).Width | Should -Be 1600 }

        # A minute of rest, by which it is known that no process in a container goes on writing.
        $null = ConvertTo-Heatmap $small -Destination $out
        Test-Path -LiteralPath $parts[0].FullName | Should -BeTrue
        $parts[0].LastWriteTimeUtc = [DateTime]::UtcNow.AddMinutes(-2)
        $null = ConvertTo-Heatmap $small -Destination $out -Force
        Test-Path -LiteralPath $parts[0].FullName | Should -BeFalse
        @(Get-ChildItem -LiteralPath $out -Force).Count | Should -Be ($whole.Count + 1)
    }

    It 'another machine''s part, a running process''s, one in use, a young one, and a file of another name stay; others go' -Skip:(-not $IsLinux) {
        $out = New-TestFolder
        $machine = [Convert]::ToHexStringLower([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes([Environment]::MachineName))[0..3])
        $names = ".heatmapps-00000000-999999999-abc.tmp", ".heatmapps-$machine-1-abc.tmp", '.heatmapps-x.tmp', '.a.tmp', "heatmapps-$machine-999999999-abc.tmp", ".heatmapps-$machine-999999999-open.tmp"
        $gone = [IO.Path]::Join($out, ".heatmapps-$machine-999999999-gone.tmp")
        foreach ($path in @($names | ForEach-Object { [IO.Path]::Join($out, $_) }) + $gone) {
            [IO.File]::WriteAllText($path, 'x')
            [IO.File]::SetLastWriteTimeUtc($path, [DateTime]::UtcNow.AddSeconds(-61))
        }

        # The number of a process that is gone may be another's by now, which began after the last write.
        $reused = [IO.Path]::Join($out, ".heatmapps-$machine-$PID-reused.tmp")
        [IO.File]::WriteAllText($reused, 'x')
        [IO.File]::SetLastWriteTimeUtc($reused, [Diagnostics.Process]::GetCurrentProcess().StartTime.ToUniversalTime().AddHours(-1))

        # A folder is as young as what was written last within it.
        foreach ($folder in 'young', 'old') {
            $path = [IO.Path]::Join($out, ".heatmapps-$machine-999999999-$folder.tmp")
            $inner = [IO.Directory]::CreateDirectory([IO.Path]::Join($path, 'tiles')).FullName
            [IO.File]::WriteAllText([IO.Path]::Join($inner, 'x.png'), 'x')
            if ($folder -eq 'old') { [IO.File]::SetLastWriteTimeUtc([IO.Path]::Join($inner, 'x.png'), [DateTime]::UtcNow.AddSeconds(-61)) }
            foreach ($each in $inner, $path) { [IO.Directory]::SetLastWriteTimeUtc($each, [DateTime]::UtcNow.AddSeconds(-61)) }
        }

        $names = @(".heatmapps-$machine-999999999-young.tmp") + $names
        $stream = [IO.FileStream]::new([IO.Path]::Join($out, $names[-1]), 'Open', 'ReadWrite', 'None')
        try { $null = ConvertTo-Heatmap $small -Destination $out } finally { $stream.Dispose() }
        Test-Path -LiteralPath $gone | Should -BeFalse
        @(Get-ChildItem -LiteralPath $out -Force).Name | Sort-Object | Should -Be @(@($names) + 'small.png' | Sort-Object)
    }
}

Describe 'Several writers' {
    It 'that write one file leave one whole file, and no parts' {
        $out = [IO.Path]::Join((New-TestFolder), 'same.png')
        $module = (Get-Module HeatmapPS).Path
        $results = 1..6 | ForEach-Object -ThrottleLimit 6 -Parallel {
            Import-Module $using:module
            foreach ($i in 1..10) { ConvertTo-Heatmap $using:small -Destination $using:out -Force -ErrorAction SilentlyContinue -ErrorVariable failed; $failed.Count }
        }
        @($results | Where-Object { $_ -is [int] -and $_ -gt 0 }).Count | Should -Be 0
        (Read-Png $out).Width | Should -Be 8
        @(Get-ChildItem -LiteralPath (Split-Path $out) -Force).Name | Should -Be 'same.png'
    }

    It 'without -Force: one writes it, the others report it' {
        $out = [IO.Path]::Join((New-TestFolder), 'same.png')
        $module = (Get-Module HeatmapPS).Path
        $results = 1..8 | ForEach-Object -ThrottleLimit 8 -Parallel {
            Import-Module $using:module
            $made = ConvertTo-Heatmap $using:small -Destination $using:out -ErrorAction SilentlyContinue -ErrorVariable failed
            $made ? 'made' : ($failed[0].FullyQualifiedErrorId -split ',')[0]
        }
        @($results -eq 'made').Count | Should -Be 1
        @($results -eq 'OutputExists').Count | Should -Be 7
    }
}

Describe 'Ctrl+C' {
    It 'in a folder run leaves whole files only, and nothing goes on' {
        $frames, $out = (New-TestFolder), (New-TestFolder)
        $bytes = [IO.File]::ReadAllBytes($large)
        foreach ($i in 1..40) { [IO.File]::WriteAllBytes([IO.Path]::Join($frames, "f$i.tif"), $bytes) }
        $result = Invoke-Interrupted -Folder $out -Argument $frames, $out -Script {
            param($From, $To)
            Get-ChildItem -LiteralPath $From | ConvertTo-Heatmap -Destination $To -BitDepth 16
        } -Then {
            param($Shell, $Running)
            $Shell.Stop()
        }
        $result.State | Should -Be 'Stopped'
        $left = @(Get-ChildItem -LiteralPath $out -Force)
        $left.Count | Should -BeLessThan 40
        foreach ($file in $left) { (Read-Png $file.FullName).Width | Should -Be 1600 }
    }
}
