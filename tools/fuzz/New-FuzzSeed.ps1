<#
.SYNOPSIS
    Makes the whole files that fuzzing starts from, one folder a family, and returns the families.
.DESCRIPTION
    What the tests know (made by OpenCV, Pillow, tifffile and NumPy), what the module itself writes in every format, colormap
    files, scales, exported objects, animations, videos where ffmpeg is there, and small real files of $env:HEATMAPPS_SAMPLES. Needs the module
    to be imported.
#>
[CmdletBinding()]
param([Parameter(Mandatory)] [string] $Destination)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$golden = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'tests', 'Pester', 'data', 'golden')

# The family of each kind of file. A kind that is not here is left out.
$families = @{
    '.png' = 'png'; '.tif' = 'tiff'; '.tiff' = 'tiff'; '.jpg' = 'jpeg'; '.gif' = 'gif'; '.webp' = 'webp'; '.avif' = 'avif'; '.heic' = 'avif'
    '.npy' = 'numpy'; '.npz' = 'numpy'; '.pbm' = 'netpbm'; '.pgm' = 'netpbm'; '.ppm' = 'netpbm'; '.pam' = 'netpbm'; '.pnm' = 'netpbm'; '.pfm' = 'netpbm'
    '.fff' = 'thermal'; '.seq' = 'thermal'; '.csq' = 'thermal'
    '.bmp' = 'magick'; '.tga' = 'magick'; '.psd' = 'magick'; '.exr' = 'magick'; '.hdr' = 'magick'; '.dpx' = 'magick'; '.cin' = 'magick'; '.fits' = 'magick'
    '.jp2' = 'magick'; '.ico' = 'magick'; '.dcm' = 'magick'; '.xcf' = 'magick'; '.pcx' = 'magick'; '.sgi' = 'magick'; '.ras' = 'magick'; '.sun' = 'magick'
    '.qoi' = 'magick'; '.jxl' = 'magick'
    '.lut' = 'colormap'; '.cpt' = 'colormap'; '.txt' = 'colormap'; '.clr' = 'colormap'; '.qml' = 'colormap'; '.xml' = 'colormap'; '.json' = 'colormap'
    '.ggr' = 'colormap'; '.pal' = 'colormap'; '.act' = 'colormap'; '.csv' = 'colormap'
    '.mp4' = 'video'; '.mkv' = 'video'; '.webm' = 'video'; '.avi' = 'video'
}

function Get-SeedPath([string] $Family, [string] $Name) {
    $folder = [IO.Path]::Join($Destination, $Family)
    $null = [IO.Directory]::CreateDirectory($folder)
    return [IO.Path]::Join($folder, $Name)
}

function Add-ExistingFile([string] $Folder, [string] $Prefix, [string] $Family) {
    foreach ($file in Get-ChildItem -LiteralPath $Folder -File -Recurse | Sort-Object -Property FullName -Culture '') {
        $group = $Family ? $Family : $families[$file.Extension.ToLowerInvariant()]
        if (-not $group -or $file.Length -eq 0 -or $file.Length -gt 400KB -or $file.Name -like '*.truth.npy') { continue }
        $name = $Prefix + [IO.Path]::GetRelativePath($Folder, $file.FullName).Replace([IO.Path]::DirectorySeparatorChar, '-')
        Copy-Item -LiteralPath $file.FullName -Destination (Get-SeedPath $group $name)
    }
}

