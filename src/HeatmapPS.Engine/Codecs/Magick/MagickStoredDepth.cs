using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HeatmapPS.Engine.Codecs.Magick;

/// <summary>How deep the samples of a file are, read from its own header: ImageMagick tells its own depth after the loss.</summary>
/// <param name="Bits">Bits a sample.</param>
/// <param name="IsFloat">Whether samples are floating point.</param>
internal readonly record struct MagickStoredDepth(int Bits, bool IsFloat)
{
    private const int HeadBytes = 64 << 10;

    private static MagickStoredDepth Byte => new(8, IsFloat: false);

    /// <summary>For people, such as "16-bit samples".</summary>
    public override string ToString() => IsFloat ? $"{Bits}-bit floating-point samples" : $"{Bits}-bit samples";

    /// <summary>Reads the depth; null when only ImageMagick can tell it (HEIC, JPEG XL, XCF).</summary>
    /// <param name="stream">The file at its start.</param>
    /// <param name="format">Its format.</param>
    /// <param name="path">For messages.</param>
    public static MagickStoredDepth? FromHeader(Stream stream, ImageFormat format, string path)
    {
        if (format == ImageFormats.Heic || format == ImageFormats.JpegXl || format == ImageFormats.Xcf)
            return null;
        var buffer = new byte[HeadBytes];
        var head = (ReadOnlySpan<byte>)buffer.AsSpan(0, ImageFiles.ReadHead(stream, buffer, path));
        if (format == ImageFormats.OpenExr || format == ImageFormats.Radiance)
            return new(32, IsFloat: true);
        if (format == ImageFormats.Cineon)
            return new(10, IsFloat: false);
        if (format == ImageFormats.Fits)
            return OfFits(head);
        if (format == ImageFormats.Psd && head.Length >= 24)
            return BinaryPrimitives.ReadUInt16BigEndian(head[22..]) is var psd and <= 16 ? new(psd, IsFloat: false) : new(32, IsFloat: true);
        if (format == ImageFormats.Dpx && head.Length > 803)
            return new(head[803], IsFloat: head[803] is 32 or 64);
        if (format == ImageFormats.Sgi && head.Length > 3)
            return new(8 * head[3], IsFloat: false);
        if (format == ImageFormats.Jpeg2000)
            return OfJpeg2000(head);
        return format == ImageFormats.Dicom ? OfDicom(head) : Byte;
    }

    private static MagickStoredDepth OfFits(ReadOnlySpan<byte> head)
    {
        const int CardBytes = 80;
        for (var at = 0; at + CardBytes <= head.Length; at += CardBytes)
        {
            var card = head.Slice(at, CardBytes);
            if (!card.StartsWith("BITPIX  ="u8))
                continue;
            var text = Encoding.ASCII.GetString(card[9..]).Split('/')[0].Trim();
            if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var bits) && bits is >= -64 and <= 64)
                return new(Math.Abs(bits), IsFloat: bits < 0);
        }

        return new(64, IsFloat: true);
    }

    private static MagickStoredDepth OfJpeg2000(ReadOnlySpan<byte> head)
    {
        const int ComponentDepthOffset = 42;
        var start = head.IndexOf((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]);
        if (start < 0 || start + ComponentDepthOffset >= head.Length)
            return new(16, IsFloat: false);
        return new((head[start + ComponentDepthOffset] & 0x7F) + 1, IsFloat: false);
    }

    /// <summary>Bits Stored (0028,0101), in explicit or implicit little-endian encoding.</summary>
    private static MagickStoredDepth OfDicom(ReadOnlySpan<byte> head)
    {
        const int ValueOffset = 8;
        var at = head.IndexOf((ReadOnlySpan<byte>)[0x28, 0x00, 0x01, 0x01]);
        return at >= 0 && at + ValueOffset + 2 <= head.Length
            && BinaryPrimitives.ReadUInt16LittleEndian(head[(at + ValueOffset)..]) is var bits and >= 1 and <= 32
            ? new(bits, IsFloat: false)
            : new(16, IsFloat: false);
    }
}
