using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Magick;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>Reads the stored values of DICOM images, frame by frame: uncompressed and run-length coded ones as a stream of rows, JPEG and
/// JPEG 2000 of 8 bits by ImageMagick.</summary>
/// <remarks>See <see cref="DicomImage"/> for what is applied to the samples, and what is not.</remarks>
internal sealed class DicomDecoder : IImageDecoder
{
    private const string OwnName = "HeatmapPS";

    /// <inheritdoc/>
    public string Name => $"{OwnName}, {MagickLibrary.Name}";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using FileStream file = ImageFiles.OpenRead(path);
        var image = DicomImage.Read(file, path);
        if (page < 1 || page > image.Frames)
            throw ImageErrors.PageNotFound(path, page, image.Frames);
        if (image.Elements.Syntax.Coding == DicomCoding.Native)
        {
            CheckLength(file, image, path);
            return new ImageHeader(image.Layout, image.Metadata, page, image.Frames, OwnName);
        }

        if (image.Layout.PixelCount > options.MaxPixels)
            throw ImageErrors.TooLarge(path, image.Layout.PixelCount, options.MaxPixels);
        byte[] frame = DicomFragments.ReadFrame(file, image, page - 1, path);
        if (image.Elements.Syntax.Coding == DicomCoding.RunLength)
        {
            _ = new DicomRunLengthRows(frame, image, path);
            return new ImageHeader(image.Layout, image.Metadata, page, image.Frames, OwnName);
        }

        CheckCompressed(frame, image, path);
        return new ImageHeader(image.Layout, image.Metadata, page, image.Frames, MagickLibrary.Name) { DecodesWhole = true };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        FileStream file = ImageFiles.OpenRead(path);
        try
        {
            var image = DicomImage.Read(file, path);
            if (image.Layout != header.Layout || image.Frames != header.PageCount)
                throw ImageErrors.SourceChanged(path);
            if (image.Elements.Syntax.Coding == DicomCoding.Native)
            {
                CheckLength(file, image, path);
                return new DicomRows(file, image, header.Page - 1, runs: null, path);
            }

            byte[] frame = DicomFragments.ReadFrame(file, image, header.Page - 1, path);
            if (image.Elements.Syntax.Coding == DicomCoding.RunLength)
                return new DicomRows(file, image, header.Page - 1, new DicomRunLengthRows(frame, image, path), path);
            byte[] data = CheckCompressed(frame, image, path);
            file.Dispose();
            return MagickFrames.OpenRows(data, image.Elements.Syntax.Coding == DicomCoding.Jpeg2000
                ? ImageFormats.Jpeg2000
                : ImageFormats.Jpeg, image.Layout, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void CheckLength(FileStream file, DicomImage image, string path)
    {
        (DicomElements? elements, Int128 needed) = (image.Elements, (Int128)image.FrameBytes * image.Frames);
        if (elements.PixelLength == DicomElements.Undefined)
            throw ImageErrors.Corrupt(path, "its pixels are in fragments, which its transfer syntax does not allow");
        long available = Math.Min(elements.PixelLength, file.Length - elements.PixelOffset);
        if (needed > available)
        {
            throw ImageErrors.Corrupt(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"{image.Frames:N0} frames of {image.Width} × {image.Height} pixels need {needed:N0} bytes, but it has {available:N0}"));
        }

        if (elements.Syntax.IsBigEndian && image.Allocated == 8 && elements.PixelsAreWords)
            throw ImageErrors.FormatNotSupported(path, "its bytes are stored in big-endian words. Convert it with dcmconv +te first");
        if (image.Colors == DicomColors.YbrFull422 && image.Width % 2 != 0)
            throw ImageErrors.Corrupt(path, "its colours are stored for pairs of pixels, but its width is odd");
    }

    private static byte[] CheckCompressed(byte[] frame, DicomImage image, string path)
    {
        if (image.Elements.Syntax.Coding == DicomCoding.Jpeg)
            return DicomJpeg.Describe(frame, image, path);
        var stored = Jpeg2000Header.Read(new MemoryStream(frame, writable: false), path);
        if (image.Stored != 8 || image.IsSigned || stored.Bits != 8)
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"its frames are JPEG 2000 with {stored.Bits} bits per sample. Decompress them first"));
        }

        if (stored.Width != image.Width || stored.Height != image.Height || stored.Components != image.Samples)
            throw ImageErrors.Corrupt(path, "a JPEG 2000 frame does not have the size in the file's header");
        return frame;
    }
}

