using System.Text.Json;
using HeatmapPS.Engine.Color.Mixing;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>The module's own JSON, and plain arrays of colours.</summary>
/// <remarks>An object with <c>name</c>, <c>colors</c>, and perhaps <c>positions</c>, <c>minimum</c>, <c>maximum</c>,
/// <c>boundaries</c> (of classes, one more than colours), <c>under</c>, <c>over</c>, <c>bad</c>; or just an array of colours, or
/// of [position, colour]. A colour is [r, g, b] or
/// [r, g, b, a] (bytes if any number of the file is above 1, else fractions) or a text that names one.</remarks>
internal sealed class JsonMap : IColormapCodec
{
    public IReadOnlyList<ColormapContent> Read(ColormapSource source)
    {
        using JsonDocument document = ColormapJson.Parse(source);
        JsonElement root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array) return [ReadColors(source, source.Name, root, key: null, positions: null)];
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("colors", out JsonElement colors)
            || colors.ValueKind != JsonValueKind.Array)
        {
            throw source.Whole("an array of colours, or an object with 'colors'", $"{root.ValueKind}");
        }

        double[]? positions = root.TryGetProperty("positions", out JsonElement places)
            ? ColormapJson.Numbers(source, places, "positions")
            : null;
        ColormapContent content = ReadColors(source, ColormapJson.Text(root, "name") ?? source.Name, colors, "colors", positions);
        if (ColormapJson.Number(root, "minimum") is { } minimum && ColormapJson.Number(root, "maximum") is { } maximum)
        {
            content = content with { Limits = minimum < maximum
                ? (minimum, maximum)
                : throw source.Whole("a minimum below the maximum", minimum.Text()) };
        }

        if (root.TryGetProperty("boundaries", out JsonElement edges))
            content = Classes(source, content, ColormapJson.Numbers(source, edges, "boundaries"));
        return [content with { Under = Extreme("under"), Over = Extreme("over"), Bad = Extreme("bad") }];

        ColorValue? Extreme(string key) => ColormapJson.Text(root, key) is not { } text ? null
            : ColorValue.TryParse(text, out ColorValue color) ? color : throw source.Whole($"a colour as '{key}'", $"'{text}'");
    }

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = false });
        writer.WriteStartObject();
        writer.WriteString("name", map.Name);
        if (map.Scale is not null || (options.Minimum, options.Maximum) != (0, 1))
        {
            writer.WriteNumber("minimum", options.Minimum);
            writer.WriteNumber("maximum", options.Maximum);
        }

        if (options.Boundaries.Length == map.Count + 1)
        {
            writer.WriteStartArray("boundaries");
            foreach (double boundary in options.Boundaries) writer.WriteNumberValue(boundary);
            writer.WriteEndArray();
        }

        Extreme("under", map.UnderColor);
        Extreme("over", map.OverColor);
        Extreme("bad", map.BadColor);
        writer.WriteStartArray("colors");
        for (int i = 0; i < map.Count; i++)
        {
            ColorValue color = map[i];
            // One colour a line keeps the file readable, and differences between two of them.
            writer.WriteRawValue(FormattableString.Invariant(
                $"\n[{Fraction(color.R)}, {Fraction(color.G)}, {Fraction(color.B)}{(map.HasAlpha ? ", " + Fraction(color.A) : string.Empty)}]"), skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();

        void Extreme(string key, ColorValue? color)
        {
            if (color is { } given) writer.WriteString(key, given.ToString());
        }
    }

    private static ColormapContent Classes(ColormapSource source, ColormapContent content, double[] edges)
    {
        if (edges.Length != content.Colors.Count + 1) throw source.Whole("one boundary more than colours", $"{edges.Length}");
        for (int i = 1; i < edges.Length; i++)
        {
            if (!(edges[i] > edges[i - 1]))
                throw source.Whole("boundaries in ascending order", $"{edges[i].Text()} after {edges[i - 1].Text()}");
        }

        return ColormapContent.Gradient(
            content.Name,
                [.. content.Colors.Select((color, i) => new GradientSegment(edges[i], edges[i + 1], color, color, ColorMixers.Rgb))],
                hasValues: true);
    }

    /// <summary>A fraction with its point, so that 0 and 1 are not taken for bytes.</summary>
    private static string Fraction(double value) => value is 0 ? "0.0" : value is 1 ? "1.0" : value.Text();

    private static ColormapContent ReadColors(ColormapSource source, string name, JsonElement array, string? key, double[]? positions)
    {
        int count = array.GetArrayLength();
        if (count is 0 or > Colormap.MaxCount) throw source.Whole($"1 to {Colormap.MaxCount:N0} colours", $"{count:N0}");
        JsonElement[] items = [.. array.EnumerateArray()];
        if (positions is null && items.All(IsPlaced))
        {
            positions = [.. items.Select(item => item[0].GetDouble())];
            items = [.. items.Select(item => item[1])];
        }

        double scale = ScaleOf(source, items);
        var colors = new ColorValue[count];
        for (int i = 0; i < count; i++)
        {
            int index = i;
            colors[i] = ColorOf(items[i], scale, (expected, got) => ColormapJson.AtItem(source, key, index, expected, got));
        }

        if (positions is null) return ColormapContent.Table(name, colors);
        if (positions.Length != count) throw source.Whole($"{count} positions, one for each colour", $"{positions.Length}");
        for (int i = 1; i < count; i++)
        {
            if (positions[i] < positions[i - 1])
                throw source.Whole("positions in ascending order", $"{positions[i].Text()} after {positions[i - 1].Text()}");
        }

        if (positions[0] == positions[^1]) throw source.Whole("two positions or more", "one");
        bool unit = positions[0] == 0 && positions[^1] == 1;
        return ColormapContent.Gradient(name, [.. positions.Zip(colors)], ColorMixers.Rgb, hasValues: !unit);
    }

    private static bool IsPlaced(JsonElement item) =>
        item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 2 && item[0].ValueKind == JsonValueKind.Number
        && item[0].TryGetDouble(out double place) && double.IsFinite(place)
            && item[1].ValueKind is JsonValueKind.String or JsonValueKind.Array;

    private static double ScaleOf(ColormapSource source, JsonElement[] items)
    {
        double largest = 0;
        bool point = false;
        foreach (JsonElement item in items)
        {
            if (item.ValueKind != JsonValueKind.Array) continue;
            foreach (JsonElement number in item.EnumerateArray())
            {
                if (number.ValueKind != JsonValueKind.Number || !number.TryGetDouble(out double value)) continue;
                largest = Math.Max(largest, value);
                point |= number.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') >= 0;
            }
        }

        return NumberScale.Of(source, largest, point);
    }

    private static ColorValue ColorOf(JsonElement item, double scale, Func<string, string, HeatmapException> fail)
    {
        if (item.ValueKind == JsonValueKind.String)
            return TryParse(item.GetString()!, out ColorValue named) ? named : throw fail("a colour", $"'{item.GetString()}'");
        double[] numbers = ColormapJson.Numbers(fail, item, "a colour");
        if (numbers.Length is not (3 or 4)) throw fail("3 or 4 numbers in a colour", $"{numbers.Length}");
        foreach (double number in numbers)
            if (number < 0) throw fail("numbers from 0 in a colour", number.Text());
        return new ColorValue(numbers[0] / scale, numbers[1] / scale, numbers[2] / scale,
            numbers.Length == 4 ? Math.Min(1, numbers[3] / scale) : 1);
    }

    /// <summary>A colour, also in CSS' form <c>rgb(12, 34, 56)</c>, which Plotly's scales use.</summary>
    private static bool TryParse(string text, out ColorValue color)
    {
        string trimmed = text.Trim();
        if (trimmed.StartsWith("rgb(", StringComparison.OrdinalIgnoreCase) && trimmed.EndsWith(')')) trimmed = trimmed[4..^1];
        return ColorValue.TryParse(trimmed, out color);
    }
}
