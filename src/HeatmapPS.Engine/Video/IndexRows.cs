using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Turns frames into indices of one palette. Thread-safe.</summary>
/// <param name="palette">The palette.</param>
/// <param name="exact">Null where the nearest colour will do, or the format's name, for the error of a colour that is not there.</param>
internal sealed class IndexRows(FramePalette palette, string? exact)
{
    /// <summary>Writes the indices of a whole frame.</summary>
    /// <param name="frame">A heatmap, or an RGB(A) raster of 8 bits.</param>
    /// <param name="indices">One a pixel.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public void Read(ImageObject frame, Memory<byte> indices, CancellationToken cancellationToken)
    {
        if (frame is Heatmap heatmap)
            ReadHeatmap(heatmap, indices, cancellationToken);
        else
            ReadColors(DepthConversion.Apply((Raster)frame, 8), indices, cancellationToken);
    }

    private void ReadHeatmap(Heatmap heatmap, Memory<byte> indices, CancellationToken cancellationToken)
    {
        Raster raster = heatmap.Raster;
        ColorTable table = heatmap.Style.Table(8, heatmap.HasAlpha);
        var indexer = new ColorIndexer(heatmap.Scale, table.Count, raster.SampleType, raster.NoDataValues);
        if (exact is not null && Enumerable.Range(0, table.Count).Any(entry => !palette.Has(table.Bytes[entry])))
            throw Errors.VideoErrors.ColorsMixed(exact, heatmap.Name);
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

    private void ReadColors(Raster raster, Memory<byte> indices, CancellationToken cancellationToken)
    {
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            Span<byte> target = indices.Span[(strip.FirstRow * raster.Width)..];
            for (int i = 0, p = 0; p < strip.Bytes.Length; i++, p += raster.Bands)
                target[i] = palette.IndexOf(FramePalette.ColorOf(strip.Bytes.Slice(p, raster.Bands)));
        });
    }
}
