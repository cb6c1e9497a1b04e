using HeatmapPS.Engine.Errors;
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

/// <summary>Rows of an image that libvips turns or resizes as a whole.</summary>
internal sealed class ReshapedRows : RowReader
{
    private readonly GatheredPixels _pixels;
    private readonly VipsRowReader _rows;

    private ReshapedRows(GatheredPixels pixels, VipsRowReader rows)
        : base(rows.Layout)
    {
        _pixels = pixels;
        _rows = rows;
    }

    /// <summary>Reads all rows and reshapes them.</summary>
    /// <param name="rows">Rows; read to the end, not disposed.</param>
    /// <param name="name">The file or image, for messages.</param>
    /// <param name="reshape">Makes the image wanted of the one stored.</param>
    /// <exception cref="VipsException">libvips could not.</exception>
    /// <exception cref="HeatmapException">What reading the rows throws; ImageTooLarge is up to the caller.</exception>
    public static ReshapedRows Open(RowReader rows, string name, Func<Image, Image> reshape)
    {
        var pixels = GatheredPixels.From(rows, CancellationToken.None);
        try
        {
            Image image = reshape(pixels.Image);
            return new ReshapedRows(pixels, new VipsRowReader(image, VipsImages.LayoutOf(image, name), name));
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination) => _rows.Read(destination);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rows.Dispose();
            _pixels.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Rows of an image that its orientation tag turns or mirrors; held whole.</summary>
internal static class TurnedRows
{
    /// <summary>Reads all rows and turns them upright.</summary>
    /// <param name="rows">Rows as stored; read to the end, not disposed.</param>
    /// <param name="orientation">EXIF orientation, 2 to 8.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="HeatmapException">What reading the rows throws; ImageTooLarge is up to the caller.</exception>
    public static RowReader Open(RowReader rows, int orientation, string path)
    {
        try
        {
            return ReshapedRows.Open(rows, path, stored =>
            {
                using Image marked = stored.Mutate(image => image.Set(GValue.GIntType, "orientation", orientation));
                return marked.Autorot();
            });
        }
        catch (VipsException error)
        {
            throw VipsMessages.ToReadError(path, error);
        }
    }
}
