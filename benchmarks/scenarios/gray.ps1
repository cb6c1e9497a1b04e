@{
    Title     = '50 RGB photos (PNG of 1,920×1,080) to grey PNG, Rec. 601'
    Data      = @{ Kind = 'Rgb8'; Extension = 'png'; Count = 50; Width = 1920; Height = 1080 }
    Quick     = @{ Count = 10 }
    Growth    = @{ Count = 5; Width = 960; Height = 540 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Grayscale -Destination $Folder | Out-Null }
    Peers     = [ordered]@{
        'OpenCV' = @{ Python = 'gray_cv2.py'; Modules = @('cv2'); Best = @{ Options = 'cores', 'opencv-png' } }
        'Pillow' = @{ Python = 'gray_pillow.py'; Modules = @('PIL'); Best = @{ Options = 'cores', 'pillow-png' } }
    }
    # Pillow's integers for Rec. 601 differ from OpenCV's by 1 on some pixels.
    Tolerance = @{ Largest = 1; Share = 0 }
    Targets   = @(@{ Kind = 'work'; Side = 'OpenCV'; AtLeast = 2.5 })
}
