using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Jobs;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Parameters;
using HeatmapPS.Remoting;

namespace HeatmapPS.Pipeline;

/// <summary>This machine's side of -Session: makes a job of each image, and an outcome of each answer.</summary>
/// <remarks>What the user decides here (names, existing files, -WhatIf) is decided here; hosts get the rest of the parameters.</remarks>
internal sealed class SessionWork : IDisposable
{
    /// <summary>Parameters that say what the work is on, or that are settled here.</summary>
    private static readonly HashSet<string> s_own = new([
        nameof(ImagePathCommand.Path), nameof(ImagePathCommand.LiteralPath), nameof(ImagePathCommand.InputObject),
        nameof(SessionParameters.Session), nameof(NamingParameters.Name), nameof(NamingParameters.RelativeTo),
        nameof(ExistingFileParameters.Force), nameof(ExistingFileParameters.SkipExisting), nameof(SourcedFileParameters.IfNewer),
        nameof(ImageScaleParameters.SharedScale), "Part", "AsPart", .. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters,
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Parameters that say how a scale is found.</summary>
    private static readonly HashSet<string> s_rule =
        new(typeof(ScaleParameters).GetProperties().Select(property => property.Name), StringComparer.OrdinalIgnoreCase);

    private readonly ImageInputCommand _command;
    private readonly RemoteHost[] _hosts;
    private readonly List<HostRound> _rounds = [];
    private readonly ConcurrentQueue<string> _lost = new();
    private readonly ConcurrentDictionary<string, bool> _warned = new();
    private int _number;

    /// <param name="command">The cmdlet.</param>
    /// <param name="sessions">The sessions; one that is named twice counts once.</param>
    public SessionWork(ImageInputCommand command, IEnumerable<PSSession> sessions)
    {
        _command = command;
        _hosts = [.. sessions.DistinctBy(session => session.InstanceId).Select(session => new RemoteHost(session))];
        WantsVerbose = command.MyInvocation.BoundParameters.TryGetValue("Verbose", out object? verbose)
            ? verbose is SwitchParameter { IsPresent: true }
            : command.GetVariableValue("VerbosePreference") is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    /// <summary>Whether lines for -Verbose are wanted.</summary>
    public bool WantsVerbose { get; }

    /// <summary>Machines that still work.</summary>
    public int Hosts => _hosts.Count(host => host.Failure is null);

    /// <summary>Starts the hosts on the command itself.</summary>
    /// <param name="parameters">Parameters in place of those that the user gave.</param>
    /// <param name="knowsScale">Whether the scale is found: the rule that it was found by is left out.</param>
    public HostRound Begin(IReadOnlyDictionary<string, object?> parameters, bool knowsScale = false)
    {
        Dictionary<string, object?> all = Bound(name => !s_own.Contains(name) && !(knowsScale && s_rule.Contains(name)));
        foreach ((string name, object? value) in parameters)
            all[name] = value;
        return Begin(_command.MyInvocation.MyCommand.Name, new HostWork(), all, null);
    }

    /// <summary>Starts the hosts on Get-HeatmapScale, with the rule that the user gave.</summary>
    /// <param name="work">What they do with the jobs.</param>
    /// <param name="batchDone">Receives the answer to each batch.</param>
    public HostRound BeginScale(HostWork work, Action<JobAnswer> batchDone) =>
        Begin("Get-HeatmapScale", work, Bound(s_rule.Contains), batchDone);

    private HostRound Begin(string name, HostWork work, Dictionary<string, object?> parameters, Action<JobAnswer>? batchDone)
    {
        parameters[nameof(HostParameters.HostWork)] = (work with { WantsVerbose = WantsVerbose }).ToJson();
        var round = new HostRound(_hosts.Where(host => host.Failure is null), new HostCommand(name, parameters), Lose, _command.StopToken,
            batchDone);
        _rounds.Add(round);
        return round;
    }

    private Dictionary<string, object?> Bound(Func<string, bool> isSent) => _command.MyInvocation.BoundParameters
        .Where(given => isSent(given.Key))
        .ToDictionary(given => given.Key, given => Portable(given.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>The job of an image.</summary>
    /// <exception cref="HeatmapException">SessionNeedsPath: its numbers are not those of a file, read as its options say.</exception>
    public ImageJob Job(ImageInput input)
    {
        int number = _number++;
        if (input.Path is { } path)
            return new ImageJob(number, path);
        Raster raster = (input.Image as Heatmap)?.Raster ?? (Raster)input.Image!;
        RasterOrigin origin = raster.Origin;
        if (origin.Path is not { } file)
            throw JobErrors.NeedsPath(raster.Name, "is in memory");
        if (origin.IsElsewhere)
            throw JobErrors.NeedsPath(raster.Name, "came from another process");
        return raster.Source is FileSource { IsEmbedded: true } && origin.Reading is null ? new ImageJob(number, file)
            : raster.IsAsRead ? new ImageJob(number, file) { Page = origin.Page, Reading = (ImportOptions?)origin.Reading }
            : throw JobErrors.NeedsPath(raster.Name, "was changed in memory");
    }

    /// <summary>Sends a job; its outcome is written in the order of the inputs.</summary>
    /// <param name="round">Where to.</param>
    /// <param name="job">The job.</param>
    /// <param name="target">What an error names.</param>
    /// <param name="finish">Adds to the outcome what the answer brings, unless it is a failure.</param>
    public void Send(HostRound round, ImageJob job, object target, Action<JobAnswer, WorkOutcome> finish) =>
        _command.RunElsewhere(Outcome(round.Add(job), target, finish));

    /// <summary>Writes what is to be told of the hosts. On the pipeline thread.</summary>
    public void WriteNotes()
    {
        while (_lost.TryDequeue(out string? warning))
            _command.WriteWarning(warning);
    }

    /// <summary>Waits a moment for hosts that have answered everything to come to the end of their commands.</summary>
    public void Finish()
    {
        foreach (HostRound round in _rounds)
            round.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (HostRound round in _rounds)
            round.Dispose();
    }

    private async Task<WorkOutcome> Outcome(Task<HostAnswer> pending, object target, Action<JobAnswer, WorkOutcome> finish)
    {
        (JobAnswer answer, string computer) = await pending.ConfigureAwait(false);
        var outcome = new WorkOutcome { Error = answer.Failure?.ToException(), Target = target, ComputerName = computer };
        outcome.Verbose.AddRange(answer.Verbose);

        // What a command says once, each batch of each host says.
        outcome.Warnings.AddRange(answer.Warnings.Where(warning => _warned.TryAdd(warning, true)));
        foreach (JobWarning warning in answer.WarningsOnce)
        {
            if (Enum.TryParse(warning.Kind, out WarningKind kind))
                outcome.WarningsOnce.Add(new WarningOnce(kind, warning.Text));
        }

        if (answer.Failure is null)
            finish(answer, outcome);
        return outcome;
    }

    private void Lose(RemoteHost host)
    {
        int left = Hosts;
        _lost.Enqueue($"Host {host.Name} is left out: {host.Failure}" + (left > 0 ? " Its work goes to the other hosts." : string.Empty));
    }

    /// <summary>A parameter's value as PowerShell sends it.</summary>
    private static object? Portable(object? value) => value switch
    {
        PSObject { BaseObject: not PSCustomObject and var inner } => Portable(inner),
        SwitchParameter given => given.ToBool(),
        Enum choice => choice.ToString(),
        _ => value,
    };
}
