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

/// <summary>Round values at equal distances, the ones matplotlib's AutoLocator gives: multiples of 1, 2, 2.5 or 5 times a
/// power of ten.</summary>
/// <remarks>Reimplements the documented behaviour of <c>matplotlib.ticker.MaxNLocator</c> with <c>steps=[1, 2, 2.5, 5,
/// 10]</c>; the tests compare the numbers.</remarks>
internal static class LinearTicks
{
    /// <summary>Range relative to the mean below which values are counted from a round number near them.</summary>
    private const double OffsetThreshold = 100;

    private static readonly double[] s_steps = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20];

    /// <summary>Round values from just below <paramref name="low"/> to just above <paramref name="high"/>.</summary>
    /// <param name="low">Lower limit.</param>
    /// <param name="high">Upper limit, above the lower.</param>
    /// <param name="intervals">Intervals at most, from 1.</param>
    /// <returns>Rising values; the first and last may lie outside. Two at least lie inside where rounding permits.</returns>
    public static double[] Locate(double low, double high, int intervals)
    {
        (low, high) = Separate(low, high);
        double range = high - low;
        double mean = (high + low) / 2;
        double offset = Math.Abs(mean) / range < OffsetThreshold ? 0 : Math.CopySign(PowerBelow(Math.Abs(mean)), mean);
        double scale = PowerBelow(range / intervals);
        (double first, double last) = (low - offset, high - offset);
        double wanted = (last - first) / intervals;
        int index = Array.FindIndex(s_steps, step => step * scale >= wanted);
        double[] ticks = [];
        for (int i = index < 0 ? s_steps.Length - 1 : index; i >= 0; i--)
        {
            ticks = Multiples(first, last, s_steps[i] * scale, offset);
            if (ticks.Count(tick => tick >= first && tick <= last) >= 2)
                break;
        }

        return Array.ConvertAll(ticks, tick => tick + offset);
    }

    /// <summary>Quotient of a division rounded down, and what is left, both free of the rounding of x / y.</summary>
    internal static (double Quotient, double Remainder) DivideFloor(double x, double y)
    {
        double rest = x % y;
        if (rest != 0 && (rest < 0) != (y < 0))
            rest += y;
        return (Math.Round((x - rest) / y), rest);
    }

    private static double PowerBelow(double value) => Math.Pow(10, Math.Floor(Math.Log10(value)));

    /// <summary>Limits so close that no number lies between them are moved apart.</summary>
    private static (double Low, double High) Separate(double low, double high)
    {
        const double Expansion = 1e-13;
        const double Tiny = 1e-14;
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low > largest * Tiny)
            return (low, high);
        return largest == 0 ? (-Expansion, Expansion) : (low - (Expansion * Math.Abs(low)), high + (Expansion * Math.Abs(high)));
    }

    private static double[] Multiples(double first, double last, double step, double offset)
    {
        double start = DivideFloor(first, step).Quotient * step;
        double tolerance = 1e-10;
        if (offset != 0)
            tolerance = Math.Min(0.4999, Math.Max(tolerance, Math.Pow(10, Math.Log10(Math.Abs(offset) / step) - 12)));
        double from = Below(first - start, step, tolerance);
        double to = Above(last - start, step, tolerance);
        double[] ticks = new double[(int)(to - from) + 1];
        for (int i = 0; i < ticks.Length; i++)
            ticks[i] = ((from + i) * step) + start;
        return ticks;
    }

    /// <summary>Largest n with n·step not above x, within the tolerance.</summary>
    private static double Below(double x, double step, double tolerance)
    {
        (double quotient, double rest) = DivideFloor(x, step);
        return Math.Abs((rest / step) - 1) < tolerance ? quotient + 1 : quotient;
    }

    /// <summary>Smallest n with n·step not below x, within the tolerance.</summary>
    private static double Above(double x, double step, double tolerance)
    {
        (double quotient, double rest) = DivideFloor(x, step);
        return Math.Abs(rest / step) < tolerance ? quotient : quotient + 1;
    }
}
