# Files that belong together (a Deep Zoom image, a report and its pictures): old or new, whole, after an error or a kill at any point.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $sets = @(
        @{ Set = 'a Deep Zoom image'; File = 'x.dzi'; Names = 'x_files', 'x.html', 'x.dzi' }
        @{ Set = 'a report with a folder of pictures'; File = 'x.html'; Names = 'x_files', 'x.html' }
    )
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # The engine's own classes have no name at the prompt.
    $engine = (Get-HeatmapScale -Minimum 0 -Maximum 1).GetType().Assembly
    $exchangeType = $engine.GetType('HeatmapPS.Engine.Files.FileExchange')
    $maps = foreach ($seed in 1..3) { ConvertTo-Heatmap -InputObject (New-TestFrame Noise 300 200 -Type ([byte]) -Seed $seed).Grid }

    # Makes a set of files by a cmdlet.
    function Write-Set([string] $Path, [object] $Map, [hashtable] $With = @{}) {
        if ($Path.EndsWith('.dzi')) { Export-HeatmapImage -InputObject $Map -Path $Path @With } else { Export-HeatmapReport -InputObject $Map -Path $Path -PictureFolder @With }
    }

    # The hashes of all files of a set, by relative path. Temporary files are not part of it (Windows hides no names with a dot).
    function Get-State([string] $Folder) {
        $files = Get-ChildItem -LiteralPath $Folder -Recurse -File | Where-Object FullName -NotMatch '[\\/]\.heatmapps-'
        return @($files | Sort-Object FullName | ForEach-Object { "$([IO.Path]::GetRelativePath($Folder, $_.FullName)) $((Get-FileHash -LiteralPath $_.FullName).Hash)" })
    }

    function Get-LeftOver([string] $Folder) { return @(Get-ChildItem -LiteralPath $Folder -Force -Filter '.heatmapps-*') }

    # A copy of a file or folder. Of a lock that is held nothing can be read; its copy is one that nobody holds.
    function Copy-Folder([string] $From, [string] $To) {
        if ([IO.File]::Exists($From)) {
            if ($From.EndsWith('.lock')) { [IO.File]::WriteAllText($To, '') } else { [IO.File]::Copy($From, $To) }
            return
        }

        $null = [IO.Directory]::CreateDirectory($To)
        foreach ($entry in [IO.Directory]::GetFileSystemEntries($From)) { Copy-Folder $entry ([IO.Path]::Join($To, [IO.Path]::GetFileName($entry))) }
    }

    # An exchange of the old set in a folder for a new one, made and complete, and not yet begun.
    function New-Exchange([string] $Folder, [string] $NewFolder, [string[]] $Name, [Action] $BeforeStep) {
        $exchange = [Activator]::CreateInstance($exchangeType, @($Folder, 'x', [string[]]$Name))
        foreach ($each in $Name) { Copy-Folder ([IO.Path]::Join($NewFolder, $each)) $exchange.New($each) }
        $exchangeType.GetProperty('BeforeStep').SetValue($exchange, $BeforeStep)
        return $exchange
    }
}

