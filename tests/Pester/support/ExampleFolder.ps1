# The folder that the examples of the help pages run in. Dot-source it after common.ps1.

# What the examples are about: frames of a camera, photos, an 8-bit picture and an array with holes.
function New-ExampleFolder {
    $folder = New-TestFolder
    $frames = (New-Item -ItemType Directory -Path $folder -Name 'frames').FullName
    foreach ($i in 0..2) {
        $frame = New-TestFrame Spot 64 48 -Minimum 7300 -Maximum (8000 + 500 * $i)
        $null = Write-TestTiff ([IO.Path]::Join($frames, "frame-000$i.tif")) 64 48 @(, $frame.Data)
    }

    $colors = New-TestFrame Noise 96 32 -Type ([byte]) -Seed 5
    $null = Write-TestPng ([IO.Path]::Join($folder, 'photo.png')) 32 32 $colors.Samples -ColorType 2
    $photos = (New-Item -ItemType Directory -Path $folder -Name 'photos').FullName
    foreach ($i in 1..3) { $null = Write-TestPng ([IO.Path]::Join($photos, "photo$i.png")) 32 32 (New-TestFrame Noise 96 32 -Type ([byte]) -Seed $i).Samples -ColorType 2 }
    $null = Write-TestPng ([IO.Path]::Join($folder, 'gray.png')) 256 64 (New-TestFrame Ramp 256 64 -Type ([byte])).Samples
    $cameraFiles = (New-Item -ItemType Directory -Path $folder -Name 'thermal').FullName
    Copy-Item -LiteralPath (Get-TestDataPath 'golden/thermal/radiometric.jpg') -Destination ([IO.Path]::Join($cameraFiles, 'roof.jpg'))
    $start = [datetime]'2026-03-02'
    $log = foreach ($i in 0..199) {
        [pscustomobject]@{ Time = $start.AddMinutes(97 * $i).ToString('s'); Host = "web$(1 + $i % 3)"; Cpu = 10 + 7 * $i % 60 }
    }
    $log | Export-Csv -LiteralPath ([IO.Path]::Join($folder, 'log.csv'))
    $german = "Datum;Rechner;Last`n03.11.2026;web1;1.234,5`n04.11.2026;web2;7,25`n"
    [IO.File]::WriteAllText([IO.Path]::Join($folder, 'report.csv'), $german)
    $field = (New-TestFrame Spot 80 60 -Type ([float]) -Minimum -1 -Maximum 1).Data
    foreach ($i in 0..9) { $field[$i] = [float]::NaN }
    $null = Write-TestNpy ([IO.Path]::Join($folder, 'field.npy')) $field -Shape 60, 80
    return $folder
}
