using System.Buffers.Binary;
using System.Text;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>One image file directory (IFD) on its way into a TIFF or BigTIFF file.</summary>
/// <param name="isBig">Whether the file is a BigTIFF: 64-bit counts and offsets.</param>
internal sealed class TiffWriterDirectory(bool isBig)
{
    private readonly List<Entry> _entries = [];

    /// <summary>Field types of TIFF 6.0 and BigTIFF that are written here.</summary>
    private enum FieldType : ushort
    {
        Byte = 1,
        Ascii = 2,
        Short = 3,
        Long = 4,
        Rational = 5,
        Undefined = 7,
        Long8 = 16,
    }

    /// <summary>Adds 16-bit numbers.</summary>
    public void AddShorts(ushort tag, params ReadOnlySpan<ushort> values)
    {
        byte[] data = new byte[2 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(2 * i), values[i]);
        _entries.Add(new Entry(tag, FieldType.Short, values.Length, data));
    }

    /// <summary>Adds a 32-bit number.</summary>
    public void AddLong(ushort tag, uint value)
    {
        byte[] data = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(data, value);
        _entries.Add(new Entry(tag, FieldType.Long, 1, data));
    }

    /// <summary>Adds offsets or byte counts: 32 bits in a TIFF, 64 in a BigTIFF.</summary>
    public void AddOffsets(ushort tag, IReadOnlyList<long> values)
    {
        int size = isBig ? 8 : 4;
        byte[] data = new byte[checked(size * values.Count)];
        for (int i = 0; i < values.Count; i++)
        {
            Span<byte> target = data.AsSpan(size * i);
            if (isBig) BinaryPrimitives.WriteInt64LittleEndian(target, values[i]);
            else BinaryPrimitives.WriteUInt32LittleEndian(target, checked((uint)values[i]));
        }

        _entries.Add(new Entry(tag, isBig ? FieldType.Long8 : FieldType.Long, values.Count, data));
    }

    /// <summary>Adds a positive number as a fraction, to five decimals where it fits.</summary>
    public void AddRational(ushort tag, double value)
    {
        uint denominator = value < uint.MaxValue / 100_000.0 ? 100_000u : 1u;
        byte[] data = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(data, (uint)Math.Clamp(Math.Round(value * denominator), 0, uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), denominator);
        _entries.Add(new Entry(tag, FieldType.Rational, 1, data));
    }

    /// <summary>Adds text of ASCII characters.</summary>
    public void AddText(ushort tag, string text)
    {
        byte[] data = Encoding.ASCII.GetBytes(text + "\0");
        _entries.Add(new Entry(tag, FieldType.Ascii, data.Length, data));
    }

    /// <summary>Adds numbers of 8 bits, as XMP is stored.</summary>
    public void AddNumbers(ushort tag, ReadOnlySpan<byte> values) =>
        _entries.Add(new Entry(tag, FieldType.Byte, values.Length, values.ToArray()));

    /// <summary>Adds bytes without a number type.</summary>
    public void AddBytes(ushort tag, ReadOnlySpan<byte> bytes) =>
        _entries.Add(new Entry(tag, FieldType.Undefined, bytes.Length, bytes.ToArray()));

    /// <summary>Writes the directory and the values that do not fit into it.</summary>
    /// <param name="output">The file, at the directory's place (even).</param>
    /// <returns>Where in the file the offset of the next directory goes; 0 is written there.</returns>
    public long Write(Stream output)
    {
        _entries.Sort((a, b) => a.Tag.CompareTo(b.Tag));
        int inline = isBig ? 8 : 4;
        int entryBytes = isBig ? 20 : 12;
        int countBytes = isBig ? 8 : 2;
        long start = output.Position;
        int length = countBytes + (entryBytes * _entries.Count) + inline;
        long valuesAt = start + length;
        byte[] directory = new byte[length];
        Span<byte> at = directory;
        if (isBig) BinaryPrimitives.WriteInt64LittleEndian(at, _entries.Count);
        else BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)_entries.Count);
        at = at[countBytes..];
        foreach (Entry entry in _entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(at, entry.Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], (ushort)entry.Type);
            WriteOffset(at[4..], entry.Count);
            Span<byte> value = at.Slice(4 + inline, inline);
            if (entry.Data.Length <= inline)
            {
                entry.Data.CopyTo(value);
            }
            else
            {
                WriteOffset(value, valuesAt);
                valuesAt += entry.Data.Length + (entry.Data.Length & 1);
            }

            at = at[entryBytes..];
        }

        output.Write(directory);
        foreach (Entry entry in _entries)
        {
            if (entry.Data.Length <= inline) continue;
            output.Write(entry.Data);
            if ((entry.Data.Length & 1) != 0) output.WriteByte(0);
        }

        return start + length - inline;
    }

    private void WriteOffset(Span<byte> target, long value)
    {
        if (isBig) BinaryPrimitives.WriteInt64LittleEndian(target, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(target, checked((uint)value));
    }

    private readonly record struct Entry(ushort Tag, FieldType Type, int Count, byte[] Data);
}
