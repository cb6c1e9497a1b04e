# What Tab gives for every parameter that takes one of some names, and how every object looks.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    # Free text, or something of the user's own: nothing of ours to complete.
    $free = 'Add-Colorbar -Title', 'Add-Colorbar -NoDataLabel', 'ConvertTo-HeatmapGrid -X', 'ConvertTo-HeatmapGrid -Y', 'ConvertTo-HeatmapGrid -Value',
    'ConvertTo-HeatmapGrid -Title', 'Export-HeatmapReport -Title', 'Export-HeatmapReport -Note', 'Export-HeatmapReport -Subject',
    'Export-HeatmapReport -From', 'Export-HeatmapReport -To', 'Export-HeatmapReport -Cc', 'Export-HeatmapVideo -Size', 'Import-Colormap -Name', 'New-Colormap -Name',
    'New-HeatmapSession -HostName', 'New-HeatmapSession -UserName', 'New-HeatmapSession -Subsystem', 'New-HeatmapSession -Module'
    # Paths and objects, which PowerShell completes.
    $pathLike = 'Path', 'LiteralPath', 'InputObject', 'Destination', 'RelativeTo', 'FfmpegPath', 'KeyFilePath', 'Reference', 'Photo', 'Scale', 'Part', 'Lut'
    $cases = foreach ($command in Get-Command -Module HeatmapPS) {
        foreach ($parameter in $command.Parameters.Values) {
            $type = $parameter.ParameterType.IsArray ? $parameter.ParameterType.GetElementType() : ([Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType)
            $line = "$($command.Name) -$($parameter.Name)"
            if ($parameter.Name -in $pathLike -or $parameter.Name -in [Management.Automation.Cmdlet]::CommonParameters -or $line -in $free) { continue }
            if ($type -in [string], [object] -or $type.IsEnum) { @{ Line = $line; Enum = $type.IsEnum ? $type : $null } }
        }
    }
    $commands = @((Get-Command -Module HeatmapPS).Name)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function Complete([string] $Line) { return @([Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches) }
}

Describe 'Completion' {
    BeforeAll {
        # Where there are no files that PowerShell would offer.
        Push-Location -LiteralPath (New-TestFolder)
    }

    AfterAll {
        Pop-Location
    }

    It '<Line> completes' -ForEach $cases {
        $found = Complete "$Line "
        $found.Count | Should -BeGreaterThan 0
        if ($Enum) { $found.ListItemText | Sort-Object | Should -Be ([Enum]::GetNames($Enum) | Sort-Object) }
        foreach ($result in $found) { $result.ToolTip | Should -Not -BeNullOrEmpty }
    }

    It 'of colours shows them, and takes a beginning, in quotes too' {
        (Complete 'ConvertTo-Heatmap x.png -BadColor darkm').CompletionText | Should -Be 'darkmagenta'
        (Complete "New-Colormap 'rebec").CompletionText | Should -Be 'rebeccapurple'
        (Complete 'Show-Heatmap x.png -OverColor gol')[0].ToolTip | Should -Match '\x1b\[48;2;255;215;0m.*#ffd700'
    }

    It 'gives text that PowerShell takes as it is meant' {
        foreach ($line in 'Export-HeatmapImage -Name ', 'Merge-Mosaic x.png -Label ', 'Add-Colorbar -TickFormat ', 'Import-HeatmapImage x.png -Unit ') {
            foreach ($result in Complete $line) {
                $ast = [Management.Automation.Language.Parser]::ParseInput("$line$($result.CompletionText)", [ref]$null, [ref]$null)
                $value = $ast.Find({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true).CommandElements[-1]
                $value.Value | Should -Be $result.ListItemText -Because $line
            }
        }
    }
}

Describe 'Arguments' {
    It 'take a colour as an object, as bytes and as fractions' {
        $array = [double[,]]::new(1, 2)
        $array[0, 1] = [double]::NaN
        $gold = (New-Colormap gold, navy -Name x)[0]
        foreach ($color in 'gold', $gold, (255, 215, 0), ([byte[]](255, 215, 0, 255)), (1.0, (215 / 255), 0.0)) {
            $pixels = (ConvertTo-Heatmap -InputObject $array -BadColor $color).ToArray()
            0..2 | ForEach-Object { $pixels[0, 1, $_] } | Should -Be 255, 215, 0
        }
    }

    It 'take a scale as an object, as JSON, as a file and as a heatmap: Add-Colorbar too' {
        $scale = Get-HeatmapScale -Minimum 2 -Maximum 5
        $file = [IO.Path]::Join((New-TestFolder), 'scale.json')
        $scale | ConvertTo-Json | Set-Content -LiteralPath $file
        $picture = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'p.png')) 64 64 (1..12288 | ForEach-Object { $_ % 256 }) -ColorType 2
        $expected = (Add-Colorbar $picture -Scale $scale -Colormap magma).ToArray()
        foreach ($given in ($scale | ConvertTo-Json), $file, (ConvertTo-Heatmap -InputObject ([byte[,]]::new(1, 1)) -Scale $scale)) {
            Should-HavePixels (Add-Colorbar $picture -Scale $given -Colormap magma).ToArray() $expected
        }
    }
}

