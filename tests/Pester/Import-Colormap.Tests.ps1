# Import-Colormap: files as other programs write them, pictures of legends, and broken files of every format.

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

Describe 'ImageJ' {
    It 'with the header of NIH Image' {
        $bytes = [byte[]]::new(32 + 6)
        [Text.Encoding]::ASCII.GetBytes('ICOL').CopyTo($bytes, 0)
        $bytes[7] = 2
        [Array]::Copy([byte[]](1, 2, 3, 4, 5, 6), 0, $bytes, 32, 6)
        Get-Hex (Import-Colormap (New-File 'header.lut' $bytes)) | Should -Be '#010305 #020406'
    }

    It 'as text, with and without an index' {
        Get-Hex (Import-Colormap (New-File 'text.lut' "0`t0`t255`n10`t20`t30")) | Should -Be '#0000ff #0a141e'
        Get-Hex (Import-Colormap (New-File 'index.lut' "Index Red Green Blue`n0 1 2 3`n1 4 5 6")) | Should -Be '#010203 #040506'
        Get-Hex (Import-Colormap (New-File 'four.lut' "0 1 2 3`n1 4 5 6`n2 7 8 9")) | Should -Be '#010203 #040506 #070809'
    }

    It 'of ThermImageJ' -Skip:(-not (Get-SamplePath 'ThermImageJ/Ironbow.lut')) {
        $maps = Get-ChildItem -LiteralPath (Get-SamplePath 'ThermImageJ') -Filter '*.lut' | Import-Colormap
        $maps.Name | Should -Be 'Ironbow', 'Rainbow'
        $maps | ForEach-Object Count | Should -Be 256, 256
    }
}

Describe 'GMT' {
    It 'continuous, with names, comments, annotations and labels' {
        $map = Import-Colormap (New-File 'c.cpt' "# COLOR_MODEL = RGB`n-10 0 0 255  0 255 255 255 L`n0`twhite`t30`tred`tB ; hot`nB black`nF 255/255/0`nN gray50")
        $map.Count | Should -Be 256
        Should-HaveScale $map -10 30
        "$($map[0]) $($map.Lookup(0.25)) $($map[255])" | Should -Be '#0000ff #ffffff #ff0000'
        "$($map.UnderColor) $($map.OverColor) $($map.BadColor)" | Should -Be '#000000 #ffff00 #7f7f7f'
    }

    It 'HSV, by columns, by dashes and mixed along the hue' {
        $map = Import-Colormap (New-File 'h.cpt' "# COLOR_MODEL = +HSV`n0 0 1 1 1 120 1 1")
        "$($map[0]) $($map[255])" | Should -Be '#ff0000 #00ff00'
        $map.Lookup(0.5).ToString() | Should -BeIn '#fffe00', '#feff00'
        Get-Hex (Import-Colormap (New-File 'd.cpt' "0 240-1-1 1 240-1-1`n1 60-1-0.5 2 60-1-0.5")) | Should -Be '#0000ff #808000'
    }

    It 'grey, CMYK, transparency, gaps, and classes by key' {
        Get-Hex (Import-Colormap (New-File 'g.cpt' "0 0 1 0`n1 128 2 128`n2 0/100/100/0 3 0/100/100/0`n3 - 4 -`n4 red@50 5 red@50")) |
            Should -Be '#000000 #808080 #ff0000 #00000000 #ff000080'
        Get-Hex (Import-Colormap (New-File 'k.cpt' "1 red ;one`n2 green`n7 0/0/255")) | Should -Be '#ff0000 #008000 #0000ff'
    }

    It 'classes that are not equally wide make a scale of boundaries' {
        $map = Import-Colormap (New-File 'u.cpt' "0 red 1 red`n1 green 10 green`n10 blue 100 blue")
        $map.Count | Should -Be 3
        $map.Scale.Norm | Should -Be 'Boundary'
        $map.Scale.Boundaries | Should -Be 0, 1, 10, 100
        $png = [IO.Path]::Join($folder, 'classes.png')
        ConvertTo-Heatmap -InputObject (, [float[]](0.5, 5, 50)) -Colormap $map -Scale $map.Scale -Destination $png
        [Convert]::ToHexString((Read-Png $png).RgbBytes) | Should -Be 'FF00000080000000FF'
        (Import-Colormap (New-File 'u.cpt' "0 red 1 red`n1 green 10 green`n10 blue 100 blue") -Count 256).Count | Should -Be 256
    }
}

