# Objects that go to other processes: they come back as themselves, and what is not what it says is an error.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $folder = New-TestFolder

    # What came out of a file: as Import-Clixml makes it.
    function Copy-ByClixml($Object) {
        $file = [IO.Path]::Join($folder, [IO.Path]::GetRandomFileName())
        $Object | Export-Clixml -LiteralPath $file -Depth 1
        return Import-Clixml -LiteralPath $file
    }

    # The bytes of an object as they travel, and a bag as one comes that could not be made an object.
    function Get-PortableByte($Object) { return , [byte[]]$Object.psobject.Members['SerializedObject'].Value }
    function New-Bag([string] $Type, $Data) {
        $bag = [pscustomobject]@{ Name = 'image'; SerializedObject = $Data }
        $bag.psobject.TypeNames.Insert(0, "Deserialized.$Type")
        return $bag
    }

    # Undoes or does the zlib stream after "HPS" and the version.
    function Expand-Portable([byte[]] $Bytes) {
        $out = [IO.MemoryStream]::new()
        $zlib = [IO.Compression.ZLibStream]::new([IO.MemoryStream]::new($Bytes, 4, $Bytes.Length - 4), [IO.Compression.CompressionMode]::Decompress)
        $zlib.CopyTo($out)
        return , $out.ToArray()
    }
    function Compress-Portable([byte[]] $Bytes) {
        $out = [IO.MemoryStream]::new()
        $out.Write([byte[]](72, 80, 83, 1))
        $zlib = [IO.Compression.ZLibStream]::new($out, [IO.Compression.CompressionLevel]::Fastest, $true)
        $zlib.Write($Bytes)
        $zlib.Dispose()
        return , $out.ToArray()
    }

    $field = [float[,]]::new(3, 4)
    foreach ($y in 0..2) { foreach ($x in 0..3) { $field[$y, $x] = $x * $y - 0.5 } }
    $field[1, 1] = [float]::NaN
    $raster = Import-HeatmapImage -InputObject $field -Unit K -NoDataValue -0.5
    $rasterType = 'HeatmapPS.Engine.Images.Raster'
}

Describe 'Through CLIXML' {
    It 'a raster of <Type> comes back with its numbers' -ForEach @{ Type = 'byte' }, @{ Type = 'ushort' }, @{ Type = 'short' }, @{ Type = 'int' }, @{ Type = 'float' }, @{ Type = 'double' } {
        $array = (New-TestFrame Noise 32 24 -Type ($Type -as [type]) -Maximum 100).Data
        $before = Import-HeatmapImage -InputObject $array -Width 32 -Height 24
        $after = Copy-ByClixml $before
        $after.GetType().FullName | Should -Be $rasterType
        $after.SampleType | Should -Be $before.SampleType
        Should-HavePixels $after.ToArray() $before.ToArray()
    }

    It 'a raster keeps its unit, nodata, bands and where it came from' {
        $after = Copy-ByClixml $raster
        $after.Unit, $after.NoDataValues[0] | Should -Be 'K', -0.5
        $file = Write-TestPng ([IO.Path]::Join($folder, 'color.png')) 8 6 (1..192) -ColorType 6
        $after = Copy-ByClixml (Import-HeatmapImage $file)
        $after.Path, $after.Bands, $after.HasAlpha, "$($after.ColorModel)", $after.Codec | Should -Be $file, 4, $true, 'Rgb', 'HeatmapPS'
    }

    It 'temperatures keep what the camera said' {
        $before = Import-HeatmapImage (Get-TestDataPath 'golden/thermal/radiometric.jpg')
        $after = Copy-ByClixml $before
        $after.Thermal | Should -Be $before.Thermal
        Should-HavePixels $after.ToArray() $before.ToArray()
    }

    It 'a grid keeps what its columns and rows stand for' {
        $grid = 1..12 | ForEach-Object { [pscustomobject]@{ Hour = $_ % 4; Host = "web$($_ % 3)"; Cpu = $_ } } | ConvertTo-HeatmapGrid Hour Host Cpu -Title 'Load' -Unit '%'
        $after = Copy-ByClixml ($grid | ConvertTo-Heatmap)
        $axes = $after.Raster.Axes
        $axes.Title, $axes.ValueName, $axes.X.Name, "$($axes.X.Kind)" | Should -Be 'Load', $grid.Axes.ValueName, 'Hour', 'Number'
        @($axes.X.Labels) | Should -Be @($grid.Axes.X.Labels)
        @($axes.Y.Labels) | Should -Be @($grid.Axes.Y.Labels)
        @($axes.X.Edges) | Should -Be @($grid.Axes.X.Edges)
    }

    It 'does not look for the file on the other side' {
        $file = Write-TestPng ([IO.Path]::Join($folder, 'gone.png')) 8 8 (1..64)
        $after = Copy-ByClixml (Import-HeatmapImage $file)
        Remove-Item -LiteralPath $file
        $after.ToArray()[7, 7] | Should -Be 64
    }

    It 'a heatmap keeps numbers, scale, colormap and looks' {
        $before = ConvertTo-Heatmap -InputObject $raster -Colormap cmocean:thermal -Gamma 2 -OverColor red -BadColor '#00ff0080' -BitDepth 16 -ColorInterpolation Nearest
        $after = Copy-ByClixml $before
        $after.Scale | Should -Be $before.Scale
        "$($after.Colormap)", $after.BitDepth, "$($after.ColorInterpolation)", $after.ClippedPercent | Should -Be 'cmocean:thermal', 16, 'Nearest', $before.ClippedPercent
        Should-HavePixels $after.ToArray() $before.ToArray()
        Should-HavePixels $after.Raster.ToArray() $field
    }

    It 'a colormap keeps its colours, extremes, scale, and its reverse' {
        $before = New-Colormap navy, gold, '#ff000080' -Name mine
        $after = Copy-ByClixml $before
        $after.Name, $after.Count, $after.HasAlpha | Should -Be 'mine', $before.Count, $true
        0..255 | ForEach-Object { $after[$_] | Should -Be $before[$_] }
        $cubehelix = Get-Colormap cubehelix
        (Copy-ByClixml $cubehelix).Reverse()[10] | Should -Be $cubehelix.Reverse()[10]
    }

    It 'a scale of each norm is equal to what it was' {
        $scales = @(
            Get-HeatmapScale -Minimum 1 -Maximum 9
            Get-HeatmapScale -Minimum 1 -Maximum 9 -Norm Log
            Get-HeatmapScale -Minimum -9 -Maximum 9 -LinearThreshold 0.5
            Get-HeatmapScale -Minimum 1 -Maximum 9 -Center 2
            Get-HeatmapScale -Boundary 1, 2, 4
            Get-HeatmapScale -InputObject $field -Norm Equalize
        )
        foreach ($scale in $scales) { Copy-ByClixml $scale | Should -Be $scale }
    }

    It 'says nothing of pixels where somebody looks at an object' {
        $raster | Get-Member | ForEach-Object Name | Should -Not -Contain 'SerializedObject'
        $raster | Select-Object -Property * | ForEach-Object { $_.psobject.Properties.Name } | Should -Not -Contain 'SerializedObject'
    }
}

