using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>The data of consecutive chunks of one type as one stream: of IDAT by default.</summary>
/// <param name="source">The file.</param>
/// <param name="firstChunk">Offset of the first of them.</param>
/// <param name="checksums">Whether the chunks' checksums are looked at, once their data was read.</param>
/// <param name="chunkType">The type.</param>
internal sealed class PngDataStream(PngSource source, long firstChunk, bool checksums = false, uint chunkType = PngChunks.ImageData)
    : ReadOnlyStream
{
    private long _position = firstChunk;
    private long _left = -1;
    private readonly Crc32 _crc = new();

    public override int Read(Span<byte> buffer)
    {
        while (_left <= 0)
        {
            if (_left == 0) EndChunk();
            (uint length, uint type) = source.ReadChunkHeader(_position);
            if (type != chunkType)
            {
                _left = -1;
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
            throw ImageErrors.Corrupt(source.Path, $"the checksum of chunk {PngChunks.NameOf(chunkType)} is wrong");
        }

        _position += 4;
        _left = -1;
    }
}

/// <summary>What is wrong with a PNG whose header can be read and whose rows cannot.</summary>
/// <remarks>Of these libvips says "libpng read error" and no more. So nobody waits for it to fail again with nothing beside it
/// (<see cref="Vips.VipsCall"/>): a folder of broken files is as fast as one of whole ones.</remarks>
internal static class PngFault
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Looks at the image data's chunks and their checksums.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The error of the file: ImageCorrupt with the reason; SourceChanged, ImageReadFailed and others where it is gone.</returns>
    public static HeatmapException Find(string path)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var source = new PngSource(path);
            using var data = new PngDataStream(source, FirstImageData(source), checksums: true);
            while (data.Read(buffer) > 0)
            {
            }

            return ImageErrors.Corrupt(path, "its image data cannot be decompressed");
        }
        catch (HeatmapException error)
        {
            return error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static long FirstImageData(PngSource source)
    {
        long at = PngChunks.Signature.Length;
        while (true)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            if (type == PngChunks.ImageData) return at;
            at += PngChunks.Overhead + (long)length;
        }
    }
}
