using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Jobs;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Works out one scale for any number of images, or makes one from given limits.</summary>
[Cmdlet(VerbsCommon.Get, "HeatmapScale", DefaultParameterSetName = LimitsSet)]
[OutputType(typeof(HeatmapScale), typeof(ScalePart))]
public sealed partial class GetHeatmapScaleCommand : ImageInputCommand, IDynamicParameters
{
    private const string LimitsSet = "Limits";

    [ParameterBlock(ParameterPlace.Limits)]
    private readonly ScaleParameters _parameters = new();

    [ParameterBlock(ParameterPlace.Work)]
    private readonly SessionParameters _sessions = new();

    private readonly ConcurrentBag<long[]> _counts = [];
    private RangeRule _rule = null!;
    private SharedScale _shared = null!;
    private SessionScale? _elsewhere;
    private readonly ConcurrentBag<(HeatmapScale Scale, bool HasNumbers)> _described = [];
    private readonly List<ScalePart> _pipelineParts = [];
    private int _inputs;

    /// <summary>Emits what the images add to a scale of many sets, instead of a scale: see -Part.</summary>
    [Parameter]
    public SwitchParameter AsPart { get; set; }

    /// <summary>Parts of other images, made by -AsPart: objects, JSON, or JSON files (wildcards are allowed). They count like the images
    /// that they were made from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] Part { get; set; } = [];

    /// <summary>An image object, a file, a path, or an array of numbers. By name or from the pipeline only: beside a
    /// parameter set without input, a second thing in the first place would be ambiguous.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public override object? InputObject
    {
        get => base.InputObject;
        set => base.InputObject = value;
    }

