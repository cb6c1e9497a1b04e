using System.Buffers.Binary;
using System.IO.Hashing;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>Reads PNG: grey and colours of 8 and 16 bits by itself, and palettes, interlaced images and all else by libvips.</summary>
/// <remarks>A frame of 960×540 takes half the time that it takes libvips, whose set-up for one image costs as much as the inflating
/// of a small one, and a photograph of 2 megapixels two thirds: rows are unfiltered by vectors, and not copied.</remarks>
internal sealed class PngDecoder : IImageDecoder
{
    private const string OwnName = "HeatmapPS";
    private const int HeaderEnd = 8 + PngChunks.Overhead + 13;
    private const int MaxChunks = 64;

    /// <summary>Bytes up to which a chunk is read for its checksum, and those of one read of headers.</summary>
    private const int MostCheckedBytes = 1 << 20, HeaderPiece = 4096;

    /// <summary>What libvips takes of either.</summary>
    private const int MostColumns = 1_000_000, MostRows = 1_000_000;

    private const double MillimetresAnInch = 25.4;

    /// <summary>What libvips tells where a file says nothing, taken as nothing said: 72 an inch, and one a millimetre.</summary>
    private static readonly double[] s_untold = [2.834, 1];

    private readonly VipsDecoder _vips = new();

    /// <inheritdoc/>
    public string Name => $"{OwnName}, {_vips.Name}";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options) =>
        (page == 1 ? ReadPlain(path) : null) ?? ReadByVips(path, format, page, options);

    private ImageHeader ReadByVips(string path, ImageFormat format, int page, DecodeOptions options)
    {
        RefuseDamagedExif(path);
        return _vips.ReadHeader(path, format, page, options);
    }

    /// <summary>Refuses Exif data that do not match their checksum: libvips turns the picture by them all the same.</summary>
    private static void RefuseDamagedExif(string path)
    {
        using var source = new PngSource(path, headersOnly: true);
        long at = PngChunks.Signature.Length;
        while (at + PngChunks.Overhead <= source.Length)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            if ((type == PngChunks.Exif || IsRawProfile(source, at, length, type)) && !HasChecksum(source, at, length))
                throw ImageErrors.Corrupt(path, $"the checksum of chunk {PngChunks.NameOf(type)} is wrong");
            at += PngChunks.Overhead + (long)length;
        }
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options) =>
        header.Codec == OwnName ? new PngRows(path, header.Layout) : _vips.OpenRows(path, format, header, options);

    /// <summary>The header of a plain image; null for any other, and for a broken one, of which libvips tells what is wrong.</summary>
    private static ImageHeader? ReadPlain(string path)
    {
        using var source = new PngSource(path, headersOnly: true);
        if (source.Length < HeaderEnd || !PngImageHeader.TryParse(source.Read(0, HeaderEnd), out PngImageHeader header)
            || header is not { BitDepth: 8 or 16, IsInterlaced: false, Width: <= MostColumns, Height: <= MostRows }
            || BandsOf(header.ColorType) is not (> 0 and var bands)
            || Crc32.HashToUInt32(source.Read(12, 17)) != BinaryPrimitives.ReadUInt32BigEndian(source.Read(29, 4)))
        {
            return null;
        }

        (double X, double Y)? resolution = null;
        long at = HeaderEnd;
        for (int i = 0; i < MaxChunks && at + PngChunks.Overhead <= source.Length; i++)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            switch (type)
            {
                case PngChunks.ImageData:
                    var layout =
                        new RasterLayout(header.Width, header.Height, bands, header.BitDepth == 16 ? SampleType.UInt16 : SampleType.UInt8);
                    var metadata = new RasterMetadata
                    {
                        ColorModel = bands < 3 ? ColorModel.Gray : ColorModel.Rgb,
                        HasAlpha = bands is 2 or 4,
                        BitDepth = header.BitDepth,
                        Resolution = resolution,
                    };
                    return new ImageHeader(layout, metadata, 1, 1, OwnName);
                case PngChunks.Transparency or PngChunks.Exif or PngChunks.ImageEnd:
                    return null;
                case var _ when bands > 1 && !SaysNothingOfColors(source, at, length, type):
                    return null;
                case var _ when !HasChecksum(source, at, length):
                    if (bands > 1)
                        return null;
                    throw ImageErrors.Corrupt(path, $"the checksum of chunk {PngChunks.NameOf(type)} is wrong");
                case PngChunks.PhysicalSize when length == 9 && at + PngChunks.Overhead + 9 <= source.Length:
                    resolution = Resolution(source.Read(at + 8, 9));
                    break;
            }

            at += PngChunks.Overhead + (long)length;
        }

        return null;
    }

    private static int BandsOf(PngColorType type) => type switch
    {
        PngColorType.Gray => 1,
        PngColorType.GrayAlpha => 2,
        PngColorType.Rgb => 3,
        PngColorType.Rgba => 4,
        _ => 0,
    };

    /// <summary>Whether a chunk of an image with colours or alpha changes nothing of what is read. A profile is libvips' to check, and some
    /// texts hold Exif data.</summary>
    private static bool SaysNothingOfColors(PngSource source, long at, uint length, uint type)
    {
        if (type is PngChunks.Text or PngChunks.CompressedText or PngChunks.InternationalText)
            return !IsRawProfile(source, at, length, type);

        return type is PngChunks.PhysicalSize or PngChunks.ModificationTime or PngChunks.Gamma or PngChunks.Chromaticities
            or PngChunks.StandardColors or PngChunks.Background;
    }

    /// <summary>Whether a chunk is a text that may hold Exif data.</summary>
    private static bool IsRawProfile(PngSource source, long at, uint length, uint type)
    {
        ReadOnlySpan<byte> profile = "Raw profile"u8;
        return type is PngChunks.Text or PngChunks.CompressedText or PngChunks.InternationalText
            && length >= profile.Length && at + PngChunks.Overhead + length <= source.Length
            && source.Read(at + 8, profile.Length).SequenceEqual(profile);
    }

    /// <summary>Whether a small chunk has the checksum of its type and data: a damaged type may hide that a value is transparent.</summary>
    private static bool HasChecksum(PngSource source, long at, uint length)
    {
        if (length > MostCheckedBytes || at + PngChunks.Overhead + length > source.Length)
            return true;
        var sum = new Crc32();
        long end = at + 8 + length;
        for (long from = at + 4; from < end; from += HeaderPiece)
            sum.Append(source.Read(from, (int)Math.Min(HeaderPiece, end - from)));
        return sum.GetCurrentHashAsUInt32() == BinaryPrimitives.ReadUInt32BigEndian(source.Read(end, 4));
    }

    /// <summary>Pixels an inch from pHYs, as <see cref="VipsImages.ResolutionOf"/> tells them.</summary>
    private static (double X, double Y)? Resolution(ReadOnlySpan<byte> data)
    {
        double unit = data[8] == 1 ? 1000 : 1;
        double x = BinaryPrimitives.ReadUInt32BigEndian(data) / unit, y = BinaryPrimitives.ReadUInt32BigEndian(data[4..]) / unit;
        bool isTold = x > 0 && y > 0 && !Array.Exists(s_untold, value => Math.Abs(value - x) < 1e-6);
        return isTold ? (Math.Round(x * MillimetresAnInch, 3), Math.Round(y * MillimetresAnInch, 3)) : null;
    }
}
