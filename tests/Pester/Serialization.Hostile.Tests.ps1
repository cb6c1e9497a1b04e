# Objects that others made, field by field: the bytes are written here by hand, so that each field can be negative, huge, no number,
# missing or there twice. The answer is an object or one of our errors, and never more memory than arrived by a factor.

BeforeDiscovery {
    # What must be refused: the object, its field, and what stands there. A text is raw bytes in place of the field.
    $refused = @(
        foreach ($kind in 'Raster', 'Heatmap') {
            foreach ($side in 'width', 'height', 'bands') { foreach ($value in 0, -1, [int]::MinValue, [int]::MaxValue, 2147483) { @{ Kind = $kind; Field = $side; Value = $value } } }
        }
        foreach ($field in 'sampleType', 'colorModel', 'xKind', 'yKind') { foreach ($value in -1, 99, [int]::MaxValue) { @{ Kind = 'Raster'; Field = $field; Value = $value } } }
        foreach ($value in 0, -1, 65, [int]::MaxValue) { @{ Kind = 'Raster'; Field = 'bitDepth'; Value = $value } }
        foreach ($value in 1, 2) { @{ Kind = 'Raster'; Field = 'colorModel'; Value = 1; Note = 'a colour image of one band' } }
        @{ Kind = 'Raster'; Field = 'hasAlpha'; Value = [byte]1; Note = 'alpha without another band' }
        foreach ($field in 'noDataCount', 'xEdgeCount', 'yEdgeCount', 'xCount', 'yCount', 'iccLength') { foreach ($value in -1, [int]::MinValue, [int]::MaxValue, 200000) { @{ Kind = 'Raster'; Field = $field; Value = $value } } }
        foreach ($value in 0, -1, 3, [int]::MaxValue) { @{ Kind = 'Raster'; Field = 'page'; Value = $value } }
        foreach ($value in 0, 1, -1) { @{ Kind = 'Raster'; Field = 'pageCount'; Value = $value } }
        foreach ($value in 0, -1, 3, [int]::MaxValue) { @{ Kind = 'Raster'; Field = 'namedPages'; Value = $value } }
        foreach ($value in -1L, [long]::MinValue) { @{ Kind = 'Raster'; Field = 'time'; Value = $value } }
        foreach ($value in -1L, [long]::MinValue, [long]::MaxValue) { @{ Kind = 'Raster'; Field = 'captured'; Value = $value } }
        foreach ($value in 864000000000L, -864000000000L, [long]::MinValue, [long]::MaxValue) { @{ Kind = 'Raster'; Field = 'offset'; Value = $value } }
        foreach ($value in 0L, -1L) { @{ Kind = 'Raster'; Field = 'index'; Value = $value } }
        foreach ($field in 'resolutionX', 'resolutionY') { foreach ($value in [double]::NaN, -1.0, [double]::PositiveInfinity) { @{ Kind = 'Raster'; Field = $field; Value = $value } } }
        foreach ($field in 'xEdge', 'yEdge') { foreach ($value in [double]::NaN, [double]::NegativeInfinity) { @{ Kind = 'Raster'; Field = $field; Value = $value } } }
        foreach ($value in -1.0, 1e300) { @{ Kind = 'Raster'; Field = 'yEdge'; Value = $value; Note = 'no time' } }
        foreach ($value in 'x', '', '{}', '[]', '{"Manufacturer":null}', '{"Manufacturer":"a","Manufacturer":"b"}', '{"Manufacturer":"a","Emissivity":"NaN"}', '{"Manufacturer":"a","Emissivity":NaN}', '{"Manufacturer":"a","OffsetX":99999999999}') {
            @{ Kind = 'Raster'; Field = 'thermal'; Value = $value }
        }
        @{ Kind = 'Raster'; Field = 'path'; Value = "a`0b" }
        foreach ($value in 0, 1, 12, -8, [int]::MaxValue) { @{ Kind = 'Heatmap'; Field = 'bits'; Value = $value } }
        foreach ($value in -1.0, 100.5, [double]::NaN, [double]::PositiveInfinity) { @{ Kind = 'Heatmap'; Field = 'clipped'; Value = $value } }
        @{ Kind = 'Heatmap'; Field = 'bands'; Value = 3; Note = 'numbers of three bands' }
        foreach ($value in -1, 99) { @{ Kind = 'Heatmap'; Field = 'norm'; Value = $value }; @{ Kind = 'Heatmap'; Field = 'interpolation'; Value = $value }; @{ Kind = 'Colormap'; Field = 'kind'; Value = $value } }
        foreach ($field in 'minimum', 'maximum') { foreach ($value in [double]::NaN, [double]::PositiveInfinity, [double]::NegativeInfinity) { @{ Kind = 'Heatmap'; Field = $field; Value = $value } } }
        @{ Kind = 'Heatmap'; Field = 'maximum'; Value = -5.0 }
        foreach ($value in 0.0, -1.0, [double]::NaN, [double]::PositiveInfinity) { @{ Kind = 'Heatmap'; Field = 'gamma'; Value = $value } }
        foreach ($field in 'aliasCount', 'rgbCount', 'alphaCount', 'reversedCount') { foreach ($value in -1, [int]::MinValue, [int]::MaxValue, 200000) { @{ Kind = 'Colormap'; Field = $field; Value = $value } } }
        @{ Kind = 'Colormap'; Field = 'aliasCount'; Value = 1001 }
        foreach ($field in 'rgb', 'alpha', 'reversed', 'under') { foreach ($value in -0.1, 1.1, 1e308, [double]::NaN, [double]::PositiveInfinity) { @{ Kind = 'Colormap'; Field = $field; Value = $value } } }
    ) | ForEach-Object { $_.Title = "$($_.Kind) $($_.Field) = '$("$($_.Value)".Replace("`0", '\0'))' $($_.Note)"; $_ }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $types = @{ Raster = 'HeatmapPS.Engine.Images.Raster'; Heatmap = 'HeatmapPS.Engine.Rendering.Heatmap'; Colormap = 'HeatmapPS.Engine.Color.Colormap' }

    # A field by name; its type decides how it is written: byte, int, long, double, string, byte[].
    function Field([string] $Name, $Value) { return [pscustomobject]@{ Name = $Name; Value = $Value } }
    function Numbers([string] $Name, [double[]] $Value) {
        Field "${Name}Count" $Value.Count
        foreach ($number in $Value) { Field $Name $number }
    }

    function RasterFields {
        Field 'width' 3; Field 'height' 2; Field 'bands' 1; Field 'sampleType' 0
        Field 'colorModel' 0; Field 'hasColorSpace' ([byte]0); Field 'hasAlpha' ([byte]0); Field 'bitDepth' 8
        Field 'hasUnit' ([byte]1); Field 'unit' 'K'
        Numbers 'noData' 7
        Field 'hasThermal' ([byte]1); Field 'thermal' '{"Manufacturer":"FLIR","Emissivity":0.95,"PhotoScale":1.3,"OffsetX":1,"OffsetY":2,"HasPhoto":true}'
        Field 'hasIcc' ([byte]1); Field 'iccLength' 4; Field 'icc' ([byte[]](1, 2, 3, 4))
        Field 'hasRoundsTo' ([byte]0); Field 'hasMapColors' ([byte]0)
        Field 'hasResolution' ([byte]1); Field 'resolutionX' 300.0; Field 'resolutionY' 300.0
        Field 'hasCaptured' ([byte]1); Field 'captured' 638500000000000000L; Field 'hasOffset' ([byte]1); Field 'offset' 72000000000L; Field 'hasCamera' ([byte]1); Field 'camera' 'Canon EOS 5D'
        Field 'hasAxes' ([byte]1)
        Field 'xName' 'Hour'; Field 'xKind' 1; Field 'xCount' 3; 0..2 | ForEach-Object { Field 'xLabel' "h$_" }; Numbers 'xEdge' 0, 1, 2, 3
        Field 'yName' 'Day'; Field 'yKind' 2; Field 'yCount' 2; 0..1 | ForEach-Object { Field 'yLabel' "d$_" }; Numbers 'yEdge' 0, 10, 20
        Field 'valueName' 'Mean'; Field 'hasTitle' ([byte]1); Field 'title' 'Load'
        Field 'hasPath' ([byte]1); Field 'path' '/data/x.tif'; Field 'page' 2; Field 'pageCount' 2; Field 'namedPages' 2; Field 'hasCodec' ([byte]1); Field 'codec' 'libvips'
        Field 'hasTime' ([byte]1); Field 'time' 100L; Field 'hasIndex' ([byte]1); Field 'index' 1L
        Field 'pixels' ([byte[]](0, 1, 2, 3, 4, 5))
    }

    function ScaleFields {
        Field 'norm' 3; Field 'minimum' 0.0; Field 'maximum' 5.0
        Field 'hasGamma' ([byte]1); Field 'gamma' 2.0; Field 'hasThreshold' ([byte]0); Field 'hasCenter' ([byte]0)
        Numbers 'boundaries' @()
        Field 'hasScaleUnit' ([byte]1); Field 'scaleUnit' 'K'; Field 'hasEqualization' ([byte]0)
    }

    function ColormapFields {
        foreach ($name in 'name', 'family') { Field $name 'mine' }
        Field 'kind' 0; Field 'uniform' ([byte]1); Field 'hasBlind' ([byte]1); Field 'blind' ([byte]1); Field 'licence' 'MIT'; Field 'source' 'here'
        Field 'bare' ([byte]1); Field 'aliasCount' 2; Field 'alias' 'a'; Field 'alias' 'b'
        Numbers 'rgb' 0, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1
        Numbers 'alpha' 1, 0.5, 1
        Numbers 'reversed' 1, 1, 1, 0.5, 0.5, 0.5, 0, 0, 0
        Field 'hasUnder' ([byte]1); Numbers 'under' 1, 0, 0, 1
        Field 'hasOver' ([byte]0); Field 'hasBad' ([byte]0); Field 'hasScale' ([byte]0)
    }

    function Get-Fields([string] $Kind) {
        switch ($Kind) {
            'Raster' { Field 'object' ([byte]1); RasterFields }
            'Heatmap' {
                Field 'object' ([byte]2); ScaleFields; ColormapFields
                Field 'bits' 8; Field 'hasInterpolation' ([byte]1); Field 'interpolation' 0; Field 'hasClipped' ([byte]1); Field 'clipped' 1.5
                RasterFields
            }
            'Colormap' { Field 'object' ([byte]3); ColormapFields }
        }
    }

    # "HPS", the version, and the fields, compressed; in the bag that CLIXML and remoting make of it.
    function New-Bag([string] $Kind, [object[]] $Fields) {
        $out = [IO.MemoryStream]::new()
        $out.Write([byte[]](72, 80, 83, 1))
        $writer = [IO.BinaryWriter]::new([IO.Compression.ZLibStream]::new($out, [IO.Compression.CompressionLevel]::Fastest, $true))
        foreach ($field in $Fields) { $writer.Write($field.Value) }
        $writer.Dispose()
        $bag = [pscustomobject]@{ Name = 'x'; SerializedObject = $out.ToArray() }
        $bag.psobject.TypeNames.Insert(0, "Deserialized.$($types[$Kind])")
        return $bag
    }

    # The ids of the errors when the object is used in the ways that look at each of its parts.
    function Get-UseId([string] $Kind, $Bag) {
        $uses = $Kind -eq 'Colormap' ? @(
            { ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..5)) -Width 3 -Height 2) -Colormap $Bag -ErrorAction Stop | Add-Colorbar -ErrorAction Stop }
            { $Bag -as $types[$Kind] | Out-String }
        ) : @(
            { $Bag | Measure-Heatmap -ErrorAction Stop }
            { $heatmap = $Bag | ConvertTo-Heatmap -ErrorAction Stop; $heatmap.ToArray(); $heatmap | Format-List * | Out-String; $heatmap.Raster.Axes.Y.TimeEdges; "$($heatmap.Raster.Thermal)" }
            if ($Kind -eq 'Heatmap') { { $Bag | Add-Colorbar -ErrorAction Stop } }
        )
        foreach ($use in $uses) {
            try { $null = & $use }
            catch { Get-ErrorId $_ }
        }
    }
}

Describe 'The fields as they are written here' {
    It 'are a <_>' -ForEach 'Raster', 'Heatmap', 'Colormap' {
        $bag = New-Bag $_ (Get-Fields $_)
        Get-UseId $_ $bag | Should -BeNullOrEmpty
        ($bag -as $types[$_]).GetType().FullName | Should -Be $types[$_]
    }

    It 'have the name of a camera, as long as one' {
        $fields = @(Get-Fields Raster)
        @($fields | Where-Object Name -EQ hasThermal)[0].Value = [byte]0
        @($fields | Where-Object Name -EQ camera)[0].Value = "a`e[31m" + 'b' * 5000
        ((New-Bag Raster ($fields | Where-Object Name -NE thermal)) -as $types.Raster).Camera | Should -BeExactly ('a␛[31m' + 'b' * 57 + '…')
    }

    It 'are what they say' {
        $raster = (New-Bag Raster (Get-Fields Raster)) -as $types.Raster
        Should-HavePixels $raster.ToArray() ([byte[,]](ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..5)) -Width 3 -Height 2)).Raster.ToArray())
        $raster.Unit, $raster.Path, $raster.Page, $raster.PageCount, $raster.Index, $raster.Thermal.Emissivity, $raster.Camera | Should -Be 'K', '/data/x.tif', 2, 2, 1, 0.95, 'FLIR'
        @($raster.Axes.X.Labels) | Should -Be 'h0', 'h1', 'h2'
    }
}

