using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>Colour palette tables of the Generic Mapping Tools.</summary>
/// <remarks>Slices "z0 colour z1 colour", then B, F and N lines for below, above and NaN. A colour is red green blue in
/// columns or with slashes (0 to 255), hue-saturation-value (degrees, 0 to 1, 0 to 1), cyan/magenta/yellow/black
/// (percent), a grey (0 to 255), a name or #rrggbb; <c>-</c> is transparent. Written as one slice of constant colour for
/// each entry, which is exactly what a table of colours is.</remarks>
internal sealed class GmtTable : IColormapCodec
{
    private const string Separators = " \t";

    public IReadOnlyList<ColormapContent> Read(ColormapSource source)
    {
        var reader = new Reader(source);
        foreach ((int number, string line) in source.Lines()) reader.Take(number, line);
        return [reader.Finish()];
    }

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        StringBuilder text = new StringBuilder().Append("# ").Append(map.Name.ReplaceLineEndings(" ")).Append("\n# COLOR_MODEL = RGB\n");
        for (int i = 0; i < map.Count; i++)
        {
            string color = Color(map[i]);
            text.Append(options.Edge(i, map.Count).Text()).Append('\t').Append(color).Append('\t')
                .Append(options.Edge(i + 1, map.Count).Text()).Append('\t').Append(color).Append('\n');
        }

