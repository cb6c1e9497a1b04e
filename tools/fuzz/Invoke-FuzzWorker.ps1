<#
.SYNOPSIS
    The child that may crash: makes broken files, gives them to the cmdlets, and tells the parent on its output.
.DESCRIPTION
    Lines of output: "B number path seed family" (with tabs) before a case, "F json" for a finding, "D number" when all cases are done, "R number"
    when the process is to be replaced before that case (its memory or handles have grown).
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Assembly,
    [Parameter(Mandatory)] [string] $SeedFolder,
    [Parameter(Mandatory)] [string] $WorkFolder,
    [Parameter(Mandatory)] [int] $Seed,
    [Parameter(Mandatory)] [long] $First,
    [Parameter(Mandatory)] [long] $Last,
    # Families, separated by commas.
    [Parameter(Mandatory)] [string] $Family
)

$ErrorActionPreference = 'Continue'
$ProgressPreference = 'SilentlyContinue'
$replaceAt = 900MB
$operationsPerCase = 2

Import-Module -Name $ModulePath
$null = [Reflection.Assembly]::LoadFrom($Assembly)
. ([IO.Path]::Join($PSScriptRoot, 'FuzzOperation.ps1'))

$groups = foreach ($name in $Family -split ',') {
    $files = [IO.Directory]::GetFiles([IO.Path]::Join($SeedFolder, $name))
    [Array]::Sort($files, [StringComparer]::Ordinal)
    @{ Name = $name; Files = $files; Bytes = @(foreach ($file in $files) { , [IO.File]::ReadAllBytes($file) }); Operations = Get-FuzzOperation $name }
}

$groups = @($groups)
$out = [IO.Directory]::CreateDirectory([IO.Path]::Join($WorkFolder, 'out')).FullName
function Send([string] $Line) {
    # Without a parent to tell there is nothing to do.
    try { [Console]::Out.WriteLine($Line); [Console]::Out.Flush() } catch { exit 1 }
}

for ($number = $First; $number -le $Last; $number++) {
    $random = [HeatmapPS.Fuzz.Mutator]::new($Seed, $number)
    $group = $groups[$random.Next($groups.Count)]
    $index = $random.Next($group.Files.Count)
    $bytes = $random.Mutate($group.Bytes[$index], $group.Bytes[$random.Next($group.Files.Count)])
    $path = [IO.Path]::Join($WorkFolder, "case$([IO.Path]::GetExtension($group.Files[$index]))")
    [IO.File]::WriteAllBytes($path, $bytes)
    Send "B $number`t$path`t$([IO.Path]::GetFileName($group.Files[$index]))`t$($group.Name)"

    $names = @($group.Operations.Keys)
    foreach ($i in 1..[Math]::Min($operationsPerCase, $names.Count)) {
        $name = $names[$random.Next($names.Count)]
        $found = Test-FuzzFile $path $name $group.Operations[$name] $out
        if ($found) { Send "F $($found | ConvertTo-Json -Compress)" }
    }

    if ($number % 200 -eq 0) {
        $handles = [IO.Directory]::Exists('/proc/self/fd') ? [IO.Directory]::GetFileSystemEntries('/proc/self/fd').Count : 0
        if ([Environment]::WorkingSet -gt $replaceAt -or $handles -gt 400) {
            Send "R $($number + 1) $([Environment]::WorkingSet) $handles"
            exit 0
        }
    }
}

Send "D $Last"
