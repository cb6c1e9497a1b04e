using System.Buffers.Binary;
using System.IO.Hashing;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>The data of consecutive IDAT chunks as one stream.</summary>
/// <param name="source">The file.</param>
/// <param name="firstChunk">Offset of the first of them.</param>
/// <param name="checksums">Whether the chunks' checksums are looked at, once their data was read.</param>
internal sealed class PngDataStream(PngSource source, long firstChunk, bool checksums = false) : ReadOnlyStream
{
    private long _position = firstChunk;
    private long _left = -1;
    private readonly Crc32 _crc = new();

    /// <summary>Whether more was asked for than there is.</summary>
    public bool IsExhausted { get; private set; }

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
            if (checksums) _crc.Append(source.Read(_position - 4, 4));
        }

        int count = (int)Math.Min(Math.Min(buffer.Length, _left), PngSource.PieceBytes);
        ReadOnlySpan<byte> piece = source.Read(_position, count);
        piece.CopyTo(buffer);
        if (checksums) _crc.Append(piece);
        _position += count;
        _left -= count;
        return count;
    }

    /// <summary>Past the checksum of a chunk, to the header of the next.</summary>
    private void EndChunk()
    {
        if (checksums
            && BinaryPrimitives.ReadUInt32LittleEndian(_crc.GetHashAndReset())
                != BinaryPrimitives.ReadUInt32BigEndian(source.Read(_position, 4)))
        {
            throw ImageErrors.Corrupt(source.Path, "the checksum of chunk IDAT is wrong");
        }

        _position += 4;
        _left = -1;
    }
}
