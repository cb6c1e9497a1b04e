using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Fits;

/// <summary>The header of one unit of a FITS file (FITS Standard 4.0, section 4): keywords and their values.</summary>
/// <remarks>Cards of 80 characters in blocks of 2,880 bytes, to the card END. Only cards with a value count; of a keyword that
/// stands twice the first one does, as in astropy.</remarks>
internal sealed class FitsHeader
{
    /// <summary>Headers and data end at multiples of this many bytes.</summary>
    public const int BlockBytes = 2880;

    private const int CardBytes = 80;
    private const int KeywordBytes = 8;

    /// <summary>Bounds a header without an end: 147,456 cards.</summary>
    private const int MaxBlocks = 4096;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private FitsHeader()
    {
    }

    /// <summary>The number of a keyword if it is a whole one, however it is written (GDAL writes "-12."); null otherwise, and when it is
    /// missing.</summary>
    public long? WholeNumber(string keyword) =>
        _values.TryGetValue(keyword, out string? value)
            && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            || (Math.Abs(number) <= 1L << 53 && number == (whole = (long)number)))
            ? whole
            : null;

    /// <summary>Reads a header; the stream then stands at the unit's data.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt: it breaks off or has no END.</exception>
    public static FitsHeader Read(Stream stream, string path)
    {
        var header = new FitsHeader();
        Span<byte> block = stackalloc byte[BlockBytes];
        for (int i = 0; i < MaxBlocks; i++)
        {
            if (SourceFile.ReadSome(stream, block, path) < BlockBytes)
                throw ImageErrors.Corrupt(path, "it ends inside a header");
            for (int at = 0; at < BlockBytes; at += CardBytes)
            {
                if (header.Add(block.Slice(at, CardBytes)))
                    return header;
            }
        }

        throw ImageErrors.Corrupt(path, "a header has no end");
    }

    /// <summary>Whether a keyword has the value T.</summary>
    public bool IsTrue(string keyword) => _values.TryGetValue(keyword, out string? value) && value == "T";

    /// <summary>The text of a keyword, without its quotes and trailing blanks; null when it has none.</summary>
    public string? Text(string keyword) =>
        _values.TryGetValue(keyword, out string? value) && value.StartsWith('\'') ? value[1..].TrimEnd() : null;

    /// <summary>An integer; null when the keyword is missing.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt: it is no integer.</exception>
    public long? Integer(string keyword, string path)
    {
        if (!_values.TryGetValue(keyword, out string? value))
            return null;
        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw ImageErrors.Corrupt(path, $"its {keyword} is not an integer");
    }

    /// <summary>A number, whose exponent may be written with D; null when the keyword is missing.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt: it is no number.</exception>
    public double? Number(string keyword, string path)
    {
        if (!_values.TryGetValue(keyword, out string? value))
            return null;
        return double.TryParse(value.Replace('D', 'E').Replace('d', 'e'), NumberStyles.Float, CultureInfo.InvariantCulture,
            out double number) && double.IsFinite(number)
            ? number
            : throw ImageErrors.Corrupt(path, $"its {keyword} is not a number");
    }

    /// <summary>Takes one card.</summary>
    /// <returns>Whether it is the last one.</returns>
    private bool Add(ReadOnlySpan<byte> card)
    {
        string keyword = Encoding.ASCII.GetString(card[..KeywordBytes]).TrimEnd();
        if (keyword == "END" && card[KeywordBytes..].TrimEnd((byte)' ').IsEmpty)
            return true;
        if (card[KeywordBytes] == (byte)'=' && card[KeywordBytes + 1] == (byte)' ')
            _values.TryAdd(keyword, Value(Encoding.ASCII.GetString(card[(KeywordBytes + 2)..])));
        return false;
    }

    /// <summary>The value field: a text keeps its opening quote, which distinguishes it from a number.</summary>
    private static string Value(string field)
    {
        field = field.TrimStart();
        if (!field.StartsWith('\''))
            return field.Split('/')[0].Trim();
        var text = new StringBuilder("'");
        for (int i = 1; i < field.Length; i++)
        {
            if (field[i] == '\'' && (i + 1 == field.Length || field[++i] != '\''))
                break;
            text.Append(char.IsControl(field[i]) ? ' ' : field[i]);
        }

        return text.ToString();
    }
}
