using System.Runtime.InteropServices;
using HeatmapPS.Engine.Codecs.Vips;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Blending;

/// <summary>An image resampled to another size, anew at each use.</summary>
/// <param name="layout">The size wanted; bands and sample type are those of the image.</param>
/// <param name="image">The image.</param>
internal sealed class ResizedSource(RasterLayout layout, Raster image) : RasterSource(layout)
{
    /// <inheritdoc/>
    public override bool DecodesWhole => true;

    /// <inheritdoc/>
    public override RowReader Open() => ResizedRows.Open(Layout, image.OpenRows(), image.HasAlpha, image.Name);
}

/// <summary>An image resampled to another size by libvips with a Lanczos kernel of three lobes; held in memory whole.</summary>
internal sealed unsafe class ResizedRows : RowReader
{
    private readonly VipsRowReader _rows;
    private void* _pixels;

    private ResizedRows(VipsRowReader rows, void* pixels)
        : base(rows.Layout)
    {
        _rows = rows;
        _pixels = pixels;
    }

    /// <summary>Reads all rows and resamples them.</summary>
    /// <param name="layout">The size wanted; bands and sample type are those of the rows.</param>
    /// <param name="rows">The image; disposed.</param>
    /// <param name="hasAlpha">Whether the last band is alpha: colours are weighted by it.</param>
    /// <param name="name">The image, for messages.</param>
    public static ResizedRows Open(RasterLayout layout, RowReader rows, bool hasAlpha, string name)
    {
        VipsRuntime.EnsureInitialized();
        RasterLayout from = rows.Layout;
        void* pixels = NativeMemory.Alloc((nuint)from.ByteCount);
        try
        {
            using (rows)
            {
                for (int y = 0; y < from.Height; y++)
                    rows.Read(new Span<byte>((byte*)pixels + ((long)y * from.RowBytes), from.RowBytes));
            }

            using Image stored = Image.NewFromMemory((nint)pixels, (ulong)from.ByteCount, from.Width, from.Height, from.Bands, VipsImages.FormatOf(from.SampleType));
            Image resized = Resize(stored, layout, hasAlpha);
            return new ResizedRows(new VipsRowReader(resized, layout, name), pixels);
        }
        catch (VipsException error)
        {
            NativeMemory.Free(pixels);
            throw MergeErrors.ResizeFailed(name, error);
        }
        catch
        {
            NativeMemory.Free(pixels);
            throw;
        }
    }

    public override void Read(Span<byte> destination) => _rows.Read(destination);

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

    private static Image Resize(Image image, RasterLayout layout, bool hasAlpha)
    {
        double across = (double)layout.Width / image.Width;
        double down = (double)layout.Height / image.Height;
        double opaque = layout.SampleType.MaxValue;

        // On integers libvips works with weights of 12 bits, whose sum may miss 1: a flat 16-bit image would change.
        bool isNarrow = layout.SampleType.Size <= 2 || layout.SampleType == SampleType.Float32;
        using Image floating = image.Cast(isNarrow ? Enums.BandFormat.Float : Enums.BandFormat.Double);
        using Image weighted = hasAlpha ? floating.Premultiply(maxAlpha: opaque) : floating.Copy();
        using Image resized = weighted.Resize(across, kernel: Enums.Kernel.Lanczos3, gap: 0, vscale: down);
        using Image straight = hasAlpha ? resized.Unpremultiply(maxAlpha: opaque) : resized.Copy();
        using Image rounded = layout.SampleType.IsFloat ? straight.Copy() : straight.Rint();
        return rounded.Cast(VipsImages.FormatOf(layout.SampleType));
    }
}
