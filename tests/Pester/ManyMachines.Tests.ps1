# New-HeatmapSession and docs/scripts/Invoke-OnHosts.ps1 against SSH servers of its own on loopback: several ports stand for several hosts.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $sshd = Get-Command -Name '/usr/sbin/sshd' -CommandType Application -ErrorAction Ignore
    # Without root, sshd takes no login but its own user's, and needs its folder to be there.
    $noServer = -not $sshd -or -not (Test-Program ssh) -or -not (Test-Program ssh-keygen) -or (id -u) -ne 0
    if ($noServer) { Write-Warning 'The tests of many machines are skipped: they need openssh-server, openssh-client, and root.' }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'ExampleFolder.ps1'))
    $script = [IO.Path]::Join($repositoryRoot, 'docs', 'scripts', 'Invoke-OnHosts.ps1')
    $servers = [Collections.Generic.List[object]]::new()

    function Get-FreePort {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        return $port
    }

    # A server on a port; all share the keys in a folder.
    function Start-TestHost([string] $Folder) {
        $port = Get-FreePort
        $configuration = [IO.Path]::Join($Folder, "sshd-$port.conf")
        @(
            "Port $port", 'ListenAddress 127.0.0.1', "HostKey $Folder/host_key", "PidFile $Folder/sshd-$port.pid"
            "AuthorizedKeysFile $Folder/user_key.pub", 'PermitRootLogin yes', 'PasswordAuthentication no', 'UsePAM no', 'StrictModes no'
            "Subsystem powershell $Folder/powershell.sh"
        ) | Set-Content -LiteralPath $configuration
        $server = Start-Process -FilePath '/usr/sbin/sshd' -ArgumentList '-D', '-e', '-f', $configuration -PassThru -RedirectStandardError "$Folder/sshd-$port.log"
        $servers.Add($server)

        # It listens when a connection succeeds.
        $until = [DateTime]::UtcNow.AddSeconds(30)
        while ([DateTime]::UtcNow -lt $until) {
            try {
                [Net.Sockets.TcpClient]::new('127.0.0.1', $port).Dispose()
                break
            }
            catch { [Threading.Thread]::Sleep(50) }
        }

        return [pscustomobject]@{ Name = "127.0.0.1:$port"; Port = $port; Server = $server }
    }

    function Initialize-TestHosts([string] $Folder) {
        $null = New-Item -ItemType Directory -Path '/run/sshd' -Force
        foreach ($name in 'host_key', 'user_key') { $null = & ssh-keygen -q -t ed25519 -N '' -f "$Folder/$name" }
        $command = @([Environment]::ProcessPath)
        if ([IO.Path]::GetFileNameWithoutExtension($command[0]) -eq 'dotnet') { $command += [Environment]::GetCommandLineArgs()[0] }
        $quoted = ($command | ForEach-Object { "'$_'" }) -join ' '
        Set-Content -LiteralPath "$Folder/powershell.sh" -Value "#!/bin/sh`nexport HOME='$HOME' DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1`nexec $quoted -sshs -NoLogo -NoProfile"
        [IO.File]::SetUnixFileMode("$Folder/powershell.sh", 'UserRead, UserWrite, UserExecute')
    }

    function Invoke-Script([object[]] $Machine, [string[]] $Path, [hashtable] $Parameter = @{}, [hashtable] $Other = @{}) {
        $arguments = @{
            HostName    = @($Machine.Name)
            Module      = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
            KeyFilePath = "$folder/user_key"
            SshOption   = @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR'; ServerAliveInterval = 5; ServerAliveCountMax = 3 }
            Parameter   = $Parameter
        }
        return $Path | & $script @arguments @Other -WarningVariable warned -WarningAction SilentlyContinue -ErrorVariable failed -ErrorAction SilentlyContinue
    }

    if ((Test-Path -LiteralPath '/usr/sbin/sshd') -and (Test-Program ssh-keygen) -and (id -u) -eq 0) {
        $folder = New-TestFolder
        Initialize-TestHosts $folder
        $source = New-TestFolder
        $paths = foreach ($i in 0..11) {
            $path = [IO.Path]::Join($source, ('frame-{0:00}.png' -f $i))
            Export-HeatmapImage -InputObject (New-TestFrame Noise 24 18 -Type ([uint16]) -Seed $i).Data -Width 24 -Height 18 -Path $path
            $path
        }
    }
}

