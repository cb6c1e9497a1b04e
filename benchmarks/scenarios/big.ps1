@{
    Title   = 'Memory on big images: a 16-bit TIFF of 30,000×30,000 and an 8-bit one of 100,000×20,000 (with -Quick a fifth of the sides) through one cmdlet after another, each in a process of its own'
    Jobs    = [ordered]@{
        'import'     = { param($Source, $Folder) $image = Import-HeatmapImage -LiteralPath "$Source/frame-0000.tif"; "$($image.Width) $($image.Height)" | Set-Content -LiteralPath "$Folder/size.txt" }
        'measure'    = { param($Source, $Folder) Measure-Heatmap -LiteralPath "$Source/frame-0000.tif" | Export-Csv -LiteralPath "$Folder/numbers.csv" }
        'percentile' = { param($Source, $Folder) Get-HeatmapScale -LiteralPath "$Source/frame-0000.tif" -Percentile 2, 98 | ConvertTo-Json | Set-Content -LiteralPath "$Folder/scale.json" }
        'heatmap'    = { param($Source, $Folder) ConvertTo-Heatmap -LiteralPath "$Source/frame-0000.tif" -Percentile 2, 98 -Destination "$Folder/heat.tif" }
        'colorbar'   = { param($Source, $Folder) ConvertTo-Heatmap -LiteralPath "$Source/frame-0000.tif" -Minimum 0 -Maximum 200 -Colorbar -Destination "$Folder/bar.tif" }
        'lighten'    = { param($Source, $Folder) Merge-Lighten -LiteralPath "$Source/frame-0000.tif", "$Source/frame-0000.tif" -Destination "$Folder/lighten.tif" }
        'pyramid'    = { param($Source, $Folder) ConvertTo-Heatmap -LiteralPath "$Source/frame-0000.tif" -Minimum 0 -Maximum 200 | Export-HeatmapImage -Path "$Folder/pyramid.tif" -Pyramid }
    }
    # What grows is the 16-bit image.
    Data    = @{ Kind = 'LargeTiff'; Extension = 'tif'; Count = 1; Width = 30000; Height = 30000 }
    Growth  = @{ Width = 2000; Height = 2000; Along = 'pixels' }
    Run     = {
        param($Scenario, $Context)
        $scale = $Context.Quick ? 5 : 1
        $powershell = @(Get-PowerShellCommand) + '-NoLogo', '-NoProfile', '-NonInteractive', '-Command'
        foreach ($picture in @{ Name = '30,000² 16-bit'; Kind = 'LargeTiff'; Width = 30000; Height = 30000 }, @{ Name = '100,000×20,000 8-bit'; Kind = 'LargeTiff8'; Width = 100000; Height = 20000 }) {
            $source = Get-BenchmarkData -Root $Context.DataRoot -Kind $picture.Kind -Extension tif -Count 1 -Width ($picture.Width / $scale) -Height ($picture.Height / $scale)
            foreach ($name in $Scenario.Jobs.Keys) {
                $job = $Scenario.Jobs[$name]
                $side = [pscustomobject]@{
                    Name = $picture.Name
                    Once = { param($In, $Out) $powershell + "`$ErrorActionPreference = 'Stop'; Import-Module '$($Context.ModulePath)'; `$null = & {$job} '$In' '$Out'" }.GetNewClosure()
                }
                $output = Get-OutputFolder $Context $side
                try {
                    $samples = [Collections.Generic.List[object]]::new()
                    $samples.Add((Measure-Once $side $source $output))
                    $row = New-Row $Scenario.Name $name $side $samples $null
                    $row.Bytes = Get-OutputBytes $output
                    $row.Target = '< {0} {1}' -f (Format-Bytes 500MB), ($row.Peak -lt 500MB ? 'met' : 'MISSED')
                    $row
                }
                finally {
                    Remove-Item -LiteralPath $output -Recurse -Force -ErrorAction Ignore
                }
            }
        }
    }
}