Describe 'A field' {
    It 'of a scale is looked at when the object arrives: <Field> = <Value>' -ForEach @{ Field = 'gamma'; Value = 0.0 }, @{ Field = 'maximum'; Value = -5.0 }, @{ Field = 'norm'; Value = 1; Note = 'a logarithm from 0' } {
        $fields = @(Get-Fields Heatmap)
        @($fields | Where-Object Name -EQ $Field)[0].Value = $Value
        (New-Bag Heatmap $fields) -as $types.Heatmap | Should -BeNullOrEmpty
    }

    It 'that cannot be is refused: <Title>' -ForEach $refused {
        $fields = @(Get-Fields $Kind)
        $at = @(0..($fields.Count - 1) | Where-Object { $fields[$_].Name -eq $Field })[0]
        # Of the same type, which decides how it is written.
        $fields[$at].Value = $Value
        $ids = @(Get-UseId $Kind (New-Bag $Kind $fields) | Sort-Object -Unique)
        $ids.Count | Should -Be 1
        $ids | Should -BeIn 'ObjectInvalid', 'ScaleInvalid'
    }

    It 'whose bytes are all there is refused by its own check: <Says>' -ForEach @(
        @{ Kind = 'Heatmap'; Says = 'a heatmap has 3 bands'; Change = { param($All) Set-Field $All bands 3; Set-Field $All pixels ([byte[]]::new(18)) } }
        @{ Kind = 'Raster'; Says = 'a width, height or band count of 0'; Change = { param($All) Set-Field $All width 0 } }
        @{ Kind = 'Raster'; Says = 'a width, height or band count of -1'; Change = { param($All) Set-Field $All bands (-1) } }
        @{ Kind = 'Raster'; Says = 'has 104867840 bytes of pixels'; Change = { param($All) Set-Field $All width 10240; Set-Field $All height 10241 } }
        @{ Kind = 'Colormap'; Says = 'a colormap has 2 alpha values'; Change = { param($All) Set-Numbers $All alpha 1, 0.5 } }
        @{ Kind = 'Colormap'; Says = 'a reversed colormap has 6 channels'; Change = { param($All) Set-Numbers $All reversed 1, 1, 1, 0, 0, 0 } }
        @{ Kind = 'Colormap'; Says = 'a colormap has 10 channels'; Change = { param($All) Set-Numbers $All rgb 0, 0, 0, 1, 1, 1, 0, 0, 0, 1 } }
        @{ Kind = 'Colormap'; Says = 'a colormap has 3 channels'; Change = { param($All) Set-Numbers $All rgb 0, 0, 0; Set-Numbers $All alpha 1; Set-Numbers $All reversed 0, 0, 0 } }
        @{ Kind = 'Colormap'; Says = 'a colour has 3 channels'; Change = { param($All) Set-Numbers $All under 1, 0, 0 } }
        @{ Kind = 'Raster'; Says = 'an axis has 3 borders'; Change = { param($All) Set-Numbers $All xEdge 0, 1, 2 } }
        @{ Kind = 'Raster'; Says = 'a list has 196609 numbers'; Change = { param($All) Set-Numbers $All noData ([double[]]::new(196609)) } }
    ) {
        # All fields of that name, in one place.
        function Set-Field($All, [string] $Name, $Value) { $All[@($All.Name).IndexOf($Name)].Value = $Value }
        function Set-Numbers($All, [string] $Name, [double[]] $Value) {
            $at = @($All.Name).IndexOf("${Name}Count")
            $All.RemoveRange($at, 1 + $All[$at].Value)
            $All.InsertRange($at, [object[]]@(Numbers $Name $Value))
        }

        $all = [Collections.Generic.List[object]]@(Get-Fields $Kind)
        . $Change $all
        $record = { New-Bag $Kind $all | ForEach-Object { $Kind -eq 'Colormap' ? (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..5)) -Width 3 -Height 2) -Colormap $_) : ($_ | Measure-Heatmap) } } | Should-ThrowId ObjectInvalid
        "$record" | Should -Match $Says
    }

    It 'that is negative, huge, no number, missing or doubled gives an object or an error of ours: <_>' -ForEach 'Raster', 'Heatmap', 'Colormap' {
        $kind = $_
        $count = @(Get-Fields $kind).Count
        $ids = for ($i = 0; $i -lt $count; $i++) {
            $fields = [Collections.Generic.List[object]]@(Get-Fields $kind)
            $field = $fields[$i]
            $values = switch ($field.Value) {
                { $_ -is [int] } { -1, [int]::MinValue, [int]::MaxValue }
                { $_ -is [long] } { -1L, [long]::MinValue, [long]::MaxValue }
                { $_ -is [double] } { [double]::NaN, [double]::NegativeInfinity, -1e308, 1e308 }
                { $_ -is [byte] } { [byte]0, [byte]1, [byte]255 }
                # The length of a text of 2 GB, and no text.
                { $_ -is [string] } { , [byte[]](255, 255, 255, 255, 7); , [byte[]](255, 255, 255, 255, 255); , [byte[]](0) }
            }
            foreach ($value in $values) {
                $fields[$i] = Field $field.Name $value
                Get-UseId $kind (New-Bag $kind $fields) | ForEach-Object { "$_ $($field.Name)" }
            }

            $fields[$i] = $field
            $fields.Insert($i, $field)
            Get-UseId $kind (New-Bag $kind $fields) | ForEach-Object { "$_ $($field.Name)" }
            $fields.RemoveRange($i, 2)
            Get-UseId $kind (New-Bag $kind $fields) | ForEach-Object { "$_ $($field.Name)" }
        }
        @($ids | Where-Object { $_ -notmatch '^(ObjectInvalid|ScaleInvalid) ' } | Sort-Object -Unique) | Should -BeNullOrEmpty
        @($ids).Count | Should -BeGreaterThan $count
    }
}

