# Runs the sides of a scenario in turn and makes the rows of the table.

# What a scenario leaves open.
function Complete-Scenario([hashtable] $Scenario, [string] $Name) {
    $default = @{
        Name = $Name; Peers = [ordered]@{}; Targets = @(); Repeat = 1; Kinds = @('work', 'process')
        Tolerance = @{ Largest = 0; Share = 0 }; WarmUp = $null; Check = $null; Run = $null; Note = $null
        Quick = @{}; Prepare = $null; Growth = $null; Jobs = $null; Ours = $null
    }
    foreach ($key in $default.Keys) {
        if (-not $Scenario.ContainsKey($key)) { $Scenario[$key] = $default[$key] }
    }

    return $Scenario
}

# The folder of a scenario's input, made where it is not there yet; Change is what differs from Data.
function Get-ScenarioData([hashtable] $Scenario, [object] $Context, [hashtable] $Change = @{}) {
    $data = @{} + $Scenario.Data
    foreach ($key in $Change.Keys) { $data[$key] = $Change[$key] }
    $folder = Get-BenchmarkData -Root $Context.DataRoot @data
    return $Scenario.Prepare ? (& $Scenario.Prepare $Context $folder $data) : $folder
}

# A side that runs in PowerShell with the module: ours, or another way to do the same with it.
function Get-ModuleSide([hashtable] $Scenario, [object] $Context, [string] $Name, [scriptblock] $Job, [hashtable] $Peer, [string[]] $Which) {
    $powershell = @(Get-PowerShellCommand) + '-NoLogo', '-NoProfile', '-NonInteractive'
    [pscustomobject]@{
        Name = $Name
        Kinds = @($Peer['Kinds'] ?? $Scenario.Kinds)
        Rounds = $Peer['Rounds']
        Settings = $Peer['Settings']
        Warm = $powershell + '-File', [IO.Path]::Join($Context.Root, 'Worker.ps1'), '-ModulePath', $Context.ModulePath, '-Scenario', $Scenario.File + $Which
        Once = { param($Source, $Folder) $powershell + '-Command', "Import-Module '$($Context.ModulePath)'; & {$Job} '$Source' '$Folder'" }.GetNewClosure()
    }
}

# The sides of a scenario: ours, then every peer that is installed. Warm and Once are command lines.
function Get-Side([hashtable] $Scenario, [object] $Context) {
    Get-ModuleSide $Scenario $Context 'HeatmapPS' $Scenario.Ours @{} @()
    foreach ($peer in Expand-Peer $Scenario.Peers) {
        $name = $peer.Name
        $kinds = @($peer['Kinds'] ?? $Scenario.Kinds)
        if ($peer.ContainsKey('Job')) {
            Get-ModuleSide $Scenario $Context $name $peer.Job $peer @('-Peer', $name)
        }
        elseif ($peer.ContainsKey('Python')) {
            $python = Find-Python $peer.Modules
            if (-not $python) {
                Add-Note $Context "$($Scenario.Name): $name skipped, no Python here can import $($peer.Modules -join ', ')."
                continue
            }

            $script = @($python, [IO.Path]::Join($Context.Root, 'peers', $peer.Python)) + @($peer.Options | ForEach-Object { "--$_" })
            [pscustomobject]@{
                Name = $name
                Kinds = $kinds
                Rounds = $peer['Rounds']
                Settings = $peer.Settings
                Warm = $script + '--serve'
                Once = { param($Source, $Folder) $script + $Source, $Folder }.GetNewClosure()
            }
        }
        else {
            $program = Find-Program $peer.Program
            if (-not $program) {
                Add-Note $Context "$($Scenario.Name): $name skipped, $($peer.Program -join ' or ') is not installed."
                continue
            }

            $command = $peer.Command
            [pscustomobject]@{
                Name = $name
                Kinds = $kinds
                Rounds = $peer['Rounds']
                Settings = $peer.Settings
                Warm = $null
                Once = { param($Source, $Folder) & $command $program $Source $Folder }.GetNewClosure()
            }
        }
    }
}

