using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Pixels;

/// <summary>Reads the rows of one raster once, from top to bottom. The one way pixels move through the engine.</summary>
/// <remarks>
/// Streaming keeps memory independent of the image's size: a reader holds a strip of rows, not the image.
/// Readers are used by one thread at a time.
/// </remarks>
internal abstract class RowReader(RasterLayout layout) : IDisposable
{
    /// <summary>Size and sample type of the rows given out.</summary>
    public RasterLayout Layout { get; } = layout;

    /// <summary>Reads the next rows. Rows are interleaved, in native byte order, without padding.</summary>
    /// <param name="destination">A whole number of rows: its length is a multiple of <see cref="RasterLayout.RowBytes"/>,
    /// and no more than what is left.</param>
    /// <exception cref="HeatmapException">The file is corrupt, has changed, or cannot be read.</exception>
    public abstract void Read(Span<byte> destination);

    /// <summary>Releases the file or memory behind the reader.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Passes rows on, stops on request, and reports progress. This is what makes Ctrl+C and the
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