Describe 'GDAL and QGIS text' {
    It 'values, names of GDAL, no data and alpha, in any order' {
        $map = Import-Colormap (New-File 'g.txt' "# c`n100 green`n0,0:0 255`nnv 1 2 3 0`n50 255 255 255 128")
        Should-HaveScale $map 0 100
        "$($map[0]) $($map[255]) $($map.BadColor)" | Should -Be '#0000ff #00ff00 #01020300'
        $map.HasAlpha | Should -BeTrue
    }

    It 'percentages, which give no limits' {
        $map = Import-Colormap (New-File 'p.txt' "0% black`n50% 255 0 0`n100% white")
        $map.Scale | Should -BeNullOrEmpty
        $map.Lookup(0.5).ToString() | Should -BeLike '#f[e-f]0?0?'
    }

    It 'classes of QGIS by their upper ends' {
        $map = Import-Colormap (New-File 'q.txt' "# QGIS Generated Color Map Export File`nINTERPOLATION:DISCRETE`n10,255,0,0,255,<= 10`n20,0,255,0,255,10 - 20`ninf,0,0,255,255,> 20")
        Get-Hex $map | Should -Be '#ff0000 #00ff00 #0000ff'
        Should-HaveScale $map 0 30
        Get-Hex (Import-Colormap (New-File 'e.txt' "# QGIS`nINTERPOLATION:EXACT`n3,255,0,0,255,a`n9,0,0,255,255,b")) | Should -Be '#ff0000 #0000ff'
    }

    It 'of three columns is a plain table' {
        Get-Hex (Import-Colormap (New-File 't.txt' "1 2 3`n4 5 6")) | Should -Be '#010203 #040506'
    }
}

