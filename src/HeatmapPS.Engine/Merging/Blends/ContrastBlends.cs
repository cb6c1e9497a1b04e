namespace HeatmapPS.Engine.Merging.Blends;

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
