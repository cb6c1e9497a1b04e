# -Session of ConvertTo-Heatmap, Measure-Heatmap and Get-HeatmapScale, against SSH servers on loopback: the same results as on one machine.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SshServers.ps1'))
    $noServer = -not (Test-SshServer)
    if ($noServer) { Write-Warning 'The tests of -Session are skipped: they need openssh-server, openssh-client, and root.' }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SshServers.ps1'))
    $servers = [Collections.Generic.List[object]]::new()
    $source = New-TestFolder

    # The same command twice: here, and on the hosts. Files are equal byte by byte, in the same order.
    function Compare-Run([object[]] $InputObject, [hashtable] $Parameter) {
        $here, $there = (New-TestFolder), (New-TestFolder)
        $expected = @($InputObject | ConvertTo-Heatmap @Parameter -Destination $here -WarningAction SilentlyContinue)
        $written = @($InputObject | ConvertTo-Heatmap @Parameter -Destination $there -Session $sessions -WarningAction SilentlyContinue)
        $written.Name | Should -Be $expected.Name
        foreach ($i in 0..($expected.Count - 1)) {
            [Linq.Enumerable]::SequenceEqual([IO.File]::ReadAllBytes($written[$i].FullName), [IO.File]::ReadAllBytes($expected[$i].FullName)) | Should -BeTrue -Because $expected[$i].Name
        }

        return $written
    }

    if (Test-SshServer) {
        $folder = New-TestFolder
        Initialize-TestHosts $folder
        $sessions = @(New-TestSession $folder @(Start-TestHost $folder; Start-TestHost $folder))
        $grey = 0..11 | ForEach-Object { Get-Item -LiteralPath (Write-TestPng ([IO.Path]::Join($source, ('g{0:00}.png' -f $_))) 24 18 (New-TestFrame Noise 24 18 -Seed $_).Data -BitDepth 16) }
        $bytes = 0..3 | ForEach-Object { Get-Item -LiteralPath (Write-TestPng ([IO.Path]::Join($source, "b$_.png")) 24 18 (New-TestFrame Noise 24 18 -Type ([byte]) -Seed $_).Data) }
        $floats = 0..5 | ForEach-Object {
            $values = [float[]](New-TestFrame Noise 24 18 -Type ([uint16]) -Seed (40 + $_)).Data.ForEach({ $_ / 7 - 1000 })
            $values[3] = [float]::NaN
            Get-Item -LiteralPath (Write-TestNpy ([IO.Path]::Join($source, "f$_.npy")) $values 18, 24)
        }
    }
}

AfterAll {
    if ($sessions) { Remove-PSSession -Session $sessions }
    Stop-TestHosts
}

