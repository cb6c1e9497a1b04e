namespace HeatmapPS.Engine.Merging.Blends;

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
