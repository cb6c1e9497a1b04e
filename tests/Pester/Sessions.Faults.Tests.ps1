# -Session when hosts fail: they die, hang, close, or have no module; and the work is stopped. Each image has one result all the same.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SshServers.ps1'))
    $noServer = -not (Test-SshServer)
    if ($noServer) { Write-Warning 'The tests of failing hosts are skipped: they need openssh-server, openssh-client, and root.' }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SshServers.ps1'))
    $servers = [Collections.Generic.List[object]]::new()
    $opened = [Collections.Generic.List[object]]::new()

    if (Test-SshServer) {
        $folder = New-TestFolder
        Initialize-TestHosts $folder
        $paths = New-HostFrames
        $machines = @(Start-TestHost $folder; Start-TestHost $folder)
        $expected = @($paths | Measure-Heatmap)
    }

    # A host: a session on the first machine, of which a test may spoil something.
    function New-Host([scriptblock] $Spoil = {}) {
        $session = New-TestSession $folder $machines[0]
        $opened.Add($session)
        Invoke-Command -Session $session -ScriptBlock $Spoil
        return $session
    }

    # On a host, in place of the cmdlet: answers one job as the cmdlet does, then does something else.
    $flag = [IO.Path]::Join((New-TestFolder), 'failed')
    $answer = @'
        function global:Measure-Heatmap {
            [CmdletBinding()] param([Parameter(ValueFromPipeline)] $InputObject, [string] $HostWork)
            process {
                $count++
                if ($count -gt LIMIT) { [IO.File]::WriteAllText('FLAG', ''); THEN }
                $InputObject | HeatmapPS\Measure-Heatmap -HostWork $HostWork
            }
            end { if ($count) { [IO.File]::WriteAllText('FLAG', ''); THEN } }
        }
'@.Replace('FLAG', $flag)
    $die = '[Diagnostics.Process]::GetCurrentProcess().Kill(); [Threading.Thread]::Sleep(-1)'
    function New-SpoiltHost([string] $Then, [string] $Cmdlet = 'Measure-Heatmap', [int] $Limit = 1) {
        Remove-Item -LiteralPath $flag -ErrorAction Ignore
        return New-Host ([scriptblock]::Create($answer.Replace('LIMIT', $Limit).Replace('THEN', $Then).Replace('Measure-Heatmap', $Cmdlet)))
    }

    # A host that begins once the other one has failed: it cannot do all the work before.
    function New-PatientHost {
        return New-Host ([scriptblock]::Create("function global:Measure-Heatmap { [CmdletBinding()] param([Parameter(ValueFromPipeline)] `$InputObject, [string] `$HostWork) process { while (-not [IO.File]::Exists('$flag')) { [Threading.Thread]::Sleep(5) }; `$InputObject | HeatmapPS\Measure-Heatmap -HostWork `$HostWork } }"))
    }

    function Should-BeComplete([object[]] $Rows) {
        $Rows.Path | Should -Be $paths
        $Rows.Maximum | Should -Be $expected.Maximum
    }
}

AfterAll {
    # First the servers: a session that hangs closes only when its connection breaks.
    Stop-TestHosts
    foreach ($session in $opened) { Remove-PSSession -Session $session -ErrorAction Ignore }
}

