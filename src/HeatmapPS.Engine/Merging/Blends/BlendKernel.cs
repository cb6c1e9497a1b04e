namespace HeatmapPS.Engine.Merging.Blends;

/// <summary>Blends and composites a run of pixels into the backdrop.</summary>
/// <param name="source">Pixels of the image, colours then alpha, 0..1.</param>
/// <param name="backdrop">As many pixels of the backdrop, changed.</param>
internal delegate void BlendKernel(ReadOnlySpan<double> source, Span<double> backdrop);

/// <summary>Makes the kernel of a mode.</summary>
/// <remarks>
/// Compositing is the W3C's source-over with blending: with αb and αs (times the opacity) the alphas, and B the mode,
/// the result's alpha is αo = αs + αb·(1 − αs), its colour (αs·((1 − αb)·s + αb·B(b, s)) + (1 − αs)·αb·b)/αo.
/// </remarks>
/// <param name="colors">Bands without alpha.</param>
/// <param name="hasAlpha">Whether pixels end with alpha.</param>
/// <param name="opacity">0..1.</param>
/// <param name="ignoreNaN">Whether NaN leaves the other image's value, rather than make the result NaN.</param>
internal sealed class BlendKernels(int colors, bool hasAlpha, double opacity, bool ignoreNaN)
{
    private readonly int _bands = colors + (hasAlpha ? 1 : 0);

    /// <summary>Whether a mode works on whole colours.</summary>
    public static bool IsColorMode(BlendMode mode) => mode is BlendMode.Hue or BlendMode.Saturation or BlendMode.Color
        or BlendMode.Luminosity or BlendMode.DarkerColor or BlendMode.LighterColor;

    public BlendKernel Create(BlendMode mode) => mode switch
    {
        BlendMode.Normal => Separable<DarkenBlends.Normal>,
        BlendMode.Darken => Separable<DarkenBlends.Darken>,
        BlendMode.Multiply => Separable<DarkenBlends.Multiply>,
        BlendMode.ColorBurn => Separable<DarkenBlends.ColorBurn>,
        BlendMode.LinearBurn => Separable<DarkenBlends.LinearBurn>,
        BlendMode.Lighten => Separable<LightenBlends.Lighten>,
        BlendMode.Screen => Separable<LightenBlends.Screen>,
        BlendMode.ColorDodge => Separable<LightenBlends.ColorDodge>,
        BlendMode.LinearDodge => Separable<LightenBlends.LinearDodge>,
        BlendMode.Overlay => Separable<ContrastBlends.Overlay>,
        BlendMode.HardLight => Separable<ContrastBlends.HardLight>,
        BlendMode.SoftLight => Separable<ContrastBlends.SoftLight>,
        BlendMode.VividLight => Separable<ContrastBlends.VividLight>,
        BlendMode.LinearLight => Separable<ContrastBlends.LinearLight>,
        BlendMode.PinLight => Separable<ContrastBlends.PinLight>,
        BlendMode.HardMix => Separable<ContrastBlends.HardMix>,
        BlendMode.Difference => Separable<DifferenceBlends.Difference>,
        BlendMode.Exclusion => Separable<DifferenceBlends.Exclusion>,
        BlendMode.Subtract => Separable<DifferenceBlends.Subtract>,
        BlendMode.Divide => Separable<DifferenceBlends.Divide>,
        BlendMode.Hue => WholeColor<ColorBlends.Hue>,
        BlendMode.Saturation => WholeColor<ColorBlends.Saturation>,
        BlendMode.Color => WholeColor<ColorBlends.Color>,
        BlendMode.Luminosity => WholeColor<ColorBlends.Luminosity>,
        BlendMode.DarkerColor => WholeColor<ColorBlends.DarkerColor>,
        BlendMode.LighterColor => WholeColor<ColorBlends.LighterColor>,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Expected a blend mode."),
    };

    private void Separable<TBlend>(ReadOnlySpan<double> source, Span<double> backdrop)
        where TBlend : struct, IBlendFunction
    {
        if (hasAlpha)
        {
            SeparableWithAlpha<TBlend>(source, backdrop);
            return;
        }

        for (int i = 0; i < source.Length; i++)
        {
            double b = backdrop[i], s = source[i];
            backdrop[i] = ignoreNaN && (double.IsNaN(b) || double.IsNaN(s))
                ? Known(b, s)
                : opacity == 1 ? TBlend.Blend(b, s) : b + ((TBlend.Blend(b, s) - b) * opacity);
        }
    }

