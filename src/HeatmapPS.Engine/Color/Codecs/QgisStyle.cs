using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>QGIS layer styles (.qml) and collections of colour ramps (.xml).</summary>
/// <remarks>From a layer style: the classes of a colour-ramp shader (interpolated, discrete, or exact), a paletted layer's
/// colours, or else the colour ramp itself. A gradient ramp holds color1, color2 and "stops", "place;r,g,b,a" with colons
/// between. Written as a singleband pseudocolour style with one class a colour, or (.xml) as a ramp.</remarks>
internal sealed class QgisStyle : IColormapCodec
{
    public IReadOnlyList<ColormapContent> Read(ColormapSource source)
    {
        XElement root = ColormapXml.Load(source);
        if (root.DescendantsAndSelf("colorrampshader").FirstOrDefault(shader => shader.Elements("item").Any()) is { } shader)
            return [ReadShader(source, shader)];
        List<XElement> entries = [.. root.Descendants("paletteEntry")];
        if (entries.Count > 0) return [ColormapContent.Table(source.Name, [.. entries.Select(entry => ItemColor(source, entry))])];
        List<ColormapContent> ramps = [.. root.DescendantsAndSelf("colorramp").Where(IsReadable).Select(ramp => ReadRamp(source, ramp))];
        return ramps.Count > 0 ? ramps : throw source.Whole("a colour-ramp shader, palette entries or a gradient ramp",
            $"<{root.Name.LocalName}> without them");
    }

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        // QGIS writes these two document types and reads files without.
        XDocument document = options.Extension == "xml"
            ? new XDocument(
                new XDocumentType("qgis_style", null, null, null),
                new XElement("qgis_style", new XAttribute("version", "2"), new XElement("colorramps", Ramp(map, map.Name))))
            : new XDocument(new XDocumentType("qgis", "http://mrcc.com/qgis.dtd", "SYSTEM", null), LayerStyle(map, options));
        using var writer = XmlWriter.Create(output,
            new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, NewLineChars = "\n" });
        document.Save(writer);
    }

    private static ColormapContent ReadShader(ColormapSource source, XElement shader)
    {
        (double Value, ColorValue Color)[] items =
            [.. shader.Elements("item").Select(item => (ItemValue(source, item), ItemColor(source, item)))];
        string type = shader.Attribute("colorRampType")?.Value ?? "INTERPOLATED";
        if (items.Length == 1 || type.Equals("EXACT", StringComparison.OrdinalIgnoreCase))
            return ColormapContent.Table(source.Name, [.. items.Select(item => item.Color)]);
        items = [.. items.OrderBy(item => item.Value)];
        if (type.Equals("DISCRETE", StringComparison.OrdinalIgnoreCase))
        {
            return ClassedValues.Create(source.Name, items, ColormapXml.Optional(shader, "minimumValue"),
                ColormapXml.Optional(shader, "maximumValue"));
        }

        if (double.IsInfinity(items[^1].Value) || items[0].Value == items[^1].Value)
            throw source.At(shader.Line(), "items of two or more finite values", "others");
        return ColormapContent.Gradient(source.Name, items, ColorMixers.Rgb, hasValues: true);
    }

    private static double ItemValue(ColormapSource source, XElement item) =>
        item.Attribute("value")?.Value.Trim().Equals("inf", StringComparison.OrdinalIgnoreCase) == true
            ? double.PositiveInfinity
            : source.Number(item, "value");

    private static ColorValue ItemColor(ColormapSource source, XElement item)
    {
        string text = source.Required(item, "color");
        if (!ColorValue.TryParse(text, out ColorValue color)) throw source.At(item.Line(), "a colour", $"'{text}'");
        return item.Attribute("alpha") is { } alpha ? color with { A = source.Fraction(alpha.Value, 255, item.Line()) } : color;
    }

    private static bool IsReadable(XElement ramp) =>
        ramp.Attribute("type")?.Value is "gradient" or "cpt-city" && Option(ramp, "color1") is not null;

    private static string? Option(XElement ramp, string key) =>
        ramp.Elements("prop").FirstOrDefault(prop => prop.Attribute("k")?.Value == key)?.Attribute("v")?.Value
            ?? ramp.Descendants("Option").FirstOrDefault(option => option.Attribute("name")?.Value == key)?.Attribute("value")?.Value;

    private static ColormapContent ReadRamp(ColormapSource source, XElement ramp)
    {
        var stops = new List<(double Place, ColorValue Color)> { (0, RampColor(source, ramp, Option(ramp, "color1")!)) };
        foreach (string stop in (Option(ramp, "stops") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = stop.Split(';');
            // Newer files carry "rgb:0.1,0.2,0.3,1" behind the bytes; the colon in it ends the stop here, and what follows
            // has no semicolon after its first number.
            if (parts[0].Contains(',', StringComparison.Ordinal)) continue;
            if (parts.Length < 2) throw source.At(ramp.Line(), "stops 'place;r,g,b,a'", $"'{stop}'");
            stops.Add((source.Fraction(parts[0], 1, ramp.Line()), RampColor(source, ramp, parts[1])));
        }

        stops.Add((1, RampColor(source, ramp, Option(ramp, "color2") ?? Option(ramp, "color1")!)));
        bool discrete = Option(ramp, "discrete") == "1";
        string? name = ramp.Attribute("name")?.Value;
        (double, ColorValue)[] sorted = [.. stops.OrderBy(stop => stop.Place)];
        return ColormapContent.Gradient(
            string.IsNullOrWhiteSpace(name) || name == "[source]" ? source.Name : name, sorted, discrete
                ? ColorMixers.Step
                : ColorMixers.Rgb, hasValues: false);
    }

    private static ColorValue RampColor(ColormapSource source, XElement ramp, string text)
    {
        string[] parts = text.Split(',');
        if (parts.Length < 3) throw source.At(ramp.Line(), "a colour 'r,g,b,a'", $"'{text}'");
        bool alpha = parts.Length > 3 && double.TryParse(parts[3], NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return new ColorValue(
            source.Fraction(parts[0], 255, ramp.Line()), source.Fraction(parts[1], 255, ramp.Line()),
                source.Fraction(parts[2], 255, ramp.Line()),
            alpha ? source.Fraction(parts[3], 255, ramp.Line()) : 1);
    }

    private static XElement LayerStyle(Colormap map, ColormapWriteOptions options)
    {
        bool stepped = map.IsStepped();
        var shader = new XElement(
            "colorrampshader",
            new XAttribute("colorRampType", stepped ? "DISCRETE" : "INTERPOLATED"),
            new XAttribute("classificationMode", stepped ? "2" : "1"),
            new XAttribute("clip", "0"),
            new XAttribute("minimumValue", options.Minimum.Text()),
            new XAttribute("maximumValue", options.Maximum.Text()));
        shader.Add(Ramp(map, "[source]"));
        for (int i = 0; i < map.Count; i++)
        {
            string value = stepped ? i == map.Count - 1
                ? "inf" : options.Edge(i + 1, map.Count).Text()
                : options.Edge(i, map.Count - 1).Text();
            var color = map[i].ToRgba32();
            shader.Add(new XElement(
                "item", new XAttribute("value", value), new XAttribute("label", value),
                new XAttribute("color", (map[i] with { A = 1 }).ToString()), new XAttribute("alpha", color.A)));
        }

        return new XElement(
            "qgis",
            new XAttribute("version", "3.22.0"),
            new XAttribute("styleCategories", "Symbology"),
            new XElement("pipe", new XElement(
                "rasterrenderer",
                new XAttribute("type", "singlebandpseudocolor"), new XAttribute("band", "1"), new XAttribute("opacity", "1"),
                    new XAttribute("alphaBand", "-1"),
                new XAttribute("classificationMin", options.Minimum.Text()), new XAttribute("classificationMax", options.Maximum.Text()),
                new XElement("rastershader", shader))));
    }

    private static XElement Ramp(Colormap map, string name)
    {
        bool stepped = map.IsStepped();
        IEnumerable<string> stops = Enumerable.Range(1, stepped ? map.Count - 1 : map.Count - 2)
            .Select(i => $"{((double)i / (stepped ? map.Count : map.Count - 1)).Text()};{Bytes(map[i])}");
        return new XElement(
            "colorramp",
            new XAttribute("type", "gradient"), new XAttribute("name", name),
            Prop("color1", Bytes(map[0])), Prop("color2", Bytes(map[map.Count - 1])),
            Prop("discrete", stepped ? "1" : "0"), Prop("rampType", "gradient"), Prop("stops", string.Join(':', stops)));

        static XElement Prop(string key, string value) => new("prop", new XAttribute("k", key), new XAttribute("v", value));
    }

    private static string Bytes(ColorValue color)
    {
        var bytes = color.ToRgba32();
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.R},{bytes.G},{bytes.B},{bytes.A}");
    }
}
