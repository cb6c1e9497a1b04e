using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Jpeg;
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
        using Stream stream = OpenRecords(path, format);
        ImmutableArray<long> frames = Frames(stream, path, format, options);
        if (page < 1 || page > frames.Length)
            throw ImageErrors.PageNotFound(path, page, frames.Length);
        FlirFrame frame = FlirFrame.Read(stream, frames[page - 1], path);
        return Describe(frame, page, frames.Length, options.Thermal, path);
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        using Stream stream = OpenRecords(path, format);
        ImmutableArray<long> frames = Frames(stream, path, format, options);
        if (header.Page > frames.Length)
            throw ImageErrors.SourceChanged(path);
        FlirFrame frame = FlirFrame.Read(stream, frames[header.Page - 1], path);
        if (Describe(frame, header.Page, frames.Length, options.Thermal, path).Layout != header.Layout)
            throw ImageErrors.SourceChanged(path);

        ThermalMetadata camera = options.Thermal.Correct(frame.Camera);
        PlanckConversion? conversion = options.Thermal.Unit != TemperatureUnit.Counts || camera.IsCalibrated ? TryConversion(camera, options, path) : null;
        ushort[] counts = FlirCounts.Read(stream, frame.Raw, path);
        if (frame.Raw.Coding == FlirRawCoding.Png && ByteOrderEvidence.IsSwapped(counts, conversion))
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(counts, counts);
        return new CountRows(header.Layout, counts, options.Thermal.Unit == TemperatureUnit.Counts ? null : conversion!.ToTable(options.Thermal.Unit));
    }

    /// <summary>The FLIR records of a file: the file itself, or what a JPEG's segments hold.</summary>
    public static Stream OpenRecords(string path, ImageFormat format) =>
        format == ImageFormats.Jpeg ? new MemoryStream(JpegSegments.Read(path).JoinFlir(), writable: false) : ImageFiles.OpenRead(path);

    private ImageHeader Describe(FlirFrame frame, int page, int pages, ThermalOptions options, string path)
    {
        bool isCounts = options.Unit == TemperatureUnit.Counts;
        ThermalMetadata camera = options.Correct(frame.Camera);
        if (!isCounts)
            _ = new PlanckConversion(camera, path);
        var layout = new RasterLayout(frame.Raw.Width, frame.Raw.Height, 1, isCounts ? SampleType.UInt16 : SampleType.Float32);
        var metadata = new RasterMetadata { BitDepth = isCounts ? 16 : 32, Unit = TemperatureUnits.Label(options.Unit), Thermal = camera };
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
