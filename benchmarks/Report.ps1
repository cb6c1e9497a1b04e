# Tables of the results, for the screen and as Markdown.

function Format-Seconds($Seconds) {
    if ($null -eq $Seconds) { return '' }
    $invariant = [cultureinfo]::InvariantCulture
    if ($Seconds -ge 10) { return $Seconds.ToString('0.0', $invariant) + ' s' }
    if ($Seconds -ge 1) { return $Seconds.ToString('0.00', $invariant) + ' s' }
    return ($Seconds * 1000).ToString($Seconds -ge 0.1 ? '0' : '0.0', $invariant) + ' ms'
}

function Format-Bytes($Bytes) {
    if (-not $Bytes) { return '' }
    $invariant = [cultureinfo]::InvariantCulture
    if ($Bytes -ge 1e9) { return ($Bytes / 1e9).ToString('0.00', $invariant) + ' GB' }
    if ($Bytes -ge 1e5) { return ($Bytes / 1e6).ToString($Bytes -ge 1e7 ? '0' : '0.0', $invariant) + ' MB' }
    return ($Bytes / 1e3).ToString('0.0', $invariant) + ' kB'
}

function Format-Ratio($Ratio) {
    if ($null -eq $Ratio) { return '' }
    return $Ratio.ToString($Ratio -ge 10 ? '0.0' : '0.00', [cultureinfo]::InvariantCulture)
}

# One line of the table: a scenario, a kind of time and a side.
function ConvertTo-ReportLine([object] $Row) {
    $spread = $Row.Ratios.Count ? "$(Format-Ratio $Row.Ratio)× ($(Format-Ratio ($Row.Ratios | Measure-Object -Minimum).Minimum)–$(Format-Ratio ($Row.Ratios | Measure-Object -Maximum).Maximum))" : ''
    [pscustomobject][ordered]@{
        Scenario = $Row.Scenario
        Time     = $Row.Kind
        Side     = $Row.Side
        Median   = Format-Seconds $Row.Seconds
        CPU      = Format-Seconds $Row.Cpu
        Ratio    = $spread
        Peak     = Format-Bytes $Row.Peak
        Output   = Format-Bytes $Row.Bytes
        Pixels   = $Row.Pixels
        Target   = $Row.Target
    }
}

function ConvertTo-MarkdownTable([object[]] $Line) {
    $names = @($Line[0].PSObject.Properties.Name)
    "| $($names -join ' | ') |"
    "|$(@($names | ForEach-Object { ' --- ' }) -join '|')|"
    foreach ($item in $Line) {
        "| $(@($item.PSObject.Properties.Value | ForEach-Object { "$_".Replace('|', '\|') }) -join ' | ') |"
    }
}

# The file of a result without its extension: one a day and a processor, since figures of different machines make no table.
function Get-ResultStem([object] $Result, [string] $Folder) {
    $processor = ($Result.Machine.Processor.ToLowerInvariant() -replace '\(r\)|\(tm\)' -replace '[^a-z0-9]+', '-').Trim('-')
    return [IO.Path]::Join($Folder, "$($Result.Date.Substring(0, 10))-$processor".TrimEnd('-'))
}

