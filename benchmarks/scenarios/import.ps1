@{
    Title   = 'Import-Module HeatmapPS over importing an empty binary module, each in a process of its own'
    Targets = @(
        @{ Kind = 'import'; Side = 'HeatmapPS, over the empty one'; Below = 0.15 }
        @{ Kind = 'import, .NET tool'; Side = 'HeatmapPS, over the empty one'; Below = 0.15 }
    )
    Run     = {
        param($Scenario, $Context)
        $empty = [IO.Path]::Join($Context.DataRoot, 'empty', 'Empty.dll')
        if (-not (Test-Path -LiteralPath $empty)) {
            $null = New-Item -ItemType Directory -Path (Split-Path $empty) -Force
            Add-Type -OutputAssembly $empty -TypeDefinition 'using System.Management.Automation; [Cmdlet("Get", "Nothing")] public class GetNothing : PSCmdlet { }'
        }

        $shells = [ordered]@{}
        if ($installed = @(Get-InstalledPowerShell $Context)) { $shells['import'] = $installed }
        if (-not (Test-Precompiled $PSHOME)) { $shells['import, .NET tool'] = @(Get-PowerShellCommand) }
        $sides = foreach ($kind in $shells.Keys) {
            foreach ($module in @{ Name = 'empty module'; Path = $empty }, @{ Name = 'HeatmapPS'; Path = $Context.ModulePath }) {
                [pscustomobject]@{
                    Name    = "$kind $($module.Name)"
                    Kind    = $kind
                    Module  = $module.Name
                    Command = $shells[$kind] + '-NoLogo', '-NoProfile', '-NonInteractive', '-Command' +
                        "`$start = [Diagnostics.Stopwatch]::GetTimestamp(); Import-Module '$($module.Path)'; [Console]::Out.Write([Diagnostics.Stopwatch]::GetElapsedTime(`$start).TotalSeconds)"
                }
            }
        }
        $measure = {
            param($Side)
            $text = & $Side.Command[0] @($Side.Command | Select-Object -Skip 1)
            [pscustomobject]@{ Seconds = [double]::Parse($text, [cultureinfo]::InvariantCulture); Cpu = $null; Peak = 0L }
        }
        foreach ($side in $sides) { $null = & $measure $side }
        $samples = Measure-InTurn $sides ([Math]::Max(10, 3 * $Context.Rounds)) $measure
        $rows = @(foreach ($kind in $shells.Keys) {
                $of = $sides | Where-Object Kind -EQ $kind
                foreach ($side in $of) { New-Row $Scenario.Name $kind ([pscustomobject]@{ Name = $side.Module }) $samples[$side.Name] $null }
                $with, $without = $samples[$of[1].Name], $samples[$of[0].Name]
                $over = [Collections.Generic.List[object]]::new()
                for ($i = 0; $i -lt $with.Count; $i++) { $over.Add([pscustomobject]@{ Seconds = $with[$i].Seconds - $without[$i].Seconds; Cpu = $null; Peak = 0L }) }
                New-Row $Scenario.Name $kind ([pscustomobject]@{ Name = 'HeatmapPS, over the empty one' }) $over $null
            })
        Set-Target $Scenario $rows
        return $rows
    }
}
