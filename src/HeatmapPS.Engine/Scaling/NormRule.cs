using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Scaling;

/// <summary>Which norm a scale takes, with its parameters; each parameter implies its norm.</summary>
public sealed record NormRule
{
    /// <summary>The norm asked for, or null for the one that the parameters imply, else linear.</summary>
    public NormKind? Asked { get; init; }

    /// <summary>Exponent; implies Power.</summary>
    public double? Gamma { get; init; }

    /// <summary>End of the linear part; implies SymmetricLog.</summary>
    public double? LinearThreshold { get; init; }

    /// <summary>Value of the middle colour; implies TwoSlope, except with <see cref="IsSymmetric"/>.</summary>
    public double? Center { get; init; }

    /// <summary>Whether the limits lie equally far from the centre, or from 0 (matplotlib's CenteredNorm).</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>Boundaries of regions of one colour each; imply Boundary.</summary>
    public ImmutableArray<double> Boundaries { get; init; } = [];

    /// <summary>The norm.</summary>
    public NormKind Kind => Implied().Select(implied => (NormKind?)implied.Kind).FirstOrDefault() ?? Asked ?? NormKind.Linear;

    /// <summary>Checks the parameters against each other, and against given limits.</summary>
    /// <param name="minimum">A given lower limit, or null.</param>
    /// <param name="maximum">A given upper limit, or null.</param>
    /// <exception cref="HeatmapException">RangeInvalid.</exception>
    internal void Validate(double? minimum, double? maximum)
    {
        CheckOneNorm();
        if (Gamma is { } gamma && !(double.IsFinite(gamma) && gamma > 0))
            throw RangeErrors.Invalid($"a finite number above 0 for -Gamma, but got {gamma}");
        if (LinearThreshold is { } threshold && !(double.IsFinite(threshold) && threshold > 0))
            throw RangeErrors.Invalid($"a finite number above 0 for -LinearThreshold, but got {threshold}");
        if (Center is { } center && !double.IsFinite(center))
            throw RangeErrors.Invalid($"a finite number for -Center, but got {center}");
        if (!Boundaries.IsEmpty && BoundaryFault(Boundaries.AsSpan()) is { } fault)
            throw RangeErrors.Invalid(fault);
        CheckLimits(minimum, maximum);
    }

    /// <summary>What is wrong with boundaries, as "X, but got Z", or null.</summary>
    internal static FormattableString? BoundaryFault(ReadOnlySpan<double> boundaries)
    {
        if (boundaries.Length < 2)
            return $"at least two boundaries, but got {boundaries.Length}";
        for (int i = 0; i < boundaries.Length; i++)
        {
            if (!double.IsFinite(boundaries[i]))
                return $"finite boundaries, but got {boundaries[i]}";
            if (i > 0 && boundaries[i] <= boundaries[i - 1])
                return $"rising boundaries, but got {boundaries[i - 1]} before {boundaries[i]}";
        }

        return null;
    }

    /// <summary>The limits that the norm makes of those of a range.</summary>
    /// <param name="low">Lower limit.</param>
    /// <param name="high">Upper limit.</param>
    /// <param name="minimum">A given lower limit, which stays.</param>
    /// <param name="maximum">A given upper limit, which stays.</param>
    /// <param name="smallestPositive">Smallest value above 0 of the data, or NaN.</param>
    internal (double Low, double High) Adjust(double low, double high, double? minimum, double? maximum, double smallestPositive)
    {
        if (IsSymmetric)
        {
            double center = Center ?? 0;
            double half = minimum is { } given ? center - given
                : maximum is { } other ? other - center
                : Math.Max(center - low, high - center);
            return (minimum ?? (center - half), maximum ?? (center + half));
        }

        return Kind switch
        {
            // As matplotlib: data on one side of the centre leave the other side empty.
            NormKind.TwoSlope => (Math.Min(low, Center!.Value), Math.Max(high, Center.Value)),
            NormKind.Log when minimum is null && low <= 0 => double.IsNaN(smallestPositive)
                ? (maximum ?? 1, maximum ?? 1)
                : (smallestPositive, high),
            _ => (low, high),
        };
    }

    /// <summary>The scale with these limits.</summary>
    internal HeatmapScale ToScale(double low, double high, string? unit, EqualizationTable? equalization) => new(low, high)
    {
        Norm = Kind,
        Gamma = Gamma,
        LinearThreshold = LinearThreshold,
        Center = Kind == NormKind.TwoSlope ? Center : null,
        Boundaries = Boundaries,
        Equalization = equalization,
        Unit = unit,
    };

    private IEnumerable<(string Parameter, NormKind Kind)> Implied()
    {
        if (!Boundaries.IsEmpty)
            yield return ("-Boundary", NormKind.Boundary);
        if (Gamma is not null)
            yield return ("-Gamma", NormKind.Power);
        if (LinearThreshold is not null)
            yield return ("-LinearThreshold", NormKind.SymmetricLog);
        if (Center is not null && !IsSymmetric)
            yield return ("-Center", NormKind.TwoSlope);
    }

    private void CheckOneNorm()
    {
        (string Parameter, NormKind Kind)[] implied = [.. Implied()];
        if (implied.Length > 1)
            throw RangeErrors.Invalid($"parameters of one norm, but got {string.Join(" and ", implied.Select(each => $"{each.Parameter} ({each.Kind})"))}");
        if (Asked is { } asked && implied.Length == 1 && implied[0].Kind != asked)
            throw RangeErrors.Invalid($"parameters of the norm {asked}, but got {implied[0].Parameter}, which means {implied[0].Kind}");
        string? missing = implied.Length > 0 ? null : Asked switch
        {
            NormKind.Power => "-Gamma",
            NormKind.SymmetricLog => "-LinearThreshold",
            NormKind.TwoSlope => "-Center (without -Symmetric)",
            NormKind.Boundary => "-Boundary",
            _ => null,
        };
        if (missing is not null)
            throw RangeErrors.Invalid($"{missing} for the norm {Asked}, but got none");
        if (IsSymmetric && Kind is not (NormKind.Linear or NormKind.SymmetricLog))
            throw RangeErrors.Invalid($"-Symmetric with the norm Linear or SymmetricLog, but got {Kind}");
        if (IsSymmetric && Center is { } center && Kind == NormKind.SymmetricLog)
            throw RangeErrors.Invalid($"a SymmetricLog scale around 0, but got -Center {center}");
    }

    private void CheckLimits(double? minimum, double? maximum)
    {
        if (Kind == NormKind.Log && minimum <= 0)
            throw RangeErrors.Invalid($"a -Minimum above 0 for a logarithmic scale, but got {minimum}");
        if (Kind == NormKind.Log && maximum <= 0)
            throw RangeErrors.Invalid($"a -Maximum above 0 for a logarithmic scale, but got {maximum}");
        if (IsSymmetric && minimum is not null && maximum is not null)
            throw RangeErrors.Invalid($"at most one of -Minimum and -Maximum with -Symmetric, which gives the other, but got both");
        if (Kind != NormKind.TwoSlope && !IsSymmetric)
            return;
        double center = Center ?? 0;
        if (minimum >= center)
            throw RangeErrors.Invalid($"a -Minimum below the center {center}, but got {minimum}");
        if (maximum <= center)
            throw RangeErrors.Invalid($"a -Maximum above the center {center}, but got {maximum}");
    }
}