/// <summary>Makes a JPEG frame say itself what its colours are: in DICOM the photometric interpretation tells it, while decoders guess
/// from markers that such frames often lack or that say otherwise.</summary>
internal static class DicomJpeg
{
    private const byte StartOfImage = 0xD8;
    private const byte StartOfScan = 0xDA;
    private const byte FirstApplication = 0xE0;
    private const byte AdobeApplication = 0xEE;

    /// <summary>ImageMagick takes a shorter file for one that breaks off (its limit is 107).</summary>
    private const int MinBytes = 128;

    /// <summary>Adobe's marker, whose last byte tells the transform: 0 none, 1 YCbCr.</summary>
    private static ReadOnlySpan<byte> AdobeMarker =>
        [0xFF, AdobeApplication, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0];

    /// <summary>Checks a frame against its file and gives it the marker of its colours.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static byte[] Describe(byte[] frame, DicomImage image, string path)
    {
        var result = new MemoryStream(frame.Length + AdobeMarker.Length + 1);
        if (frame is not [0xFF, StartOfImage, ..])
            throw ImageErrors.Corrupt(path, "a frame is not a JPEG image");
        result.Write([0xFF, StartOfImage]);
        if (image.Samples == 3)
        {
            result.Write(AdobeMarker);
            result.WriteByte((byte)(image.Colors == DicomColors.Rgb ? 0 : 1));
        }

        bool checkedSize = false;
        for (int at = 2; ;)
        {
            if (at + 4 > frame.Length || frame[at] != 0xFF)
                throw ImageErrors.Corrupt(path, "a JPEG frame ends inside its header");
            byte marker = frame[at + 1];
            // Fill bytes may stand before a marker.
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            int length = 2 + BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(at + 2));
            if (at + length > frame.Length)
                throw ImageErrors.Corrupt(path, "a JPEG frame ends inside its header");
            if (IsFrameHeader(marker))
            {
                CheckFrameHeader(marker, frame.AsSpan(at, length), image, path);
                checkedSize = true;
            }

            if (marker == StartOfScan)
            {
                if (!checkedSize)
                    throw ImageErrors.Corrupt(path, "a JPEG frame has no size");
                result.Write(frame.AsSpan(at));
                // Decoders stop at the end of the image.
                while (result.Length < MinBytes)
                    result.WriteByte(0);
                return result.ToArray();
            }

            // JFIF's and Adobe's marker would speak of the colours too.
            if (marker is not (FirstApplication or AdobeApplication))
                result.Write(frame.AsSpan(at, length));
            at += length;
        }
    }

    private static bool IsFrameHeader(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static void CheckFrameHeader(byte marker, ReadOnlySpan<byte> header, DicomImage image, string path)
    {
        if (header.Length < 10)
            throw ImageErrors.Corrupt(path, "a JPEG frame ends inside its header");
        int bits = header[4], height = BinaryPrimitives.ReadUInt16BigEndian(header[5..]),
            width = BinaryPrimitives.ReadUInt16BigEndian(header[7..]), components = header[9];
        if (bits != 8 || image.Allocated != 8 || image.Stored != 8 || image.IsSigned)
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"its frames are JPEG with {bits} bits per sample. Decompress them with dcmdjpeg first"));
        }

        if (width != image.Width || height != image.Height || components != image.Samples)
            throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"a JPEG frame has {width} × {height} pixels of {components} samples, but the file's header has {image.Width} × {image.Height} of {image.Samples}"));
        // A lossless frame has no transform.
        if (marker is 0xC3 or 0xC7 or 0xCB or 0xCF && image.Samples == 3 && image.Colors != DicomColors.Rgb)
        {
            throw ImageErrors.FormatNotSupported(path,
                "its frames are lossless JPEG with YBR colours. Decompress them with dcmdjpeg first");
        }
    }
}