Describe 'What little data unpacks to' {
    It 'is bounded by what arrived: <Name>' -ForEach @(
        @{ Name = 'a label of 64 MB'; Field = 'xLabel'; Value = { 'x' * 64MB } }
        @{ Name = 'a unit of 64 MB'; Field = 'unit'; Value = { 'x' * 64MB } }
        @{ Name = 'a path of 64 MB'; Field = 'path'; Value = { '/' * 64MB } }
        @{ Name = 'camera data of 64 MB'; Field = 'thermal'; Value = { '{"Manufacturer":"' + 'x' * 64MB + '"}' } }
    ) {
        $fields = @(Get-Fields Raster)
        @($fields | Where-Object Name -EQ $Field)[0].Value = & $Value
        $bag = New-Bag Raster $fields
        $bag.SerializedObject.Length | Should -BeLessThan 1MB
        $record = { $bag | Measure-Heatmap } | Should-ThrowId ObjectInvalid
        "$record" | Should -Match 'a part has \d+ bytes'
    }

    It 'is bounded for a million empty labels, and for a profile of 64 MB' {
        $labels = [byte[]]::new(1000000)
        $fields = [Collections.Generic.List[object]]@(Get-Fields Raster | Where-Object Name -NotIn 'xLabel', 'xEdge')
        $fields[@($fields.Name).IndexOf('width')].Value = 1000000
        $at = @($fields.Name).IndexOf('xCount')
        $fields[$at].Value = 1000000
        $fields.Insert($at + 1, (Field 'xLabel' $labels))
        $record = { New-Bag Raster $fields | Measure-Heatmap } | Should-ThrowId ObjectInvalid
        "$record" | Should -Match 'a part has \d+ bytes'

        $fields = @(Get-Fields Raster)
        @($fields | Where-Object Name -EQ 'iccLength')[0].Value = 64MB
        @($fields | Where-Object Name -EQ 'icc')[0].Value = [byte[]]::new(64MB)
        { New-Bag Raster $fields | Measure-Heatmap } | Should-ThrowId ObjectInvalid
    }

    It 'grows with what arrived: 300,000 labels are more than any object may take otherwise' {
        # Their length and their bytes, as one text is written.
        $texts = [Text.StringBuilder]::new()
        foreach ($i in 0..299999) { $null = $texts.Append([char]16).Append('minute ').Append($i.ToString('D9')) }
        $fields = [Collections.Generic.List[object]]@(Get-Fields Raster | Where-Object Name -NotIn 'xLabel', 'xEdge')
        foreach ($change in @{ width = 300000; pixels = [byte[]]::new(600000); xEdgeCount = 0; xCount = 300000 }.GetEnumerator()) { $fields[@($fields.Name).IndexOf($change.Key)].Value = $change.Value }
        $fields.Insert(@($fields.Name).IndexOf('xCount') + 1, (Field 'xLabel' ([Text.Encoding]::ASCII.GetBytes($texts.ToString()))))
        $raster = (New-Bag Raster $fields) -as $types.Raster
        $raster.Axes.X.Labels[299999] | Should -BeExactly 'minute 000299999'
    }

    It 'may be a grid of 30,000 labelled columns, and a colormap of the most colours' {
        $x = [string[]](0..29999 | ForEach-Object { [DateTime]::new(2026, 1, 1).AddMinutes($_).ToString('yyyy-MM-dd HH:mm') })
        $fields = [Collections.Generic.List[object]]@(Get-Fields Raster | Where-Object Name -NotIn 'xLabel', 'xEdge')
        $fields[@($fields.Name).IndexOf('width')].Value = 30000
        $fields[@($fields.Name).IndexOf('pixels')].Value = [byte[]]::new(60000)
        $fields[@($fields.Name).IndexOf('xEdgeCount')].Value = 0
        $at = @($fields.Name).IndexOf('xCount')
        $fields[$at].Value = 30000
        $fields.InsertRange($at + 1, [object[]]@($x | ForEach-Object { Field 'xLabel' $_ }))
        $raster = (New-Bag Raster $fields) -as $types.Raster
        $raster.Axes.X.Labels[29999] | Should -Be $x[29999]

        $map = New-Colormap -Color '#102030', '#102030' -Count 65536
        $file = [IO.Path]::Join((New-TestFolder), 'map.clixml')
        $map | Export-Clixml -LiteralPath $file
        (Import-Clixml -LiteralPath $file).Count | Should -Be 65536
    }
}

