using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Jobs;

namespace HeatmapPS.Remoting;

/// <summary>A command that hosts run: a cmdlet of the module on their side, with its parameters.</summary>
/// <param name="Name">The cmdlet.</param>
/// <param name="Parameters">Its parameters, of types that PowerShell sends as they are.</param>
internal sealed record HostCommand(string Name, IReadOnlyDictionary<string, object?> Parameters);

/// <summary>A machine with a session. Used by one thread at a time.</summary>
/// <param name="session">The session.</param>
internal sealed class RemoteHost(PSSession session)
{
    private const double BatchSeconds = 2;
    private const int FirstBatch = 8;
    private const int LargestBatch = 256;

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_stopping = TimeSpan.FromSeconds(5);

    private double _perSecond;
    private string? _reported;
    private IAsyncResult? _call;

    /// <summary>The machine's name.</summary>
    public string Name { get; } = session.ComputerName;

    /// <summary>Jobs that keep the machine busy for about two seconds, by what it did so far: a slow one takes less.</summary>
    public int BatchSize => _perSecond == 0 ? FirstBatch : (int)Math.Clamp(_perSecond * BatchSeconds, 1, LargestBatch);

    /// <summary>Why the machine does no more work, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Leaves the machine out, because its command came to an end before all jobs were answered.</summary>
    /// <returns>False.</returns>
    public bool Lose() => Lose("it left jobs without an answer" + (_reported is null ? "." : $": {_reported}"));

    /// <summary>Leaves the machine out.</summary>
    /// <param name="reason">Why.</param>
    /// <returns>False.</returns>
    public bool Lose(string reason)
    {
        Failure = reason;
        return false;
    }

    /// <summary>Runs a command on a batch of jobs, and waits for it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="jobs">The jobs, as text.</param>
    /// <param name="answered">Receives each answer as it comes, on any thread.</param>
    /// <param name="stop">Ends the work there too.</param>
    /// <returns>Whether the host did all of it; if not, <see cref="Failure"/> says why.</returns>
    public bool Run(HostCommand command, IReadOnlyCollection<string> jobs, Action<JobAnswer> answered, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        var shell = PowerShell.Create();
        _call = null;
        try
        {
            shell.Runspace = session.Runspace;
            _ = shell.AddCommand(command.Name);
            foreach ((string name, object? value) in command.Parameters)
                _ = shell.AddParameter(name, value);
            if (!Wait(shell, jobs, answered, stop))
                Failure = "it does not answer.";
        }
        catch (Exception error) when (error is (SystemException or HeatmapException) and not OperationCanceledException)
        {
            Failure = Explain(error, command);
        }
        finally
        {
            // A command that hangs is left alone. To stop it takes PowerShell a minute, and if its session closes within that minute,
            // PowerShell ends this process.
            if (_call is not { IsCompleted: false })
                shell.Dispose();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _perSecond = jobs.Count / Math.Max(seconds, 0.01);
        return Failure is null;
    }

    /// <returns>Whether the command came to an end; false where the host has been silent for too long.</returns>
    private bool Wait(PowerShell shell, IReadOnlyCollection<string> jobs, Action<JobAnswer> answered, CancellationToken stop)
    {
        long heard = Stopwatch.GetTimestamp();
        Exception? broken = null;
        using var input = new PSDataCollection<string>(jobs);
        input.Complete();
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) =>
        {
            Interlocked.Exchange(ref heard, Stopwatch.GetTimestamp());
            try
            {
                foreach (PSObject item in output.ReadAll())
                    answered(JobJson.Parse<JobAnswer>($"{item}"));
            }
            catch (HeatmapException error)
            {
                broken = error;
            }
        };

        // A long piece of work shows progress, which is all that is heard of it.
        shell.Streams.Progress.DataAdded += (_, _) =>
        {
            Interlocked.Exchange(ref heard, Stopwatch.GetTimestamp());
            shell.Streams.Progress.Clear();
        };
        IAsyncResult call = _call = shell.BeginInvoke(input, output);
        TimeSpan patience = Patience;
        while (!call.AsyncWaitHandle.WaitOne(s_poll))
        {
            if (stop.IsCancellationRequested)
            {
                shell.BeginStop(null, null);
                _ = call.AsyncWaitHandle.WaitOne(s_stopping);
                throw new OperationCanceledException(stop);
            }

            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref heard)) > patience)
                return false;
        }

        _ = shell.EndInvoke(call);
        _reported = shell.Streams.Error.FirstOrDefault()?.Exception.Message;
        return broken is null ? true : throw broken;
    }

    /// <summary>How long a host may say nothing: the time limit of its connection.</summary>
    private TimeSpan Patience => session.Runspace.ConnectionInfo is { OperationTimeout: > 0 and var limit }
        ? TimeSpan.FromMilliseconds(limit)
        : TimeSpan.FromMinutes(3);

    private string Explain(Exception error, HostCommand command)
    {
        string reason = error.Message.Trim().ReplaceLineEndings(" ").TrimEnd('.') + ".";
        return session.Runspace.RunspaceStateInfo.State != RunspaceState.Opened ? $"its session is {session.Runspace.RunspaceStateInfo.State}. {reason}"
            : error is RemoteException { ErrorRecord.FullyQualifiedErrorId: "CommandNotFoundException" }
                ? $"it has no {command.Name}. Install HeatmapPS there, or open the session with New-HeatmapSession -Module."
            : reason;
    }
}
