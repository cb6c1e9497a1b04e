using System.Collections.Frozen;
using System.Text;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Text;

/// <summary>What the text of a cell is.</summary>
internal enum CellKind
{
    /// <summary>No text at all: a missing value.</summary>
    Empty,

    /// <summary>A number, or a word for NaN, infinity or a missing value.</summary>
    Number,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>Cells of text as numbers.</summary>
internal static class TableNumbers
{
    /// <summary>NumPy's NaN, bit for bit.</summary>
    public static readonly double NaN = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    private const int LongestWord = 16;

    // What pandas and spreadsheets take for a missing value, and what C, Python, R and MATLAB write.
    private static readonly FrozenDictionary<string, double> s_words = new Dictionary<string, double>
    {
        ["NAN"] = NaN, ["NAN(IND)"] = NaN, ["1.#IND"] = NaN, ["1.#QNAN"] = NaN, ["NA"] = NaN, ["N/A"] = NaN, ["#N/A"] = NaN,
        ["#NA"] = NaN, ["#NV"] = NaN, ["<NA>"] = NaN, ["NULL"] = NaN, ["NONE"] = NaN, ["--"] = NaN, ["---"] = NaN, ["----"] = NaN,
        ["INF"] = double.PositiveInfinity, ["INFINITY"] = double.PositiveInfinity, ["1.#INF"] = double.PositiveInfinity,
        ["∞"] = double.PositiveInfinity,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, double>.AlternateLookup<ReadOnlySpan<char>> s_bySpan =
        s_words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads a cell.</summary>
    /// <param name="text">UTF-8, without blanks around it.</param>
    /// <param name="reading">How numbers are written.</param>
    /// <param name="number">The number; NaN where there is none.</param>
    public static CellKind Read(ReadOnlySpan<byte> text, NumberReading reading, out double number)
    {
        number = NaN;
        if (text.IsEmpty)
            return CellKind.Empty;
        if (!char.IsAsciiDigit((char)text[^1]) && text[^1] != '.')
            return TryWord(text, out number) ? CellKind.Number : CellKind.Text;
        return TryNumber(text, reading, out number) ? CellKind.Number : CellKind.Text;
    }

    /// <summary>Whether a text consists of digits, a decimal sign and an exponent. This takes a fraction of the time of reading the number.
    /// Other texts may be numbers too.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="reading">How numbers are written.</param>
    public static bool IsPlain(ReadOnlySpan<byte> text, NumberReading reading)
    {
        // Signs of cultures are others.
        if (reading.HasGroups)
            return false;
        int at = text.Length > 0 && text[0] is (byte)'+' or (byte)'-' ? 1 : 0;
        int whole = Digits(text, ref at), fraction = 0;
        if (at < text.Length && text[at] == (reading.HasDecimalComma ? ',' : '.'))
        {
            at++;
            fraction = Digits(text, ref at);
            if (reading.HasDecimalComma && (whole == 0 || fraction == 0))
                return false;
        }

        if (whole + fraction == 0 || at == text.Length)
            return whole + fraction > 0;
        if ((text[at++] | 0x20) != 'e')
            return false;
        at += at < text.Length && text[at] is (byte)'+' or (byte)'-' ? 1 : 0;
        return Digits(text, ref at) > 0 && at == text.Length;
    }

    /// <summary>Whether a text has the sign that is between whole part and fraction, or between groups.</summary>
    public static bool HasSign(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'.', (byte)',') >= 0;

    /// <summary>Whether the comma of a text may be between groups: 1,234.</summary>
    public static bool MayBeGrouped(ReadOnlySpan<byte> text) =>
        NumberReading.PointWithGroups.TryParse(Encoding.Latin1.GetString(text), out _);

    private static int Digits(ReadOnlySpan<byte> text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
            at++;
        return at - start;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, NumberReading reading, out double number)
    {
        // Nobody writes a comma without a digit on each side; it is a delimiter where there is none.
        number = NaN;
        return text[0] != ',' && (reading.TryParsePlain(text, out number)
            || (reading.HasGroups && reading.TryParse(Encoding.UTF8.GetString(text), out number)));
    }

    private static bool TryWord(ReadOnlySpan<byte> text, out double number)
    {
        number = NaN;
        bool isNegative = text[0] == '-' && text.Length > 1 && text[1] != '-';
        if (isNegative || text[0] == '+')
            text = text[1..];
        if (text.Length is 0 or > LongestWord)
            return false;
        Span<char> word = stackalloc char[LongestWord];
        if (!Encoding.UTF8.TryGetChars(text, word, out int length))
            return false;
        word = word[..length];
        foreach (ref char letter in word)
            letter = char.ToUpperInvariant(letter);
        if (!s_bySpan.TryGetValue(word, out number))
        {
            number = NaN;
            return false;
        }

        number = isNegative && double.IsInfinity(number) ? -number : number;
        return true;
    }
}
