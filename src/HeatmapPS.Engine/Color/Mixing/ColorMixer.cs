namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>Mixes two colours.</summary>
/// <param name="from">The colour at 0.</param>
/// <param name="to">The colour at 1.</param>
/// <param name="t">0 to 1.</param>
internal delegate ColorValue ColorMixer(ColorValue from, ColorValue to, double t);

/// <summary>The ways to mix two colours that colormap files know. Opacity is always mixed in a straight line.</summary>
internal static class ColorMixers
{
    /// <summary>Straight in stored red, green and blue.</summary>
    public static ColorValue Rgb(ColorValue from, ColorValue to, double t) => new(
        (t * (to.R - from.R)) + from.R, (t * (to.G - from.G)) + from.G, (t * (to.B - from.B)) + from.B, Alpha(from, to, t));

    /// <summary>Straight in CIE L*a*b*.</summary>
    public static ColorValue Lab(ColorValue from, ColorValue to, double t) =>
        Ends(from, to, t) ?? CieLab.ToRgb(Coordinates.Lerp(CieLab.FromRgb(from), CieLab.FromRgb(to), t), Alpha(from, to, t));

    /// <summary>Straight in OKLab.</summary>
    public static ColorValue OKLab(ColorValue from, ColorValue to, double t) =>
        Ends(from, to, t) ?? OkLab.ToRgb(Coordinates.Lerp(OkLab.FromRgb(from), OkLab.FromRgb(to), t), Alpha(from, to, t));

    /// <summary>In hue, saturation and value, hue rising (GIMP's counter-clockwise).</summary>
    public static ColorValue HsvRising(ColorValue from, ColorValue to, double t) =>
        Hsv(from, to, t, turn => turn < 0 ? turn + 360 : turn);

    /// <summary>In hue, saturation and value, hue falling (GIMP's clockwise).</summary>
    public static ColorValue HsvFalling(ColorValue from, ColorValue to, double t) =>
        Hsv(from, to, t, turn => turn > 0 ? turn - 360 : turn);

    /// <summary>In hue, saturation and value, hue by the shorter way round.</summary>
    public static ColorValue HsvShort(ColorValue from, ColorValue to, double t) =>
        Hsv(from, to, t, turn => turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn);

    /// <summary>Hue as a plain number from 0 to 360, without going round.</summary>
    public static ColorValue HsvStraight(ColorValue from, ColorValue to, double t) => Hsv(from, to, t, turn => turn);

    /// <summary>The first colour up to the end.</summary>
    public static ColorValue Step(ColorValue from, ColorValue to, double t) => t < 1 ? from : to;

    public static ColorMixer Of(ColorSpace space) => space switch
    {
        ColorSpace.Lab => Lab,
        ColorSpace.OKLab => OKLab,
        _ => Rgb,
    };

    /// <summary>Opacity, mixed in a straight line.</summary>
    internal static double Alpha(ColorValue from, ColorValue to, double t) => (t * (to.A - from.A)) + from.A;

    /// <summary>The ends as they are: a way through another space and back would change their last bits.</summary>
    internal static ColorValue? Ends(ColorValue from, ColorValue to, double t) => t <= 0 || from == to ? from : t >= 1 ? to : null;

    private static ColorValue Hsv(ColorValue from, ColorValue to, double t, Func<double, double> way)
    {
        if (Ends(from, to, t) is { } end) return end;
        Coordinates start = HsvColor.FromRgb(from);
        Coordinates stop = HsvColor.FromRgb(to);
        // Grey has no hue of its own; the other end's keeps the mixture from running through the rainbow.
        if (start.Y == 0) start = start with { X = stop.X };
        if (stop.Y == 0) stop = stop with { X = start.X };
        stop = stop with { X = start.X + way(stop.X - start.X) };
        return HsvColor.ToRgb(Coordinates.Lerp(start, stop, t), Alpha(from, to, t));
    }
}

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

/// <summary>Three coordinates of a colour in any space.</summary>
internal readonly record struct Coordinates(double X, double Y, double Z)
{
    /// <summary>The straight line between two points: <c>from</c> at 0, <c>to</c> at 1.</summary>
    public static Coordinates Lerp(Coordinates from, Coordinates to, double t) =>
        new((t * (to.X - from.X)) + from.X, (t * (to.Y - from.Y)) + from.Y, (t * (to.Z - from.Z)) + from.Z);
}

/// <summary>The space in which colours are mixed.</summary>
public enum ColorSpace
{
    /// <summary>Red, green and blue as stored (gamma-encoded sRGB), as matplotlib mixes.</summary>
    RGB,

    /// <summary>CIE L*a*b* under D65.</summary>
    Lab,

