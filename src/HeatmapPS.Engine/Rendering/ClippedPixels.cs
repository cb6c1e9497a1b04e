using System.Buffers;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Rendering;

/// <summary>How many pixels lie outside a scale.</summary>
/// <param name="Below">Valid pixels below the lower limit.</param>
/// <param name="Above">Valid pixels above the upper limit.</param>
/// <param name="Valid">All valid pixels.</param>
internal readonly record struct ClippedPixels(long Below, long Above, long Valid)
{
    /// <summary>Share of the valid pixels outside the limits, in percent.</summary>
    public double Percent => Valid == 0 ? 0 : 100.0 * (Below + Above) / Valid;

    /// <summary>The ends that they lie beyond.</summary>
    public ClippedEnds Ends => new(Below > 0, Above > 0);

    /// <summary>What the type of a raster says of its pixels without a look at them; null where that is not all.</summary>
    public static ClippedPixels? OfType(Raster raster, HeatmapScale scale)
    {
        SampleType type = raster.SampleType;
        long pixels = raster.Layout.PixelCount;
        if (type.IsFloat)
            return null;
        if (scale.Minimum <= type.MinValue && !scale.Function.IsClipped(type.MaxValue))
            return new ClippedPixels(0, 0, pixels);
        if (scale.Minimum > type.MaxValue && scale.Function.IsClipped(type.MaxValue))
            return new ClippedPixels(pixels, 0, pixels);
        return scale.Minimum < type.MinValue && scale.Function.IsClipped(type.MinValue) ? new ClippedPixels(0, pixels, pixels) : null;
    }

    /// <summary>Counts them.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="gathered">Statistics of the raster where they exist; else the pixels are read, unless the type's own
    /// limits say that nothing can lie outside.</param>
    /// <param name="progress">Receives the fraction of rows read, or null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static ClippedPixels Count(
        Raster raster, HeatmapScale scale, StatisticsAccumulator? gathered, IProgress<double>? progress,
            CancellationToken cancellationToken)
    {
        SampleType type = raster.SampleType;
        if (!type.IsFloat && scale.Minimum <= type.MinValue && !scale.Function.IsClipped(type.MaxValue))
            return new ClippedPixels(0, 0, raster.Layout.PixelCount);
        if (gathered is null && IntervalCounter.Supports(type) && raster.NoDataValues.IsEmpty && scale.Function.WholeNumbers is { } inside)
            return FromInterval(raster, inside.First, inside.Last, progress, cancellationToken);
        gathered ??= RasterStatistics.Gather(raster, cancellationToken, progress);
        SampleStatistics statistics = gathered.ToStatistics();
        if (statistics.Count == 0 || (statistics.Minimum >= scale.Minimum && !scale.Function.IsClipped(statistics.Maximum)))
            return new ClippedPixels(0, 0, statistics.Count);
        return type.Size <= 2
            ? FromHistogram(gathered, scale) with { Valid = statistics.Count }
            : FromPixels(raster, scale, progress, cancellationToken) with { Valid = statistics.Count };
    }

    private static ClippedPixels FromInterval(Raster raster, double first, double last, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        long below = 0, above = 0;
        using var rows = new ObservedRows(raster.OpenRows(), progress, cancellationToken);
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            (long lower, long higher) = IntervalCounter.Count(strip.Bytes, raster.SampleType, first, last);
            below += lower;
            above += higher;
        });
        return new ClippedPixels(below, above, raster.Layout.PixelCount);
    }

    private static ClippedPixels FromHistogram(StatisticsAccumulator gathered, HeatmapScale scale)
    {
        var counted = default(ClippedPixels);
        for (int key = 0; key < gathered.Histogram.Length; key++)
        {
            if (gathered.Histogram[key] > 0)
                counted = counted.With(SampleKeys.ToValue((ulong)key, gathered.Type), gathered.Histogram[key], scale);
        }

        return counted;
    }

    private static ClippedPixels FromPixels(Raster raster, HeatmapScale scale, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        var counted = default(ClippedPixels);
        double[] noData = [.. raster.NoDataValues];
        using var rows = new ObservedRows(raster.OpenRows(), progress, cancellationToken);
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            counted = counted.With(strip.Bytes, raster.SampleType, noData, scale);
        });
        return counted;
    }

    /// <summary>Counts samples too.</summary>
    public ClippedPixels With(ReadOnlySpan<byte> samples, SampleType type, double[] noData, HeatmapScale scale)
    {
        ClippedPixels counted = this;
        long valid = 0;
        double[] values = ArrayPool<double>.Shared.Rent(samples.Length / type.Size);
        Span<double> span = values.AsSpan(0, samples.Length / type.Size);
        Samples.ToDoubles(samples, type, span);
        foreach (double value in span)
        {
            if (!double.IsFinite(value) || Array.IndexOf(noData, value) >= 0)
                continue;
            valid++;
            counted = counted.With(value, 1, scale);
        }

        ArrayPool<double>.Shared.Return(values);
        return counted with { Valid = counted.Valid + valid };
    }

    private ClippedPixels With(double value, long count, HeatmapScale scale)
    {
        if (!scale.Function.IsClipped(value))
            return this;
        return value < scale.Minimum ? this with { Below = Below + count } : this with { Above = Above + count };
    }
}

