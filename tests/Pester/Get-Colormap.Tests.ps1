# Get-Colormap: which maps there are, how they are found, filtered, shown and completed.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Completions of a line whose cursor is at its end.
    function Get-Completion([string] $Line) { return [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches }
}

Describe 'Names' {
    It 'of the golden tables of <_> are all there, reversed ones too' -ForEach 'matplotlib', 'colorcet', 'opencv' {
        $family = $_
        foreach ($name in (Get-GoldenColorTable $family).Names) {
            $maps = @(Get-Colormap "${family}:$($name -replace '^COLORMAP_')")
            $maps | Should -HaveCount 1 -Because $name
            $maps[0].Family | Should -Be $family
        }
    }

    It '<Name> is <Family>''s <Expected>' -ForEach @(
        @{ Name = 'jet'; Family = 'matplotlib'; Expected = 'jet' }, @{ Name = 'opencv:jet'; Family = 'opencv'; Expected = 'jet' }
        @{ Name = 'COLORMAP_JET'; Family = 'opencv'; Expected = 'jet' }, @{ Name = 'cv2.COLORMAP_HOT'; Family = 'opencv'; Expected = 'hot' }
        @{ Name = 'parula'; Family = 'opencv'; Expected = 'parula' }, @{ Name = 'deepgreen'; Family = 'opencv'; Expected = 'deepgreen' }
        @{ Name = 'VIRIDIS'; Family = 'matplotlib'; Expected = 'viridis' }, @{ Name = 'viridis_r'; Family = 'matplotlib'; Expected = 'viridis_r' }
        @{ Name = 'grey'; Family = 'matplotlib'; Expected = 'gray' }, @{ Name = 'gist_grey_r'; Family = 'matplotlib'; Expected = 'gist_gray_r' }
        @{ Name = 'Grays'; Family = 'matplotlib'; Expected = 'Greys' }, @{ Name = 'opencv:jet_r'; Family = 'opencv'; Expected = 'jet_r' }
    ) {
        $map = Get-Colormap $Name
        $map.Family | Should -Be $Family
        $map.Name | Should -Be $Expected
    }

    It 'that are unknown suggest the nearest, and the others are given' {
        $maps = Get-Colormap viridsi, magma -ErrorAction SilentlyContinue -ErrorVariable failed
        $maps.Name | Should -Be 'magma'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ColormapNotFound,*'
        $failed[0].TargetObject | Should -Be 'viridsi'
        "$($failed[0])" | Should -Match '\bviridis\b'
    }

    It 'come from the pipeline' {
        ('magma', 'opencv:hot' | Get-Colormap | ForEach-Object { "$_" }) | Should -Be 'magma', 'opencv:hot'
    }

    It 'as text find the same map again: <_>' -ForEach 'viridis', 'opencv:jet', 'colorcet:CET_C1', 'opencv:parula_r' {
        $map = Get-Colormap $_
        $again = Get-Colormap "$map"
        $again.Family, $again.Name, $again.Count | Should -Be $map.Family, $map.Name, $map.Count
    }

    It 'with wildcards give several: <Pattern>' -ForEach @(
        @{ Pattern = 'virid*'; Expected = 'matplotlib:viridis', 'opencv:viridis' }, @{ Pattern = 'opencv:[hj]*t'; Expected = 'opencv:jet', 'opencv:hot' }
        @{ Pattern = 'matplotlib:virid*_r'; Expected = 'matplotlib:viridis_r' }
    ) {
        (Get-Colormap $Pattern | ForEach-Object { "$($_.Family):$($_.Name)" }) | Where-Object { $_ -match '^(matplotlib|opencv):' } | Should -Be $Expected
    }

    It 'without any are all maps, none twice, none reversed' {
        $maps = Get-Colormap
        $maps.Count | Should -BeGreaterThan 200
        @($maps | Group-Object { "$($_.Family):$($_.Name)" } | Where-Object Count -GT 1) | Should -BeNullOrEmpty
        @($maps | Where-Object { $_.Name -match '_r$' }) | Should -BeNullOrEmpty
        @($maps | Where-Object Family -EQ opencv) | Should -HaveCount 22
        @($maps | Where-Object { -not $_.Licence }) | Should -BeNullOrEmpty -Because 'each map tells its licence'
    }
}

Describe 'Filters' {
    It '-Family <_>' -ForEach 'opencv', 'matplotlib', 'open*' {
        $maps = Get-Colormap -Family $_
        $maps.Count | Should -BeGreaterThan 20
        $maps | Where-Object Family -NotLike $_ | Should -BeNullOrEmpty
    }

    It '-Kind <Kind> has <Has> and not <HasNot>' -ForEach @(
        @{ Kind = 'Sequential'; Has = 'viridis'; HasNot = 'RdBu' }, @{ Kind = 'Diverging'; Has = 'RdBu'; HasNot = 'viridis' }
        @{ Kind = 'Cyclic'; Has = 'twilight'; HasNot = 'magma' }, @{ Kind = 'Qualitative'; Has = 'tab10'; HasNot = 'jet' }
    ) {
        $names = (Get-Colormap -Kind $Kind).Name
        $names | Should -Contain $Has
        $names | Should -Not -Contain $HasNot
    }

    It '-PerceptuallyUniform and -ColorBlindSafe' {
        $uniform = Get-Colormap -PerceptuallyUniform -Family matplotlib
        $uniform.Name | Should -Contain viridis
        $uniform.Name | Should -Not -Contain jet
        $safe = Get-Colormap -ColorBlindSafe -Family matplotlib
        $safe.Name | Should -Contain cividis
        $safe.Name | Should -Not -Contain rainbow
        (Get-Colormap -Kind Sequential, Cyclic -PerceptuallyUniform -Family matplotlib).Name | Should -Contain magma
    }
}