AfterAll {
    foreach ($server in $servers) {
        if (-not $server.HasExited) { $server.Kill($true) }
        $server.Dispose()
    }
}

Describe 'A folder on several hosts' -Skip:$noServer {
    BeforeAll { $machines = @(Start-TestHost $folder; Start-TestHost $folder) }

    It 'gives the files that one machine gives, in the order of the inputs' {
        $here, $there = (New-TestFolder), (New-TestFolder)
        $expected = @(Get-Item -LiteralPath $paths | ConvertTo-Heatmap -Colormap inferno -Minimum 0 -Maximum 65535 -Destination $here)
        $written = @(Invoke-Script $machines $paths @{ Colormap = 'inferno'; Minimum = 0; Maximum = 65535; Destination = $there } @{ BatchSize = 3 })
        @($written.Name) | Should -Be @($expected.Name)
        foreach ($file in $expected) {
            (Get-FileHash -LiteralPath ([IO.Path]::Join($there, $file.Name))).Hash | Should -Be (Get-FileHash -LiteralPath $file.FullName).Hash
        }

        @($written.PSComputerName | Sort-Object -Unique) | Should -Be @($machines.Name | Sort-Object)
    }

    It 'reports a broken file under its name, between the others' {
        $broken = [IO.Path]::Join($source, 'frame-05b.png')
        [IO.File]::WriteAllBytes($broken, [IO.File]::ReadAllBytes($paths[5])[0..300])
        $result = @($paths[0..5] + $broken + $paths[6..11] | & $script -HostName $machines.Name -Module ([IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')) `
                -KeyFilePath "$folder/user_key" -SshOption @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' } `
                -Cmdlet Measure-Heatmap -BatchSize 4 -ErrorVariable failed -ErrorAction SilentlyContinue)
        $result.Count | Should -Be 12
        $serial = @($paths | ForEach-Object { (Measure-Heatmap -LiteralPath $_).Maximum })
        @($result.Maximum) | Should -Be $serial
        @($failed | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be 'ImageCorrupt'
        $failed[0].TargetObject | Should -Be $broken
        Remove-Item -LiteralPath $broken
    }

    It 'can be repeated: what is new is done, the rest stays' {
        $there = New-TestFolder
        $settings = @{ Minimum = 0; Maximum = 65535; Destination = $there; Force = $true }
        $first = @(Invoke-Script $machines $paths $settings)
        $hashes = @(Get-ChildItem -LiteralPath $there | Get-FileHash | ForEach-Object Hash)
        $second = @(Invoke-Script $machines $paths $settings)
        @($second.Name) | Should -Be @($first.Name)
        @(Get-ChildItem -LiteralPath $there | Get-FileHash | ForEach-Object Hash) | Should -Be $hashes
    }

    It 'stops at a wrong parameter instead of trying it on every host' {
        { Invoke-Script $machines $paths @{ Colormap = 'no such map' } } | Should -Throw '*no such map*'
    }
}

Describe 'A host that dies' -Skip:$noServer {
    It 'loses no file: another host does its batch' {
        $machines = @(Start-TestHost $folder; Start-TestHost $folder)
        $there = New-TestFolder
        # The first batch of the first host kills every process of that host, as a lost machine would look from here.
        $module = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        $mortal = [IO.Path]::Join((New-TestFolder), 'Mortal.psm1')
        Set-Content -LiteralPath $mortal -Value @"
Import-Module '$module' -Global
function Convert-Mortal {
    [CmdletBinding()] param([string[]] `$LiteralPath, [string] `$Destination)
    if (`$env:SSH_CONNECTION -match ' $($machines[0].Port)`$') { [Diagnostics.Process]::GetCurrentProcess().Kill() }
    ConvertTo-Heatmap -LiteralPath `$LiteralPath -Destination `$Destination -Minimum 0 -Maximum 65535 -Force
}
"@
        $written = @($paths | & $script -HostName $machines.Name -Module $mortal -Cmdlet Convert-Mortal -Parameter @{ Destination = $there } -BatchSize 4 `
                -KeyFilePath "$folder/user_key" -SshOption @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' } `
                -WarningVariable warned -WarningAction SilentlyContinue -ErrorVariable failed -ErrorAction SilentlyContinue)
        @($written.Name) | Should -Be @($paths | ForEach-Object { Split-Path $_ -Leaf })
        @($written.PSComputerName | Sort-Object -Unique) | Should -Be $machines[1].Name
        @($warned | Where-Object { $_ -match [regex]::Escape($machines[0].Name) }).Count | Should -Be 1
        @($failed | Where-Object { $_.FullyQualifiedErrorId -match 'HostFailed|NoHostLeft' }) | Should -BeNullOrEmpty
        @(Get-ChildItem -LiteralPath $there).Count | Should -Be 12
    }

    It 'is an error for each file when it was the last' {
        $result = @($paths[0..2] | & $script -HostName "127.0.0.1:$(Get-FreePort)" -SshOption @{ StrictHostKeyChecking = 'no'; ConnectTimeout = 5 } `
                -WarningAction SilentlyContinue -ErrorVariable failed -ErrorAction SilentlyContinue)
        $result | Should -BeNullOrEmpty
        @($failed | Where-Object { $_.FullyQualifiedErrorId -like 'NoHostLeft*' } | ForEach-Object TargetObject) | Should -Be $paths[0..2]
    }
}

Describe 'New-HeatmapSession' -Skip:$noServer {
    BeforeAll {
        $machines = @(Start-TestHost $folder; Start-TestHost $folder)
        $modulePath = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        $login = @{ KeyFilePath = "$folder/user_key"; Module = $modulePath; Options = @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'QUIET' } }
        $sessions = @(New-HeatmapSession -HostName $machines.Name @login)
        $expected = ConvertTo-Heatmap -LiteralPath $paths[0] -Colormap inferno -Gamma 2
    }

    AfterAll { Remove-PSSession -Session $sessions }

    It 'opens sessions that the cmdlets of remoting list, use and close' {
        $sessions.Count | Should -Be 2
        $sessions[0] | Should -BeOfType ([Management.Automation.Runspaces.PSSession])
        @($sessions.State | Sort-Object -Unique) | Should -Be 'Opened'
        $sessions.Id | Should -BeIn (Get-PSSession).Id
        Invoke-Command -Session $sessions { [int](($env:SSH_CONNECTION -split ' ')[3]) } | Sort-Object | Should -Be ($machines.Port | Sort-Object)
    }

    It 'gives objects back as themselves' {
        $objects = Invoke-Command -Session $sessions[0] {
            $heatmap = ConvertTo-Heatmap -LiteralPath $using:paths[0] -Colormap inferno -Gamma 2
            $heatmap, $heatmap.Raster, $heatmap.Colormap, $heatmap.Scale
        }
        $objects.ForEach({ $_.GetType().FullName }) |
            Should -Be $expected.GetType().FullName, $expected.Raster.GetType().FullName, $expected.Colormap.GetType().FullName, $expected.Scale.GetType().FullName
        Should-HavePixels $objects[0].ToArray() $expected.ToArray()
        Should-HavePixels $objects[1].ToArray() $expected.Raster.ToArray()
        $objects[2][200] | Should -Be $expected.Colormap[200]
        $objects[3] | Should -Be $expected.Scale
        $objects[0].PSComputerName | Should -Be '127.0.0.1'
    }

    It 'gives them back so from several hosts, jobs, and within other objects' {
        $images = @(Invoke-Command -Session $sessions { Import-HeatmapImage -LiteralPath $using:paths[1] } -AsJob | Receive-Job -Wait -AutoRemoveJob)
        $images.ForEach({ $_.GetType().Name }) | Should -Be 'Raster', 'Raster'
        foreach ($image in $images) { Should-HavePixels $image.ToArray() (Import-HeatmapImage -LiteralPath $paths[1]).ToArray() }
        $record = Invoke-Command -Session $sessions[1] { [pscustomobject]@{ Image = Import-HeatmapImage -LiteralPath $using:paths[1]; Of = 1 } }
        $record.Image.GetType().Name | Should -Be 'Raster'
    }

    It 'takes them there as themselves: <Way>' -ForEach @(
        @{ Way = '-ArgumentList'; Send = { param($it) Invoke-Command -Session $sessions[0] -ArgumentList $it { $args[0].GetType().FullName; $args[0] } } }
        @{ Way = '-InputObject'; Send = { param($it) Invoke-Command -Session $sessions[0] -InputObject $it { $input | ForEach-Object { $_.GetType().FullName; $_ } } } }
        @{ Way = '$using:'; Send = { param($it) Invoke-Command -Session $sessions[0] { $object = $using:it; $object.GetType().FullName; $object } } }
    ) {
        foreach ($object in $expected, $expected.Raster, $expected.Colormap, $expected.Scale) {
            $name, $back = & $Send $object
            $name | Should -Be $object.GetType().FullName
            $back.GetType() | Should -Be $object.GetType()
            if ($object -is [HeatmapPS.Engine.Normalization.HeatmapScale]) { $back | Should -Be $object }
            elseif ($object -is [HeatmapPS.Engine.Color.Colormap]) { $back[99] | Should -Be $object[99] }
            else { Should-HavePixels $back.ToArray() $object.ToArray() }
        }
    }

    It 'opens the hosts that can be reached, in order, and names the others' {
        $missing = "127.0.0.1:$(Get-FreePort)"
        # What OpenSSH itself says goes past PowerShell to the terminal.
        $opened = @($missing, $machines[1].Name, "-oProxyCommand=x", $machines[0].Name | New-HeatmapSession @login -ErrorVariable failed -ErrorAction SilentlyContinue)
        try {
            Invoke-Command -Session $opened[0] { [int](($env:SSH_CONNECTION -split ' ')[3]) } | Should -Be $machines[1].Port
            Invoke-Command -Session $opened[1] { [int](($env:SSH_CONNECTION -split ' ')[3]) } | Should -Be $machines[0].Port
            @($failed | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be 'HostNotReached', 'HostNameInvalid'
            $failed[0].TargetObject | Should -Be $missing
            $failed[0].CategoryInfo.Category | Should -Be 'ConnectionError'
        }
        finally { Remove-PSSession -Session $opened }
    }

    It 'says when the module or the key is not there, and leaves no session' {
        $before = @(Get-PSSession).Count
        $login.Module = '/no/such/HeatmapPS'
        $machine = $machines[0].Name
        { New-HeatmapSession $machine @login -ErrorAction Stop } | Should-ThrowId RemoteModuleFailed
        $login.KeyFilePath = "$folder/no_key"
        { New-HeatmapSession $machine @login } | Should-ThrowId KeyFileNotFound
        @(Get-PSSession).Count | Should -Be $before
    }

    It 'is ended by Ctrl+C while it waits' {
        # A listener that takes connections and says nothing, as a hung machine does.
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($module, $port) Import-Module $module; New-HeatmapSession "127.0.0.1:$port"').AddArgument($modulePath).AddArgument($listener.LocalEndpoint.Port)
            $running = $shell.BeginInvoke()
            $client = $listener.AcceptTcpClient()
            $shell.Stop()
            $running.IsCompleted | Should -BeTrue
            # The client of SSH has gone: nothing more comes from it.
            $client.ReceiveTimeout = 30000
            $buffer = [byte[]]::new(4096)
            while ($client.GetStream().Read($buffer, 0, $buffer.Length) -gt 0) { }
        }
        finally {
            $shell.Dispose()
            $listener.Stop()
        }
    }

    It 'runs the examples of its page' {
        # Names of hosts lead to loopback; the rest of the examples is as it stands.
        $script = @'
            param($login, $port, $code)
            $login.Options.HostName = '127.0.0.1'
            foreach ($name in $login.Keys) { $PSDefaultParameterValues["New-HeatmapSession:$name"] = $login[$name] }
            $PSDefaultParameterValues['New-HeatmapSession:Port'] = $port
            $WarningPreference = 'SilentlyContinue'
            . ([scriptblock]::Create($code)) | Out-String
'@
        $examples = @((Get-Help New-HeatmapSession).examples.example.code)
        $examples.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $examples) {
            Push-Location -LiteralPath (New-ExampleFolder)
            $shell = [powershell]::Create([Management.Automation.RunspaceMode]::CurrentRunspace)
            try {
                $arguments = @{ KeyFilePath = "$folder/user_key"; Module = $modulePath; Options = $login.Options.Clone() }
                $null = $shell.AddScript($script, $true).AddArgument($arguments).AddArgument($machines[0].Port).AddArgument($example).Invoke()
                $shell.Streams.Error | Should -BeNullOrEmpty -Because $example
            }
            finally {
                $shell.Dispose()
                Pop-Location
            }
        }
    }
}

Describe 'Objects over sessions of New-PSSession' -Skip:$noServer {
    # PowerShell makes these with its own types alone, so that objects come back as bags.
    BeforeAll {
        $modulePath = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        $machine = Start-TestHost $folder
        $session = New-PSSession -HostName 127.0.0.1 -Port $machine.Port -KeyFilePath "$folder/user_key" -Options @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' }
        Invoke-Command -Session $session -ScriptBlock { Import-Module $using:modulePath } -ErrorAction Stop
        $heatmap, $raster, $colormap, $scale = Invoke-Command -Session $session -ScriptBlock {
            $made = ConvertTo-Heatmap -LiteralPath $using:paths[0] -Colormap inferno
            $made, $made.Raster, $made.Colormap, $made.Scale
        }
        $expected = ConvertTo-Heatmap -LiteralPath $paths[0] -Colormap inferno
    }

    AfterAll { Remove-PSSession -Session $session }

    It 'are taken by the cmdlets for what they were' {
        $png = [IO.Path]::Join((New-TestFolder), 'a.png')
        $heatmap | Export-HeatmapImage -Path $png
        Should-HavePixels (Read-Png $png).RgbBytes $expected.ToArray()
        Should-HavePixels (Import-HeatmapImage -InputObject $raster).ToArray() (Import-HeatmapImage -LiteralPath $paths[0]).ToArray()
    }

    It 'become themselves by a cast' {
        Should-HavePixels ([HeatmapPS.Engine.Rendering.Heatmap]$heatmap).ToArray() $expected.ToArray()
        Should-HavePixels ($raster -as [HeatmapPS.Engine.Imaging.Raster]).ToArray() $expected.Raster.ToArray()
        ([HeatmapPS.Engine.Color.Colormap]$colormap)[7] | Should -Be $expected.Colormap[7]
        [HeatmapPS.Engine.Normalization.HeatmapScale]$scale | Should -Be $expected.Scale
    }

    It 'go there without pixels, which the error says' {
        $record = { Invoke-Command -Session $session { Measure-Heatmap -InputObject $args[0] } -ArgumentList $expected -ErrorAction Stop } | Should-ThrowId ObjectNotSent
        "$record" | Should -Match 'New-HeatmapSession'
    }
}
