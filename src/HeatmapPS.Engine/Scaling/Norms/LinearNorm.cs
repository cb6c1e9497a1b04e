namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>(x − lo) / (hi − lo): matplotlib's Normalize.</summary>
/// <param name="minimum">lo.</param>
/// <param name="maximum">hi, above lo.</param>
internal sealed class LinearNorm(double minimum, double maximum) : LimitedNorm(minimum, maximum)
{
    /// <inheritdoc/>
    protected override double Position(double value) => (value - Minimum) / (Maximum - Minimum);
}
