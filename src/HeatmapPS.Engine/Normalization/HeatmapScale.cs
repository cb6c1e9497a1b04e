namespace HeatmapPS.Engine.Normalization;

/// <summary>Maps values to [0, 1]: a norm with its limits. Immutable; one scale for many images makes their colours comparable.</summary>
public sealed record HeatmapScale
{
    /// <summary>A linear scale.</summary>
    /// <param name="minimum">Value of the first colour.</param>
    /// <param name="maximum">Value of the last colour.</param>
    public HeatmapScale(double minimum, double maximum)
    {
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>How values spread between the limits.</summary>
    public NormKind Norm { get; init; } = NormKind.Linear;

    /// <summary>Value of the first colour; smaller values are under.</summary>
    public double Minimum { get; init; }

    /// <summary>Value of the last colour; larger values are over.</summary>
    public double Maximum { get; init; }

    /// <summary>Unit of the values, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Normalizes one value.</summary>
    /// <returns>0..1 within the limits, negative infinity under, positive infinity over, NaN for values without a place
    /// (NaN, infinities).</returns>
    public double Normalize(double value)
    {
        if (!double.IsFinite(value))
            return double.NaN;
        if (Maximum == Minimum)
            return 0;
        double x = (value - Minimum) / (Maximum - Minimum);
        return x < 0 ? double.NegativeInfinity : x > 1 ? double.PositiveInfinity : x;
    }

    /// <summary>Index of the colour of one value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="colors">Colours of the map.</param>
    /// <returns>0 … colors − 1; <c>colors</c> under, <c>colors + 1</c> over, <c>colors + 2</c> bad.</returns>
    public int ColorIndex(double value, int colors)
    {
        double x = Normalize(value);
        if (x >= 0 && x <= 1)
            return Math.Min((int)(x * colors), colors - 1);
        return double.IsNaN(x) ? colors + 2 : x < 0 ? colors : colors + 1;
    }
}
