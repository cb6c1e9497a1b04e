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