/// <summary>Tells at which ends of its scale a heatmap has values beyond.</summary>
/// <param name="Low">Whether values lie below the lower limit.</param>
/// <param name="High">Whether values lie above the upper limit.</param>
internal readonly record struct ClippedEnds(bool Low, bool High)
{
    /// <summary>Finds out, reading the pixels only when neither the sample type nor an earlier count tells.</summary>
    /// <param name="heatmap">The heatmap.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static ClippedEnds Of(Heatmap heatmap, CancellationToken cancellationToken) => heatmap switch
    {
        { ClippedEnds: { } known } => known,
        { ClippedPercent: 0 } => default,
        _ => ClippedPixels.Count(heatmap.Raster, heatmap.Scale, null, null, cancellationToken).Ends,
    };

    /// <summary>Both together.</summary>
    public ClippedEnds Or(ClippedEnds other) => new(Low || other.Low, High || other.High);
}

/// <summary>Counts pixels outside a scale while an image is written, so that its pixels are not read once more to say so.</summary>
internal sealed class ClippedWatch
{
    /// <summary>Of how many rows one is counted where counting takes long.</summary>
    private const int RowsPerSample = 8;

    private readonly HeatmapScale _scale;
    private readonly double[] _noData;
    private readonly (double First, double Last)? _interval;

    private ClippedWatch(Raster raster, HeatmapScale scale)
    {
        _scale = scale;
        _noData = [.. raster.NoDataValues];
        if (IntervalCounter.Supports(raster.SampleType) && _noData.Length == 0)
            _interval = scale.Function.WholeNumbers;
        Raster = raster.Derive(raster.Layout, raster.Metadata, rows => new Rows(rows, this));
    }

    /// <summary>The raster that is to be written.</summary>
    public Raster Raster { get; }

    /// <summary>What was counted; of wide sample types in some of the rows only.</summary>
    public ClippedPixels Seen { get; private set; }

    /// <summary>Watches a raster, where its pixels are read one by one and some may lie outside.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="scale">The scale.</param>
    /// <returns>Null for what needs no watch: the type says it all; or the compressed data of a file are copied.</returns>
    public static ClippedWatch? For(Raster raster, HeatmapScale scale)
    {
        SampleType type = raster.SampleType;
        bool isCopied = type == SampleType.UInt8 && raster.Source is FileSource { IsEmbedded: false } file
            && file.Format == ImageFormats.Png;
        return isCopied || ClippedPixels.OfType(raster, scale) is not null ? null : new ClippedWatch(raster, scale);
    }

    private sealed class Rows(RowReader inner, ClippedWatch watch) : RowReader(inner.Layout)
    {
        private long _row;

        public override void Read(Span<byte> destination)
        {
            inner.Read(destination);
            SampleType type = Layout.SampleType;
            if (watch._interval is { } interval)
            {
                (long below, long above) = IntervalCounter.Count(destination, type, interval.First, interval.Last);
                ClippedPixels seen = watch.Seen;
                watch.Seen = new ClippedPixels(seen.Below + below, seen.Above + above, seen.Valid + (destination.Length / type.Size));
                return;
            }

            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..], _row++)
            {
                if (_row % RowsPerSample == 0)
                    watch.Seen = watch.Seen.With(destination[..Layout.RowBytes], type, watch._noData, watch._scale);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
