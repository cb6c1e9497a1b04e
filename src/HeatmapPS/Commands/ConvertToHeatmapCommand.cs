using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Turns grey images of any depth into heatmaps: a field of numbers, a scale and a colormap.</summary>
[Cmdlet(VerbsData.ConvertTo, "Heatmap", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Heatmap), typeof(FileInfo))]
public sealed partial class ConvertToHeatmapCommand : ImageOutputCommand
{
    private readonly List<PlannedHeatmap> _planned = [];
    private readonly DecodedPixels _decoded = new(DecodedPixels.DefaultCapacity);
    [ParameterBlock(ParameterPlace.Colors)]
    private readonly ImageScaleParameters _parameters = new();
    [ParameterBlock(ParameterPlace.Encoding)]
    private readonly HeatmapFileParameters _files = new();
    private HeatmapStyle _style = null!;
    private HeatmapScale? _given;
    private RangeRule _rule = null!;
    private SharedScale? _shared;
    private int _ownRanges;

    /// <inheritdoc/>
    private protected override WriteOptions WriteOptions => base.WriteOptions with
    {
        Verify = Verify,
        Colorbar = Colorbar ? new ColorbarComposer(ColorbarOptions.Default) : null,
        Grid = new GridComposer(GridOptions.Default),
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _rule = Require(() => _parameters.ToRule());
        _given = Require(() => _parameters.ToGivenScale(ResolveLiteral), _parameters.Scale);
        _style = Require(() => _parameters.ToStyle(this, BitDepth), _parameters.Colormap);
        if (Colorbar && Destination is null)
            _ = Require<object>(() => throw ColorbarErrors.NeedsFiles());
        Require(CheckRegions);
        base.BeginProcessing();
        if (_parameters.SharedScale)
            _shared = new SharedScale(_rule);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        Guard(input.Target, () => PlanOutput(input, path =>
        {
            if (_shared is null)
            {
                RunInBackground(input.Target, (progress, stop) => Convert(input, path, progress, stop));
                return;
            }

            var planned = new PlannedHeatmap(input, path);
            _planned.Add(planned);
            RunInBackground(input.Target, (_, stop) => Gather(planned, stop));
        }));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
        if (_planned.Any(planned => planned.Raster is not null))
            WriteShared();
        else if (WritesFiles)
            ColoringWarnings.OwnRanges(this, _ownRanges);
    }

    /// <summary>Each region between two boundaries needs a colour of its own.</summary>
    private int CheckRegions()
    {
        int regions = (_given?.Boundaries ?? _rule.Norm.Boundaries).Length - 1;
        int colors = regions > 0 ? _style.Table(BitDepth, alpha: false).Count : 0;
        return regions <= colors || regions <= 0
            ? colors
            : throw RangeErrors.Invalid($"at most {colors} regions, as many as the colormap has colours, but got {regions}");
    }

    /// <summary>The numbers of a page; of a colour picture its grey, which is said.</summary>
    private Raster OpenNumbers(ImageInput input, WorkOutcome outcome)
    {
        Raster raster = Open(input);
        if (raster is { ColorModel: ColorModel.Rgb, Bands: > 1 })
            ColoringWarnings.TookGray(outcome, raster);
        return Grayscale.Apply(raster);
    }

    private WorkOutcome Convert(ImageInput input, string? path, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        var outcome = new WorkOutcome();
        Raster raster = OpenNumbers(input, outcome);
        using DecodedPixels.KeptPixels? kept = path is not null && _given is null ? Reserve(raster) : null;
        (HeatmapScale scale, StatisticsAccumulator? gathered) = _given is null
            ? ScaleResolver.Resolve(raster, _rule, stop, progress, kept)
            : (_given, null);
        if (_given is null && ColoringWarnings.HasOwnRange(raster, _rule))
            Interlocked.Increment(ref _ownRanges);
        return Finish(raster, kept?.ToRaster() ?? raster, scale, gathered, path, start, outcome, progress, stop);
    }

    /// <summary>Room for the pixels when the limits need them: they are decoded once for limits and colours.</summary>
    private DecodedPixels.KeptPixels? Reserve(Raster raster) => _rule.NeedsPixels(raster.SampleType) ? _decoded.TryReserve(raster) : null;

    private WorkOutcome Gather(PlannedHeatmap planned, CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        Raster raster = OpenNumbers(planned.Input, outcome);
        DecodedPixels.KeptPixels? kept = Reserve(raster);
        try
        {
            _shared!.Add(raster, stop, progress: null, kept);
            planned.Kept = kept;
            kept = null;
        }
        finally
        {
            kept?.Dispose();
        }

        planned.Raster = raster;
        return outcome;
    }

