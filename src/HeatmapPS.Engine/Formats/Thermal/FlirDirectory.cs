using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>The kinds of records of a FLIR file that are of use here.</summary>
internal static class FlirRecordType
{
    public const int RawData = 0x01;
    public const int Photo = 0x0E;
    public const int CameraInfo = 0x20;
    public const int PictureInPicture = 0x2A;
}

/// <summary>A record of a FLIR file.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Offset">Where it begins in the stream.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct FlirRecord(int Type, long Offset, int Length);

/// <summary>The directory of one FLIR record file (FFF): which records there are, and where.</summary>
/// <remarks>
/// <c>FFF\0</c> (or <c>AFF\0</c>); at 0x14 a version from 100 to 199, whose byte order is the directory's; at 0x18 the
/// directory's offset and at 0x1C its entries, 32 bytes each: type (u16), subtype (u16), version, id, offset, length (u32).
/// </remarks>
internal sealed record FlirDirectory(ImmutableArray<FlirRecord> Records, long End)
{
    /// <summary>Bytes of a header that are looked at.</summary>
    public const int HeaderBytes = 0x20;

    private const int EntryBytes = 32;

    /// <summary>Real files have about 14; more would only cost time.</summary>
    private const int MaxEntries = 256;

    /// <summary>The first record of a kind, or null.</summary>
    public FlirRecord? Find(int type)
    {
        foreach (FlirRecord record in Records)
        {
            if (record.Type == type && record.Length > 0)
                return record;
        }

        return null;
    }

    /// <summary>Whether bytes are the start of a record file: its mark, and a version that makes sense.</summary>
    /// <param name="head">At least <see cref="HeaderBytes"/> bytes.</param>
    public static bool IsHeader(ReadOnlySpan<byte> head) =>
        head.Length >= HeaderBytes && head[0] is (byte)'F' or (byte)'A' && head[1..4].SequenceEqual("FF\0"u8)
            && FindByteOrder(head) is not null;

    /// <summary>Reads the directory of the record file that begins at a place of a stream.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt: no header there, or a record that lies outside the stream.</exception>
    public static FlirDirectory Read(Stream stream, long start, string path) =>
        TryRead(stream, start, path, out FlirDirectory? directory) is { } reason ? throw ThermalErrors.Corrupt(path, reason) : directory!;

    /// <summary>As <see cref="Read"/>, but gives what is wrong, or null.</summary>
    public static string? TryRead(Stream stream, long start, string path, out FlirDirectory? directory)
    {
        directory = null;
        Span<byte> head = stackalloc byte[HeaderBytes];
        long left = stream.Length - start;
        if (left < HeaderBytes)
            return "its thermal records end inside their header";
        stream.Position = start;
        SourceFile.ReadExactly(stream, head, path);
        if (!IsHeader(head))
            return "its thermal records do not start like those of FLIR";
        bool isBigEndian = FindByteOrder(head)!.Value;
        var fields = new RecordFields(head, isBigEndian);
        long at = fields.UInt32(0x18);
        long count = fields.UInt32(0x1C);
        if (count is 0 or > MaxEntries)
            return FormattableString.Invariant($"its directory of thermal records has {count:N0} entries");
        long end = at + (count * EntryBytes);
        if (at < HeaderBytes || end > left)
            return "its directory of thermal records is outside the file";

        byte[] entries = new byte[count * EntryBytes];
        stream.Position = start + at;
        SourceFile.ReadExactly(stream, entries, path);
        return ReadEntries(entries, isBigEndian, start, left, end, out directory);
    }

    private static string? ReadEntries(byte[] entries, bool isBigEndian, long start, long left, long end, out FlirDirectory? directory)
    {
        directory = null;
        ImmutableArray<FlirRecord>.Builder records = ImmutableArray.CreateBuilder<FlirRecord>();
        for (int at = 0; at < entries.Length; at += EntryBytes)
        {
            var entry = new RecordFields(entries.AsSpan(at, EntryBytes), isBigEndian);
            int type = entry.UInt16(0);
            long offset = entry.UInt32(12);
            long length = entry.UInt32(16);
            if (type == 0 || length == 0)
                continue;
            if (offset + length > left || length > Array.MaxLength)
                return FormattableString.Invariant($"its thermal record of type 0x{type:X} ({length:N0} bytes at {offset:N0}) is outside the file");
            records.Add(new FlirRecord(type, start + offset, (int)length));
            end = Math.Max(end, offset + length);
        }

        directory = new FlirDirectory(records.ToImmutable(), start + end);
        return null;
    }

    /// <summary>Whether the directory is big-endian, by its version; null when neither order gives one.</summary>
    private static bool? FindByteOrder(ReadOnlySpan<byte> head)
    {
        const int At = 0x14;
        if (new RecordFields(head, isBigEndian: true).UInt32(At) is >= 100 and < 200)
            return true;
        return new RecordFields(head, isBigEndian: false).UInt32(At) is >= 100 and < 200 ? false : null;
    }
}

/// <summary>Numbers and texts at fixed places of a record, in the record's own byte order.</summary>
internal readonly ref struct RecordFields
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isBigEndian;

    /// <param name="bytes">The record; every place that is asked for lies inside.</param>
    /// <param name="isBigEndian">Its byte order.</param>
    public RecordFields(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        _bytes = bytes;
        _isBigEndian = isBigEndian;
    }

    /// <summary>The byte order of a record that begins with the number 2, or null when it does not.</summary>
    public static bool? FindByteOrder(ReadOnlySpan<byte> record) =>
        record.Length < 2 ? null : record[..2] is [2, 0] ? false : record[..2] is [0, 2] ? true : null;

    public ushort UInt16(int at) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(_bytes[at..]);

    public short Int16(int at) => (short)UInt16(at);

    public uint UInt32(int at) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]);

    public int Int32(int at) => (int)UInt32(at);

    /// <summary>A 32-bit float.</summary>
    public float Single(int at) => BitConverter.UInt32BitsToSingle(UInt32(at));

    /// <summary>Text up to its first zero byte; null when it is empty or a lone asterisk, as cameras mark "none".</summary>
    public string? Text(int at, int length)
    {
        ReadOnlySpan<byte> field = _bytes.Slice(at, length);
        int end = field.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? field : field[..end]).Trim();
        return text is "" or "*" ? null : text;
    }
}
