# Show-Heatmap in terminals: support/terminal.py is one, and answers as several kinds do; tmux is a real one.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $python = Find-Python @()
    $hasPty = $python -and -not $IsWindows
    $hasTmux = (Test-Program tmux) -and -not $IsWindows
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # The command line of a new PowerShell.
    function Get-PwshCommand {
        $command = @([Environment]::ProcessPath)
        if ([IO.Path]::GetFileNameWithoutExtension($command[0]) -eq 'dotnet') { $command += [Environment]::GetCommandLineArgs()[0] }
        return $command + @('-NoLogo', '-NoProfile')
    }

    $picture = @'
        $env:TERM = 'xterm-256color'
        $env:COLORTERM = $env:TERM_PROGRAM = $env:TMUX = $env:NO_COLOR = $null
        # PowerShell looked at NO_COLOR when it started.
        $PSStyle.OutputRendering = 'Host'
        Import-Module $env:HEATMAPPS_TEST_MODULE
        $ramp = [byte[,]]::new(24, 40)
        foreach ($y in 0..23) { foreach ($x in 0..39) { $ramp[$y, $x] = ($x * 6 + $y * 3) % 256 } }
        function Show([string] $Persona, [hashtable] $Parameter = @{}) {
            "@@$Persona@@"
            "<<<$Persona"
            Show-Heatmap -InputObject $ramp -Verbose 4>&1 @Parameter
            ">>>"
        }
'@

    # A tmux that says of its terminal what a variable says, or fails, or takes too long.
    function New-FakeTmux {
        $folder = New-TestFolder
        $file = [IO.Path]::Join($folder, 'tmux')
        [IO.File]::WriteAllText($file, @'
#!/bin/sh
case "$HEATMAPPS_TEST_FEATURES" in
    fails) echo 'no server running' >&2; exit 1;;
    hangs) exec sleep 30;;
esac
[ "$*" = 'display-message -p #{client_termfeatures}' ] && echo "$HEATMAPPS_TEST_FEATURES"
'@)
        & chmod +x $file
        return $folder
    }

    # Runs a script in the terminal and returns what it wrote, by the names of its parts.
    function Invoke-Terminal([string] $Script) {
        $Script = "`$fakes = '$(New-FakeTmux)'`n" + $Script
        $folder = New-TestFolder
        $capture = [IO.Path]::Join($folder, 'capture')
        $file = [IO.Path]::Join($folder, 'script.ps1')
        [IO.File]::WriteAllText($file, $picture + "`n" + $Script)
        $env:HEATMAPPS_TEST_MODULE = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        $terminal = [IO.Path]::Join($PSScriptRoot, 'support', 'terminal.py')
        $command = @(Get-PwshCommand) + @('-File', $file)
        & (Find-Python @()) $terminal $capture 100 40 @command 2>&1 | Should -BeNullOrEmpty
        $text = [IO.File]::ReadAllText($capture)
        $parts = @{ '' = $text }
        foreach ($match in [regex]::Matches($text, '(?s)<<<(\w+)\r?\n(.*?)>>>')) { $parts[$match.Groups[1].Value] = $match.Groups[2].Value }
        return $parts
    }
}

