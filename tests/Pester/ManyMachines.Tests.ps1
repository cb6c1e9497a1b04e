# docs/scripts/Invoke-OnHosts.ps1 against SSH servers of its own on loopback: several ports stand for several hosts.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $sshd = Get-Command -Name '/usr/sbin/sshd' -CommandType Application -ErrorAction Ignore
    # Without root, sshd takes no login but its own user's, and needs its folder to be there.
    $noServer = -not $sshd -or -not (Test-Program ssh) -or -not (Test-Program ssh-keygen) -or (id -u) -ne 0
    if ($noServer) { Write-Warning 'The tests of many machines are skipped: they need openssh-server, openssh-client, and root.' }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
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

Describe 'Objects over SSH' -Skip:$noServer {
    # PowerShell makes SSH sessions with its own types alone, so that objects come back as bags; the cmdlets take these for what they were.
    It 'are taken by every cmdlet for what they were, and travel as themselves as text' {
        $machine = Start-TestHost $folder
        $session = New-PSSession -HostName 127.0.0.1 -Port $machine.Port -KeyFilePath "$folder/user_key" -Options @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' }
        try {
            Invoke-Command -Session $session -ScriptBlock { Import-Module $using:modulePath } -ErrorAction Stop
            $heatmap, $raster = Invoke-Command -Session $session -ScriptBlock { ConvertTo-Heatmap -LiteralPath $using:paths[0] -Colormap inferno; Import-HeatmapImage -LiteralPath $using:paths[0] }
            $expected = ConvertTo-Heatmap -LiteralPath $paths[0] -Colormap inferno
            $png = [IO.Path]::Join((New-TestFolder), 'a.png')
            $heatmap | Export-HeatmapImage -Path $png
            Should-HavePixels (Read-Png $png).RgbBytes $expected.ToArray()
            Should-HavePixels (Import-HeatmapImage -InputObject $raster).ToArray() (Import-HeatmapImage -LiteralPath $paths[0]).ToArray()

            $text = [Management.Automation.PSSerializer]::Serialize($expected)
            $maximum, $back = Invoke-Command -Session $session -ArgumentList $text -ScriptBlock {
                $there = [Management.Automation.PSSerializer]::Deserialize($args[0])
                (Measure-Heatmap -InputObject $there).Maximum
                [Management.Automation.PSSerializer]::Serialize($there)
            }
            $maximum | Should -Be (Measure-Heatmap -LiteralPath $paths[0]).Maximum
            $again = [Management.Automation.PSSerializer]::Deserialize($back)
            $again.GetType().Name | Should -Be 'Heatmap'
            Should-HavePixels $again.ToArray() $expected.ToArray()
        }
        finally { Remove-PSSession -Session $session }
    }

    BeforeAll { $modulePath = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS') }
}
