using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Frames as rows of RGB or RGBA.</summary>
internal static class FrameColors
{
    /// <summary>Opens the colours of a frame.</summary>
    /// <param name="frame">A heatmap, or an RGB(A) raster of 8 or 16 bits.</param>
    /// <param name="alpha">Whether the rows have alpha.</param>
    /// <param name="bits">8 or 16 a channel.</param>
    public static RowReader Open(ImageObject frame, bool alpha, int bits = 8)
    {
        if (frame is Heatmap heatmap)
            return HeatmapRendering.Colors(heatmap, bits, alpha).Open();
        Raster raster = DepthConversion.Apply((Raster)frame, bits);
        if (raster.HasAlpha == alpha)
            return raster.OpenRows();
        int bands = alpha ? 4 : 3, size = bits / 8;
        var layout = new RasterLayout(raster.Width, raster.Height, bands, raster.SampleType);
        return new TransformedRows(layout, raster.OpenRows(), (source, destination) =>
        {
            int from = (alpha ? 3 : 4) * size, to = bands * size;
            for (int p = 0, q = 0; q < destination.Length; p += from, q += to)
            {
                source.Slice(p, 3 * size).CopyTo(destination[q..]);
                if (alpha)
                    destination.Slice(q + (3 * size), size).Fill(255);
            }
        });
    }
}
