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
        using Stream stream = FlirDecoder.OpenRecords(path, options);
        if (page != 1)
            throw ImageErrors.PageNotFound(path, page, 1);
        var directory = FlirDirectory.Read(stream, 0, path);
        ThermalMetadata camera = options.Thermal.Correct(FlirFrame.ReadCamera(stream, directory, path));
        byte[] photo = ReadPhoto(stream, directory, path);
        (RasterLayout layout, RasterMetadata metadata) = VipsBuffer.ReadHeader(photo, FormatOf(photo, path), path);
        return new ImageHeader(layout, metadata with { Thermal = camera, Captured = camera.Captured }, 1, 1, Name) { DecodesWhole = true };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        using Stream stream = FlirDecoder.OpenRecords(path, options);
        byte[] photo = ReadPhoto(stream, FlirDirectory.Read(stream, 0, path), path);
        ImageFormat stored = FormatOf(photo, path);
        RowReader rows = VipsBuffer.OpenRows(photo, stored, path);
        if (rows.Layout == header.Layout)
        {
            return stored == ImageFormats.Png && rows.Layout.Bands == 3 && rows.Layout.SampleType == SampleType.UInt8
                ? FlirPhotoColors.ToRgb(rows)
                : rows;
        }

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
        ImageFormat? format =
            FormatSignatures.Match(photo[..Math.Min(photo.Length, FormatSignatures.HeadLength)], string.Empty, photo.Length);
        return format == ImageFormats.Jpeg || format == ImageFormats.Png
            ? format
            : throw ImageErrors.FormatNotSupported(path, "its photograph is neither JPEG nor PNG");
    }
}

/// <summary>The colours of photographs that FLIR's cameras keep as PNG: Y, Cb, Cr where PNG has red, green, blue.</summary>
/// <remarks>The file does not say so. The equations are JFIF's, of the full range and the BT.601 weights.</remarks>
internal static class FlirPhotoColors
{
    /// <summary>Rows of red, green and blue.</summary>
    /// <param name="rows">Rows of three bands of UInt8: Y, Cb, Cr.</param>
    public static RowReader ToRgb(RowReader rows) => new TransformedRows(rows.Layout, rows, Convert);

    private static void Convert(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        for (int i = 0; i + 2 < source.Length; i += 3)
        {
            double y = source[i];
            double cb = source[i + 1] - 128;
            double cr = source[i + 2] - 128;
            destination[i] = ToByte(y + (1.402 * cr));
            destination[i + 1] = ToByte(y - (0.344136 * cb) - (0.714136 * cr));
            destination[i + 2] = ToByte(y + (1.772 * cb));
        }
    }

    private static byte ToByte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
