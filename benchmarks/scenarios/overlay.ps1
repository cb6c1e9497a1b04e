@{
    Title     = '50 grey 8-bit PNG of 960×540 as inferno heatmaps at half strength over one photo of 1,920×1,080, to PNG'
    Data      = {
        param($Context)
        $heat = Get-BenchmarkData -Root $Context.DataRoot -Kind Gray8 -Extension png -Count ($Context.Quick ? 10 : 50) -Width 960 -Height 540
        $photo = Get-BenchmarkData -Root $Context.DataRoot -Kind Rgb8 -Extension png -Count 1 -Width 1920 -Height 1080
        $folder = "$heat-overlay"
        foreach ($part in @{ Name = 'heat'; From = $heat }, @{ Name = 'photo'; From = $photo }) {
            $link = [IO.Path]::Join($folder, $part.Name)
            if (-not (Test-Path -LiteralPath $link)) { $null = New-Item -ItemType SymbolicLink -Path $link -Target $part.From -Force }
        }

        return $folder
    }
    Ours      = {
        param($Source, $Folder)
        $photo = (Get-ChildItem -LiteralPath "$Source/photo").FullName
        Get-ChildItem -LiteralPath "$Source/heat" | Merge-Overlay -Photo $photo -Opacity 0.5 -AlphaFrom Constant -Resample Nearest -Colormap opencv:inferno -Destination $Folder | Out-Null
    }
    Peers     = [ordered]@{ 'OpenCV' = @{ Python = 'overlay_cv2.py'; Modules = @('numpy', 'cv2') } }
    # A half is rounded to even there, up here.
    Tolerance = @{ Largest = 1; Share = 0 }
    Targets   = @(@{ Kind = 'work'; Side = 'OpenCV'; AtLeast = 1 })
}