    /// <inheritdoc/>
    public object? GetDynamicParameters() => SessionSide();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _rule = Require(() => _parameters.ToRule());
        if (AsPart && _parameters.SetsScale)
            Require<object>(() => throw InputErrors.Misplaced("-AsPart makes a part that serves every rule. Give the parameters of the scale to the command that merges the parts with -Part."));
        BeginSessions(_sessions);
        if (Elsewhere is not null)
            _elsewhere = new SessionScale(Elsewhere, _rule, readsAll: AsPart, wantsDescribed: WantsDescribed);
        _shared = _elsewhere?.Shared ?? new SharedScale(_rule, forParts: AsPart || Answers is { Work.ReadsAll: true });
        if (ParameterSetName == LimitsSet && !_rule.IsComplete && !MyInvocation.ExpectingInput && Part.Length == 0)
            Require<object>(() => throw RangeErrors.Invalid($"images, parts, or both -Minimum and -Maximum, or -Boundary, but got none"));
        foreach (object part in Part)
            Require(() => AddParts(part), part);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        _inputs++;
        if (_elsewhere is not null)
            _elsewhere.Gather(Elsewhere!.Job(input), input.Target, NoteDescribed);
        else if (Answers is { Work: var work })
            RunInBackground(input.Target, (progress, stop) => GatherForOthers(input, work, progress, stop));
        else
            RunInBackground(input.Target, (progress, stop) => Gather(input, progress, stop));
    }

    /// <summary>Whether pictures that say what scale they were drawn with give that.</summary>
    private bool WantsDescribed => !_parameters.SetsScale && !AsPart && Part.Length == 0;

    /// <summary>Takes a part from the pipeline, as it is or as CLIXML brought it.</summary>
    private protected override bool TakeOther(object value)
    {
        if (base.TakeOther(value))
            return true;
        bool isPart = value is PSObject item
            ? item.BaseObject is ScalePart || item.TypeNames.Contains($"Deserialized.{typeof(ScalePart).FullName}")
            : value is ScalePart;
        if (isPart)
            _pipelineParts.Add(ScaleArgument.ResolvePart(value, ResolveLiteral));
        return isPart;
    }

    /// <summary>Adds what one value of -Part stands for; a path may be a pattern.</summary>
    private bool AddParts(object value)
    {
        if (value is PSObject { BaseObject: string } or string && $"{value}" is var text && !text.AsSpan().TrimStart().StartsWith("{")
            && WildcardPattern.ContainsWildcardCharacters(text) && !System.IO.File.Exists(ResolveLiteral(text)))
        {
            IReadOnlyList<string> paths = FilePaths.Expand(this, text);
            if (paths.Count == 0)
                throw InputErrors.NoMatch(text);
            foreach (string path in paths)
                _shared.Add(ScaleArgument.ResolvePart(new FileInfo(path), ResolveLiteral));
            return true;
        }

        _shared.Add(ScaleArgument.ResolvePart(value, ResolveLiteral));
        return true;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Drain();
        if (Answers is { Work: var work })
        {
            WriteObject((work.Round is { } round ? CountsOf(round) : new JobAnswer(JobAnswer.OfBatch) { Part = _shared.ToPart(StopToken) })
                .ToJson());
            return;
        }

        _elsewhere?.Complete();
        foreach (ScalePart part in _pipelineParts)
            _shared.Add(part);
        if (_shared.Count > 0 || !_described.IsEmpty)
            RunInBackground(target: null, (_, stop) => Resolve(stop));
        else if (_inputs == 0 && _rule.IsComplete)
            WriteObject(_rule.FromTypes([], unit: null));
        Drain();
    }

    private WorkOutcome Gather(ImageInput input, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        var outcome = new WorkOutcome();
        if (WantsDescribed && DescribedScale(input, outcome) is { } known)
        {
            _described.Add(known);
            if (!known.HasNumbers)
                return outcome;
        }

        Raster raster = Grayscale.Apply(Open(input));
        _shared.Add(raster, stop, progress);
        Tell(raster, start, outcome);
        return outcome;
    }

    private static void Tell(Raster raster, long start, WorkOutcome outcome) => outcome.Verbose.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: {raster.Codec ?? "memory"}, {raster.Width}×{raster.Height} {raster.SampleType}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));

    /// <summary>Gathers an image of a job: for a part, or in a further look at it.</summary>
    private WorkOutcome GatherForOthers(ImageInput input, HostWork work, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        var outcome = new WorkOutcome();
        var answer = new JobAnswer(0);
        if (work.WantsDescribedScales && DescribedScale(input, outcome) is { } known)
            answer = answer with { DescribedScale = ScaleJson.ToText(known.Scale), HasNoNumbers = !known.HasNumbers };
        if (!answer.HasNoNumbers)
        {
            Raster raster = Grayscale.Apply(Open(input));
            answer = answer with { Stamp = FileStamp.Take(input.Job!.Path).Text };
            if (work.Round is { } round)
                Count(raster, round, stop);
            else if (work.ReadsAll || _rule.NeedsPixels(raster.SampleType))
                _shared.Add(raster, stop, progress);
            else
                answer = answer with { Unread = Unread(raster) };
            Tell(raster, start, outcome);
        }

        outcome.Answer = answer;
        return outcome;
    }

    private SampleType Unread(Raster raster)
    {
        _shared.AddUnit(raster);
        return raster.SampleType;
    }

    /// <summary>Counts the samples of wide types; of narrow ones parts hold every count.</summary>
    private void Count(Raster raster, CountingRound round, CancellationToken stop)
    {
        if (raster.SampleType.Size <= 2)
            return;
        long[] counts = _counts.TryTake(out long[]? idle) ? idle : new long[round.Length];
        round.Count(raster, counts, stop);
        _counts.Add(counts);
    }

    private JobAnswer CountsOf(CountingRound round)
    {
        long[] total = new long[round.Length];
        foreach (long[] counts in _counts)
            CountingRound.AddTo(total, counts);
        return new JobAnswer(JobAnswer.OfBatch) { Counts = PackedCounts.Encode(total) };
    }

    private void NoteDescribed(JobAnswer answer)
    {
        if (answer.DescribedScale is { } json)
            _described.Add((ScaleProperties.FromJson(json), !answer.HasNoNumbers));
    }

    /// <summary>The scale that a picture of this module was drawn with; null for other images.</summary>
    private static (HeatmapScale Scale, bool HasNumbers)? DescribedScale(ImageInput input, WorkOutcome outcome) => input switch
    {
        { Image: Heatmap { Raster.Source: FileSource { IsEmbedded: true } } heatmap } => (heatmap.Scale, true),
        { Path: { } path } when PictureFiles.Describe(path, outcome.Verbose.Add) is { } picture => (picture.Description.Scale, false),
        _ => null,
    };

    private WorkOutcome Resolve(CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        if (AsPart)
        {
            outcome.Outputs.Add(_shared.ToPart(stop));
            return outcome;
        }

        int withoutNumbers = _described.Count(known => !known.HasNumbers);
        bool areAllDescribed = _described.Count == _shared.Count + withoutNumbers;
        if (areAllDescribed && _described.Select(known => known.Scale).Distinct().ToArray() is [var scale])
        {
            outcome.Outputs.Add(scale);
            outcome.Verbose.Add($"The scale of {_described.Count} pictures, as their files say.");
            return outcome;
        }

        if (withoutNumbers > 0)
            throw EmbeddingErrors.ScalesDiffer(withoutNumbers);
        outcome.Outputs.Add(_shared.Resolve(stop));
        if (_shared.UnitWarning is { } warning)
            outcome.Warnings.Add(warning);
        outcome.Verbose.Add($"One scale for {_shared.Count} images.");
        return outcome;
    }
}
