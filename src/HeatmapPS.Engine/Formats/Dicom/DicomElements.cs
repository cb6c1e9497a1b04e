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

/// <summary>The data elements of DICOM that an image's pixels depend on, and when it was taken, as group and element in one number
/// (DICOM PS3.6).</summary>
internal static class DicomTag
{
    public const uint TransferSyntax = 0x0002_0010;
    public const uint AcquisitionDate = 0x0008_0022;
    public const uint AcquisitionDateTime = 0x0008_002A;
    public const uint AcquisitionTime = 0x0008_0032;
    public const uint TimeZone = 0x0008_0201;
    public const uint SamplesPerPixel = 0x0028_0002;
    public const uint Photometric = 0x0028_0004;
    public const uint Planar = 0x0028_0006;
    public const uint Frames = 0x0028_0008;
    public const uint Rows = 0x0028_0010;
    public const uint Columns = 0x0028_0011;
    public const uint BitsAllocated = 0x0028_0100;
    public const uint BitsStored = 0x0028_0101;
    public const uint HighBit = 0x0028_0102;
    public const uint Representation = 0x0028_0103;
    public const uint RedDescriptor = 0x0028_1101;
    public const uint RedTable = 0x0028_1201;
    public const uint RedSegments = 0x0028_1221;
    public const uint PixelData = 0x7FE0_0010;
    public const uint FloatPixelData = 0x7FE0_0008;
    public const uint DoublePixelData = 0x7FE0_0009;
    public const uint Item = 0xFFFE_E000;
    public const uint ItemEnd = 0xFFFE_E00D;
    public const uint SequenceEnd = 0xFFFE_E0DD;

    /// <summary>Whether the value of an element is kept.</summary>
    public static bool IsWanted(uint tag) => tag is TransferSyntax or AcquisitionDate or AcquisitionDateTime or AcquisitionTime or TimeZone
        or SamplesPerPixel or Photometric or Planar or Frames or Rows or Columns
        or BitsAllocated or BitsStored or HighBit or Representation
        or (>= RedDescriptor and <= RedDescriptor + 2) or (>= RedTable and <= RedTable + 2) or (>= RedSegments and <= RedSegments + 2);

    /// <summary>Whether an element holds the pixels, which come last.</summary>
    public static bool IsPixels(uint tag) => tag is PixelData or FloatPixelData or DoublePixelData;
}

/// <summary>How the pixels of a DICOM file are coded.</summary>
internal enum DicomCoding
{
    /// <summary>As they are.</summary>
    Native,

    /// <summary>Runs of bytes, one segment a byte of a sample.</summary>
    RunLength,

    /// <summary>One JPEG a frame.</summary>
    Jpeg,

    /// <summary>One JPEG 2000 codestream a frame.</summary>
    Jpeg2000,
}

/// <summary>A transfer syntax: how elements are written and pixels are coded (DICOM PS3.5, annex A).</summary>
/// <param name="IsImplicit">Whether elements come without their kind of value.</param>
/// <param name="IsBigEndian">Whether numbers come with their highest byte first.</param>
/// <param name="Coding">How pixels are coded.</param>
internal readonly record struct DicomSyntax(bool IsImplicit, bool IsBigEndian, DicomCoding Coding)
{
    /// <summary>The syntax of the file's meta information.</summary>
    public static DicomSyntax Meta => new(IsImplicit: false, IsBigEndian: false, DicomCoding.Native);

    /// <summary>The syntax of a unique identifier.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported.</exception>
    public static DicomSyntax FromIdentifier(string identifier, string path) => identifier switch
    {
        "1.2.840.10008.1.2" => new(IsImplicit: true, IsBigEndian: false, DicomCoding.Native),
        "1.2.840.10008.1.2.1" => Meta,
        "1.2.840.10008.1.2.2" => new(IsImplicit: false, IsBigEndian: true, DicomCoding.Native),
        "1.2.840.10008.1.2.5" => Meta with { Coding = DicomCoding.RunLength },
        "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" =>
            Meta with { Coding = DicomCoding.Jpeg },
        "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" => Meta with { Coding = DicomCoding.Jpeg2000 },
        "1.2.840.10008.1.2.1.99" =>
            throw ImageErrors.FormatNotSupported(path, "it is a deflated DICOM file. Decompress it with dcmconv +te first"),
        "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" =>
            throw ImageErrors.FormatNotSupported(path, "its frames are coded with JPEG-LS. Decompress them with dcmdjpls first"),
        _ => throw ImageErrors.FormatNotSupported(path, $"its DICOM transfer syntax {identifier} cannot be read"),
    };
}