Describe 'Views' {
    BeforeAll {
        $format = [xml][IO.File]::ReadAllText([IO.Path]::Join($repositoryRoot, 'HeatmapPS.Format.ps1xml'))
        $views = @($format.Configuration.ViewDefinitions.View)
    }

    It 'exist for what <_> emits' -ForEach $commands {
        foreach ($type in (Get-Command $_).OutputType.Name | Where-Object { $_ -like 'HeatmapPS.*' }) {
            @($views.ViewSelectedBy.TypeName) | Should -Contain $type
        }
    }

    It 'exist as a table and as a list for every object that is an image, a map, a scale or a format' {
        foreach ($type in 'Images.Raster', 'Rendering.Heatmap', 'Color.Colormap', 'Scaling.HeatmapScale', 'Formats.FormatSupport') {
            $own = @($views | Where-Object { $_.ViewSelectedBy.TypeName -contains "HeatmapPS.Engine.$type" })
            @($own | Where-Object { $_['TableControl'] }).Count | Should -Be 1
            @($own | Where-Object { $_['ListControl'] }).Count | Should -Be 1
        }
    }

    It 'write <Value> <Unit> as <Text>' -ForEach @(
        @{ Value = 62.320274; Unit = '°C'; Text = '62.32' }
        @{ Value = 62.3; Unit = 'K'; Text = '62.3' }
        @{ Value = -3.999; Unit = '°F'; Text = '-4' }
        @{ Value = 0.0123456; Unit = '°C'; Text = '0.012' }
        @{ Value = -0.0; Unit = '°C'; Text = '0' }
        @{ Value = 62.320274; Unit = $null; Text = '62.3203' }
        @{ Value = 0.000012345678; Unit = 'W'; Text = '1.23457×10⁻⁵' }
        @{ Value = 4294967295; Unit = $null; Text = '4294967295' }
        @{ Value = 1234567.89; Unit = $null; Text = '1234568' }
        @{ Value = -2.5e12; Unit = $null; Text = '-2.5×10¹²' }
        @{ Value = [double]::NaN; Unit = '°C'; Text = '–' }
        @{ Value = [double]::NegativeInfinity; Unit = $null; Text = '-∞' }
    ) {
        [HeatmapPS.Arguments.ReadableValue]::Format($Value, $Unit) | Should -Be $Text
    }

    It 'read no pixels: they show objects whose file is gone' {
        $file = Write-TestTiff ([IO.Path]::Join((New-TestFolder), 'gone.tif')) 64 48 @(, (New-TestFrame Spot 64 48).Data)
        $raster = Import-HeatmapImage $file -Unit K
        $heatmap = $raster | ConvertTo-Heatmap -Colormap inferno
        Remove-Item -LiteralPath $file
        foreach ($object in $raster, $heatmap) {
            $error.Clear()
            foreach ($text in ($object | Format-Table | Out-String -Width 200), ($object | Format-List | Out-String -Width 200)) {
                $text | Should -Match 'gone\.tif'
                $text | Should -Match '64 × 48'
                $text | Should -Not -Match '#ERR'
            }
            $error.Count | Should -Be 0
        }

        $list = $heatmap | Format-List | Out-String -Width 200
        $list -replace '\x1b\[[0-9;]*m' | Should -Match '(?m)^Range +: 0 to 56760 K\s*$'
        $list -replace '\x1b\[[0-9;]*m' | Should -Match '(?m)^Colormap +: +inferno\s*$'
    }

    It 'never hand control characters of a file to the terminal' -Skip:$IsWindows {
        $file = Write-TestPng ([IO.Path]::Join((New-TestFolder), "a`e]0;x`a.png")) 8 8 (1..64)
        $object = Import-HeatmapImage -LiteralPath $file
        ($object | Format-List | Out-String).Contains("`e]") | Should -BeFalse
        ($object | Format-Table | Out-String).Contains("`e]") | Should -BeFalse
    }

    It 'never hand control characters of a unit or of a grid''s labels to the terminal' {
        $image = Import-HeatmapImage -InputObject ([float[]](1, 2)) -Width 2 -Height 1 -Unit "K`e]0;x`a`r`n`u{202E}"
        $heatmap = $image | ConvertTo-Heatmap
        $scale = '{"Minimum":0,"Maximum":1,"Unit":"\u001b]0;x\u0007"}' | ConvertFrom-Json
        $scaled = Import-HeatmapImage -InputObject ([float[]](1, 2)) -Width 2 -Height 1 | ConvertTo-Heatmap -Scale $scale
        $grid = [pscustomobject]@{ "x`e]0;x`a" = 1; y = "`e]0;x`a"; v = 2 } | ConvertTo-HeatmapGrid "x`e]0;x`a" y v
        $thawed = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($image, 2))
        foreach ($object in $image, $heatmap, $heatmap.Scale, $scaled.Scale, $grid, $thawed) {
            $text = ($object | Format-List * -Force | Out-String) + ($object | Format-List | Out-String) + ($object | Format-Table | Out-String) + $object
            $text.Contains("`e]") -or $text.Contains("`a") | Should -BeFalse
        }

        $image.Unit, $heatmap.Scale.Unit | Should -Be "K␛]0;x␇␍␊`u{FFFD}", "K␛]0;x␇␍␊`u{FFFD}"
    }

    It 'show a terminal' {
        $terminal = Get-HeatmapFormat -Terminal
        $terminal | Out-String | Should -Match '(?m)^Window +: \d+ × \d+ characters of \d+ × \d+ pixels'
    }
}
