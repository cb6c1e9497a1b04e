namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>Mixes colours as diverging maps are made: over a lighter middle, without a dark band.</summary>
/// <remarks>The Msh space (polar L*a*b*: magnitude, saturation angle, hue) and the interpolation of K. Moreland, "Diverging
/// Color Maps for Scientific Visualization" (ISVC 2009), which ParaView calls Diverging.</remarks>
internal static class DivergingMixer
{
    private const double Unsaturated = 0.05;

    /// <summary>Mixes through a white middle where both colours are saturated and their hues lie apart.</summary>
    public static ColorValue Mix(ColorValue from, ColorValue to, double t)
    {
        if (ColorMixers.Ends(from, to, t) is { } end) return end;
        Coordinates start = FromLab(CieLab.FromRgb(from));
        Coordinates stop = FromLab(CieLab.FromRgb(to));
        double place = t;
        if (start.Y > Unsaturated && stop.Y > Unsaturated && HueDistance(start.Z, stop.Z) > Math.PI / 3)
        {
            var middle = new Coordinates(Math.Max(Math.Max(start.X, stop.X), 88), 0, 0);
            (start, stop, place) = t < 0.5 ? (start, middle, 2 * t) : (middle, stop, (2 * t) - 1);
        }

        if (start.Y < Unsaturated && stop.Y > Unsaturated)
            start = start with { Z = AdjustedHue(stop, start.X) };
        else if (stop.Y < Unsaturated && start.Y > Unsaturated)
            stop = stop with { Z = AdjustedHue(start, stop.X) };
        return CieLab.ToRgb(ToLab(Coordinates.Lerp(start, stop, place)), ColorMixers.Alpha(from, to, t));
    }

    private static Coordinates FromLab(Coordinates lab)
    {
        double magnitude = Math.Sqrt((lab.X * lab.X) + (lab.Y * lab.Y) + (lab.Z * lab.Z));
        double saturation = magnitude > 0.001 ? Math.Acos(Math.Clamp(lab.X / magnitude, -1, 1)) : 0;
        return new Coordinates(magnitude, saturation, saturation > 0.001 ? Math.Atan2(lab.Z, lab.Y) : 0);
    }

    private static Coordinates ToLab(Coordinates msh) => new(
        msh.X * Math.Cos(msh.Y), msh.X * Math.Sin(msh.Y) * Math.Cos(msh.Z), msh.X * Math.Sin(msh.Y) * Math.Sin(msh.Z));

    private static double HueDistance(double a, double b)
    {
        double distance = Math.Abs(a - b);
        return distance > Math.PI ? (2 * Math.PI) - distance : distance;
    }

    /// <summary>A hue for the unsaturated end that keeps the curve straight in a uniform space.</summary>
    private static double AdjustedHue(Coordinates saturated, double unsaturatedMagnitude)
    {
        if (saturated.X >= unsaturatedMagnitude - 0.1) return saturated.Z;
        double spin = saturated.Y * Math.Sqrt((unsaturatedMagnitude * unsaturatedMagnitude) - (saturated.X * saturated.X))
            / (saturated.X * Math.Sin(saturated.Y));
        return saturated.Z > -Math.PI / 3 ? saturated.Z + spin : saturated.Z - spin;
    }
}
