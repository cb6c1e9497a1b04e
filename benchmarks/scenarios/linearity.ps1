@{
    Title = 'Time against the number of files, and of pixels: 1×, 4×, 16×; the exponent is 1 where time grows in proportion'
    Run   = {
        param($Scenario, $Context)
        # The files of a scenario, and how many are enough to be timed.
        $cases = [ordered]@{
            png8       = @{ Kind = 'Gray8'; Extension = 'png'; Count = 25 }
            deep16     = @{ Kind = 'Gray16'; Extension = 'tif', 'png'; Count = 25 }
            jpeg       = @{ Kind = 'Gray8'; Extension = 'jpg'; Count = 10 }
            percentile = @{ Kind = 'Gray16'; Extension = 'tif'; Count = 25 }
            rgb16      = @{ Kind = 'Gray16'; Extension = 'png'; Count = 10 }
            gray       = @{ Kind = 'Rgb8'; Extension = 'png'; Count = 5 }
            lighten    = @{ Kind = 'Rgb8'; Extension = 'jpg'; Count = 5 }
            mosaic     = @{ Kind = 'Rgb8'; Extension = 'png'; Count = 5 }
        }
        foreach ($case in $cases.Keys) {
            $definition = Complete-Scenario (& ([IO.Path]::Join($Context.Root, 'scenarios', "$case.ps1"))) $case
            $definition.File = [IO.Path]::Join($Context.Root, 'scenarios', "$case.ps1")
            $definition.Peers = [ordered]@{}
            $kind, $extension = $cases[$case].Kind, @($cases[$case].Extension)
            $count = $Context.Quick ? [Math]::Ceiling($cases[$case].Count / 3) : $cases[$case].Count
            $side = @(Get-Side $definition $Context)[0]
            foreach ($growth in 'files', 'pixels') {
                $points = foreach ($factor in 1, 4, 16) {
                    $size = $growth -eq 'files' ? @{ Count = $count * $factor; Width = 960; Height = 540 } :
                        @{ Count = $count; Width = 960 * [Math]::Sqrt($factor); Height = 540 * [Math]::Sqrt($factor) }
                    [pscustomobject]@{ Name = "$factor× $growth"; Factor = $factor; Source = Get-BenchmarkData -Root $Context.DataRoot -Kind $kind -Extension $extension @size }
                }
                $folder = Get-OutputFolder $Context $side
                $worker = Start-Worker $side.Warm
                try {
                    foreach ($point in $points) { $null = Invoke-Worker $worker 2 $point.Source $folder }
                    $samples = Measure-InTurn $points $Context.Rounds { param($Point) Invoke-Worker $worker 1 $Point.Source $folder }
                }
                finally {
                    Stop-Worker $worker
                    Remove-Item -LiteralPath $Context.OutputRoot -Recurse -Force -ErrorAction Ignore
                }

                $rows = @(foreach ($point in $points) { New-Row $Scenario.Name "$case work" $point $samples[$point.Name] $null })
                $exponent = [Math]::Log($rows[2].Seconds / $rows[0].Seconds) / [Math]::Log(16)
                $rows[2].Target = "exponent $($exponent.ToString('0.00', [cultureinfo]::InvariantCulture))"
                # One process runs all sizes, so its peak belongs to the largest.
                $rows[0].Peak = $rows[1].Peak = 0
                $rows
            }
        }
    }
}
