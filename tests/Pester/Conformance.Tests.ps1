# A short run of the conformance check with a fixed seed, and that it finds what is wrong. build.ps1 -Task Conformance runs longer.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $withoutPython = -not (Find-Python 'numpy')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $conformance = [IO.Path]::Join($repositoryRoot, 'tools', 'conformance')

    # Runs the check in a child, for so many cases or minutes; the module may be one that goes wrong. Returns its output and the report
    # as an object.
    function Invoke-Conformance([string] $Family, [int] $Count, [string] $Folder, [string] $Module = $env:HEATMAPPS_TEST_MODULE, [double] $Minutes) {
        $report = [IO.Path]::Join($Folder, 'report.json')
        $result = Invoke-ChildPwsh -Argument ([IO.Path]::Join($conformance, 'Invoke-Conformance.ps1')), $Folder, $Family, $Count, $Module, $report, $Minutes -Script @'
$length = [double]$args[6] -gt 0 ? @{ Minutes = [double]$args[6] } : @{ Count = $args[3] }
& $args[0] -ModulePath ($args[4] ? $args[4] : $env:HEATMAPPS_TEST_MODULE) -Destination $args[1] -Family $args[2] @length -Seed 1 -ReportPath $args[5]
exit $LASTEXITCODE
'@
        $json = (Test-Path -LiteralPath $report) ? (Get-Content -LiteralPath $report -Raw | ConvertFrom-Json) : $null
        return [pscustomobject]@{ Output = $result.Output; Error = $result.Error; ExitCode = $result.ExitCode; Report = $json }
    }
}

Describe 'Random files of independent writers' -Skip:$withoutPython {
    BeforeAll {
        $result = Invoke-Conformance '*' 600 (New-TestFolder)
        $text = $result.Output -join "`n"
    }

    It 'are read as independent readers read them, or refused by name' {
        $result.Output[-1] | Should -BeLike 'Conformance: * files in * s, * equal, * refused, 0 wrong' -Because $text
        $result.Error | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
    }

    It 'are of every family whose programs are here' {
        foreach ($family in $result.Report.Families | Where-Object Unavailable -EQ 0) {
            $family.Cases | Should -BeGreaterThan 0 -Because "$($family.Format) was asked for"
            $family.Equal + $family.Refused | Should -Be $family.Cases -Because "$($family.Format) has nothing wrong"
        }
    }

    It 'come from writers and readers that agree' {
        # A case in dispute proves nothing: a few are left to the libraries' versions.
        ($result.Report.Families | Measure-Object -Property Disputed -Sum).Sum | Should -BeLessThan 6 -Because $text
    }
}

Describe 'The conformance check' -Skip:$withoutPython {
    BeforeAll {
        # A module that stands for ours and goes wrong in a way that the name of the file tells.
        $module = [IO.Path]::Join((New-TestFolder), 'Faulty.psm1')
        $inner = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        [IO.File]::WriteAllText($module, @"
Import-Module '$inner'
function Import-HeatmapImage {
    param([string] `$LiteralPath, [switch] `$AllPages, [long] `$MaxPixels)
    `$number = [int]([IO.Path]::GetFileNameWithoutExtension(`$LiteralPath) -replace '.*-')
    if (`$number -eq 3) { [Environment]::FailFast('made to crash') }
    `$images = @(HeatmapPS\Import-HeatmapImage -LiteralPath `$LiteralPath -AllPages:`$AllPages)
    foreach (`$image in `$images) {
        `$array = `$image.ToArray()
        if (`$number % 4 -eq 1 -and `$array.Rank -eq 2) { `$array[0, 0] = `$array[0, 0] -eq 1 ? 0 : 1 }
        HeatmapPS\Import-HeatmapImage -InputObject `$array
    }
}
function Measure-Heatmap { HeatmapPS\Measure-Heatmap @args }
function ConvertTo-Heatmap { HeatmapPS\ConvertTo-Heatmap @args }
Export-ModuleMember -Function *
"@)
        $folder = New-TestFolder
        $result = Invoke-Conformance 'npy' 40 $folder $module
        $text = $result.Output -join "`n"
        $findings = @(Get-ChildItem -LiteralPath ([IO.Path]::Join($folder, 'findings')) -Directory)
    }

    It 'finds one wrong number and a crash, and goes on' {
        $result.ExitCode | Should -Be 1 -Because $text
        $result.Output[-1] | Should -BeLike 'Conformance: 40 files in *' -Because $text
        $sorts = @($result.Report.Findings.PSObject.Properties.Name)
        @($sorts -like 'npy crash:*').Count | Should -Be 1 -Because $text
        @($sorts -like 'npy pixels:*').Count | Should -BeGreaterThan 0 -Because $text
    }

    It 'keeps the file, what was expected, and a command that shows it again' {
        $kept = $findings | Where-Object Name -EQ 'npy-3'
        $kept | Should -Not -BeNullOrEmpty -Because $text
        # The file, what was expected of it, and the text.
        @(Get-ChildItem -LiteralPath $kept.FullName).Count | Should -Be 3
        [IO.File]::ReadAllText([IO.Path]::Join($kept.FullName, 'finding.txt')) | Should -BeLike '*Test-ConformanceCase.ps1 npy:3 -Seed 1*'
    }

    It 'runs for a time, with a file at least' {
        $result = Invoke-Conformance 'npy' 0 (New-TestFolder) -Minutes 0.2
        $text = ($result.Output + $result.Error) -join "`n"
        $result.ExitCode | Should -Be 0 -Because $text
        $result.Output[-1] | Should -Match '^Conformance: [1-9]\d* files in \d+ s, .* 0 wrong$' -Because $text
    }

    It 'writes the same file for the same seed and number, whatever other families are there' {
        $names = foreach ($families in 'png', 'npy,png,netpbm') {
            $out = New-TestFolder
            $null = Invoke-Python -Module 'numpy', 'PIL' -Argument ([IO.Path]::Join($conformance, 'generate.py')), $families, $out -Code @'
import subprocess, sys
subprocess.run([sys.executable, sys.argv[1], "--seed", "5", "--families", sys.argv[2], "--count", "24", "--out", sys.argv[3]], check=True, capture_output=True)
'@
            $line = Get-Content -LiteralPath ([IO.Path]::Join($out, 'manifest.jsonl')) | ConvertFrom-Json | Where-Object { $_.family -eq 'png' -and $_.number -eq 4 -and $_.PSObject.Properties['variant'] }
            "$($line.variant) $((Get-FileHash -LiteralPath $line.file).Hash)"
        }
        $names[0] | Should -Not -BeNullOrEmpty
        $names[1] | Should -Be $names[0]
    }
}
