using System.Buffers;

namespace HeatmapPS.Engine.Pixels;

/// <summary>Turns a run of source samples into the samples of the result, pixel for pixel.</summary>
/// <param name="source">Whole rows of the source.</param>
/// <param name="destination">As many rows of the result.</param>
internal delegate void RowTransform(ReadOnlySpan<byte> source, Span<byte> destination);

/// <summary>Rows of another reader through a function that works on each pixel alone. Large strips are worked on by all cores.</summary>
internal sealed class TransformedRows : RowReader
{
    /// <summary>Samples of a strip below which a second thread costs more than it gives.</summary>
    private const int ParallelSamples = 1 << 17;

    private readonly RowReader _inner;
    private readonly RowTransform _transform;

    /// <param name="layout">Layout of the result: the source's width and height.</param>
    /// <param name="inner">The source; disposed with this reader.</param>
    /// <param name="transform">The function.</param>
    public TransformedRows(RasterLayout layout, RowReader inner, RowTransform transform)
        : base(layout)
    {
        _inner = inner;
        _transform = transform;
    }

    public override void Read(Span<byte> destination)
    {
        int rows = destination.Length / Layout.RowBytes;
        int sourceBytes = checked(rows * _inner.Layout.RowBytes);
        byte[] source = ArrayPool<byte>.Shared.Rent(sourceBytes);
        try
        {
            _inner.Read(source.AsSpan(0, sourceBytes));
            Transform(source, rows, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(source);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private void Transform(byte[] source, int rows, Span<byte> destination)
    {
        int parts = Math.Min(Environment.ProcessorCount, rows);
        if (parts < 2 || Layout.PixelCount < ParallelParts.MinPixels || (long)rows * _inner.Layout.RowSamples < ParallelSamples)
        {
            _transform(source.AsSpan(0, rows * _inner.Layout.RowBytes), destination);
            return;
        }

        int sourceRow = _inner.Layout.RowBytes;
        int targetRow = Layout.RowBytes;
        ParallelParts.ForEach(destination, parts, (target, part) =>
        {
            (int first, int count) = ParallelParts.Share(rows, part, parts);
            _transform(source.AsSpan(first * sourceRow, count * sourceRow), target.Slice(first * targetRow, count * targetRow));
        });
    }
}