Describe 'Maps' {
    It '<Name> has <Count> colours, its first <First>' -ForEach @(
        @{ Name = 'viridis'; Count = 256; First = '68,1,84' }, @{ Name = 'tab10'; Count = 10; First = '31,119,180' }, @{ Name = 'twilight'; Count = 510; First = '226,217,226' }
    ) {
        $map = Get-Colormap $Name
        $map.Count | Should -Be $Count
        ($map[0].R, $map[0].G, $map[0].B | ForEach-Object { [Math]::Round(255 * $_) }) -join ',' | Should -Be $First
    }

    It 'backwards are the same map' {
        $map = Get-Colormap inferno
        $reversed = Get-Colormap inferno_r
        foreach ($i in 0, 100, 255) { $reversed[255 - $i] | Should -Be $map[$i] }
        "$($reversed.Reverse().Name)" | Should -Be 'inferno'
    }

    It 'look up values as the heatmaps do' {
        $map = Get-Colormap gray
        $map.Lookup(0).R, $map.Lookup(1).R, $map.Lookup(-5).R, $map.Lookup(5).R | Should -Be 0, 1, 0, 1
        $map.Lookup([double]::NaN).A | Should -Be 0
    }

    It 'have a view with a swatch of their colours' {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'Ansi'
        try { $text = Get-Colormap viridis, opencv:jet | Out-String -Width 200 } finally { $PSStyle.OutputRendering = $rendering }
        $text | Should -Match 'viridis'
        $text | Should -Match ([regex]::Escape("`e[48;2;68;1;84m"))
        $text | Should -Match ([regex]::Escape("`e[48;2;0;0;128m"))
    }
}

Describe 'Completion' {
    It 'of <Line> offers <Expected>' -ForEach @(
        @{ Line = 'ConvertTo-Heatmap x.png -Colormap virid'; Expected = 'viridis' }
        @{ Line = 'ConvertTo-Heatmap x.png -Colormap magma_'; Expected = 'magma_r' }
        @{ Line = 'Get-Colormap infer'; Expected = 'inferno' }
        @{ Line = 'Get-Colormap gist_r'; Expected = 'gist_rainbow' }
        @{ Line = 'ConvertTo-Heatmap x.png -Colormap opencv:je'; Expected = "'opencv:jet'" }
        @{ Line = 'ConvertTo-Heatmap x.png -Colormap VIRID'; Expected = 'viridis' }
        @{ Line = 'ConvertTo-Heatmap x.png -Destination o -Format ti'; Expected = 'TIFF' }
        @{ Line = 'Export-HeatmapImage x.png -Format pn'; Expected = 'PNG' }
        @{ Line = 'ConvertTo-Grayscale x.png -Method Rec7'; Expected = 'Rec709' }
        @{ Line = 'ConvertTo-Heatmap x.png -Range D'; Expected = 'Data' }
    ) {
        (Get-Completion $Line).CompletionText | Should -Contain $Expected
    }

    It 'shows a swatch and the kind of each map' {
        $match = Get-Completion 'ConvertTo-Heatmap x.png -Colormap viridi' | Where-Object CompletionText -EQ viridis
        $match.ToolTip | Should -Match ([regex]::Escape("`e[48;2;68;1;84m"))
        $match.ToolTip | Should -Match 'matplotlib, Sequential, 256'
    }

    It 'offers names that find the map they stand for' {
        foreach ($match in Get-Completion 'Get-Colormap j') {
            (Get-Colormap $match.CompletionText.Trim("'")).Name | Should -BeLike 'j*'
        }
    }
}

Describe 'Maps in steps' {
    BeforeAll {
        $golden = Read-Golden matplotlib_levels
        $names = (Get-GoldenColorTable matplotlib).Names
    }

    It 'of <Levels> colours are matplotlib''s, all of them' -ForEach @(
        @{ Levels = 2; Start = 0 }, @{ Levels = 3; Start = 2 }, @{ Levels = 5; Start = 5 }, @{ Levels = 8; Start = 10 }, @{ Levels = 11; Start = 18 }, @{ Levels = 33; Start = 29 }
    ) {
        $colors = $golden.Shape[1]
        $wrong = for ($i = 0; $i -lt $names.Count; $i++) {
            $map = New-Colormap -Colormap $names[$i] -LevelCount $Levels
            $from = 3 * ($i * $colors + $Start)
            $bytes = foreach ($j in 0..($Levels - 1)) { $c = $map[$j]; foreach ($v in $c.R, $c.G, $c.B) { [Math]::Round(255 * $v) } }
            if ($map.Count -ne $Levels -or "$bytes" -ne "$($golden.Data[$from..($from + 3 * $Levels - 1)])") { $names[$i] }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'are so with -LevelCount of a picture, reversed too' {
        foreach ($case in @{ Colormap = 'jet'; Row = 'jet' }, @{ Colormap = 'jet'; Reverse = $true; Row = 'jet_r' }, @{ Colormap = 'nipy_spectral_r'; Row = 'nipy_spectral_r' }) {
            $row = [Array]::IndexOf($names, $case.Row)
            $case.Remove('Row')
            $map = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..7)) -Width 8 -Height 1) -Minimum 0 -Maximum 7 -LevelCount 8 @case
            $from = 3 * ($row * $golden.Shape[1] + 10)
            Should-HavePixels $map.ToArray() $golden.Data[$from..($from + 23)] -Width 8 -Bands 3
        }
    }
}
