namespace HeatmapPS.Engine.Normalization.Norms;

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
    public sealed override double Normalize(double value) =>
        value < Minimum ? double.NegativeInfinity
        : value > Maximum ? double.PositiveInfinity
        : Math.Clamp(Within(value), 0, 1);

    /// <summary>Position of a value that is not outside the limits; rounding may carry it a little over 1.</summary>
    protected abstract double Within(double value);
}
