# Deflate data as the engine decodes it, against zlib-ng: the same bytes from all kinds of streams, and the same refusals.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function Compare-Inflate([string] $Damage, [int] $Count) {
        $child = Invoke-ChildPwsh -Argument $Damage, $Count, ([HeatmapPS.Tests.DeflateStreams].Assembly.Location) -Script @'
        Import-Module $env:HEATMAPPS_TEST_MODULE
        $null = [Reflection.Assembly]::LoadFrom($args[2])
        $null = Get-Colormap inferno
        $engine = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'HeatmapPS.Engine' }
        $result = [HeatmapPS.Tests.DeflateStreams]::Compare($engine, $args[0], [int]$args[1], 20261128)
        [pscustomobject]@{ Whole = $result.Item1; Cut = $result.Item2; Refused = $result.Item3; Difference = $result.Item4 } | ConvertTo-Json
'@
        if ($child.ExitCode -ne 0 -or $child.Error) { throw $child.Error }
        return $child.Output | ConvertFrom-Json
    }
}

Describe 'Data compressed by zlib at any level and by any strategy' {
    It 'is decoded to the same bytes (<damage>)' -ForEach @(
        @{ damage = 'None' }
        @{ damage = 'More' }
    ) {
        $result = Compare-Inflate $damage 250
        $result.Difference | Should -BeNullOrEmpty
        $result.Whole | Should -Be 250
    }

    It 'is refused where zlib refuses it, if bits of it are wrong' {
        $result = Compare-Inflate 'Bits' 400
        $result.Difference | Should -BeNullOrEmpty
        $result.Refused | Should -BeGreaterThan 300
    }

    It 'is known to have no end, if it is cut' {
        $result = Compare-Inflate 'Cut' 250
        $result.Difference | Should -BeNullOrEmpty
        $result.Cut | Should -Be 250
    }
}
