using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Overlay;

/// <summary>An image on a canvas of another size: what overhangs is cut off, what is missing is filled.</summary>
internal sealed class PlacedRows : RowReader
{
    private readonly RowReader _inner;
    private readonly byte[] _fill;
    private readonly byte[] _row;
    private readonly int _left;
    private readonly int _top;
    private int _next;
    private int _innerNext;

    /// <param name="layout">The canvas; bands and sample type are those of the image.</param>
    /// <param name="inner">The image; disposed with this reader.</param>
    /// <param name="anchor">Where the image lies.</param>
    /// <param name="fill">One pixel for what is missing.</param>
    public PlacedRows(RasterLayout layout, RowReader inner, ImageAnchor anchor, ReadOnlySpan<byte> fill)
        : this(layout, inner, anchor.Left(layout.Width, inner.Layout.Width), anchor.Top(layout.Height, inner.Layout.Height), fill)
    {
    }

    /// <param name="layout">The canvas; bands and sample type are those of the image.</param>
    /// <param name="inner">The image; disposed with this reader.</param>
    /// <param name="left">Column of the canvas that the image's first one lies on; may be outside.</param>
    /// <param name="top">Row of the canvas that the image's first one lies on; may be outside.</param>
    /// <param name="fill">One pixel for what is missing.</param>
    public PlacedRows(RasterLayout layout, RowReader inner, int left, int top, ReadOnlySpan<byte> fill)
        : base(layout)
    {
        _inner = inner;
        _left = left;
        _top = top;
        _row = new byte[inner.Layout.RowBytes];
        _fill = new byte[layout.RowBytes];
        for (int i = 0; i < _fill.Length; i += fill.Length)
            fill.CopyTo(_fill.AsSpan(i));
    }

    public override void Read(Span<byte> destination)
    {
        int pixel = Layout.RowBytes / Layout.Width;
        int skip = Math.Min(Math.Max(0, -_left) * pixel, _row.Length);
        int start = Math.Min(Math.Max(0, _left) * pixel, Layout.RowBytes);
        int count = Math.Min(_row.Length - skip, Layout.RowBytes - start);
        for (; destination.Length > 0; destination = destination[Layout.RowBytes..], _next++)
        {
            Span<byte> target = destination[..Layout.RowBytes];
            int row = _next - _top;
            if (row < 0 || row >= _inner.Layout.Height || count == 0)
            {
                _fill.CopyTo(target);
                continue;
            }

            while (_innerNext <= row)
            {
                _inner.Read(_row);
                _innerNext++;
            }

            if (count < Layout.RowBytes)
                _fill.CopyTo(target);
            _row.AsSpan(skip, count).CopyTo(target[start..]);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