    /// <summary>Ottosson's OKLab.</summary>
    OKLab,
}

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

/// <summary>Hue, saturation and value (Smith 1978) of stored colours.</summary>
internal static class HsvColor
{
    /// <summary>Hue in degrees (0 to 360), saturation and value from 0 to 1.</summary>
    public static Coordinates FromRgb(ColorValue color)
    {
        double value = Math.Max(color.R, Math.Max(color.G, color.B));
        double chroma = value - Math.Min(color.R, Math.Min(color.G, color.B));
        if (chroma == 0) return new Coordinates(0, 0, value);
        double hue = value == color.R ? (color.G - color.B) / chroma
            : value == color.G ? 2 + ((color.B - color.R) / chroma)
            : 4 + ((color.R - color.G) / chroma);
        return new Coordinates(hue < 0 ? (hue + 6) * 60 : hue * 60, chroma / value, value);
    }

    /// <summary>The colour of a hue in degrees, of any turn, and saturation and value from 0 to 1.</summary>
    public static ColorValue ToRgb(Coordinates hsv, double alpha)
    {
        double hue = hsv.X - (360 * Math.Floor(hsv.X / 360));
        return new ColorValue(Channel(5), Channel(3), Channel(1), alpha);

        double Channel(int n)
        {
            double k = (n + (hue / 60)) % 6;
            return hsv.Z - (hsv.Z * hsv.Y * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
        }
    }
}

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

/// <summary>Mixes colours as diverging maps are made: over a lighter middle, without a dark band.</summary>
/// <remarks>The Msh space (polar L*a*b*: magnitude, saturation angle, hue) and the interpolation of K. Moreland, "Diverging
/// Color Maps for Scientific Visualization" (ISVC 2009), which ParaView calls Diverging.</remarks>
internal static class DivergingMixer
{
    private const double Unsaturated = 0.05;

    /// <summary>Mixes through a white middle where both colours are saturated and their hues lie apart.</summary>
    public static ColorValue Mix(ColorValue from, ColorValue to, double t)
    {
        if (ColorMixers.Ends(from, to, t) is { } end) return end;
        Coordinates start = FromLab(CieLab.FromRgb(from));
        Coordinates stop = FromLab(CieLab.FromRgb(to));
        double place = t;
        if (start.Y > Unsaturated && stop.Y > Unsaturated && HueDistance(start.Z, stop.Z) > Math.PI / 3)
        {
            var middle = new Coordinates(Math.Max(Math.Max(start.X, stop.X), 88), 0, 0);
            (start, stop, place) = t < 0.5 ? (start, middle, 2 * t) : (middle, stop, (2 * t) - 1);
        }

        if (start.Y < Unsaturated && stop.Y > Unsaturated)
            start = start with { Z = AdjustedHue(stop, start.X) };
        else if (stop.Y < Unsaturated && start.Y > Unsaturated)
            stop = stop with { Z = AdjustedHue(start, stop.X) };
        return CieLab.ToRgb(ToLab(Coordinates.Lerp(start, stop, place)), ColorMixers.Alpha(from, to, t));
    }

    private static Coordinates FromLab(Coordinates lab)
    {
        double magnitude = Math.Sqrt((lab.X * lab.X) + (lab.Y * lab.Y) + (lab.Z * lab.Z));
        double saturation = magnitude > 0.001 ? Math.Acos(Math.Clamp(lab.X / magnitude, -1, 1)) : 0;
        return new Coordinates(magnitude, saturation, saturation > 0.001 ? Math.Atan2(lab.Z, lab.Y) : 0);
    }

    private static Coordinates ToLab(Coordinates msh) => new(
        msh.X * Math.Cos(msh.Y), msh.X * Math.Sin(msh.Y) * Math.Cos(msh.Z), msh.X * Math.Sin(msh.Y) * Math.Sin(msh.Z));

    private static double HueDistance(double a, double b)
    {
        double distance = Math.Abs(a - b);
        return distance > Math.PI ? (2 * Math.PI) - distance : distance;
    }

    /// <summary>A hue for the unsaturated end that keeps the curve straight in a uniform space.</summary>
    private static double AdjustedHue(Coordinates saturated, double unsaturatedMagnitude)
    {
        if (saturated.X >= unsaturatedMagnitude - 0.1) return saturated.Z;
        double spin = saturated.Y * Math.Sqrt((unsaturatedMagnitude * unsaturatedMagnitude) - (saturated.X * saturated.X))
            / (saturated.X * Math.Sin(saturated.Y));
        return saturated.Z > -Math.PI / 3 ? saturated.Z + spin : saturated.Z - spin;
    }
}
