# Two processes that write one file at the same time: at every moment the file is one writer's whole file, and no parts are left.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noFfmpeg = -not ((Test-Program ffmpeg) -and (Test-Program ffprobe))
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # What each process runs: it makes its own data, then writes what a line of its input asks for, when the line comes. It answers
    # with the time it took, by the clock that all processes share.
    $writer = [IO.Path]::Join((New-TestFolder), 'writer.ps1')
    [IO.File]::WriteAllText($writer, @'
$seed, $force = [int]$args[0], ($args[1] -eq 'force')
Import-Module $env:HEATMAPPS_TEST_MODULE
$random = [Random]::new($seed)
$frames = foreach ($i in 1..4) {
    $values = [byte[, ]]::new(240 + 16 * $seed, 320)
    for ($y = 0; $y -lt $values.GetLength(0); $y++) { for ($x = 0; $x -lt 320; $x++) { $values[$y, $x] = $random.Next(256) } }
    ConvertTo-Heatmap -InputObject $values -Colormap @('inferno', 'viridis')[$seed - 1]
}
[Console]::Out.WriteLine('ready')
while ($path = [Console]::In.ReadLine()) {
    $begin = [DateTime]::UtcNow.Ticks
    $result = try {
        $null = switch -Wildcard ($path) {
            '*.html' { $frames | Export-HeatmapReport -Path $path -Title "Writer $seed" -Force:$force -ErrorAction Stop }
            '*.gif' { $frames | Export-HeatmapVideo -Path $path -Force:$force -ErrorAction Stop }
            '*.mp4' { $frames | Export-HeatmapVideo -Path $path -Preset ultrafast -Force:$force -ErrorAction Stop }
            '*.json' { $frames[0].Colormap | Export-Colormap -Path $path -Force:$force -ErrorAction Stop }
            '*.dzi' { $frames[0] | Export-HeatmapImage -Path $path -Force:$force -ErrorAction Stop }
            default { $frames[0] | Export-HeatmapImage -Path $path -BitDepth 16 -Force:$force -ErrorAction Stop }
        }
        'written'
    }
    catch { ($_.FullyQualifiedErrorId -split ',')[0] }
    [Console]::Out.WriteLine("$begin $([DateTime]::UtcNow.Ticks) $result")
}
'@)

    function Start-Writer([int] $Seed, [string] $Mode) {
        $start = New-ChildPwshStart $writer @("$Seed", $Mode)
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        return [Diagnostics.Process]::Start($start)
    }

    # Has both processes write one path at once, and gives what they answered.
    function Invoke-Writers([Diagnostics.Process[]] $Process, [string] $Path) {
        foreach ($each in $Process) { $each.StandardInput.WriteLine($Path) }
        foreach ($each in $Process) {
            $answer = $each.StandardOutput.ReadLine() -split ' '
            [pscustomobject]@{ Begin = [long]$answer[0]; End = [long]$answer[1]; Result = $answer[2] }
        }
    }

    function Wait-Writer([Diagnostics.Process[]] $Process) {
        foreach ($each in $Process) { $each.StandardOutput.ReadLine() | Should -Be 'ready' }
    }

    function Stop-Writer([Diagnostics.Process[]] $Process) {
        foreach ($each in $Process) {
            $each.StandardInput.Dispose()
            if (-not $each.WaitForExit(60000)) { $each.Kill($true) }
            $each.Dispose()
        }
    }
}

Describe 'Two processes that replace one file' {
    BeforeAll {
        $processes = (Start-Writer 1 force), (Start-Writer 2 force)
        Wait-Writer $processes
    }

    AfterAll { Stop-Writer $processes }

    It 'leave the whole file of one of them, and no parts: .<_>' -ForEach @('png', 'tif', 'npy', 'html', 'json', 'gif', 'dzi'; if (-not $noFfmpeg) { 'mp4' }) {
        $folder = New-TestFolder
        # Reports carry their time, so that two by one writer differ; each is known by its title and its end.
        $identify = $_ -eq 'html' `
            ? { param($File) $text = [IO.File]::ReadAllText($File); $text.TrimEnd().EndsWith('</html>') ? [regex]::Match($text, 'Writer \d').Value : 'broken' } `
            : { param($File) (Get-FileHash -LiteralPath $File).Hash }
        # Three that belong together, of which one tells its own name.
        if ($_ -eq 'dzi') {
            $identify = {
                param($File)
                $tiles = Get-ChildItem -LiteralPath ($File -replace '\.dzi$', '_files') -Recurse -File | Sort-Object FullName
                $page = [regex]::Match([IO.File]::ReadAllText([IO.Path]::ChangeExtension($File, 'html')), 'data-height="(\d+)"').Value
                "$page $(@($File) + $tiles.FullName | ForEach-Object { (Get-FileHash -LiteralPath $_).Hash })"
            }
        }
        $names = $_ -eq 'dzi' ? @('same.dzi', 'same.html', 'same_files') : "same.$_"
        $known = foreach ($process in $processes) {
            $alone = [IO.Path]::Join((New-TestFolder), "alone.$_")
            $process.StandardInput.WriteLine($alone)
            $process.StandardOutput.ReadLine() | Should -Match 'written$'
            & $identify $alone
        }
        $known[0] | Should -Not -Be $known[1]

        $path = [IO.Path]::Join($folder, "same.$_")
        $overlaps = foreach ($round in 1..6) {
            $answers = Invoke-Writers $processes $path
            $answers.Result | Should -Be 'written', 'written'
            & $identify $path | Should -BeIn $known -Because "it is whole in round $round"
            (Get-ChildItem -LiteralPath $folder -Force).Name | Sort-Object | Should -Be @($names | Sort-Object)
            $answers[0].Begin -lt $answers[1].End -and $answers[1].Begin -lt $answers[0].End
        }
        $overlaps | Should -Contain $true -Because 'both wrote at once'
    }
}