Describe 'A host that fails' -Skip:$noServer {
    It 'and <Name> is left out with one warning, and its work goes to another' -ForEach @(
        @{ Name = 'dies in the middle'; Then = '[Diagnostics.Process]::GetCurrentProcess().Kill(); [Threading.Thread]::Sleep(-1)'; Reason = 'session' }
        @{ Name = 'says nothing'; Then = '[Threading.Thread]::Sleep(-1)'; Reason = 'does not answer' }
        @{ Name = 'throws'; Then = 'throw "its disk is broken"'; Reason = 'its disk is broken' }
        @{ Name = 'leaves jobs out'; Then = 'if ($count -gt 1) { return }; throw "no more"'; Reason = 'without an answer|no more' }
        @{ Name = 'answers nonsense'; Then = '"nonsense"; return'; Reason = 'JobAnswer' }
    ) {
        $bad = New-SpoiltHost $Then -Limit ($Reason -eq 'does not answer' ? 0 : 1)
        if ($Reason -eq 'does not answer') { $bad.Runspace.ConnectionInfo.OperationTimeout = 2000 }
        $rows = @($paths | Measure-Heatmap -Session $bad, (New-PatientHost) -WarningVariable warned -WarningAction SilentlyContinue)
        Should-BeComplete $rows
        @($warned).Count | Should -Be 1
        "$warned" | Should -Match "left out.*$Reason.*goes to the other hosts"
    }

    It 'before it begins is left out too: <Name>' -ForEach @(
        @{ Name = 'no module'; Make = { $session = New-PSSession -HostName 127.0.0.1 -Port $machines[0].Port -KeyFilePath "$folder/user_key" -Options @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' }; $opened.Add($session); $session }; Reason = 'it has no Measure-Heatmap' }
        @{ Name = 'a closed session'; Make = { $session = New-Host; Remove-PSSession -Session $session; $session }; Reason = 'session is Closed' }
        @{ Name = 'another version'; Make = { New-Host { function global:Measure-Heatmap { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $InputObject, [string] $HostWork) process { $InputObject -replace '"Version":"[^"]*"', '"Version":"9.9"' | HeatmapPS\Measure-Heatmap -HostWork $HostWork } } } }; Reason = 'HeatmapPS 9.9' }
    ) {
        $bad = & $Make
        $rows = @($paths | Measure-Heatmap -Session $bad, (New-Host) -WarningVariable warned -WarningAction SilentlyContinue)
        Should-BeComplete $rows
        @($warned).Count | Should -Be 1
        "$warned" | Should -Match $Reason
    }

    It 'as the last one ends the command, after what was done' {
        $rows = [Collections.Generic.List[object]]::new()
        $record = { $paths | Measure-Heatmap -Session (New-SpoiltHost $die), (New-SpoiltHost $die) -WarningAction SilentlyContinue | ForEach-Object { $rows.Add($_) } } | Should-ThrowId NoHostLeft
        "$record" | Should -Match '-SkipExisting'
        $rows.Count | Should -BeGreaterThan 0
        $rows.Path | Should -Be $paths[0..($rows.Count - 1)]
    }

    It 'over one file three times is an error of that file' {
        $bad = 1..3 | ForEach-Object { New-SpoiltHost $die -Limit 0 }
        $record = { Measure-Heatmap -LiteralPath $paths[0] -Session $bad -WarningAction SilentlyContinue } | Should-ThrowId HostFailed -TargetObject $paths[0]
        "$record" | Should -Match '3 hosts failed'
    }

    It 'while a scale is found changes nothing of it' {
        $bad = New-SpoiltHost $die Get-HeatmapScale
        $paths | Get-HeatmapScale -Percentile 2, 98 -Session $bad, (New-Host) -WarningAction SilentlyContinue | Should -Be ($paths | Get-HeatmapScale -Percentile 2, 98)
    }

    It 'with a part of a scale that cannot be is left out, and nothing of the part stays: <_>' -ForEach @(
        '{"Samples":[{"Type":"UInt16","ValidCount":3,"Minimum":1,"Maximum":2,"Mean":1.5,"SquaredDeviations":1,"SmallestPositive":1,"Histogram":"x"}]}'
        '{"ImageCount":1,"Samples":[{"Type":"Float32","ValidCount":3,"Minimum":-9e9,"Maximum":9e9,"Mean":1.5,"SquaredDeviations":1,"SmallestPositive":1},{"Type":"UInt8","ValidCount":5}]}'
        '{"Samples":[{"Type":"Float32","ValidCount":3,"Minimum":5,"Maximum":2,"Mean":1.5,"SquaredDeviations":1}]}'
        '{"Samples":[{"Type":"Float128"}]}'
        '{"Samples":7}'
    ) {
        $bad = New-Host ([scriptblock]::Create(@"
            function global:Get-HeatmapScale {
                [CmdletBinding()] param([Parameter(ValueFromPipeline)] `$InputObject, [string] `$HostWork, `$Percentile)
                process { '{"Number":' + (ConvertFrom-Json `$InputObject).Number + '}' }
                end { '{"Number":-1,"Part":$_}' }
            }
"@))
        $paths | Get-HeatmapScale -Percentile 2, 98 -Session $bad, (New-Host) -WarningVariable warned -WarningAction SilentlyContinue | Should -Be ($paths | Get-HeatmapScale -Percentile 2, 98)
        { $paths | Get-HeatmapScale -Percentile 2, 98 -Session $bad -WarningAction SilentlyContinue } | Should-ThrowId NoHostLeft
    }

    It 'may have written its file before: the next one replaces it' {
        $bad = New-Host ([scriptblock]::Create(@"
            function global:ConvertTo-Heatmap {
                [CmdletBinding()] param([Parameter(ValueFromPipeline)] `$InputObject, [string] `$HostWork, `$Destination, `$Format, `$Minimum, `$Maximum)
                process { `$null = `$PSBoundParameters.Remove('InputObject'); `$null = `$InputObject | HeatmapPS\ConvertTo-Heatmap @PSBoundParameters; $die }
            }
"@))
        $out = New-TestFolder
        $written = @(Get-Item -LiteralPath $paths | ConvertTo-Heatmap -Minimum 0 -Maximum 65535 -Destination $out -Session $bad, (New-Host) -WarningAction SilentlyContinue)
        $written.BaseName | Should -Be @(Get-Item -LiteralPath $paths).BaseName
        @(Get-ChildItem -LiteralPath $out -Force).Count | Should -Be $paths.Count
    }
}

Describe 'Ctrl+C' -Skip:$noServer {
    It 'ends the work on all hosts, and leaves no part of a file' {
        $large = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'noise.tif')) 3000 2600 @(, (New-TestFrame Noise 3000 2600).Data)
        $copies = 0..7 | ForEach-Object { $copy = [IO.Path]::Join((Split-Path $large), "c$_.tif"); Copy-Item -LiteralPath $large -Destination $copy; $copy }
        $session = New-Host
        $out = New-TestFolder
        $watcher = [IO.FileSystemWatcher]::new($out)
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($Module, $Files, $Out, $Session) Import-Module $Module; $Files | ConvertTo-Heatmap -BitDepth 16 -Destination $Out -Session $Session')
            $null = $shell.AddArgument((Get-Module HeatmapPS).Path).AddArgument($copies).AddArgument($out).AddArgument($session)
            $running = $shell.BeginInvoke()
            $watcher.WaitForChanged('All', 60000).TimedOut | Should -BeFalse
            $shell.Stop()
            $running.IsCompleted | Should -BeTrue
        }
        finally {
            $shell.Dispose()
            $watcher.Dispose()
        }

        # The session is idle again, and what is there is whole.
        Invoke-Command -Session $session { 1 + 1 } | Should -Be 2
        $files = @(Get-ChildItem -LiteralPath $out -Force)
        $files.Count | Should -BeLessThan 8
        $files.Extension | Should -Not -Contain '.tmp'
        foreach ($file in $files) { (Import-HeatmapImage -LiteralPath $file.FullName).Width | Should -Be 3000 }
    }
}

Describe 'The side of the host' -Skip:$noServer {
    BeforeAll {
        $version = (Get-Command ConvertTo-Heatmap).ImplementingType.Assembly.GetName().Version
        $png = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'a.png')) 8 4 ([ushort[]](0..31)) -BitDepth 16
        $hostSession = New-Host

        # Answers jobs as a host does.
        function Invoke-Host([string] $Cmdlet, [string[]] $Job, [hashtable] $Parameter = @{}, [string] $HostWork = '{}') {
            return Invoke-Command -Session $hostSession -ArgumentList $Cmdlet, $Job, $Parameter, $HostWork { param($Cmdlet, $Job, $Parameter, $HostWork) $Job | & $Cmdlet @Parameter -HostWork $HostWork } | ForEach-Object { "$_" | ConvertFrom-Json }
        }

        function New-Job([hashtable] $Property) { return (@{ Number = 7; Path = $png; Version = "$version" } + $Property) | ConvertTo-Json -Depth 5 }
    }

    It 'answers each job under its number' {
        $out = [IO.Path]::Join((New-TestFolder), 'a.png')
        $answer = Invoke-Host ConvertTo-Heatmap (New-Job @{ Output = $out }) @{ Destination = Split-Path $out }
        $answer.Number | Should -Be 7
        $answer.Failure | Should -BeNullOrEmpty
        (Read-Png $out).Width | Should -Be 8
    }

    It 'refuses a file that changed since it was read for the scale' {
        $out = [IO.Path]::Join((New-TestFolder), 'a.png')
        $answer = Invoke-Host ConvertTo-Heatmap (New-Job @{ Output = $out; Stamp = '1-2' }) @{ Destination = Split-Path $out }
        $answer.Failure.Id | Should -Be 'SourceChanged'
        Test-Path -LiteralPath $out | Should -BeFalse
    }

    It 'replaces no file unless the job says so' {
        $out = [IO.Path]::Join((New-TestFolder), 'a.png')
        [IO.File]::WriteAllText($out, 'old')
        $answer = Invoke-Host ConvertTo-Heatmap (New-Job @{ Output = $out }) @{ Destination = Split-Path $out }
        $answer.Failure.Id | Should -Be 'OutputExists'
        [IO.File]::ReadAllText($out) | Should -Be 'old'
        $null = Invoke-Host ConvertTo-Heatmap (New-Job @{ Output = $out; Overwrites = $true }) @{ Destination = Split-Path $out }
        (Read-Png $out).Width | Should -Be 8
    }

    It 'refuses a job of another version, and what is no job: <_>' -ForEach '{"Number":1,"Path":"/a","Version":"0.0.0.1"}', '{"Number":1,"Path"', '[]', '{"Number":"x"}', 'null', '/etc/passwd' {
        $job = $_
        $id = $job -match '0\.0\.0\.1' ? 'ModuleDiffers' : 'JobInvalid'
        { Invoke-Host Measure-Heatmap $job } | Should-ThrowId $id
        { Invoke-Host Measure-Heatmap $job -HostWork 'x' } | Should-ThrowId JobInvalid
    }

    It 'takes jobs for images nowhere else, and only within a session' {
        { New-Job @{} | Measure-Heatmap } | Should-ThrowId ImageNotFound
        foreach ($cmdlet in 'ConvertTo-Heatmap', 'Measure-Heatmap', 'Get-HeatmapScale') {
            (Get-Command $cmdlet -ArgumentList 'a').Parameters.Keys | Should -Not -Contain HostWork
            { & $cmdlet -InputObject (New-Job @{}) -HostWork '{}' } | Should -Throw -ErrorId 'NamedParameterNotFound*'
        }
    }
}
