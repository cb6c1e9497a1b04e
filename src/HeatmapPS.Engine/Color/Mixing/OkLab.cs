namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>OKLab of sRGB colours.</summary>
/// <remarks>Matrices as published by Björn Ottosson, "A perceptual color space for image processing" (2020),
/// https://bottosson.github.io/posts/oklab/, public domain.</remarks>
internal static class OkLab
{
    /// <summary>L (0 to 1), a, b.</summary>
    public static Coordinates FromRgb(ColorValue color)
    {
        double r = Srgb.ToLinear(color.R);
        double g = Srgb.ToLinear(color.G);
        double b = Srgb.ToLinear(color.B);
        double l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        double m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        double s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return new Coordinates(
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));
    }

    /// <summary>The nearest sRGB colour channel by channel.</summary>
    public static ColorValue ToRgb(Coordinates lab, double alpha)
    {
        double l = Cube(lab.X + (0.3963377774 * lab.Y) + (0.2158037573 * lab.Z));
        double m = Cube(lab.X - (0.1055613458 * lab.Y) - (0.0638541728 * lab.Z));
        double s = Cube(lab.X - (0.0894841775 * lab.Y) - (1.2914855480 * lab.Z));
        return new ColorValue(
            Srgb.FromLinear((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Srgb.FromLinear((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Srgb.FromLinear((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)),
            alpha);

        static double Cube(double t) => t * t * t;
    }
}
