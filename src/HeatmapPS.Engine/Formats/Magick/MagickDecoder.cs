using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using ImageMagick;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>Reads the formats no other codec reads (BMP, PSD, JPEG 2000, HEIC and more) with ImageMagick.</summary>
/// <remarks>
/// The package keeps 8 or 16 bits a channel, never floats. A file that stores more is an error unless the loss is
/// allowed. Images are decoded whole. Bands and depth are what <see cref="MagickStored"/> reads from the file itself, where it can.
/// </remarks>
internal sealed class MagickDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Name => MagickLibrary.Name;

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        MagickFormat name = MagickLibrary.ReadableFormat(format, path);
        int bits = MagickLibrary.QuantumBits;
        using FileStream stream = ImageFiles.OpenRead(path);

        // Before ImageMagick looks: some of its readers fail on depths that it does not hold.
        var stored = MagickStored.FromFile(stream, format, path);
        CheckDepth(stored, path, options);
        MagickFileStructure.Check(stream, format, path);
        using Stream part = stored.Part(stream, path);
        using MagickImageCollection pages = MagickFrames.Ping(part, name, path);
        int count = format == ImageFormats.Psd ? 1 : pages.Count;
        if (page < 1 || page > count)
            throw ImageErrors.PageNotFound(path, page, count);

        IMagickImage<byte> frame = pages[page - 1];
        long pixels = (long)frame.Width * frame.Height;
        if (pixels == 0)
            throw ImageErrors.Corrupt(path, "it has no pixels");
        if (pixels > options.MaxPixels)
            throw ImageErrors.TooLarge(path, pixels, options.MaxPixels);

        if (stored.Bits == 0)
            stored = stored with { Bits = Math.Max(8, (int)frame.Depth), IsFloat = frame.Depth > 16 };
        CheckDepth(stored, path, options);

        (uint width, uint height, bool gray, bool alpha) = stored.Bands is { } told
            ? (frame.Width, frame.Height, told < 3, told % 2 == 0)
            : LookInside(path, part, name, page);
        SampleType type = stored.Bits > 8 && bits > 8 ? SampleType.UInt16 : SampleType.UInt8;
        ExifData? exif = frame.GetProfile("exif") is { } bytes ? new ExifData(bytes.ToByteArray()) : null;
        var metadata = new RasterMetadata
        {
            ColorModel = stored.Model ?? (gray ? ColorModel.Gray : ColorModel.Rgb),
            HasAlpha = alpha,
            BitDepth = Math.Min(stored.Bits, bits),
            Captured = exif?.Captured,
            Camera = exif?.Camera,
            IccProfile = !gray && frame.ColorSpace == ColorSpace.sRGB && frame.GetColorProfile() is { } profile
                ? new ReadOnlyMemory<byte>(profile.ToByteArray())
                : (ReadOnlyMemory<byte>?)null,
        };
        int bands = (gray ? 1 : 3) + (alpha ? 1 : 0);
        var layout = new RasterLayout((int)width, (int)height, bands, type);
        return new ImageHeader(layout, metadata, page, count, Name) { DecodesWhole = true };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        if (header.Layout.PixelCount > options.MaxPixels)
            throw ImageErrors.TooLarge(path, header.Layout.PixelCount, options.MaxPixels);

        using FileStream stream = ImageFiles.OpenRead(path);
        using Stream part = MagickStored.FromFile(stream, format, path).Part(stream, path);
        MagickImage image = MagickFrames.Read(part, MagickLibrary.ReadableFormat(format, path), header.Page, path);
        if (image.Width == header.Layout.Width && image.Height == header.Layout.Height)
            return MagickFrames.OpenRows(image, header.Layout, header.Metadata.BitDepth, path);

        image.Dispose();
        throw ImageErrors.SourceChanged(path);
    }

    private void CheckDepth(MagickStored stored, string path, DecodeOptions options)
    {
        if ((stored.IsFloat || stored.Bits > MagickLibrary.QuantumBits) && !options.AllowDepthLoss)
            throw ImageErrors.DepthLost(path, stored.ToString(), Name);
    }

    /// <summary>Decodes the frame where the file's header is not read here: colours that all happen to be grey stay three bands.</summary>
    private static (uint Width, uint Height, bool Gray, bool Alpha) LookInside(string path, Stream stream, MagickFormat name, int page)
    {
        using MagickImage image = MagickFrames.Read(stream, name, page, path);
        return (image.Width, image.Height, image.ColorSpace is ColorSpace.Gray or ColorSpace.LinearGray, image.HasAlpha);
    }
}

