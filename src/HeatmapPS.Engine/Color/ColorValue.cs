using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using KnownColor = System.Drawing.KnownColor;

namespace HeatmapPS.Engine.Color;

/// <summary>A colour: red, green and blue as stored in files (gamma-encoded sRGB), and opacity, each from 0 to 1.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="A">Opacity, 1 opaque. Colours are not premultiplied.</param>
public readonly record struct ColorValue(double R, double G, double B, double A = 1)
{
    /// <summary>Wholly transparent; written black under its transparency.</summary>
    public static ColorValue Transparent => new(0, 0, 0, 0);

    /// <summary>A colour of four bytes.</summary>
    /// <param name="red">Red, 0 to 255.</param>
    /// <param name="green">Green, 0 to 255.</param>
    /// <param name="blue">Blue, 0 to 255.</param>
    /// <param name="alpha">Opacity, 255 opaque.</param>
    public static ColorValue FromBytes(byte red, byte green, byte blue, byte alpha = 255) =>
        new(red / 255.0, green / 255.0, blue / 255.0, alpha / 255.0);

    /// <summary>Reads a colour.</summary>
    /// <param name="text"><c>#rgb</c>, <c>#rgba</c>, <c>#rrggbb</c> or <c>#rrggbbaa</c>; a CSS colour name;
    /// <c>transparent</c>; three or four whole numbers from 0 to 255, or three or four fractions from 0 to 1 of which at
    /// least one has a decimal point, with commas or spaces between them.</param>
    /// <returns>The colour.</returns>
    /// <exception cref="HeatmapException"><c>ColorInvalid</c>: none of these.</exception>
    public static ColorValue Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out ColorValue color)
            ? color
            : throw ColorErrors.ColorInvalid(text, NameSuggestion.Nearest(text.Trim(), CssColors.ByName.Keys));
    }

    /// <summary>Reads a colour, as <see cref="Parse"/> does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="color">The colour, if the text is one.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ColorValue color)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        color = default;
        if (trimmed.IsEmpty) return false;
        if (trimmed[0] == '#') return TryParseHex(trimmed[1..], out color);
        if (char.IsAsciiDigit(trimmed[0]) || trimmed[0] is '.' or '-' or '+') return TryParseNumbers(trimmed, out color);
        if (trimmed.Equals("transparent", StringComparison.OrdinalIgnoreCase))
        {
            color = Transparent;
            return true;
        }

        if (!CssColors.ByName.TryGetValue(trimmed.ToString(), out int rgb)) return false;
        color = FromBytes((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
        return true;
    }

    /// <summary>The colour as <c>#rrggbb</c>, or <c>#rrggbbaa</c> if it is not opaque; <see cref="Parse"/> reads it.</summary>
    public override string ToString()
    {
        Rgba32 bytes = ToRgba32();
        string opaque = $"#{bytes.R:x2}{bytes.G:x2}{bytes.B:x2}";
        return bytes.A == 255 ? opaque : $"{opaque}{bytes.A:x2}";
    }

    /// <summary>The colour in bytes, each rounded to the nearest, ties to even.</summary>
    internal Rgba32 ToRgba32() => new(ToByte(R), ToByte(G), ToByte(B), ToByte(A));

    /// <summary>A fraction as a byte: round(255·c), ties to even, held within 0 and 255.</summary>
    internal static byte ToByte(double fraction) => (byte)Math.Clamp(Math.Round(255 * fraction), 0, 255);

    /// <summary>A fraction as a 16-bit sample: round(65535·c), ties to even, held within 0 and 65535.</summary>
    internal static ushort ToUInt16(double fraction) => (ushort)Math.Clamp(Math.Round(65535 * fraction), 0, 65535);

    private static bool TryParseHex(ReadOnlySpan<char> digits, out ColorValue color)
    {
        color = default;
        if (digits.Length is not (3 or 4 or 6 or 8)) return false;
        if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)) return false;
        bool brief = digits.Length < 6;
        if (digits.Length is 3 or 6) value = brief ? value << 4 | 0xF : value << 8 | 0xFF;
        color = brief
            ? FromBytes(Twice(value >> 12), Twice(value >> 8), Twice(value >> 4), Twice(value))
            : FromBytes((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;

        static byte Twice(uint digit) => (byte)((digit & 0xF) * 17);
    }

    private static bool TryParseNumbers(ReadOnlySpan<char> text, out ColorValue color)
    {
        color = default;
        bool fractions = text.IndexOfAny('.', 'e', 'E') >= 0;
        Span<double> channels = [0, 0, 0, fractions ? 1 : 255];
        int count = 0;
        bool commas = text.Contains(',');
        foreach (Range part in text.SplitAny(commas ? "," : " \t"))
        {
            ReadOnlySpan<char> number = text[part].Trim();
            if (number.IsEmpty && !commas) continue;
            NumberStyles style = fractions ? NumberStyles.Float : NumberStyles.None;
            if (count == 4 || !double.TryParse(number, style, CultureInfo.InvariantCulture, out channels[count])) return false;
            if (!(channels[count] >= 0 && channels[count] <= (fractions ? 1 : 255))) return false;
            count++;
        }

        if (count < 3) return false;
        double scale = fractions ? 1 : 255;
        color = new ColorValue(channels[0] / scale, channels[1] / scale, channels[2] / scale, channels[3] / scale);
        return true;
    }
}

/// <summary>The 148 named colours of CSS Color Module Level 4 (W3C): those of .NET, which has them all, where "gray" is "grey"
/// too.</summary>
internal static class CssColors
{
    /// <summary>Name, in any case, to 0xRRGGBB.</summary>
    public static readonly FrozenDictionary<string, int> ByName = Named().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<KeyValuePair<string, int>> Named()
    {
        foreach (KnownColor known in Enum.GetValues<KnownColor>())
        {
            var color = System.Drawing.Color.FromKnownColor(known);
            if (color.IsSystemColor || known == KnownColor.Transparent)
                continue;
            string name = color.Name.ToLowerInvariant();
            int rgb = color.ToArgb() & 0xFFFFFF;
            yield return new(name, rgb);
            if (name.Contains("gray", StringComparison.Ordinal))
                yield return new(name.Replace("gray", "grey", StringComparison.Ordinal), rgb);
        }
    }
}
