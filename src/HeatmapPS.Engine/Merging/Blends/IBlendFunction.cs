namespace HeatmapPS.Engine.Merging.Blends;

/// <summary>A separable blend: each band alone.</summary>
internal interface IBlendFunction
{
    /// <summary>The blended value.</summary>
    /// <param name="b">The backdrop, 0..1.</param>
    /// <param name="s">The image over it, 0..1.</param>
    static abstract double Blend(double b, double s);
}

/// <summary>A blend of whole colours.</summary>
internal interface IColorBlendFunction
{
    /// <summary>The blended colour.</summary>
    /// <param name="b">The backdrop, each band 0..1.</param>
    /// <param name="s">The image over it, each band 0..1.</param>
    static abstract BlendColor Blend(BlendColor b, BlendColor s);
}

/// <summary>A colour while it is blended.</summary>
/// <param name="R">Red, 0..1.</param>
/// <param name="G">Green, 0..1.</param>
/// <param name="B">Blue, 0..1.</param>
internal readonly record struct BlendColor(double R, double G, double B)
{
    /// <summary>Lum of the W3C's non-separable modes.</summary>
    public double Luminosity => (0.3 * R) + (0.59 * G) + (0.11 * B);

    /// <summary>Sat of the W3C's non-separable modes.</summary>
    public double Saturation => Math.Max(R, Math.Max(G, B)) - Math.Min(R, Math.Min(G, B));

    /// <summary>SetLum: the colour moved to a luminosity, and clipped into the cube without changing that.</summary>
    public BlendColor WithLuminosity(double luminosity)
    {
        double d = luminosity - Luminosity;
        double r = R + d, g = G + d, b = B + d;
        double l = (0.3 * r) + (0.59 * g) + (0.11 * b);
        double least = Math.Min(r, Math.Min(g, b)), most = Math.Max(r, Math.Max(g, b));
        if (least < 0 && l > least)
        {
            double f = l / (l - least);
            (r, g, b) = (l + ((r - l) * f), l + ((g - l) * f), l + ((b - l) * f));
        }

        if (most > 1 && most > l)
        {
            double f = (1 - l) / (most - l);
            (r, g, b) = (l + ((r - l) * f), l + ((g - l) * f), l + ((b - l) * f));
        }

        return new BlendColor(r, g, b);
    }

    /// <summary>SetSat: the colour with its bands spread to a saturation, the smallest at 0.</summary>
    public BlendColor WithSaturation(double saturation)
    {
        double spread = Saturation;
        if (spread == 0)
            return default;
        double least = Math.Min(R, Math.Min(G, B));
        double f = saturation / spread;
        return new BlendColor((R - least) * f, (G - least) * f, (B - least) * f);
    }
}
