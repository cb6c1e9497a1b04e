using System.Runtime.InteropServices;
using HeatmapPS.Engine.Formats.Jpeg;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Thermal;

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
        var segments = JpegSegments.Read(path);
        (int width, int height) = FindSize(segments) ?? throw ImageErrors.SourceChanged(path);
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
        byte[] bytes = JpegSegments.Read(path).JoinApp3();
        if (bytes.Length != header.Layout.ByteCount)
            throw ImageErrors.SourceChanged(path);
        if (!BitConverter.IsLittleEndian)
            ByteOrder.Reverse(bytes, sizeof(ushort));
        return new CountRows(header.Layout, MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), null);
    }
}
