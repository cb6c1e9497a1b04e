using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Jpeg;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Decides what is read of a file that may have temperatures under its picture. The one place for it.</summary>
internal static class RadiometricRouting
{
    private static readonly FlirDecoder s_flir = new();
    private static readonly FlirPhotoDecoder s_photo = new();
    private static readonly DjiDecoder s_dji = new();

    /// <summary>The decoder of what is wanted of a file, or null for the usual decoder of its format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format by content.</param>
    /// <param name="options">What is wanted, with the segments of a JPEG.</param>
    /// <exception cref="HeatmapException">ImageCorrupt (broken thermal records), EmbeddedNotFound, FormatNotSupported.</exception>
    public static IImageDecoder? Choose(string path, ImageFormat format, DecodeOptions options)
    {
        (JpegSegments? segments, ThermalOptions thermal) = (options.Segments, options.Thermal);
        if (format == ImageFormats.Fff)
        {
            if (thermal.Embedded)
                return s_photo;
            return thermal.Mode == RadiometricMode.Ignore
                ? throw ImageErrors.FormatNotSupported(path,
                    "a file of thermal records has no picture other than its temperatures. Leave -Radiometric Ignore out")
                : null;
        }

        if (thermal.Embedded)
            return segments is { HasFlir: true } ? s_photo : throw ThermalErrors.PhotoNotFound(path);
        if (segments is null || thermal.Mode == RadiometricMode.Ignore)
            return null;
        if (!segments.HasFlir)
            return DjiDecoder.FindSize(segments) is null ? null : s_dji;
        using var stream = new MemoryStream(segments.JoinFlir(), writable: false);
        bool hasCounts = FlirDirectory.Read(stream, 0, path).Find(FlirRecordType.RawData) is not null;
        if (hasCounts)
            return s_flir;
        return thermal.Mode == RadiometricMode.Require ? throw ThermalErrors.NoRawData(path) : null;
    }
}

/// <summary>Reads the counts of DJI's radiometric JPEG: the APP3 segments joined are little-endian 16-bit numbers.</summary>
/// <remarks>How DJI makes degrees of them is not public, so that their unit stays unknown.</remarks>
internal sealed class DjiDecoder : IImageDecoder
{
    /// <summary>Sizes of DJI's thermal sensors, for files whose visible picture has another.</summary>
    private static readonly (int Width, int Height)[] s_sensors = [(640, 512), (640, 480), (336, 256), (320, 256), (160, 120)];

    /// <inheritdoc/>
    public string Name => "DJI";

    /// <summary>The size of the counts of a DJI file, or null when it has none.</summary>
    public static (int Width, int Height)? FindSize(JpegSegments segments)
    {
        if (segments.Make?.StartsWith("DJI", StringComparison.OrdinalIgnoreCase) != true || segments.App3Bytes == 0)
            return null;
        bool Fits((int Width, int Height) size) => size.Width > 0 && size.Height > 0 && 2L * size.Width * size.Height == segments.App3Bytes;
        // The visible picture has the sensor's size, or twice that where the camera interpolates.
        (int Width, int Height) whole = (segments.Width, segments.Height);
        (int Width, int Height) half = (segments.Width / 2, segments.Height / 2);
        foreach ((int Width, int Height) size in (ReadOnlySpan<(int, int)>)[whole, half, .. s_sensors])
        {
            if (Fits(size))
                return size;
        }

        return null;
    }

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        if (page != 1)
            throw ImageErrors.PageNotFound(path, page, 1);
        JpegSegments segments = options.Segments!;
        (int width, int height) = FindSize(segments)!.Value;
        var metadata = new RasterMetadata
        {
            BitDepth = 16,
            Captured = segments.Captured,
            Thermal = new ThermalMetadata { Manufacturer = "DJI", CameraModel = segments.Model },
        };
        return new ImageHeader(new RasterLayout(width, height, 1, SampleType.UInt16), metadata, 1, 1, Name) { DecodesWhole = true };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        byte[] bytes = options.Segments!.JoinApp3();
        if (bytes.Length != header.Layout.ByteCount)
            throw ImageErrors.SourceChanged(path);
        if (!BitConverter.IsLittleEndian)
            ByteOrder.Reverse(bytes, sizeof(ushort));
        return new CountRows(header.Layout, MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), null);
    }
}

/// <summary>What is read of a file that has temperatures under its visible picture.</summary>
public enum RadiometricMode
{
    /// <summary>The temperatures where there are any, else the picture.</summary>
    Auto,

    /// <summary>The temperatures; a file without any is an error.</summary>
    Require,

    /// <summary>The visible picture.</summary>
    Ignore,
}
