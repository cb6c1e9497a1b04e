using System.Buffers.Binary;
using System.Globalization;
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
        long length = file.Length - Start;
        if (length > Array.MaxLength)
            throw CodecErrors.FileTooLarge(path, length, Array.MaxLength);
        byte[] bytes = new byte[length];
        SourceFile.ReadExactly(file, bytes, path);
        return new MemoryStream(bytes, writable: false);
    }

    private static MagickStored OfPsd(Stream stream, string path)
    {
        Span<byte> head = stackalloc byte[26];
        SourceFile.ReadExactly(stream, head, path);
        int channels = BinaryPrimitives.ReadUInt16BigEndian(head[12..]), bits = BinaryPrimitives.ReadUInt16BigEndian(head[22..]);
        (int least, int bands) = BinaryPrimitives.ReadUInt16BigEndian(head[24..]) switch
        {
            0 or 1 or 8 => (1, 1),
            2 => (1, 3),
            3 => (3, 3),
            4 => (4, 3),
            9 => throw ImageErrors.FormatNotSupported(path, "it is a Photoshop document in Lab colours"),
            _ => throw ImageErrors.FormatNotSupported(path, "it is a Photoshop document whose channels are not colours"),
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
        return head[12] is 3 or 4 ? new(8, Bands: head[12]) : throw ImageErrors.Corrupt(path, $"its header has {head[12]} channels");
    }
}

/// <summary>What the header and the palette of a Windows or OS/2 bitmap say of its bands.</summary>
internal static class BmpHeader
{
    private const int FileHeaderBytes = 14;
    private const int MaxHeaderBytes = 124;
    private const int CoreHeaderBytes = 12;
    private const int ChunkBytes = 1 << 16;
    private const uint Uncompressed = 0;
    private const uint BitFields = 3;
    private const uint AlphaBitFields = 6;

    /// <summary>Reads the bands: a palette is grey where all its colours are.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static MagickStored Read(Stream stream, string path)
    {
        Span<byte> head = stackalloc byte[FileHeaderBytes + MaxHeaderBytes];
        int length = SourceFile.ReadSome(stream, head, path);
        head = head[..length];
        if (length < FileHeaderBytes + CoreHeaderBytes)
            throw ImageErrors.Corrupt(path, "it ends inside its header");
        int size = (int)BinaryPrimitives.ReadUInt32LittleEndian(head[FileHeaderBytes..]);
        bool core = size == CoreHeaderBytes;
        if (!core && length < FileHeaderBytes + 40)
            throw ImageErrors.Corrupt(path, "it ends inside its header");
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(head[(core ? 24 : 28)..]);
        uint compression = core ? Uncompressed : BinaryPrimitives.ReadUInt32LittleEndian(head[30..]);
        if (bits is 1 or 4 or 8)
        {
            return new(8, Bands: IsGrayPalette(stream, FileHeaderBytes + size, PaletteColors(head, core, bits), core ? 3 : 4, path)
                ? 1
                : 3);
        }

        if (bits is not (16 or 24 or 32))
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"it is a bitmap with {bits} bits per pixel"));
        }

        return new(8, Bands: bits != 24 && HasAlpha(stream, head, size, bits, compression, path) ? 4 : 3);
    }

    private static int PaletteColors(ReadOnlySpan<byte> head, bool core, int bits)
    {
        uint claimed = core ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(head[46..]);
        return claimed is > 0 and <= 256 ? (int)claimed : 1 << bits;
    }

    private static bool IsGrayPalette(Stream stream, long offset, int count, int size, string path)
    {
        Span<byte> palette = stackalloc byte[256 * 4];
        palette = palette[..(Math.Min(count, 256) * size)];
        stream.Position = offset;
        SourceFile.ReadExactly(stream, palette, path);
        for (int at = 0; at < palette.Length; at += size)
        {
            if (palette[at] != palette[at + 1] || palette[at] != palette[at + 2])
                return false;
        }

        return true;
    }

    /// <summary>An alpha mask says so; without masks the fourth byte of 32 bits is alpha unless all of them are 0, as most readers have
    /// it.</summary>
    private static bool HasAlpha(Stream stream, ReadOnlySpan<byte> head, int size, int bits, uint compression, string path)
    {
        const int alphaMaskOffset = FileHeaderBytes + 52;
        if (compression is BitFields or AlphaBitFields)
        {
            return (size >= 56 || compression == AlphaBitFields) && head.Length >= alphaMaskOffset + 4
                && BinaryPrimitives.ReadUInt32LittleEndian(head[alphaMaskOffset..]) != 0;
        }

        return bits == 32 && AnyFourthByte(stream, BinaryPrimitives.ReadUInt32LittleEndian(head[10..]), PixelBytes(head), path);
    }

    private static long PixelBytes(ReadOnlySpan<byte> head) =>
        4L * Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(head[18..]))
            * Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(head[22..]));

    private static bool AnyFourthByte(Stream stream, long offset, long bytes, string path)
    {
        byte[] chunk = new byte[ChunkBytes];
        stream.Position = offset;
        for (long left = Math.Min(bytes, stream.Length - offset); left > 0;)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(left, ChunkBytes));
            SourceFile.ReadExactly(stream, part, path);
            for (int i = 3; i < part.Length; i += 4)
            {
                if (part[i] != 0)
                    return true;
            }

            left -= part.Length;
        }

        return false;
    }
}
