# Import-Colormap: how a file's format is found, and broken files of every format.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $folder = New-TestFolder

    # Writes a file of text, or of bytes, and returns its path.
    function New-File([string] $Name, [object] $Content) {
        $path = [IO.Path]::Join($folder, $Name)
        if ($Content -is [byte[]]) { [IO.File]::WriteAllBytes($path, $Content) } else { [IO.File]::WriteAllText($path, $Content) }
        return $path
    }

    function Get-Hex([object] $Map) { return @(foreach ($i in 0..($Map.Count - 1)) { "$($Map[$i])" }) -join ' ' }

    function Should-HaveScale([object] $Map, [double] $Minimum, [double] $Maximum) {
        $Map.Scale.Minimum | Should -Be $Minimum
        $Map.Scale.Maximum | Should -Be $Maximum
    }
}

Describe 'The format' {
    It 'is identified by content before extension' {
        Get-Hex (Import-Colormap (New-File 'gimp.txt' "GIMP Gradient`n1`n0 0.5 1 1 0 0 1 1 0 0 1 0 0")) | Should -Be '#ff0000 #ff0000'
        (Import-Colormap (New-File 'pv.txt' '[{"Name":"P","RGBPoints":[0,0,0,0,1,1,1,1]}]')).Name | Should -Be 'P'
        Get-Hex (Import-Colormap (New-File 'table.dat' "1,2,3`n4,5,6")) | Should -Be '#010203 #040506'
    }

    It 'can be forced' {
        Should-HaveScale (Import-Colormap (New-File 'gdal.dat' "5 0 0 0`n9 255 255 255") -Format Gdal) 5 9
    }

    It 'goes by files that -Colormap names' {
        $path = New-File 'two.csv' "255,0,0`n0,0,255"
        (ConvertTo-Heatmap -InputObject (, [float[]](0, 1)) -Colormap $path).Colormap.Name | Should -Be 'two'
        Push-Location -LiteralPath $folder
        try { (ConvertTo-Heatmap -InputObject (, [float[]](0, 1)) -Colormap two.csv).Colormap.Count | Should -Be 2 }
        finally { Pop-Location }
        $null = { ConvertTo-Heatmap -InputObject (, [float[]](0, 1)) -Colormap none.csv } | Should-ThrowId ColormapNotFound
    }

    It 'takes wildcards, literal paths and several files' {
        $null = New-File 'w[1].csv' "1,2,3`n4,5,6"
        $null = New-File 'w2.csv' "1,2,3`n4,5,6"
        (Import-Colormap ([IO.Path]::Join($folder, 'w*.csv'))).Name | Should -Be 'w[1]', 'w2'
        (Import-Colormap -LiteralPath ([IO.Path]::Join($folder, 'w[1].csv')) -Name other).Name | Should -Be 'other'
    }
}

