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

    /// <summary>The kernel of a mode.</summary>
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
