namespace HeatmapPS.Engine.Merging.Blends;

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
