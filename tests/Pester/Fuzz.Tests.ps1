# A short run of the fuzzing with a fixed seed, and that it finds what is wrong. build.ps1 -Task Fuzz runs longer.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $fuzz = [IO.Path]::Join($repositoryRoot, 'tools', 'fuzz')

    # Runs the fuzzing in a child; the script before it may change what it finds.
    function Invoke-Fuzzing([string] $Family, [int] $Count, [string] $Folder, [string] $Module = $env:HEATMAPPS_TEST_MODULE) {
        return Invoke-ChildPwsh -Argument ([IO.Path]::Join($fuzz, 'Invoke-Fuzz.ps1')), $Folder, $Family, $Count, $Module -Script @'
& $args[0] -ModulePath ($args[4] ? $args[4] : $env:HEATMAPPS_TEST_MODULE) -Destination $args[1] -Family $args[2] -Count $args[3] -Seed 1
exit $LASTEXITCODE
'@
    }
}

Describe 'Broken files of every format' {
    It 'are pixels or proper errors' {
        # Videos start two programs each; they have their own share of the long runs.
        $result = Invoke-Fuzzing 'animation,avif,colormap,gif,jpeg,magick,netpbm,numpy,object,png,scale,thermal,tiff,webp' 850 (New-TestFolder)
        $result.Output -join "`n" | Should -BeLike '*Fuzz: 850 cases in * s, 0 finding(s)*' -Because ($result.Output -join "`n")
        $result.Error | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
    }
}

Describe 'The fuzzing' {
    BeforeAll {
        # A module that stands for ours and goes wrong in every way. The cases tell by their size which.
        $module = [IO.Path]::Join((New-TestFolder), 'Faulty.psm1')
        $inner = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        [IO.File]::WriteAllText($module, @"
Import-Module '$inner' -Scope Global
function Import-Colormap {
    param(`$LiteralPath)
    switch ((Get-Item -LiteralPath `$LiteralPath).Length % 8) {
        0 { [Environment]::FailFast('made to crash') }
        1 { throw [InvalidOperationException]::new('made to fail') }
        2 { [Console]::Error.WriteLine('made to tell') }
        3 { [IO.File]::WriteAllText([IO.Path]::Join((Split-Path `$LiteralPath), 'out', 'left.tmp'), 'x') }
    }
}
"@)
        $folder = New-TestFolder
        $result = Invoke-Fuzzing 'colormap' 25 $folder $module
        $findings = @(Get-ChildItem -LiteralPath ([IO.Path]::Join($folder, 'findings')))
    }

    It 'finds crashes, errors without an id, text on the error stream and left-overs, and goes on' {
        $result.ExitCode | Should -Be 1
        $result.Output[-1] | Should -BeLike 'Fuzz: 25 cases in * finding(s) of *'
        $kinds = @($findings.Name -replace '-.*' | Select-Object -Unique | Sort-Object)
        foreach ($kind in 'Crash', 'Error', 'Rest', 'Stderr') { $kinds | Should -Contain $kind -Because ($result.Output -join "`n") }
    }

    It 'keeps the file and a command that shows it again' {
        $folder = ($findings | Where-Object Name -Like 'Crash-*')[0].FullName
        @(Get-ChildItem -LiteralPath $folder -Filter 'case.*').Count | Should -Be 1
        $text = [IO.File]::ReadAllText([IO.Path]::Join($folder, 'finding.txt'))
        $text | Should -BeLike '*Test-FuzzFile.ps1*-Family colormap*'
        $text | Should -BeLike '*made to crash*'
    }

    It 'does the same with the same seed' {
        . { $null = Add-Type -Path @(Get-ChildItem -LiteralPath $fuzz -Filter '*.cs').FullName -PassThru }
        $file = [IO.File]::ReadAllBytes((Get-TestDataPath 'golden/files/png/rgb8.png'))
        $digests = foreach ($seed in 5, 5, 6) {
            $all = foreach ($number in 1..50) { [HeatmapPS.Fuzz.Mutator]::new($seed, $number).Mutate($file, $file) }
            [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([byte[]]$all))
        }
        $digests[0] | Should -Be $digests[1]
        $digests[2] | Should -Not -Be $digests[0]
    }
}
