using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Reads the temperatures of FLIR's files: radiometric JPEG, FFF, and SEQ, whose frames are pages.</summary>
internal sealed class FlirDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Name => "FLIR";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using Stream stream = OpenRecords(path, options);
        ImmutableArray<long> frames = Frames(stream, path, format, options);
        if (page < 1 || page > frames.Length)
            throw ImageErrors.PageNotFound(path, page, frames.Length);
        var frame = FlirFrame.Read(stream, frames[page - 1], path);
        return Describe(frame, page, frames.Length, options.Thermal, path);
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        using Stream stream = OpenRecords(path, options);
        ImmutableArray<long> frames = Frames(stream, path, format, options);
        if (header.Page > frames.Length)
            throw ImageErrors.SourceChanged(path);
        var frame = FlirFrame.Read(stream, frames[header.Page - 1], path);
        if (Describe(frame, header.Page, frames.Length, options.Thermal, path).Layout != header.Layout)
            throw ImageErrors.SourceChanged(path);

        ThermalMetadata camera = options.Thermal.Correct(frame.Camera);
        PlanckConversion? conversion = options.Thermal.Unit != TemperatureUnit.Counts || camera.IsCalibrated
            ? TryConversion(camera, options, path)
            : null;
        ushort[] counts = FlirCounts.Read(stream, frame.Raw, path);
        if (frame.Raw.Coding == FlirRawCoding.Png && ByteOrderEvidence.IsSwapped(counts, conversion))
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(counts, counts);
        return new CountRows(header.Layout, counts,
            options.Thermal.Unit == TemperatureUnit.Counts ? null : conversion!.ToTable(options.Thermal.Unit));
    }

    /// <summary>The FLIR records of a file: the file itself, or what a JPEG's segments hold.</summary>
    public static Stream OpenRecords(string path, DecodeOptions options) =>
        options.Segments is { } segments ? new MemoryStream(segments.JoinFlir(), writable: false) : ImageFiles.OpenRead(path);

    private ImageHeader Describe(FlirFrame frame, int page, int pages, ThermalOptions options, string path)
    {
        bool isCounts = options.Unit == TemperatureUnit.Counts;
        ThermalMetadata camera = options.Correct(frame.Camera);
        if (!isCounts)
            _ = new PlanckConversion(camera, path);
        var layout = new RasterLayout(frame.Raw.Width, frame.Raw.Height, 1, isCounts ? SampleType.UInt16 : SampleType.Float32);
        var metadata = new RasterMetadata { BitDepth = isCounts ? 16 : 32, Unit = TemperatureUnits.Label(options.Unit), Thermal = camera,
            Captured = camera.Captured };
        return new ImageHeader(layout, metadata, page, pages, Name) { DecodesWhole = true };
    }

    /// <summary>For counts a conversion is but evidence: parameters that cannot be are no error then.</summary>
    private static PlanckConversion? TryConversion(ThermalMetadata camera, DecodeOptions options, string path)
    {
        try
        {
            return new PlanckConversion(camera, path);
        }
        catch (HeatmapException) when (options.Thermal.Unit == TemperatureUnit.Counts)
        {
            return null;
        }
    }

    private static ImmutableArray<long> Frames(Stream stream, string path, ImageFormat format, DecodeOptions options)
    {
        if (format == ImageFormats.Jpeg)
            return [0];
        return options.Sequences?.Frames(stream, path) ?? FlirSequence.FindFrames(stream, path);
    }
}

/// <summary>Decodes the counts of a FLIR frame.</summary>
internal static class FlirCounts
{
    /// <summary>The counts of a frame, row after row; those of a PNG as they stand in it.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static ushort[] Read(Stream stream, FlirRawHeader header, string path)
    {
        int samples = header.Width * header.Height;
        if (header.Coding == FlirRawCoding.Plain)
        {
            ushort[] counts = new ushort[samples];
            Span<byte> bytes = MemoryMarshal.AsBytes(counts.AsSpan());
            stream.Position = header.Record.Offset + FlirRawHeader.DataOffset;
            SourceFile.ReadExactly(stream, bytes, path);
            if (header.IsBigEndian == BitConverter.IsLittleEndian)
                ByteOrder.Reverse(bytes, sizeof(ushort));
            return counts;
        }

        byte[] file = new byte[header.Record.Length - FlirRawHeader.DataOffset];
        stream.Position = header.Record.Offset + FlirRawHeader.DataOffset;
        SourceFile.ReadExactly(stream, file, path);
        using RowReader rows = VipsBuffer.OpenRows(file, header.Coding == FlirRawCoding.Png ? ImageFormats.Png : ImageFormats.Tiff, path);
        RasterLayout expected = new(header.Width, header.Height, 1, SampleType.UInt16);
        if (rows.Layout != expected)
            throw ThermalErrors.Corrupt(path, FormattableString.Invariant($"its counts should be {expected.Width} × {expected.Height} of 16 bits, but are {rows.Layout.Width} × {rows.Layout.Height} × {rows.Layout.Bands} of {rows.Layout.SampleType}"));
        ushort[] decoded = new ushort[samples];
        rows.Read(MemoryMarshal.AsBytes(decoded.AsSpan()));
        return decoded;
    }
}

