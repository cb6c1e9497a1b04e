# The scripts of the guides, as somebody's scheduler runs them.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $hotSpot = [IO.Path]::Join($repositoryRoot, 'docs', 'scripts', 'Test-HotSpot.ps1')
    $folder = New-TestFolder
    foreach ($i in 1..3) {
        $field = [float[]]::new(80)
        for ($x = 0; $x -lt 80; $x++) { $field[$x] = 20 + $x * $i / 4 }
        Export-HeatmapImage -InputObject $field -Width 10 -Height 8 -Path ([IO.Path]::Join($folder, "f$i.tif"))
    }

    # Where modules are looked for, the built one is found by its name.
    $modules = [IO.Path]::Join($repositoryRoot, 'output') + [IO.Path]::PathSeparator + $env:PSModulePath

    function Invoke-HotSpot([string[]] $Argument) {
        return Invoke-ChildPwsh -Environment @{ PSModulePath = $modules } -Argument (@($hotSpot) + $Argument) -Script @'
$script, $rest = $args
$parameters = @{}
for ($i = 0; $i -lt $rest.Count; $i += 2) { $parameters[$rest[$i].TrimStart('-')] = $rest[$i + 1] }
& $script @parameters
exit $LASTEXITCODE
'@
    }
}

Describe 'Test-HotSpot.ps1' {
    It 'names what is too hot, the hottest first, writes the report, and exits with 1' {
        $report = [IO.Path]::Join((New-TestFolder), 'today.html')
        $result = Invoke-HotSpot '-Path', "$folder/*.tif", '-Above', '50', '-Report', $report
        $result.ExitCode | Should -Be 1 -Because $result.Error
        $lines = @($result.Output -split "`r?`n" | Where-Object { $_ })
        $lines.Count | Should -Be 2
        $lines[0] | Should -BeLike "*f3.tif: 79$([cultureinfo]::CurrentCulture.NumberFormat.NumberDecimalSeparator)*"
        $lines[1] | Should -BeLike '*f2.tif: 59*'
        [IO.File]::ReadAllText($report) | Should -Match '2 of 3 images above 50'
    }

    It 'exits with 0 when all is well' {
        $result = Invoke-HotSpot '-Path', "$folder/*.tif", '-Above', '500', '-Report', ([IO.Path]::Join((New-TestFolder), 'r.html'))
        $result.ExitCode | Should -Be 0 -Because $result.Error
        "$($result.Output)".Trim() | Should -BeNullOrEmpty
    }

    It 'exits with 2 and tells in the report when a file cannot be read' {
        $broken = New-TestFolder
        Copy-Item -Path "$folder/*.tif" -Destination $broken
        [IO.File]::WriteAllBytes([IO.Path]::Join($broken, 'f9.tif'), [byte[]](73, 73, 42, 0, 8, 0))
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        $result = Invoke-HotSpot '-Path', "$broken/*.tif", '-Above', '500', '-Report', $report
        $result.ExitCode | Should -Be 2
        [IO.File]::ReadAllText($report) | Should -Match 'f9\.tif'
    }

    It 'exits with 2 when there is nothing, and leaves no report' {
        $report = [IO.Path]::Join((New-TestFolder), 'r.html')
        (Invoke-HotSpot '-Path', "$folder/no-such-*.tif", '-Above', '50', '-Report', $report).ExitCode | Should -Be 2
        [IO.File]::Exists($report) | Should -BeFalse
    }
}