Describe 'A scale''s field' {
    BeforeAll {
        function New-ScaleBag([hashtable] $Change, [string] $Without) {
            $table = [hashtable]::new(@{
                    Norm = 'Linear'; Minimum = 0.0; Maximum = 5.0; Gamma = $null; LinearThreshold = $null; Center = $null; Boundaries = @(); Unit = 'K'; Equalization = $null
                })
            foreach ($name in $Change.Keys) { $table[$name] = $Change[$name] }
            if ($Without) { $table.Remove($Without) }
            $bag = [pscustomobject]$table
            $bag.psobject.TypeNames.Insert(0, 'Deserialized.HeatmapPS.Engine.Scaling.HeatmapScale')
            return $bag
        }

        function Get-ScaleUse($Bag) { ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..5)) -Width 3 -Height 2) -Scale $Bag }
        $equalization = (ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..5)) -Width 3 -Height 2) -Norm Equalize).Scale.Equalization
        function New-Equalization([hashtable] $Change) {
            $table = @{ Minimum = $equalization.Minimum; Maximum = $equalization.Maximum; Bins = $equalization.Bins; Counts = $equalization.Counts }
            foreach ($name in $Change.Keys) { $table[$name] = $Change[$name] }
            return [pscustomobject]$table
        }
    }

    It 'that cannot be is ScaleInvalid: <Name>' -ForEach @(
        @{ Name = 'no minimum'; Bag = { New-ScaleBag @{} -Without Minimum } }
        @{ Name = 'no maximum'; Bag = { New-ScaleBag @{} -Without Maximum } }
        foreach ($name in 'Minimum', 'Maximum') { foreach ($value in [double]::NaN, [double]::PositiveInfinity, 'text', @(1, 2), @{ x = 1 }) { @{ Name = "$name $value"; Bag = { New-ScaleBag @{ $Property = $Value } }; Property = $name; Value = $value } } }
        @{ Name = 'limits the wrong way'; Bag = { New-ScaleBag @{ Maximum = -1.0 } } }
        @{ Name = 'limits too far apart'; Bag = { New-ScaleBag @{ Minimum = -1.7e308; Maximum = 1.7e308 } } }
        @{ Name = 'an unknown norm'; Bag = { New-ScaleBag @{ Norm = 99 } } }
        @{ Name = 'a norm of another type'; Bag = { New-ScaleBag @{ Norm = @(1, 2) } } }
        foreach ($value in -1.0, 0.0, [double]::NaN, [double]::PositiveInfinity, 'x') { @{ Name = "gamma $value"; Bag = { New-ScaleBag @{ Norm = 'Power'; Gamma = $Value } }; Value = $value } }
        @{ Name = 'a logarithm from 0'; Bag = { New-ScaleBag @{ Norm = 'Log' } } }
        foreach ($value in -1.0, 0.0, [double]::NaN) { @{ Name = "a linear part of $value"; Bag = { New-ScaleBag @{ Norm = 'SymmetricLog'; LinearThreshold = $Value } }; Value = $value } }
        foreach ($value in 9.0, -1.0, [double]::NaN) { @{ Name = "a center of $value"; Bag = { New-ScaleBag @{ Norm = 'TwoSlope'; Center = $Value } }; Value = $value } }
        @{ Name = 'boundaries out of order'; Bag = { New-ScaleBag @{ Norm = 'Boundary'; Boundaries = 0, 3, 2, 5 } } }
        @{ Name = 'a boundary of no number'; Bag = { New-ScaleBag @{ Norm = 'Boundary'; Boundaries = 0, [double]::NaN, 5 } } }
        @{ Name = 'a boundary twice'; Bag = { New-ScaleBag @{ Norm = 'Boundary'; Boundaries = 0, 2, 2, 5 } } }
        @{ Name = 'no equalization'; Bag = { New-ScaleBag @{ Norm = 'Equalize' } } }
        foreach ($value in 0, -1, 70000, [int]::MaxValue) { @{ Name = "$value bins"; Bag = { New-ScaleBag @{ Norm = 'Equalize'; Equalization = New-Equalization @{ Bins = $Value } } }; Value = $value } }
        foreach ($value in 'x', '!!!!', ('A' * 4000)) { @{ Name = "counts '$($value.Substring(0, [Math]::Min(5, $value.Length)))'"; Bag = { New-ScaleBag @{ Norm = 'Equalize'; Equalization = New-Equalization @{ Counts = $Value } } }; Value = $value } }
        @{ Name = 'an equalization the wrong way'; Bag = { New-ScaleBag @{ Norm = 'Equalize'; Equalization = New-Equalization @{ Maximum = -9.0 } } } }
        @{ Name = 'an equalization of no number'; Bag = { New-ScaleBag @{ Norm = 'Equalize'; Equalization = New-Equalization @{ Minimum = [double]::NaN } } } }
    ) {
        { Get-ScaleUse (& $Bag) } | Should-ThrowId ScaleInvalid
    }

    It 'that is right is a scale' {
        (Get-ScaleUse (New-ScaleBag @{})).Scale.Maximum | Should -Be 5
        (Get-ScaleUse (New-ScaleBag @{ Norm = 'Equalize'; Equalization = New-Equalization @{} })).Scale.Equalization | Should -Be $equalization
    }
}

