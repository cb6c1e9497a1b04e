using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring.Comparison;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Compares images with a reference: differences as an image, and error measures.</summary>
[Cmdlet(VerbsData.Compare, "HeatmapImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImageComparison))]
public sealed partial class CompareHeatmapImageCommand : ImageInputCommand
{
    private RasterComparison _comparison = null!;

    /// <summary>The image to compare with: an image object, a file, a path, or an array of numbers.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("ReferencePath", "ReferenceImage")]
    [ValidateNotNull]
    public object? Reference { get; set; }

    /// <summary>Maximum difference at which samples count as equal.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double Tolerance { get; set; }

    /// <summary>Distance from the smallest to the largest possible value, for PSNR and SSIM. By default that of the sample type, or of
    /// the reference's values if they are floating point.</summary>
    [Parameter]
    public double DataRange { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool given = IsBound(nameof(DataRange));
        _comparison = Require(
            () =>
            {
                if (given && !(double.IsFinite(DataRange) && DataRange > 0))
                    throw RangeErrors.Invalid($"a finite number above 0 for -DataRange, but got {DataRange}");
                Raster reference = ImageArgument.Open(this, Inputs, Reference!);
                return new RasterComparison(reference, given ? DataRange : null, Tolerance, StopToken);
            },
            Reference);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        RunInBackground(input.Target, (progress, stop) => Compare(input, progress, stop));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Drain();

    private WorkOutcome Compare(ImageInput input, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        ImageComparison result = _comparison.Compare(Open(input), progress, stop);
        var outcome = new WorkOutcome();
        outcome.Outputs.Add(result);
        string source = _comparison.UsesReferenceRange ? " (the reference's values; -DataRange sets another)" : string.Empty;
        outcome.Verbose.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Path ?? result.Name}: {result.Width}×{result.Height}, {result.Bands} band(s), data range {result.DataRange:G9}{source}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        return outcome;
    }
}
