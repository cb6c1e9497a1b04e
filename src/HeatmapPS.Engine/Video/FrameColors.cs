using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Frames as rows of RGB or RGBA of 8 bits.</summary>
internal static class FrameColors
{
    /// <summary>Opens the colours of a frame.</summary>
    /// <param name="frame">A heatmap, or an RGB(A) raster of 8 or 16 bits.</param>
    /// <param name="alpha">Whether the rows have alpha.</param>
    public static RowReader Open(ImageObject frame, bool alpha)
    {
        if (frame is Heatmap heatmap)
            return HeatmapRendering.Colors(heatmap, 8, alpha).Open();
        Raster raster = DepthConversion.Apply((Raster)frame, 8);
        if (raster.HasAlpha == alpha)
            return raster.OpenRows();
        int bands = alpha ? 4 : 3;
        var layout = new RasterLayout(raster.Width, raster.Height, bands, SampleType.UInt8);
        return new TransformedRows(layout, raster.OpenRows(), (source, destination) =>
        {
            int from = alpha ? 3 : 4;
            for (int p = 0, q = 0; q < destination.Length; p += from, q += bands)
            {
                source.Slice(p, 3).CopyTo(destination[q..]);
                if (alpha)
                    destination[q + 3] = 255;
            }
        });
    }
}
