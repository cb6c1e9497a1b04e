@{
    Title   = 'A corner of 1,500×1,500 pixels of a tiled 16-bit TIFF of 16,000×16,000 (with -Quick 750×750 of 8,000×8,000), measured: read alone, and with the whole file'
    Data    = @{ Kind = 'LargeTiff'; Extension = 'tif'; Count = 1; Width = 16000; Height = 16000 }
    Quick   = @{ Width = 8000; Height = 8000 }
    # The first page of a pyramid is the whole image in tiles.
    Prepare = {
        param($Context, $Folder, $Data)
        $tiled = "$Folder-tiled"
        if (-not (Test-Path -LiteralPath "$tiled.complete")) {
            Import-HeatmapImage -LiteralPath ([IO.Path]::Join($Folder, 'frame-0000.tif')) | Export-HeatmapImage -Path ([IO.Path]::Join($tiled, 'tiled.tif')) -Pyramid -Force
            Set-Content -LiteralPath "$tiled.complete" -Value ''
        }

        return $tiled
    }
    Ours    = {
        param($Source, $Folder)
        $side = (Import-HeatmapImage -LiteralPath "$Source/tiled.tif").Width
        $length = [int]($side * 3 / 32)
        $corner = Import-HeatmapImage -LiteralPath "$Source/tiled.tif" -Region ($side - $length), ($side - $length), $length, $length | Measure-Heatmap
        $corner.Minimum, $corner.Maximum, $corner.Mean, $corner.StandardDeviation | ForEach-Object ToString R ([cultureinfo]::InvariantCulture) | Set-Content -LiteralPath "$Folder/limits.txt"
    }
    Peers   = [ordered]@{
        'HeatmapPS, whole file' = @{
            Job = {
                param($Source, $Folder)
                $side = (Import-HeatmapImage -LiteralPath "$Source/tiled.tif").Width
                $length = [int]($side * 3 / 32)
                $corner = Measure-Heatmap -LiteralPath "$Source/tiled.tif" -Region @{ X = $side - $length; Y = $side - $length; Width = $length; Height = $length }
                $corner.Minimum, $corner.Maximum, $corner.Mean, $corner.StandardDeviation | ForEach-Object ToString R ([cultureinfo]::InvariantCulture) | Set-Content -LiteralPath "$Folder/limits.txt"
            }
        }
    }
    Kinds   = @('work')
    Repeat  = 3
    # A part costs less than 5 % of the file.
    Targets = @(@{ Kind = 'work'; Side = 'HeatmapPS, whole file'; AtLeast = 20 })
}