    private void WriteShared()
    {
        HeatmapScale scale = Require(() => _shared!.Resolve(StopToken));
        if (_shared!.UnitWarning is { } warning)
            WriteWarning(warning);
        PlannedHeatmap[] readable = [.. _planned.Where(planned => planned.Raster is not null)];
        WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"One scale for {readable.Length} images: {scale.Minimum:G9} to {scale.Maximum:G9}."));
        foreach (PlannedHeatmap planned in readable)
        {
            RunInBackground(planned.Input.Target, (progress, stop) => WritePlanned(planned, scale, progress, stop));
        }

        Drain();
    }

    private WorkOutcome WritePlanned(PlannedHeatmap planned, HeatmapScale scale, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        using DecodedPixels.KeptPixels? kept = planned.Kept;
        Raster pixels = kept?.ToRaster() ?? planned.Raster!;

        // An object goes on as a recipe: its pixels are read again when they are used.
        Raster source = planned.Path is null ? planned.Raster! : pixels;
        return Finish(pixels, source, scale, null, planned.Path, start, new WorkOutcome(), progress, stop);
    }

    /// <summary>Makes the heatmap, and writes it where there is a path.</summary>
    /// <param name="counted">The pixels to count those outside the limits in.</param>
    /// <param name="raster">The pixels of the heatmap.</param>
    /// <param name="scale">Its scale.</param>
    /// <param name="gathered">Statistics of the pixels, where they exist.</param>
    /// <param name="path">Where to, or null.</param>
    /// <param name="start">When the work began.</param>
    /// <param name="outcome">Gets what is to be told.</param>
    /// <param name="progress">Told the fraction of rows done.</param>
    /// <param name="stop">Stops between strips.</param>
    private WorkOutcome Finish(
        Raster counted, Raster raster, HeatmapScale scale, StatisticsAccumulator? gathered, string? path, long start, WorkOutcome outcome, IProgress<double> progress, CancellationToken stop)
    {
        // An object tells how much is clipped, and a colorbar at which ends; a file has that counted only while it is written.
        bool isGiven = _given is not null || _rule.HasGivenLimits;
        ClippedPixels? clipped = path is null || Colorbar || (isGiven && gathered is { Type.Size: <= 2 })
            ? ClippedPixels.Count(counted, scale, gathered, progress, stop)
            : ClippedPixels.OfType(counted, scale);
        ClippedWatch? watch = clipped is null && isGiven ? ClippedWatch.For(raster, scale) : null;
        Heatmap heatmap = (path is null || Colorbar) && clipped is { } known
            ? new Heatmap(raster, scale, _style, known)
            : new Heatmap(watch?.Raster ?? raster, scale, _style);
        object output = path is null ? heatmap : Output!.Write(heatmap, path, outcome, progress, stop);
        ColoringWarnings.Outside(outcome, heatmap, clipped ?? watch?.Seen ?? default);
        outcome.Verbose.Insert(0, string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: {raster.Codec ?? "memory"}, {raster.Width}×{raster.Height} {raster.SampleType}, range {heatmap.Minimum:G9} to {heatmap.Maximum:G9}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        outcome.Outputs.Add(output);
        return outcome;
    }

    /// <summary>A heatmap that waits for the scale of all, in the order of the inputs.</summary>
    private sealed class PlannedHeatmap(ImageInput input, string? path)
    {
        public ImageInput Input { get; } = input;

        public string? Path { get; } = path;

        /// <summary>The numbers; null until they were gathered, and when that failed.</summary>
        public Raster? Raster { get; set; }

        /// <summary>The pixels as they were gathered, where there was room for them.</summary>
        public DecodedPixels.KeptPixels? Kept { get; set; }
    }

    /// <summary>The parameters of heatmap files.</summary>
    private sealed class HeatmapFileParameters
    {
        /// <summary>Bits a channel that files are written with.</summary>
        [Parameter]
        [ValidateSet("8", "16")]
        public int BitDepth { get; set; } = 8;

        /// <summary>Writes the files with a colorbar at the right, outside the picture; see Add-Colorbar for more.</summary>
        [Parameter]
        public SwitchParameter Colorbar { get; set; }

        /// <summary>Checks the compressed data of PNG files that are copied without decoding.</summary>
        [Parameter]
        public SwitchParameter Verify { get; set; }
    }
}