Describe 'An exchange of <Set>' -ForEach $sets {
    BeforeAll {
        $old, $new = (New-TestFolder), (New-TestFolder)
        $null = Write-Set ([IO.Path]::Join($old, $File)) $maps[0]
        $null = Write-Set ([IO.Path]::Join($new, $File)) $maps[1]
        $oldState, $newState = (Get-State $old), (Get-State $new)
        $nothing = [Action] {}
        # Two renames a name, the journal's beginning and its end.
        $steps = 2 * $Names.Count + 2
    }

    BeforeEach {
        $folder = [IO.Path]::Join((New-TestFolder), 'place')
        Copy-Folder $old $folder
    }

    It 'puts the new one in place, and leaves nothing else' {
        $exchange = New-Exchange $folder $new $Names $nothing
        $exchange.Commit($true, $nothing, [Threading.CancellationToken]::None)
        $exchange.Dispose()
        Get-State $folder | Should -Be $newState
        Get-LeftOver $folder | Should -BeNullOrEmpty
    }

    It 'that fails at any step leaves the old one, and nothing else' {
        $reached = foreach ($step in 1..$steps) {
            $failing = [HeatmapPS.Tests.FailingAction]::new([IO.IOException]::new('test'), $step, $step)
            $exchange = New-Exchange $folder $new $Names $failing.Action
            { $exchange.Commit($true, $nothing, [Threading.CancellationToken]::None) } | Should -Throw '*test*'
            $exchange.Dispose()
            Get-State $folder | Should -Be $oldState -Because "it failed at step $step"
            Get-LeftOver $folder | Should -BeNullOrEmpty
            $failing.Calls
        }
        $reached | Should -Be (1..$steps)
    }

    It 'that is killed at any step is whole after the next run, old or new' {
        # What is on disk before each step is what a kill there leaves.
        $snapshots = New-TestFolder
        $script:taken = 0
        $exchange = New-Exchange $folder $new $Names { $script:taken++; Copy-Folder $folder ([IO.Path]::Join($snapshots, $script:taken)) }
        $exchange.Commit($true, $nothing, [Threading.CancellationToken]::None)
        $exchange.Dispose()
        $script:taken | Should -Be $steps
        foreach ($step in 1..$steps) {
            foreach ($next in 'another file', 'the same files') {
                $killed = [IO.Path]::Join($snapshots, $step)
                $left = [IO.Path]::Join($snapshots, "$step $next")
                Copy-Folder $killed $left
                if ($next -eq 'another file') {
                    $null = ConvertTo-Heatmap -InputObject ([byte[, ]]::new(2, 2)) -Destination ([IO.Path]::Join($left, 'other.gif'))
                    Remove-Item -LiteralPath ([IO.Path]::Join($left, 'other.gif'))
                    # Before the journal nothing was decided; the part stays while its process, which is this one, runs.
                    Get-State $left | Should -Be ($step -eq 1 ? $oldState : $newState) -Because "it was killed at step $step"
                    Get-LeftOver $left | Should -HaveCount ($step -eq 1 ? 1 : 0)
                }
                else {
                    $third = New-TestFolder
                    $null = Write-Set ([IO.Path]::Join($third, $File)) $maps[2]
                    $null = Write-Set ([IO.Path]::Join($left, $File)) $maps[2] @{ Force = $true }
                    $expected = (Get-State $third) -notmatch '\.html '
                    (Get-State $left) -notmatch '\.html ' | Should -Be $expected -Because "it was killed at step $step"
                    Get-LeftOver $left | Should -HaveCount ($step -eq 1 ? 1 : 0)
                }
            }
        }
    }

    It 'has a journal only when that is complete: a kill while it is written leaves none' {
        $seen = [Collections.Concurrent.ConcurrentQueue[string]]::new()
        $exchange = New-Exchange $folder $new $Names $nothing
        $watcher = [IO.FileSystemWatcher]::new($exchange.Work)
        $jobs = foreach ($event in 'Created', 'Renamed') {
            Register-ObjectEvent -InputObject $watcher -EventName $event -MessageData $seen -Action { $Event.MessageData.Enqueue("$($EventArgs.ChangeType) $($EventArgs.Name)") }
        }
        try {
            $watcher.EnableRaisingEvents = $true
            $exchange.Commit($true, $nothing, [Threading.CancellationToken]::None)
            $deadline = [DateTime]::UtcNow.AddSeconds(10)
            while (-not ($seen -like '* exchange') -and [DateTime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 20 }
        }
        finally {
            $watcher.Dispose()
            $jobs | Remove-Job -Force
            $exchange.Dispose()
        }

        $seen -like '* exchange' | Should -Be 'Renamed exchange'
    }

    It 'that was to replace nothing, and cannot be finished, is taken back' {
        $empty, $snapshots = (New-TestFolder), (New-TestFolder)
        $script:taken = 0
        $exchange = New-Exchange $empty $new $Names { $script:taken++; Copy-Folder $empty ([IO.Path]::Join($snapshots, $script:taken)) }
        $exchange.Commit($false, $nothing, [Threading.CancellationToken]::None)
        $exchange.Dispose()
        Get-State $empty | Should -Be $newState
        # Killed before the second name, whose place somebody took since.
        $left = [IO.Path]::Join($snapshots, '3')
        [IO.File]::WriteAllText([IO.Path]::Join($left, 'x.html'), 'mine')
        $null = Get-Colormap inferno | Export-Colormap -Path ([IO.Path]::Join($left, 'other.json'))
        (Get-ChildItem -LiteralPath $left -Force).Name | Should -Be 'other.json', 'x.html'
        [IO.File]::ReadAllText([IO.Path]::Join($left, 'x.html')) | Should -Be 'mine'
    }

    It 'that can be neither finished nor taken back stays, for the next run' {
        $snapshots = New-TestFolder
        $script:taken = 0
        $exchange = New-Exchange $folder $new $Names { $script:taken++; Copy-Folder $folder ([IO.Path]::Join($snapshots, $script:taken)) }
        $exchange.Commit($true, $nothing, [Threading.CancellationToken]::None)
        $exchange.Dispose()
        # Killed after the tiles or pictures; the next file's place in the folder of old ones is taken.
        $left = [IO.Path]::Join($snapshots, '4')
        $work = (Get-LeftOver $left | Where-Object PSIsContainer).FullName
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Join($work, 'old', $Names[1], 'in the way'))
        $null = ConvertTo-Heatmap -InputObject ([byte[, ]]::new(2, 2)) -Destination ([IO.Path]::Join($left, 'other.gif'))
        # It can be neither: what is in the way would take the place of the file. All files are still there.
        $all = Get-ChildItem -LiteralPath $left -Recurse -Force -File | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash }
        foreach ($state in $oldState) { ($state -split ' ')[-1] | Should -BeIn $all }
        # Nor do the same files go over it.
        $again = New-Exchange $left $new $Names $nothing
        { $again.Commit($true, $nothing, [Threading.CancellationToken]::None) } | Should -Throw
        $again.Dispose()
        Remove-Item -LiteralPath ([IO.Path]::Join($work, 'old', $Names[1])) -Recurse
        Remove-Item -LiteralPath ([IO.Path]::Join($left, 'other.gif'))
        $null = ConvertTo-Heatmap -InputObject ([byte[, ]]::new(2, 2)) -Destination ([IO.Path]::Join($left, 'other.gif'))
        Remove-Item -LiteralPath ([IO.Path]::Join($left, 'other.gif'))
        (Get-State $left) -join "`n" | Should -BeIn (($oldState -join "`n"), ($newState -join "`n"))
    }

    It 'that was killed is finished by the next one of the same files, which leaves nothing of it' {
        $left = [IO.Path]::Join((New-TestFolder), 'killed')
        $script:taken = 0
        $exchange = New-Exchange $folder $new $Names { if (++$script:taken -eq 3) { Copy-Folder $folder $left } }
        $exchange.Commit($true, $nothing, [Threading.CancellationToken]::None)
        $exchange.Dispose()
        $again = New-Exchange $left $new $Names $nothing
        $again.Commit($true, $nothing, [Threading.CancellationToken]::None)
        $again.Dispose()
        Get-State $left | Should -Be $newState
        Get-LeftOver $left | Should -BeNullOrEmpty
    }

    It 'that fails and cannot be taken back keeps the old files for the next run' {
        $script:calls = 0
        $exchange = New-Exchange $folder $new $Names {
            # Before the second name is moved; the first cannot go back where something is in its place.
            if (++$script:calls -eq 4) {
                $null = [IO.Directory]::CreateDirectory($script:way)
                throw 'in the way'
            }
        }
        $script:way = $exchange.New($Names[0])
        { $exchange.Commit($true, $nothing, [Threading.CancellationToken]::None) } | Should -Throw '*in the way*'
        $exchange.Dispose()
        $all = Get-ChildItem -LiteralPath $folder -Recurse -Force -File | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash }
        foreach ($state in $oldState) { ($state -split ' ')[-1] | Should -BeIn $all }
    }

    It 'whose process is killed in the middle is finished at once by the next run' {
        $result = Invoke-ChildPwsh -Argument $PSScriptRoot, $folder, $new, ($Names -join ',') @'
$tests, $folder, $new, $names = $args
. ([IO.Path]::Join($tests, 'common.ps1'))
$type = (Get-HeatmapScale -Minimum 0 -Maximum 1).GetType().Assembly.GetType('HeatmapPS.Engine.Files.FileExchange')
$exchange = [Activator]::CreateInstance($type, @($folder, 'x', [string[]]($names -split ',')))
foreach ($each in $names -split ',') { Copy-Item -LiteralPath ([IO.Path]::Join($new, $each)) -Destination $exchange.New($each) -Recurse }
$killing = [HeatmapPS.Tests.FailingAction]::new([IO.IOException]::new('test'), 3, 3)
$killing.Kills = $true
$type.GetProperty('BeforeStep').SetValue($exchange, $killing.Action)
'begun'
$exchange.Commit($true, [Action] {}, [Threading.CancellationToken]::None)
'not killed'
'@
        $result.Output | Should -Be 'begun'
        [IO.Path]::Join($folder, $Names[0]) | Should -Not -Exist
        $null = ConvertTo-Heatmap -InputObject ([byte[, ]]::new(2, 2)) -Destination ([IO.Path]::Join($folder, 'other.gif'))
        Remove-Item -LiteralPath ([IO.Path]::Join($folder, 'other.gif'))
        Get-State $folder | Should -Be $newState
        Get-LeftOver $folder | Should -BeNullOrEmpty
    }

    It 'that goes on is left alone, and waited for by another of the same files' {
        $lock = $engine.GetType('HeatmapPS.Engine.Files.ExchangeLock')
        $held = $lock::TryTake($lock::PathFor($folder, 'x'))
        $lock::TryTake($lock::PathFor($folder, 'X')) | Should -BeNullOrEmpty
        $stop = [Threading.CancellationTokenSource]::new()
        $stop.Cancel()
        $exchange = New-Exchange $folder $new $Names $nothing
        { $exchange.Commit($true, $nothing, $stop.Token) } | Should -Throw '*canceled*'
        Get-State $folder | Should -Be $oldState
        $held.Dispose()
        $exchange.Commit($true, $nothing, [Threading.CancellationToken]::None)
        $exchange.Dispose()
        Get-State $folder | Should -Be $newState
        Get-LeftOver $folder | Should -BeNullOrEmpty
    }
}

