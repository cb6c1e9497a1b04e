# The field that the tests of Add-Annotation draw on.

# A smooth field of °C with one hottest and one coldest pixel, and a hole of missing values.
function New-Field([int] $Width = 96, [int] $Height = 72, [switch] $Hole) {
    $field = [double[, ]]::new($Height, $Width)
    for ($y = 0; $y -lt $Height; $y++) {
        for ($x = 0; $x -lt $Width; $x++) {
            $field[$y, $x] = 20 + 15 * [Math]::Sin($x / 11.0) * [Math]::Cos($y / 9.0) + $x * 0.01 + $y * 0.003
        }
    }

    if ($Hole) { for ($y = 30; $y -lt 40; $y++) { for ($x = 40; $x -lt 60; $x++) { $field[$y, $x] = [double]::NaN } } }
    return , $field
}

function New-Heatmap([array] $Field = (New-Field)) {
    Import-HeatmapImage -InputObject $Field -Unit °C | ConvertTo-Heatmap -Colormap inferno -WarningAction SilentlyContinue
}
