namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>The function of a scale: where between its limits a value lies, and back; and what follows from it. Immutable; used from
/// many threads.</summary>
/// <param name="minimum">Lower limit.</param>
/// <param name="maximum">Upper limit, not below the lower.</param>
internal abstract class Norm(double minimum, double maximum)
{
    /// <summary>Part of the range that counts as a rounding error.</summary>
    protected const double Rounding = 1e-10;

    /// <summary>Lower limit.</summary>
    protected double Minimum { get; } = minimum;

    /// <summary>Upper limit.</summary>
    protected double Maximum { get; } = maximum;

    /// <summary>Whether finite values can be without a place, which makes them bad.</summary>
    public virtual bool HasBadValues => false;

    /// <summary>The function of a scale whose parameters are valid.</summary>
    public static Norm Create(HeatmapScale scale) => NormDefinition.Of(scale.Norm).Create(scale);

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

    /// <summary>Indices of the colours of values, NaN and infinities among them.</summary>
    public virtual void ColorIndices(ReadOnlySpan<double> values, Span<int> indices, int colors)
    {
        for (int i = 0; i < indices.Length; i++)
            indices[i] = double.IsFinite(values[i]) ? ColorIndex(values[i], colors) : colors + 2;
    }

    /// <summary>Whether a finite value is under or over the limits; a value without a place is neither.</summary>
    public virtual bool IsClipped(double value) => value < Minimum || value > Maximum;

    /// <summary>The smallest and the largest whole number that is not clipped; null where the others are not all clipped.</summary>
    public virtual (double First, double Last)? WholeNumbers => (Math.Ceiling(Minimum), Math.Floor(Maximum));

    /// <summary>Round values for the marks of a bar.</summary>
    /// <param name="intervals">Intervals at most.</param>
    public TickChoice Ticks(int intervals) =>
        Minimum == Maximum ? new TickChoice([Minimum], [], TickNotation.Exact) : ChooseTicks(intervals);

    /// <summary>Place along a bar of a value within the limits: 0 at the low end, 1 at the high end.</summary>
    public virtual double BarPosition(double value) => Normalize(value);

    /// <summary>How far beyond a limit a mark may lie by rounding.</summary>
    public virtual double Tolerance(double limit) => Rounding * (Maximum - Minimum);

    /// <summary>Entries of the colour table along a bar, from its low end to its high end.</summary>
    /// <param name="length">Pixels.</param>
    /// <param name="colors">Colours of the map.</param>
    /// <remarks>The first and the last pixel have the first and the last colour; in between every colour has an equal share.</remarks>
    public virtual int[] BarCells(int length, int colors)
    {
        int[] cells = new int[length];
        for (int i = 0; i < length; i++)
        {
            cells[i] = length >= colors
                ? (int)(((2L * i) + 1) * colors / (2L * length))
                : (int)Math.Round((double)i * (colors - 1) / Math.Max(1, length - 1));
        }

        return cells;
    }

    /// <summary>Round values between limits that differ.</summary>
    protected virtual TickChoice ChooseTicks(int intervals) =>
        TickChoice.Linear(Minimum, Maximum, intervals) with { MinGap = TickChoice.GapOf(intervals) };
}

/// <summary>Limits that coincide: every value takes the first colour, as an image of one value does in matplotlib.</summary>
/// <param name="limit">Both limits.</param>
internal sealed class ConstantNorm(double limit) : Norm(limit, limit)
{
    /// <inheritdoc/>
    public override double Normalize(double value) => 0;

    /// <inheritdoc/>
    public override double Invert(double position) => Minimum;
}

/// <summary>A norm with a lower and an upper limit: smaller values are under, larger ones over.</summary>
/// <param name="minimum">Value of 0.</param>
/// <param name="maximum">Value of 1.</param>
internal abstract class LimitedNorm(double minimum, double maximum) : Norm(minimum, maximum)
{
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
