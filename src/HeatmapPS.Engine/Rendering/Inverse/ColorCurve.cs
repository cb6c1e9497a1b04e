using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Rendering.Inverse;

/// <summary>The colours of a map as a line through OKLab, on which the place nearest to any colour can be found.</summary>
/// <remarks>Neighbouring colours are joined by straight pieces; far ones are first divided evenly in stored values, as
/// interpolation does it. Colours of single places (under, over, bad) are pieces of no length.</remarks>
internal sealed class ColorCurve
{
    /// <summary>Length of a piece above which it is divided: short enough for the bend between stored values and OKLab.</summary>
    private const float LongestPiece = 0.02f;

    /// <summary>Distance at which 8-bit colours are not surely told apart.</summary>
    private const float Indistinct = 0.003f;

    /// <summary>Points looked at for ambiguity.</summary>
    private const int AmbiguitySamples = 1024;

    private readonly List<Piece> _pieces = [];

    /// <summary>Makes the line.</summary>
    /// <param name="colors">At least one colour.</param>
    /// <param name="positions">Place of each colour, 0..1.</param>
    /// <param name="isContinuous">Whether places between colours have a meaning.</param>
    public ColorCurve(IReadOnlyList<ColorValue> colors, IReadOnlyList<double> positions, bool isContinuous)
    {
        List<Vertex> vertices = Vertices(colors, positions);
        for (int i = 0; i < vertices.Count; i++)
        {
            if (!isContinuous || vertices.Count == 1)
                AddPoint(vertices[i].Color, vertices[i].Position);
            else if (i > 0)
                AddLine(vertices[i - 1], vertices[i]);
        }

        IsAmbiguous = !isContinuous ? HasRepeated(vertices) : ReturnsToItself();
    }

    /// <summary>Whether one colour stands for places far apart.</summary>
    public bool IsAmbiguous { get; }

    /// <summary>The line of a colormap, as pictures of some depth have it.</summary>
    /// <param name="map">The map; its colours for under and over stand for the ends.</param>
    /// <param name="bits">8: colours rounded to bytes, so that those of a picture are met exactly; else as they are.</param>
    public static ColorCurve Create(Colormap map, int bits)
    {
        var colors = new ColorValue[map.Count];
        double[] positions = new double[map.Count];
        for (int i = 0; i < colors.Length; i++)
        {
            colors[i] = Round(map[i], bits);
            positions[i] = (double)i / (map.Count - 1);
        }

        var curve = new ColorCurve(colors, positions, map.Kind != ColormapKind.Qualitative);
        if (map.UnderColor is { A: > 0 } under)
            curve.AddPoint(Round(under, bits), 0);
        if (map.OverColor is { A: > 0 } over)
            curve.AddPoint(Round(over, bits), 1);
        if (map.BadColor is { A: > 0 } bad)
            curve.AddPoint(Round(bad, bits), double.NaN);
        return curve;
    }

    /// <summary>The line of the map that a legend in a picture shows.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="region">The coloured strip of the legend.</param>
    /// <param name="isReversed">Whether low values are at the right, or at the top.</param>
    /// <param name="badColor">Colour of bad values in the picture, or null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HeatmapException">RegionInvalid, LegendInvalid, NotColor.</exception>
    public static ColorCurve OfLegend(
        Raster picture, LegendRegion region, bool isReversed, ColorValue? badColor, CancellationToken cancellationToken)
    {
        HeatmapInversion.CheckColors(picture);
        if (!region.IsIn(picture))
            throw InversionErrors.LegendOutside(picture.Name, region.ToString(), picture.Width, picture.Height);
        var strip = LegendStrip.Read(picture, region, cancellationToken);
        if (strip.IsPlain)
            throw InversionErrors.LegendPlain(picture.Name);
        ColorValue[] colors = strip.Colors(strip.Length);
        if (isReversed)
            Array.Reverse(colors);

        // A pixel shows the middle of its share of the range.
        double[] positions = [.. Enumerable.Range(0, colors.Length).Select(i => (i + 0.5) / colors.Length)];
        var curve = new ColorCurve(colors, positions, isContinuous: true);
        if (badColor is { A: > 0 } bad)
            curve.AddPoint(bad, double.NaN);
        return curve;
    }

    /// <summary>Adds the colour of one place; only while the line is being made.</summary>
    /// <param name="color">The colour.</param>
    /// <param name="position">0..1, or NaN for the colour of bad values.</param>
    public void AddPoint(ColorValue color, double position) =>
        _pieces.Add(new Piece(ToOkLab(color), ToOkLab(color), (float)position, (float)position));

