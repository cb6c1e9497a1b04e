@{
    Title     = '50 grey 8-bit PNG of 960×540 as inferno heatmaps at half strength over one photo of 1,920×1,080, to PNG'
    Data      = @{ Kind = 'Gray8'; Extension = 'png'; Count = 50; Width = 960; Height = 540 }
    Quick     = @{ Count = 10 }
    Growth    = @{ Count = 5; Width = 480; Height = 270 }
    # The photo under the heatmaps, of twice their width and height.
    Prepare   = {
        param($Context, $Folder, $Data)
        $photo = Get-BenchmarkData -Root $Context.DataRoot -Kind Rgb8 -Extension png -Count 1 -Width (2 * $Data.Width) -Height (2 * $Data.Height)
        foreach ($part in @{ Name = 'heat'; From = $Folder }, @{ Name = 'photo'; From = $photo }) {
            $link = [IO.Path]::Join("$Folder-overlay", $part.Name)
            if (-not (Test-Path -LiteralPath $link)) { $null = New-Item -ItemType SymbolicLink -Path $link -Target $part.From -Force }
        }

        return "$Folder-overlay"
    }
    Ours      = {
        param($Source, $Folder)
        $photo = (Get-ChildItem -LiteralPath "$Source/photo").FullName
        Get-ChildItem -LiteralPath "$Source/heat" | Merge-Overlay -Photo $photo -Opacity 0.5 -AlphaFrom Constant -Resample Nearest -Colormap opencv:inferno -Destination $Folder | Out-Null
    }
    Peers     = [ordered]@{ 'OpenCV' = @{ Python = 'overlay_cv2.py'; Modules = @('numpy', 'cv2'); Best = @{ Options = 'cores', 'opencv-png' } } }
    # A half is rounded to even there, up here.
    Tolerance = @{ Largest = 1; Share = 0 }
    Targets   = @(@{ Kind = 'work'; Side = 'OpenCV'; AtLeast = 2.5 })
}
