# Clipped shares and pooled ranges that are counted without a histogram an image: the same numbers as counting one by one.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Numbers spread over the whole type, a width that fills no whole vector.
    function New-Numbers([type] $Type, [int] $Count, [int] $Seed) {
        $random = [Random]::new($Seed)
        $numbers = [Array]::CreateInstance($Type, $Count)
        for ($i = 0; $i -lt $Count; $i++) { $numbers.SetValue(($random.Next([int]$Type::MaxValue - $Type::MinValue + 1) + $Type::MinValue) -as $Type, $i) }
        $numbers.SetValue($Type::MinValue, 0)
        $numbers.SetValue($Type::MaxValue, 1)
        return , $numbers
    }
}

Describe 'The share of clipped pixels' {
    It 'is counted exactly: <Type> from <Low> to <High>' -ForEach @(
        @{ Type = [uint16]; Low = 1000; High = 60000 }
        @{ Type = [uint16]; Low = 999.5; High = 1000.5 }
        @{ Type = [uint16]; Low = 1000.2; High = 1000.8 }
        @{ Type = [uint16]; Low = -5; High = 20000 }
        @{ Type = [uint16]; Low = 70000; High = 80000 }
        @{ Type = [uint16]; Low = 1; High = 65535 }
        @{ Type = [int16]; Low = -100; High = 100 }
        @{ Type = [int16]; Low = -32768; High = 32766 }
        @{ Type = [int16]; Low = -40000; High = -10.5 }
        @{ Type = [byte]; Low = 3; High = 250 }
        @{ Type = [byte]; Low = 254.5; High = 300 }
        @{ Type = [byte]; Low = -9; High = -3 }
        @{ Type = [sbyte]; Low = -128; High = -1.5 }
        @{ Type = [sbyte]; Low = 0; High = 90 }
    ) {
        $numbers = New-Numbers $Type 8321 7
        $heatmap = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $numbers -Width 157 -Height 53) -Minimum $Low -Maximum $High
        $outside = @($numbers | Where-Object { $_ -lt $Low -or $_ -gt $High }).Count
        $heatmap.ClippedPercent | Should -Be (100.0 * $outside / 8321)
    }

    It 'counts the last boundary as outside, whole or not' {
        $numbers = [uint16[]](0..9)
        (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $numbers -Width 10 -Height 1) -Boundary 2, 5, 8).ClippedPercent | Should -Be 40
        (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $numbers -Width 10 -Height 1) -Boundary 2, 5, 8.5).ClippedPercent | Should -Be 30
    }

    It 'counts no number without a logarithm' {
        (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([int16[]](-5..4)) -Width 10 -Height 1) -Norm Log -Minimum 2 -Maximum 3).ClippedPercent | Should -Be 20
    }
}

Describe 'The ends of a colorbar' {
    # The same bar with arrows as asked for, at the ends that the numbers lie beyond.
    It 'have arrows where numbers of <Type> lie beyond <Low> or <High>: <Extend>' -ForEach @(
        @{ Type = [byte]; Low = -3; High = 128; Extend = 'Maximum' }
        @{ Type = [byte]; Low = 1; High = 255; Extend = 'Minimum' }
        @{ Type = [sbyte]; Low = -127; High = 126; Extend = 'Both' }
        @{ Type = [uint16]; Low = 0; High = 65534.5; Extend = 'Maximum' }
        @{ Type = [int16]; Low = -32767; High = 40000; Extend = 'Minimum' }
        @{ Type = [int16]; Low = -32768; High = 32767; Extend = 'Neither' }
    ) {
        $numbers = New-Numbers $Type 12000 5
        $folder = New-TestFolder
        $image = @{ InputObject = Import-HeatmapImage -InputObject $numbers -Width 100 -Height 120; Minimum = $Low; Maximum = $High }
        $null = ConvertTo-Heatmap @image -Colorbar -Destination "$folder/own.png"
        ConvertTo-Heatmap @image | Add-Colorbar -Extend $Extend | Export-HeatmapImage "$folder/told.png"
        (Compare-HeatmapImage "$folder/own.png" "$folder/told.png").IsEqual | Should -BeTrue
    }
}

Describe 'One scale over small images' {
    BeforeAll {
        $folder = New-TestFolder
        $all = [Collections.Generic.List[double]]::new()
        foreach ($i in 0..11) {
            $type = $i % 3 -eq 2 ? [int16] : [uint16]
            $numbers = New-Numbers $type 1517 $i
            Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject $numbers -Width 41 -Height 37) -Path ([IO.Path]::Join($folder, "$i.tif"))
            foreach ($number in $numbers) { $all.Add($number) }
        }

        $sorted = $all.ToArray()
        [Array]::Sort($sorted)
        $percentile = {
            param([double] $Percent)
            $position = $Percent / 100 * ($sorted.Length - 1)
            $low = [int][Math]::Floor($position)
            $sorted[$low] + (($sorted[$low + 1] - $sorted[$low]) * ($position - $low))
        }
    }

    It 'pools the pixels of all, of two types in turn' {
        $scale = Get-ChildItem -LiteralPath $folder -Filter *.tif | Get-HeatmapScale -Percentile 3, 97
        $scale.Minimum | Should -Be (& $percentile 3)
        $scale.Maximum | Should -Be (& $percentile 97)
    }

    It 'takes no part of a broken file into the range' {
        $broken = New-TestFolder
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject ([uint16[]](100..199)) -Width 10 -Height 10) -Path ([IO.Path]::Join($broken, 'a.tif'))
        $png = [IO.Path]::Join($broken, 'b.png')
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject (New-Numbers ([uint16]) 90000 3) -Width 300 -Height 300) -Path $png
        $bytes = [IO.File]::ReadAllBytes($png)
        [IO.File]::WriteAllBytes($png, $bytes[0..($bytes.Length * 3 / 4)])
        $heatmap = Get-ChildItem -LiteralPath $broken | ConvertTo-Heatmap -SharedScale -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeLike 'ImageCorrupt*'
        $heatmap.Minimum, $heatmap.Maximum | Should -Be 100, 199
    }
}

Describe 'The last boundary' {
    It 'is over itself, and so are values on it: <_>' -ForEach 'float', 'ushort' {
        $data = [Array]::CreateInstance([type] $_, 4)
        foreach ($i in 0..3) { $data[$i] = $i }
        (Import-HeatmapImage -InputObject $data -Width 4 -Height 1 | ConvertTo-Heatmap -Boundary 0, 1, 3).ClippedPercent | Should -Be 25
    }
}
