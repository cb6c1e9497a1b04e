<#
.SYNOPSIS
    Makes the pictures in assets/ with the built module, from simulated data.

.DESCRIPTION
    Run it after a build, in a new process; the same code gives the same pictures:

        dotnet pwsh -NoProfile -File tools/pictures/New-ReadmePictures.ps1

.OUTPUTS
    System.IO.FileInfo, one a picture.
#>
[CmdletBinding()]
[OutputType([IO.FileInfo])]
param(
    [string] $ModulePath = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'output', 'HeatmapPS'),
    [string] $Destination = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'assets')
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$byteLimit = 60KB
$gap = 8

Import-Module -Name $ModulePath
Add-Type -Path ([IO.Path]::Join($PSScriptRoot, 'PictureSheet.cs')), ([IO.Path]::Join($PSScriptRoot, 'PictureData.cs')) -CompilerOptions '-optimize+'

# Writes pictures of one size in rows (an array of arrays) as one file, with a palette where the colours allow it.
function Export-Sheet([string] $Name, [object[]] $Rows, [int] $Gap = $script:gap) {
    $first = $Rows[0][0]
    $height, $width = $first.GetLength(0), $first.GetLength(1)
    $columns = ($Rows | ForEach-Object { $_.Count } | Measure-Object -Maximum).Maximum
    $sheet = [HeatmapPS.Pictures.PictureSheet]::new($columns * ($width + $Gap) - $Gap, $Rows.Count * ($height + $Gap) - $Gap)
    for ($row = 0; $row -lt $Rows.Count; $row++) {
        for ($column = 0; $column -lt $Rows[$row].Count; $column++) {
            $sheet.Add($Rows[$row][$column], $column * ($width + $Gap), $row * ($height + $Gap))
        }
    }

    # With as many colours as values, value i takes colour i.
    $path = [IO.Path]::Join($Destination, $Name)
    $style = @{ Colormap = $sheet.Colors; Minimum = 0; Maximum = $sheet.ColorCount - 1; ColorInterpolation = 'Nearest' }
    ConvertTo-Heatmap -InputObject $sheet.Indices @style -Destination $path -Compression Best -Force
}

# The colours of data under some parameters of ConvertTo-Heatmap.
function Get-Picture([array] $Data, [hashtable] $Style) {
    return , (ConvertTo-Heatmap -InputObject $Data @Style).ToArray()
}

$null = New-Item -ItemType Directory -Path $Destination -Force
$work = New-Item -ItemType Directory -Path ([IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName()))
try {
    $frameFiles = & ([IO.Path]::Join((Split-Path $PSScriptRoot), 'demo', 'New-DemoFrames.ps1')) -Destination $work.FullName
    $frames = @(Import-HeatmapImage -LiteralPath $frameFiles.FullName | ForEach-Object { , $_.ToArray() })
}
finally {
    Remove-Item -LiteralPath $work.FullName -Recurse
}

$halves = @($frames | ForEach-Object { , [HeatmapPS.Pictures.PictureData]::Shrink($_, 2) })
$thirds = @($frames | ForEach-Object { , [HeatmapPS.Pictures.PictureData]::Shrink($_, 3) })

