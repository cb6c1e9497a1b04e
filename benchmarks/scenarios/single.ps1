@{
    Title   = 'One grey 8-bit PNG of 960×540 to inferno PNG: latency in a running process, and cold'
    Data    = @{ Kind = 'Gray8'; Extension = 'png'; Count = 1; Width = 960; Height = 540 }
    Growth  = @{ Along = 'pixels' }
    Ours    = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap opencv:inferno -Destination $Folder | Out-Null }
    # One file: OpenCV's own threads are all there is, and they are on by default.
    Peers   = [ordered]@{ 'OpenCV' = @{ Python = 'colormap_cv2.py'; Modules = @('cv2'); Best = @{ Options = 'opencv-png' } } }
    Repeat  = 50
    Targets = @(@{ Kind = 'work'; Side = 'OpenCV'; AtLeast = 1 })
}