Describe 'An exchange beside another' {
    It 'leaves alone what the other decided and goes on with' {
        $folder = New-TestFolder
        $lock = $engine.GetType('HeatmapPS.Engine.Files.ExchangeLock')
        $other = [Activator]::CreateInstance($exchangeType, @($folder, 'y', [string[]]'y.txt'))
        [IO.File]::WriteAllText($other.New('y.txt'), 'y')
        [IO.File]::WriteAllText([IO.Path]::Join($other.Work, 'exchange'), "replace`ny`ny.txt`nend")
        $held = $lock::TryTake($lock::PathFor($folder, 'y'))
        $exchange = [Activator]::CreateInstance($exchangeType, @($folder, 'x', [string[]]'x.txt'))
        [IO.File]::WriteAllText($exchange.New('x.txt'), 'x')
        $exchange.Commit($true, [Action] {}, [Threading.CancellationToken]::None)
        $exchange.Dispose()
        (Get-ChildItem -LiteralPath $folder -File).Name | Should -Be 'x.txt'
        $other.New('y.txt') | Should -Exist

        # Once nobody holds it, whoever comes next finishes it.
        $held.Dispose()
        $null = Get-Colormap inferno | Export-Colormap -Path ([IO.Path]::Join($folder, 'other.json'))
        (Get-ChildItem -LiteralPath $folder -Force).Name | Should -Be 'other.json', 'x.txt', 'y.txt'
    }
}

