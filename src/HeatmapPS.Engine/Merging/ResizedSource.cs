using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging;

/// <summary>An image resampled to another size with a Lanczos kernel of three lobes, anew at each use.</summary>
/// <param name="layout">The size wanted; bands and sample type are those of the image.</param>
/// <param name="image">The image.</param>
/// <param name="maxPixels">Pixels it may have.</param>
internal sealed class ResizedSource(RasterLayout layout, Raster image, long maxPixels) : RasterSource(layout)
{
    /// <inheritdoc/>
    public override bool DecodesWhole => image.Source.DecodesWhole;

    /// <inheritdoc/>
    /// <exception cref="HeatmapException">ImageTooLarge.</exception>
    public override RowReader Open() => image.Layout.PixelCount <= maxPixels
        ? new ResampledRows(Layout, image.OpenRows(), ResampleKernel.Lanczos3, image.HasAlpha, [.. image.NoDataValues])
        : throw ImageErrors.TooLarge(image.Path ?? image.Name, image.Layout.PixelCount, maxPixels);
}
