using System.Buffers.Binary;
using System.IO.Compression;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>Joins strips, each compressed on its own, to one zlib stream in chunks of one type.</summary>
/// <remarks>A strip ends on a byte boundary (a sync flush), so that strips can be compressed at the same time; the Adler-32 of the whole is
/// combined from theirs. The bytes do not depend on the number of cores.</remarks>
/// <param name="output">The file.</param>
/// <param name="type">Four letters.</param>
internal sealed class PngDataWriter(Stream output, ReadOnlyMemory<byte> type)
{
    private uint _adler = 1;

    /// <summary>Compresses bytes into a strip's output: zlib header, deflate blocks, and, only when it is both first and last, the
    /// trailer. Sets the strip's checksum.</summary>
    public static void Compress(ReadOnlySpan<byte> data, ZLibCompressionOptions options, Strip strip)
    {
        PooledStream compressed = strip.Output;
        bool isWhole = strip.Index == 0 && strip.IsLast;
        int end;
        using (var deflate = new ZLibStream(compressed, options, leaveOpen: true))
        {
            deflate.Write(data);
            if (!isWhole)
                deflate.Flush();
            end = (int)compressed.Length;
        }

        // The trailer that closing writes is the checksum of this strip alone.
        strip.Checksum = BinaryPrimitives.ReadUInt32BigEndian(compressed.Written[^4..]);
        if (!isWhole)
            compressed.Truncate(end);
    }

    /// <summary>Writes a compressed strip; strips come in order.</summary>
    /// <param name="strip">The strip.</param>
    /// <param name="byteCount">Bytes that were compressed.</param>
    public void Write(Strip strip, long byteCount)
    {
        PooledStream data = strip.Output;
        bool isFirst = strip.Index == 0;
        _adler = Adler32.Combine(_adler, strip.Checksum, byteCount);
        if (strip.IsLast && !isFirst)
        {
            // An empty block marked as the last ends the joined stream.
            Span<byte> end = data.Reserve(6);
            end[0] = 3;
            end[1] = 0;
            BinaryPrimitives.WriteUInt32BigEndian(end[2..], _adler);
            data.Advance(6);
        }

        PngChunks.Write(output, type.Span, isFirst ? data.Written : data.Written[2..]);
    }
}

/// <summary>Adler-32 of joined messages.</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    /// <summary>Checksum of two messages joined, from theirs.</summary>
    /// <param name="first">Checksum of the first; 1 for an empty message.</param>
    /// <param name="second">Checksum of the second.</param>
    /// <param name="secondLength">Bytes of the second.</param>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        // RFC 1950: the low half is 1 + Σ bytes, the high half the sum of all values the low half takes.
        ulong sum = (first & 0xFFFF) + (ulong)Modulus - 1;
        ulong low = (sum + (second & 0xFFFF)) % Modulus;
        ulong high = ((first >> 16) + (second >> 16) + (sum % Modulus * (ulong)(secondLength % Modulus))) % Modulus;
        return (uint)((high << 16) | low);
    }
}
