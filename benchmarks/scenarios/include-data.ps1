@{
    Title     = 'the same 100 16-bit files with their numbers in the heatmaps (-IncludeData)'
    Data      = @{ Kind = 'Gray16'; Extension = 'tif', 'png'; Count = 100; Width = 960; Height = 540 }
    Quick     = @{ Count = 30 }
    Growth    = @{ Count = 25 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap inferno -Percentile 2, 98 -SharedScale -Destination $Folder -IncludeData | Out-Null }
    # It writes the pictures alone.
    Peers     = [ordered]@{ 'matplotlib + OpenCV' = @{ Python = 'shared_percentile_matplotlib.py'; Modules = @('matplotlib', 'cv2') } }
    Tolerance = @{ Largest = 8; Share = 0.001 }
    # Half of deep16: the numbers cost less than the pictures.
    Targets   = @(@{ Kind = 'work'; Side = 'matplotlib + OpenCV'; AtLeast = 2 })
}
