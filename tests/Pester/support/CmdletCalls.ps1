# A call of every cmdlet, whose results do not depend on time or place. Dot-source it. A new cmdlet needs a line here.
#
# Each has $source.tif (16 bits), .png (8 bits), .rgb, .jpg, .webp, .bmp (colours), .seq (temperatures, three frames), .gif and
# .animation (frames), .map (a colormap file), and $out, a folder of its own.
$cmdletCalls = [ordered]@{
    'Add-Annotation'       = { ConvertTo-Heatmap $source.tif | Add-Annotation -Spot Hottest -Isotherm 30000 -Region 'rect 2,2,20,10' -Caption '{BaseName}' }
    'Add-Colorbar'         = { ConvertTo-Heatmap $source.tif | Add-Colorbar -Title 'T' }
    'Compare-HeatmapImage' = { Compare-HeatmapImage $source.jpg $source.rgb }
    'Convert-ColorSpace'   = { Convert-ColorSpace $source.rgb -To Lab }
    'ConvertFrom-Heatmap'  = { ConvertFrom-Heatmap $source.rgb -Colormap turbo }
    'ConvertTo-Grayscale'  = { ConvertTo-Grayscale $source.rgb -Destination $out -Force }
    'ConvertTo-Heatmap'    = {
        ConvertTo-Heatmap $source.tif, $source.png, $source.seq -Colormap inferno -Percentile 2, 98 -SharedScale -Destination $out -Name '{Index}' -Force
        ConvertTo-Heatmap $source.tif -Norm Equalize -BitDepth 16
    }
    'ConvertTo-HeatmapGrid' = { 1..60 | ForEach-Object { [pscustomobject]@{ A = $_ % 7; B = $_ % 4; C = $_ } } | ConvertTo-HeatmapGrid A B C -Aggregate Median }
    'Export-Colormap'      = { Get-Colormap viridis | Export-Colormap -Path ([IO.Path]::Join($out, 'x.cpt')) -Force -PassThru }
    'Export-HeatmapImage'  = {
        foreach ($extension in 'tif', 'png', 'npy', 'gif', 'webp', 'jp2') {
            ConvertTo-Heatmap $source.png | Export-HeatmapImage -Path ([IO.Path]::Join($out, "x.$extension")) -Force -PassThru
        }
    }
    'Export-HeatmapReport' = { $source.tif, $source.png | Export-HeatmapReport -Path ([IO.Path]::Join($out, 'x.html')) -ThresholdAbove 100 -Force -PassThru }
    'Export-HeatmapVideo'  = {
        foreach ($extension in 'gif', 'apng', 'webp') {
            $source.tif, $source.tif | Export-HeatmapVideo -Path ([IO.Path]::Join($out, "x.$extension")) -Force -PassThru
        }
    }
    'Get-Colormap'         = { Get-Colormap turbo, opencv:jet, cmocean:thermal }
    'Get-HeatmapFormat'    = { Get-HeatmapFormat }
    'Get-HeatmapScale'     = { Get-HeatmapScale $source.tif, $source.png -Percentile 1, 99 }
    'Import-Colormap'      = { Import-Colormap $source.map }
    'Import-HeatmapImage'  = {
        Import-HeatmapImage $source.tif, $source.png, $source.rgb, $source.jpg, $source.webp, $source.bmp
        Import-HeatmapImage $source.seq, $source.gif -AllPages
    }
    'Import-HeatmapVideo'  = { Import-HeatmapVideo $source.animation }
    'Measure-Heatmap'      = { Measure-Heatmap $source.tif, $source.seq -Percentile 5, 50, 95 -Region 'rect 2,2,20,10' }
    'Merge-Blend'          = { Merge-Blend $source.jpg, $source.rgb -Mode SoftLight }
    'Merge-Darken'         = { Merge-Darken $source.jpg, $source.rgb }
    'Merge-Lighten'        = { Merge-Lighten $source.jpg, $source.rgb }
    'Merge-Mosaic'         = { $source.png, $source.rgb | Merge-Mosaic -Destination ([IO.Path]::Join($out, 'sheet.tif')) -Pyramid -Force }
    'Merge-Overlay'        = { ConvertTo-Heatmap $source.tif | Merge-Overlay -Photo $source.rgb }
    'Merge-Stack'          = { Merge-Stack $source.png, $source.png, $source.png -Statistic Median }
    'New-Colormap'         = { New-Colormap black, red, white -Space OKLab }
    # A name that is none: the answer is the same on every machine.
    'New-HeatmapSession'   = { try { New-HeatmapSession -HostName '-x' -ErrorAction Stop } catch { $_.FullyQualifiedErrorId } }
    'Resize-HeatmapImage'  = {
        Resize-HeatmapImage $source.tif, $source.rgb -Region 3, 2, 40, 30 -Rotate 90 -Flip Vertical -Width 50
        ConvertTo-Heatmap $source.png | Resize-HeatmapImage -Factor 0.4 -Kernel Lanczos3 -Destination $out -Force
    }
    'Show-Heatmap'         = { Show-Heatmap $source.tif -Protocol HalfBlock -TerminalWidth 24 -AsString }
    'Optimize-Contrast'    = { Optimize-Contrast $source.rgb -Clahe; Optimize-Contrast $source.tif -Percentile 2, 98 -BitDepth 8 }
}

