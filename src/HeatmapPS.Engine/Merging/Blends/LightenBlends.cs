namespace HeatmapPS.Engine.Merging.Blends;

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
