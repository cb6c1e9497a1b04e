# What each kind of writer leaves when the disk is full or its process was killed: reports, videos, colormaps, zoomable images.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SmallDisk.ps1'))
    $canMount = Test-SmallDisk
    $noFfmpeg = -not ((Test-Program ffmpeg) -and (Test-Program ffprobe))
    $reports = @(
        @{ Name = 'a document'; Parameters = @{} }
        @{ Name = 'a fragment'; Parameters = @{ As = 'Fragment' } }
        @{ Name = 'a message'; Parameters = @{ As = 'Mail' }; File = 'report.eml' }
        @{ Name = 'a document with a folder of pictures'; Parameters = @{ PictureFolder = $true } }
    )
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'SmallDisk.ps1'))

    # An old report with its pictures, and the hashes of all its files.
    function New-OldReport([string] $Folder, [hashtable] $Parameters, [string] $Name) {
        ConvertTo-Heatmap -InputObject ([byte[, ]]::new(8, 8)) | Export-HeatmapReport -Path ([IO.Path]::Join($Folder, $Name)) @Parameters
        return @(Get-FileState $Folder)
    }

    function Get-FileState([string] $Folder) {
        Get-ChildItem -LiteralPath $Folder -Recurse -Force -File | Sort-Object FullName | ForEach-Object { "$($_.FullName) $((Get-FileHash -LiteralPath $_.FullName).Hash)" }
    }
}

AfterAll { Dismount-SmallDisk }

Describe 'A full disk' -Skip:(-not $canMount) {
    BeforeAll {
        $disk = New-SmallDisk
        $noise = foreach ($seed in 1..3) { ConvertTo-Heatmap -InputObject (New-TestFrame Noise 1100 1000 -Type ([byte]) -Seed $seed).Grid }
        $light = ConvertTo-Heatmap -InputObject ([byte[, ]]::new(20, 20))
    }

    BeforeEach { Get-ChildItem -LiteralPath $disk -Force | Remove-Item -Recurse -Force }

    It 'while <Name> is written is one error, and leaves nothing' -ForEach $reports {
        $path = [IO.Path]::Join($disk, $File ?? 'report.html')
        $failed = @($light, $noise[0], $light, $noise[1], $noise[2] | Export-HeatmapReport -Path $path -PictureSize 0 @Parameters 2>&1)
        $failed | ForEach-Object { Get-ErrorId $_ } | Should -Be OutputWriteFailed
        $failed.TargetObject | Should -Be $path
        Get-ChildItem -LiteralPath $disk -Force | Should -BeNullOrEmpty
    }

    It 'while <Name> is replaced leaves the old one and its pictures' -ForEach $reports {
        $old = New-OldReport $disk $Parameters ($File ?? 'report.html')
        $failed = @($light, $noise[0], $noise[1] | Export-HeatmapReport -Path ([IO.Path]::Join($disk, $File ?? 'report.html')) -PictureSize 0 -Force @Parameters 2>&1)
        $failed | ForEach-Object { Get-ErrorId $_ } | Should -Be OutputWriteFailed
        Get-FileState $disk | Should -Be $old
    }

    It 'while the page of <Name> is put together leaves the old one and its pictures' -ForEach $reports {
        # The pieces fit, the whole beside them does not: what comes last is what meets the end of the disk.
        $old = New-OldReport $disk $Parameters ($File ?? 'report.html')
        $notes = foreach ($i in 1..12) { 'n' * 100kb }
        $failed = @($light | Export-HeatmapReport -Path ([IO.Path]::Join($disk, $File ?? 'report.html')) -Note $notes -Force @Parameters 2>&1)
        $failed | ForEach-Object { Get-ErrorId $_ } | Should -Be OutputWriteFailed
        Get-FileState $disk | Should -Be $old
    }

    It 'while <_> is written is OutputWriteFailed, and leaves the old file' -ForEach 'webp', 'avif', 'gif', 'bmp', 'jpg', 'tif' {
        $path = [IO.Path]::Join($disk, "x.$_")
        [IO.File]::WriteAllText($path, 'old')
        [IO.File]::WriteAllBytes([IO.Path]::Join($disk, 'ballast'), [byte[]]::new(800kb))
        $null = { $noise[0] | Export-HeatmapImage -Path $path -Quality 100 -Force } | Should-ThrowId OutputWriteFailed
        [IO.File]::ReadAllText($path) | Should -Be 'old'
        (Get-ChildItem -LiteralPath $disk -Force).Name | Should -Be 'ballast', "x.$_"
    }

    It 'while a colormap is written leaves the old one' {
        $path = [IO.Path]::Join($disk, 'map.json')
        [IO.File]::WriteAllText($path, 'old')
        [IO.File]::WriteAllBytes([IO.Path]::Join($disk, 'ballast'), [byte[]]::new(1mb - 4kb))
        $null = { New-Colormap -Name wide -Color black, red, white -Count 4096 | Export-Colormap -Path $path -Force } | Should-ThrowId OutputWriteFailed
        [IO.File]::ReadAllText($path) | Should -Be 'old'
        (Get-ChildItem -LiteralPath $disk -Force).Name | Should -Be 'ballast', 'map.json'
    }
}