Describe 'ConvertTo-Heatmap -Session' -Skip:$noServer {
    It 'writes the files that one machine writes, in the order of the inputs: <_>' -ForEach @(
        '@{ Colormap = "inferno" }'
        '@{ Minimum = 100; Maximum = 60000; Reverse = $true; LevelCount = 12; BadColor = "red" }'
        '@{ Percentile = 5, 95; BitDepth = 16; Format = "tif"; Compression = "Best" }'
        '@{ Colorbar = $true; Norm = "Power"; Gamma = 0.5 }'
        '@{ IncludeData = $true; Name = "{Index}-{BaseName}" }'
        '@{ Colormap = New-Colormap black, "#ff8000", white; UnderColor = "blue" }'
        '@{ Scale = [pscustomobject]@{ Minimum = 10; Maximum = 50000; Norm = "Log" } }'
        '@{ NoMetadata = $true; Boundary = 0, 20000, 40000, 65536 }'
    ) {
        $written = Compare-Run $grey (& ([scriptblock]::Create($_)))
        $written[0] | Should -BeOfType ([IO.FileInfo])
        @($written.PSComputerName | Sort-Object -Unique) | Should -Be '127.0.0.1'
    }

    It 'takes what Import-HeatmapImage was told of the reading' {
        $tiff = Write-TestTiff ([IO.Path]::Join($source, 'pages.tif')) 24 18 @((New-TestFrame Noise 24 18 -Type ([uint16]) -Seed 1).Data, (New-TestFrame Noise 24 18 -Type ([uint16]) -Seed 2).Data)
        $null = Compare-Run @(Import-HeatmapImage -LiteralPath $tiff -AllPages) @{ Colormap = 'hot' }
        $null = Compare-Run @(Import-HeatmapImage -LiteralPath $tiff -Page 2 -Region 2, 3, 10, 11 -Gain 0.5 -Offset -3 -Unit °C -NoDataValue 7) @{ Colormap = 'hot' }
        $null = Compare-Run @(Import-HeatmapImage -LiteralPath $grey.FullName -Unit K) @{ SharedScale = $true }
        $csv = [IO.Path]::Join($source, 'table.csv')
        [IO.File]::WriteAllText($csv, "1,5;2,5;3`n4;5;6,25`n")
        $null = Compare-Run @(Import-HeatmapImage -LiteralPath $csv -Delimiter ';' -Culture de-DE) @{}
    }

    It 'takes a colormap from a file by a relative path, which means nothing on the hosts' {
        New-Colormap black, '#ff8000', white | Export-Colormap -Path ([IO.Path]::Join($source, 'own.csv'))
        Push-Location -LiteralPath $source
        try { $null = Compare-Run $grey[0..3] @{ Colormap = 'own.csv'; SharedScale = $true } }
        finally { Pop-Location }
    }

    It 'takes the temperatures of thermal cameras' {
        $camera = Get-TestDataPath 'golden/thermal/radiometric.jpg'
        $null = Compare-Run @(Import-HeatmapImage -LiteralPath $camera -Emissivity 0.7 -Distance 3 -TemperatureUnit K) @{ Colormap = 'inferno'; IncludeData = $true }
    }

    It 'takes numbers that lie under a picture' {
        $pictures = @($grey[0..2] | ConvertTo-Heatmap -IncludeData -Destination (New-TestFolder) -WarningAction Ignore)
        $null = Compare-Run $pictures @{ Colormap = 'jet'; Minimum = 0; Maximum = 65535 }
        $null = Compare-Run @(Import-HeatmapImage -LiteralPath $pictures.FullName) @{ Colormap = 'jet'; Minimum = 0; Maximum = 65535 }
        $null = Compare-Run @(Import-HeatmapImage -LiteralPath $pictures.FullName -Embedded Picture | ConvertTo-Grayscale -Destination (New-TestFolder)) @{}
    }

    It 'finds one scale for all, exactly: <Name>, <_>' -ForEach @(
        foreach ($set in 'grey', 'bytes', 'floats', 'all') {
            foreach ($rule in '@{}', '@{ Percentile = 2, 98 }', '@{ Norm = "Equalize" }', '@{ Norm = "Log" }', '@{ Range = "Data" }', '@{ Percentile = 1, 99; Symmetric = $true }') { @{ Name = $set; Rule = $rule } }
        }
    ) {
        $files = switch ($Name) { grey { $grey } bytes { $bytes } floats { $floats } all { $grey[0..2] + $bytes + $floats } }
        $null = Compare-Run @($files) (@{ SharedScale = $true } + (& ([scriptblock]::Create($Rule))))
    }

    It 'finds the mean and the deviation of parts to 1e-12' {
        $here = $floats + $grey | Get-HeatmapScale -StandardDeviation 2
        $there = $floats + $grey | Get-HeatmapScale -StandardDeviation 2 -Session $sessions
        [Math]::Abs($there.Minimum / $here.Minimum - 1) | Should -BeLessThan 1e-12
        [Math]::Abs($there.Maximum / $here.Maximum - 1) | Should -BeLessThan 1e-12
    }

    It 'reports each image under its path, with the host, and goes on: one scale or not' -ForEach @{ Parameters = @{} }, @{ Parameters = @{ SharedScale = $true } } {
        $broken = [IO.Path]::Join((New-TestFolder), 'broken.png')
        [IO.File]::WriteAllBytes($broken, [IO.File]::ReadAllBytes($grey[5].FullName)[0..300])
        $missing = [IO.Path]::Join($source, 'missing.png')
        $written = @($grey[0].FullName, $broken, $grey[1].FullName, $missing, $grey[2].FullName |
                ConvertTo-Heatmap @Parameters -Destination (New-TestFolder) -Session $sessions -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction Ignore)
        $written.Name | Should -Be 'g00.png', 'g01.png', 'g02.png'
        @($failed | ForEach-Object { Get-ErrorId $_ }) | Should -Be 'ImageCorrupt', 'ImageNotFound'
        $failed.TargetObject | Should -Be $broken, $missing
        $failed[0].OriginInfo.PSComputerName | Should -Be '127.0.0.1'
        $failed[1].CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'decides here about names and existing files' {
        $out = New-TestFolder
        $null = $grey[0] | ConvertTo-Heatmap -Destination $out -Colormap jet
        $stamp = [IO.File]::GetLastWriteTimeUtc([IO.Path]::Join($out, 'g00.png'))
        { $grey[0] | ConvertTo-Heatmap -Destination $out -Session $sessions } | Should-ThrowId OutputExists
        ($grey[0..1] | ConvertTo-Heatmap -Destination $out -Session $sessions -SkipExisting -WarningAction Ignore).Name | Should -Be 'g01.png'
        [IO.File]::GetLastWriteTimeUtc([IO.Path]::Join($out, 'g00.png')) | Should -Be $stamp
        { $grey[0..1] | ConvertTo-Heatmap -Destination $out -Name same -Session $sessions -WarningAction Ignore } | Should-ThrowId OutputNameCollision
        { $grey[0] | ConvertTo-Heatmap -Destination $source -Force -Session $sessions } | Should-ThrowId OutputIsInput
        ($grey[0] | ConvertTo-Heatmap -Destination $out -Force -Session $sessions).Name | Should -Be 'g00.png'
    }

    It 'writes with -IfNewer what is old or made otherwise' -ForEach @{ Parameters = @{} }, @{ Parameters = @{ SharedScale = $true } } {
        $out = New-TestFolder
        $run = @{ Destination = $out; IfNewer = $true; WarningAction = 'Ignore' } + $Parameters
        @($grey[0..3] | ConvertTo-Heatmap @run -Colormap jet -Session $sessions).Count | Should -Be 4
        @($grey[0..3] | ConvertTo-Heatmap @run -Colormap jet -Session $sessions).Count | Should -Be 0
        @($grey[0..3] | ConvertTo-Heatmap @run -Colormap jet).Count | Should -Be 0
        @($grey[0..3] | ConvertTo-Heatmap @run -Colormap hot -Session $sessions).Count | Should -Be 4
    }

    It 'does nothing with -WhatIf' {
        $out = [IO.Path]::Join((New-TestFolder), 'none')
        $grey | ConvertTo-Heatmap -Destination $out -Session $sessions -WhatIf | Should -BeNullOrEmpty
        Test-Path -LiteralPath $out | Should -BeFalse
    }

    It 'warns once of what each host would warn of' {
        $null = $grey | ConvertTo-Heatmap -Destination (New-TestFolder) -Session $sessions -WarningVariable warned -WarningAction SilentlyContinue
        @($warned).Count | Should -Be 1
        "$warned" | Should -Match '12 images has its own range'
        $null = $grey | ConvertTo-Heatmap -Minimum 70000 -Maximum 80000 -Destination (New-TestFolder) -Session $sessions -WarningVariable warned -WarningAction SilentlyContinue
        @($warned).Count | Should -Be 1
    }

    It 'shows with -Verbose what the hosts say' {
        $lines = @($grey[0] | ConvertTo-Heatmap -Destination (New-TestFolder) -Session $sessions -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] })
        "$lines" | Should -Match 'g00\.png: HeatmapPS, 24×18 UInt16'
    }

    It 'refuses what other machines cannot read: <Name>' -ForEach @(
        @{ Name = 'an array'; Image = { , [byte[, ]]::new(4, 4) } }
        @{ Name = 'an image that was changed'; Image = { Import-HeatmapImage -LiteralPath $grey[0].FullName | Resize-HeatmapImage -Width 10 } }
        @{ Name = 'an image of another process'; Image = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Import-HeatmapImage -LiteralPath $grey[0].FullName))) } }
    ) {
        $given = & $Image
        $out = New-TestFolder
        $record = { ConvertTo-Heatmap -InputObject $given -Destination $out -Session $sessions } | Should-ThrowId SessionNeedsPath
        "$record" | Should -Match 'Export-HeatmapImage'
        { Measure-Heatmap -InputObject $given -Session $sessions } | Should-ThrowId SessionNeedsPath
        { Get-HeatmapScale -InputObject $given -Session $sessions } | Should-ThrowId SessionNeedsPath
    }

    It 'needs a place for its files' {
        { $grey[0] | ConvertTo-Heatmap -Session $sessions } | Should-ThrowId SessionNeedsFiles
    }

    It 'says what is wrong with a parameter before anything is sent' {
        { $grey[0] | ConvertTo-Heatmap -Colormap infernal -Destination (New-TestFolder) -Session $sessions } | Should-ThrowId ColormapNotFound
        { $grey[0] | Measure-Heatmap -Region 'rect 1' -Session $sessions } | Should-ThrowId RegionInvalid
    }
}

