namespace HeatmapPS.Engine.Color.Spaces;

/// <summary>The transfer function of sRGB (IEC 61966-2-1) between stored values and linear light, both with white at 1.</summary>
/// <remarks>Values beyond 0..1 go on along the same curves, so that a colour outside the gamut comes back unchanged.</remarks>
internal static class SrgbTransfer
{
    /// <summary>Linear light of a stored value.</summary>
    public static double ToLinear(double stored) =>
        stored <= 0.04045 ? stored / 12.92 : Math.Pow((stored + 0.055) / 1.055, 2.4);

    /// <summary>Stored value of linear light.</summary>
    public static double FromLinear(double linear) =>
        linear <= 0.0031308 ? linear * 12.92 : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
}
