using System.IO.Compression;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>The settings of deflate that pay for image rows.</summary>
/// <remarks>
/// Measured on thermal frames, photographs, renderings and noise: run-length encoding with Huffman codes made for the data is
/// faster than level 1, whose codes are fixed, and smaller on filtered rows. Level 2, which searches for matches, wins on rows
/// that repeat themselves.
/// </remarks>
internal static class DeflateMethod
{
    /// <summary>Bytes a trial compresses in both ways.</summary>
    private const int TrialBytes = 1 << 15;

    /// <summary>How much smaller level 2 must be to be worth its time. It takes about a third longer.</summary>
    private const double WorthWhile = 0.8;

    /// <summary>Runs and Huffman codes.</summary>
    public static ZLibCompressionOptions Runs =>
        new() { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding };

    /// <summary>A quick search for matches.</summary>
    public static ZLibCompressionOptions Matches => new() { CompressionLevel = 2 };

    public static ZLibCompressionOptions Smallest => new() { CompressionLevel = 9 };

    /// <summary>Not compressed.</summary>
    public static ZLibCompressionOptions Stored => new() { CompressionLevel = 0 };

    /// <summary>Runs or matches, by trying both on a piece from the middle.</summary>
    public static ZLibCompressionOptions Choose(ReadOnlySpan<byte> data)
    {
        int length = Math.Min(data.Length, TrialBytes);
        ReadOnlySpan<byte> piece = data.Slice((data.Length - length) / 2, length);
        using var output = new PooledStream(TrialBytes * 2);
        long runs = Measure(piece, Runs, output);
        long matches = Measure(piece, Matches, output);
        return matches < runs * WorthWhile ? Matches : Runs;
    }

    /// <summary>Bytes that a piece takes when it is compressed.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Room for the result, used again from call to call.</param>
    public static long Measure(ReadOnlySpan<byte> piece, ZLibCompressionOptions options, PooledStream output)
    {
        output.Clear();
        using (var deflate = new ZLibStream(output, options, leaveOpen: true)) deflate.Write(piece);
        return output.Length;
    }
}
