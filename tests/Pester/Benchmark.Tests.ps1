# The parts of the benchmark that need no measuring: what a scenario declares, and what a result is turned into.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $benchmarks = [IO.Path]::Join($repositoryRoot, 'benchmarks')
    foreach ($file in 'Peers.ps1', 'Report.ps1', 'Chart.ps1', 'Measure.ps1') { . ([IO.Path]::Join($benchmarks, $file)) }

    function New-TestRow([string] $Side, [double[]] $Ratio, [string] $Kind = 'work') {
        $median = ($Ratio | Sort-Object)[[int][Math]::Floor($Ratio.Count / 2)]
        [pscustomobject]@{ Scenario = 'a & b'; Kind = $Kind; Side = $Side; Ratio = $median; Ratios = $Ratio }
    }

    function New-TestResult([object[]] $Row) {
        [pscustomobject]@{
            Date = '2026-01-02 03:04 UTC'; Quick = $false; Rows = $Row
            Machine = [pscustomobject]@{ Processor = 'Made-up'; Cores = 2; Memory = '1 GB memory'; System = 'None' }
            Scenarios = @([pscustomobject]@{ Name = 'a & b'; Title = 'made up'; Rounds = 3 })
        }
    }
}

Describe 'Best settings of a peer' {
    It 'become a second row behind the defaults, with what they change and their text' {
        $peers = [ordered]@{
            'A' = @{ Python = 'a.py'; Modules = 'cv2'; Rounds = 2; Best = @{ Options = 'cores', 'opencv-png' } }
            'B' = @{ Program = 'b' }
        }
        $rows = @(Expand-Peer $peers)
        $rows.Name | Should -Be 'A', 'A, best settings', 'B'
        $rows.Settings[0, 2] | Should -Be 'defaults', 'defaults'
        $rows[0].Options | Should -BeNullOrEmpty
        $rows[1].Options | Should -Be 'cores', 'opencv-png'
        $rows[1].Rounds | Should -Be 2
        $rows[1].Settings | Should -Match 'thread per core.*HUFFMAN_ONLY'
    }

    It 'are refused with an option that no script knows' {
        { Expand-Peer ([ordered]@{ 'A' = @{ Best = @{ Options = 'faster' } } }) } | Should -Throw "*got 'faster'*"
    }

    It 'have no target and known options in every scenario' {
        foreach ($file in Get-ChildItem -LiteralPath ([IO.Path]::Join($benchmarks, 'scenarios')) -Filter '*.ps1') {
            $scenario = Complete-Scenario (& $file.FullName) $file.BaseName
            @($scenario.Targets | Where-Object { "$($_.Side)" -like '*, best settings' }) | Should -BeNullOrEmpty -Because $file.Name
            @(Expand-Peer $scenario.Peers | Where-Object { $_.Name -like '*, best settings' -and $_.Settings -eq 'defaults' }) |
                Should -BeNullOrEmpty -Because $file.Name
        }
    }
}

Describe 'A script of the benchmark' {
    It 'calls cmdlets only with parameters that they have' {
        $wrong = foreach ($file in Get-ChildItem -LiteralPath $benchmarks -Filter '*.ps1' -Recurse) {
            $script = [Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref]$null, [ref]$null)
            $calls = $script.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)
            foreach ($call in $calls | Where-Object { $_.GetCommandName() }) {
                $cmdlet = Get-Command $call.GetCommandName() -Module HeatmapPS -ErrorAction Ignore
                $names = @($call.CommandElements | Where-Object { $cmdlet -and $_ -is [Management.Automation.Language.CommandParameterAst] })
                $names.ParameterName | Where-Object { $_ -and $_ -notin $cmdlet.Parameters.Keys -and $_ -notin $cmdlet.Parameters.Values.Aliases } |
                    ForEach-Object { "$($file.Name): $cmdlet -$_" }
            }
        }
        $wrong | Should -BeNullOrEmpty
    }
}

Describe 'The chart of a result' {
    It 'has a bar for each peer, to the left of 1× where the peer is faster' {
        $rows = (New-TestRow 'HeatmapPS, whole file' 9), (New-TestRow 'Slow' 2, 4, 8), (New-TestRow 'Slow' 3 'process'),
        (New-TestRow 'Slow, best settings' 0.25, 0.5, 1)
        $svg = [xml](@(ConvertTo-Chart (New-TestResult $rows)) -join "`n")
        $bars = @($svg.svg.rect | Where-Object { $_.y -and $_.class -ne 'back' -and [double]$_.y -gt 80 })
        $bars.class | Should -Be 'default', 'best'
        $one = [double]@($svg.svg.line | Where-Object class -EQ 'one')[0].x1
        [double]$bars[0].x | Should -Be $one
        [Math]::Round([double]$bars[1].x + [double]$bars[1].width, 1) | Should -Be $one
        $svg.svg.text.'#text' | Should -Contain 'a & b'
    }

    It 'is left out where nothing has a ratio' {
        $ours = [pscustomobject]@{ Scenario = 'a & b'; Kind = 'work'; Side = 'HeatmapPS'; Ratio = $null; Ratios = @() }
        # As strict as the benchmark itself is.
        Set-StrictMode -Version 3
        ConvertTo-Chart (New-TestResult @($ours)) | Should -BeNullOrEmpty
    }
}

Describe 'The list of results' {
    It 'has a heading for each machine and a link to each result' {
        $folder = New-TestFolder
        foreach ($name in '2026-01-02-x', '2026-01-03-x') {
            ConvertTo-Json -Depth 5 (New-TestResult @()) | Set-Content -LiteralPath ([IO.Path]::Join($folder, "$name.json"))
        }
        $null = New-Item -ItemType File -Path ([IO.Path]::Join($folder, '2026-01-03-x.svg'))
        Export-ResultIndex $folder
        $lines = @(Get-Content -LiteralPath ([IO.Path]::Join($folder, 'README.md')) | Where-Object { $_ })
        $lines | Should -Be '# Benchmark results by machine', '## Made-up, 2 cores, 1 GB memory, None',
            '- [2026-01-03](2026-01-03-x.md) ([chart](2026-01-03-x.svg)): a & b', '- [2026-01-02](2026-01-02-x.md): a & b'
    }
}
