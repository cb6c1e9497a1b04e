<#
.SYNOPSIS
    Creates the sample files for the examples in the HeatmapPS help.

.DESCRIPTION
    All data is simulated and the same on every run:

    frames/frame-0000.tif to frame-0005.tif   a circuit board that warms up, 160 x 120 pixels, 16 bits, 0.04 K per count
    photo.png                                 a photo of the board
    photos/photo1.png to photo5.png           a star that crosses a noisy night sky
    gray.png                                  an 8-bit image, 256 x 192 pixels; its top 16 rows run from 0 to 255
    field.npy                                 a vibrating membrane: 32-bit floats from -1 to 1, surrounded by NaN
    camera.webp                               the frames as a lossless grey video
    log.csv                                   the load of three web servers, hourly for two weeks
    report.csv                                the same load by day, with dates and numbers in German format
    thermal/roof.jpg, thermal/wall.jpg        radiometric JPEG files that contain a photograph

    The script needs only the HeatmapPS module.

.EXAMPLE
    ./New-SampleImages.ps1 samples
    Set-Location samples
    Show-Heatmap frames/frame-0005.tif -Colormap inferno

    Creates the folder samples, makes it the current folder, and shows a frame.

.OUTPUTS
    System.IO.DirectoryInfo: the folder.
