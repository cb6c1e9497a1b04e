using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace HeatmapPS.Tests;

/// <summary>Something that fails some times before it works, or at one of its calls; PowerShell's own script blocks wrap what they
/// throw.</summary>
public sealed class FailingAction(Exception error, int first, int last)
{
    /// <summary>How often it was called.</summary>
    public int Calls { get; private set; }

    /// <summary>Ends this process at the first call that would fail, as a kill does.</summary>
    public bool Kills { get; set; }

    /// <summary>The action.</summary>
    public Action Action => Run;

    private void Run()
    {
        if (++Calls < first || Calls > last)
            return;
        if (Kills)
            Process.GetCurrentProcess().Kill();
        throw error;
    }
}

/// <summary>A clock whose time passes at once, and which may stop the waiting.</summary>
public sealed class PromptClock
{
    /// <summary>Milliseconds that were waited for, one by one.</summary>
    public List<double> Waits { get; } = [];

    /// <summary>Waits after which the waiting is stopped.</summary>
    public int StopsAfter { get; set; } = int.MaxValue;

    /// <summary>The wait.</summary>
    public Func<TimeSpan, bool> Wait => time =>
    {
        Waits.Add(time.TotalMilliseconds);
        return Waits.Count >= StopsAfter;
    };
}
