using System.Text;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats;

/// <summary>EXIF data of a JPEG, PNG, WebP or AVIF file: a TIFF file without an image. What is broken in it is as good as missing.</summary>
internal readonly ref struct ExifData
{
    private const int Make = 271, Model = 272, CameraDirectory = 0x8769;
    private const int Original = 0x9003, OriginalOffset = 0x9011, OriginalFraction = 0x9291;
    private const int Digitized = 0x9004, DigitizedOffset = 0x9012, DigitizedFraction = 0x9292;
    private const int EntryBytes = 12, AsciiType = 2, LongType = 4;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isBigEndian;
    private readonly uint _first;

    /// <param name="bytes">The data, with or without the mark <c>Exif</c> that JPEG puts before it.</param>
    public ExifData(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> mark = "Exif\0\0"u8;
        _bytes = bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes;
        _isBigEndian = _bytes.StartsWith("MM\0*"u8);
        _first = _bytes.Length >= 8 && (_isBigEndian || _bytes.StartsWith("II*\0"u8)) ? Fields.UInt32(4) : 0;
    }

    /// <summary>Maker of the camera, or null.</summary>
    public string? CameraMaker => Text(_first, Make);

    /// <summary>Model of the camera, or null.</summary>
    public string? CameraModel => Text(_first, Model);

    /// <summary>When the picture was taken, or null. The date of the last change says nothing of that.</summary>
    public CaptureTime? Captured
    {
        get
        {
            int pointer = Find(_first, CameraDirectory, LongType);
            uint camera = pointer < 0 ? 0 : Fields.UInt32(pointer + 8);
            return CaptureTimes.FromExif(Text(camera, Original), Text(camera, OriginalFraction), Text(camera, OriginalOffset))
                ?? CaptureTimes.FromExif(Text(camera, Digitized), Text(camera, DigitizedFraction), Text(camera, DigitizedOffset));
        }
    }

    private RecordFields Fields => new(_bytes, _isBigEndian);

    /// <summary>A text of a directory.</summary>
    private string? Text(uint directory, int tag)
    {
        int entry = Find(directory, tag, AsciiType);
        if (entry < 0)
            return null;
        uint length = Fields.UInt32(entry + 4);
        uint offset = length <= 4 ? (uint)entry + 8 : Fields.UInt32(entry + 8);
        return offset + (ulong)length > (ulong)_bytes.Length
            ? null
            : Encoding.UTF8.GetString(_bytes.Slice((int)offset, (int)length)).TrimEnd('\0').Trim();
    }

    /// <summary>Where an entry of a directory begins; -1 where there is none of its kind.</summary>
    private int Find(uint directory, int tag, int type)
    {
        if (directory == 0 || directory > _bytes.Length - 2)
            return -1;
        int first = (int)directory + 2;
        int count = Math.Min(Fields.UInt16((int)directory), (_bytes.Length - first) / EntryBytes);
        for (int i = 0; i < count; i++)
        {
            int entry = first + (i * EntryBytes);
            if (Fields.UInt16(entry) == tag && Fields.UInt16(entry + 2) == type)
                return entry;
        }

        return -1;
    }
}
