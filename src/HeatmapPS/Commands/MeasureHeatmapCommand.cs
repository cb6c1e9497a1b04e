using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Jobs;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;
using HeatmapPS.Remoting;

namespace HeatmapPS.Commands;

/// <summary>Measures images: statistics, percentiles, hot and cold spot, the area beyond a threshold, a histogram; by region.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Heatmap", DefaultParameterSetName = PathSet)]
[OutputType(MeasurementObject.TypeName, MeasurementObject.BinTypeName)]
public sealed partial class MeasureHeatmapCommand : ImageInputCommand, IDynamicParameters
{
    private const int DefaultBinCount = 256;

    [ParameterBlock(ParameterPlace.Work)]
    private readonly SessionParameters _sessions = new();

    private readonly UnitTally _units = new();
    private MeasurementOptions _options = null!;
    private HostRound? _elsewhere;
    private int _number;

    /// <summary>Percentiles to add, each as a separate property: 5,99.9 adds P5 and P99.9.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(0.0, 100.0)]
    public double[] Percentile { get; set; } = [];

    /// <summary>Measures the area of the pixels at or above this value.</summary>
    [Parameter]
    public double ThresholdAbove { get; set; }

    /// <summary>Measures the area of the pixels at or below this value.</summary>
    [Parameter]
    public double ThresholdBelow { get; set; }

    /// <summary>Parts of the image, each measured separately: 'rect x,y,width,height', 'circle x,y,radius', hashtables with these numbers
    /// and a Name, or mask images whose pixels other than 0 count.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public object? Region { get; set; }

    /// <summary>Returns the bins of a histogram, one object for each, instead of measurements.</summary>
    [Parameter]
    public SwitchParameter Histogram { get; set; }

    /// <summary>Number of bins of the histogram, from the smallest value to the largest. Without -Histogram, adds the histogram to the
    /// measurement.</summary>
    [Parameter]
    [ValidateRange(1, 1 << 20)]
    public int BinCount { get; set; } = DefaultBinCount;

    /// <inheritdoc/>
    public object? GetDynamicParameters() => SessionSide();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _options = Require(MakeOptions, Region);
        BeginSessions(_sessions);
        var regions = new Dictionary<string, object?>();
        if (Elsewhere is not null && Region is not null)
            regions[nameof(Region)] = Require(() => RegionArgument.ForElsewhere(this, Region), Region);
        _elsewhere = Elsewhere?.Begin(regions);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        int number = ++_number;
        if (_elsewhere is not null)
            Elsewhere!.Send(_elsewhere, Elsewhere.Job(input), input.Target, (answer, outcome) => Write(number, input, answer, outcome));
        else
            RunInBackground(input.Target, (progress, stop) => Measure(number, input, progress, stop));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _elsewhere?.Complete();
        Drain();
        if (_units.Warning is { } warning)
            WriteWarning(warning);
    }

    private MeasurementOptions MakeOptions()
    {
        bool isAbove = IsBound(nameof(ThresholdAbove));
        bool isBelow = IsBound(nameof(ThresholdBelow));
        if (isAbove && isBelow)
            throw InputErrors.Conflict("-ThresholdAbove and -ThresholdBelow");
        if (Histogram && (isAbove || isBelow || Percentile.Length > 0))
            throw InputErrors.Conflict($"-Histogram and {(Percentile.Length > 0 ? "-Percentile" : isAbove ? "-ThresholdAbove" : "-ThresholdBelow")}");
        double threshold = isBelow ? ThresholdBelow : ThresholdAbove;
        if (!double.IsFinite(threshold))
            throw RangeErrors.Invalid($"a finite number for -Threshold{(isBelow ? "Below" : "Above")}, but got {threshold}");
        return new MeasurementOptions
        {
            Percentiles = [.. Percentile.Distinct()],
            Threshold = isAbove || isBelow ? threshold : null,
            IsBelow = isBelow,
            Bins = Histogram || IsBound(nameof(BinCount)) ? BinCount : null,
            Regions = RegionArgument.Resolve(this, Inputs, Region, StopToken),
        };
    }

    private void Write(int number, ImageInput input, JobAnswer answer, WorkOutcome outcome)
    {
        if (answer.Image is { } facts)
            Write(number, facts, input.Image is { } image ? () => image : () => OpenNumbers(input.Path!), answer.Measurements, outcome);
    }

    private void Write(int number, ImageFacts image, Func<ImageObject> source, IReadOnlyList<ImageMeasurement> measurements,
        WorkOutcome outcome)
    {
        foreach (ImageMeasurement measurement in measurements)
        {
            if (Histogram)
                outcome.Outputs.AddRange(MeasurementObject.CreateBins(image, source, measurement));
            else
                outcome.Outputs.Add(MeasurementObject.Create(image, source, measurement, _options));
        }

        _units.Add(number, image.Name, image.Unit);
    }

    /// <summary>The image that a row goes on with, opened when it is asked for.</summary>
    private static ImageObject OpenNumbers(string path) =>
        PictureFiles.TryOpen(path, ImportOptions.Default, _ => { }, _ => { }) is { } heatmap
            ? heatmap
            : ImageImport.Open(path, page: 1, ImportOptions.Default);

    private WorkOutcome Measure(int number, ImageInput input, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        var outcome = new WorkOutcome();
        Raster source = Open(input);
        Raster raster = source;
        int bands = raster.Bands;
        if (bands > 1)
        {
            raster = Grayscale.Apply(raster);
            outcome.Verbose.Add($"{raster.Path ?? raster.Name}: {bands} bands converted to one ({(bands > 2 ? "grey by Rec601, " : string.Empty)}like ConvertTo-Heatmap).");
        }

        IReadOnlyList<ImageMeasurement> measurements = RasterMeasurement.Measure(raster, _options, progress, stop);
        if (Answers is not null)
            outcome.Answer = new JobAnswer(0) { Image = ImageFacts.Of(source), Measurements = [.. measurements] };
        else
            Write(number, ImageFacts.Of(source), () => source, measurements, outcome);
        outcome.Verbose.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: {raster.Codec ?? "memory"}, {raster.Width}×{raster.Height} {raster.SampleType}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        return outcome;
    }
}
