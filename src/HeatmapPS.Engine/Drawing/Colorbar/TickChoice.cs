using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Drawing.Colorbar;

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
            return new TickChoice([low], [], TickNotation.Exact);
        double gap = TickSpacing.LeastGap(intervals);
        return scale.Norm switch
        {
            NormKind.Log when low > 0 => LogTicks.Make(low, high, intervals),
            NormKind.SymmetricLog when scale.LinearThreshold is { } threshold => LogTicks.MakeSymmetric(low, high, threshold, intervals),
            NormKind.TwoSlope when scale.Center is { } center => MakeTwoSlope(low, center, high, intervals) with { LeastGap = gap },
            NormKind.Boundary => new TickChoice(ChooseBoundaries(scale.Boundaries.AsSpan(), intervals), [.. scale.Boundaries], TickNotation.Exact),
            NormKind.Equalize => new TickChoice(SpreadTicks.Locate(scale, intervals), [], TickNotation.Exact),
            NormKind.Linear => new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar),
            _ => new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar) { LeastGap = gap },
        };
    }

    /// <summary>Each half of the bar as a bar of its own; the centre always has its number.</summary>
    private static TickChoice MakeTwoSlope(double low, double center, double high, int intervals)
    {
        int half = Math.Max(1, intervals / 2);
        IEnumerable<double> below = low < center ? LinearTicks.Locate(low, center, half).Where(value => value < center) : [];
        IEnumerable<double> above = center < high ? LinearTicks.Locate(center, high, half).Where(value => value > center) : [];
        return new TickChoice([.. below, center, .. above], [], TickNotation.Exact) { Anchor = center };
    }

    /// <summary>Every boundary, or every n-th where there are too many; among those the ones nearest zero, as matplotlib does.</summary>
    private static double[] ChooseBoundaries(ReadOnlySpan<double> boundaries, int intervals)
    {
        int step = Math.Max(1, (boundaries.Length + intervals) / (intervals + 1));
        int first = 0;
        double nearest = double.PositiveInfinity;
        for (int start = 0; start < step; start++)
        {
            for (int i = start; i < boundaries.Length; i += step)
            {
                if (Math.Abs(boundaries[i]) < nearest)
                    (nearest, first) = (Math.Abs(boundaries[i]), start);
            }
        }

        var chosen = new List<double>();
        for (int i = first; i < boundaries.Length; i += step)
            chosen.Add(boundaries[i]);
        return [.. chosen];
    }
}