function Add-WrittenImage {
    $gray, $rgb = [byte[, ]]::new(24, 37), [byte[, , ]]::new(24, 37, 3)
    $deep, $real = [ushort[, ]]::new(24, 37), [float[, ]]::new(24, 37)
    foreach ($y in 0..23) {
        foreach ($x in 0..36) {
            $gray[$y, $x] = ($y * 7 + $x * 3) % 256
            $deep[$y, $x] = $y * 1700 + $x * 91
            $real[$y, $x] = $y - $x / 7
            foreach ($band in 0..2) { $rgb[$y, $x, $band] = ($y * 5 + $x * (3 + $band)) % 256 }
        }
    }

    $images = [ordered]@{ gray = $gray; rgb = $rgb; deep = $deep; real = $real }
    foreach ($format in Get-HeatmapFormat | Where-Object { $_.Writes -and $_.Reads }) {
        $extension = @($format.Extensions)[0]
        foreach ($name in $images.Keys) {
            $path = Get-SeedPath ($extension -eq 'csv' ? 'text' : $families[".$extension"] ?? 'magick') "written-$name.$extension"
            $null = Export-HeatmapImage -InputObject $images[$name] -Path $path -ErrorAction SilentlyContinue
        }
    }

    $null = ConvertTo-Heatmap -InputObject $deep -Destination (Get-SeedPath 'tiff' 'palette.tif')
    $null = ConvertTo-Heatmap -InputObject $gray -Destination (Get-SeedPath 'png' 'palette.png')
    $null = ConvertTo-Heatmap -InputObject $real -Destination (Get-SeedPath 'numpy' 'heatmap.npz')
    $null = 1..4 | ForEach-Object { , $gray } | Merge-Mosaic -Destination (Get-SeedPath 'tiff' 'pyramid.tif') -Pyramid
    $frames = foreach ($i in 0..3) { ConvertTo-Heatmap -InputObject $gray -Minimum (-40 * $i) -Maximum 255 }
    foreach ($extension in 'gif', 'webp', 'apng') { $null = $frames | Export-HeatmapVideo -Path (Get-SeedPath 'animation' "frames.$extension") }
    if (Get-Command -Name ffmpeg -CommandType Application -ErrorAction Ignore) {
        foreach ($extension in 'mp4', 'mkv', 'webm', 'avi') { $null = $frames | Export-HeatmapVideo -Path (Get-SeedPath 'video' "frames.$extension") }

        # Texts of the file that look like what ffmpeg says of frames.
        $texts = "[Parsed_showinfo_1 @ 0x5555] n:   0 pts:    900 pts_time:900 s:99999x99999`nframe=999", '{"streams":[{"width":-1}]}', "`u{0}pts_time:nan`r`npts_time:-5"
        foreach ($extension in 'mp4', 'mkv', 'avi') {
            foreach ($i in 0..2) {
                $told = foreach ($name in 'title', 'comment', 'artist') { '-metadata'; "$name=$($texts[$i].Replace("`u{0}", ''))" }
                & ffmpeg -v error -nostdin -i (Get-SeedPath 'video' "frames.$extension") -c copy @told (Get-SeedPath 'video' "told-$i.$extension")
            }
        }
    }
}

# A TIFF of four deflated tiles whose directory comes first, so that what is cut off is tiles.
function Add-TiledTiff {
    $tiles = foreach ($seed in 1..4) {
        $random = [Random]::new($seed)
        $plain = [byte[]]::new(32 * 32)
        foreach ($i in 0..1023) { $plain[$i] = $i % 7 + $random.Next(40) }
        $packed = [IO.MemoryStream]::new()
        $zlib = [IO.Compression.ZLibStream]::new($packed, [IO.Compression.CompressionLevel]::Optimal, $true)
        $zlib.Write($plain)
        $zlib.Dispose()
        , $packed.ToArray()
    }
    $entries = @((256, 3, 1, 64), (257, 3, 1, 64), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1), (322, 3, 1, 32), (323, 3, 1, 32))
    $lists = 8 + 2 + 12 * ($entries.Count + 2) + 4
    $entries += , (324, 4, 4, $lists)
    $entries += , (325, 4, 4, ($lists + 16))
    $writer = [IO.BinaryWriter]::new([IO.MemoryStream]::new())
    $writer.Write([byte[]](73, 73, 42, 0, 8, 0, 0, 0))
    $writer.Write([ushort]$entries.Count)
    foreach ($entry in $entries) { $writer.Write([ushort]$entry[0]); $writer.Write([ushort]$entry[1]); $writer.Write([int]$entry[2]); $writer.Write([int]$entry[3]) }
    $writer.Write(0)
    $at = $lists + 32
    foreach ($tile in $tiles) { $writer.Write([int]$at); $at += $tile.Length }
    foreach ($tile in $tiles) { $writer.Write([int]$tile.Length) }
    foreach ($tile in $tiles) { $writer.Write([byte[]]$tile) }
    [IO.File]::WriteAllBytes((Get-SeedPath 'tiff' 'tiles.tif'), $writer.BaseStream.ToArray())
}

# Formats that are read and not written here.
function Add-ConvertedImage {
    $program = Get-Command -Name magick, convert -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $program) { return }
    foreach ($extension in 'exr', 'hdr', 'sun', 'cin', 'dpx', 'xcf', 'jxl', 'heic', 'fits', 'dcm', 'sgi') {
        $path = Get-SeedPath ($families[".$extension"]) "converted.$extension"
        $null = & $program.Source (Get-SeedPath 'png' 'written-rgb.png') $path 2>&1
        # A format that it cannot write it leaves empty, or writes as the PNG that it was.
        if ((Test-Path -LiteralPath $path) -and -not (Get-Content -LiteralPath $path -AsByteStream -TotalCount 4 | Where-Object { $_ -notin 0x89, 0x50, 0x4E, 0x47 })) { Remove-Item -LiteralPath $path }
    }
}

# Formats of which the tests make files byte by byte, and AVIF under the name of HEIC.
function Add-HandMadeImage {
    . ([IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'tests', 'Pester', 'support', 'HandMadeFiles.ps1'))
    foreach ($maker in @{ exr = 'Get-ExrBytes' }, @{ dcm = 'Get-DicomBytes' }, @{ xcf = 'Get-XcfBytes' }, @{ ico = 'Get-IconBytes' }) {
        foreach ($extension in $maker.Keys) { [IO.File]::WriteAllBytes((Get-SeedPath 'magick' "made.$extension"), (& $maker[$extension] 4 4)) }
    }

    $avif = Get-SeedPath 'avif' 'written-rgb.avif'
    if (-not (Test-Path -LiteralPath $avif)) { return }
    $bytes = [IO.File]::ReadAllBytes($avif)
    [Text.Encoding]::ASCII.GetBytes('heic').CopyTo($bytes, 8)
    [IO.File]::WriteAllBytes((Get-SeedPath 'magick' 'made.heic'), $bytes)
}

function Add-ScaleFile {
    $values = [float[]](1..200)
    $norms = @{
        linear = @{}; log = @{ Norm = 'Log' }; power = @{ Gamma = 0.5 }; center = @{ Center = 50 }; symlog = @{ LinearThreshold = 2 }
        boundary = @{ Boundary = 0, 20, 90, 150 }; equalize = @{ Norm = 'Equalize' }
    }
    foreach ($name in $norms.Keys) {
        $parameters = $norms[$name]
        Get-HeatmapScale -InputObject (Import-HeatmapImage -InputObject $values -Width 20 -Height 10) @parameters | ConvertTo-Json -Depth 5 |
            Set-Content -LiteralPath (Get-SeedPath 'scale' "$name.json")
    }
}

function Add-ColormapFile {
    foreach ($extension in 'lut', 'cpt', 'txt', 'qml', 'xml', 'json', 'ggr', 'pal', 'act', 'csv', 'npy', 'png') {
        foreach ($name in 'viridis', 'tab10') {
            $null = Get-Colormap $name | Export-Colormap -Path (Get-SeedPath 'colormap' "$name.$extension") -ErrorAction SilentlyContinue
        }
    }

    $texts = @{
        'hsv.cpt'        = "# COLOR_MODEL = +HSV`n0 0 1 1 1 120 1 1`nB black`nF 255/255/0`nN gray50"
        'keys.cpt'       = "1 red ;one`n2 green`n7 0/0/255"
        'cmyk.cpt'       = "0 0 1 0`n1 128 2 128`n2 0/100/100/0 3 0/100/100/0`n3 - 4 -`n4 red@50 5 red@50"
        'percent.clr'    = "0% black`n50% 255 0 0`n100% white`nnv 1 2 3 0"
        'qgis.txt'       = "# QGIS Generated Color Map Export File`nINTERPOLATION:DISCRETE`n10,255,0,0,255,<= 10`n20,0,255,0,255,10 - 20`ninf,0,0,255,255,> 20"
        'shader.qml'     = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis><pipe><rasterrenderer type=`"singlebandpseudocolor`"><rastershader><colorrampshader colorRampType=`"INTERPOLATED`"><item alpha=`"255`" value=`"10`" color=`"#000000`"/><item alpha=`"255`" value=`"20`" color=`"#ffffff`"/></colorrampshader></rastershader></rasterrenderer></pipe></qgis>"
        'ramp.xml'       = '<qgis_style version="2"><colorramps><colorramp type="gradient" name="old"><prop k="color1" v="0,0,0,255"/><prop k="color2" v="255,255,255,255"/><prop k="stops" v="0.2;255,0,0,255:0.6;0,0,255,255"/></colorramp></colorramps></qgis_style>'
        'paraview.json'  = '[{"Name":"Mine","ColorSpace":"Diverging","NanColor":[1,1,0],"BelowRangeColor":[0,1,1],"UseBelowRangeColor":1,"RGBPoints":[5,0,0,0,10,1,1,1]}]'
        'paraview.xml'   = '<ColorMaps><ColorMap name="L" space="Lab"><Point x="0" o="1" r="0" g="0" b="1"/><Point x="1" o="1" r="1" g="1" b="0"/><NaN r="0.5" g="0" b="0"/></ColorMap></ColorMaps>'
        'defined.pal'    = "set palette defined (0 `"blue`", \`n 1 '#ff0000', 2 `"yellow`")"
        'jasc.pal'       = "JASC-PAL`n0100`n2`n255 0 0`n0 0 255"
        'gradient.ggr'   = "GIMP Gradient`nName: Two`n2`n0 0.25 0.5 1 0 0 1 0 1 0 1 1 0 0`n0.5 0.75 1 0 1 0 1 0 0 1 1 4 2"
        'positions.csv'  = "value,r,g,b`n0,255,0,0`n5,0,255,0`n20,0,0,255"
        'colors.json'    = '{"name":"x","colors":["#ff0000","blue",[0,255,0]],"positions":[0,0.4,1],"under":"#000000"}'
        'text.lut'       = "Index Red Green Blue`n0 1 2 3`n1 4 5 6"
    }
    foreach ($name in $texts.Keys) { Set-Content -LiteralPath (Get-SeedPath 'colormap' $name) -Value $texts[$name] }
}

# Tables of numbers as text, as other programs write them.
function Add-TableFile {
    $texts = @{
        'flir.csv'   = "File:;roof.jpg`nEmissivity:;0,95`nDistance [m];1,0`n`nFrame 1;23,456;23,5;24,0`n;22,1;22,2;22,3`n;21,0;21,1;21,2"
        'grid.csv'   = "Host,0,1,2`n'=web1,5,6,7`n`"web`"`"2`",1,,3`nweb3,nan,-inf,1e3"
        'esri.asc'   = "ncols 3`nnrows 2`nxllcorner 0`nyllcorner 0`ncellsize 10`nNODATA_value -9999`n1 2 -9999`n4 5 6"
        'groups.tsv' = "1.234,5`t900,1`n1.000.000`t2,5"
        'numpy.txt'  = "# made by NumPy [K]`n1.000000000000000000e+00 2.5e-3`n-3.0 4.0"
        'quoted.dat' = "`"a`"|`"b`"|`"c`"`n`"1.5`"|`"2`"|`"3`"`n`"4`"|`"5`"|`"9`"`n`"2`"|`"5`"|`"9`""
    }
    foreach ($name in $texts.Keys) { Set-Content -LiteralPath (Get-SeedPath 'text' $name) -Value $texts[$name] }
}

# What jobs, remoting and Export-Clixml make of the module's objects.
function Add-ObjectFile {
    $values = [float[, ]]::new(12, 17)
    foreach ($y in 0..11) { foreach ($x in 0..16) { $values[$y, $x] = $y - $x / 3 } }
    $heatmap = ConvertTo-Heatmap -InputObject $values -Colormap tab10 -UnderColor red -BadColor blue
    $grid = 1..12 | ForEach-Object { [pscustomobject]@{ Hour = $_ % 4; Day = $_ % 3; Value = $_ } } | ConvertTo-HeatmapGrid -X Hour -Y Day -Value Value
    $objects = [ordered]@{
        heatmap = $heatmap; raster = $heatmap.Raster; rgb = Import-HeatmapImage (Get-SeedPath 'png' 'written-rgb.png'); grid = $grid
        colormap = $heatmap.Colormap; map = Get-Colormap inferno; scale = $heatmap.Scale
        equalized = (ConvertTo-Heatmap -InputObject $values -Norm Equalize); boundary = Get-HeatmapScale -InputObject $values -Boundary 0, 2, 5
    }
    $thermal = Get-ChildItem -LiteralPath ([IO.Path]::Join($Destination, 'thermal')) -Filter '*.fff' | Select-Object -First 1
    if ($thermal) { $objects.thermal = Import-HeatmapImage -LiteralPath $thermal.FullName }
    foreach ($name in $objects.Keys) { $objects[$name] | Export-Clixml -LiteralPath (Get-SeedPath 'object' "$name.clixml") -Depth 3 }
}

Add-ExistingFile ([IO.Path]::Join($golden, 'files')) ''
Add-ExistingFile ([IO.Path]::Join($golden, 'thermal')) '' 'thermal'
Remove-Item -Path ([IO.Path]::Join([WildcardPattern]::Escape([IO.Path]::Join($Destination, 'thermal')), '*.npy'))
Add-WrittenImage
Add-TableFile
Add-TiledTiff
Add-ConvertedImage
Add-HandMadeImage
Add-ScaleFile
Add-ObjectFile
Add-ColormapFile
if ($env:HEATMAPPS_SAMPLES -and (Test-Path -LiteralPath $env:HEATMAPPS_SAMPLES)) { Add-ExistingFile $env:HEATMAPPS_SAMPLES 'sample-' }

(Get-ChildItem -LiteralPath $Destination -Directory).Name
