using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Numpy;

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
