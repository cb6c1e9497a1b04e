using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>EXIF data, which is a small TIFF file inside another file. What is broken counts as missing.</summary>
internal static class ExifData
{
    private const int OrientationTag = 274;
    private const int AsciiType = 2;

    /// <summary>The orientation that the first directory asks for: 1 (as stored) to 8; 1 by default.</summary>
    public static int ReadOrientation(byte[] exif) =>
        Read(exif, OrientationTag, (bytes, entry) => bytes.ReadIntegers(entry, 1) is [>= 1 and <= 8 and var turn] ? (int?)turn : null) ?? 1;

    /// <summary>A text of the first directory, or null.</summary>
    public static string? ReadText(byte[] exif, int tag) =>
        Read(exif, tag, (bytes, entry) => entry.Type == AsciiType ? bytes.ReadText(entry, exif.Length).Trim() : null);

    private static T? Read<T>(byte[] exif, int tag, Func<TiffDirectoryBytes, TiffEntry, T?> read)
    {
        if (!exif.AsSpan().StartsWith("II*\0"u8) && !exif.AsSpan().StartsWith("MM\0*"u8))
            return default;
        try
        {
            using var bytes = TiffDirectoryBytes.OpenExif(exif);
            return bytes.ReadEntries(bytes.FirstDirectory, ushort.MaxValue).TryGetValue(tag, out TiffEntry entry) ? read(bytes, entry) : default;
        }
        catch (HeatmapException)
        {
            return default;
        }
    }
}
