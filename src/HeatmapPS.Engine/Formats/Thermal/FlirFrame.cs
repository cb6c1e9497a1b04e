using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>One frame of a FLIR file: what is known of it before a pixel is read.</summary>
/// <param name="Directory">Its records.</param>
/// <param name="Camera">What the camera says.</param>
/// <param name="Raw">How its counts are stored.</param>
internal sealed record FlirFrame(FlirDirectory Directory, ThermalMetadata Camera, FlirRawHeader Raw)
{
    /// <summary>The camera's record is 2,476 bytes; of a longer one no more than this is read.</summary>
    private const int MostCameraBytes = 4096;

    /// <summary>Reads a frame.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt; NotRadiometric without counts; FormatNotSupported (JPEG-LS).</exception>
    public static FlirFrame Read(Stream stream, long start, string path)
    {
        FlirDirectory directory = FlirDirectory.Read(stream, start, path);
        if (directory.Find(FlirRecordType.RawData) is not { } raw)
            throw ThermalErrors.NoRawData(path);
        return new FlirFrame(directory, ReadCamera(stream, directory, path), FlirRawHeader.Read(stream, raw, path));
    }

    /// <summary>What the camera says. A file without that record has no constants, and is no error before they are needed.</summary>
    public static ThermalMetadata ReadCamera(Stream stream, FlirDirectory directory, string path)
    {
        ThermalMetadata camera = directory.Find(FlirRecordType.CameraInfo) is { } record
            ? FlirCamera.Read(ReadBytes(stream, record, MostCameraBytes, path), path)
            : new ThermalMetadata { Manufacturer = "FLIR" };
        if (directory.Find(FlirRecordType.PictureInPicture) is { } picture)
            camera = FlirCamera.AddPicture(camera, ReadBytes(stream, picture, MostCameraBytes, path));
        return camera with { HasPhoto = directory.Find(FlirRecordType.Photo) is not null };
    }

    /// <summary>The start of a record.</summary>
    public static byte[] ReadBytes(Stream stream, FlirRecord record, int most, string path)
    {
        byte[] bytes = new byte[Math.Min(record.Length, most)];
        stream.Position = record.Offset;
        SourceFile.ReadExactly(stream, bytes, path);
        return bytes;
    }
}
