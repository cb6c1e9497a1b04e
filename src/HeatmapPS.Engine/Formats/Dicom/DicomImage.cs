using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>What the samples of a DICOM image mean.</summary>
internal enum DicomColors
{
    /// <summary>One number a pixel, whichever end is shown dark.</summary>
    Gray,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Indices into a palette.</summary>
    Palette,

    /// <summary>Luminance and two colour differences, full range.</summary>
    YbrFull,

    /// <summary>The same with one pair of differences for two pixels.</summary>
    YbrFull422,

    /// <summary>What the decoder of the frames itself turns into RGB (JPEG 2000).</summary>
    YbrInside,
}

/// <summary>The image of a DICOM file: frames of one size and type (DICOM PS3.3, C.7.6.3).</summary>
/// <remarks>Stored values are given: neither rescale slope and intercept nor a window is applied, and MONOCHROME1 is not inverted,
/// as <c>pydicom</c>'s <c>pixel_array</c> has them.</remarks>
internal sealed record DicomImage(
    DicomElements Elements, DicomColors Colors, int Width, int Height, int Frames, int Samples, int Allocated, int Stored, int Shift,
        bool IsSigned, bool IsPlanar, SampleType StoredType, DicomPalette? Palette)
{
    /// <summary>The rows given out.</summary>
    public RasterLayout Layout { get; } = new(Width, Height, Colors == DicomColors.Gray ? 1 : 3,
        Palette is null ? StoredType : Palette.Bits == 8 ? SampleType.UInt8 : SampleType.UInt16);

    public RasterMetadata Metadata { get; } = new()
    {
        ColorModel = Colors == DicomColors.Gray ? ColorModel.Gray : ColorModel.Rgb,
        BitDepth = Palette?.Bits ?? Stored,
        Captured = CaptureTimes.FromDicom(Elements.Text(DicomTag.AcquisitionDateTime), Elements.Text(DicomTag.TimeZone))
            ?? CaptureTimes.FromDicom(Elements.Text(DicomTag.AcquisitionDate), Elements.Text(DicomTag.AcquisitionTime),
                Elements.Text(DicomTag.TimeZone)),
    };

    /// <summary>Bytes of one frame that is not compressed.</summary>
    public long FrameBytes => Colors == DicomColors.YbrFull422 && Elements.Syntax.Coding == DicomCoding.Native
        ? 2L * Width * Height
        : (long)Width * Height * Samples * (Allocated / 8);

    /// <summary>Reads the description of a file's image.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static DicomImage Read(Stream stream, string path)
    {
        var elements = DicomElements.Read(stream, path);
        int Needed(uint tag, string name) => elements.Number(tag) ?? throw ImageErrors.Corrupt(path, $"its {name} is missing");

        int width = Needed(DicomTag.Columns, "columns"), height = Needed(DicomTag.Rows, "rows");
        int samples = elements.Number(DicomTag.SamplesPerPixel) ?? 1;
        int frames = FrameCount(elements, path);
        if (width == 0 || height == 0)
            throw ImageErrors.Corrupt(path, "it has no pixels");

        int allocated = Needed(DicomTag.BitsAllocated, "bits");
        int stored = elements.Number(DicomTag.BitsStored) ?? allocated;
        int high = elements.Number(DicomTag.HighBit) ?? stored - 1;
        if (allocated is not (8 or 16 or 32 or 64))
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"it is a DICOM image with {allocated} bits per sample"));
        }

        if (stored < 1 || stored > allocated || high < stored - 1 || high >= allocated)
        {
            throw ImageErrors.Corrupt(path,
                string.Create(CultureInfo.InvariantCulture, $"{stored} bits up to bit {high} do not fit into {allocated}"));
        }

        bool signed = elements.Number(DicomTag.Representation) == 1;
        SampleType type = StoredSampleType(elements, allocated, signed, path);
        DicomColors colors = ColorsOf(elements, samples, path);
        if (colors != DicomColors.Gray
            && (signed || type is not (SampleType.UInt8 or SampleType.UInt16) || (stored != allocated && colors != DicomColors.Palette)))
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"it is a DICOM colour image with {stored} bits in {(signed ? "signed " : string.Empty)}samples of {allocated}"));
        }

        if (colors is DicomColors.YbrFull or DicomColors.YbrFull422 && allocated != 8)
            throw ImageErrors.FormatNotSupported(path, "it is a YBR image with more than 8 bits per sample");
        DicomPalette? palette = colors == DicomColors.Palette ? DicomPalette.Read(elements, path) : null;

        // Encoded frames carry their own sample order.
        bool needsOrder = samples > 1 && elements.Syntax.Coding == DicomCoding.Native;
        bool isPlanar = (needsOrder ? Needed(DicomTag.Planar, "planar configuration") : elements.Number(DicomTag.Planar)) == 1;
        return new DicomImage(elements, colors, width, height, frames, samples, allocated, stored, high - stored + 1, signed, isPlanar,
            type, palette);
    }

    private static int FrameCount(DicomElements elements, string path)
    {
        if (elements.Text(DicomTag.Frames) is not { Length: > 0 } text)
            return 1;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int frames) && frames >= 0
            ? Math.Max(1, frames)
            : throw ImageErrors.Corrupt(path, "its number of frames is not an integer of 0 or more");
    }

    private static SampleType StoredSampleType(DicomElements elements, int allocated, bool signed, string path) =>
        (elements.PixelTag, allocated) switch
    {
        (DicomTag.FloatPixelData, 32) => SampleType.Float32,
        (DicomTag.DoublePixelData, 64) => SampleType.Float64,
        (DicomTag.PixelData, 8) => signed ? SampleType.Int8 : SampleType.UInt8,
        (DicomTag.PixelData, 16) => signed ? SampleType.Int16 : SampleType.UInt16,
        (DicomTag.PixelData, 32) => signed ? SampleType.Int32 : SampleType.UInt32,
        _ => throw ImageErrors.FormatNotSupported(path,
            string.Create(CultureInfo.InvariantCulture, $"it is a DICOM image with {allocated} bits per sample")),
    };

    private static DicomColors ColorsOf(DicomElements elements, int samples, string path)
    {
        string photometric = elements.Text(DicomTag.Photometric)
            ?? throw ImageErrors.Corrupt(path, "it does not specify its photometric interpretation");
        DicomCoding coding = elements.Syntax.Coding;
        return (photometric, samples) switch
        {
            ("MONOCHROME1" or "MONOCHROME2", 1) => DicomColors.Gray,
            ("PALETTE COLOR", 1) when coding is DicomCoding.Native or DicomCoding.RunLength => DicomColors.Palette,
            ("RGB", 3) => DicomColors.Rgb,
            ("YBR_FULL", 3) when coding != DicomCoding.Jpeg2000 => DicomColors.YbrFull,
            ("YBR_FULL_422", 3) when coding is DicomCoding.Native or DicomCoding.Jpeg => DicomColors.YbrFull422,
            ("YBR_RCT" or "YBR_ICT", 3) when coding == DicomCoding.Jpeg2000 => DicomColors.YbrInside,
            _ => throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"it is a DICOM image with {samples} samples per pixel in {(photometric.Length > 0 ? photometric : "unnamed colours")}")),
        };
    }
}