Describe 'Measure-Heatmap -Session' -Skip:$noServer {
    It 'measures what one machine measures: <_>' -ForEach @(
        '@{ Percentile = 5, 99.9 }'
        '@{ ThresholdAbove = 60000; BinCount = 7 }'
        '@{ Region = "rect 0,0,10,10", @{ X = 12; Y = 9; Radius = 4; Name = "c" } }'
        '@{ Histogram = $true; BinCount = 5 }'
    ) {
        $parameters = & ([scriptblock]::Create($_))
        foreach ($files in $grey, $floats) {
            $here = @($files | Measure-Heatmap @parameters)
            $there = @($files | Measure-Heatmap @parameters -Session $sessions)
            @($there.PSComputerName | Sort-Object -Unique) | Should -Be '127.0.0.1'
            $there[0].PSObject.TypeNames | Should -Be (@($there[0].PSObject.TypeNames[0]) + $here[0].PSObject.TypeNames[1..9])
            $names = $here[0].PSObject.Properties.Name
            ($there | Select-Object $names | ConvertTo-Json -Depth 4) | Should -Be ($here | Select-Object $names | ConvertTo-Json -Depth 4)
        }
    }

    It 'takes masks by relative paths, and rows go on to other cmdlets' {
        $mask = [byte[]]::new(24 * 18)
        foreach ($i in 0..99) { $mask[$i] = 1 }
        $null = Write-TestPng ([IO.Path]::Join($source, 'mask.png')) 24 18 $mask
        Push-Location -LiteralPath $source
        try {
            $here = Measure-Heatmap -LiteralPath g00.png -Region mask.png, @{ Mask = 'mask.png'; Name = 'm' }
            $there = Measure-Heatmap -LiteralPath g00.png -Region mask.png, @{ Mask = 'mask.png'; Name = 'm' } -Session $sessions
        }
        finally { Pop-Location }
        $there.Mean | Should -Be $here.Mean
        $there.RegionName | Should -Be $here.RegionName
        Should-HavePixels ($there[0] | ConvertTo-Heatmap).ToArray() ($here[0] | ConvertTo-Heatmap).ToArray()
        { Measure-Heatmap -LiteralPath $grey[0].FullName -Region (Import-HeatmapImage -InputObject (New-TestFrame Noise 24 18).Grid) -Session $sessions } | Should-ThrowId SessionNeedsPath
    }

    It 'measures what an image object was read as' {
        $images = Import-HeatmapImage -LiteralPath $grey.FullName -Gain 0.5 -Unit K
        $there = @($images | Measure-Heatmap -Session $sessions)
        $there.Maximum | Should -Be @($images | Measure-Heatmap).Maximum
        ($there[0] | Measure-Heatmap).Unit | Should -Be K
    }
}

