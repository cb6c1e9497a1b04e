using System.Runtime.CompilerServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Rasters at another size, worked out row by row as they are read.</summary>
internal static class Resampling
{
    /// <summary>The raster at another size, to be shown or laid over another; itself when it has that size. Missing values keep their
    /// place: a pixel is missing where they have half of its kernel or more.</summary>
    /// <param name="raster">Numbers or colours.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="kernel">Nearest keeps the sample type and every value, of the pixel that the middle of each pixel falls on.</param>
    /// <param name="asNumbers">Whether values stay unrounded, as floating point, with missing values as NaN; else the sample type
    /// stays, and values are rounded to it.</param>
    public static Raster Apply(Raster raster, int width, int height, ResampleKernel kernel, bool asNumbers)
    {
        if (raster.Width == width && raster.Height == height)
            return raster;
        if (kernel == ResampleKernel.Nearest)
        {
            RasterLayout same = raster.Layout with { Width = width, Height = height };
            return raster.Derive(same, raster.Metadata, rows => new NearestRows(same, rows, fromCorner: false));
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

    /// <summary>The raster at another size as an image of its own: of the same sample type, with values rounded to it. A pixel is missing
    /// only where all of its neighbours are.</summary>
    /// <param name="raster">Numbers or colours.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="kernel">Nearest copies the pixel at floor(x · scale), as OpenCV's <c>INTER_NEAREST</c>. Null is Area along an axis
    /// that shrinks, and Bilinear along one that grows.</param>
    public static Raster Resize(Raster raster, int width, int height, ResampleKernel? kernel)
    {
        if (raster.Width == width && raster.Height == height)
            return raster;
        RasterLayout layout = raster.Layout with { Width = width, Height = height };
        bool copies = kernel == ResampleKernel.Nearest;
        RasterMetadata metadata = raster.Metadata with
        {
            // Between black and white there is grey.
            BitDepth = copies ? raster.BitDepth : Math.Max(raster.BitDepth, 8),
            Resolution = raster.Metadata.Resolution is { } dots
                ? (dots.X * width / raster.Width, dots.Y * height / raster.Height)
                : null,
            Thermal = raster.Thermal?.Resize(raster.Layout, width, height),
        };
        if (copies)
            return raster.Derive(layout, metadata, rows => new NearestRows(layout, rows, fromCorner: true));
        ResampleKernel across = kernel ?? (width < raster.Width ? ResampleKernel.Area : ResampleKernel.Bilinear);
        ResampleKernel down = kernel ?? (height < raster.Height ? ResampleKernel.Area : ResampleKernel.Bilinear);
        double[] noData = [.. raster.NoDataValues];
        bool hasAlpha = raster.HasAlpha;
        return raster.Derive(layout, metadata,
            rows => new ResampledRows(layout, rows, across, down, hasAlpha, noData, fillsHoles: true));
    }
}

/// <summary>Rows of an image at another size, each pixel a copy of the one its middle or its corner falls on.</summary>
internal sealed class NearestRows : RowReader
{
    private readonly RowReader _inner;
    private readonly byte[] _row;
    private readonly int[] _columns;
    private readonly int _pixel;
    private readonly bool _fromCorner;
    private int _next;
    private int _innerNext;

    /// <param name="layout">The size wanted; bands and sample type are those of the image.</param>
    /// <param name="inner">The image; disposed with this reader.</param>
    /// <param name="fromCorner">Whether the corner of a pixel counts rather than its middle.</param>
    public NearestRows(RasterLayout layout, RowReader inner, bool fromCorner)
        : base(layout)
    {
        _inner = inner;
        _fromCorner = fromCorner;
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
            Pick(_row, _columns, _pixel, destination);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    [MethodImpl(HotLoop.Options)]
    private static void Pick(ReadOnlySpan<byte> row, ReadOnlySpan<int> columns, int pixelBytes, Span<byte> destination)
    {
        int to = 0;
        foreach (int from in columns)
        {
            for (int i = 0; i < pixelBytes; i++)
                destination[to++] = row[from + i];
        }
    }

    /// <summary>floor(i · scale) as OpenCV rounds the scale, or floor((i + ½) · from / to) in whole numbers.</summary>
    private int Source(int index, int from, int to) => _fromCorner
        ? Math.Min((int)Math.Floor(index * (1 / ((double)to / from))), from - 1)
        : (int)(((2L * index) + 1) * from / (2L * to));
}

/// <summary>Rows of an image at another size by a kernel, first across and then down. Holds few rows: those that a kernel takes in, or
/// on shrinking those that it makes at once.</summary>
/// <remarks>
/// Each sample counts with its pixel's weight: 0 for a missing one (NaN, infinite, nodata), and for colours their alpha. The
/// result is the weighted mean. So holes do not leak into their surroundings, and transparent colours do not show. Where missing pixels
/// have half the kernel or more, the pixel is missing itself (NaN), and holes neither grow nor shrink; or it is missing only where all
/// are, as means of parts need it.
/// </remarks>
internal sealed class ResampledRows : RowReader
{
    private const double MinWeight = 0.5;

    /// <summary>Weights of a whole kernel, with what rounding leaves of them.</summary>
    private const double AllWeight = 1 - 1e-9;

    private readonly RowReader _inner;
    private readonly double[] _noData;
    private readonly int _colors;
    private readonly bool _hasAlpha;
    private readonly bool _isWeighted;
    private readonly bool _fillsHoles;
    private readonly double _opaque;
    private readonly byte[] _bytes;
    private readonly double[] _samples;
    private readonly double[] _row;
    private readonly double[] _result;
    private readonly ResampleWeights _down;
    private readonly ResampledPlanes _planes;

    /// <summary>Where a kernel with weights below 0 meets holes, what is left of them may add up to nothing: then their sizes count.
    /// </summary>
    private readonly ResampledPlanes? _sizes;

    private int _next;
    private int _innerNext;

    /// <param name="layout">The size and sample type wanted; bands are those of the image.</param>
    /// <param name="inner">The image; disposed with this reader.</param>
    /// <param name="kernel">Any but Nearest.</param>
    /// <param name="hasAlpha">Whether the last band is alpha.</param>
    /// <param name="noData">Values that are missing.</param>
    public ResampledRows(RasterLayout layout, RowReader inner, ResampleKernel kernel, bool hasAlpha, double[] noData)
        : this(layout, inner, kernel, kernel, hasAlpha, noData, fillsHoles: false)
    {
    }

    /// <param name="layout">The size and sample type wanted; bands are those of the image.</param>
    /// <param name="inner">The image; disposed with this reader.</param>
    /// <param name="across">Any kernel but Nearest, along rows.</param>
    /// <param name="down">Any kernel but Nearest, along columns.</param>
    /// <param name="hasAlpha">Whether the last band is alpha.</param>
    /// <param name="noData">Values that are missing.</param>
    /// <param name="fillsHoles">Whether a pixel is missing only where all of its neighbours are.</param>
    public ResampledRows(RasterLayout layout, RowReader inner, ResampleKernel across, ResampleKernel down, bool hasAlpha, double[] noData,
        bool fillsHoles)
        : base(layout)
    {
        RasterLayout from = inner.Layout;
        _inner = inner;
        _noData = noData;
        _hasAlpha = hasAlpha;
        _fillsHoles = fillsHoles;
        _isWeighted = hasAlpha || noData.Length > 0 || from.SampleType.IsFloat;
        _colors = from.Bands - (hasAlpha ? 1 : 0);
        _opaque = from.SampleType.MaxValue;
        int planes = _isWeighted ? 2 * _colors : _colors;
        _down = new ResampleWeights(from.Height, layout.Height, down);
        var weights = new ResampleWeights(from.Width, layout.Width, across);
        bool shrinks = layout.Height < from.Height;
        _planes = new ResampledPlanes(weights, _down, layout.Width, planes, shrinks);
        if (fillsHoles && _isWeighted && !hasAlpha && (ResampleWeights.HasLobes(across) || ResampleWeights.HasLobes(down)))
            _sizes = new ResampledPlanes(weights.ToSizes(), _down.ToSizes(), layout.Width, planes, shrinks);
        _bytes = new byte[from.RowBytes];
        _samples = new double[from.RowSamples];
        _row = new double[_isWeighted ? checked(from.Width * planes) : 0];
        _result = new double[layout.RowSamples];
    }

    public override void Read(Span<byte> destination)
    {
        for (; destination.Length > 0; destination = destination[Layout.RowBytes..], _next++)
        {
            while (_innerNext < _down.First(_next) + _down.Of(_next).Length)
                Pull();
            double[] sums = _planes.Finish(_next);
            double[]? sizes = _sizes?.Finish(_next);
            if (_isWeighted)
                Divide(sums, sizes);
            else
                sums.CopyTo(_result, 0);
            Samples.FromDoubles(_result, Layout.SampleType, destination[..Layout.RowBytes]);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Takes the next row of the image and resamples it.</summary>
    private void Pull()
    {
        _inner.Read(_bytes);
        Samples.ToDoubles(_bytes, _inner.Layout.SampleType, _samples);
        if (_isWeighted)
            Weigh();
        double[] from = _isWeighted ? _row : _samples;
        _planes.Add(from, _innerNext, _next);
        _sizes?.Add(from, _innerNext, _next);
        _innerNext++;
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
                int to = 2 * ((x * _colors) + band);
                _row[to] = missing ? 0 : value * alpha;
                _row[to + 1] = missing ? 0 : alpha;
            }
        }
    }

    /// <summary>Sums of weighted values by sums of weights.</summary>
    private void Divide(double[] sums, double[]? sizes)
    {
        int bands = Layout.Bands;
        for (int x = 0; x < Layout.Width; x++)
        {
            for (int band = 0; band < _colors; band++)
            {
                int at = 2 * ((x * _colors) + band);
                double weight = sums[at + 1];
                bool usesSizes = sizes is not null && weight < AllWeight;
                if (usesSizes)
                    weight = sizes![at + 1];
                double value = usesSizes ? sizes![at] : sums[at];
                _result[(x * bands) + band] = _hasAlpha ? weight > 0 ? value / weight : 0
                    : _fillsHoles ? weight > 0 ? Stored(value / weight) : Missing
                    : weight >= MinWeight ? Stored(value / weight)
                    : Missing;
            }

            if (_hasAlpha)
                _result[(x * bands) + _colors] = sums[(2 * x * _colors) + 1] * _opaque;
        }
    }

    /// <summary>A mean of values that are there must not come to the one that means "no data".</summary>
    private double Stored(double value) =>
        Layout.SampleType.IsFloat || _noData.Length == 0 ? value : NoData.Avoid(value, Layout.SampleType, _noData);

    /// <summary>What stands for no value: NaN, or in integers the first value that means it.</summary>
    private double Missing => Layout.SampleType.IsFloat || _noData.Length == 0 ? double.NaN : _noData[0];
}

/// <summary>Sums of weighted rows, for each row of the result.</summary>
/// <remarks>On enlarging, the rows of the image that a kernel takes in are kept, else the sums that a row of the image is a part of:
/// so either is few rows, even where an image shrinks to one row.</remarks>
internal sealed class ResampledPlanes
{
    private readonly ResampleWeights _across;
    private readonly ResampleWeights _down;
    private readonly int _planes;
    private readonly bool _shrinks;
    private readonly double[] _row;
    private readonly double[][] _ring;

    /// <param name="across">Weights along a row.</param>
    /// <param name="down">Weights along a column.</param>
    /// <param name="width">Pixels of a row of the result.</param>
    /// <param name="planes">Numbers a pixel.</param>
    /// <param name="shrinks">Whether there are fewer rows of the result than of the image.</param>
    public ResampledPlanes(ResampleWeights across, ResampleWeights down, int width, int planes, bool shrinks)
    {
        _across = across;
        _down = down;
        _planes = planes;
        _shrinks = shrinks;
        _row = new double[checked(width * planes)];
        _ring = new double[shrinks ? down.MostAtOnce : down.Longest][];
        for (int i = 0; i < _ring.Length; i++)
            _ring[i] = new double[_row.Length];
    }

    /// <summary>Adds a row of the image.</summary>
    /// <param name="from">Its numbers.</param>
    /// <param name="y">Which row it is, from 0; rows come in order.</param>
    /// <param name="next">The row of the result that is finished next.</param>
    [MethodImpl(HotLoop.Options)]
    public void Add(double[] from, int y, int next)
    {
        double[] row = _shrinks ? _row : _ring[y % _ring.Length];
        Array.Clear(row);
        for (int x = 0, to = 0; to < row.Length; x++, to += _planes)
        {
            ReadOnlySpan<double> weights = _across.Of(x);
            Span<double> pixel = row.AsSpan(to, _planes);
            int at = _across.First(x) * _planes;
            for (int i = 0; i < weights.Length; i++)
            {
                for (int plane = 0; plane < pixel.Length; plane++)
                    pixel[plane] += weights[i] * from[at++];
            }
        }

        if (!_shrinks)
            return;
        for (int target = next; target < _down.Count && _down.First(target) <= y; target++)
        {
            ReadOnlySpan<double> weights = _down.Of(target);
            int i = y - _down.First(target);
            if (i < weights.Length)
                AddTo(_ring[target % _ring.Length], weights[i], row);
        }
    }

    /// <summary>The sums of a row of the result; valid until the next row is added.</summary>
    /// <param name="target">The row, from 0; rows are finished in order, once all rows that make them were added.</param>
    public double[] Finish(int target)
    {
        if (_shrinks)
        {
            double[] sums = _ring[target % _ring.Length];
            sums.CopyTo(_row, 0);
            Array.Clear(sums);
            return _row;
        }

        int first = _down.First(target);
        ReadOnlySpan<double> weights = _down.Of(target);
        Array.Clear(_row);
        for (int i = 0; i < weights.Length; i++)
            AddTo(_row, weights[i], _ring[(first + i) % _ring.Length]);
        return _row;
    }

    [MethodImpl(HotLoop.Options)]
    private static void AddTo(double[] sums, double weight, double[] row)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] += weight * row[i];
    }
}
