using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Turns frames into indices of a palette: exactly where it has their colours, else by the nearest.</summary>
internal static class IndexRows
{
    /// <summary>Writes the indices of a whole frame.</summary>
    /// <param name="frame">A heatmap, or an RGB(A) raster of 8 or 16 bits.</param>
    /// <param name="palette">The palette.</param>
    /// <param name="indices">One a pixel.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public static void Read(ImageObject frame, FramePalette palette, Memory<byte> indices, CancellationToken cancellationToken)
    {
        if (frame is Heatmap heatmap)
            ReadHeatmap(heatmap, palette, indices, cancellationToken);
        else
            ReadColors(frame, palette, indices, cancellationToken);
    }

    private static void ReadHeatmap(Heatmap heatmap, FramePalette palette, Memory<byte> indices, CancellationToken cancellationToken)
    {
        Raster raster = heatmap.Raster;
        ColorTable table = heatmap.Style.Table(8, palette.Palette.HasAlpha);
        ColorIndexer indexer = heatmap.Style.Indexer(heatmap, table);
        byte[] byEntry = Array.ConvertAll(table.Bytes, palette.IndexOf);
        int[] entries = new int[RowPump.RowsPerStrip(raster.Layout) * raster.Width];
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            int count = strip.Rows * raster.Width;
            indexer.Index(strip.Bytes, entries.AsSpan(0, count));
            Span<byte> target = indices.Span.Slice(strip.FirstRow * raster.Width, count);
            for (int i = 0; i < count; i++)
                target[i] = byEntry[entries[i]];
        });
    }

    private static void ReadColors(ImageObject frame, FramePalette palette, Memory<byte> indices, CancellationToken cancellationToken)
    {
        using RowReader rows = FrameColors.Open(frame, palette.Palette.HasAlpha);
        int bands = rows.Layout.Bands, width = rows.Layout.Width;
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            Span<byte> target = indices.Span[(strip.FirstRow * width)..];
            Rgba32 last = FramePalette.ColorOf(strip.Bytes[..bands]);
            byte index = palette.IndexOf(last);
            for (int i = 0, p = 0; p < strip.Bytes.Length; i++, p += bands)
            {
                Rgba32 color = FramePalette.ColorOf(strip.Bytes.Slice(p, bands));
                if (color != last)
                    (last, index) = (color, palette.IndexOf(color));
                target[i] = index;
            }
        });
    }
}
