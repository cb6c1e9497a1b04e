@{
    Title   = 'One 16-bit TIFF of 30,000×30,000 (1.8 GB; with -Quick 8,000×8,000) to an inferno TIFF, limits given, neither side compressed'
    Data    = @{ Kind = 'LargeTiff'; Extension = 'tif'; Count = 1; Width = 30000; Height = 30000 }
    Quick   = @{ Width = 8000; Height = 8000 }
    Growth  = @{ Width = 3000; Height = 3000; Along = 'pixels' }
    Ours    = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap inferno -Minimum 0 -Maximum 16383 -Format tiff -Compression None -Destination $Folder | Out-Null }
    Peers   = [ordered]@{
        'vips copy' = @{
            Program = 'vips'
            Command = { param($Program, $Source, $Folder) $Program, 'copy', [IO.Path]::Join($Source, 'frame-0000.tif'), [IO.Path]::Join($Folder, 'frame-0000.tif') }
        }
    }
    # The copy of a file has no colours to compare; our pixels are checked against the definition instead.
    Check   = {
        param($Context, $Source, $Ours, $Theirs)
        $python = Find-Python 'tifffile', 'matplotlib'
        if ($Ours -ne $Theirs -or -not $python) { return }
        $paths = $Source, $Ours | ForEach-Object { (Get-ChildItem -LiteralPath $_ -File | Select-Object -First 1).FullName }
        & $python ([IO.Path]::Join($Context.Root, 'peers', 'check_large.py')) @paths 0 16383 | ConvertFrom-Json
    }
    Kinds   = @('process')
    Targets = @(
        @{ Kind = 'process'; Side = 'vips copy'; AtLeast = 1 / 1.5 }
        @{ Kind = 'process'; Side = 'HeatmapPS'; PeakBelow = 500MB }
    )
}
