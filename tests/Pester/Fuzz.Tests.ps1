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

    It 'finds a file that is read though a part is cut off, or otherwise through a link, and times that are the file''s own texts' {
        $result = Invoke-ChildPwsh -Argument ([IO.Path]::Join($fuzz, 'FuzzOperation.ps1')), (New-TestFolder) -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
. $args[0]
$file = [IO.Path]::Join($args[1], 'x.png')
[IO.File]::WriteAllBytes($file, [byte[]](1..80))
$out = [IO.Directory]::CreateDirectory([IO.Path]::Join($args[1], 'out')).FullName
# In place of the module's: what stands in the folder for outputs is read, and otherwise.
function Import-HeatmapImage { param($LiteralPath, $MaxPixels, $ErrorAction) HeatmapPS\Import-HeatmapImage -InputObject ([byte[]](0, ($LiteralPath -like '*out*'))) -Width 2 -Height 1 }
function Import-HeatmapVideo { param($LiteralPath, $First) 3, -2 | ForEach-Object { [pscustomobject]@{ Time = [TimeSpan]::FromSeconds($_); Width = 1 } } }
foreach ($name in 'Cut', 'Link') { "$name $((Test-FuzzFile $file $name $imageOperations[$name] $out).Kind)" }
"Times $((Test-FuzzFile $file 'Times' $operations.video.Times $out).Kind)"
function Import-HeatmapImage { param($LiteralPath, $MaxPixels, $ErrorAction) HeatmapPS\Import-HeatmapImage -InputObject ([byte[]](0, 1)) -Width 2 -Height 1 }
foreach ($name in 'Cut', 'Link') { "$name $((Test-FuzzFile $file $name $imageOperations[$name] $out).Kind)" }
'@
        $links = $IsWindows ? '' : 'Error'
        $result.Output | ForEach-Object Trim | Should -Be 'Cut Error', "Link $links".Trim(), 'Times Error', 'Cut', 'Link' -Because $result.Error
    }

    It 'changes a file under its reader, and leaves it whole' {
        . { $null = Add-Type -Path @(Get-ChildItem -LiteralPath $fuzz -Filter '*.cs').FullName -PassThru }
        $file = [IO.Path]::Join((New-TestFolder), 'x.bin')
        $bytes = [byte[]](1..200)
        [IO.File]::WriteAllBytes($file, $bytes)
        $changing = [HeatmapPS.Fuzz.ChangingFile]::new($file)
        try { while ([IO.FileInfo]::new($file).Length -eq 200) { } }
        finally { $changing.Dispose() }
        [IO.File]::ReadAllBytes($file) | Should -Be $bytes
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
