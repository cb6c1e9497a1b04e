using HeatmapPS.Engine.Analysis;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Normalization;

/// <summary>Which limits a scale takes when none are given.</summary>
public enum RangeKind
{
    /// <summary>The type's limits for 8-bit data, the data's own for everything deeper.</summary>
    Auto,

    /// <summary>The sample type's limits: 0..255, 0..65535, −32768..32767 …, 0..1 for floating point.</summary>
    Type,

    /// <summary>The smallest and largest value of the data.</summary>
    Data,
}

/// <summary>How the limits of a scale are found. The one place where a range is worked out.</summary>
public sealed record RangeRule
{
    /// <summary>Limits where nothing else is said.</summary>
    public RangeKind Kind { get; init; } = RangeKind.Auto;

    /// <summary>A given lower limit; overrides that end of whatever else is chosen.</summary>
    public double? Minimum { get; init; }

    /// <summary>A given upper limit; overrides that end of whatever else is chosen.</summary>
    public double? Maximum { get; init; }

    /// <summary>Lower and upper percentile, 0..100, or null.</summary>
    public (double Low, double High)? Percentile { get; init; }

    /// <summary>Standard deviations on both sides of the mean, or null.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Checks what can be checked before any file is read.</summary>
    /// <exception cref="HeatmapException">RangeInvalid.</exception>
    public RangeRule Validate()
    {
        if (Minimum is { } low && !double.IsFinite(low))
            throw RangeErrors.Invalid($"a finite number for -Minimum, but got {low}");
        if (Maximum is { } high && !double.IsFinite(high))
            throw RangeErrors.Invalid($"a finite number for -Maximum, but got {high}");
        if (Minimum is { } minimum && Maximum is { } maximum && minimum >= maximum)
            throw RangeErrors.Invalid($"-Minimum below -Maximum, but got {minimum} and {maximum}");
        if (Percentile is { } p && !(p.Low >= 0 && p.High <= 100 && p.Low < p.High))
            throw RangeErrors.Invalid($"two rising percentiles between 0 and 100, but got {p.Low} and {p.High}");
        if (StandardDeviation is { } sigma && !(double.IsFinite(sigma) && sigma > 0))
            throw RangeErrors.Invalid($"a positive number of standard deviations, but got {sigma}");
        if (Percentile is not null && StandardDeviation is not null)
            throw RangeErrors.Invalid("one of -Percentile and -StandardDeviation, but got both");
        return this;
    }

    /// <summary>Whether the limits for data of this type depend on the pixels.</summary>
    public bool NeedsPixels(SampleType type)
    {
        if (Minimum is not null && Maximum is not null)
            return false;
        return Percentile is not null || StandardDeviation is not null || !UsesTypeLimits(type);
    }

    /// <summary>Limits that do not depend on pixels.</summary>
    internal (double Minimum, double Maximum) FromType(SampleType type) =>
        Checked(Minimum ?? type.MinValue, Maximum ?? type.MaxValue);

    /// <summary>Limits of one raster, or of several together.</summary>
    /// <param name="gathered">Statistics of all rasters together, completed.</param>
    /// <param name="rasters">The rasters, for percentiles of wide types.</param>
    /// <param name="cancellationToken">Stops further passes.</param>
    internal (double Minimum, double Maximum) FromPixels(
        StatisticsAccumulator gathered, IReadOnlyList<Raster> rasters, CancellationToken cancellationToken)
    {
        SampleStatistics statistics = gathered.ToStatistics();
        if (statistics.Count == 0)
            return Checked(Minimum ?? 0, Maximum ?? Math.Max(1, (Minimum ?? 0) + 1));
        (double low, double high) = (statistics.Minimum, statistics.Maximum);
        if (Percentile is { } p)
        {
            double[] values = RankSelection.Percentiles([p.Low, p.High], gathered, rasters, cancellationToken);
            (low, high) = (values[0], values[1]);
        }
        else if (StandardDeviation is { } sigma)
        {
            low = statistics.Mean - (sigma * statistics.StandardDeviation);
            high = statistics.Mean + (sigma * statistics.StandardDeviation);
        }
        else if (UsesTypeLimits(gathered.Type))
        {
            (low, high) = (gathered.Type.MinValue, gathered.Type.MaxValue);
        }

        return Checked(Minimum ?? low, Maximum ?? high);
    }

    private bool UsesTypeLimits(SampleType type) =>
        Kind == RangeKind.Type || (Kind == RangeKind.Auto && type.Size == 1);

    /// <summary>A given limit beyond the data's own other end leaves an empty range, which the norm shows as the first colour.</summary>
    private static (double Minimum, double Maximum) Checked(double minimum, double maximum) =>
        minimum <= maximum ? (minimum, maximum) : throw RangeErrors.Empty(minimum, maximum);
}