Describe 'A path within an object' {
    It 'is not opened by Merge-Overlay -Embedded' {
        # A file with a photograph that lies here, named by an object that says it came from there.
        $file = Get-TestDataPath 'golden/thermal/radiometric.jpg'
        $fields = @(Get-Fields Raster)
        @($fields | Where-Object Name -EQ 'path')[0].Value = $file
        $bag = New-Bag Raster $fields
        $record = { $bag | Merge-Overlay -Embedded } | Should-ThrowId EmbeddedNotFound
        "$record" | Should -Match 'another process'
        # What was made of it keeps the mark.
        { $bag | ConvertTo-Heatmap | Merge-Overlay -Embedded } | Should-ThrowId EmbeddedNotFound
        { [HeatmapPS.Engine.Images.Raster]$bag | ConvertTo-Grayscale | Merge-Overlay -Embedded } | Should-ThrowId EmbeddedNotFound
        # The file by its path is.
        (Merge-Overlay -LiteralPath $file -Embedded).Width | Should -BeGreaterThan 0
    }

    It 'of another machine''s share loses the machine: <_>' -ForEach '\\host\share\x.tif', '//host/share/x.tif', '\??\UNC\host\share\x.tif', ' \\host\share\x.tif', '\\?\UNC\host\share\x.tif', '/\host\share\x.tif' {
        $fields = @(Get-Fields Raster)
        @($fields | Where-Object Name -EQ 'path')[0].Value = $_
        ((New-Bag Raster $fields) -as $types.Raster).Path | Should -Be 'x.tif'
    }
}

