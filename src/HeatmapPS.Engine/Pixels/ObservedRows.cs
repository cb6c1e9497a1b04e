namespace HeatmapPS.Engine.Pixels;

/// <summary>Passes rows on, stops when asked to, and tells how far it has got. This is what makes Ctrl+C and the
/// progress bar work inside one large image.</summary>
/// <param name="inner">The reader.</param>
/// <param name="progress">Receives the fraction of rows read, 0 to 1, after each strip; or null.</param>
/// <param name="cancellationToken">Looked at before each strip.</param>
internal sealed class ObservedRows(RowReader inner, IProgress<double>? progress, CancellationToken cancellationToken)
    : RowReader(inner.Layout)
{
    private long _read;

    public override void Read(Span<byte> destination)
    {
        cancellationToken.ThrowIfCancellationRequested();
        inner.Read(destination);
        _read += destination.Length;
        progress?.Report(Math.Min(1.0, (double)_read / Layout.ByteCount));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
