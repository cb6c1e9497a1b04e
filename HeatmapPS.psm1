# Loads the cmdlets into a load context of their own: see HeatmapPS.Loader.ModuleLoadContext.

if (-not ('HeatmapPS.Loader.ModuleLoadContext' -as [type])) {
    # Add-Type would load a whole module first, which takes longer than all the rest.
    $null = [Reflection.Assembly]::LoadFrom([IO.Path]::Join($PSScriptRoot, 'bin', 'HeatmapPS.Loader.dll'))
}

$cmdlets = Import-Module -Assembly ([HeatmapPS.Loader.ModuleLoadContext]::LoadModule()) -PassThru -Force

# A module imported by assembly inside a psm1 is not exported with it (PowerShell issue 20710), and Export-ModuleMember
# does not know its cmdlets either, so that they are handed over one by one.
$addExport = [psmoduleinfo].GetMethod('AddExportedCmdlet', [Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
    $addExport.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
}