Describe 'Broken files' {
    It '<Name>: <Place>' -ForEach @(
        @{ Name = 'a.lut'; Content = [byte[]](@(0) * 700); Place = 'byte 700' }
        @{ Name = 'b.lut'; Content = [byte[]](@(73, 67, 79, 76) + @(0) * 10); Place = 'byte 14' }
        @{ Name = 'c.lut'; Content = [byte[]](@(73, 67, 79, 76, 0, 0, 0, 200) + @(0) * 40); Place = 'byte 48' }
        @{ Name = 'a.act'; Content = [byte[]](@(0) * 100); Place = 'byte 100' }
        @{ Name = 'a.cpt'; Content = "0 red 1 red`n2 blue 3 blue"; Place = 'line 2' }
        @{ Name = 'b.cpt'; Content = "0 red 1 nocolor"; Place = 'line 1' }
        @{ Name = 'c.cpt'; Content = "# only`n# comments"; Place = '' }
        @{ Name = 'd.cpt'; Content = "1 red 0 blue"; Place = 'line 1' }
        @{ Name = 'e.cpt'; Content = "0 300/0/0 1 0/0/0"; Place = 'line 1' }
        @{ Name = 'f.cpt'; Content = "0 1 2 3 4 5"; Place = 'line 1' }
        @{ Name = 'a.txt'; Content = "0 0 0 0`n50% 1 2 3"; Place = 'line 2' }
        @{ Name = 'b.txt'; Content = "0 0 0 0`nx 1 2 3"; Place = 'line 2' }
        @{ Name = 'c.txt'; Content = "0 0 0 0`n1 0"; Place = 'line 2' }
        @{ Name = 'a.qml'; Content = "<qgis>`n<pipe>`n</qgis>"; Place = 'line 3' }
        @{ Name = 'b.qml'; Content = '<qgis/>'; Place = '' }
        @{ Name = 'c.qml'; Content = "<colorrampshader>`n<item value='x' color='#000000'/><item value='1' color='#000000'/></colorrampshader>"; Place = 'line 2' }
        @{ Name = 'd.qml'; Content = '<a>' * 5000; Place = 'line 1' }
        @{ Name = 'a.xml'; Content = "<ColorMaps>`n<ColorMap name='x'><Point x='0' r='0' g='0' b='0'/></ColorMap></ColorMaps>"; Place = 'line 2' }
        @{ Name = 'a.json'; Content = "[`n[1,2,3],`n[1,2,`n"; Place = 'line' }
        @{ Name = 'b.json'; Content = '[' * 1000; Place = 'line 1' }
        @{ Name = 'c.json'; Content = '{"a":1}'; Place = '' }
        @{ Name = 'd.json'; Content = '[{"Name":"n","RGBPoints":[0,0,0]}]'; Place = '' }
        @{ Name = 'e.json'; Content = '[[1,2],[3,4]]'; Place = 'line 1, column 2' }
        @{ Name = 'f.json'; Content = "[[1,2,3],`n [4,5,6],`n  [7,'x']]".Replace("'", '"'); Place = 'line 3, column 3' }
        @{ Name = 'g.json'; Content = "{`"name`": [[1]], `"colors`": [`n  // a comment`n  `"red`", `"nocolor`"]}"; Place = 'line 3, column 10' }
        @{ Name = 'h.json'; Content = "[`"rot`u{e4}`", `n[1,2,-3]]"; Place = 'line 1, column 2' }
        @{ Name = 'i.json'; Content = "[[0, `"red`"],`n [1, [1, 2]]]"; Place = 'line 2, column 2' }
        @{ Name = 'a.ggr'; Content = "GIMP Gradient`nName: x`n2`n0 0.5 1 0 0 0 1 1 1 1 1 0 0"; Place = '' }
        @{ Name = 'b.ggr'; Content = "GIMP Gradient`n1`n0 0.5 1 0 0 0 1 1 1 1 1 9 0"; Place = 'line 3' }
        @{ Name = 'c.ggr'; Content = "GIMP Gradient`n99999999999"; Place = 'line 2' }
        @{ Name = 'a.pal'; Content = "set palette defined (0 'red',`n 1 'x')"; Place = 'line 2' }
        @{ Name = 'b.pal'; Content = "`nset palette rgbformulae 33,13,10"; Place = 'line 2' }
        @{ Name = 'c.pal'; Content = "JASC-PAL`n0100`n5`n1 2 3"; Place = 'line 4' }
        @{ Name = 'a.csv'; Content = "1,2,3`n4,5"; Place = 'line 2' }
        @{ Name = 'b.csv'; Content = "1,2,3`n4,x,5"; Place = 'line 2' }
        @{ Name = 'c.csv'; Content = "1,2,3`n4,-5,5"; Place = 'line 2' }
        @{ Name = 'd.csv'; Content = "0.1,0.2,0.3`n0.5,1.2,0.3"; Place = '' }
        @{ Name = 'e.csv'; Content = ''; Place = '' }
        @{ Name = 'a.npy'; Content = [byte[]](@(0x93, 78, 85, 77, 80, 89, 1, 0, 200, 0) + @(32) * 20); Place = '' }
    ) {
        $path = New-File $Name $Content
        $record = { Import-Colormap -LiteralPath $path } | Should-ThrowId ColormapFileInvalid -TargetObject $path
        "$record" | Should -BeLike "*$([WildcardPattern]::Escape($Name))*$Place*"
    }

    It 'an entity that grows or points elsewhere is not followed' {
        $path = New-File 'entity.qml' "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b SYSTEM 'file:///etc/hostname'>]>`n<qgis><a>&b;</a></qgis>"
        $null = { Import-Colormap $path } | Should-ThrowId ColormapFileInvalid
    }

    It 'more colours than a map can have, and limits without a distance' {
        $slices = [Text.StringBuilder]::new()
        foreach ($i in 0..70000) { $null = $slices.Append("$i ").Append($i % 256).Append(" $($i + 1) ").Append($i % 256).Append("`n") }
        $null = { Import-Colormap (New-File 'many.cpt' $slices.ToString()) } | Should-ThrowId ColormapFileInvalid
        $null = { Import-Colormap (New-File 'wide.txt' "-1.7e308 0 0 0`n1.7e308 255 255 255") } | Should-ThrowId ColormapFileInvalid
    }

    It 'classes of QGIS whose ends coincide are a table' {
        Get-Hex (Import-Colormap (New-File 'same.qml' '<colorrampshader colorRampType="DISCRETE"><item value="5" color="#ff0000"/><item value="5" color="#0000ff"/></colorrampshader>')) |
            Should -Be '#ff0000 #0000ff'
    }

    It 'too large a file is not read' {
        $path = [IO.Path]::Join($folder, 'large.cpt')
        $stream = [IO.File]::Create($path)
        $stream.SetLength(11MB)
        $stream.Dispose()
        $null = { Import-Colormap $path } | Should-ThrowId ColormapFileInvalid
    }

    It 'a picture that is cut off' {
        $path = [IO.Path]::Join($folder, 'cut.png')
        Export-Colormap -InputObject jet -Path $path -Force
        $bytes = [IO.File]::ReadAllBytes($path)
        [IO.File]::WriteAllBytes($path, $bytes[0..([int]($bytes.Length / 2))])
        $null = { Import-Colormap $path } | Should-ThrowId ImageCorrupt
    }

    It 'no file, a folder, an unknown format' {
        $null = { Import-Colormap ([IO.Path]::Join($folder, 'none.cpt')) } | Should-ThrowId ColormapFileNotFound
        $null = { Import-Colormap ([IO.Path]::Join($folder, 'none*.cpt')) } | Should-ThrowId ColormapFileNotFound
        $null = { Import-Colormap $folder } | Should-ThrowId ColormapFileNotFound
        $null = { Import-Colormap (New-File 'prose.what' 'Dear reader') } | Should-ThrowId FormatNotSupported
    }
}
