using System.Collections.Immutable;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Raw;
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
    private const long MaxTileRowBytes = 1L << 30;
    private const string VipsName = "libvips";
    private const string OwnName = "HeatmapPS";

    private readonly VipsDecoder _vips = new();

    /// <inheritdoc/>
    public string Name => "HeatmapPS, libvips";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        (TiffDirectory? directory, int pages) = TiffDirectoryReader.Read(path, page);
        CheckClaim(path, directory);
        switch (TiffDecoderRoute.Choose(directory, path))
        {
            case TiffRoute.Run:
                RasterLayout layout = StoredLayout(path, directory);
                return new ImageHeader(layout, MetadataOf(directory, layout.Bands), page, pages, OwnName);
            case TiffRoute.Blocks:
                return Describe(path, directory, page, pages, OwnName);
            case TiffRoute.BlockImages when directory.IsPlanar || TiffDecoderRoute.IsEightBitLab(directory):
                return Describe(path, directory, page, pages, VipsName);
        }

        ImageHeader header = _vips.ReadHeader(path, format, page, options);
        return header with { Metadata = MetadataOf(directory, header.Layout.Bands), PageCount = pages };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options) =>
        OpenPart(path, format, header, new PixelRectangle(0, 0, header.Layout.Width, header.Layout.Height), options);

    /// <inheritdoc/>
    public RowReader OpenPart(string path, ImageFormat format, ImageHeader header, PixelRectangle part, DecodeOptions options)
    {
        (TiffDirectory? directory, int _) = TiffDirectoryReader.Read(path, header.Page);
        TiffRoute route = TiffDecoderRoute.Choose(directory, path);
        if (route == TiffRoute.Vips)
        {
            CheckEnds(path, directory);
            return CroppedRows.Open(() => _vips.OpenRows(path, format, header, options), part);
        }

        return OpenPart(path, directory, route, header, part, options);
    }

    /// <summary>Opens a part of the rows of a directory that libvips does not read as a stream. Strips and tiles outside of it are not
    /// read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">A page, or a directory below one.</param>
    /// <param name="route">How it is read.</param>
    /// <param name="header">What was said of it.</param>
    /// <param name="part">Lies inside the page as it is shown.</param>
    /// <param name="options">Limits and permissions.</param>
    /// <exception cref="Errors.HeatmapException">SourceChanged when it is no longer what the header says; ImageCorrupt, ImageTooLarge.</exception>
    public static RowReader OpenPart(
        string path, TiffDirectory directory, TiffRoute route, ImageHeader header, PixelRectangle part, DecodeOptions options)
    {
        if (route == TiffRoute.Run)
        {
            return StoredLayout(path, directory) == header.Layout
                ? new TiffRunRows(path, directory, header.Layout, part)
                : throw ImageErrors.SourceChanged(path);
        }

        if (header.DecodesWhole && header.Layout.PixelCount > options.MaxPixels)
            throw ImageErrors.TooLarge(path, header.Layout.PixelCount, options.MaxPixels);

        // A turned page is stored in another order than it is shown.
        PixelRectangle stored = directory.Orientation == 1 ? part : new PixelRectangle(0, 0, directory.Width, directory.Height);
        if ((long)directory.Width * directory.Height != header.Layout.PixelCount || !stored.IsInside(StoredLayout(path, directory)))
            throw ImageErrors.SourceChanged(path);
        RowReader rows = Show(
            route == TiffRoute.Blocks ? OpenBlocks(path, directory, stored) : OpenBlockImages(path, directory, header, stored),
            directory, path);
        if (rows.Layout.Bands != header.Layout.Bands || rows.Layout.SampleType != header.Layout.SampleType)
        {
            rows.Dispose();
            throw ImageErrors.SourceChanged(path);
        }

        return directory.Orientation == 1
            ? rows
            : CroppedRows.Open(() => new TurnedRows(rows, Turn.OfOrientation(directory.Orientation)), part);
    }

    private static TiffBlockRows OpenBlocks(string path, TiffDirectory directory, PixelRectangle part)
    {
        RasterLayout stored = StoredLayout(path, directory);
        CheckBlockRow(path, directory, stored);
        return new TiffBlockRows(path, directory, stored, part);
    }

    private static TiffBlockImageRows OpenBlockImages(string path, TiffDirectory directory, ImageHeader header, PixelRectangle part)
    {
        // What libvips converts comes in the bands and the type of the header.
        RasterLayout stored = directory.IsPlanar || TiffDecoderRoute.IsEightBitLab(directory)
            ? StoredLayout(path, directory)
            : new RasterLayout(directory.Width, directory.Height, header.Layout.Bands, header.Layout.SampleType);
        CheckBlockRow(path, directory, stored);
        return new TiffBlockImageRows(path, directory, stored, part);
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
        return IsPremultiplied(directory)
            ? new TransformedRows(rows.Layout, rows, StraightAlpha.Of(rows.Layout, OpaqueOf(directory, rows.Layout.SampleType)))
            : rows;
    }

    /// <summary>Alpha of 9 to 15 bits and of 17 to 31 keeps its values, in a wider type.</summary>
    private static double OpaqueOf(TiffDirectory directory, SampleType type) =>
        type.IsFloat || directory.Bits < 8 || directory.SampleFormat == TiffSampleFormat.SignedInteger
            ? type.MaxValue
            : Math.Pow(2, directory.Bits) - 1;

    private static bool IsPremultiplied(TiffDirectory directory) =>
        directory.ExtraSamples is [1] && ModelOf(directory, directory.Samples) != ColorModel.Multiband;

    /// <summary>Refuses more samples than the file can hold, before room is made for a row of tiles or a strip.</summary>
    public static void CheckClaim(string path, TiffDirectory directory)
    {
        // Colour differences may be stored once for up to 16 pixels.
        int samples = directory.Photometric == TiffPhotometric.YCbCr ? 1 : directory.Samples;
        Int128 claimed = (Int128)directory.Width * directory.Height * samples * directory.Bits / 8;
        long length = FileStamp.Take(path).Length;
        if (CompressionBound.MaxTiffBytes(directory.Compression, length) is { } most && claimed > most)
            throw ImageErrors.Corrupt(path, FormattableString.Invariant($"its header has {directory.Width:N0} × {directory.Height:N0} pixels, which do not fit into {length:N0} bytes"));
    }

    private static ImageHeader Describe(string path, TiffDirectory directory, int page, int pages, string codec)
    {
        RasterLayout layout = StoredLayout(path, directory);
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
        Int128 block = (((Int128)directory.BlockColumns * directory.Samples * directory.Bits) + 7) / 8 * directory.BlockRows;
        var bytes = Int128.Max(block, TiffBlockRows.BlockRowBuffer(directory, layout));
        if (bytes > MaxTileRowBytes)
        {
            throw CodecErrors.BlockTooLarge(path, directory.IsTiled ? "row of tiles" : "strip", (long)Int128.Min(bytes, long.MaxValue),
                MaxTileRowBytes);
        }
    }

    public static RasterLayout StoredLayout(string path, TiffDirectory directory)
    {
        SampleType type = new TiffSamples(directory).Type;
        long rowBytes = (long)directory.Width * directory.Samples * type.Size;
        if (rowBytes > Array.MaxLength)
            throw CodecErrors.RowTooLong(path, rowBytes);
        return new RasterLayout(directory.Width, directory.Height, directory.Samples, type);
    }

    private static RasterMetadata MetadataOf(TiffDirectory directory, int bands)
    {
        ColorModel model = ModelOf(directory, bands);
        return new RasterMetadata
        {
            ColorModel = model,
            HasAlpha = model != ColorModel.Multiband && bands is 2 or 4,
            BitDepth = directory.Bits,
            NoDataValues = TiffNoData.Of(directory) is { } noData ? [noData] : [],
            // The profile of converted colours (CMYK, Lab) describes the file's colours, no longer the rows'.
            IccProfile = model == ColorModel.Rgb && directory.Photometric is TiffPhotometric.Rgb or TiffPhotometric.Palette
                or TiffPhotometric.YCbCr
                ? directory.IccProfile
                : null,
            Resolution = directory.Resolution,
            Captured = directory.Captured,
            Camera = directory.Camera,
        };
    }

    /// <summary>Extra bands are alpha only when the file says so (or says nothing of a fourth one in RGB).</summary>
    private static ColorModel ModelOf(TiffDirectory directory, int bands)
    {
        bool declaresAlpha = directory.ExtraSamples is [1 or 2];
        switch (directory.Photometric)
        {
            case TiffPhotometric.Palette or TiffPhotometric.Separated or TiffPhotometric.CieLab or TiffPhotometric.IccLab
                or TiffPhotometric.YCbCr:
                return bands <= 2 ? ColorModel.Gray : bands <= 4 ? ColorModel.Rgb : ColorModel.Multiband;
            case TiffPhotometric.Rgb:
                return bands == 3 || (bands == 4 && (declaresAlpha || directory.ExtraSamples.IsEmpty))
                    ? ColorModel.Rgb
                    : ColorModel.Multiband;
            default:
                return bands == 1 || (bands == 2 && declaresAlpha) ? ColorModel.Gray : ColorModel.Multiband;
        }
    }
}

