using System.Buffers.Binary;
using System.Text;

namespace HeatmapPS.Engine.Formats.Thermal;

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
