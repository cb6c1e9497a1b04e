using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring.Comparison;

/// <summary>How an image differs from a reference. Differences are image − reference, in the image's unit.</summary>
public sealed class ImageComparison
{
    /// <summary>The image, for cmdlets that take this as one.</summary>
    internal Raster? Source { get; init; }

    /// <summary>Name of the image.</summary>
    public required string Name { get; init; }

    /// <summary>File of the image, or null.</summary>
    public string? Path { get; init; }

    /// <summary>Page of the file, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>File or name of the reference.</summary>
    public required string Reference { get; init; }

    /// <summary>Columns of both.</summary>
    public int Width { get; init; }

    /// <summary>Rows of both.</summary>
    public int Height { get; init; }

    /// <summary>Bands compared.</summary>
    public int Bands { get; init; }

    /// <summary>Unit of the values, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether no sample differs by more than the tolerance, and each NaN, infinity and nodata meets its like.</summary>
    public bool IsEqual { get; init; }

    /// <summary>Difference up to which samples count as equal.</summary>
    public double Tolerance { get; init; }

    /// <summary>Pixels with a sample that differs by more than the tolerance, or has a value in one of the images only.</summary>
    public long DifferentPixels { get; init; }

    /// <summary>Their share of all pixels, in percent.</summary>
    public double DifferentPercent { get; init; }

    /// <summary>Mean of the differences: above 0 when the image is higher. NaN when no sample could be compared.</summary>
    public double MeanDifference { get; init; }

    /// <summary>Mean of the absolute differences. NaN when no sample could be compared.</summary>
    public double MeanAbsoluteError { get; init; }

    /// <summary>Root of the mean of the squared differences. NaN when no sample could be compared.</summary>
    public double RootMeanSquareError { get; init; }

    /// <summary>10 · log10(DataRange² / mean of the squared differences), in decibels; infinite when there is no difference.</summary>
    public double PeakSignalNoiseRatio { get; init; }

    /// <summary>Mean structural similarity (Wang et al. 2004), 1 for equal images; null below 11 × 11 pixels and without a range.</summary>
    public double? StructuralSimilarity { get; init; }

    /// <summary>Distance from the smallest to the largest possible value, which the two ratios above are relative to.</summary>
    public double DataRange { get; init; }

    /// <summary>Largest absolute difference.</summary>
    public double LargestDifference { get; init; }

    /// <summary>Column of the first pixel with it, from 0; null when there is no difference.</summary>
    public int? LargestDifferenceX { get; init; }

    /// <summary>Row of the first pixel with it, from 0; null when there is no difference.</summary>
    public int? LargestDifferenceY { get; init; }

    /// <summary>Band of the first sample with it, from 1; null when there is no difference.</summary>
    public int? LargestDifferenceBand { get; init; }

    /// <summary>Samples left out of all means: NaN, infinite or nodata in at least one of the images.</summary>
    public long NaNCount { get; init; }

    /// <summary>Those of them that do not meet their like in the other image.</summary>
    public long NaNMismatchCount { get; init; }

    /// <summary>Image − reference as a raster, worked out when it is used; for a diverging colormap.</summary>
    public required Raster Difference { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Name}: root mean square error {ReadableNumber.Format(RootMeanSquareError, Unit)}");
}
