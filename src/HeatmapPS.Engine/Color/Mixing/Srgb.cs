namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>The transfer curve of sRGB (IEC 61966-2-1).</summary>
internal static class Srgb
{
    /// <summary>A stored channel, 0 to 1, as light.</summary>
    public static double ToLinear(double channel) =>
        channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);

    /// <summary>Light as a stored channel, held within 0 and 1: a mixture can leave the gamut of screens.</summary>
    public static double FromLinear(double light) => Math.Clamp(FromLinearUnbounded(light), 0, 1);

    /// <summary>Light as a stored channel; beyond 0 and 1 along the same curve, so that <see cref="ToLinear"/> takes it back.</summary>
    public static double FromLinearUnbounded(double light) =>
        light <= 0.0031308 ? light * 12.92 : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055;
}