Describe 'A photograph''s place from an object' {
    It 'that no camera has is reported, and worked with: <_>' -ForEach '"PhotoScale":1e-300', '"PhotoScale":-1', '"PhotoScale":0', '"PhotoScale":1,"OffsetX":2147483647', '"PhotoScale":1,"OffsetY":-2147483648' {
        $place = $_
        $registration = $null
        $file = Get-TestDataPath 'golden/thermal/radiometric.jpg'
        $photo = Import-HeatmapImage -LiteralPath $file -Embedded Photo
        $fields = @(Get-Fields Raster)
        @($fields | Where-Object Name -EQ 'path')[0].Value = $photo.Path
        @($fields | Where-Object Name -EQ 'thermal')[0].Value = '{"Manufacturer":"FLIR",' + $place + '}'
        $merged = New-Bag Raster $fields | Merge-Overlay -Photo $photo -WarningVariable told -WarningAction SilentlyContinue
        $merged.Width | Should -Be $photo.Width
        "$told" | Should -Match 'does not specify the position of its photograph'
    }
    It 'that is higher than any photograph warns, and is merged' {
        $photo = Import-HeatmapImage -LiteralPath (Get-TestDataPath 'golden/thermal/radiometric.jpg') -Embedded Photo
        $fields = @(Get-Fields Raster | Where-Object Name -NotMatch '^[xy](Name|Kind|Count|Label|Edge)|^valueName$|[tT]itle$')
        $values = @{ path = $photo.Path; width = 1; height = 200000; hasAxes = [byte]0; pixels = [byte[]]::new(200000); thermal = '{"Manufacturer":"FLIR","PhotoScale":1}' }
        foreach ($field in $fields | Where-Object { $values.ContainsKey($_.Name) }) { $field.Value = $values[$field.Name] }
        $merged = New-Bag Raster $fields | Merge-Overlay -Photo $photo -WarningVariable told -WarningAction SilentlyContinue
        $merged.Width | Should -Be $photo.Width
        "$told" | Should -Match 'does not specify the position of its photograph'
    }

    It 'that is smaller than a pixel is one pixel' {
        $photo = Import-HeatmapImage -LiteralPath (Get-TestDataPath 'golden/thermal/radiometric.jpg') -Embedded Photo
        $fields = @(Get-Fields Raster)
        $values = @{ path = $photo.Path; thermal = '{"Manufacturer":"FLIR","PhotoScale":100000}' }
        foreach ($field in $fields | Where-Object { $values.ContainsKey($_.Name) }) { $field.Value = $values[$field.Name] }
        $merged = New-Bag Raster $fields | Merge-Overlay -Photo $photo -Opacity 1 -WarningVariable told
        $told | Should -BeNullOrEmpty
        $before, $after = $photo.ToArray(), $merged.ToArray()
        $changed = foreach ($y in 0..($photo.Height - 1)) { foreach ($x in 0..($photo.Width - 1)) { if ((0..2).Where({ $before[$y, $x, $_] -ne $after[$y, $x, $_] })) { "$x,$y" } } }
        @($changed).Count | Should -Be 1
    }
}