Describe 'A folder that is given a name' {
    It 'that something has is refused as existing' {
        $from, $to = (New-TestFolder), (New-TestFolder)
        [IO.File]::WriteAllText([IO.Path]::Join($to, 'x'), 'mine')
        $refused = $null
        try { $engine.GetType('HeatmapPS.Engine.Files.Rename')::Folder($from, $to, [Threading.CancellationToken]::None) } catch { $refused = $_.Exception.InnerException }
        $refused.GetType().Name | Should -Be 'HeatmapException'
        $refused.ErrorId | Should -Be 'OutputExists'
    }
}

Describe 'A journal on a disk' {
    It 'is <What>: <Title>' -ForEach (@(
        @{ What = 'one'; Text = "replace\nx\nx_files\nx.dzi\nend"; Names = 'x_files', 'x.dzi' }
        @{ What = 'one'; Text = "add\nx\nx.dzi\nend"; Names = 'x.dzi' }
        foreach ($text in '', 'replace', "replace\nx\nx.dzi", "replace\nx\nx.dzi\nen", "replace\n\nx.dzi\nend", "replace\nx\nend", "other\nx\nx.dzi\nend",
            "replace\nx\n..\nend", "replace\nx\n.\nend", "replace\nx\na/b\nend", "replace\nx\n/a\nend", "replace\nx\na\\b\nend", "replace\nx\nC:a\nend", "replace\nx\nx.dzi\n../y\nend") {
            @{ What = 'none'; Text = $text }
        }
        @{ What = 'none'; Text = "replace\nx\n$('a' * 65536)\nend" }
    ) | ForEach-Object { $_.Title = $_.Text.Substring(0, [Math]::Min(40, $_.Text.Length)); $_ }) {
        $folder = New-TestFolder
        [IO.File]::WriteAllText([IO.Path]::Join($folder, 'exchange'), $Text.Replace('\n', "`n"))
        $journal = $engine.GetType('HeatmapPS.Engine.Files.ExchangeJournal')::Read($folder)
        if ($What -eq 'one') { @($journal.Names) | Should -Be $Names } else { $journal | Should -BeNullOrEmpty }
    }
}

