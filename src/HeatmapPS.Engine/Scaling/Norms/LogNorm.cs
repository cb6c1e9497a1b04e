namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>(log x − log lo) / (log hi − log lo): matplotlib's LogNorm. Values of 0 and below have no logarithm and are bad.</summary>
/// <remarks>The base cancels out. Base 10 is matplotlib's, and puts powers of ten exactly.</remarks>
internal sealed class LogNorm : Norm
{
    private readonly double _start;
    private readonly double _range;

    /// <param name="minimum">lo, above 0.</param>
    /// <param name="maximum">hi, not below lo.</param>
    public LogNorm(double minimum, double maximum)
        : base(minimum, maximum)
    {
        _start = Math.Log10(minimum);
        _range = Math.Log10(maximum) - _start;
    }

    /// <summary>Limits above 0.</summary>
    public static NormDefinition Definition { get; } = new(scale => new LogNorm(scale.Minimum, scale.Maximum))
    {
        Limits = NormLimits.Positive,
        RuleFault = (_, minimum, maximum) =>
            minimum <= 0 ? (FormattableString)$"a -Minimum above 0 for a logarithmic scale, but got {minimum}"
            : maximum <= 0 ? (FormattableString)$"a -Maximum above 0 for a logarithmic scale, but got {maximum}"
            : null,
        ScaleFault = scale => scale.Minimum > 0 ? null
            : (FormattableString)$"a minimum above 0 on a logarithmic scale, but got {scale.Minimum}",
        Adjust = (_, low, high, minimum, maximum, smallestPositive) =>
            minimum is not null || low > 0 ? (low, high)
            : double.IsNaN(smallestPositive) ? (maximum ?? 1, maximum ?? 1)
            : (smallestPositive, high),
    };

    /// <inheritdoc/>
    public override bool HasBadValues => true;

    /// <inheritdoc/>
    /// <remarks>Numbers that have no logarithm are bad, not clipped.</remarks>
    public override (double First, double Last)? WholeNumbers => null;

    /// <inheritdoc/>
    /// <remarks>Limits that coincide, or are a last digit apart with one logarithm, leave the first colour.</remarks>
    public override double Normalize(double value)
    {
        if (value <= 0)
            return double.NaN;
        if (_range == 0)
            return 0;
        double x = (Math.Log10(value) - _start) / _range;
        return x < 0 ? double.NegativeInfinity : x > 1 ? double.PositiveInfinity : x;
    }

    /// <inheritdoc/>
    public override double Invert(double position) => Math.Clamp(Minimum * Math.Pow(Maximum / Minimum, position), Minimum, Maximum);

    /// <inheritdoc/>
    public override bool IsClipped(double value) => value > 0 && base.IsClipped(value);

    /// <inheritdoc/>
    public override double Tolerance(double limit) => Rounding * limit;

    /// <inheritdoc/>
    protected override TickChoice ChooseTicks(int intervals) => LogTicks.Make(Minimum, Maximum, intervals);
}

/// <summary>Logarithmic on both sides of zero and linear within ± a threshold: matplotlib's SymLogNorm with base 10 and
/// linscale 1, whose linear part takes as much room as one decade on each side.</summary>
internal sealed class SymmetricLogNorm : LimitedNorm
{
    private const double LogBase10 = 2.302585092994046;

    /// <summary>Room of the linear part on each side of 0, in decades: matplotlib's linscale 1 by 1 − 1/base.</summary>
    private const double LinearScale = 1 / (1 - 0.1);

    private readonly double _threshold;
    private readonly double _start;
    private readonly double _range;

    /// <param name="minimum">lo.</param>
    /// <param name="maximum">hi, above lo.</param>
    /// <param name="threshold">End of the linear part, above 0.</param>
    public SymmetricLogNorm(double minimum, double maximum, double threshold)
        : base(minimum, maximum)
    {
        _threshold = threshold;
        _start = Transform(minimum);
        _range = Transform(maximum) - _start;
    }

    /// <summary>With the end of its linear part.</summary>
    public static NormDefinition Definition { get; } =
        new(NormDefinition.UnlessConstant(scale => new SymmetricLogNorm(scale.Minimum, scale.Maximum, scale.LinearThreshold!.Value)))
        {
            Parameter = "-LinearThreshold",
            IsImplied = rule => rule.LinearThreshold is not null,
            CanBeSymmetric = true,
            RuleFault = (rule, _, _) =>
                !NormDefinition.IsPositive(rule.LinearThreshold)
                    ? (FormattableString)$"a finite number above 0 for -LinearThreshold, but got {rule.LinearThreshold}"
                : rule is { IsSymmetric: true, Center: { } center }
                    ? (FormattableString)$"a SymmetricLog scale around 0, but got -Center {center}"
                : null,
            ScaleFault = scale => NormDefinition.IsPositive(scale.LinearThreshold) ? null
                : (FormattableString)
                    $"a linear threshold above 0 on a symmetric logarithmic scale, but got {NormDefinition.Text(scale.LinearThreshold)}",
        };

    /// <inheritdoc/>
    protected override double Position(double value) => (Transform(value) - _start) / _range;

    /// <inheritdoc/>
    public override double Invert(double position)
    {
        double place = _start + (position * _range);
        double size = Math.Abs(place);
        double value = size <= _threshold * LinearScale
            ? place / LinearScale
            : Math.Sign(place) * _threshold * Math.Exp(LogBase10 * ((size / _threshold) - LinearScale));
        return Math.Clamp(value, Minimum, Maximum);
    }

    /// <inheritdoc/>
    protected override TickChoice ChooseTicks(int intervals) => LogTicks.MakeSymmetric(Minimum, Maximum, _threshold, intervals);

    private double Transform(double value)
    {
        double size = Math.Abs(value);
        return size <= _threshold
            ? value * LinearScale
            : Math.Sign(value) * _threshold * (LinearScale + (Math.Log(size / _threshold) / LogBase10));
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
        double gap = TickChoice.GapOf(intervals);
        int found = Inside(major, low, high);
        if (found < 2 || (found < 3 && span <= 0.4))
            return TickChoice.Linear(low, high, intervals) with { MinGap = gap };
        return new TickChoice(major, minor, TickNotation.Decades) { MinGap = gap };
    }

    /// <summary>Chooses values of a scale that is logarithmic on both sides of zero: zero and powers of ten.</summary>
    /// <param name="low">Lower limit.</param>
    /// <param name="high">Upper limit, above the lower.</param>
    /// <param name="threshold">Half the width of the linear piece around zero.</param>
    /// <param name="intervals">Intervals at most.</param>
    public static TickChoice MakeSymmetric(double low, double high, double threshold, int intervals)
    {
        double gap = TickChoice.GapOf(intervals);
        if (low > -threshold && high < threshold)
            return TickChoice.Linear(low, high, intervals) with { MinGap = gap, Anchor = 0 };
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
