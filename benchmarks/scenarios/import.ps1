@{
    Title   = 'Import-Module HeatmapPS over importing an empty binary module, each in a process of its own'
    Targets = @(@{ Kind = 'over an empty module'; Side = 'HeatmapPS'; Below = 0.15 })
    Run     = {
        param($Scenario, $Context)
        $empty = [IO.Path]::Join($Context.DataRoot, 'empty', 'Empty.dll')
        if (-not (Test-Path -LiteralPath $empty)) {
            $null = New-Item -ItemType Directory -Path (Split-Path $empty) -Force
            Add-Type -OutputAssembly $empty -TypeDefinition 'using System.Management.Automation; [Cmdlet("Get", "Nothing")] public class GetNothing : PSCmdlet { }'
        }

        $powershell = @(Get-PowerShellCommand) + '-NoLogo', '-NoProfile', '-NonInteractive', '-Command'
        $sides = foreach ($side in @{ Name = 'empty module'; Path = $empty }, @{ Name = 'HeatmapPS'; Path = $Context.ModulePath }) {
            [pscustomobject]@{
                Name    = $side.Name
                Command = $powershell + "`$start = [Diagnostics.Stopwatch]::GetTimestamp(); Import-Module '$($side.Path)'; [Console]::Out.Write([Diagnostics.Stopwatch]::GetElapsedTime(`$start).TotalSeconds)"
            }
        }
        $measure = {
            param($Side)
            $text = & $Side.Command[0] @($Side.Command | Select-Object -Skip 1)
            [pscustomobject]@{ Seconds = [double]::Parse($text, [cultureinfo]::InvariantCulture); Cpu = $null; Peak = 0L }
        }
        foreach ($side in $sides) { $null = & $measure $side }
        $samples = Measure-InTurn $sides ([Math]::Max(10, 3 * $Context.Rounds)) $measure
        $over = [Collections.Generic.List[object]]::new()
        for ($i = 0; $i -lt $samples['HeatmapPS'].Count; $i++) {
            $over.Add([pscustomobject]@{ Seconds = $samples['HeatmapPS'][$i].Seconds - $samples['empty module'][$i].Seconds; Cpu = $null; Peak = 0L })
        }

        $rows = @(foreach ($side in $sides) { New-Row $Scenario.Name 'import' $side $samples[$side.Name] $null }) +
            @(New-Row $Scenario.Name 'over an empty module' $sides[1] $over $null)
        Set-Target $Scenario $rows
        return $rows
    }
}
