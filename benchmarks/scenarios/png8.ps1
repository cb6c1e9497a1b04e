@{
    Title     = '200 grey 8-bit PNG files of 960×540 to inferno PNG, 0..255'
    Data      = @{ Kind = 'Gray8'; Extension = 'png'; Count = 200; Width = 960; Height = 540 }
    Quick     = @{ Count = 50 }
    Growth    = @{ Count = 25 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap opencv:inferno -Destination $Folder | Out-Null }
    Peers     = [ordered]@{
        'OpenCV'              = @{ Python = 'colormap_cv2.py'; Modules = @('cv2'); Best = @{ Options = 'cores', 'opencv-png' } }
        'matplotlib + Pillow' = @{ Python = 'colormap_matplotlib.py'; Modules = @('matplotlib', 'PIL'); Kinds = @('work'); Rounds = 1; Best = @{ Options = 'cores', 'pillow-png' } }
        'ImageMagick'         = @{
            Kinds    = @('work')
            Rounds   = 1
            Program  = 'convert-im6.q16', 'magick', 'convert'
            Settings = 'defaults: a process per file, OpenMP threads in it'
            Command  = {
                param($Program, $Source, $Folder)
                Get-EachFileCommand $Source 1 '"$2" "$1" "$4" -interpolate nearest -clut "PNG24:$3/${1%.*}.png"' $Program, $Folder, (Get-ColormapPicture $Source)
            }
            Best     = @{
                Settings = 'a process per file, one per core at once and -limit thread 1 in each; PNG of level 1, strategy 2, filter 1'
                Command  = {
                    param($Program, $Source, $Folder)
                    $line = '"$2" -limit thread 1 "$1" "$4" -interpolate nearest -clut -define png:compression-level=1 ' +
                    '-define png:compression-strategy=2 -define png:compression-filter=1 "PNG24:$3/${1%.*}.png"'
                    Get-EachFileCommand $Source 0 $line $Program, $Folder, (Get-ColormapPicture $Source)
                }
            }
        }
        'vips maplut'         = @{
            Rounds   = 2
            Program  = 'vips'
            Settings = 'defaults: a process per file, libvips'' threads in it'
            Command  = {
                param($Program, $Source, $Folder)
                Get-EachFileCommand $Source 1 '"$2" maplut "$1" "$3/${1%.*}.png" "$4"' $Program, $Folder, (Get-ColormapPicture $Source)
            }
            Best     = @{
                Settings = 'a process per file, one per core at once; PNG of compression=1'
                Command  = {
                    param($Program, $Source, $Folder)
                    Get-EachFileCommand $Source 0 '"$2" maplut "$1" "$3/${1%.*}.png[compression=1]" "$4"' $Program, $Folder, (Get-ColormapPicture $Source)
                }
            }
        }
    }
    # Matplotlib cuts colours to bytes where OpenCV and HeatmapPS round them.
    Tolerance = @{ Largest = 1; Share = 0 }
    Targets   = @(
        @{ Kind = 'work'; Side = 'OpenCV'; AtLeast = 20 }
        @{ Kind = 'process'; Side = 'OpenCV'; AtLeast = 1 }
    )
}
