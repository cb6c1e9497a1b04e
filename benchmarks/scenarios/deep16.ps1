@{
    Title     = '100 16-bit TIFF and PNG files of 960×540 to 8-bit inferno PNG on one scale, percentiles 2 and 98 of all pixels'
    Data      = @{ Kind = 'Gray16'; Extension = 'tif', 'png'; Count = 100; Width = 960; Height = 540 }
    Quick     = @{ Count = 30 }
    Growth    = @{ Count = 25 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap inferno -Percentile 2, 98 -SharedScale -Destination $Folder | Out-Null }
    Peers     = [ordered]@{ 'matplotlib + OpenCV' = @{ Python = 'shared_percentile_matplotlib.py'; Modules = @('matplotlib', 'cv2'); Best = @{ Options = 'cores', 'opencv-png' } } }
    # Matplotlib normalizes 16-bit integers in float32 (now and then the neighbouring colour) and cuts colours to bytes.
    Tolerance = @{ Largest = 8; Share = 0.001 }
    Targets   = @(@{ Kind = 'work'; Side = 'matplotlib + OpenCV'; AtLeast = 5 })
}
