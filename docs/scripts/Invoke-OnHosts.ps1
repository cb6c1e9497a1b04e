<#
.SYNOPSIS
    Runs a HeatmapPS cmdlet on many files across several machines, by PowerShell remoting over SSH.

.DESCRIPTION
    Sends the files to the hosts in batches. A host that finishes a batch gets the next one. The results come in the order of the
    files. A file that cannot be read gives one error with its path, and the other files continue. If a host fails, its batch goes
    to another host. A file is complete or not written at all, so a batch can safely run twice.

    Every host must see the files under the same path (a network share). It needs PowerShell 7.6, HeatmapPS, and an SSH server with
    the subsystem "powershell". The local machine needs HeatmapPS too. See docs/many-machines.md.

.EXAMPLE
    Get-ChildItem /srv/frames/*.tif | ./Invoke-OnHosts.ps1 -HostName lab1, lab2, lab3 -Parameter @{
        Minimum = 20; Maximum = 90; Colormap = 'inferno'; Destination = '/srv/heatmaps'; Force = $true
    }

.EXAMPLE
    Get-ChildItem /srv/frames/*.tif | ./Invoke-OnHosts.ps1 -HostName lab1, lab2 -Cmdlet Measure-Heatmap | Export-Csv hot.csv

.OUTPUTS
    The output of the cmdlet, with the name of the host in PSComputerName.
#>
[CmdletBinding()]
param(
    # The files, by the paths under which the hosts see them.
    [Parameter(Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
    [Alias('FullName')]
    [string[]] $Path,

    # The hosts: name, name:port, or user@name:port.
    [Parameter(Mandatory)]
    [string[]] $HostName,

    # A cmdlet that has -LiteralPath and emits one object for each file.
    [ValidateNotNullOrEmpty()]
    [string] $Cmdlet = 'ConvertTo-Heatmap',

    # The other parameters of the cmdlet.
    [hashtable] $Parameter = @{},

    # The name or path of the module on the hosts.
    [string] $Module = 'HeatmapPS',

    # The private key, if SSH does not find one automatically.
    [string] $KeyFilePath,

    # Options for ssh. By default, a host that does not answer for 15 seconds counts as failed.
    [hashtable] $SshOption = @{ ServerAliveInterval = 5; ServerAliveCountMax = 3; ConnectTimeout = 15 },

    # The number of files in a batch.
    [ValidateRange(1, 10000)]
    [int] $BatchSize = 16,

    # The maximum number of attempts for a batch whose hosts fail. The batch itself may be the cause.
    [ValidateRange(1, 100)]
    [int] $Attempt = 3
)

begin {
    Set-StrictMode -Version 3
    $files = [Collections.Generic.List[string]]::new()

    # Runs on the hosts. Emits one record for each file, to keep results and errors together.
    $work = {
        param([string] $Cmdlet, [hashtable] $Parameter, [string[]] $Files)
        # A wrong parameter ends the batch; a file that cannot be read does not.
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
            # Unlike sessions of New-PSSession, these carry images, heatmaps and scales both ways as live objects.
            try { $hosts.Add(@{ Name = $name; Session = New-HeatmapSession $name @connection -ErrorAction Stop; Job = $null; Batch = $null }) }
            catch { Write-Warning "Host $name is skipped: $($_.Exception.Message)" }
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
                        $records[$batch.First + $i] = [pscustomobject]@{ Output = $null; Id = 'NoHostLeft'; Category = 'ConnectionError'; Message = "'$($batch.Files[$i])' was not processed: none of the hosts $($HostName -join ', ') is available." }
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
                    # The cmdlet itself failed. A wrong parameter is wrong on every host.
                    $exception = [InvalidOperationException]::new("$Cmdlet on $($machine.Name): $($trouble | Select-Object -First 1)")
                    $PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new($exception, 'RemoteCommandFailed', 'InvalidOperation', $machine.Name))
                }

                $null = $hosts.Remove($machine)
                Remove-PSSession -Session $machine.Session -ErrorAction Ignore
                Write-Warning "Host $($machine.Name) does not respond. Its $($batch.Files.Count) files go to the other hosts."
                if ($batch.Attempts -lt $Attempt) {
                    $queue.Insert(0, $batch)
                    continue
                }

                for ($i = 0; $i -lt $batch.Files.Count; $i++) {
                    $records[$batch.First + $i] = [pscustomobject]@{ Output = $null; Id = 'HostFailed'; Category = 'ConnectionError'; Message = "'$($batch.Files[$i])' has no result: its batch failed on $($batch.Attempts) hosts." }
                }
            }

            # Emit in the order of the files, as far as all earlier results have arrived.
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