        text.Append("B\t").Append(Color(map.UnderColor ?? map[0])).Append("\nF\t").Append(Color(map.OverColor ?? map[map.Count - 1]))
            .Append('\n');
        if (map.BadColor is { } bad) text.Append("N\t").Append(Color(bad)).Append('\n');
        output.WriteText(text);
    }

    private static string Color(ColorValue color)
    {
        var bytes = color.ToRgba32();
        string transparency = bytes.A == 255 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"@{100 - (100 * color.A):0.##}");
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.R}/{bytes.G}/{bytes.B}{transparency}");
    }

    /// <summary>Takes the lines one by one.</summary>
    private sealed class Reader(ColormapSource source)
    {
        private readonly List<GradientSegment> _segments = [];
        private readonly List<ColorValue> _keyed = [];
        private bool _hsv;
        private bool _mixesHsv;
        private bool _cmyk;
        private ColorValue? _under;
        private ColorValue? _over;
        private ColorValue? _bad;

        public void Take(int number, string line)
        {
            if (line[0] == '#')
            {
                TakeComment(line);
                return;
            }

            int label = line.IndexOf(';', StringComparison.Ordinal);
            if (label >= 0) line = line[..label];
            List<string> fields = [.. line.Split(Separators.ToCharArray(), StringSplitOptions.RemoveEmptyEntries)];
            if (fields.Count == 0) return;
            if (fields[0] is "B" or "F" or "N")
            {
                ColorValue color = ColorOf(fields[1..], number);
                if (fields[0] == "B") _under = color;
                else if (fields[0] == "F") _over = color;
                else _bad = color;
                return;
            }

            if (fields.Count > 2 && fields[^1] is "L" or "U" or "A" or "B") fields.RemoveAt(fields.Count - 1);
            TakeSlice(number, fields);
        }

        public ColormapContent Finish()
        {
            if (_segments.Count == 0 && _keyed.Count == 0) throw source.Whole("slices 'z0 colour z1 colour'", "none");
            ColormapContent content = _segments.Count > 0
                ? ColormapContent.Gradient(source.Name, _segments, hasValues: true)
                : ColormapContent.Table(source.Name, _keyed);
            // Under and over that repeat the ends say nothing.
            ColorValue first = _segments.Count > 0 ? _segments[0].From : _keyed[0];
            ColorValue last = _segments.Count > 0 ? _segments[^1].To : _keyed[^1];
            return content with { Under = _under == first ? null : _under, Over = _over == last ? null : _over, Bad = _bad };
        }

        private void TakeComment(string line)
        {
            int at = line.IndexOf("COLOR_MODEL", StringComparison.OrdinalIgnoreCase);
            if (at < 0) return;
            string model = line[(at + "COLOR_MODEL".Length)..].Trim(' ', '\t', '=', ':').ToUpperInvariant();
            _hsv = model.Contains("HSV", StringComparison.Ordinal);
            _mixesHsv = model.StartsWith("+HSV", StringComparison.Ordinal);
            _cmyk = model.Contains("CMYK", StringComparison.Ordinal);
        }

        private void TakeSlice(int number, List<string> fields)
        {
            if (fields.Count == 2)
            {
                _keyed.Add(ColorOf(fields[1..], number));
                return;
            }

            int width = fields.Count switch
            {
                4 => 1,
                8 => 3,
                10 => 4,
                _ => throw source.At(number, "'z0 colour z1 colour'", $"{fields.Count} fields"),
            };
            double left = source.Number(fields[0], number, "a value");
            double right = source.Number(fields[width + 1], number, "a value");
            if (!(right > left)) throw source.At(number, "a slice that ends above its start", $"{fields[0]} to {fields[width + 1]}");
            if (_segments.Count > 0 && Math.Abs(left - _segments[^1].Right) > 1e-6 * Math.Max(Math.Abs(left), right - left))
                throw source.At(number, $"a slice that starts at {_segments[^1].Right.Text()}, where the previous one ends", fields[0]);
            ColorValue from = ColorOf(fields.GetRange(1, width), number);
            ColorValue to = fields[width + 2] == "-" && width == 1 && fields[1] != "-"
                ? from
                : ColorOf(fields.GetRange(width + 2, width), number);
            _segments.Add(new(left, right, from, to, _mixesHsv ? ColorMixers.HsvStraight : ColorMixers.Rgb));
        }

        private ColorValue ColorOf(List<string> fields, int number)
        {
            if (fields.Count is 3 or 4) return Components(fields, number, _hsv, 1);
            if (fields.Count != 1) throw source.At(number, "a colour", fields.Count == 0 ? "nothing" : string.Join(' ', fields));
            string text = fields[0];
            double alpha = 1;
            int at = text.IndexOf('@', StringComparison.Ordinal);
            if (at > 0)
            {
                alpha = 1 - source.Fraction(text[(at + 1)..], 100, number);
                text = text[..at];
            }

            if (text == "-") return ColorValue.Transparent;
            if (text.Contains('/', StringComparison.Ordinal)) return Components(text.Split('/'), number, _hsv, alpha);
            if (char.IsAsciiDigit(text[0]) && text.Split('-') is { Length: 3 } hsv) return Components(hsv, number, isHsv: true, alpha);
            if (char.IsAsciiDigit(text[0]) || text[0] == '.') return Gray(source.Fraction(text, 255, number), alpha);
            // X11's greys of a hundred steps, which GMT names too.
            if ((text.StartsWith("gray", StringComparison.OrdinalIgnoreCase) || text.StartsWith("grey", StringComparison.OrdinalIgnoreCase))
                && int.TryParse(text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent <= 100)
            {
                return Gray(Math.Round(percent * 2.55, MidpointRounding.AwayFromZero) / 255, alpha);
            }

            return ColorValue.TryParse(text, out ColorValue color)
                ? color with { A = color.A * alpha }
                : throw source.At(number, "a colour", $"'{text}'");
        }

        private ColorValue Components(IReadOnlyList<string> parts, int number, bool isHsv, double alpha)
        {
            if (parts.Count == 4 && (_cmyk || !isHsv))
            {
                double light = 1 - source.Fraction(parts[3], 100, number);
                return new ColorValue(Ink(0), Ink(1), Ink(2), alpha);

                double Ink(int i) => (1 - source.Fraction(parts[i], 100, number)) * light;
            }

            if (parts.Count != 3) throw source.At(number, "three components of a colour", string.Join('/', parts));
            if (!isHsv)
            {
                return new ColorValue(source.Fraction(parts[0], 255, number), source.Fraction(parts[1], 255, number),
                    source.Fraction(parts[2], 255, number), alpha);
            }

            double hue = source.Fraction(parts[0], 360, number) * 360;
            return HsvColor.ToRgb(new Coordinates(hue, source.Fraction(parts[1], 1, number), source.Fraction(parts[2], 1, number)), alpha);
        }

        private static ColorValue Gray(double level, double alpha) => new(level, level, level, alpha);
    }
}
