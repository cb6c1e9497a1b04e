using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Texts counted in columns of a terminal: an ideograph takes two, a combining mark none.</summary>
internal static class CharacterText
{
    private const string Ellipsis = "…";

    /// <summary>First and last of the code points that terminals show in two columns.</summary>
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Columns that a text takes.</summary>
    public static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
            width += Width(rune);
        return width;
    }

    /// <summary>A text that takes no more columns than there are, shortened with an ellipsis. Nothing in it steers the terminal.</summary>
    public static string Shorten(string text, int columns)
    {
        text = VisibleText.Line(text);
        if (Width(text) <= columns)
            return text;
        var kept = new StringBuilder();
        int left = columns > 1 ? columns - 1 : columns;
        foreach (string letter in Letters(text))
        {
            int width = Width(letter);
            if (width > left)
                break;
            kept.Append(letter);
            left -= width;
        }

        return columns > 1 ? kept.ToString().TrimEnd() + Ellipsis : kept.ToString();
    }

    /// <summary>A text at the right end of its columns.</summary>
    public static string PadLeft(string text, int columns) => new string(' ', Math.Max(0, columns - Width(text))) + text;

    /// <summary>A text with one character for each column: letters that take two, or have marks, stand for themselves no more.</summary>
    public static string Narrow(string text) =>
        string.Concat(Letters(text.Normalize()).Select(letter => letter.Length == 1 && Width(letter) == 1 ? letter[0] : '·'));

    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => s_wide.Any(range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1,
    };

    /// <summary>What a reader sees as one letter, with its marks.</summary>
    private static IEnumerable<string> Letters(string text)
    {
        TextElementEnumerator letters = StringInfo.GetTextElementEnumerator(text);
        while (letters.MoveNext())
            yield return letters.GetTextElement();
    }
}
