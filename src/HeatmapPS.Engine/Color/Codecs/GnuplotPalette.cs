using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>gnuplot palettes: a script with <c>set palette defined (…)</c>, or columns of numbers; also JASC palettes,
/// which share the extension.</summary>
internal sealed partial class GnuplotPalette : IColormapCodec
{
    public IReadOnlyList<ColormapContent> Read(ColormapSource source)
    {
        if (source.Text.TrimStart().StartsWith("JASC-PAL", StringComparison.Ordinal)) return [ReadJasc(source)];
        Match start = Defined().Match(Uncommented(source.Text));
        if (start.Success) return [ReadDefined(source, Uncommented(source.Text), start)];
        foreach ((int number, string line) in source.Lines())
            if (line.StartsWith("set palette", StringComparison.Ordinal)) throw source.At(number, "'set palette defined (…)'", $"'{line}'");
        return new CsvTable().Read(source);
    }

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        StringBuilder text = new StringBuilder().Append("# ").Append(map.Name.ReplaceLineEndings(" ")).Append("\nset palette maxcolors ")
            .Append(map.IsStepped() ? map.Count : 0).Append("\nset palette defined (\\\n");
        for (int i = 0; i < map.Count; i++)
        {
            string end = i == map.Count - 1 ? ")\n" : ",\\\n";
            // Two colours at one place are a jump.
            if (map.IsStepped()) text.Append(CultureInfo.InvariantCulture, $"{i} '{Hex(map[i])}', {i + 1} '{Hex(map[i])}'{end}");
            else text.Append(CultureInfo.InvariantCulture, $"{i} '{Hex(map[i])}'{end}");
        }

        output.WriteText(text);
    }

    private static string Hex(ColorValue color) => (color with { A = 1 }).ToString();

    /// <summary>The text with comments and line continuations blanked, so that places in it keep their lines.</summary>
    private static string Uncommented(string text)
    {
        var plain = new StringBuilder(text.Length);
        bool comment = false;
        char quote = '\0';
        foreach (char c in text)
        {
            if (c == '\n') (comment, quote) = (false, '\0');
            else if (quote != '\0' && c == quote) quote = '\0';
            else if (quote == '\0' && !comment && c is '\'' or '"') quote = c;
            else if (quote == '\0' && c == '#') comment = true;
            plain.Append(comment || c == '\\' ? ' ' : c);
        }

        return plain.ToString();
    }

    private static ColormapContent ReadDefined(ColormapSource source, string text, Match start)
    {
        int open = start.Index + start.Length;
        int close = text.IndexOf(')', open);
        if (close < 0) throw source.At(LineOf(text, open), "a closing parenthesis of 'defined ('", "none");
        var stops = new List<(double Place, ColorValue Color)>();
        int at = open;
        foreach (string entry in text[open..close].Split(','))
        {
            int line = LineOf(text, at + entry.Length - entry.TrimStart().Length);
            at += entry.Length + 1;
            string[] fields = entry.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length is not (2 or 4)) throw source.At(line, "'gray colour' or 'gray r g b'", $"'{entry.Trim()}'");
            double place = source.Number(fields[0], line, "a gray value");
            if (stops.Count > 0 && place < stops[^1].Place) throw source.At(line, $"a gray value from {stops[^1].Place.Text()}", fields[0]);
            stops.Add((place, fields.Length == 2 ? Named(source, fields[1].Trim('\'', '"'), line) : Numbers(source, fields, line)));
        }

        if (stops.Count < 2 || stops[0].Place == stops[^1].Place)
            throw source.At(LineOf(text, open), "two gray values or more", $"{stops.Count}");
        return ColormapContent.Gradient(source.Name, stops, ColorMixers.Rgb, hasValues: false);
    }

    private static ColorValue Named(ColormapSource source, string text, int line) =>
        ColorValue.TryParse(text.Replace("0x", "#", StringComparison.Ordinal), out ColorValue color)
        || ColorValue.TryParse(text.Replace("-", string.Empty, StringComparison.Ordinal), out color)
            ? color
            : throw source.At(line, "a colour", $"'{text}'");

    private static ColorValue Numbers(ColormapSource source, string[] fields, int line) =>
        new(source.Fraction(fields[1], 1, line), source.Fraction(fields[2], 1, line), source.Fraction(fields[3], 1, line));

    private static int LineOf(string text, int at) => text.AsSpan(0, Math.Min(at, text.Length)).Count('\n') + 1;

    /// <summary>JASC-PAL: mark, version, number of colours, then red green blue a line.</summary>
    private static ColormapContent ReadJasc(ColormapSource source)
    {
        (int Number, string Text)[] lines = [.. source.Lines()];
        if (lines.Length < 4 || !int.TryParse(lines[2].Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count is < 1 or > 65536)
        {
            throw source.At(Math.Min(3, lines.Length), "the number of colours",
                lines.Length < 3 ? "the end of the file" : $"'{lines[2].Text}'");
        }

        if (lines.Length - 3 < count)
            throw source.At(lines[^1].Number, $"{count} colours", $"the end of the file after {lines.Length - 3}");
        var colors = new ColorValue[count];
        for (int i = 0; i < count; i++)
        {
            (int number, string text) = lines[i + 3];
            string[] fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length is not (3 or 4)) throw source.At(number, "red, green and blue", $"'{text}'");
            colors[i] = new ColorValue(source.Fraction(fields[0], 255, number), source.Fraction(fields[1], 255, number),
                source.Fraction(fields[2], 255, number));
        }

        return ColormapContent.Table(source.Name, colors);
    }

    [GeneratedRegex(@"set\s+pal(?:ette)?\b[^\n(]*\bdefined\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Defined();
}