/// <summary>The compressed frames of a DICOM file: items after a table of offsets (DICOM PS3.5, A.4).</summary>
internal static class DicomFragments
{
    private const int HeadBytes = 8;
    private const int MaxFragments = 1 << 22;

    /// <summary>Reads the bytes of one frame.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="image">Its image.</param>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="path">For errors.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported (frames and fragments cannot be matched).</exception>
    public static byte[] ReadFrame(Stream stream, DicomImage image, int frame, string path)
    {
        if (image.Elements.PixelLength != DicomElements.Undefined)
            throw ImageErrors.Corrupt(path, "its compressed frames are not in fragments");
        stream.Position = image.Elements.PixelOffset;
        List<(long Offset, int Length)> items = ReadItems(stream, path);
        uint[] offsets = ReadOffsets(stream, items[0], path);
        List<(long Offset, int Length)> fragments = items[1..];
        (int first, int count) = Find(fragments, offsets, image.Frames, frame, path);
        long total = 0;
        foreach ((long _, int length) in fragments.Slice(first, count))
            total += length;
        if (total > Array.MaxLength)
            throw ImageErrors.FormatNotSupported(path, "a compressed frame is longer than 2 GB");

        byte[] bytes = new byte[total];
        int at = 0;
        foreach ((long offset, int length) in fragments.Slice(first, count))
        {
            stream.Position = offset;
            SourceFile.ReadExactly(stream, bytes.AsSpan(at, length), path);
            at += length;
        }

        return bytes;
    }

    private static List<(long Offset, int Length)> ReadItems(Stream stream, string path)
    {
        var items = new List<(long, int)>();
        Span<byte> head = stackalloc byte[HeadBytes];
        while (true)
        {
            SourceFile.ReadExactly(stream, head, path);
            uint tag = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(head) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (tag == DicomTag.SequenceEnd && items.Count > 1)
                return items;
            if (tag != DicomTag.Item || length > int.MaxValue || length > stream.Length - stream.Position)
                throw ImageErrors.Corrupt(path, "it ends inside its frames");
            if (items.Count == MaxFragments)
            {
                throw ImageErrors.FormatNotSupported(path,
                    string.Create(CultureInfo.InvariantCulture, $"its frames are in more than {MaxFragments:N0} fragments"));
            }

            items.Add((stream.Position, (int)length));
            stream.Position += length;
        }
    }

    private static uint[] ReadOffsets(Stream stream, (long Offset, int Length) table, string path)
    {
        byte[] bytes = new byte[Math.Min(table.Length, sizeof(uint) * MaxFragments)];
        stream.Position = table.Offset;
        SourceFile.ReadExactly(stream, bytes, path);
        uint[] offsets = new uint[bytes.Length / sizeof(uint)];
        for (int i = 0; i < offsets.Length; i++)
            offsets[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * i));
        return offsets;
    }

    /// <summary>Which fragments make a frame: one each, all of one frame, or as the table of offsets tells.</summary>
    private static (int First, int Count) Find(List<(long Offset, int Length)> fragments, uint[] offsets, int frames, int frame,
        string path)
    {
        if (frames == 1)
            return (0, fragments.Count);
        if (fragments.Count == frames)
            return (frame, 1);
        if (fragments.Count < frames)
        {
            throw ImageErrors.Corrupt(path,
                string.Create(CultureInfo.InvariantCulture, $"its header lists {frames:N0} frames, but it has {fragments.Count:N0}"));
        }

        if (offsets.Length != frames)
            throw ImageErrors.FormatNotSupported(path, "its frames are in fragments, without a table that assigns them to frames");

        // Offsets count from the first fragment's head.
        long start = fragments[0].Offset;
        int first = fragments.FindIndex(fragment => fragment.Offset - start == offsets[frame]);
        int next = frame + 1 < frames ? fragments.FindIndex(fragment => fragment.Offset - start == offsets[frame + 1]) : fragments.Count;
        return first >= 0 && next > first
            ? (first, next - first)
            : throw ImageErrors.Corrupt(path, "its table of frames does not match its fragments");
    }
}
