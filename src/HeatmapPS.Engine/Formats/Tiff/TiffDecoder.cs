using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Reads TIFF, BigTIFF and GeoTIFF at the depth they store: uncompressed strips straight from the file, what is
/// Deflate, LZW, PackBits or cut into tiles block by block, the rest with libvips.</summary>
/// <remarks>
/// Integers and floats of every depth keep their values (10, 12, 14 bits too); grey of 1, 2, 4 bits is scaled by 255,
/// 85, 17. MinIsWhite is honoured for unsigned integers (max − v); signed and float values stay as they are. The value that
/// means "no data" goes the same way. Premultiplied alpha becomes straight.
/// </remarks>
internal sealed class TiffDecoder : IImageDecoder
{
    private const long MostTileRowBytes = 1L << 30;
    private const string VipsName = "libvips";
    private const string OwnName = "HeatmapPS";

    private readonly VipsDecoder _vips = new();

    /// <inheritdoc/>
    public string Name => "HeatmapPS, libvips";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        var (directory, pages) = TiffDirectoryReader.Read(path, page);
        CheckClaim(path, directory);
        switch (TiffDecoderRoute.Choose(directory, path))
        {
            case TiffRoute.Run:
                var layout = StoredLayout(path, directory);
                return new ImageHeader(layout, MetadataOf(directory, layout.Bands), page, pages, OwnName);
            case TiffRoute.Blocks:
                return Describe(path, directory, page, pages, OwnName);
            case TiffRoute.BlockImages when directory.IsPlanar || TiffDecoderRoute.IsEightBitLab(directory):
                return Describe(path, directory, page, pages, VipsName);
        }

        var header = _vips.ReadHeader(path, format, page, options);
        return header with { Metadata = MetadataOf(directory, header.Layout.Bands), PageCount = pages };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        var (directory, _) = TiffDirectoryReader.Read(path, header.Page);
        var route = TiffDecoderRoute.Choose(directory, path);
        if (route == TiffRoute.Vips)
        {
            CheckEnds(path, directory);
            return _vips.OpenRows(path, format, header, options);
        }

        if (route == TiffRoute.Run)
            return StoredLayout(path, directory) == header.Layout ? new TiffRunRows(path, directory, header.Layout) : throw ImageErrors.SourceChanged(path);

        if (header.DecodesWhole && header.Layout.PixelCount > options.MaxPixels)
            throw ImageErrors.TooLarge(path, header.Layout.PixelCount, options.MaxPixels);

        var rows = Show(route == TiffRoute.Blocks ? OpenBlocks(path, directory) : OpenBlockImages(path, directory, header), directory, path);
        if (rows.Layout.PixelCount != header.Layout.PixelCount || rows.Layout.Bands != header.Layout.Bands || rows.Layout.SampleType != header.Layout.SampleType)
        {
            rows.Dispose();
            throw ImageErrors.SourceChanged(path);
        }

