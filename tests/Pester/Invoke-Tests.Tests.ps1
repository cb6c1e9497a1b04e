# tools/build/Invoke-Tests.ps1 over small test files of this file's own: what it must find out beside failed tests.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $pester = [IO.Path]::Join((Get-Module -Name Pester).ModuleBase, 'Pester.psd1')
    $runner = [IO.Path]::Join($repositoryRoot, 'tools', 'build', 'Invoke-Tests.ps1')

    # Runs a test file of this text: Output, Error and ExitCode as of a child PowerShell, and Summary, the text of summary.txt.
    function Invoke-TestText([string] $Text, [string[]] $Argument = @()) {
        $tests, $results = (New-TestFolder), (New-TestFolder)
        [IO.File]::WriteAllText([IO.Path]::Join($tests, 'Some.Tests.ps1'), $Text)
        $result = Invoke-ChildPwsh -File $runner -Argument (@('-PesterPath', $pester, '-ResultFolder', $results, '-TestFolder', $tests) + $Argument)
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

    It 'in the set-up of a block is told as well' {
        $result = Invoke-TestText "Describe 'some' { BeforeAll { [Threading.Thread]::Sleep(-1) }; It 'is never run' { } }" '-Minutes', '0.3'
        $result.ExitCode | Should -Not -Be 0
        $result.Error | Should -Match 'Some\.Tests\.ps1: some'
    }
}
