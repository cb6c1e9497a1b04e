using HeatmapPS.Engine.Normalization;

namespace HeatmapPS.Engine.Rendering.Colorbar;

/// <summary>How the numbers of a bar are written.</summary>
internal enum TickNotation
{
    /// <summary>With as many decimals as tell them apart; a common factor where they are huge or tiny.</summary>
    Scalar,

    /// <summary>Powers of ten.</summary>
    Decades,
}

/// <summary>Values chosen for the marks of a bar, before they are placed.</summary>
/// <param name="Major">Values with a number, rising; a few may lie outside the limits.</param>
/// <param name="Minor">Values with a short mark only.</param>
/// <param name="Notation">How the numbers are written.</param>
internal sealed record TickChoice(double[] Major, double[] Minor, TickNotation Notation)
{
    /// <summary>Least distance of two numbers as a fraction of the bar; 0 where the values are evenly spaced anyway.</summary>
    public double LeastGap { get; init; }

    /// <summary>A value that stays when numbers lie too close together, or null.</summary>
    public double? Anchor { get; init; }

    /// <summary>Chooses round values.</summary>
    /// <param name="scale">The scale, with finite limits.</param>
    /// <param name="intervals">Intervals at most.</param>
    public static TickChoice Make(HeatmapScale scale, int intervals)
    {
        (double low, double high) = (scale.Minimum, scale.Maximum);
        if (low == high)
            return new TickChoice([low], [], TickNotation.Scalar);
        double gap = TickSpacing.LeastGap(intervals);
        return scale.Norm switch
        {
            NormKind.Log when low > 0 => LogTicks.Make(low, high, intervals),
            NormKind.Equalize => new TickChoice(SpreadTicks.Locate(scale, intervals), [], TickNotation.Scalar),
            NormKind.Linear => new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar),
            _ => new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar) { LeastGap = gap },
        };
    }
}
