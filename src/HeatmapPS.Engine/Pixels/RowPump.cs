using System.Buffers;

namespace HeatmapPS.Engine.Pixels;

/// <summary>A run of whole rows in a borrowed buffer.</summary>
/// <param name="bytes">The rows.</param>
/// <param name="firstRow">Number of the first row, from 0.</param>
/// <param name="rows">How many rows.</param>
internal readonly ref struct RowStrip(ReadOnlySpan<byte> bytes, int firstRow, int rows)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int FirstRow { get; } = firstRow;

    public int Rows { get; } = rows;
}

/// <summary>Uses one strip of rows; the bytes are borrowed for the call.</summary>
internal delegate void RowStripAction(RowStrip strip);

/// <summary>Drives a reader from its first row to its last in strips of about a megabyte.</summary>
internal static class RowPump
{
    /// <summary>Bytes a strip has at most, unless a single row has more.</summary>
    public const int StripBytes = 1 << 20;

    public static int RowsPerStrip(RasterLayout layout) =>
        Math.Clamp(StripBytes / Math.Max(1, layout.RowBytes), 1, layout.Height);

    /// <summary>Reads every row in order and hands strips to <paramref name="action"/>.</summary>
    /// <remarks>An image of more than a few strips is read ahead by one strip on another thread, so that decoding and
    /// the action overlap.</remarks>
    public static void ForEachStrip(RowReader rows, CancellationToken cancellationToken, RowStripAction action)
    {
        RasterLayout layout = rows.Layout;
        if (layout.ByteCount > 4L * StripBytes)
        {
            using var ahead = new ReadAheadRows(rows, leaveOpen: true);
            Drive(ahead, cancellationToken, action);
        }
        else
        {
            Drive(rows, cancellationToken, action);
        }
    }

    /// <summary>Reads all rows into one array.</summary>
    public static byte[] ReadAll(RowReader rows, CancellationToken cancellationToken = default)
    {
        RasterLayout layout = rows.Layout;
        byte[] pixels = GC.AllocateUninitializedArray<byte>(checked((int)layout.ByteCount));
        int stripRows = RowsPerStrip(layout);
        for (int row = 0; row < layout.Height; row += stripRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(stripRows, layout.Height - row);
            rows.Read(pixels.AsSpan(checked(row * layout.RowBytes), count * layout.RowBytes));
        }

        return pixels;
    }

    private static void Drive(RowReader rows, CancellationToken cancellationToken, RowStripAction action)
    {
        RasterLayout layout = rows.Layout;
        int stripRows = RowsPerStrip(layout);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked(stripRows * layout.RowBytes));
        try
        {
            for (int row = 0; row < layout.Height; row += stripRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Math.Min(stripRows, layout.Height - row);
                Span<byte> bytes = buffer.AsSpan(0, count * layout.RowBytes);
                rows.Read(bytes);
                action(new RowStrip(bytes, row, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