/// <summary>The colours of a PALETTE COLOR image (DICOM PS3.3, C.7.6.3.1.5 and C.7.6.3.1.6).</summary>
internal sealed class DicomPalette
{
    private readonly int _first;
    private readonly ushort[][] _tables;

    private DicomPalette(int bits, int first, ushort[][] tables)
    {
        Bits = bits;
        _first = first;
        _tables = tables;
    }

    /// <summary>Bits of a colour's parts: 8 or 16.</summary>
    public int Bits { get; }

    /// <summary>Reads the three tables.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static DicomPalette Read(DicomElements elements, string path)
    {
        if (elements.Has(DicomTag.RedSegments))
            throw ImageErrors.FormatNotSupported(path, "its palette is stored in segments");
        ushort[] descriptor = elements.Words(DicomTag.RedDescriptor);
        if (descriptor.Length < 3 || descriptor[2] is not (8 or 16))
            throw ImageErrors.Corrupt(path, "its palette has no description");
        // A count of 65,536 does not fit and is written as 0.
        int count = descriptor[0] == 0 ? 1 << 16 : descriptor[0];
        ushort[][] tables = new ushort[3][];
        for (uint color = 0; color < 3; color++)
        {
            if (!elements.Words(DicomTag.RedDescriptor + color).AsSpan().SequenceEqual(descriptor))
                throw ImageErrors.FormatNotSupported(path, "the lookup tables of its palette differ in size");
            ushort[] words = elements.Words(DicomTag.RedTable + color);
            tables[color] = Entries(words, count, descriptor[2], path);
        }

        return new DicomPalette(descriptor[2], descriptor[1], tables);
    }

    /// <summary>A part of the colour of a value: those outside of the palette take its ends.</summary>
    public ushort Lookup(int value, int color) => _tables[color][Math.Clamp(value - _first, 0, _tables[color].Length - 1)];

    /// <summary>Entries of 8 bits lie two to a word, or one to a word in files that waste the other half.</summary>
    private static ushort[] Entries(ushort[] words, int count, int bits, string path)
    {
        if (words.Length >= count)
            return words[..count];
        if (bits == 16 || words.Length < (count + 1) / 2)
            throw ImageErrors.Corrupt(path, "its palette is shorter than its description");
        ushort[] entries = new ushort[count];
        for (int i = 0; i < count; i++)
            entries[i] = (ushort)((words[i / 2] >> (8 * (i % 2))) & 0xFF);
        return entries;
    }
}
