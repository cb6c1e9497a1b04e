# The pictures that the scenarios work on: made once from a seed and kept.

# Returns the folder of a data set, making it where it is not there yet.
function Get-BenchmarkData {
    param(
        [Parameter(Mandatory)] [string] $Root,

        # Gray8, Gray16 or Rgb8; LargeTiff and LargeTiff8 are one file of 16 or 8 bits written row by row.
        [Parameter(Mandatory)] [string] $Kind,

        # Extensions of the files, taken in turn.
        [Parameter(Mandatory)] [string[]] $Extension,
        [Parameter(Mandatory)] [int] $Count,
        [Parameter(Mandatory)] [int] $Width,
        [Parameter(Mandatory)] [int] $Height
    )

    $folder = [IO.Path]::Join($Root, "$Kind-$($Extension -join '-')-$Count-${Width}x$Height".ToLowerInvariant())
    $complete = "$folder.complete"
    if (Test-Path -LiteralPath $complete) { return $folder }
    Write-Host "  making $Count × $Kind $Width×$Height $($Extension -join ', ')" -ForegroundColor DarkGray
    Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction Ignore
    $null = New-Item -ItemType Directory -Path $folder -Force
    for ($index = 0; $index -lt $Count; $index++) {
        $path = [IO.Path]::Join($folder, ('frame-{0:0000}.{1}' -f $index, $Extension[$index % $Extension.Count]))
        if ($Kind -like 'LargeTiff*') {
            [HeatmapPS.Benchmark.BenchmarkFrames]::WriteLargeTiff($path, $Width, $Height, $index, $Kind -eq 'LargeTiff8' ? 8 : 16)
        }
        else {
            $picture = [HeatmapPS.Benchmark.BenchmarkFrames]::$Kind($Width, $Height, $index)
            Export-HeatmapImage -InputObject $picture -Path $path -Compression ($path.EndsWith('.tif') ? 'None' : 'Default')
        }
    }

    Set-Content -LiteralPath $complete -Value ''
    return $folder
}
