using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Reporting;

/// <summary>An image as a report shows it: measured at full size, shown at the size asked for.</summary>
/// <param name="Entry">Its numbers.</param>
/// <param name="Picture">What is shown.</param>
/// <param name="Histogram">Its histogram; null for colour pictures.</param>
internal sealed record ReportSubject(ReportEntry Entry, ImageObject Picture, SampleHistogram? Histogram)
{
    /// <summary>Whether the picture has fewer pixels than the image.</summary>
    public bool IsReduced => Picture.Width != Entry.Width || Picture.Height != Entry.Height;

    /// <summary>Measures an image and brings it to its size.</summary>
    /// <param name="number">Place among the inputs, from 1.</param>
    /// <param name="image">A heatmap, or a colour picture, which has no numbers.</param>
    /// <param name="options">Thresholds and size.</param>
    /// <param name="progress">Receives the progress of measuring, 0 to 1; or null.</param>
    /// <param name="cancellationToken">Stops the passes.</param>
    public static ReportSubject Create(
        int number, ImageObject image, ReportOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        RasterMetadata metadata = (image as Raster ?? ((Heatmap)image).Raster).Metadata;
        var entry = new ReportEntry
        {
            Number = number,
            Name = image.Name,
            Path = image.Path,
            Width = image.Width,
            Height = image.Height,
            Unit = image.Unit,
            Captured = metadata.Captured,
            Camera = ReportText.Camera(metadata),
            HasPicture = true,
            IsShown = true,
            AnchorPrefix = options.AnchorPrefix,
        };
        (int width, int height) = Fit(image.Width, image.Height, options.PictureSize);
        if (image is not Heatmap heatmap)
            return new ReportSubject(entry, Resampling.Apply((Raster)image, width, height, ResampleKernel.Area, asNumbers: false), null);

        Raster raster = SmallRaster.ReadOnce(heatmap.Raster, cancellationToken);
        IReadOnlyList<ImageMeasurement> measured =
            Measure(raster, options, options.Above ?? options.Below, options.Above is null, progress, cancellationToken);
        ReportEntry[] entries = [.. measured.Select((part, i) => Fill(entry, part, options, i == 0 ? null : options.Regions[i - 1].Name))];
        if (options.Above is not null && entries.Any(part => part.Minimum <= options.Below))
        {
            IReadOnlyList<ImageMeasurement> below = Measure(raster, options, options.Below, isBelow: true, null, cancellationToken);
            entries = [.. entries.Select((part, i) => part.Minimum <= options.Below ? part with { AreaBelow = below[i].Area } : part)];
        }

        entry = entries[0] with { Regions = [.. entries.Skip(1)] };

        // The nearest pixel rather than a mean: each value shown is one of the data.
        Raster shown = Resampling.Apply(raster, width, height, ResampleKernel.Nearest, asNumbers: true);
        return new ReportSubject(entry, heatmap.With(heatmap.Style.WithBitDepth(8)).Resampled(shown),
            measured[0].Statistics.Count > 0 ? measured[0].Histogram : null);
    }

    /// <summary>The whole image, then its regions.</summary>
    private static IReadOnlyList<ImageMeasurement> Measure(Raster raster, ReportOptions options, double? threshold, bool isBelow,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var what = new MeasurementOptions
        {
            Bins = isBelow && options.Above is not null ? null : HistogramChart.Bins,
            Threshold = threshold,
            IsBelow = isBelow,
            Regions = [new WholeImage(), .. options.Regions],
        };
        return RasterMeasurement.Measure(raster, what, progress, cancellationToken);
    }

    private static ReportEntry Fill(ReportEntry entry, ImageMeasurement measured, ReportOptions options, string? region) => entry with
    {
        Region = region,
        HasPicture = region is null,
        InvalidCount = measured.Statistics.InvalidCount,
        Minimum = measured.Statistics.Minimum,
        Maximum = measured.Statistics.Maximum,
        Mean = measured.Statistics.Mean,
        Median = measured.Median,
        StandardDeviation = measured.Statistics.StandardDeviation,
        HotSpot = measured.HotSpot,
        ColdSpot = measured.ColdSpot,
        AreaAbove = options.Above is null ? null : measured.Area,
        AreaBelow = options.Above is null ? measured.Area : null,
    };

    private static (int Width, int Height) Fit(int width, int height, int most)
    {
        int longer = Math.Max(width, height);
        if (most == 0 || longer <= most)
            return (width, height);
        return (Math.Max(1, (int)Math.Round((double)width * most / longer)), Math.Max(1, (int)Math.Round((double)height * most / longer)));
    }
}
