# How the time of a scenario's job grows with its input.

# Three rows, of 1×, 4× and 16× the files or pixels; the last one has the exponent.
function Measure-Growth([hashtable] $Scenario, [hashtable] $Definition, [object] $Context, [string] $Job, [string] $Along) {
    $least = @{} + $Definition.Data
    foreach ($key in $Definition.Growth.Keys | Where-Object { $_ -ne 'Along' }) { $least[$key] = $Definition.Growth[$key] }
    if ($Context.Quick -and $least.Count -gt 1) { $least.Count = [int][Math]::Ceiling($least.Count / 3) }
    $points = foreach ($factor in 1, 4, 16) {
        $size = $Along -eq 'files' ? @{ Count = $least.Count * $factor; Width = $least.Width; Height = $least.Height } :
            @{ Count = $least.Count; Width = $least.Width * [Math]::Sqrt($factor); Height = $least.Height * [Math]::Sqrt($factor) }
        [pscustomobject]@{ Name = "$factor× $Along"; Factor = $factor; Source = Get-ScenarioData $Definition $Context $size }
    }

    $side = @(Get-Side $Definition $Context)[0]
    $folder = Get-OutputFolder $Context $side
    # A process for each size, so that its peak tells whether memory grows with the input.
    $workers = @{}
    try {
        foreach ($point in $points) {
            $workers[$point.Name] = Start-Worker @($side.Warm + ($Job ? @('-Job', $Job) : @()))
            $null = Invoke-Worker $workers[$point.Name] 2 $point.Source $folder
        }

        $samples = Measure-InTurn $points $Context.Rounds { param($Point) Invoke-Worker $workers[$Point.Name] $Definition.Repeat $Point.Source $folder }
    }
    finally {
        foreach ($worker in $workers.Values) { Stop-Worker $worker }
        Remove-Item -LiteralPath $Context.OutputRoot -Recurse -Force -ErrorAction Ignore
    }

    $name = @($Definition.Name, $Job).Where({ $_ }) -join ' '
    $rows = @(foreach ($point in $points) { New-Row $Scenario.Name "$name work" $point $samples[$point.Name] $null })
    $exponent = [Math]::Log($rows[2].Seconds / $rows[0].Seconds) / [Math]::Log(16)
    $rows[2].Target = "exponent $($exponent.ToString('0.00', [cultureinfo]::InvariantCulture))"
    return $rows
}
