using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>GDAL's text of colours (gdaldem color-relief), QGIS' colour map export, and ESRI's .clr.</summary>
/// <remarks>Lines "value red green blue [alpha]" with blanks, tabs, commas or colons between; a value may be a percentage
/// of the data's range, or <c>nv</c> for no data; a colour may be a name. Values need not be in order. A line
/// <c>INTERPOLATION:DISCRETE</c> or <c>EXACT</c> of QGIS makes classes: then a value is the upper end of its class.</remarks>
internal sealed class GdalTable : IColormapCodec
{
    // GRASS' and GDAL's colours, some of which differ from those of CSS.
    private static readonly FrozenDictionary<string, int> s_names = new Dictionary<string, int>
    {
        ["white"] = 0xFFFFFF, ["black"] = 0x000000, ["red"] = 0xFF0000, ["green"] = 0x00FF00,
        ["blue"] = 0x0000FF, ["yellow"] = 0xFFFF00, ["magenta"] = 0xFF00FF, ["cyan"] = 0x00FFFF,
        ["aqua"] = 0x00BFBF, ["grey"] = 0xBFBFBF, ["gray"] = 0xBFBFBF, ["orange"] = 0xFF7F00,
        ["brown"] = 0xBF7F3F, ["purple"] = 0x7F00FF, ["violet"] = 0x7F00FF, ["indigo"] = 0x007FFF,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<ColormapContent> Read(ColormapSource source)
    {
        var reader = new Reader(source);
        foreach ((int number, string line) in source.Lines()) reader.Take(number, line);
        return [reader.Finish()];
    }

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        StringBuilder text = new StringBuilder().Append("# ").Append(map.Name.ReplaceLineEndings(" ")).Append('\n');
        foreach ((double value, ColorValue color) in map.Stops(options))
        {
            text.Append(value.Text());
            Append(text, color, map.HasAlpha);
        }

        if (map.BadColor is { } bad)
        {
            text.Append("nv");
            Append(text, bad, map.HasAlpha || bad.A != 1);
        }

        output.WriteText(text);
    }

    private static void Append(StringBuilder text, ColorValue color, bool alpha)
    {
        var bytes = color.ToRgba32();
        text.Append(CultureInfo.InvariantCulture, $" {bytes.R} {bytes.G} {bytes.B}");
        if (alpha) text.Append(CultureInfo.InvariantCulture, $" {bytes.A}");
        text.Append('\n');
    }

    /// <summary>Takes the lines one by one.</summary>
    private sealed class Reader(ColormapSource source)
    {
        private readonly List<(double Value, ColorValue Color)> _stops = [];
        private bool? _percent;
        private bool _discrete;
        private bool _exact;
        private ColorValue? _bad;

        public void Take(int number, string line)
        {
            if (line[0] == '#') return;
            if (line.StartsWith("INTERPOLATION:", StringComparison.OrdinalIgnoreCase))
            {
                _discrete = line.EndsWith("DISCRETE", StringComparison.OrdinalIgnoreCase);
                _exact = line.EndsWith("EXACT", StringComparison.OrdinalIgnoreCase);
                return;
            }

            string[] fields = line.Split([' ', '\t', ',', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 2) throw source.At(number, "'value red green blue'", $"'{line}'");
            ColorValue color = ColorOf(fields, number);
            if (fields[0].Equals("nv", StringComparison.OrdinalIgnoreCase)) _bad = color;
            else _stops.Add((ValueOf(fields[0], number), color));
        }

        public ColormapContent Finish()
        {
            if (_stops.Count == 0) throw source.Whole("lines 'value red green blue'", "none");
            (double Value, ColorValue Color)[] stops = [.. _stops.OrderBy(stop => stop.Value)];
            return Shape(stops) with { Bad = _bad };
        }

        private ColormapContent Shape((double Value, ColorValue Color)[] stops)
        {
            if (_exact || stops.Length == 1 || stops[0].Value == stops[^1].Value)
                return ColormapContent.Table(source.Name, [.. stops.Select(stop => stop.Color)]);
            return _discrete
                ? ClassedValues.Create(source.Name, stops, minimum: null, maximum: null)
                : ColormapContent.Gradient(source.Name, stops, ColorMixers.Rgb, hasValues: _percent != true);
        }

        private double ValueOf(string text, int number)
        {
            if (_discrete && text.Equals("inf", StringComparison.OrdinalIgnoreCase)) return double.PositiveInfinity;
            bool percent = text.EndsWith('%');
            if (_percent is { } before && before != percent)
            {
                throw source.At(number, before
                    ? "a percentage, as in the lines before"
                    : "a value, as in the lines before, because percentages need data that is not in the file", $"'{text}'");
            }

            _percent = percent;
            return source.Number(percent ? text[..^1] : text, number, "a value, a percentage or nv");
        }

        private ColorValue ColorOf(string[] fields, int number)
        {
            if (!char.IsAsciiDigit(fields[1][0]) && fields[1][0] is not ('-' or '+' or '.'))
            {
                if (s_names.TryGetValue(fields[1], out int rgb))
                    return ColorValue.FromBytes((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
                return ColorValue.TryParse(fields[1], out ColorValue named) ? named : throw source.At(number, "a colour", $"'{fields[1]}'");
            }

            if (fields.Length < 4) throw source.At(number, "red, green and blue", $"{fields.Length - 1} number(s)");
            // What follows may be a label of any text.
            bool alpha = fields.Length > 4 && double.TryParse(fields[4], NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            return new ColorValue(
                source.Fraction(fields[1], 255, number), source.Fraction(fields[2], 255, number), source.Fraction(fields[3], 255, number),
                alpha ? source.Fraction(fields[4], 255, number) : 1);
        }
    }
}
