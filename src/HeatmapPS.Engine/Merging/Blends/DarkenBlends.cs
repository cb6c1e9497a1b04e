namespace HeatmapPS.Engine.Merging.Blends;

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
