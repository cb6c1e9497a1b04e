using System.Buffers;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Overlay;

/// <summary>Rows of a photo with a heatmap over it, mixed on all cores.</summary>
internal sealed class OverlayRows : RowReader
{
    /// <summary>Samples below which a second thread costs more than it gives.</summary>
    private const int ParallelSamples = 1 << 16;

    private readonly RowReader _photo;
    private readonly RowReader _values;
    private readonly OverlayPixels _pixels;

    /// <param name="photo">RGB or RGBA rows; disposed with this reader.</param>
    /// <param name="values">The heatmap's numbers at the same size; disposed with this reader.</param>
    /// <param name="pixels">Mixes them.</param>
    public OverlayRows(RowReader photo, RowReader values, OverlayPixels pixels)
        : base(photo.Layout)
    {
        _photo = photo;
        _values = values;
        _pixels = pixels;
    }

    public override void Read(Span<byte> destination)
    {
        int rowBytes = Layout.RowBytes, valueBytes = _values.Layout.RowBytes;
        int rows = destination.Length / rowBytes;
        byte[] photo = ArrayPool<byte>.Shared.Rent(destination.Length);
        byte[] values = ArrayPool<byte>.Shared.Rent(checked(rows * valueBytes));
        try
        {
            _photo.Read(photo.AsSpan(0, destination.Length));
            _values.Read(values.AsSpan(0, rows * valueBytes));
            if (rows > 1 && (long)rows * Layout.RowSamples >= ParallelSamples)
                Parallel.For(0, rows, Mix);
            else
                for (int row = 0; row < rows; row++)
                    Mix(row);
            photo.AsSpan(0, destination.Length).CopyTo(destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(photo);
            ArrayPool<byte>.Shared.Return(values);
        }

        void Mix(int row) => _pixels.Mix(values.AsSpan(row * valueBytes, valueBytes), photo.AsSpan(row * rowBytes, rowBytes));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _photo.Dispose();
            _values.Dispose();
        }

        base.Dispose(disposing);
    }
}
