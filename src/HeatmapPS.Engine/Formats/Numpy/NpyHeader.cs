using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>The header of one array in NumPy's NPY format, versions 1.0 to 3.0 (NumPy Enhancement Proposal 1).</summary>
/// <param name="Descr">The dtype as written, or "structured" for a list of fields.</param>
/// <param name="FortranOrder">Whether the first index runs fastest.</param>
/// <param name="Shape">Length of each dimension, the first index first.</param>
/// <param name="DataOffset">Bytes before the first sample.</param>
internal sealed record NpyHeader(string Descr, bool FortranOrder, ImmutableArray<long> Shape, int DataOffset)
{
    private const int LongestHeader = 1 << 16;

    private const int Alignment = 64;

    /// <summary>NumPy leaves room for the first dimension to grow to this many digits without moving the data.</summary>
    private const int GrowthDigits = 21;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header from the start of a stream.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt; FormatNotSupported for an unknown version.</exception>
    public static NpyHeader Read(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[12];
        SourceFile.ReadExactly(stream, start[..8], path);
        if (!start[..6].SequenceEqual(Magic))
        {
            throw ImageErrors.Corrupt(path, "it does not start like a NumPy array");
        }

        (byte major, byte minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"it is an NPY file of version {major}.{minor}; only 1.0, 2.0 and 3.0 can be read"));
        }

        int prefix = major == 1 ? 10 : 12;
        SourceFile.ReadExactly(stream, start[8..prefix], path);
        uint length = major == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > LongestHeader)
        {
            throw ImageErrors.Corrupt(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"its header has {length:N0} bytes, and no array needs more than {LongestHeader:N0}"));
        }

        byte[] text = new byte[length];
        SourceFile.ReadExactly(stream, text, path);
        string literal = major == 3 ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);
        return NpyHeaderParser.Parse(literal, prefix + (int)length, path);
    }

    /// <summary>The header that <c>numpy.save</c> writes for a C-ordered array, byte for byte.</summary>
    /// <param name="descr">The dtype, such as <c>&lt;f4</c>.</param>
    /// <param name="shape">Length of each dimension; none for a scalar.</param>
    public static byte[] Format(string descr, params ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{'descr': '{descr}', 'fortran_order': False, 'shape': (");
        for (int i = 0; i < shape.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? " " : "")}{shape[i]}{(i < shape.Length - 1 || i == 0 ? "," : "")}");
        }

        text.Append("), }");
        if (shape.Length > 0)
        {
            text.Append(' ', GrowthDigits - shape[0].ToString(CultureInfo.InvariantCulture).Length);
        }

        const int prefix = 10;
        text.Append(' ', Alignment - ((prefix + text.Length + 1) % Alignment)).Append('\n');
        byte[] header = new byte[prefix + text.Length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text.ToString(), header.AsSpan(prefix));
        return header;
    }
}

/// <summary>Reads the Python dict literal of an NPY header: three known keys, and values of four kinds (a string, a list
/// of fields, True or False, a tuple of integers). Nothing is ever evaluated.</summary>
internal ref struct NpyHeaderParser
{
    /// <summary>Dimensions an array can have in any NumPy.</summary>
    private const int MaxDimensions = 64;

    private readonly ReadOnlySpan<char> _text;
    private readonly string _path;
    private int _position;

    private NpyHeaderParser(ReadOnlySpan<char> text, string path)
    {
        _text = text;
        _path = path;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="text">The literal, with the spaces that pad it.</param>
    /// <param name="dataOffset">Where the samples begin.</param>
    /// <param name="path">For errors.</param>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static NpyHeader Parse(ReadOnlySpan<char> text, int dataOffset, string path) =>
        new NpyHeaderParser(text, path).Dictionary(dataOffset);

    private NpyHeader Dictionary(int dataOffset)
    {
        string? descr = null;
        bool? fortran = null;
        ImmutableArray<long>? shape = null;
        Expect('{');
        while (!Accept('}'))
        {
            string key = Text();
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = Peek() is '\'' or '"' ? Text() : Fields();
                    break;
                case "fortran_order" when fortran is null:
                    fortran = Boolean();
                    break;
                case "shape" when shape is null:
                    shape = Tuple();
                    break;
                default:
                    throw Broken();
            }

            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }

        if (descr is null || fortran is null || shape is null || Peek() != '\0' || _position < _text.Length)
        {
            throw Broken();
        }

        return new NpyHeader(descr, fortran.Value, shape.Value, dataOffset);
    }

    private readonly HeatmapException Broken() =>
        ImageErrors.Corrupt(_path,
            string.Create(CultureInfo.InvariantCulture, $"its NumPy header is invalid at character {_position + 1}"));

    private char Peek()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n' or '\t' or '\r')
        {
            _position++;
        }

        return _position < _text.Length ? _text[_position] : '\0';
    }

    private bool Accept(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!Accept(expected))
        {
            throw Broken();
        }
    }

    private string Text()
    {
        char quote = Peek();
        if (quote is not ('\'' or '"'))
        {
            throw Broken();
        }

        ReadOnlySpan<char> rest = _text[(_position + 1)..];
        int length = rest.IndexOf(quote);
        if (length < 0 || rest[..length].Contains('\\'))
        {
            throw Broken();
        }

        _position += length + 2;
        return rest[..length].ToString();
    }

    /// <summary>Steps over the list of fields of a structured dtype, whose content does not matter: it is not an image.</summary>
    private string Fields()
    {
        Expect('[');
        int depth = 1;
        while (depth > 0)
        {
            switch (Peek())
            {
                case '\0':
                    throw Broken();
                case '\'' or '"':
                    _ = Text();
                    continue;
                case '[' or '(':
                    depth++;
                    break;
                case ']' or ')':
                    depth--;
                    break;
            }

            _position++;
        }

        return "structured";
    }

    private bool Boolean()
    {
        Peek();
        foreach ((string? word, bool value) in (ReadOnlySpan<(string, bool)>)[("False", false), ("True", true)])
        {
            if (_text[_position..].StartsWith(word))
            {
                _position += word.Length;
                return value;
            }
        }

        throw Broken();
    }

    private ImmutableArray<long> Tuple()
    {
        Expect('(');
        ImmutableArray<long>.Builder items = ImmutableArray.CreateBuilder<long>();
        while (!Accept(')'))
        {
            if (items.Count == MaxDimensions)
            {
                throw Broken();
            }

            items.Add(Integer());
            if (!Accept(','))
            {
                // (5) is a number in Python, not a tuple.
                if (items.Count == 1)
                {
                    throw Broken();
                }

                Expect(')');
                break;
            }
        }

        return items.ToImmutable();
    }

    private long Integer()
    {
        Peek();
        int start = _position;
        while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
        {
            _position++;
        }

        if (!long.TryParse(_text[start.._position], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
        {
            throw Broken();
        }

        // Python 2 wrote long integers as 5L.
        if (_position < _text.Length && _text[_position] == 'L')
        {
            _position++;
        }

        return value;
    }
}
