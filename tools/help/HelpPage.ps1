# Help pages and the cmdlets they describe: what New-HelpPage.ps1 writes and Test-HelpPage.ps1 checks. Pages follow the
# markdown schema of Microsoft.PowerShell.PlatyPS 1.x.

$commonParameters = [Management.Automation.Cmdlet]::CommonParameters

# Splits lines at headings of one level, leaving those inside code fences alone. Returns an ordered dictionary from the
# heading's text to the text under it; what precedes the first heading is under ''.
function Split-Heading([string] $Text, [int] $Level) {
    $parts = [ordered]@{ '' = [Collections.Generic.List[string]]::new() }
    $heading = ''
    $fenced = $false
    $mark = '#' * $Level + ' '
    foreach ($line in $Text -split '\r?\n') {
        if ($line.TrimStart().StartsWith('```')) { $fenced = -not $fenced }
        if (-not $fenced -and $line.StartsWith($mark)) {
            $heading = $line.Substring($mark.Length).Trim()
            $parts[$heading] = [Collections.Generic.List[string]]::new()
        }
        else {
            $parts[$heading].Add($line)
        }
    }

    $texts = [ordered]@{}
    foreach ($key in $parts.Keys) { $texts[$key] = ($parts[$key] -join "`n").Trim() }
    return $texts
}

# A page that exists: FrontMatter (lines), Sections (by heading), Parameters (name to Prose and Yaml).
function Read-HelpPage([string] $Path) {
    $text = [IO.File]::ReadAllText($Path).ReplaceLineEndings("`n")
    $frontMatter = $text -match '(?s)\A---\n(.*?)\n---\n' ? $Matches[1] : ''
    $sections = Split-Heading $text 2
    $parameters = [ordered]@{}
    $parts = Split-Heading "$($sections['PARAMETERS'])" 3
    foreach ($heading in $parts.Keys) {
        if ($heading -notmatch '^-(\w+)$') { continue }
        $name = $Matches[1]
        $null = $parts[$heading] -match '(?s)\A(?<prose>.*?)\s*```yaml\n(?<yaml>.*?)\n```'
        $parameters[$name] = @{ Prose = "$($Matches['prose'])".Trim(); Yaml = "$($Matches['yaml'])" }
    }

    return @{ FrontMatter = $frontMatter; Sections = $sections; Parameters = $parameters }
}

# The SYNTAX section a cmdlet has: one code block a parameter set, the default one first.
function Format-Syntax([Management.Automation.CmdletInfo] $Command) {
    $sets = @($Command.ParameterSets | Sort-Object -Property @{ Expression = 'IsDefault'; Descending = $true }, Name -Stable)
    $blocks = foreach ($set in $sets) {
        $line = ''
        $lines = foreach ($word in @($Command.Name) + ("$set" -split ' (?=\[|-)')) {
            if ($line -and "$line $word".Length -gt 100) { $line; $line = "  $word" }
            else { $line = $line ? "$line $word" : $word }
        }

        $default = $set.IsDefault -or $sets.Count -eq 1 ? ' (Default)' : ''
        "### $($set.Name)$default`n`n``````$("`n")$((@($lines) + $line) -join "`n")`n``````"
    }

    return $blocks -join "`n`n"
}

# A parameter's type as the schema writes it: without the assembly, Nullable as the type itself.
function Format-TypeName([type] $Type) {
    $underlying = [Nullable]::GetUnderlyingType($Type)
    return ($underlying ? $underlying : $Type).ToString()
}

function Format-Default([object] $Value) {
    if ($null -eq $Value) { return '' }
    if ($Value -is [Management.Automation.SwitchParameter]) { return 'False' }
    if ($Value -is [string]) { return $Value }
    if ($Value -is [Collections.IEnumerable]) { return @($Value | ForEach-Object { Format-Default $_ }) -join ', ' }
    return [Convert]::ToString($Value, [cultureinfo]::InvariantCulture)
}

function Format-Scalar([string] $Text) {
    return $Text -eq '' -or $Text -match '^[\s\[\]{}>|*&!%#`@,''"-]|: | #|\s$' ? "'" + $Text.Replace("'", "''") + "'" : $Text
}

