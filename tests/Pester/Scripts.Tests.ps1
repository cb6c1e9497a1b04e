# The scripts of the guides, as somebody's scheduler runs them.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noCurl = -not (Test-Program curl)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $hotSpot = [IO.Path]::Join($repositoryRoot, 'docs', 'scripts', 'Test-HotSpot.ps1')
    $folder = New-TestFolder
    foreach ($i in 1..3) {
        $field = [float[]]::new(80)
        for ($x = 0; $x -lt 80; $x++) { $field[$x] = 20 + $x * $i / 4 }
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject $field -Width 10 -Height 8) -Path ([IO.Path]::Join($folder, "f$i.tif"))
    }

    # Where modules are looked for, the built one is found by its name. Not all of output/: PowerShell would search the other systems
    # below it for modules, too.
    $modules = [IO.Path]::Join($repositoryRoot, 'output')
    if (-not $IsWindows) {
        $built = [IO.Path]::Join($modules, 'HeatmapPS')
        $modules = New-TestFolder
        $null = [IO.Directory]::CreateSymbolicLink([IO.Path]::Join($modules, 'HeatmapPS'), $built)
    }

    $modules += [IO.Path]::PathSeparator + $env:PSModulePath

    function Invoke-HotSpot([string[]] $Argument) {
        return Invoke-ChildPwsh -Environment @{ PSModulePath = $modules } -Argument (@($hotSpot) + $Argument) -Script @'
$script, $rest = $args
$parameters = @{}
for ($i = 0; $i -lt $rest.Count; $i += 2) { $parameters[$rest[$i].TrimStart('-')] = $rest[$i + 1] }
& $script @parameters
exit $LASTEXITCODE
'@
    }
}

