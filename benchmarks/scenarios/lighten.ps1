@{
    Title     = 'Lighten of 300 RGB photos (JPEG of 1,936×1,863) into one PNG'
    Data      = @{ Kind = 'Rgb8'; Extension = 'jpg'; Count = 300; Width = 1936; Height = 1863 }
    Quick     = @{ Count = 40 }
    Growth    = @{ Count = 5; Width = 960; Height = 540 }
    Ours      = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | Merge-Lighten -Destination "$Folder/lighten.png" | Out-Null }
    Peers     = [ordered]@{
        'NumPy + Pillow' = @{ Python = 'lighten_numpy.py'; Modules = @('numpy', 'PIL'); Best = @{ Options = 'cores' } }
    }
    # JPEG decoders of different builds may round an inverse transform otherwise.
    Tolerance = @{ Largest = 3; Share = 0.01 }
    Targets   = @(@{ Kind = 'work'; Side = 'NumPy + Pillow'; AtLeast = 1.7 })
}
