using System.Buffers;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>Works out the scales of a display stretch: one a band, or one for all, over one image or over many.</summary>
/// <remarks>Images are added from any thread. Alpha never counts.</remarks>
/// <param name="rule">How limits are found.</param>
internal sealed class ContrastRange(ContrastRule rule)
{
    private readonly Lock _lock = new();
    private SharedScale[]? _scales;

    /// <summary>Adds an image, reading its pixels when the rule needs them.</summary>
    /// <exception cref="HeatmapException">BandsDiffer when another image had other bands, or as many limits were not given.</exception>
    public void Add(Raster raster, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        int bands = ContrastStretch.ColorBands(raster);
        if (rule.Bands.Length > 1 && rule.Bands.Length != bands)
            throw MergeErrors.BandsDiffer(raster.Name, bands, rule.Bands.Length);
        SharedScale[] scales = Scales(raster.Name, bands);
        bool isRead = Enumerable.Range(0, bands).Any(band => rule.Of(band).NeedsPixels(raster.SampleType));
        StatisticsAccumulator[]? gathered = isRead ? BandStatistics.Gather(raster, bands, cancellationToken, progress) : null;
        for (int band = 0; band < bands; band++)
            scales[rule.IsJoint ? 0 : band].Add(BandSelection.Apply(raster, [band + 1]), gathered?[band]);
    }

    /// <summary>The scales: one for all bands, or one a band.</summary>
    /// <exception cref="HeatmapException">RangeInvalid when a given limit lies beyond the data.</exception>
    public HeatmapScale[] Resolve(CancellationToken cancellationToken)
    {
        SharedScale[] scales = _scales ?? throw new InvalidOperationException("No image was added.");
        return Array.ConvertAll(scales, scale => scale.Resolve(cancellationToken));
    }

    /// <summary>The scales of one image.</summary>
    public static HeatmapScale[] Of(Raster raster, ContrastRule rule, CancellationToken cancellationToken, IProgress<double>? progress)
    {
        var range = new ContrastRange(rule);
        range.Add(raster, cancellationToken, progress);
        return range.Resolve(cancellationToken);
    }

    private SharedScale[] Scales(string name, int bands)
    {
        lock (_lock)
        {
            _scales ??= [.. Enumerable.Range(0, rule.IsJoint ? 1 : bands).Select(band => new SharedScale(rule.Of(band)))];
            return rule.IsJoint || _scales.Length == bands ? _scales : throw MergeErrors.BandsDiffer(name, bands, _scales.Length);
        }
    }
}

/// <summary>Statistics of each band of an image, in one pass over its pixels.</summary>
internal static class BandStatistics
{
    /// <summary>Gathers the statistics of the first bands.</summary>
    /// <param name="raster">The image.</param>
    /// <param name="bands">How many bands.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="progress">Receives the fraction of rows read, or null.</param>
    public static StatisticsAccumulator[] Gather(Raster raster, int bands, CancellationToken cancellationToken,
        IProgress<double>? progress = null)
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

    private static void AddStrip(StatisticsAccumulator[] gathered, ReadOnlySpan<byte> bytes, int size, int stride) =>
        ParallelParts.ForEach(bytes, gathered.Length, (source, band) =>
        {
            byte[] samples = ArrayPool<byte>.Shared.Rent(source.Length / stride * size);
            int count = TakeBand(source, samples, band * size, size, stride);
            gathered[band].Add(samples.AsSpan(0, count));
            ArrayPool<byte>.Shared.Return(samples);
        });

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