Describe 'QGIS' {
    It 'items of a shader, under a document type' {
        $map = Import-Colormap (New-File 's.qml' @'
<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22"><pipe><rasterrenderer type="singlebandpseudocolor"><rastershader>
<colorrampshader colorRampType="INTERPOLATED"><item alpha="255" value="10" label="10" color="#000000"/><item alpha="255" value="20" label="20" color="#ffffff"/></colorrampshader>
</rastershader></rasterrenderer></pipe></qgis>
'@)
        Should-HaveScale $map 10 20
        $map[51].ToString() | Should -Be '#333333'
    }

    It 'ramps in both spellings, with colours in newer files'' long form' {
        $maps = Import-Colormap (New-File 'r.xml' @'
<qgis_style version="2"><colorramps>
<colorramp type="gradient" name="old"><prop k="color1" v="0,0,0,255"/><prop k="color2" v="255,255,255,255"/><prop k="stops" v="0.2;255,0,0,255:0.6;0,0,255,255"/></colorramp>
<colorramp type="gradient" name="new"><Option type="Map"><Option name="color1" type="QString" value="0,0,0,255,rgb:0,0,0,1"/><Option name="color2" type="QString" value="255,255,255,255,rgb:1,1,1,1"/><Option name="stops" type="QString" value="0.2;255,0,0,255,rgb:1,0,0,1;rgb;ccw:0.6;0,0,255,255,rgb:0,0,1,1;rgb;ccw"/></Option></colorramp>
<colorramp type="random" name="none"/>
</colorramps></qgis_style>
'@)
        $maps.Name | Should -Be 'old', 'new'
        foreach ($map in $maps) { "$($map[0]) $($map[51]) $($map[153]) $($map[255])" | Should -Be '#000000 #ff0000 #0000ff #ffffff' }
        Get-Hex $maps[0] | Should -Be (Get-Hex $maps[1])
    }

    It 'colours of a paletted layer' {
        Get-Hex (Import-Colormap (New-File 'p.qml' '<qgis><colorPalette><paletteEntry value="1" color="#ff0000" alpha="255" label=""/><paletteEntry value="2" color="#0000ff" alpha="0" label=""/></colorPalette></qgis>')) |
            Should -Be '#ff0000 #0000ff00'
    }
}

Describe 'ParaView' {
    It 'JSON with values, NaN and colours outside' {
        $map = Import-Colormap (New-File 'p.json' '[{"Name":"Mine","ColorSpace":"RGB","NanColor":[1,1,0],"BelowRangeColor":[0,1,1],"UseBelowRangeColor":1,"AboveRangeColor":[1,0,1],"UseAboveRangeColor":0,"RGBPoints":[5,0,0,0,10,1,1,1]}]')
        $map.Name | Should -Be 'Mine'
        Should-HaveScale $map 5 10
        "$($map.BadColor) $($map.UnderColor) [$($map.OverColor)]" | Should -Be '#ffff00 #00ffff []'
    }

    It 'Diverging is Moreland''s cool to warm' {
        # The published table of 33 colours: its first, middle and last.
        $map = Import-Colormap (New-File 'd.json' '[{"Name":"Cool to Warm","ColorSpace":"Diverging","RGBPoints":[0,0.23137254902,0.298039215686,0.752941176471,1,0.705882352941,0.0156862745098,0.149019607843]}]') -Count 33
        "$($map[0]) $($map[32])" | Should -Be '#3b4cc0 #b40426'
        $expected = 221, 221, 221
        $middle = $map[16]
        foreach ($i in 0..2) { [math]::Abs(255 * @($middle.R, $middle.G, $middle.B)[$i] - $expected[$i]) | Should -BeLessThan 1.5 }
        # 98, 130, 234 is entry 4 of the published table.
        $color = $map[4]
        foreach ($i in 0..2) { [math]::Abs(255 * @($color.R, $color.G, $color.B)[$i] - (98, 130, 234)[$i]) | Should -BeLessThan 1.5 }
    }

    It 'XML, Lab and Step, indexed colours' {
        $map = Import-Colormap (New-File 'x.xml' '<ColorMaps><ColorMap name="L" space="Lab"><Point x="0" o="1" r="0" g="0" b="1"/><Point x="1" o="1" r="1" g="1" b="0"/><NaN r="0.5" g="0" b="0"/></ColorMap></ColorMaps>')
        Get-Hex $map | Should -Be (Get-Hex (New-Colormap blue, yellow -Space Lab))
        "$($map.BadColor)" | Should -Be '#800000'
        $map = Import-Colormap (New-File 's.json' '[{"Name":"S","ColorSpace":"Step","RGBPoints":[0,1,0,0, 1,0,1,0, 2,0,0,1]}]')
        "$($map[100]) $($map[200])" | Should -Be '#ff0000 #00ff00'
        Get-Hex (Import-Colormap (New-File 'i.json' '[{"Name":"I","IndexedColors":[1,0,0,0,0,1]}]')) | Should -Be '#ff0000 #0000ff'
    }
}

Describe 'GIMP' {
    It 'blending function <Function> has its middle colour at the middle' -ForEach @(
        @{ Function = 0; Expected = 0.5 }, @{ Function = 1; Expected = 0.5 }, @{ Function = 2; Expected = 0.5 }
        @{ Function = 3; Expected = [math]::Sqrt(0.75) }, @{ Function = 4; Expected = 1 - [math]::Sqrt(0.75) }, @{ Function = 5; Expected = 1 }
    ) {
        $map = Import-Colormap (New-File "b$Function.ggr" "GIMP Gradient`nName: B`n1`n0 0.25 1 0 0 0 1 1 1 1 1 $Function 0 0 0") -Count 101
        $map.Name | Should -Be 'B'
        [math]::Abs($map[25].R - $Expected) | Should -BeLessThan 1e-9
    }

    It 'hue rises or falls' {
        (Import-Colormap (New-File 'up.ggr' "GIMP Gradient`n1`n0 0.5 1 1 0 0 1 0 1 0 1 0 1") -Count 3)[1].ToString() | Should -Be '#ffff00'
        (Import-Colormap (New-File 'down.ggr' "GIMP Gradient`n1`n0 0.5 1 1 0 0 1 0 1 0 1 0 2") -Count 3)[1].ToString() | Should -Be '#0000ff'
    }
}

Describe 'gnuplot, JASC and Adobe' {
    It 'set palette defined, with comments and continued lines' {
        $map = Import-Colormap (New-File 'g.pal' "# a 'comment`nset palette defined ( 0 '#ff0000',\`n 1 'dark-green',\`n 4 0 0 1 ) # end")
        $map.Lookup(0.25).G | Should -BeGreaterThan 0.38
        "$($map[0]) $($map[255])" | Should -Be '#ff0000 #0000ff'
    }

    It 'columns, and JASC palettes' {
        Get-Hex (Import-Colormap (New-File 'c.pal' "0.0 0.0 1.0`n1.0 0.5 0.0")) | Should -Be '#0000ff #ff8000'
        Get-Hex (Import-Colormap (New-File 'j.pal' "JASC-PAL`r`n0100`r`n2`r`n1 2 3`r`n4 5 6`r`n")) | Should -Be '#010203 #040506'
    }

    It 'Adobe''s with its number of colours and a transparent one' {
        $bytes = [byte[]]::new(772)
        $bytes[0] = 9
        $bytes[769] = 3
        $bytes[771] = 1
        Get-Hex (Import-Colormap (New-File 'a.act' $bytes)) | Should -Be '#090000 #00000000 #000000'
        (Import-Colormap (New-File 'b.act' ([byte[]]::new(768)))).Count | Should -Be 256
    }
}

Describe 'CSV and JSON' {
    It '<Name>' -ForEach @(
        @{ Name = 'bytes'; Text = "0,0,255`n255,128,0"; Expected = '#0000ff #ff8000' }
        @{ Name = 'fractions'; Text = "0,0,1`n1,0.5,0"; Expected = '#0000ff #ff8000' }
        @{ Name = 'header in another order'; Text = "blue,red,green`n255,0,0`n0,255,128"; Expected = '#0000ff #ff8000' }
        @{ Name = 'semicolons and decimal commas'; Text = "0;0;1`n1;0,5;0"; Expected = '#0000ff #ff8000' }
        @{ Name = 'alpha'; Text = "255,128,0,0`n0,0,255,255"; Expected = '#ff800000 #0000ff' }
        @{ Name = 'an index in front'; Text = "0,0,0,255`n1,255,128,0"; Expected = '#0000ff #ff8000' }
        @{ Name = 'a colour a line'; Text = "#0000ff`nrgb`n"; Expected = $null }
        @{ Name = 'hexadecimal'; Text = "#0000ff`n#ff8000"; Expected = '#0000ff #ff8000' }
    ) {
        $path = New-File 'x.csv' $Text
        if ($Expected) { Get-Hex (Import-Colormap $path) | Should -Be $Expected } else { $null = { Import-Colormap $path } | Should-ThrowId ColormapFileInvalid }
    }

    It 'positions that are values' {
        $map = Import-Colormap (New-File 'v.csv' "value,r,g,b`n20,0,0,0`n25,255,255,255`n40,255,0,0")
        Should-HaveScale $map 20 40
        $map.Lookup(0.25).R | Should -BeGreaterThan 0.98
    }

    It 'JSON: <Text>' -ForEach @(
        @{ Text = '["#0000ff","#ff8000"]' }, @{ Text = '[[0,0,255],[255,128,0]]' }, @{ Text = '[[0,0,1],[1,0.50196,0]]' }
        @{ Text = '{"name":"n","colors":["blue","#ff8000"]}' }, @{ Text = '[[0,"rgb(0,0,255)"],[1,"rgb(255,128,0)"]]' }
    ) {
        $map = Import-Colormap (New-File 'x.json' $Text)
        "$($map[0]) $($map[$map.Count - 1])" | Should -Be '#0000ff #ff8000'
    }
}

Describe 'NumPy' {
    It 'bytes, fractions and OpenCV''s shape' {
        Get-Hex (Import-Colormap (Write-TestNpy ([IO.Path]::Join($folder, 'b.npy')) ([byte[]](1, 2, 3, 4, 5, 6)) -Shape 2, 3)) | Should -Be '#010203 #040506'
        Get-Hex (Import-Colormap (Write-TestNpy ([IO.Path]::Join($folder, 'f.npy')) ([float[]](0, 0, 1, 1, 0.5, 0, 0, 0, 0)) -Shape 3, 3)) | Should -Be '#0000ff #ff8000 #000000'
        Get-Hex (Import-Colormap (Write-TestNpy ([IO.Path]::Join($folder, 'c.npy')) ([byte[]](1, 2, 3, 4, 5, 6)) -Shape 2, 1, 3)) | Should -Be '#010203 #040506'
    }
}

Describe 'Pictures of legends' {
    BeforeAll {
        # A picture with a legend in it: white around, the bar at 20, 10, ticks and specks of dirt on it.
        function New-Legend([string] $Name, [switch] $Standing) {
            $map = Get-Colormap inferno
            $width, $height = $Standing ? (60, 300) : (300, 60)
            $sample = [ushort[]]::new($width * $height * 3)
            [Array]::Fill($sample, [ushort]255)
            foreach ($i in 0..255) {
                $color = $map[$i]
                foreach ($j in 0..19) {
                    $x, $y = $Standing ? (10 + $j), (275 - $i) : (20 + $i), (10 + $j)
                    $at = ($y * $width + $x) * 3
                    $dirty = $j -lt 3 -or ($i + 7 * $j) % 11 -eq 0
                    $sample[$at] = $dirty ? 0 : [math]::Round(255 * $color.R)
                    $sample[$at + 1] = $dirty ? 0 : [math]::Round(255 * $color.G)
                    $sample[$at + 2] = $dirty ? 0 : [math]::Round(255 * $color.B)
                }
            }

            return Write-TestPng ([IO.Path]::Join($folder, $Name)) $width $height $sample -ColorType 2
        }
    }

    It 'lying, cut out' {
        Get-Hex (Import-Colormap (New-Legend 'lying.png') -Region 20, 10, 256, 20) | Should -Be (Get-Hex (Get-Colormap inferno))
    }

    It 'standing, low values below' {
        Get-Hex (Import-Colormap (New-Legend 'standing.png' -Standing) -Region 10, 20, 20, 256) | Should -Be (Get-Hex (Get-Colormap inferno))
    }

    It 'compressed, nearly' {
        $png = [IO.Path]::Join($folder, 'bar.png')
        Export-Colormap -InputObject viridis -Path $png
        $jpg = [IO.Path]::Join($folder, 'bar.jpg')
        Export-HeatmapImage -InputObject (Import-HeatmapImage $png) -Path $jpg -Quality 90
        $map = Import-Colormap $jpg
        $viridis = Get-Colormap viridis
        foreach ($i in 0, 50, 128, 200, 255) { [math]::Abs($map[$i].G - $viridis[$i].G) | Should -BeLessThan 0.02 }
    }

    It 'of 16 bits, at another number of colours' {
        $sample = [ushort[]]@(foreach ($i in 0..99) { 655 * $i })
        $map = Import-Colormap (Write-TestPng ([IO.Path]::Join($folder, 'deep.png')) 100 1 $sample -BitDepth 16) -Count 10
        $map.Count | Should -Be 10
        $map.IsGray | Should -BeTrue
    }

    It 'RegionInvalid outside of the picture' {
        $path = New-Legend 'outside.png'
        $null = { Import-Colormap $path -Region 100, 0, 300, 10 } | Should-ThrowId RegionInvalid
        $null = { Import-Colormap $path -Region -1, 0, 3, 1 } | Should-ThrowId RegionInvalid
        $null = { Import-Colormap $path -Region 0, 0, 3, 1 -Format Gmt } | Should-ThrowId ParameterConflict
    }
}
