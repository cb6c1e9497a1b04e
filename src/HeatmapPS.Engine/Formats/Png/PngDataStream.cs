using System.Buffers.Binary;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>The data of consecutive IDAT chunks as one stream.</summary>
/// <param name="source">The file.</param>
/// <param name="firstChunk">Offset of the first of them.</param>
/// <param name="checksums">Whether the chunks' checksums are looked at, once their data was read.</param>
internal sealed class PngDataStream(PngSource source, long firstChunk, bool checksums = false) : Stream
{
    private long _position = firstChunk;
    private long _left = -1;
    private uint _register;

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
            if (_left == 0) EndChunk();
            (uint length, uint type) = source.ReadChunkHeader(_position);
            if (type != PngChunks.ImageData)
            {
                _left = -1;
                IsExhausted = true;
                return 0;
            }

            _position += 8;
            _left = length;
            if (checksums) _register = Crc32.Update(uint.MaxValue, source.Read(_position - 4, 4));
        }

        int count = (int)Math.Min(Math.Min(buffer.Length, _left), PngSource.PieceBytes);
        ReadOnlySpan<byte> piece = source.Read(_position, count);
        piece.CopyTo(buffer);
        if (checksums) _register = Crc32.Update(_register, piece);
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

    /// <summary>Past the checksum of a chunk, to the header of the next.</summary>
    private void EndChunk()
    {
        if (checksums && ~_register != BinaryPrimitives.ReadUInt32BigEndian(source.Read(_position, 4)))
            throw ImageErrors.Corrupt(source.Path, "the checksum of chunk IDAT is wrong");
        _position += 4;
        _left = -1;
    }
}
