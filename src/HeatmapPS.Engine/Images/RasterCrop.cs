using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>A rectangle of a raster as a raster.</summary>
internal static class RasterCrop
{
    /// <summary>The pixels of a rectangle.</summary>
    /// <param name="raster">Any raster.</param>
    /// <param name="x">Column of the left edge, from 0.</param>
    /// <param name="y">Row of the top edge, from 0.</param>
    /// <param name="width">Columns; the rectangle lies within the raster.</param>
    /// <param name="height">Rows.</param>
    public static Raster Apply(Raster raster, int x, int y, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, raster.Width - x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, raster.Height - y);
        if (x == 0 && y == 0 && width == raster.Width && height == raster.Height)
            return raster;
        RasterLayout layout = raster.Layout with { Width = width, Height = height };
        return raster.Derive(layout, raster.Metadata, rows => new Rows(rows, layout, x, y));
    }

    private sealed class Rows(RowReader inner, RasterLayout layout, int x, int y) : RowReader(layout)
    {
        private readonly byte[] _row = new byte[inner.Layout.RowBytes];
        private int _above = y;

        public override void Read(Span<byte> destination)
        {
            for (; _above > 0; _above--)
                inner.Read(_row);
            int start = x * Layout.Bands * Layout.SampleType.Size;
            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
            {
                inner.Read(_row);
                _row.AsSpan(start, Layout.RowBytes).CopyTo(destination);
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
