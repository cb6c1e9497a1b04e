# Export-Colormap: every format read back, pictures read by other means, names and files, every error.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $extensions = 'lut', 'cpt', 'txt', 'clr', 'qml', 'xml', 'json', 'ggr', 'pal', 'act', 'csv', 'tsv', 'npy', 'png', 'tif'
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $folder = New-TestFolder
    function Join-Folder([string] $Name) { return [IO.Path]::Join($folder, $Name) }
    function Get-Hex([object] $Map) { return @(foreach ($i in 0..($Map.Count - 1)) { "$($Map[$i])" }) -join ' ' }
}

Describe 'Round trip' {
    It '.<_> keeps the bytes of 256 colours' -ForEach $extensions {
        $path = Join-Folder "inferno.$_"
        Export-Colormap -InputObject inferno -Path $path
        Get-Hex (Import-Colormap $path) | Should -Be (Get-Hex (Get-Colormap inferno))
    }

    It '.<_> keeps few colours and their hard edges' -ForEach ($extensions | Where-Object { $_ -notin 'lut', 'png', 'tif' }) {
        $path = Join-Folder "tab10.$_"
        Export-Colormap -InputObject tab10 -Path $path
        Get-Hex (Import-Colormap $path) | Should -Be (Get-Hex (Get-Colormap tab10))
    }

    It '.<_> keeps the values' -ForEach 'cpt', 'txt', 'qml', 'xml', 'json' {
        $path = Join-Folder "values.$_"
        foreach ($name in 'viridis', 'Set1') {
            Export-Colormap -InputObject $name -Path $path -Minimum -12.5 -Maximum 40 -Force
            $scale = (Import-Colormap $path).Scale
            $scale.Minimum | Should -Be -12.5
            $scale.Maximum | Should -Be 40
        }
    }

    It '<Format> as .<Extension>' -ForEach @(@{ Format = 'Qgis'; Extension = 'xml' }, @{ Format = 'ParaView'; Extension = 'json' }, @{ Format = 'ParaView'; Extension = 'xml' }) {
        $path = Join-Folder "other-$Format.$Extension"
        Export-Colormap -InputObject plasma -Path $path -Format $Format
        $map = Import-Colormap $path
        $map.Name | Should -Be 'plasma'
        Get-Hex $map | Should -Be (Get-Hex (Get-Colormap plasma))
    }

    It '.<_> keeps every bit' -ForEach 'json', 'csv', 'npy', 'ggr' {
        $path = Join-Folder "bits.$_"
        $map = New-Colormap teal, gold -Space OKLab
        Export-Colormap -InputObject $map -Path $path
        $back = Import-Colormap $path
        foreach ($i in 0, 1, 77, 254, 255) { $back[$i].Equals($map[$i]) | Should -BeTrue }
    }

    It '.<_> keeps classes that are not equally wide' -ForEach 'cpt', 'qml', 'json' {
        $source = Join-Folder 'classes.cpt'
        Set-Content -LiteralPath $source "0 red 1 red`n1 green 10 green`n10 blue 100 blue"
        $path = Join-Folder "classes-again.$_"
        Import-Colormap $source | Export-Colormap -Path $path
        $map = Import-Colormap $path
        Get-Hex $map | Should -Be '#ff0000 #008000 #0000ff'
        $map.Scale.Boundaries | Should -Be 0, 1, 10, 100
    }

    It '.<_> keeps under, over and bad colours' -ForEach @(@{ Extension = 'cpt' }, @{ Extension = 'json' }) {
        $path = Join-Folder "extremes.$Extension"
        New-Colormap red, blue -UnderColor '#010203' -OverColor '#040506' -BadColor '#070809' | Export-Colormap -Path $path
        $map = Import-Colormap $path
        "$($map.UnderColor) $($map.OverColor) $($map.BadColor)" | Should -Be '#010203 #040506 #070809'
    }
}

Describe 'Other programs' {
    It 'NumPy''s array is the same' {
        $path = Join-Folder 'numpy.npy'
        Export-Colormap -InputObject magma -Path $path
        $array = Read-GoldenNpy $path
        $array.Shape | Should -Be 256, 3
        $array.Data[3 * 100] | Should -Be (Get-Colormap magma)[100].R
    }

    It 'ImageJ''s table is 256 reds, greens and blues' {
        $path = Join-Folder 'planes.lut'
        Export-Colormap -InputObject jet -Path $path
        $bytes = [IO.File]::ReadAllBytes($path)
        $bytes.Length | Should -Be 768
        '#{0:x2}{1:x2}{2:x2}' -f $bytes[200], $bytes[456], $bytes[712] | Should -Be (Get-Colormap jet)[200].ToString()
    }

    It 'Adobe''s table tells its number of colours' {
        $path = Join-Folder 'adobe.act'
        Export-Colormap -InputObject Set1 -Path $path
        $bytes = [IO.File]::ReadAllBytes($path)
        $bytes.Length | Should -Be 772
        $bytes[769] | Should -Be 9
    }

    It 'Pillow reads GIMP''s gradient alike' -Skip:(-not (Find-Python 'PIL')) {
        $path = Join-Folder 'pillow.ggr'
        Export-Colormap -InputObject viridis -Path $path
        $lines = Invoke-Python -Module PIL -Argument $path -Code @'
import sys
from PIL.GimpGradientFile import GimpGradientFile
table, mode = GimpGradientFile(open(sys.argv[1], 'rb')).getpalette(256)
print(' '.join('#%02x%02x%02x' % tuple(table[4 * i:4 * i + 3]) for i in range(256)))
'@
        $lines[0] | Should -Be (Get-Hex (Get-Colormap viridis))
    }

    It 'XML is well-formed for every name' {
        $path = Join-Folder 'name.xml'
        New-Colormap red, blue -Name 'a<b>&"c"' | Export-Colormap -Path $path
        ([xml](Get-Content -LiteralPath $path -Raw)).ColorMaps.ColorMap.name | Should -Be 'a<b>&"c"'
    }
}

