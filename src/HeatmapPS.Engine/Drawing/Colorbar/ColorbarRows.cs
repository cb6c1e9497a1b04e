using System.Buffers;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Rows of a picture with a legend beside, above or below it. The picture's bytes pass through unchanged.</summary>
internal sealed class ColorbarRows : RowReader
{
    private readonly RowReader _picture;
    private readonly ColorbarDrawing _drawing;
    private int _row;

    /// <param name="picture">Rows of the picture, in the bands and depth of the drawing; disposed with this reader.</param>
    /// <param name="drawing">The legend.</param>
    public ColorbarRows(RowReader picture, ColorbarDrawing drawing)
        : base(drawing.Layout)
    {
        if (picture.Layout.Bands != Layout.Bands || picture.Layout.SampleType != Layout.SampleType)
            throw new ArgumentException("Expected a picture of the drawing's bands and depth.", nameof(picture));
        _picture = picture;
        _drawing = drawing;
    }

    public override void Read(Span<byte> destination)
    {
        int rows = destination.Length / Layout.RowBytes;
        for (int i = 0; i < rows; i++)
            _drawing.PaintRow(_row + i, destination.Slice(i * Layout.RowBytes, Layout.RowBytes));

        int first = Math.Max(_row, _drawing.PictureY);
        int end = Math.Min(_row + rows, _drawing.PictureY + _drawing.Picture.Height);
        if (first < end)
            ReadPicture(destination[((first - _row) * Layout.RowBytes)..], end - first);
        _row += rows;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _picture.Dispose();
        base.Dispose(disposing);
    }

    private void ReadPicture(Span<byte> destination, int rows)
    {
        int rowBytes = _picture.Layout.RowBytes;
        int offset = _drawing.PictureX * (Layout.RowBytes / Layout.Width);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked(rows * rowBytes));
        try
        {
            _picture.Read(buffer.AsSpan(0, rows * rowBytes));
            for (int i = 0; i < rows; i++)
                buffer.AsSpan(i * rowBytes, rowBytes).CopyTo(destination[((i * Layout.RowBytes) + offset)..]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
