# Every cmdlet in eight runspaces at once gives what it gives alone. support/CmdletCalls.ps1 has the calls.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'CmdletCalls.ps1'))
    $names = @($cmdletCalls.Keys)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'CmdletCalls.ps1'))
    $folder = New-TestFolder
    $source = New-CallSource $folder
    $scripts = [ordered]@{}
    foreach ($name in $cmdletCalls.Keys) { $scripts[$name] = "$($cmdletCalls[$name])" }
    $alone = @{}
    foreach ($name in $scripts.Keys) { $alone[$name] = Invoke-CmdletCall $scripts[$name] $source (New-TestFolder) }

    # Each runspace begins at another cmdlet, so that each meets others.
    $calls = [IO.Path]::Join($PSScriptRoot, 'support', 'CmdletCalls.ps1')
    $module = (Get-Module HeatmapPS).Path
    $together = 0..7 | ForEach-Object -ThrottleLimit 8 -Parallel {
        Import-Module $using:module
        . $using:calls
        $scripts = $using:scripts
        $names = @($scripts.Keys)
        $out = [IO.Directory]::CreateDirectory([IO.Path]::Join($using:folder, "out$_")).FullName
        foreach ($i in 0..($names.Count - 1)) {
            $name = $names[($_ * 5 + $i) % $names.Count]
            [pscustomobject]@{ Name = $name; Result = Invoke-CmdletCall $scripts[$name] $using:source $out }
        }
    }
}

Describe 'Eight at once' {
    It 'is tried with every cmdlet' {
        # A cmdlet that is missing here needs a line in support/CmdletCalls.ps1.
        (Get-Command -Module HeatmapPS -CommandType Cmdlet).Name | Sort-Object | Should -Be @($cmdletCalls.Keys | Sort-Object)
    }

    It '<_> gives what it gives alone' -ForEach $names {
        $name = $_
        $alone[$name] | Should -Not -BeNullOrEmpty
        $alone[$name] | Should -Not -BeLike '*error *'
        $results = @($together | Where-Object Name -EQ $name)
        $results | Should -HaveCount 8
        foreach ($result in $results) { $result.Result | Should -Be $alone[$name] }
    }

    It 'one command''s colormap, scale and image may be used by all' {
        $image, $map = (Import-HeatmapImage $source.tif), (Get-Colormap inferno)
        $scale = $image | Get-HeatmapScale -Percentile 2, 98
        $expected = ($image | ConvertTo-Heatmap -Colormap $map -Scale $scale).ToArray()
        $results = 1..24 | ForEach-Object -ThrottleLimit 8 -Parallel {
            Import-Module $using:module
            , ($using:image | ConvertTo-Heatmap -Colormap $using:map -Scale $using:scale).ToArray()
        }
        foreach ($result in $results) { Should-HavePixels $result $expected }
    }
}
