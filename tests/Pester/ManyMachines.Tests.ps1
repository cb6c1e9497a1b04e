# docs/scripts/Invoke-OnHosts.ps1 against SSH servers of its own on loopback: several ports stand for several hosts.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SshServers.ps1'))
    $noServer = -not (Test-SshServer)
    if ($noServer) { Write-Warning 'The tests of many machines are skipped: they need openssh-server, openssh-client, and root.' }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SshServers.ps1'))
    $script = [IO.Path]::Join($repositoryRoot, 'docs', 'scripts', 'Invoke-OnHosts.ps1')
    $servers = [Collections.Generic.List[object]]::new()

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

    if (Test-SshServer) {
        $folder = New-TestFolder
        Initialize-TestHosts $folder
        $paths = New-HostFrames
    }
}

AfterAll { Stop-TestHosts }

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
        $broken = [IO.Path]::Join((New-TestFolder), 'frame-05b.png')
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
