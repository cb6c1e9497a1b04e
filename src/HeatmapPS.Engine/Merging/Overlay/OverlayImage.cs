using System.Buffers;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging.Blends;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Merging.Overlay;

/// <summary>Lays heatmaps over their photo.</summary>
/// <remarks>
/// With p the photo's colour and h the heatmap's, both 0..1, B the blend mode, and a the opacity at a pixel:
/// out = p·(1 − a) + B(p, h)·a, rounded once to the photo's depth (to nearest, ties to even). a is the opacity, times the
/// alpha of h, times (with <see cref="OverlayAlpha.Value"/>) the value's normalized place, 0 under the limits and 1 over them;
/// it is 0 for missing values, below the threshold, and where the heatmap does not reach. Where a is 0 the photo is unchanged.
/// </remarks>
internal static class OverlayImage
{
    /// <summary>The photo with a heatmap over it.</summary>
    /// <param name="photo">Grey or RGB, perhaps with alpha, which stays; UInt8 or UInt16.</param>
    /// <param name="heatmap">Of any size: its numbers are resampled to the size they have on the photo, then coloured at its depth.</param>
    /// <param name="area">What of the photo the heatmap covers; null for all of it.</param>
    /// <param name="options">How.</param>
    /// <returns>RGB, or RGBA for a photo with alpha, of the photo's depth; its rows are worked out as they are read.</returns>
    /// <exception cref="HeatmapException">PhotoNotSupported.</exception>
    public static Raster Apply(Raster photo, Heatmap heatmap, PhotoArea? area, OverlayOptions options)
    {
        bool isPicture = photo.Bands is 1 or 3 || (photo.HasAlpha && photo.Bands is 2 or 4);
        if (photo.SampleType is not (SampleType.UInt8 or SampleType.UInt16) || !isPicture)
            throw OverlayErrors.PhotoNotSupported(photo);
        Raster colors = PictureColors.ToRgb(photo, bits: null, alpha: false);
        PhotoArea place = area ?? new PhotoArea(0, 0, photo.Width, photo.Height);
        Raster values = Place(heatmap.Raster, photo, place, options.Kernel);
        var pixels = new OverlayPixels(heatmap, values, colors.Layout, options);
        RasterMetadata metadata = colors.Metadata with { Unit = null };
        Raster merged = colors.Derive(colors.Layout, metadata, rows => new OverlayRows(rows, values.OpenRows(), pixels));
        return heatmap.Marks is not { } marks ? merged
            : merged.Derive(merged.Layout, metadata, rows => marks.Draw(rows, heatmap.MarkedNumbers,
                new MarkedArea(place.Left, place.Top, place.Width, place.Height)));
    }

    /// <summary>The numbers at the photo's size, NaN where they do not reach.</summary>
    private static Raster Place(Raster numbers, Raster photo, PhotoArea area, ResampleKernel kernel)
    {
        Raster sized = Resampling.Apply(numbers, area.Width, area.Height, kernel, asNumbers: true);
        if (area == new PhotoArea(0, 0, photo.Width, photo.Height))
            return sized;
        if (!sized.SampleType.IsFloat)
            sized = SampleTypeConversion.ToFloat64(sized);
        RasterLayout layout = sized.Layout with { Width = photo.Width, Height = photo.Height };
        byte[] missing = new byte[layout.SampleType.Size];
        Samples.FromDoubles([double.NaN], layout.SampleType, missing);
        return sized.Derive(layout, sized.Metadata, rows => new PlacedRows(layout, rows, area.Left, area.Top, missing));
    }
}

/// <summary>Rows of a photo with a heatmap over it, mixed on all cores.</summary>
internal sealed class OverlayRows : RowReader
{
    /// <summary>Samples below which a second thread costs more than it gives.</summary>
    private const int ParallelSamples = 1 << 16;

    private readonly RowReader _photo;
    private readonly RowReader _values;
    private readonly OverlayPixels _pixels;

    /// <param name="photo">RGB or RGBA rows; disposed with this reader.</param>
    /// <param name="values">The heatmap's numbers at the same size; disposed with this reader.</param>
    /// <param name="pixels">Mixes them.</param>
    public OverlayRows(RowReader photo, RowReader values, OverlayPixels pixels)
        : base(photo.Layout)
    {
        _photo = photo;
        _values = values;
        _pixels = pixels;
    }

    public override void Read(Span<byte> destination)
    {
        int rowBytes = Layout.RowBytes, valueBytes = _values.Layout.RowBytes;
        int rows = destination.Length / rowBytes;
        byte[] values = ArrayPool<byte>.Shared.Rent(checked(rows * valueBytes));
        try
        {
            _photo.Read(destination);
            _values.Read(values.AsSpan(0, rows * valueBytes));
            if (rows > 1 && (long)rows * Layout.RowSamples >= ParallelSamples)
            {
                ParallelParts.ForEach(destination, rows, Mix);
            }
            else
            {
                for (int row = 0; row < rows; row++)
                    Mix(destination, row);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(values);
        }

        void Mix(Span<byte> photo, int row) =>
            _pixels.Mix(values.AsSpan(row * valueBytes, valueBytes), photo.Slice(row * rowBytes, rowBytes));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _photo.Dispose();
            _values.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>What decides how opaque a heatmap is over its photo.</summary>
public enum OverlayAlpha
{
    /// <summary>The opacity alone: the same everywhere.</summary>
    Constant,

    /// <summary>The opacity times the value's place between the limits: nothing at the lowest, full opacity at the highest.</summary>
    Value,
}

/// <summary>How a heatmap is laid over a photo.</summary>
internal sealed record OverlayOptions
{
    /// <summary>Opacity of the heatmap, 0..1.</summary>
    public double Opacity { get; init; } = 0.5;

    /// <summary>What else the opacity depends on.</summary>
    public OverlayAlpha AlphaFrom { get; init; }

    /// <summary>Values below it show the photo alone; null shows all.</summary>
    public double? Threshold { get; init; }

    /// <summary>How colours mix.</summary>
    public BlendMode Mode { get; init; }

    /// <summary>How the numbers are brought to the photo's size.</summary>
    public ResampleKernel Kernel { get; init; } = ResampleKernel.Bilinear;
}
