@{
    Title     = 'Lighten of 40 RGB photos (JPEG of 1,936×1,863) into one PNG: as many as ImageMagick holds under Debian''s limits'
    Data      = @{ Kind = 'Rgb8'; Extension = 'jpg'; Count = 40; Width = 1936; Height = 1863 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | Merge-Lighten -Destination "$Folder/lighten.png" | Out-Null }
    Peers     = [ordered]@{
        'ImageMagick' = @{
            Program = 'convert-im6.q16', 'magick', 'convert'
            Command = {
                param($Program, $Source, $Folder)
                'sh', '-c', '"$1" "$2"/* -evaluate-sequence max "PNG24:$3/lighten.png"', 'sh', $Program, $Source, $Folder
            }
        }
    }
    # JPEG decoders of different builds may round an inverse transform otherwise.
    Tolerance = @{ Largest = 3; Share = 0.01 }
    Targets   = @(@{ Kind = 'work'; Side = 'ImageMagick'; AtLeast = 5 })
}
