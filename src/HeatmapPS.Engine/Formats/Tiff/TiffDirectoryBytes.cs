using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>One field of a directory.</summary>
/// <param name="Type">TIFF's number type, 1 to 18.</param>
/// <param name="Count">Values.</param>
/// <param name="Position">Where in the file the first value lies.</param>
internal readonly record struct TiffEntry(int Type, long Count, long Position);

/// <summary>A field with its bytes as they are stored.</summary>
internal sealed record TiffRawField(int Tag, int Type, int Count, byte[] Value);

/// <summary>The bytes of a TIFF file in either byte order and either offset size; reads outside the file are errors.</summary>
internal sealed class TiffDirectoryBytes : IDisposable
{
    private const int ChunkBytes = 1 << 16;

    private readonly Stream _stream;
    private readonly string _path;
    private readonly bool _isExif;
    private readonly bool _bigEndian;
    private readonly bool _bigTiff;

    private TiffDirectoryBytes(Stream stream, string path, bool isExif)
    {
        (_stream, _path, _isExif) = (stream, path, isExif);
        Length = stream.Length;
        Span<byte> head = stackalloc byte[16];
        int count = SourceFile.ReadSome(stream, head, path);
        if (count < 8)
            throw ImageErrors.Corrupt(path, "it ends inside its header");

        _bigEndian = head[0] == (byte)'M';
        _bigTiff = UInt16(head[2..]) == 43;
        if (!_bigTiff)
            FirstDirectory = UInt32(head[4..]);
        else if (count == 16 && UInt16(head[4..]) == 8)
            FirstDirectory = Position(UInt64(head[8..]));
        else
            throw ImageErrors.Corrupt(path, "its BigTIFF header is invalid");
    }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Position of the first directory; 0 when there is none.</summary>
    public long FirstDirectory { get; }

    /// <summary>Whether numbers are stored high byte first.</summary>
    public bool IsBigEndian => _bigEndian;

    private int CountBytes => _bigTiff ? 8 : 2;

    private int EntryBytes => _bigTiff ? 20 : 12;

    private int OffsetBytes => _bigTiff ? 8 : 4;

    public static TiffDirectoryBytes Open(string path)
    {
        FileStream stream = ImageFiles.OpenRead(path);
        try
        {
            return new TiffDirectoryBytes(stream, path, isExif: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>EXIF data, of whose directory what lies inside counts.</summary>
    public static TiffDirectoryBytes OpenExif(byte[] exif) => new(new MemoryStream(exif, writable: false), "EXIF", isExif: true);

    public void Dispose() => _stream.Dispose();

    /// <summary>Position of the directory after the one at an offset; 0 for none.</summary>
    public long NextDirectory(long offset, int maxEntries)
    {
        int entries = EntryCount(offset, maxEntries);
        Span<byte> next = stackalloc byte[8];
        Read(offset + CountBytes + ((long)entries * EntryBytes), next[..OffsetBytes]);
        return _bigTiff ? Position(UInt64(next)) : UInt32(next);
    }

    /// <summary>The fields of a directory by tag; of a tag that is there twice, the first. One of an unknown type has no values.</summary>
    public Dictionary<int, TiffEntry> ReadEntries(long offset, int maxEntries, Func<int, bool>? isUnique = null)
    {
        int count = EntryCount(offset, maxEntries);
        long start = offset + CountBytes;
        byte[] raw = new byte[count * EntryBytes];
        Read(start, raw);

        var fields = new Dictionary<int, TiffEntry>(count);
        for (int i = 0; i < count; i++)
        {
            Span<byte> entry = raw.AsSpan(i * EntryBytes, EntryBytes);
            ushort type = UInt16(entry[2..]);
            long values = _bigTiff ? Position(UInt64(entry[4..])) : UInt32(entry[4..]);
            long inline = start + ((long)i * EntryBytes) + EntryBytes - OffsetBytes;
            int size = SizeOf(type);
            if (size == 0)
                values = 0;
            long position = size == 0 || values <= OffsetBytes / size
                ? inline
                : _bigTiff ? Position(UInt64(entry[12..])) : UInt32(entry[8..]);
            int tag = UInt16(entry);
            if (!fields.TryAdd(tag, new TiffEntry(type, values, position)) && isUnique?.Invoke(tag) == true)
                throw ImageErrors.Corrupt(_path, $"its directory has field {tag} twice");
        }

        return fields;
    }

    /// <summary>The first values of an integer field; empty when it holds no integers.</summary>
    public ImmutableArray<long> ReadIntegers(TiffEntry entry, int most)
    {
        int size = SizeOf(entry.Type);
        if (!IsInteger(entry.Type))
            return [];
        byte[] raw = ReadRaw(entry, Math.Min(entry.Count, most), size);
        ImmutableArray<long>.Builder values = ImmutableArray.CreateBuilder<long>(raw.Length / size);
        for (int at = 0; at < raw.Length; at += size)
            values.Add(Integer(raw.AsSpan(at), size));
        return values.MoveToImmutable();
    }

    /// <summary>The largest value of an integer field, read in chunks.</summary>
    public long LargestInteger(TiffEntry entry)
    {
        int size = SizeOf(entry.Type);
        if (!IsInteger(entry.Type))
            return 0;
        if (entry.Count > Length / size)
            throw ImageErrors.Corrupt(_path, $"its directory lists {entry.Count:N0} strips or tiles in a file of {Length:N0} bytes");

        long largest = 0;
        byte[] buffer = new byte[(int)Math.Min(entry.Count * size, ChunkBytes)];
        for (long done = 0; done < entry.Count * size; done += buffer.Length)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, (entry.Count * size) - done));
            Read(entry.Position + done, part);
            for (int at = 0; at < part.Length; at += size)
                largest = Math.Max(largest, Integer(part[at..], size));
        }

        return largest;
    }