/// <summary>Shows the indices of a palette page as its colours: as one band where all of them are grey.</summary>
internal static class TiffColorMap
{
    /// <summary>Bands of the colours.</summary>
    /// <param name="map">Red, green and blue of each index.</param>
    public static int BandsOf(ImmutableArray<ushort> map)
    {
        int plane = map.Length / 3;
        for (int i = 0; i < plane; i++)
        {
            if (map[i] != map[plane + i] || map[i] != map[(2 * plane) + i])
                return 3;
        }

        return 1;
    }

    /// <summary>The rows in colour.</summary>
    /// <param name="indices">Rows of 1 band of UInt8; disposed with the result.</param>
    /// <param name="map">Red, green and blue of each index.</param>
    public static RowReader Open(RowReader indices, ImmutableArray<ushort> map)
    {
        int plane = map.Length / 3;

        // Some writers put 8 bits where 16 belong.
        int shift = map.Any(value => value > byte.MaxValue) ? 8 : 0;
        var colors = Enumerable.Range(0, plane).Select(i => new Rgba32(At(i), At(plane + i), At((2 * plane) + i))).ToImmutableArray();
        if (BandsOf(map) == 3)
            return new PaletteRows(indices, new Palette(colors, HasAlpha: false));
        return new TransformedRows(indices.Layout, indices, (source, destination) =>
        {
            for (int i = 0; i < source.Length; i++)
                destination[i] = colors[source[i]].R;
        });

        byte At(int index) => (byte)(map[index] >> shift);
    }
}

