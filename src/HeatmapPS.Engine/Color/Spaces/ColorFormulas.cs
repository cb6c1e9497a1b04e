using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Spaces;

/// <summary>Between stored RGB, 0..1, and the other spaces, in natural units (see <see cref="ColorEncoding"/>), in place.</summary>
/// <remarks>Formulas: ITU-R BT.601 and JFIF (YCbCr), BT.470 as OpenCV rounds it (YUV), Smith 1978 (HSV, HSL), CIE 15 (XYZ, Lab)
/// with the sRGB primaries and white D65 (0.950456, 1, 1.088754), as OpenCV and scikit-image have them.</remarks>
internal static class ColorFormulas
{
    private const double WhiteX = 0.950456, WhiteZ = 1.088754;

    /// <summary>The largest step of t³ where L* is linear: (6/29)³, and its slope.</summary>
    private const double LabEdge = 0.008856, LabSlope = 7.787, LabShift = 16.0 / 116;

    /// <summary>RGB to a space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="isLinear">Whether XYZ is of linear light.</param>
    /// <param name="c">Red, green, blue; then the space's bands. Has room for four.</param>
    public static void FromRgb(ImageColorSpace space, bool isLinear, Span<double> c)
    {
        switch (space)
        {
            case ImageColorSpace.BGR: (c[0], c[2]) = (c[2], c[0]); break;
            case ImageColorSpace.YCbCr: ToDifferences(c, 1 / 1.772, 1 / 1.402); break;
            case ImageColorSpace.YCrCb: ToDifferences(c, 1 / 1.772, 1 / 1.402); (c[1], c[2]) = (c[2], c[1]); break;
            case ImageColorSpace.YUV: ToDifferences(c, 0.492, 0.877); break;
            case ImageColorSpace.HSV: ToHsv(c); break;
            case ImageColorSpace.HSL: ToHsl(c); break;
            case ImageColorSpace.HLS: ToHsl(c); (c[1], c[2]) = (c[2], c[1]); break;
            case ImageColorSpace.XYZ: ToXyz(c, isLinear); break;
            case ImageColorSpace.Lab: ToXyz(c, isLinear: true); XyzToLab(c); break;
            case ImageColorSpace.CMYK: ToCmyk(c); break;
        }
    }

    /// <summary>A space to RGB.</summary>
    /// <param name="space">The space.</param>
    /// <param name="isLinear">Whether XYZ is of linear light.</param>
    /// <param name="c">The space's bands; then red, green, blue.</param>
    public static void ToRgb(ImageColorSpace space, bool isLinear, Span<double> c)
    {
        switch (space)
        {
            case ImageColorSpace.BGR: (c[0], c[2]) = (c[2], c[0]); break;
            case ImageColorSpace.YCbCr: FromDifferences(c, 1.772, 1.402); break;
            case ImageColorSpace.YCrCb: (c[1], c[2]) = (c[2], c[1]); FromDifferences(c, 1.772, 1.402); break;
            case ImageColorSpace.YUV: FromDifferences(c, 1 / 0.492, 1 / 0.877); break;
            case ImageColorSpace.HSV: FromHue(c, c[2] * (1 - c[1]), c[2]); break;
            case ImageColorSpace.HSL: FromHsl(c, c[1], c[2]); break;
            case ImageColorSpace.HLS: FromHsl(c, c[2], c[1]); break;
            case ImageColorSpace.XYZ: FromXyz(c, isLinear); break;
            case ImageColorSpace.Lab: LabToXyz(c); FromXyz(c, isLinear: true); break;
            case ImageColorSpace.CMYK:
                double light = 1 - c[3];
                (c[0], c[1], c[2]) = ((1 - c[0]) * light, (1 - c[1]) * light, (1 - c[2]) * light);
                break;
        }
    }

    private static void ToDifferences(Span<double> c, double blueScale, double redScale)
    {
        double luma = (0.299 * c[0]) + (0.587 * c[1]) + (0.114 * c[2]);
        (c[0], c[1], c[2]) = (luma, (c[2] - luma) * blueScale, (c[0] - luma) * redScale);
    }

    private static void FromDifferences(Span<double> c, double blueScale, double redScale)
    {
        double red = c[0] + (c[2] * redScale), blue = c[0] + (c[1] * blueScale);
        (c[0], c[1], c[2]) = (red, (c[0] - (0.299 * red) - (0.114 * blue)) / 0.587, blue);
    }

    /// <summary>Hue in degrees, largest and smallest of red, green and blue.</summary>
    private static (double Hue, double Largest, double Smallest) Hue(Span<double> c)
    {
        double red = Math.Clamp(c[0], 0, 1), green = Math.Clamp(c[1], 0, 1), blue = Math.Clamp(c[2], 0, 1);
        double largest = Math.Max(red, Math.Max(green, blue)), smallest = Math.Min(red, Math.Min(green, blue));
        double range = largest - smallest;
        if (!(range > 0))
            return (0, largest, smallest);
        double hue = largest == red ? 60 * (green - blue) / range
            : largest == green ? 120 + (60 * (blue - red) / range)
            : 240 + (60 * (red - green) / range);
        return (hue < 0 ? hue + 360 : hue, largest, smallest);
    }

    private static void ToHsv(Span<double> c)
    {
        (double hue, double largest, double smallest) = Hue(c);
        (c[0], c[1], c[2]) = (hue, largest > 0 ? (largest - smallest) / largest : 0, largest);
    }

