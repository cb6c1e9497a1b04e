using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>What a JPEG 2000 codestream (ITU-T T.800, annex A.5.1) and the boxes around it (annex I) say of its components.</summary>
/// <param name="Width">Columns of the image.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Components">Components of the codestream.</param>
/// <param name="Bits">Bits of the first component.</param>
/// <param name="Flaw">Why it is refused, or null.</param>
/// <param name="HasAlpha">Whether a channel is defined as alpha.</param>
/// <param name="PaletteColumns">Columns of the palette; 0 without one.</param>
/// <param name="IsNamedGray">Whether the file names its colours grey.</param>
/// <param name="CodestreamStart">Where in the file the codestream begins.</param>
internal readonly record struct Jpeg2000Header(long Width, long Height, int Components, int Bits, string? Flaw, bool HasAlpha,
    int PaletteColumns, bool IsNamedGray, long CodestreamStart)
{
    private const uint Gray = 17;

    private const int HeadBytes = 1 << 20;

    private static ReadOnlySpan<byte> SizeMarker => [0xFF, 0x4F, 0xFF, 0x51];

    /// <summary>Reads a file or a bare codestream.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static Jpeg2000Header Read(Stream stream, string path)
    {
        byte[] buffer = new byte[Math.Min(HeadBytes, stream.Length)];
        stream.Position = 0;
        var head = (ReadOnlySpan<byte>)buffer.AsSpan(0, SourceFile.ReadSome(stream, buffer, path));
        if (head.StartsWith(SizeMarker))
            return OfCodestream(head, alpha: false, columns: 0, gray: false, start: 0, path);

        (bool alpha, int columns, bool gray) = (false, 0, false);
        for (long at = 0; at + 8 <= head.Length;)
        {
            (byte[]? kind, long start, byte[]? body, long next) = Box(head, at);
            if (kind.SequenceEqual("jp2c"u8))
                return OfCodestream(body, alpha, columns, gray, start, path);
            if (kind.SequenceEqual("jp2h"u8))
                (alpha, columns, gray) = OfHeaderBox(body);
            if (next <= at)
                break;
            at = next;
        }

        throw ImageErrors.Corrupt(path, "no codestream follows its header");
    }

    /// <summary>The bands of a file; refuses what ImageMagick gets wrong.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported.</exception>
    public MagickStored ForFile(string path)
    {
        if (Flaw is not null)
            throw ImageErrors.FormatNotSupported(path, Flaw);
        // Of components that the boxes name grey ImageMagick takes the first alone; of the codestream it takes all.
        if (IsNamedGray && PaletteColumns == 0 && (Components, HasAlpha) is (3, false))
            return new(Bits, Bands: 3) { Model = ColorModel.Multiband, Start = CodestreamStart };
        if (IsNamedGray && Components > 2)
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"its {Components} JPEG 2000 components are marked as grey"));
        }

        if (PaletteColumns > 0)
        {
            return Components == 1 && PaletteColumns == 3
                ? new(8, Bands: 3)
                : throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"it is JPEG 2000 with a palette of {PaletteColumns} columns"));
        }

        return (Components, HasAlpha) switch
        {
            (1 or 3, false) or (2 or 4, true) => new(Bits, Bands: Components),
            _ => throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"it is JPEG 2000 of {Components} components {(HasAlpha ? "with" : "without")} an alpha channel defined")),
        };
    }

    /// <summary>A box: what it is, what is in it, where that and the next one begin.</summary>
    private static (byte[] Kind, long Start, byte[] Body, long Next) Box(ReadOnlySpan<byte> data, long at)
    {
        int start = (int)at;
        byte[] kind = data.Slice(start + 4, 4).ToArray();
        long length = BinaryPrimitives.ReadUInt32BigEndian(data[start..]);
        int headBytes = 8;
        if (length == 1 && start + 16 <= data.Length)
            (length, headBytes) = ((long)Math.Min(long.MaxValue / 2, BinaryPrimitives.ReadUInt64BigEndian(data[(start + 8)..])), 16);
        else if (length == 0)
            length = data.Length - at;
        long end = Math.Min(data.Length, at + Math.Max(length, headBytes));
        return (kind, at + headBytes, data[Math.Min(start + headBytes, (int)end)..(int)end].ToArray(), at + length);
    }

    private static (bool Alpha, int Columns, bool Gray) OfHeaderBox(ReadOnlySpan<byte> boxes)
    {
        (bool alpha, int columns, bool gray) = (false, 0, false);
        for (long at = 0; at + 8 <= boxes.Length;)
        {
            (byte[]? kind, long _, byte[]? body, long next) = Box(boxes, at);
            if (kind.SequenceEqual("pclr"u8) && body.Length >= 3)
                columns = body[2];
            if (kind.SequenceEqual("colr"u8) && body.Length >= 7 && body[0] == 1)
                gray = BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(3)) == Gray;
            // Channel definitions: number, kind (0 colour, 1 opacity, 2 opacity already multiplied), association.
            for (int entry = 2; kind.SequenceEqual("cdef"u8) && entry + 6 <= body.Length; entry += 6)
                alpha |= BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(entry + 2)) is 1 or 2;
            if (next <= at)
                break;
            at = next;
        }

        return (alpha, columns, gray);
    }

    private static Jpeg2000Header OfCodestream(ReadOnlySpan<byte> data, bool alpha, int columns, bool gray, long start, string path)
    {
        const int firstComponent = 42;
        if (data.Length < firstComponent || !data.StartsWith(SizeMarker))
            throw ImageErrors.Corrupt(path, "its codestream ends inside its header");
        uint right = BinaryPrimitives.ReadUInt32BigEndian(data[8..]), bottom = BinaryPrimitives.ReadUInt32BigEndian(data[12..]);
        uint left = BinaryPrimitives.ReadUInt32BigEndian(data[16..]), top = BinaryPrimitives.ReadUInt32BigEndian(data[20..]);
        int components = BinaryPrimitives.ReadUInt16BigEndian(data[40..]);
        if (components == 0 || data.Length < firstComponent + (3 * components) || right <= left || bottom <= top)
            throw ImageErrors.Corrupt(path, "its codestream has no pixels");

        string? flaw = left != 0 || top != 0 ? "its JPEG 2000 image does not start at the origin of its grid" : null;
        for (int i = 0; i < components; i++)
        {
            ReadOnlySpan<byte> component = data.Slice(firstComponent + (3 * i), 3);
            if (component[1] != 1 || component[2] != 1)
                flaw = "its JPEG 2000 components are subsampled";
            else if ((component[0] & 0x80) != 0)
                flaw = "its JPEG 2000 samples are signed";
            else if (component[0] != data[firstComponent])
                flaw = "its JPEG 2000 components differ in depth";
        }

        return new Jpeg2000Header(right - left, bottom - top, components, (data[firstComponent] & 0x7F) + 1, flaw, alpha, columns, gray,
            start);
    }
}
