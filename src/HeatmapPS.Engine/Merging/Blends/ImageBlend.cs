using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging.Stacks;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Blends;

/// <summary>Blends any number of images into one.</summary>
internal static class ImageBlend
{
    /// <summary>Blends images in order, the first one the backdrop.</summary>
    /// <param name="images">At least one.</param>
    /// <param name="mode">How.</param>
    /// <param name="opacity">Of each image but the first, 0..1.</param>
    /// <param name="settings">Fit, NaN, threads, progress, cancellation.</param>
    /// <returns>A raster worked out at each use, in the common form of the images; or a heatmap, where all images are
    /// heatmaps of one scale.</returns>
    /// <exception cref="HeatmapException">SizeMismatch, BandMismatch. Reading the result throws
    /// <see cref="MergeInputException"/> when images cannot be read.</exception>
    public static ImageObject Apply(IReadOnlyList<ImageObject> images, BlendMode mode, double opacity, MergeSettings settings)
    {
        MergeInputs inputs = MergeInputs.OfColors(images, settings.Grayscale);
        CommonForm form = CommonForm.Find(inputs.Rasters, new FormOptions { KeepsAlpha = true, ByValue = inputs.IsData }, settings);
        Raster[] converted = [.. inputs.Rasters.Select(form.Convert)];
        bool isExtreme = mode is BlendMode.Lighten or BlendMode.Darken;
        if (BlendKernels.IsColorMode(mode) && form.ColorBands is not (1 or 3))
            throw MergeErrors.ColorsNeeded(mode.ToString(), form.ColorBands);
        RasterSource source;
        if (isExtreme && opacity == 1 && !form.Metadata.HasAlpha)
        {
            source = new ExtremeSource(form.Layout, converted, mode == BlendMode.Lighten, settings);
        }
        else
        {
            BlendKernel kernel = new BlendKernels(form.ColorBands, form.Metadata.HasAlpha, opacity, settings.IgnoreNaN).Create(mode);
            bool tabled = form.Layout.SampleType == SampleType.UInt8 && !form.Metadata.HasAlpha && converted.Length == 2 && !BlendKernels.IsColorMode(mode);
            source = new StackSource(converted, tabled ? new BlendTableOperation(form.Layout, kernel) : new BlendOperation(form, kernel), settings);
        }

        var result = new Raster(source, form.Metadata, RasterOrigin.None);
        if (form.Metadata.HasAlpha && !inputs.Rasters.Any(raster => raster.HasAlpha))
            result = BandSelection.Apply(result, [.. Enumerable.Range(1, form.ColorBands)]);
        return inputs.Wrap(form.Restore(result));
    }
}
