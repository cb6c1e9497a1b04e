namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>CIE L*a*b* (1976) of sRGB colours under D65, the white of sRGB, 2° observer.</summary>
/// <remarks>sRGB to XYZ by the matrix of IEC 61966-2-1; white 0.95047, 1, 1.08883.</remarks>
internal static class CieLab
{
    private const double WhiteX = 0.95047;
    private const double WhiteZ = 1.08883;
    private const double Epsilon = 216.0 / 24389;
    private const double Kappa = 24389.0 / 27;

    /// <summary>L* (0 to 100), a*, b*.</summary>
    public static Coordinates FromRgb(ColorValue color)
    {
        double r = Srgb.ToLinear(color.R);
        double g = Srgb.ToLinear(color.G);
        double b = Srgb.ToLinear(color.B);
        double x = Compress(((0.4124564 * r) + (0.3575761 * g) + (0.1804375 * b)) / WhiteX);
        double y = Compress((0.2126729 * r) + (0.7151522 * g) + (0.0721750 * b));
        double z = Compress(((0.0193339 * r) + (0.1191920 * g) + (0.9503041 * b)) / WhiteZ);
        return new Coordinates((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    /// <summary>The nearest sRGB colour channel by channel.</summary>
    public static ColorValue ToRgb(Coordinates lab, double alpha)
    {
        double fy = (lab.X + 16) / 116;
        double x = Expand(fy + (lab.Y / 500)) * WhiteX;
        double y = Expand(fy);
        double z = Expand(fy - (lab.Z / 200)) * WhiteZ;
        return new ColorValue(
            Srgb.FromLinear((3.2404542 * x) - (1.5371385 * y) - (0.4985314 * z)),
            Srgb.FromLinear((-0.9692660 * x) + (1.8760108 * y) + (0.0415560 * z)),
            Srgb.FromLinear((0.0556434 * x) - (0.2040259 * y) + (1.0572252 * z)),
            alpha);
    }

    private static double Compress(double t) => t > Epsilon ? Math.Cbrt(t) : ((Kappa * t) + 16) / 116;

    private static double Expand(double f) => f * f * f > Epsilon ? f * f * f : ((116 * f) - 16) / Kappa;
}
