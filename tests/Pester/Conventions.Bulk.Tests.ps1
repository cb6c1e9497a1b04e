# Many files at once: order, one bad file among them, memory, threads, nothing left behind.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # A thousand small frames, each told by its first pixel; number 500 is broken.
    $folder = New-TestFolder 'thousand'
    $whole = Write-TestPng ([IO.Path]::Join($folder, 'whole')) 16 8 ([ushort[]](0..127))
    $bytes = [IO.File]::ReadAllBytes($whole)
    Remove-Item -LiteralPath $whole
    foreach ($i in 0..999) { [IO.File]::WriteAllBytes([IO.Path]::Join($folder, "f$($i.ToString('0000')).png"), $bytes) }
    $bad = [IO.Path]::Join($folder, 'f0500.png')
    [IO.File]::WriteAllBytes($bad, $bytes[0..60])
    $files = [IO.Directory]::GetFiles($folder) | Sort-Object
}

Describe 'A thousand files with a broken one' {
    It 'give 999 outputs in the order of the inputs and one error: <Name>' -ForEach @(
        @{ Name = 'copied'; Parameters = @{} }, @{ Name = 'encoded'; Parameters = @{ Compression = 'Fast' } }, @{ Name = 'one scale'; Parameters = @{ SharedScale = $true; Range = 'Data' } }
    ) {
        $out = New-TestFolder
        # Without the name of the source in it, each file is the same.
        $outputs = $files | ConvertTo-Heatmap -Destination $out -NoMetadata -ErrorAction SilentlyContinue -ErrorVariable failed @Parameters
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ImageCorrupt,*'
        $failed[0].TargetObject | Should -Be $bad
        $outputs.Name | Should -Be @($files | Where-Object { $_ -ne $bad } | Split-Path -Leaf)
        # Nothing but the outputs is there, and each is the picture.
        [IO.Directory]::GetFiles($out) | Sort-Object | Should -Be $outputs.FullName
        $expected = [IO.File]::ReadAllBytes($outputs[0])
        $colors = (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..127)) -Width 16 -Height 8) -Range ($Parameters.Range ?? 'Type')).ToArray()
        $different = $outputs | Where-Object { -not [Linq.Enumerable]::SequenceEqual($expected, [IO.File]::ReadAllBytes($_)) }
        $different | Should -BeNullOrEmpty
        Should-HavePixels (Read-Png $outputs[998]).RgbBytes $colors
    }

    It 'emit 999 image objects in order' {
        $images = $files | ConvertTo-Heatmap -Range Data -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.TargetObject | Should -Be $bad
        $images.Path | Should -Be @($files | Where-Object { $_ -ne $bad })
    }

    It 'stop early and cleanly when the pipeline needs no more' {
        $out = New-TestFolder
        $first = $files | ConvertTo-Heatmap -Destination $out | Select-Object -First 3
        $first.Name | Should -Be 'f0000.png', 'f0001.png', 'f0002.png'
        $left = [IO.Directory]::GetFiles($out)
        $left.Count | Should -BeLessThan 200
        $left | Where-Object { $_ -like '*.tmp' } | Should -BeNullOrEmpty
    }

    It 'stop at the broken one with -ErrorAction Stop' {
        $out = New-TestFolder
        { $files | ConvertTo-Heatmap -Destination $out -ErrorAction Stop } | Should -Throw -ErrorId 'ImageCorrupt,*'
        [IO.Directory]::GetFiles($out, '*.tmp') | Should -BeNullOrEmpty
    }
}

Describe 'Threads' {
    It '-ThrottleLimit 1 and 4 write the same files' {
        $frames = New-TestFolder
        $sources = foreach ($i in 1..12) { Write-TestTiff ([IO.Path]::Join($frames, "$i.tif")) 60 40 @(, (New-TestFrame Noise 60 40 -Seed $i).Data) }
        $results = foreach ($limit in 1, 4) {
            $outputs = $sources | ConvertTo-Heatmap -Percentile 2, 98 -SharedScale -Destination (New-TestFolder) -ThrottleLimit $limit
            , @($outputs | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash })
        }
        $results[0] | Should -Be $results[1]
    }

    It 'work in ForEach-Object -Parallel, several pipelines at once' {
        $module = (Get-Module HeatmapPS).Path
        $expected = (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..15)) -Width 4 -Height 4)).ToArray()
        $results = 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:module
            , (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..15)) -Width 4 -Height 4)).ToArray()
        }
        @($results).Count | Should -Be 8
        foreach ($result in $results) { Should-HavePixels $result $expected }
    }

    It 'objects go into other runspaces by $using:' {
        $image = Import-HeatmapImage $files[0]
        $sums = 1..4 | ForEach-Object -Parallel { $sum = 0; foreach ($value in ($using:image).ToArray()) { $sum += $value }; $sum }
        $sums | Should -Be (@(8128) * 4)
    }
}

