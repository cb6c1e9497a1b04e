using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Works out one scale for any number of images, or makes one from given limits.</summary>
[Cmdlet(VerbsCommon.Get, "HeatmapScale", DefaultParameterSetName = LimitsSet)]
[OutputType(typeof(HeatmapScale), typeof(ScalePart))]
public sealed partial class GetHeatmapScaleCommand : ImageInputCommand
{
    private const string LimitsSet = "Limits";

    [ParameterBlock(ParameterPlace.Limits)]
    private readonly ScaleParameters _parameters = new();
    private RangeRule _rule = null!;
    private SharedScale _shared = null!;
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
    protected override void BeginProcessing()
    {
        _rule = Require(() => _parameters.ToRule());
        if (AsPart && _parameters.SetsScale)
            Require<object>(() => throw InputErrors.Misplaced("-AsPart makes a part that serves every rule. Give the parameters of the scale to the command that merges the parts with -Part."));
        _shared = new SharedScale(_rule, forParts: AsPart);
        if (ParameterSetName == LimitsSet && !_rule.IsComplete && !MyInvocation.ExpectingInput && Part.Length == 0)
            Require<object>(() => throw RangeErrors.Invalid($"images, parts, or both -Minimum and -Maximum, or -Boundary, but got none"));
        foreach (object part in Part)
            Require(() => AddParts(part), part);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        _inputs++;
        RunInBackground(input.Target, (progress, stop) => Gather(input, progress, stop));
    }

    /// <summary>Takes a part from the pipeline, as it is or as CLIXML brought it.</summary>
    private protected override bool TakeOther(object value)
    {
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
        if (!_parameters.SetsScale && !AsPart && Part.Length == 0 && DescribedScale(input, outcome) is { } known)
        {
            _described.Add(known);
            if (!known.HasNumbers)
                return outcome;
        }

        Raster raster = Grayscale.Apply(Open(input));
        _shared.Add(raster, stop, progress);
        outcome.Verbose.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: {raster.Codec ?? "memory"}, {raster.Width}×{raster.Height} {raster.SampleType}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        return outcome;
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
