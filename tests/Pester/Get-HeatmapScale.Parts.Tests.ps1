# Parts of a scale: -AsPart makes them on several machines or days, -Part merges them to what one pass over all files finds.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noNumPy = -not (Find-Python numpy)
    $rules = @(
        @{ Name = 'default'; Rule = @{} }
        @{ Name = 'percentiles'; Rule = @{ Percentile = 2, 98 } }
        @{ Name = 'standard deviation'; Rule = @{ StandardDeviation = 2 } }
        @{ Name = 'logarithm'; Rule = @{ Norm = 'Log' } }
        @{ Name = 'equalization'; Rule = @{ Norm = 'Equalize' } }
        @{ Name = 'one limit'; Rule = @{ Maximum = 70000; Gamma = 0.5 } }
    )
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $folder = New-TestFolder
    $paths = foreach ($i in 0..5) { Write-TestTiff "$folder/f$i.tif" 40 30 @(, [ushort[]](New-TestFrame Noise 40 30 -Seed $i -Minimum (100 * $i) -Maximum (9000 + 3000 * $i)).Data) }

    function New-Float([int] $Seed, [string] $Type = 'float') {
        $random = [Random]::new($Seed)
        $array = [Array]::CreateInstance(($Type -as [type]), 30, 40)
        for ($y = 0; $y -lt 30; $y++) { for ($x = 0; $x -lt 40; $x++) { $array[$y, $x] = ($random.NextDouble() * 100 * ($Seed + 1) - 20) -as $Type } }
        return , $array
    }

    # A part as a colleague sends it.
    function ConvertTo-Sent([object] $Part, [string] $How) {
        switch ($How) {
            'object' { return $Part }
            'JSON' { return $Part | ConvertTo-Json }
            'object from JSON' { return $Part | ConvertTo-Json | ConvertFrom-Json }
            'file' {
                $file = "$(New-TestFolder)/part.json"
                $Part | ConvertTo-Json | Set-Content -LiteralPath $file
                return $file
            }
            'CLIXML' {
                $file = "$(New-TestFolder)/part.xml"
                $Part | Export-Clixml -LiteralPath $file
                return Import-Clixml -LiteralPath $file
            }
        }
    }
}

Describe 'Parts of 16-bit images' {
    It 'merge to the scale of all files: <Name>' -ForEach $rules {
        $parts = @(
            Get-HeatmapScale -Path $paths[0..1] -AsPart
            Get-HeatmapScale -Path $paths[2] -AsPart
            Get-HeatmapScale -Path $paths[3..5] -AsPart
        )
        $expected = Get-HeatmapScale -Path $paths @Rule
        Get-HeatmapScale -Part $parts @Rule | Should -Be $expected
        $parts | Get-HeatmapScale @Rule | Should -Be $expected
        Get-HeatmapScale -Part $parts[2, 0] -Path $paths[2] @Rule | Should -Be $expected
        Get-HeatmapScale -Part (Get-HeatmapScale -Part $parts[0, 1] -AsPart), $parts[2] @Rule | Should -Be $expected
    }

    It 'merge as <_>' -ForEach 'object', 'JSON', 'object from JSON', 'file', 'CLIXML' {
        $sent = ConvertTo-Sent (Get-HeatmapScale -Path $paths[0..3] -AsPart) $_
        Get-HeatmapScale -Part $sent -Path $paths[4..5] -Percentile 1, 99 | Should -Be (Get-HeatmapScale -Path $paths -Percentile 1, 99)
    }

    It 'are small, and say what they hold' {
        $part = Get-HeatmapScale -Path $paths -AsPart
        $part | Should -BeOfType HeatmapPS.Engine.Statistics.ScalePart
        $part.Version, $part.ImageCount | Should -Be 1, 6
        $part.Samples.Type | Should -Be UInt16
        $part.Samples.ValidCount | Should -Be (6 * 1200)
        ($part | ConvertTo-Json).Length | Should -BeLessThan 40000
    }

    It 'in JSON files merge by a pattern, and grow by what is new' {
        $place = New-TestFolder
        Get-HeatmapScale -Path $paths[0..2] -AsPart | ConvertTo-Json | Set-Content "$place/a.json"
        Get-HeatmapScale -Path $paths[3..4] -AsPart | ConvertTo-Json | Set-Content "$place/b.json"
        $year = Get-HeatmapScale -Part "$place/*.json" -Path $paths[5] -AsPart
        $year.ImageCount | Should -Be 6
        Get-HeatmapScale -Part $year -Norm Equalize | Should -Be (Get-HeatmapScale -Path $paths -Norm Equalize)
        { Get-HeatmapScale -Part "$place/*.nothing" } | Should-ThrowId ImageNotFound
    }

    It 'of several types give NumPy''s percentiles' -Skip:$noNumPy {
        $place = New-TestFolder
        $bytes = (New-TestFrame Noise 50 20 -Type byte -Seed 4).Data
        $words = (New-TestFrame Noise 50 20 -Type ushort -Seed 5 -Maximum 900).Data
        $signed = [short[]]@($words | ForEach-Object { $_ - 450 })
        $parts = foreach ($data in [byte[]]$bytes, [ushort[]]$words, $signed) {
            $path = Write-TestTiff "$place/$($parts.Count)-$($data.GetType().Name).tif" 50 20 @(, $data)
            Get-HeatmapScale -Path $path -AsPart
        }
        $scale = Get-HeatmapScale -Part $parts -Range Data -Percentile 3, 77.7
        Set-Content "$place/all.txt" ($bytes + $words + $signed)
        $code = 'import sys, numpy as np; print(*np.percentile(np.loadtxt(sys.argv[1]), [3, 77.7]).tolist())'
        $expected = (Invoke-Python -Code $code -Module numpy -Argument "$place/all.txt") -split ' '
        $scale.Minimum, $scale.Maximum | Should -Be ([double]$expected[0]), ([double]$expected[1])
    }

    It 'leave nodata out' {
        $images = foreach ($path in $paths) { Import-HeatmapImage $path -NoDataValue 500, 700 }
        $part = $images | Get-HeatmapScale -AsPart
        $holes = foreach ($image in $images) { @($image.ToArray()).Where({ $_ -in 500, 700 }) }
        $part.Samples.InvalidCount | Should -Be @($holes).Count
        $part.Samples.InvalidCount + $part.Samples.ValidCount | Should -Be 7200
        Get-HeatmapScale -Part $part -StandardDeviation 1 | Should -Be ($images | Get-HeatmapScale -StandardDeviation 1)
    }
}

