# -IfNewer and what a picture's file says of how it was made.

BeforeAll { . ([IO.Path]::Join($PSScriptRoot, 'common.ps1')) }

Describe '-IfNewer' {
    BeforeAll {
        function Invoke-Job([string] $Folder, [hashtable] $With = @{}) {
            $before = @{}
            Get-ChildItem "$Folder/out" -ErrorAction Ignore | ForEach-Object { $before[$_.Name] = [Convert]::ToHexString([IO.File]::ReadAllBytes($_.FullName)) + $_.LastWriteTimeUtc.Ticks }
            $written = Get-ChildItem "$Folder/*.tif" | ConvertTo-Heatmap -Destination "$Folder/out" -IfNewer -WarningAction SilentlyContinue @With
            return $written.Name
        }

        function New-Job {
            $folder = New-TestFolder
            0..1 | ForEach-Object {
                $path = Write-TestTiff "$folder/f$_.tif" 30 20 @(, [ushort[]](New-TestFrame Noise 30 20 -Seed $_ -Maximum (900 * ($_ + 1))).Data)
                [IO.File]::SetLastWriteTimeUtc($path, [DateTime]::new(2020, 1, 1))
            }

            return $folder
        }
    }

    It 'replaces a picture that was made otherwise: <Name>' -ForEach @(
        @{ Name = 'colormap'; Change = @{ Colormap = 'jet' } }
        @{ Name = 'limits'; Change = @{ Percentile = 3, 97 } }
        @{ Name = 'norm'; Change = @{ Gamma = 0.5 } }
        @{ Name = 'colour of bad values'; Change = @{ BadColor = 'red' } }
        @{ Name = 'depth'; Change = @{ BitDepth = 16 } }
        @{ Name = 'colorbar'; Change = @{ Colorbar = $true } }
        @{ Name = 'numbers'; Change = @{ IncludeData = $true } }
        @{ Name = 'one scale for all'; Change = @{ SharedScale = $true } }
    ) {
        $folder = New-Job
        Invoke-Job $folder | Should -Be f0.png, f1.png
        Invoke-Job $folder | Should -BeNullOrEmpty
        Invoke-Job $folder $Change | Should -Be f0.png, f1.png
        Invoke-Job $folder $Change | Should -BeNullOrEmpty
        Invoke-Job $folder | Should -Be f0.png, f1.png
    }

    It 'with -SharedScale replaces all pictures when a new image changes the scale' {
        $folder = New-Job
        Invoke-Job $folder @{ SharedScale = $true } | Should -Be f0.png, f1.png
        Invoke-Job $folder @{ SharedScale = $true } | Should -BeNullOrEmpty
        $null = Write-TestTiff "$folder/f2.tif" 30 20 @(, [ushort[]](New-TestFrame Noise 30 20 -Seed 5 -Maximum 60000).Data)
        [IO.File]::SetLastWriteTimeUtc("$folder/f2.tif", [DateTime]::new(2020, 1, 1))
        Invoke-Job $folder @{ SharedScale = $true } | Should -Be f0.png, f1.png, f2.png
    }

    It 'sees other reading of the source' {
        $folder = New-Job
        $job = { param($gain) (Import-HeatmapImage "$folder/f0.tif" -Gain $gain | ConvertTo-Heatmap -Minimum 0 -Maximum 500 -Destination "$folder/out" -IfNewer -WarningAction SilentlyContinue).Name }
        & $job 1 | Should -Be f0.png
        & $job 1 | Should -BeNullOrEmpty
        & $job 0.1 | Should -Be f0.png
    }

    It 'compares only the times where the file says nothing' {
        $folder = New-Job
        Invoke-Job $folder @{ NoMetadata = $true } | Should -Be f0.png, f1.png
        Invoke-Job $folder @{ Colormap = 'jet' } | Should -BeNullOrEmpty
        [IO.File]::SetLastWriteTimeUtc("$folder/f1.tif", [DateTime]::UtcNow.AddDays(1))
        Invoke-Job $folder @{ Colormap = 'jet' } | Should -Be f1.png
    }
}
