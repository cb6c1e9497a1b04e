using System.Collections.Immutable;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Measuring;

/// <summary>What is measured of an image.</summary>
internal sealed record MeasurementOptions
{
    /// <summary>Percentiles besides the median, 0 to 100.</summary>
    public ImmutableArray<double> Percentiles { get; init; } = [];

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
/// <param name="Median">Median; NaN when there is no valid pixel.</param>
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
