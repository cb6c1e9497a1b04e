using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Merging.Contrast;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Stretches images for display, colour ones too: dark 16-bit pictures become 8-bit ones that can be seen.</summary>
[Cmdlet(VerbsCommon.Optimize, "Contrast", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed partial class OptimizeContrastCommand : ImageOutputCommand
{
    private GatheredImages<PlannedStretch> _gathered = null!;
    private ContrastRule _rule = null!;
    private HeatmapScale[]? _given;
    private LookupTable? _table;
    private ClaheOptions? _clahe;
    private ContrastRange? _shared;
    private bool _limitsGiven;

    /// <summary>Value that becomes black: one for all bands, or one per band. Overrides the lower limit from any other
    /// parameter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[] Minimum { get; set; } = [];

    /// <summary>Value that becomes white: one for all bands, or one per band. Overrides the upper limit from any other
    /// parameter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[] Maximum { get; set; } = [];

    /// <summary>Lower and upper percentile of the valid pixels as limits; 2,98 by default.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    public double[]? Percentile { get; set; }

    /// <summary>Limits at the mean ± this many standard deviations.</summary>
    [Parameter]
    public double? StandardDeviation { get; set; }

    /// <summary>Distributes the levels so that all are about equally frequent (histogram equalization).</summary>
    [Parameter]
    public SwitchParameter Equalize { get; set; }

    /// <summary>Equalizes tile by tile, with limited contrast (CLAHE).</summary>
    [Parameter]
    public SwitchParameter Clahe { get; set; }

    /// <summary>Contrast limit of -Clahe, as a multiple of a flat histogram; 0 is no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double ClipLimit { get; set; } = 2;

    /// <summary>Number of tiles for -Clahe: across and down, or one number for both.</summary>
    [Parameter]
    [ValidateCount(1, 2)]
    [ValidateRange(1, 32)]
    [SizeTransformation]
    public int[] TileGridSize { get; set; } = [8, 8];

    /// <summary>Uses separate limits for each band; the default.</summary>
    [Parameter]
    public SwitchParameter PerBand { get; set; }

    /// <summary>Uses the same limits for all bands, which keeps the colour balance.</summary>
    [Parameter]
    public SwitchParameter Joint { get; set; }

    /// <summary>A lookup table with the result for each value: 256 entries for 8-bit images or 65,536 for 16-bit ones, or entries ×
    /// bands.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Lut { get; set; }

    /// <summary>Uses the same limits for all images of the pipeline.</summary>
    [Parameter]
    public SwitchParameter SharedScale { get; set; }

    /// <summary>Saved scales: one for all bands, or one per band.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? Scale { get; set; }

    /// <summary>Exponent of the level after the stretch: below 1 lightens, above 1 darkens.</summary>
    [Parameter]
    [ValidateRange(0.01, 100.0)]
    public double Gamma { get; set; } = 1;

    /// <summary>Bits per sample of the result.</summary>
    [Parameter]
    [ValidateSet("8", "16")]
    public int BitDepth { get; set; } = 8;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Require(CheckConflicts);
        _limitsGiven = IsBound(nameof(Minimum)) || IsBound(nameof(Maximum)) || Percentile is not null || StandardDeviation is not null
            || Scale is not null;
        _rule = Require(MakeRule);
        _given = Require(MakeScales, Scale);
        _table = Require(MakeTable, Lut);
        _clahe = Clahe ? new ClaheOptions(ClipLimit, TileGridSize[0], TileGridSize[^1]) : null;
        _shared = SharedScale ? new ContrastRange(_rule) : null;
        _gathered = new GatheredImages<PlannedStretch>(this);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        Guard(input.Target, () => PlanOutput(input, path =>
        {
            if (_shared is null)
                RunInBackground(input.Target, (progress, stop) => Stretch(Open(input), path, null, progress, stop));
            else
                _gathered.Add(input.Target, (_, progress, stop) => new(path, Gather(input, _shared, progress, stop)));
        }));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
        if (_gathered.Readable.Count == 0)
            return;
        HeatmapScale[] scales = Require(() => _shared!.Resolve(StopToken));
        _gathered.Finish((planned, progress, stop) => Stretch(planned.Raster, planned.Path, scales, progress, stop));
    }

    private bool CheckConflicts()
    {
        string[] ways =
            [.. new[] { nameof(Percentile), nameof(StandardDeviation), nameof(Equalize), nameof(Lut), nameof(Scale) }.Where(IsBound)];
        if (ways.Length > 1)
            throw InputErrors.Conflict("-Percentile, -StandardDeviation, -Equalize, -Lut and -Scale");
        if (Clahe && (Equalize || Lut is not null))
            throw InputErrors.Conflict("-Clahe, -Equalize and -Lut");
        if (PerBand && Joint)
            throw InputErrors.Conflict("-PerBand and -Joint");
        bool hasLimits = IsBound(nameof(Minimum)) || IsBound(nameof(Maximum));
        if (Scale is not null && (hasLimits || SharedScale))
            throw RangeErrors.Conflict("-Scale", "other parameters of the limits");
        if (Lut is not null && (hasLimits || SharedScale || IsBound(nameof(Gamma)) || IsBound(nameof(BitDepth))))
            throw RangeErrors.Conflict("-Lut", "-Minimum, -Maximum, -SharedScale, -Gamma or -BitDepth");
        return true;
    }

    private ContrastRule MakeRule()
    {
        int count = Math.Max(1, Math.Max(Minimum.Length, Maximum.Length));
        if ((Minimum.Length > 1 && Minimum.Length != count) || (Maximum.Length > 1 && Maximum.Length != count))
            throw RangeErrors.Invalid($"one number for -Minimum and -Maximum, or as many for both, but got {Minimum.Length} and {Maximum.Length}");
        // Tiles find their own contrast; values cut off before could not come back.
        double[]? percentile = Percentile ?? (StandardDeviation is null && !Equalize && !Clahe ? [2, 98] : null);
        return new ContrastRule
        {
            IsJoint = Joint,
            Bands = [.. Enumerable.Range(0, count).Select(band => new RangeRule
            {
                Kind = RangeKind.Data,
                Minimum = Limit(Minimum, band),
                Maximum = Limit(Maximum, band),
                Percentile = percentile is null ? null : (percentile[0], percentile[1]),
                StandardDeviation = StandardDeviation,
                Norm = new NormRule { Asked = Equalize ? NormKind.Equalize : null },
            })],
        }.Validate();

        static double? Limit(double[] limits, int band) => limits.Length == 0 ? null : limits[limits.Length == 1 ? 0 : band];
    }

    private HeatmapScale[]? MakeScales() =>
        Scale is null ? null : Array.ConvertAll(Scale, each => ScaleArgument.Resolve(each, ResolveLiteral));

    private LookupTable? MakeTable()
    {
        object? value = Lut is PSObject wrapped ? wrapped.BaseObject : Lut;
        return value switch
        {
            null => null,
            Array array => LookupTable.FromArray(array),
            IList list => LookupTable.FromArray(list.Cast<object>().ToArray()),
            _ => throw MergeErrors.LutInvalid(value.GetType().Name),
        };
    }

    private Raster Gather(ImageInput input, ContrastRange shared, IProgress<double> progress, CancellationToken stop)
    {
        Raster raster = Open(input);
        shared.Add(raster, stop, progress);
        return raster;
    }

    private WorkOutcome Stretch(Raster raster, string? path, HeatmapScale[]? shared, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        var outcome = new WorkOutcome();
        Raster result;
        string how;
        if (_table is not null)
        {
            result = _table.Apply(raster);
            how = "by a table";
        }
        else
        {
            (result, how) = Stretch(raster, shared ?? _given, progress, stop);
        }

        outcome.Outputs.Add(path is null ? result : Output!.Write(result, path, outcome, progress, stop));
        outcome.Verbose.Insert(0, string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: {raster.Width}×{raster.Height}, {raster.Bands} × {raster.SampleType}, {how}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        return outcome;
    }

    private (Raster Result, string How) Stretch(Raster raster, HeatmapScale[]? scales, IProgress<double> progress, CancellationToken stop)
    {
        bool hasDepth = raster.SampleType == (BitDepth == 16 ? SampleType.UInt16 : SampleType.UInt8);
        if (_clahe is not null && hasDepth && !_limitsGiven && scales is null)
            return (Finish(raster, progress, stop), "CLAHE");
        int colors = ContrastStretch.ColorBands(raster);
        if (scales is { Length: > 1 } && scales.Length != colors)
            throw MergeErrors.BandsDiffer(raster.Name, colors, scales.Length);
        scales ??= ContrastRange.Of(raster, _rule, stop, progress);
        string how = string.Join(", ",
            scales.Select(scale => string.Create(CultureInfo.InvariantCulture, $"{scale.Minimum:G9} to {scale.Maximum:G9}")));
        return _clahe is null
            ? (ContrastStretch.Apply(raster, scales, Gamma, BitDepth), how)
            : (Finish(ContrastStretch.Apply(raster, scales, 1, BitDepth), progress, stop), $"{how}, CLAHE");
    }

    /// <summary>CLAHE at the depth of the result, then gamma.</summary>
    private Raster Finish(Raster raster, IProgress<double> progress, CancellationToken stop)
    {
        Raster equalized = Engine.Merging.Contrast.Clahe.Apply(raster, _clahe!, Joint, stop, progress);
        return Gamma == 1
            ? equalized
            : ContrastStretch.Apply(equalized, [new HeatmapScale(0, equalized.SampleType.MaxValue)], Gamma, BitDepth);
    }

    /// <summary>An image that waits for the limits of all, and the file to write, or null for an object.</summary>
    private sealed record PlannedStretch(string? Path, Raster Raster);
}
