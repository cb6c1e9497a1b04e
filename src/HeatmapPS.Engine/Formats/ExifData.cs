using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Tiff;

namespace HeatmapPS.Engine.Formats;

/// <summary>EXIF data of an image file: a TIFF file without an image. What is broken in it is as good as missing.</summary>
internal sealed class ExifData
{
    private const int Make = 271, Model = 272, Turn = 274;
    private const int AsciiType = 2;

    private readonly byte[] _bytes;

    /// <param name="bytes">The data, without the mark <c>Exif</c> that JPEG puts before it.</param>
    public ExifData(ReadOnlySpan<byte> bytes) => _bytes = bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8) ? bytes.ToArray() : [];

    /// <summary>Maker of the camera, or null.</summary>
    public string? CameraMaker => Read((tiff, fields) => Text(tiff, fields, Make));

    /// <summary>Model of the camera, or null.</summary>
    public string? CameraModel => Read((tiff, fields) => Text(tiff, fields, Model));

    /// <summary>How the image is to be turned: 1 (as stored) to 8; 1 by default.</summary>
    public int Orientation => Read((tiff, fields) =>
        fields.TryGetValue(Turn, out TiffEntry entry) && tiff.ReadIntegers(entry, 1) is [>= 1 and <= 8 and var turn]
            ? (int?)turn : null) ?? 1;

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
