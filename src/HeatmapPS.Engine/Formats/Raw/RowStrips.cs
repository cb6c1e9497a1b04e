using System.Buffers;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Raw;

/// <summary>What is done with a strip of rows.</summary>
/// <param name="strip">Whole rows, which may be changed in place.</param>
/// <param name="firstRow">The first row's number, from 0.</param>
/// <param name="rowCount">Rows in the strip.</param>
internal delegate void StripAction(Span<byte> strip, int firstRow, int rowCount);

/// <summary>Walks the rows of a reader in strips of about a megabyte.</summary>
internal static class RowStrips
{
    private const int StripBytes = 1 << 20;

    /// <summary>Reads every row and hands the strips on in order.</summary>
    public static void ForEach(RowReader rows, StripAction action, CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        int rowsPerStrip = Math.Clamp(StripBytes / layout.RowBytes, 1, layout.Height);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(rowsPerStrip * layout.RowBytes);
        try
        {
            for (int row = 0; row < layout.Height; row += rowsPerStrip)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Math.Min(rowsPerStrip, layout.Height - row);
                Span<byte> strip = buffer.AsSpan(0, count * layout.RowBytes);
                rows.Read(strip);
                action(strip, row, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