Describe 'A terminal that is asked' -Skip:(-not $hasPty) {
    BeforeAll {
        $parts = Invoke-Terminal @'
            foreach ($name in 'sixel', 'vt340', 'kitty', 'iterm2', 'slow', 'tmux', 'vt100') { Show $name @{ QueryTimeout = 20000 } }
            Show silent @{ QueryTimeout = 50; TerminalWidth = 20 }
            '<<<unasked'; Show-Heatmap -InputObject $ramp -QueryTimeout 0 -TerminalWidth 20; '>>>'
            $env:COLORTERM = 'truecolor'
            '@@vt100@@'; '<<<truecolor'; Show-Heatmap -InputObject $ramp -TerminalWidth 20; '>>>'
            '@@kitty@@'
            $env:TERM = 'linux'; '<<<console'; Show-Heatmap -InputObject $ramp -TerminalWidth 20; '>>>'
            $env:TERM = 'vt220'; '<<<vt220'; Show-Heatmap -InputObject $ramp -TerminalWidth 20; '>>>'
            $env:TERM = 'dumb'; '<<<dumb'; Show-Heatmap -InputObject $ramp -TerminalWidth 20; '>>>'
            $env:TERM = 'xterm-256color'; $env:NO_COLOR = '1'; '<<<nocolor'; Show-Heatmap -InputObject $ramp -TerminalWidth 20; '>>>'
            $env:NO_COLOR = $null; $PSStyle.OutputRendering = 'PlainText'; '<<<plain'; Show-Heatmap -InputObject $ramp -TerminalWidth 20; '>>>'
            $PSStyle.OutputRendering = 'Host'; $env:TMUX = '/tmp/tmux'; '<<<intmux'; Show-Heatmap -InputObject $ramp -TerminalWidth 20; '>>>'
            '@@silent@@'
            $path = $env:PATH
            $env:PATH = $fakes + [IO.Path]::PathSeparator + $path
            $env:TERM = 'tmux-256color'
            $env:COLORTERM = $null
            foreach ($features in '256,bpaste,RGB,title', '256,bpaste,title', 'fails', 'hangs') {
                $env:HEATMAPPS_TEST_FEATURES = $features
                "<<<tmux$(($features -split ',')[2] ?? $features)"; Show-Heatmap -InputObject $ramp -TerminalWidth 20 -QueryTimeout 300 -Verbose 4>&1; '>>>'
            }
            $env:HEATMAPPS_TEST_FEATURES = '256,RGB'
            '<<<tmuxansi'; Show-Heatmap -InputObject $ramp -TerminalWidth 20 -Protocol Ansi256; '>>>'
            '<<<tmuxunasked'; Show-Heatmap -InputObject $ramp -TerminalWidth 20 -QueryTimeout 0; '>>>'
            $env:COLORTERM = '24bit'; $env:HEATMAPPS_TEST_FEATURES = 'fails'
            '<<<tmuxcolorterm'; Show-Heatmap -InputObject $ramp -TerminalWidth 20 -QueryTimeout 300; '>>>'
            $env:COLORTERM = $null; $env:TERM = 'xterm-256color'; $env:PATH = $path; $env:TMUX = $null
            '@@kitty@@'
            '<<<twice'; $ramp, $ramp | ForEach-Object { Show-Heatmap -InputObject $ramp -TerminalWidth 10 }; '>>>'
            '<<<tty'; (stty -a | Out-String); '>>>'
            '@@interrupted@@'
            try { Show-Heatmap -InputObject $ramp -QueryTimeout 20000 } finally { '<<<stopped'; (stty -a | Out-String); '>>>' }
            'went on'
'@

        # For messages: an XML report holds no escape sequence.
        $shown = @{}
        foreach ($name in $parts.Keys) { $shown[$name] = $parts[$name].Replace([char]27, '␛').Replace([char]7, '␇') }
    }

    It 'and answers with Sixel gets it, at the size of its cells and no larger than it takes' {
        $shown.sixel | Should -Match 'foot\(1\.16\.2\), answered, 100×40 characters of 10×20, Sixel'
        $pixels = [HeatmapPS.Tests.TerminalText]::Sixel($parts.sixel)
        # 99 × 36 cells would hold 990 × 720 pixels, but 400 × 200 is the most: 8 times the image.
        $pixels.Width, $pixels.Height | Should -Be 320, 192
    }

    It 'and has few colour registers gets no more colours, with cells told by the window''s pixels' {
        $shown.vt340 | Should -Match 'characters of 9×12, Sixel'
        @([regex]::Matches($parts.vt340, '#\d+;2;')).Count | Should -BeLessOrEqual 16
    }

    It 'and answers Kitty''s query gets Kitty''s graphics' {
        $shown.kitty | Should -Match 'characters of 10×20, Kitty'
        [HeatmapPS.Tests.TerminalText]::KittyPng($parts.kitty).Length | Should -BeGreaterThan 100
    }

    It 'and is iTerm2 gets inline images' {
        $shown.iterm2 | Should -Match 'iTerm2 3\.4\.16.* ITerm2'
        [HeatmapPS.Tests.TerminalText]::ITerm2Png($parts.iterm2).Length | Should -BeGreaterThan 100
    }

    It 'and answers in pieces, while somebody types, is understood' {
        $shown.slow | Should -Match 'foot\(1\), answered, .*Sixel'
    }

    It 'and turns out to be tmux gets half blocks, whatever it says: it answers for itself. It is not asked what would be its title' {
        $shown.tmux | Should -Match 'tmux 3\.4, answered.*Ansi256'
        $shown.tmux | Should -Not -Match '␛_G'
        $shown.intmux | Should -Not -Match '␛_G'
        $shown.intmux | Should -Match '▀'
    }

    It 'through tmux gets 24-bit colours where tmux says that it passes them on, or COLORTERM says so' {
        $shown.tmuxRGB | Should -Match ', HalfBlock'
        $shown.tmuxRGB, $shown.tmuxcolorterm | ForEach-Object { $_ | Should -Match '38;2;\d+;\d+;\d+m' }
        foreach ($name in 'tmuxtitle', 'tmuxfails', 'tmuxhangs', 'tmuxansi', 'tmuxunasked') {
            $shown.$name | Should -Match '38;5;\d+m' -Because $name
            $shown.$name | Should -Not -Match '38;2;' -Because $name
        }
    }

    It 'and is old, or never answers, gets blocks of 256 colours, or of 24 bits where those are promised' {
        $shown.vt100, $shown.silent | ForEach-Object {
            $_ | Should -Match 'Ansi256'
            $_ | Should -Match '38;5;\d+m'
            $_ | Should -Not -Match '␛P|␛_Ga=T|[34]8;2;'
        }
        $shown.unasked | Should -Match '38;5;\d+m'
        $shown.unasked | Should -Not -Match '␛\[c'
        $shown.truecolor | Should -Match '38;2;\d+;\d+;\d+m'
    }

    It 'that is too simple is not asked' {
        $shown.console | Should -Match '38;2;\d+'
        $shown.console | Should -Not -Match '␛\[c|␛_|␛\[>'
    }

    It 'without colours, or whose user wants none, gets numbers and no escape sequence' {
        foreach ($name in 'vt220', 'dumb', 'nocolor', 'plain') {
            $shown.$name | Should -Match 'y\\x  ' -Because $name
            $shown.$name | Should -Not -Match '␛' -Because $name
        }
    }

    It 'is not waited for any longer after Ctrl+C, which ends the pipeline' {
        $shown.stopped | Should -Match '[^-]\bicanon\b'
        $shown[''] | Should -Not -Match 'went on'
    }

    It 'has every answer read, and its mode restored' {
        $shown.twice | Should -Match '(?s)image.*image'
        # An answer that is left unread would be echoed once the mode is what it was.
        $shown[''] | Should -Not -Match '\^\[|\[\?62|Gi=31;OK'
        $shown.tty | Should -Match '[^-]\bicanon\b'
        $shown.tty | Should -Match '[^-]\becho\b'
        $shown.tty | Should -Match '[^-]\bopost\b'
    }
}

