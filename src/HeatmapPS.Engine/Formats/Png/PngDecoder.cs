using System.Buffers.Binary;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>Reads PNG: plain grey of 8 and 16 bits by itself, which are what instruments write, and all else by libvips.</summary>
/// <remarks>A frame of 960×540 takes half the time that it takes libvips, whose set-up for one image costs as much as the inflating
/// of a small one.</remarks>
internal sealed class PngDecoder : IImageDecoder
{
    private const string OwnName = "HeatmapPS";
    private const int HeaderEnd = 8 + PngChunks.Overhead + 13;
    private const int MostChunks = 64;
    private const double MillimetresAnInch = 25.4;

    /// <summary>What libvips tells where a file says nothing, taken as nothing said: 72 an inch, and one a millimetre.</summary>
    private static readonly double[] s_untold = [2.834, 1];

    private readonly VipsDecoder _vips = new();

    /// <inheritdoc/>
    public string Name => $"{OwnName}, {_vips.Name}";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options) =>
        (page == 1 ? ReadPlain(path) : null) ?? _vips.ReadHeader(path, format, page, options);

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options) =>
        header.Codec == OwnName ? new PngGrayRows(path, header.Layout) : _vips.OpenRows(path, format, header, options);

    /// <summary>The header of a plain grey image; null for any other, and for a broken one, of which libvips tells what is wrong.</summary>
    private static ImageHeader? ReadPlain(string path)
    {
        using var source = new PngSource(path, headersOnly: true);
        if (source.Length < HeaderEnd || !PngImageHeader.TryParse(source.Read(0, HeaderEnd), out PngImageHeader header)
            || header is not { ColorType: PngColorType.Gray, BitDepth: 8 or 16, IsInterlaced: false }
            || Crc32.Compute(source.Read(12, 17)) != BinaryPrimitives.ReadUInt32BigEndian(source.Read(29, 4))
            || (long)header.Width * header.BitDepth / 8 > Array.MaxLength - 1)
        {
            return null;
        }

        (double X, double Y)? resolution = null;
        long at = HeaderEnd;
        for (int i = 0; i < MostChunks && at + PngChunks.Overhead <= source.Length; i++)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            switch (type)
            {
                case PngChunks.ImageData:
                    var layout = new RasterLayout(header.Width, header.Height, 1, header.BitDepth == 16 ? SampleType.UInt16 : SampleType.UInt8);
                    return new ImageHeader(layout, new RasterMetadata { BitDepth = header.BitDepth, Resolution = resolution }, 1, 1, OwnName);
                case PngChunks.Transparency or PngChunks.Exif or PngChunks.ImageEnd:
                    return null;
                case PngChunks.PhysicalSize when length == 9 && at + PngChunks.Overhead + 9 <= source.Length:
                    resolution = Resolution(source.Read(at + 8, 9));
                    break;
            }

            at += PngChunks.Overhead + (long)length;
        }

        return null;
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
