namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>(x − lo) / (hi − lo): matplotlib's Normalize.</summary>
/// <param name="minimum">lo.</param>
/// <param name="maximum">hi, above lo.</param>
internal sealed class LinearNorm(double minimum, double maximum) : LimitedNorm(minimum, maximum)
{
    /// <summary>Limits alone.</summary>
    public static NormDefinition Definition { get; } =
        new(NormDefinition.UnlessConstant(scale => new LinearNorm(scale.Minimum, scale.Maximum))) { CanBeSymmetric = true };

    /// <inheritdoc/>
    protected override double Position(double value) => (value - Minimum) / (Maximum - Minimum);

    /// <inheritdoc/>
    public override double Invert(double position) => Minimum + ((Maximum - Minimum) * position);

    /// <inheritdoc/>
    /// <remarks>The common case, without a call for each value.</remarks>
    public override void ColorIndices(ReadOnlySpan<double> values, Span<int> indices, int colors)
    {
        double low = Minimum, range = Maximum - Minimum;
        for (int i = 0; i < indices.Length; i++)
        {
            double value = values[i];
            double x = (value - low) / range;
            indices[i] = x is >= 0 and <= 1 ? Math.Min((int)(x * colors), colors - 1)
                : !double.IsFinite(value) ? colors + 2
                : x < 0 ? colors : colors + 1;
        }
    }

    /// <inheritdoc/>
    protected override TickChoice ChooseTicks(int intervals) => TickChoice.Linear(Minimum, Maximum, intervals);
}

/// <summary>((x − lo) / (hi − lo))^γ: matplotlib's PowerNorm, with values below lo under rather than 0.</summary>
internal sealed class PowerNorm : LimitedNorm
{
    private readonly double _gamma;
    private readonly double _scale;

    /// <param name="minimum">lo.</param>
    /// <param name="maximum">hi, above lo.</param>
    /// <param name="gamma">γ, above 0.</param>
    public PowerNorm(double minimum, double maximum, double gamma)
        : base(minimum, maximum)
    {
        _gamma = gamma;
        _scale = Math.Pow(maximum - minimum, gamma);
    }

    /// <summary>With an exponent.</summary>
    public static NormDefinition Definition { get; } =
        new(NormDefinition.UnlessConstant(scale => new PowerNorm(scale.Minimum, scale.Maximum, scale.Gamma!.Value)))
        {
            Parameter = "-Gamma",
            IsImplied = rule => rule.Gamma is not null,
            RuleFault = (rule, _, _) => NormDefinition.IsPositive(rule.Gamma) ? null
                : (FormattableString)$"a finite number above 0 for -Gamma, but got {rule.Gamma}",
            ScaleFault = scale => NormDefinition.IsPositive(scale.Gamma) ? null
                : (FormattableString)$"a gamma above 0 on a power scale, but got {NormDefinition.Text(scale.Gamma)}",
        };

    /// <inheritdoc/>
    /// <remarks>Both are raised before they are divided, as matplotlib does, so that the last digit agrees; unless a power
    /// leaves the range of a double.</remarks>
    protected override double Position(double value)
    {
        if (value < Minimum)
            return double.NegativeInfinity;
        return double.IsNormal(_scale)
            ? Math.Pow(value - Minimum, _gamma) / _scale
            : Math.Pow((value - Minimum) / (Maximum - Minimum), _gamma);
    }

    /// <inheritdoc/>
    public override double Invert(double position) => Minimum + ((Maximum - Minimum) * Math.Pow(position, 1 / _gamma));
}

/// <summary>Two straight pieces that meet at the centre, which is 0.5: matplotlib's TwoSlopeNorm.</summary>
/// <param name="minimum">lo.</param>
/// <param name="center">The value of 0.5, from lo to hi.</param>
/// <param name="maximum">hi, above lo.</param>
internal sealed class TwoSlopeNorm(double minimum, double center, double maximum) : LimitedNorm(minimum, maximum)
{
    private readonly double _lowerSlope = 0.5 / (center - minimum);
    private readonly double _upperSlope = 0.5 / (maximum - center);

    /// <summary>With a centre. As in matplotlib, data on one side of it leave the other side empty.</summary>
    public static NormDefinition Definition { get; } =
        new(NormDefinition.UnlessConstant(scale => new TwoSlopeNorm(scale.Minimum, scale.Center!.Value, scale.Maximum)))
        {
            Parameter = "-Center",
            NeededParameter = "-Center (without -Symmetric)",
            IsImplied = rule => rule is { Center: not null, IsSymmetric: false },
            RuleFault = (rule, minimum, maximum) => NormRule.CenterFault(rule.Center!.Value, minimum, maximum),
            ScaleFault = scale => scale.Center >= scale.Minimum && scale.Center <= scale.Maximum ? null
                : (FormattableString)$"a center within the limits on a two-slope scale, but got {NormDefinition.Text(scale.Center)}",
            Adjust = (rule, low, high, _, _, _) => (Math.Min(low, rule.Center!.Value), Math.Max(high, rule.Center.Value)),
        };

    /// <inheritdoc/>
    protected override double Position(double value)
    {
        // The limits come first: a centre at one of them leaves a piece of no length.
        if (value >= Maximum)
            return value == Maximum ? 1 : double.PositiveInfinity;
        if (value < Minimum)
            return double.NegativeInfinity;
        return value < center ? _lowerSlope * (value - Minimum) : (_upperSlope * (value - center)) + 0.5;
    }

    /// <inheritdoc/>
    public override double Invert(double position) => position < 0.5
        ? Minimum + (2 * position * (center - Minimum))
        : center + (((2 * position) - 1) * (Maximum - center));

    /// <inheritdoc/>
    /// <remarks>Each half of the bar as a bar of its own; the centre always has its number.</remarks>
    protected override TickChoice ChooseTicks(int intervals)
    {
        int half = Math.Max(1, intervals / 2);
        IEnumerable<double> below = Minimum < center ? LinearTicks.Locate(Minimum, center, half).Where(value => value < center) : [];
        IEnumerable<double> above = center < Maximum ? LinearTicks.Locate(center, Maximum, half).Where(value => value > center) : [];
        return new TickChoice([.. below, center, .. above], [], TickNotation.Exact)
        {
            MinGap = TickChoice.GapOf(intervals),
            Anchor = center,
        };
    }
}
