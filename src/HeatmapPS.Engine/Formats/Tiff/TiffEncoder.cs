using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Writes TIFF: every sample type, any number of bands, and palettes.</summary>
/// <remarks>TIFF's palettes have no alpha: index rows whose palette declares transparency are written as RGB and alpha. The
/// file is a BigTIFF when it might pass 4 GB.</remarks>
internal sealed class TiffEncoder : IImageEncoder
{
    public string Name => "HeatmapPS";

    public bool SupportsPalette => true;

    public bool CanHold(RasterLayout layout, RasterMetadata metadata) => layout.Bands <= ushort.MaxValue;

    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        if (palette is { HasAlpha: true })
        {
            using var colors = new PaletteRows(rows, palette, leaveOpen: true);
            Write(colors, PaletteRows.Describe(metadata, palette), palette: null, options, output, cancellationToken);
            return;
        }

        if (palette is not null && rows.Layout is not { Bands: 1, SampleType: SampleType.UInt8 })
        {
            throw new ArgumentException("Expected index rows of 1 band of UInt8.", nameof(rows));
        }

        Write(rows, metadata, palette, options, output, cancellationToken);
    }

    private static void Write(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        if (options.Pyramid is { } shrink)
        {
            // All smaller copies together have a third of the pixels; tiles at the edges are whole.
            const double TileMargin = 1.6;
            var pyramid = new TiffWriter(output,
                TiffWriter.NeedsBigTiff((long)(rows.Layout.ByteCount * TileMargin), pageCount: 16, options.Compression));
            pyramid.AddPyramid(rows, metadata, palette, options.Compression, shrink, cancellationToken, options.Embedded);
            return;
        }

        long bytes = rows.Layout.ByteCount + (options.Embedded?.Numbers?.Layout.ByteCount ?? 0);
        int pages = options.Embedded?.Numbers is null ? 1 : 2;
        var writer = new TiffWriter(output, TiffWriter.NeedsBigTiff(bytes, pages, options.Compression));
        writer.AddPage(rows, metadata, palette, options.Compression, cancellationToken, options.Embedded);
    }
}
