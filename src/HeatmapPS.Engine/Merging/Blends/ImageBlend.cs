using System.Buffers;
using System.Runtime.InteropServices;
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
        var inputs = MergeInputs.OfColors(images, settings.Grayscale);
        var form = CommonForm.Find(inputs.Rasters, new FormOptions { KeepsAlpha = true, ByValue = inputs.IsData }, settings);
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
            bool tabled = form.Layout.SampleType == SampleType.UInt8 && !form.Metadata.HasAlpha && converted.Length == 2
                && !BlendKernels.IsColorMode(mode);
            source = new StackSource(converted, tabled ? new BlendTableOperation(form.Layout, kernel) : new BlendOperation(form, kernel),
                settings);
        }

        var result = new Raster(source, form.Metadata, RasterOrigin.None);
        if (form.Metadata.HasAlpha && !inputs.Rasters.Any(raster => raster.HasAlpha))
            result = BandSelection.Apply(result, [.. Enumerable.Range(1, form.ColorBands)]);
        return inputs.Wrap(form.Restore(result));
    }
}

/// <summary>Blends images in order, the first one the backdrop. Between images the values stay in floating point, so that
/// any number of them is rounded once.</summary>
/// <param name="form">The form of the images.</param>
/// <param name="kernel">The mode.</param>
internal sealed class BlendOperation(CommonForm form, BlendKernel kernel) : StackOperation(form.Layout, form.Layout.SampleType)
{
    // Integers run over their type's range, or that of the bits stored, floating point over 0..1.
    private readonly double _low = form.Nominal.MinValue;
    private readonly double _span = form.FullIntensity - form.Nominal.MinValue;

    public override int StateBytes => sizeof(double);

    public override void Fold(StackChunk chunk, Span<byte> state)
    {
        Span<double> backdrop = MemoryMarshal.Cast<byte, double>(state);
        int first = 0;
        if (chunk.IsFirst)
        {
            Normalize(chunk[0], backdrop);
            first = 1;
        }

        double[] rented = ArrayPool<double>.Shared.Rent(backdrop.Length);
        Span<double> source = rented.AsSpan(0, backdrop.Length);
        for (int i = first; i < chunk.Count; i++)
        {
            Normalize(chunk[i], source);
            kernel(source, backdrop);
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    public override void Finish(Span<byte> state, int images, Span<byte> output)
    {
        Span<double> values = MemoryMarshal.Cast<byte, double>(state);
        if (_span != 1)
        {
            foreach (ref double value in values)
                value = (value * _span) + _low;
        }

        Samples.FromDoubles(values, Output.SampleType, output);
    }

    private void Normalize(ReadOnlySpan<byte> samples, Span<double> values)
    {
        Samples.ToDoubles(samples, Input.SampleType, values);
        if (_span == 1)
            return;
        foreach (ref double value in values)
            value = (value - _low) / _span;
    }
}

/// <summary>Blends two opaque 8-bit images by a table of all pairs of levels.</summary>
internal sealed class BlendTableOperation : StackOperation
{
    private readonly byte[] _table;

    /// <param name="layout">Layout of the images, of UInt8.</param>
    /// <param name="kernel">A separable mode without alpha.</param>
    public BlendTableOperation(RasterLayout layout, BlendKernel kernel)
        : base(layout, SampleType.UInt8)
    {
        _table = new byte[1 << 16];
        double[] source = new double[1 << 16];
        double[] backdrop = new double[1 << 16];
        for (int i = 0; i < source.Length; i++)
        {
            backdrop[i] = (i >> 8) / 255.0;
            source[i] = (i & 0xff) / 255.0;
        }

        kernel(source, backdrop);
        foreach (ref double value in backdrop.AsSpan())
            value *= 255;
        Samples.FromDoubles(backdrop, SampleType.UInt8, _table);
    }

    public override bool NeedsAll => true;

    public override int StateBytes => 1;

    public override void Fold(StackChunk chunk, Span<byte> state)
    {
        ReadOnlySpan<byte> backdrop = chunk[0], source = chunk[1];
        for (int i = 0; i < state.Length; i++)
            state[i] = _table[(backdrop[i] << 8) | source[i]];
    }

    public override void Finish(Span<byte> state, int images, Span<byte> output) => state.CopyTo(output);
}
