using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>Classes whose values are their upper ends, as QGIS writes them.</summary>
internal static class ClassedValues
{
    /// <summary>Makes flat pieces of classes.</summary>
    /// <param name="name">Name of the map.</param>
    /// <param name="classes">Upper ends, rising, the last perhaps infinite, and colours; two or more.</param>
    /// <param name="minimum">Where the first class begins, or <c>null</c> for one width of the second class below its end.</param>
    /// <param name="maximum">Where an endless last class ends, or <c>null</c> for one width of the class before it.</param>
    public static ColormapContent Create(string name, IReadOnlyList<(double Upper, ColorValue Color)> classes, double? minimum,
        double? maximum)
    {
        int last = classes.Count - 1;
        bool endless = double.IsInfinity(classes[last].Upper);
        // With two classes of which one has no end, one edge is all that is known.
        double width = last >= 2 ? classes[1].Upper - classes[0].Upper : endless
            ? Math.Max(1, Math.Abs(classes[0].Upper))
            : classes[1].Upper - classes[0].Upper;
        double left = minimum is { } low && low < classes[0].Upper ? low : classes[0].Upper - width;
        double before = classes[last - 1].Upper;
        double end = !endless ? classes[last].Upper : maximum is { } high && high > before
            ? high
            : before + (last >= 2 ? before - classes[last - 2].Upper : width);
        var segments = new List<GradientSegment>(classes.Count);
        for (int i = 0; i <= last; i++)
        {
            double right = i == last ? end : classes[i].Upper;
            if (!(right > left)) continue;
            segments.Add(new(left, right, classes[i].Color, classes[i].Color, ColorMixers.Rgb));
            left = right;
        }

        // Ends that coincide tell no classes; the colours are still in order.
        if (segments.Count == 0 || !double.IsFinite(segments[0].Left))
            return ColormapContent.Table(name, [.. classes.Select(item => item.Color)]);
        return ColormapContent.Gradient(name, segments, hasValues: true);
    }
}
