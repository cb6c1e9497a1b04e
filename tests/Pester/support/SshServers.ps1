# SSH servers of the tests' own on loopback: several ports stand for several hosts. Dot-source it in BeforeDiscovery and BeforeAll.

# Whether servers can be started here: without root, sshd takes no login but its own user's, and needs its folder to be there.
function Test-SshServer {
    return (Test-Path -LiteralPath '/usr/sbin/sshd') -and (Test-Program ssh) -and (Test-Program ssh-keygen) -and (id -u) -eq 0
}

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

# Twelve small frames, and their paths.
function New-HostFrames {
    $source = New-TestFolder
    foreach ($i in 0..11) {
        $path = [IO.Path]::Join($source, ('frame-{0:00}.png' -f $i))
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject (New-TestFrame Noise 24 18 -Type ([uint16]) -Seed $i).Data -Width 24 -Height 18) -Path $path
        $path
    }
}

# Ends the servers that were started.
function Stop-TestHosts {
    foreach ($server in $servers) {
        if (-not $server.HasExited) { $server.Kill($true) }
        $server.Dispose()
    }
}

# Sessions of New-HeatmapSession on servers that were started.
function New-TestSession([string] $Folder, [object[]] $Machine) {
    return New-HeatmapSession -HostName $Machine.Name -KeyFilePath "$Folder/user_key" -Module ([IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')) `
        -Options @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'QUIET' }
}
