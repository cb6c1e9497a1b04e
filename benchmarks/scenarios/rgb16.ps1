@{
    Title     = '100 16-bit PNG files of 960×540 to 16-bit RGB PNG, each on its own range, colours not interpolated'
    Data      = @{ Kind = 'Gray16'; Extension = 'png'; Count = 100; Width = 960; Height = 540 }
    Quick     = @{ Count = 20 }
    Growth    = @{ Count = 10 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap inferno -BitDepth 16 -ColorInterpolation Nearest -SharedScale:$false -Destination $Folder | Out-Null }
    Peers     = [ordered]@{ 'matplotlib + OpenCV' = @{ Python = 'rgb16_matplotlib.py'; Modules = @('matplotlib', 'cv2'); Best = @{ Options = 'cores', 'opencv-png' } } }
    # As in deep16; a level here is one of 8 bits.
    Tolerance = @{ Largest = 8; Share = 0.001 }
    Targets   = @(@{ Kind = 'work'; Side = 'matplotlib + OpenCV'; AtLeast = 3 })
}
