namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>The cumulative histogram, so that every colour covers the same area: scikit-image's equalize_hist.</summary>
/// <param name="minimum">lo.</param>
/// <param name="maximum">hi, above lo.</param>
/// <param name="table">Histogram of the values between them.</param>
internal sealed class EqualizeNorm(double minimum, double maximum, EqualizationTable table) : LimitedNorm(minimum, maximum)
{
    /// <inheritdoc/>
    protected override double Position(double value) =>
        value < Minimum ? double.NegativeInfinity
        : value > Maximum ? double.PositiveInfinity
        : table.CumulativeShare(value);
}
