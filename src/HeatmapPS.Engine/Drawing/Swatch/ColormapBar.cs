using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Drawing.Swatch;

/// <summary>Draws one map as a bar and nothing else, each colour equally wide, so that the map can be read back from it.</summary>
internal static class ColormapBar
{
    private const int MinWidth = 512;
    private const int Height = 64;
    private const int MaxColors = 8192;

    /// <summary>Draws the bar, low values left.</summary>
    /// <returns>RGB of 8 bits; at least 512 columns, a whole number for each colour, 64 rows. Transparency is over white.</returns>
    public static Raster Draw(Colormap map)
    {
        if (map.Count > MaxColors) map = map.Resample(MaxColors);
        int step = (MinWidth + map.Count - 1) / map.Count;
        var canvas = new SheetCanvas(map.Count * step, Height);
        canvas.Bar(map, 0, 0, canvas.Width, Height);
        return canvas.ToRaster();
    }
}
