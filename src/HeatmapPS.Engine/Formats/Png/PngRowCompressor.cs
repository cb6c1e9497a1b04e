using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>How rows are filtered before they are compressed.</summary>
internal enum PngFilterChoice
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Always Up: best for index rows, whose neighbours above are nearly the same.</summary>
    Up,

    /// <summary>By whichever filter leaves the smallest sum of magnitudes, looked for every few rows.</summary>
    Adaptive,

    /// <summary>The same, looked for on every row.</summary>
    AdaptiveByRow,

    /// <summary>Whichever of the others makes a piece of the strip smallest: magnitudes say nothing of indices, and of
    /// patterns that come again.</summary>
    Tried,
}

/// <summary>Turns strips of rows into pieces of one zlib stream, which <see cref="PngDataWriter"/> joins.</summary>
/// <param name="layout">Layout of the rows.</param>
/// <param name="filter">How they are filtered.</param>
/// <param name="method">How they are compressed, or null to try on each strip.</param>
internal sealed class PngRowCompressor(RasterLayout layout, PngFilterChoice filter, DeflateMethod? method)
{
    /// <summary>Rows that share the filter found for the first of them: neighbouring rows are alike, and the search costs
    /// as much as the compression.</summary>
    private const int RowsPerSearch = 8;

    /// <summary>Bytes of the piece that <see cref="PngFilterChoice.Tried"/> tries on.</summary>
    private const int TrialBytes = 1 << 17;

    private readonly int _pixelBytes = layout.Bands * layout.SampleType.Size;

    /// <summary>Compressor for rows of a layout.</summary>
    public static PngRowCompressor For(RasterLayout layout, bool isPalette, ImageCompression compression)
    {
        PngFilterChoice filter = compression switch
        {
            ImageCompression.None => PngFilterChoice.None,
            ImageCompression.Best => PngFilterChoice.Tried,
            _ => isPalette ? PngFilterChoice.Up : PngFilterChoice.Adaptive,
        };
        DeflateMethod? method = compression switch
        {
            ImageCompression.None => DeflateMethod.Stored,
            ImageCompression.Best => DeflateMethod.Smallest,
            ImageCompression.Fast => DeflateMethod.Runs,
            _ => isPalette ? DeflateMethod.Runs : null,
        };
        return new PngRowCompressor(layout, filter, method);
    }

    /// <summary>Filters and compresses the strip's rows into its output: zlib header, deflate blocks, and, only when it is both
    /// first and last, the trailer. Sets its checksum to the Adler-32 of the filtered rows.</summary>
    public void Compress(Strip strip)
    {
        Span<byte> rows = strip.RowsWithLead;
        if (layout.SampleType.Size == 2)
        {
            Span<ushort> samples = MemoryMarshal.Cast<byte, ushort>(rows);
            BinaryPrimitives.ReverseEndianness(samples, samples);
        }

        PngFilterChoice choice = filter == PngFilterChoice.Tried ? Try(rows, strip) : filter;
        Span<byte> filtered = Filter(choice, rows, strip.RowCount, strip);
        PngDataWriter.Compress(filtered, method ?? DeflateMethod.Choose(filtered), strip);
    }

    /// <summary>The filter that makes a piece from the strip's middle smallest.</summary>
    private PngFilterChoice Try(Span<byte> rows, Strip strip)
    {
        int rowBytes = layout.RowBytes;
        int count = Math.Clamp(TrialBytes / rowBytes, 1, strip.RowCount);
        Span<byte> piece = rows[((strip.RowCount - count) / 2 * rowBytes)..];
        using var output = new PooledStream(TrialBytes);
        (PngFilterChoice best, long least) = (PngFilterChoice.None, long.MaxValue);
        foreach (PngFilterChoice choice in (ReadOnlySpan<PngFilterChoice>)[PngFilterChoice.None, PngFilterChoice.Up,
            PngFilterChoice.AdaptiveByRow])
        {
            long size = (method ?? DeflateMethod.Smallest).Measure(Filter(choice, piece, count, strip), output);
            if (size < least) (best, least) = (choice, size);
        }

        return best;
    }

    /// <summary>Rows with the bytes that name their filters, in the strip's scratch; one row leads.</summary>
    private Span<byte> Filter(PngFilterChoice choice, ReadOnlySpan<byte> rows, int count, Strip strip)
    {
        int rowBytes = layout.RowBytes;
        int filteredBytes = checked(count * (rowBytes + 1));
        bool adaptive = choice is PngFilterChoice.Adaptive or PngFilterChoice.AdaptiveByRow;
        int rowsPerSearch = choice == PngFilterChoice.AdaptiveByRow ? 1 : RowsPerSearch;
        Span<byte> scratch = strip.Scratch(filteredBytes + (adaptive ? rowBytes : 0));
        Span<byte> filtered = scratch[..filteredBytes];
        for (int y = 0; y < count; y++)
        {
            ReadOnlySpan<byte> above = rows.Slice(y * rowBytes, rowBytes);
            ReadOnlySpan<byte> row = rows.Slice((y + 1) * rowBytes, rowBytes);
            Span<byte> target = filtered.Slice(y * (rowBytes + 1), rowBytes + 1);
            if (!adaptive) FilterAs(choice == PngFilterChoice.Up ? PngFilter.Up : PngFilter.None, above, row, target);
            else if (y % rowsPerSearch == 0) FilterBest(above, row, target, scratch[filteredBytes..]);
            else FilterAs((PngFilter)filtered[(y - 1) * (rowBytes + 1)], above, row, target);
        }

        return filtered;
    }

    private void FilterAs(PngFilter kind, ReadOnlySpan<byte> above, ReadOnlySpan<byte> row, Span<byte> target)
    {
        target[0] = (byte)kind;
        PngFilters.Apply(kind, above, row, _pixelBytes, target[1..]);
    }

    private void FilterBest(ReadOnlySpan<byte> above, ReadOnlySpan<byte> row, Span<byte> target, Span<byte> trial)
    {
        long best = PngFilters.Magnitude(row);
        PngFilter kind = PngFilter.None;
        for (PngFilter candidate = PngFilter.Sub; candidate <= PngFilter.Paeth; candidate++)
        {
            PngFilters.Apply(candidate, above, row, _pixelBytes, trial);
            long magnitude = PngFilters.Magnitude(trial);
            if (magnitude >= best) continue;
            best = magnitude;
            kind = candidate;
            trial.CopyTo(target[1..]);
        }

        if (kind == PngFilter.None) row.CopyTo(target[1..]);
        target[0] = (byte)kind;
    }
}