    private void SeparableWithAlpha<TBlend>(ReadOnlySpan<double> source, Span<double> backdrop)
        where TBlend : struct, IBlendFunction
    {
        for (int p = 0; p < source.Length; p += _bands)
        {
            var mix = new AlphaMix(backdrop[p + colors], source[p + colors] * opacity);
            for (int i = p; i < p + colors; i++)
            {
                double b = backdrop[i], s = source[i];
                backdrop[i] = ignoreNaN && (double.IsNaN(b) || double.IsNaN(s)) ? Known(b, s) : mix.Over(b, s, TBlend.Blend(b, s));
            }

            backdrop[p + colors] = mix.Alpha;
        }
    }

    private void WholeColor<TBlend>(ReadOnlySpan<double> source, Span<double> backdrop)
        where TBlend : struct, IColorBlendFunction
    {
        int green = colors == 3 ? 1 : 0, blue = colors == 3 ? 2 : 0;
        for (int p = 0; p < source.Length; p += _bands)
        {
            var b = new BlendColor(backdrop[p], backdrop[p + green], backdrop[p + blue]);
            var s = new BlendColor(source[p], source[p + green], source[p + blue]);
            BlendColor blended = ignoreNaN && double.IsNaN(b.Luminosity) ? s
                : ignoreNaN && double.IsNaN(s.Luminosity) ? b
                : TBlend.Blend(b, s);
            AlphaMix mix = hasAlpha ? new AlphaMix(backdrop[p + colors], source[p + colors] * opacity) : new AlphaMix(1, opacity);
            backdrop[p] = mix.Over(b.R, s.R, blended.R);
            if (colors == 3)
            {
                backdrop[p + 1] = mix.Over(b.G, s.G, blended.G);
                backdrop[p + 2] = mix.Over(b.B, s.B, blended.B);
            }

            if (hasAlpha)
                backdrop[p + colors] = mix.Alpha;
        }
    }

    private static double Known(double b, double s) => double.IsNaN(s) ? b : s;

    /// <summary>The weights of source-over for one pixel; they add up to 1.</summary>
    private readonly struct AlphaMix
    {
        private readonly double _source;
        private readonly double _blended;
        private readonly double _backdrop;

        public AlphaMix(double backdropAlpha, double sourceAlpha)
        {
            Alpha = sourceAlpha + (backdropAlpha * (1 - sourceAlpha));
            double scale = Alpha > 0 ? 1 / Alpha : 0;
            _source = sourceAlpha * (1 - backdropAlpha) * scale;
            _blended = sourceAlpha * backdropAlpha * scale;
            _backdrop = (1 - sourceAlpha) * backdropAlpha * scale;
        }

        public double Alpha { get; }

        /// <summary>A weight of 0 leaves its value out, be it NaN.</summary>
        public double Over(double b, double s, double blended) =>
            (_source == 0 ? 0 : _source * s) + (_blended == 0 ? 0 : _blended * blended) + (_backdrop == 0 ? 0 : _backdrop * b);
    }
}

/// <summary>The modes that compare the images.</summary>
internal static class DifferenceBlends
{
    public readonly struct Difference : IBlendFunction
    {
        public static double Blend(double b, double s) => Math.Abs(b - s);
    }

    public readonly struct Exclusion : IBlendFunction
    {
        public static double Blend(double b, double s) => b + s - (2 * b * s);
    }

    public readonly struct Subtract : IBlendFunction
    {
        public static double Blend(double b, double s) => Math.Max(0, b - s);
    }

    public readonly struct Divide : IBlendFunction
    {
        public static double Blend(double b, double s) => b <= 0 ? 0 : s <= 0 ? 1 : Math.Min(1, b / s);
    }
}

/// <summary>The modes that work on whole colours.</summary>
internal static class ColorBlends
{
    public readonly struct Hue : IColorBlendFunction
    {
        public static BlendColor Blend(BlendColor b, BlendColor s) => s.WithSaturation(b.Saturation).WithLuminosity(b.Luminosity);
    }

