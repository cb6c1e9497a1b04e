namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>Three coordinates of a colour in any space.</summary>
internal readonly record struct Coordinates(double X, double Y, double Z)
{
    /// <summary>The straight line between two points: <c>from</c> at 0, <c>to</c> at 1.</summary>
    public static Coordinates Lerp(Coordinates from, Coordinates to, double t) =>
        new((t * (to.X - from.X)) + from.X, (t * (to.Y - from.Y)) + from.Y, (t * (to.Z - from.Z)) + from.Z);
}
