@{
    Title     = '100 RGB photos (PNG of 960×540) on one sheet of ten columns, 9,600×5,400'
    Data      = @{ Kind = 'Rgb8'; Extension = 'png'; Count = 100; Width = 960; Height = 540 }
    Quick     = @{ Count = 20 }
    Growth    = @{ Count = 5 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | Merge-Mosaic -ColumnCount 10 -Spacing 0 -Destination "$Folder/sheet.png" | Out-Null }
    Peers     = [ordered]@{
        'NumPy + OpenCV' = @{ Python = 'mosaic_numpy.py'; Modules = @('numpy', 'cv2'); Best = @{ Options = 'cores', 'opencv-png' } }
        'ImageMagick'    = @{
            Program = 'montage-im6.q16', 'montage'
            Command = { param($Program, $Source, $Folder) @($Program) + @(Get-ChildItem -LiteralPath $Source | ForEach-Object FullName) + '-tile', '10x', '-geometry', '+0+0', [IO.Path]::Join($Folder, 'sheet.png') }
            Kinds   = @('process')
            Rounds  = 2
        }
    }
    Targets   = @(@{ Kind = 'work'; Side = 'NumPy + OpenCV'; AtLeast = 2 })
}