function Export-BenchmarkReport([object] $Result, [string] $Folder) {
    $null = New-Item -ItemType Directory -Path $Folder -Force
    $stem = Get-ResultStem $Result $Folder
    $Result | ConvertTo-Json -Depth 6 | Set-Content -LiteralPath "$stem.json"
    $chart = @(ConvertTo-Chart $Result)
    if ($chart) { foreach ($path in "$stem.svg", [IO.Path]::Join($Folder, 'latest.svg')) { Set-Content -LiteralPath $path -Value $chart } }
    $machine = $Result.Machine
    $report = @(
        '# Benchmark results'
        ''
        "$($Result.Date), $($machine.Processor), $($machine.Cores) cores, $($machine.Memory), $($machine.System)$($machine.Load ? ", load $($machine.Load) at the start" : '')."
        $Result.Quick ? 'With -Quick: smaller data, fewer rounds.' : ''
        ''
        "Versions: $(@($Result.Versions.GetEnumerator() | ForEach-Object { "$($_.Key) $($_.Value)" }) -join ', ')."
        ''
        'Sides run in turn; a ratio is the peer''s time over ours of the same round: the median, and the extremes in'
        'brackets. *work* is inside a running, warmed-up process; *process* is a whole process, start-up included. Peak is'
        'the memory of that process. A time is not shown when the pixels differ by more than the tolerance.'
        ''
        'A peer runs with its defaults, and again as *best settings* where it has faster ones; the list says which. Targets'
        'belong to the rows that show them.'
        ''
        foreach ($scenario in $Result.Scenarios) {
            "- **$($scenario.Name)**: $($scenario.Title); $($scenario.Rounds) rounds"
            # Results of earlier today may be of a time before rows had settings.
            $Result.Rows | Where-Object { $_.Scenario -eq $scenario.Name -and $_.PSObject.Properties['Settings']?.Value } |
                ForEach-Object { "  - $($_.Side): $($_.Settings)" } | Select-Object -Unique
        }
        ''
        if ($chart) { "![Time of each peer divided by that of HeatmapPS]($([IO.Path]::GetFileName($stem)).svg)"; '' }
        ConvertTo-MarkdownTable @($Result.Rows | ForEach-Object { ConvertTo-ReportLine $_ })
        foreach ($note in $Result.Notes) { ''; $note }
    )
    foreach ($path in "$stem.md", [IO.Path]::Join($Folder, 'latest.md')) { Set-Content -LiteralPath $path -Value $report }
    Export-ResultIndex $Folder
}

# The page that lists the results by machine, the newest first: one machine says little about another.
function Export-ResultIndex([string] $Folder) {
    $results = foreach ($file in Get-ChildItem -LiteralPath $Folder -Filter '*.json') {
        $result = Get-Content -LiteralPath $file.FullName -Raw | ConvertFrom-Json
        [pscustomobject]@{
            Machine = "$($result.Machine.Processor), $($result.Machine.Cores) cores, $($result.Machine.Memory), $($result.Machine.System)"
            Name    = $file.BaseName
            Date    = $file.BaseName.Substring(0, 10)
            What    = @($result.Scenarios.Name | Sort-Object) -join ', '
        }
    }
    $report = @(
        '# Benchmark results by machine'
        foreach ($machine in $results | Group-Object -Property Machine | Sort-Object -Property Name) {
            ''
            "## $($machine.Name)"
            ''
            foreach ($result in $machine.Group | Sort-Object -Property Date -Descending) {
                $chart = (Test-Path -LiteralPath ([IO.Path]::Join($Folder, "$($result.Name).svg"))) ? " ([chart]($($result.Name).svg))" : ''
                "- [$($result.Date)]($($result.Name).md)${chart}: $($result.What)"
            }
        }
    )
    Set-Content -LiteralPath ([IO.Path]::Join($Folder, 'README.md')) -Value $report
}

# Takes over the results of the same day and machine of scenarios that do not run now.
function Import-EarlierResult([object] $Result, [string] $Folder, [string[]] $Running) {
    $file = "$(Get-ResultStem $Result $Folder).json"
    if (-not (Test-Path -LiteralPath $file)) { return }
    $earlier = Get-Content -LiteralPath $file -Raw | ConvertFrom-Json
    if ($earlier.Quick -ne $Result.Quick) { return }
    foreach ($scenario in $earlier.Scenarios | Where-Object Name -NotIn $Running) { $Result.Scenarios.Add($scenario) }
    foreach ($row in $earlier.Rows | Where-Object Scenario -NotIn $Running) { $Result.Rows.Add($row) }
    foreach ($note in $earlier.Notes | Where-Object { $_.Split(':')[0].Split(' ')[0] -notin $Running }) { $Result.Notes.Add($note) }
}
