<#
.SYNOPSIS
    The child that may crash: reads the files of manifests by the module, compares, and tells the parent on its output.
.DESCRIPTION
    Lines of input: the path of a manifest, a tab, and the index of the first case to read. Lines of output: "B index" before a
    case, "R json" after it, "D" when a manifest is done, "X" when the process is to be replaced first (its memory or handles
    have grown).
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Assembly
)

$ErrorActionPreference = 'Continue'
$ProgressPreference = 'SilentlyContinue'
$replaceAt = 900MB

Import-Module -Name $ModulePath
$null = [Reflection.Assembly]::LoadFrom($Assembly)
. ([IO.Path]::Join($PSScriptRoot, 'ConformanceCase.ps1'))

function Send([string] $Line) {
    # Without a parent to tell there is nothing to do.
    try { [Console]::Out.WriteLine($Line); [Console]::Out.Flush() } catch { exit 1 }
}

while ($line = [Console]::In.ReadLine()) {
    $manifest, $first = $line -split "`t"
    foreach ($text in [IO.File]::ReadAllLines($manifest)) {
        $case = ConvertFrom-Json $text -AsHashtable
        if (-not $case.Contains('file') -or $case.index -lt $first -or $case.expect -eq 'disputed') { continue }
        Send "B $($case.index)"
        $outcome = try { Test-ConformanceCase $case } catch { [ordered]@{ Result = 'wrong'; Id = 'exception'; Message = "$_ $($_.ScriptStackTrace)" } }
        $outcome.Index = $case.index
        Send "R $($outcome | ConvertTo-Json -Compress)"
    }

    $handles = [IO.Directory]::Exists('/proc/self/fd') ? [IO.Directory]::GetFileSystemEntries('/proc/self/fd').Count : 0
    if ([Environment]::WorkingSet -gt $replaceAt -or $handles -gt 400) { Send 'X'; exit 0 }
    Send 'D'
}
