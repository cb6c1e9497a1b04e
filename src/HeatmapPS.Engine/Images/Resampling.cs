using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Rasters at another size, worked out row by row as they are read.</summary>
internal static class Resampling
{
    /// <summary>The raster at another size; itself when it has that size.</summary>
    /// <param name="raster">Numbers or colours.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="kernel">Nearest keeps the sample type and every value.</param>
    /// <param name="asNumbers">Whether values stay unrounded, as floating point, with missing values as NaN; else the sample type
    /// stays, and values are rounded to it.</param>
    public static Raster Apply(Raster raster, int width, int height, ResampleKernel kernel, bool asNumbers)
    {
        if (raster.Width == width && raster.Height == height)
            return raster;
        if (kernel == ResampleKernel.Nearest)
        {
            RasterLayout same = raster.Layout with { Width = width, Height = height };
            return raster.Derive(same, raster.Metadata, rows => new NearestRows(same, rows));
        }

        SampleType type = !asNumbers || raster.SampleType.IsFloat ? raster.SampleType
            : raster.SampleType.Size <= 2 ? SampleType.Float32
            : SampleType.Float64;
        var layout = new RasterLayout(width, height, raster.Bands, type);
        double[] noData = [.. raster.NoDataValues];
        bool hasAlpha = raster.HasAlpha;
        RasterMetadata metadata = asNumbers
            ? raster.Metadata with { BitDepth = 8 * type.Size, NoDataValues = [], RoundsTo = null }
            : raster.Metadata;
        return raster.Derive(layout, metadata, rows => new ResampledRows(layout, rows, kernel, hasAlpha, noData));
    }
}

/// <summary>Rows of an image at another size, each pixel a copy of the one its middle falls on.</summary>
internal sealed class NearestRows : RowReader
{
    private readonly RowReader _inner;
    private readonly byte[] _row;
    private readonly int[] _columns;
    private readonly int _pixel;
    private int _next;
    private int _innerNext;

    /// <param name="layout">The size wanted; bands and sample type are those of the image.</param>
    /// <param name="inner">The image; disposed with this reader.</param>
    public NearestRows(RasterLayout layout, RowReader inner)
        : base(layout)
    {
        _inner = inner;
        _row = new byte[inner.Layout.RowBytes];
        _pixel = layout.Bands * layout.SampleType.Size;
        _columns = new int[layout.Width];
        for (int x = 0; x < _columns.Length; x++)
            _columns[x] = Source(x, inner.Layout.Width, layout.Width) * _pixel;
    }

