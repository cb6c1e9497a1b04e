using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>Columns of numbers: red, green, blue, perhaps alpha, perhaps a position in front.</summary>
/// <remarks>Commas, semicolons (then with decimal commas too), tabs or blanks between; lines after # are comments. A header
/// names the columns. Without one, four columns are red, green, blue, alpha, unless the first one rises on every line and
/// the last one is not all opaque: then the first is the position. A line may also hold one colour, #rrggbb or a name,
/// with or without a position. Numbers are bytes if any is above 1, else fractions.</remarks>
internal sealed class CsvTable : IColormapCodec
{
    public IReadOnlyList<ColormapContent> Read(ColormapSource source)
    {
        var rows = new List<(int Line, string[] Fields)>();
        string[]? header = null;
        foreach ((int number, string line) in source.Lines())
        {
            if (line[0] == '#' && !ColorValue.TryParse(line.Split(',', ';', ' ', '\t')[0], out _)) continue;
            string[] fields = Split(line);
            if (rows.Count == 0 && header is null && IsHeader(fields)) header = fields;
            else rows.Add((number, fields));
            if (rows.Count > Colormap.MaxCount) throw source.At(number, $"at most {Colormap.MaxCount:N0} colours", "more");
        }

        if (rows.Count == 0) throw source.Whole("lines of red, green and blue", "none");
        return [Columns(header, rows) is { } columns ? ReadNumbers(source, rows, columns) : ReadColors(source, rows)];
    }

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        char comma = options.Extension == "tsv" ? '\t' : ',';
        StringBuilder text = new StringBuilder(string.Join(comma, map.HasAlpha ? ["r", "g", "b", "a"] : (string[])["r", "g", "b"]))
            .Append('\n');
        for (int i = 0; i < map.Count; i++)
        {
            ColorValue color = map[i];
            text.Append(color.R.Text()).Append(comma).Append(color.G.Text()).Append(comma).Append(color.B.Text());
            if (map.HasAlpha) text.Append(comma).Append(color.A.Text());
            text.Append('\n');
        }