Describe 'Memory' {
    It 'for many frames is that of a few: 260 frames of 1.2 megabytes in a heap of 100 MB, from .<_>' -ForEach 'tif', 'png' {
        $source = [IO.Path]::Join((New-TestFolder), "a.$_")
        Import-HeatmapImage -InputObject (New-TestFrame Spot 960 640).Grid | Export-HeatmapImage $source
        $result = Invoke-ChildPwsh -Argument $source, (New-TestFolder) -Environment @{ DOTNET_GCHeapHardLimit = '0x6400000' } -Script @'
            $ErrorActionPreference = 'Stop'
            Import-Module $env:HEATMAPPS_TEST_MODULE
            $source = Get-Item -LiteralPath $args[0]
            $destination = $args[1]
            function Convert-Frame([int] $Count, [string] $Name) {
                (1..$Count | ForEach-Object { $source } | ConvertTo-Heatmap -Percentile 2, 98 -SharedScale -Destination $destination -Name $Name).Count
                # What native libraries hold is outside the heap.
                [Diagnostics.Process]::GetCurrentProcess().WorkingSet64 / 1MB
            }
            $first = Convert-Frame 60 'a{Index}'
            $second = Convert-Frame 200 'b{Index}'
            [GC]::GetGCMemoryInfo().TotalAvailableMemoryBytes / 1MB
            $first[0] + $second[0]
            [int]($second[1] - $first[1])
'@
        $result.Error | Should -BeNullOrEmpty
        $result.Output[0..1] | Should -Be '100', '260'
        [int]$result.Output[2] | Should -BeLessThan 120 -Because '200 frames are 240 megabytes'
    }

    It 'for a large image is that of a strip: 300 megabytes in a heap of 100 MB' {
        $out = New-TestFolder
        $large = [IO.Path]::Join($out, 'large.npy')
        # A header of 128 bytes, then a sparse file.
        $header = [byte[]]::new(128)
        $text = "{'descr': '<u2', 'fortran_order': False, 'shape': (12000, 12500), }".PadRight(117) + "`n"
        ([byte[]](0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0)).CopyTo($header, 0)
        [Text.Encoding]::ASCII.GetBytes($text).CopyTo($header, 10)
        $stream = [IO.File]::Create($large)
        $stream.Write($header)
        $stream.SetLength(128 + 2L * 12000 * 12500)
        $stream.Position = $stream.Length - 2
        $stream.Write([byte[]](0xFF, 0xFF))
        $stream.Dispose()
        $result = Invoke-ChildPwsh -Argument $large, $out -Environment @{ DOTNET_GCHeapHardLimit = '0x6400000' } -Script @'
            $ErrorActionPreference = 'Stop'
            Import-Module $env:HEATMAPPS_TEST_MODULE
            $heatmap = ConvertTo-Heatmap $args[0]
            $file = ConvertTo-Heatmap $args[0] -Destination $args[1]
            "$($heatmap.Minimum) $($heatmap.Maximum) $($file.Name)"
            $again = Import-HeatmapImage $file
            "$($again.Width) $($again.Height)"
'@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be '0 65535 large.png', '12500 12000'
    }
}

Describe 'Stopping' {
    It 'in the middle of a file leaves nothing of it, and the old one as it was' {
        $folder = New-TestFolder
        $large = [IO.Path]::Join($folder, 'large.tif')
        $null = Write-TestTiff $large 8000 6000 @(, [ushort[]]::new(8000 * 6000))
        $out = (New-Item -ItemType Directory -Path ([IO.Path]::Join($folder, 'out'))).FullName
        $old = [IO.Path]::Join($out, 'large.png')
        [IO.File]::WriteAllText($old, 'old')
        $watcher = [IO.FileSystemWatcher]::new($out)
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($Module, $Source, $Destination)
                    Import-Module $Module
                    ConvertTo-Heatmap -LiteralPath $Source -Destination $Destination -Force -BitDepth 16 -Compression Best
                }).AddArgument((Get-Module HeatmapPS).Path).AddArgument($large).AddArgument($out)
            $running = $shell.BeginInvoke()
            $change = $watcher.WaitForChanged('All', 60000)
            $shell.Stop()
            $change.TimedOut | Should -BeFalse -Because 'writing began'
            $running.IsCompleted | Should -BeTrue
            "$($shell.InvocationStateInfo.State)" | Should -Be 'Stopped'
            [IO.Directory]::GetFiles($out) | Should -Be $old
            [IO.File]::ReadAllText($old) | Should -Be 'old'
        }
        finally {
            $shell.Dispose()
            $watcher.Dispose()
        }
    }
}
