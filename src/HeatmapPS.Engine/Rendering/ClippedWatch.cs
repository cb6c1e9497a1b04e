using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Rendering;

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
        bool isCopied = type == SampleType.UInt8 && raster.Source is FileSource file && file.Format == ImageFormats.Png;
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
