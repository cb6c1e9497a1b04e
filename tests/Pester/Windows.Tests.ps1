# The package as Windows runs it: unpacked under Wine, used by Windows' own PowerShell, its results compared with this system's.
# build.ps1 -Task Test -Bootstrap Full makes the package and the Windows side; -Task TestWindows runs all the other tests there.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noWindows = -not (Test-WindowsSide)
}

Describe 'The package on Windows' -Skip:$noWindows {
    BeforeAll {
        . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
        foreach ($name in 'Packages', 'DebianFolder', 'DotnetLayout', 'ForeignTests', 'Wine') {
            . ([IO.Path]::Join($repositoryRoot, 'tools', 'build', "$name.ps1"))
        }

        # The same frames on both sides, written by the tests' own writer.
        $here = New-TestFolder
        $frames = New-Item -ItemType Directory -Path ([IO.Path]::Join($here, 'frames'))
        foreach ($name in 'a', 'b', 'c') {
            $frame = New-TestFrame -Kind Spot -Width 96 -Height 72 -Type ([ushort]) -Minimum 1000 -Maximum (20000 + 500 * [int][char]$name)
            $null = Write-TestTiff ([IO.Path]::Join($frames, "$name.tif")) 96 72 @(, $frame.Data)
        }

        $side = [IO.Path]::Join($repositoryRoot, 'output', 'wine')
        $drive = Get-WineDrive $side
        $work = [IO.Path]::Join($drive, 'scenario')
        Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction Ignore
        $null = New-Item -ItemType Directory -Path $work
        Copy-Item -LiteralPath $frames -Destination $work -Recurse
        $version = (Import-PowerShellDataFile -LiteralPath ([IO.Path]::Join($repositoryRoot, 'HeatmapPS.psd1'))).ModuleVersion
        [IO.Compression.ZipFile]::ExtractToDirectory([IO.Path]::Join($repositoryRoot, 'output', 'packages', "HeatmapPS.$version.zip"), [IO.Path]::Join($work, 'modules'))
        Copy-Item -LiteralPath ([IO.Path]::Join($PSScriptRoot, 'support', 'WindowsScenario.ps1')) -Destination $work

        $exitCode = Invoke-WinePowerShell -Side $side -File 'C:\scenario\WindowsScenario.ps1' -TimeoutMinutes 5 -Argument @(
            '-ModulePath', "C:\scenario\modules\HeatmapPS\$version\HeatmapPS.psd1", '-Folder', 'C:\scenario', '-ResultPath', 'C:\scenario\results.json')
        $results = Get-Content -LiteralPath ([IO.Path]::Join($work, 'results.json')) -Raw -ErrorAction Stop | ConvertFrom-Json -AsHashtable

        # What a step gave there, with its errors' text where there should be none.
        function Get-Step([string] $Name) {
            $results[$Name].Text | Should -BeNullOrEmpty -Because "step $Name"
            return $results[$Name].Value
        }

        # The picture of a file that was written there, by this system's module.
        function Read-There([string] $File) { return (Import-HeatmapImage -LiteralPath ([IO.Path]::Join($work, $File))).ToArray() }
    }

    It 'runs to its end' {
        $exitCode | Should -Be 0
    }

    It 'writes the main job''s files byte for byte as here' {
        Get-Step 'Main' | Should -Be 'a.png|b.png|c.png'
        $null = Get-ChildItem -LiteralPath $frames | ConvertTo-Heatmap -Colormap inferno -Percentile 2, 98 -SharedScale -Destination ([IO.Path]::Join($here, 'main'))
        foreach ($name in 'a.png', 'b.png', 'c.png') {
            (Get-FileHash -LiteralPath ([IO.Path]::Join($work, 'main', $name))).Hash | Should -Be (Get-FileHash -LiteralPath ([IO.Path]::Join($here, 'main', $name))).Hash
        }
    }

    It 'writes <Step> with the pixels of this system' -ForEach @(
        @{ Step = 'Jpeg'; Format = 'jpg' }
        @{ Step = 'WebP'; Format = 'webp' }
        @{ Step = 'Bmp'; Format = 'bmp' }
    ) {
        $folder = $Step.ToLowerInvariant()
        Get-Step $Step | Should -Be "a.$Format"
        $file = ConvertTo-Heatmap -LiteralPath ([IO.Path]::Join($frames, 'a.tif')) -Colormap inferno -Destination ([IO.Path]::Join($here, $folder)) -Format $Format
        Should-HavePixels (Read-There "$folder/a.$Format") (Import-HeatmapImage -LiteralPath $file.FullName).ToArray()
    }

    It 'draws a colorbar with text, and a picture in the terminal' {
        Get-Step 'Colorbar' | Should -Be 'colorbar.png'
        $image = Import-HeatmapImage -LiteralPath ([IO.Path]::Join($work, 'colorbar.png'))
        $image.Width | Should -BeGreaterThan 96
        Get-Step 'Show' | Should -Match '<esc>\[38;2;\d+;\d+;\d+m.*[▀▄]'
    }

    It 'keeps ImageMagick to its formats though it writes first' {
        Get-Step 'Policy' | Should -Be 'MagickPolicyErrorException|MagickPolicyErrorException'
    }

    It 'takes names that differ in case for one file' {
        $results['OwnInput'].Errors | Should -Be 'OutputIsInput'
        Get-Step 'OwnInputIsUntouched' | Should -Be 'True'
        $results['SameName'].Errors | Should -Be 'OutputNameCollision'
    }

    It 'refuses the device name <_> as output' -ForEach 'NUL', 'con', 'COM1', 'LPT1.txt' {
        $results["Name $_"].Errors | Should -Be 'OutputNameInvalid'
    }

    It 'opens no device, pipe or stream: <_>' -ForEach 'NUL', '\\?\NUL', '\\.\pipe\heatmapps', 'frames\a.tif:stream' {
        $results["Input $_"].Errors.Count | Should -Be 1
        $results["Input $_"].Errors[0] | Should -BeIn 'FileNotRegular', 'ImageNotFound', 'NotAFile'
    }

    It 'replaces a file that somebody opens all the time, and says so where it is never let go' {
        Get-Step 'BusyTarget' | Should -Be '20 written, read: True'
        $results['HeldTarget'].Errors | Should -Be 'OutputWriteFailed'
        $results['HeldTarget'].Text[0] | Should -Match 'in use'
    }

    It 'replaces a read-only file as -Force asks, and leaves nothing behind' {
        Get-Step 'ReadOnlyTarget' | Should -Be 'a.png'
        Get-Step 'LeftBehind' | Should -Be ''
    }

    It 'writes long paths, and names of any language' {
        Get-Step 'LongPath' | Should -Be 'True'
        Get-Step 'Names' | Should -Be 'Тепло 熱 [1].png'
    }
}