function Format-List([string] $Key, [string[]] $Value) {
    if (@($Value).Count -eq 0) { return "${Key}: []" }
    return @("${Key}:") + @($Value | ForEach-Object { "- $_" })
}

# The values a parameter takes, where they are a fixed set: an enumeration's names or ValidateSet's.
function Get-AcceptedValue([Management.Automation.ParameterMetadata] $Parameter) {
    foreach ($attribute in $Parameter.Attributes) {
        if ($attribute -is [ValidateSet]) { return $attribute.ValidValues }
    }

    $type = $Parameter.ParameterType
    $type = $type.IsArray ? $type.GetElementType() : $type
    $underlying = [Nullable]::GetUnderlyingType($type)
    $type = $underlying ? $underlying : $type
    if ($type.IsEnum) { return [Enum]::GetNames($type) }
}

# The yaml block of one parameter. A default that depends on the machine, or is not the property's first value, is
# taken from the page that exists.
function Format-ParameterYaml([Management.Automation.CmdletInfo] $Command, [string] $Name, [string] $ExistingYaml) {
    $parameter = $Command.Parameters[$Name]
    $property = $Command.ImplementingType.GetProperty($Name)
    $default = $property ? (Format-Default $property.GetValue([Activator]::CreateInstance($Command.ImplementingType))) : ''
    if ($Name -in 'WhatIf', 'Confirm') { $default = 'False' }
    if ($ExistingYaml -match '(?m)^DefaultValue: (.*)$' -and $default -in '', '0', "$([Environment]::ProcessorCount)") {
        $default = $Matches[1].Trim("'").Replace("''", "'")
    }

    $hidden = @($parameter.Attributes | Where-Object { $_ -is [Parameter] -and $_.DontShow }).Count -gt 0
    $help = @($parameter.Attributes | Where-Object { $_ -is [Parameter] -and $_.HelpMessage } | ForEach-Object HelpMessage)
    $sets = foreach ($set in $parameter.ParameterSets.Keys | Sort-Object) {
        $use = $parameter.ParameterSets[$set]
        "- Name: $($set -eq '__AllParameterSets' ? '(All)' : $set)"
        "  Position: $($use.Position -lt 0 ? 'Named' : $use.Position)"
        "  IsRequired: $("$($use.IsMandatory)".ToLowerInvariant())"
        "  ValueFromPipeline: $("$($use.ValueFromPipeline)".ToLowerInvariant())"
        "  ValueFromPipelineByPropertyName: $("$($use.ValueFromPipelineByPropertyName)".ToLowerInvariant())"
        "  ValueFromRemainingArguments: $("$($use.ValueFromRemainingArguments)".ToLowerInvariant())"
    }

    $wildcards = @($parameter.Attributes | Where-Object { $_ -is [SupportsWildcards] }).Count -gt 0
    return @(
        "Type: $(Format-TypeName $parameter.ParameterType)"
        "DefaultValue: $(Format-Scalar $default)"
        "SupportsWildcards: $("$wildcards".ToLowerInvariant())"
        Format-List 'Aliases' @($parameter.Aliases | Where-Object { $_ })
        'ParameterSets:'
        $sets
        "DontShow: $("$hidden".ToLowerInvariant())"
        Format-List 'AcceptedValues' @(Get-AcceptedValue $parameter)
        "HelpMessage: $(Format-Scalar "$($help | Select-Object -First 1)")"
    ) -join "`n"
}

# The cmdlets of a module as the engine binds them. In the parameter sets of the module's own table of cmdlets, dynamic parameters are missing.
function Get-ModuleCmdlet([psmoduleinfo] $Module) {
    return Get-Command -Name @($Module.ExportedCmdlets.Keys) -Module $Module.Name -CommandType Cmdlet | Sort-Object Name
}

# Names of a cmdlet's own parameters, in the order of a page.
function Get-DocumentedParameter([Management.Automation.CmdletInfo] $Command) {
    return @($Command.Parameters.Keys | Where-Object { $_ -notin $commonParameters } | Sort-Object)
}