Describe '-Force of <Set>' -ForEach $sets {
    BeforeEach {
        $folder = New-TestFolder
        $path = [IO.Path]::Join($folder, $File)
    }

    It 'replaces what the command made' {
        $null = Write-Set $path $maps[0]
        $null = Write-Set $path $maps[1] @{ Force = $true }
        $other = New-TestFolder
        $null = Write-Set ([IO.Path]::Join($other, $File)) $maps[1]
        (Get-State $folder) -notmatch '\.html ' | Should -Be ((Get-State $other) -notmatch '\.html ')
    }

    It 'replaces no folder that it did not make: <Name>' -ForEach @(
        @{ Name = 'other files'; Files = 'x_files/notes.txt' }
        @{ Name = 'frames of a video'; Files = 'x_files/0001.png', 'x_files/0002.png' }
        @{ Name = 'tiles and a file more'; Files = 'x_files/0/0_0.png', 'x_files/0/mine.txt' }
        @{ Name = 'a file of that name'; Files = 'x_files' }
    ) {
        foreach ($each in $Files) {
            $one = [IO.Path]::Join($folder, $each)
            $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($one))
            [IO.File]::WriteAllText($one, 'mine')
        }
        $before = Get-State $folder
        $records = { Write-Set $path $maps[0] @{ Force = $true } } | Should-ThrowId OutputExists
        $records[0].Exception.Message | Should -BeLike "*$([IO.Path]::Join($folder, 'x_files'))*"
        Get-State $folder | Should -Be $before
        Get-LeftOver $folder | Should -BeNullOrEmpty
    }
}

Describe 'A Deep Zoom image' {
    BeforeEach {
        $folder = New-TestFolder
        $path, $page = 'x.dzi', 'x.html' | ForEach-Object { [IO.Path]::Join($folder, $_) }
    }

    It 'does not replace a page that is none of its own: <_>' -ForEach 'by hand', 'a report' {
        if ($_ -eq 'a report') { $maps[0] | Export-HeatmapReport -Path $page } else { [IO.File]::WriteAllText($page, '<p>mine</p>') }
        $before = Get-State $folder
        $records = { Write-Set $path $maps[0] @{ Force = $true } } | Should-ThrowId OutputExists
        $records[0].Exception.Message | Should -BeLike "*$page*"
        Get-State $folder | Should -Be $before
    }

    It 'stays whole when the place of its page is a folder' {
        $null = Write-Set $path $maps[0]
        Remove-Item -LiteralPath $page
        $null = [IO.Directory]::CreateDirectory($page)
        $before = Get-State $folder
        $null = { Write-Set $path $maps[1] @{ Force = $true } } | Should-ThrowId OutputIsFolder
        Get-State $folder | Should -Be $before
        Get-LeftOver $folder | Should -BeNullOrEmpty
    }

    It 'is not made of its own tiles, nor a report of its own pictures' {
        $null = Write-Set $path $maps[0]
        $tile = (Get-ChildItem -LiteralPath ([IO.Path]::Join($folder, 'x_files')) -Recurse -File)[0]
        $null = { $tile | Export-HeatmapImage -Path $path -Force } | Should-ThrowId OutputIsInput
        $report = [IO.Path]::Join((New-TestFolder), 'x.html')
        $null = Write-Set $report $maps[0]
        $pictures = Get-ChildItem -LiteralPath ([IO.Path]::ChangeExtension($report, $null).TrimEnd('.') + '_files')
        $before = Get-State (Split-Path $report)
        $null = { $pictures | Export-HeatmapReport -Path $report -PictureFolder -Force } | Should-ThrowId OutputIsInput
        Get-State (Split-Path $report) | Should -Be $before
    }
}
