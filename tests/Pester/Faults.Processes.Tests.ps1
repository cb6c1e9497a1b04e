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

    It 'leave the whole file of one of them, and no parts: .<_>' -ForEach @('png', 'tif', 'npy', 'html', 'json', 'gif'; if (-not $noFfmpeg) { 'mp4' }) {
        $folder = New-TestFolder
        # Reports carry their time, so that two by one writer differ; each is known by its title and its end.
        $identify = $_ -eq 'html' `
            ? { param($File) $text = [IO.File]::ReadAllText($File); $text.TrimEnd().EndsWith('</html>') ? [regex]::Match($text, 'Writer \d').Value : 'broken' } `
            : { param($File) (Get-FileHash -LiteralPath $File).Hash }
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
            (Get-ChildItem -LiteralPath $folder -Force).Name | Should -Be "same.$_"
            $answers[0].Begin -lt $answers[1].End -and $answers[1].Begin -lt $answers[0].End
        }
        $overlaps | Should -Contain $true -Because 'both wrote at once'
    }
}

Describe 'Two processes that make one new file' {
    BeforeAll {
        $processes = (Start-Writer 1 new), (Start-Writer 2 new)
        Wait-Writer $processes
    }

    AfterAll { Stop-Writer $processes }

    It 'leave the file of the one that says so; the other is told: .<_>' -ForEach 'png', 'gif', 'html', 'dzi' {
        foreach ($round in 1..($_ -eq 'png' ? 25 : 6)) {
            $folder = New-TestFolder
            $path = [IO.Path]::Join($folder, "new.$_")
            $answers = Invoke-Writers $processes $path
            $answers.Result | Sort-Object | Should -Be 'OutputExists', 'written' -Because "this is round $round"
            $names = $_ -eq 'dzi' ? @('new_files', 'new.dzi', 'new.html') : "new.$_"
            (Get-ChildItem -LiteralPath $folder -Force).Name | Sort-Object | Should -Be @($names | Sort-Object)
            if ($_ -eq 'dzi') { ([xml][IO.File]::ReadAllText($path)).Image.Size.Height | Should -Be (240 + 16 * (1 + [array]::IndexOf($answers.Result, 'written'))) }
        }
    }
}