Describe 'Parts of wider types' {
    It '<_>: extremes are exact, and the standard deviation is to 1e-12' -ForEach 'float', 'double', 'int' {
        $images = foreach ($seed in 0..4) { Import-HeatmapImage -InputObject (New-Float $seed $_) }
        $parts = $images[0..1], $images[2..4] | ForEach-Object { , $_ | ForEach-Object { $_ | Get-HeatmapScale -AsPart } }
        Get-HeatmapScale -Part $parts | Should -Be ($images | Get-HeatmapScale)
        $merged = Get-HeatmapScale -Part (ConvertTo-Sent $parts[0] JSON), $parts[1] -StandardDeviation 1.5
        $direct = $images | Get-HeatmapScale -StandardDeviation 1.5
        foreach ($limit in 'Minimum', 'Maximum') {
            [Math]::Abs($merged.$limit - $direct.$limit) / [Math]::Abs($direct.$limit) | Should -BeLessThan 1e-12
        }

        { Get-HeatmapScale -Part $parts -Percentile 2, 98 } | Should-ThrowId PartNeedsRound
        { Get-HeatmapScale -Part $parts -Norm Equalize } | Should-ThrowId PartNeedsRound
    }
}

Describe 'What does not fit' {
    It 'a part with a rule, and nothing at all' {
        { Get-HeatmapScale -Path $paths -AsPart -Percentile 2, 98 } | Should-ThrowId ParameterConflict
        { Get-HeatmapScale } | Should-ThrowId RangeInvalid
    }

    It 'different units are a warning, as for images' {
        $parts = foreach ($unit in '°C', 'K') { Import-HeatmapImage $paths[0] -Unit $unit | Get-HeatmapScale -AsPart }
        $warnings = @()
        (Get-HeatmapScale -Part $parts -WarningVariable warnings -WarningAction SilentlyContinue).Unit | Should -BeNullOrEmpty
        "$warnings" | Should -Match 'different units, K .* and °C'
        (Get-HeatmapScale -Part $parts[0], $parts[0]).Unit | Should -Be '°C'
    }

    It 'a part with <Name> is PartInvalid' -ForEach @(
        @{ Name = 'another version'; Edit = { $_.Version = 2 } }
        @{ Name = 'an unknown type'; Edit = { $_.Samples[0].Type = 'UInt12' } }
        @{ Name = 'one type twice'; Edit = { $_.Samples = @($_.Samples[0], $_.Samples[0]) } }
        @{ Name = 'another count'; Edit = { $_.Samples[0].ValidCount = 3 } }
        @{ Name = 'a negative count'; Edit = { $_.Samples[0].ValidCount = -3 } }
        @{ Name = 'no histogram'; Edit = { $_.Samples[0].Histogram = $null } }
        @{ Name = 'a damaged histogram'; Edit = { $_.Samples[0].Histogram = $_.Samples[0].Histogram.Substring(8) } }
        @{ Name = 'limits out of order'; Edit = { $_.Samples[0].Minimum = 1e9 } }
        @{ Name = 'text for a number'; Edit = { $_.Samples[0].Mean = 'warm' } }
        @{ Name = 'samples that are text'; Edit = { $_.Samples = 'many' } }
    ) {
        $part = Get-HeatmapScale -Path $paths[0] -AsPart | ConvertTo-Json | ConvertFrom-Json
        $part | ForEach-Object $Edit
        { Get-HeatmapScale -Part $part } | Should-ThrowId PartInvalid
        { Get-HeatmapScale -Part ($part | ConvertTo-Json) } | Should-ThrowId PartInvalid
    }

    It 'what is no part at all' {
        { Get-HeatmapScale -Part 7 } | Should-ThrowId PartInvalid
        { Get-HeatmapScale -Part '{"a":' } | Should-ThrowId PartInvalid
        { Get-HeatmapScale -Part $paths[0] } | Should-ThrowId PartInvalid
        { Get-HeatmapScale -Part "$folder/missing.json" } | Should-ThrowId PartInvalid
    }
}
