using System.Runtime.InteropServices;
using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Codecs.Vips;

/// <summary>Rows of an image that its orientation tag turns or mirrors; held in memory whole.</summary>
internal sealed unsafe class TurnedRows : RowReader
{
    private readonly VipsRowReader _rows;
    private void* _pixels;

    private TurnedRows(VipsRowReader rows, void* pixels)
        : base(rows.Layout)
    {
        _rows = rows;
        _pixels = pixels;
    }

    /// <summary>Reads all rows and turns them upright.</summary>
    /// <param name="rows">Rows as stored; read to the end, not disposed.</param>
    /// <param name="orientation">EXIF orientation, 2 to 8.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="Errors.HeatmapException">What reading the rows throws; ImageTooLarge is up to the caller.</exception>
    public static TurnedRows Open(RowReader rows, int orientation, string path)
    {
        VipsRuntime.EnsureInitialized();
        var layout = rows.Layout;
        var pixels = NativeMemory.Alloc((nuint)layout.ByteCount);
        try
        {
            for (var y = 0; y < layout.Height; y++)
                rows.Read(new Span<byte>((byte*)pixels + ((long)y * layout.RowBytes), layout.RowBytes));

            using var stored = Image.NewFromMemory((nint)pixels, (ulong)layout.ByteCount, layout.Width, layout.Height, layout.Bands, VipsImages.FormatOf(layout.SampleType));
            using var marked = stored.Mutate(image => image.Set(GValue.GIntType, "orientation", orientation));
            var upright = marked.Autorot();
            return new TurnedRows(new VipsRowReader(upright, VipsImages.LayoutOf(upright, path), path), pixels);
        }
        catch (VipsException e)
        {
            NativeMemory.Free(pixels);
            throw VipsMessages.ToReadError(path, e);
        }
        catch
        {
            NativeMemory.Free(pixels);
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
            NativeMemory.Free(_pixels);
            _pixels = null;
        }

        base.Dispose(disposing);
    }
}
