namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>Hue, saturation and value (Smith 1978) of stored colours.</summary>
internal static class HsvColor
{
    /// <summary>Hue in degrees (0 to 360), saturation and value from 0 to 1.</summary>
    public static Coordinates FromRgb(ColorValue color)
    {
        double value = Math.Max(color.R, Math.Max(color.G, color.B));
        double chroma = value - Math.Min(color.R, Math.Min(color.G, color.B));
        if (chroma == 0) return new Coordinates(0, 0, value);
        double hue = value == color.R ? (color.G - color.B) / chroma
            : value == color.G ? 2 + ((color.B - color.R) / chroma)
            : 4 + ((color.R - color.G) / chroma);
        return new Coordinates(hue < 0 ? (hue + 6) * 60 : hue * 60, chroma / value, value);
    }

    /// <summary>The colour of a hue in degrees, of any turn, and saturation and value from 0 to 1.</summary>
    public static ColorValue ToRgb(Coordinates hsv, double alpha)
    {
        double hue = hsv.X - (360 * Math.Floor(hsv.X / 360));
        return new ColorValue(Channel(5), Channel(3), Channel(1), alpha);

        double Channel(int n)
        {
            double k = (n + (hue / 60)) % 6;
            return hsv.Z - (hsv.Z * hsv.Y * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
        }
    }
}
