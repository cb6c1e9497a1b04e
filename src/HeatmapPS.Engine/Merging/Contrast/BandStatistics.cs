using System.Buffers;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>Statistics of each band of an image, in one pass over its pixels.</summary>
internal static class BandStatistics
{
    /// <summary>Gathers the statistics of the first bands.</summary>
    /// <param name="raster">The image.</param>
    /// <param name="bands">How many bands.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="progress">Told the fraction of rows read, or null.</param>
    public static StatisticsAccumulator[] Gather(Raster raster, int bands, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        if (bands == 1 && raster.Bands == 1)
            return [RasterStatistics.Gather(raster, cancellationToken, progress)];
        var gathered = new StatisticsAccumulator[bands];
        for (int band = 0; band < bands; band++)
            gathered[band] = new StatisticsAccumulator(raster.SampleType, raster.NoDataValues);
        int size = raster.SampleType.Size, stride = raster.Bands * size;
        using var rows = new ObservedRows(raster.OpenRows(), progress, cancellationToken);
        RowPump.ForEachStrip(rows, cancellationToken, strip => AddStrip(gathered, strip.Bytes, size, stride));
        return Array.ConvertAll(gathered, each => each.Complete());
    }

    private static unsafe void AddStrip(StatisticsAccumulator[] gathered, ReadOnlySpan<byte> bytes, int size, int stride)
    {
        int length = bytes.Length;
        // A span cannot cross into the workers' closure; the buffer stays pinned until they are done.
        fixed (byte* pinned = bytes)
        {
            nint address = (nint)pinned;
            Parallel.For(0, gathered.Length, band =>
            {
                byte[] samples = ArrayPool<byte>.Shared.Rent(length / stride * size);
                var source = new ReadOnlySpan<byte>((byte*)address, length);
                int count = TakeBand(source, samples, band * size, size, stride);
                gathered[band].Add(samples.AsSpan(0, count));
                ArrayPool<byte>.Shared.Return(samples);
            });
        }
    }

    private static int TakeBand(ReadOnlySpan<byte> source, byte[] destination, int offset, int size, int stride)
    {
        int written = 0;
        for (int p = offset; p < source.Length; p += stride)
        {
            if (size == 1)
                destination[written] = source[p];
            else
                source.Slice(p, size).CopyTo(destination.AsSpan(written));
            written += size;
        }

        return written;
    }
}