Describe 'Get-HeatmapScale -Session' -Skip:$noServer {
    It 'gives the scale of one machine: <_>' -ForEach '@{}', '@{ Percentile = 2, 98 }', '@{ Norm = "Equalize"; Minimum = 5 }' {
        $parameters = & ([scriptblock]::Create($_))
        foreach ($files in $grey, $bytes, $floats, ($floats + $bytes), ($grey + $floats)) {
            $files | Get-HeatmapScale @parameters -Session $sessions | Should -Be ($files | Get-HeatmapScale @parameters)
        }
    }

    It 'gives a part that merges with others' {
        $part = $grey[0..5] | Get-HeatmapScale -AsPart -Session $sessions
        $part.ImageCount | Should -Be 6
        $grey[6..11] | Get-HeatmapScale -Part $part -Percentile 1, 99 -Session $sessions | Should -Be ($grey | Get-HeatmapScale -Percentile 1, 99)
    }

    It 'gives the scale that pictures say they were drawn with' {
        $pictures = @($grey[0..3] | ConvertTo-Heatmap -SharedScale -Percentile 3, 97 -Destination (New-TestFolder))
        $pictures | Get-HeatmapScale -Session $sessions | Should -Be ($pictures | Get-HeatmapScale)
    }

    It 'warns of several units' {
        $images = @(Import-HeatmapImage -LiteralPath $grey[0].FullName -Unit K) + @(Import-HeatmapImage -LiteralPath $grey[1].FullName -Unit °C)
        $null = $images | Get-HeatmapScale -Session $sessions -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'K'
    }
}
