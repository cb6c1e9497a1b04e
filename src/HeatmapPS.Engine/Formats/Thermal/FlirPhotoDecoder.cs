using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Reads the photograph that a FLIR file holds beside its temperatures.</summary>
internal sealed class FlirPhotoDecoder : IImageDecoder
{
    /// <summary>The codec's name.</summary>
    public const string CodecName = "FLIR photo";

    private const int DataOffset = 32;

    /// <inheritdoc/>
    public string Name => CodecName;

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using Stream stream = FlirDecoder.OpenRecords(path, format);
        if (page != 1)
            throw ImageErrors.PageNotFound(path, page, 1);
        FlirDirectory directory = FlirDirectory.Read(stream, 0, path);
        ThermalMetadata camera = options.Thermal.Correct(FlirFrame.ReadCamera(stream, directory, path));
        byte[] photo = ReadPhoto(stream, directory, path);
        (RasterLayout layout, RasterMetadata metadata) = VipsBuffer.ReadHeader(photo, FormatOf(photo, path), path);
        return new ImageHeader(layout, metadata with { Thermal = camera }, 1, 1, Name) { DecodesWhole = true };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        using Stream stream = FlirDecoder.OpenRecords(path, format);
        byte[] photo = ReadPhoto(stream, FlirDirectory.Read(stream, 0, path), path);
        ImageFormat stored = FormatOf(photo, path);
        RowReader rows = VipsBuffer.OpenRows(photo, stored, path);
        if (rows.Layout == header.Layout)
            return stored == ImageFormats.Png && rows.Layout.Bands == 3 && rows.Layout.SampleType == SampleType.UInt8 ? FlirPhotoColors.ToRgb(rows) : rows;
        rows.Dispose();
        throw ImageErrors.SourceChanged(path);
    }

    private static byte[] ReadPhoto(Stream stream, FlirDirectory directory, string path)
    {
        if (directory.Find(FlirRecordType.Photo) is not { } record || record.Length <= DataOffset)
            throw ThermalErrors.PhotoNotFound(path);
        byte[] bytes = new byte[record.Length - DataOffset];
        stream.Position = record.Offset + DataOffset;
        SourceFile.ReadExactly(stream, bytes, path);
        return bytes;
    }

    private static ImageFormat FormatOf(ReadOnlySpan<byte> photo, string path)
    {
        ImageFormat? format = FormatSignatures.Match(photo[..Math.Min(photo.Length, FormatSignatures.HeadLength)], string.Empty, photo.Length);
        return format == ImageFormats.Jpeg || format == ImageFormats.Png
            ? format
            : throw ImageErrors.FormatNotSupported(path, "its photograph is neither JPEG nor PNG");
    }
}