$pictures = @(
    # The numbers as grey and as a heatmap.
    $last = $halves[-1]
    Export-Sheet 'board.png' @(, @((Get-Picture $last @{ Colormap = 'gray'; LevelCount = 100 }), (Get-Picture $last @{ Colormap = 'inferno'; LevelCount = 150 })))

    # Three moments: each on its own range, and below on one scale.
    $moments = $thirds[1, 5, 11]
    $scale = (ConvertTo-Heatmap -InputObject $moments[2]).Scale
    $own = $moments | ForEach-Object { , (Get-Picture $_ @{ Colormap = 'inferno'; LevelCount = 100 }) }
    $shared = $moments | ForEach-Object { , (Get-Picture $_ @{ Colormap = 'inferno'; LevelCount = 100; Scale = $scale }) }
    Export-Sheet 'shared-scale.png' @($own, $shared)

    # Stuck pixels set the range, or do not.
    $worn = [HeatmapPS.Pictures.PictureData]::WithStuckPixels($last, 12, 3)
    Export-Sheet 'percentile.png' @(, @((Get-Picture $worn @{ Colormap = 'inferno'; LevelCount = 100 }), (Get-Picture $worn @{ Colormap = 'inferno'; LevelCount = 100; Percentile = 0.1, 99.9 })))

    # A float field with NaN around it, in a diverging, and in a stepped colormap.
    $field = [HeatmapPS.Pictures.PictureData]::Membrane(320)
    $limits = @{ Minimum = -1; Maximum = 1 }
    Export-Sheet 'field.png' @(, @((Get-Picture $field ($limits + @{ Colormap = 'RdBu_r'; LevelCount = 200 })), (Get-Picture $field ($limits + @{ Colormap = 'RdBu_r'; LevelCount = 9 }))))

    # Spots, a region and isotherms over the warm board, in degrees.
    $degrees = Import-HeatmapImage -InputObject $last -Gain 0.04 -Offset -273.15 -Unit °C
    $degrees | ConvertTo-Heatmap -Colormap inferno -LevelCount 40 |
        Add-Annotation -Spot Hottest -Isotherm 35, 42 |
        Add-Annotation -Region @{ X = 126; Y = 78; Width = 56; Height = 56; Name = 'chip' } -RegionValue Mean, Maximum -Caption 'Frame 12' |
        Export-HeatmapImage -Path ([IO.Path]::Join($Destination, 'annotated.png')) -Compression Best -Force -PassThru

    # A week of a web server: a grid with labels and numbers.
    $random = [Random]::new(5)
    $start = [datetime]'2026-03-02'
    $load = foreach ($hour in 0..(28 * 24 - 1)) {
        $time = $start.AddHours($hour)
        $peak = [Math]::Exp(-[Math]::Pow(($time.Hour - 13) / 4.5, 2)) * ($time.DayOfWeek -in 'Saturday', 'Sunday' ? 20 : 65)
        [pscustomobject]@{ Time = $time; Cpu = 8 + $peak + 6 * $random.NextDouble() }
    }
    $grid = $load | ConvertTo-HeatmapGrid Time Time Cpu -BinX HourOfDay -BinY Weekday -Unit '%' -Title 'Load of a web server'
    $grid | ConvertTo-Heatmap -Colormap magma |
        Export-HeatmapImage -Path ([IO.Path]::Join($Destination, 'grid.png')) -Colorbar -CellFormat N0 -Compression Best -Force -PassThru

    # Frames on one scale as an animation, with their times.
    $moving = $frames | ForEach-Object { ConvertTo-Heatmap -InputObject ([HeatmapPS.Pictures.PictureData]::Shrink($_, 3)) -Scale $scale -Colormap inferno -LevelCount 20 }
    $moving | Export-HeatmapVideo -Path ([IO.Path]::Join($Destination, 'run.gif')) -FrameRate 4 -Label '{Time}' -Force -PassThru

    # A night: one frame of it, and the lightest of all.
    $night = 0..89 | ForEach-Object { Import-HeatmapImage -InputObject ([HeatmapPS.Pictures.PictureData]::Sky(320, 213, 0.006 * $_, $_)) }
    $gray = @{ Colormap = 'gray'; LevelCount = 40 }
    Export-Sheet 'lighten.png' @(, @((Get-Picture $night[0].ToArray() $gray), (Get-Picture ($night | Merge-Lighten).ToArray() $gray)))

    # A guest who passes: one frame, and the median of all.
    $visit = 0..24 | ForEach-Object { Import-HeatmapImage -InputObject ([HeatmapPS.Pictures.PictureData]::Place(288, 176, 0.04 * $_, $_)) }
    $median = ($visit | Merge-Stack -Statistic Median).ToArray()
    $range = @{ Colormap = 'gray'; LevelCount = 16; Minimum = 0; Maximum = 255 }
    Export-Sheet 'median.png' @(, @((Get-Picture $visit[12].ToArray() $range), (Get-Picture $median $range)))

    # Heat over the board's own picture, and only where it is hot.
    $board = (ConvertTo-Heatmap -InputObject $thirds[0] -Colormap gray -LevelCount 12).Render(8)
    $heat = ConvertTo-Heatmap -InputObject $thirds[-1] -Colormap inferno -LevelCount 32
    Export-Sheet 'overlay.png' @(, @(($heat | Merge-Overlay -Photo $board -Opacity 0.6).ToArray(), ($heat | Merge-Overlay -Photo $board -AlphaFrom Value -Opacity 0.9).ToArray()))

    # Six moments on one sheet.
    $six = $thirds[1, 3, 5, 7, 9, 11] | ForEach-Object { ConvertTo-Heatmap -InputObject $_ -Scale $scale -Colormap inferno -LevelCount 28 }
    Export-Sheet 'mosaic.png' @(, @(, ($six | Merge-Mosaic -ColumnCount 3 -Label 'Frame {Index}' -Colorbar).ToArray()))

    # Two pictures and what every blend mode makes of them, on one sheet with labels.
    $lower = (ConvertTo-Heatmap -InputObject ([HeatmapPS.Pictures.PictureData]::Ramp(112, 76)) -Colormap turbo -LevelCount 14 -Minimum 0 -Maximum 1).Render(8)
    $upper = (ConvertTo-Heatmap -InputObject ([HeatmapPS.Pictures.PictureData]::Rings(112, 76)) -Colormap magma -LevelCount 7 -Minimum 0 -Maximum 1).Render(8)
    $work = New-Item -ItemType Directory -Path ([IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName()))
    try {
        # Mosaic labels are names of files.
        $tiles = @(
            $lower | Export-HeatmapImage -Path ([IO.Path]::Join($work.FullName, 'lower.png')) -PassThru
            $upper | Export-HeatmapImage -Path ([IO.Path]::Join($work.FullName, 'upper.png')) -PassThru
            foreach ($mode in (Get-Command Merge-Blend).Parameters['Mode'].ParameterType.GetEnumNames() | Where-Object { $_ -ne 'Normal' } ) {
                Merge-Blend $lower, $upper -Mode $mode | Export-HeatmapImage -Path ([IO.Path]::Join($work.FullName, "$mode.png")) -PassThru
            }
        )
        Export-Sheet 'blend.png' @(, @(, ($tiles | Merge-Mosaic -ColumnCount 7 -Label '{BaseName}').ToArray()))
    }
    finally {
        Remove-Item -LiteralPath $work.FullName -Recurse
    }

    # Colormaps as bars.
    $ramp = [byte[,]]::new(14, 256)
    for ($y = 0; $y -lt 14; $y++) { for ($x = 0; $x -lt 256; $x++) { $ramp[$y, $x] = $x } }
    $bars = foreach ($pair in @('viridis', 'RdBu_r'), @('inferno', 'coolwarm'), @('magma', 'twilight'), @('cividis', 'turbo'), @('cmocean:thermal', 'opencv:jet'), @('gray', 'tab10')) {
        , @($pair | ForEach-Object { , (Get-Picture $ramp @{ Colormap = $_ }) })
    }
    Export-Sheet 'colormaps.png' $bars -Gap 6
)

foreach ($picture in $pictures) {
    $picture.Refresh()
    if ($picture.Length -gt $byteLimit) {
        throw "'$($picture.Name)' is too large: it has $($picture.Length) bytes, and at most $byteLimit are allowed. Use fewer levels or a smaller picture."
    }
}

$pictures