Describe 'Through jobs' {
    It 'objects come back, and go as arguments, as themselves: <Name>' -ForEach @(
        @{ Name = 'Start-Job'; Run = { param($script, $argument) Start-Job $script -ArgumentList $argument | Receive-Job -Wait } }
        @{ Name = 'Start-ThreadJob'; Run = { param($script, $argument) Start-ThreadJob $script -ArgumentList $argument | Receive-Job -Wait } }
        @{ Name = 'ForEach-Object -Parallel'; Run = { param($script, $argument) $text = "$script"; 1 | ForEach-Object -Parallel { & ([scriptblock]::Create($using:text)) $using:argument[0] $using:argument[1] } } }
    ) {
        $script = {
            param($module, $image)
            Import-Module $module
            $image = Write-Output $image -NoEnumerate
            $heatmap = $image | ConvertTo-Heatmap -Colormap magma
            $heatmap, $heatmap.Raster, $heatmap.Colormap, $heatmap.Scale
        }
        $module = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        $objects = @(& $Run $script @($module, $raster))
        $objects.ForEach({ $_.GetType().Name }) | Should -Be 'Heatmap', 'Raster', 'Colormap', 'HeatmapScale'
        Should-HavePixels $objects[0].ToArray() (ConvertTo-Heatmap -InputObject $raster -Colormap magma).ToArray()
    }

    It 'measurements come back as bags that look as they did' {
        $measurement = Measure-Heatmap -InputObject $field
        $after = Copy-ByClixml $measurement
        ($after | Out-String) | Should -Be ($measurement | Out-String)
    }
}

