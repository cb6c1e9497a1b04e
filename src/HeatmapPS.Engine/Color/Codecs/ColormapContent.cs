using System.Collections.Immutable;
using HeatmapPS.Engine.Color.Mixing;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>A piece of a gradient.</summary>
/// <param name="Left">Where it begins.</param>
/// <param name="Right">Where it ends, not before it begins.</param>
/// <param name="From">Colour at its beginning.</param>
/// <param name="To">Colour at its end.</param>
/// <param name="Mix">How colours between are mixed.</param>
/// <param name="Warp">Turns the place within the piece, 0 to 1, into the share of the second colour; <c>null</c> leaves it.</param>
internal sealed record GradientSegment(
    double Left, double Right, ColorValue From, ColorValue To, ColorMixer Mix, Func<double, double>? Warp = null)
{
    /// <summary>Whether it has one colour.</summary>
    public bool IsFlat => From == To;

    /// <summary>The colour at a place.</summary>
    public ColorValue At(double x)
    {
        if (IsFlat || Right <= Left) return From;
        double t = Math.Clamp((x - Left) / (Right - Left), 0, 1);
        return Mix(From, To, Warp is null ? t : Warp(t));
    }
}

/// <summary>What a file says of one map: a table of colours, or a gradient of adjoining pieces.</summary>
internal sealed record ColormapContent
{
    // Files tell a jump by two stops a hair apart, since their readers do not take two at one place.
    private const double Hair = 1e-6;

    // From so many evenly spaced stops on, a gradient is a sampled table, to be taken as it is.
    private const int TableStops = 64;

    private readonly string _name = string.Empty;

    private ColormapContent(string name) => Name = name;

    /// <summary>Name of the map; what would steer a terminal is taken out of it.</summary>
    public string Name
    {
        get => _name;
        init => _name = string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }

    /// <summary>Colours of a table; empty for a gradient.</summary>
    public IReadOnlyList<ColorValue> Colors { get; private init; } = [];

    /// <summary>Pieces of a gradient, in order, each beginning where the last ends; empty for a table.</summary>
    public IReadOnlyList<GradientSegment> Segments { get; private init; } = [];

    /// <summary>Values of the first and the last colour, or <c>null</c> where places are no values of data.</summary>
    public (double Minimum, double Maximum)? Limits { get; init; }

    /// <summary>Colour below the range, or <c>null</c>.</summary>
    public ColorValue? Under { get; init; }

    /// <summary>Colour above the range, or <c>null</c>.</summary>
    public ColorValue? Over { get; init; }

    /// <summary>Colour of missing values, or <c>null</c>.</summary>
    public ColorValue? Bad { get; init; }

    public static ColormapContent Table(string name, IReadOnlyList<ColorValue> colors) => new(name) { Colors = colors };

    /// <summary>A gradient of pieces.</summary>
    /// <param name="name">Name of the map.</param>
    /// <param name="segments">One or more pieces, adjoining.</param>
    /// <param name="hasValues">Whether places are values of data.</param>
    /// <exception cref="HeatmapException">ColormapInvalid: the limits lie farther apart than a number can tell.</exception>
    public static ColormapContent Gradient(string name, IReadOnlyList<GradientSegment> segments, bool hasValues)
    {
        double range = segments[^1].Right - segments[0].Left;
        if (!double.IsFinite(range))
            throw ColorErrors.ColormapInvalid("limits whose difference is finite", $"{segments[0].Left} and {segments[^1].Right}");
        return new ColormapContent(name)
        {
            Segments = Joined(segments, range * Hair),
            Limits = hasValues ? (segments[0].Left, segments[^1].Right) : null,
        };
    }

    /// <summary>A gradient through stops whose places never fall.</summary>
    /// <param name="name">Name of the map.</param>
    /// <param name="stops">Two or more stops at two or more places.</param>
    /// <param name="mix">How colours between are mixed.</param>
    /// <param name="hasValues">Whether places are values of data.</param>
    public static ColormapContent Gradient(string name, IReadOnlyList<(double Place, ColorValue Color)> stops, ColorMixer mix,
        bool hasValues)
    {
        var segments = new List<GradientSegment>(stops.Count - 1);
        for (int i = 1; i < stops.Count; i++)
        {
            if (stops[i].Place > stops[i - 1].Place)
                segments.Add(new(stops[i - 1].Place, stops[i].Place, stops[i - 1].Color, stops[i].Color, mix));
        }

        return Gradient(name, segments, hasValues);
    }

