namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Marks of logarithmic scales: powers of ten where matplotlib's LogLocator and SymmetricalLogLocator put them.</summary>
internal static class LogTicks
{
    private const int MostTicks = 9;
    private const int MostDecadesWithMinor = 10;
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
        int most = Math.Clamp(intervals, 2, MostTicks);
        int stride = (int)Math.Floor((inner + 1.0) / most) + 1;
        if (stride >= inner)
            stride = Math.Max(1, inner - 1);
        int from = (int)Math.Floor(logLow) - stride;
        int to = (int)Math.Ceiling(logHigh) + (2 * stride);
        int[] exponents = [.. Enumerable.Range(0, ((to - from - 1) / stride) + 1).Select(i => from + (i * stride))];

        bool hasMinor = stride == 1 && inner <= MostDecadesWithMinor;
        double[] minor = hasMinor ? Times(exponents, s_allMultiples) : Times(exponents, [1]);
        double span = logHigh - logLow;
        double[] major = Times(exponents, [1]);
        if (hasMinor && (span <= 1 || Inside(major, low, high) < 2))
            major = Times(exponents, span <= 0.4 ? s_allMultiples : span <= 1 ? s_someMultiples : s_fewMultiples);
        double gap = TickSpacing.LeastGap(intervals);
        int found = Inside(major, low, high);
        if (found < 2 || (found < 3 && span <= 0.4))
            return new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar) { LeastGap = gap };
        return new TickChoice(major, minor, TickNotation.Decades) { LeastGap = gap };
    }

    /// <summary>Chooses values of a scale that is logarithmic on both sides of zero: zero and powers of ten.</summary>
    /// <param name="low">Lower limit.</param>
    /// <param name="high">Upper limit, above the lower.</param>
    /// <param name="threshold">Half the width of the linear piece around zero.</param>
    /// <param name="intervals">Intervals at most.</param>
    public static TickChoice MakeSymmetric(double low, double high, double threshold, int intervals)
    {
        double gap = TickSpacing.LeastGap(intervals);
        if (low > -threshold && high < threshold)
            return new TickChoice(LinearTicks.Locate(low, high, intervals), [], TickNotation.Scalar) { LeastGap = gap, Anchor = 0 };
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
        return new TickChoice([.. ticks], [], TickNotation.Decades) { LeastGap = gap, Anchor = linear ? 0 : null };
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
