namespace HeatmapPS.Engine.Scaling.Norms;

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
}
