@{
    Title     = '200 grey 8-bit PNG files of 960×540 to inferno PNG, 0..255'
    Data      = @{ Kind = 'Gray8'; Extension = 'png'; Count = 200; Width = 960; Height = 540 }
    Quick     = @{ Count = 50 }
    Growth    = @{ Count = 25 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | ConvertTo-Heatmap -Colormap opencv:inferno -Destination $Folder | Out-Null }
    Peers     = [ordered]@{
        'OpenCV'              = @{ Python = 'colormap_cv2.py'; Modules = @('cv2') }
        'matplotlib + Pillow' = @{ Python = 'colormap_matplotlib.py'; Modules = @('matplotlib', 'PIL'); Kinds = @('work'); Rounds = 1 }
        'ImageMagick'         = @{
            Kinds   = @('work')
            Rounds  = 1
            Program = 'convert-im6.q16', 'magick', 'convert'
            Command = {
                param($Program, $Source, $Folder)
                # The colormap as a picture of 256 × 1 pixels, which -clut looks colours up in.
                $map = [IO.Path]::Join((Split-Path $Source), 'inferno.png')
                if (-not (Test-Path -LiteralPath $map)) {
                    $ramp = [byte[,]]::new(1, 256)
                    foreach ($value in 0..255) { $ramp[0, $value] = $value }
                    Export-HeatmapImage -InputObject (ConvertTo-Heatmap -InputObject $ramp -Colormap opencv:inferno) -Path $map
                }

                'sh', '-c', 'cd "$2" && for f in *; do "$1" "$f" "$4" -interpolate nearest -clut "PNG24:$3/${f%.*}.png" || exit 1; done', 'sh', $Program, $Source, $Folder, $map
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
