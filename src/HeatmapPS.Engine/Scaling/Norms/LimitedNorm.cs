namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>A norm with a lower and an upper limit: smaller values are under, larger ones over.</summary>
/// <param name="minimum">Value of 0.</param>
/// <param name="maximum">Value of 1.</param>
internal abstract class LimitedNorm(double minimum, double maximum) : Norm
{
    /// <summary>Value of 0.</summary>
    protected double Minimum { get; } = minimum;

    /// <summary>Value of 1.</summary>
    protected double Maximum { get; } = maximum;

    /// <inheritdoc/>
    /// <remarks>As in matplotlib, the normalized value decides: one a last digit beyond a limit may round to it.</remarks>
    public sealed override double Normalize(double value)
    {
        double x = Position(value);
        return x < 0 ? double.NegativeInfinity : x > 1 ? double.PositiveInfinity : x;
    }

    /// <summary>Position of a value: below 0 under the limits, 0..1 within, above 1 over.</summary>
    protected abstract double Position(double value);
}