    public override void Read(Span<byte> destination)
    {
        for (; destination.Length > 0; destination = destination[Layout.RowBytes..], _next++)
        {
            int row = Source(_next, _inner.Layout.Height, Layout.Height);
            for (; _innerNext <= row; _innerNext++)
                _inner.Read(_row);
            for (int x = 0; x < _columns.Length; x++)
                _row.AsSpan(_columns[x], _pixel).CopyTo(destination[(x * _pixel)..]);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>floor((i + ½) · from / to), in whole numbers.</summary>
    private static int Source(int index, int from, int to) => (int)(((2L * index) + 1) * from / (2L * to));
}

/// <summary>Rows of an image at another size by a kernel, first across and then down. Holds as many rows as the kernel is high.</summary>
/// <remarks>
/// Each sample counts with its pixel's weight: 0 for a missing one (NaN, infinite, nodata), and for colours their alpha. The
/// result is the weighted mean; where missing pixels have half the kernel or more, the pixel is missing itself (NaN). So holes
/// neither grow nor leak into their surroundings, and transparent colours do not show.
/// </remarks>
internal sealed class ResampledRows : RowReader
{
    private const double MinWeight = 0.5;

    private readonly RowReader _inner;
    private readonly ResampleWeights _across;
    private readonly ResampleWeights _down;
    private readonly double[] _noData;
    private readonly int _colors;
    private readonly int _planes;
    private readonly bool _hasAlpha;
    private readonly bool _isWeighted;
    private readonly double _opaque;
    private readonly byte[] _bytes;
    private readonly double[] _samples;
    private readonly double[] _row;
    private readonly double[] _sum;
    private readonly double[] _result;
    private readonly double[][] _ring;
    private int _next;
    private int _innerNext;

    /// <param name="layout">The size and sample type wanted; bands are those of the image.</param>
    /// <param name="inner">The image; disposed with this reader.</param>
    /// <param name="kernel">Any but Nearest.</param>
    /// <param name="hasAlpha">Whether the last band is alpha.</param>
    /// <param name="noData">Values that are missing.</param>
    public ResampledRows(RasterLayout layout, RowReader inner, ResampleKernel kernel, bool hasAlpha, double[] noData)
        : base(layout)
    {
        RasterLayout from = inner.Layout;
        _inner = inner;
        _noData = noData;
        _hasAlpha = hasAlpha;
        _isWeighted = hasAlpha || noData.Length > 0 || from.SampleType.IsFloat;
        _colors = from.Bands - (hasAlpha ? 1 : 0);
        _planes = _isWeighted ? 2 * _colors : _colors;
        _opaque = from.SampleType.MaxValue;
        _across = new ResampleWeights(from.Width, layout.Width, kernel);
        _down = new ResampleWeights(from.Height, layout.Height, kernel);
        _bytes = new byte[from.RowBytes];
        _samples = new double[from.RowSamples];
        _row = new double[checked(from.Width * _planes)];
        _sum = new double[checked(layout.Width * _planes)];
        _result = new double[layout.RowSamples];
        _ring = new double[_down.Longest][];
        for (int i = 0; i < _ring.Length; i++)
            _ring[i] = new double[_sum.Length];
    }

    public override void Read(Span<byte> destination)
    {
        for (; destination.Length > 0; destination = destination[Layout.RowBytes..], _next++)
        {
            int first = _down.First(_next);
            ReadOnlySpan<double> weights = _down.Of(_next);
            while (_innerNext < first + weights.Length)
                Pull();
            Array.Clear(_sum);
            for (int i = 0; i < weights.Length; i++)
            {
                double weight = weights[i];
                double[] row = _ring[(first + i) % _ring.Length];
                for (int j = 0; j < row.Length; j++)
                    _sum[j] += weight * row[j];
            }

            Finish();
            Samples.FromDoubles(_result, Layout.SampleType, destination[..Layout.RowBytes]);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Takes the next row of the image and resamples it across.</summary>
    private void Pull()
    {
        _inner.Read(_bytes);
        Samples.ToDoubles(_bytes, _inner.Layout.SampleType, _samples);
        if (_isWeighted)
            Weigh();
        double[] from = _isWeighted ? _row : _samples;
        double[] target = _ring[_innerNext++ % _ring.Length];
        Array.Clear(target);
        for (int x = 0; x < Layout.Width; x++)
        {
            ReadOnlySpan<double> weights = _across.Of(x);
            Span<double> pixel = target.AsSpan(x * _planes, _planes);
            int at = _across.First(x) * _planes;
            for (int i = 0; i < weights.Length; i++)
            {
                for (int plane = 0; plane < pixel.Length; plane++)
                    pixel[plane] += weights[i] * from[at++];
            }
        }
    }

    /// <summary>Each value times its weight, and the weight.</summary>
    private void Weigh()
    {
        int bands = _inner.Layout.Bands;
        for (int x = 0, at = 0; x < _inner.Layout.Width; x++, at += bands)
        {
            double alpha = _hasAlpha ? _samples[at + _colors] / _opaque : 1;
            for (int band = 0; band < _colors; band++)
            {
                double value = _samples[at + band];
                bool missing = !double.IsFinite(value) || Array.IndexOf(_noData, value) >= 0;
                int to = (x * _planes) + (2 * band);
                _row[to] = missing ? 0 : value * alpha;
                _row[to + 1] = missing ? 0 : alpha;
            }
        }
    }

    private void Finish()
    {
        if (!_isWeighted)
        {
            _sum.CopyTo(_result, 0);
            return;
        }

        int bands = Layout.Bands;
        for (int x = 0; x < Layout.Width; x++)
        {
            for (int band = 0; band < _colors; band++)
            {
                int at = (x * _planes) + (2 * band);
                double weight = _sum[at + 1];
                _result[(x * bands) + band] = _hasAlpha ? weight > 0 ? _sum[at] / weight : 0
                    : weight >= MinWeight ? Stored(_sum[at] / weight)
                    : Missing;
            }

            if (_hasAlpha)
                _result[(x * bands) + _colors] = _sum[(x * _planes) + 1] * _opaque;
        }
    }

    /// <summary>A mean of values that are there must not come to the one that means "no data".</summary>
    private double Stored(double value) =>
        Layout.SampleType.IsFloat || _noData.Length == 0 ? value : NoData.Avoid(value, Layout.SampleType, _noData);

    /// <summary>What stands for no value: NaN, or in integers the first value that means it.</summary>
    private double Missing => Layout.SampleType.IsFloat || _noData.Length == 0 ? double.NaN : _noData[0];
}
