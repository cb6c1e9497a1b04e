using System.Text;
using HeatmapPS.Engine.Color;

namespace HeatmapPS.Arguments;

/// <summary>A colormap as a bar of coloured blanks for terminals.</summary>
public static class ColormapSwatch
{
    /// <summary>Makes the bar with 24-bit escape sequences.</summary>
    /// <param name="map">The map.</param>
    /// <param name="width">Blanks.</param>
    public static string Render(Colormap map, int width)
    {
        ArgumentNullException.ThrowIfNull(map);
        var bar = new StringBuilder();
        for (int i = 0; i < width; i++)
        {
            Rgba32 color = map.GetRgba32((int)((long)i * (map.Count - 1) / Math.Max(1, width - 1)));
            bar.Append("\u001b[48;2;").Append(color.R).Append(';').Append(color.G).Append(';').Append(color.B).Append("m ");
        }

        return bar.Append("\u001b[0m").ToString();
    }

    /// <summary>One colour as a bar.</summary>
    internal static string Render(Rgba32 color, int width) =>
        $"\u001b[48;2;{color.R};{color.G};{color.B}m{new string(' ', width)}\u001b[0m";
}
