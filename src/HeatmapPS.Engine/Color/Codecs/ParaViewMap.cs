using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>ParaView's colour maps, in their older XML and their JSON.</summary>
/// <remarks>JSON: an array of objects with Name, ColorSpace, RGBPoints (value, red, green, blue, …; fractions), NanColor,
/// BelowRangeColor and AboveRangeColor with their Use… switches, or IndexedColors. XML: ColorMap elements with Point x, r,
/// g, b, o, and NaN. Spaces: RGB, HSV, Lab, CIELAB, CIEDE2000 (mixed as Lab), Diverging, Step.</remarks>
internal sealed class ParaViewMap : IColormapCodec
{
    public IReadOnlyList<ColormapContent> Read(ColormapSource source) =>
        source.Text.AsSpan().TrimStart().StartsWith("<") ? ReadXml(source) : ReadJson(source);

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        if (options.Extension == "xml") WriteXml(map, options, output);
        else WriteJson(map, options, output);
    }

    private static ColorMixer MixerOf(string? space) => space?.ToUpperInvariant() switch
    {
        "HSV" => ColorMixers.HsvShort,
        "LAB" or "CIELAB" or "LAB/CIEDE2000" or "CIEDE2000" => ColorMixers.Lab,
        "DIVERGING" => DivergingMixer.Mix,
        "STEP" => ColorMixers.Step,
        _ => ColorMixers.Rgb,
    };

    private static List<ColormapContent> ReadJson(ColormapSource source)
    {
        using JsonDocument document = ColormapJson.Parse(source);
        JsonElement root = document.RootElement;
        IEnumerable<JsonElement> maps = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : [root];
        var contents = new List<ColormapContent>();
        foreach (JsonElement map in maps)
        {
            if (map.ValueKind != JsonValueKind.Object) throw source.Whole("an array of colour map objects", $"{map.ValueKind}");
            contents.Add(ReadObject(source, map));
        }

        return contents.Count > 0 ? contents : throw source.Whole("one colour map or more", "an empty array");
    }

    private static ColormapContent ReadObject(ColormapSource source, JsonElement map)
    {
        string name = ColormapJson.Text(map, "Name") is { Length: > 0 } given ? given : source.Name;
        ColormapContent content;
        if (map.TryGetProperty("RGBPoints", out JsonElement points))
        {
            double[] numbers = ColormapJson.Numbers(source, points, "RGBPoints");
            if (numbers.Length < 8 || numbers.Length % 4 != 0)
                throw source.Whole($"RGBPoints of '{name}' in fours, two or more", $"{numbers.Length} numbers");
            var stops = new (double Place, ColorValue Color)[numbers.Length / 4];
            for (int i = 0; i < stops.Length; i++) stops[i] = (numbers[i * 4], ColorOf(source, numbers.AsSpan((i * 4) + 1, 3)));
            content = Stops(source, name, stops, MixerOf(ColormapJson.Text(map, "ColorSpace")));
        }
        else if (map.TryGetProperty("IndexedColors", out JsonElement indexed))
        {
            double[] numbers = ColormapJson.Numbers(source, indexed, "IndexedColors");
            if (numbers.Length < 3 || numbers.Length % 3 != 0)
                throw source.Whole($"IndexedColors of '{name}' in threes", $"{numbers.Length} numbers");
            content = ColormapContent.Table(name,
                [.. Enumerable.Range(0, numbers.Length / 3).Select(i => ColorOf(source, numbers.AsSpan(i * 3, 3)))]);
        }
        else
        {
            throw source.Whole($"RGBPoints or IndexedColors in '{name}'", "neither");
        }

        return content with { Bad = Color("NanColor", null), Under = Color("BelowRangeColor", "UseBelowRangeColor"),
            Over = Color("AboveRangeColor", "UseAboveRangeColor") };

        ColorValue? Color(string key, string? use)
        {
            if (use is not null && !ColormapJson.IsTrue(map, use)) return null;
            if (!map.TryGetProperty(key, out JsonElement color)) return null;
            double[] numbers = ColormapJson.Numbers(source, color, key);
            return numbers.Length >= 3 ? ColorOf(source, numbers) : throw source.Whole($"three numbers as {key}", $"{numbers.Length}");
        }
    }

    private static ColormapContent Stops(ColormapSource source, string name, (double Place, ColorValue Color)[] stops, ColorMixer mixer)
    {
        stops = [.. stops.OrderBy(stop => stop.Place)];
        if (stops[0].Place == stops[^1].Place) throw source.Whole($"points of two or more values in '{name}'", "one value");
        return ColormapContent.Gradient(name, stops, mixer, hasValues: true);
    }

    private static ColorValue ColorOf(ColormapSource source, ReadOnlySpan<double> rgb)
    {
        foreach (double channel in rgb[..3])
            if (channel is not (>= 0 and <= 1)) throw source.Whole("red, green and blue from 0 to 1", channel.Text());
        return new ColorValue(rgb[0], rgb[1], rgb[2]);
    }

    private static List<ColormapContent> ReadXml(ColormapSource source)
    {
        XElement root = ColormapXml.Load(source);
        var contents = new List<ColormapContent>();
        foreach (XElement map in root.DescendantsAndSelf("ColorMap"))
        {
            string name = map.Attribute("name")?.Value is { Length: > 0 } given ? given : source.Name;
            (double Place, ColorValue Color)[] stops =
                [.. map.Elements("Point").Select(point => (source.Number(point, "x"), PointColor(source, point)))];
            if (stops.Length < 2) throw source.At(map.Line(), "two points or more", $"{stops.Length}");
            bool indexed = map.Attribute("indexedLookup")?.Value is "1" or "true";
            ColormapContent content = indexed
                ? ColormapContent.Table(name, [.. stops.Select(stop => stop.Color)])
                : Stops(source, name, stops, MixerOf(map.Attribute("space")?.Value));
            contents.Add(content with { Bad = map.Element("NaN") is { } bad ? PointColor(source, bad) : null });
        }

        return contents.Count > 0 ? contents : throw source.At(root.Line(), "a ColorMap element", $"<{root.Name.LocalName}> without one");
    }

    private static ColorValue PointColor(ColormapSource source, XElement point)
    {
        int line = point.Line();
        return new ColorValue(
            source.Fraction(source.Required(point, "r"), 1, line), source.Fraction(source.Required(point, "g"), 1, line),
                source.Fraction(source.Required(point, "b"), 1, line));
    }

    private static void WriteJson(Colormap map, ColormapWriteOptions options, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteString("Name", map.Name);
        writer.WriteString("ColorSpace", "RGB");
        WriteColor(writer, "NanColor", map.BadColor);
        WriteColor(writer, "BelowRangeColor", map.UnderColor);
        if (map.UnderColor is not null) writer.WriteNumber("UseBelowRangeColor", 1);
        WriteColor(writer, "AboveRangeColor", map.OverColor);
        if (map.OverColor is not null) writer.WriteNumber("UseAboveRangeColor", 1);
        writer.WriteStartArray("RGBPoints");
        foreach ((double value, ColorValue color) in map.Stops(options))
        {
            writer.WriteNumberValue(value);
            writer.WriteNumberValue(color.R);
            writer.WriteNumberValue(color.G);
            writer.WriteNumberValue(color.B);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteColor(Utf8JsonWriter writer, string key, ColorValue? color)
    {
        if (color is not { } given) return;
        writer.WriteStartArray(key);
        writer.WriteNumberValue(given.R);
        writer.WriteNumberValue(given.G);
        writer.WriteNumberValue(given.B);
        writer.WriteEndArray();
    }

    private static void WriteXml(Colormap map, ColormapWriteOptions options, Stream output)
    {
        var element = new XElement("ColorMap", new XAttribute("name", map.Name), new XAttribute("space", "RGB"));
        foreach ((double value, ColorValue color) in map.Stops(options))
            element.Add(new XElement("Point", new XAttribute("x", value.Text()), new XAttribute("o", color.A.Text()), Channels(color)));
        if (map.BadColor is { } bad) element.Add(new XElement("NaN", Channels(bad)));
        using var writer = XmlWriter.Create(output,
            new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, NewLineChars = "\n" });
        new XDocument(new XElement("ColorMaps", element)).Save(writer);

        static XAttribute[] Channels(ColorValue color) =>
            [new("r", color.R.ToString("R", CultureInfo.InvariantCulture)), new("g", color.G.ToString("R", CultureInfo.InvariantCulture)),
                new("b", color.B.ToString("R", CultureInfo.InvariantCulture))];
    }
}