function Add-Note([object] $Context, [string] $Text) {
    if ($Text -in $Context.Notes) { return }
    $Context.Notes.Add($Text)
    Write-Host "  $Text" -ForegroundColor Yellow
}

function Get-OutputFolder([object] $Context, [object] $Side) {
    return [IO.Path]::Join($Context.OutputRoot, $Side.Name.ToLowerInvariant() -replace '[^a-z0-9]+', '-')
}

function Get-OutputBytes([string] $Folder) {
    return [long](Get-ChildItem -LiteralPath $Folder -File | Measure-Object -Property Length -Sum).Sum
}

# Runs a side once, from outside, into an empty folder.
function Measure-Once([object] $Side, [string] $Source, [string] $Folder) {
    Remove-Item -LiteralPath $Folder -Recurse -Force -ErrorAction Ignore
    $null = New-Item -ItemType Directory -Path $Folder
    return Measure-Process (& $Side.Once $Source $Folder)
}

# Says how a peer's pixels compare with ours: an object with Text and Ok.
function Compare-Output([hashtable] $Scenario, [object] $Context, [string] $Source, [string] $Ours, [string] $Theirs) {
    $python = Find-Python 'cv2', 'numpy'
    if (-not $python) {
        Add-Note $Context 'Pixels are not compared: no Python here can import cv2.'
        return [pscustomobject]@{ Text = 'not compared'; Ok = $true }
    }

    $difference = if ($Scenario.Check) { & $Scenario.Check $Context $Source $Ours $Theirs }
    else { & $python ([IO.Path]::Join($Context.Root, 'peers', 'compare.py')) $Ours $Theirs | ConvertFrom-Json }
    if (-not $difference) { return [pscustomobject]@{ Text = 'not compared'; Ok = $true } }
    $allowed = $Scenario.Tolerance
    $largest = [double]$difference.largest
    $ok = $largest -le 1 -and $largest -le $allowed.Largest -or ($largest -le $allowed.Largest -and $difference.share -le $allowed.Share)
    $text = if ($largest -eq 0) { 'equal' }
    elseif ($difference.share -eq 0) { 'within {0:0.##}' -f $largest }
    else { 'within {0:0.##}; {1:0.####} % differ by more than 1' -f $largest, (100 * $difference.share) }
    return [pscustomobject]@{ Text = $ok ? $text : "DIFFERENT: $text"; Ok = $ok }
}

# Runs all sides in turn, several rounds. Returns for each side its samples.
function Measure-InTurn([object[]] $Side, [int] $Rounds, [scriptblock] $Run) {
    $samples = @{}
    foreach ($each in $Side) { $samples[$each.Name] = [Collections.Generic.List[object]]::new() }
    for ($round = 0; $round -lt $Rounds; $round++) {
        foreach ($each in $Side | Where-Object { $round -lt ($_.PSObject.Properties['Rounds']?.Value ?? $Rounds) }) { $samples[$each.Name].Add((& $Run $each)) }
    }

    return $samples
}

function New-Row([string] $Scenario, [string] $Kind, [object] $Side, [Collections.Generic.List[object]] $Sample, [object] $Ours) {
    $ratios = @(if ($Ours) { for ($i = 0; $i -lt $Sample.Count; $i++) { $Sample[$i].Seconds / $Ours[$i].Seconds } })
    [pscustomobject][ordered]@{
        Scenario = $Scenario
        Kind     = $Kind
        Side     = $Side.Name
        Settings = $Side.PSObject.Properties['Settings']?.Value
        Seconds  = Get-Median $Sample.Seconds
        Times    = @($Sample.Seconds)
        Cpu      = $null -eq $Sample[0].Cpu ? $null : (Get-Median $Sample.Cpu)
        Ratio    = $ratios.Count ? (Get-Median $ratios) : $null
        Ratios   = $ratios
        Peak     = [long]($Sample.Peak | Measure-Object -Maximum).Maximum
        Bytes    = $null
        Pixels   = ''
        Target   = ''
    }
}