/// <summary>Checks that files are whole where ImageMagick pads a file that breaks off without a word.</summary>
internal static class MagickFileStructure
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Checks a file; formats that ImageMagick checks itself pass.</summary>
    /// <param name="stream">The file; its position is changed.</param>
    /// <param name="format">Its format.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageReadFailed.</exception>
    public static void Check(Stream stream, ImageFormat format, string path)
    {
        try
        {
            if (format == ImageFormats.Xcf)
                XcfStructure.Check(stream, path);
            Int128 needed = format == ImageFormats.Psd ? PsdLength(stream) : 0;
            if (needed == Int128.MaxValue)
                throw ImageErrors.Corrupt(path, "its pixels take another number of bytes than its header says");
            if (needed > stream.Length)
                throw ImageErrors.Corrupt(path, $"its header needs {needed:N0} bytes, but it has {stream.Length:N0}");
        }
        catch (EndOfStreamException e)
        {
            throw ImageErrors.Corrupt(path, "it ends inside its header", e);
        }
        catch (IOException e)
        {
            throw ImageErrors.ReadFailed(path, e);
        }
    }

    private static Int128 PsdLength(Stream stream)
    {
        const int HeaderBytes = 26;
        Span<byte> head = stackalloc byte[HeaderBytes];
        ReadAt(stream, 0, head);
        bool large = BinaryPrimitives.ReadUInt16BigEndian(head[4..]) == 2;
        Int128 rows = (Int128)BinaryPrimitives.ReadUInt16BigEndian(head[12..]) * BinaryPrimitives.ReadUInt32BigEndian(head[14..]);
        Int128 rowBytes =
            (((Int128)BinaryPrimitives.ReadUInt32BigEndian(head[18..]) * BinaryPrimitives.ReadUInt16BigEndian(head[22..])) + 7) / 8;

        // Colour mode data, image resources, layers: each is a length and that many bytes.
        long at = HeaderBytes;
        Span<byte> field = stackalloc byte[8];
        for (int section = 0; section < 3; section++)
        {
            bool wide = large && section == 2;
            int size = wide ? 8 : 4;
            ReadAt(stream, at, field[..size]);
            ulong length = wide ? BinaryPrimitives.ReadUInt64BigEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
            if (length > (ulong)stream.Length)
                return length;
            at += size + (long)length;
        }

        // The pixels are the last section: where more follows than padding, a length or the compression was changed.
        const int padding = 3;
        Int128 Whole(Int128 end) => stream.Length - end > padding ? Int128.MaxValue : end;

        ReadAt(stream, at, field[..2]);
        at += 2;
        return BinaryPrimitives.ReadUInt16BigEndian(field) switch
        {
            0 => Whole(at + (rows * rowBytes)),
            1 => Whole(PackedPsdLength(stream, at, rows, rowBytes, large ? 4 : 2)),
            _ => at,
        };
    }

    /// <summary>Walks the packed rows: ImageMagick pads a row that unpacks to too few bytes.</summary>
    /// <returns>Where the last row ends; beyond the end of the file where a row is of another length than the picture's.</returns>
    private static Int128 PackedPsdLength(Stream stream, long at, Int128 rows, Int128 rowBytes, int size)
    {
        Int128 table = rows * size;
        if (at + table > stream.Length || table > Array.MaxLength)
            return at + table;

        byte[] lengths = new byte[(int)table];
        ReadAt(stream, at, lengths);
        byte[] row = new byte[ChunkBytes];
        for (int i = 0; i < lengths.Length; i += size)
        {
            uint length = size == 2
                ? BinaryPrimitives.ReadUInt16BigEndian(lengths.AsSpan(i))
                : BinaryPrimitives.ReadUInt32BigEndian(lengths.AsSpan(i));
            if (length > stream.Length - stream.Position)
                return stream.Position + (Int128)length;
            if (length > row.Length)
                row = new byte[length];
            stream.ReadExactly(row, 0, (int)length);
            if (UnpackedLength(row.AsSpan(0, (int)length)) != rowBytes)
                return Int128.MaxValue;
        }

        return stream.Position;
    }

    /// <summary>Bytes that a row of PackBits unpacks to; −1 where a run breaks off.</summary>
    private static long UnpackedLength(ReadOnlySpan<byte> packed)
    {
        const int nothing = 128;
        long length = 0;
        int at = 0;
        while (at < packed.Length)
        {
            int mark = packed[at++];
            if (mark == nothing)
                continue;
            length += mark < nothing ? mark + 1 : 257 - mark;
            at += mark < nothing ? mark + 1 : 1;
        }

        return at == packed.Length ? length : -1;
    }

    private static void ReadAt(Stream stream, long position, Span<byte> destination)
    {
        stream.Position = position;
        stream.ReadExactly(destination);
    }
}

