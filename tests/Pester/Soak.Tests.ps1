# Short runs of the soak: memory and handles must not grow. build.ps1 -Task Soak runs a hundred times longer and looks at the speed.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $soak = [IO.Path]::Join($repositoryRoot, 'tools', 'soak')
    if (-not ('HeatmapPS.Soak.Slope' -as [type])) { Add-Type -Path ([IO.Path]::Join($soak, 'Slope.cs')) }
}

Describe 'The same again and again' {
    It 'holds neither memory nor handles: <Kind>' -ForEach @{ Kind = 'Files' }, @{ Kind = 'Videos' }, @{ Kind = 'Imports' } {
        $divisor = @{ Files = 25; Videos = 40; Imports = 100 }[$Kind]
        $result = Invoke-ChildPwsh -Argument ([IO.Path]::Join($soak, 'Invoke-Soak.ps1')), (New-TestFolder), $Kind, $divisor -Script @'
& $args[0] -ModulePath $env:HEATMAPPS_TEST_MODULE -Destination $args[1] -Kind $args[2] -Divisor $args[3] -NoSpeed
exit $LASTEXITCODE
'@
        $result.Error | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0 -Because ($result.Output -join "`n")
        $result.Output[-1] | Should -Be 'Soak: 0 thing(s) that grow or slow down'
    }
}

Describe 'Growth' {
    It 'is told from noise' {
        $rounds = [double[]](1..40)
        $random = [Random]::new(3)
        $flat = [double[]]@($rounds | ForEach-Object { 1000 + 50 * $random.NextDouble() })
        $leak = [double[]]@($rounds | ForEach-Object { 1000 + 5 * $_ + 50 * $random.NextDouble() })
        $step = [double[]]@($rounds | ForEach-Object { 1000 + ($_ % 7) * 20 })
        [HeatmapPS.Soak.Slope]::Fit($rounds, $flat).Grows(10) | Should -BeFalse
        [HeatmapPS.Soak.Slope]::Fit($rounds, $step).Grows(10) | Should -BeFalse
        [HeatmapPS.Soak.Slope]::Fit($rounds, $leak).Grows(10) | Should -BeTrue
        [HeatmapPS.Soak.Slope]::Fit($rounds, $leak).Grows(1000) | Should -BeFalse
        [Math]::Round([HeatmapPS.Soak.Slope]::Fit($rounds, [double[]]@($rounds | ForEach-Object { 3 * $_ })).PerRound, 9) | Should -Be 3
        [HeatmapPS.Soak.Slope]::Median([double[]](5, 1, 3)) | Should -Be 3
        [HeatmapPS.Soak.Slope]::Median([double[]](5, 1, 3, 4)) | Should -Be 3.5
    }
}
