# Images several times larger than the memory that their process may use, through one cmdlet after another.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $folder = New-TestFolder
    $deep, $wide = [IO.Path]::Join($folder, 'deep.tif'), [IO.Path]::Join($folder, 'wide.tif')
    # 480 MB and 500 MB; the heap may have 128 MB, and the process 400 MB with its runtime and libraries.
    [HeatmapPS.Tests.LargeTiff]::Write($deep, 16000, 15000, 16)
    [HeatmapPS.Tests.LargeTiff]::Write($wide, 50000, 10000, 8)

    function Invoke-Limited([string] $Script, [string[]] $Argument) {
        $result = Invoke-ChildPwsh -Environment @{ DOTNET_GCHeapHardLimit = '0x8000000' } -Argument $Argument -Script @"
`$ErrorActionPreference = 'Stop'
`$ProgressPreference = 'SilentlyContinue'
Import-Module `$env:HEATMAPPS_TEST_MODULE
$Script
"peak `$([Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64)"
"@
        $result.ExitCode | Should -Be 0 -Because $result.Error
        $lines = @($result.Output -split "`r?`n" | Where-Object { $_ })
        [long]($lines[-1] -split ' ')[1] | Should -BeLessThan 400MB
        return $lines[0..($lines.Count - 2)]
    }
}

Describe 'In bounded memory' {
    It 'measures, and finds the percentiles of all pixels' {
        $lines = Invoke-Limited '$m = Measure-Heatmap -LiteralPath $args[0] -Percentile 50; "$($m.Count) $($m.Maximum) $($m.P50)"; (Get-HeatmapScale -LiteralPath $args[1] -Percentile 0, 100).Maximum' -Argument $deep, $wide
        $lines[0] | Should -Be '240000000 65280 0'
        $lines[1] | Should -Be '255'
    }

    It 'writes a heatmap on the percentiles of its data, with a colorbar' {
        $out = New-TestFolder
        $lines = Invoke-Limited '$f = ConvertTo-Heatmap -LiteralPath $args[0] -Percentile 0, 100 -Colormap gray -Colorbar -Destination "$($args[1])/heat.tif"; $i = Import-HeatmapImage -LiteralPath $f.FullName; "$($i.Width -gt 16000) $($i.Height)"' -Argument $deep, $out
        $lines | Should -Be 'True 15000'
    }

    It 'writes the larger of two images' {
        $out = New-TestFolder
        $lines = Invoke-Limited '$f = Merge-Lighten -LiteralPath $args[0], $args[0] -Destination "$($args[1])/light.tif"; $m = Measure-Heatmap -LiteralPath $f.FullName; "$($m.Count) $($m.Maximum)"' -Argument $wide, $out
        $lines | Should -Be '500000000 255'
    }

    It 'writes a pyramid whose copies have the colours of the map' {
        $out = New-TestFolder
        $lines = Invoke-Limited '$f = ConvertTo-Heatmap -LiteralPath $args[0] -Minimum 0 -Maximum 255 -Colormap gray | Export-HeatmapImage -Path "$($args[1])/pyramid.tif" -Pyramid -PassThru; $i = Import-HeatmapImage -LiteralPath $f.FullName -Page 4; "$($i.PageCount) $($i.Width) $($i.Height)"' -Argument $wide, $out
        $lines | Should -Be '9 6250 1250'
    }
}
