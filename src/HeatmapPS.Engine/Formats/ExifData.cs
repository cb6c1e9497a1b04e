using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Tiff;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats;

/// <summary>EXIF data of an image file: a TIFF file without an image. Damaged fields count as missing.</summary>
internal sealed class ExifData
{
    private const int Make = 271, Model = 272, Turn = 274, CameraDirectory = 0x8769;
    private const int Original = 0x9003, OriginalOffset = 0x9011, OriginalFraction = 0x9291;
    private const int Digitized = 0x9004, DigitizedOffset = 0x9012, DigitizedFraction = 0x9292;
    private const int AsciiType = 2;

    private readonly byte[] _bytes;

    /// <param name="bytes">The data, with or without the mark <c>Exif</c> that JPEG puts before it.</param>
    public ExifData(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> mark = "Exif\0\0"u8;
        ReadOnlySpan<byte> tiff = bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes;
        _bytes = tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8) ? tiff.ToArray() : [];
    }

    /// <summary>Maker of the camera, or null.</summary>
    public string? CameraMaker => Read((tiff, fields) => Text(tiff, fields, Make));

    /// <summary>Model of the camera, or null.</summary>
    public string? CameraModel => Read((tiff, fields) => Text(tiff, fields, Model));

    /// <summary>Maker and model of the camera, or null.</summary>
    public string? Camera => CameraName.Of(CameraMaker, CameraModel);

    /// <summary>How to rotate or flip the image: 1 (as stored) to 8; 1 by default.</summary>
    public int Orientation => Read((tiff, fields) =>
        fields.TryGetValue(Turn, out TiffEntry entry) && tiff.ReadIntegers(entry, 1) is [>= 1 and <= 8 and var turn]
            ? (int?)turn : null) ?? 1;

    /// <summary>When the picture was taken, or null. The date of the last change does not show that.</summary>
    public CaptureTime? Captured => Read((tiff, fields) =>
    {
        if (!fields.TryGetValue(CameraDirectory, out TiffEntry pointer) || tiff.ReadIntegers(pointer, 1) is not [var offset])
            return null;
        Dictionary<int, TiffEntry> camera = tiff.ReadEntries(offset, ushort.MaxValue);
        return Time(Original, OriginalFraction, OriginalOffset) ?? Time(Digitized, DigitizedFraction, DigitizedOffset);

        CaptureTime? Time(int time, int fraction, int zone) =>
            CaptureTimes.FromExif(Text(tiff, camera, time), Text(tiff, camera, fraction), Text(tiff, camera, zone));
    });

    private static string? Text(TiffDirectoryBytes tiff, Dictionary<int, TiffEntry> fields, int tag) =>
        fields.TryGetValue(tag, out TiffEntry entry) && entry.Type == AsciiType ? tiff.ReadText(entry, (int)tiff.Length).Trim() : null;

    /// <summary>What the first directory says.</summary>
    private T? Read<T>(Func<TiffDirectoryBytes, Dictionary<int, TiffEntry>, T?> read)
    {
        if (_bytes.Length == 0)
            return default;
        try
        {
            using var tiff = TiffDirectoryBytes.OpenExif(_bytes);
            return read(tiff, tiff.ReadEntries(tiff.FirstDirectory, ushort.MaxValue));
        }
        catch (HeatmapException)
        {
            return default;
        }
    }
}