Describe 'Test-HotSpot.ps1' {
    It 'names what is too hot, the hottest first, writes the report, and exits with 2' {
        $report = [IO.Path]::Join((New-TestFolder), 'today.html')
        $result = Invoke-HotSpot '-Path', "$folder/*.tif", '-Above', '50', '-Report', $report
        $result.ExitCode | Should -Be 2 -Because $result.Error
        $lines = @($result.Output -split "`r?`n" | Where-Object { $_ })
        $lines.Count | Should -Be 2
        $lines[0] | Should -BeLike "*f3.tif: 79$([cultureinfo]::CurrentCulture.NumberFormat.NumberDecimalSeparator)*"
        $lines[1] | Should -BeLike '*f2.tif: 59*'
        [IO.File]::ReadAllText($report) | Should -Match '2 of 3 images reach 50'
    }

    It 'exits with 0 when all is well' {
        $result = Invoke-HotSpot '-Path', "$folder/*.tif", '-Above', '500', '-Report', ([IO.Path]::Join((New-TestFolder), 'r.html'))
        $result.ExitCode | Should -Be 0 -Because $result.Error
        "$($result.Output)".Trim() | Should -BeNullOrEmpty
    }

    It 'exits with 1 and tells in the report when a file cannot be read' {
        $broken = New-TestFolder
        Copy-Item -Path "$folder/*.tif" -Destination $broken
        [IO.File]::WriteAllBytes([IO.Path]::Join($broken, 'f9.tif'), [byte[]](73, 73, 42, 0, 8, 0))
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        $result = Invoke-HotSpot '-Path', "$broken/*.tif", '-Above', '500', '-Report', $report
        $result.ExitCode | Should -Be 1
        [IO.File]::ReadAllText($report) | Should -Match 'f9\.tif'
    }

    It 'exits with 1 when there is nothing, and leaves no report' {
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        (Invoke-HotSpot '-Path', "$folder/no-such-*.tif", '-Above', '50', '-Report', $report).ExitCode | Should -Be 1
        [IO.File]::Exists($report) | Should -BeFalse
    }

    It 'takes a name with brackets as a name' {
        $there = New-TestFolder
        Copy-Item -LiteralPath "$folder/f3.tif" -Destination ([IO.Path]::Join($there, 'cam[1].tif'))
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        foreach ($path in [IO.Path]::Join($there, 'cam[1].tif'), [IO.Path]::Join($there, '*.tif')) {
            $result = Invoke-HotSpot '-Path', $path, '-Above', '50', '-Report', $report
            $result.ExitCode | Should -Be 2 -Because $result.Error
            "$($result.Output)" | Should -BeLike '*cam?1].tif: 79*'
        }

    }

    It 'sends the mail by curl, also of a name with brackets' -Skip:$noCurl {
        $there = New-TestFolder
        Copy-Item -LiteralPath "$folder/f3.tif" -Destination ([IO.Path]::Join($there, 'cam[1].tif'))
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        # A server of SMTP that takes one mail.
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $server = Start-ThreadJob -ArgumentList $listener -ScriptBlock {
            param($Listener)
            $client = $Listener.AcceptTcpClient()
            $reader = [IO.StreamReader]::new($client.GetStream())
            $writer = [IO.StreamWriter]::new($client.GetStream())
            $writer.NewLine, $writer.AutoFlush = "`r`n", $true
            $writer.WriteLine('220 test')
            $isData = $false
            while ($null -ne ($line = $reader.ReadLine())) {
                $line
                if ($isData) {
                    if ($line -eq '.') { $isData = $false; $writer.WriteLine('250 taken') }
                    continue
                }

                if ($line -eq 'DATA') { $isData = $true; $writer.WriteLine('354 go on') }
                elseif ($line -eq 'QUIT') { $writer.WriteLine('221 bye'); break }
                else { $writer.WriteLine('250 test') }
            }

            $client.Dispose()
        }
        try {
            $result = Invoke-HotSpot '-Path', ([IO.Path]::Join($there, 'cam[1].tif')), '-Above', '50', '-Report', $report, '-SmtpServer', '127.0.0.1', '-Port', "$($listener.LocalEndpoint.Port)", '-From', 'lab@example.com', '-To', 'crew@example.com'
            $result.ExitCode | Should -Be 2 -Because $result.Error
            $mail = @($server | Receive-Job -Wait) -join "`n"
        }
        finally {
            $listener.Stop()
            $server | Remove-Job -Force
        }

        $mail | Should -Match '(?m)^Subject: 1 of 1 images reach 50'
        $mail | Should -Match 'RCPT TO:<crew@example\.com>'
        $mail | Should -Match '(?m)^From: lab@example\.com\r?$'
        $mail | Should -Match 'Content-Type: image/png'
        $mail | Should -Match 'Content-ID: <'
    }

    It 'takes the files that a shell made of a pattern' {
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        $result = Invoke-ChildPwsh -Environment @{ PSModulePath = $modules } -File $hotSpot -Argument '-Path', "$folder/f1.tif", "$folder/f2.tif", "$folder/f3.tif", '-Above', '500', '-Report', $report
        $result.ExitCode | Should -Be 0 -Because $result.Error
        [IO.File]::ReadAllText($report) | Should -Match '0 of 3 images reach 500'
    }

    It 'finds a hot spot although another file is missing, and reports the missing file' {
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        foreach ($case in @{ Above = '50'; ExitCode = 2 }, @{ Above = '500'; ExitCode = 1 }) {
            $result = Invoke-ChildPwsh -Environment @{ PSModulePath = $modules } -File $hotSpot -Argument '-Path', "$folder/gone.tif", "$folder/f3.tif", '-Above', $case.Above, '-Report', $report
            $result.ExitCode | Should -Be $case.ExitCode -Because $result.Error
            [IO.File]::ReadAllText($report) | Should -Match 'gone\.tif'
        }
    }

    It 'takes the limit itself for too hot, as the report does' {
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        # The largest value of f2.tif is 20 + 79 × 2 / 4 = 59.5.
        $result = Invoke-HotSpot '-Path', "$folder/f2.tif", '-Above', '59.5', '-Report', $report
        $result.ExitCode | Should -Be 2
        [IO.File]::ReadAllText($report) | Should -Match 'reaches the upper threshold'
        (Invoke-HotSpot '-Path', "$folder/f2.tif", '-Above', '59.6', '-Report', $report).ExitCode | Should -Be 0
    }

    It 'exits with 1 when the module is not there, or the mail cannot be sent' {
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        (Invoke-ChildPwsh -Environment @{ PSModulePath = (New-TestFolder) } -File $hotSpot -Argument '-Path', "$folder/f1.tif", '-Above', '50', '-Report', $report).ExitCode | Should -Be 1
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        (Invoke-HotSpot '-Path', "$folder/f3.tif", '-Above', '50', '-Report', $report, '-SmtpServer', '127.0.0.1', '-Port', "$port", '-From', 'a@b.c', '-To', 'd@e.f').ExitCode | Should -Be 1
    }

    It 'exits with 1 when a parameter is wrong, which is not too hot' {
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        (Invoke-ChildPwsh -Environment @{ PSModulePath = $modules } -File $hotSpot -Argument '-Path', "$folder/f3.tif", '-Above', 'abc', '-Report', $report).ExitCode | Should -Be 1
        (Invoke-ChildPwsh -Environment @{ PSModulePath = $modules } -File $hotSpot -Argument '-Path', "$folder/f3.tif", '-Above', '50', '-Report', $report).ExitCode | Should -Be 2
    }

    It 'is called in the guide with its pattern in quotes' {
        $lines = [IO.File]::ReadAllLines([IO.Path]::Join($repositoryRoot, 'docs', 'scheduled-reports.md')) | Where-Object { $_ -match '-File .*Test-HotSpot\.ps1 ' }
        $lines | Should -HaveCount 3
        foreach ($line in $lines) { $line | Should -Match '-Path (''[^'']*\*[^'']*''|"[^"]*\*[^"]*") ' }
    }
}