        output.WriteText(text);
    }

    private static string[] Split(string line)
    {
        if (line.Contains(';', StringComparison.Ordinal))
            return [.. line.Split(';').Select(field => field.Trim().Trim('"').Replace(',', '.'))];
        return line.Contains(',', StringComparison.Ordinal)
            ? [.. line.Split(',').Select(field => field.Trim().Trim('"'))]
            : [.. line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(field => field.Trim('"'))];
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsHeader(string[] fields) =>
        fields.All(field => !IsNumber(field)) && !fields.Any(field => ColorValue.TryParse(field, out _) && !IsChannelName(field));

    private static bool IsChannelName(string field) => field.ToUpperInvariant() is "R" or "G" or "B" or "RED" or "GREEN" or "BLUE";

    /// <summary>Which column holds what; <c>null</c> where lines hold one colour each.</summary>
    private static ColumnOrder? Columns(string[]? header, List<(int Line, string[] Fields)> rows)
    {
        if (header is not null && Named(header) is { } named) return named;
        int width = rows[0].Fields.Length;
        if (width < 3 || !IsNumber(rows[0].Fields[0])) return null;
        if (width == 3) return new ColumnOrder(0, 1, 2, -1, -1);
        if (width > 4) return new ColumnOrder(1, 2, 3, 4, 0);
        bool rises = true;
        bool opaque = true;
        double largest = rows.Max(row => row.Fields.Length == 4 ? Value(row.Fields[3]) : 0);
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Fields.Length != 4) continue;
            rises &= i == 0 || Value(rows[i].Fields[0]) > Value(rows[i - 1].Fields[0]);
            opaque &= Value(rows[i].Fields[3]) == largest && largest is 1 or 255;
        }

        return rises && !opaque && rows.Count > 1 ? new ColumnOrder(1, 2, 3, -1, 0) : new ColumnOrder(0, 1, 2, 3, -1);

        static double Value(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
    }

    private static ColumnOrder? Named(string[] header)
    {
        int red = Find("r", "red");
        int green = Find("g", "green");
        int blue = Find("b", "blue");
        return red < 0 || green < 0 || blue < 0
            ? null
            : new ColumnOrder(red, green, blue, Find("a", "alpha", "opacity"), Find("x", "position", "pos", "value", "scalar"));

        int Find(params string[] names) => Array.FindIndex(header, field => names.Contains(field, StringComparer.OrdinalIgnoreCase));
    }

    private static ColormapContent ReadNumbers(ColormapSource source, List<(int Line, string[] Fields)> rows, ColumnOrder columns)
    {
        int width = rows[0].Fields.Length;
        double largest = 0;
        bool point = false;
        foreach ((int line, string[] fields) in rows)
        {
            if (fields.Length != width) throw source.At(line, $"{width} fields, as in the first line", $"{fields.Length}");
            foreach (int column in (ReadOnlySpan<int>)[columns.Red, columns.Green, columns.Blue])
            {
                if (column >= width) throw source.At(line, $"{column + 1} fields", $"{width}");
                double value = source.Number(fields[column], line);
                if (value < 0) throw source.At(line, "a number from 0", fields[column]);
                largest = Math.Max(largest, value);
                point |= fields[column].AsSpan().IndexOfAny('.', 'e', 'E') >= 0;
            }
        }

        double scale = NumberScale.Of(source, largest, point);
        var colors = new ColorValue[rows.Count];
        for (int i = 0; i < colors.Length; i++) colors[i] = ColorOf(source, rows[i].Line, rows[i].Fields, columns, scale);
        return columns.Position < 0
            ? ColormapContent.Table(source.Name, colors)
            : Placed(source, rows, [.. rows.Select(row => source.Number(row.Fields[columns.Position], row.Line, "a position"))], colors);
    }

    private static ColorValue ColorOf(ColormapSource source, int line, string[] fields, ColumnOrder columns, double scale) => new(
        source.Fraction(fields[columns.Red], scale, line), source.Fraction(fields[columns.Green], scale, line),
            source.Fraction(fields[columns.Blue], scale, line),
        columns.Alpha >= 0 && columns.Alpha < fields.Length ? source.Fraction(fields[columns.Alpha], scale, line) : 1);

    private static ColormapContent ReadColors(ColormapSource source, List<(int Line, string[] Fields)> rows)
    {
        var colors = new ColorValue[rows.Count];
        for (int i = 0; i < colors.Length; i++)
        {
            (int line, string[] fields) = rows[i];
            if (fields.Length != rows[0].Fields.Length || fields.Length > 2)
                throw source.At(line, "one colour per line", $"{fields.Length} fields");
            if (!ColorValue.TryParse(fields[^1], out colors[i])) throw source.At(line, "a colour", $"'{fields[^1]}'");
        }

        return rows[0].Fields.Length == 1
            ? ColormapContent.Table(source.Name, colors)
            : Placed(source, rows, [.. rows.Select(row => source.Number(row.Fields[0], row.Line, "a position"))], colors);
    }

    private static ColormapContent Placed(ColormapSource source, List<(int Line, string[] Fields)> rows, double[] places,
        ColorValue[] colors)
    {
        for (int i = 1; i < places.Length; i++)
        {
            if (places[i] < places[i - 1])
                throw source.At(rows[i].Line, $"a position from {places[i - 1].Text()}, that of the line before", places[i].Text());
        }

        if (places[0] == places[^1]) throw source.Whole("two positions or more", "one");
        // An index in front is no value.
        if (places[0] == 0 && places[^1] == places.Length - 1) return ColormapContent.Table(source.Name, colors);
        bool unit = places[0] == 0 && places[^1] == 1;
        return ColormapContent.Gradient(source.Name, [.. places.Zip(colors)], ColorMixers.Rgb, hasValues: !unit);
    }

    /// <summary>Columns of the channels and of the position, −1 where there is none.</summary>
    private sealed record ColumnOrder(int Red, int Green, int Blue, int Alpha, int Position);
}
