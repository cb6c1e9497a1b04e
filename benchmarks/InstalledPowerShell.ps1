# The PowerShell of the .NET tool is not compiled ahead of time, that of the installers is. What users have is the latter.

. ([IO.Path]::Join((Split-Path $PSScriptRoot), 'tools', 'build', 'Packages.ps1'))
. ([IO.Path]::Join((Split-Path $PSScriptRoot), 'tools', 'build', 'ReadyToRun.ps1'))

# Whether the PowerShell in a folder has machine code in its files.
function Test-Precompiled([string] $Folder) {
    $reader = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead([IO.Path]::Join($Folder, 'System.Management.Automation.dll')))
    try { return $reader.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size -gt 0 }
    finally { $reader.Dispose() }
}

# The command of a PowerShell as the installers ship it: the running one, the one in PATH, or the .NET tool's compiled here;
# nothing where the package feed has no compiler.
function Get-InstalledPowerShell([object] $Context) {
    if (Test-Precompiled $PSHOME) { return Get-PowerShellCommand }
    foreach ($program in @(Get-Command -Name pwsh -CommandType Application -All -ErrorAction Ignore)) {
        $file = [IO.FileInfo]::new($program.Path)
        $folder = ($file.ResolveLinkTarget($true) ?? $file).DirectoryName
        if ((Test-Path -LiteralPath ([IO.Path]::Join($folder, 'System.Management.Automation.dll'))) -and (Test-Precompiled $folder)) { return , $program.Path }
    }

    $compiled = [IO.Path]::Join($Context.DataRoot, "powershell-$($PSVersionTable.PSVersion)")
    $command = [Environment]::ProcessPath, [IO.Path]::Join($compiled, 'pwsh.dll')
    if (Test-Path -LiteralPath "$compiled.complete") { return $command }
    $crossgen = Find-Crossgen -Root (Split-Path $Context.Root)
    if (-not $crossgen) { return }
    Write-Host '  compiling PowerShell ahead of time' -ForegroundColor DarkGray
    Remove-Item -LiteralPath $compiled -Recurse -Force -ErrorAction Ignore
    Copy-Item -LiteralPath $PSHOME -Destination $compiled -Recurse
    $system, $architecture = ($IsWindows ? 'windows' : $IsMacOS ? 'osx' : 'linux'), "$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)".ToLowerInvariant()
    $references = [Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory(), $PSHOME
    foreach ($assembly in Get-ChildItem -LiteralPath $PSHOME -Filter *.dll | Where-Object Name -Match '^(System\.Management\.Automation|Microsoft\.(PowerShell|ApplicationInsights)|pwsh|Newtonsoft)') {
        Invoke-Crossgen $crossgen $assembly.FullName ([IO.Path]::Join($compiled, $assembly.Name)) $system $architecture $references
    }

    Set-Content -LiteralPath "$compiled.complete" -Value ''
    return $command
}
