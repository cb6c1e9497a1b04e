using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
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
[OutputType(typeof(HeatmapScale))]
public sealed partial class GetHeatmapScaleCommand : ImageInputCommand
{
    private const string LimitsSet = "Limits";

    [ParameterBlock(ParameterPlace.Limits)]
    private readonly ScaleParameters _parameters = new();
    private RangeRule _rule = null!;
    private SharedScale _shared = null!;
    private readonly ConcurrentBag<(HeatmapScale Scale, bool HasNumbers)> _described = [];
    private int _inputs;

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
        _shared = new SharedScale(_rule);
        if (ParameterSetName == LimitsSet && !_rule.IsComplete && !MyInvocation.ExpectingInput)
            Require<object>(() => throw RangeErrors.Invalid($"images, or both -Minimum and -Maximum, or -Boundary, but got none"));
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        _inputs++;
        RunInBackground(input.Target, (progress, stop) => Gather(input, progress, stop));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Drain();
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
        if (!_parameters.SetsScale && DescribedScale(input, outcome) is { } known)
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
