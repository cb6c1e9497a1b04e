namespace HeatmapPS.Engine.Codecs.Png;

/// <summary>The data of consecutive IDAT chunks as one stream.</summary>
internal sealed class PngDataStream(PngSource source, long firstChunk) : Stream
{
    private long _position = firstChunk;
    private long _left = -1;

    /// <summary>Whether more was asked for than there is.</summary>
    public bool IsExhausted { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_left <= 0)
        {
            // Past the checksum of the chunk before, to the next header.
            if (_left == 0) _position += 4;
            (uint length, uint type) = source.ReadChunkHeader(_position);
            if (type != PngChunks.ImageData)
            {
                _left = -1;
                IsExhausted = true;
                return 0;
            }

            _position += 8;
            _left = length;
        }

        int count = (int)Math.Min(Math.Min(buffer.Length, _left), PngSource.PieceBytes);
        source.Read(_position, count).CopyTo(buffer);
        _position += count;
        _left -= count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