# Writes into the rows which targets are met.
function Set-Target([hashtable] $Scenario, [object[]] $Row) {
    foreach ($target in $Scenario.Targets) {
        $found = $Row | Where-Object { $_.Kind -eq $target.Kind -and $_.Side -eq $target.Side } | Select-Object -First 1
        if (-not $found) { continue }
        $value, $text, $met = if ($target.ContainsKey('AtLeast')) { $found.Ratio, "≥ $(Format-Ratio $target.AtLeast)×", ($found.Ratio -ge $target.AtLeast) }
        elseif ($target.ContainsKey('PeakBelow')) { $found.Peak, "< $(Format-Bytes $target.PeakBelow)", ($found.Peak -lt $target.PeakBelow) }
        else { $found.Seconds, "< $(Format-Seconds $target.Below)", ($found.Seconds -lt $target.Below) }
        if ($null -eq $value) { continue }
        $found.Target = @($found.Target, "$text $($met ? 'met' : 'MISSED')" | Where-Object { $_ }) -join '; '
    }
}

# Runs a scenario that compares sides on one data set, and returns its rows.
function Invoke-Comparison([hashtable] $Scenario, [object] $Context) {
    $size = $Context.Quick ? $Scenario.Quick : @{}
    $source = Get-ScenarioData $Scenario $Context $size
    $sides = @(Get-Side $Scenario $Context)
    $ours = $sides[0]
    $workers = @{}
    $rows = [Collections.Generic.List[object]]::new()
    try {
        $warmUp = $Scenario.WarmUp ? (Get-ScenarioData $Scenario $Context $Scenario.WarmUp) : $source
        foreach ($side in $sides) {
            $folder = Get-OutputFolder $Context $side
            if ($side.Warm -and 'work' -in $Scenario.Kinds) {
                $workers[$side.Name] = Start-Worker $side.Warm
                # Several times, if that is quick: .NET compiles hot methods anew once it has seen them run.
                $clock = [Diagnostics.Stopwatch]::StartNew()
                for ($run = 0; $run -eq 0 -or ($run -lt 6 -and $clock.Elapsed.TotalSeconds -lt 3); $run++) {
                    $null = Invoke-Worker $workers[$side.Name] $Scenario.Repeat $warmUp $folder
                }
            }

            if ($warmUp -ne $source -or -not $workers.ContainsKey($side.Name)) { $null = Measure-Once $side $source $folder }
        }

        $pixels = @{}
        foreach ($side in $sides) {
            $pixels[$side.Name] = Compare-Output $Scenario $Context $source (Get-OutputFolder $Context $ours) (Get-OutputFolder $Context $side)
        }

        $bytes = @{}
        foreach ($side in $sides) { $bytes[$side.Name] = Get-OutputBytes (Get-OutputFolder $Context $side) }
        $believed = @($sides | Where-Object { $pixels[$_.Name].Ok })
        foreach ($kind in $Scenario.Kinds) {
            $taking = @($believed | Where-Object { $kind -in $_.Kinds })
            $samples = Measure-InTurn $taking $Context.Rounds {
                param($Side)
                $folder = Get-OutputFolder $Context $Side
                if ($kind -eq 'work' -and $workers.ContainsKey($Side.Name)) { Invoke-Worker $workers[$Side.Name] $Scenario.Repeat $source $folder }
                else { Measure-Once $Side $source $folder }
            }
            foreach ($side in $taking) {
                $row = New-Row $Scenario.Name $kind $side $samples[$side.Name] ($side -eq $ours ? $null : $samples[$ours.Name])
                $row.Bytes = $bytes[$side.Name]
                $row.Pixels = $side -eq $ours -and -not $Scenario.Check ? '' : $pixels[$side.Name].Text
                $rows.Add($row)
            }
        }

        foreach ($side in $sides | Where-Object { -not $pixels[$_.Name].Ok }) {
            Add-Note $Context "$($Scenario.Name): the pixels of $($side.Name) are not those of HeatmapPS ($($pixels[$side.Name].Text)); its times are left out."
        }
    }
    finally {
        foreach ($worker in $workers.Values) { Stop-Worker $worker }
        Remove-Item -LiteralPath $Context.OutputRoot -Recurse -Force -ErrorAction Ignore
    }

    Set-Target $Scenario $rows
    return $rows
}
