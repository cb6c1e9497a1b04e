using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>The data elements of a DICOM file that its pixels depend on, and where the pixels lie.</summary>
/// <remarks>Elements inside sequences are passed over: icons and referenced images have sizes of their own.</remarks>
internal sealed class DicomElements
{
    /// <summary>The length of what ends with a mark of its own.</summary>
    public const uint Undefined = uint.MaxValue;

    private const int MetaOffset = 132;
    private const int MaxValueBytes = 1 << 18;
    private const int MaxDepth = 64;

    private readonly Dictionary<uint, byte[]> _values = [];
    private readonly Stream _stream;
    private readonly string _path;
    private DicomSyntax _syntax = DicomSyntax.Meta;

    private DicomElements(Stream stream, string path)
    {
        _stream = stream;
        _path = path;
    }

    /// <summary>How elements and pixels are written.</summary>
    public DicomSyntax Syntax => _syntax;

    /// <summary>The element that holds the pixels: <see cref="DicomTag.PixelData"/> or one of the two of floats.</summary>
    public uint PixelTag { get; private set; }

    /// <summary>Where the pixels begin.</summary>
    public long PixelOffset { get; private set; }

    /// <summary>Bytes of the pixels, or <see cref="Undefined"/> where they come in fragments.</summary>
    public uint PixelLength { get; private set; }

    /// <summary>Whether pixels of bytes are stored as words, whose bytes a big-endian file swaps.</summary>
    public bool PixelsAreWords { get; private set; }

    /// <summary>Reads a file up to its pixels.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported (no pixels, or coded in a way that is not read).</exception>
    public static DicomElements Read(Stream stream, string path)
    {
        var elements = new DicomElements(stream, path);
        stream.Position = MetaOffset;
        try
        {
            elements.ReadAll();
        }
        catch (EndOfStreamException e)
        {
            throw ImageErrors.Corrupt(path, "it ends inside a data element", e);
        }

        return elements;
    }

    /// <summary>Whether an element is there.</summary>
    public bool Has(uint tag) => _values.ContainsKey(tag);

    /// <summary>A number of 16 bits; null when it is missing.</summary>
    public int? Number(uint tag) => Words(tag) is [var first, ..] ? first : null;

    /// <summary>The numbers of 16 bits of an element.</summary>
    public ushort[] Words(uint tag)
    {
        if (!_values.TryGetValue(tag, out byte[]? value))
            return [];
        ushort[] words = new ushort[value.Length / 2];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = _syntax.IsBigEndian
                ? BinaryPrimitives.ReadUInt16BigEndian(value.AsSpan(2 * i))
                : BinaryPrimitives.ReadUInt16LittleEndian(value.AsSpan(2 * i));
        }

        return words;
    }

    /// <summary>A text without padding; null when it is missing.</summary>
    public string? Text(uint tag) => _values.TryGetValue(tag, out byte[]? value) ? Encoding.ASCII.GetString(value).Trim(' ', '\0') : null;

    private void ReadAll()
    {
        bool inMeta = true;
        while (true)
        {
            long start = _stream.Position;
            if (start == _stream.Length)
                throw Has(DicomTag.Rows) ? ImageErrors.Corrupt(_path, "its pixels are missing") : ImageErrors.FormatNotSupported(_path, "it is a DICOM file without an image");
            // The group of the meta information always has the low byte first.
            if (inMeta && PeekGroup() != 2)
            {
                inMeta = false;
                _syntax = DicomSyntax.FromIdentifier(Text(DicomTag.TransferSyntax) ?? "1.2.840.10008.1.2", _path);
            }

            (uint tag, string? kind, uint length) = ReadHead(_syntax.IsImplicit);
            if (!inMeta && DicomTag.IsPixels(tag))
            {
                (PixelTag, PixelOffset, PixelLength, PixelsAreWords) = (tag, _stream.Position, length, kind is "OW" or null);
                return;
            }

            if (length == Undefined)
                SkipSequence(_syntax.IsImplicit || kind == "UN", depth: 0);
            else if (DicomTag.IsWanted(tag) && length <= MaxValueBytes)
                _values.TryAdd(tag, ReadValue((int)length));
            else
                Skip(length);
        }
    }

    private int PeekGroup()
    {
        Span<byte> group = stackalloc byte[2];
        _stream.ReadExactly(group);
        _stream.Position -= group.Length;
        return BinaryPrimitives.ReadUInt16LittleEndian(group);
    }

    private (uint Tag, string? Kind, uint Length) ReadHead(bool isImplicit)
    {
        Span<byte> head = stackalloc byte[8];
        _stream.ReadExactly(head);
        uint tag = ((uint)Word(head) << 16) | Word(head[2..]);
        // Marks of sequences have no kind.
        if (isImplicit || tag >> 16 == 0xFFFE)
            return (tag, null, Long(head[4..]));
        string kind = Encoding.ASCII.GetString(head.Slice(4, 2));
        if (kind is not ("OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV"))
        {
            return IsValueRepresentation(head.Slice(4, 2))
                ? (tag, kind, Word(head[6..]))
                : throw ImageErrors.Corrupt(_path, "a data element is of no known kind");
        }

        _stream.ReadExactly(head[..4]);
        return (tag, kind, Long(head));
    }

    /// <summary>Two capital letters (PS3.5, 6.2); old writers have question marks or spaces where they know none.</summary>
    private static bool IsValueRepresentation(ReadOnlySpan<byte> kind) =>
        kind.SequenceEqual("??"u8) || kind.SequenceEqual("  "u8)
        || (char.IsAsciiLetterUpper((char)kind[0]) && char.IsAsciiLetterUpper((char)kind[1]));

    private byte[] ReadValue(int length)
    {
        byte[] value = new byte[length];
        _stream.ReadExactly(value);
        return value;
    }

    private void Skip(uint length)
    {
        if (length > _stream.Length - _stream.Position)
        {
            throw ImageErrors.Corrupt(_path,
                string.Create(CultureInfo.InvariantCulture,
                    $"a data element needs {length:N0} bytes, but {_stream.Length - _stream.Position:N0} are left"));
        }

        _stream.Position += length;
    }

    private void SkipSequence(bool isImplicit, int depth)
    {
        if (depth > MaxDepth)
            throw ImageErrors.Corrupt(_path, "its sequences are nested too deeply");
        while (true)
        {
            (uint tag, string? _, uint length) = ReadHead(isImplicit: true);
            if (tag == DicomTag.SequenceEnd)
                return;
            if (tag != DicomTag.Item)
                throw ImageErrors.Corrupt(_path, "a sequence contains something other than items");
            if (length != Undefined)
                Skip(length);
            else
                SkipItem(isImplicit, depth);
        }
    }

    private void SkipItem(bool isImplicit, int depth)
    {
        while (true)
        {
            (uint tag, string? kind, uint length) = ReadHead(isImplicit);
            if (tag == DicomTag.ItemEnd)
                return;
            if (length == Undefined)
                SkipSequence(isImplicit || kind == "UN", depth + 1);
            else
                Skip(length);
        }
    }

    private ushort Word(ReadOnlySpan<byte> bytes) =>
        _syntax.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint Long(ReadOnlySpan<byte> bytes) =>
        _syntax.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