Describe 'Pictures' {
    It 'of one map is a bar of its colours' {
        $path = Join-Folder 'bar.png'
        Export-Colormap -InputObject viridis -Path $path
        $png = Read-Png $path
        "$($png.Width) $($png.Height)" | Should -Be '512 64'
        $map = Get-Colormap viridis
        foreach ($x in 0, 100, 511) {
            $at = ($png.Width * 30 + $x) * 3
            '#{0:x2}{1:x2}{2:x2}' -f $png.RgbBytes[$at], $png.RgbBytes[$at + 1], $png.RgbBytes[$at + 2] | Should -Be $map[[math]::Floor($x / 2)].ToString()
        }
    }

    It 'of several maps is a sheet with a bar for each' {
        $path = Join-Folder 'sheet.png'
        $maps = Get-Colormap inferno, jet, opencv:jet, tab10
        $maps | Export-Colormap -Path $path
        $png = Read-Png $path
        $row = $png.Width * 3
        $bytes = $png.RgbBytes
        $text = [Convert]::ToHexString($bytes)
        foreach ($map in $maps) {
            $bar = -join @(foreach ($x in 0..255) { "$($map[[math]::Floor($x * $map.Count / 256)])".Substring(1) })
            $text.Contains($bar.ToUpperInvariant()) | Should -BeTrue -Because "the bar of $map is somewhere"
        }

        # Letters: something dark left of the bars.
        @(0..($png.Height - 1) | Where-Object { $y = $_; @(24..110 | Where-Object { $bytes[$y * $row + 3 * $_] -lt 128 }).Count -gt 0 }).Count | Should -BeGreaterThan 20
    }

    It 'can hold names that Pango would take for markup' {
        $path = Join-Folder 'markup.png'
        New-Colormap red, blue -Name '<b>&' | ForEach-Object { $_, (Get-Colormap gray) } | Export-Colormap -Path $path
        (Read-Png $path).Width | Should -BeGreaterThan 256
    }

    It 'comes in other formats' {
        $path = Join-Folder 'bar.jpg'
        Export-Colormap -InputObject gray -Path $path
        (Import-HeatmapImage $path).Width | Should -Be 512
    }
}

Describe 'Files' {
    It 'go to a folder one by one' {
        $target = New-TestFolder
        $files = Get-Colormap inferno, opencv:jet | Export-Colormap -Path $target -Format Gmt -PassThru
        $files.Name | Should -Be 'inferno.cpt', 'opencv-jet.cpt'
        $files | Should -Exist
    }

    It 'are written with -Force only when they exist' {
        $path = Join-Folder 'exists.lut'
        Export-Colormap -InputObject jet -Path $path
        $null = { Export-Colormap -InputObject hot -Path $path } | Should-ThrowId OutputExists
        Get-Hex (Import-Colormap $path) | Should -Be (Get-Hex (Get-Colormap jet))
        Export-Colormap -InputObject hot -Path $path -Force
        Get-Hex (Import-Colormap $path) | Should -Be (Get-Hex (Get-Colormap hot))
    }

    It 'are not written with -WhatIf' {
        $path = Join-Folder 'whatif.lut'
        Export-Colormap -InputObject jet -Path $path -WhatIf
        $path | Should -Not -Exist
    }

    It 'convert from one format to another' {
        $path = Join-Folder 'convert.cpt'
        Export-Colormap -InputObject jet -Path $path
        Export-Colormap -InputObject $path -Path (Join-Folder 'convert.lut')
        Get-Hex (Import-Colormap (Join-Folder 'convert.lut')) | Should -Be (Get-Hex (Get-Colormap jet))
    }
}

Describe 'Errors' {
    It '<Id>: <Script>' -ForEach @(
        @{ Id = 'FormatNotSupported'; Script = { Export-Colormap -InputObject jet -Path (Join-Folder 'x.what') } }
        @{ Id = 'FormatNotSupported'; Script = { Export-Colormap -InputObject jet -Path $folder } }
        @{ Id = 'DestinationInvalid'; Script = { Get-Colormap jet, hot | Export-Colormap -Path (Join-Folder 'two.cpt') } }
        @{ Id = 'RangeInvalid'; Script = { Export-Colormap -InputObject jet -Path (Join-Folder 'r.cpt') -Minimum 5 -Maximum 5 } }
        @{ Id = 'RangeInvalid'; Script = { Export-Colormap -InputObject jet -Path (Join-Folder 'r.cpt') -Minimum 5 } }
        @{ Id = 'ColormapNotFound'; Script = { Export-Colormap -InputObject jett -Path (Join-Folder 'x.lut') } }
        @{ Id = 'OutputNameCollision'; Script = { Get-Colormap jet, jet | Export-Colormap -Path (New-TestFolder) -Format ImageJ } }
    ) {
        $null = $Script | Should-ThrowId $Id
    }
}
