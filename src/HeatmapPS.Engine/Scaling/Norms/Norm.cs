namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>The function of a scale: where between its limits a value lies. Immutable; used from many threads.</summary>
internal abstract class Norm
{
    /// <summary>Normalizes one finite value.</summary>
    /// <returns>0..1 within the limits, negative infinity under, positive infinity over, NaN where the norm has no place
    /// for the value.</returns>
    public abstract double Normalize(double value);

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
        _ when scale.Minimum == scale.Maximum => new ConstantNorm(),
        NormKind.SymmetricLog => new SymmetricLogNorm(scale.Minimum, scale.Maximum, scale.LinearThreshold!.Value),
        NormKind.Power => new PowerNorm(scale.Minimum, scale.Maximum, scale.Gamma!.Value),
        NormKind.TwoSlope => new TwoSlopeNorm(scale.Minimum, scale.Center!.Value, scale.Maximum),
        NormKind.Equalize => new EqualizeNorm(scale.Minimum, scale.Maximum, scale.Equalization!),
        _ => new LinearNorm(scale.Minimum, scale.Maximum),
    };
}
