using System.Runtime.ExceptionServices;

namespace HeatmapPS.Engine.Formats;

/// <summary>The stream that a library writes to, which keeps what went wrong there: libraries make one error of their own of a full disk
/// and of a picture that they cannot write. What comes after that goes nowhere, in silence: ImageMagick's encoders write on byte by byte,
/// and an error for each takes minutes.</summary>
/// <param name="inner">Where the bytes go; stays open.</param>
internal sealed class EncoderTarget(Stream inner) : Stream
{
    private ExceptionDispatchInfo? _failure;

    /// <inheritdoc/>
    public override bool CanRead => inner.CanRead;

    /// <inheritdoc/>
    public override bool CanSeek => inner.CanSeek;

    /// <inheritdoc/>
    public override bool CanWrite => inner.CanWrite;

    /// <inheritdoc/>
    public override long Length => inner.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    /// <summary>Throws what writing has met. To be called at the end whatever the library says of it.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    /// <inheritdoc/>
    public override void Flush() => Keep(inner.Flush);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => Keep(() => inner.SetLength(value));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Keep(() => inner.Write(buffer, offset, count));

    private void Keep(Action write)
    {
        if (_failure is not null)
            return;
        try
        {
            write();
        }
        catch (Exception error)
        {
            _failure ??= ExceptionDispatchInfo.Capture(error);
            throw;
        }
    }
}