    /// <summary>A text field up to its first NUL.</summary>
    public string ReadText(TiffEntry entry, int mostBytes)
    {
        byte[] raw = ReadRaw(entry, Math.Min(entry.Count, mostBytes), 1);
        int end = Array.IndexOf(raw, (byte)0);
        return Encoding.UTF8.GetString(raw, 0, end < 0 ? raw.Length : end);
    }

    /// <summary>The bytes of a field, or none when it is longer than allowed.</summary>
    public byte[] ReadBytes(TiffEntry entry, int most) =>
        entry.Count > most || SizeOf(entry.Type) != 1 ? [] : ReadRaw(entry, entry.Count, 1);

    /// <summary>The bytes of all values of a field, in the file's byte order.</summary>
    public byte[] ReadStored(TiffEntry entry) => ReadRaw(entry, entry.Count, SizeOf(entry.Type));

    /// <summary>The first value of a RATIONAL field; 0 when it is none.</summary>
    public double ReadRational(TiffEntry entry)
    {
        if (entry.Type != 5 || entry.Count == 0)
            return 0;
        byte[] raw = ReadRaw(entry, 1, 8);
        uint denominator = UInt32(raw.AsSpan(4));
        return denominator == 0 ? 0 : (double)UInt32(raw) / denominator;
    }

    private static bool IsInteger(int type) => type is 1 or 3 or 4 or 13 or 16 or 18;

    private static int SizeOf(int type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };

    private int EntryCount(long offset, int maxEntries)
    {
        Span<byte> raw = stackalloc byte[8];
        Read(offset, raw[..CountBytes]);
        ulong count = _bigTiff ? UInt64(raw) : UInt16(raw);
        if (_isExif)
            count = Math.Min(count, (ulong)((Length - offset - CountBytes) / EntryBytes));
        return count >= 1 && count <= (ulong)maxEntries && (long)count * EntryBytes < Length
            ? (int)count
            : throw ImageErrors.Corrupt(_path, $"the directory of a page has {count:N0} entries");
    }

    private byte[] ReadRaw(TiffEntry entry, long count, int size)
    {
        if (count > Length / size)
            throw ImageErrors.Corrupt(_path, $"a field has {count:N0} values in a file of {Length:N0} bytes");
        byte[] raw = new byte[count * size];
        Read(entry.Position, raw);
        return raw;
    }

    private void Read(long position, Span<byte> destination)
    {
        if (position < 0 || position > Length - destination.Length)
            throw ImageErrors.Corrupt(_path, $"it ends at byte {Length:N0}, but a part of its directory is at {position:N0}");
        try
        {
            _stream.Position = position;
            _stream.ReadExactly(destination);
        }
        catch (EndOfStreamException e)
        {
            throw ImageErrors.Corrupt(_path, "it became shorter while it was read", e);
        }
        catch (IOException e)
        {
            throw ImageErrors.ReadFailed(_path, e);
        }
    }

    private long Position(ulong value) =>
        value <= long.MaxValue / 16 ? (long)value : throw ImageErrors.Corrupt(_path, $"it points to byte {value:N0}");

    private long Integer(ReadOnlySpan<byte> raw, int size) => size switch
    {
        1 => raw[0],
        2 => UInt16(raw),
        4 => UInt32(raw),
        _ => (long)Math.Min(UInt64(raw), long.MaxValue),
    };

    private ushort UInt16(ReadOnlySpan<byte> raw) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(raw) : BinaryPrimitives.ReadUInt16LittleEndian(raw);

    private uint UInt32(ReadOnlySpan<byte> raw) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(raw) : BinaryPrimitives.ReadUInt32LittleEndian(raw);

    private ulong UInt64(ReadOnlySpan<byte> raw) =>
        _bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(raw) : BinaryPrimitives.ReadUInt64LittleEndian(raw);
}
