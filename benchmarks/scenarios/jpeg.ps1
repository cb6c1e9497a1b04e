@{
    Title     = '100 grey JPEG files of 960×540 to inferno JPEG of quality 90 (OpenCV: colours at half resolution; HeatmapPS and Pillow: full)'
    Data      = @{ Kind = 'Gray8'; Extension = 'jpg'; Count = 100; Width = 960; Height = 540 }
    Quick     = @{ Count = 30 }
    Growth    = @{ Count = 10 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap opencv:inferno -Format jpeg -Quality 90 -Destination $Folder | Out-Null }
    Peers     = [ordered]@{
        'OpenCV'          = @{ Python = 'colormap_cv2_jpeg.py'; Modules = @('cv2'); Best = @{ Options = 'cores' } }
        'OpenCV + Pillow' = @{ Python = 'colormap_pillow_jpeg.py'; Modules = @('cv2', 'PIL'); Best = @{ Options = 'cores' } }
        'vips maplut'     = @{
            Rounds   = 2
            Program  = 'vips'
            Settings = 'a process per file, libvips'' threads in it; Q=90 (colours at full resolution)'
            Command  = {
                param($Program, $Source, $Folder)
                Get-EachFileCommand $Source 1 '"$2" maplut "$1" "$3/${1%.*}.jpg[Q=90]" "$4"' $Program, $Folder, (Get-ColormapPicture $Source)
            }
            Best     = @{
                Settings = 'a process per file, one per core at once; Q=90'
                Command  = {
                    param($Program, $Source, $Folder)
                    Get-EachFileCommand $Source 0 '"$2" maplut "$1" "$3/${1%.*}.jpg[Q=90]" "$4"' $Program, $Folder, (Get-ColormapPicture $Source)
                }
            }
        }
    }
    # JPEG is lossy, and OpenCV does not keep the colours at full resolution: what is compared is that all wrote the same picture.
    Tolerance = @{ Largest = 64; Share = 0.6 }
    Targets   = @(
        @{ Kind = 'work'; Side = 'OpenCV'; AtLeast = 1 }
        @{ Kind = 'work'; Side = 'OpenCV + Pillow'; AtLeast = 1 }
    )
}
