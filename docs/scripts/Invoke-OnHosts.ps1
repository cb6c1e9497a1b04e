<#
.SYNOPSIS
    Runs a cmdlet of HeatmapPS over many files on several machines, by PowerShell remoting over SSH.

.DESCRIPTION
    Deals the files out in batches to the hosts, gives a host its next batch when it has done one, and emits the results in the
    order of the files. A file that cannot be read is one error with its path; the others go on. A host that dies is left out,
    and its batch goes to another. Files are written whole or not at all, so that a batch can be done twice without harm.

    Every host must see the files under the same path (a network share), and have PowerShell 7.6, HeatmapPS, and an SSH server
    with the subsystem "powershell"; HeatmapPS is needed here too. See docs/many-machines.md.

.EXAMPLE
    Get-ChildItem /srv/frames/*.tif | ./Invoke-OnHosts.ps1 -HostName lab1, lab2, lab3 -Parameter @{
        Minimum = 20; Maximum = 90; Colormap = 'inferno'; Destination = '/srv/heatmaps'; Force = $true
    }

.EXAMPLE
    Get-ChildItem /srv/frames/*.tif | ./Invoke-OnHosts.ps1 -HostName lab1, lab2 -Cmdlet Measure-Heatmap | Export-Csv hot.csv

.OUTPUTS
    What the cmdlet emits, with the host's name in PSComputerName.
#>
[CmdletBinding()]
param(
    # Files, as the hosts see them.
    [Parameter(Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
    [Alias('FullName')]
    [string[]] $Path,

    # Machines: name, name:port, or user@name:port.
    [Parameter(Mandatory)]
    [string[]] $HostName,

    # A cmdlet with -LiteralPath that emits one object for each file.
    [ValidateNotNullOrEmpty()]
    [string] $Cmdlet = 'ConvertTo-Heatmap',

    # The cmdlet's other parameters.
    [hashtable] $Parameter = @{},

    # The module as the hosts find it: its name, or a path.
    [string] $Module = 'HeatmapPS',

    # A private key, where SSH does not find one by itself.
    [string] $KeyFilePath,

    # Options of ssh. A host that answers nothing for 15 seconds is given up.
    [hashtable] $SshOption = @{ ServerAliveInterval = 5; ServerAliveCountMax = 3; ConnectTimeout = 15 },

    # Files that a host gets at once.
    [ValidateRange(1, 10000)]
    [int] $BatchSize = 16,

    # How often a batch is tried when hosts die under it: it may be the batch that kills them.
    [ValidateRange(1, 100)]
    [int] $Attempt = 3
)

begin {
    Set-StrictMode -Version 3
    $files = [Collections.Generic.List[string]]::new()

    # Runs on the hosts. Emits one record a file, so that results and errors stay together.
    $work = {
        param([string] $Cmdlet, [hashtable] $Parameter, [string[]] $Files)
        # A cmdlet that refuses its parameters ends the batch; files that it cannot read do not.
        $ErrorActionPreference = 'Stop'
        $failed = $null
        $outputs = @(& $Cmdlet -LiteralPath $Files @Parameter -ErrorVariable failed -ErrorAction SilentlyContinue)
        $errors = @{}
        foreach ($record in $failed) { $errors["$($record.TargetObject)"] = $record }
        $next = 0
        foreach ($file in $Files) {
            $record = $errors[$file]
            [pscustomobject]@{
                Output   = $record ? $null : $outputs[$next++]
                Id       = $record ? ($record.FullyQualifiedErrorId -split ',')[0] : $null
                Category = $record ? "$($record.CategoryInfo.Category)" : $null
                Message  = $record ? $record.Exception.Message : $null
            }
        }
    }

    $connection = @{ Module = $Module; Options = $SshOption }
    if ($KeyFilePath) { $connection.KeyFilePath = $KeyFilePath }

    function Write-FileError([string] $File, [string] $Id, [string] $Category, [string] $Message) {
        $exception = [InvalidOperationException]::new($Message)
        $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new($exception, $Id, $Category, $File))
    }
}

process {
    foreach ($item in $Path) { $files.Add($item) }
}

end {
    $queue = [Collections.Generic.List[object]]::new()
    for ($first = 0; $first -lt $files.Count; $first += $BatchSize) {
        $queue.Add(@{ First = $first; Files = $files.GetRange($first, [Math]::Min($BatchSize, $files.Count - $first)).ToArray(); Attempts = 0 })
    }

    $records = [object[]]::new($files.Count)
    $emitted = 0
    $hosts = [Collections.Generic.List[object]]::new()
    try {
        foreach ($name in $HostName) {
            # Unlike those of New-PSSession, these sessions carry images, heatmaps and scales both ways as live objects.
            try { $hosts.Add(@{ Name = $name; Session = New-HeatmapSession $name @connection -ErrorAction Stop; Job = $null; Batch = $null }) }
            catch { Write-Warning "Host $name is left out: $($_.Exception.Message)" }
        }

        while ($emitted -lt $files.Count) {
            # Give each idle host its next batch.
            foreach ($machine in $hosts) {
                if ($machine.Job -or $queue.Count -eq 0) { continue }
                $machine.Batch = $queue[0]
                $queue.RemoveAt(0)
                $machine.Batch.Attempts++
                $machine.Job = Invoke-Command -Session $machine.Session -AsJob -ScriptBlock $work -ArgumentList $Cmdlet, $Parameter, $machine.Batch.Files
            }

            $jobs = @($hosts | ForEach-Object { $_.Job } | Where-Object { $_ })
            if ($jobs.Count -eq 0) {
                foreach ($batch in $queue) {
                    for ($i = 0; $i -lt $batch.Files.Count; $i++) {
                        $records[$batch.First + $i] = [pscustomobject]@{ Output = $null; Id = 'NoHostLeft'; Category = 'ConnectionError'; Message = "Expected a host to work on '$($batch.Files[$i])', but none of $($HostName -join ', ') is left." }
                    }
                }

                $queue.Clear()
            }
            else {
                $null = Wait-Job -Job $jobs -Any
            }

            foreach ($machine in @($hosts | Where-Object { $_.Job -and $_.Job.State -notin 'NotStarted', 'Running' })) {
                $job, $batch = $machine.Job, $machine.Batch
                $machine.Job = $machine.Batch = $null
                $answer = @(Receive-Job -Job $job -ErrorVariable trouble -ErrorAction SilentlyContinue)
                $alive = $machine.Session.State -eq 'Opened'
                Remove-Job -Job $job -Force
                if ($answer.Count -eq $batch.Files.Count) {
                    foreach ($record in $answer | Where-Object { $null -ne $_.Output }) {
                        Add-Member -InputObject $record.Output -NotePropertyName PSComputerName -NotePropertyValue $machine.Name -Force
                    }

                    [Array]::Copy($answer, 0, $records, $batch.First, $answer.Count)
                    continue
                }

                if ($alive) {
                    # The cmdlet itself refused: a wrong parameter is wrong on all hosts.
                    $exception = [InvalidOperationException]::new("$Cmdlet on $($machine.Name): $($trouble | Select-Object -First 1)")
                    $PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new($exception, 'RemoteCommandFailed', 'InvalidOperation', $machine.Name))
                }

                $null = $hosts.Remove($machine)
                Remove-PSSession -Session $machine.Session -ErrorAction Ignore
                Write-Warning "Host $($machine.Name) is gone; its $($batch.Files.Count) files go to the others."
                if ($batch.Attempts -lt $Attempt) {
                    $queue.Insert(0, $batch)
                    continue
                }

                for ($i = 0; $i -lt $batch.Files.Count; $i++) {
                    $records[$batch.First + $i] = [pscustomobject]@{ Output = $null; Id = 'HostFailed'; Category = 'ConnectionError'; Message = "Expected a result for '$($batch.Files[$i])', but $($batch.Attempts) hosts died with its batch." }
                }
            }

            # In the order of the files, as soon as it has no gap.
            while ($emitted -lt $files.Count -and $null -ne $records[$emitted]) {
                $record = $records[$emitted]
                if ($record.Id) { Write-FileError -File $files[$emitted] -Id $record.Id -Category $record.Category -Message $record.Message }
                elseif ($null -ne $record.Output) { $record.Output }
                $records[$emitted] = $null
                $emitted++
            }

            Write-Progress -Activity $Cmdlet -Status "$emitted of $($files.Count) files, $($hosts.Count) hosts" -PercentComplete (100 * $emitted / $files.Count)
        }
    }
    finally {
        Write-Progress -Activity $Cmdlet -Completed
        foreach ($machine in $hosts) {
            if ($machine.Job) { Stop-Job -Job $machine.Job; Remove-Job -Job $machine.Job -Force }
            Remove-PSSession -Session $machine.Session -ErrorAction Ignore
        }
    }
}
