using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>What a file's own header says of its samples: ImageMagick tells its own depth after the loss, and decides by the pixels whether
/// they are grey.</summary>
/// <param name="Bits">Bits a sample; 0 when only ImageMagick can tell.</param>
/// <param name="IsFloat">Whether samples are floating point.</param>
/// <param name="Bands">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; null when only ImageMagick can tell.</param>
internal readonly record struct MagickStored(int Bits, bool IsFloat = false, int? Bands = null)
{
    /// <summary>What the bands mean, where it is neither grey nor RGB.</summary>
    public ColorModel? Model { get; init; }

    /// <summary>Where the part begins that ImageMagick is given.</summary>
    public long Start { get; init; }

    /// <summary>For people, such as "16-bit samples".</summary>
    public override string ToString() => IsFloat ? $"{Bits}-bit floating-point samples" : $"{Bits}-bit samples";

    /// <summary>Reads what the file says; refuses by name the variants that ImageMagick gets wrong.</summary>
    /// <param name="stream">The file; its position is changed.</param>
    /// <param name="format">Its format.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported, ImageReadFailed.</exception>
    public static MagickStored FromFile(Stream stream, ImageFormat format, string path)
    {
        stream.Position = 0;
        if (format == ImageFormats.Bmp)
            return BmpHeader.Read(stream, path);
        if (format == ImageFormats.Psd)
            return OfPsd(stream, path);
        if (format == ImageFormats.Jpeg2000)
            return Jpeg2000Header.Read(stream, path).ForFile(path);
        if (format == ImageFormats.JpegXl)
            return JpegXlHeader.Read(stream, path);
        if (format == ImageFormats.Qoi)
            return OfQoi(stream, path);
        if (format == ImageFormats.OpenExr)
            return new(32, IsFloat: true);
        return format == ImageFormats.Ico ? new(8) : default;
    }

    /// <summary>What ImageMagick is given: the file, or its end in memory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="HeatmapException">ImageTooLarge, ImageReadFailed.</exception>
    public Stream Part(FileStream file, string path)
    {
        file.Position = Start;
        if (Start == 0)
            return file;
        var length = file.Length - Start;
        if (length > Array.MaxLength)
            throw CodecErrors.FileTooLarge(path, length, Array.MaxLength);
        var bytes = new byte[length];
        SourceFile.ReadExactly(file, bytes, path);
        return new MemoryStream(bytes, writable: false);
    }

    private static MagickStored OfPsd(Stream stream, string path)
    {
        Span<byte> head = stackalloc byte[26];
        SourceFile.ReadExactly(stream, head, path);
        int channels = BinaryPrimitives.ReadUInt16BigEndian(head[12..]), bits = BinaryPrimitives.ReadUInt16BigEndian(head[22..]);
        var (least, bands) = BinaryPrimitives.ReadUInt16BigEndian(head[24..]) switch
        {
            0 or 1 or 8 => (1, 1),
            2 => (1, 3),
            3 => (3, 3),
            4 => (4, 3),
            9 => throw ImageErrors.FormatNotSupported(path, "it is a Photoshop document in Lab colours"),
            _ => throw ImageErrors.FormatNotSupported(path, "it is a Photoshop document of channels without a colour meaning"),
        };
        if (channels < least)
            throw ImageErrors.Corrupt(path, "it has fewer channels than its colours need");
        // Only the layers tell whether a further channel is alpha or a mask that somebody saved.
        return new(bits == 1 ? 8 : bits, IsFloat: bits > 16, channels > least ? null : bands);
    }

    private static MagickStored OfQoi(Stream stream, string path)
    {
        Span<byte> head = stackalloc byte[14];
        SourceFile.ReadExactly(stream, head, path);
        return head[12] is 3 or 4 ? new(8, Bands: head[12]) : throw ImageErrors.Corrupt(path, $"it claims {head[12]} channels");
    }
}
