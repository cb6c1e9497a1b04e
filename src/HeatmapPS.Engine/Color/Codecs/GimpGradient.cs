using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>GIMP gradients: segments with a midpoint, a blending function and a way to mix.</summary>
/// <remarks>After GIMP's devel-docs/ggr.txt. "GIMP Gradient", "Name: …", the number of segments, then a segment a line:
/// left, middle, right; red, green, blue, alpha of both ends; blending function, colouring, and perhaps the kinds of end
/// colours, of which only fixed ones (0) make sense outside GIMP.</remarks>
internal sealed class GimpGradient : IColormapCodec
{
    private const double Tolerance = 1e-5;

    public IReadOnlyList<ColormapContent> Read(ColormapSource source)
    {
        string name = source.Name;
        int? expected = null;
        var segments = new List<GradientSegment>();
        bool marked = false;
        foreach ((int number, string line) in source.Lines())
        {
            if (!marked)
            {
                if (!line.StartsWith("GIMP Gradient", StringComparison.Ordinal)) throw source.At(number, "'GIMP Gradient'", $"'{line}'");
                marked = true;
            }
            else if (expected is null && line.StartsWith("Name:", StringComparison.OrdinalIgnoreCase))
            {
                if (line[5..].Trim() is { Length: > 0 } given) name = given;
            }
            else if (expected is null)
            {
                expected = int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                    && count is > 0 and <= Colormap.MaxCount
                    ? count
                    : throw source.At(number, "the number of segments", $"'{line}'");
            }
            else if (segments.Count < expected)
            {
                segments.Add(ReadSegment(source, line, number, segments.Count == 0 ? 0 : segments[^1].Right));
            }
        }

        if (segments.Count == 0 || segments.Count != expected) throw source.Whole($"{expected ?? 1} segments", $"{segments.Count}");
        if (Math.Abs(segments[^1].Right - 1) > Tolerance) throw source.Whole("segments up to 1", $"an end at {segments[^1].Right.Text()}");
        return [ColormapContent.Gradient(name, segments, hasValues: false)];
    }

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        StringBuilder text = new StringBuilder("GIMP Gradient\nName: ").Append(map.Name.ReplaceLineEndings(" ")).Append('\n');
        // Few colours are classes with hard edges; many are the ends of smooth segments.
        int segments = map.IsStepped() ? map.Count : map.Count - 1;
        text.Append(segments.ToString(CultureInfo.InvariantCulture)).Append('\n');
        for (int i = 0; i < segments; i++)
        {
            double left = (double)i / segments;
            double right = i == segments - 1 ? 1 : (double)(i + 1) / segments;
            text.Append(left.Text()).Append(' ').Append(((left + right) / 2).Text()).Append(' ').Append(right.Text());
            Append(text, map[i]);
            Append(text, map[map.IsStepped() ? i : i + 1]);
            text.Append(" 0 0 0 0\n");
        }

        output.WriteText(text);
    }

    private static void Append(StringBuilder text, ColorValue color) =>
        text.Append(' ').Append(color.R.Text()).Append(' ').Append(color.G.Text()).Append(' ').Append(color.B.Text()).Append(' ')
            .Append(color.A.Text());

    private static GradientSegment ReadSegment(ColormapSource source, string line, int number, double start)
    {
        string[] fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (13 or 15)) throw source.At(number, "13 or 15 numbers", $"{fields.Length}");
        double left = source.Fraction(fields[0], 1, number);
        double middle = source.Fraction(fields[1], 1, number);
        double right = source.Fraction(fields[2], 1, number);
        if (!(left <= middle && middle <= right && left < right))
            throw source.At(number, "left, middle and right in this order", string.Join(' ', fields[..3]));
        if (Math.Abs(left - start) > Tolerance) throw source.At(number, $"a segment that starts at {start.Text()}", fields[0]);
        if (fields.Length == 15 && (fields[13] != "0" || fields[14] != "0"))
            throw source.At(number, "fixed colours", "GIMP's foreground or background colour, which is not in the file");
        double place = (middle - left) / (right - left);
        return new(start, right, ColorOf(3), ColorOf(7), Coloring(), Blending());

        ColorValue ColorOf(int at) => new(
            source.Fraction(fields[at], 1, number), source.Fraction(fields[at + 1], 1, number),
            source.Fraction(fields[at + 2], 1, number), source.Fraction(fields[at + 3], 1, number));

        ColorMixer Coloring() => fields[12] switch
        {
            "0" => ColorMixers.Rgb,
            "1" => ColorMixers.HsvRising,
            "2" => ColorMixers.HsvFalling,
            _ => throw source.At(number, "a colouring from 0 to 2", fields[12]),
        };

        Func<double, double>? Blending() => fields[11] switch
        {
            "0" => Math.Abs(place - 0.5) < Tolerance ? null : t => Linear(t, place),
            "1" => t => Math.Pow(t, Math.Log(0.5) / Math.Log(Math.Clamp(place, 1e-10, 1 - 1e-10))),
            "2" => t => (Math.Sin((Math.PI * Linear(t, place)) - (Math.PI / 2)) + 1) / 2,
            "3" => t => Math.Sqrt(1 - Square(Linear(t, place) - 1)),
            "4" => t => 1 - Math.Sqrt(1 - Square(Linear(t, place))),
            "5" => t => t >= place ? 1 : 0,
            _ => throw source.At(number, "a blending function from 0 to 5", fields[11]),
        };
    }

    /// <summary>Half at the middle, straight on both sides of it.</summary>
    private static double Linear(double t, double middle)
    {
        if (t <= middle) return middle < 1e-10 ? 0 : 0.5 * t / middle;
        return 1 - middle < 1e-10 ? 1 : 0.5 + (0.5 * (t - middle) / (1 - middle));
    }

    private static double Square(double x) => x * x;
}
