using HeatmapPS.Engine.Codecs.Vips;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Blending;

/// <summary>An image resampled to another size, anew at each use.</summary>
/// <param name="layout">The size wanted; bands and sample type are those of the image.</param>
/// <param name="image">The image.</param>
/// <param name="maxPixels">Pixels it may have, since it is held whole.</param>
internal sealed class ResizedSource(RasterLayout layout, Raster image, long maxPixels) : RasterSource(layout)
{
    /// <inheritdoc/>
    public override bool DecodesWhole => true;

    /// <inheritdoc/>
    /// <exception cref="HeatmapException">ImageTooLarge.</exception>
    public override RowReader Open() => image.Layout.PixelCount <= maxPixels
        ? ResizedRows.Open(Layout, image.OpenRows(), image.HasAlpha, image.Name)
        : throw ImageErrors.TooLarge(image.Path ?? image.Name, image.Layout.PixelCount, maxPixels);
}

/// <summary>An image resampled to another size by libvips with a Lanczos kernel of three lobes; held whole.</summary>
internal static class ResizedRows
{
    /// <summary>Reads all rows and resamples them.</summary>
    /// <param name="layout">The size wanted; bands and sample type are those of the rows.</param>
    /// <param name="rows">The image; disposed.</param>
    /// <param name="hasAlpha">Whether the last band is alpha: colours are weighted by it.</param>
    /// <param name="name">The image, for messages.</param>
    public static RowReader Open(RasterLayout layout, RowReader rows, bool hasAlpha, string name)
    {
        try
        {
            using (rows)
                return ReshapedRows.Open(rows, name, stored => Resize(stored, layout, hasAlpha));
        }
        catch (VipsException error)
        {
            throw MergeErrors.ResizeFailed(name, error);
        }
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