Describe 'Where the module was not there' {
    BeforeAll {
        $file = [IO.Path]::Join($folder, 'objects.clixml')
        $raster, (ConvertTo-Heatmap -InputObject $field -Colormap magma -Maximum 3 -Gamma 2), (Get-Colormap cmocean:ice), (Get-HeatmapScale -Minimum 1 -Maximum 2 -Norm Log) |
            Export-Clixml -LiteralPath $file
    }

    It 'objects are bags with readable properties, which every cmdlet takes for what they were' {
        $child = Invoke-ChildPwsh -Argument $file -Script @'
            $bags = Import-Clixml -LiteralPath $args[0]
            $bags[1].psobject.TypeNames[0]
            '{0} {1}×{2} {3} {4}' -f $bags[0].Name, $bags[0].Width, $bags[0].Height, $bags[0].SampleType, $bags[0].Unit
            Import-Module $env:HEATMAPPS_TEST_MODULE
            ($bags[0] | Measure-Heatmap).Maximum
            $heatmap = $bags[0] | ConvertTo-Heatmap -Colormap $bags[2] -Scale $bags[1]
            "$($heatmap.Scale.Norm) $($heatmap.Maximum) $($heatmap.Colormap)"
            ($bags[0] | ConvertTo-Heatmap -Scale $bags[3]).Scale.Norm
            (Compare-HeatmapImage -InputObject $bags[0] -Reference $bags[0]).GetType().Name
'@
        $child.Error | Should -BeNullOrEmpty
        $child.Output[0..1] | Should -Be 'Deserialized.HeatmapPS.Engine.Rendering.Heatmap', 'image 4×3 Float32 K'
        $child.Output[2] | Should -Be '5.5'
        $child.Output[3..5] | Should -Be 'Power 3 cmocean:ice', 'Log', 'ImageComparison'
    }
}

Describe 'Casts' {
    BeforeAll {
        $heatmap = ConvertTo-Heatmap -InputObject $field -Colormap magma
        $bags = @{}
        foreach ($object in $raster, $heatmap, $heatmap.Colormap) { $bags[$object.GetType().Name] = New-Bag $object.GetType().FullName (Get-PortableByte $object) }
    }

    It 'make an object of a bag, by the name that GetType tells' {
        Should-HavePixels ([HeatmapPS.Engine.Images.Raster]$bags.Raster).ToArray() $field
        Should-HavePixels ($bags.Heatmap -as [HeatmapPS.Engine.Rendering.Heatmap]).ToArray() $heatmap.ToArray()
        ([HeatmapPS.Engine.Color.Colormap]$bags.Colormap)[9] | Should -Be $heatmap.Colormap[9]
        function Get-Size([HeatmapPS.Engine.Images.Raster] $Image) { "$($Image.Width)×$($Image.Height)" }
        Get-Size $bags.Raster | Should -Be '4×3'
    }

    It 'refuse what is something else' {
        $bags.Raster -as [HeatmapPS.Engine.Color.Colormap] | Should -BeNullOrEmpty
        'text' -as [HeatmapPS.Engine.Images.Raster] | Should -BeNullOrEmpty
        { [HeatmapPS.Engine.Rendering.Heatmap]$bags.Raster } | Should -Throw
    }
}

Describe 'What cannot travel' {
    It 'more than 100 MB of pixels: an error that says to send the path' {
        $large = Import-HeatmapImage -InputObject ([byte[,]]::new(10240, 10241))
        $bag = Copy-ByClixml $large
        $bag.psobject.TypeNames[0] | Should -Be "Deserialized.$rasterType"
        $record = { $bag | ConvertTo-Heatmap } | Should-ThrowId ObjectNotSent
        "$record" | Should -Match '100 MB.*Send its path'
    }

    It 'a file that is gone: an error that says so' {
        $file = Write-TestPng ([IO.Path]::Join($folder, 'lost.png')) 8 8 (1..64)
        $lost = Import-HeatmapImage $file
        Remove-Item -LiteralPath $file
        $record = { Copy-ByClixml $lost | Measure-Heatmap } | Should-ThrowId ObjectNotSent
        "$record" | Should -Match 'lost\.png'
    }
}

