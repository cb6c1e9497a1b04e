# The ratios of a result as a picture: SVG without scripts or fonts of its own, in the colours of the reader's system.

# One bar for each peer, from 1× to its median ratio on a logarithmic axis; a thin line joins the extremes of the rounds.
function ConvertTo-Chart([object] $Result) {
    $left, $plot, $right, $line = 300, 520, 90, 20
    $number = { param($Value) $Value.ToString('0.#', [cultureinfo]::InvariantCulture) }
    $escape = { param($Text) [Security.SecurityElement]::Escape($Text) }
    $groups = @(foreach ($scenario in $Result.Scenarios) {
            $rows = @($Result.Rows | Where-Object { $_.Scenario -eq $scenario.Name -and $null -ne $_.Ratio -and $_.Side -notlike 'HeatmapPS*' })
            # Work is what tells tools apart; a whole process is mostly the start of PowerShell or Python.
            $kind = @($rows | ForEach-Object Kind) -contains 'work' ? 'work' : 'process'
            $rows = @($rows | Where-Object Kind -EQ $kind)
            if ($rows.Count) { [pscustomobject]@{ Name = $scenario.Name; Kind = $kind; Rows = $rows } }
        })
    if (-not $groups.Count) { return }
    $ratios = @($groups.Rows | ForEach-Object { $_.Ratios }) + 0.5, 2
    $low, $high = foreach ($kind in 'Minimum', 'Maximum') { [Math]::Log10(($ratios | Measure-Object -Minimum -Maximum).$kind) }
    $at = { param($Ratio) $left + $plot * ([Math]::Log10($Ratio) - $low) / ($high - $low) }
    $height = 92 + $line * ($groups.Rows.Count + 1.4 * $groups.Count) + 10
    $width = $left + $plot + $right
    $summary = "$($Result.Date), $($Result.Machine.Processor), $($Result.Machine.Cores) cores$($Result.Quick ? '; smaller data, fewer rounds' : '')"
    "<svg xmlns=`"http://www.w3.org/2000/svg`" width=`"$width`" height=`"$(& $number $height)`" viewBox=`"0 0 $width $(& $number $height)`" role=`"img`">"
    '<title>Time of each peer divided by that of HeatmapPS</title>'
    '<style>'
    '  .back { fill: #ffffff } text { fill: #1f2328; font: 13px system-ui, sans-serif } .title { font-weight: 600; font-size: 16px }'
    '  .name { font-weight: 600 } .minor { fill: #59636e; font-size: 12px } .grid { stroke: #d1d9e0 } .one { stroke: #1f2328 }'
    '  .spread { stroke: #1f2328 } .default { fill: #2f6fbf } .best { fill: #d9730d }'
    '  @media (prefers-color-scheme: dark) {'
    '    .back { fill: #0d1117 } text { fill: #e6edf3 } .minor { fill: #9da7b1 } .grid { stroke: #30363d } .one, .spread { stroke: #e6edf3 }'
    '    .default { fill: #4f94e8 } .best { fill: #f0883e }'
    '  }'
    '</style>'
    "<rect class=`"back`" width=`"$width`" height=`"$(& $number $height)`"/>"
    '<text class="title" x="16" y="26">Time of each peer divided by that of HeatmapPS</text>'
    "<text class=`"minor`" x=`"16`" y=`"45`">$(& $escape $summary). Right of 1×, HeatmapPS is faster. Logarithmic.</text>"
    '<rect class="default" x="16" y="55" width="12" height="12"/><text class="minor" x="34" y="65">defaults of the peer</text>'
    '<rect class="best" x="166" y="55" width="12" height="12"/><text class="minor" x="184" y="65">its best settings</text>'
    foreach ($ratio in 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) {
        $x = & $at $ratio
        if ($x -lt $left - 0.5 -or $x -gt $left + $plot + 0.5) { continue }
        "<line class=`"$($ratio -eq 1 ? 'one' : 'grid')`" x1=`"$(& $number $x)`" x2=`"$(& $number $x)`" y1=`"90`" y2=`"$(& $number ($height - 8))`"/>"
        "<text class=`"minor`" x=`"$(& $number $x)`" y=`"84`" text-anchor=`"middle`">$(& $number $ratio)×</text>"
    }

    $y = 92.0
    $one = & $at 1
    foreach ($group in $groups) {
        $y += 1.4 * $line
        "<text class=`"name`" x=`"16`" y=`"$(& $number ($y - 6))`">$(& $escape $group.Name)$($group.Kind -eq 'process' ? ', whole process' : '')</text>"
        foreach ($row in $group.Rows) {
            $x = & $at $row.Ratio
            $least, $most = foreach ($kind in 'Minimum', 'Maximum') { & $at ($row.Ratios | Measure-Object -Minimum -Maximum).$kind }
            $class = $row.Side -like '*, best settings' ? 'best' : 'default'
            "<text x=`"28`" y=`"$(& $number ($y + 12))`">$(& $escape $row.Side)</text>"
            "<rect class=`"$class`" x=`"$(& $number ([Math]::Min($x, $one)))`" y=`"$(& $number ($y + 2))`" width=`"$(& $number ([Math]::Max(1, [Math]::Abs($x - $one))))`" height=`"12`"/>"
            "<line class=`"spread`" x1=`"$(& $number $least)`" x2=`"$(& $number $most)`" y1=`"$(& $number ($y + 8))`" y2=`"$(& $number ($y + 8))`"/>"
            "<text x=`"$(& $number ([Math]::Max($most, $one) + 6))`" y=`"$(& $number ($y + 12))`">$(Format-Ratio $row.Ratio)×</text>"
            $y += $line
        }
    }

    '</svg>'
}
