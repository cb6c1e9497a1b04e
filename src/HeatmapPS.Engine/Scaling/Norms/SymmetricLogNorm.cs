namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>Logarithmic on both sides of zero and linear within ± a threshold: matplotlib's SymLogNorm with base 10 and
/// linscale 1, whose linear part takes as much room as one decade on each side.</summary>
internal sealed class SymmetricLogNorm : LimitedNorm
{
    private const double LogBase10 = 2.302585092994046;
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

    /// <inheritdoc/>
    protected override double Position(double value) => (Transform(value) - _start) / _range;

    private double Transform(double value)
    {
        double size = Math.Abs(value);
        return size <= _threshold
            ? value * LinearScale
            : Math.Sign(value) * _threshold * (LinearScale + (Math.Log(size / _threshold) / LogBase10));
    }
}
