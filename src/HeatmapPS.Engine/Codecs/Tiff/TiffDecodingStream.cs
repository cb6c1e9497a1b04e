namespace HeatmapPS.Engine.Codecs.Tiff;

/// <summary>A stream of what the bytes of another one stand for, read once from start to end.</summary>
/// <param name="stored">The bytes; disposed with this stream.</param>
internal abstract class TiffDecodingStream(Stream stored) : Stream
{
    private readonly byte[] _buffer = new byte[1 << 13];
    private int _at;
    private int _end;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>The next stored byte; −1 at the end.</summary>
    protected int NextByte()
    {
        if (_at == _end)
        {
            (_at, _end) = (0, stored.Read(_buffer));
            if (_end == 0)
                return -1;
        }

        return _buffer[_at++];
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stored.Dispose();
        base.Dispose(disposing);
    }
}