Describe 'A limit on the size of files' -Skip:$IsWindows {
    It 'that <Name> meets is an error, and leaves nothing' -ForEach @(
        @{ Name = 'a report'; Script = '$map | Export-HeatmapReport -Path $path -PictureSize 0'; File = 'a.html' }
        @{ Name = 'a zoomable image'; Script = '$map | Export-HeatmapImage -Path $path -Compression None'; File = 'a.dzi' }
        @{ Name = 'an image'; Script = '$map | Export-HeatmapImage -Path $path -BitDepth 16'; File = 'a.png' }
    ) {
        $folder = New-TestFolder
        $run = [IO.Path]::Join((New-TestFolder), 'run.ps1')
        [IO.File]::WriteAllText($run, @"
Import-Module '$((Get-Module HeatmapPS).ModuleBase)'
`$values = [byte[, ]]::new(700, 700)
`$random = [Random]::new(1)
for (`$y = 0; `$y -lt 700; `$y++) { for (`$x = 0; `$x -lt 700; `$x++) { `$values[`$y, `$x] = `$random.Next(256) } }
`$map = ConvertTo-Heatmap -InputObject `$values
`$path = '$([IO.Path]::Join($folder, $File))'
try { `$null = & { $Script -ErrorAction Stop } } catch { `$_.FullyQualifiedErrorId }
"@)
        $start = New-ChildPwshStart $run @()
        # .NET maps its code from a file in memory, which the limit would forbid. 30 KB: less than one tile.
        $lines = & /bin/sh -c 'export DOTNET_EnableWriteXorExecute=0; trap "" XFSZ; ulimit -f 60; exec "$@"' sh $start.FileName @($start.ArgumentList)
        $lines | Select-Object -Last 1 | Should -Match '^OutputWriteFailed,'
        Get-ChildItem -LiteralPath $folder -Force | Should -BeNullOrEmpty
    }
}

Describe 'What a killed process left' {
    BeforeAll {
        $machine = [Convert]::ToHexStringLower([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes([Environment]::MachineName))[0..3])

        # A file and two folders of a process that is gone; in one folder something was written just now.
        function New-LeftOver([string] $Folder) {
            $file, $old, $new = 'file', 'old', 'new' | ForEach-Object { [IO.Path]::Join($Folder, ".heatmapps-$machine-999999999-$_.tmp") }
            [IO.File]::WriteAllText($file, 'part')
            foreach ($each in $old, $new) {
                $tiles = [IO.Path]::Join($each, 'sheet_files')
                $null = [IO.Directory]::CreateDirectory($tiles)
                [IO.File]::WriteAllText([IO.Path]::Join($tiles, '0_0.png'), 'part')
            }

            $past = [DateTime]::UtcNow.AddMinutes(-2)
            [IO.File]::SetLastWriteTimeUtc([IO.Path]::Join($old, 'sheet_files', '0_0.png'), $past)
            foreach ($each in $old, $new) {
                [IO.Directory]::SetLastWriteTimeUtc([IO.Path]::Join($each, 'sheet_files'), $past)
                [IO.Directory]::SetLastWriteTimeUtc($each, $past)
            }
            [IO.File]::SetLastWriteTimeUtc($file, $past)
        }

        $maps = foreach ($seed in 1..2) { ConvertTo-Heatmap -InputObject (New-TestFrame Noise 32 24 -Type ([byte]) -Seed $seed).Grid }
    }

    It 'goes with the next <Name>' -ForEach @(
        @{ Name = 'report'; Script = { $maps | Export-HeatmapReport -Path $args[0] }; File = 'a.html' }
        @{ Name = 'message'; Script = { $maps | Export-HeatmapReport -Path $args[0] }; File = 'a.eml' }
        @{ Name = 'GIF animation'; Script = { $maps | Export-HeatmapVideo -Path $args[0] }; File = 'a.gif' }
        @{ Name = 'colormap'; Script = { Get-Colormap inferno | Export-Colormap -Path $args[0] }; File = 'a.json' }
        @{ Name = 'picture of a colormap'; Script = { Get-Colormap inferno | Export-Colormap -Path $args[0] }; File = 'a.png' }
        @{ Name = 'zoomable image'; Script = { $maps[0] | Export-HeatmapImage -Path $args[0] }; File = 'a.dzi' }
        @{ Name = 'zoomable sheet'; Script = { $maps | Merge-Mosaic -Destination $args[0] }; File = 'a.dzi' }
        @{ Name = 'pyramid'; Script = { $maps[0] | Export-HeatmapImage -Path $args[0] -Pyramid }; File = 'a.tif' }
        if (-not $noFfmpeg) { @{ Name = 'video'; Script = { $maps | Export-HeatmapVideo -Path $args[0] }; File = 'a.mp4' } }
    ) {
        $folder = New-TestFolder
        New-LeftOver $folder
        $null = & $Script ([IO.Path]::Join($folder, $File))
        # In a container nobody outside sees its processes: what was written to lately stays.
        (Get-ChildItem -LiteralPath $folder -Force -Filter '.heatmapps-*').Name | Should -Be ".heatmapps-$machine-999999999-new.tmp"
        [IO.Path]::Join($folder, $File) | Should -Exist
    }
}