    /// <summary>Pieces that may hold the nearest place of some colour within a distance of a centre.</summary>
    /// <param name="center">Centre.</param>
    /// <param name="radius">Distance of the farthest colour.</param>
    public int[] Candidates(OkLabColor center, float radius)
    {
        float[] distances = new float[_pieces.Count];
        for (int i = 0; i < distances.Length; i++)
            distances[i] = MathF.Sqrt(_pieces[i].Nearest(center).Square);
        // A piece farther from the centre than this is farther from each colour than the centre's own nearest piece is.
        float limit = distances.Min() + (2 * radius);
        var candidates = new List<int>();
        for (int i = 0; i < distances.Length; i++)
        {
            if (distances[i] <= limit)
                candidates.Add(i);
        }

        return [.. candidates];
    }

    /// <summary>The nearest place.</summary>
    /// <param name="color">A colour.</param>
    /// <param name="candidates">Pieces to look at.</param>
    /// <returns>Place, 0..1, NaN for the bad colour; and distance in OKLab.</returns>
    public (float Position, float Distance) Nearest(OkLabColor color, ReadOnlySpan<int> candidates)
    {
        float best = float.PositiveInfinity;
        float position = float.NaN;
        foreach (int candidate in candidates)
        {
            (float square, float place) = _pieces[candidate].Nearest(color);
            if (square < best)
                (best, position) = (square, place);
        }

        return (position, MathF.Sqrt(best));
    }

    private static ColorValue Round(ColorValue color, int bits) => bits > 8 ? color
        : ColorValue.FromBytes(ColorValue.ToByte(color.R), ColorValue.ToByte(color.G), ColorValue.ToByte(color.B));

    /// <summary>The colours with runs of equal ones as one, at the run's middle.</summary>
    private static List<Vertex> Vertices(IReadOnlyList<ColorValue> colors, IReadOnlyList<double> positions)
    {
        var vertices = new List<Vertex>();
        for (int first = 0; first < colors.Count;)
        {
            int last = first;
            while (last + 1 < colors.Count && colors[last + 1] == colors[first])
                last++;
            vertices.Add(new Vertex(colors[first], (positions[first] + positions[last]) / 2));
            first = last + 1;
        }

        return vertices;
    }

    private static bool HasRepeated(List<Vertex> vertices) => vertices.Select(vertex => vertex.Color).Distinct().Count() < vertices.Count;

    private static OkLabColor ToOkLab(ColorValue color) => OkLabColor.FromStored(color.R, color.G, color.B);

    private void AddLine(Vertex from, Vertex to)
    {
        OkLabColor start = ToOkLab(from.Color);
        int parts = Math.Clamp((int)MathF.Ceiling(start.DistanceTo(ToOkLab(to.Color)) / LongestPiece), 1, 64);
        for (int part = 1; part <= parts; part++)
        {
            double share = (double)part / parts;
            OkLabColor end = ToOkLab(new ColorValue(
                from.Color.R + (share * (to.Color.R - from.Color.R)),
                from.Color.G + (share * (to.Color.G - from.Color.G)),
                from.Color.B + (share * (to.Color.B - from.Color.B))));
            double length = to.Position - from.Position;
            _pieces.Add(new Piece(start, end, (float)(from.Position + ((part - 1.0) / parts * length)),
                (float)(from.Position + (share * length))));
            start = end;
        }
    }

    /// <summary>Whether the line comes back near a place that it left.</summary>
    private bool ReturnsToItself()
    {
        int step = Math.Max(1, _pieces.Count / AmbiguitySamples);
        var points = new List<(OkLabColor Color, float Along)>();
        float along = 0;
        for (int i = 0; i < _pieces.Count; i++)
        {
            if (i % step == 0)
                points.Add((_pieces[i].Start, along));
            along += _pieces[i].Length;
        }

        points.Add((_pieces[^1].End, along));
        for (int i = 0; i < points.Count; i++)
        {
            for (int j = i + 1; j < points.Count; j++)
            {
                if (points[j].Along - points[i].Along > 10 * Indistinct && points[i].Color.DistanceTo(points[j].Color) < Indistinct)
                    return true;
            }
        }

        return false;
    }

    private readonly record struct Vertex(ColorValue Color, double Position);

    /// <summary>A straight piece.</summary>
    private readonly struct Piece
    {
        private readonly float _l, _a, _b, _inverseSquare, _from, _length;

        public Piece(OkLabColor start, OkLabColor end, float from, float to)
        {
            (Start, End, _from, _length) = (start, end, from, to - from);
            (_l, _a, _b) = (end.L - start.L, end.A - start.A, end.B - start.B);
            float square = (_l * _l) + (_a * _a) + (_b * _b);
            _inverseSquare = square > 0 ? 1 / square : 0;
        }

        public OkLabColor Start { get; }

        public OkLabColor End { get; }

        public float Length => Start.DistanceTo(End);

        public (float Square, float Position) Nearest(OkLabColor color)
        {
            float l = color.L - Start.L, a = color.A - Start.A, b = color.B - Start.B;
            float share = Math.Clamp(((l * _l) + (a * _a) + (b * _b)) * _inverseSquare, 0f, 1f);
            l -= share * _l;
            a -= share * _a;
            b -= share * _b;
            return ((l * l) + (a * a) + (b * b), _from + (share * _length));
        }
    }
}