/// <summary>Rows of a part of an uncompressed page, read from the file into their place without a library in between.</summary>
internal sealed class TiffRunRows : RowReader
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly int _sampleBytes;
    private readonly bool _reverse;
    private readonly int _storedRow;
    private long _position;

    /// <param name="path">The file.</param>
    /// <param name="directory">A page whose samples lie in one run.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="part">The part of it.</param>
    public TiffRunRows(string path, TiffDirectory directory, RasterLayout layout, PixelRectangle part)
        : base(layout with { Width = part.Width, Height = part.Height })
    {
        _path = path;
        long start = directory.RunOffset ?? throw new ArgumentException("Expected strips that follow one another.", nameof(directory));
        _sampleBytes = layout.SampleType.Size;
        _storedRow = layout.RowBytes;
        _position = start + ((long)part.Y * _storedRow) + ((long)part.X * layout.Bands * _sampleBytes);
        _reverse = directory.IsBigEndian == BitConverter.IsLittleEndian && _sampleBytes > 1;
        _file = ImageFiles.OpenRead(path, bufferSize: 0);
        if (start > _file.Length - layout.ByteCount)
        {
            _file.Dispose();
            throw ImageErrors.Corrupt(path, "it ends before its last sample");
        }
    }

    public override void Read(Span<byte> destination)
    {
        if (_storedRow == Layout.RowBytes)
        {
            Fill(destination, _position);
            _position += destination.Length;
        }
        else
        {
            for (Span<byte> rest = destination; !rest.IsEmpty; rest = rest[Layout.RowBytes..], _position += _storedRow)
                Fill(rest[..Layout.RowBytes], _position);
        }

        if (_reverse)
            ByteOrder.Reverse(destination, _sampleBytes);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }

    private void Fill(Span<byte> rest, long position)
    {
        while (!rest.IsEmpty)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, rest, position);
            if (read == 0)
                throw ImageErrors.Corrupt(_path, "it ends before its last sample");
            position += read;
            rest = rest[read..];
        }
    }
}
