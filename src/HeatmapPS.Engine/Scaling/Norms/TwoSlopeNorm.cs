namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>Two straight pieces that meet at the centre, which is 0.5: matplotlib's TwoSlopeNorm.</summary>
/// <param name="minimum">lo.</param>
/// <param name="center">The value of 0.5, from lo to hi.</param>
/// <param name="maximum">hi, above lo.</param>
internal sealed class TwoSlopeNorm(double minimum, double center, double maximum) : LimitedNorm(minimum, maximum)
{
    private readonly double _lowerSlope = 0.5 / (center - minimum);
    private readonly double _upperSlope = 0.5 / (maximum - center);

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
}
