namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>How the numbers of a bar are written.</summary>
internal enum TickNotation
{
    /// <summary>With as many decimals as tell them apart; a common factor where they are huge or tiny.</summary>
    Scalar,

    /// <summary>Powers of ten.</summary>
    Decades,

    /// <summary>Each with its own decimals, as it was given.</summary>
    Exact,
}

/// <summary>Values chosen for the marks of a bar, before they are placed.</summary>
/// <param name="Major">Values with a number, rising; a few may lie outside the limits.</param>
/// <param name="Minor">Values with a short mark only.</param>
/// <param name="Notation">How the numbers are written.</param>
internal sealed record TickChoice(double[] Major, double[] Minor, TickNotation Notation)
{
    /// <summary>Least distance of two numbers as a fraction of the bar; 0 where the values are evenly spaced anyway.</summary>
    public double MinGap { get; init; }

    /// <summary>A value that stays when numbers lie too close together, or null.</summary>
    public double? Anchor { get; init; }

    /// <summary>Least distance of two numbers on a bar of this many intervals whose values are not evenly spaced.</summary>
    public static double GapOf(int intervals) => 0.6 / intervals;

    /// <summary>Round values at equal distances.</summary>
    public static TickChoice Linear(double low, double high, int intervals) =>
        new(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar);
}
