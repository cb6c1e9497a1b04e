<#
.SYNOPSIS
    Makes or updates the help pages of the built module's cmdlets.

.DESCRIPTION
    Fills syntax and the parameters' yaml blocks by reflection. Text that a page has already (synopsis, description,
    examples, the parameters' descriptions, notes, links) stays; places to fill in are marked with {{ }}. Run it in a
    new process after a build, since it loads the module:

        dotnet pwsh -NoProfile -File tools/help/New-HelpPage.ps1

.OUTPUTS
    System.IO.FileInfo, the pages that changed.
#>
[CmdletBinding()]
[OutputType([IO.FileInfo])]
param(
    # Cmdlets to write pages for; wildcards.
    [string] $Name = '*',
    [string] $ModulePath = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'output', 'HeatmapPS'),
    [string] $DocsPath = [IO.Path]::Join((Split-Path (Split-Path $PSScriptRoot)), 'docs', 'en-US')
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
. ([IO.Path]::Join($PSScriptRoot, 'HelpPage.ps1'))

$standardText = @{
    WhatIf  = 'Shows what would be written without writing it.'
    Confirm = 'Asks before each file is written.'
    # The same on every cmdlet that colours numbers.
    Reverse            = 'Reverses the colormap, as `_r` at the end of its name does.'
    ColorInterpolation = 'What lies between two colours of the map: nothing (`Nearest`), or colours interpolated to 65,536 (`Linear`). By default' +
        "`n``Linear`` at 16 bits for maps other than qualitative ones, and ``Nearest`` otherwise or with **-LevelCount**."
    LevelCount         = 'Reduces the colormap to this many colours, evenly spread and with both ends, for a map in steps. From 2 to 65536.'
    UnderColor         = 'The colour of values below the limits. By default, the map''s first colour. Colours are CSS names (`white`,' +
        "`n``steelblue``, ``transparent``), ``#rgb``, ``#rrggbb`` or ``#rrggbbaa``, ``255,128,0``, or ``1.0 0.5 0.0``."
    OverColor          = 'The colour of values above the limits, written like **-UnderColor**. By default, the map''s last colour.'
    BadColor           = 'The colour of NaN, infinite and nodata values, written like **-UnderColor**. By default they are transparent, or in' +
        "`nformats without transparency mid-grey (magenta on grey maps)."
    # The same on every cmdlet that reads images.
    Radiometric            = 'What is read of files that have temperatures under their picture (radiometric JPEG of FLIR and DJI). `Auto`: the temperatures where' +
        "`nthere are any, which **-Verbose** tells, else the picture. ``Require``: the temperatures; any other image is the error ``NotRadiometric``.`n``Ignore``: the visible picture."
    TemperatureUnit        = 'The unit that temperatures of thermal cameras are read in: `C`, `F`, `K`, or `Counts` for the camera''s own 16-bit numbers.' +
        "`n**-ReflectedTemperature** and **-AtmosphericTemperature** are in the same unit; with ``Counts`` they are in °C."
    Emissivity             = 'The emissivity of the object, to 1, instead of the one that the camera wrote into the file.'
    Distance               = 'The distance to the object in metres, instead of the one that the camera wrote into the file.'
    RelativeHumidity       = 'The relative humidity of the air, instead of the one that the camera wrote into the file. Numbers to 1 are a share, greater ones' +
        "`npercent."
    ReflectedTemperature   = 'The temperature of what the object reflects, instead of the one that the camera wrote into the file, in the unit of' +
        "`n**-TemperatureUnit**."
    AtmosphericTemperature = 'The temperature of the air, instead of the one that the camera wrote into the file, in the unit of **-TemperatureUnit**.'
    Sensor                 = 'A camera whose counts are linear in temperature: the **-Gain**, **-Offset** and **-Unit** for its TIFF and PNG files, by name. It excludes these' +
        "`nthree; **-TemperatureUnit** chooses the unit. The guide docs/thermal.md lists the scales."
    Embedded               = 'Reads the photograph inside files of FLIR''s cameras instead of the temperatures. A file without one is the error' +
        "`n``EmbeddedNotFound``. ``PhotoScale``, ``OffsetX`` and ``OffsetY`` of the raster''s ``Thermal`` tell how it lies over the thermal picture."
}