#>
[CmdletBinding()]
[OutputType([IO.DirectoryInfo])]
param(
    # The folder for the files. It is created if it does not exist.
    [Parameter(Position = 0)]
    [string] $Destination = 'samples',

    # Writes into a folder that is not empty, and replaces sample files that exist there.
    [switch] $Force
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
if (-not (Get-Module -Name HeatmapPS)) { Import-Module -Name HeatmapPS }

if ((Test-Path -Path ([IO.Path]::Join($Destination, '*'))) -and -not $Force) {
    throw "The folder '$Destination' is not empty. Choose another folder, or use -Force."
}

$folder = (New-Item -ItemType Directory -Path $Destination -Force).FullName

# A bell curve of height 1 along one axis.
function Get-Bell([int] $Length, [double] $Middle, [double] $Width) {
    $bell = [double[]]::new($Length)
    for ($i = 0; $i -lt $Length; $i++) { $bell[$i] = [Math]::Exp( - [Math]::Pow(($i - $Middle) / $Width, 2)) }
    return , $bell
}

# A field of warm spots. Each spot has a centre, a size, and the counts that it adds at its centre.
function Get-Field([int] $Width, [int] $Height, [double] $Base, [double] $Noise, [object[]] $Spot, [Random] $Random) {
    $field = [ushort[, ]]::new($Height, $Width)
    $bells = @(foreach ($each in $Spot) {
            $along = Get-Bell -Length $Width -Middle $each.X -Width $each.Size
            $down = Get-Bell -Length $Height -Middle $each.Y -Width $each.Size
            @{ X = $along; Y = $down; Heat = $each.Heat }
        })
    for ($y = 0; $y -lt $Height; $y++) {
        for ($x = 0; $x -lt $Width; $x++) {
            $value = $Base + 0.4 * $x + 0.2 * $y + $Noise * ($Random.NextDouble() + $Random.NextDouble() - 1)
            foreach ($bell in $bells) { $value += $bell.Heat * $bell.X[$x] * $bell.Y[$y] }
            $field[$y, $x] = [ushort][Math]::Round($value)
        }
    }

    return , $field
}

# A picture of one colour with rectangles: left, top, width, height, red, green, blue.
function Get-Picture([int] $Width, [int] $Height, [int[]] $Color, [int[][]] $Rectangle) {
    $picture = [byte[, , ]]::new($Height, $Width, 3)
    foreach ($part in @(, (@(0, 0, $Width, $Height) + $Color)) + $Rectangle) {
        for ($y = $part[1]; $y -lt $part[1] + $part[3]; $y++) {
            for ($x = $part[0]; $x -lt $part[0] + $part[2]; $x++) {
                foreach ($band in 0..2) { $picture[$y, $x, $band] = [byte]($part[4 + $band] + ($x * 7 + $y * 13) % 12) }
            }
        }
    }

    return , $picture
}

# A file like those of FLIR cameras: a JPEG with APP1 segments that hold the camera data, the counts, and a photograph. The guide
# docs/thermal.md describes how they are used.
function Export-RadiometricJpeg([string] $Path, [ushort[, ]] $Counts, [byte[, , ]] $Photo) {
    $height, $width = $Counts.GetLength(0), $Counts.GetLength(1)
    $camera = [byte[]]::new(2476)
    [BitConverter]::GetBytes([ushort]2).CopyTo($camera, 0)
    $numbers = [ordered]@{
        0x20 = 0.95; 0x24 = 2; 0x28 = 293.15; 0x2C = 293.15; 0x30 = 293.15; 0x34 = 1; 0x3C = 0.5; 0x58 = 14866.514; 0x5C = 1395.7; 0x60 = 1
        0x70 = 0.006569; 0x74 = 0.01262; 0x78 = -0.002276; 0x7C = -0.00667; 0x80 = 1.9; 0x30C = 0.011086479
    }
    foreach ($place in $numbers.Keys) { [BitConverter]::GetBytes([float]$numbers[[object]$place]).CopyTo($camera, $place) }
    [BitConverter]::GetBytes(-5859).CopyTo($camera, 0x308)
    [Text.Encoding]::ASCII.GetBytes('Simulated T1').CopyTo($camera, 0xD4)
    [BitConverter]::GetBytes([uint]1772452800).CopyTo($camera, 0x384)

    $raw = [byte[]]::new(32 + 2 * $Counts.Length)
    $inside = [byte[]]::new(32)
    foreach ($head in $raw, $inside) { [BitConverter]::GetBytes([ushort]2).CopyTo($head, 0) }
    [BitConverter]::GetBytes([ushort]$width).CopyTo($raw, 2)
    [BitConverter]::GetBytes([ushort]$height).CopyTo($raw, 4)
    [Buffer]::BlockCopy($Counts, 0, $raw, 32, 2 * $Counts.Length)
    Export-HeatmapImage -InputObject $Photo -Path $Path -Quality 90 -Force
    $inside += [IO.File]::ReadAllBytes($Path)
    # The photograph covers 1.25 times the width and height of the thermal image, around the same centre.
    $place = [byte[]]::new(96)
    [BitConverter]::GetBytes([float]1.25).CopyTo($place, 0)

    $records = @(
        @{ Type = 0x20; Data = $camera }
        @{ Type = 0x01; Data = $raw }
        @{ Type = 0x0E; Data = $inside }
        @{ Type = 0x2A; Data = $place }
    )
    $at = 0x40 + 32 * $records.Count
    $file = [IO.MemoryStream]::new()
    $writer = [IO.BinaryWriter]::new($file)
    $writer.Write([Text.Encoding]::ASCII.GetBytes("FFF`0HeatmapPS".PadRight(20, "`0")))
    foreach ($number in 101, 0x40, $records.Count) { $writer.Write([uint]$number) }
    $writer.Write([byte[]]::new(0x40 - $file.Length))
    foreach ($record in $records) {
        $writer.Write([uint]$record.Type)
        foreach ($number in 100, 1, $at, $record.Data.Length) { $writer.Write([uint]$number) }
        $writer.Write([byte[]]::new(12))
        $at += $record.Data.Length
    }

    foreach ($record in $records) { $writer.Write([byte[]]$record.Data) }
    $data = $file.ToArray()

    # The picture that any viewer shows. The data follows its first two bytes, in segments of at most 65,000 bytes.
    ConvertTo-Heatmap -InputObject $Counts -Colormap inferno | Export-HeatmapImage -Path $Path -Quality 90 -Force
    $picture = [IO.File]::ReadAllBytes($Path)
    $last = [int][Math]::Ceiling($data.Length / 65000) - 1
    $jpeg = [IO.MemoryStream]::new()
    $jpeg.Write($picture, 0, 2)
    foreach ($piece in 0..$last) {
        $length = [Math]::Min(65000, $data.Length - 65000 * $piece)
        $size = $length + 10
        $mark = [Text.Encoding]::ASCII.GetBytes("FLIR`0")
        $jpeg.Write([byte[]](@(0xFF, 0xE1, ($size -shr 8), ($size -band 255)) + $mark + @(1, $piece, $last)), 0, 12)
        $jpeg.Write($data, 65000 * $piece, $length)
    }

    $jpeg.Write($picture, 2, $picture.Length - 2)
    [IO.File]::WriteAllBytes($Path, $jpeg.ToArray())
}

Push-Location -LiteralPath $folder
try {
    $random = [Random]::new(7)
    $null = New-Item -ItemType Directory -Path frames, photos, thermal -Force
    foreach ($frame in 0..5) {
        $heat = 500 + 250 * $frame
        $spots = @(
            @{ X = 48; Y = 44; Size = 14; Heat = $heat }
            @{ X = 112; Y = 40; Size = 9; Heat = 0.6 * $heat }
            @{ X = 96; Y = 88; Size = 20; Heat = 0.4 * $heat }
        )
        $field = Get-Field -Width 160 -Height 120 -Base 7400 -Noise 12 -Spot $spots -Random $random
        Export-HeatmapImage -InputObject $field -Path ('frames/frame-{0:0000}.tif' -f $frame) -Force
    }

    Get-ChildItem -Path frames/*.tif | Export-HeatmapVideo -Path camera.webp -Colormap gray -Quality 100 -FrameRate 5 -Force
    $chips = @(
        (36, 32, 24, 24, 40, 40, 44), (104, 32, 16, 16, 60, 58, 56), (76, 68, 40, 40, 30, 30, 34)
        (20, 84, 30, 8, 200, 180, 90), (136, 60, 8, 44, 190, 190, 196)
    )
    Export-HeatmapImage -InputObject (Get-Picture -Width 160 -Height 120 -Color 20, 90, 50 -Rectangle $chips) -Path photo.png -Force

    foreach ($number in 1..5) {
        $star = @{ X = 24 * $number; Y = 100 - 14 * $number; Size = 3; Heat = 140 }
        $sky = Get-Field -Width 160 -Height 120 -Base 20 -Noise 8 -Spot $star -Random $random
        $picture = [byte[, , ]]::new(120, 160, 3)
        for ($y = 0; $y -lt 120; $y++) {
            for ($x = 0; $x -lt 160; $x++) {
                foreach ($band in 0..2) { $picture[$y, $x, $band] = [byte][Math]::Min(255, $sky[$y, $x] / 1.2) }
            }
        }

        Export-HeatmapImage -InputObject $picture -Path "photos/photo$number.png" -Force
    }

    $gray = [byte[, ]]::new(192, 256)
    for ($y = 0; $y -lt 192; $y++) {
        for ($x = 0; $x -lt 256; $x++) {
            $distance = [Math]::Sqrt(($x - 128) * ($x - 128) + ($y - 104) * ($y - 104))
            $gray[$y, $x] = $y -lt 16 ? [byte]$x : [byte](127.5 + 127 * [Math]::Cos($distance / 9) * [Math]::Exp( - $distance / 90))
        }
    }

    $membrane = [float[, ]]::new(60, 80)
    for ($y = 0; $y -lt 60; $y++) {
        for ($x = 0; $x -lt 80; $x++) {
            $fromMiddle = [Math]::Sqrt([Math]::Pow(($x - 40) / 38, 2) + [Math]::Pow(($y - 30) / 28, 2))
            $angle = [Math]::Atan2($y - 30, $x - 40)
            $membrane[$y, $x] = $fromMiddle -gt 1 ? [float]::NaN : [float]([Math]::Sin([Math]::PI * $fromMiddle) * [Math]::Cos(3 * $angle))
        }
    }

    Export-HeatmapImage -InputObject $gray -Path gray.png -Force
    Export-HeatmapImage -InputObject $membrane -Path field.npy -Force

    $start = [datetime]'2026-03-02'
    $log = foreach ($hour in 0..335) {
        $time = $start.AddHours($hour)
        $busy = $time.DayOfWeek -in 'Saturday', 'Sunday' ? 8 : 60 * [Math]::Exp( - [Math]::Pow(($time.Hour - 13) / 4, 2))
        foreach ($server in 1..3) {
            $load = [Math]::Round(10 + $busy + 4 * $server + 6 * $random.NextDouble(), 1)
            [pscustomobject]@{ Time = $time.ToString('s'); Host = "web$server"; Cpu = $load }
        }
    }

    $log | Export-Csv -LiteralPath log.csv
    $german = [cultureinfo]'de-DE'
    $days = $log | Group-Object -Property { ([datetime] $_.Time).Date.ToString('d', $german) }, Host | ForEach-Object {
        $mean = ($_.Group | Measure-Object -Property Cpu -Average).Average
        "$($_.Values[0]);$($_.Values[1]);$($mean.ToString('N2', $german))"
    }
    Set-Content -LiteralPath report.csv -Value (@('Datum;Rechner;Last') + $days)

    $scenes = @{
        roof = (0, 64, 200, 86, 150, 80, 60), (30, 90, 36, 30, 90, 110, 140)
        wall = (30, 20, 50, 60, 100, 120, 150), (120, 20, 50, 60, 100, 120, 150)
    }
    foreach ($scene in 'roof', 'wall') {
        $path = [IO.Path]::Join($folder, 'thermal', "$scene.jpg")
        $spot = $scene -eq 'roof' ? @{ X = 104; Y = 84; Size = 14; Heat = 3600 } : @{ X = 40; Y = 70; Size = 24; Heat = 1500 }
        $counts = Get-Field -Width 160 -Height 120 -Base 16800 -Noise 12 -Spot $spot -Random $random
        $photo = Get-Picture -Width 200 -Height 150 -Color 150, 180, 220 -Rectangle $scenes[$scene]
        Export-RadiometricJpeg -Path $path -Counts $counts -Photo $photo
    }
}
finally {
    Pop-Location
}

Get-Item -LiteralPath $folder