    public readonly struct Saturation : IColorBlendFunction
    {
        public static BlendColor Blend(BlendColor b, BlendColor s) => b.WithSaturation(s.Saturation).WithLuminosity(b.Luminosity);
    }

    public readonly struct Color : IColorBlendFunction
    {
        public static BlendColor Blend(BlendColor b, BlendColor s) => s.WithLuminosity(b.Luminosity);
    }

    public readonly struct Luminosity : IColorBlendFunction
    {
        public static BlendColor Blend(BlendColor b, BlendColor s) => b.WithLuminosity(s.Luminosity);
    }

    public readonly struct DarkerColor : IColorBlendFunction
    {
        public static BlendColor Blend(BlendColor b, BlendColor s) => s.Luminosity < b.Luminosity ? s : b;
    }

    public readonly struct LighterColor : IColorBlendFunction
    {
        public static BlendColor Blend(BlendColor b, BlendColor s) => s.Luminosity > b.Luminosity ? s : b;
    }
}

/// <summary>The modes that darken where one image is dark and lighten where it is light.</summary>
internal static class ContrastBlends
{
    public readonly struct HardLight : IBlendFunction
    {
        public static double Blend(double b, double s) =>
            s <= 0.5 ? DarkenBlends.Multiply.Blend(b, 2 * s) : LightenBlends.Screen.Blend(b, (2 * s) - 1);
    }

    public readonly struct Overlay : IBlendFunction
    {
        public static double Blend(double b, double s) => HardLight.Blend(s, b);
    }

    public readonly struct SoftLight : IBlendFunction
    {
        public static double Blend(double b, double s)
        {
            if (s <= 0.5)
                return b - ((1 - (2 * s)) * b * (1 - b));
            double d = b <= 0.25 ? ((((16 * b) - 12) * b) + 4) * b : Math.Sqrt(b);
            return b + (((2 * s) - 1) * (d - b));
        }
    }

    public readonly struct VividLight : IBlendFunction
    {
        public static double Blend(double b, double s) =>
            s <= 0.5 ? DarkenBlends.ColorBurn.Blend(b, 2 * s) : LightenBlends.ColorDodge.Blend(b, (2 * s) - 1);
    }

    public readonly struct LinearLight : IBlendFunction
    {
        public static double Blend(double b, double s) => Math.Clamp(b + (2 * s) - 1, 0, 1);
    }

    public readonly struct PinLight : IBlendFunction
    {
        public static double Blend(double b, double s) => s <= 0.5 ? Math.Min(b, 2 * s) : Math.Max(b, (2 * s) - 1);
    }

    public readonly struct HardMix : IBlendFunction
    {
        /// <summary>Two levels that add up to the whole must not miss it by the rounding of their quotients.</summary>
        private const double Rounding = 1e-12;

        public static double Blend(double b, double s) => b + s >= 1 - Rounding ? 1 : 0;
    }
}

/// <summary>The modes that never darken.</summary>
internal static class LightenBlends
{
    public readonly struct Lighten : IBlendFunction
    {
        public static double Blend(double b, double s) => Math.Max(b, s);
    }

    public readonly struct Screen : IBlendFunction
    {
        public static double Blend(double b, double s) => b + s - (b * s);
    }

    public readonly struct ColorDodge : IBlendFunction
    {
        public static double Blend(double b, double s) => b <= 0 ? 0 : s >= 1 ? 1 : Math.Min(1, b / (1 - s));
    }

    public readonly struct LinearDodge : IBlendFunction
    {
        public static double Blend(double b, double s) => Math.Min(1, b + s);
    }
}

/// <summary>Normal, and the modes that never lighten.</summary>
internal static class DarkenBlends
{
    public readonly struct Normal : IBlendFunction
    {
        public static double Blend(double b, double s) => s;
    }

    public readonly struct Darken : IBlendFunction
    {
        public static double Blend(double b, double s) => Math.Min(b, s);
    }

    public readonly struct Multiply : IBlendFunction
    {
        public static double Blend(double b, double s) => b * s;
    }

    public readonly struct ColorBurn : IBlendFunction
    {
        public static double Blend(double b, double s) => b >= 1 ? 1 : s <= 0 ? 0 : 1 - Math.Min(1, (1 - b) / s);
    }

    public readonly struct LinearBurn : IBlendFunction
    {
        public static double Blend(double b, double s) => Math.Max(0, b + s - 1);
    }
}

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
