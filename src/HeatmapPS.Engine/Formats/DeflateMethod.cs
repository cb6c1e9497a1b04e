using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>The ways to deflate that pay for image rows.</summary>
/// <remarks>
/// Measured on thermal frames, photographs, renderings and noise: runs with Huffman codes made for the data are
/// faster than level 1, whose codes are fixed, and smaller on filtered rows. Level 2, which searches for matches, wins on rows
/// that repeat themselves.
/// </remarks>
internal sealed class DeflateMethod
{
    /// <summary>Bytes a trial compresses in both ways.</summary>
    private const int TrialBytes = 1 << 15;

    /// <summary>How much smaller level 2 must be to be worth its time. It takes several times as long.</summary>
    private const double WorthWhile = 0.8;

    private readonly ZLibCompressionOptions? _options;

    private DeflateMethod(ZLibCompressionOptions? options) => _options = options;

    /// <summary>Runs and Huffman codes.</summary>
    public static DeflateMethod Runs { get; } = new(null);

    /// <summary>A quick search for matches.</summary>
    public static DeflateMethod Matches { get; } = new(new ZLibCompressionOptions { CompressionLevel = 2 });

    public static DeflateMethod Smallest { get; } = new(new ZLibCompressionOptions { CompressionLevel = 9 });

    /// <summary>Not compressed.</summary>
    public static DeflateMethod Stored { get; } = new(new ZLibCompressionOptions { CompressionLevel = 0 });

    /// <summary>Runs or matches, by trying both on a piece from the middle where anything of it comes again.</summary>
    public static DeflateMethod Choose(ReadOnlySpan<byte> data)
    {
        int length = Math.Min(data.Length, TrialBytes);
        ReadOnlySpan<byte> piece = data.Slice((data.Length - length) / 2, length);
        if (CountRepeated(piece) < length * (1 - WorthWhile) / 4)
            return Runs;
        using var output = new PooledStream(TrialBytes * 2);
        long runs = Runs.Measure(piece, output);
        long matches = Matches.Measure(piece, output);
        return matches < runs * WorthWhile ? Matches : Runs;
    }

    /// <summary>Places at which four bytes begin that came before. A match begins with four, and takes the place of as many literals as it
    /// is long: where far fewer places than are to be saved have any, there is nothing to try.</summary>
    [MethodImpl(HotLoop.Options)]
    private static int CountRepeated(ReadOnlySpan<byte> piece)
    {
        const int HashBits = 12;
        Span<ushort> last = stackalloc ushort[1 << HashBits];
        last.Clear();
        int repeated = 0;
        for (int i = 1; i <= piece.Length - sizeof(uint); i++)
        {
            uint four = BinaryPrimitives.ReadUInt32LittleEndian(piece[i..]);
            ref ushort place = ref last[(int)((four * 2654435761) >> (32 - HashBits))];
            repeated += BinaryPrimitives.ReadUInt32LittleEndian(piece[place..]) == four ? 1 : 0;
            place = (ushort)i;
        }

        return repeated;
    }

    /// <summary>Bytes that a piece takes when it is compressed.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="output">Room for the result, used again from call to call.</param>
    public long Measure(ReadOnlySpan<byte> piece, PooledStream output)
    {
        output.Clear();
        _ = Compress(piece, output);
        return output.Length;
    }

    /// <summary>Appends a zlib stream (RFC 1950).</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="output">Where the stream goes.</param>
    /// <param name="isWhole">Whether the stream ends; else it stops on a byte, without the checksum, and another's blocks can follow.</param>
    /// <returns>The Adler-32 of the bytes.</returns>
    public uint Compress(ReadOnlySpan<byte> data, PooledStream output, bool isWhole = true)
    {
        if (_options is null)
            return CompressRuns(data, output, isWhole);
        int end;
        using (var deflate = new ZLibStream(output, _options, leaveOpen: true))
        {
            deflate.Write(data);
            if (!isWhole)
                deflate.Flush();
            end = (int)output.Length;
        }

        // The trailer that closing writes is the checksum.
        uint checksum = BinaryPrimitives.ReadUInt32BigEndian(output.Written[^4..]);
        if (!isWhole)
            output.Truncate(end);
        return checksum;
    }

    private static uint CompressRuns(ReadOnlySpan<byte> data, PooledStream output, bool isWhole)
    {
        // Deflate with a window of 32 KB, fastest level.
        output.Write([0x78, 0x01]);
        RunLengthDeflate.Compress(data, output, isWhole);
        uint checksum = Adler32.Of(data);
        if (isWhole)
        {
            BinaryPrimitives.WriteUInt32BigEndian(output.Reserve(4), checksum);
            output.Advance(4);
        }

        return checksum;
    }
}