/// <summary>Looks into a GIMP image for what ImageMagick gets wrong: layers that are not compressed, unless they are grey without
/// alpha.</summary>
internal static class XcfStructure
{
    private const int VersionOffset = 9;
    private const int HeaderOffset = 14;
    private const int CompressionProperty = 17;
    private const int GrayLayer = 2;
    private const int MaxEntries = 100_000;

    /// <summary>Checks a file.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported, ImageCorrupt (as an end of the stream).</exception>
    public static void Check(Stream stream, string path)
    {
        int version = ReadText(stream);
        stream.Position = HeaderOffset;
        _ = Number(stream);
        _ = Number(stream);
        if (Number(stream) == 2)
            throw ImageErrors.FormatNotSupported(path, "it is a GIMP image with indexed colours");
        // Since version 4 the file tells its precision: 8 bits, linear or not.
        if (version >= 4 && Number(stream) is not (0 or 100 or 150))
            throw ImageErrors.FormatNotSupported(path, "it is a GIMP image with more than 8 bits per channel");

        int compression = 0;
        for (int i = 0; i < MaxEntries; i++)
        {
            (uint property, uint length) = (Number(stream), Number(stream));
            if (property == 0)
                break;
            long end = stream.Position + length;
            if (property == CompressionProperty)
                compression = stream.ReadByte();
            stream.Position = end;
        }

        if (compression > 1)
        {
            throw ImageErrors.FormatNotSupported(path,
                "its layers do not have run-length compression. Save it from GIMP without 'better compression'");
        }

        if (compression == 0)
            CheckLayers(stream, version >= 11, path);
    }

    private static void CheckLayers(Stream stream, bool wide, string path)
    {
        for (int i = 0; i < MaxEntries; i++)
        {
            long layer = wide ? (long)(((ulong)Number(stream) << 32) | Number(stream)) : Number(stream);
            if (layer <= 0)
                return;
            long next = stream.Position;
            stream.Position = layer + (2 * sizeof(uint));
            if (Number(stream) != GrayLayer)
                throw ImageErrors.FormatNotSupported(path, "its layers are not compressed. Save it again from GIMP, which compresses them");
            stream.Position = next;
        }
    }

    /// <summary>The number in "gimp xcf v011"; 0 for "gimp xcf file".</summary>
    private static int ReadText(Stream stream)
    {
        Span<byte> text = stackalloc byte[4];
        stream.Position = VersionOffset;
        stream.ReadExactly(text);
        return text[0] == (byte)'v' && int.TryParse(text[1..], CultureInfo.InvariantCulture, out int version) ? version : 0;
    }

    private static uint Number(Stream stream)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        stream.ReadExactly(number);
        return BinaryPrimitives.ReadUInt32BigEndian(number);
    }
}
