namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>Limits that coincide: every value takes the first colour, as an image of one value does in matplotlib.</summary>
internal sealed class ConstantNorm : Norm
{
    /// <inheritdoc/>
    public override double Normalize(double value) => 0;
}
