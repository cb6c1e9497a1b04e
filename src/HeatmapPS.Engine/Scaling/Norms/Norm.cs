using System.Collections.Immutable;

namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>The function of a scale: where between its limits a value lies, and back. Immutable; used from many threads.</summary>
internal abstract class Norm
{
    /// <summary>Normalizes one finite value.</summary>
    /// <returns>0..1 within the limits, negative infinity under, positive infinity over, NaN where the norm has no place
    /// for the value.</returns>
    public abstract double Normalize(double value);

    /// <summary>The value at a place.</summary>
    /// <param name="position">0..1.</param>
    public abstract double Invert(double position);

    /// <summary>Index of the colour of one finite value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="colors">Colours of the map.</param>
    /// <returns>0 … colors − 1; <c>colors</c> under, <c>colors + 1</c> over, <c>colors + 2</c> bad.</returns>
    public virtual int ColorIndex(double value, int colors)
    {
        double x = Normalize(value);
        if (x is >= 0 and <= 1)
            return Math.Min((int)(x * colors), colors - 1);
        return double.IsNaN(x) ? colors + 2 : x < 0 ? colors : colors + 1;
    }

    /// <summary>The function of a scale whose parameters are valid.</summary>
    public static Norm Create(HeatmapScale scale) => scale.Norm switch
    {
        NormKind.Boundary => new BoundaryNorm(scale.Boundaries),
        NormKind.Log => new LogNorm(scale.Minimum, scale.Maximum),
        _ when scale.Minimum == scale.Maximum => new ConstantNorm(scale.Minimum),
        NormKind.SymmetricLog => new SymmetricLogNorm(scale.Minimum, scale.Maximum, scale.LinearThreshold!.Value),
        NormKind.Power => new PowerNorm(scale.Minimum, scale.Maximum, scale.Gamma!.Value),
        NormKind.TwoSlope => new TwoSlopeNorm(scale.Minimum, scale.Center!.Value, scale.Maximum),
        NormKind.Equalize => new EqualizeNorm(scale.Minimum, scale.Maximum, scale.Equalization!),
        _ => new LinearNorm(scale.Minimum, scale.Maximum),
    };
}

/// <summary>Limits that coincide: every value takes the first colour, as an image of one value does in matplotlib.</summary>
/// <param name="limit">Both limits.</param>
internal sealed class ConstantNorm(double limit) : Norm
{
    /// <inheritdoc/>
    public override double Normalize(double value) => 0;

    /// <inheritdoc/>
    public override double Invert(double position) => limit;
}

/// <summary>(x − lo) / (hi − lo): matplotlib's Normalize.</summary>
/// <param name="minimum">lo.</param>
/// <param name="maximum">hi, above lo.</param>
internal sealed class LinearNorm(double minimum, double maximum) : LimitedNorm(minimum, maximum)
{
    /// <inheritdoc/>
    protected override double Position(double value) => (value - Minimum) / (Maximum - Minimum);

    /// <inheritdoc/>
    public override double Invert(double position) => Minimum + ((Maximum - Minimum) * position);
}

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

    /// <inheritdoc/>
    /// <remarks>The smallest value up to which that share of the pixels lies, found by halving.</remarks>
    public override double Invert(double position)
    {
        double low = Minimum, high = Maximum;
        for (int i = 0; i < 64; i++)
        {
            double middle = low + ((high - low) / 2);
            if (table.CumulativeShare(middle) < position)
                low = middle;
            else
                high = middle;
        }

        return high;
    }
}

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

    /// <inheritdoc/>
    public override double Invert(double position) => position < 0.5
        ? Minimum + (2 * position * (center - Minimum))
        : center + (((2 * position) - 1) * (Maximum - center));
}

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
        (_minimum, _maximum) = (minimum, maximum);
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

    /// <inheritdoc/>
    public override double Invert(double position) => Math.Clamp(_minimum * Math.Pow(_maximum / _minimum, position), _minimum, _maximum);
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

/// <summary>Logarithmic on both sides of zero and linear within ± a threshold: matplotlib's SymLogNorm with base 10 and
/// linscale 1, whose linear part takes as much room as one decade on each side.</summary>
internal sealed class SymmetricLogNorm : LimitedNorm
{
    private const double LogBase10 = 2.302585092994046;

    /// <summary>Room of the linear part on each side of 0, in decades: matplotlib's linscale 1 by 1 − 1/base.</summary>
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

    /// <inheritdoc/>
    public override double Invert(double position)
    {
        double place = _start + (position * _range);
        double size = Math.Abs(place);
        double value = size <= _threshold * LinearScale
            ? place / LinearScale
            : Math.Sign(place) * _threshold * Math.Exp(LogBase10 * ((size / _threshold) - LinearScale));
        return Math.Clamp(value, Minimum, Maximum);
    }

    private double Transform(double value)
    {
        double size = Math.Abs(value);
        return size <= _threshold
            ? value * LinearScale
            : Math.Sign(value) * _threshold * (LinearScale + (Math.Log(size / _threshold) / LogBase10));
    }
}

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

/// <summary>One colour between each two boundaries: matplotlib's BoundaryNorm. A value on a boundary belongs to the region
/// above it, so that the last boundary is over.</summary>
/// <param name="boundaries">At least two, rising.</param>
internal sealed class BoundaryNorm(ImmutableArray<double> boundaries) : Norm
{
    private int Regions => boundaries.Length - 1;

    /// <summary>Position of the region's colour along the map: i / (n − 1) for region i of n, the middle for a single one.</summary>
    public override double Normalize(double value)
    {
        int region = Region(value);
        if (region < 0)
            return double.NegativeInfinity;
        if (region == Regions)
            return double.PositiveInfinity;
        return Regions == 1 ? 0.5 : (double)region / (Regions - 1);
    }

    /// <inheritdoc/>
    /// <remarks>The middle of the nearest region.</remarks>
    public override double Invert(double position)
    {
        int region = Regions == 1 ? 0 : (int)Math.Round(position * (Regions - 1));
        return (boundaries[region] + boundaries[region + 1]) / 2;
    }

    /// <inheritdoc/>
    /// <remarks>⌊i·(N − 1) / (n − 1)⌋ in integers; matplotlib multiplies by a rounded quotient, which is one too low for some.</remarks>
    public override int ColorIndex(double value, int colors)
    {
        int region = Region(value);
        if (region < 0)
            return colors;
        if (region == Regions)
            return colors + 1;
        return Regions == 1 ? (colors - 1) / 2 : (int)((long)region * (colors - 1) / (Regions - 1));
    }

    /// <summary>Number of boundaries not above the value, less one.</summary>
    private int Region(double value)
    {
        int found = boundaries.BinarySearch(value);
        return found >= 0 ? found : ~found - 1;
    }
}
