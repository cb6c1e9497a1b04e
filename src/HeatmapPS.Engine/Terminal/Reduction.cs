using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Images made smaller by their values, before there are colours.</summary>
internal static class Reduction
{
    /// <summary>The raster at a smaller size; itself when it has that size.</summary>
    /// <param name="raster">Numbers or colours.</param>
    /// <param name="width">Columns, no more than the raster's.</param>
    /// <param name="height">Rows, no more than the raster's.</param>
    /// <param name="reduction">How.</param>
    /// <param name="asNumbers">Whether means stay unrounded and missing values become NaN.</param>
    public static Raster Apply(Raster raster, int width, int height, ValueReduction reduction, bool asNumbers)
    {
        if (reduction != ValueReduction.Maximum || (raster.Width == width && raster.Height == height))
        {
            return Resampling.Apply(raster, width, height,
                reduction == ValueReduction.Nearest ? ResampleKernel.Nearest : ResampleKernel.Area, asNumbers);
        }

        RasterLayout layout =
            raster.Layout with { Width = width, Height = height, SampleType = asNumbers ? SampleType.Float64 : raster.SampleType };
        RasterMetadata metadata = asNumbers ? raster.Metadata with { BitDepth = 64, NoDataValues = [], RoundsTo = null } : raster.Metadata;
        double[] noData = [.. raster.NoDataValues];
        return raster.Derive(layout, metadata, rows => new MaximumRows(layout, rows, noData));
    }
}

/// <summary>Rows of an image made smaller, each sample the largest of those it covers, if only in part.</summary>
internal sealed class MaximumRows : RowReader
{
    private readonly RowReader _inner;
    private readonly double[] _noData;
    private readonly byte[] _bytes;
    private readonly double[] _samples;
    private readonly double[] _last;
    private readonly double[] _largest;
    private int _next;
    private int _innerNext;

    /// <param name="layout">The size and sample type wanted; bands are those of the image.</param>
    /// <param name="inner">The image; disposed with this reader.</param>
    /// <param name="noData">Values that are missing.</param>
    public MaximumRows(RasterLayout layout, RowReader inner, double[] noData)
        : base(layout)
    {
        _inner = inner;
        _noData = noData;
        _bytes = new byte[inner.Layout.RowBytes];
        _samples = new double[inner.Layout.RowSamples];
        _last = new double[layout.RowSamples];
        _largest = new double[layout.RowSamples];
    }

    public override void Read(Span<byte> destination)
    {
        for (; destination.Length > 0; destination = destination[Layout.RowBytes..], _next++)
        {
            (int first, int end) = Covered(_next, _inner.Layout.Height, Layout.Height);

            // A row on the edge counts for both of its neighbours.
            if (first < _innerNext)
                _last.CopyTo(_largest, 0);
            else
                Array.Fill(_largest, double.NaN);
            while (_innerNext < end)
            {
                Pull();
                for (int i = 0; i < _largest.Length; i++)
                    _largest[i] = Larger(_largest[i], _last[i]);
            }

            Samples.FromDoubles(_largest, Layout.SampleType, destination[..Layout.RowBytes]);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>NaN stands for nothing yet.</summary>
    private static double Larger(double a, double b) => !(b <= a) && !double.IsNaN(b) ? b : a;

    private static (int First, int End) Covered(int index, int from, int to) =>
        ((int)((long)index * from / to), (int)((((long)(index + 1) * from) + to - 1) / to));

    private void Pull()
    {
        _inner.Read(_bytes);
        Samples.ToDoubles(_bytes, _inner.Layout.SampleType, _samples);
        _innerNext++;
        int bands = Layout.Bands;
        for (int x = 0; x < Layout.Width; x++)
        {
            (int first, int end) = Covered(x, _inner.Layout.Width, Layout.Width);
            for (int band = 0; band < bands; band++)
            {
                double largest = double.NaN;
                for (int i = first; i < end; i++)
                {
                    double value = _samples[(i * bands) + band];
                    if (double.IsFinite(value) && Array.IndexOf(_noData, value) < 0)
                        largest = Larger(largest, value);
                }

                _last[(x * bands) + band] = largest;
            }
        }
    }
}

/// <summary>What stands for many values where a picture is shown smaller than it is.</summary>
public enum ValueReduction
{
    /// <summary>The mean of the area; missing values are left out. No value beyond the image's own arises.</summary>
    Mean,

    /// <summary>The largest value of the area, so that no hot spot is lost.</summary>
    Maximum,

    /// <summary>The value in the middle of the area: for numbers that are names, such as classes.</summary>
    Nearest,
}
