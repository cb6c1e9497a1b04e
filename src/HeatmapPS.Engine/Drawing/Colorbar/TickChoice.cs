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
    public double MinGap { get; init; }

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
        double gap = TickSpacing.MinGap(intervals);
        return scale.Norm switch
        {
            NormKind.Log when low > 0 => LogTicks.Make(low, high, intervals),
            NormKind.SymmetricLog when scale.LinearThreshold is { } threshold => LogTicks.MakeSymmetric(low, high, threshold, intervals),
            NormKind.TwoSlope when scale.Center is { } center => MakeTwoSlope(low, center, high, intervals) with { MinGap = gap },
            NormKind.Boundary => new TickChoice(ChooseBoundaries(scale.Boundaries.AsSpan(), intervals), [.. scale.Boundaries], TickNotation.Exact),
            NormKind.Equalize => new TickChoice(SpreadTicks.Locate(scale, intervals), [], TickNotation.Exact),
            NormKind.Linear => new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar),
            _ => new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar) { MinGap = gap },
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

/// <summary>Round values spread over a bar on which equal distances are not equal differences: coarse ones first, then
/// finer ones where there is still room.</summary>
internal static class SpreadTicks
{
    private static readonly int[] s_fineness = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>Chooses values.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="intervals">Intervals at most.</param>
    public static double[] Locate(HeatmapScale scale, int intervals)
    {
        double gap = 1.0 / (intervals + 1);
        var taken = new SortedDictionary<double, double>();
        foreach (int fineness in s_fineness)
        {
            foreach (double value in LinearTicks.Locate(scale.Minimum, scale.Maximum, fineness * intervals))
            {
                double position = value >= scale.Minimum && value <= scale.Maximum ? NormGeometry.Position(scale, value) : double.NaN;
                if (double.IsFinite(position) && taken.Keys.All(other => Math.Abs(other - position) >= gap))
                    taken.Add(position, value);
            }
        }

        return [.. taken.Values];
    }
}

/// <summary>Marks of logarithmic scales: powers of ten where matplotlib's LogLocator and SymmetricalLogLocator put them.</summary>
internal static class LogTicks
{
    private const int MaxTicks = 9;
    private const int MaxDecadesWithMinor = 10;
    private const int SymmetricTicks = 15;

    private static readonly double[] s_allMultiples = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    private static readonly double[] s_someMultiples = [1, 2, 3, 4, 6];
    private static readonly double[] s_fewMultiples = [1, 2, 5];

    /// <summary>Chooses values of a logarithmic scale.</summary>
    /// <param name="low">Lower limit, above 0.</param>
    /// <param name="high">Upper limit, above the lower.</param>
    /// <param name="intervals">Intervals at most.</param>
    public static TickChoice Make(double low, double high, int intervals)
    {
        double logLow = Math.Log(low) / Math.Log(10), logHigh = Math.Log(high) / Math.Log(10);
        int inner = (int)(Math.Floor(logHigh) - Math.Ceiling(logLow));
        int most = Math.Clamp(intervals, 2, MaxTicks);
        int stride = (int)Math.Floor((inner + 1.0) / most) + 1;
        if (stride >= inner)
            stride = Math.Max(1, inner - 1);
        int from = (int)Math.Floor(logLow) - stride;
        int to = (int)Math.Ceiling(logHigh) + (2 * stride);
        int[] exponents = [.. Enumerable.Range(0, ((to - from - 1) / stride) + 1).Select(i => from + (i * stride))];

        bool hasMinor = stride == 1 && inner <= MaxDecadesWithMinor;
        double[] minor = hasMinor ? Times(exponents, s_allMultiples) : Times(exponents, [1]);
        double span = logHigh - logLow;
        double[] major = Times(exponents, [1]);
        if (hasMinor && (span <= 1 || Inside(major, low, high) < 2))
            major = Times(exponents, span <= 0.4 ? s_allMultiples : span <= 1 ? s_someMultiples : s_fewMultiples);
        double gap = TickSpacing.MinGap(intervals);
        int found = Inside(major, low, high);
        if (found < 2 || (found < 3 && span <= 0.4))
            return new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar) { MinGap = gap };
        return new TickChoice(major, minor, TickNotation.Decades) { MinGap = gap };
    }

    /// <summary>Chooses values of a scale that is logarithmic on both sides of zero: zero and powers of ten.</summary>
    /// <param name="low">Lower limit.</param>
    /// <param name="high">Upper limit, above the lower.</param>
    /// <param name="threshold">Half the width of the linear piece around zero.</param>
    /// <param name="intervals">Intervals at most.</param>
    public static TickChoice MakeSymmetric(double low, double high, double threshold, int intervals)
    {
        double gap = TickSpacing.MinGap(intervals);
        if (low > -threshold && high < threshold)
            return new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar) { MinGap = gap, Anchor = 0 };
        bool negative = low < -threshold, positive = high > threshold;
        bool linear = (negative && high > -threshold) || (positive && low < threshold);
        (int Low, int High) below = negative ? Exponents(-Math.Min(-threshold, high), -low + 1) : default;
        (int Low, int High) above = positive ? Exponents(Math.Max(threshold, low), high + 1) : default;
        int total = below.High - below.Low + above.High - above.Low + (linear ? 1 : 0);
        int stride = Math.Max(total / (SymmetricTicks - 1), 1);
        var ticks = new List<double>();
        for (int e = below.Low; e < below.High; e += stride)
            ticks.Insert(0, -Math.Pow(10, e));
        if (linear)
            ticks.Add(0);
        for (int e = above.Low; e < above.High; e += stride)
            ticks.Add(Math.Pow(10, e));
        return new TickChoice([.. ticks], [], TickNotation.Decades) { MinGap = gap, Anchor = linear ? 0 : null };
    }

    private static (int Low, int High) Exponents(double low, double high) =>
        ((int)Math.Floor(Math.Log(low) / Math.Log(10)), (int)Math.Ceiling(Math.Log(high) / Math.Log(10)));

    private static int Inside(double[] values, double low, double high) => values.Count(value => value >= low && value <= high);

    private static double[] Times(int[] exponents, double[] multiples) =>
        [.. exponents.SelectMany(e => multiples.Select(m => DecimalPower(m, e)))];

    /// <summary>m·10ᵉ rounded once, so that 3·10⁻¹ is the number 0.3.</summary>
    private static double DecimalPower(double multiple, int exponent) =>
        exponent < 0 && exponent >= -22 ? multiple / Math.Pow(10, -exponent) : multiple * Math.Pow(10, exponent);
}
