using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Measuring;

/// <summary>Measures rasters: statistics, spots, areas and histograms, of the whole or by region.</summary>
/// <remarks>One pass for types of up to 16 bits, whose exact histogram answers all ranks. Wider types are read again for
/// their ranks and, where asked for, the histogram. Memory does not grow with the number of rows.</remarks>
internal static class RasterMeasurement
{
    /// <summary>Measures a raster.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="progress">Receives the progress of the first pass, 0 to 1; or null.</param>
    /// <param name="cancellationToken">Stops the passes.</param>
    /// <returns>One measurement for each region, in their order, or one of the whole image.</returns>
    /// <exception cref="HeatmapException">NotGray, RegionInvalid, and what reading throws.</exception>
    public static IReadOnlyList<ImageMeasurement> Measure(
        Raster raster, MeasurementOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (raster.Bands != 1)
            throw ImageErrors.NotGray(raster.Name, raster.Bands);
        if (raster.SampleType.Size > 2)
            raster = SmallRaster.ReadOnce(raster, cancellationToken);
        ImageRegion[] regions = options.Regions.IsDefaultOrEmpty ? [new WholeImage()] : [.. options.Regions];
        RegionMeter[] meters = Array.ConvertAll(regions, region => new RegionMeter(region, raster, options));
        Pass(raster, meters, (meter, row, y, runs) => meter.AddRow(row, y, runs), progress, cancellationToken);

        RegionMeter[] unfinished = Array.FindAll(meters, meter => meter.Complete());
        if (unfinished.Length > 0)
            Pass(raster, unfinished, (meter, row, _, runs) => meter.AddRowToHistogram(row, runs), null, cancellationToken);
        return Array.ConvertAll(meters, meter => meter.ToMeasurement(cancellationToken));
    }

    private delegate void RowAction(RegionMeter meter, ReadOnlySpan<byte> row, int y, ReadOnlySpan<PixelRun> runs);

    private static void Pass(
        Raster raster, RegionMeter[] meters, RowAction action, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var regions = new RegionRows[meters.Length];
        try
        {
            for (int i = 0; i < meters.Length; i++)
                regions[i] = meters[i].Region.Open(raster);
            using var rows = new ObservedRows(raster.OpenRows(), progress, cancellationToken);
            int rowBytes = raster.Layout.RowBytes;
            RowPump.ForEachStrip(rows, cancellationToken, strip =>
            {
                for (int row = 0; row < strip.Rows; row++)
                {
                    ReadOnlySpan<byte> samples = strip.Bytes.Slice(row * rowBytes, rowBytes);
                    for (int i = 0; i < meters.Length; i++)
                        action(meters[i], samples, strip.FirstRow + row, regions[i].NextRow());
                }
            });
        }
        finally
        {
            foreach (RegionRows? region in regions)
                region?.Dispose();
        }
    }
}

/// <summary>What is measured of an image.</summary>
internal sealed record MeasurementOptions
{
    /// <summary>Percentiles besides the median, 0 to 100.</summary>
    public ImmutableArray<double> Percentiles { get; init; } = [];

    /// <summary>Whether the median is found, which reads wide types again.</summary>
    public bool HasMedian { get; init; } = true;

    /// <summary>Bins of the histogram, or null for none.</summary>
    public int? Bins { get; init; }

    /// <summary>Threshold of the area, or null for none.</summary>
    public double? Threshold { get; init; }

    /// <summary>Whether the area is at or below the threshold, rather than at or above it.</summary>
    public bool IsBelow { get; init; }

    /// <summary>Regions; empty for the whole image.</summary>
    public ImmutableArray<ImageRegion> Regions { get; init; } = [];
}

/// <summary>What was measured of an image, or of one region of it.</summary>
/// <param name="RegionName">Name of the region, or null for the whole image.</param>
/// <param name="Statistics">Count, extremes, mean and standard deviation of the valid pixels.</param>
/// <param name="Median">Median; NaN when there is no valid pixel, or it was not asked for.</param>
/// <param name="Percentiles">One value for each percentile asked for.</param>
/// <param name="HotSpot">The first pixel in row order with the largest value, or null.</param>
/// <param name="ColdSpot">The first pixel in row order with the smallest value, or null.</param>
/// <param name="Histogram">The histogram, where asked for.</param>
/// <param name="Area">The area beyond the threshold, where asked for.</param>
internal sealed record ImageMeasurement(
    string? RegionName,
    SampleStatistics Statistics,
    double Median,
    ImmutableArray<double> Percentiles,
    PixelValue? HotSpot,
    PixelValue? ColdSpot,
    SampleHistogram? Histogram,
    ThresholdArea? Area);