    private static void ToHsl(Span<double> c)
    {
        (double hue, double largest, double smallest) = Hue(c);
        double sum = largest + smallest, range = largest - smallest;
        double saturation = range == 0 ? 0 : sum < 1 ? range / sum : range / (2 - sum);
        (c[0], c[1], c[2]) = (hue, saturation, sum / 2);
    }

    private static void FromHsl(Span<double> c, double saturation, double lightness)
    {
        double largest = lightness <= 0.5 ? lightness * (1 + saturation) : lightness + saturation - (lightness * saturation);
        FromHue(c, (2 * lightness) - largest, largest);
    }

    private static void FromHue(Span<double> c, double smallest, double largest)
    {
        double turn = c[0] / 60;
        turn -= 6 * Math.Floor(turn / 6);
        c[0] = Channel(turn + 2);
        c[1] = Channel(turn);
        c[2] = Channel(turn + 4);

        // How far up a channel is at a sixth of the turn: rises over the first, stays for two, falls over the fourth.
        double Channel(double sixth)
        {
            double place = sixth >= 6 ? sixth - 6 : sixth;
            double height = Math.Clamp(Math.Min(place, 4 - place), 0, 1);
            return smallest + ((largest - smallest) * height);
        }
    }

    private static void ToXyz(Span<double> c, bool isLinear)
    {
        double r = isLinear ? Srgb.ToLinear(c[0]) : c[0];
        double g = isLinear ? Srgb.ToLinear(c[1]) : c[1];
        double b = isLinear ? Srgb.ToLinear(c[2]) : c[2];
        c[0] = (0.412453 * r) + (0.357580 * g) + (0.180423 * b);
        c[1] = (0.212671 * r) + (0.715160 * g) + (0.072169 * b);
        c[2] = (0.019334 * r) + (0.119193 * g) + (0.950227 * b);
    }

    private static void FromXyz(Span<double> c, bool isLinear)
    {
        double r = (3.240481343200526 * c[0]) - (1.5371515162713185 * c[1]) - (0.4985363261688878 * c[2]);
        double g = (-0.9692549499965682 * c[0]) + (1.8759900014898907 * c[1]) + (0.04155592655829284 * c[2]);
        double b = (0.055646639135177 * c[0]) - (0.2040413383665112 * c[1]) + (1.0573110696453443 * c[2]);
        (c[0], c[1], c[2]) = isLinear
            ? (Srgb.FromLinearUnbounded(r), Srgb.FromLinearUnbounded(g), Srgb.FromLinearUnbounded(b))
            : (r, g, b);
    }

    private static void XyzToLab(Span<double> c)
    {
        double x = Root(c[0] / WhiteX), y = Root(c[1]), z = Root(c[2] / WhiteZ);
        (c[0], c[1], c[2]) = ((116 * y) - 16, 500 * (x - y), 200 * (y - z));

        static double Root(double t) => t > LabEdge ? Math.Cbrt(t) : (LabSlope * t) + LabShift;
    }

    private static void LabToXyz(Span<double> c)
    {
        double y = (c[0] + 16) / 116;
        (c[0], c[1], c[2]) = (Cube(y + (c[1] / 500)) * WhiteX, Cube(y), Cube(y - (c[2] / 200)) * WhiteZ);

        static double Cube(double t) => t * t * t > LabEdge ? t * t * t : (t - LabShift) / LabSlope;
    }

    private static void ToCmyk(Span<double> c)
    {
        double red = Math.Clamp(c[0], 0, 1), green = Math.Clamp(c[1], 0, 1), blue = Math.Clamp(c[2], 0, 1);
        double light = Math.Max(red, Math.Max(green, blue));
        double scale = light > 0 ? 1 / light : 0;
        c[3] = 1 - light;
        (c[0], c[1], c[2]) = light > 0 ? (1 - (red * scale), 1 - (green * scale), 1 - (blue * scale)) : (0, 0, 0);
    }
}

/// <summary>A colour in OKLab (Björn Ottosson, 2020, public domain), in which distances are about as large as they look.</summary>
/// <param name="L">Lightness, 0 black to 1 white.</param>
/// <param name="A">Green (negative) to red.</param>
/// <param name="B">Blue (negative) to yellow.</param>
internal readonly record struct OkLabColor(float L, float A, float B)
{
    /// <summary>The colour of stored sRGB values from 0 to 1.</summary>
    public static OkLabColor FromStored(double red, double green, double blue) =>
        FromLinear((float)Srgb.ToLinear(red), (float)Srgb.ToLinear(green), (float)Srgb.ToLinear(blue));

    /// <summary>The colour of linear light from 0 to 1.</summary>
    public static OkLabColor FromLinear(float red, float green, float blue)
    {
        float l = MathF.Cbrt((0.4122214708f * red) + (0.5363325363f * green) + (0.0514459929f * blue));
        float m = MathF.Cbrt((0.2119034982f * red) + (0.6806995451f * green) + (0.1073969566f * blue));
        float s = MathF.Cbrt((0.0883024619f * red) + (0.2817188376f * green) + (0.6299787005f * blue));
        return new OkLabColor(
            (0.2104542553f * l) + (0.7936177850f * m) - (0.0040720468f * s),
            (1.9779984951f * l) - (2.4285922050f * m) + (0.4505937099f * s),
            (0.0259040371f * l) + (0.7827717662f * m) - (0.8086757660f * s));
    }

    /// <summary>Euclidean distance.</summary>
    public float DistanceTo(OkLabColor other)
    {
        float l = L - other.L, a = A - other.A, b = B - other.B;
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }
}