# What a page has under a heading, or what is to be filled in.
function Get-Section([object] $Page, [string] $Heading, [string] $Default) {
    $text = $Page ? "$($Page.Sections[$Heading])" : ''
    return $text ? $text : $Default
}

function Format-Parameter([Management.Automation.CmdletInfo] $Command, [object] $Page) {
    foreach ($name in Get-DocumentedParameter $Command) {
        $existing = $Page -and $Page.Parameters.Contains($name) ? $Page.Parameters[$name] : @{ Prose = ''; Yaml = '' }
        $prose = $existing.Prose ? $existing.Prose : $standardText.ContainsKey($name) ? $standardText[$name] : "{{ What -$name does }}"
        "### -$name`n`n$prose`n`n``````yaml`n$(Format-ParameterYaml $Command $name $existing.Yaml)`n``````"
    }
}

function Format-Page([Management.Automation.CmdletInfo] $Command, [object] $Page) {
    $date = $Page -and $Page.FrontMatter -match '(?m)^ms\.date: (.*)$' ? $Matches[1] : [datetime]::UtcNow.ToString('MM/dd/yyyy', [cultureinfo]::InvariantCulture)
    $uri = $Page -and $Page.FrontMatter -match '(?m)^HelpUri: (.*)$' ? $Matches[1] : "''"
    $inputs = $Command.Parameters.Values | Where-Object { $_.ParameterSets.Values.ValueFromPipeline -contains $true } |
        ForEach-Object { "### $(Format-TypeName $_.ParameterType)`n`n{{ What is taken }}" }
    $inputs = $inputs ? $inputs : "### None`n`nThis cmdlet takes nothing from the pipeline."
    $outputs = $Command.OutputType | ForEach-Object { "### $($_.Name)`n`n{{ What is given }}" }
    $common = 'This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable, -InformationAction, -InformationVariable, -OutBuffer, -OutVariable, -PipelineVariable, -ProgressAction, -Verbose, -WarningAction, and -WarningVariable. For more information, see [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).'
    return @(
        "---`ndocument type: cmdlet`nexternal help file: HeatmapPS.dll-Help.xml`nHelpUri: $uri`nLocale: en-US`nModule Name: HeatmapPS`nms.date: $date`nPlatyPS schema version: 2024-05-01`ntitle: $($Command.Name)`n---"
        "# $($Command.Name)"
        "## SYNOPSIS`n`n$(Get-Section $Page 'SYNOPSIS' '{{ One sentence }}')"
        "## SYNTAX`n`n$(Format-Syntax $Command)"
        "## ALIASES`n`n$(Get-Section $Page 'ALIASES' 'This cmdlet has no aliases.')"
        "## DESCRIPTION`n`n$(Get-Section $Page 'DESCRIPTION' '{{ What it does, and what it leaves alone }}')"
        "## EXAMPLES`n`n$(Get-Section $Page 'EXAMPLES' "### Example 1: {{ What it shows }}`n`n``````powershell`n$($Command.Name)`n```````n`n{{ What happens }}")"
        "## PARAMETERS"
        Format-Parameter $Command $Page
        "### CommonParameters`n`n$common"
        "## INPUTS`n`n$(Get-Section $Page 'INPUTS' ($inputs -join "`n`n"))"
        "## OUTPUTS`n`n$(Get-Section $Page 'OUTPUTS' ($outputs -join "`n`n"))"
        "## NOTES`n`n$(Get-Section $Page 'NOTES' '')"
        "## RELATED LINKS`n`n$(Get-Section $Page 'RELATED LINKS' '')"
    ).ForEach({ $_.TrimEnd() }) -join "`n`n"
}

$null = New-Item -ItemType Directory -Path $DocsPath -Force
$module = Import-Module -Name $ModulePath -PassThru
foreach ($command in Get-ModuleCmdlet $module | Where-Object Name -Like $Name) {
    $path = [IO.Path]::Join($DocsPath, "$($command.Name).md")
    $page = (Test-Path -LiteralPath $path) ? (Read-HelpPage $path) : $null
    $text = (Format-Page $command $page) + "`n"
    if (-not $page -or [IO.File]::ReadAllText($path) -cne $text) {
        [IO.File]::WriteAllText($path, $text)
        Get-Item -LiteralPath $path
    }
}
