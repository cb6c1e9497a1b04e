using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>What text formats have in common.</summary>
internal static class FormatText
{
    // Maps of fewer colours are classes rather than samples of a gradient, and are written with hard edges.
    private const int SteppedBelow = 64;

    // How far apart, as a part of the range, two stops are that stand for one edge.
    private const double EdgeWidth = 1e-9;

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Text(this double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Whether a map is written with hard edges.</summary>
    public static bool IsStepped(this Colormap map) => map.Count < SteppedBelow;

    /// <summary>The stops of a map: its colours spread evenly, or for few colours two stops each that make hard edges.</summary>
    public static IEnumerable<(double Value, ColorValue Color)> Stops(this Colormap map, ColormapWriteOptions options)
    {
        double range = options.Maximum - options.Minimum;
        for (int i = 0; i < map.Count; i++)
        {
            if (!map.IsStepped())
            {
                yield return (options.Edge(i, map.Count - 1), map[i]);
                continue;
            }

            double end = options.Edge(i + 1, map.Count);
            yield return (options.Edge(i, map.Count), map[i]);
            yield return (i == map.Count - 1 ? end : end - (range * EdgeWidth), map[i]);
        }
    }

    /// <summary>A map as a table of 256 colours in bytes, for formats that hold no other number.</summary>
    public static Rgba32[] To256(this Colormap map) =>
        (map.Count == 256 ? map : map.IsStepped() ? map.InterpolateNearest(256) : map.Interpolate(256)).ToRgba32();

    /// <summary>Writes UTF-8 text without a byte order mark, with line feeds.</summary>
    public static void WriteText(this Stream output, StringBuilder text) => output.Write(Encoding.UTF8.GetBytes(text.ToString()));
}

/// <summary>Decides whether the numbers of a file without a fixed scale are bytes or fractions.</summary>
internal static class NumberScale
{
    /// <summary>The number that full intensity is written as.</summary>
    /// <param name="source">The file.</param>
    /// <param name="largest">The largest number of red, green and blue.</param>
    /// <param name="hasPoint">Whether any is written with a decimal point or exponent.</param>
    /// <returns>1, 255, or 65535.</returns>
    /// <exception cref="HeatmapException">ColormapFileInvalid: the numbers fit none of them.</exception>
    public static double Of(ColormapSource source, double largest, bool hasPoint) => largest switch
    {
        <= 1 => 1,
        // 1.02 among fractions is a mistake, not a byte.
        < 2 when hasPoint => throw source.Whole("fractions from 0 to 1 or numbers to 255", largest.Text()),
        <= 255 => 255,
        <= 65535 when !hasPoint => 65535,
        _ => throw source.Whole("fractions from 0 to 1 or numbers to 255", largest.Text()),
    };
}
