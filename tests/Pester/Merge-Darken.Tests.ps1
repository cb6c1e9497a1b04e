# Merge-Darken: what differs from Merge-Lighten, with which it shares everything else.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    function New-Row([array] $Values, [int] $Pixels = $Values.Length) { return Import-HeatmapImage -InputObject $Values -Width $Pixels -Height 1 }
}

Describe 'The smaller value' {
    It 'is numpy.minimum for <Type>' -ForEach @(
        foreach ($type in [byte], [sbyte], [ushort], [short], [uint], [int], [float], [double]) { @{ Type = $type } }
    ) {
        $least = $Type::MinValue
        $most = $Type::MaxValue
        $a = New-Row ($least, $most, 5, 7, 0 -as $Type.MakeArrayType())
        $b = New-Row ($most, $least, 7, 5, 1 -as $Type.MakeArrayType())
        $result = $a, $b | Merge-Darken
        $result.ToArray().GetType().GetElementType() | Should -Be $Type
        @($result.ToArray()) | Should -Be @($least, $least, 5, 5, 0)
    }

    It 'lets NaN through, and passes over it with -IgnoreNaN' {
        $a = New-Row ([double[]]([double]::NaN, 1, 4))
        $b = New-Row ([double[]](2, [double]::NaN, 3))
        @(($a, $b | Merge-Darken).ToArray()) -join ' ' | Should -Be 'NaN NaN 3'
        @(($a, $b | Merge-Darken -IgnoreNaN).ToArray()) | Should -Be @(2, 1, 3)
    }

    It 'composites alpha by the W3C''s formula' {
        $a = New-Row ([byte[]](100, 50, 200, 255)) 1
        $b = New-Row ([byte[]](200, 10, 100, 51)) 1
        @(($a, $b | Merge-Darken).ToArray()) | Should -Be @(100, 42, 180, 255)
    }

    It 'is written to a file' {
        $target = [IO.Path]::Join((New-TestFolder), 'dark.png')
        $null = (New-Row ([ushort[]](1000, 60000))), (New-Row ([ushort[]](2000, 50000))) | Merge-Darken -Destination $target
        $png = Read-Png $target
        $png.BitDepth | Should -Be 16
        $png.Raw | Should -Be @(1000, 50000)
    }
}
