@{
    Title     = 'One 16-bit TIFF of 12 megapixels (4,000×3,000) to 8-bit inferno PNG on its own range'
    Data      = @{ Kind = 'Gray16'; Extension = 'tif'; Count = 1; Width = 4000; Height = 3000 }
    Growth    = @{ Width = 2000; Height = 1500; Along = 'pixels' }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap inferno -Destination $Folder | Out-Null }
    Peers     = [ordered]@{
        'matplotlib + OpenCV' = @{ Python = 'own_range_matplotlib.py'; Modules = @('matplotlib', 'cv2'); Best = @{ Options = 'opencv-png' } }
        'OpenCV, 8 bits'      = @{ Python = 'own_range_cv2.py'; Modules = @('cv2') }
    }
    # OpenCV's recipe cuts the data to 8 bits with rounding before the lookup: the neighbouring colour for half of the pixels.
    Tolerance = @{ Largest = 8; Share = 0.5 }
    Repeat    = 3
    Targets   = @(@{ Kind = 'work'; Side = 'matplotlib + OpenCV'; AtLeast = 4 })
}
