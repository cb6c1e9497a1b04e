# New-HeatmapSession against SSH servers of its own on loopback, and what the sessions of New-PSSession do instead.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SshServers.ps1'))
    $noServer = -not (Test-SshServer)
    if ($noServer) { Write-Warning 'The tests of sessions over SSH are skipped: they need openssh-server, openssh-client, and root.' }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SshServers.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'ExampleFolder.ps1'))
    $servers = [Collections.Generic.List[object]]::new()

    if (Test-SshServer) {
        $folder = New-TestFolder
        Initialize-TestHosts $folder
        $paths = New-HostFrames
    }
}

AfterAll { Stop-TestHosts }

Describe 'A host that is named' {
    BeforeAll {
        $hostType = (Get-Command New-HeatmapSession).ImplementingType.Assembly.GetType('HeatmapPS.Remoting.SshHost')
        $otherwise = [Activator]::CreateInstance($hostType, @('none', 'joe', 2200))
    }

    It '<Text> is <Name>, of <User>, at port <Port>' -ForEach @(
        @{ Text = 'web1'; Name = 'web1'; User = 'joe'; Port = 2200 }
        @{ Text = 'web-1.example.org:22'; Name = 'web-1.example.org'; User = 'joe'; Port = 22 }
        @{ Text = 'amy@web1'; Name = 'web1'; User = 'amy'; Port = 2200 }
        @{ Text = 'amy@example.org@web1:65535'; Name = 'web1'; User = 'amy@example.org'; Port = 65535 }
        @{ Text = 'home\amy@10.0.0.7:1'; Name = '10.0.0.7'; User = 'home\amy'; Port = 1 }
        @{ Text = '::1'; Name = '::1'; User = 'joe'; Port = 2200 }
        @{ Text = 'fe80::1%3'; Name = 'fe80::1%3'; User = 'joe'; Port = 2200 }
        @{ Text = '[::1]'; Name = '::1'; User = 'joe'; Port = 2200 }
        @{ Text = '[::1]:22'; Name = '::1'; User = 'joe'; Port = 22 }
        @{ Text = 'amy@[fe80::1%eth0]:22'; Name = 'fe80::1%eth0'; User = 'amy'; Port = 22 }
    ) {
        $found = $hostType::Parse($Text, $otherwise)
        $found.Name, $found.UserName, $found.Port | Should -Be $Name, $User, $Port
    }

    It 'may be none: <_>' -ForEach '', ' ', 'web1:', 'web1:0', 'web1:65536', 'web1:99999', 'web1:123456', 'web1:-1', 'web1:22:22', '-v', 'amy@-v', '-v@web1', '@web1', 'a:b@web1', 'web 1', "web1`n", "a`tb@web1", '[::1', '[web1]', 'web1/x' {
        $text = $_
        { $hostType::Parse($text, $otherwise) } | Should -Throw '*host*'
    }

    It 'has words beside it that are no option and no second line: not <_>' -ForEach '-v', "a`nb", "a`tb", "a$([char]0x9B)b" {
        $hostType::IsSafeWord($_) | Should -BeFalse
        $hostType::IsSafeWord('powershell-7 a') | Should -BeTrue
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
            if ($object -is [HeatmapPS.Engine.Scaling.HeatmapScale]) { $back | Should -Be $object }
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

    It 'refuses what SSH would take for an option: <_>' -ForEach '-oProxyCommand=touch owned', '-F/tmp/x', "-v", "a`nb" {
        $option = $_
        { New-HeatmapSession $machines[0].Name @login -Subsystem $option } | Should-ThrowId SubsystemInvalid -TargetObject $option
        { New-HeatmapSession $machines[0].Name @login -UserName $option } | Should-ThrowId HostNameInvalid -TargetObject $option
        { New-HeatmapSession $option @login -ErrorAction Stop } | Should-ThrowId HostNameInvalid -TargetObject $option
        { New-HeatmapSession "$option@127.0.0.1" @login -ErrorAction Stop } | Should-ThrowId HostNameInvalid
        Test-Path -LiteralPath owned | Should -BeFalse
    }

    It 'takes a key of any name' {
        $key = "$folder/-oProxyCommand=x"
        Copy-Item -LiteralPath "$folder/user_key" -Destination $key
        Push-Location -LiteralPath $folder
        try {
            $given = $login.Clone()
            $given.KeyFilePath = '-oProxyCommand=x'
            $session = New-HeatmapSession $machines[0].Name @given
            $session.State | Should -Be 'Opened'
            Remove-PSSession -Session $session
        }
        finally { Pop-Location }
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
        Should-HavePixels ($raster -as [HeatmapPS.Engine.Images.Raster]).ToArray() $expected.Raster.ToArray()
        ([HeatmapPS.Engine.Color.Colormap]$colormap)[7] | Should -Be $expected.Colormap[7]
        [HeatmapPS.Engine.Scaling.HeatmapScale]$scale | Should -Be $expected.Scale
    }

    It 'go there without pixels, which the error says' {
        $record = { Invoke-Command -Session $session { Measure-Heatmap -InputObject $args[0] } -ArgumentList $expected -ErrorAction Stop } | Should-ThrowId ObjectNotSent
        "$record" | Should -Match 'New-HeatmapSession'
    }
}
