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
    WhatIf  = 'Shows which files would be written, without writing them.'
    Confirm = 'Asks for confirmation before it writes each file.'
    # The same on every cmdlet that colours numbers.
    Reverse            = 'Reverses the colormap, like `_r` at the end of its name.'
    ColorInterpolation = 'Whether to interpolate between the colours of the map. `Nearest`: a value gets one of the map''s colours, the same at 8 and 16',
        'bits. `Linear`: the map is interpolated to 65,536 colours. The default is `Linear` at 16 bits for maps other than qualitative',
        'ones, and `Nearest` otherwise, with **-LevelCount**, or with **-Boundary**.' -join "`n"
    LevelCount         = 'Reduces the colormap to this many colours, evenly spaced and including both ends, like matplotlib''s `get_cmap(name, n)`. From 2 to',
        '65536.' -join "`n"
    UnderColor         = 'The colour of values below the limits. By default, the map''s first colour. Colours are CSS names (`white`, `steelblue`,',
        '`transparent`), `#rgb`, `#rrggbb` or `#rrggbbaa`, `255,128,0`, or `1.0 0.5 0.0`.' -join "`n"
    OverColor          = 'The colour of values above the limits, written like **-UnderColor**. By default, the map''s last colour.'
    BadColor           = 'The colour of NaN, infinite and nodata values, written like **-UnderColor**. By default they are transparent, or mid-grey in',
        'formats without transparency (magenta on grey maps).' -join "`n"
    # The same on every cmdlet that reads images.
    Radiometric            = 'How to read files that contain temperatures as well as a picture (radiometric JPEG of FLIR and DJI). `Auto`: the temperatures if',
        'there are any, as **-Verbose** reports, otherwise the picture. `Require`: the temperatures; any other image is the error',
        '`NotRadiometric`. `Ignore`: the visible picture.' -join "`n"
    TemperatureUnit        = 'The unit for temperatures from thermal cameras: `C`, `F`, `K`, or `Counts` for the camera''s own 16-bit numbers.',
        '**-ReflectedTemperature** and **-AtmosphericTemperature** are in the same unit; with `Counts` they are in °C.' -join "`n"
    Emissivity             = 'The emissivity of the object, up to 1. Replaces the value that the camera stored in the file.'
    Distance               = 'The distance to the object in metres. Replaces the value that the camera stored in the file.'
    RelativeHumidity       = 'The relative humidity of the air. Replaces the value that the camera stored in the file. Numbers up to 1 are fractions; larger',
        'numbers are percentages.' -join "`n"
    ReflectedTemperature   = 'The temperature of the surroundings that the object reflects, in the unit of **-TemperatureUnit**. Replaces the value that the',
        'camera stored in the file.' -join "`n"
    AtmosphericTemperature = 'The air temperature, in the unit of **-TemperatureUnit**. Replaces the value that the camera stored in the file.'
    Sensor                 = 'A camera whose counts are linear in temperature, by name. Sets the **-Gain**, **-Offset** and **-Unit** for its TIFF and PNG',
        'files, and cannot be combined with these three. **-TemperatureUnit** selects the unit. The guide docs/thermal.md lists the scales.' -join "`n"
    Embedded               = 'Which other image of a file to read. `Photo`: the photograph inside the files of FLIR cameras, instead of the temperatures. A file',
        'without one is the error `EmbeddedNotFound`. `PhotoScale`, `OffsetX` and `OffsetY` of the raster''s `Thermal` property give its',
        'position over the thermal picture. `Picture`: the picture that viewers show, instead of the numbers under it (see',
        'docs/picture-format.md) or the temperatures.' -join "`n"
    IncludeData            = 'Puts the numbers into the file, under the picture, in their own type. Viewers show the picture; the cmdlets of this module read the',
        'numbers, with the scale and the colormap of the picture. For PNG and TIFF. The guide docs/picture-format.md describes the form.' -join "`n"
    Session                = 'Sessions of `New-HeatmapSession`. The work runs on their machines, which must see the files under the same paths (NFS, SMB). Names,',
        'existing files and **-WhatIf** are decided on this machine. Results and errors come in the order of the inputs, with the name of the',
        'machine in `PSComputerName`. A machine that fails is left out with a warning, and its work goes to the others. Images that exist',
        'only in memory are the error `SessionNeedsPath`. The guide docs/many-machines.md shows how to set up the machines.' -join "`n"
    NoMetadata             = 'Writes no description into PNG and TIFF files. By default they say what their colours mean: the scale, the unit, the colormap, and',
        'the name of the source file.' -join "`n"
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
