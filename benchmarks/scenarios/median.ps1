@{
    Title     = 'Median of 100 grey 16-bit TIFF files of 12 megapixels (4,000×3,000) into one 16-bit PNG'
    Data      = @{ Kind = 'Gray16'; Extension = 'tif'; Count = 100; Width = 4000; Height = 3000 }
    Quick     = @{ Count = 20 }
    Growth    = @{ Count = 5; Width = 1000; Height = 750 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | Merge-Stack -Statistic Median -Destination "$Folder/median.png" | Out-Null }
    Peers     = [ordered]@{
        'NumPy + OpenCV' = @{ Python = 'median_numpy.py'; Modules = @('numpy', 'cv2'); Kinds = @('work'); Rounds = 1 }
    }
    Tolerance = @{ Largest = 0; Share = 0 }
    Targets   = @(@{ Kind = 'work'; Side = 'NumPy + OpenCV'; AtLeast = 4 })
}
