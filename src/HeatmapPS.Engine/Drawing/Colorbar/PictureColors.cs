using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Any picture as RGB or grey of 8 or 16 bits, perhaps with alpha, its values unchanged: grey is repeated.</summary>
internal static class PictureColors
{
    /// <summary>The picture in colour bands.</summary>
    /// <param name="raster">1 to 4 bands of UInt8 or UInt16.</param>
    /// <param name="bits">8 or 16, or null for its own depth.</param>
    /// <param name="alpha">Whether an opaque picture gets alpha too.</param>
    /// <exception cref="HeatmapException">DepthMismatch, FormatNotSupported.</exception>
    public static Raster ToRgb(Raster raster, int? bits, bool alpha) => ToBands(raster, bits, alpha, ColorModel.Rgb);

    /// <summary>A grey picture at a depth.</summary>
    /// <param name="raster">1 or 2 bands of UInt8 or UInt16.</param>
    /// <param name="bits">8 or 16.</param>
    /// <param name="alpha">Whether an opaque picture gets alpha too.</param>
    public static Raster ToGray(Raster raster, int bits, bool alpha) => ToBands(raster, bits, alpha, ColorModel.Gray);

    private static Raster ToBands(Raster raster, int? bits, bool alpha, ColorModel model)
    {
        if (raster.SampleType is not (SampleType.UInt8 or SampleType.UInt16))
            throw ImageErrors.DepthMismatch(raster.SampleType.ToString(), "a picture with a colorbar");
        raster = DepthConversion.ToPicture(raster, bits ?? 8 * raster.SampleType.Size);
        bool hasAlpha = raster.HasAlpha && raster.Bands is 2 or 4;
        if (!(raster.Bands == 1 || raster.Bands == 3 || hasAlpha))
            throw ColorbarErrors.NotHeatmap(raster.Name, $"a raster of {raster.Bands} bands");
        int size = raster.SampleType.Size;
        int colors = raster.Bands - (hasAlpha ? 1 : 0);
        RasterLayout layout = raster.Layout with { Bands = (model == ColorModel.Gray ? 1 : 3) + (hasAlpha || alpha ? 1 : 0) };
        RasterMetadata metadata = raster.Metadata with
        {
            ColorModel = model, HasAlpha = hasAlpha || alpha, BitDepth = 8 * size, Unit = null, NoDataValues = [],
        };
        if (layout.Bands == raster.Bands)
            return raster.With(metadata);
        int bands = raster.Bands;
        return raster.Derive(layout, metadata, rows => new TransformedRows(layout, rows,
            (source, destination) => Expand(source, destination, bands, colors, layout.Bands, size)));
    }

    private static void Expand(ReadOnlySpan<byte> source, Span<byte> destination, int sourceBands, int colors, int bands, int size)
    {
        int pixels = source.Length / (sourceBands * size);
        int shown = bands < 3 ? 1 : 3;
        for (int i = 0; i < pixels; i++)
        {
            ReadOnlySpan<byte> from = source.Slice(i * sourceBands * size, sourceBands * size);
            Span<byte> to = destination.Slice(i * bands * size, bands * size);
            for (int band = 0; band < shown; band++)
                from.Slice((colors == 1 ? 0 : band) * size, size).CopyTo(to[(band * size)..]);
            if (bands == shown)
                continue;
            if (sourceBands > colors)
                from.Slice(colors * size, size).CopyTo(to[(shown * size)..]);
            else
                to[(shown * size)..].Fill(byte.MaxValue);
        }
    }
}
