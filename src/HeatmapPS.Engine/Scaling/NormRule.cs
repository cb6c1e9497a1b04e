using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling.Norms;

namespace HeatmapPS.Engine.Scaling;

/// <summary>How values between the limits spread over the colours.</summary>
public enum NormKind
{
    /// <summary>(x − lo) / (hi − lo).</summary>
    Linear,

    /// <summary>(ln x − ln lo) / (ln hi − ln lo); x ≤ 0 is bad.</summary>
    Log,

    /// <summary>Logarithmic on both sides of zero, linear within ± the linear threshold (matplotlib's SymLogNorm, base 10,
    /// linscale 1).</summary>
    SymmetricLog,

    /// <summary>((x − lo) / (hi − lo))^γ.</summary>
    Power,

    /// <summary>Two straight pieces that meet at the centre, which takes the middle colour (matplotlib's TwoSlopeNorm).</summary>
    TwoSlope,

    /// <summary>One colour between each two boundaries (matplotlib's BoundaryNorm).</summary>
    Boundary,

    /// <summary>The cumulative histogram, so that every colour covers the same area (scikit-image's equalize_hist).</summary>
    Equalize,
}

/// <summary>Which norm a scale takes, with its parameters; each parameter implies its norm.</summary>
public sealed record NormRule
{
    private static readonly NormKind[] s_kinds = Enum.GetValues<NormKind>();

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
    public NormKind Kind => Implied() ?? Asked ?? NormKind.Linear;

    /// <summary>Whether nothing is asked for.</summary>
    internal bool IsDefault =>
        Asked is null && Gamma is null && LinearThreshold is null && Center is null && !IsSymmetric && Boundaries.IsEmpty;

    /// <summary>What the norm says of itself.</summary>
    internal NormDefinition Definition => NormDefinition.Of(Kind);

    /// <summary>Checks the parameters against each other, and against given limits.</summary>
    /// <param name="minimum">A given lower limit, or null.</param>
    /// <param name="maximum">A given upper limit, or null.</param>
    /// <exception cref="HeatmapException">RangeInvalid.</exception>
    internal void Validate(double? minimum, double? maximum)
    {
        CheckOneNorm();
        if (Center is { } center && !double.IsFinite(center))
            throw RangeErrors.Invalid($"a finite number for -Center, but got {center}");
        if (IsSymmetric && minimum is not null && maximum is not null)
            throw RangeErrors.Conflict("-Symmetric", "both -Minimum and -Maximum");
        FormattableString? fault = Definition.RuleFault(this, minimum, maximum)
            ?? (IsSymmetric ? CenterFault(Center ?? 0, minimum, maximum) : null);
        if (fault is not null)
            throw RangeErrors.Invalid(fault);
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

        return Definition.Adjust(this, low, high, minimum, maximum, smallestPositive);
    }

    /// <summary>The scale with these limits.</summary>
    internal HeatmapScale ToScale(double low, double high, string? unit, EqualizationTable? equalization) => new(low, high)
    {
        Norm = Kind,
        Gamma = Gamma,
        LinearThreshold = LinearThreshold,
        Center = IsSymmetric ? null : Center,
        Boundaries = Boundaries,
        Equalization = equalization,
        Unit = unit,
    };

    /// <summary>What is wrong with given limits around a centre, or null.</summary>
    internal static FormattableString? CenterFault(double center, double? minimum, double? maximum) =>
        minimum >= center ? (FormattableString)$"a -Minimum below the center {center}, but got {minimum}"
        : maximum <= center ? (FormattableString)$"a -Maximum above the center {center}, but got {maximum}"
        : null;

    private static string ParameterOf(NormKind kind) => NormDefinition.Of(kind).Parameter!;

    private bool IsImplied(NormKind kind) => NormDefinition.Of(kind).IsImplied(this);

    /// <summary>The first norm that a parameter implies, or null.</summary>
    private NormKind? Implied()
    {
        foreach (NormKind kind in s_kinds)
        {
            if (IsImplied(kind))
                return kind;
        }

        return null;
    }

    private void CheckOneNorm()
    {
        NormKind? implied = Implied();
        foreach (NormKind kind in s_kinds)
        {
            if (kind != implied && IsImplied(kind))
                throw SeveralNorms();
        }

        if (Asked is { } asked && implied is { } other && other != asked)
            throw RangeErrors.Invalid($"parameters of the norm {asked}, but got {ParameterOf(other)}, which means {other}");
        if (implied is null && Definition.NeededParameter is { } missing)
            throw RangeErrors.Invalid($"{missing} for the norm {Asked}, but got none");
        if (IsSymmetric && !Definition.CanBeSymmetric)
        {
            IEnumerable<NormKind> others = s_kinds.Where(kind => NormDefinition.Of(kind).CanBeSymmetric);
            throw RangeErrors.Invalid($"-Symmetric with the norm {string.Join(" or ", others)}, but got {Kind}");
        }
    }

    private HeatmapException SeveralNorms()
    {
        IEnumerable<string> given = s_kinds.Where(IsImplied).OrderBy(ParameterOf, StringComparer.Ordinal)
            .Select(kind => $"{ParameterOf(kind)} ({kind})");
        return RangeErrors.Invalid($"parameters of one norm, but got {string.Join(" and ", given)}");
    }
}
