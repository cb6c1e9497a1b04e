using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Statistics of whole rasters, streamed.</summary>
internal static class RasterStatistics
{
    /// <summary>Gathers the statistics of a one-band raster.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    /// <param name="progress">Receives the fraction of rows done, or null.</param>
    /// <param name="kept">Filled with the raster's pixels, or null.</param>
    public static StatisticsAccumulator Gather(
        Raster raster, CancellationToken cancellationToken, IProgress<double>? progress = null, DecodedPixels.ReservedRoom? kept = null)
    {
        using var rows = new ObservedRows(raster.OpenRows(), progress, cancellationToken);
        int size = raster.SampleType.Size;
        var parts = new StatisticsAccumulator[Math.Max(1,
            raster.Layout.PixelCount >= ParallelParts.MinPixels ? Environment.ProcessorCount : 1)];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new StatisticsAccumulator(raster.SampleType, raster.NoDataValues);
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            if (kept is not null)
                strip.Bytes.CopyTo(kept.Pixels[checked(strip.FirstRow * raster.Layout.RowBytes)..]);
            AddStrip(parts, strip.Bytes, size);
        });
        for (int i = 1; i < parts.Length; i++)
            parts[0].Merge(parts[i]);
        return parts[0].Complete();
    }

    private static void AddStrip(StatisticsAccumulator[] parts, ReadOnlySpan<byte> bytes, int size)
    {
        int samples = bytes.Length / size;
        if (parts.Length == 1)
        {
            parts[0].Add(bytes);
            return;
        }

        ParallelParts.ForEach(bytes, parts.Length, (all, part) =>
        {
            (int first, int count) = ParallelParts.Share(samples, part, parts.Length);
            parts[part].Add(all.Slice(first * size, count * size));
        });
    }
}

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
