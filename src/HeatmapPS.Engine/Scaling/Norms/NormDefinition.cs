namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>Where the limits of a norm come from, unless they are given.</summary>
internal enum NormLimits
{
    /// <summary>From the type or the data.</summary>
    Any,

    /// <summary>From the type or the data, the lower one above 0.</summary>
    Positive,

    /// <summary>From the norm's own parameter.</summary>
    Own,

    /// <summary>From the data, whose histogram is needed too.</summary>
    Histogram,
}

/// <summary>What a norm is before its limits are known. Each norm says it of itself; <see cref="Of"/> lists them.</summary>
/// <param name="Create">The norm of a valid scale.</param>
internal sealed record NormDefinition(Func<HeatmapScale, Norm> Create)
{
    /// <summary>The cmdlet's parameter that implies the norm, without which there is none; null for norms without one.</summary>
    public string? Parameter { get; init; }

    /// <summary>The parameter as it is asked for.</summary>
    public string? NeededParameter { get => field ?? Parameter; init; }

    /// <summary>Whether a rule has that parameter.</summary>
    public Func<NormRule, bool> IsImplied { get; init; } = _ => false;

    /// <summary>Where the limits come from.</summary>
    public NormLimits Limits { get; init; }

    /// <summary>Whether limits equally far from a centre make sense.</summary>
    public bool CanBeSymmetric { get; init; }

    /// <summary>What is wrong with a rule and its given limits, as "X, but got Z", or null.</summary>
    public Func<NormRule, double?, double?, FormattableString?> RuleFault { get; init; } = (_, _, _) => null;

    /// <summary>What is wrong with a scale whose limits are in order, as "X, but got Z", or null.</summary>
    public Func<HeatmapScale, FormattableString?> ScaleFault { get; init; } = _ => null;

    /// <summary>The limits that the norm makes of those of a range.</summary>
    public LimitAdjustment Adjust { get; init; } = (_, low, high, _, _, _) => (low, high);

    public static NormDefinition Of(NormKind kind) => kind switch
    {
        NormKind.Log => LogNorm.Definition,
        NormKind.SymmetricLog => SymmetricLogNorm.Definition,
        NormKind.Power => PowerNorm.Definition,
        NormKind.TwoSlope => TwoSlopeNorm.Definition,
        NormKind.Boundary => BoundaryNorm.Definition,
        NormKind.Equalize => EqualizeNorm.Definition,
        _ => LinearNorm.Definition,
    };

    /// <summary>A function for scales whose limits differ, and one colour for others.</summary>
    public static Func<HeatmapScale, Norm> UnlessConstant(Func<HeatmapScale, Norm> create) =>
        scale => scale.Minimum == scale.Maximum ? new ConstantNorm(scale.Minimum) : create(scale);

    /// <summary>Whether a parameter is a finite number above 0.</summary>
    public static bool IsPositive(double? value) => value is { } number && double.IsFinite(number) && number > 0;

    /// <summary>A parameter as it stands in messages.</summary>
    public static string Text(double? value) => value is { } number ? FormattableString.Invariant($"{number}") : "none";
}

/// <summary>Limits of a norm.</summary>
/// <param name="rule">The norm's parameters.</param>
/// <param name="low">Lower limit of the range.</param>
/// <param name="high">Upper limit of the range.</param>
/// <param name="minimum">A given lower limit, which stays.</param>
/// <param name="maximum">A given upper limit, which stays.</param>
/// <param name="smallestPositive">Smallest value above 0 of the data, or NaN.</param>
internal delegate (double Low, double High) LimitAdjustment(
    NormRule rule, double low, double high, double? minimum, double? maximum, double smallestPositive);