    /// <summary>Makes the map.</summary>
    /// <param name="count">Colours of the map, or <c>null</c> for as many as the file gives: a table's own number, one for
    /// each class, else 256.</param>
    /// <returns>The map; its scale has the file's limits, and boundaries where classes are not equally wide.</returns>
    public Colormap ToColormap(int? count)
    {
        if (count is null && Limits is not null && Segments.Count > 1 && Segments.All(segment => segment.IsFlat) && !IsEven())
            return Classed();
        Colormap map = Colors.Count > 0 ? FromTable(Colors, count, false)
            : TableOfSegments() is { } table ? FromTable(table, count, Segments[0].IsFlat)
            : Colormap.FromTable(Sample(count ?? 256), Name);
        map = map.WithExtremes(Under, Over, Bad);
        return Limits is { } limits ? map.WithScale(new(limits.Minimum, limits.Maximum)) : map;
    }

    /// <summary>A colour for each class, with the classes' edges as boundaries of the scale.</summary>
    private Colormap Classed()
    {
        ImmutableArray<double> edges = [Segments[0].Left, .. Segments.Select(segment => segment.Right)];
        return Colormap.FromTable([.. Segments.Select(segment => segment.From)], Name, ColormapKind.Qualitative)
            .WithExtremes(Under, Over, Bad)
            .WithScale(new HeatmapScale(edges[0], edges[^1]) { Norm = NormKind.Boundary, Boundaries = edges });
    }

    private bool IsEven()
    {
        double width = (Segments[^1].Right - Segments[0].Left) / Segments.Count;
        return Segments.All(segment => Math.Abs(segment.Right - segment.Left - width) <= width * 1e-3);
    }

    private Colormap FromTable(IReadOnlyList<ColorValue> colors, int? count, bool isStepped)
    {
        // A map has two colours at least.
        var map = Colormap.FromTable(colors.Count == 1 ? [colors[0], colors[0]] : colors, Name);
        return count is not { } wanted || wanted == map.Count ? map : isStepped ? map.InterpolateNearest(wanted) : map.Interpolate(wanted);
    }

    /// <summary>The colours of pieces that are equally wide and flat, or that are a sampled table; else <c>null</c>.</summary>
    private ColorValue[]? TableOfSegments()
    {
        if (!IsEven()) return null;
        if (Segments.All(segment => segment.IsFlat)) return [.. Segments.Select(segment => segment.From)];
        if (Segments.Count + 1 < TableStops || Segments.Any(segment => segment.Warp is not null)) return null;
        for (int i = 1; i < Segments.Count; i++)
            if (Segments[i].From != Segments[i - 1].To) return null;
        return [.. Segments.Select(segment => segment.From), Segments[^1].To];
    }

    private ColorValue[] Sample(int count)
    {
        // Classes have their colour at their middle; a gradient has its first and last colour at its ends.
        bool flat = Segments.All(segment => segment.IsFlat);
        double low = Segments[0].Left;
        double range = Segments[^1].Right - low;
        var colors = new ColorValue[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            double x = low + (range * (flat ? (i + 0.5) / count : (double)i / (count - 1)));
            while (at < Segments.Count - 1 && Segments[at].Right < x) at++;
            colors[i] = i == count - 1 ? Segments[^1].At(Segments[^1].Right) : Segments[at].At(x);
        }

        return colors;
    }

    private static List<GradientSegment> Joined(IReadOnlyList<GradientSegment> segments, double hair)
    {
        var joined = new List<GradientSegment>(segments.Count);
        double left = segments[0].Left;
        foreach (GradientSegment segment in segments)
        {
            if (segments.Count > 1 && segment.Right - segment.Left <= hair) continue;
            joined.Add(segment with { Left = left });
            left = segment.Right;
        }

        return joined;
    }
}