        if (directory.Orientation == 1)
            return rows;
        using (rows)
            return TurnedRows.Open(rows, directory.Orientation, path);
    }

    private static TiffBlockRows OpenBlocks(string path, TiffDirectory directory)
    {
        var stored = StoredLayout(path, directory);
        CheckBlockRow(path, directory, stored);
        return new TiffBlockRows(path, directory, stored);
    }

    private static TiffBlockImageRows OpenBlockImages(string path, TiffDirectory directory, ImageHeader header)
    {
        // What libvips converts comes in the bands and the type of the header.
        var stored = directory.IsPlanar || TiffDecoderRoute.IsEightBitLab(directory)
            ? StoredLayout(path, directory)
            : new RasterLayout(directory.Width, directory.Height, header.Layout.Bands, header.Layout.SampleType);
        CheckBlockRow(path, directory, stored);
        return new TiffBlockImageRows(path, directory, stored);
    }

    private static void CheckEnds(string path, TiffDirectory directory)
    {
        if (directory.Compression != 7)
            return;
        using var blocks = new TiffBlocks(path, directory);
        blocks.CheckEnds();
    }

    /// <summary>The rows as they are given out: indices and L*a*b* as colours, alpha straight.</summary>
    private static RowReader Show(RowReader rows, TiffDirectory directory, string path)
    {
        if (directory.Photometric is TiffPhotometric.CieLab or TiffPhotometric.IccLab)
            return new TiffLabRows(rows, signed: directory.Photometric == TiffPhotometric.CieLab, path);
        if (directory.Photometric == TiffPhotometric.Palette)
            return TiffColorMap.Open(rows, directory.ColorMap);
        return IsPremultiplied(directory) ? new TransformedRows(rows.Layout, rows, StraightAlpha.Of(rows.Layout, OpaqueOf(directory, rows.Layout.SampleType))) : rows;
    }

    /// <summary>Alpha of 9 to 15 bits and of 17 to 31 keeps its values, in a wider type.</summary>
    private static double OpaqueOf(TiffDirectory directory, SampleType type) =>
        type.IsFloat || directory.Bits < 8 || directory.SampleFormat == TiffSampleFormat.SignedInteger ? type.MaxValue : Math.Pow(2, directory.Bits) - 1;

    private static bool IsPremultiplied(TiffDirectory directory) =>
        directory.ExtraSamples is [1] && ModelOf(directory, directory.Samples) != ColorModel.Multiband;

    /// <summary>Refuses more samples than the file can hold, before room is made for a row of tiles or a strip.</summary>
    private static void CheckClaim(string path, TiffDirectory directory)
    {
        // Colour differences may be stored once for up to 16 pixels.
        var samples = directory.Photometric == TiffPhotometric.YCbCr ? 1 : directory.Samples;
        var claimed = (Int128)directory.Width * directory.Height * samples * directory.Bits / 8;
        var length = FileStamp.Take(path).Length;
        if (CompressionBound.MostTiffBytes(directory.Compression, length) is { } most && claimed > most)
            throw ImageErrors.Corrupt(path, FormattableString.Invariant($"it claims {directory.Width:N0} × {directory.Height:N0} pixels, which {length:N0} bytes cannot hold"));
    }

    private static ImageHeader Describe(string path, TiffDirectory directory, int page, int pages, string codec)
    {
        var layout = StoredLayout(path, directory);
        if (directory.IsTiled)
            CheckBlockRow(path, directory, layout);
        if (directory.Photometric == TiffPhotometric.Palette)
            layout = layout with { Bands = TiffColorMap.BandsOf(directory.ColorMap) };
        if (directory.Orientation >= 5)
            layout = layout with { Width = layout.Height, Height = layout.Width };
        return new ImageHeader(layout, MetadataOf(directory, layout.Bands), page, pages, codec)
        {
            DecodesWhole = directory.Orientation > 1,
        };
    }

    /// <summary>Bounds what is held of a page: a row of tiles, or a strip that is decoded whole.</summary>
    private static void CheckBlockRow(string path, TiffDirectory directory, RasterLayout layout)
    {
        if (!directory.IsTiled && TiffBlocks.Decodes(directory.Compression))
            return;

        // A file can claim tiles whose size does not fit a long.
        var block = (((Int128)directory.BlockColumns * directory.Samples * directory.Bits) + 7) / 8 * directory.BlockRows;
        var bytes = Int128.Max(block, TiffBlockRows.BlockRowBuffer(directory, layout));
        if (bytes > MostTileRowBytes)
            throw CodecErrors.BlockTooLarge(path, directory.IsTiled ? "row of tiles" : "strip", (long)Int128.Min(bytes, long.MaxValue), MostTileRowBytes);
    }

    private static RasterLayout StoredLayout(string path, TiffDirectory directory)
    {
        var type = new TiffSamples(directory).Type;
        var rowBytes = (long)directory.Width * directory.Samples * type.Size;
        if (rowBytes > Array.MaxLength)
            throw CodecErrors.RowTooLong(path, rowBytes);
        return new RasterLayout(directory.Width, directory.Height, directory.Samples, type);
    }

    private static RasterMetadata MetadataOf(TiffDirectory directory, int bands)
    {
        var model = ModelOf(directory, bands);
        return new RasterMetadata
        {
            ColorModel = model,
            HasAlpha = model != ColorModel.Multiband && bands is 2 or 4,
            BitDepth = directory.Bits,
            NoDataValues = TiffNoData.Of(directory) is { } noData ? [noData] : [],
            // The profile of converted colours (CMYK, Lab) describes the file's colours, no longer the rows'.
            IccProfile = model == ColorModel.Rgb && directory.Photometric is TiffPhotometric.Rgb or TiffPhotometric.Palette or TiffPhotometric.YCbCr
                ? directory.IccProfile
                : null,
            Resolution = directory.Resolution,
        };
    }

    /// <summary>Extra bands are alpha only when the file says so (or says nothing of a fourth one in RGB).</summary>
    private static ColorModel ModelOf(TiffDirectory directory, int bands)
    {
        var declaresAlpha = directory.ExtraSamples is [1 or 2];
        switch (directory.Photometric)
        {
            case TiffPhotometric.Palette or TiffPhotometric.Separated or TiffPhotometric.CieLab or TiffPhotometric.IccLab or TiffPhotometric.YCbCr:
                return bands <= 2 ? ColorModel.Gray : bands <= 4 ? ColorModel.Rgb : ColorModel.Multiband;
            case TiffPhotometric.Rgb:
                return bands == 3 || (bands == 4 && (declaresAlpha || directory.ExtraSamples.IsEmpty)) ? ColorModel.Rgb : ColorModel.Multiband;
            default:
                return bands == 1 || (bands == 2 && declaresAlpha) ? ColorModel.Gray : ColorModel.Multiband;
        }
    }
}
