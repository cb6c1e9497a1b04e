# Scripts that users run or change, by PSScriptAnalyzer's default rules, where that is installed.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $scripts = @(Get-ChildItem -Path ([IO.Path]::Join($repositoryRoot, 'docs', 'scripts', '*.ps1'))) + @(Get-Item -LiteralPath ([IO.Path]::Join($repositoryRoot, 'build.ps1')))
}

Describe 'PSScriptAnalyzer' -Skip:(-not (Test-Module PSScriptAnalyzer)) {
    It 'has no remark on <_.Name>' -ForEach $scripts {
        $remarks = Invoke-ScriptAnalyzer -Path $_.FullName | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName) $($_.Message)" }
        $remarks | Should -BeNullOrEmpty
    }
}
