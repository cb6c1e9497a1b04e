using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>All rows of a reader as a libvips image: in memory when small, else in a temporary file.</summary>
/// <remarks>libvips asks for rows by itself and the engine hands them out by itself, so they meet here.</remarks>
internal sealed class GatheredPixels : IDisposable
{
    private const int StripBytes = 1 << 20;

    private readonly ScratchBuffer _pixels;

    private GatheredPixels(ScratchBuffer pixels, Image image)
    {
        _pixels = pixels;
        Image = image;
    }

    /// <summary>The image; lives as long as this object.</summary>
    public Image Image { get; }

    /// <summary>Reads all rows.</summary>
    /// <param name="rows">Rows; read to the end.</param>
    /// <param name="cancellationToken">Looked at between strips.</param>
    public static GatheredPixels From(RowReader rows, CancellationToken cancellationToken)
    {
        VipsRuntime.EnsureInitialized();
        RasterLayout layout = rows.Layout;
        var pixels = new ScratchBuffer(layout.ByteCount);
        try
        {
            int strip = Math.Clamp(StripBytes / layout.RowBytes, 1, layout.Height);
            for (int y = 0; y < layout.Height; y += strip)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Math.Min(strip, layout.Height - y);
                rows.Read(pixels.Slice((long)y * layout.RowBytes, count * layout.RowBytes));
            }

            return new GatheredPixels(pixels, Image.NewFromMemory(
                pixels.Address, (ulong)layout.ByteCount, layout.Width, layout.Height, layout.Bands,
                    VipsImages.FormatOf(layout.SampleType)));
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Image.Dispose();
        _pixels.Dispose();
    }
}
