# tools/build/Invoke-Tests.ps1 over small test files of this file's own: what it must find out beside failed tests.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $pester = [IO.Path]::Join((Get-Module -Name Pester).ModuleBase, 'Pester.psd1')
    $runner = [IO.Path]::Join($repositoryRoot, 'tools', 'build', 'Invoke-Tests.ps1')

    # Runs a test file of this text: Output, Error and ExitCode as of a child PowerShell, and Summary, the text of summary.txt.
    function Invoke-TestText([string] $Text, [string[]] $Argument = @()) {
        $tests, $results = (New-TestFolder), (New-TestFolder)
        [IO.File]::WriteAllText([IO.Path]::Join($tests, 'Some.Tests.ps1'), $Text)
        $report = @(if (Test-Wine) { '-NoReport' })
        $result = Invoke-ChildPwsh -File $runner -Argument (@('-PesterPath', $pester, '-ResultFolder', $results, '-TestFolder', $tests) + $report + $Argument)
        $summary = [IO.Path]::Join($results, 'summary.txt')
        $text = (Test-Path -LiteralPath $summary) ? [IO.File]::ReadAllText($summary).Trim() : ''
        return $result | Add-Member -NotePropertyName Summary -NotePropertyValue $text -PassThru
    }
}

Describe 'A run' {
    It 'tells how many tests passed, and fails when one failed' {
        $result = Invoke-TestText "Describe 'x' { It 'is right' { 1 | Should -Be 1 }; It 'is wrong' { 1 | Should -Be 2 } }"
        $result.Summary | Should -Be 'Pester: 1 passed, 1 failed, 0 skipped'
        $result.ExitCode | Should -Be 1
        $result = Invoke-TestText "Describe 'x' { It 'is right' { 1 | Should -Be 1 } }"
        $result.Summary | Should -Be 'Pester: 1 passed, 0 failed, 0 skipped'
        $result.ExitCode | Should -Be 0
    }

    It 'fails when a test leaves a file at a relative path, and names the file' {
        $result = Invoke-TestText "Describe 'x' { It 'writes' { [IO.File]::WriteAllText('stray.txt', ''); Set-Content -Path other.txt -Value 1 } }"
        $result.Summary | Should -Be 'Pester: 1 passed, 1 failed, 0 skipped'
        $result.ExitCode | Should -Be 1
        $result.Error | Should -Match 'stray\.txt'
        $result.Error | Should -Match 'other\.txt'
        [IO.File]::Exists([IO.Path]::Join($repositoryRoot, 'stray.txt')) | Should -BeFalse
    }
}

Describe 'A test that does not end' {
    BeforeAll {
        # A command that starts a PowerShell which sleeps.
        $start = New-ChildPwshStart 'x' @()
        $sleeper = "& '$($start.FileName)' $(@($start.ArgumentList)[0] -like '*.dll' ? "'$($start.ArgumentList[0])'" : '') -NoProfile -Command 'Start-Sleep 900'"
    }

    It 'because of its child process goes on when that is ended, and is a failure with a name' {
        $result = Invoke-TestText "Describe 'some' { It 'waits for a child' { $sleeper }; It 'comes next' { 1 | Should -Be 1 } }" '-TestMinutes', '0.1'
        $result.Summary | Should -Be 'Pester: 2 passed, 1 failed, 0 skipped'
        $result.ExitCode | Should -Be 1
        $result.Error | Should -Match 'longer than 0\.1 minutes: .*Some\.Tests\.ps1: some > waits for a child'
    }

    It 'by itself ends the run, which says its name' {
        $text = "Describe 'some' { It 'is right' { 1 | Should -Be 1 }; It 'sleeps' { [Threading.Thread]::Sleep(-1) }; It 'is never run' { } }"
        $result = Invoke-TestText $text '-Minutes', '0.3'
        $result.Summary | Should -Be 'Pester: 1 passed, 1 failed, 0 skipped'
        $result.ExitCode | Should -Not -Be 0
        $result.Error | Should -Match 'longer than 0\.3 minutes\. Running at that time: .*Some\.Tests\.ps1: some > sleeps'
    }

    It 'in the set-up of a block is reported as well' {
        $result = Invoke-TestText "Describe 'some' { BeforeAll { [Threading.Thread]::Sleep(-1) }; It 'is never run' { } }" '-Minutes', '0.3'
        $result.ExitCode | Should -Not -Be 0
        $result.Error | Should -Match 'Some\.Tests\.ps1: some'
    }
}

Describe 'A skipped test' {
    It 'is counted where its reason is on the list and true' {
        $result = Invoke-TestText @"
BeforeDiscovery {
    . '$PSScriptRoot/common.ps1'
    `$has = Test-Program dotnet
    `$lacks = -not (Test-Program no-such-program)
    `$nested = `$lacks -and -not (`$IsWindows -and `$IsLinux)
}
Describe 'some' {
    It 'is right' { 1 | Should -Be 1 }
    It 'asks' -Skip:(-not (Test-Program 'no-such-program')) { }
    It 'asks through a variable' -Skip:`$lacks { }
    It 'asks through two' -Skip:(-not `$has -or `$nested) { }
    Context 'a block that asks' -Skip:`$lacks { It 'a' { } }
    It 'says so' { Set-ItResult -Skipped -Because 'no-such-program is not installed' }
}
"@
        $result.Summary | Should -Be 'Pester: 1 passed, 0 failed, 5 skipped' -Because $result.Error
        $result.ExitCode | Should -Be 0
        "$($result.Output)" | Should -Match 'Skipped: 1 because of no-such-program is not installed'
    }

    It 'fails the run where it is not' {
        $program = $IsWindows ? 'cmd' : 'sh'
        $result = Invoke-TestText @"
BeforeDiscovery {
    . '$PSScriptRoot/common.ps1'
    `$other = [bool](Get-Date)
    `$changed = -not (Test-Program $program)
    `$changed = `$true
}
Describe 'some' {
    It 'is right' { 1 | Should -Be 1 }
    It 'a' -Skip { }
    It 'b' -Skip:`$true { }
    It 'c' -Skip:`$other { }
    It 'd' -Skip:([Environment]::ProcessorCount.Equals(1) -or -not (Test-Program no-such-program)) { }
    It 'e' -Skip:`$changed { }
    It 'f' { Set-ItResult -Skipped -Because 'I have no time' }
    It 'g' { Set-ItResult -Skipped -Because '$program is not installed' }
    It 'h' { Set-ItResult -Skipped }
    It 'i' { Set-ItResult -Inconclusive }
}
"@
        $result.Summary | Should -Be 'Pester: 1 passed, 9 failed, 9 skipped'
        $result.ExitCode | Should -Be 1
        $faults = [ordered]@{
            a = 'asks nothing'; b = 'asks nothing'; c = 'is not among the questions'; d = 'calls a method'; e = 'is not so'
            f = 'is not among the sentences'; g = 'is not so'; h = 'is not among the sentences'; i = 'is not among the sentences'
        }
        foreach ($name in $faults.Keys) { $result.Error | Should -Match "$($faults[$name]).*: some > $name" }
    }
}
