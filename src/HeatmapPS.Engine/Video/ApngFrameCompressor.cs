using System.IO.Compression;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Video;

/// <summary>Compresses whole frames as PNG does, and back. Thread-safe.</summary>
/// <param name="layout">What frames are made of.</param>
/// <param name="isPalette">Whether they are indices.</param>
internal sealed class ApngFrameCompressor(RasterLayout layout, bool isPalette)
{
    private readonly PngRowCompressor _compressor = PngRowCompressor.For(layout, isPalette, ImageCompression.Default);

    /// <summary>Compresses a frame.</summary>
    /// <param name="fill">Writes its rows.</param>
    /// <param name="isColor">What the result tells of itself.</param>
    public FrameData Compress(Action<Memory<byte>> fill, bool isColor = false)
    {
        using var rows = new FrameData(checked((int)layout.ByteCount));
        fill(rows.Memory);
        using var strip = new Strip(checked(layout.RowBytes * (layout.Height + 1)));
        strip.Reset(0, layout.Height, layout.RowBytes, layout.RowBytes, isLast: true);
        strip.RowsWithLead[..layout.RowBytes].Clear();
        rows.Span.CopyTo(strip.Rows);
        _compressor.Compress(strip);
        return FrameData.Copy(strip.Output.Written, isColor: isColor);
    }

    /// <summary>The rows of a frame of 8-bit samples that was compressed here.</summary>
    public FrameData Decompress(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        int rowBytes = layout.RowBytes;
        var rows = new FrameData(checked((int)layout.ByteCount));
        try
        {
            using var source = new MemoryStream(data.ToArray(), writable: false);
            using var inflate = new ZLibStream(source, CompressionMode.Decompress);
            byte[] stored = new byte[rowBytes + 1], zeros = new byte[rowBytes];
            for (int y = 0; y < layout.Height; y++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                inflate.ReadExactly(stored);
                ReadOnlySpan<byte> above = y == 0 ? zeros : rows.Span.Slice((y - 1) * rowBytes, rowBytes);
                PngFilters.Undo((PngFilter)stored[0], above, stored.AsSpan(1), layout.Bands, rows.Span.Slice(y * rowBytes, rowBytes));
            }

            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}
