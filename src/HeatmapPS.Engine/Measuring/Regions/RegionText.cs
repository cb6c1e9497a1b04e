using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Measuring.Regions;

/// <summary>Regions written as text: <c>rect x,y,width,height</c> and <c>circle x,y,radius</c>.</summary>
internal static class RegionText
{
    private static readonly char[] s_separators = [' ', ',', ';', '\t'];

    /// <summary>The region a text means, or null when it is not of this form (it may be a file's path then).</summary>
    /// <param name="text">The text; numbers with a point, whatever the system's language.</param>
    /// <param name="name">Name of the region, or null for the text.</param>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public static ImageRegion? Parse(string text, string? name)
    {
        string[] words = text.Split(s_separators, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            return null;
        int numbers = words[0].ToUpperInvariant() switch
        {
            "RECT" or "RECTANGLE" => 4,
            "CIRCLE" => 3,
            _ => 0,
        };
        if (numbers == 0)
            return null;
        if (words.Length != numbers + 1)
            throw AnalysisErrors.RegionNotUnderstood(text);
        double[] values = [.. words[1..].Select(word => Number(word, text))];
        return numbers == 4
            ? Rectangle(values[0], values[1], values[2], values[3], name ?? text)
            : new CircleRegion(values[0], values[1], values[2], name ?? text);
    }

    /// <summary>A rectangle of numbers that must be whole.</summary>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public static RectangleRegion Rectangle(double x, double y, double width, double height, string? name)
    {
        foreach (double value in (ReadOnlySpan<double>)[x, y, width, height])
        {
            if (value != Math.Floor(value) || Math.Abs(value) > int.MaxValue)
                throw AnalysisErrors.RegionSize(name ?? "rect", string.Create(CultureInfo.InvariantCulture, $"{value} is not an integer"));
        }

        return new RectangleRegion(new PixelRectangle((int)x, (int)y, (int)width, (int)height), name);
    }

    /// <summary>A number of a region.</summary>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public static double Number(string word, string region) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw AnalysisErrors.RegionNotUnderstood(region);
}
