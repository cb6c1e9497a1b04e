@{
    Title   = 'One 16-bit TIFF of 30,000×30,000 (1.8 GB; with -Quick 8,000×8,000) to an inferno TIFF, range of its data (read twice), deflate'
    Data    = @{ Kind = 'LargeTiff'; Extension = 'tif'; Count = 1; Width = 30000; Height = 30000 }
    Quick   = @{ Width = 8000; Height = 8000 }
    Growth  = @{ Width = 3000; Height = 3000; Along = 'pixels' }
    Ours    = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap inferno -Format tiff -Destination $Folder | Out-Null }
    Peers   = [ordered]@{
        'vips copy' = @{
            Program = 'vips'
            Command = { param($Program, $Source, $Folder) $Program, 'copy', [IO.Path]::Join($Source, 'frame-0000.tif'), [IO.Path]::Join($Folder, 'frame-0000.tif') }
        }

        # The same work on the way out: a copy that is deflated, as ours is by default.
        'vips copy, deflate' = @{
            Rounds  = 1
            Program = 'vips'
            Command = { param($Program, $Source, $Folder) $Program, 'copy', [IO.Path]::Join($Source, 'frame-0000.tif'), "$([IO.Path]::Join($Folder, 'frame-0000.tif'))[compression=deflate]" }
        }
    }
    Check   = { }
    Kinds   = @('process')
    Targets = @(
        @{ Kind = 'process'; Side = 'vips copy'; AtLeast = 1 / 1.5 }
        @{ Kind = 'process'; Side = 'vips copy, deflate'; AtLeast = 1 }
        @{ Kind = 'process'; Side = 'HeatmapPS'; PeakBelow = 500MB }
    )
}