# Makes the files that the calls read, and returns $source.
function New-CallSource([string] $Folder) {
    $golden = Get-TestDataPath 'golden'
    $source = @{
        gif = [IO.Path]::Join($golden, 'files', 'gif', 'animated.gif')
        seq = [IO.Path]::Join($golden, 'thermal', 'sequence.seq')
        map = [IO.Path]::Join($Folder, 'map.cpt')
        animation = [IO.Path]::Join($Folder, 'animation.webp')
    }
    foreach ($extension in 'tif', 'png', 'jpg', 'webp', 'bmp') { $source[$extension] = [IO.Path]::Join($Folder, "a.$extension") }
    $source.rgb = [IO.Path]::Join($Folder, 'rgb.png')
    $deep = (New-TestFrame Spot 64 48).Grid
    $null = Export-HeatmapImage -InputObject $deep -Path $source.tif
    $null = Optimize-Contrast -InputObject $deep -BitDepth 8 -Destination $source.png
    $null = ConvertTo-Heatmap $source.png -Colormap turbo | Export-HeatmapImage -Path $source.bmp
    foreach ($name in 'rgb', 'jpg', 'webp') { $null = Import-HeatmapImage $source.bmp | Export-HeatmapImage -Path $source[$name] }
    $null = Get-Colormap magma | Export-Colormap -Path $source.map
    ConvertTo-Heatmap $source.tif, $source.png -Range Data -SharedScale:$false | Export-HeatmapVideo -Path $source.animation
    return $source
}

# Runs a call and returns what came out as text: pixels and files by their hash, the rest by its properties.
function Invoke-CmdletCall([string] $Script, [hashtable] $Source, [string] $Out) {
    function Get-Hash([byte[]] $Bytes) { return [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($Bytes)).Substring(0, 16) }
    # What ends a call is an error like others.
    $guarded = { param($Call) try { & $Call 2>&1 3>$null } catch { $_ } }
    $texts = & $guarded ([scriptblock]::Create($Script)) | ForEach-Object {
        if ($_ -is [IO.FileInfo]) {
            "$($_.Name) $(Get-Hash ([IO.File]::ReadAllBytes($_.FullName)))"
        }
        elseif ($_ -is [Management.Automation.ErrorRecord]) {
            "error $($_.FullyQualifiedErrorId) $_"
        }
        elseif ($_.psobject.Properties['Width'] -and $_.psobject.Methods['ToArray']) {
            $array = $_.ToArray()
            $bytes = [byte[]]::new([Buffer]::ByteLength($array))
            [Buffer]::BlockCopy($array, 0, $bytes, 0, $bytes.Length)
            "$($_.GetType().Name) $($_.Width)x$($_.Height)x$($_.Bands) $(Get-Hash $bytes)"
        }
        else {
            $_ | Select-Object -Property * | ConvertTo-Json -Depth 2 -Compress -WarningAction Ignore
        }
    }
    return $texts -join "`n"
}
