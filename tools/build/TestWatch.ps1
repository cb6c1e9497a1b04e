# A watch over the tests, so that a hang is a failure with a name. It runs on a thread of its own: a test that hangs in native
# code or waits for a child process does not stop it.

# What the watch does. A test that takes too long loses the child processes that it started, which ends most waits; where that
# does not help, or the whole run takes too long, the process ends, and the summary counts one more failure.
$watchTests = {
    param($Watch)

    # The children of this process and theirs that were started after a time. Computers set clocks and count ticks, hence the slack.
    function Stop-Descendant([DateTime] $Since) {
        $all = @(Get-Process)
        $parents = @{}
        foreach ($process in $all) { $parents[$process.Id] = try { $process.Parent.Id } catch { 0 } }
        foreach ($process in $all) {
            $id = $process.Id
            while ($id -and $id -ne $PID) { $id = $parents[$id] }
            if ($id -ne $PID -or $process.Id -eq $PID) { continue }
            try {
                if ($process.StartTime.ToUniversalTime() -ge $Since.AddSeconds(-2)) { $process.Kill() }
            }
            catch {
                # It has ended meanwhile.
                continue
            }
        }
    }

    function Stop-Run([string] $Message) {
        [Console]::Error.WriteLine($Message)
        $counts = $Watch.Counts
        [IO.File]::WriteAllText($Watch.SummaryPath, "Pester: $($counts.Passed) passed, $($counts.Failed + 1) failed, $($counts.Skipped) skipped`n")
        Stop-Descendant ([DateTime]::MinValue.AddDays(1))
        [Diagnostics.Process]::GetCurrentProcess().Kill()
    }

    while (-not $Watch.Done.Wait(500)) {
        $now = [DateTime]::UtcNow
        $name, $since = $Watch.Running
        $takes = $now - $since
        if ($now - $Watch.Begin -gt $Watch.RunLimit) {
            Stop-Run "The tests took longer than $($Watch.RunLimit.TotalMinutes) minutes. Running at that time: $name"
        }
        elseif ($takes -gt $Watch.TestLimit -and $Watch.Warned -ne $since) {
            $Watch.Warned = $since
            $null = $Watch.Overruns.Add($name)
            [Console]::Error.WriteLine("This takes longer than $($Watch.TestLimit.TotalMinutes) minutes; its child processes are ended: $name")
            Stop-Descendant $since
        }
        elseif ($takes -gt $Watch.TestLimit + $Watch.Grace) {
            Stop-Run "This did not end $($Watch.Grace.TotalSeconds) seconds after its child processes were ended: $name"
        }
    }
}

# Starts the watch. The answer goes to Stop-TestWatch.
function Start-TestWatch {
    param(
        [Parameter(Mandatory)] [TimeSpan] $RunLimit,
        [Parameter(Mandatory)] [TimeSpan] $TestLimit,
        # Gets the counts where the process must be ended.
        [Parameter(Mandatory)] [string] $SummaryPath
    )

    $now = [DateTime]::UtcNow
    $watch = [hashtable]::Synchronized(@{
            Begin = $now; RunLimit = $RunLimit; TestLimit = $TestLimit; Grace = [TimeSpan]::FromSeconds(30); SummaryPath = $SummaryPath
            Running = @('the discovery of the tests', $now); Warned = $null; Overruns = [Collections.ArrayList]::Synchronized([Collections.ArrayList]::new())
            Counts = @{ Passed = 0; Failed = 0; Skipped = 0 }; Done = [Threading.ManualResetEventSlim]::new()
        })
    $watch.Shell = [powershell]::Create().AddScript($watchTests.ToString()).AddArgument($watch)
    $watch.Thread = $watch.Shell.BeginInvoke()

    # Pester offers its events to those who show them, such as editors, by a variable of its module. Should it go in a later version,
    # the watch knows no names, and tests/Pester/Invoke-Tests.Tests.ps1 fails.
    & (Get-Module -Name Pester) {
        param($Watch)
        $events = @{
            Name                  = 'Watch'
            ContainerRunStart     = { param($Context) $Watch.Running = @("$($Context.Block.BlockContainer.Item)", [DateTime]::UtcNow) }.GetNewClosure()
            EachBlockSetupStart   = { param($Context) $Watch.Running = @("$($Context.Block.ScriptBlock.File): $($Context.Block.Path -join ' > ')", [DateTime]::UtcNow) }.GetNewClosure()
            EachTestSetupStart    = { param($Context) $Watch.Running = @("$($Context.Test.ScriptBlock.File): $($Context.Test.Path -join ' > ')", [DateTime]::UtcNow) }.GetNewClosure()
            EachTestTeardownEnd   = {
                param($Context)
                $Watch.Counts[$Context.Test.Skipped ? 'Skipped' : $Context.Test.Passed ? 'Passed' : 'Failed']++
                $Watch.Running = @("after $($Context.Test.ScriptBlock.File): $($Context.Test.Path -join ' > ')", [DateTime]::UtcNow)
            }.GetNewClosure()
        }
        $script:additionalPlugins = New-PluginObject @events
    } $watch

    return $watch
}

# Ends the watch, and gives the names of what took too long.
function Stop-TestWatch($Watch) {
    & (Get-Module -Name Pester) { $script:additionalPlugins = $null }
    $Watch.Done.Set()
    $null = $Watch.Shell.EndInvoke($Watch.Thread)
    $Watch.Shell.Dispose()
    $Watch.Done.Dispose()
    return @($Watch.Overruns)
}
