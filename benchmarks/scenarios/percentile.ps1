@{
    Title     = 'One scale, percentiles 2 and 98 of all pixels, over 1,000 16-bit TIFF files of 480×270, to objects'
    Data      = @{ Kind = 'Gray16'; Extension = 'tif'; Count = 1000; Width = 480; Height = 270 }
    Quick     = @{ Count = 200 }
    Growth    = @{ Count = 50 }
    Ours      = {
        param($Source, $Folder)
        $map = Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Percentile 2, 98 -SharedScale | Select-Object -Last 1
        $map.Minimum.ToString("R", [cultureinfo]::InvariantCulture) + " " + $map.Maximum.ToString("R", [cultureinfo]::InvariantCulture) | Set-Content -LiteralPath "$Folder/limits.txt"
    }
    Peers     = [ordered]@{ 'NumPy + OpenCV' = @{ Python = 'pooled_percentile_numpy.py'; Modules = @('numpy', 'cv2'); Best = @{ Options = 'cores' } } }
    Tolerance = @{ Largest = 1e-9; Share = 0 }
    Targets   = @(
        @{ Kind = 'work'; Side = 'NumPy + OpenCV'; AtLeast = 2.5 }
        @{ Kind = 'work'; Side = 'HeatmapPS'; PeakBelow = 450MB }
    )
}
