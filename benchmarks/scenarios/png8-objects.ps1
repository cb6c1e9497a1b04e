@{
    Title     = 'the same 200 grey PNG files by way of Import-HeatmapImage, whose rasters are recipes'
    Data      = @{ Kind = 'Gray8'; Extension = 'png'; Count = 200; Width = 960; Height = 540 }
    Quick     = @{ Count = 50 }
    Growth    = @{ Count = 25 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | Import-HeatmapImage | ConvertTo-Heatmap -Colormap opencv:inferno -Destination $Folder | Out-Null }
    Peers     = [ordered]@{
        'OpenCV' = @{ Python = 'colormap_cv2.py'; Modules = @('cv2'); Kinds = @('work') }
    }
    Tolerance = @{ Largest = 0; Share = 0 }
    # Within a tenth of png8, which goes by path.
    Targets   = @(@{ Kind = 'work'; Side = 'OpenCV'; AtLeast = 20 })
}