/// <summary>Tells whether the bytes of each count are exchanged, by the temperatures that either order gives.</summary>
/// <remarks>
/// Cameras put counts into PNG files in their own byte order, not in PNG's, but nothing in the file says so. Read in the wrong
/// order, the fine steps of a scene become jumps of hundreds of degrees or have no temperature at all.
/// </remarks>
internal static class ByteOrderEvidence
{
    private const double Coldest = 273.15 - 100;
    private const double Hottest = 273.15 + 2500;

    /// <summary>Share of the counts left out at either end, so that dead pixels prove nothing.</summary>
    private const double Outliers = 0.01;

    /// <summary>Whether the counts must be exchanged to be true.</summary>
    /// <param name="counts">The counts as read.</param>
    /// <param name="conversion">Counts to temperatures, or null to judge by the counts alone.</param>
    public static bool IsSwapped(ReadOnlySpan<ushort> counts, PlanckConversion? conversion)
    {
        int[] histogram = new int[PlanckConversion.Counts];
        foreach (ushort count in counts)
            histogram[count]++;
        int[] exchanged = new int[PlanckConversion.Counts];
        for (int i = 0; i < histogram.Length; i++)
            exchanged[BinaryPrimitives.ReverseEndianness((ushort)i)] = histogram[i];

        (long badStraight, double spanStraight) = Judge(histogram, counts.Length, conversion);
        (long badExchanged, double spanExchanged) = Judge(exchanged, counts.Length, conversion);
        if (badStraight != badExchanged)
            return badExchanged < badStraight;
        // A tie is a scene of one temperature that either order can hold: then it is as in every camera known.
        return spanExchanged <= spanStraight;
    }

    /// <summary>Samples without a temperature a camera can see, and the range of the rest (of the counts without a conversion).</summary>
    private static (long Bad, double Span) Judge(int[] histogram, long total, PlanckConversion? conversion)
    {
        long bad = 0;
        if (conversion is not null)
        {
            for (int i = 0; i < histogram.Length; i++)
            {
                if (histogram[i] > 0 && conversion.ToKelvin(i) is not (>= Coldest and <= Hottest))
                    bad += histogram[i];
            }
        }

        // Bad samples are judged above; the range is of counts, which temperatures follow without a turn.
        long skip = (long)(total * Outliers);
        return (bad, Rank(histogram, total - 1 - skip) - Rank(histogram, skip));
    }

    private static int Rank(int[] histogram, long rank)
    {
        long seen = 0;
        for (int i = 0; i < histogram.Length; i++)
        {
            seen += histogram[i];
            if (seen > rank)
                return i;
        }

        return histogram.Length - 1;
    }
}

/// <summary>Rows of counts in memory: as they are, or as the temperatures of a table.</summary>
internal sealed class CountRows : RowReader
{
    private readonly ushort[] _counts;
    private readonly float[]? _table;
    private int _position;

    /// <param name="layout">One band of UInt16 without a table, of Float32 with one.</param>
    /// <param name="counts">All counts, row after row.</param>
    /// <param name="table">The value of each of the 65,536 counts, or null.</param>
    public CountRows(RasterLayout layout, ushort[] counts, float[]? table)
        : base(layout)
    {
        _counts = counts;
        _table = table;
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        int samples = destination.Length / Layout.SampleType.Size;
        ReadOnlySpan<ushort> counts = _counts.AsSpan(_position, samples);
        _position += samples;
        if (_table is null)
        {
            MemoryMarshal.AsBytes(counts).CopyTo(destination);
            return;
        }

        Span<float> values = MemoryMarshal.Cast<byte, float>(destination);
        for (int i = 0; i < values.Length; i++)
            values[i] = _table[counts[i]];
    }
}
