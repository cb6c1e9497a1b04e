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

    /// <summary>The mixer of a space.</summary>
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
