using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Scaling.Norms;

namespace HeatmapPS.Engine.Statistics;

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

/// <summary>How the limits of a scale are found, and its norm. The one place where a range is worked out.</summary>
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

    /// <summary>How values spread between the limits.</summary>
    public NormRule Norm { get; init; } = new();

    /// <summary>Whether nothing is asked for. Comparing with a new rule would say the same, and have seventeen methods compiled in each
    /// process for it.</summary>
    internal bool IsDefault => Kind == RangeKind.Auto && Minimum is null && Maximum is null && Percentile is null
        && StandardDeviation is null && Norm.IsDefault;

    /// <summary>Whether the scale is wholly given: it depends on no image.</summary>
    public bool IsComplete => Norm.Definition.Limits switch
    {
        NormLimits.Own => true,
        NormLimits.Histogram => false,
        _ => (Minimum is not null && Maximum is not null) || (Norm.IsSymmetric && (Minimum is not null || Maximum is not null)),
    };

    /// <summary>Whether limits are given in numbers, or by the sample type, so that the values may lie anywhere.</summary>
    public bool HasGivenLimits =>
        Minimum is not null || Maximum is not null || Kind == RangeKind.Type || Norm.Definition.Limits == NormLimits.Own;

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
            throw RangeErrors.Invalid($"two percentiles from 0 to 100 in ascending order, but got {p.Low} and {p.High}");
        if (StandardDeviation is { } sigma && !(double.IsFinite(sigma) && sigma > 0))
            throw RangeErrors.Invalid($"a positive number of standard deviations, but got {sigma}");
        if (Percentile is not null && StandardDeviation is not null)
            throw RangeErrors.Conflict("-Percentile", "-StandardDeviation");
        Norm.Validate(Minimum, Maximum);
        if (Norm.Definition.Limits == NormLimits.Own && this != new RangeRule { Norm = Norm })
            throw RangeErrors.Conflict("-Boundary", "other parameters of the limits");
        return this;
    }

    /// <summary>Whether the scale for data of this type depends on the pixels.</summary>
    public bool NeedsPixels(SampleType type)
    {
        if (IsComplete)
            return false;
        if (Norm.Definition.Limits == NormLimits.Histogram || Percentile is not null || StandardDeviation is not null)
            return true;

        // The smallest positive value is the data's; the type's lower limit has no logarithm.
        return (Norm.Definition.Limits == NormLimits.Positive && Minimum is null) || !UsesTypeLimits(type);
    }

    /// <summary>The scale where it does not depend on pixels.</summary>
    /// <param name="types">Types of the data; none when the scale is wholly given.</param>
    /// <param name="unit">Unit of the values, or null.</param>
    internal HeatmapScale FromTypes(IReadOnlyCollection<SampleType> types, string? unit)
    {
        (double low, double high) = Norm.Definition.Limits == NormLimits.Own ? (Norm.Boundaries[0], Norm.Boundaries[^1])
            : IsComplete ? (Minimum ?? 0, Maximum ?? 0)
            : TypeLimits(types);
        return ToScale(low, high, double.NaN, unit, (_, _) => null);
    }

    /// <summary>The scale of all images whose types, and samples where they matter, were pooled.</summary>
    internal HeatmapScale FromPool(SamplePool pool, string? unit, CancellationToken cancellationToken) =>
        pool.Types.Any(NeedsPixels) ? FromPixels(pool, unit, cancellationToken) : FromTypes(pool.Types, unit);

    /// <summary>The scale of samples pooled.</summary>
    /// <param name="pool">The samples.</param>
    /// <param name="unit">Unit of the values, or null.</param>
    /// <param name="cancellationToken">Stops further passes.</param>
    internal HeatmapScale FromPixels(SamplePool pool, string? unit, CancellationToken cancellationToken)
    {
        SampleStatistics statistics = pool.Statistics(cancellationToken);
        (double low, double high) = Limits(pool, statistics, cancellationToken);
        return ToScale(low, high, statistics.SmallestPositive, unit, (from, to) => pool.Equalize(from, to, cancellationToken));
    }

    private (double Low, double High) Limits(SamplePool pool, SampleStatistics statistics, CancellationToken cancellationToken)
    {
        if (statistics.Count == 0)
        {
            double start = Maximum is { } end ? Math.Min(0, end - 1) : 0;
            return (start, Math.Max(1, (Minimum ?? 0) + 1));
        }

        if (Percentile is { } p)
        {
            double[] values = pool.Percentiles([p.Low, p.High], cancellationToken);
            return (values[0], values[1]);
        }

        if (StandardDeviation is { } sigma)
        {
            double distance = sigma * statistics.StandardDeviation;
            return (statistics.Mean - distance, statistics.Mean + distance);
        }

        return pool.Types.All(UsesTypeLimits) ? TypeLimits(pool.Types) : (statistics.Minimum, statistics.Maximum);
    }

    private HeatmapScale ToScale(
        double low, double high, double smallestPositive, string? unit, Func<double, double, EqualizationTable?> equalize)
    {
        (double from, double to) = Norm.Adjust(Minimum ?? low, Maximum ?? high, Minimum, Maximum, smallestPositive);

        // A given limit beyond the data's other end.
        if (!(from <= to))
            throw RangeErrors.Empty(from, to);
        if (!double.IsFinite(to - from))
            throw RangeErrors.Invalid($"limits whose difference is finite, but the data give {from} to {to}; give -Minimum and -Maximum");
        EqualizationTable? table = Norm.Definition.Limits == NormLimits.Histogram && from < to ? equalize(from, to) : null;
        return Norm.ToScale(from, to, unit, table);
    }

    /// <summary>Limits equally far from a centre come from the data, as in matplotlib, unless the type's are asked for.</summary>
    private bool UsesTypeLimits(SampleType type) =>
        Kind == RangeKind.Type || (Kind == RangeKind.Auto && type.Size == 1 && !Norm.IsSymmetric);

    private static (double Low, double High) TypeLimits(IReadOnlyCollection<SampleType> types)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (SampleType type in types)
            (low, high) = (Math.Min(low, type.MinValue), Math.Max(high, type.MaxValue));
        return (low, high);
    }
}
