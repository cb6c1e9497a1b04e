using System.Buffers.Binary;
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
    public static void Compress(ReadOnlySpan<byte> data, DeflateMethod method, Strip strip) =>
        strip.Checksum = method.Compress(data, strip.Output, isWhole: strip.Index == 0 && strip.IsLast);

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
