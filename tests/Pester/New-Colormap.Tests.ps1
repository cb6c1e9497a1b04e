# New-Colormap: gradients against matplotlib, scikit-image and the definition of OKLab; maps made of maps; every error.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Red, green and blue of all colours of a map, one after the other, as exact fractions.
    function Get-Channel([object] $Map) {
        foreach ($i in 0..($Map.Count - 1)) { $color = $Map[$i]; $color.R; $color.G; $color.B }
    }

    function Get-Golden([string] $Name) { return (Read-GoldenNpy (Get-TestDataPath "golden/gradient_$Name.npy")).Data }
}

Describe 'From colours' {
    It 'gives matplotlib''s numbers: <Name>' -ForEach @(
        @{ Name = 'even'; Arguments = @{ Color = 'navy', '#3cb371', 'gold', 'white' } }
        @{ Name = 'places'; Arguments = @{ Color = 'black', '#8a2be2', 'orange', 'white'; Position = 0, 0.13, 0.77, 1 } }
        @{ Name = 'jump'; Arguments = @{ Color = '#2166ac', '#f7f7f7', '#fddbc7', '#b2182b'; Position = 0, 0.4, 0.4, 1 } }
        @{ Name = 'gamma'; Arguments = @{ Color = '#440154', '#21918c', '#fde725'; Gamma = 2.2 } }
        @{ Name = 'hundred'; Arguments = @{ Color = 'red', 'lime', 'blue'; Count = 100 } }
    ) {
        # Another power function may differ in its last bit; without gamma every bit is the same.
        Should-HavePixels (Get-Channel (New-Colormap @Arguments)) (Get-Golden $Name) -Tolerance ($Name -eq 'gamma' ? 1e-14 : 0)
    }

    It 'mixes in <_> as its definition says' -ForEach 'Lab', 'OKLab' {
        # scikit-image's white and matrix have fewer digits.
        Should-HavePixels (Get-Channel (New-Colormap blue, yellow -Space $_)) (Get-Golden $_.ToLowerInvariant()) -Tolerance 2e-3
    }

    It 'keeps the ends in every space' {
        foreach ($space in 'RGB', 'Lab', 'OKLab') {
            $map = New-Colormap '#123456', '#fedcba' -Space $space
            "$($map[0]) $($map[255])" | Should -Be '#123456 #fedcba'
        }
    }

    It 'takes colours as they are with -Listed' {
        $map = New-Colormap red, '0,128,0', '0.0 0.0 1.0' -Listed
        $map.Count | Should -Be 3
        "$($map[0]) $($map[1]) $($map[2])" | Should -Be '#ff0000 #008000 #0000ff'
        $map = New-Colormap red, blue -Listed -Count 4
        "$($map[1]) $($map[2])" | Should -Be '#ff0000 #0000ff'
    }

    It 'keeps positions that are values as the scale' {
        $map = New-Colormap blue, white, red -Position -10, 0, 30
        $map.Scale.Minimum | Should -Be -10
        $map.Scale.Maximum | Should -Be 30
        $map.Lookup(0.25).G | Should -BeGreaterThan 0.98
        (New-Colormap blue, red -Position 0, 1).Scale | Should -BeNullOrEmpty
    }

    It 'sets name, opacity and the colours outside' {
        $map = New-Colormap '#ff000080', blue -Name mine -UnderColor black -OverColor white -BadColor '#808080'
        $map.Name | Should -Be 'mine'
        $map.Family | Should -Be 'custom'
        $map.HasAlpha | Should -BeTrue
        "$($map.UnderColor) $($map.OverColor) $($map.BadColor)" | Should -Be '#000000 #ffffff #808080'
    }
}

Describe 'From maps' {
    It 'turns a map round' {
        $map = New-Colormap -Colormap inferno -Reverse
        $map.Name | Should -Be 'inferno_r'
        Should-HavePixels (Get-Channel $map) (Get-Channel (Get-Colormap inferno_r))
    }

    It 'cuts a part out' {
        $map = New-Colormap -Colormap viridis -Portion 0.2, 0.8
        $map.Count | Should -Be 256
        $whole = Get-Colormap viridis
        # 0.2 and 0.8 of 255 are whole places.
        "$($map[0]) $($map[255])" | Should -Be "$($whole[51]) $($whole[204])"
    }

    It 'joins maps by their shares' {
        $map = New-Colormap -Colormap Blues_r, Reds -Share 0.25
        $map.Count | Should -Be 256
        $map.Name | Should -Be 'Blues_r+Reds'
        $blues, $reds = Get-Colormap Blues_r, Reds
        "$($map[0]) $($map[63]) $($map[64]) $($map[255])" | Should -Be "$($blues[0]) $($blues[255]) $($reds[0]) $($reds[255])"
        (New-Colormap -Colormap Blues_r, Reds)[128].ToString() | Should -Be $reds[0].ToString()
    }

    It 'of as many levels as the map has is the map: <_>' -ForEach 'gnuplot2', 'jet', 'viridis', 'tab10' {
        $map = Get-Colormap $_
        $same = New-Colormap -Colormap $_ -LevelCount $map.Count
        (0..($map.Count - 1)).Where{ "$($same[$_])" -ne "$($map[$_])" } | Should -BeNullOrEmpty
    }

    It 'picks levels and resamples' {
        $map = New-Colormap -Colormap jet -LevelCount 5
        $map.Count | Should -Be 5
        # matplotlib.colormaps['jet'].resampled(5): jet's own curves, not colours of its table.
        0..4 | ForEach-Object { "$($map[$_])" } | Should -Be '#000080', '#0080ff', '#7bff7b', '#ff9700', '#800000'
        (New-Colormap -Colormap jet -Count 1024).Count | Should -Be 1024
        $map = New-Colormap -Colormap jet -LevelCount 4 -Count 8
        $map[0].ToString() | Should -Be $map[1].ToString()
    }

    It 'makes one map of each from the pipeline' {
        $maps = Get-Colormap inferno, magma | New-Colormap -LevelCount 3
        $maps.Name | Should -Be 'inferno', 'magma'
    }

    It 'keeps the map it is made from' {
        $map = Get-Colormap gray
        $null = New-Colormap -Colormap $map -UnderColor red -Name other
        $map.UnderColor | Should -BeNullOrEmpty
        $map.Name | Should -Be 'gray'
    }
}

Describe 'Errors' {
    It '<Id>: <Script>' -ForEach @(
        @{ Id = 'ColorInvalid'; Script = { New-Colormap red, nocolor } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap red } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap red, blue -Position 0, 0.5, 1 } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap red, green, blue -Position 0, 0.5, 0.2 } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap red, blue -Position 1, 1 } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap red, blue -Position 0, ([double]::NaN) } }
        @{ Id = 'ParameterConflict'; Script = { New-Colormap red, blue -Position 0, 1 -Listed } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap -Colormap jet -Portion 0.8, 0.2 } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap -Colormap jet -Share 0.5 } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap -Colormap jet, hot -Share 0.7, 0.7 } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap -Colormap jet, hot, gray -Share 0.5 } }
        @{ Id = 'ColormapInvalid'; Script = { New-Colormap -Colormap jet, hot, gray -Count 2 } }
        @{ Id = 'ColormapNotFound'; Script = { New-Colormap -Colormap jett } }
    ) {
        $null = $Script | Should-ThrowId $Id
    }
}
