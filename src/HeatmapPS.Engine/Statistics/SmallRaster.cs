using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Spares a second decoding of images that are read more than once and fit in memory easily.</summary>
internal static class SmallRaster
{
    private const long KeptBytes = 64L << 20;

    /// <summary>The raster with its pixels in memory, where they take at most 64 MB; else itself.</summary>
    public static Raster ReadOnce(Raster raster, CancellationToken cancellationToken)
    {
        if (raster.Source is MemorySource || raster.Layout.ByteCount > KeptBytes)
            return raster;
        using RowReader rows = raster.OpenRows();
        return new Raster(new MemorySource(raster.Layout, RowPump.ReadAll(rows, cancellationToken)), raster.Metadata, raster.Origin);
    }
}
