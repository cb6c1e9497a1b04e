# What a conformance run counts and keeps. Dot-sourced by Invoke-Conformance.ps1.

function New-FamilyReport { return @{ Cases = 0; Equal = 0; Damaged = 0; Refused = 0; Ids = @{}; Wrong = 0; Disputed = 0; Unavailable = 0 } }

# A case that the module was not asked for: its writer is missing, or writer and reader do not agree.
function Add-UnreadCase([hashtable] $State, [Collections.IDictionary] $Case) {
    $report = $State.Report[$Case.family]
    if ($Case.expect -eq 'unavailable') {
        $report.Unavailable++
        $State.Missing["$($Case.family): $($Case.dispute)"] = $true
        return
    }

    $report.Disputed++
    Add-Sort $State.Disputes "$($Case.family) $($Case.expect): $($Case.dispute -replace '\d+', '#')" "$($Case.family):$($Case.number)"
}

function Add-Sort([Collections.IDictionary] $Sorts, [string] $Key, [string] $Name) {
    if (-not $Sorts.Contains($Key)) { $Sorts[$Key] = [Collections.Generic.List[string]]::new() }
    $Sorts[$Key].Add($Name)
}

function Add-Outcome([hashtable] $State, [Collections.IDictionary] $Case, [Collections.IDictionary] $Outcome) {
    $State.Done++
    $report = $State.Report[$Case.family]
    $report.Cases++
    if ($Case.expect -eq 'damaged') { $report.Damaged++ }
    switch ($Outcome.Result) {
        'equal' { $report.Equal++ }
        'refused' { $report.Refused++; $report.Ids[$Outcome.Id] = 1 + ($report.Ids[$Outcome.Id] ?? 0) }
        default { $report.Wrong++; Add-Finding $State $Case $Outcome }
    }

    if ($State.Clock.Elapsed - $State.LastLine -gt [TimeSpan]::FromSeconds(60)) {
        $State.LastLine = $State.Clock.Elapsed
        $wrong = ($State.Report.Values | Measure-Object -Property Wrong -Sum).Sum
        Write-Host ('  {0:hh\:mm\:ss} {1} files, {2} wrong' -f $State.Clock.Elapsed, $State.Done, $wrong)
    }
}

# Keeps the file of a wrong case with what shows it again, unless there are enough of its sort.
function Add-Finding([hashtable] $State, [Collections.IDictionary] $Case, [Collections.IDictionary] $Outcome) {
    $name = "$($Case.family):$($Case.number)"
    $key = "$($Case.family) $($Outcome.Id): $($Outcome.Message -replace '[-\d.]+(E[-+]\d+)?', '#')"
    $key = $key.Substring(0, [Math]::Min(160, $key.Length)) -replace '\s+', ' '
    Add-Sort $State.Findings $key $name
    if ($State.Findings[$key].Count -gt $examples) { return }
    $folder = [IO.Directory]::CreateDirectory([IO.Path]::Join($State.FindingFolder, "$($Case.family)-$($Case.number)")).FullName
    foreach ($file in @($Case.file) + $Case.pages + @($Case.others | ForEach-Object { $_ })) {
        if ($file -and [IO.File]::Exists($file)) { [IO.File]::Copy($file, [IO.Path]::Join($folder, [IO.Path]::GetFileName($file)), $true) }
    }

    $text = @(
        "$name of seed $($State.Seed): $($Case.variant)"
        "written by $($Case.writer), read by $($Case.reader)"
        "pwsh -NoProfile -File tools/conformance/Test-ConformanceCase.ps1 $name -Seed $($State.Seed)"
        ''
        "$($Outcome.Id): $($Outcome.Message)"
        ''
        ($Case | ConvertTo-Json)
    )
    [IO.File]::WriteAllLines([IO.Path]::Join($folder, 'finding.txt'), [string[]]$text)
    Write-Host "  wrong: $name $($Case.variant): $(($Outcome.Message -split '\r?\n')[0])"
}

function Write-ConformanceReport([hashtable] $State, [string] $Path) {
    $rows = foreach ($name in $State.Report.Keys) {
        $report = $State.Report[$name]
        [pscustomobject]@{
            Format = $name; Cases = $report.Cases; Broken = $report.Damaged; Equal = $report.Equal; Refused = $report.Refused; Wrong = $report.Wrong; Disputed = $report.Disputed
            Unavailable = $report.Unavailable; By = @($report.Ids.Keys | Sort-Object | ForEach-Object { "$_ $($report.Ids[$_])" }) -join ', '
        }
    }

    $rows | Format-Table -AutoSize | Out-String -Width 200 | Write-Host
    foreach ($text in $State.Missing.Keys) { Write-Host "  left out, $text is not here" }
    foreach ($key in $State.Disputes.Keys) { Write-Host "  writer and reader disagree: $($State.Disputes[$key].Count) x $key ($(($State.Disputes[$key] | Select-Object -First 3) -join ', '))" }
    foreach ($key in $State.Findings.Keys) { Write-Host "  $($State.Findings[$key].Count) x $key ($(($State.Findings[$key] | Select-Object -First 5) -join ', '))" }
    $sum = @{}
    foreach ($column in 'Cases', 'Equal', 'Refused', 'Wrong') { $sum[$column] = ($rows | Measure-Object -Property $column -Sum).Sum }
    if ($Path) { [IO.File]::WriteAllText($Path, (@{ Seed = $State.Seed; Families = @($rows); Findings = $State.Findings; Disputes = $State.Disputes; Missing = @($State.Missing.Keys) } | ConvertTo-Json -Depth 5)) }
    Write-Host ('Conformance: {0} files in {1:N0} s, {2} equal, {3} refused, {4} wrong' -f $sum.Cases, $State.Clock.Elapsed.TotalSeconds, $sum.Equal, $sum.Refused, $sum.Wrong)
}
