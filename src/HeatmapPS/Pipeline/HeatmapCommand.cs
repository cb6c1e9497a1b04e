using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Remoting;
using System.Management.Automation.Runspaces;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Pipeline;

/// <summary>What every cmdlet of the module shares: stopping, error records, background work drained in order, progress.</summary>
public abstract class HeatmapCommand : PSCmdlet, IFileReader, IDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_progressAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _clock = new();
    private readonly HashSet<WarningKind> _warned = [];
    private OrderedWork? _work;
    private TimeSpan _lastProgress;
    private int _done;

    /// <summary>Signalled when the user presses Ctrl+C or the pipeline stops.</summary>
    internal CancellationToken StopToken => _stop.Token;

    /// <summary>The files that the command reads: none of them is written over.</summary>
    internal InputFiles Inputs { get; } = new();

    /// <inheritdoc/>
    InputFiles IFileReader.Inputs => Inputs;

    /// <summary>Where the images are jobs from another machine: what answers them; else null.</summary>
    private protected JobAnswers? Answers { get; set; }

    /// <summary>Whether a parameter was given.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Where the work is done, for the progress; empty for this machine.</summary>
    private protected virtual string Where => string.Empty;

    /// <summary>Pieces of work that run at once.</summary>
    private protected virtual int WorkLimit => Environment.ProcessorCount;

    /// <summary>Writes a warning. The names and texts of files in it do not steer the terminal.</summary>
    public new void WriteWarning(string text)
    {
        if (Answers is null)
            base.WriteWarning(VisibleText.Of(text));
        else
            Answers.AddWarning(text);
    }

    /// <summary>Writes a line for -Verbose, as <see cref="WriteWarning"/> does.</summary>
    public new void WriteVerbose(string text)
    {
        if (Answers is null)
            base.WriteVerbose(VisibleText.Of(text));
        else
            Answers.AddVerbose(text);
    }

    /// <summary>Asks whether to go on, by -WhatIf and -Confirm, as <see cref="WriteWarning"/> writes.</summary>
    public new bool ShouldProcess(string target, string action) => base.ShouldProcess(VisibleText.Of(target), VisibleText.Of(action));

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _stop.Cancel();
        _work?.Dispose();
        _work = null;
        _stop.Dispose();
    }

    /// <summary>Runs something and turns an engine's error into a non-terminating error record.</summary>
    /// <param name="target">What it is done to.</param>
    /// <param name="action">The work.</param>
    private protected void Guard(object? target, Action action)
    {
        using WorkScope scope = EnterScope();
        try
        {
            action();
        }
        catch (Exception error) when (IsReported(error))
        {
            Report(error, target);
        }
    }

    /// <summary>Tells of an error of one input. It does not end the command, unless a cmdlet needs every input.</summary>
    private protected virtual void Report(Exception error, object? target)
    {
        if (Answers is null)
            WriteError(error.ToErrorRecord(target));
        else if (!Answers.HasTaken)
            RunInBackground(target, (_, _) => new WorkOutcome { Error = error, Target = target });
    }

    /// <summary>Runs a check of the set-up and ends the pipeline with its error.</summary>
    internal T Require<T>(Func<T> check, object? target = null)
    {
        using WorkScope scope = EnterScope();
        try
        {
            return check();
        }
        catch (Exception error) when (IsReported(error))
        {
            ThrowTerminatingError(error.ToErrorRecord(target));
            throw;
        }
    }

    /// <summary>Adds background work; first writes what is done, and waits when the queue is full.</summary>
    /// <param name="target">What it is done to, for its error.</param>
    /// <param name="work">The work. An exception becomes a non-terminating error.</param>
    internal void RunInBackground(object? target, BackgroundWork work)
    {
        Answers?.Take();
        MakeRoom().Add((progress, stop) => Outcome(target, work, progress, stop));
    }

    /// <summary>Adds work that is done on another machine.</summary>
    /// <param name="work">Its outcome, in time. A fault ends the command.</param>
    internal void RunElsewhere(Task<WorkOutcome> work) => MakeRoom().Add(work);

    private OrderedWork MakeRoom()
    {
        _clock.Start();
        _work ??= new OrderedWork(WorkLimit, StopToken);
        while (_work.Count > 0 && (_work.IsFull || _work.IsNextDone))
            WriteNext(_work);
        return _work;
    }

    /// <summary>Writes an object to the pipeline; a file as Get-ChildItem does. Called on the pipeline thread.</summary>
    private protected virtual void Emit(object output) => WriteObject(Decorated(output));

    private object Decorated(object output) => output is FileInfo file ? WrittenFiles.Decorate(this, file) : output;

    /// <summary>Writes an object that another machine made, and says which.</summary>
    private void Emit(object output, string computerName)
    {
        var item = PSObject.AsPSObject(Decorated(output));
        item.Properties.Add(new PSNoteProperty("PSComputerName", computerName), preValidated: true);
        WriteObject(item);
    }

    /// <summary>Waits for all background work and writes its outcomes.</summary>
    internal void Drain()
    {
        while (_work is { Count: > 0 } work)
            WriteNext(work);
        if (_lastProgress > TimeSpan.Zero)
            WriteProgress(Progress(100, ProgressRecordType.Completed));
    }

    /// <summary>Writes what background work noted besides its outcomes. Called on the pipeline thread before each outcome.</summary>
    private protected virtual void WriteNotes()
    {
    }

    private static WorkOutcome Outcome(object? target, BackgroundWork work, IProgress<double> progress, CancellationToken stop)
    {
        using var scope = WorkScope.Enter(stop, progress);
        try
        {
            return work(progress, stop);
        }
        catch (Exception error) when (IsReported(error))
        {
            return new WorkOutcome { Error = error, Target = target };
        }
    }

    /// <summary>Begins work on the pipeline thread, whose progress is shown at once.</summary>
    private WorkScope EnterScope() => WorkScope.Enter(StopToken, new ShownProgress(this, Environment.CurrentManagedThreadId));

    /// <summary>What is an error of one image; stopping is not, nor is what PowerShell uses to steer.</summary>
    private static bool IsReported(Exception error) =>
        error is not (OperationCanceledException or PipelineStoppedException or FlowControlException or ParameterBindingException);

    private void WriteNext(OrderedWork work)
    {
        while (!work.WaitNext(s_poll))
        {
            if (Stopping)
                throw new PipelineStoppedException();
            ShowProgress(work.NextProgress);
        }

        WorkOutcome outcome;
        try
        {
            outcome = work.Take();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (HeatmapException error)
        {
            WriteNotes();
            ThrowTerminatingError(error.ToErrorRecord(null));
            throw;
        }

        _done++;
        ShowProgress(0);
        WriteNotes();
        if (Answers is not null)
        {
            WriteObject(Answers.Answer(outcome));
            return;
        }

        foreach (string line in outcome.Verbose)
            WriteVerbose(line);
        foreach (string warning in outcome.Warnings)
            WriteWarning(warning);
        foreach ((WarningKind kind, string text) in outcome.WarningsOnce)
        {
            if (_warned.Add(kind))
                WriteWarning(text);
        }

        if (outcome is { Error: { } failure, ComputerName: { } computer })
            WriteError(new RemotingErrorRecord(failure.ToErrorRecord(outcome.Target), new OriginInfo(computer, Guid.Empty)));
        else if (outcome.Error is not null)
            Report(outcome.Error, outcome.Target);
        foreach (object output in outcome.Outputs)
        {
            if (outcome.ComputerName is null)
                Emit(output);
            else
                Emit(output, outcome.ComputerName);
        }
    }

    private void ShowProgress(double fraction)
    {
        TimeSpan now = _clock.Elapsed;

        // To another machine it says that there is life.
        if (now < s_progressAfter || now - _lastProgress < (Answers is null ? s_poll : s_progressAfter))
            return;
        _lastProgress = now;
        WriteProgress(Progress((int)(100 * fraction), ProgressRecordType.Processing));
    }

    private ProgressRecord Progress(int percent, ProgressRecordType type) =>
        new(0, MyInvocation.MyCommand.Name, $"{_done:N0} done, {_done / Math.Max(0.001, _clock.Elapsed.TotalSeconds):N1} per second{Where}")
        {
            PercentComplete = percent,
            RecordType = type,
        };

    /// <summary>Shows progress on the pipeline thread, the only one that may write; other threads that work for it show none.</summary>
    private sealed class ShownProgress(HeatmapCommand command, int thread) : IProgress<double>
    {
        public void Report(double value)
        {
            if (Environment.CurrentManagedThreadId != thread)
                return;
            command._clock.Start();
            command.ShowProgress(value);
        }
    }
}

/// <summary>Files that a cmdlet wrote, as Get-ChildItem gives files: with the notes that PowerShell's table of files shows, such as
/// the folder, the mode and the owner on Unix.</summary>
internal static class WrittenFiles
{
    // A bare path would be that of a variable: drive, say, when the prompt is there; and PowerShell looks up its drive by asking the
    // system for all mounts, four times a file, which takes longer than making a small heatmap.
    private const string Qualifier = "Microsoft.PowerShell.Core\\FileSystem::";

    /// <summary>Decorates a file.</summary>
    /// <param name="command">The cmdlet that writes it to the pipeline.</param>
    /// <param name="file">The file.</param>
    /// <returns>The file as the provider gives it; as it is where the provider cannot.</returns>
    public static object Decorate(PSCmdlet command, FileInfo file)
    {
        try
        {
            return command.InvokeProvider.Item.Get([Qualifier + file.FullName], force: true, literalPath: true) is [PSObject item, ..]
                ? item
                : file;
        }
        catch (Exception error) when (error is RuntimeException and not PipelineStoppedException or IOException
            or UnauthorizedAccessException)
        {
            // It was written, and may be gone again.
            return file;
        }
    }
}
