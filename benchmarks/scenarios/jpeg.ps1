@{
    Title     = '100 grey JPEG files of 960×540 to inferno JPEG of quality 90 (OpenCV: colours at half resolution; HeatmapPS and Pillow: full)'
    Data      = @{ Kind = 'Gray8'; Extension = 'jpg'; Count = 100; Width = 960; Height = 540 }
    Quick     = @{ Count = 30 }
    Growth    = @{ Count = 10 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap opencv:inferno -Format jpeg -Quality 90 -Destination $Folder | Out-Null }
    Peers     = [ordered]@{
        'OpenCV'          = @{ Python = 'colormap_cv2_jpeg.py'; Modules = @('cv2') }
        'OpenCV + Pillow' = @{ Python = 'colormap_pillow_jpeg.py'; Modules = @('cv2', 'PIL') }
    }
    # JPEG is lossy, and OpenCV does not keep the colours at full resolution: what is compared is that all wrote the same picture.
    Tolerance = @{ Largest = 64; Share = 0.6 }
    Targets   = @(
        @{ Kind = 'work'; Side = 'OpenCV'; AtLeast = 1 }
        @{ Kind = 'work'; Side = 'OpenCV + Pillow'; AtLeast = 1 }
    )
}
