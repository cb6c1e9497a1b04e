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
    {
        _start = Math.Log10(minimum);
        _range = Math.Log10(maximum) - _start;
    }

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
}