Describe 'Hostile data' {
    It 'is an error, and nothing else: <Name>' -ForEach @(
        @{ Name = 'no bytes'; Data = { , [byte[]]@() } }
        @{ Name = 'no property'; Data = { $null } }
        @{ Name = 'another type'; Data = { 42 } }
        @{ Name = 'other bytes'; Data = { , [byte[]](1..200) } }
        @{ Name = 'another version'; Data = { $bytes = Get-PortableByte $raster; $bytes[3] = 9; , $bytes } }
        @{ Name = 'a heatmap as a raster'; Data = { , (Get-PortableByte (ConvertTo-Heatmap -InputObject $field)) } }
        @{ Name = 'an unknown kind'; Data = { $plain = Expand-Portable (Get-PortableByte $raster); $plain[0] = 77; , (Compress-Portable $plain) } }
        @{ Name = 'no width'; Data = { $plain = Expand-Portable (Get-PortableByte $raster); [BitConverter]::GetBytes(0).CopyTo($plain, 1); , (Compress-Portable $plain) } }
        @{ Name = 'a negative width'; Data = { $plain = Expand-Portable (Get-PortableByte $raster); [BitConverter]::GetBytes(-4).CopyTo($plain, 1); , (Compress-Portable $plain) } }
        @{ Name = 'a huge size'; Data = { $plain = Expand-Portable (Get-PortableByte $raster); 1, 5, 9 | ForEach-Object { [BitConverter]::GetBytes([int]::MaxValue).CopyTo($plain, $_) }; , (Compress-Portable $plain) } }
        @{ Name = 'more pixels than there are'; Data = { $plain = Expand-Portable (Get-PortableByte $raster); [BitConverter]::GetBytes(5000).CopyTo($plain, 1); , (Compress-Portable $plain) } }
        @{ Name = 'fewer pixels than there are'; Data = { $plain = Expand-Portable (Get-PortableByte $raster); [BitConverter]::GetBytes(2).CopyTo($plain, 1); , (Compress-Portable $plain) } }
        @{ Name = 'an unknown sample type'; Data = { $plain = Expand-Portable (Get-PortableByte $raster); [BitConverter]::GetBytes(99).CopyTo($plain, 13); , (Compress-Portable $plain) } }
        @{ Name = 'no character in its path'; Data = {
                $file = Write-TestPng ([IO.Path]::Join($folder, 'null.png')) 8 8 (1..64)
                $text = [Text.Encoding]::Latin1.GetString((Expand-Portable (Get-PortableByte (Import-HeatmapImage $file))))
                , (Compress-Portable ([Text.Encoding]::Latin1.GetBytes($text.Replace('null.png', "null`0png"))))
            }
        }
        @{ Name = 'a bomb'; Data = { $plain = Expand-Portable (Get-PortableByte $raster); $bomb = [byte[]]::new(50MB); $plain.CopyTo($bomb, 0); , (Compress-Portable $bomb) } }
    ) {
        { New-Bag $rasterType (& $Data) | Measure-Heatmap } | Should-ThrowId ObjectInvalid
    }

    It 'cut off anywhere, or with any byte changed, gives an object or an error of ours' {
        $heatmap = ConvertTo-Heatmap -InputObject $raster -LevelCount 4 -Norm Equalize
        $plain = Expand-Portable (Get-PortableByte $heatmap)
        $ids = @(
            for ($length = 0; $length -lt $plain.Length; $length += 97) {
                $error.Clear()
                try { $null = New-Bag 'HeatmapPS.Engine.Rendering.Heatmap' (Compress-Portable $plain[0..$length]) | Measure-Heatmap -ErrorAction Stop } catch { Get-ErrorId $_ }
            }
            $random = [Random]::new(1)
            foreach ($i in 1..100) {
                $changed = [byte[]]$plain.Clone()
                $changed[$random.Next($changed.Length)] = [byte]$random.Next(256)
                try { $null = New-Bag 'HeatmapPS.Engine.Rendering.Heatmap' (Compress-Portable $changed) | ConvertTo-Heatmap -ErrorAction Stop } catch { Get-ErrorId $_ }
            }
        )
        $ids | Sort-Object -Unique | Where-Object { $_ -notin 'ObjectInvalid', 'ScaleInvalid' } | Should -BeNullOrEmpty
        $ids.Count | Should -BeGreaterThan 20
    }

    It 'as a scale is ScaleInvalid: <Name>' -ForEach @(
        @{ Name = 'an object that holds itself'; Data = { $table = @{ Minimum = 0; Maximum = 1 }; $table.Self = $table; $table } }
        @{ Name = 'a list that holds itself'; Data = { $list = [Collections.ArrayList]::new(); $null = $list.Add($list); @{ Minimum = 0; Maximum = 1; Boundaries = $list } } }
        @{ Name = 'a property without a name'; Data = {
                $path = [IO.Path]::Join($folder, 'scale.clixml')
                Get-HeatmapScale -Minimum 0 -Maximum 1 | Export-Clixml -LiteralPath $path
                [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path).Replace('N="Maximum"', 'N=""'))
                , (Import-Clixml -LiteralPath $path)
            }
        }
    ) {
        { ConvertTo-Heatmap -InputObject $field -Scale (& $Data) } | Should-ThrowId ScaleInvalid
    }

    It 'with a path of the network asks nobody for it' {
        $file = Write-TestPng ([IO.Path]::Join($folder, 'share.png')) 8 8 (1..64)
        $plain = Expand-Portable (Get-PortableByte (Import-HeatmapImage $file))
        $text = [Text.Encoding]::Latin1.GetString($plain)
        $share = '\\' + 'h' * ($file.Length - 12) + '\share.png'
        $changed = [Text.Encoding]::Latin1.GetBytes($text.Replace($file, $share))
        $bag = New-Bag $rasterType (Compress-Portable $changed)
        ($bag | ConvertTo-Heatmap).Path | Should -Be 'share.png'
    }
}
