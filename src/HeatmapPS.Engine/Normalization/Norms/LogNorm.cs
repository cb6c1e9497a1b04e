namespace HeatmapPS.Engine.Normalization.Norms;

/// <summary>(log x − log lo) / (log hi − log lo): matplotlib's LogNorm. Values of 0 and below have no logarithm and are bad.</summary>
/// <remarks>The base cancels out. Base 10 is matplotlib's, and puts powers of ten exactly.</remarks>
internal sealed class LogNorm : Norm
{
    private readonly double _minimum;
    private readonly double _maximum;
    private readonly double _start;
    private readonly double _range;

    /// <param name="minimum">lo, above 0.</param>
    /// <param name="maximum">hi, not below lo.</param>
    public LogNorm(double minimum, double maximum)
    {
        _minimum = minimum;
        _maximum = maximum;
        _start = Math.Log10(minimum);
        _range = Math.Log10(maximum) - _start;
    }

    /// <inheritdoc/>
    public override double Normalize(double value)
    {
        if (value <= 0)
            return double.NaN;
        if (_minimum == _maximum)
            return 0;
        if (value < _minimum)
            return double.NegativeInfinity;
        if (value > _maximum)
            return double.PositiveInfinity;

        // Limits a last digit apart can have equal logarithms.
        return _range > 0 ? Math.Clamp((Math.Log10(value) - _start) / _range, 0, 1) : 0;
    }
}
