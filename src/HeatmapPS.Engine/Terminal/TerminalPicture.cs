using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Colours of the size that goes to the terminal.</summary>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Pixels">Width × height colours, row after row.</param>
internal sealed record TerminalPicture(int Width, int Height, Rgba32[] Pixels)
{
    /// <summary>Opacity from which a pixel is shown where a terminal knows only shown and not shown.</summary>
    private const byte Shown = 128;

    /// <summary>Whether a pixel is shown; the terminal's background is seen through others.</summary>
    public static bool IsShown(Rgba32 color) => color.A >= Shown;

    /// <summary>Paints an image at a size.</summary>
    /// <param name="image">A heatmap, whose numbers are reduced before they are coloured, or a picture of 8 or 16 bits.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="reduction">How many values become one.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    /// <exception cref="HeatmapException">NotAPicture, and what reading throws.</exception>
    public static TerminalPicture Paint(ImageObject image, int width, int height, ValueReduction reduction,
        CancellationToken cancellationToken)
    {
        // Enlarging repeats pixels, and comes after the colours: fewer values to colour.
        int fewerColumns = Math.Min(width, image.Width), fewerRows = Math.Min(height, image.Height);
        Raster colors = image is Heatmap heatmap
            ? HeatmapRendering.ToRaster(
                heatmap.Resampled(Reduction.Apply(heatmap.Raster, fewerColumns, fewerRows, reduction, asNumbers: true)), 8, alpha: true)
            : PictureColors.ToRgb(Reduction.Apply(Check((Raster)image), fewerColumns, fewerRows, reduction, asNumbers: false), 8,
                alpha: true);
        colors = Resampling.Apply(colors, width, height, ResampleKernel.Nearest, asNumbers: false);
        using RowReader rows = colors.OpenRows();
        byte[] bytes = RowPump.ReadAll(rows, cancellationToken);
        return new TerminalPicture(width, height, MemoryMarshal.Cast<byte, Rgba32>(bytes).ToArray());
    }

    private static Raster Check(Raster raster)
    {
        if (raster.SampleType is not (SampleType.UInt8 or SampleType.UInt16))
            throw TerminalErrors.NotAPicture(raster.Name, $"{raster.Bands} bands of {raster.SampleType}");
        if (raster.Bands is not (1 or 3) && !(raster.HasAlpha && raster.Bands is 2 or 4))
            throw TerminalErrors.NotAPicture(raster.Name, $"{raster.Bands} bands");
        return raster.Metadata.ColorSpace is { } space and not ImageColorSpace.RGB
            ? ColorSpaceConversion.Apply(raster, space, ImageColorSpace.RGB)
            : raster;
    }

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng()
    {
        byte[] bytes = MemoryMarshal.AsBytes(Pixels.AsSpan()).ToArray();
        var metadata = new RasterMetadata { ColorModel = ColorModel.Rgb, HasAlpha = true };
        var raster = new Raster(new MemorySource(new RasterLayout(Width, Height, 4, SampleType.UInt8), bytes), metadata, RasterOrigin.None);
        using var png = new MemoryStream();
        ImageWriter.Write(raster, ImageFormats.Png, WriteOptions.Default, png, progress: null, CancellationToken.None);
        return png.ToArray();
    }
}
