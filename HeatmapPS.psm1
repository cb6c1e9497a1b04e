# Loads the cmdlets into a load context of their own: see HeatmapPS.Loader.ModuleLoadContext. Whatever can be done there is
# done there: a line of script costs the import more than a page of compiled code.

if (-not ('HeatmapPS.Loader.CmdletExport' -as [type])) {
    # Add-Type would load a whole module first.
    $null = [Reflection.Assembly]::LoadFrom("$PSScriptRoot/bin/HeatmapPS.Loader.dll")
}

$cmdlets = Import-Module -Assembly ([HeatmapPS.Loader.CmdletExport]::Load()) -PassThru -Force
[HeatmapPS.Loader.CmdletExport]::Add($ExecutionContext, $cmdlets)