Describe 'In tmux, as somebody uses it' -Skip:(-not $hasTmux) {
    BeforeAll {
        $socket = [IO.Path]::Join((New-TestFolder), 's')
        $file = [IO.Path]::Join((Split-Path $socket), 'profile.ps1')
        [IO.File]::WriteAllText($file, $picture + "`nfunction prompt { 'ready> ' }")
        $env:HEATMAPPS_TEST_MODULE = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        $ramp = [byte[,]]::new(24, 40)
        foreach ($y in 0..23) { foreach ($x in 0..39) { $ramp[$y, $x] = ($x * 6 + $y * 3) % 256 } }

        # Waits until the screen looks as expected, and returns it with its colours.
        function Wait-Screen([string] $Pattern) {
            $screen = $null
            $null = [Threading.SpinWait]::SpinUntil({
                    $script:screen = & tmux -S $socket capture-pane -p -e -t 0 | Join-String -Separator "`n"
                    [Threading.Thread]::Sleep(100)
                    ($script:screen -replace '\x1b\[[0-9;]*m').TrimEnd() -match $Pattern
                }, 60000)
            ($script:screen -replace '\x1b\[[0-9;]*m').TrimEnd() | Should -Match $Pattern
            return $script:screen
        }

        $command = @(Get-PwshCommand) + @('-NoExit', '-File', $file)
        & tmux -S $socket -f /dev/null new-session -d -x 100 -y 40 @command
        $null = Wait-Screen 'ready>$'
    }

    AfterAll {
        & tmux -S $socket kill-server
    }

    It 'the picture, its colorbar and its title stand above the next prompt, with the right colours' {
        & tmux -S $socket send-keys '$env:COLORTERM = "truecolor"; Show-Heatmap -InputObject $ramp -TerminalWidth 40 -TerminalHeight 12' Enter
        $screen = Wait-Screen '(?s)viridis.*ready>$'
        $lines = @($screen -split "`n")
        $title = [array]::FindIndex($lines, [Predicate[string]] { param($line) $line -match 'image  40 × 24' })
        $pixels = [HeatmapPS.Tests.TerminalText]::Blocks($lines[($title + 1)..($title + 12)].ForEach({ $_ -replace '\x1b\[39m' }))
        $expected = (ConvertTo-Heatmap -InputObject $ramp).ToArray()
        foreach ($place in (0, 0), (23, 39), (11, 20), (5, 39)) {
            $at = ($place[0] * 40 + $place[1]) * 4
            @($pixels.Rgba[$at..($at + 2)]) | Should -Be @(0..2 | ForEach-Object { $expected[$place[0], $place[1], $_] })
        }

        $bare = @($lines | ForEach-Object { $_ -replace '\x1b\[[0-9;]*m' })
        $bare[$title + 13] | Should -Be ('▌' * 40)
        $bare[$title + 14] | Should -Match '^0 +50 +100 +150 +200 +250$'
        $bare[$title + 15] | Should -Be 'ready>'
    }

    It 'the pane''s title stays as it was' {
        & tmux -S $socket display-message -p -t 0 '#{pane_title}' | Should -Not -Match 'Gi='
    }
}
